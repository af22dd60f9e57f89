"""The rows of a sheet as XML, made column by column: a value that comes again is made once."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from duban.a1 import column_letters
from duban.emit.sheets.links import Link
from duban.emit.sheets.styles import Styles
from duban.emit.sheets.values import SAME, Cells, Column
from duban.rowheight import EXCEL_MAX_HEIGHT, height_of, units_at, wrapped_lines
from duban.sheetxml import SharedStrings, figure, height

_Joined = tuple[object, str, bool]
"""A cell of a column in which cells belong to the one above: its value, or that of the cell to
which it belongs; the horizontal lines that are left out, as ``Styles`` has it; whether it is
the first of those that belong together, which shows the value."""


class Rows:
    """The rows of one sheet. ``cells`` are its values column by column, all equally many."""

    def __init__(self, columns: Sequence[Column], cells: Sequence[Cells], styles: Styles) -> None:
        self._size = styles.size
        self._columns = [
            _Column(column, values, styles) for column, values in zip(columns, cells, strict=True)
        ]
        self.count = len(cells[0])
        self.formats = list(dict.fromkeys(f for each in self._columns for f in each.formats))
        """Every format that a cell of them has."""

    def xml(self, first: int, numbers: Mapping[Any, str], texts: SharedStrings) -> Iterator[str]:
        """Each row's XML, from sheet row ``first`` (1-based); ``numbers`` are of the formats."""
        last = len(self._columns)
        pieces = [
            column.pieces(
                numbers, texts, f'<c r="{column_letters(n + 1)}' if n < last else "</row>"
            )
            for n, column in enumerate(self._columns, start=1)
        ]
        # Between the pieces of a row stands nothing but its number.
        rows = zip(self._heights(), *pieces, strict=True)
        for number, row in enumerate(rows, start=first):
            yield str(number).join(('<row r="', *row))

    def _heights(self) -> Iterator[str]:
        """What stands in each row between its number and that of its first cell."""
        columns = [column.lines() for column in self._columns if column.wraps]
        lines: Iterable[int] = [1] * self.count
        if columns:
            lines = map(max, zip(lines, *columns, strict=True))
        known: dict[int, str] = {}
        for count in lines:
            if count not in known:
                high = min(height_of(count, self._size), EXCEL_MAX_HEIGHT)
                known[count] = f'"{height(high)}><c r="A'
            yield known[count]

    def links(self, first: int) -> Iterator[tuple[str, Link]]:
        """Each link with the address of its cell, the first row being ``first`` (1-based)."""
        for number, column in enumerate(self._columns, start=1):
            letters = column_letters(number)
            for row, link in column.links():
                yield f"{letters}{first + row}", link


class _Column:
    """One column's cells, by what tells them apart: a value, or a ``_Joined``."""

    def __init__(self, column: Column, values: Cells, styles: Styles) -> None:
        self._column, self._styles = column, styles
        self._width = units_at(column.width, styles.size)
        self._keys = list(_joined(values)) if SAME in values else values
        self._cells = {
            key: self._cell(*key) if isinstance(key, tuple) else self._cell(key)
            for key in dict.fromkeys(self._keys)
        }
        self.formats = [cell.format for cell in self._cells.values()]
        self.wraps = any(cell.lines > 1 for cell in self._cells.values())

    def pieces(self, numbers: Mapping[Any, str], texts: SharedStrings, end: str) -> list[str]:
        """What follows each cell's row number, up to that of the next, which ``end`` leads to."""
        made = {
            key: f'" s="{numbers[cell.format]}"{cell.content(texts)}{end}'
            for key, cell in self._cells.items()
        }
        return [made[key] for key in self._keys]

    def lines(self) -> list[int]:
        """How many lines the text of each cell takes."""
        return [self._cells[key].lines for key in self._keys]

    def links(self) -> Iterator[tuple[int, Link]]:
        """Each link with the place of its row."""
        linked = {key: cell.link for key, cell in self._cells.items() if cell.link}
        if linked:
            yield from ((row, linked[key]) for row, key in enumerate(self._keys) if key in linked)

    def _cell(self, value: object, opened: str = "", shown: bool = True) -> _Cell:
        styles, column = self._styles, self._column
        if isinstance(value, str) and value:
            if value in styles.shades:
                style = styles.shade(value, opened)
            else:
                style = styles.text(opened, column.centred and shown)
            return _Cell(style, value, wrapped_lines(value, self._width)) if shown else _Cell(style)
        if not shown or value is None or value == "":
            return _Cell(styles.text(opened))
        if isinstance(value, Link):
            lines = wrapped_lines(value.text, self._width)
            return _Cell(styles.link(opened), value.text, lines, value)
        assert isinstance(value, int | float | Decimal) and math.isfinite(value)
        style = styles.number(column.number, opened, column.centred)
        return _Cell(style, float(value), wrapped_lines(str(value), self._width))


class _Cell(NamedTuple):
    """How a cell looks, what it shows, how many lines that takes, and where it leads."""

    format: Any
    shows: str | float | None = None
    lines: int = 1
    link: Link | None = None

    def content(self, texts: SharedStrings) -> str:
        """What follows the place and style."""
        if self.shows is None:
            return "/>"
        return texts.cell(self.shows) if isinstance(self.shows, str) else figure(self.shows)


def _joined(values: Cells) -> Iterator[_Joined]:
    above: object = None
    for value, under in zip(values, (*values[1:], None), strict=True):
        opened = "b" if under is SAME else ""
        if value is SAME:
            yield above, f"t{opened}", False
        else:
            above = value
            yield value, opened, True
