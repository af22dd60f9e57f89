"""Findings made fit to be read: the office's levels and rulings, repeats removed, a fixed order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from msgspec.structs import replace

from duban.catalogue import CODES, rule
from duban.model import Finding, Ruling, Severity, natural_key
from duban.register import TaskMap
from duban.register.extensions import RULED
from duban.register.rulings import NO_PROBLEM

_RANK = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}


def levelled(findings: Iterable[Finding], taskmap: TaskMap) -> Iterator[Finding]:
    """``findings`` with the severity that sheet 检查 gives their code; what it puts off goes."""
    levels = {level.code: level.severity for level in taskmap.checks}
    for finding in findings:
        level = levels.get(finding.code, finding.severity)
        if level is None:
            continue
        # The default in the sheet changes nothing, not even a finding milder than its kind.
        kept = finding.code not in CODES or level == rule(finding.code).severity
        yield finding if kept else replace(finding, severity=level)


def ruled_out(findings: Iterable[Finding], taskmap: TaskMap, period: str) -> Iterator[Finding]:
    """``findings``; one that a ruling 不作问题 names becomes INFO and carries the ruling's reason.

    The ruling's 对象 is the finding's code; its unit and task, where given, must be the finding's.
    """
    rulings = _silencing(taskmap, period)
    for finding in findings:
        ruling = _ruling(finding, rulings, taskmap)
        if ruling is None:
            yield finding
        else:
            message = f"{finding.message}（经核定不作问题：{ruling.reason}）"
            yield replace(finding, severity=Severity.INFO, message=message)


def put_aside(findings: Iterable[Finding], taskmap: TaskMap) -> Iterator[Finding]:
    """``findings``; one on a task that a ruling closed (销号) or exempted (免评) becomes INFO."""
    for finding in findings:
        task = taskmap.task(finding.task) if finding.task else None
        why = "" if task is None else task.closed
        if task is not None and task.excluded.startswith(RULED):
            why = task.excluded
        if why and finding.severity is not Severity.INFO:
            message = f"{finding.message}（{why}）"
            finding = replace(finding, severity=Severity.INFO, message=message)
        yield finding


def is_ruled_out(finding: Finding, taskmap: TaskMap, period: str) -> bool:
    """Whether ``ruled_out`` put the finding down to INFO."""
    return _ruling(finding, _silencing(taskmap, period), taskmap) is not None


def _silencing(taskmap: TaskMap, period: str) -> list[Ruling]:
    return [r for r in taskmap.rulings if (r.period, r.subject) == (period, NO_PROBLEM)]


def _ruling(finding: Finding, rulings: Iterable[Ruling], taskmap: TaskMap) -> Ruling | None:
    return next((ruling for ruling in rulings if _means(ruling, finding, taskmap)), None)


def _means(ruling: Ruling, finding: Finding, taskmap: TaskMap) -> bool:
    unit = taskmap.unit_named(ruling.unit) if ruling.unit else None
    return (
        ruling.target == finding.code
        and ruling.task in ("", finding.task)
        and (unit is None or unit.name == finding.unit)
    )


def tidy(findings: Iterable[Finding], order: Mapping[str, int]) -> tuple[Finding, ...]:
    """Each finding once, by severity, unit (``order``: name → place), task and cell."""
    once = dict.fromkeys(findings)
    return tuple(sorted(once, key=lambda finding: _place(finding, order)))


def _place(finding: Finding, order: Mapping[str, int]) -> tuple[object, ...]:
    return (
        _RANK[finding.severity],
        order.get(finding.unit, len(order)),
        finding.unit,
        natural_key(finding.task) if finding.task else (0, 0),
        finding.code,
        finding.source,
        finding.message,
    )
