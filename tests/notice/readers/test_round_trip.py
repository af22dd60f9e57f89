"""The seed's table written in every format gives the same task map from each."""

import csv
import io
from collections.abc import Callable, Sequence

import openpyxl
import pytest
from docx import Document
from docx.oxml import OxmlElement
from docx.shared import Cm

from duban.model import Task
from duban.notice.importing import Imported, import_notice
from duban.notice.readers import read_notice
from duban.notice.readers.office import convert
from duban.text import squeeze
from tests.notice.test_seed import SEED
from tests.programs import required

HEADER = ["序号", "重点工作", "牵头单位", "协办单位"]
TITLE = "2023年《政府工作报告》重点工作任务清单"
Row = tuple[str, str, str, str]
Cells = Sequence[str]
Told = tuple[int, str, tuple[str, ...], tuple[str, ...], bool]


def imported(data: bytes) -> Imported:
    result = import_notice(read_notice(data, "", None), 2023)
    assert isinstance(result, Imported), result
    return result


def told(task: Task) -> Told:
    return task.no, squeeze(task.text), task.leads, task.cos, task.doubt is not None


@pytest.fixture(scope="module")
def rows() -> list[Row]:
    """The seed's rows; where no one can know the border, the first unit is taken as the lead."""
    found = []
    for task in imported(SEED.read_bytes()).tasks:
        units = (*task.leads, *task.cos)
        leads, cos = (units[:1], units[1:]) if task.doubt else (task.leads, task.cos)
        found.append((str(task.no), task.text, "\n".join(leads), "\n".join(cos)))
    return found


@pytest.fixture(scope="module")
def expected(rows: list[Row]) -> list[Told]:
    return [
        (int(no), squeeze(text), tuple(leads.split()), tuple(cos.split()), False)
        for no, text, leads, cos in rows
    ]


def as_docx(
    rows: Sequence[Cells], widths: tuple[float, float, float, float], header: Cells = HEADER
) -> bytes:
    """A ruled table with its header repeated on each page; widths in centimetres."""
    document = Document()
    section = document.sections[0]
    section.left_margin = section.right_margin = Cm(2)
    document.add_paragraph(TITLE)
    table = document.add_table(1 + len(rows), 4, style="Table Grid")
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)
    for row, texts in zip(table.rows, [header, *rows], strict=True):
        for cell, text, width in zip(row.cells, texts, widths, strict=True):
            cell.width = Cm(width)
            first, *more = text.split("\n")
            cell.text = first
            for line in more:
                cell.add_paragraph(line)
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    document.add_paragraph()
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def as_xlsx(rows: Sequence[Cells], header: Cells = HEADER) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append([TITLE])
    sheet.merge_cells("A1:D1")
    sheet.append(list(header))
    for no, *texts in rows:
        sheet.append([int(no), *texts])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def as_html(rows: Sequence[Cells], header: Cells = HEADER) -> bytes:
    def line(cells: Cells) -> str:
        return "<tr>" + "".join(f"<td>{c.replace(chr(10), '<br>')}</td>" for c in cells) + "</tr>"

    body = "".join(line(row) for row in [header, *rows])
    page = f"<html><meta charset=gb2312><body><p>{TITLE}</p><table>{body}</table></body></html>"
    return page.encode("gb18030")


def as_csv(rows: Sequence[Cells], header: Cells = HEADER) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows([[TITLE, "", "", ""], header, *rows])
    return out.getvalue().encode("gb18030")


@pytest.mark.parametrize("write", [as_xlsx, as_html, as_csv])
def test_the_same_task_map_from_sheets_pages_and_csv(
    write: Callable[[list[Row]], bytes], rows: list[Row], expected: list[Told]
) -> None:
    assert [told(task) for task in imported(write(rows)).tasks] == expected


WIDE = (1.2, 8.3, 3.7, 3.7)
NARROW = (1.2, 9.8, 3.0, 3.0)


def test_the_same_task_map_from_word(rows: list[Row], expected: list[Told]) -> None:
    assert [told(task) for task in imported(as_docx(rows, WIDE)).tasks] == expected


@pytest.mark.parametrize("widths", [WIDE, NARROW])
def test_the_same_task_map_from_pdf(
    widths: tuple[float, float, float, float], rows: list[Row], expected: list[Told]
) -> None:
    soffice = required("soffice")
    made = convert(as_docx(rows, widths), ".docx", "pdf", soffice)
    assert made is not None
    found = [told(task) for task in imported(made).tasks]
    assert [task[:2] for task in found] == [task[:2] for task in expected]
    wrong = [(one, other) for one, other in zip(found, expected, strict=True) if one != other]
    assert wrong == []


def test_the_same_task_map_from_an_old_word_document(rows: list[Row], expected: list[Told]) -> None:
    soffice = required("soffice")
    made = convert(as_docx(rows, WIDE), ".docx", "doc", soffice)
    assert made is not None
    result = import_notice(read_notice(made, "", soffice), 2023)
    assert isinstance(result, Imported)
    assert [told(task) for task in result.tasks] == expected
