"""Ruled tables of printed pages: their cells, and the joining of what a page break parted."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from itertools import pairwise
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from duban.model import Doubt
from duban.notice.blocks import Table, TableCell
from duban.notice.departments import is_usual
from duban.notice.lists import SEPARATORS, split_outside
from duban.notice.readers.pdf_lines import Char, Line, joined, lines_of, runs_of
from duban.notice.units import (
    ending_of,
    is_collective,
    is_short_body,
    is_standard,
    level_prefix,
    looks_like_unit,
)
from duban.text import clean

_TOLERANCE = 3.0
"""Points by which rules of one line may differ."""
_BRACKETS = ("(", "（", "[", "〔")
_PARTED = SEPARATORS + " "
_LABEL = re.compile("[(（]?(?:[0-9]{1,3}|[一二三四五六七八九十]{1,3})[)）]?[、.．]?")
_OF_MANY = re.compile("各|相关|有关")
_HEAD_OF_MANY = re.compile("(?:[直属级内]|机关|系统|政府|[省市县区州旗盟]委)$")
_SENTENCE_ENDS = ("。", "；", ";", "！", "!")


class Box(Struct, frozen=True):
    """A printed cell: its lines between its rules. ``covered``: it belongs to a cell before it."""

    lines: tuple[Line, ...]
    left: float
    right: float
    covered: bool = False

    @property
    def text(self) -> str:
        return "".join(line.text for line in self.lines)


class Printed(Struct, frozen=True):
    """A table as printed: the positions of its columns' rules, its rows, where it begins."""

    top: float
    edges: tuple[float, ...]
    rows: tuple[tuple[Box, ...], ...]

    def follows(self, before: Printed) -> bool:
        """Whether this table has the columns of the one ``before`` it."""
        return len(self.edges) == len(before.edges) and all(
            abs(one - other) <= _TOLERANCE
            for one, other in zip(self.edges, before.edges, strict=True)
        )

    def with_more(self, more: Printed) -> Printed:
        """This table continued by the one on the next page, without the header printed again."""
        rows = list(more.rows)
        repeated = 0
        while repeated < min(len(rows), len(self.rows)) and _same(
            rows[repeated], self.rows[repeated]
        ):
            repeated += 1
        rows = rows[repeated:]
        if rows and self.rows and self._breaks_into(rows[0]):
            joined = tuple(
                replace(one, lines=one.lines + other.lines)
                for one, other in zip(self.rows[-1], rows[0], strict=True)
            )
            return replace(self, rows=(*self.rows[:-1], joined, *rows[1:]))
        return replace(self, rows=(*self.rows, *rows))

    def _breaks_into(self, row: tuple[Box, ...]) -> bool:
        """Whether ``row`` is the rest of the last row: no number, and a text that goes on.

        After a full stop nobody can tell the rest of a row from a row under a merged number, so
        that the row then stays by itself.
        """
        last = self.rows[-1]
        widest = max(range(len(row)), key=lambda n: self.edges[n + 1] - self.edges[n])
        ended = last[widest].text.endswith(_SENTENCE_ENDS)
        for above, box in zip(last[:widest], row[:widest], strict=True):
            if box.text and _LABEL.fullmatch(above.text):
                return not ended and _is_broken_label(above.text, box.text)
        if row[0].text:
            return False
        return any(box.text for box in row) and not (ended and row[widest].text)


def printed_tables(page: Any, chars: Sequence[Char]) -> tuple[list[Printed], list[Char]]:
    """The tables that a page's rules draw, and the characters outside them."""
    tables, rest = [], list(chars)
    for found in page.find_tables():
        left, top, right, bottom = found.bbox
        edges = _edges([cell[0] for cell in found.cells] + [cell[2] for cell in found.cells])
        heights = _edges([cell[1] for cell in found.cells] + [cell[3] for cell in found.cells])
        if len(edges) < 3 or len(heights) < 2:
            continue
        inside = [c for c in rest if _within(c, (left, top, right, bottom))]
        rest = [c for c in rest if not _within(c, (left, top, right, bottom))]
        tables.append(_printed(top, edges, heights, found.cells, inside))
    return tables, rest


