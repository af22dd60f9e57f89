"""Whether a unit's form is in, in time, with contents, and with all its rows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from duban.catalogue import flag
from duban.checks.registry import Context, check
from duban.intake.collect import is_filled
from duban.merge import Reporting
from duban.model import CHINA, Finding, FormKind, Role, Source, UnitStatus
from duban.text import shorten


def _units(context: Context, status: UnitStatus) -> Iterator[Reporting]:
    return (row for row in context.reporting if row.status is status)


def _form(context: Context, row: Reporting) -> str:
    """What the row's form is called: by its kind where it is not the progress form alone."""
    alone = context.period.forms == (FormKind.PROGRESS,)
    return "填报表" if alone else row.form.label


@check("missing")
def missing(context: Context) -> Iterator[Finding]:
    """One for each unit without any usable form after the deadline."""
    for row in _units(context, UnitStatus.MISSING):
        yield flag(
            "missing",
            f"未报送{_form(context, row)}",
            "请立即补报，并说明未按时报送的原因。",
            unit=row.unit.name,
        )


@check("late")
def late(context: Context) -> Iterator[Finding]:
    """One for each unit whose first form with contents came after the deadline."""
    for row in _units(context, UnitStatus.LATE):
        assert row.received_at is not None
        moment = row.received_at.astimezone(CHINA)
        yield flag(
            "late",
            f"逾期报送，收到时间为{moment.month}月{moment.day}日{moment:%H:%M}",
            "请今后按时报送；收到时间有出入的，由办公室在“核定”表中注明。",
            unit=row.unit.name,
            source=Source(row.file),
            evidence=moment.isoformat(timespec="minutes"),
        )


@check("after_reminder")
def after_reminder(context: Context) -> Iterator[Finding]:
    """One for each unit whose first form with contents came after it had been reminded."""
    for row in context.reporting:
        reminded = context.reminded.get(row.unit.code)
        came = row.status in (UnitStatus.ON_TIME, UnitStatus.LATE) and row.received_at
        if reminded and came and reminded <= came <= context.as_of:
            times = [f"{m.month}月{m.day}日{m:%H:%M}" for m in _in_china(reminded, came)]
            yield flag(
                "after_reminder",
                f"经催报后报送：{times[0]}催报，{times[1]}收到",
                "请今后按时主动报送。",
                unit=row.unit.name,
                source=Source(row.file),
                evidence=reminded.astimezone(CHINA).isoformat(timespec="minutes"),
            )


def _in_china(*moments: datetime) -> Iterator[datetime]:
    return (moment.astimezone(CHINA) for moment in moments)


@check("pending")
def pending(context: Context) -> Iterator[Finding]:
    """One for each unit that may still report in time."""
    for row in _units(context, UnitStatus.PENDING):
        yield flag("pending", "待报送", "请在报送截止前报送。", unit=row.unit.name)


@check("empty")
def empty(context: Context) -> Iterator[Finding]:
    """One for each unit whose every form came back with nothing filled in."""
    for row in context.reporting:
        submission = context.intake.used(row.unit.code, row.form)
        waived = row.status is UnitStatus.EXEMPT
        if submission and not is_filled(submission) and not waived:
            yield flag(
                "empty",
                f"{_form(context, row)}没有填写任何内容",
                "请填写后重新报送；确无进展的，须写明情况。",
                unit=row.unit.name,
                source=Source(submission.receipt.path),
            )


@check("row_missing")
def row_missing(context: Context) -> Iterator[Finding]:
    """One for each expected row that a form with contents does not have, though it was issued."""
    yield from _plan_rows_missing(context)
    if FormKind.PROGRESS not in context.period.forms:
        return
    filled = context.filled
    for row in context.merged.rows():
        if row.unit in filled and not row.answered:
            name = f"“{shorten(row.indicator_name, 20)}”" if row.indicator_name else ""
            submission = context.intake.used(row.unit)
            assert submission is not None
            if row.row_id in submission.unissued:
                continue
            yield flag(
                "row_missing",
                f"第{row.task}项（{Role(row.role).label}）{name}所在的行缺失",
                "请在下发的填报表上恢复该行，填写后重新报送。",
                unit=row.unit_name,
                task=row.task,
                source=Source(submission.receipt.path),
            )


def _plan_rows_missing(context: Context) -> Iterator[Finding]:
    for plan in context.plans:
        if plan.filled and not plan.answered:
            yield flag(
                "row_missing",
                f"分解表第{plan.task.key}项所在的行缺失",
                "请在下发的分解表上恢复该行，填写后重新报送。",
                unit=plan.unit.name,
                task=plan.task.key,
                source=Source(plan.file),
            )
