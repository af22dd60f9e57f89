"""Fills an issued plan form in as a diligent lead would: measures, values by month, persons."""

from __future__ import annotations

import io
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from random import Random
from typing import Any

from duban.forms.fields import MONTHS, PLAN
from duban.forms.rows import FormRow
from duban.forms.write import HEADER_ROW
from duban.model import Direction, Indicator, Kind
from duban.ooxml import normalise
from duban.rehearse.texts import person

_WORK = (
    "成立工作专班，每月调度一次，实行清单管理、逐一销号。",
    "编制实施方案，明确{a}个责任科室，按月通报进度。",
    "倒排工期，挂图作战，{a}个项目各明确一名责任人。",
)
_DEEDS = (
    "4月底前完成前期手续；9月底前完成主体工程；12月底前投入使用",
    "二季度印发方案；三季度全面推开；年底前总结评估",
    "6月上旬启动；11月底前完成",
)
_QUALITY = ("通过验收", "群众满意度不低于95%", "符合国家和省有关标准")


def filled_plan(form: bytes, rows: tuple[FormRow, ...], moment: datetime, random: Random) -> bytes:
    """The returned plan, re-saved by another program: faultless by every check of plans.

    ``rows`` are ``expected_rows`` of the unit for ``FormKind.PLAN``.
    """
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(form))
    sheet = book[PLAN.sheet]
    months = [name for name in MONTHS if not _hidden(sheet, name)]
    for number, row in enumerate(rows, start=HEADER_ROW + 1):
        if row.first:
            words = random.choice(_WORK).format(a=random.randint(2, 6))
            _put(sheet, number, "work", words)
            _put(sheet, number, "quality", random.choice(_QUALITY))
            _put(sheet, number, "leader", person(random))
            _put(sheet, number, "handler", person(random))
            _put(sheet, number, "phone", f"1300000{random.randint(0, 9999):04d}")
            if row.task.cos:
                _put(sheet, number, "share", f"{row.task.cos[0]}负责提供数据、配合推进")
        if row.indicator is None:
            _put(sheet, number, "deeds", random.choice(_DEEDS))
        else:
            for name in months:
                _put(sheet, number, name, float(_due(row.indicator, MONTHS.index(name) + 1)))
    stream = io.BytesIO()
    book.save(stream)
    return normalise(stream.getvalue(), moment)


def _due(indicator: Indicator, month: int) -> Decimal:
    """A twelfth of the target a month, rounded up to what can be counted; levels from the start."""
    rising = indicator.kind is Kind.CUMULATIVE and indicator.direction is Direction.AT_LEAST
    if not rising or month == 12:
        return indicator.target
    step = Decimal(1) if indicator.target == indicator.target.to_integral() else Decimal("0.01")
    return (indicator.target * month / 12).quantize(step, ROUND_HALF_UP)


def _hidden(sheet: Any, name: str) -> bool:
    column = PLAN.index(name) + 1
    return any(d.hidden and d.min <= column <= d.max for d in sheet.column_dimensions.values())


def _put(sheet: Any, row: int, name: str, value: object) -> None:
    sheet.cell(row, PLAN.index(name) + 1).value = value
