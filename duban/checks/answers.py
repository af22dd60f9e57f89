"""Whether each row is filled in as its form asks: required cells, numbers, ranges, drop-downs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from duban.checks.magnitude import mismatch
from duban.checks.registry import Context, check
from duban.checks.rows import flag_row
from duban.figures import BEYOND, plain
from duban.forms.fields import PROGRESS, Field, Takes
from duban.merge import source
from duban.model import Direction, Finding, Kind, Role
from duban.register import Settings
from duban.text import shorten


def _is_blank(row: Any, field: Field) -> bool:
    """Whether a cell that should say something does not; “-”、“无” in a number cell say nothing.

    A column that is gone is a fault of its own, and not one of each of its cells.
    """
    if not getattr(row, f"{field.name}_cell"):
        return False
    if field.takes is Takes.NUMBER:
        return bool(row.indicator) and row.reported is None and not row.ambiguous
    return not getattr(row, field.name)


@check("required_blank")
def required_blank(context: Context) -> Iterator[Finding]:
    """One for each blank cell that the form requires of a lead.

    Of one under a merged cell intake has told.
    """
    merged = {found.source for found in context.intake.findings if found.code == "merged_cells"}
    for row in context.answered:
        if row.role != Role.LEAD:
            continue
        for field in PROGRESS.entries:
            blank = field.required and _is_blank(row, field)
            if blank and source(row, field.name) not in merged:
                yield flag_row(
                    "required_blank",
                    row,
                    field.name,
                    f"“{field.header}”没有填写",
                    field.prompt or "请补填。",
                )


@check("not_a_number")
def not_a_number(context: Context) -> Iterator[Finding]:
    """One for each indicator's cell that holds something no single number can be taken from."""
    header = PROGRESS.field("value").header
    for row in context.answered:
        if row.indicator and row.ambiguous:
            yield flag_row(
                "not_a_number",
                row,
                "value",
                f"“{header}”不能采用：{row.assumed.replace(row.value, shorten(row.value, 20))}",
                "请只填一个数字，单位按“计量单位”一列；没有进展填0，文字写入“进展情况”。",
            )


@check("out_of_range")
def out_of_range(context: Context) -> Iterator[Finding]:
    """One for each value below zero (but of a growth rate) or far above its target.

    One that a slip of measure explains is measure_mismatch alone.
    """
    for row in context.answered:
        message = beyond_reason(row, context.taskmap.settings)
        if message and not mismatch(context, row):
            yield flag_row(
                "out_of_range",
                row,
                "value",
                message,
                "请核对数值和计量单位；确实无误的，由办公室在“核定”表中以“更正数值”确认。",
            )


def beyond_reason(row: Any, settings: Settings) -> str:
    """Why the reported value of one of ``Merged.rows()`` can hardly be meant; '' if it can.

    Such a value is shown, but no task is judged by it until the office has ruled.
    """
    if row.reported is None or not row.indicator:
        return ""
    value, target, times = row.reported, row.target, settings.too_large
    if abs(value) >= BEYOND:
        return f"累计完成值{shorten(plain(value), 20)}位数过多"
    if row.kind == Kind.GROWTH:
        return ""
    if value < 0 <= target:
        return f"累计完成值为负数（{plain(value)}）"
    if target > 0 and value > target * times and row.direction != Direction.AT_MOST:
        return (
            f"累计完成值{plain(value)}{row.measure}"
            f"超过目标值{plain(target)}{row.measure}的{plain(times)}倍"
        )
    return ""


@check("unknown_status")
def unknown_status(context: Context) -> Iterator[Finding]:
    """One for each status cell whose text is not in the form's list."""
    choices = "、".join(PROGRESS.field("status").choices)
    for row in context.answered:
        if row.status and not row.status_code:
            yield flag_row(
                "unknown_status",
                row,
                "status",
                f"“状态”填的是“{shorten(row.status, 20)}”，不在下拉列表中",
                f"请从下拉列表中选择：{choices}。",
            )
