"""What a unit reports against what it reported the month before."""

from __future__ import annotations

import pytest

from duban.compilation import Compilation, compile_period
from tests.office import AFTER, FEBRUARY, MARCH, SCHOOL, found, gathered, issued, office, returned


def month(value: str, text: str, status: str = "正常推进") -> str:
    return f"""
        | 序号 | 职责 | 本月累计完成值 | 进展情况 | 状态     |
        | 1    | 牵头 | {value}        | {text}   | {status} |
    """


def two_months(february: str, march: str) -> Compilation:
    """March compiled with February before it, both as drawn for the school bureau."""
    taskmap, made = office(), []
    for period, drawing in ((FEBRUARY, february), (MARCH, march)):
        files = {"教育局.xlsx": returned(issued(taskmap, SCHOOL, period), drawing)}
        intake = gathered(taskmap, files, period=period)
        made.append(compile_period(taskmap, period, intake, AFTER, (), print, tuple(made)))
    return made[-1]


@pytest.mark.parametrize(("now", "times"), (("250", 1), ("300", 0), ("310", 0)))
def test_a_cumulative_value_does_not_fall(now: str, times: int) -> None:
    compilation = two_months(month("300", "新增学位300个"), month(now, f"新增学位{now}个"))
    assert len(found(compilation.findings, "progress_fell")) == times


@pytest.mark.parametrize(
    ("before", "now", "status", "times"),
    (
        ("新增学位300个，开工2所学校", "新增学位300个，开工2所学校", "正常推进", 1),
        ("新增学位300个，开工2所学校", "新增学位300个， 开工２所学校", "正常推进", 1),
        ("新增学位300个，开工2所学校", "新增学位310个，开工3所学校", "正常推进", 0),
        ("新增学位300个，开工2所学校", "新增学位300个，开工2所学校", "已完成", 0),
        ("无变化", "无变化", "正常推进", 0),
    ),
)
def test_a_text_is_not_copied(before: str, now: str, status: str, times: int) -> None:
    compilation = two_months(month("300", before), month("300", now, status))
    assert len(found(compilation.findings, "copied_from_last_period")) == times


def test_without_a_month_before_nothing_is_compared() -> None:
    compilation = two_months("", month("300", "新增学位300个，开工2所学校"))
    assert found(compilation.findings, "progress_fell", "copied_from_last_period") == []
