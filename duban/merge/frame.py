"""Expected assignments joined with what came back: one row for each row of each unit's form."""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from duban.figures import plain
from duban.forms.fields import PROGRESS
from duban.forms.rows import Carried, FormRow, Previous, expected_rows, row_id
from duban.intake.collect import Intake
from duban.model import Cell, Entry, ReportedStatus, Source, Submission, Unit
from duban.quantity import read_quantity
from duban.register import TaskMap

if TYPE_CHECKING:
    import pandas as pd

EXPECTED = (
    "row_id",
    "task",
    "unit",
    "unit_name",
    "role",
    "indicator",
    "indicator_name",
    "target",
    "measure",
    "direction",
    "kind",
)
"""Columns that the task map gives; ``indicator`` is 0 and ``target`` None where there is none."""

ANSWER = (
    "submitted",
    "answered",
    "file",
    "sheet",
    "row",
    "reported",
    "assumed",
    "ambiguous",
    "status_code",
)
"""Columns that the returned form gives beside its fields.

``submitted``: the unit's form is in; ``answered``: the row stands in it; ``reported``: the value
in the indicator's measure (Decimal or None), ``assumed`` how it was read, ``ambiguous`` that
something stands in the cell but no single number; ``status_code``: a ReportedStatus or ''.
"""

FIELDS = (*(field.name for field in PROGRESS.entries), "ratio")
"""The entry fields and 完成率, as text; each has a column ``<field>_cell`` with its address."""

COLUMNS = (*EXPECTED, *ANSWER, *FIELDS, *(f"{name}_cell" for name in FIELDS))
"""Every column of the merged frame, in order."""

_VALUE, _STATUS = FIELDS.index("value"), FIELDS.index("status")

Row = namedtuple("Row", COLUMNS)  # type: ignore[misc]  # its fields are declared above
"""One row of the merged frame, one attribute a column."""


class Merged(Struct, frozen=True, dict=True):
    """One period's rows (columns ``COLUMNS``), in order of unit, role and task."""

    joined: tuple[Any, ...]

    def rows(self) -> Iterator[Any]:
        """The rows as named tuples; going through them does without pandas."""
        return iter(self.joined)

    @cached_property
    def frame(self) -> pd.DataFrame:
        """The same as a DataFrame, for what is better said of whole columns."""
        import pandas as pd

        frame = pd.DataFrame(list(self.joined), columns=list(COLUMNS))
        for name in ("target", "reported"):
            frame[name] = pd.Series([getattr(row, name) for row in self.joined], dtype=object)
        return frame


def source(row: Any, field: str) -> Source:
    """Where a field of one of ``Merged.rows()`` stands."""
    return Source(row.file, row.sheet, getattr(row, f"{field}_cell"))


def merge(taskmap: TaskMap, intake: Intake) -> Merged:
    """Left join of what was expected of every reporting unit with the version of it that counts."""
    measures = {(i.task, i.seq): i.measure for i in taskmap.indicators}
    joined: list[Any] = []
    for unit in taskmap.reporting_units:
        submission = intake.used(unit.code)
        answers: dict[str, tuple[object, ...]] = {}
        if submission is not None:
            answers = dict(_answers(submission, measures))
        silent = (submission is not None, *_SILENT)
        for row in expected_rows(taskmap, unit.code):
            joined.append(Row(*_expected(unit, row), *answers.get(row.id, silent)))
    return Merged(tuple(joined))


def carried(merged: Merged) -> Previous:
    """What each row's unit reported, as the next period's form shows it."""
    found: dict[str, Carried] = {}
    names = ("progress", "due", "leader", "handler", "phone")
    for row in merged.rows():
        if not row.answered:
            continue
        found[row.row_id] = Carried(row.reported, *(getattr(row, name) for name in names))
    return found


def _expected(unit: Unit, row: FormRow) -> tuple[object, ...]:
    indicator = row.indicator
    head = (row.id, row.task.key, unit.code, unit.name, str(row.assignment.role))
    if indicator is None:
        return (*head, 0, "", None, "", "", "")
    return (
        *head,
        indicator.seq,
        indicator.name,
        indicator.target,
        indicator.measure,
        str(indicator.direction),
        str(indicator.kind),
    )


def _answers(
    submission: Submission, measures: Mapping[tuple[str, int], str]
) -> Iterator[tuple[str, tuple[object, ...]]]:
    for entry in submission.entries:
        measure = measures.get((entry.assignment.split("/")[0], entry.indicator), "")
        yield row_id(entry.assignment, entry.indicator), _answer(submission, entry, measure)


_SILENT = (False, "", "", "", None, "", False, "", *("",) * (2 * len(FIELDS)))
"""What ``ANSWER`` after its first column, and the fields, are where a row did not come back."""


def _answer(submission: Submission, entry: Entry, measure: str) -> tuple[object, ...]:
    cells = [entry.cells.get(name) for name in FIELDS]
    texts = [text_of(cell) for cell in cells]
    reading = read_quantity(texts[_VALUE], measure)
    status = ReportedStatus.from_label(texts[_STATUS])
    return (
        True,
        True,
        submission.receipt.path,
        entry.sheet,
        entry.row,
        reading.value,
        reading.assumed,
        reading.ambiguous,
        str(status) if status else "",
        *texts,
        # Where the field stands as returned; nowhere if its column was deleted.
        *[cell.address if cell else "" for cell in cells],
    )


def text_of(cell: Cell | None) -> str:
    """What a returned cell says, as every output prints it; '' for an empty one."""
    if cell is None or cell.value is None:
        return ""
    value = cell.value
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        # Excel computes with 17 digits and shows 15: 0.1+0.2 is 0.3 to whoever filled it in.
        return plain(Decimal(f"{value:.15g}"))
    return str(value)
