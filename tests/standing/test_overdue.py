"""Deeds that fell due, starts that were missed, and what counts as having been reported done."""

from datetime import date, datetime
from typing import Any

import pytest

from duban.compilation import Compilation, compile_period
from duban.merge import is_reported
from duban.model import CHINA, Light, Milestone, Period, Ruling, Task, TaskClass
from duban.register import TaskMap
from duban.register.settings import default
from duban.standing import Standing
from tests.office import (
    FEBRUARY,
    MARCH,
    SCHOOL,
    TASKS,
    WATER,
    compiled,
    gathered,
    issued,
    office,
    returned,
)

NOT_YET = default().not_yet_words


@pytest.mark.parametrize(
    ("text", "reported"),
    [
        ("3月8日已完成主体工程，正在装修", True),
        ("主体工程已完成。", True),
        ("主体工程全面完成，正在验收", True),
        ("完成了主体工程", True),
        ("主体工程完成50%", False),
        ("主体工程加快推进", False),
        ("尚未完成主体工程", False),
        ("预计月底完成主体工程", False),
        ("确保主体工程完成", False),
        ("完成附属工程", False),
        ("", False),
    ],
)
def test_a_deed_is_reported_in_its_own_words_or_not_at_all(text: str, reported: bool) -> None:
    assert is_reported("完成主体工程", [text], NOT_YET) is reported


def test_a_deed_of_two_parts_is_done_when_both_are() -> None:
    deed = "完成选址，启动招标"
    assert not is_reported(deed, ["已完成选址。"], NOT_YET)
    assert is_reported(deed, ["已完成选址；已启动招标"], NOT_YET)
    assert is_reported("印发未来三年规划", ["印发未来三年规划"], NOT_YET)
    assert not is_reported("，", ["，"], NOT_YET)


def plan(period: str, deed: str) -> Milestone:
    return Milestone("2", period, deed=deed)


def second(taskmap: TaskMap, text: str, status: str, period: Period = MARCH) -> Standing:
    return made(taskmap, text, status, period).standings[1]


def month(number: int) -> Period:
    due = datetime(2023, number, 28, 17, tzinfo=CHINA)
    return Period(f"2023-{number:02d}", date(2023, number, 25), due)


def form(taskmap: TaskMap, text: str, status: str, period: Period) -> bytes:
    drawing = f"""
        | 序号 | 职责 | 进展情况 | 状态     |
        | 2    | 牵头 | {text}   | {status} |
    """
    return returned(issued(taskmap, WATER, period), drawing)


def made(
    taskmap: TaskMap, text: str, status: str, period: Period, *earlier: Compilation
) -> Compilation:
    intake = gathered(taskmap, {"a.xlsx": form(taskmap, text, status, period)}, period=period)
    return compile_period(taskmap, period, intake, period.deadline, (), print, earlier)


CLEARED = (plan("2023-03", "完成清淤"),)


def test_a_deed_passed_and_not_reported_makes_its_task_behind_with_the_reason() -> None:
    found = second(office(milestones=CLEARED), "巡河320人次", "正常推进")
    assert (found.task_class, found.light) == (TaskClass.BEHIND, Light.YELLOW)
    assert found.why == (
        "黄灯：节点“完成清淤”应在3月完成，没有报完成（牵头单位所报状态“正常推进”）"
    )
    assert (found.progress, found.gap) == (None, None)
    (flagged,) = [
        f
        for f in made(office(milestones=CLEARED), "巡河", "正常推进", MARCH).findings
        if f.code == "milestone_overdue"
    ]
    assert "节点“完成清淤”应在2023-03期完成，没有报完成" in flagged.message


@pytest.mark.parametrize(
    ("text", "status", "task_class"),
    [
        ("已完成清淤", "正常推进", TaskClass.ON_TRACK),
        ("巡河320人次", "已完成", TaskClass.DONE),
        ("已完成清淤", "进展滞后", TaskClass.BEHIND),
    ],
)
def test_a_deed_reported_done_leaves_the_leads_word(
    text: str, status: str, task_class: TaskClass
) -> None:
    assert second(office(milestones=CLEARED), text, status).task_class is task_class


def test_a_deed_not_yet_due_and_one_of_another_year_say_nothing() -> None:
    later = (plan("2023-04", "完成清淤"), plan("2022-12", "完成清淤"))
    assert second(office(milestones=later), "巡河", "正常推进").light is Light.GREEN


def test_a_deed_reported_last_month_stays_done() -> None:
    taskmap = office(milestones=(plan("2023-02", "完成清淤"),))
    before = made(taskmap, "完成清淤", "正常推进", FEBRUARY)
    now = made(taskmap, "巡河", "正常推进", MARCH, before)
    assert now.standings[1].task_class is TaskClass.ON_TRACK
    assert [f for f in now.findings if f.code == "milestone_overdue"] == []


def test_the_third_month_is_red_and_more_than_one_deed_is_counted() -> None:
    taskmap = office(milestones=(plan("2023-01", "完成清淤"), *CLEARED))
    found = second(taskmap, "巡河", "正常推进")
    assert found.light is Light.RED
    assert "已到期3个月" in found.why
    assert "另有1个节点到期没有报完成" in found.why


def test_the_office_can_take_a_deed_as_done() -> None:
    ruling = Ruling(MARCH.name, "不作问题", task="2", target="milestone_overdue", by="张某")
    taskmap = office(milestones=CLEARED, rulings=(ruling,))
    assert second(taskmap, "巡河", "正常推进").task_class is TaskClass.ON_TRACK
    assert second(taskmap, "巡河", "正常推进", month(5)).task_class is TaskClass.ON_TRACK


def starting(due: str) -> TaskMap:
    return office(tasks=(TASKS[0], Task(2, "新建水厂", ("市水利局",), due=due), *TASKS[2:]))


@pytest.mark.parametrize(
    ("due", "number", "light"),
    [
        ("5月底前动工", 5, Light.NONE),  # the figures speak of the 25th
        ("5月20日前动工", 5, Light.YELLOW),
        ("5月底前动工", 6, Light.YELLOW),
        ("5月底前动工", 7, Light.YELLOW),
        ("5月底前动工", 8, Light.RED),
        ("5月底前完成", 8, Light.NONE),
        ("长期坚持", 8, Light.NONE),
    ],
)
def test_a_start_that_was_due_and_missed_has_a_light(due: str, number: int, light: Light) -> None:
    found = second(starting(due), "等待批复", "未启动", month(number))
    assert (found.task_class, found.light) == (TaskClass.NOT_STARTED, light)
    if light is not Light.NONE:
        assert found.why.startswith(f"{light.label}：应于“{due}”，没有启动")


def test_a_start_missed_weighs_more_than_the_gap_of_a_value_of_nought() -> None:
    tasks: Any = (Task(1, "新增学位1000个", ("市教育局",), due="1月10日前开工"), *TASKS[1:])
    taskmap = office(tasks=tasks)
    drawing = """
        | 序号 | 职责 | 本月累计完成值 | 进展情况 | 状态   |
        | 1    | 牵头 | 0              | 待批复   | 未启动 |
    """
    files = {"a.xlsx": returned(issued(taskmap, SCHOOL), drawing)}
    found = compiled(taskmap, files).standings[0]
    assert found.light is Light.RED
    assert "差25.0个百分点，应于“1月10日前开工”，没有启动，已到期3个月" in found.why