def table_of(printed: Printed, place: str) -> Table:
    """The table with each cell's lines joined to the paragraphs they were broken from.

    A cell in which two lines may be one name or two says so as its doubt.
    """
    padding = _padding(printed)
    cells = [
        [runs_of(box.lines, box.left + padding, box.right - padding) for box in row]
        for row in printed.rows
    ]
    alone = _alone(run for row in cells for runs in row for run in runs)
    known = _known([run for row in cells for runs in row for run in runs], alone)
    rows = []
    for boxes, row in zip(printed.rows, cells, strict=True):
        told = []
        for box, runs in zip(boxes, row, strict=True):
            parted = [_parted(run, known) for run in runs]
            names = [name for parts in parted for part in parts for name in _names(part)]
            doubts = [_cut_doubt(parts, alone) for parts in parted]
            doubt = next((d for d in (*doubts, *(name.doubt for name in names)) if d), None)
            text = "\n".join(clean(name.text) for name in names)
            told.append(TableCell(text, box.covered, doubt))
        rows.append(tuple(told))
    return Table(tuple(rows), place)


class _Name(Struct, frozen=True):
    text: str
    doubt: Doubt | None = None


def _names(part: Sequence[Line]) -> list[_Name]:
    """A part of which no other cell tells anything: names on both sides of a line's end.

    Only here the wording decides: a full name of the usual build (市…局, …镇) on the next line is
    taken as a name of its own. Where one of the two is built otherwise, that is a doubt.
    """
    whole = joined(part)
    if is_usual(whole):
        return [_Name(whole)]
    if len(split_outside(whole, _PARTED)) > 1 and not is_collective(whole):
        return [_Name(whole, _list_doubt(part))]
    for n in range(1, len(part)):
        before, after = joined(part[:n]), joined(part[n:])
        if is_short_body(before) or is_short_body(after):
            one = before + after
            return [_Name(one, _full_line(before, (one, f"{before}；{after}")))]
        rest = _names(part[n:])
        if not all(looks_like_unit(name.text) for name in rest):
            continue
        one, two = before + after, f"{before}；{rest[0].text}"
        if not looks_like_unit(before):
            if len(before) < 3 or not is_standard(after) or ending_of(before + after[0]):
                continue
            # 新华书店 is a unit by no usual ending, yet 市总工会 opens one; 开发|区管委会 does not.
            return [_Name(one, _full_line(one, (one, two)))]
        if is_standard(rest[0].text):
            doubt = _full_line(before, (two, one))
            sure = is_standard(before) and not _may_go_on(before, rest[0].text)
            return [_Name(before, None if sure else doubt), *rest]
        return [_Name(one, _full_line(one, (one, two)))]
    return [_Name(joined(part))]


def _list_doubt(part: Sequence[Line]) -> Doubt | None:
    """The doubt about a list with marks: a line's end without one that may part two names."""
    for n in range(1, len(part)):
        before, after = joined(part[:n]), joined(part[n:])
        if before[-1] in SEPARATORS or after[0] in SEPARATORS:
            continue
        left, right = split_outside(before, _PARTED)[-1], split_outside(after, _PARTED)[0]
        met = left + right
        both = looks_like_unit(left) and looks_like_unit(right)
        if both and looks_like_unit(met) and not is_usual(met):
            return _full_line(left, (left + right, f"{left}；{right}"))
    return None


def _full_line(text: str, readings: tuple[str, ...]) -> Doubt:
    return Doubt(f"“{text}”写满一行后转行，是一个单位还是两个无法确定", readings)


def _cut_doubt(parts: Sequence[list[Line]], alone: Collection[str]) -> Doubt | None:
    """Where a cut rests on one side only: 市公安局 stands elsewhere, 交警支队 may be part of it.

    A name that opens with its level (市财政局) begins anew wherever it stands.
    """
    for before, after in pairwise(joined(part) for part in parts):
        whole = before in alone or is_standard(before)
        certain = is_standard(after) or (whole and after in alone)
        # 市公安局 and 都江堰分局 are one also where a list goes on behind them.
        met = split_outside(before, _PARTED)[-1] + split_outside(after, _PARTED)[0]
        if (not certain or _may_go_on(before, after)) and looks_like_unit(met):
            return _full_line(before, (f"{before}；{after}", before + after))
    return None


