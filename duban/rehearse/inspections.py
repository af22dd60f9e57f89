"""A team's inspection: what it found beside what was reported, and a unit's answer to it."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random

from msgspec import Struct

from duban.a1 import address
from duban.forms.fields import APPEAL, INSPECTION
from duban.forms.write import HEADER_ROW, FormJob, Values, write
from duban.model import Unit
from duban.ooxml import saved
from duban.register import TaskMap
from duban.rehearse.faults import Slot
from duban.rehearse.fill import Spot
from duban.rehearse.memory import Said
from duban.rehearse.record import Planted, Rehearsal

_FACTS = (
    "查阅台账和付款凭证，现场清点。",
    "走访项目现场，与施工单位核对。",
    "抽查档案，电话回访。",
)


_SHORT_BY = Decimal("0.9")
"""What is found of a value that was reported too high: beyond the tolerance of 5 per cent."""
_UNCLEAR = "约一半"
_ROWS = 5
"""Rows that a team looks at beside those of a story."""


class Seen(Struct, frozen=True):
    """A row that a team may look at, what it says, and where its value stands."""

    unit: Unit
    slot: Slot
    said: Said
    path: str
    sheet: str
    cell: str


def inspect(
    taskmap: TaskMap,
    key: bytes,
    seen: Sequence[Seen],
    stories: frozenset[str],
    rehearsal: Rehearsal,
    random: Random,
) -> None:
    """A team verifies some of ``seen``, those of the tasks ``stories`` among them.

    It finds less than was reported at every other row and at every story's, writes no number at
    one, and one of the units found out answers.
    """
    chosen = [row for row in seen if row.slot.row.task.key in stories]
    others = [row for row in seen if row not in chosen]
    chosen += random.sample(others, min(_ROWS, len(others)))
    if not chosen:
        return
    false = [row for n, row in enumerate(chosen) if n % 2 == 0 or row.slot.row.task.key in stories]
    found = {row.slot.row.id: _found(row) for row in false}
    period = rehearsal.period
    moment = period.deadline + timedelta(days=1)
    given: dict[str, Values] = {
        row.slot.row.id: {
            "unit": row.unit.name,
            "why": "随机抽查",
            "reported": float(row.said.value or 0),
            "said": row.said.progress,
        }
        for row in chosen
    }
    rows = tuple(row.slot.row for row in chosen)
    job = FormJob(INSPECTION, Unit("", "核查组"), period, taskmap.settings, rows, {}, given=given)
    unclear = chosen[1] if len(chosen) > 1 and chosen[1] not in false else None
    odd = {unclear.slot.row.id: _UNCLEAR} if unclear else {}
    form = write(job, key, period.deadline)
    name = "核查组核查表.xlsx"
    rehearsal.put(name, filled_inspection(form, found, moment, random, odd), moment)
    for row in false:
        words = f"核实为{found[row.slot.row.id]}"
        spot = Spot("inspection_conflict", row.slot.row.task.key, row.cell, words)
        rehearsal.plant(spot, row.unit, row.path, row.sheet)
    if unclear:
        cell = address(HEADER_ROW + 1 + chosen.index(unclear), INSPECTION.index("verified") + 1)
        path, task = f"{rehearsal.folder}/{name}", unclear.slot.row.task.key
        rehearsal.planted.append(
            Planted("inspection_unclear", "", task, path, INSPECTION.sheet, cell, _UNCLEAR)
        )
    _answer(taskmap, key, false[-1], found, rehearsal)


def _found(row: Seen) -> Decimal:
    assert row.said.value is not None
    return row.said.value * _SHORT_BY


def _answer(
    taskmap: TaskMap,
    key: bytes,
    row: Seen,
    found: Mapping[str, Decimal],
    rehearsal: Rehearsal,
) -> None:
    """The unit's 申述表."""
    import openpyxl

    period, identity = rehearsal.period, row.slot.row.id
    moment = period.deadline + timedelta(days=2)
    given: dict[str, Values] = {identity: {"found": float(found[identity]), "conclusion": "不属实"}}
    job = FormJob(APPEAL, row.unit, period, taskmap.settings, (row.slot.row,), {}, given=given)
    book = openpyxl.load_workbook(io.BytesIO(write(job, key, period.deadline)))
    column = APPEAL.index("answer") + 1
    book[APPEAL.sheet].cell(HEADER_ROW + 1, column).value = "部分项目材料漏报，现补报验收单"
    path = rehearsal.deliver(APPEAL.kind.label, saved(book, moment), moment, row.unit)
    cell = address(HEADER_ROW + 1, column)
    spot = Spot("inspection_appeal", row.slot.row.task.key, cell, "单位申述")
    rehearsal.plant(spot, row.unit, path, APPEAL.sheet)


def filled_inspection(
    form: bytes,
    found: Mapping[str, Decimal],
    moment: datetime,
    random: Random,
    odd: Mapping[str, str] = {},
) -> bytes:
    """The returned form; every row is confirmed as reported but those of ``found``.

    ``found``: row id ('3/U003/lead#1') → the value that the team found instead; ``odd``: row id →
    what it wrote that is no number.
    """
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(form))
    sheet = book[INSPECTION.sheet]
    column = {field.name: INSPECTION.index(field.name) + 1 for field in INSPECTION.fields}
    for number in range(HEADER_ROW + 1, sheet.max_row + 1):
        row_id = str(sheet.cell(number, column["row_id"]).value)
        reported = sheet.cell(number, column["reported"]).value
        value = found.get(row_id)
        said = odd.get(row_id, reported) if value is None else float(value)
        sheet.cell(number, column["verified"]).value = said
        sheet.cell(number, column["conclusion"]).value = "属实" if value is None else "不属实"
        sheet.cell(number, column["facts"]).value = random.choice(_FACTS)
        for name, known in (("on", f"{moment:%Y-%m-%d}"), ("means", "现场核实")):
            if not sheet.cell(number, column[name]).value:
                sheet.cell(number, column[name]).value = known
    return saved(book, moment)
