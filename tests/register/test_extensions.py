"""延期, 免评, 销号: valid when applied for in time, shown as 经核定, lasting, and in the trace."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from duban.compilation import Compilation
from duban.model import (
    CHINA,
    Light,
    Milestone,
    Period,
    Ruling,
    Severity,
    TaskClass,
    UnitStatus,
)
from duban.register import TaskMap, validate
from duban.register.extensions import effective
from duban.trace import explain
from tests.emit import read
from tests.office import (
    DEADLINE,
    FULL,
    IN_TIME,
    MARCH,
    TASKS,
    WATER,
    compiled,
    emitted,
    found,
    full_month,
    office,
)

APRIL = Period("2023-04", date(2023, 4, 25), datetime(2023, 4, 28, 17, tzinfo=CHINA), "给定")
BEFORE, AFTERWARDS = date(2023, 3, 20), date(2023, 3, 31)


def ruling(subject: str, applied: date | None = BEFORE, **given: Any) -> Ruling:
    fields = {"reason": "受汛期影响", "by": "王主任", "on": date(2023, 3, 28), **given}
    return Ruling("2023-03", subject, applied=applied, **fields)


def decided(*rulings: Ruling, **changes: Any) -> TaskMap:
    """The small office; its task 2 was due by mid-March, its deed by the same period."""
    tasks = tuple(replace(t, due="3月15日前完成") if t.no == 2 else t for t in TASKS)
    own = (Milestone("2", "2023-03", deed="完成巡河"),)
    parts = {"tasks": tasks, "milestones": own, "periods": (MARCH, APRIL)}
    return office(rulings=rulings, **{**parts, **changes})


def month(taskmap: TaskMap, as_of: datetime, moment: datetime) -> Compilation:
    """March, with the water office's form at ``moment`` and the others' in time."""
    files = full_month(taskmap)
    moments = {**dict.fromkeys(files, IN_TIME), "市水利局.xlsx": moment}
    return compiled(taskmap, files, as_of, moments)


def status(made: Compilation) -> UnitStatus:
    return next(r.status for r in made.reporting if r.unit.code == WATER.code)


MORE_TIME = ruling("延期", unit="市水利局", value="2023-04-03")
LATER = DEADLINE + timedelta(days=2)


@pytest.mark.parametrize(
    ("rulings", "as_of", "came", "expected"),
    (
        ((), LATER, LATER, UnitStatus.LATE),
        ((MORE_TIME,), LATER, LATER, UnitStatus.ON_TIME),
        ((MORE_TIME,), LATER, LATER + timedelta(days=9), UnitStatus.PENDING),
        ((MORE_TIME,), LATER + timedelta(days=8), LATER + timedelta(days=7), UnitStatus.LATE),
        ((replace(MORE_TIME, applied=AFTERWARDS),), LATER, LATER, UnitStatus.LATE),
    ),
)
def test_a_return_is_in_time_by_an_extension_that_was_applied_for_in_time(
    rulings: tuple[Ruling, ...], as_of: datetime, came: datetime, expected: UnitStatus
) -> None:
    made = month(decided(*rulings), as_of, came)
    assert status(made) is expected
    assert sum(share.count for share in made.statistics.statuses.values()) == 3
    row = next(r for r in made.reporting if r.unit.code == WATER.code)
    helped = expected in (UnitStatus.ON_TIME, UnitStatus.PENDING)
    assert (row.ruling is not None) is helped


def said(taskmap: TaskMap) -> list[tuple[str, Severity, str]]:
    codes = ("ruling_unclear", "extension_late")
    return [(f.code, f.severity, f.message) for f in validate(taskmap) if f.code in codes]


def test_an_extension_applied_for_too_late_is_told_and_has_no_effect() -> None:
    late = replace(MORE_TIME, applied=AFTERWARDS)
    assert said(decided(late)) == [
        (
            "extension_late",
            Severity.WARNING,
            "延期申请日期 2023-03-31 在原时限 2023-03-29 之后，延期无效",
        )
    ]
    task = ruling("延期", date(2023, 3, 16), task="2", value="4月底")
    (one,) = said(decided(task))
    assert one[0] == "extension_late"
    assert effective(decided(task), MARCH).tasks == decided(task).tasks


@pytest.mark.parametrize(
    ("row", "message"),
    (
        (ruling("延期", None, task="2", value="4月底"), "延期没有写明申请日期"),
        (ruling("延期", value="4月底"), "延期没有写明单位或任务"),
        (ruling("延期", unit="市水利局", value="下周"), "核定值“下周”不是时点"),
        (ruling("延期", unit="市水利局", value="2023-03-01"), "新的时限不晚于原时限"),
        (ruling("延期", task="2", value="尽快"), "核定值“尽快”看不出是哪一天"),
        (ruling("延期", task="1", value="4月底"), "任务 1 没有可以延期的完成时限"),
        (ruling("延期", task="2", target="2023-04", value="4月底"), "任务 2 在 2023-04 期没有节点"),
        (ruling("销号"), "“销号”没有写明任务"),
        (ruling("免评", unit="市水利局"), "“免评”没有写明任务"),
    ),
)
def test_a_ruling_that_cannot_be_carried_out_says_why(row: Ruling, message: str) -> None:
    assert said(decided(row)) == [
        ("ruling_unclear", Severity.ERROR, f"2023-03 的核定不能执行：{message}")
    ]


def overdue(*rulings: Ruling) -> Compilation:
    taskmap = decided(*rulings)
    assert said(taskmap) == []
    return compiled(taskmap, full_month(taskmap))


def test_a_task_and_its_milestone_are_due_when_the_ruling_says() -> None:
    early = date(2023, 3, 10)
    before = overdue()
    assert len(found(before.findings, "milestone_overdue")) == 2
    due = ruling("延期", early, task="2", value="4月底")
    milestone = ruling("延期", early, task="2", target="2023-03", value="4月20日")
    made = overdue(due, milestone)
    assert found(made.findings, "milestone_overdue") == []
    why = next(s.why for s in made.standings if s.task.key == "2")
    assert why.endswith("（经核定完成时限延至4月底，经核定2023-03期节点延至2023-04期）")
    assert effective(decided(due, milestone), APRIL).milestones[0].period == "2023-04"
    files = emitted(made)
    row = next(r for r in read.ledger(files, "任务进展") if str(r["序号"]) == "2")
    assert "经核定完成时限延至4月底" in str(row["判定说明"])
    trace = explain(made, "2")
    assert trace is not None
    assert any("核定：延期 4月底 受汛期影响" in line for line in trace.lines())


def test_a_second_extension_goes_by_the_first() -> None:
    first = ruling("延期", date(2023, 3, 10), task="2", value="4月底")
    second = ruling("延期", date(2023, 4, 20), task="2", value="6月底")
    assert said(decided(first, second)) == []
    assert (
        next(t.due for t in effective(decided(first, second), APRIL).tasks if t.no == 2) == "6月底"
    )
    (refused,) = said(decided(second))
    assert refused[0] == "extension_late"


def test_a_closed_task_counts_as_done_and_is_no_longer_asked_after() -> None:
    made = overdue(ruling("销号", None, task="2"))
    standing = next(s for s in made.standings if s.task.key == "2")
    assert (standing.task_class, standing.light) == (TaskClass.DONE, Light.GREEN)
    assert standing.why == "已完成：经核定销号：受汛期影响"
    assert found(made.findings, "milestone_overdue") == []
    later = compiled(made.taskmap, {}, period=APRIL)
    assert next(s for s in later.standings if s.task.key == "2").task_class is TaskClass.DONE


def test_an_exempt_task_is_not_judged_and_its_findings_are_put_aside() -> None:
    taskmap = decided(ruling("免评", None, task="2"))
    kept = FULL[WATER].replace("巡河320人次", "")
    made = compiled(taskmap, full_month(taskmap, U02=kept))
    standing = next(s for s in made.standings if s.task.key == "2")
    assert (standing.task_class, standing.why) == (TaskClass.OTHER, "经核定免评：受汛期影响")
    blank = next(f for f in made.findings if f.code == "required_blank")
    assert blank.severity is Severity.INFO
    assert blank.message.endswith("（经核定免评：受汛期影响）")


def test_a_ruling_says_nothing_of_the_periods_before_it() -> None:
    closed = replace(ruling("销号", None, task="2"), period="2023-04")
    made = compiled(decided(closed), full_month(decided(closed)))
    assert next(s for s in made.standings if s.task.key == "2").task_class is not TaskClass.DONE
