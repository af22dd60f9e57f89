"""Whether a lead reported a deed done: by the deed's own words, never by a guess at their sense."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from duban.merge.frame import Merged
from duban.model import Milestone, Period, Role
from duban.register import TaskMap
from duban.register.rulings import NO_PROBLEM
from duban.text import squeeze

OVERDUE = "milestone_overdue"
"""The finding that a ruling 不作问题 names when the office takes a deed as done."""
_CLAUSE = re.compile(r"[，,。；;！!？?：:\n]")
_DONE = "完成"
_MARKS = re.compile(r"[、已了“”\"（）()]|全部|全面|顺利")
"""What may stand between a deed's own words without changing them."""


def texts_of(months: Iterable[Merged]) -> dict[tuple[str, str], tuple[str, ...]]:
    """(task, unit code) → what this lead wrote as 进展情况, month by month."""
    found: dict[tuple[str, str], list[str]] = {}
    for merged in months:
        for row in merged.rows():
            if row.role == Role.LEAD and row.progress:
                found.setdefault((row.task, row.unit), []).append(row.progress)
    return {key: tuple(texts) for key, texts in found.items()}


def is_reported(deed: str, texts: Sequence[str], not_yet: Sequence[str]) -> bool:
    """Whether ``texts`` state every part of ``deed`` in its own words, none with ``not_yet`` words.

    '完成主体工程' is stated by '已完成主体工程' and by '主体工程已完成', not by '主体工程完成50%'.
    """
    parts = [core for part in _CLAUSE.split(squeeze(deed)) if (core := _core(part))]
    said = [_core(clause) for text in texts for clause in _CLAUSE.split(text)]
    return bool(parts) and all(any(_states(c, part, not_yet) for c in said) for part in parts)


def _states(clause: str, core: str, not_yet: Sequence[str]) -> bool:
    if any(word in clause and word not in core for word in not_yet):
        return False
    turned = core.removeprefix(_DONE) + _DONE if core.startswith(_DONE) else core
    return core in clause or clause.endswith(turned)


def _core(text: str) -> str:
    return _MARKS.sub("", squeeze(text))


def undone(
    taskmap: TaskMap, task: str, period: Period, texts: Sequence[str], *, ruled_now: bool = True
) -> tuple[Milestone, ...]:
    """The task's deeds due by the end of ``period`` and not reported done, the earliest first.

    A ruling 不作问题 on ``milestone_overdue`` made since takes the task's earlier deeds as done;
    without ``ruled_now`` those of ``period`` itself do not count.
    """
    ruled = max(
        (
            r.period
            for r in taskmap.rulings
            if (r.subject, r.target, r.task) == (NO_PROBLEM, OVERDUE, task)
            and (r.period < period.name or (ruled_now and r.period == period.name))
        ),
        default="",
    )
    due = [
        m
        for m in taskmap.milestones
        if m.task == task
        and m.deed
        and m.value is None
        and m.period[:4] == period.name[:4]
        and ruled < m.period <= period.name
        and not is_reported(m.deed, texts, taskmap.settings.not_yet_words)
    ]
    return tuple(sorted(due, key=lambda m: m.period))
