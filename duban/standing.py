"""How each task stands against its pace: class, light, gap in percentage points, and why.

A cumulative quantity is compared with the share of the year gone by; levels and growth rates are
compared with the target directly and never pro-rated; a task without an indicator gets no
invented percentage and stands as its lead reports it.
"""

from __future__ import annotations

from calendar import isleap
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from duban.figures import plain, tenth
from duban.merge import Merged, source
from duban.model import (
    NOWHERE,
    Direction,
    Indicator,
    Inspection,
    Kind,
    Light,
    Period,
    ReportedStatus,
    Role,
    Source,
    Task,
    TaskClass,
)
from duban.register import Settings, TaskMap

_HUNDRED = Decimal(100)
_WORST_FIRST = (
    TaskClass.BEHIND,
    TaskClass.NOT_STARTED,
    TaskClass.ON_TRACK,
    TaskClass.AHEAD,
    TaskClass.DONE,
    TaskClass.OTHER,
)


@dataclass(frozen=True, slots=True)
class Value:
    """One indicator's state. ``progress``, ``pace`` and ``gap`` are in per cent and points.

    ``reported`` is what unit ``unit`` reported at ``source``; ``verified`` what inspectors found,
    which is then the value that is judged. None where there is nothing to say.
    """

    indicator: Indicator
    unit: str = ""
    reported: Decimal | None = None
    verified: Decimal | None = None
    source: Source = NOWHERE
    progress: Decimal | None = None
    pace: Decimal | None = None
    gap: Decimal | None = None
    task_class: TaskClass = TaskClass.OTHER

    @property
    def judged(self) -> Decimal | None:
        """The value that counts: verified before reported."""
        return self.reported if self.verified is None else self.verified


@dataclass(frozen=True, slots=True)
class Standing:
    """One task's standing. ``why`` explains it; ``text`` is what its lead wrote."""

    task: Task
    leads: tuple[str, ...]
    cos: tuple[str, ...]
    task_class: TaskClass
    light: Light
    why: str
    progress: Decimal | None = None
    pace: Decimal | None = None
    gap: Decimal | None = None
    values: tuple[Value, ...] = ()
    text: str = ""
    text_source: Source = NOWHERE


def pace_of(period: Period, settings: Settings) -> Decimal:
    """序时进度 in per cent: month/12, half-months/24 or days of the year up to the cut-off."""
    if settings.pace_basis == "日":
        gone = (period.cutoff - period.cutoff.replace(month=1, day=1)).days + 1
        return _HUNDRED * gone / (366 if isleap(period.cutoff.year) else 365)
    if settings.pace_basis == "半月":
        halves = 2 * period.month - (1 if period.cutoff.day <= 15 else 0)
        return _HUNDRED * halves / 24
    return _HUNDRED * period.month / 12


def assess(taskmap: TaskMap, merged: Merged, period: Period) -> tuple[Standing, ...]:
    """One standing for each judged task, in the notice's order."""
    rows: dict[str, list[Any]] = {}
    for row in merged.rows():
        rows.setdefault(row.task, []).append(row)
    places = {(a.task, a.unit): number for number, a in enumerate(taskmap.assignments)}
    pace = pace_of(period, taskmap.settings)
    standings = []
    for task in taskmap.judged_tasks:
        mine = sorted(
            (row for row in rows.get(task.key, []) if row.role == Role.LEAD),
            key=lambda row: (places[row.task, row.unit], row.indicator),
        )
        standings.append(_standing(taskmap, task, mine, period, pace))
    return tuple(standings)


def _standing(
    taskmap: TaskMap, task: Task, rows: Sequence[Any], period: Period, pace: Decimal
) -> Standing:
    spoken = next((row for row in rows if row.progress), None)
    base = Standing(
        task=task,
        leads=task.leads,
        cos=task.cos,
        task_class=TaskClass.OTHER,
        light=Light.NONE,
        why="",
        text=spoken.progress if spoken else "",
        text_source=source(spoken, "progress") if spoken else NOWHERE,
    )
    values = tuple(
        _value(taskmap, indicator, rows, period, pace)
        for indicator in taskmap.indicators_of(task.key)
    )
    said = next((ReportedStatus(row.status_code) for row in rows if row.status_code), None)
    if task.excluded:
        return _with(base, TaskClass.OTHER, Light.NONE, task.excluded, values)
    if said is ReportedStatus.NOT_ISSUED:
        return _with(base, TaskClass.OTHER, Light.NONE, said.label, values)
    known = [value for value in values if value.judged is not None]
    if known:
        return _by_numbers(base, values, known, taskmap.settings)
    if not any(row.answered for row in rows):
        return _with(base, TaskClass.OTHER, Light.NONE, "牵头单位未报送", values)
    if values:
        return _with(base, TaskClass.OTHER, Light.NONE, "牵头单位未报累计完成值", values)
    return _by_word(base, said)


def _value(
    taskmap: TaskMap, indicator: Indicator, rows: Sequence[Any], period: Period, pace: Decimal
) -> Value:
    reported = next(
        (row for row in rows if row.indicator == indicator.seq and row.reported is not None), None
    )
    inspection = _inspection(taskmap, indicator, period)
    value = Value(
        indicator,
        reported.unit_name if reported else "",
        reported.reported if reported else None,
        inspection.verified if inspection else None,
        source(reported, "value") if reported else NOWHERE,
    )
    judged = value.judged
    if judged is None:
        return value
    progress, due, gap = _compare(indicator, judged, pace)
    found = _class(indicator, judged, gap, taskmap.settings)
    return replace(value, progress=progress, pace=due, gap=gap, task_class=found)


