"""The header of a task table: which rows it takes, and what each column holds."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from duban.notice.blocks import TableCell
from duban.notice.words import TEXT_COLUMNS, UNIT_COLUMNS, Column, column_of, is_header
from duban.text import squeeze

_SEARCHED_ROWS = 60

TableRow = tuple[TableCell, ...]


class Layout(Struct, frozen=True):
    """``columns`` by position (None: a column of no interest); data begin at row ``start``."""

    columns: tuple[Column | None, ...]
    start: int


def find_layout(rows: Sequence[TableRow], lead_known: bool) -> Layout | None:
    """The header among the first rows, None when there is none.

    ``lead_known``: a heading above names the lead, so that a table without units is a list too.
    """
    for index, row in enumerate(rows[:_SEARCHED_ROWS]):
        following = rows[index + 1] if index + 1 < len(rows) else ()
        if following and _is_second_header_row(row, following):
            columns = tuple(
                column_of(below.text) or above
                for above, below in zip(_columns(row), following, strict=False)
            )
            if is_header(_once(columns, following)):
                return Layout(columns, index + 2)
        columns = _columns(row)
        if is_header(_once(columns, row)) or (lead_known and _is_bare_header(columns)):
            return Layout(columns, index + 1)
    return None


def renewed(row: TableRow, layout: Layout) -> Layout:
    """The layout from a header inside a table on, which may arrange its columns otherwise."""
    columns = _columns(row)
    return Layout(columns, 0) if is_header(_once(columns, row)) else layout


def is_header_row(row: TableRow) -> bool:
    """Whether a row repeats a header (tables that run over pages) or opens some other table."""
    words = [column_of(cell.text) for cell in row if not cell.continued and cell.text.strip()]
    return len(words) >= 2 and sum(word is not None for word in words) * 2 > len(words)


def _columns(row: TableRow) -> tuple[Column | None, ...]:
    return tuple(column_of(cell.text) for cell in row)


def _once(columns: Sequence[Column | None], row: TableRow) -> tuple[Column | None, ...]:
    """``columns`` with a header that is merged across several columns counted once."""
    return tuple(
        None if at and row[at].continued and _same(row[at], row[at - 1]) else column
        for at, column in enumerate(columns)
    )


def _is_second_header_row(row: TableRow, below: TableRow) -> bool:
    """Whether ``below`` splits merged header cells of ``row`` ('责任分工' into 牵头 and 配合)."""
    if len(row) != len(below):
        return False
    fresh = [cell for cell in below if not cell.continued and cell.text.strip()]
    units = [cell for cell in fresh if column_of(cell.text) in UNIT_COLUMNS]
    return bool(units) and all(column_of(cell.text) for cell in fresh)


def _is_bare_header(columns: Sequence[Column | None]) -> bool:
    return Column.NUMBER in columns and any(column in TEXT_COLUMNS for column in columns)


def _same(left: TableCell, right: TableCell) -> bool:
    return squeeze(left.text) == squeeze(right.text)
