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
from duban.rowheight import height_of, units_at, wrapped_lines
from duban.sheetxml import SharedStrings, figure, height


class _Joined(NamedTuple):
    """A cell of a column in which cells belong to the one above them."""

    value: object
    """Its own, or that of the cell above to which it belongs."""
    opened: str
    """The horizontal lines that are left out, as ``Styles`` has it."""
    shown: bool


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
                known[count] = f'"{height(height_of(count, self._size))}><c r="A'
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
        self._formats = {key: self._format(_whole(key)) for key in dict.fromkeys(self._keys)}
        self._lines = {key: self._wrapped(_whole(key)) for key in self._formats}
        self.formats = self._formats.values()
        self.wraps = max(self._lines.values(), default=1) > 1

    def pieces(self, numbers: Mapping[Any, str], texts: SharedStrings, end: str) -> list[str]:
        """What follows each cell's row number, up to that of the next, which ``end`` leads to."""
        made = {
            key: f'" s="{numbers[style]}"{_content(_whole(key), texts)}{end}'
            for key, style in self._formats.items()
        }
        return [made[key] for key in self._keys]

    def lines(self) -> list[int]:
        """How many lines the text of each cell takes."""
        return [self._lines[key] for key in self._keys]

    def links(self) -> Iterator[tuple[int, Link]]:
        """Each link with the place of its row."""
        linked = {
            key: cell.value
            for key in self._formats
            if isinstance((cell := _whole(key)).value, Link) and cell.shown
        }
        if linked:
            yield from ((row, linked[key]) for row, key in enumerate(self._keys) if key in linked)

    def _format(self, cell: _Joined) -> Any:
        value, opened, shown = cell
        styles, column = self._styles, self._column
        if isinstance(value, str) and value in styles.shades:
            return styles.shade(value, opened)
        if not shown or value is None or value == "":
            return styles.text(opened)
        if isinstance(value, Link):
            return styles.link(opened)
        if isinstance(value, str):
            return styles.text(opened, column.centred)
        return styles.number(column.number, opened, column.centred)

    def _wrapped(self, cell: _Joined) -> int:
        if not cell.shown or cell.value is None:
            return 1
        text = cell.value.text if isinstance(cell.value, Link) else str(cell.value)
        return wrapped_lines(text, self._width)


def _joined(values: Cells) -> Iterator[_Joined]:
    above: object = None
    for value, under in zip(values, (*values[1:], None), strict=True):
        opened = "b" if under is SAME else ""
        if value is SAME:
            yield _Joined(above, f"t{opened}", shown=False)
        else:
            above = value
            yield _Joined(value, opened, shown=True)


def _whole(key: object) -> _Joined:
    return key if isinstance(key, _Joined) else _Joined(key, "", shown=True)


def _content(cell: _Joined, texts: SharedStrings) -> str:
    """What follows the place and style of a cell."""
    value = cell.value
    if not cell.shown or value is None or value == "":
        return "/>"
    if isinstance(value, str | Link):
        return texts.cell(value if isinstance(value, str) else value.text)
    assert isinstance(value, int | float | Decimal) and math.isfinite(value)
    return figure(float(value))
