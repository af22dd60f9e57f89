"""What a returned workbook says of itself: tokens, cover, and its table's rows with addresses."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from msgspec import Struct, field

from duban.a1 import address
from duban.forms import token
from duban.forms.fields import FormSpec
from duban.forms.ledger import LEDGER, TABLES, opened
from duban.forms.rows import split_row_id
from duban.model import Cell, FormKind, type_of_cell
from duban.text import clean, squeeze
from duban.workbooks.book import Book, CellError, CellValue, Range, Sheet

_UNIT = re.compile(r"填报单位[:：]\s*(.+?)(?:\s{2,}|\s*期次|\s*$)", re.MULTILINE)
_PERIOD = re.compile(r"期次[:：]\s*(\d{4})年(\d{1,2})月")
_ENOUGH_HEADERS = 4
_LONGEST_HEADER = 40
"""Characters, blanks and line breaks between them included."""
_HEADERS = frozenset(said for form in TABLES.values() for said in form.headers)
_BEGINNINGS = frozenset(said[:1] for said in _HEADERS)
_Cells = Mapping[int, Mapping[int, CellValue]]
"""Values by row and column, in the order of the sheet."""


class FoundRow(Struct, frozen=True):
    """One row of a form's table: its id if it still has one, and what is in it by field name.

    ``values`` holds no blanks; where each stands, its table says.
    """

    row: int
    row_id: str
    values: Mapping[str, type_of_cell]


class Covered(Struct, frozen=True):
    """What lies under the first cell of a merged ``area`` ('M8:M9'); None where it is blank."""

    area: str
    value: type_of_cell


class FoundTable(Struct, frozen=True):
    """A form's table on a sheet; ``columns`` maps field name to its column as found.

    ``renamed`` holds, by field name, the header cells that say something else than was issued;
    ``cover_unit`` and ``cover_period`` are what the block above the table names, '' if nothing.
    ``apart``: another table stands beside it, or above it and above a cover of its own.
    ``covered``: by row and field what a unit may have written under a merged cell, where nobody
    sees it, so that it is no value of the row.
    """

    kind: FormKind
    sheet: str
    header_row: int
    columns: Mapping[str, int]
    rows: tuple[FoundRow, ...]
    renamed: Mapping[str, Cell] = field(default_factory=dict)
    cover_unit: str = ""
    cover_period: str = ""
    apart: bool = False
    covered: Mapping[tuple[int, str], Covered] = field(default_factory=dict)

    @property
    def place(self) -> str:
        """The address of its first header cell."""
        return address(self.header_row, min(self.columns.values()))

    @property
    def form(self) -> FormSpec:
        """The form that it is a table of."""
        return TABLES[self.kind]

    def address(self, row: FoundRow, name: str) -> str:
        """Where the field of this name stands in ``row``."""
        return address(row.row, self.columns[name])

    def start(self, row: FoundRow) -> str:
        """The address of the first thing that stands in ``row``."""
        return self.address(row, next(iter(row.values)))


class Found(Struct, frozen=True):
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
    tokens = tuple(_tokens(book, key))
    if tokens:
        # A ledger's other sheets share headers with forms; beside a form its sheet is a copy.
        ledger = all(made.token.form == LEDGER.kind for made in tokens)
        tables = tuple(table for table in tables if (table.kind is LEDGER.kind) is ledger)
    return Found(tokens, tables)


def _tokens(book: Book, key: bytes) -> Iterator[token.Opened]:
    texts = [
        text
        for sheet in book.sheets
        if not sheet.visible
        for text in sheet.cells.values()
        if isinstance(text, str) and text.startswith("{")
    ]
    if token.PROPERTY in book.properties:
        texts.append(book.properties[token.PROPERTY])
    for text in dict.fromkeys(texts):
        made = opened(text, key)
        if made is not None:
            yield made


def _cover(rows: _Cells, above: int, header: int) -> tuple[str, str]:
    """(unit, period) as the rows between ``above`` and a header name them; '' if they do not."""
    cover = "\n".join(
        str(value)
        for row, values in rows.items()
        if above < row < header
        for value in values.values()
    )
    unit, period = _UNIT.search(cover), _PERIOD.search(cover)
    return (
        clean(unit[1]) if unit else "",
        f"{period[1]}-{int(period[2]):02d}" if period else "",
    )


def _tables(sheet: Sheet) -> Iterator[FoundTable]:
    rows = _by_row(sheet)
    found: dict[FormKind, list[tuple[int, dict[str, int]]]] = {kind: [] for kind in TABLES}
    for number, words in _headers(rows):
        for kind, form in TABLES.items():
            if columns := _columns(form, words):
                found[kind].append((number, columns))
    # Forms share columns: the sheet is the form of which it has most.
    kind = max(found, key=lambda kind: len(found[kind][0][1]) if found[kind] else 0)
    if headers := found[kind]:
        # Below the first header only one with 序号 is the header of another table.
        more = (number for number, columns in headers[1:] if "task" in columns)
        yield from _of_form(TABLES[kind], sheet, rows, [headers[0][0], *more])


def _by_row(sheet: Sheet) -> dict[int, dict[int, CellValue]]:
    rows: dict[int, dict[int, CellValue]] = {}
    values: dict[int, CellValue] = {}
    last = 0
    for (row, column), value in sheet.cells.items():
        if row != last:
            last, values = row, {}
            rows[row] = values
        values[column] = value
    return rows


def _headers(rows: _Cells) -> Iterator[tuple[int, dict[int, str]]]:
    """(number, texts) of the rows in which there may be enough headers of a form."""
    for number, values in rows.items():
        if len(values) >= _ENOUGH_HEADERS:
            words = _words(values)
            if len(_HEADERS.intersection(words.values())) >= _ENOUGH_HEADERS:
                yield number, words


def _of_form(
    form: FormSpec, sheet: Sheet, rows: _Cells, headers: Sequence[int]
) -> Iterator[FoundTable]:
    """The tables under these header rows: more than one where forms were pasted together."""
    above = 0
    for place, number in enumerate(headers):
        bands = _bands(form, _words(rows[number]))
        below = headers[place + 1] if place + 1 < len(headers) else None
        for left, right, columns in bands:
            mine = rows if len(headers) == len(bands) == 1 else _band(rows, left, right)
            end = below and _cover_start(mine, number, below)
            renamed = _renamed(form, mine[number], number, columns)
            covered = _covered(form, sheet.merged, columns, mine, number)
            found = tuple(_rows(columns, mine, number, end, covered))
            cover = _cover(mine, above, number)
            apart = left > 0 or bool(above and cover[0])
            told = (columns, found, renamed, *cover, apart, covered)
            yield FoundTable(form.kind, sheet.name, number, *told)
        above = number


def _bands(form: FormSpec, words: Mapping[int, str]) -> list[tuple[int, float, dict[str, int]]]:
    """(first column, last column, columns by field) of each table beside others in one row.

    A header that comes again begins another table, if 序号 and most of the others do, too.
    """
    groups: list[dict[str, int]] = [{}]
    for column, said in words.items():
        if name := form.headers.get(said):
            if name in groups[-1]:
                groups.append({})
            groups[-1][name] = column
    tables = [groups[0]]
    for group in groups[1:]:
        if len(group) >= _ENOUGH_HEADERS and "task" in group and "task" in tables[-1]:
            tables.append(group)
        else:
            tables[-1] = {**group, **tables[-1]}
    lefts = [0, *(min(table.values()) for table in tables[1:])]
    rights = [*(left - 1 for left in lefts[1:]), math.inf]
    return list(zip(lefts, rights, tables, strict=True))


def _band(rows: _Cells, left: int, right: float) -> _Cells:
    return {
        row: {column: value for column, value in values.items() if left <= column <= right}
        for row, values in rows.items()
    }


def _cover_start(rows: _Cells, header: int, below: int) -> int:
    """The row in which the cover of the next table begins, or that table's header."""
    for row, values in rows.items():
        if header < row < below and any(_UNIT.search(str(value)) for value in values.values()):
            return row
    return below


