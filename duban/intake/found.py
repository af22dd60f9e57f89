"""What a returned workbook says of itself: tokens, cover, and its table's rows with addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from duban.a1 import address, column_letters
from duban.forms import token
from duban.forms.fields import FORMS, FormSpec
from duban.forms.rows import split_row_id
from duban.model import Cell, FormKind
from duban.text import clean, squeeze
from duban.workbooks.book import Book, CellError, CellValue, Sheet

_UNIT = re.compile(r"填报单位[:：]\s*(.+?)(?:\s{2,}|\s*期次|\s*$)", re.MULTILINE)
_PERIOD = re.compile(r"期次[:：]\s*(\d{4})年(\d{1,2})月")
_ENOUGH_HEADERS = 4
_LONGEST_HEADER = 60


@dataclass(frozen=True, slots=True)
class FoundRow:
    """One row of a form's table: its id if it still has one, and the cells by field name."""

    row: int
    row_id: str
    cells: Mapping[str, Cell]


@dataclass(frozen=True, slots=True)
class FoundTable:
    """A form's table on a sheet; ``columns`` maps field name to its column as found.

    ``renamed`` holds, by field name, the header cells that say something else than was issued;
    ``cover_unit`` and ``cover_period`` are what the block above the table names, '' if nothing.
    """

    kind: FormKind
    sheet: str
    header_row: int
    columns: Mapping[str, int]
    rows: tuple[FoundRow, ...]
    renamed: Mapping[str, Cell] = field(default_factory=dict)
    cover_unit: str = ""
    cover_period: str = ""

    @property
    def form(self) -> FormSpec:
        """The form that it is a table of."""
        return FORMS[self.kind]


@dataclass(frozen=True, slots=True)
class Found:
    """Everything a workbook says of itself. ``tokens`` in the order of trust, without repeats."""

    tokens: tuple[token.Opened, ...] = ()
    tables: tuple[FoundTable, ...] = field(default_factory=tuple)

    @property
    def cover_unit(self) -> str:
        """The unit that the first cover names, '' if none does."""
        return next((table.cover_unit for table in self.tables if table.cover_unit), "")

    @property
    def cover_period(self) -> str:
        """The period on the cover that names the unit, '' if none does."""
        return next((table.cover_period for table in self.tables if table.cover_unit), "")


def look(book: Book, key: bytes) -> Found:
    """Reads ``book`` by what is in it; neither sheet order nor file name nor position matters."""
    # A hidden copy of the table must not speak before the one that the unit saw.
    sheets = sorted(book.sheets, key=lambda sheet: not sheet.visible)
    tables = tuple(table for sheet in sheets for table in _tables(sheet))
    return Found(tuple(_tokens(book, key)), tables)


def _tokens(book: Book, key: bytes) -> Iterator[token.Opened]:
    texts = [
        text
        for sheet in book.sheets
        for text in sheet.cells.values()
        if not sheet.visible and isinstance(text, str) and text.startswith("{")
    ]
    if token.PROPERTY in book.properties:
        texts.append(book.properties[token.PROPERTY])
    for text in dict.fromkeys(texts):
        opened = token.open_token(text, key)
        if opened is not None:
            yield opened


def _cover(sheet: Sheet, header: int) -> tuple[str, str]:
    """(unit, period) as the cover block above a table names them; '' where it does not."""
    cover = "\n".join(str(value) for (row, _), value in sheet.cells.items() if row < header)
    unit, period = _UNIT.search(cover), _PERIOD.search(cover)
    return (
        clean(unit[1]) if unit else "",
        f"{period[1]}-{int(period[2]):02d}" if period else "",
    )


def _tables(sheet: Sheet) -> Iterator[FoundTable]:
    rows: dict[int, dict[int, CellValue]] = {}
    for (row, column), value in sheet.cells.items():
        rows.setdefault(row, {})[column] = value
    words: dict[int, dict[int, str]] = {}
    headers = [(form, header) for form in FORMS.values() if (header := _header(form, rows, words))]
    if headers:
        # Forms share columns: the sheet is the form of which it has most.
        form, (number, columns) = max(headers, key=lambda known: len(known[1][1]))
        renamed = _renamed(form, rows[number], number, columns)
        found = tuple(_rows(columns, rows, number))
        cover = _cover(sheet, number)
        yield FoundTable(form.kind, sheet.name, number, columns, found, renamed, *cover)


def _header(
    form: FormSpec,
    rows: Mapping[int, Mapping[int, CellValue]],
    words: dict[int, dict[int, str]],
) -> tuple[int, dict[str, int]] | None:
    """The first row in which most of the form's headers stand, and where each stands.

    ``words`` keeps the texts of a row, squeezed, for the next form that is looked for.
    """
    for number in sorted(rows):
        if len(rows[number]) < _ENOUGH_HEADERS:
            continue
        if number not in words:
            words[number] = {
                column: squeeze(value)
                for column, value in sorted(rows[number].items())
                if isinstance(value, str) and len(value) <= _LONGEST_HEADER
            }
        columns: dict[str, int] = {}
        for column, said in words[number].items():
            if name := form.headers.get(said):
                columns.setdefault(name, column)
        if len(columns) >= _ENOUGH_HEADERS and any(f.name in columns for f in form.entries):
            return number, columns
    return None


def _renamed(
    form: FormSpec, header: Mapping[int, CellValue], number: int, columns: dict[str, int]
) -> dict[str, Cell]:
    """Adds to ``columns`` the fields whose header was changed; returns those header cells.

    A header is known by the one it begins with, or by standing between its two neighbours.
    """
    taken = set(columns.values())
    free = {c: squeeze(str(v)) for c, v in sorted(header.items()) if c not in taken}
    names = [field.name for field in form.fields]
    renamed: dict[str, Cell] = {}
    for place, field_ in enumerate(form.fields):
        if field_.name in columns:
            continue
        before = columns.get(names[place - 1]) if place else None
        after = columns.get(names[place + 1]) if place + 1 < len(names) else None
        for column, words in free.items():
            between = before == column - 1 and after == column + 1
            if between or words.startswith(squeeze(field_.header)):
                columns[field_.name] = column
                renamed[field_.name] = Cell(_plain(header[column]), address(number, column))
                del free[column]
                break
    return renamed


def _rows(
    columns: Mapping[str, int], rows: Mapping[int, Mapping[int, CellValue]], header: int
) -> Iterator[FoundRow]:
    places = [(name, column, column_letters(column)) for name, column in columns.items()]
    for number in sorted(rows):
        if number <= header:
            continue
        values = rows[number]
        cells = {
            name: Cell(value.text if isinstance(value, CellError) else value, f"{letters}{number}")
            for name, column, letters in places
            if (value := values.get(column)) is not None
        }
        row_id = cells.pop("row_id", None)
        identity = str(row_id.value) if row_id else ""
        if cells.keys() - {"ratio"}:
            yield FoundRow(number, identity if split_row_id(identity) else "", cells)


def _plain(value: CellValue) -> str | int | float | bool | datetime | date:
    return value.text if isinstance(value, CellError) else value
