"""退改/: a unit's own workbook with the cells marked that it must mend, and a list of them.

Mended and returned as it is, it is read like any other form: identity and values are the unit's
own, and marks, comments and the list mean nothing to intake. Marks of an earlier round go.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from duban.compilation import Compilation
from duban.emit.marks import LIST, MARK, add_list, mark
from duban.emit.words import file_names
from duban.forms.fields import FORMS
from duban.forms.rows import Previous, expected_rows
from duban.forms.write import FormJob
from duban.intake.found import FoundTable, look
from duban.merge import carried
from duban.model import Entry, Finding, FormKind, Severity, Unit
from duban.ooxml import normalise
from duban.standing.lagging import CODES as LAGGING
from duban.text import clean
from duban.workbooks.book import Book, CellError, Unreadable
from duban.workbooks.kinds import FileKind
from duban.workbooks.read import read_book

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

FOLDER = "退改"
_FEW = 100
"""A conditional format over as many cells is none of ours, even if a program joined some."""
_HOW = (
    "请按下列各条改正标红的单元格，点“位置”可跳到该处。改好后原样保存，以附件发送到回收邮箱；"
    "批注和本表不必删除，文件名不限。"
)


_BY_FORM = (
    "row_missing",
    "column_missing",
    "bad_signature",
    "outdated_form",
    "several_units",
    "issued_text_changed",
    "ratio_conflict",
)
"""What no mark in a unit's own workbook would mend, but a form issued anew does."""


@dataclass(frozen=True, slots=True)
class Correction:
    """One workbook to be: ``path`` of the form that counts, and the findings in it.

    ``form`` and ``entries`` are what a form issued anew with the unit's own answers is made of;
    with ``anew`` nothing else will do; ``unissued`` rows (ids) are new to the unit.
    """

    title: str
    path: str
    findings: tuple[Finding, ...]
    as_of: datetime
    form: FormJob
    entries: tuple[Entry, ...]
    anew: bool = False
    unissued: tuple[str, ...] = ()


def wanted(compilation: Compilation) -> dict[str, Correction]:
    """'退改/市教育局.xlsx' → what it is made of, for every form with cells to mend.

    A value that lags behind its target is no fault of the workbook.
    """
    names = file_names(compilation.taskmap.reporting_units)
    previous = _previous(compilation)
    found: dict[str, Correction] = {}
    for submission in compilation.submissions:
        unit = compilation.taskmap.unit(submission.unit)
        if not submission.used or unit.code not in names:
            continue
        said = [
            finding
            for finding in compilation.findings
            if finding.unit == unit.name
            and finding.source.file == submission.receipt.path
            and finding.severity is not Severity.INFO
            and finding.code not in LAGGING.values()
        ]
        bare = {"row_missing"} | ({"outdated_form"} if submission.unissued else set())
        findings = tuple(f for f in said if f.source.cell or f.code in bare)
        if findings:
            found[f"{FOLDER}/{file_name(names[unit.code], submission.form)}"] = Correction(
                title=f"{unit.name}{compilation.period.title}{submission.form.label}{LIST}",
                path=submission.receipt.path,
                findings=findings,
                as_of=compilation.as_of,
                form=_form(compilation, unit, submission.form, previous),
                entries=submission.entries,
                anew=any(f.code in _BY_FORM for f in said),
                unissued=submission.unissued,
            )
    return dict(sorted(found.items()))


def file_name(unit: str, form: FormKind) -> str:
    """'市教育局.xlsx' for the file name of a unit; of another form than the progress form's own."""
    return f"{unit}.xlsx" if form is FormKind.PROGRESS else f"{unit}-{form.label}.xlsx"


def _previous(compilation: Compilation) -> Previous:
    """What the forms of this period carry over, as ``issue`` has it."""
    before = compilation.taskmap.period_before(compilation.period)
    merged = (c.merged for c in compilation.earlier if c.period == before)
    return next((carried(one) for one in merged), {})


def _form(compilation: Compilation, unit: Unit, kind: FormKind, previous: Previous) -> FormJob:
    rows = expected_rows(compilation.taskmap, unit.code, kind)
    mine = {row.id: previous[row.id] for row in rows if row.id in previous}
    return FormJob(FORMS[kind], unit, compilation.period, compilation.settings, rows, mine)


def marked(correction: Correction, original: bytes) -> bytes | str:
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
        mark(sheets, correction.findings)
        add_list(workbook, sheets, correction.findings, correction.title, _HOW)
        stream = io.BytesIO()
        workbook.save(stream)
    return normalise(stream.getvalue(), correction.as_of)


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
