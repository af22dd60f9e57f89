"""Fits texts into the highest row that Excel allows: columns widened, the rest in further rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec.structs import replace

from duban.emit.sheets.values import SAME, Cells, Column
from duban.emit.sheets.widths import legible, roomy
from duban.rowheight import most_lines, parts, units_at, wrapped_lines

_WIDEST = 90
"""How far a column of long texts is widened before a text goes on in the next row."""


def fitted(
    columns: Sequence[Column], cells: Sequence[Cells], size: float
) -> tuple[list[Column], Sequence[Cells]]:
    """The columns, those of long texts widened, and what stands in each, at font ``size``.

    A text too long for the highest row goes on in rows of its own after it.
    """
    fit = _Fit(size)
    texts = [[value for value in set(each) if isinstance(value, str)] for each in cells]
    long = [list(filter(fit.long, each)) for each in texts]
    columns = roomy(columns, cells)
    wide = [fit.widened(*each) for each in zip(columns, long, strict=True)]
    wide = legible(columns, wide, size)
    cut = [fit.cut(*each) for each in zip(wide, long, strict=True)]
    if not any(cut):
        return wide, cells
    rows = zip(*cells, strict=True)
    return wide, list(zip(*_continued(wide, rows, cut), strict=True))


class _Fit:
    """What fits into a row at one font size."""

    def __init__(self, size: float) -> None:
        self._size = size
        self._lines = most_lines(size)

    def long(self, text: str) -> bool:
        """Whether the text might need more lines than the highest row has.

        A character takes a line at the most, so a shorter text fits.
        """
        return len(text) >= self._lines

    def widened(self, column: Column, long: Sequence[str]) -> Column:
        """The column made wider until its ``long`` texts fit, as far as that is sensible."""
        width = column.width
        while width < _WIDEST and any(self._high(text, width) for text in long):
            width = min(width * 1.5, _WIDEST)
        return column if width == column.width else replace(column, width=width)

    def cut(self, column: Column, long: Sequence[str]) -> Mapping[object, Sequence[str]]:
        """Those of the column's ``long`` texts that need several rows, by row.

        A key is never cut: it tells which rows belong together.
        """
        units = units_at(column.width, self._size)
        return {
            text: list(parts(text, units, self._lines))
            for text in long
            if not column.key and self._high(text, column.width)
        }

    def _high(self, text: str, width: float) -> bool:
        """Whether the text needs more lines than the highest row has."""
        usable = units_at(width, self._size)
        # Two lines that follow each other hold more than one would, breaks of its own aside.
        at_most = 4 * len(text) / max(usable - 1, 2) + 2 * text.count("\n") + 2
        return at_most > self._lines and wrapped_lines(text, usable) > self._lines


def _continued(
    columns: Sequence[Column],
    rows: Iterable[tuple[object, ...]],
    cut: Sequence[Mapping[object, Sequence[str]]],
) -> Iterator[Sequence[object]]:
    """The rows, each with what goes on after it of the texts that are ``cut``, by column."""
    for row in rows:
        found = [known.get(value, ()) for known, value in zip(cut, row, strict=True)]
        if not any(found):
            yield row
            continue
        yield [each[0] if each else value for each, value in zip(found, row, strict=True)]
        for number in range(1, max(map(len, found))):
            yield [
                value if column.key else each[number] if number < len(each) else SAME
                for column, each, value in zip(columns, found, row, strict=True)
            ]
