"""What each unit's year is about: the story that a rehearsed year tells of it, month by month."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from msgspec import Struct

from duban.model import Direction, Indicator, Kind, Role, Task, Word
from duban.register import TaskMap
from duban.rehearse.acts import Act
from duban.rehearse.texts import step_of


class Story(Word):
    """The course of one unit's year; ``ORDINARY`` units make the faults that chance deals out."""

    ORDINARY = "ordinary", "一般"
    GOOD = "good", "按时如实"
    TARDY = "tardy", "连续两期迟报"
    SILENT = "silent", "连续三期不报，后补上"
    STALLED = "stalled", "3月起一项任务停滞"
    RECOVERING = "recovering", "一项任务滞后两期，后赶上"
    FALSIFIED = "falsified", "一项任务虚报，经核查查出后更正"
    COPYING = "copying", "一项任务进展情况逐月照抄"


class Lot(Struct, frozen=True):
    """A unit's story and the task that it is about ('' where it is about reporting)."""

    story: Story
    task: str = ""


INSPECTED = 6
"""The month in which the false report is found."""
_LATE, _SILENT, _BEHIND = (4, 5), (5, 6, 7), {3: 0.4, 4: 0.55}
_STEPS_OF_TARGET = 100
"""The least number of steps to a target whose shares are exact enough for a story."""


def act_of(story: Story, month: int) -> Act | None:
    """What the unit does with its form this month; None where chance may decide."""
    if story is Story.ORDINARY:
        return None
    if story is Story.TARDY and month in _LATE:
        return Act.LATE
    if story is Story.SILENT and month in _SILENT:
        return Act.MISSING
    return Act.GOOD


def factor_of(story: Story, month: int) -> float | None:
    """How far the story's value is, as a share of the pace."""
    if story is Story.RECOVERING:
        return _BEHIND.get(month, 1.0)
    if story is Story.FALSIFIED:
        return 1.1 if month == INSPECTED else 1.0
    return 1.0


def is_frozen(story: Story, month: int) -> bool:
    """Whether the story's value stays what it was."""
    return story is Story.STALLED and month > 3


def is_copied(story: Story, month: int) -> bool:
    """Whether the story's text stays what it was."""
    return story is Story.COPYING and 5 <= month <= 9


def cast_year(taskmap: TaskMap, random: Random) -> dict[str, Lot]:
    """Unit code → its story; one unit each where the task map has a task for it, else nobody.

    All others are ordinary.
    """
    counted, told = dict(_stars(taskmap, counted=True)), dict(_stars(taskmap, counted=False))
    roles: dict[str, Lot] = {}
    for story in (Story.STALLED, Story.RECOVERING, Story.FALSIFIED, Story.GOOD, Story.COPYING):
        stars = told if story is Story.COPYING else counted
        free = [unit for unit in stars if unit not in roles]
        if free:
            unit = random.choice(free)
            roles[unit] = Lot(story, stars[unit])
    others = [unit.code for unit in taskmap.reporting_units if unit.code not in roles]
    for story in (Story.TARDY, Story.SILENT):
        if len(others) > 2:
            unit = others.pop(random.randrange(len(others)))
            roles[unit] = Lot(story)
    return roles


def _stars(taskmap: TaskMap, *, counted: bool) -> Iterator[tuple[str, str]]:
    """(unit, task) of the tasks that a story can be told by: one lead, no time limit."""
    leads: dict[str, list[str]] = {}
    for assignment in taskmap.assignments:
        if assignment.role is Role.LEAD:
            leads.setdefault(assignment.task, []).append(assignment.unit)
    planned = {milestone.task for milestone in taskmap.milestones}
    for task in taskmap.judged_tasks:
        key, limited = task.key, bool(task.excluded or task.due or task.pace_basis)
        fits = _is_counted(taskmap, task) if counted else _is_told(taskmap, task)
        if len(leads.get(key, ())) == 1 and key not in planned and not limited and fits:
            yield leads[key][0], key


def _is_told(taskmap: TaskMap, task: Task) -> bool:
    return not taskmap.indicators_of(task.key)


def _is_counted(taskmap: TaskMap, task: Task) -> bool:
    indicators = taskmap.indicators_of(task.key)
    return len(indicators) == 1 and _can_stand(indicators[0])


def _can_stand(indicator: Indicator) -> bool:
    cumulative = indicator.kind is Kind.CUMULATIVE and indicator.direction is Direction.AT_LEAST
    return cumulative and indicator.target / step_of(indicator) >= _STEPS_OF_TARGET
