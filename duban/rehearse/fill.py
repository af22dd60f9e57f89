"""Fills an issued workbook in as a unit would, in another program, and spoils it where told."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import Any

from duban.a1 import address
from duban.forms import token
from duban.forms.fields import PROGRESS
from duban.forms.write import HEADER_ROW
from duban.ooxml import normalise
from duban.rehearse.faults import Pen, Slot
from duban.rehearse.story import Act, Plan


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a fault was planted in a workbook; ``cell`` is '' for a row that is gone."""

    code: str
    task: str
    cell: str
    words: str


@dataclass(frozen=True, slots=True)
class Returned:
    """A workbook as returned, the faults in it, and where each row's value stands now."""

    data: bytes
    spots: tuple[Spot, ...]
    values: Mapping[int, str]


def filled_form(
    form: bytes, slots: Sequence[Slot], plan: Plan, act: Act, moment: datetime, random: Random
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
        if answer.value is not None:
            pen.put("value", float(answer.value))
        for name, text in answer.cells.items():
            pen.put(name, text)
    spots = []
    for n, fault in sorted(plan.faults.items()):
        task = slots[n].row.task.key
        if fault.plant is None:
            spots.append(Spot(fault.code, task, "", "整行被删除"))
        else:
            cell, words = fault.plant(pens[n], slots[n])
            # What answers no task is nobody's row.
            named = "" if fault.code == "structure_changed" else task
            spots.append(Spot(fault.code, named, cell, words))
    for n in plan.larger:
        pens[n].put("value", float(slots[n].target * 5 / 2))
    if act is Act.BAD_SIGNATURE:
        _without_identity(book)
    stream = io.BytesIO()
    book.save(stream)
    data = normalise(stream.getvalue(), moment)
    column = PROGRESS.index("value") + 1
    values = {n: address(number, column) for n, number in numbers.items()}
    return Returned(data, tuple(spots), values)


def _without_identity(book: Any) -> None:
    """The visible sheet alone, as a copy into a new workbook leaves it."""
    del book[token.SHEET]
    del book.defined_names[token.NAME]
    if token.PROPERTY in book.custom_doc_props.names:
        del book.custom_doc_props[token.PROPERTY]


def with_cover(data: bytes, name: str, other: str, moment: datetime) -> bytes:
    """The workbook ``data`` with unit ``other`` in place of ``name`` on its cover."""
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(data))
    for row in book[PROGRESS.sheet].iter_rows(max_row=HEADER_ROW - 1):
        for cell in row:
            if isinstance(cell.value, str):
                cell.value = cell.value.replace(f"填报单位：{name}", f"填报单位：{other}")
    stream = io.BytesIO()
    book.save(stream)
    return normalise(stream.getvalue(), moment)


def with_macro(data: bytes, moment: datetime) -> bytes:
    """The workbook ``data`` as a program leaves it that carries its macros along."""
    stream = io.BytesIO(data)
    with zipfile.ZipFile(stream, "a") as package:
        package.writestr("xl/vbaProject.bin", b"simulated macro project")
    return normalise(stream.getvalue(), moment)
