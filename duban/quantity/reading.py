"""What a unit types into a value cell: one number in the column's measure, or none at all."""

from __future__ import annotations

import re
from decimal import Decimal

from msgspec import Struct

from duban.quantity.measures import comparable, convert, measure_of
from duban.quantity.numbers import ARABIC, NUMERALS, fold, parse_number, plain
from duban.text import clean

_NOTHING = re.compile(
    r"[-—–―_/\\|.。、×]+|无|暂无|没有|未开展|不涉及|未统计|待统计|暂未统计|空|n/?a|null|none", re.I
)
_BEFORE = re.compile(
    r"(?:截至目前|目前|年初以来|今年以来|本月|全年|累计|共计|合计|总计|同比|已经|已|共|新增|完成|实现|增长"
    r"|达到了?|达|约为|大约|约|将近|近|接近|超过|超|突破|多于|≥|>=|>|≈|~|:)"
)
_AFTER = re.compile(r"(?:左右|上下|以上|以内|多|余|\+|。|,|;)$")
_MORE = re.compile(r"(?<=[\d百千万亿])[余多](?=[^\d])")
_DOWN = re.compile(r"下降|降低|减少|负增长|下滑|回落")
_REMARK = re.compile(r"\([^()]*\)")
_SCALE = re.compile(r"(?:万亿|千亿|百亿|十亿|亿|千万|百万|十万|万|千|百)?")
_PLAIN = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,10})?")
_LEAD = re.compile(rf"[-+]?(?:{ARABIC})")
_TORN, _SPACE, _FIGURES_IN_REMARK = (
    re.compile(pattern) for pattern in (r"\d\s+\d", r"\s", r"\([^()]*\d[^()]*\)")
)
_GREAT, _MIDDLE = re.compile("[万亿]"), re.compile("[百千]")
_GREAT_END = re.compile("[万亿]*$")
_TENTHS = re.compile(rf"([{NUMERALS}]|\d)成([{NUMERALS}]?)")
_NO_MEASURE = re.compile(rf"[\d{NUMERALS}几数半()\-~:、,;。]")


class Reading(Struct, frozen=True):
    """``value`` is in the column's measure. ``assumed`` says in Chinese how it was come by.

    ``ambiguous``: something stands in the cell, but no single number can be taken from it;
    then ``value`` is None and ``assumed`` gives the reason. A blank cell is not ambiguous.
    """

    value: Decimal | None
    assumed: str = ""
    ambiguous: bool = False


def parse_quantity(text: str) -> tuple[Decimal, str] | None:
    """The number and the measure that the whole of ``text`` is, as written, or None.

    ``3.2亿元`` → (3.2, 亿元); ``一百二十万元`` → (120, 万元); ``百分之八十`` → (80, %);
    ``九成`` → (90, %); ``12000`` → (12000, ''); ``1.2万`` → (12000, '').
    """
    text = fold(text)
    if share := _share(text):
        return share
    if lead := _LEAD.match(text):
        rest = text[lead.end() :].strip()
        if rest and _is_measure(rest):
            value = parse_number(lead[0])
            return None if value is None else (value, rest)
    for end in range(len(text), 0, -1):
        value = parse_number(text[:end])
        if value is None:
            continue
        rest = text[end:].strip()
        if rest and not _is_measure(rest):
            return None
        scale = _GREAT_END.search(text[:end])
        if not rest or scale is None or not scale[0]:
            return value, rest
        return value / measure_of(scale[0] + "元").size, scale[0] + rest
    return None


def read_quantity(text: str, measure: str) -> Reading:
    """The one number that a cell's ``text`` gives in ``measure`` ('' where a column has none).

    Nothing is guessed: two numbers, a range, another kind of measure, a bare fraction in a
    column of percentages or a figure with 下降 are ambiguous and give no value.
    """
    if _PLAIN.fullmatch(text):
        return _bare(text, text, Decimal(text), measure, False)
    shown = clean(text)
    if not shown:
        return Reading(None)
    core = fold(shown)
    if _NOTHING.fullmatch(core):
        return Reading(None, f"“{shown}”按未填数值处理")
    if _TORN.search(core):
        return Reading(None, f"“{shown}”的数字中间有空格，不能确定是一个数还是两个数", True)
    if _DOWN.search(core):
        return Reading(None, f"“{shown}”含下降、减少等字样，不能确定正负号", True)
    core, notes = _unwrapped(_SPACE.sub("", core))
    quantity = parse_quantity(core)
    if quantity is None:
        return Reading(None, f"“{shown}”中读不出唯一的数值", True)
    return _in_measure(shown, core, quantity, measure, notes)


