"""Printed lines of a page, and the paragraphs that they were broken from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from msgspec import Struct

from duban.notice.blocks import Paragraph
from duban.text import clean

Char = Mapping[str, Any]
"""A character as pdfplumber gives it: text, x0, x1, top, bottom, size in points."""

# What is not parted at a line's end: opening marks and signs, a Latin word or one character,
# closing marks and a number right behind them; quotation marks hold on to both neighbours
# (UAX #14, classes CL, IS and QU).
_UNIT = r"[(（《〈【〔\[+＋$¥-]*(?:[A-Za-z0-9.%]+|[^“”‘’])"
_UNBROKEN = re.compile(
    rf"[“”‘’]*{_UNIT}(?:[)）》〉】〕\]。、,;:!?，；：！？%](?:[0-9.]+)?|[“”‘’]+(?:{_UNIT})?)*"
)
_LATIN = re.compile("[A-Za-z0-9]")


class Line(Struct, frozen=True):
    """One printed line. ``head`` is the width of what must stay together at its beginning.

    ``blank``: the width of the blank that ends it, where a paragraph was broken at one.
    """

    text: str
    left: float
    right: float
    top: float
    size: float
    head: float
    blank: float = 0.0


def lines_of(chars: Iterable[Char]) -> list[Line]:
    """The lines that ``chars`` are printed in, from the top down."""
    rows: list[list[Char]] = []
    for char in sorted(chars, key=lambda c: (_middle(c), c["x0"])):
        if rows and abs(_middle(rows[-1][0]) - _middle(char)) < 0.5 * max(char["size"], 1):
            rows[-1].append(char)
        else:
            rows.append([char])
    return [line for row in rows if (line := _line(sorted(row, key=lambda c: c["x0"])))]


def runs_of(
    lines: Sequence[Line], left: float, right: float, indents: bool = False
) -> list[list[Line]]:
    """``lines``, which were set between ``left`` and ``right``, parted where a paragraph must end.

    A line may run on into the next one when what begins the next found no room on it. In running
    text (``indents``) an indented line begins a paragraph.
    """
    runs: list[list[Line]] = []
    for line in lines:
        new = indents and 1.2 * line.size < line.left - left < 3.2 * line.size
        if runs and not new and _runs_on(runs[-1][-1], line, left, right):
            runs[-1].append(line)
        else:
            runs.append([line])
    return runs


def joined(lines: Sequence[Line]) -> str:
    """The lines as one paragraph; a blank that one ended with is left out."""
    text = ""
    for line in lines:
        text += _gap(text, line.text) + line.text
    return text


def paragraph_of(lines: Sequence[Line], blanks: bool, place: str) -> Paragraph:
    """The lines as one paragraph; ``blanks``: those that a line ended with count."""
    text, ends = "", []
    for n, line in enumerate(lines):
        gap = " " if blanks and n and lines[n - 1].blank else _gap(text, line.text)
        ends += [len(text)] if n and not gap else []
        text += gap + clean(line.text)
    return Paragraph(text, place, tuple(ends))


def _runs_on(before: Line, line: Line, left: float, right: float) -> bool:
    """Whether ``line`` continues ``before``, judged by the room that was left."""
    gap_left, gap_right = before.left - left, right - before.right
    centred = abs(gap_left - gap_right) <= 0.3 * before.size
    room = (gap_left + gap_right if centred else gap_right) - before.blank
    if before.text.isdigit() and line.text.isdigit():
        # A number broken by a column too narrow for it: any room left is less than a digit's.
        return room < line.size
    # Between Chinese and Latin letters a quarter of a character is left free.
    spacing = 0.25 if _LATIN.match(before.text[-1]) is None and _LATIN.match(line.text) else 0.0
    return room < line.head + (0.1 + spacing) * line.size


def _line(chars: Sequence[Char]) -> Line | None:
    text, ends = "", []
    for n, char in enumerate(chars):
        said = char["text"]
        far = n and char["x0"] - chars[n - 1]["x1"] > 0.6 * char["size"]
        if (not said.strip() or far) and text and text[-1] != " ":
            text += " "
            ends.append(char["x1"])
        if said.strip():
            text += said
            ends += [char["x1"]] * len(said)
    shown = [char for char in chars if char["text"].strip()]
    if not shown:
        return None
    blank = max(0.0, ends[-1] - shown[-1]["x1"])
    text = text.rstrip()
    unbroken = _UNBROKEN.match(text)
    head = ends[(unbroken.end() if unbroken else 1) - 1] - shown[0]["x0"]
    size = max(char["size"] for char in shown)
    return Line(text, shown[0]["x0"], shown[-1]["x1"], shown[0]["top"], size, head, blank)


def _middle(char: Char) -> float:
    return float(char["top"] + char["bottom"]) / 2


def _gap(before: str, after: str) -> str:
    """A blank between two Latin words, nothing between Chinese characters."""
    return " " if re.search(r"[A-Za-z,.;]$", before) and re.match(r"[A-Za-z]", after) else ""
