"""What happened in each period, as rules name it: from findings, standings and reporting."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from msgspec import Struct

from duban import rules
from duban.catalogue import CODES, rule
from duban.checks import is_ruled_out
from duban.merge import Reporting
from duban.model import (
    NOWHERE,
    Finding,
    Period,
    Role,
    Severity,
    Source,
    Task,
    TaskClass,
    UnitStatus,
)
from duban.register import TaskMap
from duban.standing import Standing
from duban.timelimit import time_limit

_HUNDRED = Decimal(100)


class Facts(Struct, frozen=True):
    """One compiled period as the ladder and the scores look at it."""

    period: Period
    reporting: tuple[Reporting, ...]
    standings: tuple[Standing, ...]
    findings: tuple[Finding, ...]


class Event(Struct, frozen=True):
    """事件: one thing that happened to ``unit`` (a name), on ``task`` (a key, '' for none).

    ``code`` is a finding's code or a state's name (``rules.codes_of``); ``text`` and ``source``
    are the finding's or the standing's own. A unit has each once a period and task.
    """

    code: str
    unit: str
    task: str
    period: str
    text: str
    source: Source = NOWHERE


def events_of(taskmap: TaskMap, history: Sequence[Facts]) -> tuple[tuple[Event, ...], ...]:
    """The events of each period of ``history`` (one year's, ascending), in a fixed order.

    A finding that the office ruled out, or put down to INFO, is no event.
    """
    leads: dict[str, list[str]] = {}
    for assignment in taskmap.assignments:
        if assignment.role is Role.LEAD:
            leads.setdefault(assignment.task, []).append(taskmap.unit(assignment.unit).name)
    bonuses = list(_bonuses(taskmap, history))
    found = []
    for facts in history:
        named = [
            _of_finding(facts.period, finding)
            for finding in facts.findings
            if _counts(taskmap, facts.period, finding)
        ]
        named += _of_reporting(facts)
        states = [*_states(facts), *(b for b in bonuses if b[0] is facts)]
        named += [
            Event(name, unit, s.task.key, facts.period.name, text, _place(s))
            for _, name, s, text in states
            for unit in leads.get(s.task.key, ())
        ]
        found.append(tuple({(e.code, e.unit, e.task): e for e in reversed(named)}.values())[::-1])
    return tuple(found)


def _counts(taskmap: TaskMap, period: Period, finding: Finding) -> bool:
    """What the catalogue itself calls INFO (after_reminder) counts unless it was ruled out."""
    if not finding.unit:
        return False
    if finding.severity is not Severity.INFO:
        return True
    meant = finding.code in CODES and rule(finding.code).severity is Severity.INFO
    return meant and not is_ruled_out(finding, taskmap, period.name)


def _of_finding(period: Period, finding: Finding) -> Event:
    return Event(
        finding.code, finding.unit, finding.task, period.name, finding.message, finding.source
    )


def _of_reporting(facts: Facts) -> Iterator[Event]:
    name = facts.period.name
    for row in facts.reporting:
        if row.sent_back:
            place = row.ruling.source if row.ruling else NOWHERE
            yield Event(rules.SENT_BACK, row.unit.name, "", name, "报表被退回，尚未重报", place)
        if row.status is UnitStatus.ON_TIME:
            text = row.status.label
            yield Event(rules.IN_TIME, row.unit.name, "", name, text, Source(row.file))


_State = tuple[Facts, str, Standing, str]
"""The period, the happening's name, the standing, and the words for it."""


def _states(facts: Facts) -> Iterator[_State]:
    for standing in facts.standings:
        key, why = standing.task.key, standing.why
        if standing.task_class is TaskClass.NOT_STARTED:
            yield facts, rules.NOT_STARTED, standing, f"第{key}项未启动：{why}"
        undone = standing.task_class in (TaskClass.NOT_STARTED, TaskClass.BEHIND)
        if undone and facts.period.month == 12:
            yield facts, rules.UNDONE, standing, f"第{key}项年末仍未完成：{why}"


def _bonuses(taskmap: TaskMap, history: Sequence[Facts]) -> Iterator[_State]:
    """Each task's first period done early, or above target, if its last word still says so."""
    figures = {rule.event: rule.points for rule in taskmap.scores}
    early = figures.get(rules.EARLY_MONTHS, Decimal(1))
    above = _HUNDRED + figures.get(rules.ABOVE_POINTS, Decimal(10))
    by_task: dict[str, list[tuple[Facts, Standing]]] = {}
    for facts in history:
        for standing in facts.standings:
            if standing.task_class is not TaskClass.OTHER:
                by_task.setdefault(standing.task.key, []).append((facts, standing))
    for key, course in by_task.items():
        last = course[-1][1]
        if last.task_class is not TaskClass.DONE:
            continue
        facts, first = next(x for x in course if x[1].task_class is TaskClass.DONE)
        if _months_left(facts.period, first.task) >= early:
            yield facts, rules.DONE_EARLY, first, f"第{key}项提前完成"
        if (last.progress or _HUNDRED) >= above:
            at, high = next(x for x in course if (x[1].progress or _HUNDRED) >= above)
            yield at, rules.ABOVE_TARGET, high, f"第{key}项超额完成：完成{high.progress}%"


def _months_left(period: Period, task: Task) -> int:
    """Whole months from the cut-off to the task's time limit, or to the year's end without one."""
    by = time_limit(task.due, period.year).by or date(period.year, 12, 31)
    cutoff = period.cutoff
    months = (by.year - cutoff.year) * 12 + by.month - cutoff.month
    return months - (by.day < cutoff.day)


def _place(standing: Standing) -> Source:
    """Where the standing was read: its first value's cell, else the lead's text, else the task."""
    cells = (value.decided_at if value.basis else value.source for value in standing.values)
    places = (*cells, standing.text_source, standing.task.source)
    return next((place for place in places if place != NOWHERE), NOWHERE)