def _words(values: Mapping[int, CellValue]) -> dict[int, str]:
    """The texts of a row that may be headers by column, squeezed as headers are compared."""
    return {
        column: squeeze(value)
        for column, value in values.items()
        if isinstance(value, str) and len(value) <= _LONGEST_HEADER and _may_begin(value[:1])
    }


@lru_cache(maxsize=1 << 12)
def _may_begin(character: str) -> bool:
    """Whether a header may begin so: squeezing every text of a sheet costs more than reading it."""
    return squeeze(character)[:1] in _BEGINNINGS


def _columns(form: FormSpec, words: Mapping[int, str]) -> dict[str, int] | None:
    """Where each of the form's headers stands first, if the row is its header."""
    columns: dict[str, int] = {}
    for column, said in words.items():
        if name := form.headers.get(said):
            columns.setdefault(name, column)
    enough = len(columns) >= _ENOUGH_HEADERS and any(f.name in columns for f in form.entries)
    return columns if enough and (not form.mark or form.mark in columns) else None


def _renamed(
    form: FormSpec, header: Mapping[int, CellValue], number: int, columns: dict[str, int]
) -> dict[str, Cell]:
    """Adds to ``columns`` the fields whose header was changed; returns those header cells.

    A header is known by the one it begins with, or by standing between its two neighbours.
    """
    taken = set(columns.values())
    free = {c: squeeze(str(v)) for c, v in header.items() if c not in taken}
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


def _covered(
    form: FormSpec, merged: Iterable[Range], columns: Mapping[str, int], rows: _Cells, header: int
) -> dict[tuple[int, str], Covered]:
    """What lies under merged cells in the columns of the table that a unit fills in."""
    covered: dict[tuple[int, str], Covered] = {}
    fields = [field for field in form.entries if field.name in columns]
    for area in merged:
        if area.bottom <= header:
            continue
        inside = [f.name for f in fields if area.left <= columns[f.name] <= area.right]
        said = f"{address(area.top, area.left)}:{address(area.bottom, area.right)}"
        for row in rows if inside else ():
            for name in inside if max(area.top, header + 1) <= row <= area.bottom else ():
                if (row, columns[name]) != (area.top, area.left):
                    value = rows[row].get(columns[name])
                    covered[row, name] = Covered(said, None if value is None else _plain(value))
    return covered


def _rows(
    columns: Mapping[str, int],
    rows: _Cells,
    header: int,
    end: int | None,
    covered: Mapping[tuple[int, str], Covered],
) -> Iterator[FoundRow]:
    names = {column: name for name, column in columns.items()}
    for number, values in rows.items():
        if number <= header or (end is not None and number >= end):
            continue
        said = {names[c]: _plain(value) for c, value in values.items() if c in names}
        if covered:
            said = {name: value for name, value in said.items() if (number, name) not in covered}
        identity = str(said.pop("row_id", ""))
        if said.keys() - {"ratio"}:
            yield FoundRow(number, identity if split_row_id(identity) else "", said)


def _plain(value: CellValue) -> type_of_cell:
    return value.text if isinstance(value, CellError) else value
