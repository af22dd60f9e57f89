"""Whether what one row says agrees with itself: status, value, problem and measure, time limit."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from duban.checks.dates import names_a_time
from duban.checks.registry import Context, check
from duban.checks.rows import flag_row, is_lead, is_met, is_rising, says_done
from duban.checks.texts import is_usable
from duban.figures import BEYOND, plain, tenth
from duban.model import Finding, ReportedStatus
from duban.quantity import parse_number
from duban.text import shorten, squeeze
from duban.timelimit import time_limit

_NO_PROBLEM = ("无", "没有", "暂无", "无问题", "不存在问题", "-", "—", "/")


@check("status_conflict")
def status_conflict(context: Context) -> Iterator[Finding]:
    """One for each lead's row that is 已完成 below its target, or at it and not 已完成.

    A unit's task is at its target when every one of its indicators can be reached and has been.
    """
    met = _met_tasks(context)
    for row in context.firsthand:
        if not is_lead(row) or not is_rising(row) or row.reported is None:
            continue
        done, due = (f"{plain(value)}{row.measure}" for value in (row.reported, row.target))
        if says_done(row) and row.reported < row.target:
            message = f"状态为“已完成”，而累计完成{done}，不到年度目标{due}"
        elif row.status_code and not says_done(row) and (row.task, row.unit) in met:
            if not is_usable(context, row):
                continue
            status = ReportedStatus(row.status_code).label
            message = f"累计完成{done}，已达到年度目标{due}，而状态为“{status}”"
        else:
            continue
        advice = "请核对数值和状态，改正其中有误的一项。"
        yield flag_row("status_conflict", row, "status", message, advice)


def _met_tasks(context: Context) -> set[tuple[str, str]]:
    """(task, unit) of the leads of whose indicators each is at its target."""
    reached: dict[tuple[str, str], bool] = {}
    for row in context.answered:
        if is_lead(row):
            key = (row.task, row.unit)
            reached[key] = reached.get(key, True) and is_met(row)
    return {key for key, met in reached.items() if met}


@check("ratio_conflict")
def ratio_conflict(context: Context) -> Iterator[Finding]:
    """One for each 完成率 that was typed over and is not what value and target give."""
    points = context.taskmap.settings.ratio_points
    for row in context.answered:
        typed = _typed_share(row.ratio)
        if not typed or not is_rising(row) or row.target <= 0 or not is_usable(context, row):
            continue
        share = 100 * row.reported / row.target
        if all(abs(value - share) > points for value in typed):
            yield flag_row(
                "ratio_conflict",
                row,
                "ratio",
                f"完成率为{_shown_share(row.ratio)}，而按累计完成值和目标值应为{tenth(share)}%",
                "完成率由表格自动计算，请勿改写；请核对累计完成值。",
            )


def _shown_share(text: str) -> str:
    """A typed share as the form's cells show it: 0.426 as 42.6%."""
    value = parse_number(text)
    if value is None or abs(value) >= 10:
        return shorten(text, 20)
    return f"{tenth(value * 100)}%"


def _typed_share(text: str) -> tuple[Decimal, ...]:
    """The per cent that a cell may mean: 0.8, 80 and 80% are all 80 per cent."""
    value = parse_number(text.rstrip("%％"))
    if value is None or abs(value) >= BEYOND:
        return ()
    return (value,) if text.endswith(("%", "％")) else (value, value * 100)


@check("done_without_date")
def done_without_date(context: Context) -> Iterator[Finding]:
    """One for each lead's 已完成 of which neither the text nor 计划完成时限 says when.

    A text that is not there at all is required_blank.
    """
    for row in context.firsthand:
        if not is_lead(row) or not says_done(row):
            continue
        text = squeeze(row.progress)
        if not text or names_a_time(text):
            continue
        by = time_limit(row.due, context.taskmap.year).by
        if by is None or by > context.period.cutoff:
            yield flag_row(
                "done_without_date",
                row,
                "progress",
                "状态为“已完成”，没有写明何时完成",
                "请在“进展情况”中写明完成日期。",
            )


@check("problem_without_measure")
def problem_without_measure(context: Context) -> Iterator[Finding]:
    """One for each row that names a problem and no next step."""
    for row in context.answered:
        problem = squeeze(row.problem).strip("。.")
        if problem and problem not in _NO_PROBLEM and not squeeze(row.next_step):
            yield flag_row(
                "problem_without_measure",
                row,
                "next_step",
                f"写了存在问题“{shorten(row.problem, 20)}”，没有写下一步措施",
                "请补填下一步措施，写明由谁在何时前做到什么。",
            )


@check("bad_date")
def bad_date(context: Context) -> Iterator[Finding]:
    """One for each 计划完成时限 that names neither a day nor that the work lasts."""
    for row in context.answered:
        limit = time_limit(row.due, context.taskmap.year)
        if squeeze(row.due) and limit.by is None and not limit.lasting:
            yield flag_row(
                "bad_date",
                row,
                "due",
                f"计划完成时限“{shorten(row.due, 20)}”看不出是哪一天",
                "请填日期，如 2023-12-31，或“9月底”“三季度”“长期坚持”。",
            )
