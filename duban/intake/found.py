"""What a returned workbook says of itself: tokens, cover, and its table's rows with addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from duban.a1 import address
from duban.forms import token
from duban.forms.fields import FORMS, Edit, FormSpec
from duban.forms.rows import split_row_id
from duban.intake.book import Book, CellError, CellValue, Position, Sheet
from duban.model import Cell
from duban.text import clean, squeeze

_UNIT = re.compile(r"填报单位[:：]\s*(.+?)(?:\s{2,}|\s*期次|\s*$)", re.MULTILINE)
_PERIOD = re.compile(r"期次[:：]\s*(\d{4})年(\d{1,2})月")
_ENOUGH_HEADERS = 4


@dataclass(frozen=True, slots=True)
class FoundRow:
    """One row of a form's table: its id if it still has one, and the cells by field name."""

    row: int
    row_id: str
    cells: Mapping[str, Cell]


@dataclass(frozen=True, slots=True)
class FoundTable:
    """A form's table on a sheet; ``columns`` maps field name to its column as found."""

    form: FormSpec
    sheet: str
    header_row: int
    columns: Mapping[str, int]
    rows: tuple[FoundRow, ...]
    errors: tuple[Cell, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """Everything a workbook says of itself. ``tokens`` in the order of trust, without repeats."""

    tokens: tuple[token.Opened, ...] = ()
    cover_unit: str = ""
    cover_period: str = ""
    tables: tuple[FoundTable, ...] = field(default_factory=tuple)


def look(book: Book, key: bytes) -> Found:
    """Reads ``book`` by what is in it; neither sheet order nor file name nor position matters."""
    tables = tuple(table for sheet in book.sheets for table in _tables(sheet))
    unit, period = _cover(book, {table.sheet: table.header_row for table in tables})
    return Found(tuple(_tokens(book, key)), unit, period, tables)


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


def _cover(book: Book, headers: Mapping[str, int]) -> tuple[str, str]:
    for sheet in book.sheets:
        for (row, _), value in sheet.cells.items():
            if row >= headers.get(sheet.name, 0) or not isinstance(value, str):
                continue
            if unit := _UNIT.search(value):
                period = _PERIOD.search(value)
                name = f"{period[1]}-{int(period[2]):02d}" if period else ""
                return clean(unit[1]), name
    return "", ""


def _tables(sheet: Sheet) -> Iterator[FoundTable]:
    rows: dict[int, dict[int, CellValue]] = {}
    for (row, column), value in sheet.cells.items():
        rows.setdefault(row, {})[column] = value
    for form in FORMS.values():
        header = _header(form, rows)
        if header is not None:
            number, columns = header
            found, errors = _rows(columns, rows, number)
            yield FoundTable(form, sheet.name, number, columns, found, errors)


def _header(
    form: FormSpec, rows: Mapping[int, Mapping[int, CellValue]]
) -> tuple[int, dict[str, int]] | None:
    """The first row in which most of the form's headers stand, and where each stands."""
    names = {squeeze(field.header): field.name for field in form.fields}
    entries = {field.name for field in form.fields if field.edit is Edit.ENTRY}
    for number in sorted(rows):
        columns: dict[str, int] = {}
        for column in sorted(rows[number]):
            name = names.get(squeeze(str(rows[number][column])))
            if name is not None:
                columns.setdefault(name, column)
        if len(columns) >= _ENOUGH_HEADERS and entries & columns.keys():
            return number, columns
    return None


def _rows(
    columns: Mapping[str, int], rows: Mapping[int, Mapping[int, CellValue]], header: int
) -> tuple[tuple[FoundRow, ...], tuple[Cell, ...]]:
    found: list[FoundRow] = []
    errors: list[Cell] = []
    for number in sorted(rows):
        if number <= header:
            continue
        here = rows[number]
        cells: dict[str, Cell] = {}
        for name, column in columns.items():
            value = here.get(column)
            if value is None:
                continue
            cell = Cell(_plain(value), address(number, column))
            if isinstance(value, CellError):
                errors.append(cell)
            cells[name] = cell
        row_id = cells.pop("row_id", None)
        identity = str(row_id.value) if row_id else ""
        if cells.keys() - {"ratio"}:
            found.append(FoundRow(number, identity if split_row_id(identity) else "", cells))
    return tuple(found), tuple(errors)


def _plain(value: CellValue) -> str | int | float | bool | datetime | date:
    return value.text if isinstance(value, CellError) else value


def position_of(table: FoundTable, name: str, row: int) -> Position | None:
    """Where a field's cell is, or would be, in a row of the table."""
    column = table.columns.get(name)
    return None if column is None else (row, column)
