"""Tables with a header: merged cells, pages that split a row, chapters between the rows."""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from duban.model import Doubt
from duban.notice.blocks import Block, Paragraph, Table, TableCell
from duban.notice.duties import NOTHING, by_names, parse
from duban.notice.headings import Heading, heading
from duban.notice.layout import Layout, TableRow, find_layout, is_header_row, renewed
from duban.notice.names import joined
from duban.notice.passages import is_closing, merged, passages
from duban.notice.rows import Listing, Remark, Row, UnitCell
from duban.notice.words import TEXT_COLUMNS, UNIT_COLUMNS, Column
from duban.text import clean, name_list, shorten, squeeze

SHAPE = "表格"
_NOTE = re.compile(r"^(?:注|备注|说明|附注)\s*[:：]|^(?:合计|总计|小计)")
_SENTENCE_END = re.compile(r"[。！!？?；;”）)]$")
_CHINESE_LABEL = re.compile(r"[(（]?[一二三四五六七八九十]{1,3}[)）]?[、.]?")
_SUB_LABEL = re.compile(r"(\d{1,3})\s*[-－—–.．]\s*(\d{1,2})[.、]?")
_OWN_LABEL = re.compile(r"(\d{1,3})\s*[.、．]\s*(?=\D)|[(（](\d{1,3})[)）]\s*")


class _Fields(Struct, frozen=True):
    """One table row by column; ``merged``: columns whose cell repeats the row above by a merge.

    ``doubt``: what the reader could not tell of the row's units.
    """

    texts: dict[Column, list[str]]
    merged: frozenset[Column]
    doubt: Doubt | None = None

    def text(self, column: Column) -> str:
        return "\n".join(dict.fromkeys(t for t in self.texts.get(column, ()) if t))


