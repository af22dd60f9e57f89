"""Filling templates: official figures, errors with their line, and values that stay values."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duban.gongwen.document import Paragraph
from duban.gongwen.markup import parse
from duban.gongwen.problem import Place
from duban.gongwen.wording import load, render
from duban.model import CHINA

VALUES = {
    "期": 3,
    "截至": date(2023, 3, 5),
    "截止": datetime(2023, 4, 3, 17, 0, tzinfo=CHINA),
    "名单": ["甲", "乙", "丙"],
    "题": "三月",
    "完成率": Decimal("0.9167"),
    "亏": -0.00001,
}


def fill(source: str, **values: object) -> str:
    filled, problems = render("甲.j2", {"甲.j2": source}, {**VALUES, **values})
    assert problems == ()
    assert filled is not None
    return filled.text


def fault(source: str, **values: object) -> str:
    filled, problems = render("甲.j2", {"甲.j2": source}, {**VALUES, **values})
    assert filled is None
    (problem,) = problems
    return str(problem)


@pytest.mark.parametrize(
    ("expression", "printed"),
    [
        ("期", "3"),
        ("1500000.50", "1500000.5"),
        ("9.1|数(2)", "9.10"),
        ("完成率|百分比", "91.7%"),
        ("0.0025|百分比", "0.3%"),
        ("33|占比(136)", "24.3%"),
        ("0.202|百分点", "20.2个百分点"),
        ("-0.202|百分点", "20.2个百分点"),
        ("亏|百分比", "0.0%"),
        ("截至", "2023年3月5日"),
        ("截至|月日", "3月5日"),
        ("截止|时刻", "2023年4月3日17时"),
        ("名单|列举", "甲、乙、丙"),
        ('名单|列举(2, "个单位")', "甲、乙等3个单位"),
        ("名单|列举(3)", "甲、乙、丙"),
        ("0.1 + 0.2 == 0.3", "否"),
        ("0|中文数字", "零"),
        ("10|中文数字", "十"),
        ("21|中文数字", "二十一"),
        ("110|中文数字", "一百一十"),
        ("2005|中文数字", "二千零五"),
        ("1000|中文数字", "一千"),
    ],
)
def test_values_print_as_official_text(expression: str, printed: str) -> None:
    assert fill(f"{{{{ {expression} }}}}") == printed


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("{{ 题目 }}", "甲.j2第1行：没有名为“题目”的数据。是否应为“题”。"),
        ("\n\n{{ 名单[0].无 }}", "甲.j2第3行：数据里没有“无”这一项。"),
        ("甲\n{% if 题 %}", "甲.j2第2行：模板没有写完。"),
        ("{{ 题|大写 }}", "甲.j2第1行：没有名为“大写”的格式。"),
        ("甲\n乙\n{% fi %}", "甲.j2第3行：不认识“{% fi %}”。"),
        ("甲\n{% include '乙.j2' %}", "甲.j2第2行：没有名为“乙.j2”的模板。"),
        ("{{ 名单 }}", "甲.j2第1行：这里的数据是一组，不能直接印出。"),
        ("{{ none }}", "甲.j2第1行：这里的数据为空。"),
        ("{{ 题|日期 }}", "甲.j2第1行：“三月”不是日期。"),
        ("{{ 题|百分比 }}", "甲.j2第1行：“三月”不是数。"),
        ("{{ 3|占比(0) }}", "甲.j2第1行：占比的总数为零。"),
        ("{{ 题|列举 }}", "甲.j2第1行：“|列举”前面应是一组名称。"),
        ("{{ 1.5|中文数字 }}", "甲.j2第1行：“|中文数字”不能用于1.5。"),
        ("{{ 没有|列举 }}", "甲.j2第1行：没有名为“没有”的数据。"),
        ("{{ 没有|百分比 }}", "甲.j2第1行：没有名为“没有”的数据。"),
        ("甲\n{% for x in 没有 %}{% endfor %}", "甲.j2第2行：没有名为“没有”的数据。"),
        ("{% include '甲.j2' %}", "甲.j2第1行：模板互相引用，没有尽头。"),
        ("{{ range(10 ** 9)|列举 }}", "甲.j2第1行：模板写法有误"),
        ("\n{{ 题.__class__ }}", "甲.j2第2行：模板写法有误"),
        ("{{ 期 / 0 }}", "甲.j2第1行：模板写法有误"),
    ],
)
def test_each_error_names_template_line_and_remedy(source: str, said: str) -> None:
    assert fault(source).startswith(said)


def test_an_error_in_an_included_template_names_that_template() -> None:
    sources = {"甲.j2": "一行\n{% include '乙.j2' %}", "乙.j2": "\n\n{{ 没有 }}"}
    assert render("甲.j2", sources, {})[1][0].place == Place("乙.j2", 3)


def test_the_file_system_is_out_of_reach() -> None:
    assert "没有名为“../甲.j2”的模板" in fault("{% include '../甲.j2' %}")


def test_values_are_never_evaluated() -> None:
    assert fill("{{ 题 }}", 题="{{ 7 * 7 }}{% raw %}") == "{{ 7 * 7 }}{% raw %}"


ATTACKS = [
    "【标题】换掉",
    "x\n【标题】换掉",
    "\u2028【署名】换掉",
    "　 【正文】",
    "一、假标题",
    "（一）假标题",
    "1.假标题",
    "【表：任务总表】",
    "[标题]",
    "\\【标题】",
    "\ue002" + "0:1\ue003【标题】换掉",
    "\ue001【标题】换掉",
    "\u200b【标题】换掉",
]


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize(
    "source", ["{{ v }}", "{{ v ~ '' }}", "{% set x %}{{ v }}{% endset %}{{ x }}"]
)
def test_a_value_cannot_become_notation(attack: str, source: str) -> None:
    text = fill(f"【标题】原题\n【正文】\n前。\n{source}\n后。", v=attack)
    document, problems = parse(text, "甲.j2")
    assert problems == ()
    assert document.title == "原题"
    assert [type(b) for b in document.body] == [Paragraph] * 3
    assert [b.level for b in document.body if isinstance(b, Paragraph)] == [0, 0, 0]


NOTATION = "【】标题正文附件1一二（）().、：\\ \n\r　\ue000\ue001\ue002\ue0030:表甲"


@given(st.text(alphabet=NOTATION, max_size=14))
def test_no_value_whatever_changes_the_structure(value: str) -> None:
    text = fill(
        "【标题】原题{{ v }}\n【正文】\n前。\n{{ v }}\n{{ v }}后。\n【署名】\n{{ v }}\n丁", v=value
    )
    document, problems = parse(text, "甲.j2")
    assert problems == ()
    assert document.title.startswith("原题")
    assert all(isinstance(b, Paragraph) and b.level == 0 for b in document.body)
    assert len(document.body) in (2, 3)
    assert document.signatories[-1] == "丁"


def test_numbers_made_by_the_template_are_notation() -> None:
    loop = "{% for n in 名单 %}\n{{ loop.index|中文数字 }}、{{ n }}\n{% endfor %}"
    text = fill(f"【标题】甲\n【正文】\n{loop}")
    document, _ = parse(text, "甲.j2")
    assert [b.heading for b in document.body if isinstance(b, Paragraph)] == [
        "一、甲",
        "二、乙",
        "三、丙",
    ]


def test_lines_lead_back_to_the_template() -> None:
    sources = {
        "甲.j2": "【标题】甲\n{# 备注 #}\n{% for n in 名单 %}\n{{ n }}\n尾\n{% endfor %}\n"
        "{% include '乙.j2' %}末",
        "乙.j2": "\n【署明】",
    }
    filled, _ = render("甲.j2", sources, VALUES)
    assert filled is not None
    at = [(str(p), t) for p, t in zip(filled.places, filled.text.split("\n"), strict=True) if t]
    assert at[:3] == [("甲.j2第1行", "【标题】甲"), ("甲.j2第4行", "甲"), ("甲.j2第5行", "尾")]
    assert at[3:5] == [("甲.j2第4行", "乙"), ("甲.j2第5行", "尾")]
    problems = parse(filled.text, "甲.j2", places=filled.places)[1]
    assert "乙.j2第2行" in [str(p.place) for p in problems]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_what_notepad_saves_is_read(encoding: str, tmp_path: Path) -> None:
    (tmp_path / "甲.j2").write_bytes("【标题】督查通报\r\n".encode(encoding))
    assert load([tmp_path]) == ({"甲.j2": "【标题】督查通报\n"}, ())


def test_a_later_folder_overrides_and_a_picture_is_refused(tmp_path: Path) -> None:
    for folder, text in (("总", b"1"), ("三月", b"2")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "甲.j2").write_bytes(text)
    (tmp_path / "三月" / "乙.j2").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")
    sources, problems = load([tmp_path / "总", tmp_path / "三月"])
    assert sources == {"甲.j2": "2"}
    assert [str(p) for p in problems] == [
        "乙.j2：不是文本文件，无法读取。请用记事本另存，编码选“UTF-8”。"
    ]


def test_the_loop_of_the_manual_runs() -> None:
    manual = (Path(__file__).parents[2] / "docs" / "公文模板写法.md").read_text("utf-8")
    source = manual.split("```text\n")[2].split("```")[0]
    late = [{"序号": 7, "单位": ["市教育局", "市水利局"], "偏差": "低于序时进度20.2个百分点"}]
    assert fill(source, 滞后=late).split() == [
        "二、进展滞后的任务",
        "（一）第7项，市教育局、市水利局，低于序时进度20.2个百分点。",
    ]
