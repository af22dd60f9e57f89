"""What a row of 核定 decides, read once: for the check of the task map and for its use."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from msgspec import Struct

from duban.catalogue import CODES
from duban.figures import BEYOND
from duban.model import Indicator, Ruling
from duban.quantity import read_quantity
from duban.register.cells import Unreadable, convert
from duban.register.schema import Column, Holds
from duban.register.taskmap import TaskMap
from duban.rules import Level
from duban.text import squeeze

CORRECTION, CONFIRMED = "更正数值", "确认收件"
ACCEPTED, WAIVED, SENT_BACK = "准予逾期", "免报", "退回重报"
NO_PROBLEM = "不作问题"
"""Silences the findings of one code (对象), for one unit or task where given, with a reason."""

LEVEL_SET, NO_STEP = "督办层级", "不作督办"
"""The office's word on a step of the ladder in one period: another level, or none."""

EXTENDED, EXEMPTED, CLOSED = "延期", "免评", "销号"
"""More time for a return, a task or its milestones; a task not judged; a task counted as done."""

ON_UNITS = (CONFIRMED, ACCEPTED, WAIVED, SENT_BACK, LEVEL_SET, NO_STEP)
"""Subjects that decide on a unit and must therefore name it."""

_MOMENT = Column("value", "核定值", 0, Holds.MOMENT)


class Correction(Struct, frozen=True):
    """更正数值: the indicator whose value is put right, and the value in its measure."""

    indicator: Indicator
    value: Decimal


class Unclear(Struct, frozen=True):
    """Why a ruling decides nothing: the column at fault, what is wrong, what to do."""

    column: str
    message: str
    advice: str


def correction_of(taskmap: TaskMap, ruling: Ruling) -> Correction | Unclear:
    """What a 更正数值 puts right; 对象 may be left out where the task has one indicator."""
    known = taskmap.indicators_of(ruling.task)
    if not known:
        return Unclear("task", "没有写明有量化指标的任务", "请填写任务序号（子项写作 22-1）。")
    target = squeeze(ruling.target)
    meant = [i for i in known if target in (str(i.seq), squeeze(i.name))]
    if not target and len(known) == 1:
        meant = list(known)
    if len(meant) != 1:
        choices = "、".join(f"{indicator.seq}（{indicator.name}）" for indicator in known)
        return Unclear("target", f"没有写明更正哪个指标：{choices}", "请在“对象”一列填指标序号。")
    value = read_quantity(ruling.value, meant[0].measure).value
    if value is None or abs(value) >= BEYOND:
        measure = meant[0].measure
        return Unclear("value", f"核定值“{ruling.value}”不是一个数", f"请填以{measure}计的数。")
    return Correction(meant[0], value)


def confirmed_at(ruling: Ruling) -> datetime | Unclear | None:
    """The moment that a 确认收件 gives as 核定值; None where it gives none."""
    try:
        moment = convert(ruling.value, _MOMENT)
    except Unreadable as problem:
        return Unclear("value", str(problem), "请填收到的时点，如 2023-03-29 16:30，或留空。")
    assert moment is None or isinstance(moment, datetime)
    return moment


def unclear(taskmap: TaskMap, ruling: Ruling) -> Unclear | None:
    """Why this ruling would have no effect, or None."""
    if ruling.subject in ON_UNITS and not ruling.unit:
        return Unclear("unit", f"“{ruling.subject}”没有写明单位", "请填写单位简称。")
    if ruling.subject == NO_PROBLEM and ruling.target not in CODES:
        advice = "请填“问题清单”中的代码，如 late、out_of_range。"
        return Unclear("target", f"对象“{ruling.target}”不是问题代码", advice)
    if ruling.subject == LEVEL_SET and Level.from_label(ruling.value) is None:
        choices = "、".join(level.label for level in Level)
        return Unclear("value", f"核定值“{ruling.value}”不是督办层级", f"请填：{choices}。")
    if ruling.subject in (EXEMPTED, CLOSED) and not ruling.task:
        advice = "请填写任务序号（子项写作 22-1）。"
        return Unclear("task", f"“{ruling.subject}”没有写明任务", advice)
    if ruling.subject == CORRECTION:
        found = correction_of(taskmap, ruling)
        return found if isinstance(found, Unclear) else None
    if ruling.subject == CONFIRMED:
        moment = confirmed_at(ruling)
        return moment if isinstance(moment, Unclear) else None
    return None
