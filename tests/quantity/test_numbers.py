"""Numbers in Chinese office texts."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duban.quantity import parse_number, plain


def spoken(n: int) -> str:
    """``n`` < 10**12 in Chinese numerals, written independently of the code under test."""
    digits = "零一二三四五六七八九"

    def section(part: int) -> str:
        said, gap = "", False
        for size, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
            digit, part = divmod(part, size)
            if digit:
                said += ("零" if gap else "") + digits[digit] + name
                gap = False
            elif said:
                gap = True
        return said

    said, started = "", False
    for size, name in ((10**8, "亿"), (10**4, "万"), (1, "")):
        part, n = divmod(n, size)
        if not part:
            continue
        said += ("零" if started and part < 1000 else "") + section(part) + name
        started = True
    return said or "零"


@given(st.integers(0, 10**12 - 1))
def test_every_number_said_in_chinese_is_read_back(n: int) -> None:
    assert parse_number(spoken(n)) == n


@given(st.integers(-(10**15), 10**15))
def test_thousands_separators_and_full_width_digits_change_nothing(n: int) -> None:
    full_width = str(n).translate(str.maketrans("0123456789-", "０１２３４５６７８９－"))
    assert parse_number(f"{n:,}") == parse_number(full_width) == n


@given(st.decimals(0, 10**6, places=3), st.sampled_from([("万", 10**4), ("亿", 10**8)]))
def test_a_scale_multiplies_exactly(value: Decimal, scale: tuple[str, int]) -> None:
    assert parse_number(f"{value}{scale[0]}") == value * scale[1]


@given(st.decimals(-(10**12), 10**12, places=4))
def test_plain_shows_the_same_value_without_exponent(value: Decimal) -> None:
    assert Decimal(plain(value)) == value
    assert "E" not in plain(value.normalize())
    assert not ("." in plain(value) and plain(value).endswith(("0", ".")))


@given(st.text("一二三五十百千万亿零两点,.1230-年", max_size=9))
def test_any_mixture_gives_a_number_or_none(text: str) -> None:
    value = parse_number(text)
    assert value is None or value.is_finite()


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("两千", "2000"),
        ("十五", "15"),
        ("一百五", "150"),
        ("一百零五", "105"),
        ("一万五", "15000"),
        ("一百二十万", "1200000"),
        ("三亿五千万", "350000000"),
        ("3亿5000万", "350000000"),
        ("3万5000", "35000"),
        ("一万亿", "1000000000000"),
        ("三点二五", "3.25"),
        ("一点二万", "12000"),
        ("二〇二三", "2023"),
        ("壹佰贰拾萬", "1200000"),
        ("１２．５", "12.5"),
        ("负5", "-5"),
        ("1.2E+05", "120000"),
    ],
)
def test_reads(text: str, value: str) -> None:
    assert parse_number(text) == Decimal(value)


VAGUE = [
    "十几",
    "数百",
    "二三十",
    "三五",
    "3万5",
    "3万500",
    "1,34",
    "1.2.3",
    "1.5万2千",
    "百",
    "万",
]
DAMAGED = ["1O0", "12年", "80%", "十十", "千百", "٣", "", " ", "-", "1 2"]


@pytest.mark.parametrize("text", VAGUE + DAMAGED)
def test_a_vague_or_damaged_number_is_none(text: str) -> None:
    assert parse_number(text) is None
