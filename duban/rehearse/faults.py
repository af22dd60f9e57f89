"""Faults that a unit makes in single rows of its form: where each fits and how it is planted."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from random import Random
from typing import Any

from duban.a1 import address
from duban.figures import plain
from duban.forms.fields import PROGRESS
from duban.forms.rows import FormRow
from duban.model import Direction, Kind, Period, ReportedStatus, Role
from duban.rehearse.texts import Filled, told

_BAD_NUMBERS = ("按计划推进", "正在统计", "已完成部分")
_BAD_STATUS = ("差不多了", "基本可以", "待定")
_BAD_DATES = ("尽快", "条件成熟时", "视上级安排")
_VAGUE = (
    "积极推进，正在有序开展。",
    "高度重视，压实责任，各项工作按计划推进。",
    "总体进展顺利，取得阶段性成效。",
)
_SCALED = ("亿元", "万元", "万亩", "亩", "吨", "公里")
_PLAIN_NAME = re.compile("[\u4e00-\u9fff]{2,14}")
_COUNTED = ("个", "家", "套", "所", "项", "人", *_SCALED)


@dataclass(frozen=True, slots=True)
class Slot:
    """One row as it is about to be returned; ``alone``: its assignment has no other row.

    ``due``: its task's time limit has passed; ``inspected``: its value was verified.
    """

    row: FormRow
    answer: Filled
    period: Period
    alone: bool
    due: bool = False
    inspected: bool = False

    @property
    def leads(self) -> bool:
        return self.row.assignment.role is Role.LEAD

    @property
    def open(self) -> bool:
        """Whether the unit does not call it done."""
        return self.answer.cells["status"] != ReportedStatus.DONE.label

    @property
    def rising(self) -> bool:
        """Whether it has a cumulative target to reach."""
        indicator = self.row.indicator
        return (
            indicator is not None
            and indicator.kind is Kind.CUMULATIVE
            and indicator.direction is not Direction.AT_MOST
        )

    @property
    def free(self) -> bool:
        """Whether any fault may be planted: what is due or inspected has faults of its own."""
        return not self.due and not self.inspected

    @property
    def counted(self) -> bool:
        """A lead's row whose number counts: a wrong one must be noticed."""
        return self.leads and self.rising and self.answer.value is not None

    @property
    def target(self) -> Decimal:
        assert self.row.indicator is not None
        return self.row.indicator.target

    @property
    def value(self) -> Decimal:
        assert self.answer.value is not None
        return self.answer.value


@dataclass(frozen=True, slots=True)
class Pen:
    """Writes into one row of a sheet; ``last`` is the table's last row."""

    sheet: Any
    number: int
    last: int
    random: Random

    def put(self, name: str, value: object) -> str:
        """The address of the field's cell, in which ``value`` now stands."""
        column = PROGRESS.index(name) + 1
        self.sheet.cell(self.number, column).value = value
        return address(self.number, column)


Planting = tuple[str, str]
"""(address, what was done), for the list of faults."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One kind of fault; ``plant`` is None for the row that is deleted."""

    code: str
    fits: Callable[[Slot], bool]
    plant: Callable[[Pen, Slot], Planting] | None = None


def _required_blank(pen: Pen, _slot: Slot) -> Planting:
    return pen.put("progress", None), "进展情况没有填"


def _not_a_number(pen: Pen, _slot: Slot) -> Planting:
    words = pen.random.choice(_BAD_NUMBERS)
    return pen.put("value", words), f"数值填“{words}”"


def _out_of_range(pen: Pen, slot: Slot) -> Planting:
    return pen.put("value", float(slot.target * 37)), "数值为目标的37倍"


def _fits_measure(slot: Slot) -> bool:
    if not slot.counted or slot.row.indicator is None:
        return False
    expected = slot.target * slot.period.month / 12
    near = expected * Decimal("0.34") <= slot.value <= expected * Decimal("2.9")
    return near and slot.row.indicator.measure in _SCALED


def _measure_mismatch(pen: Pen, slot: Slot) -> Planting:
    return pen.put("value", float(slot.value * 10_000)), "按更小的单位填写，大了一万倍"


def _unknown_status(pen: Pen, _slot: Slot) -> Planting:
    words = pen.random.choice(_BAD_STATUS)
    return pen.put("status", words), f"状态填“{words}”"


def _bad_date(pen: Pen, _slot: Slot) -> Planting:
    words = pen.random.choice(_BAD_DATES)
    return pen.put("due", words), f"时限填“{words}”"


def _done_too_soon(pen: Pen, _slot: Slot) -> Planting:
    return pen.put("status", ReportedStatus.DONE.label), "没有达到目标，报已完成"


