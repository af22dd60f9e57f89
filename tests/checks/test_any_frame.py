"""Whatever stands in a form's cells: no check crashes, counts add up, outputs can be written."""

from dataclasses import replace
from datetime import date, datetime, time

from hypothesis import given, settings
from hypothesis import strategies as st

from duban.compilation import Compilation, compile_period
from duban.forms.fields import PROGRESS
from duban.intake import receipts
from duban.intake.collect import collect
from duban.intake.found import look
from duban.intake.parse import Parsed
from duban.model import UnitStatus
from duban.text import clean
from duban.workbooks.book import Book, CellError, CellValue, Position
from duban.workbooks.read import read_book
from tests.emit import read
from tests.office import AFTER, FEBRUARY, IN_TIME, KEY, MARCH, TRADE, emitted, issued, office

OFFICE = office()
FORM = read_book(issued(OFFICE, TRADE))
assert isinstance(FORM, Book)


def at_noon(day: date) -> datetime:
    return datetime.combine(day, time(12))


WORDS = st.sampled_from(
    ["3", "牵头", "协办", "招商引资", "3/U03/lead#1", "3/U03/lead#2", "已完成", "-"]
)
VALUES: st.SearchStrategy[CellValue] = st.one_of(
    WORDS,
    st.text(max_size=30).map(clean).filter(bool),
    st.integers(-(10**16), 10**16),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
    st.dates(date(1900, 1, 1), date(9999, 12, 31)),
    st.dates(date(1900, 1, 1), date(9999, 12, 31)).map(at_noon),
    st.sampled_from(["#REF!", "#DIV/0!", "公式没有缓存值"]).map(CellError),
)
POSITIONS = st.tuples(st.integers(6, 14), st.integers(1, len(PROGRESS.fields) + 1))
CELLS = st.dictionaries(POSITIONS, st.one_of(st.none(), VALUES), max_size=40)


def month(changes: dict[Position, CellValue | None]) -> Compilation:
    """The month in which the trade office's form came back with these cells changed."""
    assert isinstance(FORM, Book)
    sheet = FORM.sheets[0]
    merged = {**sheet.cells, **changes}
    cells = {at: value for at, value in sorted(merged.items()) if value is not None}
    book = replace(FORM, sheets=(replace(sheet, cells=cells), *FORM.sheets[1:]))
    item = Parsed("inbox/2023-03/a.xlsx", "0" * 64, None, False, look(book, KEY))
    rows, _ = receipts.reconcile((), [item.arrival], IN_TIME)
    intake = collect([item], rows, OFFICE, MARCH.name, AFTER)
    crashes: list[str] = []
    # The same frame as the month before: what looks back must not raise either.
    before = compile_period(OFFICE, FEBRUARY, intake, AFTER, (), crashes.append)
    made = compile_period(OFFICE, MARCH, intake, AFTER, (), crashes.append, (before,))
    assert crashes == []
    return made


@settings(max_examples=150, deadline=None)
@given(CELLS)
def test_no_check_crashes_and_the_counts_add_up(changes: dict[Position, CellValue | None]) -> None:
    made = month(changes)
    assert len(made.standings) == len(OFFICE.tasks)
    assert sum(share.count for share in made.statistics.statuses.values()) == 3
    assert made.statistics.statuses[UnitStatus.PENDING].count == 0
    for submission in made.submissions:
        ids = [(e.assignment, e.indicator) for e in submission.entries]
        assert len(ids) == len(set(ids))


@settings(max_examples=25, deadline=None)
@given(CELLS)
def test_whatever_it_is_can_be_printed(changes: dict[Position, CellValue | None]) -> None:
    files = emitted(month(changes))
    assert read.machine(files)["counts"]["tasks"] == len(OFFICE.tasks)
    assert len(read.ledger(files, "报送情况")) == 3
    assert "四、下一步工作要求" in read.text_of(files)
