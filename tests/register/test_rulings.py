"""A ruling that would have no effect is an error at its cell, not a silence."""

from decimal import Decimal

import pytest

from duban.model import Indicator, Ruling, Source
from duban.register import validate
from tests.office import MARCH, office

TWO = (
    Indicator("1", 1, "新增学位", Decimal(1000), "个"),
    Indicator("1", 2, "投资", Decimal(3), "亿元"),
)


def problems(indicators: tuple[Indicator, ...] = TWO[:1], **cells: str) -> list[tuple[str, str]]:
    """(cell, message) of the errors about a ruling with these cells, in row 3."""
    ruling = Ruling(MARCH.name, **cells, source=Source("taskmap/2023.xlsx", "核定", "A3"))
    found = validate(office(rulings=(ruling,), indicators=indicators))
    return [(f.source.cell, f.message) for f in found if f.code == "ruling_unclear"]


@pytest.mark.parametrize(
    "cells",
    [
        {"subject": "更正数值", "task": "1", "value": "300"},
        {"subject": "更正数值", "task": "1", "value": "0.03万个", "unit": "市教育局"},
        {"subject": "确认收件", "unit": "市教育局"},
        {"subject": "确认收件", "unit": "市教育局", "value": "2023年3月29日16:30"},
        {"subject": "免报", "unit": "市教育局"},
    ],
)
def test_a_clear_ruling(cells: dict[str, str]) -> None:
    assert problems(**cells) == []


@pytest.mark.parametrize("subject", ["免报", "准予逾期", "退回重报", "确认收件"])
def test_a_decision_on_a_return_names_the_unit(subject: str) -> None:
    expected = f"2023-03 的核定不能执行：“{subject}”没有写明单位"
    assert problems(subject=subject) == [("C3", expected)]


def test_a_correction_names_task_indicator_and_number() -> None:
    ((cell, message),) = problems(subject="更正数值", value="300")
    assert cell == "D3"
    assert message.endswith("没有写明有量化指标的任务")
    ((cell, message),) = problems(TWO, subject="更正数值", task="1", value="300")
    assert cell == "E3"
    assert message.endswith("没有写明更正哪个指标：1（新增学位）、2（投资）")
    ((cell, message),) = problems(subject="更正数值", task="1", value="约三四百")
    assert cell == "F3"
    assert message.endswith("核定值“约三四百”不是一个数")
    assert problems(TWO, subject="更正数值", task="1", target="投资", value="2亿元") == []


def test_a_confirmed_moment_is_a_moment() -> None:
    ((cell, message),) = problems(subject="确认收件", unit="市教育局", value="上周五下午")
    assert cell == "F3"
    assert "“核定值”填的是“上周五下午”，不是日期" in message
