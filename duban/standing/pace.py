"""How one number compares with its target: in percentage points, then in a class and a light.

A cumulative quantity is compared with its pace; levels and growth rates are compared with the
target directly, never pro-rated, and have bounds of their own.
"""

from __future__ import annotations

from decimal import Decimal

from msgspec import Struct

from duban.figures import rounded
from duban.model import Direction, Indicator, Kind, Light, TaskClass
from duban.register import Settings
from duban.standing.due import HUNDRED

_POINTS = ("%", "百分点", "个百分点")
"""Measures in which a difference is already one of percentage points."""


class Comparison(Struct, frozen=True):
    """One value against its target, in per cent and points; a positive ``gap`` is always good.

    ``progress`` is None where a completion rate would mislead (不超过, rates), ``pace`` where the
    value is compared with the target directly.
    """

    progress: Decimal | None
    pace: Decimal | None
    gap: Decimal


def compare(indicator: Indicator, value: Decimal, pace: Decimal, places: int) -> Comparison:
    """``value`` against the indicator's target, and against its pace if the value cumulates.

    Everything is rounded to ``places`` decimals first, as it is printed: whoever subtracts the
    printed share from the printed pace finds the printed gap.
    """
    target, falling = indicator.target, indicator.direction is Direction.AT_MOST
    good = _good(indicator.direction, value - target)
    if indicator.kind is not Kind.CUMULATIVE and indicator.measure in _POINTS:
        return Comparison(None, None, rounded(good, places))
    if target == 0:
        # Nothing is a share of zero: such a target is either met or wholly missed.
        return Comparison(None, None, rounded(Decimal(0) if good >= 0 else -HUNDRED, places))
    share, pace = rounded(HUNDRED * value / target, places), rounded(pace, places)
    if indicator.kind is not Kind.CUMULATIVE:
        gap = rounded(HUNDRED * good / abs(target), places)
        return Comparison(None if falling else share, None, gap)
    if falling:
        return Comparison(None, pace, pace - share)
    return Comparison(share, pace, share - pace)


def _good(direction: Direction, over: Decimal) -> Decimal:
    """How far ``over`` its target a value is, as a merit."""
    if direction is Direction.EQUALS:
        return -abs(over)
    return -over if direction is Direction.AT_MOST else over


def class_of(
    indicator: Indicator, value: Decimal, comparison: Comparison, settings: Settings
) -> TaskClass:
    """The class of one indicator; only a cumulative one that rises can be done or not started.

    Nothing done where nothing is due yet is on track, not a task that was not started.
    """
    if indicator.kind is not Kind.CUMULATIVE:
        return _met_or_behind(comparison.gap, settings, direct=True)
    if indicator.direction is not Direction.AT_MOST:
        if value >= indicator.target:
            return TaskClass.DONE
        if value == 0 and comparison.gap < 0:
            return TaskClass.NOT_STARTED
        if value and comparison.gap >= settings.ahead_points:
            return TaskClass.AHEAD
    return _met_or_behind(comparison.gap, settings)


def class_of_average(progress: Decimal, gap: Decimal, settings: Settings) -> TaskClass:
    """The class of several cumulative indicators by their average progress."""
    if progress >= HUNDRED:
        return TaskClass.DONE
    if progress == 0 and gap < 0:
        return TaskClass.NOT_STARTED
    if gap >= settings.ahead_points:
        return TaskClass.AHEAD
    return _met_or_behind(gap, settings)


def light_of(gap: Decimal, settings: Settings, *, direct: bool = False) -> Light:
    """The light of a gap as it is printed: 10.0 is yellow wherever it is shown.

    ``direct``: the gap is one to the target (水平值, 增长率), not to a pace.
    """
    behind = -gap
    yellow, red = _bounds(settings, direct)
    if behind > red:
        return Light.RED
    if behind >= yellow and behind > 0:
        return Light.YELLOW
    return _BAND[settings.band] if behind > 0 else Light.GREEN


def is_nearly(gap: Decimal, settings: Settings, *, direct: bool = False) -> bool:
    """基本达到: below, but not by as much as the yellow bound, where the office lets that pass."""
    passes = _BAND[settings.band] is not Light.YELLOW
    return passes and 0 < -gap < _bounds(settings, direct)[0]


_BAND = {"绿灯": Light.GREEN, "黄灯": Light.YELLOW, "不亮灯": Light.NONE}


def _bounds(settings: Settings, direct: bool) -> tuple[Decimal, Decimal]:
    if direct:
        return settings.direct_yellow_points, settings.direct_red_points
    return settings.yellow_points, settings.red_points


def _met_or_behind(gap: Decimal, settings: Settings, *, direct: bool = False) -> TaskClass:
    behind = light_of(gap, settings, direct=direct) in (Light.YELLOW, Light.RED)
    return TaskClass.BEHIND if behind else TaskClass.ON_TRACK
