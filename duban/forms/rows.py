"""Which rows a unit's form has: one for each assignment and indicator."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING

from msgspec import Struct

from duban.forms.fields import Field, FormSpec
from duban.model import Assignment, Direction, FormKind, Indicator, Role, Task, natural_key
from duban.text import shorten, squeeze

if TYPE_CHECKING:
    from duban.register import TaskMap

_REPEATED = 24
"""Characters of a task's text in its second row and those after it."""


class FormRow(Struct, frozen=True, dict=True):
    """One expected row: an assignment and one of its task's indicators (None: no indicator)."""

    assignment: Assignment
    task: Task
    indicator: Indicator | None
    first: bool

    @cached_property
    def id(self) -> str:
        """The row's identity: '22/U007/lead#1'; '#0' where the task has no indicator."""
        return row_id(self.assignment.id, self.indicator.seq if self.indicator else 0)

    @cached_property
    def issued(self) -> dict[str, str | float]:
        """What the row says as issued, by field name: the cells that no unit may change."""
        indicator, task = self.indicator, self.task
        values: dict[str, str | float] = {
            "task": float(task.no) if not task.subtask else task.key,
            "text": task.text if self.first else shorten(task.text, _REPEATED),
            "role": self.assignment.role.label,
            "cos": "\n".join(task.cos) if self.first else "",
        }
        if indicator:
            values |= {
                "indicator": indicator_words(indicator),
                "target": float(indicator.target),
                "measure": indicator.measure,
            }
        return values

    @cached_property
    def sight(self) -> tuple[str, str, str]:
        """(序号, 职责, 指标) as printed in the row, squeezed."""
        name = squeeze(indicator_words(self.indicator)) if self.indicator else ""
        return self.task.key, self.assignment.role.label, name


class Carried(Struct, frozen=True):
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


def expected_rows(
    taskmap: TaskMap, unit: str, form: FormKind = FormKind.PROGRESS
) -> tuple[FormRow, ...]:
    """The unit's rows: the tasks it leads, then those it co-organises, in the notice's order.

    A plan is asked of leads only. Each room asks for the same rows: they are made once.
    """
    known: tuple[FormRow, ...] | None = taskmap.form_rows.get((unit, form))
    if known is None:
        known = taskmap.form_rows[unit, form] = tuple(_rows(taskmap, unit, form))
    return known


def _rows(taskmap: TaskMap, unit: str, form: FormKind) -> Iterator[FormRow]:
    roles = (Role.LEAD,) if form is FormKind.PLAN else (Role.LEAD, Role.CO)
    mine = sorted(
        (a for a in taskmap.assignments_of(unit) if a.role in roles),
        key=lambda a: (a.role is not Role.LEAD, natural_key(a.task)),
    )
    for assignment in mine:
        task = taskmap.task(assignment.task)
        assert task is not None, assignment
        indicators = taskmap.indicators_of(task.key) or (None,)
        for number, indicator in enumerate(indicators):
            yield FormRow(assignment, task, indicator, number == 0)
