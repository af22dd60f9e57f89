"""What several checks ask of a row, and a finding at one of its cells."""

from __future__ import annotations

from typing import Any

from duban.catalogue import flag
from duban.merge import source
from duban.model import Direction, Finding, Kind, ReportedStatus, Role


def is_rising(row: Any) -> bool:
    """Whether the row has a cumulative target to reach."""
    return bool(row.kind == Kind.CUMULATIVE and row.direction != Direction.AT_MOST)


def is_met(row: Any) -> bool:
    """Whether a rising value has reached its target."""
    return is_rising(row) and row.reported is not None and bool(row.reported >= row.target)


def says_done(row: Any) -> bool:
    """Whether the unit itself reports 已完成."""
    return bool(row.status_code == ReportedStatus.DONE)


def is_lead(row: Any) -> bool:
    """Whether it is the row of a unit that leads the task."""
    return bool(row.role == Role.LEAD)


def flag_row(
    code: str, row: Any, field: str, message: str, advice: str, evidence: str | None = None
) -> Finding:
    """A finding at the row's ``field``; the message opens with the task and the unit's part.

    ``evidence`` is what stands in that cell, if nothing better is given.
    """
    return flag(
        code,
        f"第{row.task}项（{Role(row.role).label}）：{message}",
        advice,
        unit=row.unit_name,
        task=row.task,
        source=source(row, field),
        evidence=getattr(row, field) if evidence is None else evidence,
    )
