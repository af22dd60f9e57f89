"""Rows that contradict themselves, and rows that only look as if they did."""

from __future__ import annotations

import pytest

from tests.office import SCHOOL, compiled, found, full_month, office


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


@pytest.mark.parametrize("code", ("status_conflict", "problem_without_measure", "bad_date"))
def test_an_empty_month_has_none(code: str) -> None:
    assert found(compiled(office(), {}).findings, code) == []
