"""Cuts names that were run together, and says how sure each cut is."""

from __future__ import annotations

import re
from collections.abc import Collection

from msgspec import Struct
from msgspec.structs import replace

from duban.notice import departments
from duban.notice.lists import SEPARATORS, pieces
from duban.notice.seams import has_inner_body, may_hold_two, opens_with_level
from duban.notice.units import (
    all_adjacent_differ,
    ending_of,
    has_seam,
    is_national,
    is_standard,
    looks_like_unit,
)

_FULL_STOP = re.compile(r"[。!?！？][”’\")）》]*\s*")
_STOP = re.compile(r"[。!?！？;；][”’\")）》]*\s*")
_OFFICE = re.compile(r"(?:队|所|站|科|股|段|馆|台|中心|分局|处|室|学校|医院)$")
# A town has a school and a hospital of its own, that nobody names without it.
_TOWN_S = re.compile("小学|卫生院$|中心(?:小学|卫生院)$")
LONGEST_NAME = 24
_BODY = re.compile("(?:大学|学院|中学|医院|管委会|分公司|支行|分行)$")
_LONGEST_PLACE = 4
"""Characters of a place's name before its level: 老河口, 中新苏滁."""
_LONGEST_SURE = 10
_TOWN_INSIDE = re.compile("..(?:[乡镇场村]|街道|社区).{3}")
# Bodies of two characters, which no usual ending shows to be ones: 电大|某化工厂.
_SHORT_HEAD = re.compile(
    "(?:电大|[党技职特体]校|[台侨外编法]办|[侨文残社妇青]联|科协|[一二三]中)..."
)
_VILLAGE_FIRST = re.compile(".{2,4}(?:村|社区)[省市县区州旗]..")
# A town's name is short, so what stands before it is another's: 文旅新城茶亭茶场.
_TOWN_LAST = re.compile(".{6,}(?:[镇乡场]|街道)$")
_BUREAU = re.compile(".{4}[局委办厅]$")
MOST_WAYS = 24
_LONGEST_TAIL = 300


class Cut(Struct, frozen=True):
    """Names in order. ``certain`` is False when another cut is as good: see ``alternatives``."""

    names: tuple[str, ...]
    certain: bool
    alternatives: tuple[tuple[str, ...], ...] = ()


def segmentations(text: str, most: int, known: Collection[str]) -> list[tuple[str, ...]]:
    """The ways to read ``text`` as 1 … ``most`` names, brackets never cut, at most MOST_WAYS."""
    found: list[tuple[str, ...]] = []
    if len(text) > most * LONGEST_NAME:
        return found
    if text in known or looks_like_unit(text):
        found.append((text,))
    if most < 2:
        return found
    for at in range(2, len(text) - 1):
        head, tail = text[:at], text[at:]
        if len(head) > LONGEST_NAME or head.count("(") != head.count(")") or tail[0] in "(（)）":
            continue
        if _TOWN_S.match(tail):
            continue
        if head in known or looks_like_unit(head):
            found += [(head, *rest) for rest in segmentations(tail, most - 1, known)]
        if len(found) >= MOST_WAYS:
            break
    return found[:MOST_WAYS]


def cut(text: str, most: int, known: Collection[str]) -> Cut | None:
    """``text`` cut into at most ``most`` names, None if it cannot be.

    Names in ``known`` (seen apart from others in the same notice) decide first, then names
    built the usual way; when only less usual readings are left, the cut is a guess. What can be
    read as one name only is not cut at all, and certain.
    """
    ways = [way for way in segmentations(text, most, known) if all_adjacent_differ(way)]
    apart = usual_at_end(text)
    if apart and apart in ways:
        ways = [way for way in ways if len(way) > 1]
    seen = [way for way in ways if all(name in known for name in way)]
    if seen:
        # 市公安局 and 汤峪派出所 may be one, though both stand alone elsewhere.
        office = len(seen[0]) == 2 and _is_office(seen[0][1]) and looks_like_unit(text)
        others = (*seen[1:], *([(text,)] if office and (text,) not in seen else []))
        return Cut(seen[0], not others, others)
    usual = [way for way in ways if all(name in known or is_standard(name) for name in way)]
    if usual:
        rivals = [*usual[1:], *_rivals(ways, usual[0], known)]
        return Cut(usual[0], not rivals, tuple(rivals))
    if len(ways) == 1 and has_seam(text):
        first, *rest = ways[0]
        opened = all(opens_with_level(name) or is_standard(name) for name in rest)
        return Cut(ways[0], opened and not _may_hide(first, known))
    if ways == [(text,)]:
        torn = apart or (() if text in known or is_standard(text) else _torn(text))
        return Cut(ways[0], not torn and not _may_hide(text, known), (torn,) if torn else ())
    return Cut(ways[0], False, tuple(ways[1:])) if ways else None


def _is_office(name: str) -> bool:
    """Whether a body by this name may belong to the one before it: 汤峪派出所, not 市中心医院."""
    return bool(_OFFICE.search(name)) and not opens_with_level(name)


