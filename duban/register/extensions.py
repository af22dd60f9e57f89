"""延期, 免评, 销号: rulings on what is due when, and on whether a task is still pursued.

An extension holds only if it was applied for (申请日期) before what it extends was due; a second
one goes by what the first has made of it. All of them last: a ruling of a period counts from that
period on.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time

from msgspec import Struct, field
from msgspec.structs import replace

from duban.calendar import at_hour
from duban.model import CHINA, FormKind, Milestone, Period, Ruling, Task
from duban.register.cells import Unreadable, convert
from duban.register.rulings import CLOSED, EXEMPTED, EXTENDED, Unclear
from duban.register.schema import Column, Holds
from duban.register.taskmap import TaskMap
from duban.text import shorten
from duban.timelimit import time_limit

RULED = "经核定"
"""How the reason begins for which a ruling takes a task out of judgement."""
LASTING = (EXTENDED, EXEMPTED, CLOSED)
"""Subjects that hold from their period on."""
_MOMENT = Column("value", "核定值", 0, Holds.MOMENT)
_PERIOD = Column("target", "对象", 0, Holds.PERIOD)
_NEW = "请填新的时限，如 2023-09-30 或“9月底”。"


class TooLate(Struct, frozen=True):
    """Applied for after it was due: the ruling has no effect, which the office is told."""

    due: date


class Extended(Struct, frozen=True):
    """What an extension makes due when: a return's ``deadline``, or a task's or milestone's time.

    ``moved`` is the milestones' period from which they go to ``period``.
    """

    ruling: Ruling
    was: str
    deadline: datetime | None = None
    due: str = ""
    moved: str = ""
    period: str = ""


class _State(Struct):
    """What is due when after the rulings so far."""

    deadlines: dict[tuple[str, str], datetime] = field(default_factory=dict)
    dues: dict[str, str] = field(default_factory=dict)
    milestones: dict[tuple[str, str], str] = field(default_factory=dict)


def extensions(taskmap: TaskMap) -> Iterator[tuple[Ruling, Extended | TooLate | Unclear]]:
    """Every 延期 in the sheet's order, with what it does or why it does nothing."""
    state = _State()
    for ruling in taskmap.rulings:
        if ruling.subject != EXTENDED:
            continue
        found = (
            _of_task(taskmap, ruling, state) if ruling.task else _of_return(taskmap, ruling, state)
        )
        yield ruling, found


def _applied(ruling: Ruling) -> Unclear | date:
    if ruling.applied is None:
        return Unclear("applied", "延期没有写明申请日期", "请填写单位申请延期的日期。")
    return ruling.applied


def _of_return(taskmap: TaskMap, ruling: Ruling, state: _State) -> Extended | TooLate | Unclear:
    period, unit = taskmap.period(ruling.period), taskmap.unit_named(ruling.unit)
    if period is None or unit is None:
        return Unclear("unit", "延期没有写明单位或任务", "报送延期写单位，任务延期写任务序号。")
    applied = _applied(ruling)
    if isinstance(applied, Unclear):
        return applied
    try:
        moment = convert(ruling.value, _MOMENT)
    except Unreadable:
        moment = None
    if not isinstance(moment, datetime):
        return Unclear("value", f"核定值“{shorten(ruling.value, 20)}”不是时点", _NEW)
    if moment.timetz().replace(tzinfo=None) == time(0, 0):
        moment = at_hour(moment.date(), taskmap.settings.deadline_hour)
    old = state.deadlines.get((period.name, unit.code), period.deadline).astimezone(CHINA)
    if moment <= old:
        return Unclear("value", "新的时限不晚于原时限", _NEW)
    if applied > old.date():
        return TooLate(old.date())
    state.deadlines[period.name, unit.code] = moment
    return Extended(ruling, f"{old:%Y-%m-%d %H:%M}", deadline=moment)


def _of_task(taskmap: TaskMap, ruling: Ruling, state: _State) -> Extended | TooLate | Unclear:
    applied = _applied(ruling)
    if isinstance(applied, Unclear):
        return applied
    new = time_limit(ruling.value, taskmap.year).by
    if new is None:
        return Unclear("value", f"核定值“{shorten(ruling.value, 20)}”看不出是哪一天", _NEW)
    if ruling.target:
        return _of_milestones(taskmap, ruling, state, applied, new)
    task = taskmap.task(ruling.task)
    was = state.dues.get(ruling.task, task.due if task else "")
    old = time_limit(was, taskmap.year).by
    if old is None:
        advice = "请先在“任务”表填写完成时限；延期的是节点的，“对象”填节点所在期次，如 2023-05。"
        return Unclear("task", f"任务 {ruling.task} 没有可以延期的完成时限", advice)
    if new <= old:
        return Unclear("value", "新的时限不晚于原时限", _NEW)
    if applied > old:
        return TooLate(old)
    state.dues[ruling.task] = ruling.value
    return Extended(ruling, was, due=ruling.value)


