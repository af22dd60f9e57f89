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
from duban.emit.words import file_names
from duban.intake.found import FoundTable, look
from duban.model import Finding, Severity
from duban.ooxml import normalise
from duban.rowheight import row_height
from duban.standing.lagging import CODES as LAGGING
from duban.text import cell_text, clean
from duban.workbooks.book import Book, CellError, Unreadable
from duban.workbooks.kinds import FileKind
from duban.workbooks.read import read_book

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

FOLDER = "退改"
LIST = "退改清单"

_MARK = "退改："
"""How each comment of ours begins; a cell that has one was marked by us."""
_FEW = 100
"""A conditional format over as many cells is none of ours, even if a program joined some."""
_RED, _HEAD = "F8CBAD", "D9E2F3"
_COLUMNS = {"位置": 16, "等级": 8, "问题": 50, "处理办法": 46, "所填内容": 24}
_SIZE = 11
_HOW = (
    "请按下列各条改正标红的单元格，点“位置”可跳到该处。改好后原样保存，以附件发送到回收邮箱；"
    "批注和本表不必删除，文件名不限。"
)


@dataclass(frozen=True, slots=True)
class Correction:
    """One workbook to be: ``path`` of the form that counts, and the findings in its cells."""

    title: str
    path: str
    findings: tuple[Finding, ...]
    as_of: datetime


def wanted(compilation: Compilation) -> dict[str, Correction]:
    """'退改/市教育局.xlsx' → what it is made of, for every unit with cells to mend.

    A value that lags behind its target is no fault of the workbook.
    """
    names = file_names(compilation.taskmap.reporting_units)
    used = {s.unit: s.receipt.path for s in compilation.submissions if s.used}
    found: dict[str, Correction] = {}
    for unit in compilation.taskmap.reporting_units:
        findings = tuple(
            finding
            for finding in compilation.findings
            if finding.unit == unit.name
            and finding.source.file == used.get(unit.code)
            and finding.source.cell
            and finding.severity is not Severity.INFO
            and finding.code not in LAGGING.values()
        )
        if findings:
            title = f"{unit.name}{compilation.period.title}填报表{LIST}"
            path = f"{FOLDER}/{names[unit.code]}.xlsx"
            found[path] = Correction(title, used[unit.code], findings, compilation.as_of)
    return found


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
        _mark(sheets, correction.findings)
        _add_list(workbook, sheets, correction)
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
        ours = [cell for cell in cells if cell.comment and cell.comment.text.startswith(_MARK)]
        for cell in ours:
            cell.comment = None
        if not ours:
            for rule in formatting.rules:
                sheet.conditional_formatting.add(str(formatting.sqref), rule)


def _mark(sheets: Mapping[str, Worksheet], findings: Sequence[Finding]) -> None:
    """Colours each cell that is to be mended and says in its comment what is wrong with it.

    The colour lies over the cell's own as a conditional format, so that it can be taken away.
    """
    from openpyxl.comments import Comment
    from openpyxl.formatting.rule import Rule
    from openpyxl.styles import PatternFill
    from openpyxl.styles.differential import DifferentialStyle

    said: dict[tuple[str, str], list[str]] = {}
    for finding in findings:
        place = finding.source.sheet, finding.source.cell
        said.setdefault(place, []).append(f"{finding.message}。{finding.advice}")
    for (name, address), words in said.items():
        if name not in sheets:
            continue
        sheet, cell = sheets[name], _visible(sheets[name], address)
        before = [cell.comment.text] if cell.comment else []
        text = cell_text("\n".join([_MARK + "\n".join(words), *before]))
        lines = sum(1 + len(line) // 18 for line in text.split("\n"))
        cell.comment = Comment(text, "督办", height=24 + 20 * lines, width=280)
        red = DifferentialStyle(fill=PatternFill("solid", fgColor=_RED, bgColor=_RED))
        rule = Rule("expression", dxf=red, formula=["TRUE"])
        sheet.conditional_formatting.add(cell.coordinate, rule)


def _visible(sheet: Worksheet, address: str) -> Cell:
    """The cell at ``address``; of merged ones the first, which is the one that is shown."""
    for area in sheet.merged_cells.ranges:
        if address in area:
            return sheet.cell(area.min_row, area.min_col)  # type: ignore[return-value]
    return sheet[address]  # type: ignore[no-any-return]


def _add_list(workbook: Workbook, sheets: Mapping[str, Worksheet], correction: Correction) -> None:
    """The first sheet: every finding with a link to its cell."""
    from openpyxl.styles import Font, PatternFill

    sheet = workbook.create_sheet(LIST, 0)
    widths = list(_COLUMNS.values())
    for number, text in enumerate((correction.title, _HOW), start=1):
        sheet.merge_cells(start_row=number, start_column=1, end_row=number, end_column=len(widths))
        cell = _write(sheet, number, 1, text)
        cell.font = Font(name="黑体" if number == 1 else "楷体", size=16 if number == 1 else _SIZE)
        height = 32 if number == 1 else row_height([(sum(widths), text)], _SIZE)
        sheet.row_dimensions[number].height = height
    for column, (header, width) in enumerate(_COLUMNS.items(), start=1):
        cell = _write(sheet, 3, column, header)
        cell.font = Font(name="黑体", size=_SIZE)
        cell.fill = PatternFill("solid", fgColor=_HEAD)
        sheet.column_dimensions[cell.column_letter].width = width
    for number, finding in enumerate(correction.findings, start=4):
        source = finding.source
        texts = (
            f"{source.sheet}!{source.cell}",
            finding.severity.label,
            finding.message,
            finding.advice,
            finding.evidence,
        )
        cells = [_write(sheet, number, column, text) for column, text in enumerate(texts, start=1)]
        heights = zip(widths, texts, strict=True)
        sheet.row_dimensions[number].height = row_height(heights, _SIZE)
        if target := sheets.get(source.sheet):
            _link(cells[0], target.title, source.cell)
    _show_first(workbook, sheet)


def _write(sheet: Worksheet, row: int, column: int, text: str) -> Any:
    """A cell of the list; its text stays text, whatever it begins with."""
    from openpyxl.styles import Alignment, Border, Font, Side

    cell: Any = sheet.cell(row, column)
    cell.value = cell_text(text) or None
    if text:
        cell.data_type = "s"
    cell.font = Font(name="宋体", size=_SIZE)
    cell.alignment = Alignment(vertical="center", wrap_text=True)
    if row > 2:
        thin = Side(style="thin")
        cell.border = Border(left=thin, right=thin, top=thin, bottom=thin)
    return cell


def _link(cell: Any, sheet: str, address: str) -> None:
    from openpyxl.styles import Font
    from openpyxl.worksheet.hyperlink import Hyperlink

    quoted = sheet.replace("'", "''")
    cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"'{quoted}'!{address}")
    cell.font = Font(name="宋体", size=_SIZE, color="1F4E79", underline="single")


def _show_first(workbook: Workbook, first: Worksheet) -> None:
    """The list alone is selected: what is typed into selected sheets goes into all of them."""
    from openpyxl.worksheet.properties import PageSetupProperties

    for sheet in workbook.worksheets:
        sheet.sheet_view.tabSelected = sheet is first
    workbook.active = 0
    first.freeze_panes = "A4"
    first.page_setup.orientation = "landscape"
    first.page_setup.paperSize = 9
    first.page_setup.fitToHeight = 0
    first.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    first.print_title_rows = "3:3"
