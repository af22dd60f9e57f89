"""What units type into value cells."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duban.quantity import convert, parse_number, plain, read_quantity


@pytest.mark.parametrize(
    ("text", "measure", "value", "assumed"),
    [
        ("1,342套", "套", "1342", ""),
        ("１，３４２", "套", "1342", ""),
        ("1342 套", "套", "1342", ""),
        ("3.2亿元", "万元", "32000", "“3.2亿元”折算为32000万元"),
        ("3000万", "万元", "3000", "“3000万”折算为3000万元"),
        ("1.2万", "家", "12000", "“1.2万”折算为12000家"),
        ("1.2万", "万家", "1.2", "“1.2万”折算为1.2万家"),
        ("330亿", "亿元", "330", "“330亿”折算为330亿元"),
        ("3亿5000万元", "亿元", "3.5", "“3亿5000万元”折算为3.5亿元"),
        ("约80%", "%", "80", "“约80%”按80%"),
        ("80％以上", "%", "80", "“80％以上”按80%"),
        ("百分之八十", "%", "80", "“百分之八十”折算为80%"),
        ("九成五", "%", "95", "“九成五”折算为95%"),
        ("增长5.5%", "%", "5.5", "“增长5.5%”按5.5%"),
        ("-0.3", "百分点", "-0.3", ""),
        ("二十三", "家", "23", "“二十三”按23家"),
        ("100余家", "家", "100", "“100余家”按100家"),
        ("累计完成1342套(含续建)", "套", "1342", "“累计完成1342套(含续建)”按1342套"),
        ("80个", "家", "80", "“80个”按80家，“个”视同“家”"),
        ("20", "", "20", ""),
        ("20家", "", "20", "本列未规定计量单位，“20家”按20家"),
        ("0", "%", "0", ""),
    ],
)
def test_reads_and_says_what_it_assumed(text: str, measure: str, value: str, assumed: str) -> None:
    reading = read_quantity(text, measure)
    assert (reading.value, reading.assumed, reading.ambiguous) == (Decimal(value), assumed, False)


@pytest.mark.parametrize(
    ("text", "measure", "reason"),
    [
        ("0.8", "%", "可能是0.8%，也可能是80%"),
        ("70-80%", "%", "读不出唯一的数值"),
        ("新建100套,改造200套", "套", "读不出唯一的数值"),
        ("100(其中新建20)", "个", "读不出唯一的数值"),
        ("1 342", "套", "数字中间有空格"),
        ("1,34", "套", "读不出唯一的数值"),
        ("1O0", "套", "读不出唯一的数值"),
        ("3万5", "元", "读不出唯一的数值"),
        ("2023年3月15日", "亿元", "读不出唯一的数值"),
        ("正在推进", "套", "读不出唯一的数值"),
        ("十几家", "家", "读不出唯一的数值"),
        ("1342户", "套", "与本列的“套”不一致"),
        ("80%", "套", "与本列的“套”不一致"),
        ("5%", "百分点", "与本列的“百分点”不一致"),
        ("3亿美元", "亿元", "与本列的“亿元”不一致"),
        ("下降5%", "%", "不能确定正负号"),
        ("两千", "万元", "不能确定是否为万元"),
        ("约一半", "个", "读不出唯一的数值"),
        ("3个半", "个", "读不出唯一的数值"),
    ],
)
def test_what_is_not_certain_gives_no_number_but_the_reason(
    text: str, measure: str, reason: str
) -> None:
    reading = read_quantity(text, measure)
    assert reading.value is None
    assert reading.ambiguous
    assert reason in reading.assumed


@pytest.mark.parametrize(
    "text", ["", "  ", "\u200b", "/", "—", "－－", "无", "暂无", "N/A", "未开展"]
)
def test_a_blank_or_a_stroke_is_not_filled_in_and_not_ambiguous(text: str) -> None:
    reading = read_quantity(text, "套")
    assert (reading.value, reading.ambiguous) == (None, False)


@given(
    st.decimals(2, 10**8, places=2),
    st.sampled_from(["元", "万元", "亿元"]),
    st.sampled_from(["万元", "亿元"]),
)
def test_an_amount_with_its_measure_means_the_same_in_every_column(
    value: Decimal, written: str, column: str
) -> None:
    assert read_quantity(f"{plain(value)}{written}", column).value == convert(
        value, written, column
    )


@given(
    st.text("0123456789.,，%约余万亿千元套家/—无 -~、()一二十百成负", max_size=10),
    st.sampled_from(["套", "万元", "%", ""]),
)
def test_whatever_is_typed_a_value_never_comes_without_a_number_in_the_text(
    text: str, measure: str
) -> None:
    reading = read_quantity(text, measure)
    assert not (reading.ambiguous and reading.value is not None)
    assert not reading.ambiguous or reading.assumed
    if reading.value is not None and reading.assumed == "":
        digits = text.replace("，", ",").strip()
        for unit in ("", "套", "万元", "%"):
            number = parse_number(digits.removesuffix(unit).strip())
            if number is not None:
                break
        assert number is not None
