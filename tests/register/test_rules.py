"""督办规则 and 考核规则: an older task map has the defaults, a wrong row is named with its cell."""

from __future__ import annotations

from decimal import Decimal

import pytest

from duban.register import defaults
from duban.rules import NAMES, Level, Often, Scope
from tests.register.drawn import read, said, workbook

LADDER = """
    | 事件         | 频次 | 次数 | 对象   | 层级 | 适用任务 |
    | 黄灯、红灯   | 累计 | 3    | 本单位 | 约谈 |          |
    | late         | 本期 |      |        | 提醒 | 2        |
"""
SCORES = """
    | 事件   | 分值 | 封顶 | 协办系数 |
    | 基础分 | 60   |      |          |
    | 红灯   | -1.5 | 6    | 0.4      |
"""


def test_a_task_map_without_the_sheets_has_the_default_rules() -> None:
    taskmap, findings = read(workbook())
    assert findings == []
    assert taskmap.ladder == defaults.LADDER
    assert taskmap.scores == defaults.SCORES


def test_the_offices_own_rows_replace_all_of_the_defaults() -> None:
    taskmap, findings = read(workbook(督办规则=LADDER, 考核规则=SCORES))
    assert findings == []
    pooled, urgent = taskmap.ladder
    assert (pooled.events, pooled.often, pooled.times) == (("黄灯", "红灯"), Often.YEARLY, 3)
    assert (pooled.scope, pooled.level, pooled.words) == (
        Scope.UNIT,
        Level.SUMMON,
        "本单位年内累计3次黄灯或红灯",
    )
    assert (urgent.times, urgent.scope, urgent.tasks) == (1, Scope.TASK, ("2",))
    base, red = taskmap.scores
    assert (base.points, base.cap, red.points, red.co) == (
        60,
        None,
        Decimal("-1.5"),
        Decimal("0.4"),
    )


def test_an_empty_sheet_is_an_office_that_wants_no_rule() -> None:
    taskmap, _ = read(workbook(督办规则=LADDER.strip().splitlines()[0]))
    assert taskmap.ladder == ()


@pytest.mark.parametrize(
    ("sheet", "row", "expected"),
    [
        ("督办规则", "| 黄灯、红登 | 累计 | 3 | | 约谈 | |", ["event_unknown 督办规则!A3"]),
        ("督办规则", "| 黄灯、预警 | 累计 | 3 | | 约谈 | |", ["events_mixed 督办规则!A3"]),
        ("督办规则", "| 黄灯 | 每天 | 3 | | 约谈 | |", ["cell_unreadable 督办规则!B3"]),
        ("督办规则", "| 黄灯 | 累计 | 3 | | 撤职 | |", ["cell_unreadable 督办规则!E3"]),
        ("督办规则", "| 黄灯 | 累计 | 3 | | 约谈 | 9 |", ["task_unknown 督办规则!F3"]),
        ("考核规则", "| 红登 | -1 | | |", ["event_unknown 考核规则!A3"]),
        ("考核规则", "| 红灯 | 扣一分 | | |", ["cell_unreadable 考核规则!B3"]),
        ("考核规则", "| 红灯 | -9999 | | |", ["points_unfit 考核规则!B3"]),
        ("考核规则", "| 基础分 | -1 | | |", ["points_unfit 考核规则!B3"]),
        ("考核规则", "| 红灯 | -1 | | -0.5 |", ["points_unfit 考核规则!D3"]),
    ],
)
def test_a_wrong_row_is_named_with_its_cell(sheet: str, row: str, expected: list[str]) -> None:
    head = {"督办规则": LADDER, "考核规则": SCORES}[sheet].strip().splitlines()[0]
    assert said(**{sheet: f"{head}\n{row}"}) == expected


def test_two_rows_of_one_event_are_both_named() -> None:
    twice = "| 事件 | 分值 |\n| 红灯 | -1 |\n| 红灯 | -2 |"
    assert said(考核规则=twice) == ["rule_repeated 考核规则!A3", "rule_repeated 考核规则!A4"]


def test_the_defaults_name_only_what_may_happen() -> None:
    for rule in defaults.LADDER:
        assert set(rule.events) <= set(NAMES)


def test_rulings_on_steps_need_a_unit_and_a_level() -> None:
    head = "| 期次 | 事项 | 单位 | 任务 | 核定值 | 理由 | 核定人 | 核定日期 |"
    row = "| 2023-03 | 督办层级 | {} | 1 | {} | 已说明 | 张某 | 2023-04-01 |"
    good = f"{head}\n{row.format('市教育局', '约谈')}"
    assert said(核定=good) == []
    assert said(核定=f"{head}\n{row.format('', '约谈')}") == ["ruling_unclear 核定!C3"]
    assert said(核定=f"{head}\n{row.format('市教育局', '撤职')}") == ["ruling_unclear 核定!E3"]
