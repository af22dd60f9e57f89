"""What was reported against what the same unit reported for the period before."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from duban.checks.registry import Context, check
from duban.checks.rows import answered_rows, flag_row
from duban.figures import plain
from duban.model import Finding, Kind, ReportedStatus
from duban.text import squeeze

_SHORT = 8
"""Characters; shorter texts ('已完成', '无变化') repeat without being copied."""


def _pairs(context: Context) -> Iterator[tuple[Any, Any]]:
    """(row, the same row of the period before) where both were answered."""
    if context.previous is None:
        return
    before = {row.row_id: row for row in context.previous.rows() if row.answered}
    for row in answered_rows(context):
        if row.row_id in before:
            yield row, before[row.row_id]


@check("progress_fell")
def progress_fell(context: Context) -> Iterator[Finding]:
    """One for each cumulative value below the one reported before."""
    for row, before in _pairs(context):
        if row.kind != Kind.CUMULATIVE or row.reported is None or before.reported is None:
            continue
        if row.reported < before.reported:
            values = (row.reported, before.reported)
            now, then = (f"{plain(value)}{row.measure}" for value in values)
            yield flag_row(
                "progress_fell",
                row,
                "value",
                f"累计完成值{now}低于上期的{then}",
                "累计数一般不应减少，请核对；上期填错的，请书面说明更正。",
            )


@check("copied_from_last_period")
def copied_from_last_period(context: Context) -> Iterator[Finding]:
    """One for each 进展情况 that says the same as the period before, but of what is done."""
    for row, before in _pairs(context):
        text = squeeze(row.progress)
        if row.status_code == ReportedStatus.DONE or len(text) < _SHORT:
            continue
        if text == squeeze(before.progress):
            yield flag_row(
                "copied_from_last_period",
                row,
                "progress",
                "进展情况与上期完全相同",
                "请写本期做成的事和数据；确无进展的，请写明原因。",
            )
