"""One indicator's state: what was reported, ruled and verified, which of them is judged, and how.

Reported, ruled and verified values stay side by side; none replaces another.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from duban.checks.answers import beyond_reason
from duban.figures import plain
from duban.merge import source
from duban.model import (
    NOWHERE,
    Direction,
    Indicator,
    Inspection,
    Kind,
    Light,
    Period,
    Ruling,
    Source,
    TaskClass,
)
from duban.register import Settings, TaskMap
from duban.register.rulings import CORRECTION, Unclear, correction_of
from duban.standing.due import Due
from duban.standing.gravity import gravity
from duban.standing.pace import class_of, compare, is_nearly, light_of
from duban.text import shorten

FIRST, TOTAL, LOWEST = "首位牵头", "合计", "最低"


class Value(Struct, frozen=True):
    """One indicator's state. ``progress``, ``pace`` and ``gap`` are in per cent and points.

    ``reported`` is what unit ``unit`` reported at ``source``; ``ruled`` what the office decided,
    ``verified`` what inspectors found, at ``decided_at``. None where there is nothing to say.
    ``doubtful``: the reported value can hardly be meant (out_of_range); nothing is judged by it.
    ``parts``: the leads' own values where this is their total; ``whose`` says whose value counts
    where several lead; ``short``: leads are missing from it, so that it proves nothing good.
    ``how`` says what its pace rests on, ``nearly`` that it is below it and counts as 基本达到.
    """

    indicator: Indicator
    unit: str = ""
    reported: Decimal | None = None
    ruled: Decimal | None = None
    verified: Decimal | None = None
    source: Source = NOWHERE
    decided_at: Source = NOWHERE
    doubtful: bool = False
    parts: tuple[Value, ...] = ()
    whose: str = ""
    short: bool = False
    progress: Decimal | None = None
    pace: Decimal | None = None
    gap: Decimal | None = None
    how: str = ""
    nearly: bool = False
    task_class: TaskClass = TaskClass.OTHER
    light: Light = Light.NONE

    @property
    def judged(self) -> Decimal | None:
        """The value that counts: verified before ruled before reported."""
        given = (self.verified, self.ruled, None if self.doubtful else self.reported)
        return next((value for value in given if value is not None), None)

    @property
    def basis(self) -> str:
        """'核实' or '核定' where the judged value is not the unit's own, '' otherwise."""
        return "核实" if self.verified is not None else "核定" if self.ruled is not None else ""


def value_of(
    taskmap: TaskMap,
    indicator: Indicator,
    rows: Sequence[Any],
    period: Period,
    due: Due,
    several: str,
) -> Value:
    """The indicator's state; ``rows`` are the merged rows of its task's leads, first lead first.

    ``several`` is whose value counts where several lead: FIRST, TOTAL or LOWEST.
    """
    settings = taskmap.settings
    mine = [row for row in rows if row.indicator == indicator.seq]
    if several == TOTAL and indicator.kind is not Kind.CUMULATIVE:
        several = LOWEST
    total = several == TOTAL and len(mine) > 1
    # A ruling that names no unit speaks of each lead's value, but of a total as a whole.
    parts = [_part(taskmap, indicator, row, period, () if total else ("",)) for row in mine]
    if total:
        value = _total(indicator, parts)
    elif several == LOWEST and len(parts) > 1:
        value = _lowest(indicator, parts, due, settings)
    else:
        value = _first(indicator, parts)
    if total or value.judged is None:
        ruled, ruling = _ruled(taskmap, indicator, period, ("",))
        if ruling is not None and value.verified is None:
            value = replace(value, ruled=ruled, decided_at=ruling.source, short=False)
    return _judged(value, due, settings)


def _part(
    taskmap: TaskMap, indicator: Indicator, row: Any, period: Period, also: tuple[str, ...]
) -> Value:
    """What one lead reported, and what was ruled and verified of it; ``also`` who else is meant."""
    inspection = _inspection(taskmap, indicator, period, row.unit)
    ruled, ruling = _ruled(taskmap, indicator, period, (row.unit, *also))
    decision = inspection or ruling
    said = row.reported is not None
    return Value(
        indicator,
        unit=row.unit_name if said else "",
        reported=row.reported,
        ruled=ruled,
        verified=inspection.verified if inspection else None,
        source=source(row, "value") if said else NOWHERE,
        decided_at=decision.source if decision else NOWHERE,
        doubtful=said and beyond_reason(row, taskmap.settings) != "",
        whose=row.unit_name,
    )


