"""What is odd about how a form came back is said, and the form still read where that is safe."""

from __future__ import annotations

import io
from collections.abc import Callable
from copy import copy
from datetime import timedelta
from typing import Any

import openpyxl
import pytest
from msgspec.structs import replace

from duban.forms import token
from duban.forms.fields import FORMS, PROGRESS
from duban.forms.rows import expected_rows
from duban.intake.collect import Intake
from duban.intake.identify import Confidence, identify
from duban.model import FormKind, Task, Unit
from tests.office import (
    FULL,
    IN_TIME,
    KEY,
    SCHOOL,
    TASKS,
    TRADE,
    WATER,
    column,
    compiled,
    found,
    gathered,
    issued,
    office,
    parsed,
    returned,
    settings,
)
from tests.parcels.made import attached, mail

LETTERS = {
    SCHOOL: ("jyj@example.invalid",),
    WATER: ("slj@example.invalid",),
    TRADE: (),
}
OFFICE = office(
    units=tuple(replace(unit, emails=emails) for unit, emails in LETTERS.items()),
    settings=settings(mailbox="ducha@example.invalid"),
)


def form(unit: Unit, change: Callable[[Any, Any], None] | None = None) -> bytes:
    return returned(issued(OFFICE, unit), FULL[unit], change)


def sent_by(sender: str, unit: Unit) -> Intake:
    letter = mail(attached("a.xlsx", form(unit)))
    head, rest = letter.split(b"From: ", 1)
    letter = head + b"From: " + sender.encode() + b"\r\n" + rest.split(b"\r\n", 1)[1]
    return gathered(OFFICE, {"来信.eml": letter})


@pytest.mark.parametrize(
    ("sender", "unit", "code"),
    [
        ("JYJ@example.invalid", SCHOOL, ""),
        ("ducha@example.invalid", SCHOOL, ""),
        ("wang@qq.invalid", SCHOOL, "unknown_sender"),
        ("slj@example.invalid", SCHOOL, "wrong_unit"),
        ("anybody@example.invalid", TRADE, ""),
        ("slj@example.invalid", TRADE, "wrong_unit"),
    ],
    ids=["own", "the office's", "unknown", "another unit's", "none registered", "another's, none"],
)
def test_the_senders_address_is_held_against_the_register(
    sender: str, unit: Unit, code: str
) -> None:
    intake = sent_by(sender, unit)
    assert [f.code for f in intake.findings] == [code] * bool(code)
    assert [s.unit for s in intake.submissions if s.used] == [unit.code]


def test_whose_address_it_is_and_what_to_do_is_said() -> None:
    (finding,) = sent_by("wang@qq.invalid", SCHOOL).findings
    assert finding.message == "发件邮箱wang@qq.invalid没有登记在市教育局名下"
    assert "登记" in finding.advice
    (finding,) = sent_by("slj@example.invalid", SCHOOL).findings
    assert "登记在市水利局名下" in finding.message


def older(book: Any, _sheet: Any) -> None:
    """The form as an earlier version of the program would have signed it."""
    rows = token.digest(row.id for row in expected_rows(OFFICE, SCHOOL.code))
    made = token.Token("progress", 0, "2023-03", SCHOOL.code, "某市", rows).sealed(KEY)
    book.custom_doc_props.props.clear()
    book["_duban"]["A2"] = made


def test_a_form_of_an_older_layout_is_read_and_said_to_be_so() -> None:
    intake = gathered(OFFICE, {"a.xlsx": form(SCHOOL, older)})
    assert found(intake.findings) == [("outdated_form", "市教育局", "", "")]
    version = FORMS[FormKind.PROGRESS].version
    assert f"旧版（第0版，现为第{version}版）" in intake.findings[0].message
    used = intake.used(SCHOOL.code)
    assert used is not None
    assert [e.cells["value"].value for e in used.entries] == [300, 2]


def test_a_form_issued_before_the_units_tasks_were_changed_is_said_to_be_so() -> None:
    more = replace(OFFICE, tasks=(*TASKS, Task(7, "新建中学1所", ("市教育局",))))
    files = {"a.xlsx": form(SCHOOL)}
    (finding,) = gathered(more, files).findings
    assert (finding.code, finding.unit) == ("outdated_form", "市教育局")
    assert finding.message.endswith("有增减，报来的是调整前的表：新增第7项（牵头）")
    assert found(compiled(more, files).findings, "row_missing") == []


