"""Column widths and font size of a table, from its content (custom; the standard is silent)."""

from __future__ import annotations

import math

from msgspec import Struct

from duban.gongwen import standard as std
from duban.gongwen.document import Align, Column, Table
from duban.gongwen.measure import width

_SLACK = 0.5
"""字 added to a natural width: word processors put a quarter between digits and characters."""
_LEAST = 2.0
"""No column is narrower than two 字."""
_READABLE = 6.0
"""A column of longer texts is not squeezed under this many 字."""


class Fit(Struct, frozen=True):
    """A table's measures: half-points, twips. ``heights`` are estimates, one a row."""

    size: int
    line: int
    widths: tuple[int, ...]
    aligns: tuple[Align, ...]
    head: int
    heights: tuple[int, ...]


class _Room(Struct, frozen=True):
    """What a column asks for, in 字: at the least, at the most, and typically."""

    least: float
    most: float
    typical: float


type_of_parts = tuple[float, ...]
"""Widths of a cell's lines."""


def fit(table: Table, text_width: int, text_height: int) -> Fit:
    """The largest size in which every column gets what it needs and rows stay short."""
    cells = [[_parts(cell) for cell in row] for row in table.rows]
    columns = list(zip(*cells, strict=True)) if cells else [()] * len(table.columns)
    rooms = [_room(c, parts) for c, parts in zip(table.columns, columns, strict=True)]
    aligns = tuple(_align(c, room) for c, room in zip(table.columns, rooms, strict=True))
    for size in std.TABLE_SIZES:
        found = _fit(table, cells, rooms, aligns, size, text_width)
        if _good(found, rooms, text_width, text_height):
            break
    return found


def _parts(cell: str | None) -> type_of_parts:
    return tuple(map(width, cell.split("\n"))) if cell else ()


def _room(column: Column, cells: tuple[type_of_parts, ...]) -> _Room:
    if column.chars is not None:
        return _Room(column.chars, column.chars, column.chars)
    longest = [max(parts) for parts in cells if parts]
    heading = width(column.header)
    content = max(longest, default=0.0)
    # A heading may take two lines; four characters or less stay on one.
    over = heading if heading <= 4 else math.ceil(heading / 2)
    most = max(content, heading, _LEAST) + _SLACK
    inner = content if column.number else min(content, _READABLE)
    least = min(most, max(inner, over, _LEAST) + _SLACK)
    square = sum(x * x for x in longest) / max(1, len(longest))
    return _Room(least, most, math.sqrt(square) or _LEAST)


def _align(column: Column, room: _Room) -> Align:
    if column.align is not None:
        return column.align
    if column.number:
        return Align.RIGHT
    return Align.CENTRE if room.most <= std.TABLE_CENTRED + _SLACK else Align.LEFT


def _fit(
    table: Table,
    cells: list[list[type_of_parts]],
    rooms: list[_Room],
    aligns: tuple[Align, ...],
    size: int,
    text_width: int,
) -> Fit:
    unit, line = size * 10, size * std.TABLE_PITCH
    padding = 2 * std.TABLE_PADDING
    chars = _share((text_width - padding * len(rooms)) / unit, rooms)
    widths = [math.floor(c * unit) + padding for c in chars]
    widths[-1] += text_width - sum(widths)
    whole = [max(1, int(c + 0.01)) for c in chars]
    heads = [
        max(1, math.ceil(width(c.header) / n)) for c, n in zip(table.columns, whole, strict=True)
    ]
    rows = [max(map(_lines, row, whole), default=1) for row in cells]
    edge = 2 * std.TABLE_PADDING_UPRIGHT + 10
    return Fit(
        size,
        line,
        tuple(widths),
        aligns,
        max(heads, default=1) * line + edge,
        tuple(n * line + edge for n in rows),
    )


def _lines(parts: type_of_parts, chars: int) -> int:
    return sum(max(1, math.ceil(part / chars)) for part in parts) or 1


def _good(found: Fit, rooms: list[_Room], text_width: int, text_height: int) -> bool:
    """Whether nothing is squeezed, no row is over a page, and rows are short on the whole."""
    needed = sum(room.least for room in rooms) * found.size * 10
    padding = 2 * std.TABLE_PADDING * len(rooms)
    tallest = max(found.heights, default=0)
    usual = sum(found.heights) / max(1, len(found.heights))
    return (
        needed + padding <= text_width
        and tallest + found.head <= text_height
        and usual <= std.TABLE_LINES_A_ROW * found.line + 100
    )


def _share(total: float, rooms: list[_Room]) -> list[float]:
    """``total`` 字 shared out: the least for all, the rest by typical length up to the most."""
    least, most = sum(r.least for r in rooms), sum(r.most for r in rooms)
    if total <= least:
        return [r.least * total / least for r in rooms]
    if total >= most:
        return [r.most * total / most for r in rooms]
    given = [r.least for r in rooms]
    rest = total - least
    while open_columns := [i for i, r in enumerate(rooms) if r.most - given[i] > 1e-6]:
        weight = sum(rooms[i].typical for i in open_columns)
        step = min(
            [rest / weight] + [(rooms[i].most - given[i]) / rooms[i].typical for i in open_columns]
        )
        for i in open_columns:
            given[i] += step * rooms[i].typical
        rest -= step * weight
        if rest < 1e-6:
            break
    return given
