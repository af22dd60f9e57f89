"""Measures and conversion between them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duban.quantity import canonical, convert

MEASURES = ["元", "万元", "亿元", "亩", "万亩", "公顷", "平方公里", "平方米", "吨", "万吨", "斤"]
MEASURES += ["亿斤", "公里", "米", "家", "万家", "套", "%", "‰", "件/万人", "件/人"]
values = st.decimals(-(10**9), 10**9, places=4)


@given(values, st.sampled_from(MEASURES), st.sampled_from(MEASURES))
def test_conversion_there_and_back_gives_the_value_or_is_refused_both_ways(
    value: Decimal, one: str, other: str
) -> None:
    there = convert(value, one, other)
    if there is None:
        assert convert(value, other, one) is None
        return
    back = convert(there, other, one)
    assert back is not None
    assert abs(back - value) <= abs(value) * Decimal("1e-20")


@given(values, st.sampled_from(MEASURES))
def test_a_measure_converts_into_itself_unchanged(value: Decimal, measure: str) -> None:
    assert convert(value, measure, measure) == value


@pytest.mark.parametrize(
    ("value", "one", "other", "expected"),
    [
        ("3.2", "亿元", "万元", "32000"),
        ("1342", "套", "个", "1342"),
        ("9.1", "万亩", "亩", "91000"),
        ("2", "平方公里", "亩", "3000"),
        ("12", "亿斤", "万吨", "60"),
        ("2.4", "件/万人", "件/人", "0.00024"),
        ("5", "百万千瓦", "吉瓦", "5"),
        ("1", "亿美元", "万美元", "10000"),
        ("3", "万盏", "盏", "30000"),
    ],
)
def test_converts(value: str, one: str, other: str, expected: str) -> None:
    assert convert(Decimal(value), one, other) == Decimal(expected)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("%", "百分点"),
        ("亿元", "亿美元"),
        ("人", "人次"),
        ("户", "家"),
        ("%", "个"),
        ("亩", "个"),
        ("亩/年", "亩"),
        ("天", "工作日"),
    ],
)
def test_what_measures_different_things_is_not_converted(one: str, other: str) -> None:
    assert convert(Decimal(1), one, other) is None


def test_spellings_of_one_measure_become_one() -> None:
    spellings = {
        "公里": ["千米", "km", "KM"],
        "百分点": ["个百分点"],
        "%": ["％", "%"],
        "平方米": ["㎡", "m²", "平米"],
        "万立方米": ["万方", "万m³"],
        "万元": ["万 元"],
        "公里/小时": ["km/小时"],
    }
    for expected, written in spellings.items():
        assert [canonical(text) for text in written] == [expected] * len(written)
