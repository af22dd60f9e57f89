"""Targets in the words of task lists: the whole seed notice, and phrases of other places' lists."""

import csv
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duban.model import Indicator, Source, Task
from duban.notice.targets import indicators

HERE = Path(__file__).parent


def seed_tasks() -> Iterator[Task]:
    """The seed's rows: a line that begins with the next number; the text ends with its last 。"""
    text = (HERE / "qianjiang-2023.txt").read_text(encoding="utf-8")
    number = 1
    for line in text[text.index("序号重") :].splitlines():
        row = re.match(rf"{number}(\D?.*)。", line)
        if row:
            yield Task(number, row[1] + "。")
            number += 1


def read(text: str) -> list[str]:
    """Each target as '新建学校 3所 不低于 累计量', with ? where a person must look closer."""
    return [
        f"{i.name} {i.target:f}{i.measure} {i.direction.label} {i.kind.label}"
        + ("?" if i.doubt else "")
        for i in indicators(Task(1, text))
    ]


def test_the_seed_notice_gives_exactly_the_targets_that_a_person_marked_in_it() -> None:
    tasks = list(seed_tasks())
    assert len(tasks) == 136
    with (HERE / "gold_targets.csv").open(encoding="utf-8") as file:
        gold = list(csv.DictReader(file))
    found = [indicator for task in tasks for indicator in indicators(task)]
    expected = [(g["task"], Decimal(g["value"]), g["measure"]) for g in gold]
    assert [(i.task, i.target, i.measure) for i in found] == expected
    for indicator, row in zip(found, gold, strict=True):
        assert row["name"] in indicator.name
        assert (indicator.direction, indicator.kind) == (row["direction"], row["kind"])
        assert bool(indicator.doubt) == bool(row["doubt"]), indicator


def test_every_target_names_the_words_of_its_task_and_keeps_the_condition() -> None:
    for task in seed_tasks():
        for n, indicator in enumerate(indicators(task), start=1):
            assert indicator.seq == n
            assert indicator.words
            assert indicator.words in task.text
    hoped = indicators(Task(79, "力争新增市场主体1.2万家。"))
    assert [i.words for i in hoped] == ["力争新增市场主体1.2万家"]
    assert hoped[0].name == "新增市场主体"


def test_traditional_characters_and_full_width_marks_are_read_and_kept() -> None:
    text = "力爭新建高標準農田９.１萬畝，電子商務交易額突破60億元；建設5所幼兒園（含續建）。"
    found = indicators(Task(1, text))
    assert [(i.name, f"{i.target:f}{i.measure}") for i in found] == [
        ("新建高標準農田", "9.1万亩"),
        ("電子商務交易額", "60亿元"),
        ("建設幼兒園（含續建）", "5所"),
    ]
    assert found[0].words == "力爭新建高標準農田９.１萬畝"


def test_a_subtask_keeps_its_key_and_where_it_stands() -> None:
    source = Source("通知.docx", "", "第3行")
    (one,) = indicators(Task(22, "签约项目100个", subtask=2, source=source))
    assert (one.task, one.source) == ("22-2", source)


