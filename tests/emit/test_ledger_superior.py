"""报上级: what a ledger answers the level above with, and the seal on it."""

from __future__ import annotations

from msgspec.structs import replace

from duban.forms.ledger import LEDGER, opened
from duban.forms.token import PROPERTY, SHEET
from tests.emit import read
from tests.office import FULL, INDICATORS, SCHOOL, TASKS, compiled, emitted, full_month, office

SERVING = {1: "7", 3: "2-1", 2: "7"}
"""Task of the office → task of the level above that it serves."""


def city(**changes: object) -> dict[str, bytes]:
    tasks = tuple(replace(task, superior=SERVING.get(task.no, "")) for task in TASKS)
    indicators = tuple(replace(i, superior=2 if i.name == "招商引资" else None) for i in INDICATORS)
    taskmap = office(**{"tasks": tasks, "indicators": indicators, **changes})
    return emitted(compiled(taskmap, full_month(taskmap)))


def test_the_tasks_that_serve_stand_in_the_order_of_those_above() -> None:
    rows = read.ledger(city(), LEDGER.sheet)
    keys = [(r["上级序号"], r["上级指标"], r["序号"], r["量化指标"]) for r in rows]
    assert keys == [
        ("2-1", 2, "3", "招商引资"),
        ("2-1", None, "3", "外贸出口增长"),
        ("7", None, "1", "新增学位"),
        ("7", None, "2", None),
    ]
    assert [r["自报累计值"] for r in rows] == [18, 7.5, 300, None]
    assert [r["状态"] for r in rows] == ["进展滞后", None, "正常推进", "正常推进"]
    assert [r["进展情况"] for r in rows] == ["签约项目6个", None, "新增学位300个", "巡河320人次"]
    assert [(r["类型"], r["计量单位"]) for r in rows[:2]] == [("累计量", "亿元"), ("增长率", "%")]


def test_an_office_that_serves_nobody_has_no_such_sheet_but_can_be_told_by_its_ledger() -> None:
    book = read.workbook(emitted(compiled(office(), full_month(office()))))
    assert LEDGER.sheet not in book.sheetnames
    found = opened(book[SHEET]["A4"].value, b"any key")
    assert found is not None
    assert found.genuine
    assert (found.token.place, found.token.period) == ("某市", "2023-03")
    assert book[SHEET].sheet_state == "veryHidden"
    assert book.custom_doc_props[PROPERTY].value == book[SHEET]["A4"].value


def test_the_seal_is_another_when_a_value_is() -> None:
    seals = []
    for said in (FULL[SCHOOL], FULL[SCHOOL].replace("| 300 ", "| 301 ")):
        tasks = tuple(replace(task, superior=SERVING.get(task.no, "")) for task in TASKS)
        taskmap = office(tasks=tasks)
        files = emitted(compiled(taskmap, full_month(taskmap, U01=said)))
        seals.append(read.workbook(files)[SHEET]["A4"].value)
    assert seals[0] != seals[1]
