"""Scores by 考核规则: a base, and points for each event, capped; ranks with ties."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal, localcontext

from msgspec import Struct
from msgspec.structs import replace

from duban.escalation import Event, Facts, Step, events_of
from duban.figures import rounded
from duban.model import NOWHERE, Role, Source, Unit
from duban.register import TaskMap, defaults
from duban.rules import BASE, FEW_FACTOR, FEW_TASKS, FLOOR, PARAMETERS, ScoreRule, codes_of

_PLACES = 2
"""Points are rounded one by one, so that what is printed sums to what is printed."""
_DIGITS = 100
"""More than any rule table can ask for."""


class Mark(Struct, frozen=True):
    """计分项: one event that counts for ``unit`` (a name), with the points after its weights.

    ``role`` is the unit's part in the task, None where the event is about no task of its own;
    ``weighted`` says which weights were applied, '' for none.
    """

    unit: str
    task: str
    period: str
    role: Role | None
    points: Decimal
    text: str
    source: Source = NOWHERE
    weighted: str = ""


class Tally(Struct, frozen=True):
    """One rule's marks for one unit: their sum, and what of it counts under the rule's cap."""

    rule: ScoreRule
    marks: tuple[Mark, ...]
    total: Decimal
    counted: Decimal


class Score(Struct, frozen=True):
    """得分 of one unit: ``base`` and every tally's ``counted``, not below the floor.

    ``place`` is 1 for the best of all units, ``place_of_kind`` among those of its 类别; units with
    equal totals share theirs.
    """

    unit: Unit
    base: Decimal
    tallies: tuple[Tally, ...]
    total: Decimal
    place: int = 0
    place_of_kind: int = 0


class Scores(Struct, frozen=True):
    """The scores of all expected units over ``periods``, in protocol order."""

    periods: tuple[str, ...]
    rows: tuple[Score, ...]

    @property
    def ranked(self) -> tuple[Score, ...]:
        """The best first; equal ones in protocol order."""
        return tuple(sorted(self.rows, key=lambda row: row.place))

    def of(self, unit: str) -> Score | None:
        """The score of the expected unit of this name."""
        return next((row for row in self.rows if row.unit.name == unit), None)


def score(
    taskmap: TaskMap, history: Sequence[Facts], steps: Sequence[Step], periods: Sequence[str]
) -> Scores:
    """The scores over ``periods`` (names), which ``history`` and ``steps`` have to cover.

    An event counts once for a unit, task and period; a step of the ladder counts in the period
    in which it began.
    """
    with localcontext(prec=_DIGITS):
        events = [
            event
            for found in (*events_of(taskmap, history), _begun(steps))
            for event in found
            if event.period in periods
        ]
        return Scores(tuple(periods), tuple(_placed(_Office(taskmap).scores(events))))


def _begun(steps: Iterable[Step]) -> Iterator[Event]:
    for step in steps:
        source = step.evidence[-1].source if step.evidence else NOWHERE
        text = f"{step.subject}列入{step.level.label}（{step.trigger}）"
        yield Event(step.level.label, step.unit, step.task, step.since, text, source)


class _Office:
    """The rules and parts that all units' scores go by."""

    def __init__(self, taskmap: TaskMap) -> None:
        self.taskmap = taskmap
        self.rules = [rule for rule in taskmap.scores if rule.event not in PARAMETERS]
        # A later row of the same name would be an error of the task map; the first one holds.
        values = {rule.event: rule.points for rule in reversed((*taskmap.scores, *defaults.SCORES))}
        self.base, self.floor = rounded(values[BASE], _PLACES), rounded(values[FLOOR], _PLACES)
        self.few, self.factor = values[FEW_TASKS], values[FEW_FACTOR]
        self.roles: dict[tuple[str, str], Role] = {}
        self.cos: dict[str, list[str]] = {}
        for assignment in taskmap.assignments:
            name = taskmap.unit(assignment.unit).name
            self.roles[assignment.task, name] = assignment.role
            if assignment.role is Role.CO:
                self.cos.setdefault(assignment.task, []).append(name)
        self.tasks = Counter(unit for _, unit in self.roles)

    def scores(self, events: Sequence[Event]) -> Iterator[Score]:
        """Each expected unit's score, without its places."""
        tallied: dict[str, list[Tally]] = {}
        for rule in self.rules:
            marks: dict[str, list[Mark]] = {}
            for mark in self._marks(rule, events):
                marks.setdefault(mark.unit, []).append(mark)
            for name, mine in marks.items():
                tallied.setdefault(name, []).append(_tally(rule, mine))
        for unit in self.taskmap.reporting_units:
            tallies = tuple(tallied.get(unit.name, ()))
            total = self.base + sum((tally.counted for tally in tallies), Decimal(0))
            yield Score(unit, self.base, tallies, max(self.floor, total))

    def _marks(self, rule: ScoreRule, events: Iterable[Event]) -> Iterator[Mark]:
        codes = codes_of(rule.event)
        once: dict[tuple[str, str, str], Event] = {}
        for event in events:
            if event.code in codes:
                once.setdefault((event.unit, event.task, event.period), event)
        shared: dict[tuple[str, str, str], Event] = {}
        for (unit, task, period), event in once.items():
            role = self.roles.get((task, unit))
            yield self._mark(rule, event, unit, role)
            if role is Role.LEAD and rule.co is not None:
                for co in self.cos.get(task, ()):
                    if (co, task, period) not in once:
                        shared.setdefault((co, task, period), event)
        for (unit, _, _), event in shared.items():
            yield self._mark(rule, event, unit, Role.CO)

    def _mark(self, rule: ScoreRule, event: Event, unit: str, role: Role | None) -> Mark:
        points, weights = rule.points, []
        if role is Role.CO and rule.co is not None:
            points *= rule.co
            weights.append(f"协办系数{rule.co}")
        if event.task and self.tasks[unit] <= self.few and self.factor != 1:
            points *= self.factor
            weights.append(f"{FEW_FACTOR}{self.factor}")
        return Mark(
            *(unit, event.task, event.period, role, rounded(points, _PLACES)),
            *(event.text, event.source, "，".join(weights)),
        )


def _tally(rule: ScoreRule, marks: Sequence[Mark]) -> Tally:
    total = sum((mark.points for mark in marks), Decimal(0))
    cap = None if rule.cap is None else rounded(abs(rule.cap), _PLACES)
    counted = total if cap is None else max(-cap, min(cap, total))
    ordered = tuple(sorted(marks, key=lambda mark: mark.period))
    return Tally(rule, ordered, total, counted)


def _placed(scores: Iterable[Score]) -> Iterator[Score]:
    known = list(scores)
    for row in known:
        better = [other for other in known if other.total > row.total]
        of_kind = [other for other in better if other.unit.kind == row.unit.kind]
        yield replace(row, place=len(better) + 1, place_of_kind=len(of_kind) + 1)
