"""Working days of the Chinese calendar, and when a period's figures are due.

Public holidays and make-up working days (调休) are published once a year by the State Council.
A year that has not been published is never guessed: the caller is told, and decides.
"""

from __future__ import annotations

import calendar as gregorian
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from msgspec import Struct

from duban.model import CHINA

_ASSUMED = "报送截止按周一至周五为工作日推定"


def is_assumed(basis: str) -> bool:
    """Whether a deadline's basis is plain weekends, which every output has to say."""
    return basis.endswith(_ASSUMED)


class Calendar(Struct, frozen=True):
    """Tells working days. With ``assume_weekends`` an unpublished year counts Monday to Friday."""

    assume_weekends: bool = False

    def knows(self, year: int) -> bool:
        """Whether the year's holiday arrangement has been published and is at hand."""
        return year in _published_years()

    def is_working_day(self, day: date) -> bool | None:
        """None where the year is unpublished and nobody said to assume plain weekends."""
        if self.knows(day.year):
            import chinese_calendar

            return bool(chinese_calendar.is_workday(day))
        return day.weekday() < 5 if self.assume_weekends else None

    def basis(self, *years: int) -> str:
        """What a deadline in ``years`` rests on, as printed with every output."""
        unknown = [year for year in dict.fromkeys(years) if not self.knows(year)]
        if not unknown:
            return "按国务院办公厅公布的节假日及调休安排计算"
        listed = "、".join(str(year) for year in unknown)
        return f"{listed}年节假日安排尚未公布（或本程序未收录），{_ASSUMED}"

    def working_day_after(self, day: date, count: int) -> date | None:
        """The ``count``-th working day after ``day``; with 0, ``day`` or the next working day."""
        left = count
        if left == 0:
            day, left = day - timedelta(days=1), 1
        while left:
            day += timedelta(days=1)
            working = self.is_working_day(day)
            if working is None:
                return None
            left -= working
        return day

    def working_day_before(self, day: date, count: int) -> date | None:
        """The ``count``-th working day before ``day``; None where that cannot be told."""
        left = count
        while left:
            day -= timedelta(days=1)
            working = self.is_working_day(day)
            if working is None:
                return None
            left -= working
        return day


@lru_cache(maxsize=1)
def _published_years() -> frozenset[int]:
    from chinese_calendar import holidays, workdays

    return frozenset(day.year for day in (*holidays, *workdays))


def cutoff(year: int, month: int, day: int) -> date:
    """The cut-off date of a month; a day beyond the month's end means its last day."""
    return date(year, month, min(day, gregorian.monthrange(year, month)[1]))


def at_hour(day: date, hour: time) -> datetime:
    """A moment of Chinese time."""
    return datetime.combine(day, hour, tzinfo=CHINA)
