"""What a unit writes is text in every output: no formula, no notation, no template, no breakage."""

import io
import re
import zipfile
from typing import Any

import docx
import openpyxl
import pytest
from msgspec.structs import replace

from duban.forms.fields import PROGRESS
from duban.forms.rows import expected_rows
from duban.forms.write import FormJob, write
from duban.merge import carried
from tests.emit import read
from tests.office import (
    KEY,
    MARCH,
    SCHOOL,
    column,
    compiled,
    emitted,
    full_month,
    issued,
    office,
    returned,
)

OFFICE = office()
FORMULAS = (
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    '=HYPERLINK("http://example.invalid","点此")',
    "=cmd|' /C calc'!A0",
    "\t=1+1",
    "＝1+1",
    "{=1+1}",
)
NOTATION = (
    "【标题】另起一个标题",
    "一、另起一级标题",
    "【正文】\n二、报送情况",
    "{{ 督查机构 }}",
    "{% for x in 1 %}",
    "{# 注释 #}",
    "{{ ''.__class__.__mro__ }}",
    "【表：任务进展总表】",
    "<w:p/>&amp;]]>",
    "<r><b</r>",
    "</script><script>alert(1)</script>",
)
CONTROLS = ("a\x00b", "a\x0bb", "a\ufffeb", "a_x0007_b", "a\u202eb", "a\ud800b", "𠮷𩸽", "a\r\nb")


def month(text: str, field: str) -> dict[str, bytes]:
    """Every output of a month in which the school office wrote ``text`` into a field."""

    def write(_book: Any, sheet: Any) -> None:
        for row in (8, 9):
            cell = sheet.cell(row, column(field))
            cell.value = text
            cell.data_type = "s"

    form = returned(
        issued(OFFICE, SCHOOL),
        """
        | 序号 | 职责 | 本月累计完成值 | 进展情况 | 状态     |
        | 1    | 牵头 | 30             | 已开工   | 正常推进 |
        | 4    | 牵头 | 9              | 已检查   | 正常推进 |
        """,
        write,
    )
    return emitted(compiled(OFFICE, {**full_month(OFFICE), "市教育局.xlsx": form}))


@pytest.mark.parametrize("text", FORMULAS)
@pytest.mark.parametrize("field", ["progress", "value", "status"])
def test_no_cell_of_a_unit_becomes_a_formula_or_a_link(text: str, field: str) -> None:
    files = month(text, field)
    shown = []
    for sheet in read.workbook(files).worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f", cell.coordinate
                shown.append(str(cell.value))
                if cell.hyperlink:
                    assert cell.hyperlink.target.startswith("..\\..\\inbox\\")
    assert any(text.strip() in cell for cell in shown)
    with zipfile.ZipFile(io.BytesIO(files["进展汇总.xlsx"])) as package:
        for name in package.namelist():
            assert b"<f>" not in package.read(name)


@pytest.mark.parametrize("text", NOTATION)
def test_notation_and_template_marks_stay_text_in_every_document(text: str) -> None:
    plain, files = month("已开工", "progress"), month(text, "progress")
    assert files.keys() == plain.keys()
    for name in (name for name in files if name.endswith(".docx")):
        assert styles(files[name]) == styles(plain[name]), name
    json_texts = str(read.machine(files))
    assert "internal" not in json_texts
    rows = read.ledger(files, "任务进展")
    assert rows[0]["进展情况"] == text


def styles(document: bytes) -> list[tuple[str, str]]:
    """Style and text of every paragraph."""
    made = docx.Document(io.BytesIO(document))
    return [(p.style.name, p.text) for p in made.paragraphs]


@pytest.mark.parametrize("text", CONTROLS)
def test_characters_that_xml_forbids_break_no_output(text: str) -> None:
    made = compiled(OFFICE, full_month(OFFICE))
    wild = tuple(replace(s, text=text, why=text) for s in made.standings)
    findings = tuple(replace(f, message=text, advice=text, evidence=text) for f in made.findings)
    files = emitted(replace(made, standings=wild, findings=findings))
    read.circular(files)
    read.machine(files)
    seen = [row["进展情况"] for row in read.ledger(files, "任务进展") if row["进展情况"]]
    assert seen
    for value in seen:
        assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", value)


@pytest.mark.parametrize(
    "mark", ["=1+1", "【标题】甲", "{{ 7*7 }}", "一、乙", "a\x0bb", "{% raw %}"]
)
def test_names_and_titles_of_the_task_map_are_text_too(mark: str) -> None:
    unit = replace(SCHOOL, name=mark)
    tasks = tuple(
        replace(
            t, leads=tuple(mark if n == SCHOOL.name else n for n in t.leads), title=mark, cos=()
        )
        for t in OFFICE.tasks
    )
    taskmap = office(units=(unit, *OFFICE.units[1:]), tasks=tasks)
    form = returned(
        issued(taskmap, unit),
        """
        | 序号 | 职责 | 本月累计完成值 | 进展情况 | 状态     |
        | 1    | 牵头 | 30             | 已开工   | 正常推进 |
        | 4    | 牵头 | 9              | 已检查   | 正常推进 |
        """,
    )
    files = emitted(compiled(taskmap, {"a.xlsx": form}))
    text = read.text_of(files)
    assert "49" not in text
    shown = mark.replace(chr(11), "")
    told = f"第1项“{shown}”，{shown}，完成3.0%，序时25.0%，低于序时进度22.0个百分点。"
    assert told in text
    assert "五、下一步工作要求" in text
    for sheet in read.workbook(files).worksheets:
        assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)


@pytest.mark.parametrize("text", ["长" * 32_767, "𠮷" * 16_383])
def test_a_cell_as_full_as_excel_allows_goes_on_in_the_next_rows(text: str) -> None:
    rows = read.ledger(month(text, "progress"), "任务进展")
    parts = [row["进展情况"] or "" for row in rows if row["序号"] == "1"]
    assert len(parts) > 10
    assert "".join(parts) == text


def test_the_next_months_form_carries_a_units_text_as_text() -> None:
    def put(_book: Any, sheet: Any) -> None:
        cell = sheet.cell(8, column("progress"))
        cell.value, cell.data_type = "=1+1", "s"

    made = compiled(OFFICE, {"a.xlsx": returned(issued(OFFICE, SCHOOL), change=put)})
    rows = expected_rows(OFFICE, SCHOOL.code)
    job = FormJob(PROGRESS, SCHOOL, MARCH, OFFICE.settings, rows, carried(made.merged))
    book = openpyxl.load_workbook(io.BytesIO(write(job, KEY, MARCH.deadline)))
    cell = book[PROGRESS.sheet].cell(8, column("last_progress"))
    assert (cell.value, cell.data_type) == ("=1+1", "s")
