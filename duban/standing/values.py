"""One indicator's state: what was reported, ruled and verified, which of them is judged, and how.

Reported, ruled and verified values stay side by side; none replaces another.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from duban.checks.answers import beyond_reason
from duban.figures import plain
from duban.merge import source
from duban.model import NOWHERE, Indicator, Inspection, Period, Ruling, Source, TaskClass
from duban.register import Settings, TaskMap
from duban.register.rulings import CORRECTION, Unclear, correction_of
from duban.standing.pace import class_of, compare
from duban.text import shorten


@dataclass(frozen=True, slots=True)
class Value:
    """One indicator's state. ``progress``, ``pace`` and ``gap`` are in per cent and points.

    ``reported`` is what unit ``unit`` reported at ``source``; ``ruled`` what the office decided,
    ``verified`` what inspectors found, at ``decided_at``. None where there is nothing to say.
    ``doubtful``: the reported value can hardly be meant (out_of_range); nothing is judged by it.
    """

    indicator: Indicator
    unit: str = ""
    reported: Decimal | None = None
    ruled: Decimal | None = None
    verified: Decimal | None = None
    source: Source = NOWHERE
    decided_at: Source = NOWHERE
    doubtful: bool = False
    progress: Decimal | None = None
    pace: Decimal | None = None
    gap: Decimal | None = None
    task_class: TaskClass = TaskClass.OTHER

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
    taskmap: TaskMap, indicator: Indicator, rows: Sequence[Any], period: Period, pace: Decimal
) -> Value:
    """The indicator's state; ``rows`` are the merged rows of its task's leads, first lead first."""
    row = next((r for r in rows if r.indicator == indicator.seq and r.reported is not None), None)
    speakers = {row.unit} if row else {r.unit for r in rows}
    inspection = _inspection(taskmap, indicator, period, speakers)
    ruled, ruling = _ruled(taskmap, indicator, period, speakers)
    decision = inspection or ruling
    value = Value(
        indicator,
        unit=row.unit_name if row else "",
        reported=row.reported if row else None,
        ruled=ruled,
        verified=inspection.verified if inspection else None,
        source=source(row, "value") if row else NOWHERE,
        decided_at=decision.source if decision else NOWHERE,
        doubtful=row is not None and beyond_reason(row, taskmap.settings) != "",
    )
    return value if value.judged is None else _judged(value, value.judged, pace, taskmap.settings)


def _judged(value: Value, judged: Decimal, pace: Decimal, settings: Settings) -> Value:
    found = compare(value.indicator, judged, pace, settings.decimals)
    return replace(
        value,
        progress=found.progress,
        pace=found.pace,
        gap=found.gap,
        task_class=class_of(value.indicator, judged, found, settings),
    )


def _inspection(
    taskmap: TaskMap, indicator: Indicator, period: Period, speakers: Iterable[str]
) -> Inspection | None:
    """The latest inspection that verified this indicator's value at the unit that speaks for it."""
    alone = len(taskmap.indicators_of(indicator.task)) == 1
    mine = [
        found
        for found in taskmap.inspections
        if (found.task, found.period) == (indicator.task, period.name)
        and (found.indicator == indicator.seq or (alone and not found.indicator))
        and found.verified is not None
        and taskmap.code_of(found.unit) in speakers
    ]
    # Of two on the same day the one written further down the sheet is the later word.
    return max(reversed(mine), key=lambda found: str(found.on or ""), default=None)


def _ruled(
    taskmap: TaskMap, indicator: Indicator, period: Period, speakers: Iterable[str]
) -> tuple[Decimal | None, Ruling | None]:
    """The office's last correction of this indicator's value; a unit need not be named in it."""
    for ruling in reversed(taskmap.rulings):
        if ruling.subject != CORRECTION or ruling.period != period.name:
            continue
        found = correction_of(taskmap, ruling)
        if isinstance(found, Unclear) or found.indicator != indicator:
            continue
        if not ruling.unit or taskmap.code_of(ruling.unit) in speakers:
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
