"""Working days, held against the State Council's yearly notices (tests/holidays.csv).

The table was written down from 国务院办公厅关于…年部分节假日安排的通知, not from the library.
"""

import csv
from collections.abc import Iterator
from datetime import date, time, timedelta
from pathlib import Path

import pytest

from duban.calendar import Calendar, at_hour, cutoff

UNPUBLISHED = 2090
TABLE = Path(__file__).parent / "holidays.csv"
ROWS = list(csv.DictReader(TABLE.read_text(encoding="utf-8").splitlines()))


def days(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first += timedelta(days=1)


OFF = {
    day
    for row in ROWS
    for day in days(
        date.fromisoformat(row["first_day_off"]), date.fromisoformat(row["last_day_off"])
    )
}
MADE_UP = {date.fromisoformat(day) for row in ROWS for day in row["make_up_working_days"].split()}


@pytest.mark.parametrize("year", (2023, 2024, 2025, 2026))
def test_every_day_of_a_published_year_agrees_with_the_notice(year: int) -> None:
    calendar = Calendar()
    for day in days(date(year, 1, 1), date(year, 12, 31)):
        expected = day in MADE_UP or (day.weekday() < 5 and day not in OFF)
        assert calendar.is_working_day(day) is expected, day


@pytest.mark.parametrize(
    ("after", "count", "due"),
    (
        (date(2023, 3, 25), 3, date(2023, 3, 29)),
        (date(2023, 4, 25), 3, date(2023, 4, 28)),
        (date(2023, 4, 28), 1, date(2023, 5, 4)),
        (date(2023, 9, 28), 3, date(2023, 10, 9)),
        (date(2023, 12, 29), 1, date(2024, 1, 2)),
        (date(2023, 1, 28), 0, date(2023, 1, 28)),
        (date(2023, 10, 1), 0, date(2023, 10, 7)),
    ),
)
def test_working_days_skip_holidays_and_count_made_up_days(
    after: date, count: int, due: date
) -> None:
    assert Calendar().working_day_after(after, count) == due


def test_an_unpublished_year_is_not_guessed() -> None:
    day = date(UNPUBLISHED, 5, 2)
    assert Calendar().is_working_day(day) is None
    assert Calendar().working_day_after(day, 1) is None
    assert not Calendar().knows(UNPUBLISHED)


def test_plain_weekends_are_assumed_only_when_told_and_the_basis_says_so() -> None:
    assumed = Calendar(assume_weekends=True)
    friday = date(UNPUBLISHED, 4, 28)
    assert friday.weekday() == 4
    assert assumed.working_day_after(friday, 1) == date(UNPUBLISHED, 5, 1)
    assert f"{UNPUBLISHED}年" in assumed.basis(2023, UNPUBLISHED)
    assert "推定" in assumed.basis(UNPUBLISHED)
    assert "推定" not in assumed.basis(2023)


def test_published_years_stay_exact_when_weekends_are_assumed() -> None:
    assert Calendar(assume_weekends=True).working_day_after(date(2023, 4, 28), 1) == date(
        2023, 5, 4
    )


def test_a_cutoff_beyond_the_month_is_its_last_day() -> None:
    assert cutoff(2023, 2, 30) == date(2023, 2, 28)
    assert cutoff(2024, 2, 31) == date(2024, 2, 29)
    assert cutoff(2023, 4, 25) == date(2023, 4, 25)


def test_moments_are_chinese_time() -> None:
    assert at_hour(date(2023, 3, 29), time(17, 0)).isoformat() == "2023-03-29T17:00:00+08:00"
