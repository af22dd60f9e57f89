"""Labelled lines of running text, and the level of labelling at which tasks stand."""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec import Struct

from duban.notice.headings import Heading, heading
from duban.notice.passages import Passage, is_closing, is_page_number, passages

# From the highest level to the lowest, as GB/T 9704—2012 orders them (7.3.3), with the forms
# that notices use beside them.
_LABELS = (
    r"第[一二三四五六七八九十百]+[章部节]分?\s*",
    r"[一二三四五六七八九十百]{1,5}\s*[、.．]\s*",
    r"[(（][一二三四五六七八九十百]{1,5}[)）]\s*[、.．]?\s*",
    r"第?\d{1,3}\s*[.、．项](?!\d)\s*[.、．：:]?\s*|\d{1,3}\s+(?=[^\d\s])",
    r"[(（]\d{1,3}[)）]\s*|\d{1,3}[)）]\s*",
    r"[①-⑳]\s*",
)
_PATTERNS = tuple(re.compile(pattern) for pattern in _LABELS)
UNLABELLED = len(_LABELS)
_OPENS = re.compile(
    r"(?<=[。；;)）\]】〕：:])\s*"
    r"(?=\d{1,3}[.、．](?!\d)|[①-⑳]|[(（](?:\d{1,3}|[一二三四五六七八九十]{1,3})[)）])"
)


class Line(Struct, frozen=True):
    """One line: its level (0 highest, UNLABELLED without label), label, and passages."""

    level: int
    label: str
    text: str
    place: str
    passages: tuple[Passage, ...]
    heading: Heading | None = None

    @property
    def states_duties(self) -> bool:
        return any(passage.duties for passage in self.passages)


def read_line(text: str, place: str) -> Line:
    """One line taken apart."""
    level, label = _label(text)
    rest = text[len(label) :]
    found = tuple(passages(rest))
    stated = any(passage.duties for passage in found)
    return Line(level, label.strip(), rest.strip(), place, found, None if stated else heading(text))


def _label(text: str) -> tuple[int, str]:
    for level, pattern in enumerate(_PATTERNS):
        match = pattern.match(text)
        if match and text[match.end() :].strip():
            return level, match[0]
    return UNLABELLED, ""


def read_lines(paragraphs: Sequence[tuple[str, str]]) -> list[Line]:
    """All lines that hold something; a line that runs several tasks together is cut first."""
    lines = []
    for text, place in paragraphs:
        if text and not is_page_number(text) and not is_closing(text):
            lines += [read_line(part, place) for part in _separate(text)]
    return lines


def _separate(text: str) -> list[str]:
    """Tasks that share one line, each with duties of its own: '1.…。(甲) 2.…。(乙)'."""
    starts = [0]
    for match in _OPENS.finditer(text):
        starts.append(match.end())
    parts = [text[a:b].strip() for a, b in zip(starts, [*starts[1:], len(text)], strict=True)]
    parts = [part for part in parts if part]
    with_duties = sum(any(p.duties for p in passages(part)) for part in parts)
    return parts if len(parts) > 1 and with_duties * 2 > len(parts) else [text]


def span(lines: Sequence[Line], start: int) -> int:
    """Where the item that opens at ``start`` ends: before the next label of its level or higher."""
    level = lines[start].level
    for index in range(start + 1, len(lines)):
        line = lines[index]
        if line.level <= level or (line.level == UNLABELLED and _names_who_leads(line)):
            return index
    return len(lines)


def under(stack: dict[int, Heading], line: Line) -> Heading:
    """The heading that ``line`` opens, with what the headings above it in ``stack`` name.

    ``stack`` holds the open headings by level and is brought up to date. A heading without label
    that names a leader stands above all labelled ones.
    """
    level = -1 if line.level == UNLABELLED else line.level
    for deeper in [other for other in stack if other >= level]:
        del stack[deeper]
    stack[level] = line.heading or Heading(line.text)
    own = stack[level]
    above = [stack[other] for other in sorted(stack)]
    lead = next((h.lead for h in reversed(above) if h.lead), "")
    leader = next((h.leader for h in reversed(above) if h.leader), "")
    return Heading(own.text, lead, leader, own.count)


def _names_who_leads(line: Line) -> bool:
    return bool(line.heading and (line.heading.lead or line.heading.leader))


def task_level(lines: Sequence[Line]) -> int:
    """The level whose items each state duties once, or stand under a heading that names the lead.

    UNLABELLED when no labelled level does so for half of its items.
    """
    best, best_score = UNLABELLED, 0.5
    led = _led(lines)
    for level in range(len(_LABELS)):
        items = [i for i, line in enumerate(lines) if line.level == level]
        stated = [i for i in items if led[i] or _once(lines, i)]
        if len(stated) < 2:
            continue
        region = [i for i in items if stated[0] <= i <= stated[-1]]
        score = len(stated) / len(region)
        if score >= best_score:
            best, best_score = level, score
    return best


def _once(lines: Sequence[Line], start: int) -> bool:
    """Whether the item states duties in one place: one line, or lines that follow each other."""
    own = lines[start : span(lines, start)]
    places = 0
    for at, line in enumerate(own):
        goes_on = at > 0 and own[at - 1].states_duties and not line.passages[0].text
        places += line.states_duties and not goes_on
    return places == 1


def _led(lines: Sequence[Line]) -> list[bool]:
    """For each line, whether one of the headings above it names who leads."""
    found: list[bool] = []
    open_levels: dict[int, bool] = {}
    for line in lines:
        found.append(any(led for level, led in open_levels.items() if level < line.level))
        if line.level == UNLABELLED and not _names_who_leads(line):
            continue
        level = -1 if line.level == UNLABELLED else line.level
        open_levels = {other: led for other, led in open_levels.items() if other < level}
        open_levels[level] = _names_who_leads(line)
    return found