class _Reader:
    """Walks the blocks in order; chapter and layout carry over from one table to the next."""

    def __init__(self) -> None:
        self.rows: list[Row] = []
        self.remarks: list[Remark] = []
        self.announced: dict[str, int] = {}
        self.chapter = Heading("")
        self.layout: Layout | None = None
        self.arabic = False
        self.numbered = False
        self.strange: dict[int, str] = {}

    def paragraph(self, paragraph: Paragraph) -> None:
        found = heading(clean(paragraph.text))
        if found:
            self.enter(found)

    def enter(self, chapter: Heading) -> None:
        self.chapter = chapter
        if chapter.count:
            self.announced[chapter.text] = chapter.count

    def table(self, table: Table) -> None:
        led = bool(self.chapter.lead or self.rows or _states_duties(table))
        layout = find_layout(table.rows, led)
        start = layout.start if layout else 0
        if layout:
            self._rest_above(table.rows[:start])
            self.layout = layout
        elif not self._continues(table):
            self._rest_above(table.rows[:1])
            if len(table.rows) > 1 and self.rows:
                first = " ".join(cell.text for cell in table.rows[0])
                self.remarks.append(
                    Remark(
                        "未采用的表格",
                        f"表格“{shorten(first, 30)}”没有任务清单的表头，未予采用。",
                        "如属任务清单，请补上表头后重新导入。",
                        place=table.place,
                    )
                )
            return
        assert self.layout is not None
        self.arabic = self.arabic or _has_arabic_numbers(self.layout, table)
        if layout:
            self.strange = _strange_columns(layout, table)
        above: TableRow = ()
        for index, row in enumerate(table.rows[start:], start + 1):
            self._row(row, above, f"{table.place}第{index}行")
            above = row

    def _rest_above(self, rows: Sequence[TableRow]) -> None:
        """What a page break left of the last row above a header that was printed again."""
        first = [clean(cell.text) for cell in rows[0]] if rows else []
        if self.rows and len(first) > 1 and not first[0] and any(first):
            rest = next(text for text in first if text)
            doubt = Doubt(f"其后“{shorten(rest, 20)}”一行似为本项未完的内容，未予采用")
            self.rows[-1] = replace(self.rows[-1], doubt=joined((self.rows[-1].doubt, doubt)))

    def _continues(self, table: Table) -> bool:
        """Whether a table without header goes on where the last one stopped."""
        if not self.layout or not table.rows or is_header_row(table.rows[0]):
            return False
        return len(table.rows[0]) == len(self.layout.columns)

    def _row(self, row: TableRow, above: TableRow, place: str) -> None:
        texts = [clean(cell.text) for cell in row]
        distinct = list(dict.fromkeys(text for text in texts if text))
        assert self.layout is not None
        if is_header_row(row):
            self.layout = renewed(row, self.layout)
            return
        if not distinct or (len(distinct) == 1 and self._between(row, distinct[0])):
            return
        fields = _fields(self.layout, row, above)
        label = fields.text(Column.NUMBER)
        if self.arabic and _CHINESE_LABEL.fullmatch(label) and not _cells(fields):
            self.enter(heading(f"{label}、{_text(fields)}") or Heading(_text(fields)))
            return
        found = _new_row(fields, self.chapter, place)
        unread = [name for at, name in self.strange.items() if at < len(texts) and texts[at]]
        if unread:
            doubt = Doubt(f"“{name_list(unread)}”栏填有单位，不知是牵头还是协办，未予采用")
            found = replace(found, doubt=joined((found.doubt, doubt)))
        if not self._joined(fields, found):
            self.rows.append(found)
        self.numbered = self.numbered or bool(found.label)

    def _between(self, row: TableRow, text: str) -> bool:
        """Takes a row that is no task: a chapter's heading across the table, a note, a total."""
        spread = sum(bool(cell.text.strip()) for cell in row) > 1 and len(row) > 2
        if _NOTE.match(text) or is_closing(text):
            return True
        found = heading(text)
        if found or spread:
            self.enter(found or Heading(text))
            return True
        return False

    def _joined(self, fields: _Fields, row: Row) -> bool:
        """Adds a row that belongs to the one before it; False when it opens a task of its own."""
        if not self.rows:
            return False
        last = self.rows[-1]
        cells = _cells(fields)
        merged_number = Column.NUMBER in fields.merged
        if row.label and row.label != last.label:
            return False
        if row.text == last.text and (row.label or _text_columns(fields) <= fields.merged):
            self.rows[-1] = _with_cells(last, cells, fields)
            return True
        if row.label and merged_number:
            self._part(row, None)
            return True
        if row.label or not self.numbered:
            return False
        if row.text and cells and not merged_number and not self._broken_off(last):
            self._part(row, Doubt(f"原表此行没有编号，暂作第{last.label}项的子项"))
            return True
        self.rows[-1] = _with_cells(_lengthened(last, row.text), cells, fields)
        return True

    def _broken_off(self, last: Row) -> bool:
        """Whether the last row stops in mid-sentence, in a list whose texts end with a stop."""
        ended = sum(bool(_SENTENCE_END.search(row.text)) for row in self.rows)
        return not _SENTENCE_END.search(last.text) and ended * 2 >= len(self.rows)

    def _part(self, row: Row, doubt: Doubt | None) -> None:
        """A further part of the last row: the same number, a text and units of its own."""
        last = self.rows[-1]
        if not last.part:
            self.rows[-1] = last = replace(last, part=1)
        if doubt:
            open_ = Doubt("原表下一行没有编号，是否为本项的一部分无法确定")
            self.rows[-1] = replace(last, doubt=joined((last.doubt, open_)))
        self.rows.append(
            replace(row, label=last.label, part=last.part + 1, doubt=joined((row.doubt, doubt)))
        )


def read_tables(blocks: Sequence[Block]) -> Listing | None:
    """The rows of every table that has, or goes on under, a task list's header."""
    reader = _Reader()
    for block in blocks:
        if isinstance(block, Table):
            reader.table(block)
        else:
            reader.paragraph(block)
    if not reader.rows:
        return None
    return Listing(tuple(reader.rows), SHAPE, tuple(reader.remarks), reader.announced)


def _fields(layout: Layout, row: TableRow, above: TableRow) -> _Fields:
    texts: dict[Column, list[str]] = {}
    merged, doubts = set(), []
    for at, (column, cell) in enumerate(zip(layout.columns, row, strict=False)):
        if column is None or column is Column.OTHER:
            continue
        texts.setdefault(column, []).append(clean(cell.text))
        if cell.continued and at < len(above) and _same(above[at], cell):
            merged.add(column)
        if column in UNIT_COLUMNS:
            doubts.append(cell.doubt)
    return _Fields(texts, frozenset(merged), joined(doubts))


def _states_duties(table: Table) -> bool:
    """Whether most rows name their units inside the task's text ('……。（市财政局负责）')."""
    stated = sum(
        any(passage.duties and passage.text for cell in row for passage in passages(cell.text))
        for row in table.rows
    )
    return stated * 2 > len(table.rows)


def _strange_columns(layout: Layout, table: Table) -> dict[int, str]:
    """Columns under no known word most of whose cells name units, with what stands above them."""
    found = {}
    for at, column in enumerate(layout.columns):
        cells = [clean(row[at].text) for row in table.rows[layout.start :] if at < len(row)]
        filled = [cell for cell in cells if cell]
        named = sum(bool((names := by_names(cell)) and names.sure) for cell in filled)
        if column is None and named * 2 > len(filled):
            found[at] = clean(table.rows[layout.start - 1][at].text)
    return found