def _in_measure(
    shown: str, core: str, quantity: tuple[Decimal, str], measure: str, notes: bool
) -> Reading:
    value, unit = quantity
    column = measure_of(measure)
    if not unit and _GREAT.search(core) and measure:
        # A scale without a unit belongs to the column's base: 3000万 in 万元 is 3000万元.
        unit = _SCALE.sub("", column.text, count=1) if _scaled(column.text) else column.text
    elif not unit and _MIDDLE.search(core) and _scaled(column.text):
        return Reading(None, f"“{shown}”的单位不能确定是否为{measure}", True)
    if not unit:
        return _bare(shown, core, value, measure, notes)
    if not measure:
        return Reading(value, f"本列未规定计量单位，“{shown}”按{plain(value)}{unit}")
    written = measure_of(unit)
    result = convert(value, unit, measure)
    if result is None:
        return Reading(None, f"“{shown}”的计量单位与本列的“{measure}”不一致", True)
    said = f"{plain(result)}{measure}"
    if not comparable(written, column) or written.dimension != column.dimension:
        return Reading(result, f"“{shown}”按{said}，“{written.text}”视同“{column.text}”")
    if written.size != column.size or not core.endswith(unit):
        return Reading(result, f"“{shown}”折算为{said}")
    return Reading(result, f"“{shown}”按{said}" if notes or not _digits_only(core) else "")


def _bare(shown: str, core: str, value: Decimal, measure: str, notes: bool) -> Reading:
    if measure_of(measure).dimension == "比例" and 0 < abs(value) <= 1:
        whole = plain(value * 100)
        return Reading(None, f"“{shown}”可能是{plain(value)}%，也可能是{whole}%，需确认", True)
    told = notes or not _digits_only(core)
    return Reading(value, f"“{shown}”按{plain(value)}{measure}" if told else "")


def _unwrapped(core: str) -> tuple[str, bool]:
    """``core`` without remarks and words around the number, and whether anything was left out."""
    before = core
    if not _FIGURES_IN_REMARK.search(core):
        core = _REMARK.sub("", core)
    while (found := _BEFORE.match(core)) and found.end() < len(core):
        core = core[found.end() :]
    while (last := _AFTER.search(core)) and last.start() > 0:
        core = core[: last.start()]
    core = _MORE.sub("", core)
    return core, core != before


def _share(text: str) -> tuple[Decimal, str] | None:
    """百分之…, 千分之…, …成."""
    for words, unit in (("百分之", "%"), ("千分之", "‰")):
        if text.startswith(words):
            value = Decimal(100) if text[3:] == "百" else parse_number(text[3:])
            return None if value is None else (value, unit)
    if tenths := _TENTHS.fullmatch(text):
        whole, part = parse_number(tenths[1]), parse_number(tenths[2] or "零")
        if whole is not None and part is not None and whole <= 10 and part < 10:
            return whole * 10 + part, "%"
    return None


def _is_measure(rest: str) -> bool:
    """Whether ``rest`` is a measure with nothing else behind it: no further numeral, no remark."""
    if not measure_of(rest).counts:
        return True
    base = _SCALE.sub("", rest, count=1)
    return bool(base) and _NO_MEASURE.search(base) is None


def _scaled(measure: str) -> bool:
    """Whether a measure begins with a scale: 万元 does, 千瓦 is a unit of its own."""
    rest = _SCALE.sub("", measure, count=1)
    return bool(rest) and rest != measure and measure_of(measure).size != measure_of(rest).size


def _digits_only(core: str) -> bool:
    return _LEAD.match(core) is not None and "e" not in core.lower()
