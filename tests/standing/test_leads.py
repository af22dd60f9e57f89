"""Several leads of one indicator: whose value counts, and that the standing says so."""

from decimal import Decimal
from typing import Any

import pytest

from duban.model import (
    Direction,
    Group,
    Indicator,
    Inspection,
    Kind,
    Light,
    Ruling,
    Task,
    TaskClass,
)
from duban.register import TaskMap
from duban.standing import Standing
from duban.trace import explain
from tests.office import MARCH, SCHOOL, TRADE, WATER, compiled, issued, office, returned, settings

PLACES = Indicator("1", 1, "新增学位", Decimal(1000), "个")
NAMES = ("市教育局", "市水利局", "市商务局")


def shared(how: str = "首位牵头", indicator: Indicator = PLACES, **changes: Any) -> TaskMap:
    parts: dict[str, Any] = {
        "tasks": (Task(1, "新增学位1000个", NAMES),),
        "indicators": (indicator,),
        "settings": settings(several_leads=how),
    }
    return office(**{**parts, **changes})


def files(taskmap: TaskMap, *values: object) -> dict[str, bytes]:
    """Returns of the three leads; one whose value is None sent nothing."""
    return {
        f"{unit.code}.xlsx": returned(
            issued(taskmap, unit),
            f"""
            | 序号 | 职责 | 本月累计完成值 | 进展情况 | 状态     |
            | 1    | 牵头 | {value}        | 已开工   | 正常推进 |
            """,
        )
        for unit, value in zip((SCHOOL, WATER, TRADE), values, strict=False)
        if value is not None
    }


def judged(taskmap: TaskMap, *values: object) -> Standing:
    return compiled(taskmap, files(taskmap, *values)).standings[0]


@pytest.mark.parametrize(
    ("how", "progress", "whose"),
    [
        ("首位牵头", "30.0", "按首位牵头单位市教育局的数值"),
        ("合计", "62.0", "按3个牵头单位合计"),
        ("最低", "2.0", "按各牵头单位中最低的市商务局的数值"),
    ],
)
def test_the_setting_decides_whose_value_counts(how: str, progress: str, whose: str) -> None:
    found = judged(shared(how), 300, 300, 20)
    assert str(found.progress) == progress
    assert f"（{whose}）" in found.why


def test_where_the_first_lead_sent_nothing_the_next_speaks_and_it_is_said() -> None:
    found = judged(shared(), None, 240, 20)
    assert found.values[0].reported == 240
    assert found.why == (
        "绿灯：完成24.0%，序时25.0%，差1.0个百分点，基本达到序时进度"
        "（首位牵头单位未报，按市水利局的数值）"
    )


def test_of_a_group_none_is_first_and_its_members_values_are_added() -> None:
    group = Group("各区镇街道", NAMES[:2])
    taskmap = shared(
        groups=(group,), tasks=(Task(1, "新增学位1000个", ("各区镇街道", "市商务局")),)
    )
    found = judged(taskmap, 100, 150, 900)
    assert (found.values[0].judged, found.light) == (Decimal(250), Light.GREEN)
    assert "按2个牵头单位合计" in found.why


def test_a_total_without_all_its_parts_proves_a_floor_and_not_a_ceiling() -> None:
    floor = judged(shared("合计"), 200, None, 100)
    assert (floor.task_class, floor.light) == (TaskClass.AHEAD, Light.GREEN)
    assert "按2个牵头单位合计，另有1个没有可用的数值" in floor.why
    ceiling = Indicator("1", 1, "事故", Decimal(12), "起", Direction.AT_MOST)
    found = judged(shared("合计", ceiling), 1, None, 1)
    assert (found.task_class, found.other) == (TaskClass.OTHER, "部分数值未报")
    assert judged(shared("合计", ceiling), 9, None, 9).light is Light.RED


def test_rates_are_never_added() -> None:
    growth = Indicator("1", 1, "增速", Decimal(7), "%", kind=Kind.GROWTH)
    found = judged(shared("合计", growth), 8, 6.5, 9)
    assert (found.values[0].judged, found.light) == (Decimal("6.5"), Light.YELLOW)
    assert "最低的市水利局" in found.why


def test_decided_values_stand_in_a_total_for_what_was_reported() -> None:
    seen = Inspection(MARCH.name, "1", "市教育局", 1, Decimal(50))
    found = judged(shared("合计", inspections=(seen,)), 300, 100, 20)
    value = found.values[0]
    assert (value.reported, value.verified, value.basis) == (420, 170, "核实")
    assert "数值经核实" in found.why
    whole = Ruling(MARCH.name, "更正数值", task="1", value="260", by="张某")
    assert judged(shared("合计", rulings=(whole,)), 300, 100, 20).values[0].judged == 260
    own = Ruling(MARCH.name, "更正数值", "市商务局", "1", value="60", by="张某")
    assert judged(shared("合计", rulings=(own,)), 300, 100, 20).values[0].judged == 460
    assert judged(shared("最低", rulings=(own,)), 300, 100, 20).values[0].judged == 60
    assert judged(shared(rulings=(own,)), 300, 100, 20).values[0].judged == 300


@pytest.mark.parametrize("how", ["首位牵头", "合计", "最低"])
def test_a_doubtful_value_or_none_at_all_judges_nothing(how: str) -> None:
    doubtful = judged(shared(how), 99999, 99999, 99999)
    assert (doubtful.task_class, doubtful.other) == (TaskClass.OTHER, "数值待核")
    assert judged(shared(how)).other == "牵头单位未报送"
    assert judged(shared(how), "", "", "").other == "未报可用数值"


def test_the_trace_of_a_total_names_every_part_and_its_cell() -> None:
    taskmap = shared("合计")
    trace = explain(compiled(taskmap, files(taskmap, 300, 300, 20)), "1")
    assert trace is not None
    lines = "\n".join(trace.lines())
    for name, value in zip(NAMES, (300, 300, 20), strict=True):
        assert f"{name}自报{value}个" in lines
