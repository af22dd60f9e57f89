"""What 进展情况 says: nothing at all, another figure than the cell, a day outside the period."""

from __future__ import annotations

from decimal import Decimal

import pytest
from msgspec.structs import replace

from duban.model import Finding, Indicator, Kind
from tests.office import INDICATORS, SCHOOL, compiled, full_month, office, settings

HEAD = "| 序号 | 职责 | 本月累计完成值 | 进展情况 | 状态 | 计划完成时限 |"
MONEY = Indicator("1", 1, "重点项目投资", Decimal(80000), "万元")
RATE = Indicator("1", 1, "农产品出口增长", Decimal(7), "%", kind=Kind.GROWTH)


def flagged(
    code: str,
    text: str,
    value: str = "300",
    status: str = "正常推进",
    due: str = "",
    indicator: Indicator = INDICATORS[0],
) -> list[Finding]:
    """What ``code`` finds where the school bureau reports this of task 1 (1000个)."""
    taskmap = office(indicators=(indicator, *INDICATORS[1:]))
    drawing = f"{HEAD}\n| 1 | 牵头 | {value} | {text} | {status} | {due} |"
    made = compiled(taskmap, full_month(taskmap, **{SCHOOL.code: drawing}))
    return [f for f in made.findings if f.code == code and f.unit == SCHOOL.name]


@pytest.mark.parametrize(
    "text",
    (
        "积极推进，正在有序开展。",
        "正在积极推进",
        "高度重视，加强领导，压实责任，各项工作按计划推进",
        "各项工作进展顺利，取得阶段性成效",
        "一是高度重视；二是狠抓落实。",
        "进一步加强调度，统筹推进学位建设",
    ),
)
def test_a_text_of_empty_phrases_alone_is_vague(text: str) -> None:
    (finding,) = flagged("vague_text", text)
    assert finding.source.cell == "L8"
    assert "没有写明做成的事和数据" in finding.message


@pytest.mark.parametrize(
    "text",
    (
        "积极推进学位建设，新增学位300个",
        "积极推进，已开工三所学校",
        "有序推进，可研报告已批复",
        "已完成主体施工",
        "正在进行主体结构施工",
        "召开专题会，积极推进",
        "等待批复",
        "",
    ),
)
def test_a_fact_or_a_figure_is_enough(text: str) -> None:
    assert flagged("vague_text", text) == []


def test_what_has_not_begun_has_nothing_to_tell() -> None:
    assert flagged("vague_text", "正在积极推进", "0", "未启动") == []
    assert flagged("vague_text", "积极对接上级", "0", "上级未下达") == []


def test_the_empty_phrases_are_a_setting() -> None:
    taskmap = office(settings=settings(vague_words="抓紧办理"))
    drawing = f"{HEAD}\n| 1 | 牵头 | 300 | 正在抓紧办理 | 正常推进 | |"
    made = compiled(taskmap, full_month(taskmap, **{SCHOOL.code: drawing}))
    assert [f.unit for f in made.findings if f.code == "vague_text"] == [SCHOOL.name]


CONFLICT = "text_number_conflict"


@pytest.mark.parametrize(
    "text",
    (
        "完成投资3.2亿元",
        "截至3月25日，累计完成投资3.2亿元，签约项目6个，总投资50亿元",
        "重点项目投资32,000万元，同比增长12%",
        "已完成重点项目投资3.2亿元以上，其中工业投资5000万元",
        "重点项目投资累计32010万元",
    ),
)
def test_a_text_that_tells_the_value_in_another_measure_agrees(text: str) -> None:
    assert flagged(CONFLICT, text, "32000", indicator=MONEY) == []


@pytest.mark.parametrize(
    ("text", "words"),
    (
        ("完成投资3.5亿元", "3.5亿元"),
        ("截至3月25日，重点项目投资累计35000万元，开工项目6个", "35000万元"),
        ("1-3月完成重点项目投资2.1亿元", "2.1亿元"),
        ("累计完成35000万元", "35000万元"),
        ("完成全年目标的85%", "85%"),
    ),
)
def test_a_text_that_tells_another_value_contradicts_the_cell(text: str, words: str) -> None:
    (finding,) = flagged(CONFLICT, text, "32000", indicator=MONEY)
    assert f"“{words}”，而累计完成值为32000万元" in finding.message
    assert finding.source.cell == "L8"


