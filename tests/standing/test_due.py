"""What should be done by when: the calendar, quarters, and a unit's own milestones."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duban.figures import rounded
from duban.model import CHINA, Indicator, Kind, Milestone, Period, Task, TaskClass
from duban.register import TaskMap
from duban.standing.due import due_of
from duban.standing.pace import compare
from tests.office import INDICATORS, MARCH, TASKS, compiled, full_month, office, settings

PLACES = Indicator("1", 1, "新增学位", Decimal(1000), "个")


def month(number: int) -> Period:
    return Period(
        f"2023-{number:02d}", date(2023, number, 25), datetime(2023, number, 28, tzinfo=CHINA)
    )


def planned(basis: str = "自定节点", **values: int) -> TaskMap:
    """The office with task 1 judged by ``basis``; ``values``: m6=500 is due by June."""
    nodes = tuple(
        Milestone("1", f"2023-{int(name[1:]):02d}", 1, Decimal(value))
        for name, value in values.items()
    )
    first = Task(1, "新增学位1000个", ("市教育局",), ("市水利局",), pace_basis=basis)
    tasks = (first, *TASKS[1:])
    return office(tasks=tasks, milestones=nodes)


def due(taskmap: TaskMap, number: int, indicator: Indicator = PLACES) -> tuple[str, str]:
    found = due_of(taskmap, taskmap.tasks[0], indicator, month(number))
    return str(rounded(found.pace, 1)), found.how


@pytest.mark.parametrize(
    ("number", "pace", "how"),
    [
        (3, "0.0", "首个节点为4月，本期没有应完成值"),
        (4, "10.0", "4月节点应完成100个"),
        (5, "30.0", "按4月、6月节点应完成300个"),
        (6, "50.0", "6月节点应完成500个"),
        (9, "75.0", "按6月、12月节点应完成750个"),
        (12, "100.0", "年度目标1000个"),
    ],
)
def test_between_two_milestones_a_straight_line_and_before_the_first_nothing(
    number: int, pace: str, how: str
) -> None:
    assert due(planned(m4=100, m6=500), number) == (pace, how)


def test_a_plan_that_stops_short_of_the_target_does_not_lower_it() -> None:
    assert due(planned(m6=500, m12=800), 12) == ("100.0", "12月节点应完成1000个")


def test_without_a_milestone_the_months_count_and_it_says_so() -> None:
    assert due(planned(), 6) == ("50.0", "没有填节点，按月折算")


@pytest.mark.parametrize(
    ("number", "pace", "how"),
    [
        (2, "0.0", ""),
        (3, "25.0", ""),
        (5, "25.0", ""),
        (6, "40.0", "6月节点应完成400个"),
        (8, "40.0", "6月节点应完成400个"),
        (12, "100.0", ""),
    ],
)
def test_by_quarters_nothing_falls_due_within_one(number: int, pace: str, how: str) -> None:
    assert due(planned("季度", m6=400, m7=700), number) == (pace, how)


def test_a_tasks_own_basis_goes_before_the_settings() -> None:
    taskmap = office(
        tasks=(Task(1, "新增学位1000个", ("市教育局",), pace_basis="季度"), *TASKS[1:]),
        settings=settings(pace_basis="日"),
    )
    assert due(taskmap, 5)[0] == "25.0"
    other = due_of(taskmap, taskmap.tasks[3], INDICATORS[3], month(5))
    assert str(rounded(other.pace, 1)) == "39.7"


def test_levels_and_growth_rates_know_no_milestones_of_pace() -> None:
    taskmap = planned(m4=100, m6=500)
    for kind in (Kind.LEVEL, Kind.GROWTH):
        what = Indicator("1", 1, "覆盖率", Decimal(95), "%", kind=kind)
        assert due(taskmap, 5, what)[1] == ""
        assert compare(what, Decimal(94), Decimal(40), 1).gap == -1


def standing(taskmap: TaskMap, **instead: str) -> Any:
    made = compiled(taskmap, full_month(taskmap, **instead), period=MARCH)
    return made.standings[0]


NOTHING_YET = """
    | 序号 | 职责 | 本月累计完成值 | 进展情况 | 状态     |
    | 1    | 牵头 | 0              | 正在选址 | 正常推进 |
    | 4    | 牵头 | 2              | 检查12次 | 正常推进 |
"""


def test_nothing_done_where_nothing_is_due_is_no_task_that_was_not_started() -> None:
    early = standing(planned(m6=500), U01=NOTHING_YET)
    assert early.task_class is TaskClass.ON_TRACK
    assert early.why == "绿灯：完成0.0%，序时0.0%（首个节点为6月，本期没有应完成值）"
    late = standing(planned(m3=500), U01=NOTHING_YET)
    assert late.task_class is TaskClass.NOT_STARTED
    assert late.why == "红灯：完成0.0%，序时50.0%，差50.0个百分点（3月节点应完成500个）"


@given(
    nodes=st.dictionaries(st.integers(1, 12), st.integers(0, 1500), max_size=6),
    number=st.integers(1, 12),
    value=st.integers(-50, 2000),
    places=st.integers(0, 2),
)
def test_the_printed_gap_is_the_printed_share_less_the_printed_pace(
    nodes: dict[int, int], number: int, value: int, places: int
) -> None:
    taskmap = planned(**{f"m{key}": stated for key, stated in nodes.items()})
    found = due_of(taskmap, taskmap.tasks[0], PLACES, month(number))
    compared = compare(PLACES, Decimal(value), found.pace, places)
    assert compared.progress is not None
    assert compared.pace is not None
    assert Decimal(str(compared.gap)) == Decimal(str(compared.progress)) - Decimal(
        str(compared.pace)
    )
    if number == 12:
        assert compared.pace == 100
