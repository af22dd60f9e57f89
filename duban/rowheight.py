"""How high a row must be to show its wrapped text: Excel does not grow locked rows by itself."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

EXCEL_MAX_HEIGHT = 409.0
"""Points; Excel refuses more."""

# Where a program may break a line: after any full-width character, and around a Latin word.
_PIECES = re.compile("[!-~]+|.")


def display_width(text: str) -> float:
    """Width in Excel's column units: a full-width character takes two, all others one."""
    return sum(2.0 if unicodedata.east_asian_width(c) in "WFA" else 1.0 for c in text)


def wrapped_lines(text: str, width: float) -> int:
    """Lines that ``text`` takes in a column of ``width``, whose padding takes one unit."""
    usable = max(width - 1.0, 2.0)
    count = 0
    for line in text.split("\n"):
        count += 1
        used = 0.0
        for piece in _PIECES.findall(line):
            wide = display_width(piece)
            if used and used + wide > usable:
                count, used = count + 1, 0.0
            used += wide
            while used > usable:
                count, used = count + 1, used - usable
    return count


def needed_height(cells: Iterable[tuple[float, str]], size: float) -> float:
    """Points that cells of (column width, text) need at font ``size``, however many.

    Column widths count digits of the default 11-point font; larger text fits less of it. The
    line is as high as the tallest of the fonts that stand in for 宋体 makes it.
    """
    lines = max((wrapped_lines(text, width * 11 / size) for width, text in cells), default=1)
    return lines * size * 1.45 + 4


def row_height(cells: Iterable[tuple[float, str]], size: float) -> float:
    """``needed_height``, as far as Excel allows."""
    return min(EXCEL_MAX_HEIGHT, needed_height(cells, size))
