"""Tasks in running text: paragraphs with the duties beside, below or above them."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from msgspec import Struct, field
from msgspec.structs import replace

from duban.model import Doubt
from duban.notice.blocks import Paragraph
from duban.notice.duties import Duties, by_names
from duban.notice.headings import Heading
from duban.notice.lists import pieces
from duban.notice.names import joined, vocabulary
from duban.notice.numbering import number_of
from duban.notice.outline import UNLABELLED, Line, read_lines, span, task_level, under
from duban.notice.passages import merged
from duban.notice.rows import Listing, Remark, Row, UnitCell
from duban.notice.units import is_region, looks_like_unit
from duban.notice.words import Column
from duban.text import clean, name_list, shorten

NUMBERED = "编号段落"
PLAIN = "无编号段落"
_LONGEST_TITLE = 40
_FEWEST = 2
_NEARLY = 5
"""All but one in so many are nearly all."""
_SPARSEST = 5
"""Without numbers, one paragraph in so many at least must state duties: else it is no list."""


class _Item(Struct):
    """One item while its lines are gathered: text lines, duties, and text after its duties line."""

    line: Line
    chapter: Heading
    texts: list[str] = field(default_factory=list)
    duties: list[Duties] = field(default_factory=list)
    parts: list[tuple[str, Duties]] = field(default_factory=list)
    after: list[Line] = field(default_factory=list)


def read_paragraphs(paragraphs: Sequence[Paragraph]) -> Listing | None:
    """The tasks of running text, None when fewer than two paragraphs say who is responsible."""
    lines = read_lines([(clean(p.text), p.place) for p in paragraphs])
    level = task_level(lines)
    plain = level == UNLABELLED
    items, left_out = _in_list(_plain_items(lines) if plain else _numbered_items(lines, level))
    stated = sum(bool(item.duties or item.chapter.lead) for item in items)
    if stated < _FEWEST or (plain and stated * _SPARSEST < len(lines)):
        return None
    seen = vocabulary(
        cell.text for item in items for one in item.duties if one.sure for cell in one.cells
    )
    seen |= _usual_close(items)
    rows = [row for item in items for row in _rows(item, seen, item is items[-1])]
    remarks = [_left_out(item) for item in left_out]
    remarks += [_stray(line) for item in items[:-1] for line in item.after]
    announced = {i.chapter.text: i.chapter.count for i in items if i.chapter.count}
    shape = PLAIN if plain else NUMBERED
    return Listing(tuple(rows), shape, tuple(remarks), announced)


def _numbered_items(lines: Sequence[Line], level: int) -> list[_Item]:
    """The items of ``level`` with everything that stands under them."""
    items: list[_Item] = []
    chapter, stack = Heading(""), dict[int, Heading]()
    index = 0
    while index < len(lines):
        line = lines[index]
        if line.level != level:
            if line.level < level or (line.heading and line.level == UNLABELLED):
                chapter = under(stack, line)
            index += 1
            continue
        end = span(lines, index)
        item = _Item(line, chapter)
        for below in lines[index:end]:
            _take(item, below)
        items.append(item)
        index = end
    return _details_settled(items)


def _take(item: _Item, line: Line) -> None:
    """Adds one line to its item, as text, as duties, or as text that follows its duties."""
    own = line.label if line is not item.line else ""
    if not line.states_duties:
        if item.duties:
            item.after.append(line)
        else:
            item.texts.append(own + line.text)
        return
    for passage in line.passages:
        text = own + passage.text if passage.text else ""
        own = ""
        if passage.duties is None:
            item.texts.append(text)
        elif not text and item.parts and not item.texts:
            last_text, last = item.parts[-1]
            item.parts[-1] = (last_text, merged([last, passage.duties]))
            item.duties.append(passage.duties)
        else:
            whole = "\n".join([*item.texts, text] if text else item.texts)
            item.parts.append((whole, passage.duties))
            item.texts = []
            item.duties.append(passage.duties)


def _details_settled(items: list[_Item]) -> list[_Item]:
    """Where most items go on below a first line that already states duties, that is their detail.

    The last item is cut off at the first line that looks like the end of the list.
    """
    inline = [item for item in items if item.line.states_duties]
    going_on = [item for item in inline if item.after]
    if len(going_on) * 2 <= len(inline):
        return items
    for item in going_on:
        if len(item.parts) == 1:
            kept = item.after if item is not items[-1] else item.after[:1]
            text, duties = item.parts[0]
            details = [line.label + line.text for line in kept]
            item.parts[0] = ("\n".join([text, *details]), duties)
            item.after = item.after[len(kept) :]
    return items


def _plain_items(lines: Sequence[Line]) -> list[_Item]:
    """Every paragraph that states duties, with the unlabelled text before a line of duties only."""
    items: list[_Item] = []
    chapter, stack = Heading(""), dict[int, Heading]()
    waiting: list[Line] = []
    for line in lines:
        if not line.states_duties:
            if line.heading:
                chapter, waiting = under(stack, line), []
            else:
                waiting.append(line)
            continue
        opening = line
        if not line.passages[0].text:
            if not waiting and items:
                _take(items[-1], line)
                continue
            opening = waiting[-1] if waiting else line
        item = _Item(opening, chapter)
        if opening is not line:
            item.texts.append(opening.label + opening.text)
        _take(item, line)
        items.append(item)
        waiting = []
    return items


def _in_list(items: list[_Item]) -> tuple[list[_Item], list[_Item]]:
    """Items that belong to the list, and those of chapters in which nobody is made responsible."""
    stated = {
        item.chapter.text
        for item in items
        if item.duties or item.chapter.lead or item.chapter.leader
    }
    inside = [item for item in items if item.chapter.text in stated]
    first = next((i for i, item in enumerate(inside) if item.duties or item.chapter.lead), 0)
    while first and _next_to(inside[first - 1], inside[first]):
        first -= 1
    kept = {id(item) for item in inside[first:]}
    return inside[first:], [item for item in items if id(item) not in kept]


def _next_to(before: _Item, item: _Item) -> bool:
    """Whether an item that makes nobody responsible still belongs to the list by its number."""
    numbers = number_of(before.line.label), number_of(item.line.label)
    ends_in_brackets = before.line.text.rstrip("。；; ")[-1:] in ("）", ")", "〕", "]")
    same = before.chapter.text == item.chapter.text
    return same and ends_in_brackets and numbers[0] is not None and numbers[1] == numbers[0] + 1


def _usual_close(items: Sequence[_Item]) -> frozenset[str]:
    """Bodies (not places) named alone in brackets, where nearly every item closes with brackets."""
    closing = [one for item in items for one in item.duties[-1:] if item.parts]
    if len(closing) * _NEARLY < len(items) * (_NEARLY - 1):
        return frozenset()
    listed = (name for one in closing for cell in one.cells for name in pieces(cell.text))
    return frozenset(name for name in listed if looks_like_unit(name) and not is_region(name))


def _rows(item: _Item, seen: Collection[str], last: bool) -> list[Row]:
    """The item's row, or one row for each of several texts with duties of their own.

    Lines of units that were left over behind them (not behind the ``last``: the notice's own end)
    are a doubt about each.
    """
    parts = list(item.parts)
    if item.texts and parts:
        text, duties = parts[-1]
        parts[-1] = ("\n".join([text, *item.texts]), duties)
    elif not parts:
        parts = [("\n".join(item.texts), Duties(()))]
    parts = _without_empty(parts)
    several = len(parts) > 1
    left = [] if last else [x.text for x in item.after if by_names(re.sub("^.*[:：]", "", x.text))]
    unread = Doubt(f"其后“{shorten(left[0], 20)}”一行似为单位，未予采用") if left else None
    rows = [_row(item, text, duties, seen) for text, duties in parts]
    rows = [replace(row, doubt=joined((row.doubt, unread))) for row in rows]
    return [replace(row, part=number if several else 0) for number, row in enumerate(rows, 1)]


def _without_empty(parts: list[tuple[str, Duties]]) -> list[tuple[str, Duties]]:
    """Duties without a text of their own belong to the text before them."""
    found: list[tuple[str, Duties]] = []
    for text, duties in parts:
        if found and not text:
            found[-1] = (found[-1][0], merged([found[-1][1], duties]))
        else:
            found.append((text, duties))
    return found


def _row(item: _Item, text: str, duties: Duties, seen: Collection[str]) -> Row:
    cells = duties.cells
    if item.chapter.lead and not any(cell.role is Column.LEAD for cell in cells):
        helping = tuple(
            UnitCell(Column.CO, cell.text) if cell.role is Column.RESPONSIBLE else cell
            for cell in cells
        )
        cells = (UnitCell(Column.LEAD, item.chapter.lead), *helping)
    first, _, more = text.partition("\n")
    title = first.rstrip("。：: ") if more and len(first) <= _LONGEST_TITLE else ""
    return Row(
        item.line.label,
        text,
        cells,
        title=title,
        chapter=item.chapter.text,
        leader=duties.leader or item.chapter.leader,
        due=duties.due,
        place=item.line.place,
        doubt=_unsure(duties, seen),
    )


def _unsure(duties: Duties, seen: Collection[str]) -> Doubt | None:
    """Names in brackets that are neither built the usual way nor named anywhere else."""
    strange = [n for cell in duties.cells for n in pieces(cell.text) if n not in seen]
    if duties.sure or not strange:
        return None
    return Doubt(f"括号内的“{name_list(strange)}”是否为责任单位无法确定")


def _left_out(item: _Item) -> Remark:
    return Remark(
        "未采用的段落",
        f"“{item.line.label}{shorten(item.line.text, 30)}”所在部分没有责任单位，未作为任务。",
        "如属任务，请在“任务”表补入。",
        place=item.line.place,
    )


def _stray(line: Line) -> Remark:
    return Remark(
        "未采用的文字",
        f"“{shorten(line.text, 30)}”在责任单位之后、下一项任务之前，未予采用。",
        "如属任务内容，请在“任务”表补入。",
        place=line.place,
    )
