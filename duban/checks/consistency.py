"""Whether what one row says agrees with itself: status, value, problem and measure, time limit."""

from __future__ import annotations

from collections.abc import Iterator

from duban.checks.registry import Context, check
from duban.checks.rows import answered_rows, flag_row
from duban.figures import plain
from duban.model import Direction, Finding, Kind, ReportedStatus, Role
from duban.text import shorten, squeeze
from duban.timelimit import time_limit

_NO_PROBLEM = ("无", "没有", "暂无", "无问题", "不存在问题", "-", "—", "/")


@check("status_conflict")
def status_conflict(context: Context) -> Iterator[Finding]:
    """One for each lead's 已完成 below its cumulative target."""
    for row in answered_rows(context):
        cumulative = row.kind == Kind.CUMULATIVE and row.direction != Direction.AT_MOST
        if row.role != Role.LEAD or not cumulative or row.reported is None:
            continue
        if row.status_code == ReportedStatus.DONE and row.reported < row.target:
            done, due = (f"{plain(value)}{row.measure}" for value in (row.reported, row.target))
            yield flag_row(
                "status_conflict",
                row,
                "status",
                f"状态为“已完成”，而累计完成{done}，不到年度目标{due}",
                "请核对数值和状态，改正其中有误的一项。",
            )


@check("problem_without_measure")
def problem_without_measure(context: Context) -> Iterator[Finding]:
    """One for each row that names a problem and no next step."""
    for row in answered_rows(context):
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
    for row in answered_rows(context):
        limit = time_limit(row.due, context.taskmap.year)
        if squeeze(row.due) and limit.by is None and not limit.lasting:
            yield flag_row(
                "bad_date",
                row,
                "due",
                f"计划完成时限“{shorten(row.due, 20)}”看不出是哪一天",
                "请填日期，如 2023-12-31，或“9月底”“三季度”“长期坚持”。",
            )
