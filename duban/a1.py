"""Cell addresses in A1 notation and as 1-based (row, column) pairs, converted both ways."""

from __future__ import annotations

import re
from functools import lru_cache

MAX_ROW = 1_048_576
MAX_COLUMN = 16_384
"""The last row and column of an .xlsx sheet (XFD1048576)."""

_A1 = re.compile(r"\$?([A-Za-z]{1,3})\$?([1-9][0-9]{0,6})")


@lru_cache(maxsize=MAX_COLUMN)
def column_letters(column: int) -> str:
    """1 → 'A', 27 → 'AA'."""
    letters = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_number(letters: str) -> int:
    """'A' → 1, 'AA' → 27."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


def address(row: int, column: int) -> str:
    """(5, 2) → 'B5'."""
    return f"{column_letters(column)}{row}"


def quoted(sheet: str) -> str:
    """A sheet's name as formulas and links speak of it: 甲's 表 → "'甲''s 表'"."""
    return "'" + sheet.replace("'", "''") + "'"


def position(address: str) -> tuple[int, int] | None:
    """'B5' or '$B$5' → (5, 2); None for what is no address inside a sheet."""
    match = _A1.fullmatch(address)
    if match is None:
        return None
    row, column = int(match[2]), column_number(match[1])
    return (row, column) if row <= MAX_ROW and column <= MAX_COLUMN else None
