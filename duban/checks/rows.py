"""The rows that are worth checking, and a finding at one of their cells."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from duban.catalogue import flag
from duban.checks.registry import Context
from duban.intake.collect import is_filled
from duban.merge import source
from duban.model import Finding, Role


def filled_units(context: Context) -> frozenset[str]:
    """Codes of the units whose form has contents: only their rows are worth checking."""
    return frozenset(s.unit for s in context.intake.submissions if s.used and is_filled(s))


def answered_rows(context: Context) -> Iterator[Any]:
    """The rows that stand in a form with contents, as ``Merged.rows`` has them."""
    filled = filled_units(context)
    return (row for row in context.merged.rows() if row.unit in filled and row.answered)


def flag_row(code: str, row: Any, field: str, message: str, advice: str) -> Finding:
    """A finding at the row's ``field``; the message opens with the task and the unit's part."""
    return flag(
        code,
        f"第{row.task}项（{Role(row.role).label}）：{message}",
        advice,
        unit=row.unit_name,
        task=row.task,
        source=source(row, field),
        evidence=getattr(row, field),
    )
