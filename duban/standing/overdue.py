"""到期未办: a deed or a start that has fallen due, for how many months, and the light for it."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from duban.model import Light, Milestone, Period, Task
from duban.register import Settings, TaskMap
from duban.text import shorten
from duban.timelimit import time_limit

_SHOWN = 30
"""Characters of a deed that a reason quotes."""


class Overdue(Struct, frozen=True):
    """What is overdue, in words, and its light (NONE while the office lets it pass)."""

    words: str
    light: Light


def deed_overdue(taskmap: TaskMap, period: Period, undone: Sequence[Milestone]) -> Overdue | None:
    """The deed that has waited longest; ``undone`` are the deeds due, the earliest first."""
    if not undone:
        return None
    month = int(undone[0].period[5:7])
    words = f"节点“{shorten(undone[0].deed, _SHOWN)}”应在{month}月完成，没有报完成"
    if len(undone) > 1:
        words += f"，另有{len(undone) - 1}个节点到期没有报完成"
    return _overdue(words, month, period, taskmap.settings)


def start_overdue(
    taskmap: TaskMap, task: Task, period: Period, undone: Sequence[Milestone]
) -> Overdue | None:
    """应开工未开工 of a task that has not started: by its time limit, or by a deed of its plan."""
    words = taskmap.settings.start_words
    starts = [m for m in undone if any(word in m.deed for word in words)]
    limit = time_limit(task.due, taskmap.year) if task.due else None
    found: list[tuple[int, str]] = []
    if starts:
        month = int(starts[0].period[5:7])
        deed = shorten(starts[0].deed, _SHOWN)
        found.append((month, f"节点“{deed}”应在{month}月完成，没有启动"))
    if limit and limit.by and limit.by <= period.cutoff and any(w in task.due for w in words):
        # A limit that ends after its month's cut-off is first missed in the month after.
        passed = limit.by.day > period.cutoff.day
        month = 12 * (limit.by.year - period.year) + limit.by.month + passed
        found.append((min(month, period.month), f"应于“{shorten(task.due, _SHOWN)}”，没有启动"))
    if not found:
        return None
    month, reason = min(found)
    return _overdue(reason, month, period, taskmap.settings)


def _overdue(words: str, month: int, period: Period, settings: Settings) -> Overdue:
    months = period.month - month + 1
    light = Light.NONE
    if months >= settings.overdue_red:
        light = Light.RED
    elif months >= settings.overdue_yellow:
        light = Light.YELLOW
    return Overdue(f"{words}，已到期{months}个月" if months > 1 else words, light)