def test_rows_that_the_office_dropped_since_are_no_rows_of_others() -> None:
    fewer = replace(OFFICE, tasks=tuple(task for task in TASKS if task.no != 4))
    files = {"a.xlsx": form(SCHOOL)}
    (finding,) = gathered(fewer, files).findings
    assert finding.code == "outdated_form"
    assert finding.message.endswith("：第4项（牵头）不再填报")
    assert found(compiled(fewer, files).findings, "row_missing", "structure_changed") == []


def test_of_rows_that_are_not_there_the_new_ones_are_told_from_the_deleted() -> None:
    tasks = (*(task for task in TASKS if task.no != 2), Task(7, "新建水厂1座", ("市水利局",)))
    changed = replace(OFFICE, tasks=tasks)

    def shorten(_book: Any, sheet: Any) -> None:
        sheet.delete_rows(next(row for row in range(8, 12) if sheet.cell(row, 2).value == 5))

    made = compiled(changed, {"a.xlsx": form(WATER, shorten)})
    told = [f for f in made.findings if f.unit == WATER.name]
    assert found(told, "outdated_form", "structure_changed", "row_missing") == [
        ("row_missing", "市水利局", "5", ""),
        ("outdated_form", "市水利局", "", ""),
    ]
    assert "新增第7项（牵头），第2项（牵头）不再填报" in "".join(f.message for f in told)


def joined(*units: Unit) -> bytes:
    """One workbook with these units' filled tables, the first unit's being the workbook itself."""
    book = openpyxl.load_workbook(io.BytesIO(form(units[0])))
    for unit in units[1:]:
        other = openpyxl.load_workbook(io.BytesIO(form(unit)))[PROGRESS.sheet]
        sheet = book.create_sheet(unit.name)
        for row in other.iter_rows():
            for cell in row:
                if cell.value is not None:
                    sheet[cell.coordinate] = copy(cell.value)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_each_units_table_in_one_workbook_is_read_for_its_own_unit() -> None:
    intake = gathered(OFFICE, {"两家.xlsx": joined(SCHOOL, WATER)})
    assert [(s.unit, s.used, len(s.entries)) for s in intake.submissions] == [
        ("U01", True, 2),
        ("U02", True, 3),
    ]
    assert [(f.code, f.unit) for f in intake.findings] == [
        ("several_units", "市教育局"),
        ("several_units", "市水利局"),
    ]
    assert intake.findings[1].message == (
        "一个工作簿里有2个单位的填报表（市教育局、市水利局），本单位按“市水利局”表读取"
    )


def test_what_others_sent_along_never_replaces_a_units_own_form() -> None:
    files = {"水利.xlsx": form(WATER), "两家.xlsx": joined(SCHOOL, WATER)}
    later = {"两家.xlsx": IN_TIME + timedelta(hours=5)}
    intake = gathered(OFFICE, files, moments=later)
    used = intake.used(WATER.code)
    assert used is not None
    assert used.receipt.path.endswith("水利.xlsx")
    assert [s.why_not for s in intake.of(WATER.code) if not s.used] == [
        "该单位另有单独报送的填报表"
    ]


def test_a_blank_table_of_another_unit_is_no_empty_form_of_it() -> None:
    book = openpyxl.load_workbook(io.BytesIO(joined(SCHOOL, WATER)))
    for row in range(8, 11):
        for name in ("value", "progress", "status"):
            book[WATER.name].cell(row, column(name)).value = None
    stream = io.BytesIO()
    book.save(stream)
    intake = gathered(OFFICE, {"a.xlsx": stream.getvalue()})
    assert [s.unit for s in intake.submissions] == ["U01"]
    assert intake.findings == ()


