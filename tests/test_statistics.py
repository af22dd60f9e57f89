"""Counts add up, percentages recompute, and the same figure is the same wherever it is counted."""

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from duban.figures import percent, shares
from duban.model import (
    Indicator,
    Light,
    ReportedStatus,
    Severity,
    Task,
    TaskClass,
    Unit,
    UnitStatus,
)
from duban.statistics import Statistics
from tests import office
from tests.office import SCHOOL, compiled, full_month, issued, returned


def test_largest_remainder_reproduces_the_published_case() -> None:
    found = shares([162, 30, 12, 10, 8])
    assert sum(found) == Decimal("100.0")
    assert found[0] == percent(162, 222) == Decimal("73.0")


@given(st.lists(st.integers(0, 400), min_size=1, max_size=8))
def test_shares_sum_to_a_hundred_and_each_is_its_count_of_the_whole(counts: list[int]) -> None:
    found = shares(counts)
    whole = sum(counts)
    assert sum(found) == (Decimal("100.0") if whole else 0)
    for count, share in zip(counts, found, strict=True):
        exact = Decimal(100) * count / whole if whole else Decimal(0)
        assert abs(share - exact) < Decimal("0.1")


def check(statistics: Statistics) -> None:
    """What must hold of every month's statistics."""
    assert sum(s.count for s in statistics.classes.values()) == statistics.tasks
    assert sum(s.count for s in statistics.lights.values()) == statistics.tasks
    assert sum(s.count for s in statistics.statuses.values()) == statistics.units
    for parts, whole in (
        (statistics.classes, statistics.tasks),
        (statistics.lights, statistics.tasks),
        (statistics.statuses, statistics.units),
    ):
        assert [s.percent for s in parts.values()] == shares([s.count for s in parts.values()])
        assert sum(s.percent for s in parts.values()) == (100 if whole else 0)
    assert sum(s.count for s in statistics.labels.values()) == statistics.tasks
    assert sum(statistics.others.values()) == statistics.labels["其他"].count
    for good in statistics.good:
        assert good.met.count == good.leads > 0
    for unit in statistics.by_unit:
        assert sum(unit.classes.values()) == sum(unit.lights.values()) == unit.leads
        assert sum(unit.labels.values()) == unit.leads
    for leader in statistics.by_leader:
        assert sum(leader.classes.values()) == sum(leader.lights.values()) == leader.tasks
        assert sum(leader.labels.values()) == leader.tasks
    assert sum(leader.tasks for leader in statistics.by_leader) == statistics.tasks
    shares_met = [unit.met.percent for unit in statistics.ranked]
    assert shares_met == sorted(shares_met)
    assert len(shares_met) == sum(1 for unit in statistics.by_unit if unit.leads)


VALUES = st.one_of(st.none(), st.integers(0, 1200), st.sampled_from(["待定", "-5", 99999]))
STATUSES = st.sampled_from([*(status.label for status in ReportedStatus), "", "差不多"])


@settings(max_examples=40, deadline=None)
@given(
    value=VALUES,
    other=VALUES,
    status=STATUSES,
    more=st.booleans(),
    wording=st.sampled_from(["序时分类", "两分类", "年底预测"]),
)
def test_whatever_a_unit_writes_the_classes_sum_to_the_number_counted(
    value: object, other: object, status: str, more: bool, wording: str
) -> None:
    taskmap = office.office(settings=office.settings(count_subtasks=more, wording=wording))
    drawing = f"""
        | 序号 | 职责 | 本月累计完成值 | 进展情况 | 状态     |
        | 1    | 牵头 | {"" if value is None else value} | 已开工 | {status} |
        | 4    | 牵头 | {"" if other is None else other} | 已检查 | {status} |
    """
    made = compiled(taskmap, {"a.xlsx": returned(issued(taskmap, SCHOOL), drawing)})
    check(made.statistics)
    for finding in made.findings:
        assert finding.code != "internal", finding.evidence


REFINED = (
    Task(1, "新增学位1000个"),
    Task(1, "城区新增600个", ("市教育局",), subtask=1),
    Task(1, "乡镇新增400个", ("市教育局", "市水利局"), subtask=2),
    Task(2, "推深做实河湖长制", ("市水利局",)),
)


def refined(count_subtasks: bool) -> Statistics:
    taskmap = office.office(
        tasks=REFINED,
        indicators=(
            Indicator("1-1", 1, "城区新增", Decimal(600), "个"),
            Indicator("1-2", 1, "乡镇新增", Decimal(400), "个"),
        ),
        settings=office.settings(count_subtasks=count_subtasks),
    )
    drawing = """
        | 序号 | 职责 | 本月累计完成值 | 进展情况 | 状态     |
        | 1-1  | 牵头 | 600            | 已完成   | 已完成   |
        | 1-2  | 牵头 | 40             | 已开工   | 正常推进 |
    """
    return compiled(taskmap, {"a.xlsx": returned(issued(taskmap, SCHOOL), drawing)}).statistics


