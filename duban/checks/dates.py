"""Days that a running text names, told in the year that is meant."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from msgspec import Struct

_DAY = re.compile(
    r"(?:(?P<year>\d{4})\s*年\s*)?(?<!\d)(?P<month>\d{1,2})\s*月\s*(?P<day>\d{1,2})\s*[日号]"
    r"|(?<![\d.])(?P<year2>20\d{2})[-./](?P<month2>\d{1,2})[-./](?P<day2>\d{1,2})(?![\d.])"
)
_UP_TO_DAY = re.compile(rf"(?:截[至止])?(?:{_DAY.pattern})")
_TIME = re.compile(
    r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})\s*月(?!内)|20\d{2}[-./]\d{1,2}|[一二三四1-4]季度|[上下]半年"
    r"|(?<![\d.])\d{1,2}[./]\d{1,2}日"
)
_HALF_A_YEAR = 182


class Day(Struct, frozen=True):
    """One day named at ``text[start:end]``."""

    day: date
    start: int
    end: int


def days_in(text: str, about: date) -> Iterator[Day]:
    """The days in ``text``, in order; those that no calendar has are left out.

    A day without its year is the one nearest to ``about``: 12月28日 in January is last year's.
    """
    for match in _DAY.finditer(text):
        one, other = match.group("year", "month", "day"), match.group("year2", "month2", "day2")
        year, month, day = other if one[1] is None else one
        if year:
            found = _date(int(year), int(month), int(day))
        else:
            found = _nearest(int(month), int(day), about)
        if found:
            yield Day(found, match.start(), match.end())


def _nearest(month: int, day: int, about: date) -> date | None:
    """The day of that month that is nearest to ``about``."""
    same = _date(about.year, month, day)
    if same and abs((same - about).days) <= _HALF_A_YEAR:
        return same
    others = (_date(about.year - 1, month, day), same, _date(about.year + 1, month, day))
    days = [found for found in others if found]
    return min(days, key=lambda found: abs(found - about), default=None)


def without_days(text: str) -> str:
    """``text`` with its days, and the 截至 before them, taken out."""
    return _UP_TO_DAY.sub("", text)


def names_a_time(text: str) -> bool:
    """Whether a text says when: a day, a month, a quarter or half of the year."""
    return _TIME.search(text) is not None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
