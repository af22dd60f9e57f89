"""How values are printed in official text: the filters that a template may use after ``|``.

Digits are Arabic and half-width (GB/T 15835—2011), percentages have one decimal, halves are
rounded away from zero, dates read 2023年3月5日 (GB/T 9704—2012, 7.3.5.4).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from duban.gongwen.document import chinese_date
from duban.text import clean, shorten

_DIGITS = "零一二三四五六七八九"
_ENDED = tuple("。；，：、！？…,;:.!?（《“")


class Plain(str):
    """Text that a filter made of numbers only: it may stand where notation is read."""

    __slots__ = ()


class Unprintable(ValueError):
    """A value that a template cannot print, with what its author can do about it."""

    def __init__(self, message: str, advice: str) -> None:
        super().__init__(message)
        self.message = message
        self.advice = advice


def printable(value: object) -> str:
    """``value`` as one line of official text; lists and empty values are refused."""
    if value is None:
        raise Unprintable("这里的数据为空", "请先用{% if %}判断，或写明为空时印什么")
    if isinstance(value, bool):
        return Plain("是" if value else "否")
    if isinstance(value, int | float | Decimal):
        return number(value)
    if isinstance(value, date):
        return day(value)
    if isinstance(value, str):
        return value if isinstance(value, Plain) else one_line(value)
    raise Unprintable("这里的数据是一组，不能直接印出", "请用“|列举”，或用{% for %}逐个印出")


def one_line(text: str) -> str:
    """``text`` on one line; a line that ended without a mark gets a semicolon."""
    *lines, last = [line.strip() for line in clean(text).split("\n") if line.strip()] or [""]
    return "".join(line if line.endswith(_ENDED) else f"{line}；" for line in lines) + last


def number(value: object, places: int | None = None) -> Plain:
    """12.50 → '12.5'; with ``places`` exactly so many decimals."""
    exact = _decimal(value)
    if places is not None:
        return Plain(f"{_rounded(exact, places):f}")
    text = f"{exact:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return Plain("0" if text == "-0" else text)


def percent(value: object, places: int = 1) -> Plain:
    """A ratio as a percentage: 0.9167 → '91.7%'."""
    return Plain(f"{_rounded(_decimal(value) * 100, places):f}%")


def share(part: object, whole: object, places: int = 1) -> Plain:
    """``part`` of ``whole`` as a percentage: 33|占比(136) → '24.3%'."""
    divisor = _decimal(whole)
    if not divisor:
        raise Unprintable("占比的总数为零", "请先用{% if %}判断总数")
    return Plain(f"{_rounded(_decimal(part) * 100 / divisor, places):f}%")


def points(value: object, places: int = 1) -> Plain:
    """A difference of two ratios: 0.202 → '20.2个百分点'; the sign is left to the wording."""
    return Plain(f"{_rounded(abs(_decimal(value)) * 100, places):f}个百分点")


def day(value: object) -> Plain:
    """2023年3月5日."""
    return Plain(chinese_date(_date(value)))


def month_day(value: object) -> Plain:
    """3月5日."""
    given = _date(value)
    return Plain(f"{given.month}月{given.day}日")


def moment(value: object) -> Plain:
    """2023年4月3日17时, with the minutes if there are any."""
    given = _date(value)
    if not isinstance(given, datetime):
        raise Unprintable("这里的日期没有时刻", "请改用“|日期”")
    minutes = f"{given.minute}分" if given.minute else ""
    return Plain(f"{day(given)}{given.hour}时{minutes}")


def listing(values: object, most: int | None = None, measure: str = "个") -> str:
    """'甲、乙、丙'; beyond ``most`` names '甲、乙等7个单位' with ``measure`` '个单位'."""
    if isinstance(values, str) or not isinstance(values, Iterable):
        raise Unprintable("“|列举”前面应是一组名称", "单个名称请去掉“|列举”")
    names = [printable(value) for value in values]
    if most is None or len(names) <= most:
        return "、".join(names)
    return f"{'、'.join(names[:most])}等{len(names)}{measure}"


def chinese(value: object) -> Plain:
    """21 → '二十一', for the numbers of 一、 and （一）; 0 to 9999."""
    exact = _decimal(value)
    if exact != int(exact) or not 0 <= exact <= 9999:
        raise Unprintable(f"“|中文数字”不能用于{exact}", "请用0至9999的整数")
    if not exact:
        return Plain("零")
    text = ""
    for digit, place in zip(f"{int(exact):04d}", ("千", "百", "十", ""), strict=True):
        text += _DIGITS[int(digit)] + (place if digit != "0" else "")
    text = re.sub("零+", "零", text).strip("零")
    return Plain(text[1:] if text.startswith("一十") else text)


def _decimal(value: object) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise Unprintable(f"“{shorten(str(value), 20)}”不是数", "请核对数据，或去掉数字格式")
    exact = Decimal(str(value))
    if not exact.is_finite():
        raise Unprintable("这里的数没有算出来", "请先用{% if %}判断")
    return exact


def _rounded(value: Decimal, places: int) -> Decimal:
    rounded = value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    return rounded if rounded else abs(rounded)


def _date(value: object) -> date:
    if not isinstance(value, date):
        raise Unprintable(f"“{shorten(str(value), 20)}”不是日期", "请核对数据，或去掉日期格式")
    return value


FILTERS: dict[str, Callable[..., object]] = {
    "数": number,
    "百分比": percent,
    "占比": share,
    "百分点": points,
    "日期": day,
    "月日": month_day,
    "时刻": moment,
    "列举": listing,
    "中文数字": chinese,
}
"""The filters by the names that templates use."""
