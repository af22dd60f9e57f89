"""The marked copy of a returned workbook. Runs in a worker, so it imports little."""

from __future__ import annotations

import io
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from duban.emit.marks import LIST, MARK, add_list, mark
from duban.intake.found import FoundTable, look
from duban.model import Finding
from duban.ooxml import normalise
from duban.parcels.unpack import each
from duban.text import clean
from duban.workbooks.book import Book, CellError, Unreadable
from duban.workbooks.kinds import FileKind
from duban.workbooks.read import read_book

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_FEW = 100
"""A conditional format over as many cells is none of ours, even if a program joined some."""
HOW = (
    "请按下列各条改正标红的单元格，点“位置”可跳到该处。改好后原样保存，以附件发送到回收邮箱；"
    "批注和本表不必删除，文件名不限。"
)


@dataclass(frozen=True, slots=True)
class Marking:
    """A copy to be: its title, the findings that it marks, the moment that it is dated."""

    title: str
    findings: tuple[Finding, ...]
    as_of: datetime


@dataclass(frozen=True, slots=True)
class CopyJob:
    """A marking, where its original lies, and the arrived file that is or holds it."""

    marking: Marking
    path: str
    holder: str
    data: bytes


def copied(job: CopyJob) -> bytes | str:
    """``mark_copy`` of the original, taken out of what it arrived in."""
    items = each(job.holder, job.data)
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
    import openpyxl

    with warnings.catch_warnings():
        # What openpyxl does not know of a unit's workbook is left out of the copy.
        warnings.simplefilter("ignore")
        workbook = openpyxl.load_workbook(io.BytesIO(original), keep_links=False)
        tables = look(book, b"").tables
        if LIST in workbook.sheetnames and LIST not in {table.sheet for table in tables}:
            del workbook[LIST]
        sheets = {clean(sheet.title): sheet for sheet in workbook.worksheets}
        for sheet in sheets.values():
            _unmark(sheet)
        _settle(sheets, book, tables)
        mark(sheets, marking.findings)
        add_list(workbook, sheets, marking.findings, marking.title, HOW)
        stream = io.BytesIO()
        workbook.save(stream)
    return normalise(stream.getvalue(), marking.as_of)


def _settle(sheets: Mapping[str, Worksheet], book: Book, tables: Sequence[FoundTable]) -> None:
    """Formulas that a unit wrote become their values: what is saved here computes nothing.

    Those in the form's own column 完成率 stay, and follow the value that is mended. One that calls
    a program or a server goes, whether its value is known or not.
    """
    own = {(table.sheet, table.columns["ratio"]) for table in tables if "ratio" in table.columns}
    calling = {(note.source.sheet, note.source.cell) for note in book.notes if note.source.cell}
    for read in book.sheets:
        for (row, column), value in read.cells.items():
            if read.name not in sheets:
                continue
            cell = sheets[read.name].cell(row, column)
            calls = (read.name, cell.coordinate) in calling
            if cell.data_type != "f" or ((read.name, column) in own and not calls):
                continue
            if not isinstance(value, CellError):
                cell.value = value
                if isinstance(value, str):
                    cell.data_type = "s"
            elif calls:
                cell.value = None


def _unmark(sheet: Worksheet) -> None:
    """Takes away what an earlier round marked: our conditional formats and the comments there.

    Looking through all cells would make those of a sheet with one cell far off.
    """
    from openpyxl.formatting.formatting import ConditionalFormattingList

    formats = list(sheet.conditional_formatting)
    sheet.conditional_formatting = ConditionalFormattingList()
    for formatting in formats:
        areas = [a for a in formatting.cells.ranges if a.size["rows"] * a.size["columns"] < _FEW]
        cells: list[Any] = [sheet.cell(*place) for area in areas for place in area.cells]
        ours = [cell for cell in cells if cell.comment and cell.comment.text.startswith(MARK)]
        for cell in ours:
            cell.comment = None
        if not ours:
            for rule in formatting.rules:
                sheet.conditional_formatting.add(str(formatting.sqref), rule)
