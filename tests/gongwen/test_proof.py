"""Proofreading: what is put right, what is reported, and what is left alone."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from duban.gongwen.arithmetic import wrong_figures, wrong_shares, wrong_sums
from duban.gongwen.document import Attachment, Block, Document, Paragraph
from duban.gongwen.markup import paragraph
from duban.gongwen.proof import Expected, length, proofread
from duban.gongwen.typography import arabic_date, impossible_dates, typeset
from duban.model import Severity
from tests.gongwen.cases import ANNEXES, BASE, CASES, body


def written(*lines: str) -> Document:
    return replace(BASE, body=tuple(paragraph(line) for line in lines))


def said(document: Document, severity: Severity | None = None, **expected: object) -> list[str]:
    _, problems = proofread(document, Expected(**expected), "通报.j2")  # type: ignore[arg-type]
    return [str(p) for p in problems if severity in (None, p.severity)]


@pytest.mark.parametrize(
    ("typed", "proper"),
    [
        ("潜政办发[2023]第05号", "潜政办发〔2023〕5号"),
        ("根据《通知》(潜政发【2023】12号)要求", "根据《通知》（潜政发〔2023〕12号）要求"),
        ("2023年04月03日", "2023年4月3日"),
        ("截至3月05日,已完成33项.", "截至3月5日，已完成33项。"),
        ('他说:"好"', "他说：“好”"),
        ("占24.3%;超3.5个百分点", "占24.3%；超3.5个百分点"),
        ("进展快--超进度", "进展快——超进度"),
        ("等等...", "等等……"),
        ("１２．５％", "12.5%"),
        ("（一)总体", "（一）总体"),
        ("张三 李四", "张三李四"),
        ("已完成。。", "已完成。"),
    ],
)
def test_what_has_one_right_form_is_put_into_it(typed: str, proper: str) -> None:
    assert typeset(typed) == proper
    assert typeset(proper) == proper


@pytest.mark.parametrize(
    "text",
    [
        "总投资1,234.5万元，时间17:00，比例1:3，第1,2项",
        "见https://example.org/a?b=1;c=2",
        "U.S.A. 与 Word 2016",
        "f(x), a[2023]",
        "“四不两直”、《政府工作报告》（2023年）",
        "——进展较快……",
        "2010年10月20日",
        "10月10日、12月30日",
        "第105号",
    ],
)
def test_figures_addresses_and_latin_are_left_alone(text: str) -> None:
    assert typeset(text) == text


@given(st.text(alphabet="市县，。,.:;()（）“”\"'[]〔〕2023年04月5日号-—… aA％１", max_size=24))
def test_what_is_put_right_once_stays(text: str) -> None:
    once = typeset(text)
    assert typeset(once) == once


@pytest.mark.parametrize(
    ("typed", "date"),
    [
        ("2023-04-03", "2023年4月3日"),
        ("2023.4.3", "2023年4月3日"),
        ("二〇二三年四月三日", "2023年4月3日"),
        ("二○二三年十二月二十一日", "2023年12月21日"),
        ("２０２３年０４月０３日", "2023年4月3日"),
        ("四月三日", "四月三日"),
    ],
)
def test_the_date_of_a_document_is_put_into_digits(typed: str, date: str) -> None:
    assert arabic_date(typed) == date


def test_dates_that_no_calendar_has_are_reported() -> None:
    assert impossible_dates("于2023年2月30日、2024年2月29日、2023年13月1日") == [
        "2023年2月30日",
        "2023年13月1日",
    ]
    assert (
        "通报.j2：成文日期“2023年2月30日”不是规范的日期"
        in said(replace(BASE, date="2023年2月30日"))[0]
    )


def test_a_sound_document_has_nothing_to_report() -> None:
    text = written(
        "现将情况通报如下。",
        "一、总体情况",
        "（一）较好的。甲局。",
        "（二）较差的。乙局。",
        "二、要求",
    )
    assert said(text) == []


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_the_text_of_a_document_survives_proofreading(case: object) -> None:
    document = case.document  # type: ignore[attr-defined]
    proofed, problems = proofread(document)
    assert proofed == document
    assert not [p for p in problems if p.severity is Severity.INFO]


def test_changes_are_said_and_made() -> None:
    document = replace(
        written("(一)较好的.甲局,乙局."),
        title="关于甲的通报。",
        number="甲政发[2023]第05号",
        date="2023-04-03",
        printed_on="2023年04月04日印发",
        copy_number="12",
        secrecy="机密*1年",
    )
    proofed, problems = proofread(document)
    assert proofed.title == "关于甲的通报"
    assert proofed.number == "甲政发〔2023〕5号"
    assert (proofed.date, proofed.printed_on) == ("2023年4月3日", "2023年4月4日")
    assert (proofed.copy_number, proofed.secrecy) == ("000012", "机密★1年")
    changed = [p for p in problems if p.severity is Severity.INFO]
    assert len(changed) == 7
    assert "发文字号“甲政发[2023]第05号”已改为“甲政发〔2023〕5号”" in [p.message for p in changed]


def test_numbers_of_headings_take_their_level_form() -> None:
    proofed, _ = proofread(written("一、总体情况。", "(一)、好的", "1、抓紧办理。", "(1)销号。"))
    lines = [b.heading + b.text for b in proofed.body if isinstance(b, Paragraph)]
    assert lines == ["一、总体情况", "（一）好的", "1.抓紧办理。", "（1）销号。"]


@pytest.mark.parametrize(
    ("lines", "said_of"),
    [
        (["一、甲", "三、乙"], "正文“三、乙”的序号不连续。此处应为“二、”"),
        (["一、甲", "（二）乙"], "正文“（二）乙”的序号不连续。此处应为“（一）”"),
        (
            ["一、甲", "（一）乙", "二、丙", "（二）丁"],
            "正文“（二）丁”的序号不连续。此处应为“（一）”",
        ),
        (["二、甲"], "正文“二、甲”的序号不连续。此处应为“一、”"),
        (["一、甲", "一、乙"], "正文“一、乙”的序号不连续。此处应为“二、”"),
        (["（一）甲"], "正文“（一）甲”之前没有上一层“一、”"),
        (["一、甲", "（1）乙"], "正文“（1）乙”之前没有上一层“1.”"),
    ],
)
def test_levels_run_in_order(lines: list[str], said_of: str) -> None:
    (problem,) = said(written(*lines))
    assert problem.startswith(f"通报.j2：{said_of}")


def test_twenty_three_headings_in_order_are_fine() -> None:
    numerals = ["十", "十一", "二十", "二十一", "二十三"]
    lines = [f"{n}、甲" for n in "一二三四五六七八九"] + [f"{n}、甲" for n in numerals]
    found = said(written(*lines))
    assert [f.partition("应为")[2] for f in found] == ["“十二、”。", "“二十二、”。"]


@pytest.mark.parametrize(
    ("document", "said_of"),
    [
        (replace(BASE, number="甲政发2023年5号"), "发文字号“甲政发2023年5号”不规范"),
        (replace(BASE, copy_number="A1"), "份号“A1”不规范"),
        (replace(BASE, secrecy="内部"), "密级“内部”不规范"),
        (replace(BASE, urgency="急"), "紧急程度“急”不规范"),
        (replace(BASE, date="2023年4月5日"), "印发日期早于成文日期"),
        (written("“甲。"), "正文第1段““甲。”中“”不成对"),
        (written("甲于23年3月完成。"), "正文第1段“23年3月”的年份不完整"),
        (written("甲"), "正文第1段“…甲”末尾没有标点"),
        (written("见附件3。"), "正文提到附件3，但只有0个附件"),
    ],
)
def test_what_needs_a_person_is_reported(document: Document, said_of: str) -> None:
    (problem,) = said(document)
    assert problem.startswith(f"通报.j2：{said_of}"), problem


def test_attachments_agree_with_their_list() -> None:
    assert said(replace(BASE, attachments=ANNEXES)) == []
    listed = replace(BASE, attachments=ANNEXES[:2], attachment_list=("甲表", ANNEXES[1].title))
    (problem,) = said(listed)
    assert "附件1的标题，附件说明为“甲表”，文后为“重点任务进展情况总表”" in problem
    short = replace(BASE, attachments=ANNEXES[:1], attachment_list=(ANNEXES[0].title, "乙表"))
    assert "附件说明列了2个附件，文后有1个" in said(short)[0]


def test_length_counts_what_a_reader_counts() -> None:
    assert length(written("市教育局完成9.1万亩。")) == 10
    long = replace(BASE, body=body(30))
    (problem,) = said(long, Severity.WARNING, length=4000)
    assert f"正文{length(long)}字，超过4000字的限度" in problem
    assert said(long, Severity.WARNING, length=5000 + length(long)) == []


def test_tables_and_their_cells_stay_as_they_are() -> None:
    annex = Attachment("表", (Paragraph("甲,乙."), *ANNEXES[0].body))
    proofed, _ = proofread(replace(BASE, attachments=(annex,)))
    blocks: tuple[Block, ...] = proofed.attachments[0].body
    assert blocks == (Paragraph("甲，乙。"), *ANNEXES[0].body)


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("共136项，已完成33项，占24.3%。", []),
        ("共136项，已完成33项，占24.2%。", ["33项占136项的24.3%"]),
        ("共222项，达到序时进度162项，占72.9%。", ["162项占222项的73.0%"]),
        ("共66家，未报送5家，仅占总数的7.6%。", []),
        ("完成2.3万亩，占年度目标的25.3%。", []),
        ("目标9.1万亩，完成2.3万亩，占年度目标的26.3%。", ["2.3万亩占9.1万亩的25.3%"]),
        ("共10项、20项，其中5项，占25%。", []),
    ],
)
def test_shares_are_worked_out_again(text: str, right: list[str]) -> None:
    assert [r for _, r in wrong_shares(text)] == right


def test_shares_rounded_to_sum_to_a_hundred_may_be_off_by_the_last_place() -> None:
    text = "共6项，其中甲1项，占16.6%。"
    assert [right for _, right in wrong_shares(text)] == ["1项占6项的16.7%"]
    assert list(wrong_shares(text, slack=Decimal("0.1"))) == []


def test_a_share_of_a_total_that_the_text_does_not_name() -> None:
    assert list(wrong_shares("已完成33项，占24.5%。")) == []
    (found,) = wrong_shares("已完成33项，占24.5%。", (Decimal(136),))
    assert found == ("33项，占24.5%", "33项占136项的24.3%")


@pytest.mark.parametrize(
    ("text", "added"),
    [
        ("共132项任务，其中超进度20项、达进度60项、欠进度45项。", ["125项"]),
        ("共125项任务，其中超进度20项、达进度60项、欠进度45项。", []),
        ("共132项任务，其中市教育局3项、市水利局2项进展较快。", []),
        ("共5项，其中甲3项、乙4项。", ["7项"]),
        ("共45项，其中已完成44项。", []),
        ("共6项。其中，已完成1项，占16.7%；超进度2项；欠进度2项。以6项为基数。", ["5项"]),
        ("共6项。其中，已完成1项，占16.7%；超进度2项；欠进度3项。以6项为基数。", []),
        ("共6项，完成5项。其他其中之一。", []),
    ],
)
def test_parts_add_up(text: str, added: list[str]) -> None:
    assert [a for _, a in wrong_sums(text)] == added


def test_figures_of_the_text_are_those_of_the_statistics() -> None:
    figures = {"任务已完成": Decimal(33), "平均完成率": Decimal("91.666")}
    text = "任务已完成33项，平均完成率91.7%。"
    assert list(wrong_figures(text, figures)) == []
    assert list(wrong_figures("任务已完成35项", figures)) == [("任务已完成35", "33")]
    (problem,) = said(written("任务已完成330项。"), figures=figures)
    assert "正文第1段“任务已完成330”与统计不符。统计为33，请核对" in problem


def test_a_text_of_nothing_but_digits_is_read_in_no_time() -> None:
    digits = "1" * 50_000
    assert list(wrong_shares(digits)) == []
    assert list(wrong_sums(f"共{digits}项，其中{digits}项")) == []
    assert typeset(digits) == digits
