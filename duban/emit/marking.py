"""The marked copy of a returned workbook. Runs in a worker, so it imports little."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from msgspec import Struct

from duban.a1 import address
from duban.emit.marks import LIST, MARK, add_list, mark
from duban.intake.found import FoundTable, look
from duban.intake.parse import Job
from duban.model import Finding
from duban.parcels.unpack import each
from duban.workbooks.book import Book, CellError, Unreadable
from duban.workbooks.bookcopy import opened
from duban.workbooks.guard import Refused
from duban.workbooks.kinds import FileKind
from duban.workbooks.read import read_book
from duban.workbooks.sheetcopy import SheetCopy, elsewhere

HOW = (
    "请按下列各条改正标红的单元格，点“位置”可跳到该处。改好后原样保存，以附件发送到回收邮箱；"
    "批注和本表不必删除，文件名不限。"
)


class Marking(Struct, frozen=True):
    """A copy to be: its title, the findings that it marks, the moment that it is dated."""

    title: str
    findings: tuple[Finding, ...]
    as_of: datetime


class CopyJob(Struct, frozen=True):
    """A marking, where its original lies, and the arrived file that is or holds it."""

    marking: Marking
    path: str
    holder: Job


def copied(job: CopyJob) -> bytes | str:
    """``mark_copy`` of the original, taken out of what it arrived in."""
    items = each(job.holder.path, job.holder.content(), job.holder.limits)
    return mark_copy(job.marking, next(item.data for item in items if item.path == job.path))


def mark_copy(marking: Marking, original: bytes) -> bytes | str:
    """The marked copy of ``original``, or why there can be none. Runs in a worker.

    ``original`` passes the guard first; macros and links to other files are left behind.
    """
    book = read_book(original)
    if isinstance(book, Unreadable):
        return book.reason
    if book.kind not in (FileKind.XLSX, FileKind.XLSM):
        return f"原件是{book.kind.label}，只能在xlsx工作簿上标注"
    try:
        copy = opened(original)
    except Refused as refused:
        return refused.verdict.reason
    tables = look(book, b"").tables
    sheets = copy.named()
    if LIST in sheets and LIST not in {table.sheet for table in tables}:
        copy.remove(sheets.pop(LIST))
    for sheet in sheets.values():
        _unmark(sheet)
    _settle(sheets, book, tables)
    mark(copy, marking.findings)
    add_list(copy, marking.findings, marking.title, HOW)
    return copy.packed(marking.as_of)


def _settle(sheets: Mapping[str, SheetCopy], book: Book, tables: Sequence[FoundTable]) -> None:
    """Formulas that a unit wrote become their values: what is saved here computes nothing.

    Those in the form's own column 完成率 stay, and follow the value that is mended. One that calls
    a program or a server, or looks into another file, goes, whether its value is known or not.
    """
    own = {(table.sheet, table.columns["ratio"]) for table in tables if "ratio" in table.columns}
    calling = {(note.source.sheet, note.source.cell) for note in book.notes if note.source.cell}
    for read in book.sheets:
        if (sheet := sheets.get(read.name)) is None:
            continue
        for place, formula in list(sheet.formulas()):
            calls = (read.name, address(*place)) in calling or elsewhere(formula)
            if (read.name, place[1]) in own and not calls:
                continue
            if not isinstance(read.cells.get(place), CellError):
                sheet.settle(place)
            elif calls:
                sheet.put(place, None)


def _unmark(sheet: SheetCopy) -> None:
    """Takes away what an earlier round marked: our comments and the conditional formats there."""
    ours = [at for at, comment in sheet.comments.items() if comment.text.startswith(MARK)]
    for at in ours:
        del sheet.comments[at]
    sheet.uncover(ours)
