"""Each task's standing: by its indicators where it has values, else by its lead's own word.

A task without an indicator gets no invented percentage: it stands as its lead reports it, unless
a deed that its plan names has fallen due without being reported done.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from duban.figures import rounded
from duban.merge import Merged, source, texts_of, undone
from duban.model import (
    NOWHERE,
    FormKind,
    Light,
    Milestone,
    Period,
    ReportedStatus,
    Role,
    Source,
    Task,
    TaskClass,
)
from duban.register import TaskMap
from duban.standing.due import HUNDRED, due_of, pace_of
from duban.standing.gravity import gravity
from duban.standing.overdue import Overdue, deed_overdue, start_overdue
from duban.standing.pace import class_of_average, is_nearly, light_of
from duban.standing.values import FIRST, TOTAL, Value, value_of
from duban.standing.wording import MET, label_of
from duban.standing.words import deviation, explain, nearly


class Standing(Struct, frozen=True):
    """One task's standing. ``why`` explains it; ``text`` is what its lead wrote.

    ``label`` is its class as the office words it; ``other`` why it is in 其他, '' elsewhere.
    ``deviation`` says how far it is from its pace or target; '' where nothing was compared.
    ``overdue`` are the deeds that fell due without being reported done.
    """

    task: Task
    leads: tuple[str, ...]
    cos: tuple[str, ...]
    task_class: TaskClass
    light: Light
    why: str
    label: str = ""
    other: str = ""
    progress: Decimal | None = None
    pace: Decimal | None = None
    gap: Decimal | None = None
    deviation: str = ""
    values: tuple[Value, ...] = ()
    text: str = ""
    text_source: Source = NOWHERE
    overdue: tuple[Milestone, ...] = ()


class _Case(Struct, frozen=True):
    """What one task is judged by: its leads' rows, first lead first, and all that they wrote."""

    taskmap: TaskMap
    task: Task
    period: Period
    rows: tuple[Any, ...]
    several: str
    said: ReportedStatus | None
    undone: tuple[Milestone, ...]


def assess(
    taskmap: TaskMap, merged: Merged, period: Period, earlier: Sequence[Merged] = ()
) -> tuple[Standing, ...]:
    """One standing for each judged task, in the notice's order.

    ``earlier`` are the year's months before: a deed reported done in one of them stays done.
    """
    rows: dict[str, list[Any]] = {}
    for row in merged.rows():
        if row.role == Role.LEAD:
            rows.setdefault(row.task, []).append(row)
    parts = {(a.task, a.unit): (place, a.group) for place, a in enumerate(taskmap.assignments)}
    texts = texts_of([*earlier, merged])
    standings = []
    for task in taskmap.judged_tasks:
        mine = rows.get(task.key, [])
        mine.sort(key=lambda row: (parts[row.task, row.unit], row.indicator))
        groups = [parts[row.task, row.unit][1] for row in mine]
        case = _case(taskmap, task, period, mine, groups, texts)
        standings.append(_labelled(_standing(case), taskmap, period))
    return tuple(standings)


def _case(
    taskmap: TaskMap,
    task: Task,
    period: Period,
    rows: Sequence[Any],
    groups: Sequence[str],
    texts: Mapping[tuple[str, str], tuple[str, ...]],
) -> _Case:
    several: str = taskmap.settings.several_leads
    if several == FIRST and rows and groups[0]:
        # No member of a group is its first: the target is theirs together.
        several = TOTAL
        rows = [row for row, group in zip(rows, groups, strict=True) if group == groups[0]]
    said = next((ReportedStatus(row.status_code) for row in rows if row.status_code), None)
    written = [text for row in rows for text in texts.get((task.key, row.unit), ())]
    left = undone(taskmap, task.key, period, tuple(dict.fromkeys(written)))
    return _Case(taskmap, task, period, tuple(rows), several, said, left)


def _labelled(standing: Standing, taskmap: TaskMap, period: Period) -> Standing:
    """With its class as the office words it."""
    pace = standing.pace if standing.pace is not None else pace_of(period, taskmap.settings)
    cumulates = standing.pace is not None
    label = label_of(
        standing.task_class,
        standing.light,
        standing.progress if cumulates else None,
        pace,
        standing.task.excluded,
        taskmap.settings,
    )
    return replace(standing, label=label)