@pytest.mark.parametrize(
    "text",
    (
        "本月完成投资5000万元",
        "3月完成重点项目投资5000万元",
        "3月15日，完成投资5000万元",
        "园区一期完成投资1.2亿元",
        "开工亿元项目3个，总投资50亿元",
        "重点项目投资目标8亿元",
        "围绕重点项目投资8亿元，召开调度会2次",
        "重点项目投资较上年增加5000万元",
        "重点项目投资3亿元左右",
        "重点项目投资预计4亿元",
        "完成全年目标的40%",
        "发放贷款2亿元，新建厂房3万平方米",
        "开工率85%",
        "累计完成投资1.4亿元的产业园项目主体封顶",
        "到3月底重点项目投资可完成3.6亿元",
        "重点项目投资已拨付资金1.1亿元",
        "重点项目投资缺口1.1亿元",
        "比去年同期重点项目投资2.8亿元增长14%",
        "XX产业园一期累计完成投资1.8亿元，二期累计完成投资1.4亿元",
        "全省重点项目投资完成350亿元",
        "2022年完成重点项目投资7.5亿元",
        "2022年完成重点项目投资7.5亿元，今年一季度完成32000万元",
    ),
)
def test_a_figure_of_something_else_contradicts_nothing(text: str) -> None:
    assert flagged(CONFLICT, text, "32000", indicator=MONEY) == []


def test_a_rate_and_a_count_are_compared_too() -> None:
    assert len(flagged(CONFLICT, "农产品出口增长9.1%", "7.5", indicator=RATE)) == 1
    assert flagged(CONFLICT, "农产品出口增长7.5%", "7.5", indicator=RATE) == []
    assert len(flagged(CONFLICT, "累计新增学位350个", "300")) == 1
    assert flagged(CONFLICT, "开工学校5所，培训教师120人次，发放补助35个批次", "300") == []


def test_a_value_out_of_range_is_told_once() -> None:
    assert flagged(CONFLICT, "累计新增学位300个", "300000") == []


OUTSIDE = "date_outside_period"


@pytest.mark.parametrize(
    ("text", "day"),
    (
        ("3月28日竣工", "3月28日"),
        ("3月2日开工，4月1日建成", "4月1日"),
        ("截至3月31日，新增学位300个", "3月31日"),
        ("截至2月20日，新增学位300个", "2月20日"),
        ("2024-01-05完成验收", "2024-01-05"),
    ),
)
def test_a_deed_after_the_cut_off_or_an_old_as_of_day(text: str, day: str) -> None:
    (finding,) = flagged(OUTSIDE, text)
    assert f"“{day}”不在本期（截至3月25日）之内" in finding.message


@pytest.mark.parametrize(
    "text",
    (
        "截至3月25日，新增学位300个",
        "1月12日开工，3月20日封顶",
        "去年12月28日完成招标，今年2月动工",
        "12月28日完成招标",
        "计划4月10日前竣工，预计5月1日投用",
        "2月30日开会",
        "3.15消费者权益日活动",
    ),
)
def test_a_day_of_the_period_of_last_year_or_of_a_plan(text: str) -> None:
    assert flagged(OUTSIDE, text) == []


@pytest.mark.parametrize(
    ("due", "status", "times"),
    (
        ("2月底", "正常推进", 1),
        ("2022-12-31", "正常推进", 1),
        ("2月底", "已完成", 0),
        ("3月底", "正常推进", 0),
        ("2023-12-31", "正常推进", 0),
        ("长期坚持", "正常推进", 0),
    ),
)
def test_a_units_own_limit_before_the_period(due: str, status: str, times: int) -> None:
    found = flagged(OUTSIDE, "3月2日新增学位300个", status=status, due=due)
    assert [f.source.cell for f in found] == ["P8"] * times


def test_an_empty_month_has_none() -> None:
    codes = {f.code for f in compiled(office(), {}).findings}
    assert not codes & {"vague_text", CONFLICT, OUTSIDE}


def test_a_longer_named_indicator_of_the_task_speaks_for_itself() -> None:
    other = replace(MONEY, seq=2, name="工业重点项目投资", target=Decimal(9000))
    taskmap = office(indicators=(MONEY, other, *INDICATORS[1:]))
    text = "工业重点项目投资5000万元"
    drawing = f"""
        | 序号 | 职责 | 指标     | 本月累计完成值 | 进展情况 | 状态     |
        | 1    | 牵头 | 工业重点 | 5000           | {text}   | 正常推进 |
        | 1    | 牵头 | 重点项目 | 32000          | {text}   | 正常推进 |
    """
    made = compiled(taskmap, full_month(taskmap, **{SCHOOL.code: drawing}))
    assert CONFLICT not in {f.code for f in made.findings}
