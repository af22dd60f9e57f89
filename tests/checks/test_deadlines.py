"""Time limits and milestones that have passed."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from msgspec.structs import replace

from duban.model import Milestone
from tests.office import (
    FULL,
    TASKS,
    WATER,
    column,
    compiled,
    found,
    full_month,
    issued,
    office,
    returned,
)

CODE = "milestone_overdue"


def overdue(due: str = "", milestones: tuple[Milestone, ...] = (), **instead: str) -> list[Any]:
    """What is overdue where task 2 (no indicator) and task 1 (300 of 1000) have ``due``."""
    tasks = tuple(replace(t, due=due) if t.no in (1, 2) else t for t in TASKS)
    taskmap = office(tasks=tasks, milestones=milestones)
    return found(compiled(taskmap, full_month(taskmap, **instead)).findings, CODE)


def test_a_passed_limit_is_flagged_at_the_leads_status() -> None:
    assert [(unit, task) for _, unit, task, _ in overdue("2月底前")] == [
        ("市教育局", "1"),
        ("市水利局", "2"),
    ]
    assert all(cell.startswith("M") for *_, cell in overdue("2月底前"))


@pytest.mark.parametrize("due", ("", "3月底前", "12月底前", "长期坚持", "尽快"))
def test_a_limit_that_has_not_passed_or_names_no_day_is_not(due: str) -> None:
    assert overdue(due) == []


def test_who_reports_it_done_is_not_overdue() -> None:
    drawing = """
        | 序号 | 职责 | 本月累计完成值 | 进展情况 | 状态   |
        | 2    | 牵头 |                | 已竣工   | 已完成 |
    """
    units = {u.code: u for u in office().reporting_units if u.name == "市水利局"}
    water = next(iter(units))
    assert "2" not in [task for _, _, task, _ in overdue("2月底前", **{water: drawing})]


def test_whose_status_column_is_gone_has_that_alone_to_mend() -> None:
    tasks = tuple(replace(t, due="2月底前") if t.no == 2 else t for t in TASKS)
    taskmap = office(tasks=tasks)
    form = issued(taskmap, WATER)
    gone = returned(form, FULL[WATER], lambda _, s: s.delete_cols(column("status")))
    files = {**full_month(taskmap), "市水利局.xlsx": gone}
    findings = compiled(taskmap, files).findings
    assert [code for code, *_ in found(findings, CODE, "column_missing")] == ["column_missing"]


def test_a_milestones_value_is_compared_and_a_deed_is_asked_for() -> None:
    short = Milestone("1", "2023-03", 1, Decimal(400))
    reached = Milestone("1", "2023-03", 1, Decimal(300))
    later = Milestone("1", "2023-04", 1, Decimal(900))
    deed = Milestone("2", "2023-02", deed="完成招标")
    assert [task for _, _, task, _ in overdue(milestones=(short,))] == ["1"]
    assert overdue(milestones=(reached, later)) == []
    assert [task for _, _, task, _ in overdue(milestones=(deed,))] == ["2"]


def test_of_a_plans_values_the_last_one_that_passed_is_owed_alone() -> None:
    plan = [Milestone("1", f"2023-0{n}", 1, Decimal(n * 150)) for n in (1, 2, 3, 4)]
    for milestones in (tuple(plan), tuple(reversed(plan))):
        taskmap = office(milestones=milestones)
        messages = [
            f.message for f in compiled(taskmap, full_month(taskmap)).findings if f.code == CODE
        ]
        assert len(messages) == 1
        assert "2023-03期节点应完成450个" in messages[0]


def test_an_empty_month_has_nothing_overdue() -> None:
    taskmap = office(tasks=tuple(replace(t, due="1月底") for t in TASKS))
    assert found(compiled(taskmap, {}).findings, CODE) == []
