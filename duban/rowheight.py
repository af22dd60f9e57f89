"""How high a row must be to show its wrapped text: Excel does not grow locked rows by itself."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterable

EXCEL_MAX_HEIGHT = 409.0
"""Points; Excel refuses more."""


def display_width(text: str) -> float:
    """Width in Excel's column units: a full-width character takes two, all others one."""
    return sum(2.0 if unicodedata.east_asian_width(c) in "WFA" else 1.0 for c in text)


def wrapped_lines(text: str, width: float) -> int:
    """Lines that ``text`` takes in a column of ``width``; a word may not use the last half unit."""
    usable = max(width - 1.0, 2.0)
    return sum(max(1, math.ceil(display_width(line) / usable)) for line in text.split("\n"))


def row_height(cells: Iterable[tuple[float, str]], size: float) -> float:
    """Height in points for cells of (column width, text) at font ``size``.

    Column widths count digits of the default 11-point font; larger text fits less of it.
    """
    lines = max((wrapped_lines(text, width * 11 / size) for width, text in cells), default=1)
    return min(EXCEL_MAX_HEIGHT, lines * size * 1.32 + 6)
