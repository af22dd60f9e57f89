"""A table as flattened web text: cells run together, the table's only trace its line breaks.

The text's own rules: a cell with several units is several lines and ends with a line break of
its own; the line of a single lead runs into the first co-organiser's; a blank line means that
the co-organiser cell is empty. Where these leave more than one reading, the row says so.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from itertools import pairwise

from msgspec import Struct
from msgspec.structs import replace

from duban.model import Doubt
from duban.notice.blocks import Paragraph
from duban.notice.borders import DUE, border_doubt
from duban.notice.cutting import Cut, cut_tail
from duban.notice.headings import heading
from duban.notice.lists import pieces
from duban.notice.names import joined
from duban.notice.rows import Listing, Remark, Row, UnitCell
from duban.notice.units import looks_like_unit
from duban.notice.words import Column, run_together
from duban.text import clean, name_list, shorten

SHAPE = "压平的表格文字（单元格连写）"
_DIGITS = re.compile(r"\d+")
_AFTER_NUMBER = " .、．\t"
_NEVER_AFTER = "%‰％年月日号时-—~～/"
_LARGEST_GAP = 30
_STOPS = re.compile(r"[。：:；;，,]")


class _Raw(Struct, frozen=True):
    """One row's lines: the first without its number, the rest, and whether a blank line follows.

    ``ends``: where in the first line a printed one ended.
    """

    label: str
    first: str
    ends: tuple[int, ...] = ()
    extra: tuple[str, ...] = ()
    blanks: int = 0
    place: str = ""
    chapter: str = ""
    stray: str = ""


def read_flattened(paragraphs: Sequence[Paragraph]) -> Listing | None:
    """The rows of a flattened table, None when no line is a header run together."""
    columns: tuple[Column, ...] = ()
    start = 0
    for index, paragraph in enumerate(paragraphs):
        columns = run_together(paragraph.text)
        if columns and columns[0] is Column.NUMBER:
            start = index + 1
            break
    if not start:
        return None
    body = _single_spaced([replace(p, text=clean(p.text)) for p in paragraphs[start:]])
    known = {name for p in body for name in pieces(p.text) if looks_like_unit(p.text)}
    raws, remarks = _segment(body, known, Column.DUE in columns)
    if len(raws) < 2:
        return None
    known = _learn(raws, known)
    last = len(raws) - 1
    parted = any(raw.blanks for raw in raws[:-1])
    rows = tuple(_row(raw, columns, known, parted, index == last) for index, raw in enumerate(raws))
    return Listing(rows, SHAPE, tuple(remarks))


def _number(line: str, expected: int, known: Collection[str]) -> int | None:
    """The row number that opens ``line``, None when the line opens no row.

    The expected number wins even where digits of the text follow it ('52023年…' is row 5).
    Any other number must be near, and its line must end with a unit.
    """
    run = _DIGITS.match(line)
    if not run or len(run[0]) > 7 or line[run.end() : run.end() + 1] in tuple(_NEVER_AFTER):
        wanted = str(expected)
        year = re.match(wanted + r"(?:19|20)\d\d年", line)
        return expected if year else None
    number = int(run[0])
    if number == expected:
        return expected
    if run[0].startswith(str(expected)) and number > expected + _LARGEST_GAP:
        return expected
    near = expected < number <= expected + _LARGEST_GAP or number in (1, expected - 1)
    return number if near and cut_tail(line, known) else None


def _segment(
    body: Sequence[Paragraph], known: Collection[str], timed: bool
) -> tuple[list[_Raw], list[Remark]]:
    """The lines of each row; text after the last row is left out, text between rows reported."""
    raws: list[_Raw] = []
    strays: list[tuple[int, Paragraph]] = []
    expected, chapter = 1, ""
    for paragraph in body:
        line = re.sub(r"^0+(?=\d)", "", paragraph.text)
        number = _number(line, expected, known) if line else None
        ended = bool(strays) and strays[-1][0] == len(raws)
        if run_together(line) or (not line and (ended or not raws)):
            continue
        if number is not None:
            rest = line[len(str(number)) :].lstrip(_AFTER_NUMBER)
            before = len(paragraph.text) - len(rest)
            ends = tuple(end - before for end in paragraph.ends if end > before)
            raws.append(_Raw(str(number), rest, ends, place=paragraph.place, chapter=chapter))
            expected = number + 1
        elif not line:
            raws[-1] = replace(raws[-1], blanks=raws[-1].blanks + 1)
        elif heading(line) and not (raws and _is_open(raws[-1], known)):
            chapter = line
        elif raws and (_belongs(raws[-1], line, known) or (timed and DUE.fullmatch(line))):
            raws[-1] = replace(raws[-1], extra=(*raws[-1].extra, line))
        elif raws and _is_open(raws[-1], known):
            raws[-1] = replace(raws[-1], first=raws[-1].first + line)
        elif raws:
            strays.append((len(raws), paragraph))
            cell = "" if raws[-1].blanks or _STOPS.search(line) else line
            raws[-1] = replace(raws[-1], stray=raws[-1].stray or cell)
    return raws, [_stray(paragraph) for after, paragraph in strays if after < len(raws)]


def _is_open(raw: _Raw, known: Collection[str]) -> bool:
    """Whether the row's text has not yet come to its units."""
    return not raw.extra and not raw.blanks and not cut_tail(raw.first, known)


def _stray(paragraph: Paragraph) -> Remark:
    return Remark(
        "表内夹杂文字",
        f"“{shorten(paragraph.text, 30)}”不像任务也不像单位，未予采用。",
        "请对照原文，如属任务内容请补入。",
        place=paragraph.place,
    )


