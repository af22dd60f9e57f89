"""What a unit reports against what it reported the month before."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from duban.compilation import Compilation, compile_period
from duban.model import Period
from tests.office import (
    AFTER,
    DEADLINE,
    FEBRUARY,
    MARCH,
    SCHOOL,
    compiled,
    found,
    gathered,
    issued,
    office,
    returned,
    settings,
)

JANUARY = Period("2023-01", date(2023, 1, 25), DEADLINE - timedelta(days=60))


def month(value: str, text: str, status: str = "正常推进") -> str:
    return f"""
        | 序号 | 职责 | 本月累计完成值 | 进展情况 | 状态     |
        | 1    | 牵头 | {value}        | {text}   | {status} |
    """


def two_months(february: str, march: str, **changes: object) -> Compilation:
    """March compiled with February before it, both as drawn for the school bureau."""
    return months((FEBRUARY, february), (MARCH, march), **changes)


def months(*drawings: tuple[Period, str | None], **changes: object) -> Compilation:
    """The last period compiled with those before it; None: the period has no returns at all."""
    periods = (JANUARY, FEBRUARY, MARCH)
    taskmap = office(periods=periods, settings=settings(**changes))
    made: list[Compilation] = []
    for period, drawing in drawings:
        if drawing is None:
            continue
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
        (
            "截至2月25日，新增学位300个，开工2所学校",
            "截至3月25日，新增学位300个，开工2所学校",
            "正常推进",
            1,
        ),
        ("新增学位300个，开工2所学校", "新增学位300个，新开工2所学校", "正常推进", 1),
        ("新增学位300个，开工2所学校", "新增学位300个，开工2所学校，主体已封顶", "正常推进", 0),
        ("截至2月25日，新增学位300个", "截至3月25日，新增学位310个", "正常推进", 0),
        ("正在等待上级批复文件", "正在等待上级批复文件", "上级未下达", 0),
    ),
)
def test_a_text_is_not_copied(before: str, now: str, status: str, times: int) -> None:
    compilation = two_months(month("300", before), month("300", now, status))
    assert len(found(compilation.findings, "copied_from_last_period")) == times


def test_without_a_month_before_nothing_is_compared() -> None:
    compilation = two_months("", month("300", "新增学位300个，开工2所学校"))
    assert found(compilation.findings, "progress_fell", "copied_from_last_period") == []


def test_a_copy_says_how_alike_it_is_and_the_limit_is_a_setting() -> None:
    drawings = (
        month("300", "新增学位300个，开工2所学校"),
        month("300", "新增学位300个，新开工2所学校"),
    )
    (finding,) = [f for f in two_months(*drawings).findings if f.code == "copied_from_last_period"]
    assert "进展情况与上期有96%相同，没有新的数据" in finding.message
    assert finding.evidence == "相似度96%；上期：新增学位300个，开工2所学校"
    assert found(two_months(*drawings, likeness=98).findings, "copied_from_last_period") == []


def task(number: int, value: str, text: str, status: str = "正常推进") -> str:
    return month(value, text, status).replace("| 1    |", f"| {number}    |")


STILL = [month("300", f"{n}月{n}日召开会议{n}次") for n in (1, 2, 3)]


def stalled(*drawings: str | None, **changes: object) -> list[tuple[str, str, str, str]]:
    periods = (JANUARY, FEBRUARY, MARCH)
    made = months(*zip(periods[-len(drawings) :], drawings, strict=True), **changes)
    return found(made.findings, "stalled")


def test_a_value_that_stays_for_three_months_is_stalled() -> None:
    assert stalled(*STILL) == [("stalled", SCHOOL.name, "1", "I8")]
    assert stalled(*STILL[1:]) == []
    assert stalled(*STILL[1:], stalled_periods=2) == [("stalled", SCHOOL.name, "1", "I8")]


@pytest.mark.parametrize(
    "drawings",
    (
        (STILL[0], STILL[1], month("301", "3月3日新增学位1个")),
        (STILL[0], None, STILL[2]),
        (STILL[0], month("", "2月2日开会"), STILL[2]),
        tuple(month("1000", "1月3日建成", "已完成") for _ in range(3)),
        tuple(month("0", "尚未开工", "未启动") for _ in range(3)),
        tuple(month("300", f"{n}月待批", "上级未下达") for n in range(3)),
    ),
)
def test_what_moved_is_done_or_has_not_begun_does_not_stall(
    drawings: tuple[str | None, ...],
) -> None:
    assert stalled(*drawings) == []


def test_a_ceiling_that_is_kept_does_not_stall_and_zero_begun_does() -> None:
    assert stalled(*(task(4, "0", f"{n}月{n}日检查{n}次") for n in (1, 2, 3))) == []
    zero = [month("0", f"{n}月{n}日开会{n}次") for n in (1, 2, 3)]
    assert [code for code, *_ in stalled(*zero)] == ["stalled"]


def test_an_empty_month_has_none() -> None:
    codes = {f.code for f in compiled(office(), {}).findings}
    assert not codes & {"progress_fell", "copied_from_last_period", "stalled"}
