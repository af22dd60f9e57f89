"""measure_mismatch: a value whose power of ten betrays another measure."""

from __future__ import annotations

from decimal import Decimal

import pytest

from duban.compilation import Compilation, compile_period
from duban.model import Direction, Indicator, Kind
from tests.office import (
    AFTER,
    FEBRUARY,
    INDICATORS,
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

CODE = "measure_mismatch"
MONEY = Indicator("1", 1, "重点项目投资", Decimal(80000), "万元")
LAND = Indicator("1", 1, "高标准农田", Decimal("9.1"), "万亩")
LEVEL = Indicator("1", 1, "森林面积", Decimal(120), "万亩", kind=Kind.LEVEL)
SCHOOLS = INDICATORS[0]


def drawn(value: str) -> str:
    return f"""
        | 序号 | 职责 | 本月累计完成值 | 进展情况      | 状态     |
        | 1    | 牵头 | {value}        | 开工项目12个  | 正常推进 |
    """


def months(indicator: Indicator, *values: str, **changes: object) -> Compilation:
    """The last of two months, or the only one, in which task 1 stood at ``values``."""
    taskmap = office(indicators=(indicator, *INDICATORS[1:]), settings=settings(**changes))
    made: list[Compilation] = []
    for period, value in zip((FEBRUARY, MARCH)[-len(values) :], values, strict=True):
        files = {"教育局.xlsx": returned(issued(taskmap, SCHOOL, period), drawn(value))}
        intake = gathered(taskmap, files, period=period)
        made.append(compile_period(taskmap, period, intake, AFTER, (), print, tuple(made)))
    return made[-1]


def codes(made: Compilation) -> list[str]:
    """What is said of the value; the form has one row of several."""
    return [c for c, *_ in found(made.findings, CODE, "out_of_range", "progress_fell")]


@pytest.mark.parametrize(
    ("indicator", "value"),
    (
        (MONEY, "2"),  # 亿元 in a column of 万元
        (MONEY, "200000000"),  # 元
        (LAND, "20000"),  # 亩
        (LEVEL, "1180000"),
        (LEVEL, "0.012"),
    ),
)
def test_against_the_target_where_nothing_was_reported_before(
    indicator: Indicator, value: str
) -> None:
    assert codes(months(indicator, value)) == [CODE]


@pytest.mark.parametrize(
    ("indicator", "value"),
    (
        (MONEY, "20000"),
        (MONEY, "0"),
        (MONEY, "90000"),
        (MONEY, "900"),
        (LAND, "2.1"),
        (LEVEL, "60"),
    ),
)
def test_what_can_be_so_is_no_slip(indicator: Indicator, value: str) -> None:
    assert codes(months(indicator, value)) == []


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    (
        ("18000", "2.1", [CODE]),
        ("18000", "210000000", [CODE]),
        ("18000", "21000", []),
        ("18000", "9000", ["progress_fell"]),
        ("18000", "210000", [CODE]),  # tenfold and above the target
        ("6000", "60000", []),  # tenfold, but within the year's target
        ("2", "20000", []),  # last month's slip, mended
    ),
)
def test_against_the_month_before(before: str, now: str, expected: list[str]) -> None:
    assert codes(months(MONEY, before, now)) == expected


def test_schools_are_not_counted_in_ten_thousands_without_a_month_before() -> None:
    assert codes(months(SCHOOLS, "1")) == []
    assert codes(months(SCHOOLS, "250", "2600000")) == [CODE]
    assert codes(months(SCHOOLS, "250", "1")) == ["progress_fell"]


def test_a_ceiling_and_a_rate_are_left_alone() -> None:
    ceiling = Indicator("1", 1, "一般性支出", Decimal(80000), "万元", Direction.AT_MOST)
    growth = Indicator("1", 1, "税收增长", Decimal(7), "%", kind=Kind.GROWTH)
    assert codes(months(ceiling, "2")) == []
    assert codes(months(growth, "0.0007")) == []


def test_the_message_says_what_was_probably_meant_and_the_span_is_a_setting() -> None:
    (finding,) = [f for f in months(MONEY, "18000", "2.1").findings if f.code == CODE]
    assert finding.message == (
        "第1项（牵头）：累计完成值2.1万元约为上期的一万分之一，可能用错计量单位，疑为21000万元"
    )
    assert codes(months(MONEY, "18000", "2.8")) == [CODE]
    assert codes(months(MONEY, "18000", "2.8", mismatch_span="1.5")) == ["progress_fell"]


def test_an_empty_month_has_none() -> None:
    assert found(compiled(office(), {}).findings, CODE) == []
