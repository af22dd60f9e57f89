"""Rows that contradict themselves, and rows that only look as if they did."""

from __future__ import annotations

from typing import Any

import pytest

from tests.office import (
    FULL,
    SCHOOL,
    TRADE,
    column,
    compiled,
    found,
    full_month,
    issued,
    office,
    returned,
)


def flagged(code: str, drawing: str) -> list[tuple[str, str, str, str]]:
    """What ``code`` finds where the school bureau (1000个 are its target) returned ``drawing``."""
    taskmap = office()
    files = full_month(taskmap, **{SCHOOL.code: drawing})
    return found(compiled(taskmap, files).findings, code)


HEAD = "| 序号 | 职责 | 本月累计完成值 | 进展情况 | 状态 | 存在问题 | 下一步措施 | 计划完成时限 |"


def drawn(value: str, status: str, problem: str = "", step: str = "", due: str = "") -> str:
    return f"""
        {HEAD}
        | 1 | 牵头 | {value} | 新增学位{value}个 | {status} | {problem} | {step} | {due} |
    """


@pytest.mark.parametrize(
    ("value", "status", "times"),
    (("300", "已完成", 1), ("1000", "已完成", 0), ("300", "正常推进", 0)),
)
def test_done_below_the_target(value: str, status: str, times: int) -> None:
    hits = flagged("status_conflict", drawn(value, status))
    assert [(unit, task) for _, unit, task, _ in hits] == [(SCHOOL.name, "1")] * times


@pytest.mark.parametrize(
    ("problem", "step", "times"),
    (
        ("用地报批较慢", "", 1),
        ("用地报批较慢", "4月底前完成报批", 0),
        ("无", "", 0),
        ("暂无。", "", 0),
        ("", "", 0),
    ),
)
def test_a_problem_wants_a_measure(problem: str, step: str, times: int) -> None:
    assert len(flagged("problem_without_measure", drawn("300", "正常推进", problem, step))) == times


@pytest.mark.parametrize(
    ("due", "times"),
    (("尽快", 1), ("2月30日", 1), ("2023-12-31", 0), ("9月底", 0), ("长期坚持", 0), ("", 0)),
)
def test_a_time_limit_names_a_day(due: str, times: int) -> None:
    assert len(flagged("bad_date", drawn("300", "正常推进", due=due))) == times


@pytest.mark.parametrize(
    ("value", "status", "message"),
    (
        ("1000", "正常推进", "累计完成1000个，已达到年度目标1000个，而状态为“正常推进”"),
        ("1200", "未启动", "累计完成1200个，已达到年度目标1000个，而状态为“未启动”"),
        ("1000", "已完成", ""),
        ("999", "正常推进", ""),
        ("10001", "正常推进", ""),  # out of range, and said so
        ("1000", "差不多了", ""),
    ),
)
def test_at_the_target_and_not_done(value: str, status: str, message: str) -> None:
    taskmap = office()
    drawing = drawn(value, status).replace("新增", "3月20日累计新增")
    made = compiled(taskmap, full_month(taskmap, **{SCHOOL.code: drawing}))
    said = [f.message for f in made.findings if f.code == "status_conflict"]
    assert said == ([f"第1项（牵头）：{message}"] if message else [])


def test_a_task_with_an_indicator_still_open_is_not_done() -> None:
    taskmap = office()
    drawing = FULL[TRADE].replace("| 18  ", "| 130 ").replace("进展滞后", "正常推进")
    made = compiled(taskmap, full_month(taskmap, **{TRADE.code: drawing}))
    assert found(made.findings, "status_conflict") == []


@pytest.mark.parametrize(
    ("text", "due", "times"),
    (
        ("新增学位1000个", "", 1),
        ("新增学位1000个", "2023-12-31", 1),
        ("3个月内新增学位1000个", "", 1),
        ("3月20日新增学位1000个", "", 0),
        ("三月中旬完成", "", 0),
        ("一季度完成", "", 0),
        ("新增学位1000个", "2023-03-20", 0),
    ),
)
def test_what_is_done_says_when(text: str, due: str, times: int) -> None:
    drawing = f"{HEAD}\n| 1 | 牵头 | 1000 | {text} | 已完成 | | | {due} |"
    assert len(flagged("done_without_date", drawing)) == times
    assert flagged("done_without_date", drawing.replace("已完成", "正常推进")) == []


@pytest.mark.parametrize(
    ("ratio", "times"),
    (
        (0.3, 0),
        (30, 0),
        ("30%", 0),
        ("30.4％", 0),
        (0.5, 1),
        (50, 1),
        ("45%", 1),
        ("一半", 0),
        (None, 0),
        ("#REF!", 0),
    ),
)
def test_a_completion_rate_typed_over(ratio: str | float | None, times: int) -> None:
    taskmap = office()

    def change(_book: Any, sheet: Any) -> None:
        cell = sheet.cell(8, column("ratio"))
        assert str(cell.value).startswith("=IF")
        cell.value = ratio

    form = returned(issued(taskmap, SCHOOL), FULL[SCHOOL], change)
    files = full_month(taskmap) | {f"{SCHOOL.name}.xlsx": form}
    hits = found(compiled(taskmap, files).findings, "ratio_conflict")
    assert hits == [("ratio_conflict", SCHOOL.name, "1", "J8")] * times


@pytest.mark.parametrize(
    "code",
    (
        "status_conflict",
        "problem_without_measure",
        "bad_date",
        "done_without_date",
        "ratio_conflict",
    ),
)
def test_an_empty_month_has_none(code: str) -> None:
    assert found(compiled(office(), {}).findings, code) == []
