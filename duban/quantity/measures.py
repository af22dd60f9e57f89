"""Measures of Chinese office texts: what they measure, their scale, and conversion between them."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from functools import lru_cache

from msgspec import Struct

# Measures that convert into each other, with their size in the first one of the line.
# 公顷 = 15亩 and 平方公里 = 1500亩 are exact, so areas are kept in 亩.
_BASES: dict[str, dict[str, str]] = {
    "金额": {"元": "1"},
    "面积": {"亩": "1", "公顷": "15", "平方公里": "1500", "平方米": "0.0015"},
    "重量": {"吨": "1", "公斤": "0.001", "斤": "0.0005", "克": "0.000001"},
    "长度": {"米": "1", "公里": "1000", "厘米": "0.01", "毫米": "0.001"},
    "体积": {"立方米": "1", "升": "0.001"},
    "功率": {"千瓦": "1", "瓦": "0.001", "兆瓦": "1000", "吉瓦": "1000000"},
    "电量": {"千瓦时": "1", "兆瓦时": "1000"},
    "人数": {"人": "1", "名": "1", "位": "1"},
    "人次": {"人次": "1"},
    "比例": {"%": "1", "‰": "0.1", "成": "10"},
    "百分点": {"百分点": "1"},
    "工作日": {"工作日": "1"},
    "天数": {"天": "1"},
    "时长": {"分钟": "1", "小时": "60"},
    "年月": {"个月": "1", "年": "12"},
}
_KNOWN = {
    base: (dimension, Decimal(size))
    for dimension, bases in _BASES.items()
    for base, size in bases.items()
}
_SPELLINGS = {
    "千米": "公里",
    "km": "公里",
    "m": "米",
    "千克": "公斤",
    "kg": "公斤",
    "g": "克",
    "t": "吨",
    "市斤": "斤",
    "市亩": "亩",
    "ha": "公顷",
    "m2": "平方米",
    "平米": "平方米",
    "平方": "平方米",
    "km2": "平方公里",
    "平方千米": "平方公里",
    "m3": "立方米",
    "方": "立方米",
    "立方": "立方米",
    "kw": "千瓦",
    "mw": "兆瓦",
    "gw": "吉瓦",
    "kwh": "千瓦时",
    "度": "千瓦时",
    "个百分点": "百分点",
    "个工作日": "工作日",
    "日": "天",
    "月": "个月",
    "人民币": "元",
    "元人民币": "元",
    "圆": "元",
}
_SCALES = {
    scale: Decimal(10) ** power
    for scale, power in (
        ("万亿", 12),
        ("千亿", 11),
        ("百亿", 10),
        ("十亿", 9),
        ("亿", 8),
        ("千万", 7),
        ("百万", 6),
        ("十万", 5),
        ("万", 4),
        ("千", 3),
        ("百", 2),
    )
}
_PHYSICAL = frozenset(_BASES)


class Measure(Struct, frozen=True):
    """A measure in its canonical spelling; ``size`` is its size in the dimension's smallest unit.

    A measure that is not known (盏, 场次 …) is a dimension of its own: it counts things.
    """

    text: str
    dimension: str
    size: Decimal

    @property
    def counts(self) -> bool:
        """True where the measure counts things (家, 个, 套), so that 个 may stand for it."""
        return self.dimension not in _PHYSICAL and "/" not in self.dimension


@lru_cache(maxsize=1 << 12)
def measure_of(text: str) -> Measure:
    """The measure written as ``text``: a scale (万, 亿 …) and a base, or two of them around '/'."""
    text = re.sub(r"\s", "", unicodedata.normalize("NFKC", text))
    above, slash, below = text.partition("/")
    if slash and above and below:
        top, bottom = _simple(above), _simple(below)
        return Measure(
            f"{top.text}/{bottom.text}",
            f"{top.dimension}/{bottom.dimension}",
            top.size / bottom.size,
        )
    return _simple(text)


def canonical(text: str) -> str:
    """One spelling for each measure: 千米 → 公里, ％ → %, ㎡ → 平方米, 个百分点 → 百分点."""
    return measure_of(text).text


def comparable(one: Measure, other: Measure) -> bool:
    """Whether values of one can be told in the other; 个 stands for any other counting word."""
    if one.dimension == other.dimension:
        return True
    return "个" in (one.dimension, other.dimension) and one.counts and other.counts


def convert(value: Decimal, from_measure: str, to_measure: str) -> Decimal | None:
    """``value`` of one measure told in another; None where the two measure different things.

    Exact between scales; 亩 told in 公顷 is rounded to 28 digits.
    """
    one, other = measure_of(from_measure), measure_of(to_measure)
    if not comparable(one, other):
        return None
    return value if one.size == other.size else value * one.size / other.size


def _simple(text: str) -> Measure:
    base = _base(text)
    if base in _KNOWN:
        return Measure(base, *_KNOWN[base])
    for scale, factor in _SCALES.items():
        rest = text.removeprefix(scale)
        if rest != text and rest:
            base = _base(rest)
            dimension, size = _KNOWN.get(base, (base, Decimal(1)))
            return Measure(scale + base, dimension, factor * size)
    return Measure(base, base, Decimal(1))


def _base(text: str) -> str:
    return _SPELLINGS.get(text, _SPELLINGS.get(text.lower(), text))
