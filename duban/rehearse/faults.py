"""Faults that a unit makes in single rows of its form: where each fits and how it is planted."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from random import Random
from typing import Any

from msgspec import Struct

from duban.a1 import address
from duban.figures import plain
from duban.forms.fields import PROGRESS
from duban.forms.rows import FormRow
from duban.model import Direction, Kind, Period, ReportedStatus, Role
from duban.rehearse.memory import Said
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


class Slot(Struct, frozen=True):
    """One row as it is about to be returned; ``alone``: its assignment has no other row.

    ``before`` is what it said in the period right before, ``due``: its task's time limit has
    passed; ``owes``: a deed of its plan is due; ``inspected``: its value was verified.
    """

    row: FormRow
    answer: Filled
    period: Period
    alone: bool
    before: Said | None = None
    due: bool = False
    owes: bool = False
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
        return not (self.due or self.owes or self.inspected)

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

    @property
    def last(self) -> Decimal | None:
        """The number that stood in the row in the period right before."""
        return self.before.value if self.before else None


class Pen(Struct, frozen=True):
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


class Fault(Struct, frozen=True):
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
    if slot.row.indicator.measure not in _SCALED:
        return False
    if slot.last:
        return slot.last <= slot.value <= slot.last * Decimal("2.9")
    expected = slot.target * slot.period.month / 12
    return expected * Decimal("0.34") <= slot.value <= expected * Decimal("2.9")


def _fits_range(slot: Slot) -> bool:
    """Whether 37 times the target is no slip of measure, as seen from the period before."""
    if not slot.counted:
        return False
    if slot.last:
        return slot.target * Decimal("0.04") <= slot.last <= slot.target * Decimal("1.2")
    return slot.period.month > 1


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


def _structure_changed(pen: Pen, slot: Slot) -> Planting:
    below = Pen(pen.sheet, pen.last + 1, pen.last, pen.random)
    below.put("progress", slot.answer.cells["progress"])
    return below.put("task", "补充"), "在表尾加了一行"


def _issued_text_changed(pen: Pen, slot: Slot) -> Planting:
    return pen.put("target", float(slot.target * 4 / 5)), "目标值改小了"


def _copied(pen: Pen, slot: Slot) -> Planting:
    assert slot.before is not None
    return pen.put("progress", slot.before.progress), "进展情况照抄上期"


def _fits_copied(slot: Slot) -> bool:
    """Whether the row's text tells no value that has moved since."""
    tells = slot.leads and slot.row.indicator is not None
    return slot.open and not tells and slot.before is not None and bool(slot.before.progress)


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


def _co_silent(pen: Pen, _slot: Slot) -> Planting:
    for name in ("value", "status", "problem", "next_step"):
        pen.put(name, None)
    return pen.put("progress", None), "协办事项空着"


def _fits_silent(slot: Slot) -> bool:
    return slot.period.co_deadline is not None and not slot.leads and slot.alone


def _any(_slot: Slot) -> bool:
    return True


def _fits_not_done(slot: Slot) -> bool:
    return slot.counted and slot.alone


def _fits_too_soon(slot: Slot) -> bool:
    return slot.counted and slot.open and slot.value < slot.target


FAULTS = (
    Fault("inspection_conflict", _fits_inspection, _inspection_conflict),
    Fault("milestone_overdue", lambda s: s.leads and s.due and s.alone, _milestone_overdue),
    Fault("out_of_range", _fits_range, _out_of_range),
    Fault("measure_mismatch", _fits_measure, _measure_mismatch),
    Fault("text_number_conflict", _fits_text, _text_number_conflict),
    Fault("status_conflict", _fits_not_done, _not_done),
    Fault("status_conflict", _fits_too_soon, _done_too_soon),
    Fault("ratio_conflict", lambda slot: slot.counted, _ratio_conflict),
    Fault("not_a_number", lambda slot: slot.counted, _not_a_number),
    Fault("issued_text_changed", lambda slot: slot.counted, _issued_text_changed),
    Fault("done_without_date", lambda s: s.leads and s.row.indicator is None, _done_without_date),
    Fault("required_blank", lambda slot: slot.leads, _required_blank),
    Fault("vague_text", lambda s: s.open and not s.row.task.excluded, _vague_text),
    Fault("copied_from_last_period", _fits_copied, _copied),
    Fault("co_silent", _fits_silent, _co_silent),
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

LASTING = frozenset(
    {
        "measure_mismatch",
        "out_of_range",
        "status_conflict",
        "text_number_conflict",
        "done_without_date",
        "vague_text",
        "date_outside_period",
        "copied_from_last_period",
        *OWN,
    }
)
"""Faults in what the next month is held against: its value, its text."""
