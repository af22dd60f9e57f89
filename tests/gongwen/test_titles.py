"""Titles as offices write them: broken at words, in a trapezium or a diamond, nothing lost."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duban.gongwen.titles import break_title, width

# A bar marks every place where a line may end without parting a word, name, number or date.
MARKED = """
关于|报送|2023年|3月份|重点|工作|进展|情况|的|通知
关于|全市|高标准|农田|建设|项目|进展|缓慢|的|督办|通知
关于|2023年|《政府工作报告》|重点|任务|第一季度|落实|情况|的|通报
关于|2023年|3月|全市|136项|重点|工作|任务|进展|情况|的|督查|通报
潜江市|人民政府|关于|印发|2023年|政府|工作|报告|重点|工作|任务|分解|方案|的|通知
潜江市|人民政府|办公室|关于|进一步|加强|秸秆|露天|焚烧|和|综合|利用|工作|的|紧急|通知
潜江市|人民政府|办公室|关于|切实|做好|2023年|春节|期间|安全|生产、|疫情|防控|和|应急|值守|有关|工作|的|通知
潜江市|人民政府|关于|表彰|2022年度|全市|经济|社会|高质量|发展|先进|集体|和|先进|个人|的|决定
关于|开展|2023年度|安全|生产|工作|考核|的|通知
关于|对|张金镇|人民政府|防汛|抗旱|工作|不力|的|通报
关于|调整|市|安全|生产|委员会|成员|单位|及|职责|分工|的|通知
潜江市|人民政府|督查室|关于|重点|项目|建设|推进|情况|的|督查|通报
关于|召开|全市|重点|工作|推进|会议|的|通知
关于|2023年|上半年|十件|民生|实事|办理|进展|情况|的|通报
关于|市|人大|代表|建议|和|政协|委员|提案|办理|工作|情况|的|通报
关于|印发|《潜江市|政务|督查|工作|办法》|的|通知
潜江市|人民政府|办公室|关于|印发|《潜江市|优化|营商|环境|三年|行动|方案|（2023—2025年）》|的|通知
关于|进一步|规范|政府|投资|项目|管理|的|若干|意见
关于|下达|2023年|第二批|中央|财政|衔接|推进|乡村|振兴|补助|资金|计划|的|通知
关于|成立|潜江市|龙虾|产业|高质量|发展|领导|小组|的|通知
关于|加强|国庆|节|期间|值班|值守|工作|的|通知
关于|对|后湖|管理区|等|5个|单位|逾期|未|报送|重点|工作|进展|情况|的|通报
关于|全市|生态|环境|保护|督察|反馈|问题|整改|落实|情况|的|督查|通报
潜江|经济|开发区|管理|委员会|关于|请求|解决|园区|基础|设施|建设|资金|的|请示
关于|2023年|1—5月|固定|资产|投资|完成|情况|的|通报
关于|贯彻|落实|省委|省政府|重大|决策|部署|推进|流域|综合|治理|和|统筹|发展|情况|的|报告
潜江市|农业|农村局|关于|恳请|支持|高标准|农田|建设|项目|资金|的|函
关于|开展|“四不两直”|安全|生产|专项|督查|的|通知
关于|做好|第七次|全国|人口|普查|工作|的|通知
关于|拖欠|农民工|工资|问题|专项|整治|情况|的|通报
关于|2022年度|市直|单位|和|区镇|街道|目标|考核|结果|的|通报
关于|报送|《政府|工作|报告》|重点|任务|分解|表|的|通知
关于|推进|潜江|国家|农业|科技|园区|体制|机制|改革|创新|的|实施|意见
关于|对|第22项|任务|（建设|高标准|农田|9.1万亩）|进展|滞后|的|预警|通知
关于|武汉|都市圈|交通|基础|设施|互联|互通|重点|项目|前期|工作|进展|缓慢|的|督办|单
潜江市|住房|和|城乡|建设局|关于|老旧|小区|改造|工作|滞后|原因|及|下一步|措施|的|报告
关于|印发|《潜江市|党政|机关|办公|用房|管理|实施|细则》|的|通知
关于|5G|基站|建设|和|数字|政府|建设|重点|任务|落实|情况|的|通报
关于|转发|《省|人民政府|办公厅|关于|进一步|优化|营商|环境|更好|服务|市场|主体|若干|措施|的|通知》|的|通知
关于|市委|常委会|会议|和|市政府|常务|会议|议定|事项|落实|情况|的|通报
关于|张金镇、|浩口镇、|熊口镇|等|地|耕地|流出|问题|整改|进展|情况|的|督查|专报
关于|约谈|市|水利|和|湖泊局|主要|负责人|的|建议
关于|对|市|教育局|给予|通报|批评|的|决定
关于|印发|潜江市|2023年|国民|经济|和|社会|发展|计划|的|通知
关于|“十四五”|规划|中期|评估|和|“回头看”|工作|安排|的|函
"""
TITLES = MARKED.split()
PLAIN = [title.replace("|", "") for title in TITLES]


def allowed(marked: str) -> set[int]:
    """Positions in the title without bars where a line may end."""
    at, places = 0, set()
    for word in marked.split("|")[:-1]:
        at += len(word)
        places.add(at)
    return places


def ends(lines: tuple[str, ...]) -> list[int]:
    at, places = 0, []
    for line in lines[:-1]:
        at += len(line)
        places.append(at)
    return places


@pytest.mark.parametrize("marked", TITLES)
def test_lines_end_between_words(marked: str) -> None:
    lines = break_title(marked.replace("|", ""), 20)
    assert set(ends(lines)) <= allowed(marked), lines


@pytest.mark.parametrize("title", PLAIN)
def test_lines_fit_and_form_a_trapezium_or_a_diamond(title: str) -> None:
    lines = break_title(title, 20)
    assert "".join(lines) == title
    lengths = [width(line) for line in lines]
    assert max(lengths) <= 20
    assert len(lines) <= -(-width(title) // 20) + 1
    if len(lines) > 1:
        steps = [b - a for a, b in pairwise(lengths)]
        assert all(steps), f"a rectangle: {lines}"
        assert [s > 0 for s in steps] == sorted((s > 0 for s in steps), reverse=True), lines
        assert min(lengths) >= 0.4 * max(lengths), f"a stub: {lines}"


@pytest.mark.parametrize("title", PLAIN)
def test_no_line_begins_or_ends_with_what_belongs_to_its_neighbour(title: str) -> None:
    lines = break_title(title, 20)
    for above, below in pairwise(lines):
        assert below[0] not in "的、，。》”）〕", lines
        assert above[-1] not in "《“（〔", lines
        assert not above.endswith(("关于", "和", "与", "及")), lines
        assert not (re.search(r"\d$", above) and re.match(r"[\d年月日项万个]", below)), lines


def test_a_short_quotation_is_never_parted() -> None:
    for title in PLAIN:
        for line in break_title(title, 20)[:-1]:
            opened = line[line.rfind("《") :] if line.count("《") > line.count("》") else ""
            whole = title[title.find(opened) :].partition("》")[0] if opened else ""
            assert not opened or len(whole) > 12, title


def test_a_title_that_fits_stays_on_one_line() -> None:
    assert break_title("关于开展2023年度安全生产工作考核的通知", 20) == (
        "关于开展2023年度安全生产工作考核的通知",
    )


def test_breaks_by_hand_are_kept() -> None:
    assert break_title("关于甲\n工作的通报", 20) == ("关于甲", "工作的通报")
    lines = break_title("甲州市人民政府\n关于表彰上年度全市经济社会高质量发展先进集体的决定", 20)
    assert lines[0] == "甲州市人民政府"
    assert len(lines) == 3


def test_a_phrase_that_the_caller_names_stays_whole() -> None:
    title = "关于推进潜江国家农业科技园区体制机制改革创新工作落实情况的通报"
    phrase = "农业科技园区体制机制改革"
    assert any(phrase in line for line in break_title(title, 20, keep=[phrase]))


def test_degenerate_titles() -> None:
    assert break_title("", 20) == ()
    assert break_title(" \n ", 20) == ()
    assert "".join(break_title("督" * 90, 20)) == "督" * 90
    assert "".join(break_title("A" * 90, 20)) == "A" * 90
    assert "".join(break_title("《" + "督" * 50 + "》", 20)) == "《" + "督" * 50 + "》"
    assert all(width(line) <= 20 for line in break_title("》》》《《《" * 9, 20))


@given(st.text(alphabet="关于督查市县《》“”（）、的和2023年A ", max_size=70))
def test_nothing_is_lost_and_every_line_fits(title: str) -> None:
    lines = break_title(title, 20)
    assert "".join(lines).replace(" ", "") == title.replace(" ", "")
    assert all(line.strip() and width(line) <= 20 for line in lines)


@pytest.mark.parametrize(
    "title",
    [
        "甲州市优化营商环境和招商引资工作领导小组办公室" * 20,
        "关于《甲乙》" * 40,
        "ABCDEFGHIJ " * 30,
        "督查" * 2000,
    ],
)
def test_absurd_lengths_are_broken_too(title: str) -> None:
    lines = break_title(title, 20)
    assert "".join(lines).replace(" ", "") == title.replace(" ", "")
    assert all(width(line) <= 20 for line in lines)