@pytest.mark.parametrize(
    ("text", "targets"),
    [
        (
            "地区生产总值增长6.5%左右,规上工业增加值增长8%、固定资产投资增长10%",
            [
                "地区生产总值 6.5% 不低于 增长率?",
                "规上工业增加值 8% 不低于 增长率",
                "固定资产投资 10% 不低于 增长率",
            ],
        ),
        (
            "城镇和农村居民人均可支配收入分别增长6%和7%",
            ["城镇 6% 不低于 增长率?", "农村居民人均可支配收入 7% 不低于 增长率?"],
        ),
        ("城镇登记失业率控制在4.5%以内", ["城镇登记失业率 4.5% 不超过 水平值"]),
        ("调查失业率稳定在5.5%左右", ["调查失业率 5.5% 不超过 水平值?"]),
        ("单位GDP能耗下降3%", ["单位GDP能耗 -3% 不超过 增长率?"]),
        (
            "PM2.5平均浓度不超过35微克/立方米",
            ["PM2.5平均浓度 35微克/立方米 不超过 水平值"],
        ),
        ("森林覆盖率从45%提高到46.2%", ["森林覆盖率 46.2% 不低于 水平值"]),
        (
            "办理时限由20个工作日压缩至5个工作日以内",
            ["办理时限 5工作日 不超过 水平值"],
        ),
        ("研发经费投入强度提高0.2个百分点", ["研发经费投入强度 0.2百分点 不低于 增长率"]),
        (
            "新开工亿元以上项目50个、10亿元以上项目5个",
            ["新开工亿元以上项目 50个 不低于 累计量", "10亿元以上项目 5个 不低于 累计量"],
        ),
        (
            "年内新建各类学校３所,新增学位１，２００个",
            ["新建各类学校 3所 不低于 累计量", "新增学位 1200个 不低于 累计量"],
        ),
        (
            "新增市场主体两千户、规上工业企业二十三家",
            ["新增市场主体 2000户 不低于 累计量", "规上工业企业 23家 不低于 累计量"],
        ),
        ("自来水普及率达到百分之九十五", ["自来水普及率 95% 不低于 水平值"]),
        ("耕地保有量不低于64.88万亩", ["耕地保有量 64.88万亩 不低于 水平值"]),
        (
            "改造老旧小区100个,其中城区60个",
            ["改造老旧小区 100个 不低于 累计量", "城区 60个 不低于 累计量"],
        ),
        (
            "力争GDP突破1000亿元、增长8%以上",
            ["GDP 1000亿元 不低于 累计量", "GDP 8% 不低于 增长率"],
        ),
        (
            "规上工业总产值达到300亿元,增长12%",
            ["规上工业总产值 300亿元 不低于 累计量", "规上工业总产值 12% 不低于 增长率"],
        ),
        (
            "安全生产事故起数、死亡人数分别下降10%、15%",
            ["安全生产事故起数 -10% 不超过 增长率?", "死亡人数 -15% 不超过 增长率?"],
        ),
        ("盘活存量建设用地2000亩", ["盘活存量建设用地 2000亩 不低于 累计量"]),
        ("食品抽检不少于4批次/千人", ["食品抽检 4批次/千人 不低于 水平值"]),
        ("建成投用110千伏变电站2座", ["建成投用110千伏变电站 2座 不低于 累计量"]),
        ("建成5A级景区1家", ["建成5A级景区 1家 不低于 累计量"]),
        ("建设15分钟便民生活圈20个", ["建设15分钟便民生活圈 20个 不低于 累计量"]),
        ("孵化科技型企业5—8家", ["孵化科技型企业 5家 不低于 累计量?"]),
        ("每年培训农民1000人次", ["每年培训农民 1000人次 不低于 累计量?"]),
        ("完成固定资产投资500亿元", ["完成固定资产投资 500亿元 不低于 累计量"]),
        ("每万人拥有养老床位达35张", ["每万人拥有养老床位 35张/万人 不低于 水平值"]),
        ("完成13个村(居)的污水管网建设", ["完成村(居)的污水管网建设 13个 不低于 累计量?"]),
        ("5月底前完成用地报批1500亩", ["完成用地报批 1500亩 不低于 累计量"]),
        ("投资12.5亿元,建设示范带", ["投资 12.5亿元 不低于 累计量?"]),
        ("投产后预计年产值可达10亿元", ["投产后预计年产值可 10亿元 不低于 累计量?"]),
    ],
)
def test_reads_the_targets_of(text: str, targets: list[str]) -> None:
    assert read(text) == targets


@pytest.mark.parametrize(
    "text",
    [
        "落实“十四五”规划,办好第十四届龙虾节,贯彻二十大精神",
        "持续开展“323”攻坚行动和三年行动计划,打造一刻钟生活圈",
        "升级改造318国道、322省道,推进2000吨级航道整治,覆盖5G网络",
        "创建4A级景区,落实“十年禁渔”和十大攻坚提升行动",
        "加快投资126亿元的产业园建设,推动总投资30亿元的物流园项目",
        "全力建设途经5个区镇13个村(居)的示范带",
        "以2个片区5个四级流域治理单元为基础,构建水网体系",
        "完善覆盖全国 600 多个大中城市的运输网络",
        "建设年产30万吨新材料项目(总投资5亿元,占地200亩)",
        "建设总长12公里的滨河绿道,占地500亩,推进年出栏10万头生猪养殖场建设",
        "抓好2022年第四批、2023年第一批项目,推进占地300亩、投资15亿元的冷链园建设",
        "全市12个乡镇全面开展整治,在10个社区开展试点,对2个乡镇开展巡察",
        "每季度召开1次会议,落实24小时值守",
        "工地扬尘治理实现6个100%,落实20条措施,抓好5个方面",
        "打造“1个中心、3个平台”,用好12345热线",
        "一般公共预算收入突破百亿元,华润百万千瓦项目,百里长渠,千百水系",
        "于2023年12月31日前完成,印发国发〔2023〕5号文件,实施“工业增容2.0”工程",
        "",
    ],
)
def test_figures_that_nobody_promises_are_no_targets(text: str) -> None:
    assert read(text) == []


FRAGMENTS = [
    "新建",
    "力争",
    "达到",
    "3.2",
    "亿元",
    "100",
    "个",
    "的",
    "以上",
    "、",
    ",",
    "。",
    "和",
]
FRAGMENTS += ["(", ")", "“", "”", "增长", "下降", "%", "项目", "投资", "十", "万", "每", "年", "从"]
FRAGMENTS += ["和", "至", "—", " ", "第", "\n"]


@given(st.lists(st.sampled_from(FRAGMENTS), max_size=25).map("".join))
def test_whatever_the_text_each_target_stands_in_the_words_it_names(text: str) -> None:
    found: tuple[Indicator, ...] = indicators(Task(1, text))
    for n, indicator in enumerate(found, start=1):
        assert indicator.seq == n
        assert indicator.words in text
        assert re.search(r"[\d十]", indicator.words)
        assert indicator.name