def _of_milestones(
    taskmap: TaskMap, ruling: Ruling, state: _State, applied: date, new: date
) -> Extended | TooLate | Unclear:
    try:
        name = str(convert(ruling.target, _PERIOD))
    except Unreadable as problem:
        return Unclear("target", str(problem), "请填节点所在期次，如 2023-05；完成时限延期的留空。")
    mine = [m for m in taskmap.milestones if (m.task, m.period) == (ruling.task, name)]
    period = taskmap.period(state.milestones.get((ruling.task, name), name))
    if not mine or period is None:
        advice = "请对照“节点”表填写期次。"
        return Unclear("target", f"任务 {ruling.task} 在 {name} 期没有节点", advice)
    later = _period_by(taskmap, new)
    if later <= period.name:
        return Unclear("value", "新的时限不晚于原时限", _NEW)
    if applied > period.cutoff:
        return TooLate(period.cutoff)
    state.milestones[ruling.task, name] = later
    return Extended(ruling, f"{period.name}期", moved=name, period=later)


def _period_by(taskmap: TaskMap, day: date) -> str:
    """The first period of progress that shows what stands on ``day``, else the year's last."""
    known = [p for p in taskmap.periods if FormKind.PROGRESS in p.forms]
    reached = [p.name for p in known if p.cutoff >= day]
    return min(reached) if reached else max((p.name for p in known), default="")


def deadline_of(taskmap: TaskMap, period: Period, unit: str) -> tuple[datetime, Ruling | None]:
    """When this unit (by code) owes its return, and the ruling that says so, if any."""
    found: tuple[datetime, Ruling | None] = period.deadline, None
    for ruling, made in extensions(taskmap):
        mine = ruling.period == period.name and taskmap.code_of(ruling.unit) == unit
        if mine and isinstance(made, Extended) and made.deadline is not None:
            found = made.deadline, ruling
    return found


def effective(taskmap: TaskMap, period: Period) -> TaskMap:
    """The task map as the lasting rulings up to ``period`` have made it."""
    rulings = [r for r in taskmap.rulings if r.subject in LASTING and r.task]
    if not any(ruling.period <= period.name for ruling in rulings):
        return taskmap
    tasks = {task.key: task for task in taskmap.tasks}
    moved: dict[tuple[str, str], str] = {}
    for ruling, made in extensions(taskmap):
        if isinstance(made, Extended) and ruling.task and ruling.period <= period.name:
            if made.due:
                tasks[ruling.task] = replace(tasks[ruling.task], due=made.due)
            else:
                moved[ruling.task, made.moved] = made.period
    for ruling in rulings:
        if ruling.period <= period.name and ruling.task in tasks:
            tasks[ruling.task] = _put_aside(tasks[ruling.task], ruling)
    return replace(
        taskmap,
        tasks=tuple(tasks[task.key] for task in taskmap.tasks),
        milestones=tuple(_milestones(taskmap, tasks, moved)),
    )


def _put_aside(task: Task, ruling: Ruling) -> Task:
    why = f"{RULED}{ruling.subject}：{ruling.reason}"
    if ruling.subject == CLOSED:
        return replace(task, closed=why)
    return replace(task, excluded=why) if ruling.subject == EXEMPTED else task


def _milestones(
    taskmap: TaskMap, tasks: dict[str, Task], moved: dict[tuple[str, str], str]
) -> Iterator[Milestone]:
    """The milestones that are still pursued, each in the period to which it was put off."""
    for milestone in taskmap.milestones:
        task = tasks.get(milestone.task)
        if task is not None and (task.closed or task.excluded.startswith(RULED)):
            continue
        later = moved.get((milestone.task, milestone.period))
        yield replace(milestone, period=later) if later else milestone


def remarks(taskmap: TaskMap, period: Period) -> dict[str, str]:
    """Task key → what was put off by ruling up to ``period``, as outputs say it."""
    found: dict[str, list[str]] = {}
    for ruling, made in extensions(taskmap):
        if not isinstance(made, Extended) or not ruling.task or ruling.period > period.name:
            continue
        what = f"{made.moved}期节点延至{made.period}期" if made.moved else f"完成时限延至{made.due}"
        found.setdefault(ruling.task, []).append(f"{RULED}{what}")
    return {task: "，".join(said) for task, said in found.items()}
