"""The ladder over a year: a pure function from its periods and 督办规则 to every step of it.

Memory is recomputation: each compile climbs from January, so the same periods and rules give the
same steps, and a late return or a ruling changes what followed from it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct, field
from msgspec.structs import replace

from duban.escalation.events import Event, Facts, events_of
from duban.escalation.step import Step
from duban.model import ReportedStatus, Role, Ruling, TaskClass, UnitStatus, natural_key
from duban.register import TaskMap
from duban.register.rulings import LEVEL_SET, NO_STEP
from duban.rules import LadderRule, Level, Often, Scope, codes_of

Key = tuple[str, str]
"""(unit's name, task key or '')."""
Mark = tuple[Event, ...] | None
"""What a period gave for a rule; None where it leaves open whether anything happened."""

_SILENT = (UnitStatus.PENDING, UnitStatus.MISSING, UnitStatus.EMPTY)


def climb(taskmap: TaskMap, history: Sequence[Facts]) -> tuple[Step, ...]:
    """Every step of the year's periods ``history`` (ascending), in force or closed.

    By unit in protocol order, task and beginning. A period without an inbox is no part of
    ``history``: it neither continues nor breaks a run.
    """
    cases: dict[Key, _Case] = {}
    rules = _Rules(taskmap)
    for facts, events in zip(history, events_of(taskmap, history), strict=True):
        period = _Period(rules, facts, events)
        for key in dict.fromkeys((*cases, *period.keys())):
            cases.setdefault(key, _Case(key)).advance(period)
    order = {unit.name: place for place, unit in enumerate(taskmap.reporting_units)}
    steps = [step for case in cases.values() for step in case.steps]
    return tuple(
        sorted(
            steps,
            key=lambda s: (
                *(order.get(s.unit, len(order)), s.unit),
                *(natural_key(s.task) if s.task else (0, 0)),
                s.since,
            ),
        )
    )


class _Rules:
    """What of the task map every period is held against, looked up once."""

    def __init__(self, taskmap: TaskMap) -> None:
        self.taskmap = taskmap
        self.ladder = taskmap.ladder
        codes = [[code for name in rule.events for code in codes_of(name)] for rule in self.ladder]
        self.codes = [frozenset(found) for found in codes]
        self.levels = [_levels(rule) for rule in self.ladder]
        self.on_events = [n for n, levels in enumerate(self.levels) if not levels]
        self.on_levels = sorted(
            (n for n, levels in enumerate(self.levels) if levels),
            key=lambda n: (min(self.levels[n]), n),
        )
        self.leads = frozenset(
            (taskmap.unit(a.unit).name, a.task) for a in taskmap.assignments if a.role is Role.LEAD
        )


class _Period:
    """One period, asked what it says of a unit and task."""

    def __init__(self, rules: _Rules, facts: Facts, events: Sequence[Event]) -> None:
        self.name = facts.period.name
        self.rules = rules
        taskmap = rules.taskmap
        self._events: dict[Key, list[Event]] = {}
        self._of_unit: dict[str, list[Event]] = {}
        for event in events:
            self._events.setdefault((event.unit, event.task), []).append(event)
            self._of_unit.setdefault(event.unit, []).append(event)
        self._standings = {standing.task.key: standing for standing in facts.standings}
        self._status = {row.unit.name: row.status for row in facts.reporting}
        self._rulings: dict[str, list[Ruling]] = {}
        for ruling in taskmap.rulings:
            unit = taskmap.unit_named(ruling.unit)
            if unit and ruling.period == self.name and ruling.subject in (LEVEL_SET, NO_STEP):
                self._rulings.setdefault(unit.name, []).append(ruling)

    def keys(self) -> list[Key]:
        """What anything happened to or was ruled on; a unit also as a whole."""
        ruled = [
            (unit, ruling.task)
            for unit, rulings in self._rulings.items()
            for ruling in rulings
            if ruling.subject == LEVEL_SET
        ]
        return [*self._events, *((unit, "") for unit in self._of_unit), *ruled]

    def mark(self, key: Key, number: int) -> Mark:
        """The events of ``key`` that rule ``number`` names."""
        unit, task = key
        rule = self.rules.ladder[number]
        pooled = rule.scope is Scope.UNIT
        if pooled and task:
            return ()
        codes = self.rules.codes[number]
        events = self._of_unit.get(unit, ()) if pooled else self._events.get(key, ())
        found = tuple(
            event
            for event in events
            if event.code in codes and (not rule.tasks or event.task in rule.tasks)
        )
        return found or (None if self._open(key, pooled) else ())

    def _open(self, key: Key, pooled: bool) -> bool:
        """Whether the period says nothing of the key: what began before is then not over."""
        unit, task = key
        status = self._status.get(unit)
        if not task:
            return status in _SILENT if pooled else status is UnitStatus.PENDING
        standing = self._standings.get(task)
        if standing is None:
            return not self._standings
        if standing.task_class is TaskClass.OTHER:
            return not standing.task.excluded and standing.other != ReportedStatus.NOT_ISSUED.label
        return status in _SILENT and key not in self.rules.leads

    def ruling(self, key: Key) -> Ruling | None:
        """The office's last word on the key's step in this period."""
        unit, task = key
        meant = [
            ruling
            for ruling in self._rulings.get(unit, ())
            if ruling.task == task or (ruling.subject == NO_STEP and not ruling.task)
        ]
        return meant[-1] if meant else None


class _Case(Struct):
    """One unit and task over the year."""

    key: Key
    steps: list[Step] = field(default_factory=list)
    marks: dict[int, list[Mark]] = field(default_factory=dict)
    held: dict[int, Mark] = field(default_factory=dict)
    """The rules that the period before fulfilled, each with its evidence."""
    stood: list[tuple[int, tuple[Event, ...]]] = field(default_factory=list)
    """Rank (-1: none) and evidence of each period that was not left open."""

    def advance(self, period: _Period) -> None:
        """Takes in the next period."""
        rules = period.rules.ladder
        now: dict[int, Mark] = {}
        fresh: list[int] = []
        for number in period.rules.on_events:
            self._happened(number, rules[number], period.mark(self.key, number), now, fresh)
        rank = _rank(rules, now)
        for number in period.rules.on_levels:
            rule, least = rules[number], min(period.rules.levels[number])
            if rule.tasks and self.key[1] not in rule.tasks:
                continue
            if not fresh:
                # Nothing new: what rests on a rule left open stays with it.
                if now and number in self.held:
                    now[number] = self.held[number]
            elif evidence := self._stood(rule, least, rank, _evidence(rules, now)):
                now[number] = evidence
                fresh.append(number)
            rank = _rank(rules, now)
        self.held = now
        self._settle(period, rules, now, fresh)

    def _happened(
        self, number: int, rule: LadderRule, mark: Mark, now: dict[int, Mark], fresh: list[int]
    ) -> None:
        marks = self.marks.setdefault(number, [])
        marks.append(mark)
        if mark is None:
            if number in self.held:
                now[number] = self.held[number]
        elif evidence := _fulfilled(rule, marks):
            now[number] = evidence
            fresh.append(number)

    def _stood(
        self, rule: LadderRule, least: int, rank: int, evidence: tuple[Event, ...]
    ) -> tuple[Event, ...]:
        """The evidence of a rule that names levels, () where it is not fulfilled."""
        course: list[Mark] = [events if r >= least else () for r, events in self.stood]
        course.append(evidence if rank >= least else ())
        # A level counts once a period, however many events it rests on.
        counted = [mark if mark is None else mark[:1] for mark in course]
        if not _fulfilled(rule, counted):
            return ()
        chosen = course[-rule.times :] if rule.often is not Often.YEARLY else course
        return tuple(dict.fromkeys(event for mark in chosen if mark for event in mark))

    def _settle(
        self,
        period: _Period,
        rules: Sequence[LadderRule],
        now: Mapping[int, Mark],
        fresh: Sequence[int],
    ) -> None:
        ruling = period.ruling(self.key)
        if ruling is not None:
            step = _ruled(self.key, period.name, ruling)
        elif now:
            top = max(now, key=lambda n: (rules[n].level.rank, n in fresh, -n))
            unit, task = self.key
            rule, evidence = rules[top], now[top] or ()
            step = Step(
                *(unit, task, rule.level, _words(rule, top), evidence, period.name),
                fresh=top in fresh,
                rule=rule,
            )
        else:
            step = None
        if ruling is not None or fresh or not now:
            self.stood.append((step.level.rank, step.evidence) if step else (-1, ()))
        self._follow(step, period.name, ruling)

    def _follow(self, step: Step | None, period: str, ruling: Ruling | None) -> None:
        """Goes on with the step in force, or closes it and begins the new one."""
        last = self.steps[-1] if self.steps and self.steps[-1].closed is None else None
        if last is not None and step is not None and step.level is last.level:
            self.steps[-1] = replace(step, since=last.since)
            return
        if last is not None:
            ended = replace(last, closed=period, outcome=_outcome(last, step, ruling), fresh=False)
            self.steps[-1] = ended
        if step is not None:
            self.steps.append(step)


def _rank(rules: Sequence[LadderRule], now: Mapping[int, Mark]) -> int:
    """The highest level of the rules fulfilled, -1 without any."""
    return max((rules[number].level.rank for number in now), default=-1)


def _levels(rule: LadderRule) -> list[int]:
    """Ranks of the levels that the rule names as its events; such a rule names nothing else."""
    named = [level for name in rule.events if (level := Level.from_label(name))]
    return [level.rank for level in named]


def _fulfilled(rule: LadderRule, marks: Sequence[Mark]) -> tuple[Event, ...]:
    """The events by which the last of ``marks`` fulfils the rule; () if it does not."""
    current = marks[-1]
    if not current:
        return ()
    known = [mark for mark in marks if mark is not None]
    chosen = [current]
    if rule.often is Often.RUNNING:
        chosen = known[-rule.times :]
        if len(chosen) < rule.times or not all(chosen):
            return ()
    elif rule.often is Often.YEARLY:
        chosen = known
    events = tuple(event for mark in chosen for event in mark)
    return events if rule.often is Often.RUNNING or len(events) >= rule.times else ()


def _evidence(rules: Sequence[LadderRule], now: Mapping[int, Mark]) -> tuple[Event, ...]:
    """What the highest of the rules fulfilled so far rests on."""
    top = max(now, key=lambda n: (rules[n].level.rank, -n), default=None)
    return () if top is None else now[top] or ()


def _words(rule: LadderRule, number: int) -> str:
    row = rule.source.cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    place = f"督办规则第{row}行" if row else f"默认督办规则第{number + 1}条"
    return f"{place}：{rule.words}"


def _ruled(key: Key, period: str, ruling: Ruling) -> Step | None:
    level = Level.from_label(ruling.value)
    if ruling.subject == NO_STEP or level is None:
        return None
    unit, task = key
    said = f"经核定定为{level.label}：{ruling.reason}（{ruling.by}）"
    evidence = (Event(LEVEL_SET, unit, task, period, said, ruling.source),)
    return Step(unit, task, level, said, evidence, period)


def _outcome(last: Step, step: Step | None, ruling: Ruling | None) -> str:
    decided = "经核定" if ruling is not None else ""
    if step is None:
        return f"{decided}不作督办" if decided else "原因消除，解除"
    way = "升为" if step.level.rank > last.level.rank else "降为"
    return f"{decided}{way}{step.level.label}"
