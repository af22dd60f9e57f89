"""Which row of a corrected notice is which row of the task map."""

from __future__ import annotations

from collections.abc import Sequence

from duban.model import Task
from duban.text import squeeze

_SAME_NUMBER = 55
"""Similarity in percent above which a changed text under the same number is the same task."""
_ANY_NUMBER = 85
"""The same under another number, where only the wording can tell."""


def matched(old: Sequence[Task], new: Sequence[Task]) -> dict[str, Task]:
    """The old task of each new task's key: by equal text, then number, then similar text."""
    pairs: dict[str, Task] = {}
    free = list(old)
    for task in new:
        same = [other for other in free if squeeze(other.text) == squeeze(task.text)]
        best = next((other for other in same if other.key == task.key), same[0] if same else None)
        _pair(pairs, free, task, best)
    by_key = {task.key: task for task in free}
    for task in _unpaired(new, pairs):
        other = by_key.get(task.key)
        alike = other and _similarity(other, task) >= _SAME_NUMBER
        _pair(pairs, free, task, other if alike and other in free else None)
    for task in _unpaired(new, pairs):
        scored = [(_similarity(other, task), -at) for at, other in enumerate(free)]
        score, at = max(scored, default=(0.0, 0))
        _pair(pairs, free, task, free[-at] if score >= _ANY_NUMBER else None)
    return pairs


def _pair(pairs: dict[str, Task], free: list[Task], task: Task, other: Task | None) -> None:
    if other is not None:
        pairs[task.key] = other
        free.remove(other)


def _unpaired(new: Sequence[Task], pairs: dict[str, Task]) -> list[Task]:
    return [task for task in new if task.key not in pairs]


def _similarity(left: Task, right: Task) -> float:
    from rapidfuzz import fuzz

    return float(fuzz.ratio(squeeze(left.text), squeeze(right.text)))
