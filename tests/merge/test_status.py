"""How a unit stands in reporting: deadlines to the minute, rulings, and counts that add up."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from duban.merge import Reporting, reporting
from duban.model import CHINA, ReceiptSource, Ruling, UnitStatus
from tests.office import (
    AFTER,
    DEADLINE,
    FEBRUARY,
    FULL,
    IN_TIME,
    MARCH,
    SCHOOL,
    gathered,
    issued,
    office,
    returned,
)

MINUTE = timedelta(minutes=1)
OFFICE = office()
BLANK = issued(OFFICE, SCHOOL)
FILLED = returned(BLANK, FULL[SCHOOL])
NEWER = returned(BLANK, FULL[SCHOOL].replace("300", "310"))
LAST_MONTH = returned(issued(OFFICE, SCHOOL, FEBRUARY), FULL[SCHOOL])


def status(
    *arrivals: tuple[bytes, datetime],
    as_of: datetime = AFTER,
    rulings: tuple[Ruling, ...] = (),
) -> Reporting:
    """The school office's row, with its files arriving as told."""
    taskmap = office(rulings=rulings)
    files = {f"{number}.xlsx": data for number, (data, _) in enumerate(arrivals)}
    moments = {f"{number}.xlsx": at for number, (_, at) in enumerate(arrivals)}
    rows = reporting(taskmap, gathered(taskmap, files, as_of, moments), MARCH, as_of)
    return next(row for row in rows if row.unit == SCHOOL)


def ruling(subject: str, **changes: Any) -> Ruling:
    given: dict[str, Any] = {"unit": SCHOOL.name, "on": date(2023, 3, 30)}
    return Ruling(MARCH.name, subject, **{**given, **changes})


def test_a_form_at_the_very_minute_of_the_deadline_is_on_time() -> None:
    assert status((FILLED, DEADLINE)).status is UnitStatus.ON_TIME
    assert status((FILLED, DEADLINE + MINUTE)).status is UnitStatus.LATE


@pytest.mark.parametrize("as_of", [IN_TIME, DEADLINE])
def test_until_the_deadline_has_passed_nobody_is_late_missing_or_empty(as_of: datetime) -> None:
    assert status(as_of=as_of).status is UnitStatus.PENDING
    assert status((BLANK, IN_TIME), as_of=as_of).status is UnitStatus.PENDING
    assert status((LAST_MONTH, IN_TIME), as_of=as_of).status is UnitStatus.PENDING
    assert status(as_of=DEADLINE + MINUTE).status is UnitStatus.MISSING


def test_what_came_after_the_as_of_has_not_come() -> None:
    row = status((FILLED, AFTER + MINUTE))
    assert (row.status, row.file, row.versions) == (UnitStatus.MISSING, "", 0)


def test_a_correction_after_the_deadline_does_not_make_a_unit_late() -> None:
    row = status((FILLED, IN_TIME), (NEWER, AFTER - MINUTE))
    assert (row.status, row.received_at, row.version) == (UnitStatus.ON_TIME, IN_TIME, 2)


def test_a_blank_form_in_time_does_not_excuse_a_late_one_with_contents() -> None:
    row = status((BLANK, IN_TIME), (FILLED, AFTER))
    assert (row.status, row.received_at, row.version) == (UnitStatus.LATE, AFTER, 2)
    assert status((BLANK, IN_TIME)).status is UnitStatus.EMPTY


def test_a_blank_form_sent_after_a_filled_one_does_not_replace_it() -> None:
    row = status((FILLED, IN_TIME), (BLANK, IN_TIME + MINUTE))
    assert (row.status, row.version, row.versions) == (UnitStatus.ON_TIME, 1, 2)


def test_another_periods_form_is_no_return_and_no_version() -> None:
    assert status((LAST_MONTH, IN_TIME)).status is UnitStatus.MISSING
    row = status((LAST_MONTH, IN_TIME), (FILLED, IN_TIME + MINUTE))
    assert (row.version, row.versions) == (1, 1)