def _first(indicator: Indicator, parts: Sequence[Value]) -> Value:
    """The first lead that reported; where none did, the first that was decided about."""
    said = [part for part in parts if part.reported is not None]
    found = next(iter(said or [part for part in parts if part.judged is not None]), None)
    if found is None:
        return Value(indicator)
    if len(parts) < 2:
        return replace(found, whose="")
    first = found is parts[0]
    words = "按首位牵头单位" if first else "首位牵头单位未报，按"
    return replace(found, whose=f"{words}{found.whose}的数值")


def _total(indicator: Indicator, parts: Sequence[Value]) -> Value:
    """The leads' values added up; decided ones stand in for what was reported."""
    known = [part for part in parts if part.judged is not None]
    said = [part for part in parts if part.reported is not None]
    decided = [part for part in known if part.basis]
    verified = any(part.verified is not None for part in decided)
    total = _sum(part.judged for part in known)
    left = len(parts) - len(known)
    more = f"，另有{left}个没有可用的数值" if left else ""
    return Value(
        indicator,
        unit="、".join(part.unit for part in said),
        reported=_sum(part.reported for part in said),
        ruled=total if decided and not verified else None,
        verified=total if verified else None,
        source=said[0].source if said else NOWHERE,
        decided_at=decided[0].decided_at if decided else NOWHERE,
        doubtful=any(part.doubtful and not part.basis for part in parts),
        parts=tuple(parts),
        whose=f"按{len(known)}个牵头单位合计{more}",
        # What is missing can only add to a total: it may break a ceiling, but not undo a floor.
        short=left > 0 and indicator.direction is not Direction.AT_LEAST,
    )


def _sum(values: Iterable[Decimal | None]) -> Decimal | None:
    known = [value for value in values if value is not None]
    return sum(known, Decimal(0)) if known else None


def _lowest(indicator: Indicator, parts: Sequence[Value], due: Due, settings: Settings) -> Value:
    known = [part for part in parts if part.judged is not None]
    if not known:
        return replace(_first(indicator, parts), whose="")
    found = min((_judged(part, due, settings) for part in known), key=gravity)
    left = len(parts) - len(known)
    more = f"，另有{left}个没有可用的数值" if left else ""
    return replace(found, whose=f"按各牵头单位中最低的{found.whose}的数值{more}", short=left > 0)


def _judged(value: Value, due: Due, settings: Settings) -> Value:
    indicator, judged = value.indicator, value.judged
    if judged is None:
        return value
    found = compare(indicator, judged, due.pace, settings.decimals)
    direct = indicator.kind is not Kind.CUMULATIVE
    return replace(
        value,
        progress=found.progress,
        pace=found.pace,
        gap=found.gap,
        how=due.how if found.pace is not None else "",
        nearly=is_nearly(found.gap, settings, direct=direct),
        task_class=class_of(indicator, judged, found, settings),
        light=light_of(found.gap, settings, direct=direct),
    )


def _inspection(
    taskmap: TaskMap, indicator: Indicator, period: Period, unit: str
) -> Inspection | None:
    """The latest inspection that verified this indicator's value at the unit with this code."""
    alone = len(taskmap.indicators_of(indicator.task)) == 1
    mine = [
        found
        for found in taskmap.inspections
        if (found.task, found.period) == (indicator.task, period.name)
        and (found.indicator == indicator.seq or (alone and not found.indicator))
        and found.verified is not None
        and taskmap.code_of(found.unit) == unit
    ]
    # Of two on the same day the one written further down the sheet is the later word.
    return max(reversed(mine), key=lambda found: str(found.on or ""), default=None)


def _ruled(
    taskmap: TaskMap, indicator: Indicator, period: Period, units: Sequence[str]
) -> tuple[Decimal | None, Ruling | None]:
    """The last correction of this indicator for one of ``units`` (codes; '' for none named)."""
    for ruling in reversed(taskmap.rulings):
        if ruling.subject != CORRECTION or ruling.period != period.name:
            continue
        found = correction_of(taskmap, ruling)
        if isinstance(found, Unclear) or found.indicator != indicator:
            continue
        if (taskmap.code_of(ruling.unit) if ruling.unit else "") in units:
            return found.value, ruling
    return None, None


def shown_value(value: Value) -> str:
    """The value that counts with its measure, and whose it is if not the unit's own.

    A doubtful one says so; '—' where there is none.
    """
    shown = value.reported if value.judged is None else value.judged
    if shown is None:
        return "—"
    remark = "待核" if value.judged is None else value.basis
    return f"{shorten(plain(shown), 20)}{value.indicator.measure}" + (
        f"（{remark}）" if remark else ""
    )
