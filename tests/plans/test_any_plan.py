"""Whatever stands in the cells of a plan or an inspection form: nothing crashes, counts add up."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from duban.compilation import Compilation, compile_period
from duban.emit.planbook import planbook
from duban.forms.fields import INSPECTION, PLAN
from duban.forms.rows import expected_rows
from duban.forms.write import FormJob, write
from duban.intake import receipts
from duban.intake.collect import collect
from duban.intake.found import look
from duban.intake.parse import Parsed
from duban.model import Period, Unit
from duban.workbooks.book import Book, CellValue, Position
from duban.workbooks.read import read_book
from tests.checks.test_any_frame import VALUES
from tests.office import AFTER, IN_TIME, KEY, MARCH, WATER, issued
from tests.plans.drawn import PLANS, planning

OFFICE = planning()
PLAN_FORM = read_book(issued(OFFICE, WATER, PLANS, spec=PLAN))
ROWS = expected_rows(OFFICE, "U03")
TEAM = FormJob(INSPECTION, Unit("", "核查组"), MARCH, OFFICE.settings, ROWS, {})
TEAM_FORM = read_book(write(TEAM, KEY, MARCH.deadline))
WORDS = st.sampled_from(["5月底前；9月", "长期坚持", "三季度，年底前", "2", "2/U02/lead#0", "属实"])
POSITIONS = st.tuples(st.integers(6, 12), st.integers(1, len(PLAN.fields) + 1))
CELLS = st.dictionaries(POSITIONS, st.one_of(st.none(), WORDS, VALUES), max_size=30)


def month(form: object, changes: dict[Position, CellValue | None], period: Period) -> Compilation:
    """The period in which this form came back with these cells changed."""
    assert isinstance(form, Book)
    sheet = form.sheets[0]
    merged = {**sheet.cells, **changes}
    cells = {at: value for at, value in sorted(merged.items()) if value is not None}
    book = replace(form, sheets=(replace(sheet, cells=cells), *form.sheets[1:]))
    item = Parsed("inbox/a.xlsx", "0" * 64, None, False, look(book, KEY))
    rows, _ = receipts.reconcile((), [item.arrival], IN_TIME)
    intake = collect([item], rows, OFFICE, period.name, AFTER)
    crashes: list[str] = []
    made = compile_period(OFFICE, period, intake, AFTER, (), crashes.append)
    assert crashes == []
    return made


@settings(max_examples=60, deadline=None)
@given(CELLS)
def test_any_plan_is_checked_counted_and_printed(changes: dict[Position, CellValue | None]) -> None:
    made = month(PLAN_FORM, changes, PLANS)
    assert sum(share.count for share in made.statistics.statuses.values()) == 3
    assert planbook(made)


@settings(max_examples=40, deadline=None)
@given(CELLS)
def test_any_inspection_is_read_or_refused(changes: dict[Position, CellValue | None]) -> None:
    made = month(TEAM_FORM, changes, MARCH)
    assert sum(share.count for share in made.statistics.statuses.values()) == 3
    assert len(made.standings) == len(OFFICE.tasks)
