"""Which fonts are missing, what stands in for them, and that LibreOffice obeys."""

from __future__ import annotations

import pytest

from duban.gongwen.fonts import aliases, missing, needed, registry_names
from duban.gongwen.style import Style

OFFICE = frozenset({"宋体", "SimSun", "黑体", "仿宋", "FangSong", "楷体", "KaiTi", "华文中宋"})
"""What a Windows machine has out of the box, by both of its names."""


def test_windows_lacks_the_three_fonts_of_official_documents() -> None:
    lacks = {lack.font: lack.instead for lack in missing(needed(Style()), OFFICE)}
    assert lacks == {
        "方正小标宋简体": "华文中宋",
        "仿宋_GB2312": "仿宋",
        "楷体_GB2312": "楷体",
    }


def test_a_font_is_known_by_its_english_name() -> None:
    assert missing(["宋体"], frozenset({"SimSun"})) == ()
    assert missing(["仿宋_GB2312"], frozenset({"FangSong_GB2312"})) == ()


@pytest.mark.parametrize(
    ("installed", "said"),
    [
        ("仿宋", "缺少字体“仿宋_GB2312”：打印时以“仿宋”代替，字形相近，版面不变。"),
        ("宋体", "缺少字体“仿宋_GB2312”：打印时以“宋体”代替，字形不同，版面基本不变。"),
        (
            "Arial",
            "缺少字体“仿宋_GB2312”：打印时由办公软件自行代替，字形不同，引号、破折号可能变成半角",
        ),
    ],
)
def test_what_the_printout_would_look_like(installed: str, said: str) -> None:
    (lack,) = missing(["仿宋_GB2312"], frozenset({installed}))
    assert str(lack).startswith(said)


def test_a_font_that_an_office_chose_itself_is_asked_for() -> None:
    style = Style(latin="Times New Roman", xiaobiaosong="某某小标宋")
    assert needed(style)[0] == "某某小标宋"
    assert needed(style)[-1] == "Times New Roman"
    assert [lack.font for lack in missing(["某某小标宋"], OFFICE)] == ["某某小标宋"]


def test_only_what_is_missing_is_redirected() -> None:
    text = aliases(needed(Style()), OFFICE)
    assert "<string>仿宋_GB2312</string>" in text
    assert "<string>黑体</string>" not in text
    assert aliases(["A&B"], frozenset({"宋体"})).count("A&amp;B") == 1


def test_names_in_the_registry_of_windows() -> None:
    entries = ["宋体 & 新宋体 (TrueType)", "黑体 (TrueType)", "Arial"]
    assert registry_names(entries) == {"宋体", "新宋体", "黑体", "Arial"}
