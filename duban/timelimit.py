"""完成时限 as notices and plans write it: '5月底前动工', '三季度', '长期坚持', '全年'."""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from collections.abc import Callable
from datetime import date
from functools import lru_cache

from msgspec import Struct

from duban.quantity import parse_number
from duban.text import clean

_NUMBER = r"(\d{1,2}|[一二三四五六七八九十]{1,3})"
_YEAR = r"(?:(\d{4})年)?"
_FULL = re.compile(r"(\d{4})[-./年](\d{1,2})[-./月](\d{1,2})日?")
_DAY = re.compile(rf"{_YEAR}{_NUMBER}月{_NUMBER}[日号]")
_MONTH = re.compile(rf"{_YEAR}{_NUMBER}月份?(上旬|中旬|下旬|初|中|底|末)?")
_RANGE = re.compile(rf"(?<!\d){_NUMBER}(?:月份?)?(?:-|—|–|~|至|到)(?={_NUMBER}月)")
_QUARTER = re.compile(rf"{_YEAR}(?:第)?([1-4一二三四])季度(初|中|底|末)?")
_HALF = re.compile(rf"{_YEAR}(上|下)半年")
_YEAR_END = re.compile(
    r"(?:(\d{4})年)?(?:年底|年末|年内|全年|本年度|当年|年终)|^(\d{4})年(?:底|末|内)?前?$"
)
_LASTING = re.compile(r"长期|常年|持续|常态化|每月|全程|按时序|按序时|按进度")


class TimeLimit(Struct, frozen=True):
    """What a text says: the last day (``by``), or that it lasts; ``rest`` is the deed it names.

    ``by`` None and not ``lasting``: the text names no time that can be understood.
    """

    by: date | None
    lasting: bool = False
    rest: str = ""


@lru_cache(maxsize=1024)
def time_limit(text: str, year: int) -> TimeLimit:
    """The time limit in ``text``; ``year`` is meant where it names none.

    '前', '底前', '以前' and a bare month all mean the last day of what is named: an office that
    writes '5月底前动工' accepts 31 May. '长期坚持' and the like last and are never overdue.
    """
    folded = unicodedata.normalize("NFKC", clean(text)).replace(" ", "")
    # Of '4月至9月' and '10-12月' the end is the limit.
    folded = _RANGE.sub("", folded)
    for pattern, day in _READERS:
        if match := pattern.search(folded):
            # The most exact pattern decides: a day that does not exist is not read as its month.
            by = day(match, year)
            rest = folded[match.end() :].lstrip("之以前内,，。;；") or folded[: match.start()]
            return TimeLimit(by, rest=rest.strip(",，。;；"))
    return TimeLimit(None, lasting=bool(_LASTING.search(folded)))


def _int(text: str) -> int:
    value = parse_number(text)
    return int(value) if value is not None else 0


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _end(year: int, month: int) -> date | None:
    return _date(year, month, monthrange(year, month)[1]) if 1 <= month <= 12 else None


def _full(match: re.Match[str], _year: int) -> date | None:
    return _date(int(match[1]), int(match[2]), int(match[3]))


def _day(match: re.Match[str], year: int) -> date | None:
    return _date(int(match[1] or year), _int(match[2]), _int(match[3]))


def _month(match: re.Match[str], year: int) -> date | None:
    year, month = int(match[1] or year), _int(match[2])
    part = match[3] or ""
    if part in ("上旬", "初"):
        return _date(year, month, 10)
    if part in ("中旬", "中"):
        return _date(year, month, 20)
    return _end(year, month)


def _quarter(match: re.Match[str], year: int) -> date | None:
    return _end(int(match[1] or year), 3 * _int(match[2]))


def _half(match: re.Match[str], year: int) -> date | None:
    return _end(int(match[1] or year), 6 if match[2] == "上" else 12)


def _year_end(match: re.Match[str], year: int) -> date | None:
    return date(int(match[1] or match[2] or year), 12, 31)


_READERS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], int], date | None]], ...] = (
    (_FULL, _full),
    (_DAY, _day),
    (_MONTH, _month),
    (_QUARTER, _quarter),
    (_HALF, _half),
    (_YEAR_END, _year_end),
)
