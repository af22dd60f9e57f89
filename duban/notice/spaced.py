"""A flattened table whose cells are parted by blanks, or stand one on each line.

Inside a cell, units are parted by marks or line breaks; so a blank (or a line) is a border.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec import Struct, field

from duban.model import Doubt
from duban.notice.blocks import Paragraph
from duban.notice.borders import border_doubt, cell_kind, unit_cells
from duban.notice.departments import is_usual
from duban.notice.duties import by_names
from duban.notice.headings import heading
from duban.notice.lists import SEPARATORS, pieces
from duban.notice.names import joined
from duban.notice.passages import is_page_number
from duban.notice.rows import Listing, Row
from duban.notice.units import COLLECTIVE_NOUN, ending_of, has_seam, is_collective
from duban.notice.words import TEXT_COLUMNS, UNIT_COLUMNS, Column, column_of, is_header
from duban.text import clean, name_list, shorten

SPACED = "压平的表格文字（单元格以空格分隔）"
LINED = "压平的表格文字（一格一行）"
_OPENS = re.compile(r"(\d{1,3})(?:\s*[.、．]\s*|\s+|$)")
_LARGEST_GAP = 30
_LONGEST_CELL = 60
_IN_SENTENCES = re.compile(r"[。！？%“”《》]|\d")


class _Raw(Struct):
    """One row's lines after its number; ``ends``: where in them a line began."""

    label: str
    place: str
    chapter: str
    lines: list[str] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)

    def add(self, paragraph: Paragraph, line: str) -> None:
        """Adds ``line``, with which the paragraph ends."""
        start = len("\n".join(self.lines)) + 1 if self.lines else 0
        before = len(paragraph.text) - len(line)
        self.ends += [start] * bool(start)
        self.ends += [start + end - before for end in paragraph.ends if end > before]
        self.lines.append(line)


def read_spaced(paragraphs: Sequence[Paragraph]) -> Listing | None:
    """The rows of a table whose header words are parted by blanks, None without such a header."""
    for index, paragraph in enumerate(paragraphs):
        columns = tuple(column_of(word) for word in clean(paragraph.text).split())
        if Column.NUMBER in columns and None not in columns and is_header(columns):
            raws = _segment(paragraphs[index + 1 :], SPACED)
            rows = tuple(_spaced_row(raw, columns) for raw in raws)
            return Listing(rows, SPACED) if len(rows) > 1 else None
    return None


def read_lined(paragraphs: Sequence[Paragraph]) -> Listing | None:
    """The rows of a table whose header words, and then cells, stand one on each line."""
    filled = [p for p in paragraphs if clean(p.text)]
    for index in range(len(filled)):
        columns: list[Column] = []
        for paragraph in filled[index : index + 8]:
            column = column_of(clean(paragraph.text))
            if column is None:
                break
            columns.append(column)
        if columns[:1] == [Column.NUMBER] and is_header(tuple(columns)):
            raws = _segment(filled[index + len(columns) :], LINED)
            rows = tuple(_lined_row(raw, columns, raw is raws[-1]) for raw in raws)
            return Listing(rows, LINED) if len(rows) > 1 else None
    return None


def _segment(paragraphs: Sequence[Paragraph], shape: str) -> list[_Raw]:
    """The lines of each row: a row opens with the next number, or one not far behind it."""
    raws: list[_Raw] = []
    expected, chapter, ended = 1, "", False
    for paragraph in paragraphs:
        line = clean(paragraph.text)
        if line and all(column_of(word) for word in line.split()):
            continue
        opens = _OPENS.match(line)
        number = int(opens[1]) if opens else 0
        fresh = not raws or bool(raws[-1].lines)
        near = number == expected or expected < number <= expected + _LARGEST_GAP or number == 1
        if opens and near and fresh:
            raws.append(_Raw(opens[1], paragraph.place, chapter))
            line, expected, ended = line[opens.end() :], number + 1, False
            if line:
                raws[-1].add(paragraph, line)
        elif not line:
            # A gap in the text ends the last cell when everything after it is foreign.
            ended = shape == SPACED and bool(raws)
        elif (found := heading(line)) and not cell_kind(line):
            chapter = found.text
        elif raws and not ended and not is_page_number(line) and column_of(line) is None:
            raws[-1].add(paragraph, line)
    return raws


def _spaced_row(raw: _Raw, columns: Sequence[Column | None]) -> Row:
    """The cells at the end that are units, leader or time limit; what is before them is text."""
    words = "\n".join(raw.lines).split(" ")
    at = len(words)
    least = sum(column in TEXT_COLUMNS for column in columns)
    while at > least and (cell_kind(words[at - 1]) or _is_blank_mark(words[at - 1])):
        at -= 1
    doubt = _doubtful_end(words[least:at]) or _swallowed(words[at - 1] if at else "")
    doubt = joined((doubt, *(_lost_blank(word) for word in words[at:])))
    doubt = doubt or _taken_end(raw, columns, words, at)
    return _row(raw, columns, " ".join(words[:at]).replace("\n", ""), words[at:], doubt)


