"""Contestants in writing: ``python -m benchmarks.writing NAME [ROWS]``."""

from __future__ import annotations

import io
import sys
import zipfile
from collections.abc import Callable
from typing import Any

from benchmarks.measure import report

CELLS = ("加快推进城乡供水一体化，实施区域中心水厂和供水主管网等工程", "市住建局", "新增住房") + (
    "达进度",
) * 5
COLUMNS = 12


def forms() -> Callable[[], object]:
    """Our forms of a month, one for each reporting unit."""
    from benchmarks.inputs import KEY, jobs, office, period
    from duban.forms.write import write

    taskmap = office()
    every, month = list(jobs(taskmap)), period(taskmap)
    return lambda: [write(job, KEY, month.deadline) for job in every]


def forms_openpyxl() -> Callable[[], object]:
    """The same rows with openpyxl: styles, validation, protection, print set-up, a hidden sheet."""
    from benchmarks.inputs import jobs, office

    every = list(jobs(office()))
    return lambda: [_form(job) for job in every]


def _form(job: Any) -> bytes:
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    from duban.forms.fields import Edit, Takes

    book = Workbook()
    sheet: Any = book.active
    fields = job.spec.fields
    side = Side(style="thin")
    border = Border(left=side, right=side, top=side, bottom=side)
    wrap = Alignment(wrap_text=True, vertical="center")
    fonts = Font(name="黑体", size=11), Font(name="宋体", size=11)
    fills = PatternFill("solid", fgColor="D9E2F3"), PatternFill("solid", fgColor="FFF9E5")
    for number in range(1, 7):
        sheet.merge_cells(start_row=number, start_column=2, end_row=number, end_column=len(fields))
        sheet.cell(number, 2, f"填报单位：{job.unit.name}").font = fonts[0]
    for column, field in enumerate(fields, start=1):
        letter = get_column_letter(column)
        sheet.column_dimensions[letter].width = field.width
        cell = sheet.cell(7, column, field.header)
        cell.font, cell.fill, cell.border, cell.alignment = fonts[0], fills[0], border, wrap
    for number, row in enumerate(job.rows, start=8):
        values = {"row_id": row.id, **row.issued}
        for column, field in enumerate(fields, start=1):
            cell = sheet.cell(number, column, values.get(field.name))
            cell.font, cell.border, cell.alignment = fonts[1], border, wrap
            if field.edit is Edit.ENTRY:
                cell.fill, cell.protection = fills[1], Protection(locked=False)
    for column, field in enumerate(fields, start=1):
        if field.takes is Takes.CHOICE:
            rule = DataValidation(type="list", formula1=f'"{",".join(field.choices)}"')
            letter = get_column_letter(column)
            rule.add(f"{letter}8:{letter}{7 + len(job.rows)}")
            sheet.add_data_validation(rule)
    sheet.freeze_panes, sheet.protection.sheet = "D8", True
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    hidden = book.create_sheet("_duban")
    hidden.sheet_state = "veryHidden"
    hidden["A2"] = job.unit.code
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _lines(rows: int) -> list[tuple[object, ...]]:
    return [(n, *CELLS, n * 1.5, n * 2, "说明")[:COLUMNS] for n in range(1, rows + 1)]


def ledger(rows: int) -> Callable[[], object]:
    """One sheet of our ledger: styled, wrapped, with row heights, links apart."""
    from benchmarks.inputs import moment
    from duban.emit.sheets import Column, Grid, book_of

    columns = [Column("序号", 6), *(Column(f"栏{n}", 12) for n in range(COLUMNS - 4))]
    columns += [Column("值", 9, number="General"), Column("值", 9, number="General")]
    columns.append(Column("说明", 20))
    lines = _lines(rows)

    grid = Grid("任务进展", "进展情况", "期次", tuple(columns), lines)
    return lambda: book_of([grid], moment())


