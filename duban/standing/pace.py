"""序时进度, and how one number compares with its target: in percentage points, then in a class.

A cumulative quantity is compared with the share of the year gone by; levels and growth rates are
compared with the target directly and never pro-rated.
"""

from __future__ import annotations

from calendar import isleap
from dataclasses import dataclass
from decimal import Decimal

from duban.figures import rounded
from duban.model import Direction, Indicator, Kind, Light, Period, TaskClass
from duban.register import Settings

HUNDRED = Decimal(100)
_POINTS = ("%", "百分点", "个百分点")
"""Measures in which a difference is already one of percentage points."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """One value against its target, in per cent and points; a positive ``gap`` is always good.

    ``progress`` is None where a completion rate would mislead (不超过, rates), ``pace`` where the
    value is compared with the target directly.
    """

    progress: Decimal | None
    pace: Decimal | None
    gap: Decimal


def pace_of(period: Period, settings: Settings) -> Decimal:
    """序时进度 in per cent: month/12, half-months/24 or days of the year up to the cut-off.

    A cut-off after the period's month speaks of the whole month, one after its year of all of it.
    """
    cutoff = period.cutoff
    if cutoff.year > period.year:
        return HUNDRED * period.month / 12
    if settings.pace_basis == "日":
        gone = (cutoff - cutoff.replace(month=1, day=1)).days + 1
        return HUNDRED * gone / (366 if isleap(cutoff.year) else 365)
    if settings.pace_basis == "半月":
        half = cutoff.month == period.month and cutoff.day <= 15
        return HUNDRED * (2 * period.month - half) / 24
    return HUNDRED * period.month / 12


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
    """The class of one indicator; only a cumulative one that rises can be done or not started."""
    if indicator.kind is Kind.CUMULATIVE and indicator.direction is not Direction.AT_MOST:
        if value >= indicator.target:
            return TaskClass.DONE
        if value == 0:
            return TaskClass.NOT_STARTED
        if comparison.gap >= settings.ahead_points:
            return TaskClass.AHEAD
    return _met_or_behind(comparison.gap, settings)


def class_of_average(progress: Decimal, gap: Decimal, settings: Settings) -> TaskClass:
    """The class of several cumulative indicators by their average progress."""
    if progress >= HUNDRED:
        return TaskClass.DONE
    if progress == 0:
        return TaskClass.NOT_STARTED
    if gap >= settings.ahead_points:
        return TaskClass.AHEAD
    return _met_or_behind(gap, settings)


def light_of(gap: Decimal, settings: Settings) -> Light:
    """The light of a gap as it is printed: 10.0 is yellow wherever it is shown."""
    behind = -gap
    if behind > settings.red_points:
        return Light.RED
    return Light.YELLOW if behind >= settings.yellow_points and behind > 0 else Light.GREEN


def _met_or_behind(gap: Decimal, settings: Settings) -> TaskClass:
    return TaskClass.ON_TRACK if light_of(gap, settings) is Light.GREEN else TaskClass.BEHIND
