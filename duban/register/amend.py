"""Single cells and rows put into a task map that an office keeps by hand; all else stays as it is.

The workbook is the office's: columns may have moved, formats and comments are its own. So what a
person decides elsewhere (a ruling, a confirmed row, an accepted plan) is written into the cells
it belongs to, and no sheet is written anew.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Mapping, Sequence
from copy import copy
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from duban.a1 import address, position
from duban.model import CHINA
from duban.ooxml import saved
from duban.register.schema import FIRST_ROW, HEADER_ROW, Column, Holds, SheetSpec
from duban.text import cell_text, squeeze

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

CellIn = str | int | Decimal | date | datetime | bool | tuple[str, ...] | None
"""What may be put into a cell; a tuple of names goes one to a line."""

_FORMATS = {
    Holds.DATE: "yyyy-mm-dd",
    Holds.MOMENT: "yyyy-mm-dd hh:mm",
    Holds.PERIOD: "@",
    Holds.KEY: "@",
}


class Put(Struct, frozen=True):
    """A value for one cell: the sheet, its 1-based row, the column by its name in code."""

    sheet: SheetSpec
    row: int
    column: str
    value: CellIn


class Append(Struct, frozen=True):
    """A row below the last filled one of the sheet; columns that are not named stay blank."""

    sheet: SheetSpec
    values: Mapping[str, CellIn]


Change = Put | Append


class NoPlace(Struct, frozen=True):
    """Why nothing was changed: the sheet, or the header in it, that is not there."""

    sheet: str
    header: str = ""

    def __str__(self) -> str:
        return (
            f"“{self.sheet}”表中找不到“{self.header}”列" if self.header else f"没有“{self.sheet}”表"
        )


def amended(data: bytes, changes: Sequence[Change], moment: datetime) -> bytes | NoPlace:
    """The workbook ``data`` with ``changes`` made in their order, dated ``moment``."""
    import openpyxl

    with warnings.catch_warnings():
        # What openpyxl does not know of an office's workbook is kept in the backup only.
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(io.BytesIO(data))
    for change in changes:
        if change.sheet.name not in book.sheetnames:
            return NoPlace(change.sheet.name)
        sheet = book[change.sheet.name]
        missing = _make(sheet, change)
        if missing:
            return NoPlace(change.sheet.name, missing)
    return saved(book, moment)


def _make(sheet: Worksheet, change: Change) -> str:
    """Makes one change; the header that is missing for it, or ''."""
    values = {change.column: change.value} if isinstance(change, Put) else change.values
    places = _places(sheet, change.sheet)
    columns = [change.sheet.column(name) for name in values]
    missing = next((c.header for c in columns if c.name not in places), "")
    if missing:
        return missing
    row = change.row if isinstance(change, Put) else _next_row(sheet, places)
    if isinstance(change, Append):
        _dress(sheet, row, change.sheet, places)
        _filter_down_to(sheet, row)
    for column in columns:
        _write(sheet, row, places[column.name], column, values[column.name])
    return ""


def _places(sheet: Worksheet, spec: SheetSpec) -> dict[str, int]:
    """Column name → where it stands in this sheet."""
    titles = {
        squeeze(str(cell.value)): cell.column
        for cell in sheet[HEADER_ROW]
        if cell.value is not None and isinstance(cell.column, int)
    }
    found = ((c.name, titles.get(squeeze(c.header))) for c in spec.columns)
    return {name: place for name, place in found if place is not None}


def _next_row(sheet: Worksheet, places: Mapping[str, int]) -> int:
    """The row below the last one in which a column of ours is filled."""
    wanted = set(places.values())
    filled = [
        row
        for (row, column), cell in sheet._cells.items()  # the cells that exist, not the rectangle
        if column in wanted and cell.value not in (None, "")
    ]
    return max([*filled, FIRST_ROW - 1]) + 1


def _dress(sheet: Worksheet, row: int, spec: SheetSpec, places: Mapping[str, int]) -> None:
    """Gives a new row the look of the one above it; below the header, the header's frame."""
    for column in spec.columns:
        if (place := places.get(column.name)) is None:
            continue
        above: Any = sheet.cell(row - 1, place)
        cell: Any = sheet.cell(row, place)
        cell.border = copy(above.border)
        if row > FIRST_ROW:
            cell.font, cell.fill = copy(above.font), copy(above.fill)
            cell.alignment, cell.number_format = copy(above.alignment), above.number_format
    if row > FIRST_ROW:
        sheet.row_dimensions[row].height = sheet.row_dimensions[row - 1].height


def _filter_down_to(sheet: Worksheet, row: int) -> None:
    """Makes the sheet's filter, where it has one, reach ``row``."""
    first, _, last = str(sheet.auto_filter.ref or "").partition(":")
    end = position(last)
    if end and end[0] < row:
        sheet.auto_filter.ref = f"{first}:{address(row, end[1])}"


def _write(sheet: Worksheet, row: int, place: int, column: Column, value: CellIn) -> None:
    cell: Any = sheet.cell(row, place)
    shown = _shown(value)
    cell.value = shown
    if isinstance(shown, str):
        cell.data_type = "s"  # a text that begins with '=' stays a text
    if shown is not None and column.holds in _FORMATS:
        cell.number_format = _FORMATS[column.holds]


def _shown(value: CellIn) -> str | int | float | date | datetime | None:
    if value is None or value == "" or value == ():
        return None
    if isinstance(value, tuple):
        return cell_text("\n".join(value))
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, datetime):
        return value.astimezone(CHINA).replace(tzinfo=None)
    return cell_text(value) if isinstance(value, str) else value