def test_a_refined_task_counts_once_by_its_worst_subtask() -> None:
    made = refined(count_subtasks=False)
    check(made)
    assert (made.tasks, made.measured) == (2, 1)
    assert made.classes[TaskClass.BEHIND].count == 1
    assert made.classes[TaskClass.DONE].count == 0
    assert made.lights[Light.YELLOW].percent == Decimal("50.0")


def test_or_each_subtask_counts_if_so_set() -> None:
    made = refined(count_subtasks=True)
    check(made)
    assert (made.tasks, made.measured) == (3, 2)
    assert made.classes[TaskClass.DONE].count == 1
    school = made.by_unit[0]
    assert (school.unit, school.leads, school.classes[TaskClass.DONE]) == ("市教育局", 2, 1)


def test_an_empty_month_and_an_office_with_nothing_to_do() -> None:
    empty = compiled(office.office(), {}).statistics
    check(empty)
    assert empty.statuses[UnitStatus.MISSING].count == empty.units == 3
    assert empty.findings == {Severity.ERROR: 3, Severity.WARNING: 0, Severity.INFO: 0}
    idle = compiled(office.office(tasks=(), indicators=()), {}).statistics
    check(idle)
    assert (idle.tasks, idle.units, idle.met.percent) == (0, 0, Decimal("0.0"))


def test_a_faultless_month() -> None:
    taskmap = office.office()
    made = compiled(taskmap, full_month(taskmap)).statistics
    check(made)
    assert (made.tasks, made.measured, made.units, made.reported) == (6, 4, 3, 3)
    assert {kind.label: share.count for kind, share in made.classes.items() if share.count} == {
        "超进度": 1,
        "达进度": 3,
        "欠进度": 1,
        "其他": 1,
    }
    assert made.met.count == 4


def test_units_are_ranked_by_the_share_they_met_and_equal_ones_share_a_place() -> None:
    units = tuple(Unit(f"U{n}", f"第{n}局", order=n) for n in range(1, 5))
    leads = ((1, "第1局"), (2, "第1局"), (3, "第2局"), (4, "第3局"))
    tasks = (*(Task(n, f"第{n}项", (name,)) for n, name in leads),)
    taskmap = office.office(
        units=units, tasks=(*tasks, Task(5, "第5项", ("第1局",), ("第4局",))), indicators=()
    )
    drawing = """
        | 序号 | 职责 | 进展情况 | 状态     |
        | 1    | 牵头 | 已开工   | 正常推进 |
        | 2    | 牵头 | 已开工   | 进展滞后 |
        | 5    | 牵头 | 已开工   | 已完成   |
    """
    made = compiled(taskmap, {"a.xlsx": returned(issued(taskmap, units[0]), drawing)}).statistics
    check(made)
    assert [(count.unit, count.place) for count in made.ranked] == [
        ("第2局", 2),
        ("第3局", 2),
        ("第1局", 1),
    ]
    assert made.of("第1局").met.percent == Decimal("66.7")
    assert made.of("第4局").place == 0


def test_leaders_divide_the_tasks_and_those_without_one_come_last() -> None:
    tasks = tuple(
        replace(task, leader=leader)
        for task, leader in zip(office.TASKS, ("张某", "", "李某", "张某", "", "李某"), strict=True)
    )
    taskmap = office.office(tasks=tasks)
    made = compiled(taskmap, full_month(taskmap)).statistics
    check(made)
    assert [(c.leader, c.tasks, c.met.count) for c in made.by_leader] == [
        ("张某", 2, 2),
        ("李某", 2, 0),
        ("", 2, 2),
    ]


def test_of_two_subtasks_the_one_that_cannot_be_judged_weighs_more_than_the_good_one() -> None:
    taskmap = office.office(tasks=REFINED, indicators=())
    drawing = """
        | 序号 | 职责 | 进展情况 | 状态       |
        | 1-1  | 牵头 | 已完成   | 已完成     |
        | 1-2  | 牵头 | 待下达   | 上级未下达 |
    """
    made = compiled(taskmap, {"a.xlsx": returned(issued(taskmap, SCHOOL), drawing)}).statistics
    check(made)
    assert [s.task.key for s in made.counted] == ["1-2", "2"]
    assert made.others == {"上级未下达": 1, "牵头单位未报送": 1}


def test_a_unit_that_sent_nothing_ranks_last_whatever_others_report_of_its_tasks() -> None:
    taskmap = office.office(
        tasks=(Task(1, "新增学位1000个", ("市教育局", "市水利局")),),
        indicators=(Indicator("1", 1, "新增学位", Decimal(1000), "个"),),
    )
    drawing = """
        | 序号 | 职责 | 本月累计完成值 | 进展情况 | 状态     |
        | 1    | 牵头 | 900            | 已开工   | 正常推进 |
    """
    made = compiled(taskmap, {"a.xlsx": returned(issued(taskmap, SCHOOL), drawing)}).statistics
    assert [(count.unit, count.place) for count in made.ranked] == [
        ("市水利局", 2),
        ("市教育局", 1),
    ]
    assert [count.unit for count in made.good] == ["市教育局"]
