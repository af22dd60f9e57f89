"""Lists of names as written: split at separators, with collectives and brackets kept whole."""

from __future__ import annotations

from duban.notice.units import (
    COLLECTIVE,
    COLLECTIVE_NOUN,
    is_collective,
    is_place,
    looks_like_unit,
)
from duban.simplified import fold

OPENING, CLOSING = "([（〔【「", ")]）〕】」"
SEPARATORS = "、,，;；/|"


def split_outside(text: str, separators: str) -> list[str]:
    """``text`` split at any of ``separators`` that stands outside brackets; no empty parts."""
    parts, depth, start = [], 0, 0
    for index, char in enumerate(text):
        if char in OPENING:
            depth += 1
        elif char in CLOSING:
            depth = max(0, depth - 1)
        elif char in separators and depth == 0:
            parts.append(text[start:index])
            start = index + 1
    parts.append(text[start:])
    return [part.strip() for part in parts if part.strip()]


def _is_noun(part: str) -> bool:
    """Whether ``part`` is a noun that a collective lists, and not a collective or a town itself."""
    folded = fold(part)
    return bool(COLLECTIVE_NOUN.match(folded)) and not (
        is_collective(part) or (is_place(part) and looks_like_unit(part))
    )


def pieces(text: str, separators: str = SEPARATORS + "\n") -> list[str]:
    """The names of a list as written. '各县、市、区政府' stays one: its parts name nobody alone."""
    found: list[str] = []
    for part in split_outside(text, separators):
        # 各乡镇、园区 ends its line, and 卫生局 on the next is a name of its own.
        noun, _, rest = part.partition("\n")
        if found and COLLECTIVE.match(fold(found[-1])) and _is_noun(noun):
            apart = bool(rest) and not _is_noun(rest.partition("\n")[0])
            whole = noun if apart else part.replace("\n", "")
            found[-1] = f"{found[-1]}、{whole}"
            found += [rest] if apart else []
        else:
            found.append(part)
    return found
