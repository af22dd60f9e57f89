"""Whatever stands in a form's cells: no check crashes, counts add up, outputs can be written."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from duban.compilation import Compilation, compile_period
from duban.figures import BEYOND
from duban.forms.fields import PROGRESS
from duban.intake import receipts
from duban.intake.collect import Intake, collect
from duban.intake.found import look
from duban.intake.parse import Parsed
from duban.model import Inspection, Period, UnitStatus
from duban.register import TaskMap
from duban.text import clean
from duban.workbooks.book import Book, CellError, CellValue, Position
from duban.workbooks.read import read_book
from tests.emit import read
from tests.office import AFTER, FEBRUARY, IN_TIME, KEY, MARCH, TRADE, emitted, issued, office

OFFICE = office()
Changes = dict[Position, CellValue | None]
FORM = read_book(issued(OFFICE, TRADE))
assert isinstance(FORM, Book)


def at_noon(day: date) -> datetime:
    return datetime.combine(day, time(12))


WORDS = st.sampled_from(
    ["3", "牵头", "协办", "招商引资", "3/U03/lead#1", "3/U03/lead#2", "已完成", "-"]
)
PHRASES = st.sampled_from(
    [
        *("积极推进", "截至", "3月28日", "2月30日", "13月1日", "招商引资", "累计", "完成"),
        *("亿元", "万元", "%", "，", "1.5", "18", "九千", "-", "完成率", "目标", "外贸出口增长"),
        *("2023-3-99", "0.00", "1e9", "年", "。"),
    ]
)
SENTENCES = st.lists(PHRASES, min_size=1, max_size=8).map("".join)
"""What checks of texts look for, in any order."""
VALUES: st.SearchStrategy[CellValue] = st.one_of(
    WORDS,
    SENTENCES,
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


MONTHS = st.lists(CELLS, min_size=1, max_size=3)
"""What stands in the form of each of up to three months, March last."""
JANUARY = Period("2023-01", date(2023, 1, 25), IN_TIME - timedelta(days=60))


def intake(taskmap: TaskMap, period: Period, changes: Changes) -> Intake:
    """The trade office's form, as it came back with these cells changed."""
    assert isinstance(FORM, Book)
    sheet = FORM.sheets[0]
    merged = {**sheet.cells, **changes}
    cells = {at: value for at, value in sorted(merged.items()) if value is not None}
    book = replace(FORM, sheets=(replace(sheet, cells=cells), *FORM.sheets[1:]))
    item = Parsed(f"inbox/{period.name}/a.xlsx", "0" * 64, None, False, look(book, KEY))
    rows, _ = receipts.reconcile((), [item.arrival], IN_TIME)
    found = collect([item], rows, taskmap, MARCH.name, AFTER)
    # The form is March's; the entries of earlier months are what their checks look back on.
    return replace(
        found, submissions=tuple(replace(s, period=period.name) for s in found.submissions)
    )


def month(months: list[Changes], verified: Decimal | None = None) -> Compilation:
    """The last of ``months``, each with those before it behind it."""
    seen = Inspection(MARCH.name, "3", TRADE.name, 1, verified)
    taskmap = office(periods=(JANUARY, FEBRUARY, MARCH), inspections=(seen,) if verified else ())
    crashes: list[str] = []
    made: list[Compilation] = []
    for period, changes in zip(taskmap.periods[-len(months) :], months, strict=True):
        came = intake(taskmap, period, changes)
        asked = {TRADE.code: period.deadline}
        made.append(
            compile_period(taskmap, period, came, AFTER, (), crashes.append, tuple(made), asked)
        )
    assert crashes == []
    return made[-1]


VERIFIED = st.none() | st.decimals(-BEYOND, BEYOND, places=2).filter(lambda v: abs(v) < BEYOND)
"""What the sheet and the form of inspections let through."""


@settings(max_examples=50, deadline=None)
@given(MONTHS, VERIFIED)
def test_no_check_crashes_and_the_counts_add_up(
    months: list[Changes], verified: Decimal | None
) -> None:
    made = month(months, verified)
    assert len(made.standings) == len(OFFICE.tasks)
    assert sum(share.count for share in made.statistics.statuses.values()) == 3
    assert made.statistics.statuses[UnitStatus.PENDING].count == 0
    for submission in made.submissions:
        ids = [(e.assignment, e.indicator) for e in submission.entries]
        assert len(ids) == len(set(ids))


@settings(max_examples=15, deadline=None)
@given(MONTHS)
def test_whatever_it_is_can_be_printed(months: list[Changes]) -> None:
    files = emitted(month(months))
    assert read.machine(files)["counts"]["tasks"] == len(OFFICE.tasks)
    assert len(read.ledger(files, "单位情况")) == 3
    assert "下一步工作要求" in read.text_of(files)