def _not_done(pen: Pen, slot: Slot) -> Planting:
    pen.put("value", float(slot.target))
    pen.put("progress", told(slot.row, slot.period, slot.target))
    return pen.put("status", ReportedStatus.UNDER_WAY.label), "达到目标，没有报已完成"


def _problem_without_measure(pen: Pen, _slot: Slot) -> Planting:
    pen.put("problem", "部分项目用地报批较慢")
    return pen.put("next_step", None), "有问题，没有写措施"


def _done_without_date(pen: Pen, _slot: Slot) -> Planting:
    pen.put("status", ReportedStatus.DONE.label)
    return pen.put("progress", "已全部建成投用，服务群众3000余人次。"), "报已完成，没有日期"


def _vague_text(pen: Pen, _slot: Slot) -> Planting:
    words = pen.random.choice(_VAGUE)
    return pen.put("progress", words), f"进展情况只写“{words}”"


def _fits_text(slot: Slot) -> bool:
    indicator = slot.row.indicator
    return (
        slot.counted
        and indicator is not None
        and _PLAIN_NAME.fullmatch(indicator.name) is not None
        and indicator.measure in _COUNTED
    )


def _text_number_conflict(pen: Pen, slot: Slot) -> Planting:
    other = slot.value * 3
    other = slot.value * 2 if other == slot.target else other
    cell = pen.put("progress", told(slot.row, slot.period, other))
    return cell, f"文字写{plain(other)}，数值填{plain(slot.value)}"


def _ratio_conflict(pen: Pen, slot: Slot) -> Planting:
    typed = round(float(slot.value / slot.target) + 0.2, 3)
    return pen.put("ratio", typed), f"完成率改为{typed:.1%}"


def _date_outside(pen: Pen, slot: Slot) -> Planting:
    day = slot.period.cutoff + timedelta(days=pen.random.randint(2, 9))
    words = f"{slot.answer.cells['progress']}{day.month}月{day.day}日通过现场验收。"
    return pen.put("progress", words), f"截至日期之后的{day.month}月{day.day}日"


def _milestone_overdue(pen: Pen, slot: Slot) -> Planting:
    if slot.counted:
        pen.put("value", float(slot.target / 2))
        pen.put("progress", told(slot.row, slot.period, slot.target / 2))
    return pen.put("status", ReportedStatus.UNDER_WAY.label), "完成时限已到，没有报完成"


def _inspection_conflict(pen: Pen, slot: Slot) -> Planting:
    value = slot.value * Decimal("1.3")
    pen.put("progress", told(slot.row, slot.period, value))
    return pen.put("value", float(value)), "比核实值多报三成"


def _fits_inspection(slot: Slot) -> bool:
    return slot.inspected and slot.counted and 0 < slot.value * 13 < slot.target * 10


def _structure_changed(pen: Pen, slot: Slot) -> Planting:
    below = Pen(pen.sheet, pen.last + 1, pen.last, pen.random)
    below.put("progress", slot.answer.cells["progress"])
    return below.put("task", "补充"), "在表尾加了一行"


def _any(_slot: Slot) -> bool:
    return True


def _fits_not_done(slot: Slot) -> bool:
    return slot.counted and slot.alone


def _fits_too_soon(slot: Slot) -> bool:
    return slot.counted and slot.open and slot.value < slot.target


FAULTS = (
    Fault("inspection_conflict", _fits_inspection, _inspection_conflict),
    Fault("milestone_overdue", lambda s: s.leads and s.due and s.alone, _milestone_overdue),
    Fault("measure_mismatch", _fits_measure, _measure_mismatch),
    Fault("text_number_conflict", _fits_text, _text_number_conflict),
    Fault("status_conflict", _fits_not_done, _not_done),
    Fault("status_conflict", _fits_too_soon, _done_too_soon),
    Fault("ratio_conflict", lambda slot: slot.counted, _ratio_conflict),
    Fault("not_a_number", lambda slot: slot.counted, _not_a_number),
    Fault("out_of_range", lambda slot: slot.counted, _out_of_range),
    Fault("done_without_date", lambda s: s.leads and s.row.indicator is None, _done_without_date),
    Fault("required_blank", lambda slot: slot.leads, _required_blank),
    Fault("vague_text", lambda s: s.open and not s.row.task.excluded, _vague_text),
    Fault("row_missing", _any),
    Fault("structure_changed", _any, _structure_changed),
    Fault("date_outside_period", _any, _date_outside),
    Fault("problem_without_measure", _any, _problem_without_measure),
    Fault("unknown_status", _any, _unknown_status),
    Fault("bad_date", _any, _bad_date),
)
"""The pickiest first: they choose their rows before the others take them."""

OWN = ("inspection_conflict", "milestone_overdue")
"""Faults of rows that are inspected or due; no other is planted there."""
