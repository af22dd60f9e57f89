"""How high a row must be to show its wrapped text: Excel does not grow locked rows by itself."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

EXCEL_MAX_HEIGHT = 409.0
"""Points; Excel refuses more."""
_LINE, _PADDING = 1.45, 4.0
"""A line in font sizes, as the tallest of the fonts that stand in for 宋体 makes it; points."""

_UNIT = 10.5
"""Points of a column unit twice: seven pixels, the digits of the default 11-point Calibri."""

_WIDE = "—‘’“”…⺀-〾ぁ-꓏가-힣豈-﫿︰-﹏！-｠"
"""Characters, most of a Chinese text, that surely take two units."""
_PIECES = re.compile(f"[!-~]+|[{_WIDE}]+|.")
"""Where a program may break a line: after any full-width character, and around a Latin word."""


def display_width(text: str) -> float:
    """Width in Excel's column units: a full-width character takes two, all others one."""
    return sum(2.0 if unicodedata.east_asian_width(c) in "WFA" else 1.0 for c in text)


def wrapped_lines(text: str, width: float) -> int:
    """Lines that ``text`` takes in a column of ``width``, whose padding takes one unit."""
    usable = max(width - 1.0, 2.0)
    if 2 * len(text) <= usable and "\n" not in text:
        return 1
    return sum([_lines(line, usable) for line in text.split("\n")])


def _lines(text: str, usable: float) -> int:
    """Lines of a text without breaks of its own."""
    count, used = 1, 0.0
    for piece in _PIECES.findall(text):
        length = len(piece)
        if piece[0] > "~" and (length > 1 or display_width(piece) == 2):
            # A run of full-width characters breaks anywhere: it is counted at once.
            over = length - int((usable - used) // 2)
            if over <= 0:
                used += 2 * length
                continue
            whole = int(usable // 2)
            lines = -(-over // whole)
            count, used = count + lines, 2.0 * (over - (lines - 1) * whole)
            continue
        if used and used + length > usable:
            count, used = count + 1, 0.0
        used += length
        while used > usable:
            count, used = count + 1, used - usable
    return count


def units_at(width: float, size: float) -> float:
    """A column's ``width`` in units of text of font ``size``, half a full-width character each."""
    return width * _UNIT / size


def height_of(lines: int, size: float) -> float:
    """Points that ``lines`` lines need at font ``size``, however many."""
    return lines * size * _LINE + _PADDING


def most_lines(size: float) -> int:
    """Lines that the highest row shows at font ``size``."""
    return int((EXCEL_MAX_HEIGHT - _PADDING) // (size * _LINE))


def needed_height(cells: Iterable[tuple[float, str]], size: float) -> float:
    """Points that cells of (column width, text) need at font ``size``, however many.

    Column widths count digits of the default font; larger text fits less of it.
    """
    lines = max((wrapped_lines(text, units_at(width, size)) for width, text in cells), default=1)
    return height_of(lines, size)


def row_height(cells: Iterable[tuple[float, str]], size: float) -> float:
    """``needed_height``, as far as Excel allows."""
    return min(EXCEL_MAX_HEIGHT, needed_height(cells, size))


def parts(text: str, width: float, lines: int) -> Iterator[str]:
    """``text`` cut so that each part takes at most ``lines`` lines in a column of ``width``."""
    while wrapped_lines(text, width) > lines:
        fits, over = 1, len(text)
        while over - fits > 1:
            middle = (fits + over) // 2
            if wrapped_lines(text[:middle], width) > lines:
                over = middle
            else:
                fits = middle
        yield text[:fits]
        text = text[fits:]
    yield text