def _may_hide(name: str, known: Collection[str]) -> bool:
    """Whether one name by its form may be two: 投资促进局绿化市容局, yet not 市公安局交警支队.

    Where no level opens a name, a first part of no usual form hides in any long one: 甲垦殖场乙局.
    """
    if name in known or is_standard(name) or departments.base_of(name)[1]:
        return False
    long = len(name) > _LONGEST_SURE or (len(name) > 8 and _TOWN_INSIDE.search(name))
    if not opens_with_level(name) and (long or _BUREAU.search(name) or _TOWN_LAST.match(name)):
        return True
    if _SHORT_HEAD.match(name) or _VILLAGE_FIRST.match(name):
        return True
    if not may_hold_two(name):
        return False
    for at in range(3, len(name) - 1):
        prefix, base = departments.base_of(name[:at])
        if prefix and base and _OFFICE.search(name) and not has_inner_body(name[at:]):
            return False
    return True


def usual_at_end(text: str) -> tuple[str, ...]:
    """'县大众日报县教体局' as two, a usual department being the second; () if it is one name.

    The first is a unit by its form, or opens with its level: else it is a place, as 江陵县教体局.
    """
    base = "" if is_national(text) else departments.base_of(text)[1]
    at = len(text) - len(base)
    while base and at > 1 and text[at - 1] == "委" and text[at - 2] in "省市县区州旗":
        at -= 1
    first, second = text[: at - 1], text[at - 1 :]
    if not base or len(first) < 3 or not opens_with_level(second) or ending_of(first + second[0]):
        return ()
    whole = looks_like_unit(first) or opens_with_level(first) or len(first) > _LONGEST_PLACE
    return (first, second) if whole else ()


def _torn(text: str) -> tuple[str, ...]:
    """A unit by no usual ending and another behind it, as '人保财险某某大学' may be; else ()."""
    for at in range(_LONGEST_PLACE, len(text) - 3):
        tail = text[at:]
        bodied = (_BODY.search(tail) or opens_with_level(tail)) and looks_like_unit(tail)
        if (bodied or is_standard(tail)) and text[at - 1] not in "市县区镇乡":
            return text[:at], tail
    return ()


def _rivals(
    ways: list[tuple[str, ...]], usual: tuple[str, ...], known: Collection[str]
) -> list[tuple[str, ...]]:
    """Cuts beside the usual one that are as good as it: 市防指|某学院, 市卫健委监督所|某镇.

    A usual department is never cut for such, and holds offices of its own but no other bodies.
    """
    if all(departments.base_of(name)[1] for name in usual):
        return []
    rivals = [way for way in ways if len(way) > 1 and way != usual]
    rivals = [way for way in rivals if any(n in known or is_standard(n) for n in way)]
    if departments.base_of(usual[0])[1]:
        rivals = [w for w in rivals if not w[0].startswith(usual[0]) or _OFFICE.search(w[0])]
    return rivals


class Tail(Struct, frozen=True):
    """Running text, and the cut of each listed piece at its end ('甲局乙局、丙局' has two)."""

    text: str
    cuts: tuple[Cut, ...]


def cut_tail(line: str, known: Collection[str]) -> Tail | None:
    """``line`` as running text and the names that are run into its end, None without any.

    The text normally ends with its last full stop. Without one, only names in ``known`` can show
    where it ends, and that it ends there is a guess.
    """
    stopped = 0
    for stops in (_FULL_STOP, _STOP):
        ends = [match.end() for match in stops.finditer(line)]
        if not ends:
            continue
        listed = _cut_all(line[ends[-1] :], known)
        if listed:
            # 甲局；乙局 behind a full stop, of which the first could not be read.
            torn = stopped and _opens_with_unit(line[stopped : ends[-1]], known)
            cuts = (replace(listed[0], certain=False), *listed[1:]) if torn else listed
            return Tail(line[: ends[-1]].strip(), cuts)
        if ends[-1] == len(line):
            return None
        stopped = ends[-1]
    return _unstopped(line, known)


def _opens_with_unit(text: str, known: Collection[str]) -> bool:
    """Whether ``text``, which cannot be read as names throughout, begins with one."""
    heads = [text[:at] for at in range(3, min(len(text), LONGEST_NAME) + 1)]
    return any(head in known or is_standard(head) for head in heads)


def _cut_all(text: str, known: Collection[str]) -> tuple[Cut, ...]:
    """The cut of each piece of a list of names, () if any of them is not a name."""
    cuts = [cut(piece, 2, known) for piece in pieces(text)]
    return tuple(found for found in cuts if found) if all(cuts) else ()


def _unstopped(line: str, known: Collection[str]) -> Tail | None:
    """The same for a text that ends without a stop: every reading by known names is compared."""
    readings: list[Tail] = []
    for at in range(max(1, len(line) - _LONGEST_TAIL), len(line) - 1):
        listed = _cut_all(line[at:], known) if line[at - 1] not in SEPARATORS else ()
        if listed and all(name in known for found in listed for name in found.names):
            readings.append(Tail(line[:at].strip(), listed))
    if not readings:
        return None
    shortest = readings[-1]
    others = tuple(
        tuple(name for found in reading.cuts for name in found.names) for reading in readings[:-1]
    )
    first = shortest.cuts[0]
    return Tail(shortest.text, (Cut(first.names, False, others), *shortest.cuts[1:]))