def _may_go_on(before: str, after: str) -> bool:
    """Whether two names of the usual build may yet be one: 县直机关|各单位, 市委城乡社|区治理委."""
    levels = level_prefix(before), level_prefix(after)
    return bool(_OF_MANY.match(after) and _HEAD_OF_MANY.search(before)) or (
        all(levels) and levels[0] != levels[1]
    )


def _alone(runs: Iterable[list[Line]]) -> frozenset[str]:
    """Paragraphs that surely are ones: lines with room left before and behind them."""
    return frozenset(run[0].text for run in runs if len(run) == 1 and len(run[0].text) > 2)


def _known(runs: Sequence[list[Line]], alone: Collection[str]) -> set[str]:
    """The paragraphs to part others by: lines that stand alone, and what these part from others."""
    known = set(alone)
    while True:
        parts = {
            joined(part) for run in runs if len(found := _parted(run, known)) > 1 for part in found
        }
        more = {text for text in parts if len(text) > 2} - known
        if not more:
            return known
        known |= more


def _padding(printed: Printed) -> float:
    """The room between rules and text: the least there is anywhere, at most half a character."""
    lines = [(box, line) for row in printed.rows for box in row for line in box.lines]
    gaps = [min(line.left - box.left, box.right - line.right) for box, line in lines]
    size = min((line.size for _, line in lines), default=0.0)
    return max(0.0, min([0.6 * size, *gaps]))


def _parted(run: list[Line], known: set[str]) -> list[list[Line]]:
    """A run of full lines parted where the table knows one side as a paragraph from elsewhere.

    A line that fills its cell may end a paragraph or be broken; only other cells can tell.
    """
    if joined(run) in known:
        return [run]
    for n in range(len(run) - 1, 0, -1):
        if joined(run[:n]) in known and not run[n].text.startswith(_BRACKETS):
            return [run[:n], *_parted(run[n:], known)]
    for n in range(1, len(run)):
        if joined(run[n:]) in known:
            return [*_parted(run[:n], known), run[n:]]
    return [run]


def _is_broken_label(before: str, after: str) -> bool:
    """11 and 6 are what a narrow column and a page break made of 116; 11 and 12 are two numbers."""
    if before[0] in _BRACKETS and before[-1] not in ")）":
        return bool(_LABEL.fullmatch(before + after))
    if not (before.isdigit() and after.isdigit()) or len(before + after) > 4:
        return False
    return int(after) != int(before) + 1


def _printed(
    top: float,
    edges: list[float],
    heights: list[float],
    cells: Sequence[tuple[float, float, float, float]],
    chars: Sequence[Char],
) -> Printed:
    """The grid of a table: each place holds the cell that its middle lies in."""
    boxes = {
        cell: Box(tuple(lines_of(c for c in chars if _within(c, cell))), cell[0], cell[2])
        for cell in cells
    }
    rows, seen = [], set()
    for above, below in pairwise(heights):
        row = []
        for before, behind in pairwise(edges):
            middle = ((before + behind) / 2, (above + below) / 2)
            cell = next((c for c in cells if _holds(c, middle)), None)
            if cell is None:
                row.append(Box((), before, behind))
                continue
            row.append(replace(boxes[cell], covered=cell in seen))
            seen.add(cell)
        rows.append(tuple(row))
    return Printed(top, tuple(edges), tuple(rows))


def _edges(positions: Sequence[float]) -> list[float]:
    """Positions of rules, those closer than the tolerance taken as one."""
    edges: list[float] = []
    for position in sorted(positions):
        if not edges or position - edges[-1] > _TOLERANCE:
            edges.append(position)
    return edges


def _within(char: Char, box: tuple[float, float, float, float]) -> bool:
    return _holds(box, ((char["x0"] + char["x1"]) / 2, (char["top"] + char["bottom"]) / 2))


def _holds(box: tuple[float, float, float, float], point: tuple[float, float]) -> bool:
    return box[0] <= point[0] <= box[2] and box[1] <= point[1] <= box[3]


def _same(one: Sequence[Box], other: Sequence[Box]) -> bool:
    """Whether two rows print the same texts, and any at all."""
    texts = [box.text for box in one]
    return any(texts) and texts == [box.text for box in other]
