"""How a workbook that goes back is marked: cells coloured and commented, and a list in front."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from duban.model import Finding
from duban.rowheight import row_height
from duban.text import cell_text

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

LIST = "退改清单"
"""The sheet in front."""
MARK = "退改："
"""How each comment of ours begins; a cell that has one was marked by us."""

_RED, _HEAD = "F8CBAD", "D9E2F3"
_COLUMNS = {"位置": 16, "等级": 8, "问题": 50, "处理办法": 46, "所填内容": 24}
_SIZE = 11


def mark(sheets: Mapping[str, Worksheet], findings: Sequence[Finding]) -> None:
    """Colours each cell that is to be mended and says in its comment what is wrong with it.

    A finding without a cell, or on a sheet that there is not, marks nothing. The colour lies over
    the cell's own as a conditional format, so that it can be taken away.
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
        if name not in sheets or not address:
            continue
        sheet, cell = sheets[name], _visible(sheets[name], address)
        before = [cell.comment.text] if cell.comment else []
        text = cell_text("\n".join([MARK + "\n".join(words), *before]))
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


def add_list(
    workbook: Workbook,
    sheets: Mapping[str, Worksheet],
    findings: Sequence[Finding],
    title: str,
    how: str,
) -> None:
    """The first sheet: ``title``, ``how`` to go about it, every finding with a link to its cell."""
    from openpyxl.styles import Font, PatternFill

    sheet = workbook.create_sheet(LIST, 0)
    widths = list(_COLUMNS.values())
    for number, text in enumerate((title, how), start=1):
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
    for number, finding in enumerate(findings, start=4):
        source = finding.source
        texts = (
            f"{source.sheet}!{source.cell}" if source.cell else "",
            finding.severity.label,
            finding.message,
            finding.advice,
            finding.evidence,
        )
        cells = [_write(sheet, number, column, text) for column, text in enumerate(texts, start=1)]
        heights = zip(widths, texts, strict=True)
        sheet.row_dimensions[number].height = row_height(heights, _SIZE)
        target = sheets.get(source.sheet)
        if target and source.cell:
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
