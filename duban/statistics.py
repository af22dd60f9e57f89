"""Every number that is printed, counted once. Text, annex, ledger, page and JSON read these."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from duban.figures import percent, shares
from duban.merge import Reporting
from duban.model import Finding, Light, Role, Severity, TaskClass, UnitStatus
from duban.register import TaskMap
from duban.standing import Standing

Kind = TypeVar("Kind", TaskClass, Light, UnitStatus)


@dataclass(frozen=True, slots=True)
class Share:
    """A count and its percentage of the whole that the mapping it stands in names."""

    count: int
    percent: Decimal


@dataclass(frozen=True, slots=True)
class UnitCount:
    """One unit's part: rows led and co-organised, the led ones by class, its findings.

    A unit answers for every subtask that it leads, whether or not subtasks are counted.
    """

    unit: str
    leads: int
    cos: int
    classes: dict[TaskClass, int]
    findings: int


@dataclass(frozen=True, slots=True)
class Statistics:
    """Counts of one period. ``classes`` and ``lights`` divide ``tasks``, ``statuses`` ``units``.

    ``counted`` are the standings that make up ``tasks``, ``measured`` of them have indicators.
    Each set of percentages is rounded by largest remainder and sums to 100.0.
    """

    tasks: int
    counted: tuple[Standing, ...]
    classes: dict[TaskClass, Share]
    lights: dict[Light, Share]
    measured: int
    units: int
    statuses: dict[UnitStatus, Share]
    reported: int
    findings: dict[Severity, int]
    by_unit: tuple[UnitCount, ...]

    def of(self, unit: str) -> UnitCount:
        """The part of the expected unit of this name."""
        return next(count for count in self.by_unit if count.unit == unit)

    @property
    def met(self) -> Share:
        """Tasks at or above their pace: done, ahead and on track together."""
        kinds = (TaskClass.DONE, TaskClass.AHEAD, TaskClass.ON_TRACK)
        count = sum(self.classes[kind].count for kind in kinds)
        return Share(count, percent(count, self.tasks))


def count(
    taskmap: TaskMap,
    standings: Sequence[Standing],
    reporting: Sequence[Reporting],
    findings: Sequence[Finding],
) -> Statistics:
    """Counts everything that outputs print. Asserts that the parts sum to their wholes."""
    counted = _counted(taskmap, standings)
    classes = _divide(TaskClass, [standing.task_class for standing in counted])
    lights = _divide(Light, [standing.light for standing in counted])
    statuses = _divide(UnitStatus, [row.status for row in reporting])
    for parts, whole in ((classes, counted), (lights, counted), (statuses, reporting)):
        total = sum(share.count for share in parts.values())
        assert total == len(whole), f"{total} of {len(whole)} are counted"
    severities = Counter(finding.severity for finding in findings)
    return Statistics(
        tasks=len(counted),
        counted=tuple(counted),
        classes=classes,
        lights=lights,
        measured=sum(1 for standing in counted if standing.values),
        units=len(reporting),
        statuses=statuses,
        reported=sum(statuses[status].count for status in (UnitStatus.ON_TIME, UnitStatus.LATE)),
        findings={severity: severities[severity] for severity in Severity},
        by_unit=_by_unit(taskmap, standings, findings),
    )


def _counted(taskmap: TaskMap, standings: Sequence[Standing]) -> list[Standing]:
    """What is counted: each judged row, or each task by its worst subtask, as the settings say."""
    if taskmap.settings.count_subtasks:
        return list(standings)
    worst: dict[int, Standing] = {}
    for standing in standings:
        held = worst.get(standing.task.no)
        if held is None or _gravity(standing) < _gravity(held):
            worst[standing.task.no] = standing
    return list(worst.values())


def _gravity(standing: Standing) -> tuple[int, Decimal]:
    order = (
        TaskClass.BEHIND,
        TaskClass.NOT_STARTED,
        TaskClass.OTHER,
        TaskClass.ON_TRACK,
        TaskClass.AHEAD,
        TaskClass.DONE,
    )
    return order.index(standing.task_class), standing.gap or Decimal(0)


def _divide(kinds: type[Kind], members: Iterable[Kind]) -> dict[Kind, Share]:
    counts = Counter(members)
    numbers = [counts[kind] for kind in kinds]
    return {
        kind: Share(number, share)
        for kind, number, share in zip(kinds, numbers, shares(numbers), strict=True)
    }


def _by_unit(
    taskmap: TaskMap, standings: Sequence[Standing], findings: Sequence[Finding]
) -> tuple[UnitCount, ...]:
    classes = {standing.task.key: standing.task_class for standing in standings}
    flagged = Counter(finding.unit for finding in findings)
    rows = []
    for unit in taskmap.reporting_units:
        mine = [a for a in taskmap.assignments if a.unit == unit.code]
        led = [a.task for a in mine if a.role is Role.LEAD]
        kinds = Counter(classes[task] for task in led)
        rows.append(
            UnitCount(
                unit.name,
                len(led),
                len(mine) - len(led),
                {kind: kinds[kind] for kind in TaskClass},
                flagged[unit.name],
            )
        )
    return tuple(rows)
