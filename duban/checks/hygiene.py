"""Findings made fit to be read: repeats removed, a fixed order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from duban.model import Finding, Severity, natural_key

_RANK = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}


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