def _has_arabic_numbers(layout: Layout, table: Table) -> bool:
    """Whether tasks are numbered 1, 2, 3, so that 一, 二 beside them are chapters."""
    return any(
        column is Column.NUMBER and re.fullmatch(r"\s*\d{1,3}\s*[.、]?\s*", cell.text)
        for row in table.rows
        for column, cell in zip(layout.columns, row, strict=False)
    )


def _text_columns(fields: _Fields) -> set[Column]:
    return {column for column in fields.texts if column in TEXT_COLUMNS}


def _same(left: TableCell, right: TableCell) -> bool:
    return squeeze(left.text) == squeeze(right.text)


def _text(fields: _Fields) -> str:
    """The task's whole text: a title or heading column first, then what it contains."""
    parts = [fields.text(column) for column in fields.texts if column in TEXT_COLUMNS]
    return "\n".join(dict.fromkeys(part for part in parts if part))


def _cells(fields: _Fields) -> tuple[UnitCell, ...]:
    """The row's unit cells; one that says itself who leads is believed before its column."""
    cells: list[UnitCell] = []
    for column in fields.texts:
        text = fields.text(column)
        if column not in UNIT_COLUMNS or NOTHING.fullmatch(text):
            continue
        said = parse(text)
        roles = {cell.role for cell in said.cells} if said else set()
        if said and roles - {Column.RESPONSIBLE}:
            cells += said.cells
        else:
            cells.append(UnitCell(column, said.cells[0].text if said and said.cells else text))
    return tuple(cells)


def _new_row(fields: _Fields, chapter: Heading, place: str) -> Row:
    label, text = fields.text(Column.NUMBER), _text(fields)
    own = _OWN_LABEL.match(text) if Column.NUMBER not in fields.texts else None
    if own:
        label, text = own[0].strip(), text[own.end() :]
    doubt = None
    sub = _SUB_LABEL.fullmatch(label)
    several = sum(bool(fields.text(c)) for c in fields.texts if c in TEXT_COLUMNS) > 1
    cells = _cells(fields)
    if not cells and not any(column in fields.texts for column in UNIT_COLUMNS):
        text, cells, doubt = _from_text(text)
    if chapter.lead and not any(cell.role is Column.LEAD for cell in cells):
        cells = (UnitCell(Column.LEAD, chapter.lead), *cells)
    return Row(
        sub[1] if sub else label,
        text,
        cells,
        title=text.split("\n")[0] if several else "",
        part=int(sub[2]) if sub else 0,
        chapter=chapter.text,
        leader=fields.text(Column.LEADER) or chapter.leader,
        due=fields.text(Column.DUE),
        place=place,
        doubt=joined((doubt, fields.doubt)),
        leadless=Column.LEAD in fields.texts and not any(c.role is Column.LEAD for c in cells),
    )


def _from_text(text: str) -> tuple[str, tuple[UnitCell, ...], Doubt | None]:
    """A text that names its units itself: text, units, and a doubt where it does so twice."""
    said = [passage for passage in passages(text) if passage.duties]
    cells = merged([passage.duties for passage in said if passage.duties]).cells
    if len(said) > 1:
        return text, cells, Doubt("同一格内多处写明责任单位，是否分为几项无法确定")
    return (said[0].text if said else text), cells, None


def _lengthened(row: Row, text: str) -> Row:
    """``row`` with the text of a row below that has no number and no units of its own.

    Broken off in mid-sentence it surely goes on there; behind a stop it may be another task.
    """
    if not text or text == row.text:
        return row
    if not _SENTENCE_END.search(row.text):
        return replace(row, text=row.text + text)
    doubt = Doubt(f"原表下一行“{shorten(text, 20)}”没有编号，已并入本项")
    return replace(row, text=f"{row.text}\n{text}", doubt=joined((row.doubt, doubt)))


def _with_cells(row: Row, cells: tuple[UnitCell, ...], fields: _Fields) -> Row:
    """``row`` with further units: those of the same role are joined to its own."""
    texts = {cell.role: cell.text for cell in row.cells}
    for cell in cells:
        before = texts.get(cell.role, "")
        if cell.text != before and cell.text not in before.split("\n"):
            texts[cell.role] = f"{before}\n{cell.text}".strip()
    merged = tuple(UnitCell(role, text) for role, text in texts.items())
    due = "\n".join(dict.fromkeys(d for d in (row.due, fields.text(Column.DUE)) if d))
    return replace(row, cells=merged, due=due, doubt=joined((row.doubt, fields.doubt)))
