"""What inspectors found against what the unit reported."""

from __future__ import annotations

from collections.abc import Iterator

from duban.catalogue import flag
from duban.checks.registry import Context, check
from duban.checks.rows import flag_row
from duban.figures import plain
from duban.model import Finding, Inspection
from duban.text import shorten

_Key = tuple[str, str, int]
"""(task, unit's code, indicator)."""


@check("inspection_conflict")
def inspection_conflict(context: Context) -> Iterator[Finding]:
    """One for each reported value that differs from the verified one beyond the tolerance."""
    verified = _verified(context)
    tolerance = context.taskmap.settings.inspection_tolerance
    for row in context.answered:
        found = verified.get((row.task, row.unit, row.indicator))
        if found is None or found.verified is None or row.reported is None:
            continue
        gap = abs(row.reported - found.verified)
        if gap > abs(found.verified) * tolerance / 100:
            over = "多" if row.reported > found.verified else "少"
            yield flag_row(
                "inspection_conflict",
                row,
                "value",
                f"自报{plain(row.reported)}{row.measure}，核实{plain(found.verified)}{row.measure}，"
                f"{over}报{plain(gap)}{row.measure}",
                "请对照核查结论更正；有异议的，附依据向督查机构书面申述。",
                _evidence(found),
            )


@check("inspection_appeal")
def inspection_appeal(context: Context) -> Iterator[Finding]:
    """One for each inspection of the period that the unit answered (申述)."""
    taskmap = context.taskmap
    for found in taskmap.inspections:
        if found.period == context.period.name and found.answer:
            unit = taskmap.unit_named(found.unit)
            yield flag(
                "inspection_appeal",
                f"第{found.task}项：单位对核查结果申述：{shorten(found.answer, 60)}",
                "请核实证明材料；申述成立的，在“核查”表另写一行，以核查日期在后的为准。",
                unit=unit.name if unit else found.unit,
                task=found.task,
                source=found.answered_at,
                evidence=_evidence(found),
            )


def _evidence(found: Inspection) -> str:
    """Where the inspection stands, how it was made, what it says, and the unit's answer."""
    answer = f"单位申述：{found.answer}" if found.answer else ""
    words = (found.kind, found.place, found.means, found.conclusion, answer)
    return f"核查：{'，'.join(word for word in (str(found.source), *words) if word)}"


def _verified(context: Context) -> dict[_Key, Inspection]:
    """The period's last word of inspectors by row; 指标序号 may be left out where there is one."""
    taskmap = context.taskmap
    found: dict[_Key, Inspection] = {}
    for inspection in sorted(taskmap.inspections, key=lambda i: str(i.on or "")):
        if inspection.period != context.period.name or inspection.verified is None:
            continue
        known = taskmap.indicators_of(inspection.task)
        alone = known[0].seq if len(known) == 1 else 0
        key = (inspection.task, taskmap.code_of(inspection.unit), inspection.indicator or alone)
        found[key] = inspection
    return found
