"""Two stages: what co-organisers said stands with the lead, and who said nothing."""

from __future__ import annotations

import io
from datetime import timedelta

import openpyxl
from msgspec.structs import replace

from duban.model import Period, Unit
from duban.register import TaskMap
from tests.emit import read
from tests.office import (
    DEADLINE,
    FULL,
    IN_TIME,
    MARCH,
    SCHOOL,
    TASKS,
    TRADE,
    UNITS,
    WATER,
    compiled,
    emitted,
    found,
    full_month,
    issued,
    office,
    returned,
)

EARLY = DEADLINE - timedelta(days=2)
STAGED: Period = replace(MARCH, co_deadline=EARLY, co_given=True)
WEATHER = Unit("U04", "市气象局", kind="部门", order=4)


def staged() -> TaskMap:
    """Task 1 has two co-organisers, who owe their parts two days before the leads."""
    tasks = (replace(TASKS[0], cos=("市水利局", "市气象局")), *TASKS[1:])
    return office(tasks=tasks, units=(*UNITS, WEATHER), periods=(STAGED,))


def test_each_co_organiser_speaks_or_is_named_as_silent() -> None:
    taskmap = staged()
    files = full_month(taskmap)
    moments = dict.fromkeys(files, EARLY - timedelta(hours=1))
    made = compiled(taskmap, files, moments=moments, period=STAGED)
    assert [(w.unit, w.text, w.silent, w.late) for w in made.co_words["1"]] == [
        ("市水利局", "校园供水改造3处", False, False),
        ("市气象局", "", True, False),
    ]
    assert made.co_words["1"][0].source.cell == "L10"
    assert found(made.findings, "co_silent", "co_late") == [], "a missing form is missing"
    files_out = emitted(made)
    row = next(r for r in read.ledger(files_out, "任务进展") if str(r["序号"]) == "1")
    assert row["协办情况"] == "2家，已报1家；没有填报：市气象局"
    words = [r for r in read.ledger(files_out, "协办情况") if str(r["序号"]) == "1"]
    assert [(w["协办单位"], w["报送情况"], w["进展情况"]) for w in words] == [
        ("市水利局", "已报", "校园供水改造3处"),
        ("市气象局", "没有填报", None),
    ]
    task = next(t for t in read.machine(files_out)["tasks"] if t["no"] == 1)
    assert [(w["unit"], w["said"]) for w in task["cos_said"]] == [
        ("市水利局", True),
        ("市气象局", False),
    ]


def test_the_leads_workbook_tells_who_said_nothing() -> None:
    taskmap = staged()
    files = emitted(compiled(taskmap, full_month(taskmap), period=STAGED))
    assert sorted(n for n in files if n.startswith("协办汇总/")) == [
        "协办汇总/市教育局.xlsx",
        "协办汇总/市水利局.xlsx",
    ]
    sheet = openpyxl.load_workbook(io.BytesIO(files["协办汇总/市教育局.xlsx"])).worksheets[0]
    cells = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=4, max_row=5)]
    assert cells[0][2:] == ["市水利局", "迟报", None, "正常推进", "校园供水改造3处"]
    assert cells[1][2:4] == ["市气象局", "没有填报"]


def test_a_blank_part_in_a_filled_form_is_flagged_and_a_late_one_too() -> None:
    taskmap = office(periods=(STAGED,))
    kept = FULL[WATER].rstrip().rpartition("\n")[0]
    water = f"{kept}\n| 1 | 协办 | | | |"
    files = full_month(taskmap, U02=water)
    made = compiled(taskmap, files, period=STAGED)
    assert found(made.findings, "co_silent", "co_late") == [
        ("co_silent", "市水利局", "1", "L10"),
        ("co_late", "市商务局", "", "L11"),
    ]


def test_before_their_deadline_nobody_is_silent() -> None:
    taskmap = staged()
    files = {"a.xlsx": returned(issued(taskmap, SCHOOL, STAGED), FULL[SCHOOL])}
    before = EARLY - timedelta(hours=1)
    made = compiled(taskmap, files, before, {"a.xlsx": before}, STAGED)
    assert [word.words for word in made.co_words["1"]] == [
        "市水利局：尚未报送",
        "市气象局：尚未报送",
    ]


def test_without_an_earlier_deadline_nothing_changes() -> None:
    taskmap = office()
    made = compiled(taskmap, full_month(taskmap), moments={"市水利局.xlsx": IN_TIME})
    assert found(made.findings, "co_silent", "co_late") == []
    assert not any(name.startswith("协办汇总/") for name in emitted(made))
    assert [word.words for word in made.co_words["2"]] == ["市商务局：关停沿河摊点12家（正常推进）"]


def test_the_form_says_when_the_parts_are_due() -> None:
    taskmap = office(periods=(STAGED,))
    for unit, said in ((TRADE, True), (SCHOOL, False)):
        sheet = openpyxl.load_workbook(io.BytesIO(issued(taskmap, unit, STAGED))).worksheets[0]
        assert ("协办事项2023年3月27日17:00前报牵头单位" in str(sheet["B2"].value)) is said
