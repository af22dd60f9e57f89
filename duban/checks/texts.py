"""Whether 进展情况 says something, and nothing that the row's own figures or dates deny."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from duban.checks.answers import beyond_reason
from duban.checks.claims import Claim, claims_of, shares_of, told, values_in
from duban.checks.dates import Day, days_in
from duban.checks.magnitude import mismatch
from duban.checks.registry import Context, check
from duban.checks.rows import flag_row, is_rising, says_done
from duban.figures import plain, tenth
from duban.model import Finding, ReportedStatus
from duban.register import Settings
from duban.text import shorten, squeeze
from duban.timelimit import time_limit

_CLAUSE = re.compile(r"[,，。;；:：!！?？\n]+")
_COUNTING = "个次项场家户处所座人件台套期亩元吨成份批轮条辆名位里米%"
_FIGURE = re.compile(
    rf"\d|(?:[二三四五六七八九十百千两]|(?<![统唯进])一)[十百千万亿]*余?[{_COUNTING}]|百分之|过半"
)
_NOTHING_TO_TELL = (ReportedStatus.NOT_STARTED, ReportedStatus.NOT_ISSUED)
_PLANNED = re.compile(
    "计划|预计|拟|将|力争|确保|争取|目标|定于|下一步|届时|安排|前|完成时限|到期|有效期"
)
_UP_TO = re.compile("截[至止]到?$")


@check("vague_text")
def vague_text(context: Context) -> Iterator[Finding]:
    """One for each 进展情况 of which every clause is an empty phrase, without fact or figure."""
    phrases = [squeeze(p) for p in re.split("[、\n]", context.taskmap.settings.vague_words)]
    phrases = [phrase for phrase in phrases if phrase]
    for row in context.answered:
        if _FIGURE.search(row.progress) or row.status_code in _NOTHING_TO_TELL:
            continue
        if _is_excluded(context, row):
            continue
        clauses = [c for c in _CLAUSE.split(squeeze(row.progress)) if c]
        if clauses and all(_is_empty(clause, phrases) for clause in clauses):
            yield flag_row(
                "vague_text",
                row,
                "progress",
                f"进展情况“{shorten(row.progress, 20)}”没有写明做成的事和数据",
                "请写明截至日期前做成了什么、多少、何时做成。",
            )


def _is_empty(clause: str, phrases: Sequence[str]) -> bool:
    return any(phrase in clause for phrase in phrases) and not _FIGURE.search(clause)


def _is_excluded(context: Context, row: Any) -> bool:
    task = context.taskmap.task(row.task)
    return task is not None and bool(task.excluded)


@check("text_number_conflict")
def text_number_conflict(context: Context) -> Iterator[Finding]:
    """One for each row whose text tells its cumulative value, or share of the target, otherwise.

    A text in which any figure agrees with the cell is in order, whatever else it tells.
    """
    settings = context.taskmap.settings
    for row in context.firsthand:
        if not is_usable(context, row):
            continue
        claim, meant = _contradiction(context, row, settings)
        if claim is not None:
            yield flag_row(
                "text_number_conflict",
                row,
                "progress",
                f"进展情况写“{shorten(claim.words, 20)}”，而累计完成值为{meant}",
                "请核对文字和数值，改正其中有误的一处。",
                f"{row.value}；{shorten(row.progress, 100)}",
            )


def is_usable(context: Context, row: Any) -> bool:
    """Whether the row reports a value of an indicator that can be meant as it stands."""
    if row.reported is None or not row.indicator:
        return False
    return not beyond_reason(row, context.taskmap.settings) and not mismatch(context, row)


def _contradiction(context: Context, row: Any, settings: Settings) -> tuple[Claim | None, str]:
    """The first figure of the text that denies the value, and the value as it would be told."""
    value, text = row.reported, told(row.progress)
    if not any(_agrees(claim, value, settings) for claim in values_in(text, row)):
        for claim in claims_of(text, row, context.taskmap.indicators_of(row.task)):
            # What equals the target restates it.
            if abs(claim.value - row.target) > claim.slack:
                return claim, f"{plain(value)}{row.measure}"
    if is_rising(row) and row.target > 0:
        share = 100 * value / row.target
        for claim in shares_of(text):
            if abs(claim.value - share) > claim.slack + settings.ratio_points:
                done = f"{plain(value)}{row.measure}"
                return claim, f"{done}，是目标值的{tenth(share)}%"
    return None, ""


def _agrees(claim: Claim, value: Decimal, settings: Settings) -> bool:
    return abs(claim.value - value) <= claim.slack + abs(value) * settings.text_tolerance / 100


@check("date_outside_period")
def date_outside_period(context: Context) -> Iterator[Finding]:
    """One for each text whose deeds or as-of date, or plan whose limit, lie outside the period.

    Told as done after the cut-off; 截至 a day that the period before spoke of; a unit's own limit
    that was over before the period's month began, while it does not report the work done.
    """
    earlier = context.taskmap.period_before(context.period)
    for row in context.answered:
        if day := _stray_day(context, row, earlier.cutoff.toordinal() if earlier else 0):
            words = row.progress[day.start : day.end]
            yield flag_row(
                "date_outside_period",
                row,
                "progress",
                f"进展情况中的“{words}”不在本期（截至{_spoken(context)}）之内",
                "请按截至日期写本期做成的事；日期写错的请改正。",
            )
        by = time_limit(row.due, context.taskmap.year).by
        month = context.period.cutoff.replace(
            year=context.period.year, month=context.period.month, day=1
        )
        if by is not None and by < month and row.status_code and not says_done(row):
            yield flag_row(
                "date_outside_period",
                row,
                "due",
                f"计划完成时限“{shorten(row.due, 20)}”在本期之前，没有报完成",
                "请填写新的完成时限并说明原因；已完成的请在“状态”中选“已完成”。",
            )


def _stray_day(context: Context, row: Any, before: int) -> Day | None:
    cutoff, text = context.period.cutoff, row.progress
    for day in days_in(text, cutoff):
        if day.day > cutoff:
            end = _CLAUSE.search(text, day.end)
            if not _PLANNED.search(text[_clause_start(text, day) : end.start() if end else None]):
                return day
        elif day.day.toordinal() <= before and _UP_TO.search(
            text[_clause_start(text, day) : day.start].strip()
        ):
            return day
    return None


def _clause_start(text: str, day: Day) -> int:
    return max((match.end() for match in _CLAUSE.finditer(text, 0, day.start)), default=0)


def _spoken(context: Context) -> str:
    cutoff = context.period.cutoff
    return f"{cutoff.month}月{cutoff.day}日"
