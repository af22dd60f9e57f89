"""One step of the ladder as a value."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from msgspec import Struct

from duban.escalation.events import Event
from duban.rules import LadderRule, Level


class Step(Struct, frozen=True):
    """A level that a unit (a name) stands or stood on, with a task (a key) or '' for itself.

    ``trigger`` says in words which row of 督办规则, or which ruling, put it there; ``evidence``
    are the events that fulfilled it. In force from period ``since`` until ``closed`` (None: still
    in force); ``outcome`` says how it ended. ``fresh``: the last period gave cause anew, rather
    than leaving open whether the cause is gone. ``rule`` is None where the office decided.
    """

    unit: str
    task: str
    level: Level
    trigger: str
    evidence: tuple[Event, ...]
    since: str
    closed: str | None = None
    outcome: str = ""
    fresh: bool = True
    rule: LadderRule | None = None

    @property
    def subject(self) -> str:
        """'第22项', or '报送' where the step is not about one task."""
        return f"第{self.task}项" if self.task else "报送"


def in_force(steps: Iterable[Step]) -> tuple[Step, ...]:
    """The steps that are not closed."""
    return tuple(step for step in steps if step.closed is None)


def gravest(steps: Iterable[Step], by: Callable[[Step], str]) -> dict[str, Level]:
    """The gravest level of the ladder in force for each unit, or task, that ``by`` tells."""
    found: dict[str, Level] = {}
    for step in in_force(steps):
        held = found.setdefault(by(step), step.level)
        found[by(step)] = max(held, step.level, key=lambda level: level.rank)
    return found