def _inspection(taskmap: TaskMap, indicator: Indicator, period: Period) -> Inspection | None:
    mine = (
        found
        for found in taskmap.inspections
        if found.task == indicator.task
        and found.indicator in (0, indicator.seq)
        and found.period == period.name
        and found.verified is not None
    )
    return max(mine, key=lambda found: str(found.on or ""), default=None)


def _compare(
    indicator: Indicator, value: Decimal, pace: Decimal
) -> tuple[Decimal | None, Decimal | None, Decimal]:
    """(progress, pace, gap); a positive gap is good whatever the indicator's direction."""
    target = indicator.target
    share = _HUNDRED * value / target if target else _HUNDRED
    if indicator.kind is Kind.CUMULATIVE:
        if indicator.direction is Direction.AT_MOST:
            return None, pace, pace - share
        return share, pace, share - pace
    gap = value - target if indicator.measure in ("%", "百分点") else share - _HUNDRED
    if indicator.direction is Direction.AT_MOST:
        return None, None, -gap
    if indicator.direction is Direction.EQUALS:
        return share, None, -abs(gap)
    return share, None, gap


def _class(indicator: Indicator, value: Decimal, gap: Decimal, settings: Settings) -> TaskClass:
    rising = indicator.direction is not Direction.AT_MOST
    if indicator.kind is Kind.CUMULATIVE and rising:
        if value >= indicator.target:
            return TaskClass.DONE
        if value == 0:
            return TaskClass.NOT_STARTED
        if tenth(gap) >= settings.ahead_points:
            return TaskClass.AHEAD
    return TaskClass.ON_TRACK if _light(gap, settings) is Light.GREEN else TaskClass.BEHIND


def _light(gap: Decimal, settings: Settings) -> Light:
    # Judged as printed: a gap shown as 10.0 must not be green in one place and yellow in another.
    behind = tenth(-gap)
    if behind > settings.red_points:
        return Light.RED
    return Light.YELLOW if behind >= settings.yellow_points and behind > 0 else Light.GREEN


def _by_numbers(
    base: Standing, values: tuple[Value, ...], known: Sequence[Value], settings: Settings
) -> Standing:
    worst = min(known, key=lambda v: (_WORST_FIRST.index(v.task_class), v.gap or Decimal(0)))
    progress, pace, gap = worst.progress, worst.pace, worst.gap
    assert gap is not None
    found = worst.task_class
    comparable = all(v.pace is not None and v.progress is not None for v in known)
    if settings.several_indicators == "平均" and len(known) > 1 and comparable:
        total = sum((min(v.progress or Decimal(0), _HUNDRED) for v in known), Decimal(0))
        progress = total / len(known)
        assert pace is not None
        gap = progress - pace
        found = _average_class(progress, gap, settings)
    light = _light(gap, settings)
    why = _explain(light, found, progress, pace, gap)
    if len(values) > 1 and settings.several_indicators == "最低":
        why += f"（按“{worst.indicator.name}”）"
    return replace(
        base,
        task_class=found,
        light=light,
        why=why,
        progress=progress,
        pace=pace,
        gap=gap,
        values=values,
    )


def _average_class(progress: Decimal, gap: Decimal, settings: Settings) -> TaskClass:
    if progress >= _HUNDRED:
        return TaskClass.DONE
    if progress == 0:
        return TaskClass.NOT_STARTED
    if tenth(gap) >= settings.ahead_points:
        return TaskClass.AHEAD
    return TaskClass.ON_TRACK if _light(gap, settings) is Light.GREEN else TaskClass.BEHIND


def _explain(
    light: Light, found: TaskClass, progress: Decimal | None, pace: Decimal | None, gap: Decimal
) -> str:
    """'红灯：完成45.0%，序时75.0%，差30.0个百分点'."""
    parts = [] if progress is None else [f"完成{tenth(progress)}%"]
    parts.append("直接与目标比较" if pace is None else f"序时{tenth(pace)}%")
    points = tenth(abs(gap))
    if points:
        parts.append(f"{'差' if gap < 0 else '超'}{points}个百分点")
    head = light.label if found is not TaskClass.DONE else found.label
    return f"{head}：{'，'.join(parts)}"


_WORDS = {
    ReportedStatus.DONE: (TaskClass.DONE, Light.GREEN),
    ReportedStatus.UNDER_WAY: (TaskClass.ON_TRACK, Light.GREEN),
    ReportedStatus.LAGGING: (TaskClass.BEHIND, Light.YELLOW),
    ReportedStatus.NOT_STARTED: (TaskClass.NOT_STARTED, Light.NONE),
}


def _by_word(base: Standing, said: ReportedStatus | None) -> Standing:
    if said is None:
        return _with(base, TaskClass.OTHER, Light.NONE, "牵头单位未报状态", ())
    found, light = _WORDS[said]
    return _with(base, found, light, f"无量化指标，按牵头单位所报状态“{said.label}”", ())


def _with(
    base: Standing, found: TaskClass, light: Light, why: str, values: tuple[Value, ...]
) -> Standing:
    return replace(base, task_class=found, light=light, why=why, values=values)


def shown_value(value: Value) -> str:
    """The judged value with its measure, as printed; '—' where there is none."""
    if value.judged is None:
        return "—"
    return f"{plain(value.judged)}{value.indicator.measure}"
