"""Forms as LibreOffice prints them: one page wide, nothing cut, nothing outside its cell."""

from __future__ import annotations

import io
from collections import Counter
from decimal import Decimal
from pathlib import Path

import openpyxl
import pdfplumber
import pytest

from duban.commands.issuing import issue
from duban.forms.fields import APPEAL, INSPECTION, PLAN, PROGRESS
from duban.forms.rows import Carried, expected_rows
from duban.forms.write import HEADER_ROW, FormJob, Values, write
from duban.gongwen.pdf import to_pdf
from duban.model import FormKind, Indicator, Task, Unit
from duban.workspace import Workspace
from tests import printed_sheets, sample
from tests.office import DEADLINE, KEY, MARCH, office, settings
from tests.office_on_disk import session
from tests.printed_sheets import LEGIBLE
from tests.programs import AS_EXCEL, convert, required

PRINTED = ("市经信局", "市农业农村局", "市住建局", "市气象局", "市城发集团(市高新投公司)")
"""Units of the notice with many rows, with one, and with brackets in the name."""


@pytest.fixture(scope="session")
def papers(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[bytes, Path]]:
    """Workbooks and their PDFs: the notice's with last month's values, and two made to be hard."""
    program = Path(required("soffice"))
    folder = tmp_path_factory.mktemp("forms")
    sample.make(folder / "office")
    space = Workspace(folder / "office")
    issue(session(space, DEADLINE), "2023-04")
    issued = space.output("2023-04") / "下发"
    files = [path for path in sorted(issued.iterdir()) if path.name.split("-")[0] in PRINTED]
    made = {"many": many_rows(), "long": long_texts(), "plan": plan(), **inspected()}
    for name, data in made.items():
        files.append(folder / f"{name}.xlsx")
        files[-1].write_bytes(data)
    printed, problems = to_pdf(files, folder / "pdf", program, 170)
    assert problems == ()
    return [(path.read_bytes(), pdf) for path, pdf in zip(files, printed, strict=True)]


def many_rows() -> bytes:
    tasks = tuple(Task(n, f"第{n}项任务，新增学位{n}个", ("市教育局",)) for n in range(1, 61))
    taskmap = office(tasks=tasks, indicators=())
    rows = expected_rows(taskmap, "U01")
    return write(FormJob(PROGRESS, taskmap.unit("U01"), MARCH, settings(), rows, {}), KEY, DEADLINE)


def long_texts() -> bytes:
    unit = Unit("U01", "市" + "重点项目建设" * 12 + "指挥部")
    text = "Incorporated标准GB/T9704—2012，新增产值12.5亿元；" * 18
    taskmap = office(units=(unit,), tasks=(Task(1, text, (unit.name,)),), indicators=())
    rows = expected_rows(taskmap, "U01")
    known = {rows[0].id: Carried(None, "已完成投资1.2亿元，占年度计划的25%。" * 20)}
    return write(FormJob(PROGRESS, unit, MARCH, settings(), rows, known), KEY, DEADLINE)


def plan() -> bytes:
    """A plan of a unit with forty tasks, every second one with co-organisers."""
    tasks = tuple(
        Task(n, f"第{n}项任务，新增学位{n}个", ("市教育局",), ("市水利局",) * (n % 2))
        for n in range(1, 41)
    )
    indicators = tuple(Indicator(str(n), 1, "新增学位", Decimal(n), "个") for n in range(1, 41, 3))
    taskmap = office(tasks=tasks, indicators=indicators)
    rows = expected_rows(taskmap, "U01", FormKind.PLAN)
    job = FormJob(PLAN, taskmap.unit("U01"), MARCH, settings(), rows, {})
    return write(job, KEY, DEADLINE)


def inspected() -> dict[str, bytes]:
    """A team's form and a unit's answer, with as many words as there may be."""
    taskmap = office()
    rows = expected_rows(taskmap, "U03")
    words: Values = {
        "unit": "市商务局",
        "why": "红灯、连续没有变化、进展情况空泛、本年未核查过",
        "said": "已完成投资1.2亿元，占年度计划的25%。" * 12,
        "conclusion": "不属实：查阅台账和付款凭证，现场清点，与所报不符。" * 6,
    }
    given = {row.id: words for row in rows}
    team, unit = Unit("", "第一核查组"), taskmap.unit("U03")
    return {
        str(spec.kind): write(
            FormJob(spec, whose, MARCH, settings(), rows, {}, given=given), KEY, DEADLINE
        )
        for spec, whose in ((INSPECTION, team), (APPEAL, unit))
    }


def last_header(workbook: bytes) -> str:
    """What stands over the last column of a form's table."""
    sheet = openpyxl.load_workbook(io.BytesIO(workbook)).worksheets[0]
    return str(sheet.cell(HEADER_ROW, sheet.max_column).value)


def test_every_visible_character_is_printed(papers: list[tuple[bytes, Path]]) -> None:
    for workbook, pdf in papers:
        with pdfplumber.open(pdf) as document:
            assert printed_sheets.unprinted(workbook, document.pages) == Counter(), pdf.name


def test_every_page_has_the_header_and_the_whole_width(papers: list[tuple[bytes, Path]]) -> None:
    for workbook, pdf in papers:
        with pdfplumber.open(pdf) as document:
            for page in document.pages:
                text = "".join((page.extract_text() or "").split())
                assert "重点工作" in text, "the header is repeated"
                after = text.partition("重点工作")[2]
                assert last_header(workbook) in after, "the last column is on the page"
                assert f"第{page.page_number}页共{len(document.pages)}页" in text


def test_no_character_stands_outside_its_cell(papers: list[tuple[bytes, Path]]) -> None:
    for _, pdf in papers:
        with pdfplumber.open(pdf) as document:
            for page in document.pages:
                assert page.find_tables()
                assert printed_sheets.astray(page) == [], pdf.name


def test_a_plan_with_its_twelve_months_is_legible_on_paper() -> None:
    printed = convert(plan(), "xlsx", "pdf", AS_EXCEL)
    assert min(printed_sheets.smallest(printed)) >= LEGIBLE
