"""Fits texts into the highest row that Excel allows: columns widened, the rest in further rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

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
    texts = [{value for value in set(each) if isinstance(value, str)} for each in cells]
    long = {place for place, each in enumerate(texts) if any(map(fit.long, each))}
    columns = roomy(columns, cells)
    wide = [
        fit.widened(column, texts[place]) if place in long else column
        for place, column in enumerate(columns)
    ]
    wide = legible(columns, wide, size)
    if not long:
        return wide, cells
    rows = fit.continued(wide, zip(*cells, strict=True), sorted(long))
    return wide, list(zip(*rows, strict=True))


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

    def widened(self, column: Column, texts: set[str]) -> Column:
        """The column made wider until its texts fit, as far as that is sensible."""
        width = column.width
        while width < _WIDEST and any(self._high(text, width) for text in texts):
            width = min(width * 1.5, _WIDEST)
        return replace(column, width=width)

    def continued(
        self,
        columns: Sequence[Column],
        rows: Iterator[tuple[object, ...]],
        places: Sequence[int],
    ) -> Iterator[Sequence[object]]:
        """The rows, each with what goes on after it; only columns ``places`` have long texts."""
        widths = {place: columns[place].width for place in places}
        for row in rows:
            long = {
                index: list(parts(text, units_at(width, self._size), self._lines))
                for index, width in widths.items()
                if isinstance(text := row[index], str) and self._high(text, width)
            }
            if not long:
                yield row
                continue
            yield [long[i][0] if i in long else value for i, value in enumerate(row)]
            for number in range(1, max(map(len, long.values()))):
                yield [
                    row[i] if column.key else _rest(long.get(i, ()), number)
                    for i, column in enumerate(columns)
                ]

    def _high(self, text: str, width: float) -> bool:
        """Whether the text needs more lines than the highest row has."""
        usable = units_at(width, self._size)
        # Two lines that follow each other hold more than one would, breaks of its own aside.
        at_most = 4 * len(text) / max(usable - 1, 2) + 2 * text.count("\n") + 2
        return at_most > self._lines and wrapped_lines(text, usable) > self._lines


def _rest(cut: Sequence[str], number: int) -> object:
    return cut[number] if number < len(cut) else SAME