def _single_spaced(body: Sequence[Paragraph]) -> list[Paragraph]:
    """``body`` without the blank line that some copies put behind every line."""
    filled = sum(bool(p.text) for p in body)
    spaced = sum(bool(p.text) and not q.text for p, q in pairwise(body))
    if spaced < 0.8 * filled:
        return list(body)
    return [p for at, p in enumerate(body) if p.text or at == 0 or not body[at - 1].text]


def _belongs(raw: _Raw, line: str, known: Collection[str]) -> bool:
    """Whether ``line`` is another unit of the row: it holds names and nothing else."""
    if raw.blanks:
        return False
    return all(name in known or looks_like_unit(name) for name in pieces(line))


def _learn(raws: Sequence[_Raw], known: set[str]) -> set[str]:
    """``known`` with the names that certain cuts give, and those that two rows agree on."""
    for _ in range(2):
        guessed: Counter[str] = Counter()
        for raw in raws:
            found = cut_tail(raw.first, known)
            for way in found.cuts if found else ():
                if way.certain:
                    known = known | set(way.names)
                elif not way.alternatives and len(way.names) > 1:
                    guessed.update(way.names)
        known = known | {name for name, times in guessed.items() if times > 1}
    return known


def _row(
    raw: _Raw, columns: tuple[Column, ...], known: Collection[str], parted: bool, last: bool
) -> Row:
    """One row with its lead and co cells, doubtful where the border cannot be known.

    ``parted``: whether this copy of the table kept its blank lines at all.
    """
    roles = tuple(c for c in columns if c in (Column.LEAD, Column.CO, Column.RESPONSIBLE))
    raw, due = _without_due(raw, columns)
    found = cut_tail(raw.first, known)
    text, cuts = (found.text, found.cuts) if found else (raw.first, ())
    names = [cut.names for cut in cuts]
    extra = tuple(name for line in raw.extra for name in pieces(line))
    if len(roles) == 1:
        leads: tuple[str, ...] = (*(name for way in names for name in way), *extra)
        cos: tuple[str, ...] = ()
        doubt = None
    else:
        leads, cos, doubt = _border(names, extra, raw.blanks, parted, last)
        doubt = doubt or _end_doubt(raw, names, (*leads, *cos))
    unsure = next((c for c in cuts if not c.certain), None)
    if unsure and not doubt:
        doubt = _cut_doubt(unsure)
    if raw.stray:
        doubt = joined((doubt, Doubt(f"其后“{shorten(raw.stray, 20)}”一行未能识别")))
    if Column.LEADER in columns or Column.OTHER in columns or len(roles) > 2:
        doubt = joined((doubt, Doubt("表头另有其他栏目，压平的文字无法与单位分开")))
    roles = (*roles, Column.CO)
    cells = tuple(
        UnitCell(role, "\n".join(cell))
        for role, cell in zip(roles[:2], (leads, cos), strict=True)
        if cell
    )
    return Row(raw.label, text, cells, chapter=raw.chapter, due=due, place=raw.place, doubt=doubt)


def _end_doubt(raw: _Raw, names: Sequence[tuple[str, ...]], units: tuple[str, ...]) -> Doubt | None:
    """Two names at a printed line's end: it may part them in one cell, or two cells."""
    for end in raw.ends:
        left, right = raw.first[:end], raw.first[end:]
        if any(left.endswith(a) and right.startswith(b) for way in names for a, b in pairwise(way)):
            return border_doubt(units, "一行恰在单位之间断开", alone=True, whole=True)
    return None


def _without_due(raw: _Raw, columns: tuple[Column, ...]) -> tuple[_Raw, str]:
    """The row without the time limit that its last line ends with, where the header has one."""
    if Column.DUE not in columns:
        return raw, ""
    last = raw.extra[-1] if raw.extra else raw.first
    found = re.search(f"(?:{DUE.pattern})$", last)
    if not found:
        return raw, ""
    rest = last[: found.start()]
    if raw.extra:
        return replace(raw, extra=(*raw.extra[:-1], *((rest,) if rest else ()))), found[0]
    return replace(raw, first=rest), found[0]


def _cut_doubt(way: Cut) -> Doubt:
    """Why a cut of names run together must be confirmed."""
    readings = (way.names, *way.alternatives)
    return Doubt(
        "单位名称连写，断开之处仅为推断，通知内没有其他依据",
        tuple(name_list(reading) for reading in readings),
    )


def _border(
    names: Sequence[tuple[str, ...]], extra: tuple[str, ...], blanks: int, parted: bool, last: bool
) -> tuple[tuple[str, ...], tuple[str, ...], Doubt | None]:
    """Leads, co-organisers and the doubt, from the names on the first line and the lines below."""
    joints = [index for index, way in enumerate(names) if len(way) == 2]
    flat = tuple(name for way in names for name in way)
    if len(joints) == 1:
        at = sum(len(way) for way in names[: joints[0]]) + 1
        return flat[:at], (*flat[at:], *extra), None
    units = (*flat, *extra)
    if len(joints) > 1:
        return units[:1], units[1:], border_doubt(units, "单位名称多处连写")
    if not flat and units:
        return (
            units[:2],
            units[2:],
            border_doubt(units, "任务文字与单位之间换了行", alone=True, whole=True),
        )
    if not extra:
        return units, (), None
    if blanks and not (last and len(units) > 2):
        return units, (), None
    if len(units) == 2:
        if last:
            return units, (), None
        return units, (), border_doubt(units, "两家单位分行而其后没有空行", alone=True, whole=True)
    if len(units) == 3 and not blanks and parted:
        return units[:2], units[2:], None
    return units[:2], units[2:], border_doubt(units, "多家单位逐行排列，没有空行", whole=last)
