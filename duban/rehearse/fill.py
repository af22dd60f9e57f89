"""Fills an issued workbook in as a unit would, in another program, and spoils it where told."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from random import Random
from typing import Any

from msgspec import Struct

from duban.a1 import address
from duban.forms.fields import PROGRESS
from duban.forms.write import HEADER_ROW
from duban.ooxml import saved
from duban.rehearse.acts import Act, spoil
from duban.rehearse.faults import Pen, Slot
from duban.rehearse.memory import Said
from duban.rehearse.story import Plan, larger


class Spot(Struct, frozen=True):
    """Where a fault was planted in a workbook; ``cell`` is '' for a row that is gone."""

    code: str
    task: str
    cell: str
    words: str


class Returned(Struct, frozen=True):
    """A workbook as returned, the faults in it, and what its rows say, by place.

    ``cells``: field name → address, by place, of the cells that are told of elsewhere.
    """

    data: bytes
    spots: tuple[Spot, ...]
    said: Mapping[int, Said]
    cells: Mapping[int, Mapping[str, str]]


class Sent(Struct, frozen=True):
    """A form that came filled in: its path as intake names it, and the sheet it lies in."""

    path: str
    form: Returned
    sheet: str = PROGRESS.sheet


def filled_form(
    form: bytes,
    slots: Sequence[Slot],
    plan: Plan,
    act: Act,
    moment: datetime,
    random: Random,
    key: bytes = b"",
) -> Returned:
    """The form filled in with each slot's answer, ``plan``'s faults planted, as re-saved.

    Of the acts those that change the workbook as a whole are played here.
    """
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(form))
    sheet = book[PROGRESS.sheet]
    gone = {n for n, fault in plan.faults.items() if fault.plant is None}
    for n in gone:
        sheet.delete_rows(HEADER_ROW + 1 + n)
    numbers = {
        n: HEADER_ROW + 1 + n - sum(1 for other in gone if other < n)
        for n in range(len(slots))
        if n not in gone
    }
    last = HEADER_ROW + len(numbers)
    pens = {n: Pen(sheet, number, last, random) for n, number in numbers.items()}
    for n, pen in pens.items():
        answer = slots[n].answer
        pen.put("value", None if answer.value is None else float(answer.value))
        for name, text in answer.cells.items():
            pen.put(name, text)
    spots = tuple(_planted(plan, pens, slots))
    for n in plan.larger:
        pens[n].put("value", float(larger(slots[n])))
    said = {n: _said(sheet, number) for n, number in numbers.items()}
    cells = {
        n: {name: address(number, PROGRESS.index(name) + 1) for name in ("value", "progress")}
        for n, number in numbers.items()
    }
    spoil(book, act, key)
    return Returned(saved(book, moment), spots, said, cells)


def _planted(plan: Plan, pens: Mapping[int, Pen], slots: Sequence[Slot]) -> Iterator[Spot]:
    for n, fault in sorted(plan.faults.items()):
        task = slots[n].row.task.key
        if fault.plant is None:
            yield Spot(fault.code, task, "", "整行被删除")
        else:
            cell, words = fault.plant(pens[n], slots[n])
            # What answers no task is nobody's row.
            yield Spot(fault.code, "" if fault.code == "structure_changed" else task, cell, words)


def _said(sheet: Any, number: int) -> Said:
    """What the row says in the end."""
    value, progress = (
        sheet.cell(number, PROGRESS.index(name) + 1).value for name in ("value", "progress")
    )
    counts = isinstance(value, float | int)
    return Said(Decimal(f"{value:.15g}") if counts else None, str(progress or ""))
