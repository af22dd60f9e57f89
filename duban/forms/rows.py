"""Which rows a unit's form has: one for each assignment and indicator."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from duban.forms.fields import Field, FormSpec
from duban.model import Assignment, Direction, FormKind, Indicator, Role, Task, natural_key
from duban.text import shorten

if TYPE_CHECKING:
    from duban.register import TaskMap

_REPEATED = 24
"""Characters of a task's text in its second row and those after it."""


@dataclass(frozen=True, slots=True)
class FormRow:
    """One expected row: an assignment and one of its task's indicators (None: no indicator)."""

    assignment: Assignment
    task: Task
    indicator: Indicator | None
    first: bool

    @property
    def id(self) -> str:
        """The row's identity: '22/U007/lead#1'; '#0' where the task has no indicator."""
        return row_id(self.assignment.id, self.indicator.seq if self.indicator else 0)


@dataclass(frozen=True, slots=True)
class Carried:
    """What a row's unit reported for the period before; '' and None where nothing was."""

    value: Decimal | None = None
    progress: str = ""
    due: str = ""
    leader: str = ""
    handler: str = ""
    phone: str = ""


_ROW_ID = re.compile(r"([^/#]+/[^/#]+/[^/#]+)#([0-9]{1,6})")

Previous = Mapping[str, Carried]
"""Row id → what was reported for the period before."""


def row_id(assignment: str, indicator: int) -> str:
    """The identity of an assignment's row for one indicator."""
    return f"{assignment}#{indicator}"


def split_row_id(text: str) -> tuple[str, int] | None:
    """'22/U007/lead#1' → ('22/U007/lead', 1); None when ``text`` is no row id."""
    match = _ROW_ID.fullmatch(text)
    return (match[1], int(match[2])) if match else None


def indicator_words(indicator: Indicator) -> str:
    """How a form names the indicator: its name, with the direction where that is not 不低于."""
    if indicator.direction is Direction.AT_LEAST:
        return indicator.name
    return f"{indicator.name}（{indicator.direction.label}）"


def asked_of(form: FormSpec, row: FormRow) -> tuple[Field, ...]:
    """The fields of ``form`` that this row asks for."""
    return form.asked(row.first, row.indicator is not None, bool(row.task.cos))


def issued_values(row: FormRow) -> dict[str, str | float]:
    """What a row says as issued, by field name: the cells that no unit may change."""
    indicator, task = row.indicator, row.task
    values: dict[str, str | float] = {
        "task": float(task.no) if not task.subtask else task.key,
        "text": task.text if row.first else shorten(task.text, _REPEATED),
        "role": row.assignment.role.label,
        "cos": "\n".join(task.cos) if row.first else "",
    }
    if indicator:
        values |= {
            "indicator": indicator_words(indicator),
            "target": float(indicator.target),
            "measure": indicator.measure,
        }
    return values


def expected_rows(
    taskmap: TaskMap, unit: str, form: FormKind = FormKind.PROGRESS
) -> tuple[FormRow, ...]:
    """The unit's rows: the tasks it leads, then those it co-organises, in the notice's order.

    A plan is asked of leads only.
    """
    roles = (Role.LEAD,) if form is FormKind.PLAN else (Role.LEAD, Role.CO)
    mine = sorted(
        (a for a in taskmap.assignments_of(unit) if a.role in roles),
        key=lambda a: (a.role is not Role.LEAD, natural_key(a.task)),
    )
    rows: list[FormRow] = []
    for assignment in mine:
        task = taskmap.task(assignment.task)
        assert task is not None, assignment
        indicators = taskmap.indicators_of(task.key) or (None,)
        rows += [
            FormRow(assignment, task, indicator, number == 0)
            for number, indicator in enumerate(indicators)
        ]
    return tuple(rows)
