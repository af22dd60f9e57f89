"""Cuts names that were run together, and says how sure each cut is."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from duban.notice.units import all_adjacent_differ, is_standard, looks_like_unit

_SENTENCE_END = re.compile(r"[。!?！？;；][”’\")）》]*\s*")
LONGEST_NAME = 24


@dataclass(frozen=True, slots=True)
class Cut:
    """Names in order. ``certain`` is False when another cut is as good: see ``alternatives``."""

    names: tuple[str, ...]
    certain: bool
    alternatives: tuple[tuple[str, ...], ...] = ()


def segmentations(text: str, most: int, known: Collection[str]) -> list[tuple[str, ...]]:
    """Every way to read ``text`` as 1 … ``most`` names, brackets never cut."""
    found: list[tuple[str, ...]] = []
    if text in known or looks_like_unit(text):
        found.append((text,))
    if most < 2:
        return found
    for at in range(2, len(text) - 1):
        head, tail = text[:at], text[at:]
        if len(head) > LONGEST_NAME or head.count("(") != head.count(")") or tail[0] in "(（)）":
            continue
        if head in known or looks_like_unit(head):
            found += [(head, *rest) for rest in segmentations(tail, most - 1, known)]
    return found


def cut(text: str, most: int, known: Collection[str]) -> Cut | None:
    """``text`` cut into at most ``most`` names, None if it cannot be.

    Names in ``known`` (seen apart from others in the same notice) decide first, then names
    built the usual way; when only less usual readings are left, the cut is a guess.
    """
    ways = [way for way in segmentations(text, most, known) if all_adjacent_differ(way)]
    tiers = (
        [way for way in ways if all(name in known for name in way)],
        [way for way in ways if all(name in known or is_standard(name) for name in way)],
    )
    for tier in tiers:
        if tier:
            return Cut(tier[0], len(tier) == 1, tuple(tier[1:]))
    return Cut(ways[0], False, tuple(ways[1:])) if ways else None


def cut_tail(line: str, most: int, known: Collection[str]) -> tuple[str, Cut] | None:
    """``line`` as running text and the one to ``most`` names that are run into its end.

    The text normally ends with its last full stop. Without one, only names in ``known`` can show
    where it ends, and two readings make the cut uncertain. None: no unit at the end.
    """
    ends = [match.end() for match in _SENTENCE_END.finditer(line)]
    if ends and ends[-1] < len(line):
        names = cut(line[ends[-1] :].strip(), most, known)
        if names:
            return line[: ends[-1]].strip(), names
    if ends and ends[-1] == len(line):
        return None
    readings = [
        (line[:at].strip(), way)
        for at in range(max(1, len(line) - most * LONGEST_NAME), len(line) - 1)
        for way in segmentations(line[at:].strip(), most, known)
        if all(name in known for name in way)
    ]
    if not readings:
        return None
    text, way = min(readings, key=lambda reading: len(reading[1]))
    others = tuple(other for _, other in readings if other != way)
    return text, Cut(way, not others, others)
