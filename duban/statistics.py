"""Every number that is printed, counted once. Text, annex, ledger, page and JSON read these."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import TypeVar

from msgspec import Struct
from msgspec.structs import replace

from duban.escalation import Step, in_force
from duban.figures import percent, shares
from duban.merge import Reporting
from duban.model import Finding, Light, Role, Severity, TaskClass, UnitStatus
from duban.register import TaskMap
from duban.rules import Level
from duban.standing import MET, Standing, gravity, labels

Kind = TypeVar("Kind", TaskClass, Light, UnitStatus, Level, str)


class Share(Struct, frozen=True):
    """A count and its percentage of the whole that the mapping it stands in names."""

    count: int
    percent: Decimal


class UnitCount(Struct, frozen=True):
    """One unit's part: rows led and co-organised, the led ones by class and light, its findings.

    ``labels`` are the classes as the office words them. A unit answers for every subtask that it
    leads, whether or not subtasks are counted. ``place`` is its rank among the units that lead
    anything, by the share that they met; 0 without any.
    """

    unit: str
    leads: int
    cos: int
    classes: dict[TaskClass, int]
    labels: dict[str, int]
    lights: dict[Light, int]
    findings: int
    place: int = 0

    @property
    def met(self) -> Share:
        """Led rows at or above their pace, of all that it leads."""
        return _met(self.classes, self.leads)

    @property
    def ahead(self) -> int:
        """Led rows that are done or ahead of their pace."""
        return self.classes[TaskClass.DONE] + self.classes[TaskClass.AHEAD]


class LeaderCount(Struct, frozen=True):
    """What one leader (分管领导) has in charge: counted tasks by class, by the office's
    word for the class, and by light.

    ``leader`` is '' for the tasks of which the task map names none.
    """

    leader: str
    tasks: int
    classes: dict[TaskClass, int]
    labels: dict[str, int]
    lights: dict[Light, int]

    @property
    def met(self) -> Share:
        """Tasks at or above their pace, of all in charge."""
        return _met(self.classes, self.tasks)


class Statistics(Struct, frozen=True):
    """Counts of one period. ``classes`` and ``lights`` divide ``tasks``, ``statuses`` ``units``.

    ``labels`` divide ``tasks`` by the classes as the office words them, in the order of printing;
    ``others`` says how many are in 其他 for which reason, the most frequent first. ``good`` are
    the units that reported on time and lead only tasks at pace, those with most ahead first.
    ``counted`` are the standings that make up ``tasks``, ``measured`` of them have indicators.
    Each set of percentages is rounded by largest remainder and sums to 100.0. ``steps`` counts
    the steps of the ladder in force.
    """

    tasks: int
    counted: tuple[Standing, ...]
    classes: dict[TaskClass, Share]
    labels: dict[str, Share]
    others: dict[str, int]
    lights: dict[Light, Share]
    measured: int
    units: int
    statuses: dict[UnitStatus, Share]
    reported: int
    findings: dict[Severity, int]
    by_unit: tuple[UnitCount, ...]
    good: tuple[UnitCount, ...]
    by_leader: tuple[LeaderCount, ...]
    steps: dict[Level, int]

    @property
    def figures(self) -> dict[str, int]:
        """The counts that a circular prints, by the words it prints them with."""
        return {
            "任务总数": self.tasks,
            **{label: share.count for label, share in self.labels.items()},
            **{light.label: share.count for light, share in self.lights.items()},
            "应报单位": self.units,
            **{status.label: share.count for status, share in self.statuses.items()},
        }

    def of(self, unit: str) -> UnitCount:
        """The part of the expected unit of this name."""
        return next(count for count in self.by_unit if count.unit == unit)

    @property
    def met(self) -> Share:
        """Tasks at or above their pace: done, ahead and on track together."""
        return _met({kind: share.count for kind, share in self.classes.items()}, self.tasks)

    @property
    def ranked(self) -> tuple[UnitCount, ...]:
        """The units that lead anything: who sent nothing, then by the share met, smallest first.

        Of equal shares the one with more red, then more yellow lights comes first; the place is
        the same where all three are.
        """
        leading = [count for count in self.by_unit if count.place]
        return tuple(sorted(leading, key=lambda count: -count.place))


def _met(classes: Mapping[TaskClass, int], whole: int) -> Share:
    count = sum(classes[kind] for kind in MET)
    return Share(count, percent(count, whole))


def count(
    taskmap: TaskMap,
    standings: Sequence[Standing],
    reporting: Sequence[Reporting],
    findings: Sequence[Finding],
    steps: Sequence[Step],
) -> Statistics:
    """Counts everything that outputs print. Asserts that the parts sum to their wholes."""
    counted = _counted(taskmap, standings)
    classes = _divide(TaskClass, [standing.task_class for standing in counted])
    worded = _divide(labels(taskmap.settings), [standing.label for standing in counted])
    lights = _divide(Light, [standing.light for standing in counted])
    statuses = _divide(UnitStatus, [row.status for row in reporting])
    _whole(classes, len(counted))
    _whole(worded, len(counted))
    _whole(lights, len(counted))
    _whole(statuses, len(reporting))
    severities = Counter(finding.severity for finding in findings)
    by_unit = _placed(_by_unit(taskmap, standings, findings), reporting)
    return Statistics(
        tasks=len(counted),
        counted=tuple(counted),
        classes=classes,
        labels=worded,
        others=dict(
            Counter(s.other for s in counted if s.label == TaskClass.OTHER.label).most_common()
        ),
        lights=lights,
        measured=sum(1 for standing in counted if standing.values),
        units=len(reporting),
        statuses=statuses,
        reported=sum(statuses[status].count for status in (UnitStatus.ON_TIME, UnitStatus.LATE)),
        findings={severity: severities[severity] for severity in Severity},
        by_unit=by_unit,
        good=_good(by_unit, reporting),
        by_leader=_by_leader(counted, labels(taskmap.settings)),
        steps=_tally(Level, [step.level for step in in_force(steps)]),
    )


def _counted(taskmap: TaskMap, standings: Sequence[Standing]) -> list[Standing]:
    """What is counted: each judged row, or each task by its worst subtask, as the settings say."""
    if taskmap.settings.count_subtasks:
        return list(standings)
    worst: dict[int, Standing] = {}
    for standing in standings:
        held = worst.get(standing.task.no)
        if held is None or gravity(standing) < gravity(held):
            worst[standing.task.no] = standing
    return list(worst.values())


def _whole(parts: Mapping[Kind, Share], whole: int) -> None:
    total = sum(share.count for share in parts.values())
    assert total == whole, f"{total} of {whole} are counted"


def _divide(kinds: Iterable[Kind], members: Iterable[Kind]) -> dict[Kind, Share]:
    counts = _tally(kinds, members)
    parts = zip(counts.items(), shares(list(counts.values())), strict=True)
    return {kind: Share(number, share) for (kind, number), share in parts}


def _by_unit(
    taskmap: TaskMap, standings: Sequence[Standing], findings: Sequence[Finding]
) -> Iterator[UnitCount]:
    by_task = {standing.task.key: standing for standing in standings}
    flagged = Counter(finding.unit for finding in findings)
    for unit in taskmap.reporting_units:
        mine = taskmap.assignments_of(unit.code)
        led = [by_task[a.task] for a in mine if a.role is Role.LEAD]
        yield UnitCount(
            unit.name,
            len(led),
            len(mine) - len(led),
            _tally(TaskClass, [standing.task_class for standing in led]),
            _tally(labels(taskmap.settings), [standing.label for standing in led]),
            _tally(Light, [standing.light for standing in led]),
            flagged[unit.name],
        )


def _placed(counts: Iterable[UnitCount], reporting: Iterable[Reporting]) -> tuple[UnitCount, ...]:
    """The counts with the units' places, 1 for the best; equal ones share theirs.

    Who sent nothing comes after all others: what others report of a task they lead together is
    not to its credit.
    """
    silent = {r.unit.name for r in reporting if r.status in (UnitStatus.MISSING, UnitStatus.EMPTY)}

    def merit(count: UnitCount) -> tuple[bool, Decimal, int, int]:
        lights = (-count.lights[Light.RED], -count.lights[Light.YELLOW])
        return count.unit not in silent, count.met.percent, *lights

    counts = tuple(counts)
    merits = sorted((merit(count) for count in counts if count.leads), reverse=True)
    return tuple(
        replace(count, place=merits.index(merit(count)) + 1) if count.leads else count
        for count in counts
    )


def _good(counts: Iterable[UnitCount], reporting: Iterable[Reporting]) -> tuple[UnitCount, ...]:
    kept = {r.unit.name for r in reporting if r.status is UnitStatus.ON_TIME and not r.sent_back}
    found = [c for c in counts if c.unit in kept and c.leads and c.met.count == c.leads]
    return tuple(sorted(found, key=lambda c: (-c.ahead, -c.leads)))


def _by_leader(counted: Sequence[Standing], worded: Sequence[str]) -> tuple[LeaderCount, ...]:
    """In the order in which the notice names the leaders; tasks without one last."""
    charges: dict[str, list[Standing]] = {}
    for standing in counted:
        charges.setdefault(standing.task.leader, []).append(standing)
    return tuple(
        LeaderCount(
            leader,
            len(charges[leader]),
            _tally(TaskClass, [standing.task_class for standing in charges[leader]]),
            _tally(worded, [standing.label for standing in charges[leader]]),
            _tally(Light, [standing.light for standing in charges[leader]]),
        )
        for leader in sorted(charges, key=lambda leader: leader == "")
    )


def _tally(kinds: Iterable[Kind], members: Iterable[Kind]) -> dict[Kind, int]:
    counts = Counter(members)
    return {kind: counts[kind] for kind in kinds}
