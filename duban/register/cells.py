"""Turns what a person typed into a cell of the task map into the value its column holds."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation

from duban.model import CHINA
from duban.register.schema import Column, Holds
from duban.text import clean
from duban.workspace import is_period

_DATE = re.compile(
    r"(\d{4})[-./年](\d{1,2})[-./月](\d{1,2})日?(?:[ T]*(\d{1,2})[:时点](\d{2})?(?::\d{2})?分?)?"
)
_PERIOD = re.compile(r"(\d{4})[-./年](\d{1,2})月?")
_TOO_LARGE = 10**15
"""Excel keeps 15 digits of a number."""
_FIRST_YEAR, _LAST_YEAR = 2000, 2100
"""A date outside is a slip of the hand."""
SEPARATORS = re.compile(r"[、,，;；\n]+")
"""What stands between two names in a cell."""
_KEY = re.compile(r"[1-9][0-9]{0,5}(-[1-9][0-9]{0,5})?")
_WORDS = (Holds.TEXT, Holds.PERIOD, Holds.KEY)
_BRACKETED = r"[（(][^（()）\n]*[)）]"


class Unreadable(ValueError):
    """The cell does not hold what its column wants; says so, and what to do."""

    def __init__(self, message: str, advice: str) -> None:
        super().__init__(message)
        self.advice = advice


def is_blank(raw: object) -> bool:
    """Whether a cell counts as not filled in."""
    return raw is None or (isinstance(raw, str) and not clean(raw))


def convert(raw: object, column: Column, whole: Sequence[str] = ()) -> object:
    """``raw`` as ``column`` holds it: str, tuple of names, int, Decimal, date, datetime or bool.

    A blank gives '' for what is text, () for names, None for all else. ``whole`` are names that
    contain a separator and stay whole. Raises Unreadable.
    """
    if is_blank(raw):
        return {Holds.NAMES: ()}.get(column.holds, "" if column.holds in _WORDS else None)
    if not isinstance(raw, str | int | float | date):
        raise Unreadable(
            f"“{column.header}”一格的公式出错或没有结果", "请改为直接填写内容，不用公式。"
        )
    if column.holds is Holds.NAMES:
        return split_names(_text(raw), whole)
    value = _CONVERTERS[column.holds](raw, column.header)
    if column.choices and value not in column.choices:
        raise Unreadable(
            f"“{column.header}”填的是“{value}”", f"只能填：{'、'.join(column.choices)}。"
        )
    return value


def _text(raw: object, _header: str = "") -> str:
    if isinstance(raw, bool):
        return "是" if raw else "否"
    if isinstance(raw, float) and raw.is_integer():
        return str(int(raw))
    if isinstance(raw, datetime):
        return raw.strftime("%Y-%m-%d %H:%M" if raw.time() != time(0, 0) else "%Y-%m-%d")
    return clean(str(raw))


def _folded(raw: object) -> str:
    return unicodedata.normalize("NFKC", _text(raw)).strip()


def split_names(text: str, whole: Sequence[str] = ()) -> tuple[str, ...]:
    """Names in a cell, in order: separated by 、 commas, semicolons or line breaks.

    A separator in brackets or in one of the ``whole`` names (各县、市、区政府) separates nothing.
    """
    kept = sorted((name for name in whole if SEPARATORS.search(name)), key=len, reverse=True)
    pattern = "|".join([*map(re.escape, kept), _BRACKETED, SEPARATORS.pattern])
    names, name, at = [], "", 0
    for match in re.finditer(pattern, text):
        name += text[at : match.start()]
        at = match.end()
        if SEPARATORS.fullmatch(match[0]):
            names.append(name)
            name = ""
        else:
            name += match[0]
    names.append(name + text[at:])
    return tuple(dict.fromkeys(stripped for name in names if (stripped := name.strip())))


def _decimal(raw: object, header: str) -> Decimal:
    try:
        number = Decimal(_folded(raw).replace(",", ""))
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or abs(number) >= _TOO_LARGE:
        raise Unreadable(f"“{header}”填的是“{_text(raw)}”，不是数字", "请只填数字，单位另填。")
    return number


def _integer(raw: object, header: str) -> int:
    number = _decimal(raw, header)
    if number != number.to_integral_value() or number < 0 or number > 10**6:
        raise Unreadable(f"“{header}”填的是“{_text(raw)}”，应为整数", "请填 1、2、3 这样的整数。")
    return int(number)


def _moment(raw: object, header: str) -> datetime:
    found = _moment_or_none(raw)
    if found is None or not _FIRST_YEAR <= found.year <= _LAST_YEAR:
        raise Unreadable(
            f"“{header}”填的是“{_text(raw)}”，不是日期", "请按 2023-03-29 的格式填写。"
        )
    return found


def _moment_or_none(raw: object) -> datetime | None:
    if isinstance(raw, datetime):
        return raw.replace(tzinfo=CHINA)
    if isinstance(raw, date):
        return datetime.combine(raw, time(0, 0), tzinfo=CHINA)
    match = _DATE.fullmatch(_folded(raw))
    if match is None:
        return None
    year, month, day, hour, minute = (int(part or 0) for part in match.groups())
    try:
        return datetime(year, month, day, hour, minute, tzinfo=CHINA)
    except ValueError:
        return None


def _date(raw: object, header: str) -> date:
    return _moment(raw, header).date()


def _period(raw: object, header: str) -> str:
    text = f"{raw.year}-{raw.month}" if isinstance(raw, date) else _folded(raw)
    # A typed 2023.10 that Excel took for a number arrives as 2023.1, which would be January.
    match = None if isinstance(raw, float) else _PERIOD.fullmatch(text)
    name = f"{match[1]}-{int(match[2]):02d}" if match else ""
    if not is_period(name):
        raise Unreadable(f"“{header}”填的是“{_text(raw)}”", "请按 2023-03 的格式填写。")
    return name


def _key(raw: object, header: str) -> str:
    text = _folded(raw)
    if not _KEY.fullmatch(text):
        raise Unreadable(
            f"“{header}”填的是“{_text(raw)}”，不是一个任务序号",
            "请只填一个，如 22；子项写作 22-1，变成日期的先把单元格设为文本。",
        )
    return text


def _yes_no(raw: object, header: str) -> bool:
    text = _text(raw)
    if text not in ("是", "否"):
        raise Unreadable(f"“{header}”填的是“{text}”", "只能填“是”或“否”。")
    return text == "是"


_CONVERTERS: dict[Holds, Callable[[object, str], object]] = {
    Holds.TEXT: _text,
    Holds.INTEGER: _integer,
    Holds.DECIMAL: _decimal,
    Holds.DATE: _date,
    Holds.MOMENT: _moment,
    Holds.PERIOD: _period,
    Holds.KEY: _key,
    Holds.YES_NO: _yes_no,
}