def _lined_row(raw: _Raw, columns: Sequence[Column | None], last: bool) -> Row:
    """As many text lines as do not look like other cells; then one cell a line.

    What stands behind the ``last`` row's cells is commonly the notice's own end.
    """
    at = 0
    while at < len(raw.lines) and (at == 0 or cell_kind(raw.lines[at]) is None):
        at += 1
    cells: list[str] = []
    stray = None
    for line in raw.lines[at:]:
        if cell_kind(line) is None and not _is_blank_mark(line):
            if not last or len(cells) < len(columns) - 1 - len(_texts(columns)):
                stray = _stray_cell(line)
            break
        cells.append(line)
    doubt = _doubtful_end(raw.lines[len(_texts(columns)) : at])
    doubt = doubt or _taken_end(raw, columns, raw.lines, at)
    return _row(raw, columns, "\n".join(raw.lines[:at]), cells, joined((doubt, stray)))


def _stray_cell(line: str) -> Doubt | None:
    """A line behind the row's cells, where another cell of units may stand."""
    if len(line) > _LONGEST_CELL or (_IN_SENTENCES.search(line) and not ending_of(line)):
        return None
    return Doubt(f"其后“{shorten(line, 20)}”一行未能识别")


def _doubtful_end(more: Sequence[str]) -> Doubt | None:
    """What stands behind as many texts as there are columns for, and may be a cell of units."""
    last = more[-1].strip() if more else ""
    if not last or len(last) > _LONGEST_CELL:
        return None
    # 市“双减”工作专班 and 12345热线办 are units for all their figures and quotes.
    if _IN_SENTENCES.search(last) and not ending_of(last):
        return None
    return Doubt(f"“{shorten(last, 30)}”是任务内容还是单位无法确定")


def _swallowed(text: str) -> Doubt | None:
    """Names behind the last full stop of a text: a line's end took the blank before their cell."""
    last = text.replace("\n", "").rpartition("。")[2].strip("”）) ")
    if "。" not in text or not by_names(last):
        return None
    return Doubt(f"“{shorten(last, 30)}”是任务内容还是单位无法确定")


def _taken_end(
    raw: _Raw, columns: Sequence[Column | None], words: Sequence[str], at: int
) -> Doubt | None:
    """A line's end that may stand for the border of a cell, in a row that lacks a cell.

    ``words`` are the row's cells as read, of which those from ``at`` on are no text.
    """
    given = sum(cell_kind(word) is Column.CO or _is_blank_mark(word) for word in words[at:])
    if given >= sum(column in UNIT_COLUMNS for column in columns):
        return None
    start = 0
    for index, word in enumerate(words):
        for end in (end - start for end in raw.ends if start < end < start + len(word)):
            left, right = word[:end].strip("\n"), word[end:].replace("\n", "")
            if index >= at and _two_cells(left, right):
                return border_doubt(
                    (left.replace("\n", ""), right),
                    "一行恰在单位之间断开",
                    alone=True,
                    whole=True,
                )
            if index == at - 1 and by_names(right):
                return Doubt(f"“{shorten(right, 30)}”是任务内容还是单位无法确定")
        start += len(word) + 1
    return None


def _two_cells(left: str, right: str) -> bool:
    """Whether a line's end between ``left`` and ``right`` parts names and not one name."""
    if not pieces(left) or left[-1] in SEPARATORS or not by_names(right):
        return False
    last, first = pieces(left)[-1], pieces(right)[0]
    if is_collective(last) and COLLECTIVE_NOUN.match(first):
        return False
    return first[0] not in "和与及" and len(last) > 2 and not is_usual(last + first)


def _lost_blank(cell: str) -> Doubt | None:
    """Two names with nothing between them: a printed line's end took the blank between cells."""
    run = next((p for p in pieces(cell) if has_seam(p) and not is_collective(p)), "")
    return Doubt(f"“{shorten(run, 30)}”似为两个单位连写，是否分属两栏无法确定") if run else None


def _is_blank_mark(line: str) -> bool:
    return bool(re.fullmatch(r"[-—–/无]+", line))


def _row(
    raw: _Raw,
    columns: Sequence[Column | None],
    text: str,
    cells: Sequence[str],
    unsure: Doubt | None,
) -> Row:
    """The row with its trailing cells put under their columns, by kind and then by order."""
    by_kind: dict[Column, list[str]] = {}
    for cell in cells:
        kind = Column.CO if _is_blank_mark(cell) else cell_kind(cell)
        if kind is Column.LEADER and Column.LEADER not in columns:
            kind = Column.CO
        by_kind.setdefault(kind or Column.CO, []).append(cell)
    if len(by_kind.get(Column.LEADER, [])) > 1:
        persons = name_list(by_kind[Column.LEADER])
        unsure = joined((unsure, Doubt(f"“{persons}”中哪些是单位无法确定")))
    units, doubt = unit_cells(by_kind.get(Column.CO, []), columns)
    title, more, _ = text.partition("\n") if len(_texts(columns)) > 1 else ("", "", "")
    return Row(
        raw.label,
        text,
        units,
        title=title if more else "",
        chapter=raw.chapter,
        leader="、".join(by_kind.get(Column.LEADER, [])),
        due="".join(by_kind.get(Column.DUE, [])),
        place=raw.place,
        doubt=joined((unsure, doubt)),
    )


def _texts(columns: Sequence[Column | None]) -> list[Column | None]:
    return [column for column in columns if column in TEXT_COLUMNS]
