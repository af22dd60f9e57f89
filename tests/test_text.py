"""Text from outside: nothing that hides, breaks a file or turns a name into another."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from duban.text import EXCEL_CELL_LIMIT, cell_text, clean, safe_name, shorten, squeeze


@pytest.mark.parametrize(
    ("typed", "kept"),
    (
        ("进展\x00\x0b\x1f\ud800\ufffe顺利", "进展顺利"),
        ("a_x0007_b", "ab"),
        ("甲\u200b乙\u202e丙\ufeff", "甲乙丙"),
        ("一\r\n二\r三\u2028四", "一\n二\n三\n四"),
        ("　甲 \xa0 乙　", "甲 乙"),
        ("𠀀局😀", "𠀀局😀"),
        ("=SUM(A1)", "=SUM(A1)"),
    ),
)
def test_clean_keeps_what_can_be_seen(typed: str, kept: str) -> None:
    assert clean(typed) == kept


@given(st.text())
def test_clean_text_fits_xml(text: str) -> None:
    element = etree.Element("t")
    element.text = clean(text)
    assert etree.fromstring(etree.tostring(element)).text == (clean(text) or None)


@given(st.text())
def test_texts_that_differ_in_width_and_blanks_compare_equal(text: str) -> None:
    wide = clean(text).replace(" ", "　").translate({n: n + 0xFEE0 for n in range(0x21, 0x7F)})
    assert squeeze(wide) == squeeze(unicodedata.normalize("NFKC", clean(text)))


@pytest.mark.parametrize("letter", ("字", "😀"))
def test_a_text_longer_than_a_cell_shows_that_it_was_cut(letter: str) -> None:
    held = cell_text(letter * 40_000)
    assert held.endswith("…")
    assert len(held.encode("utf-16-le")) // 2 <= EXCEL_CELL_LIMIT
    assert cell_text(letter * 100) == letter * 100


@given(st.text(max_size=60), st.integers(1, 40))
def test_shortened_text_is_one_line_within_its_limit(text: str, limit: int) -> None:
    short = shorten(text, limit)
    assert len(short) <= limit
    assert "\n" not in short


@pytest.mark.parametrize(
    ("name", "safe"),
    (
        ("甲/乙:丙*局?", "甲_乙_丙_局_"),
        ("..", "未命名"),
        ("", "未命名"),
        ("CON", "_CON"),
        ("com1.x", "_com1.x"),
        ("甲局. ", "甲局"),
        ("甲\x07局\n", "甲局"),
    ),
)
def test_file_names_that_every_system_takes(name: str, safe: str) -> None:
    assert safe_name(name) == safe


@given(st.text(max_size=120))
def test_a_file_name_is_never_too_long_for_the_disk(name: str) -> None:
    assert 0 < len(safe_name(name + "𠀀" * 70).encode()) <= 241


def test_a_figure_is_not_cut_in_two() -> None:
    assert shorten("盘活闲置土地1000亩以上", 10) == "盘活闲置土地…"
    assert shorten("完成率达到37.5%以上的任务", 9) == "完成率达到…"
    assert shorten("1234567890123", 5) == "1234…"
