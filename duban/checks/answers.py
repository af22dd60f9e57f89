"""Whether each row is filled in as its form asks: required cells, numbers, ranges, drop-downs."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from duban.catalogue import flag
from duban.checks.presence import filled_units
from duban.checks.registry import Context, check
from duban.forms.fields import PROGRESS, Takes
from duban.merge import source
from duban.model import Direction, Finding, Kind, Role
from duban.text import shorten


def _rows(context: Context) -> Iterator[Any]:
    filled = filled_units(context)
    return (row for row in context.merged.rows() if row.unit in filled and row.answered)


def _finding(code: str, row: Any, field: str, message: str, advice: str) -> Finding:
    return flag(
        code,
        f"第{row.task}项（{Role(row.role).label}）：{message}",
        advice,
        unit=row.unit_name,
        task=row.task,
        source=source(row, field),
        evidence=getattr(row, field),
    )


@check("required_blank")
def required_blank(context: Context) -> Iterator[Finding]:
    """One for each blank cell that the form requires of a lead."""
    for row in _rows(context):
        if row.role != Role.LEAD:
            continue
        for field in PROGRESS.entries:
            asked = field.required and (field.takes is not Takes.NUMBER or row.indicator)
            if asked and not getattr(row, field.name):
                yield _finding(
                    "required_blank",
                    row,
                    field.name,
                    f"“{field.header}”没有填写",
                    field.prompt or "请补填。",
                )


@check("not_a_number")
def not_a_number(context: Context) -> Iterator[Finding]:
    """One for each value cell that holds something no single number can be taken from."""
    for row in _rows(context):
        if row.value and row.reported is None:
            why = f"({row.assumed})" if row.assumed else ""
            yield _finding(
                "not_a_number",
                row,
                "value",
                f"“本月累计完成值”填的是“{shorten(row.value, 20)}”，不是可用的数字{why}",
                "请只填一个数字，单位按“计量单位”一列；没有进展填0，文字写入“进展情况”。",
            )


@check("out_of_range")
def out_of_range(context: Context) -> Iterator[Finding]:
    """One for each value below zero (but of a growth rate) or far above its target."""
    times = context.taskmap.settings.too_large
    for row in _rows(context):
        if row.reported is None or not row.indicator or row.kind == Kind.GROWTH:
            continue
        value: Decimal = row.reported
        target: Decimal = row.target
        if value < 0:
            message = f"累计完成值为负数（{value}）"
        elif target > 0 and value > target * times and row.direction != Direction.AT_MOST:
            message = f"累计完成值{value}{row.measure}超过目标值{target}{row.measure}的{times}倍"
        else:
            continue
        yield _finding(
            "out_of_range",
            row,
            "value",
            message,
            "请核对数值和计量单位；确实无误的，由办公室在“核定”表中注明。",
        )


@check("unknown_status")
def unknown_status(context: Context) -> Iterator[Finding]:
    """One for each status cell whose text is not in the form's list."""
    choices = "、".join(PROGRESS.field("status").choices)
    for row in _rows(context):
        if row.status and not row.status_code:
            yield _finding(
                "unknown_status",
                row,
                "status",
                f"“状态”填的是“{shorten(row.status, 20)}”，不在下拉列表中",
                f"请从下拉列表中选择：{choices}。",
            )