def ledger_xlsxwriter(rows: int) -> Callable[[], object]:
    """The same cells with XlsxWriter alone: one format, no heights."""
    import xlsxwriter

    lines = _lines(rows)

    def write() -> None:
        book = xlsxwriter.Workbook(io.BytesIO(), {"in_memory": True})
        sheet, style = book.add_worksheet(), book.add_format({"text_wrap": 1, "border": 1})
        for number, line in enumerate(lines):
            for column, value in enumerate(line):
                sheet.write(number, column, value, style)
        book.close()

    return write


def ledger_openpyxl(rows: int) -> Callable[[], object]:
    """The same cells with openpyxl, styled as its manual says."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Border, Font, Side

    lines = _lines(rows)

    def write() -> None:
        book = Workbook()
        sheet: Any = book.active
        side = Side(style="thin")
        font, wrap = Font(name="宋体", size=10.5), Alignment(wrap_text=True)
        border = Border(left=side, right=side, top=side, bottom=side)
        for line in lines:
            sheet.append(line)
        for row in sheet.iter_rows():
            for cell in row:
                cell.font, cell.alignment, cell.border = font, wrap, border
        book.save(io.BytesIO())

    return write


def circular(rows: int) -> Callable[[], object]:
    """A bulletin in official format whose annex is a table of ``rows`` tasks."""
    from benchmarks.documents import MOMENT, bulletin
    from duban.gongwen.render import render

    document = bulletin(rows)
    return lambda: render(document, moment=MOMENT)


def circular_string(rows: int) -> Callable[[], object]:
    """The XML of that table as one string, a template a row, zipped: what it costs at least."""
    import re
    from html import escape

    from benchmarks.documents import CELLS as WORDS
    from benchmarks.documents import MOMENT, bulletin
    from duban.gongwen.render import render

    with zipfile.ZipFile(io.BytesIO(render(bulletin(9), moment=MOMENT))) as package:
        document = package.read("word/document.xml").decode()
    row = re.findall(r"<w:tr>.*?</w:tr>|<w:tr .*?</w:tr>", document, re.DOTALL)[5]
    pieces = re.split(r"(?<=>)[^<>]+(?=</w:t>)", row)

    def write() -> None:
        lines = []
        for number in range(rows):
            # A cell of several lines is several texts.
            texts = [text for cell in (str(number), *WORDS) for text in cell.split("\n")]
            texts = [escape(text) for text in texts][: len(pieces) - 1]
            lines.append(
                "".join(part for pair in zip(pieces, texts, strict=False) for part in pair)
            )
            lines.append(pieces[-1])
        with zipfile.ZipFile(io.BytesIO(), "w", zipfile.ZIP_DEFLATED) as target:
            target.writestr("word/document.xml", f"<w:tbl>{''.join(lines)}</w:tbl>")

    return write


def circular_docx(rows: int) -> Callable[[], object]:
    """The same table with python-docx, going through its rows once."""
    from docx import Document
    from docx.shared import Pt

    from benchmarks.documents import CELLS as WORDS

    def write() -> None:
        document = Document()
        table = document.add_table(rows, len(WORDS) + 1)
        for number, row in enumerate(table.rows):
            for cell, text in zip(row.cells, (str(number), *WORDS), strict=True):
                cell.text = text
                cell.paragraphs[0].runs[0].font.size = Pt(10.5)
        document.save(io.BytesIO())

    return write


WRITERS: dict[str, Callable[..., Callable[[], object]]] = {
    "forms": forms,
    "forms-openpyxl": forms_openpyxl,
    "ledger": ledger,
    "ledger-xlsxwriter": ledger_xlsxwriter,
    "ledger-openpyxl": ledger_openpyxl,
    "circular": circular,
    "circular-string": circular_string,
    "circular-docx": circular_docx,
}


def main(name: str, *arguments: str) -> None:
    """Measures one contestant."""
    write = WRITERS[name](*map(int, arguments))
    if not arguments or int(arguments[0]) <= 1000:
        write()
    report(write)


if __name__ == "__main__":
    main(*sys.argv[1:])
