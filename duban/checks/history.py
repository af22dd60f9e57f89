"""What was reported against what the same unit reported for the periods before."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from duban.checks.dates import without_days
from duban.checks.magnitude import mismatch
from duban.checks.registry import Context, check
from duban.checks.rows import flag_row, is_lead, is_met, is_rising, says_done
from duban.figures import plain
from duban.model import Finding, Kind, ReportedStatus
from duban.register import Settings
from duban.text import shorten, squeeze

_NUMBER = re.compile(r"\d+(?:\.\d+)?")


def _pairs(context: Context) -> Iterator[tuple[Any, Any]]:
    """(row, the same row of the period before) where both were answered."""
    for row in context.answered:
        if (before := context.before(row)) is not None:
            yield row, before


@check("progress_fell")
def progress_fell(context: Context) -> Iterator[Finding]:
    """One for each cumulative value below the one reported before, but for a slip of measure."""
    for row, before in _pairs(context):
        if row.kind != Kind.CUMULATIVE or row.reported is None or before.reported is None:
            continue
        if row.reported < before.reported and not mismatch(context, row):
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
    """One for each 进展情况 that says what the period before said, but of what is done or waits.

    Days are left out of the comparison; a text that tells other figures is no copy.
    """
    settings = context.taskmap.settings
    for row, before in _pairs(context):
        if says_done(row) or row.status_code == ReportedStatus.NOT_ISSUED:
            continue
        alike = _likeness(squeeze(row.progress), squeeze(before.progress), settings)
        if alike:
            same = "完全相同" if squeeze(row.progress) == squeeze(before.progress) else ""
            yield flag_row(
                "copied_from_last_period",
                row,
                "progress",
                f"进展情况与上期{same or f'有{int(alike)}%相同，没有新的数据'}",
                "请写本期做成的事和数据；确无进展的，请写明原因。",
                f"相似度{int(alike)}%；上期：{shorten(before.progress, 100)}",
            )


def _likeness(text: str, before: str, settings: Settings) -> float:
    """How alike two squeezed texts are but for their days, in per cent; 0 below 雷同比例.

    Texts that tell different figures are not alike, and short ones ('已完成') repeat without
    being copied.
    """
    text, before = without_days(text), without_days(before)
    if len(text) < settings.copied_length or _NUMBER.findall(text) != _NUMBER.findall(before):
        return 0.0
    from rapidfuzz import fuzz

    return float(fuzz.ratio(text, before, score_cutoff=float(settings.likeness)))


@check("stalled")
def stalled(context: Context) -> Iterator[Finding]:
    """One for each lead's row that has not moved for as many periods as the settings say.

    A cumulative value that stayed the same, short of its target; without an indicator the same
    text. What is done, not issued, or not begun and said so, does not stall.
    """
    periods = context.taskmap.settings.stalled_periods
    if len(context.history) < periods - 1:
        return
    for row in context.answered:
        if not is_lead(row) or _may_rest(context, row):
            continue
        earlier = [rows.get(row.row_id) for rows in context.history[: periods - 1]]
        if is_rising(row):
            field, same = (
                "value",
                all(e is not None and e.reported == row.reported for e in earlier),
            )
            what = f"累计完成值连续{periods}期没有变化，均为"
            what += "" if row.reported is None else f"{plain(row.reported)}{row.measure}"
            same = same and row.reported is not None and not is_met(row)
        elif not row.indicator:
            field, what = "progress", f"进展情况连续{periods}期没有变化"
            text = squeeze(row.progress)
            same = bool(text) and all(
                e is not None and squeeze(e.progress) == text for e in earlier
            )
        else:
            continue
        if same:
            yield flag_row(
                "stalled", row, field, what, "请说明停滞的原因、解决办法和新的完成时限。"
            )


def _may_rest(context: Context, row: Any) -> bool:
    task = context.taskmap.task(row.task)
    begun = bool(row.reported) or row.status_code != ReportedStatus.NOT_STARTED
    waits = row.status_code == ReportedStatus.NOT_ISSUED or bool(task and task.excluded)
    return says_done(row) or waits or not begun
