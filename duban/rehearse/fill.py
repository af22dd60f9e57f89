"""Fills an issued workbook in as a unit would, in another program, and spoils it where told."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from random import Random
from typing import Any

from duban.a1 import address
from duban.forms.fields import PROGRESS
from duban.forms.rows import FormRow
from duban.forms.write import HEADER_ROW
from duban.model import Period, Role
from duban.ooxml import normalise
from duban.rehearse.story import Act, is_counted
from duban.rehearse.texts import fill

_BAD_NUMBERS = ("按计划推进", "正在统计", "已完成部分")
_BAD_STATUS = ("差不多了", "基本可以", "待定")


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a fault was planted in a workbook; ``cell`` is '' for a row that is gone."""

    code: str
    task: str
    cell: str
    words: str


def filled_form(
    form: bytes,
    rows: tuple[FormRow, ...],
    act: Act,
    period: Period,
    pace: Decimal,
    moment: datetime,
    random: Random,
) -> tuple[bytes, list[Spot]]:
    """The returned workbook, re-saved by another program, and the fault planted in it, if any."""
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(form))
    sheet = book[PROGRESS.sheet]
    for number, row in enumerate(rows, start=HEADER_ROW + 1):
        answer = fill(row, period, pace, random)
        if answer.value is not None:
            _put(sheet, number, "value", float(answer.value))
        for name, text in answer.cells.items():
            _put(sheet, number, name, text)
    spots = _spoil(sheet, rows, act, random)
    stream = io.BytesIO()
    book.save(stream)
    return normalise(stream.getvalue(), moment), spots


def _put(sheet: Any, row: int, name: str, value: object) -> str:
    column = PROGRESS.index(name) + 1
    sheet.cell(row, column).value = value
    return address(row, column)


def _spoil(sheet: Any, rows: tuple[FormRow, ...], act: Act, random: Random) -> list[Spot]:
    leads = [n for n, row in enumerate(rows) if row.assignment.role is Role.LEAD]
    counted = [n for n, row in enumerate(rows) if is_counted(row)]
    if act is Act.ROW_MISSING:
        chosen = random.randrange(len(rows))
        sheet.delete_rows(HEADER_ROW + 1 + chosen)
        return [Spot("row_missing", rows[chosen].task.key, "", "整行被删除")]
    if act is Act.REQUIRED_BLANK:
        chosen = random.choice(leads)
        cell = _put(sheet, HEADER_ROW + 1 + chosen, "progress", None)
        return [Spot("required_blank", rows[chosen].task.key, cell, "进展情况没有填")]
    if act is Act.NOT_A_NUMBER:
        chosen, words = random.choice(counted), random.choice(_BAD_NUMBERS)
        cell = _put(sheet, HEADER_ROW + 1 + chosen, "value", words)
        return [Spot("not_a_number", rows[chosen].task.key, cell, f"数值填“{words}”")]
    if act is Act.OUT_OF_RANGE:
        chosen = random.choice(counted)
        indicator = rows[chosen].indicator
        assert indicator is not None
        value = float(indicator.target * 10_000)
        cell = _put(sheet, HEADER_ROW + 1 + chosen, "value", value)
        return [Spot("out_of_range", rows[chosen].task.key, cell, "按更小的单位填写，大了一万倍")]
    if act is Act.UNKNOWN_STATUS:
        chosen, words = random.randrange(len(rows)), random.choice(_BAD_STATUS)
        cell = _put(sheet, HEADER_ROW + 1 + chosen, "status", words)
        return [Spot("unknown_status", rows[chosen].task.key, cell, f"状态填“{words}”")]
    return []
