"""The one order of gravity: which of several values or subtasks its task stands by."""

from __future__ import annotations

from decimal import Decimal
from typing import Protocol

from duban.model import Light, TaskClass


class Judged(Protocol):
    """What has a class, a light and perhaps a gap: a value, a standing."""

    @property
    def task_class(self) -> TaskClass: ...
    @property
    def light(self) -> Light: ...
    @property
    def gap(self) -> Decimal | None: ...


_CLASSES = {
    TaskClass.BEHIND: 0,
    TaskClass.NOT_STARTED: 0,
    # What could not be judged weighs more than what is known to be good.
    TaskClass.OTHER: 1,
    TaskClass.ON_TRACK: 2,
    TaskClass.AHEAD: 3,
    TaskClass.DONE: 4,
}
_LIGHTS = {Light.RED: 0, Light.YELLOW: 1, Light.NONE: 2, Light.GREEN: 3}


def gravity(judged: Judged) -> tuple[int, int, Decimal]:
    """Sort key, the worst first: class, then light, then gap.

    The light goes before the gap: five points below a target may weigh more than ten below a pace.
    """
    return _CLASSES[judged.task_class], _LIGHTS[judged.light], judged.gap or Decimal(0)
