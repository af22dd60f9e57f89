"""Duties inside running text: what is the task's own text, and what says who does it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from msgspec import Struct

from duban.notice.duties import (
    MARKER,
    Duties,
    by_blank,
    by_marker,
    by_names,
    by_role,
    by_verb,
    parse,
    unboxed,
    unbracketed,
)
from duban.simplified import fold

_OPEN, _CLOSE = "([（〔【［", ")]）〕】］"
_STOPS = "。；;"
_MOST_MARKERS = 20
_CLOSING = re.compile(r"[(（]此件.{2,10}[)）]|抄送\s*[:：].*|.{4,30}20\d\d年\d+月\d+日印发")


class Passage(Struct, frozen=True):
    """Text up to and without the duties that close it; ``duties`` None where none do."""

    text: str
    duties: Duties | None = None


def passages(line: str) -> list[Passage]:
    """``line`` cut after each statement of duties, in order; one passage when there is none."""
    line = unboxed(line)
    own = _own_line(line)
    if own:
        return [Passage("", own)]
    groups = _groups(line)
    if groups:
        return _cut(line, groups)
    return [_at_marker(line) or _last_sentence(line) or Passage(line.strip())]


def merged(duties: list[Duties]) -> Duties:
    """Several statements on one task as one."""
    return Duties(
        tuple(cell for one in duties for cell in one.cells),
        "、".join(one.leader for one in duties if one.leader),
        "；".join(one.due for one in duties if one.due),
        all(one.sure for one in duties),
    )


def _own_line(line: str) -> Duties | None:
    """The duties of a line that states nothing else."""
    bare = unbracketed(line.strip().rstrip("。"))
    found = by_marker(bare) or by_blank(bare) or by_role(bare)
    if found and (found.cells or found.leader or found.due):
        return found
    return parse(line) if bare != line.strip().rstrip("。") else by_verb(bare)


def _groups(line: str) -> list[tuple[int, int, Duties]]:
    """Top-level brackets that state duties: (start, end, duties).

    Names alone in brackets may as well explain a word of the text. They count only where a
    sentence ends, and not beside brackets that say in words who does what.
    """
    said: list[tuple[int, int, Duties]] = []
    named: list[tuple[int, int, Duties]] = []
    marker = MARKER.search(fold(line))
    for start, end in _brackets(line):
        inside = line[start + 1 : end - 1].strip()
        stated = by_marker(inside) or by_verb(inside) or by_role(inside)
        # Behind 责任单位：市发改局 a name in brackets is another name of that unit.
        names = None if stated or (marker and marker.end() <= start) else by_names(inside)
        if stated:
            said.append((start, end, stated))
        elif names and start and _closes_sentence(line, start, end):
            named.append((start, end, names))
    last = len(line.rstrip("。；; "))
    return said or [group for group in named if group[2].sure or group[1] == last]


def _brackets(line: str) -> Iterator[tuple[int, int]]:
    """The outermost pairs of brackets."""
    depth = start = 0
    for index, char in enumerate(line):
        if char in _OPEN:
            start = index if depth == 0 else start
            depth += 1
        elif char in _CLOSE and depth:
            depth -= 1
            if depth == 0:
                yield start, index + 1


def _closes_sentence(line: str, start: int, end: int) -> bool:
    """Whether brackets stand at the end of a sentence and no further brackets follow its stop."""
    after = line[end:].lstrip()
    if line[:start].rstrip()[-1:] in tuple(_STOPS):
        return True
    if after and after[0] in _STOPS:
        return after[1:].lstrip()[:1] not in tuple(_OPEN)
    return not after or after[0] in _OPEN


def _cut(line: str, groups: list[tuple[int, int, Duties]]) -> list[Passage]:
    found: list[Passage] = []
    at = 0
    for start, end, duties in groups:
        text = line[at:start].strip()
        at = end
        if not text and found and found[-1].duties:
            found[-1] = Passage(found[-1].text, merged([found[-1].duties, duties]))
            continue
        if line[end : end + 1] in tuple(_STOPS):
            text = text if text[-1:] in tuple(_STOPS) else text + line[end]
            at += 1
        found.append(Passage(text, duties))
    rest = line[at:].strip(" ，,、")
    return [*found, Passage(rest)] if rest.strip("。；;") else found


def _at_marker(line: str) -> Passage | None:
    """'……。责任单位：市发改委' without brackets."""
    for match in islice(MARKER.finditer(fold(line)), _MOST_MARKERS):
        duties = by_marker(line[match.start() :])
        if duties and duties.cells:
            return Passage(line[: match.start()].rstrip(" ,，;；、" + _OPEN), duties)
    return None


def _last_sentence(line: str) -> Passage | None:
    """'……。由市发改委牵头，市财政局配合。' without brackets."""
    body = line.rstrip("。 ")
    at = max(body.rfind(stop) for stop in "。；;") + 1
    duties = by_verb(body[at:].strip()) if at else None
    return Passage(line[:at].strip(), duties) if duties else None


def is_page_number(line: str) -> bool:
    """Whether a line is only a page number that a copy left behind."""
    return bool(re.fullmatch(r"[-—–－·\s]*(?:第\s*)?\d{1,3}\s*(?:页)?[-—–－·\s]*", line))


def is_closing(line: str) -> bool:
    """Whether a line stands under a document's text: 附注 and 版记 (GB/T 9704—2012, 7.3.6, 7.4)."""
    return bool(_CLOSING.fullmatch(line))
