"""Dates, document numbers and titles whose figures or characters were lost on the way."""

from __future__ import annotations

import re
from collections.abc import Sequence

from duban.notice.blocks import Paragraph
from duban.notice.rows import Remark
from duban.text import shorten

_DAMAGE = (
    (re.compile(r"^\s*(?:19|20)\d{2}\d{1,4}\s*$"), "日期缺“年、月、日”字样，无法确定是哪一天"),
    (re.compile(r"(?<!\d)\d{4}年\s*(?:月\s*\d{0,2}\s*日|\d{1,2}月\s*日)"), "日期缺数字"),
    (re.compile(r"(?<![\d一二三四五六七八九十])年\s*月\s*日"), "日期缺数字"),
    (re.compile(r"第\s*[届次期号]"), "“第…届”“第…次”一类的序数缺数字"),
    (
        re.compile(r"[〔\[【]\s*[〕\]】]\s*\d*\s*号|[〔\[【]\s*\d{4}\s*[〕\]】]\s*号"),
        "文号缺年份或序号",
    ),
    (re.compile(r"[〔\[【]\s*\d{4,}\s*号"), "文号缺半边括号"),
    (re.compile(r"(?<=发)\s*(?:19|20)\d{2}\s*\d*\s*号"), "文号缺“〔〕”"),
)


def damaged(paragraphs: Sequence[Paragraph]) -> list[Remark]:
    """What looks damaged, each with its place. Nothing is repaired and none of it is used."""
    remarks = []
    for paragraph in paragraphs:
        for pattern, why in _DAMAGE:
            found = pattern.search(paragraph.text)
            if found:
                around = paragraph.text[max(0, found.start() - 6) : found.end() + 12]
                remarks.append(
                    Remark(
                        "疑似损坏",
                        f"“{shorten(around, 40)}”：{why}，未予采用。",
                        "请对照正式文件核实。",
                        place=paragraph.place,
                    )
                )
    return remarks
