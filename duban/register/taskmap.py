"""A task map in memory, and the questions that the other rooms ask of it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from msgspec import Struct, field

from duban.model import (
    Assignment,
    FormKind,
    Group,
    Indicator,
    Inspection,
    Milestone,
    Period,
    Role,
    Ruling,
    Task,
    Unit,
)
from duban.register import defaults
from duban.register.settings import Settings, default
from duban.rules import CheckLevel, LadderRule, ScoreRule
from duban.text import squeeze


class TaskMap(Struct, frozen=True, dict=True):
    """Everything that taskmap/<year>.xlsx says, in the sheets' order.

    ``places`` tells the 1-based column of (sheet, column name) in the workbook it was read from.
    """

    year: int
    tasks: tuple[Task, ...] = ()
    units: tuple[Unit, ...] = ()
    groups: tuple[Group, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    periods: tuple[Period, ...] = ()
    rulings: tuple[Ruling, ...] = ()
    inspections: tuple[Inspection, ...] = ()
    ladder: tuple[LadderRule, ...] = defaults.LADDER
    scores: tuple[ScoreRule, ...] = defaults.SCORES
    checks: tuple[CheckLevel, ...] = ()
    settings: Settings = field(default_factory=default)
    places: Mapping[tuple[str, str], int] = field(default_factory=dict)

    @cached_property
    def form_rows(self) -> dict[tuple[str, FormKind], tuple[Any, ...]]:
        """What ``forms.rows.expected_rows`` has been asked for, by unit and form."""
        return {}

    @cached_property
    def _units_by_name(self) -> dict[str, Unit]:
        return {squeeze(name): unit for unit in reversed(self.units) for name in unit.names()}

    @cached_property
    def _groups_by_name(self) -> dict[str, Group]:
        return {squeeze(group.name): group for group in self.groups}

    @cached_property
    def _units_by_code(self) -> dict[str, Unit]:
        return {unit.code: unit for unit in self.units}

    @cached_property
    def _indicators_by_task(self) -> dict[str, tuple[Indicator, ...]]:
        by_task: dict[str, list[Indicator]] = {}
        for indicator in self.indicators:
            by_task.setdefault(indicator.task, []).append(indicator)
        return {key: tuple(sorted(found, key=lambda i: i.seq)) for key, found in by_task.items()}

    @cached_property
    def _tasks_by_key(self) -> dict[str, Task]:
        return {task.key: task for task in self.tasks}

    def unit(self, code: str) -> Unit:
        """The unit with this code."""
        return self._units_by_code[code]

    def has_code(self, code: str) -> bool:
        """Whether a unit has this code."""
        return code in self._units_by_code

    def unit_named(self, name: str) -> Unit | None:
        """The unit that goes by ``name`` (short, full or alias; width and blanks do not matter)."""
        return self._units_by_name.get(squeeze(name))

    def code_of(self, name: str) -> str:
        """The code of the unit that goes by ``name``, '' if none does."""
        unit = self.unit_named(name)
        return unit.code if unit else ""

    def group_named(self, name: str) -> Group | None:
        """The group of this name."""
        return self._groups_by_name.get(squeeze(name))

    def task(self, key: str) -> Task | None:
        """The task or subtask with this key."""
        return self._tasks_by_key.get(key)

    def indicators_of(self, key: str) -> tuple[Indicator, ...]:
        """The indicators of one task, by their number."""
        return self._indicators_by_task.get(key, ())

    @cached_property
    def judged_tasks(self) -> tuple[Task, ...]:
        """The rows that are filled in and counted: a task that has subtasks gives way to them."""
        refined = {task.no for task in self.tasks if task.subtask}
        return tuple(task for task in self.tasks if task.subtask or task.no not in refined)

    @cached_property
    def assignments(self) -> tuple[Assignment, ...]:
        """(task, unit, role) for every judged task, groups replaced by their members.

        A unit that a task names twice keeps its first part: a lead is not its own co-organiser.
        """
        found: list[Assignment] = []
        for task in self.judged_tasks:
            taken: set[str] = set()
            parts = [(name, Role.LEAD) for name in task.leads]
            parts += [(name, Role.CO) for name in task.cos]
            # A unit named by itself has its own part, whatever group it is also a member of.
            named = {u.code for name, _ in parts if (u := self.unit_named(name))}
            for name, role in parts:
                group = self.group_named(name)
                for member in group.members if group else (name,):
                    unit = self.unit_named(member)
                    if unit is None or unit.code in taken or (group and unit.code in named):
                        continue
                    taken.add(unit.code)
                    found.append(Assignment(task.key, unit.code, role, name if group else ""))
        return tuple(found)

    @cached_property
    def _assignments_by_unit(self) -> dict[str, tuple[Assignment, ...]]:
        by_unit: dict[str, list[Assignment]] = {}
        for assignment in self.assignments:
            by_unit.setdefault(assignment.unit, []).append(assignment)
        return {unit: tuple(found) for unit, found in by_unit.items()}

    def assignments_of(self, unit: str) -> tuple[Assignment, ...]:
        """The assignments of the unit with this code, in the tasks' order."""
        return self._assignments_by_unit.get(unit, ())

    @cached_property
    def reporting_units(self) -> tuple[Unit, ...]:
        """The units that owe a workbook: those with an assignment, in protocol order."""
        owing = {assignment.unit for assignment in self.assignments}
        units = (unit for unit in self.units if unit.code in owing and unit.reports)
        return tuple(sorted(units, key=lambda unit: (unit.order, unit.code)))

    def owed_forms(self, unit: str, period: Period) -> tuple[FormKind, ...]:
        """The forms that this unit (by code) owes for ``period``: a plan is owed by leads only."""
        leads = unit in self._leading
        return tuple(kind for kind in period.forms if kind is not FormKind.PLAN or leads)

    @cached_property
    def _leading(self) -> frozenset[str]:
        return frozenset(a.unit for a in self.assignments if a.role is Role.LEAD)

    def period(self, name: str) -> Period | None:
        """The period's row, with its dates already reckoned."""
        return next((period for period in self.periods if period.name == name), None)

    def period_before(self, period: Period) -> Period | None:
        """The period of progress that comes right before ``period`` in the same year."""
        earlier = [
            known
            for known in self.periods
            if known.name < period.name and FormKind.PROGRESS in known.forms
        ]
        return max(earlier, key=lambda known: known.name, default=None)