def _standing(case: _Case) -> Standing:
    taskmap, task, rows = case.taskmap, case.task, case.rows
    spoken = next((row for row in rows if row.progress), None)
    base = Standing(
        task=task,
        leads=task.leads,
        cos=task.cos,
        task_class=TaskClass.OTHER,
        light=Light.NONE,
        why="",
        values=tuple(
            value_of(
                *(taskmap, indicator, rows, case.period),
                due_of(taskmap, task, indicator, case.period),
                case.several,
            )
            for indicator in taskmap.indicators_of(task.key)
        ),
        text=spoken.progress if spoken else "",
        text_source=source(spoken, "progress") if spoken else NOWHERE,
    )
    if FormKind.PROGRESS not in case.period.forms:
        return _other(base, "本期不报进展", "本期只报分解表，不评进度")
    if task.closed:
        found, light = TaskClass.DONE, Light.GREEN
        return replace(base, task_class=found, light=light, why=f"{found.label}：{task.closed}")
    if task.excluded:
        return _other(base, task.excluded)
    if case.said is ReportedStatus.NOT_ISSUED:
        return _other(base, case.said.label)
    if any(value.judged is not None for value in base.values):
        return _by_numbers(base, case)
    if not any(row.answered for row in rows):
        return _other(base, "牵头单位未报送", "牵头单位未报送本项进展")
    if base.values:
        if any(value.doubtful for value in base.values):
            return _other(base, "数值待核", "所报累计完成值明显不合理，待核")
        return _other(base, "未报可用数值", "牵头单位未报可用的累计完成值")
    return _by_word(base, case)


def _other(base: Standing, other: str, why: str = "") -> Standing:
    return replace(base, other=other, why=why or other)


def _by_numbers(base: Standing, case: _Case) -> Standing:
    """By the worst indicator, or the average; a task with values missing is never called good."""
    settings, values = case.taskmap.settings, base.values
    known = [value for value in values if value.judged is not None]
    worst = min(known, key=gravity)
    progress, pace, gap = worst.progress, worst.pace, worst.gap
    found, light, near = worst.task_class, worst.light, worst.nearly
    assert gap is not None
    remarks = [f"按“{worst.indicator.name}”"] if len(values) > 1 else []
    remarks += [word for word in (worst.how, worst.whose) if word]
    if settings.several_indicators == "平均" and (average := _average(values, settings.decimals)):
        progress, pace = average
        gap = progress - pace
        found, light = class_of_average(progress, gap, settings), light_of(gap, settings)
        near, remarks = is_nearly(gap, settings), ["按各指标平均"]
    reason = explain(worst.indicator, progress, pace, gap)
    if near and found is TaskClass.ON_TRACK:
        reason += f"，{nearly(worst.indicator, pace)}"
    reason += f"（{'，'.join(remarks)}）" if remarks else ""
    if decided := dict.fromkeys(value.basis for value in known if value.basis):
        reason += f"，数值经{'、'.join(decided)}"
    late = start_overdue(case.taskmap, case.task, case.period, case.undone)
    if found is TaskClass.NOT_STARTED and late:
        light, reason = _graver(light, late.light), f"{reason}，{late.words}"
    missing = len(values) - len(known)
    if missing:
        reason += f"，另有{missing}项指标没有可用的累计完成值"
    if found in MET and (missing or any(value.short for value in known)):
        return _other(base, "部分数值未报", reason)
    return replace(
        base,
        task_class=found,
        light=light,
        why=f"{found.label if found is TaskClass.DONE else light.label}：{reason}",
        progress=progress,
        pace=pace,
        gap=gap,
        deviation=deviation(worst.indicator, pace, gap),
        overdue=case.undone,
    )


def _graver(one: Light, other: Light) -> Light:
    order = (Light.RED, Light.YELLOW, Light.NONE, Light.GREEN)
    return min(one, other, key=order.index)


def _average(values: Sequence[Value], places: int) -> tuple[Decimal, Decimal] | None:
    """Average progress and pace of several cumulative indicators, each capped at 100 per cent."""
    pairs = [
        (min(value.progress, HUNDRED), value.pace)
        for value in values
        if value.progress is not None and value.pace is not None
    ]
    if len(values) < 2 or len(pairs) < len(values):
        return None
    done, due = (sum(column, Decimal(0)) / len(pairs) for column in zip(*pairs, strict=True))
    return rounded(done, places), rounded(due, places)


_WORDS = {
    ReportedStatus.DONE: (TaskClass.DONE, Light.GREEN),
    ReportedStatus.UNDER_WAY: (TaskClass.ON_TRACK, Light.GREEN),
    ReportedStatus.LAGGING: (TaskClass.BEHIND, Light.YELLOW),
    ReportedStatus.NOT_STARTED: (TaskClass.NOT_STARTED, Light.NONE),
}


def _by_word(base: Standing, case: _Case) -> Standing:
    if case.said is None:
        return _other(base, "牵头单位未报状态")
    found, light = _WORDS[case.said]
    why = f"无量化指标，按牵头单位所报状态“{case.said.label}”"
    if found is TaskClass.DONE:
        return replace(base, task_class=found, light=light, why=why)
    late: Overdue | None = deed_overdue(case.taskmap, case.period, case.undone)
    if found is TaskClass.NOT_STARTED:
        late = start_overdue(case.taskmap, case.task, case.period, case.undone) or late
    if late:
        found = found if found is TaskClass.NOT_STARTED else TaskClass.BEHIND
        light = _graver(light, late.light)
        why = f"{light.label}：{late.words}（牵头单位所报状态“{case.said.label}”）"
    return replace(base, task_class=found, light=light, why=why, overdue=case.undone)
