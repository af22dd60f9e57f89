"""What was typed into the sheet 设置, as settings."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from datetime import time
from decimal import Decimal, InvalidOperation
from typing import Any

from duban.register.settings import Setting, Settings, declared

_YES, _NO = ("是", "true", "1"), ("否", "false", "0")


def read(values: Mapping[str, object]) -> tuple[Settings, list[tuple[str, str]]]:
    """Settings from 项目 → 取值, with ``(项目, what is wrong)`` for each that cannot be used.

    A setting that cannot be used keeps its default; an unknown 项目 is reported.
    """
    known = {setting.alias for setting in declared().values()}
    wrong = [(key, "没有这项设置") for key in values if key not in known]
    given: dict[str, Any] = {}
    for name, setting in declared().items():
        if setting.alias in values:
            value = _READERS[type(setting.default)](values[setting.alias])
            why = _refused(setting, value) if value is not None else _UNREAD[type(setting.default)]
            if why:
                wrong.append((setting.alias, why))
            else:
                given[name] = value
    made = Settings(**given)
    return made, wrong + [
        (high, f"不能小于{low}") for low, high in _ORDERED if _turned(made, low, high)
    ]


_ORDERED = (
    ("黄灯界限", "红灯界限"),
    ("水平值黄灯界限", "水平值红灯界限"),
    ("到期未办黄灯月数", "到期未办红灯月数"),
    ("能确保追赶倍数", "有困难追赶倍数"),
)


def _turned(made: Settings, low: str, high: str) -> bool:
    values = {setting.alias: getattr(made, name) for name, setting in declared().items()}
    return bool(values[high] < values[low])


def _refused(setting: Setting, value: Any) -> str:
    """Why the value may not be set; '' if it may."""
    if setting.one_of and value not in setting.one_of:
        return f"只能填 {_listed(setting.one_of)}"
    if setting.ge is not None and value < setting.ge:
        return f"不能小于 {setting.ge}"
    if setting.gt is not None and value <= setting.gt:
        return f"须大于 {setting.gt}"
    if setting.le is not None and value > setting.le:
        return f"不能大于 {setting.le}"
    return ""


def _listed(words: Sequence[str]) -> str:
    quoted = [f"'{word}'" for word in words]
    return f"{', '.join(quoted[:-1])} 或 {quoted[-1]}"


def _typed(value: object) -> str:
    return unicodedata.normalize("NFKC", str(value)).strip()


def _yes_no(value: object) -> bool | None:
    text = _typed(value).lower()
    return True if text in _YES else False if text in _NO else None


def _number(value: object) -> Decimal | None:
    try:
        number = Decimal(_typed(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _whole(value: object) -> int | None:
    number = _number(value)
    return int(number) if number is not None and number == number.to_integral_value() else None


def _clock(value: object) -> time | None:
    """'17:00', '17时30分', or the fraction of a day that Excel makes of a typed time."""
    text = _typed(value)
    hour, minute = 24, 0
    if match := re.fullmatch(r"(\d{1,2})[:点时](?:(\d{1,2})分?)?(?::00)?", text):
        hour, minute = int(match[1]), int(match[2] or 0)
    elif re.fullmatch(r"0(\.\d+)?", text):
        hour, minute = divmod(round(float(text) * 1440), 60)
    return time(hour, minute) if hour < 24 and minute < 60 else None


def _words(value: object) -> tuple[str, ...]:
    """'动工、开工' as a tuple, repeated words once."""
    parts = (part.strip() for part in re.split(r"[、,，;；\s]+", str(value)))
    return tuple(dict.fromkeys(part for part in parts if part))


_READERS: Mapping[type, Callable[[object], object | None]] = {
    str: str,
    bool: _yes_no,
    int: _whole,
    Decimal: _number,
    time: _clock,
    tuple: _words,
}
"""How what was typed becomes a value of each type; None for what is none."""
_UNREAD = {
    bool: "应填“是”或“否”",
    int: "应填数字",
    Decimal: "应填数字",
    time: "应填时点，如 17:00",
}
