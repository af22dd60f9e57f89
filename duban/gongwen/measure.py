"""How much room a text takes, in 字 (the width of one Chinese character of its size).

Chinese fonts of the standard are all of one width, digits and Latin letters half of it, so
counting is enough to place a text; what must be exact is left to tabs and alignment.
"""

from __future__ import annotations

import math
from functools import lru_cache


@lru_cache(maxsize=4096)
def width(text: str) -> float:
    """Width of one line of ``text`` in 字: what GBK writes in two bytes is one wide."""
    return len(text.encode("gbk", "replace")) / 2


def widest(texts: tuple[str, ...]) -> float:
    """Width of the widest of ``texts``; 0 if there is none."""
    return max(map(width, texts), default=0.0)


def line_count(text: str, chars: float, first: float = 0) -> int:
    """Lines that ``text`` fills in a column ``chars`` wide, its first line ``first`` 字 in.

    Each '\\n' begins a line. Rules of line breaking may add one where the last line is nearly full.
    """
    total = 0
    for part in text.split("\n"):
        total += max(1, math.ceil((width(part) + first) / chars))
        first = 0
    return total


def ends(left: str, right: str, chars: float) -> str:
    """``left``, a tab and ``right``: on one line of ``chars`` 字, or on two if they would touch."""
    apart = width(left) + width(right) + 2 <= chars
    return f"{left}\t{right}" if apart else f"{left}\n\t{right}"
