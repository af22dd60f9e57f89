"""Whether what was to stand by the cut-off stands: tasks' time limits, plans' milestones."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from duban.checks.registry import Context, check
from duban.checks.rows import flag_row, is_lead, says_done
from duban.figures import plain
from duban.merge import texts_of, undone
from duban.model import Direction, Finding, Milestone
from duban.text import shorten
from duban.timelimit import time_limit


@check("milestone_overdue")
def milestone_overdue(context: Context) -> Iterator[Finding]:
    """One for each lead and time limit or milestone that has passed without being reached.

    A task is reached when its lead reports 已完成 or all its targets are met; a milestone also
    when its own value is, or its deed was reported done this year; of the values that have passed
    the last one is owed. '长期坚持' and texts that name no day are never overdue. Where the column
    状态 is gone nobody could report 已完成: that is column_missing alone.
    """
    texts: dict[str, tuple[str, ...]] = {}
    for (task, _), written in texts_of([*context.earlier.values(), context.merged]).items():
        texts[task] = (*texts.get(task, ()), *written)
    leads: dict[tuple[str, str], list[Any]] = {}
    for row in context.answered:
        if is_lead(row):
            leads.setdefault((row.task, row.unit), []).append(row)
    for (task, _), rows in leads.items():
        if any(map(says_done, rows)) or all(map(_is_met, rows)):
            continue
        limit = _passed_limit(context, task)
        if limit and any(row.status_cell for row in rows):
            yield _finding(rows[0], f"完成时限“{limit}”已到，没有报完成")
        for row in rows:
            if milestone := _passed_value(context, row):
                yield from _behind(milestone, row)
        # What is ruled in this period is said, with the ruling's reason, before it is left out.
        parts = (context.taskmap, task, context.period, texts.get(task, ()))
        for milestone in undone(*parts, ruled_now=False):
            deed = shorten(milestone.deed, 30)
            yield _finding(rows[0], f"节点“{deed}”应在{milestone.period}期完成，没有报完成")


def _is_met(row: Any) -> bool:
    """Whether the row has an indicator that must reach its target, and has reached it."""
    must = row.indicator and row.direction != Direction.AT_MOST
    return bool(must and row.reported is not None and row.reported >= row.target)


def _passed_limit(context: Context, key: str) -> str:
    task = context.taskmap.task(key)
    if task is None or not task.due or task.excluded or task.closed:
        return ""
    by = time_limit(task.due, context.taskmap.year).by
    return task.due if by is not None and by <= context.period.cutoff else ""


def _passed_value(context: Context, row: Any) -> Milestone | None:
    """The last value that the row's plan names by now: those before it are owed no more."""
    passed = [
        milestone
        for milestone in context.taskmap.milestones
        if milestone.task == row.task
        and milestone.period <= context.period.name
        and milestone.indicator in (0, row.indicator)
        and milestone.value is not None
    ]
    return max(passed, key=lambda milestone: milestone.period, default=None)


def _behind(milestone: Milestone, row: Any) -> Iterator[Finding]:
    if row.reported is None or row.direction == Direction.AT_MOST:
        return
    if milestone.value is not None and row.reported < milestone.value:
        due = f"{plain(milestone.value)}{row.measure}"
        yield _finding(
            row,
            f"{milestone.period}期节点应完成{due}，累计完成{plain(row.reported)}{row.measure}",
            "value",
        )


def _finding(row: Any, message: str, field: str = "status") -> Finding:
    advice = (
        "请说明原因和新的完成时限；已完成的请在“状态”中选“已完成”，"
        "只完成该节点的请在“进展情况”中照写节点事项。"
    )
    return flag_row("milestone_overdue", row, field, message, advice)