def change(cell: str, value: object) -> Callable[[Any, Any], None]:
    return lambda _book, sheet: sheet.__setitem__(cell, value)


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("target", 100, "第1项“目标值”被改为“100”，按下发的“1000”计"),
        ("target", "待定", "第1项“目标值”被改为“待定”，按下发的“1000”计"),
        ("text", "新增学位100个", "被改为“新增学位100个”，按下发的“新增学位1000个”计"),
        ("measure", "百个", "第1项“计量单位”被改为“百个”，按下发的“个”计"),
        ("indicator", "学位", "“年度目标/量化指标”被改为“学位”，按下发的“新增学位”计"),
        ("role", "协办", "第1项“职责”被改为“协办”，按下发的“牵头”计"),
        ("task", 99, "第1项“序号”被改为“99”，按下发的“1”计"),
    ],
)
def test_an_issued_cell_that_was_changed_is_said_and_the_issued_words_count(
    field: str, value: object, said: str
) -> None:
    cell = f"{'BCDEFG'[['task', 'text', 'indicator', 'target', 'measure', 'role'].index(field)]}8"
    intake = gathered(OFFICE, {"a.xlsx": form(SCHOOL, change(cell, value))})
    (finding,) = intake.findings
    assert (finding.code, finding.task, finding.source.cell) == ("issued_text_changed", "1", cell)
    assert said in finding.message
    used = intake.used(SCHOOL.code)
    assert used is not None
    assert [e.assignment for e in used.entries] == ["1/U01/lead", "4/U01/lead"]


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("E8", "1,000"),
        ("E8", "１０００个"),
        ("E8", None),
        ("C8", "新增 学位\n１０００个"),
        ("C8", None),
        ("B8", "1"),
    ],
)
def test_the_same_words_typed_another_way_are_no_change(cell: str, value: object) -> None:
    assert gathered(OFFICE, {"a.xlsx": form(SCHOOL, change(cell, value))}).findings == ()


def test_sorted_rows_of_a_task_with_two_indicators_are_no_change() -> None:
    def swap(_book: Any, sheet: Any) -> None:
        for letter in range(2, 20):
            first, second = sheet.cell(8, letter), sheet.cell(9, letter)
            first.value, second.value = second.value, first.value

    assert gathered(OFFICE, {"a.xlsx": form(TRADE, swap)}).findings == ()


def test_the_file_that_a_units_part_lies_in_is_signed_for_its_own_unit_only() -> None:
    (item,) = parsed({"a.xlsx": joined(SCHOOL, WATER)})
    assert item.found is not None
    made = identify(item.found, OFFICE, "")
    assert made is not None
    assert made.confidence is Confidence.SIGNED


def pasted(right: int, down: int, *, named: bool = True) -> bytes:
    """市教育局's form with 市水利局's table pasted beside or below its own, values only."""
    own = openpyxl.load_workbook(io.BytesIO(form(SCHOOL)))
    other = openpyxl.load_workbook(io.BytesIO(form(WATER)))[PROGRESS.sheet]
    for row in other.iter_rows():
        for cell in row:
            hidden = cell.column == 1 or cell.row < 7
            if cell.value is not None and (named or not hidden):
                own[PROGRESS.sheet].cell(cell.row + down, cell.column + right).value = cell.value
    stream = io.BytesIO()
    own.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize(("right", "down", "place"), [(25, 0, "Z7"), (0, 20, "A27")])
def test_two_units_tables_on_one_sheet_are_read_each_for_its_own(
    right: int, down: int, place: str
) -> None:
    intake = gathered(OFFICE, {"两家.xlsx": pasted(right, down)})
    for unit in (SCHOOL, WATER):
        alone, used = (
            gathered(OFFICE, {"a.xlsx": form(unit)}).used(unit.code),
            intake.used(unit.code),
        )
        assert alone is not None
        assert used is not None
        assert [{n: c.value for n, c in e.cells.items() if n != "ratio"} for e in used.entries] == [
            {n: c.value for n, c in e.cells.items() if n != "ratio"} for e in alone.entries
        ]
    assert [(f.code, f.unit) for f in intake.findings] == [
        ("several_units", "市教育局"),
        ("several_units", "市水利局"),
    ]
    assert intake.findings[1].message.endswith(f"本单位按“进展表!{place}”表读取")


def test_a_table_beside_a_units_own_that_says_of_nobody_is_not_read() -> None:
    intake = gathered(OFFICE, {"两家.xlsx": pasted(25, 0, named=False)})
    (finding,) = intake.findings
    assert (finding.code, finding.unit, finding.source.cell) == (
        "structure_changed",
        "市教育局",
        "AA7",
    )
    assert "看不出是哪个单位的，未采用" in finding.message
    assert [(s.unit, len(s.entries)) for s in intake.submissions] == [("U01", 2)]


def test_a_header_repeated_within_a_units_table_is_no_table_of_anybodys() -> None:
    def again(_book: Any, sheet: Any) -> None:
        sheet.insert_rows(9)
        for place in range(1, 21):
            sheet.cell(9, place).value = sheet.cell(7, place).value

    intake = gathered(OFFICE, {"a.xlsx": form(SCHOOL, again)})
    assert intake.findings == ()
    assert [(s.unit, len(s.entries)) for s in intake.submissions] == [("U01", 2)]