def test_an_accepted_late_form_is_on_time_and_keeps_its_moment() -> None:
    accepted = ruling("准予逾期")
    row = status((FILLED, AFTER), rulings=(accepted,))
    assert (row.status, row.received_at, row.ruling) == (UnitStatus.ON_TIME, AFTER, accepted)
    assert row.receipt is ReceiptSource.FIRST_SEEN
    assert status(rulings=(accepted,)).status is UnitStatus.MISSING
    assert status((BLANK, AFTER), rulings=(accepted,)).status is UnitStatus.EMPTY


def test_a_confirmed_receipt_counts_by_the_offices_word() -> None:
    early, late = "2023-03-29 16:30", "2023年3月30日9时"
    row = status((FILLED, AFTER), rulings=(ruling("确认收件", value=early),))
    assert row.status is UnitStatus.ON_TIME
    assert row.received_at == datetime(2023, 3, 29, 16, 30, tzinfo=CHINA)
    assert row.receipt is ReceiptSource.RULING
    row = status((FILLED, AFTER), rulings=(ruling("确认收件", value=late),))
    assert (row.status, row.received_at) == (
        UnitStatus.LATE,
        datetime(2023, 3, 30, 9, tzinfo=CHINA),
    )
    assert status((FILLED, AFTER), rulings=(ruling("确认收件"),)).status is UnitStatus.ON_TIME


def test_what_came_on_paper_is_a_return_without_a_form() -> None:
    row = status(rulings=(ruling("确认收件", value="2023-03-28 10:00"),))
    assert (row.status, row.file, row.receipt) == (UnitStatus.ON_TIME, "", ReceiptSource.RULING)
    assert status((BLANK, IN_TIME), rulings=(ruling("确认收件"),)).status is UnitStatus.EMPTY


def test_a_waived_unit_is_exempt_unless_it_reports_all_the_same() -> None:
    waived = ruling("免报")
    assert status(rulings=(waived,)).status is UnitStatus.EXEMPT
    assert status((BLANK, IN_TIME), rulings=(waived,)).status is UnitStatus.EXEMPT
    assert status(rulings=(waived,), as_of=IN_TIME).status is UnitStatus.EXEMPT
    row = status((FILLED, IN_TIME), rulings=(waived,))
    assert (row.status, row.ruling) == (UnitStatus.ON_TIME, None)
    assert status(rulings=(ruling("免报", task="1"),)).status is UnitStatus.MISSING


def test_a_form_sent_back_stays_so_until_a_newer_one_comes() -> None:
    back = ruling("退回重报", on=date(2023, 3, 28))
    row = status((FILLED, IN_TIME), rulings=(back,))
    assert (row.status, row.sent_back, row.ruling) == (UnitStatus.ON_TIME, True, back)
    newer = IN_TIME + timedelta(days=1)
    row = status((FILLED, IN_TIME), (NEWER, newer), rulings=(back,))
    assert (row.sent_back, row.ruling) == (False, None)


@pytest.mark.parametrize("changes", [{"unit": "市水利局"}, {"unit": ""}])
def test_a_ruling_on_another_unit_or_nobody_has_no_effect(changes: dict[str, str]) -> None:
    assert status(rulings=(ruling("免报", **changes),)).status is UnitStatus.MISSING


def test_a_ruling_of_another_period_has_no_effect() -> None:
    other = Ruling("2023-02", "免报", unit=SCHOOL.name)
    assert status(rulings=(other,)).status is UnitStatus.MISSING


ARRIVALS = st.lists(
    st.tuples(
        st.sampled_from([BLANK, FILLED, LAST_MONTH]),
        st.integers(-60, 60).map(lambda hours: DEADLINE + timedelta(hours=hours)),
    ),
    max_size=3,
)
SUBJECTS = ("准予逾期", "免报", "退回重报", "确认收件")


@settings(max_examples=60, deadline=None)
@given(arrivals=ARRIVALS, subjects=st.lists(st.sampled_from(SUBJECTS), max_size=2))
def test_the_statuses_partition_the_expected_units(
    arrivals: list[tuple[bytes, datetime]], subjects: list[str]
) -> None:
    rulings = tuple(ruling(subject) for subject in subjects)
    after = status(*arrivals, rulings=rulings).status
    assert after is not UnitStatus.PENDING
    before = status(*arrivals, rulings=rulings, as_of=DEADLINE).status
    assert before in (UnitStatus.PENDING, UnitStatus.ON_TIME, UnitStatus.EXEMPT)
