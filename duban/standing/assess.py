"""Each task's standing: by its indicators where it has values, else by its lead's own word.

A task without an indicator gets no invented percentage and stands as its lead reports it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from duban.figures import rounded
from duban.merge import Merged, source
from duban.model import NOWHERE, Light, Period, ReportedStatus, Role, Source, Task, TaskClass
from duban.register import Settings, TaskMap
from duban.standing.pace import HUNDRED, class_of_average, light_of, pace_of
from duban.standing.values import Value, value_of
from duban.standing.words import deviation, explain


@dataclass(frozen=True, slots=True)
class Standing:
    """One task's standing. ``why`` explains it; ``text`` is what its lead wrote.

    ``deviation`` says how far it is from its pace or target; '' where nothing was compared.
    """

    task: Task
    leads: tuple[str, ...]
    cos: tuple[str, ...]
    task_class: TaskClass
    light: Light
    why: str
    progress: Decimal | None = None
    pace: Decimal | None = None
    gap: Decimal | None = None
    deviation: str = ""
    values: tuple[Value, ...] = ()
    text: str = ""
    text_source: Source = NOWHERE


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
        value_of(taskmap, indicator, rows, period, pace)
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
        return _with(base, TaskClass.OTHER, Light.NONE, "牵头单位未报送本项进展", values)
    if values:
        doubtful = any(value.doubtful for value in values)
        why = "所报累计完成值明显不合理，待核" if doubtful else "牵头单位未报可用的累计完成值"
        return _with(base, TaskClass.OTHER, Light.NONE, why, values)
    return _by_word(base, said)


def _by_numbers(
    base: Standing, values: tuple[Value, ...], known: Sequence[Value], settings: Settings
) -> Standing:
    """By the worst indicator, or the average; a task with values missing is never called good."""
    worst = worst_of(known)
    progress, pace, gap, found = worst.progress, worst.pace, worst.gap, worst.task_class
    assert gap is not None
    how = f"（按“{worst.indicator.name}”）" if len(values) > 1 else ""
    if (
        settings.several_indicators == "平均"
        and (average := _average(values, settings.decimals)) is not None
    ):
        assert pace is not None
        progress, gap, how = average, average - pace, "（按各指标平均）"
        found = class_of_average(progress, gap, settings)
    light = light_of(gap, settings)
    reason = explain(worst.indicator, progress, pace, gap) + how
    if decided := dict.fromkeys(value.basis for value in known if value.basis):
        reason += f"，数值经{'、'.join(decided)}"
    if len(known) < len(values):
        reason += f"，另有{len(values) - len(known)}项指标没有可用的累计完成值"
        if light is Light.GREEN:
            return _with(base, TaskClass.OTHER, Light.NONE, reason, values)
    head = found.label if found is TaskClass.DONE else light.label
    return replace(
        base,
        task_class=found,
        light=light,
        why=f"{head}：{reason}",
        progress=progress,
        pace=pace,
        gap=gap,
        deviation=deviation(worst.indicator, pace, gap),
        values=values,
    )


def worst_of(values: Sequence[Value]) -> Value:
    """The judged value that its task stands by: behind or not started first, then by gap."""
    return min(values, key=lambda value: (_RANK[value.task_class], value.gap or Decimal(0)))


def _average(values: Sequence[Value], places: int) -> Decimal | None:
    """Average progress of several indicators that share a pace, each capped at 100 per cent."""
    shares = [value.progress for value in values if value.pace is not None]
    known = [min(share, HUNDRED) for share in shares if share is not None]
    if len(values) < 2 or len(known) < len(values):
        return None
    return rounded(sum(known, Decimal(0)) / len(known), places)


_RANK = {
    TaskClass.BEHIND: 0,
    TaskClass.NOT_STARTED: 0,
    TaskClass.ON_TRACK: 1,
    TaskClass.AHEAD: 2,
    TaskClass.DONE: 3,
    TaskClass.OTHER: 4,
}
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
