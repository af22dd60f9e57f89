"""What should be done by a period's end: by the calendar, by quarters, by the unit's own plan."""

from __future__ import annotations

from calendar import isleap
from collections.abc import Mapping
from decimal import Decimal

from msgspec import Struct

from duban.figures import plain, rounded
from duban.model import Indicator, Kind, Period, Task
from duban.register import Settings, TaskMap

HUNDRED = Decimal(100)
OWN_NODES, QUARTERS = "自定节点", "季度"
MONTHS, LAST_MONTH = 12, 12


class Due(Struct, frozen=True):
    """序时进度 in per cent of the year's target; ``how``: what else it rests on, or ''."""

    pace: Decimal
    how: str = ""


def pace_of(period: Period, settings: Settings) -> Decimal:
    """序时进度 in per cent by the calendar, as the settings reckon it for tasks without a plan."""
    return elapsed(period, settings.pace_basis)


def elapsed(period: Period, basis: str) -> Decimal:
    """The share of the year gone by up to the cut-off: quarters ended, days, half-months, months.

    A cut-off after the period's month speaks of the whole month, one after its year of all of it.
    """
    cutoff = period.cutoff
    if cutoff.year > period.year:
        return HUNDRED * period.month / MONTHS
    if basis == QUARTERS:
        return HUNDRED * _quarter_end(period.month) / MONTHS
    if basis == "日":
        gone = (cutoff - cutoff.replace(month=1, day=1)).days + 1
        return HUNDRED * gone / (366 if isleap(cutoff.year) else 365)
    if basis == "半月":
        half = cutoff.month == period.month and cutoff.day <= 15
        return HUNDRED * (2 * period.month - half) / (2 * MONTHS)
    return HUNDRED * period.month / MONTHS


def _quarter_end(month: int) -> int:
    """The last month of the quarter that ended last, 0 before the first has ended."""
    return month - month % 3


def due_of(taskmap: TaskMap, task: Task, indicator: Indicator, period: Period) -> Due:
    """What ``indicator`` should have reached, by its task's basis or else the settings'."""
    basis = task.pace_basis or taskmap.settings.pace_basis
    if indicator.kind is not Kind.CUMULATIVE or indicator.target == 0:
        return Due(elapsed(period, basis))
    stated = stated_values(taskmap, indicator, period.year)
    if basis == QUARTERS:
        return _by_quarters(stated, indicator, period)
    if basis == OWN_NODES:
        return _by_nodes(stated, indicator, period.month)
    return Due(elapsed(period, basis))


def stated_values(taskmap: TaskMap, indicator: Indicator, year: int) -> dict[int, Decimal]:
    """Month → value that the plan states for ``indicator``; a later row of the sheet counts.

    A row without 指标序号 means the task's only indicator.
    """
    alone = len(taskmap.indicators_of(indicator.task)) == 1
    return {
        int(m.period[5:7]): m.value
        for m in taskmap.milestones
        if m.task == indicator.task
        and m.value is not None
        and (m.indicator == indicator.seq or (alone and not m.indicator))
        and m.period.startswith(f"{year}-")
    }


def _by_quarters(stated: Mapping[int, Decimal], indicator: Indicator, period: Period) -> Due:
    """Nothing falls due within a quarter; at its end the plan's value, or a quarter of the year."""
    month = _quarter_end(period.month)
    if month in stated and month != LAST_MONTH:
        return _share(stated[month], indicator, f"{month}月节点应完成")
    return Due(HUNDRED * month / MONTHS)


def _by_nodes(stated: Mapping[int, Decimal], indicator: Indicator, month: int) -> Due:
    """Between two stated values a straight line; nothing is due before the first.

    The year's target counts as stated for December, whatever a plan says of that month.
    """
    if not stated:
        return Due(HUNDRED * month / MONTHS, "没有填节点，按月折算")
    points = {**stated, LAST_MONTH: indicator.target}
    if month in points:
        how = f"{month}月节点应完成" if month in stated else "年度目标"
        return _share(points[month], indicator, how)
    first = min(points)
    if month < first:
        return Due(Decimal(0), f"首个节点为{first}月，本期没有应完成值")
    before = max(known for known in points if known < month)
    after = min(known for known in points if known > month)
    step = (points[after] - points[before]) / (after - before)
    return _share(
        points[before] + step * (month - before), indicator, f"按{before}月、{after}月节点应完成"
    )


def _share(value: Decimal, indicator: Indicator, how: str) -> Due:
    shown = f"{plain(rounded(value, 2))}{indicator.measure}"
    return Due(HUNDRED * value / indicator.target, f"{how}{shown}")
