"""The notation as a clerk writes it: what is understood, and what is said where it is not."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from duban.gongwen.document import Column, Document, Format, Paragraph, Seal, Table
from duban.gongwen.markup import KEYS, escape, notation, paragraph, parse
from duban.gongwen.problem import Problem

TABLE = Table((Column("序号", number=True),), (("1",),))
DOC = Path(__file__).parents[2] / "docs" / "公文模板写法.md"


def read(text: str) -> tuple[Document, tuple[Problem, ...]]:
    return parse(text, "通报.j2", {"任务总表": TABLE})


def complaints(body: str) -> list[str]:
    return [str(p) for p in read(f"【标题】关于甲的通报\n【正文】\n正文。\n{body}")[1]]


def test_the_example_of_the_manual_is_read_without_a_complaint() -> None:
    example = DOC.read_text("utf-8").split("```text\n")[1].split("```")[0]
    document, problems = read(example)
    assert problems == ()
    assert document.format is Format.DOCUMENT
    assert (document.mark, document.mark_suffix) == (("××市人民政府",), "文件")
    assert document.number == "×政发〔2023〕5号"
    assert document.recipients == "各区、镇人民政府，市直各单位"
    assert document.body[2:4] == (
        Paragraph("截至2023年3月31日，136项任务已完成33项。"),
        Paragraph("市教育局、市水利和湖泊局进展较快。", 2, "（一）进展较好的单位。"),
    )
    (attachment,) = document.attachments
    assert attachment.title == "任务进展情况总表"
    assert attachment.landscape
    assert attachment.body == (TABLE,)
    assert document.signatories == ("××市人民政府",)
    assert document.printed_on == "2023年4月3日"


def test_every_key_is_in_the_manual() -> None:
    listed = set(re.findall(r"【([^】]+)】", DOC.read_text("utf-8")))
    assert set(KEYS) <= listed


@pytest.mark.parametrize(
    ("line", "level", "heading", "text"),
    [
        ("一、总体情况", 1, "一、总体情况", ""),
        ("十二、其他", 1, "十二、其他", ""),
        ("（一）进展好的。市教育局。", 2, "（一）进展好的。", "市教育局。"),
        ("(二)半角括号", 2, "(二)半角括号", ""),
        ("1.抓紧办理。", 3, "1.", "抓紧办理。"),
        ("1.抓紧办理", 3, "1.抓紧办理", ""),
        ("（一）进展较快的单位。", 2, "（一）进展较快的单位。", ""),
        ("（一）第22项，低于序时进度11个百分点。", 2, "（一）", "第22项，低于序时进度11个百分点。"),
        ("2、用了顿号", 3, "2、用了顿号", ""),
        ("（3）逐一销号。", 4, "（3）", "逐一销号。"),
        ("3.5亿元已到位。", 0, "", "3.5亿元已到位。"),
        ("一是抓进度。", 0, "", "一是抓进度。"),
        ("（2023年）", 0, "", "（2023年）"),
        ("\\一、二季度进展平稳。", 0, "", "一、二季度进展平稳。"),
        ("2023. 年", 0, "", "2023. 年"),
    ],
)
def test_level_is_known_by_its_number(line: str, level: int, heading: str, text: str) -> None:
    assert paragraph(line) == Paragraph(text, level, heading)


def test_a_long_numbered_sentence_is_text_behind_its_number() -> None:
    sentence = "市发展和改革委员会牵头的第二十二项任务，" * 3 + "进展滞后。"
    assert paragraph(f"（一）{sentence}") == Paragraph(sentence, 2, "（一）")


def test_titles_broken_by_hand_signers_and_joint_issue() -> None:
    document, problems = read(
        "【标题】\n关于甲\n工作的通报\n【机关标志】\n甲市人民政府\n乙市人民政府\n文件\n"
        "【签发人】张三、李四 王五\n【正文】正文。\n【署名】\n甲市人民政府\n乙市人民政府\n"
        "【印章】不加盖印章\n【附件】1. 总表；\n2.名单"
    )
    assert problems == ()
    assert document.title == "关于甲\n工作的通报"
    assert document.mark == ("甲市人民政府", "乙市人民政府")
    assert document.mark_suffix == "文件"
    assert document.signers == ("张三", "李四", "王五")
    assert document.body == (Paragraph("正文。"),)
    assert document.seal is Seal.UNSEALED
    assert document.attachment_list == ("总表", "名单")


def test_a_masthead_keeps_every_word() -> None:
    document, _ = read("【格式】简报\n【机关标志】督查文件\n【标题】甲\n【正文】乙")
    assert (document.mark, document.mark_suffix) == (("督查文件",), "")


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("【署明】甲", "通报.j2第4行：不认识“【署明】”。是否应为“署名”"),
        ("[署名]甲", "通报.j2第4行：“[署名]”的括号不对。请改为全角方头括号：【署名】。"),
        ("【日期】2023年4月3日\n多余", "通报.j2第5行：【日期】只有一行，“多余”不知归于何处。"),
        ("【日期】\n2023年4月3日\n多余", "通报.j2第6行：【日期】只有一行"),
        ("【表：任务总表】后面", "通报.j2第4行：“【表：任务总表】”应独占一行。"),
        ("【表：任务总】", "通报.j2第4行：没有名为“任务总”的表。是否应为“任务总表”。"),
        ("【横排】", "通报.j2第4行：【横排】只用于附件。"),
        ("【标题】又一个", "通报.j2第4行：【标题】写了两次，通报.j2第1行已写过。请合并为一处。"),
        ("【附件2】甲\n乙", "通报.j2第4行：附件次序不对：这是第1个附件，却写作【附件2】。"),
        ("【附件1】\n乙", "通报.j2第4行：【附件1】没有标题。"),
        ("【格式】通知", "通报.j2第4行：不认识“通知”。可用的有：信函、文件、简报、纪要。"),
        ("【印章】盖印章", "通报.j2第4行：不认识“盖印章”。是否应为“加盖印章”。"),
    ],
)
def test_each_mistake_is_named_with_its_line_and_remedy(body: str, said: str) -> None:
    found = complaints(body)
    assert len(found) == 1, found
    assert found[0].startswith(said)


def test_what_must_be_there_is_asked_for() -> None:
    assert [p.message for p in read("")[1]] == ["没有【标题】", "没有【正文】"]
    assert "前面没有写明是哪一部分" in read("关于甲的通报")[1][0].message


def test_a_misspelt_key_is_not_also_reported_as_missing() -> None:
    _, problems = read("【标题】甲\n【正问】\n文字")
    assert [p.message for p in problems] == ["不认识“【正问】”"]


def test_windows_line_ends_and_byte_order_mark() -> None:
    document, problems = read("\ufeff【标题】甲\r\n【正文】\r\n　　乙\r\n\r\n丙")
    assert problems == ()
    assert document.body == (Paragraph("乙"), Paragraph("丙"))


@pytest.mark.parametrize("line", ["【标题】甲", "一、甲", "　（一）甲", "\\甲", "[标题]", "1.甲"])
def test_an_escaped_line_is_plain_text(line: str) -> None:
    assert notation(line) > 0
    assert paragraph(escape(line)) == Paragraph(line.strip("　"))
