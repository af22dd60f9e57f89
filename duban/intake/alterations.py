"""Cells that no unit may change, held against what was issued: the issued words always count."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import suppress
from decimal import Decimal

from duban.catalogue import flag
from duban.figures import plain
from duban.forms.rows import FormRow, asked_of
from duban.intake.found import FoundRow, FoundTable
from duban.model import Finding, Source, type_of_cell
from duban.quantity import read_quantity
from duban.text import cell_text, shorten, squeeze

_TELLING = ("task", "text", "indicator", "target", "measure", "role", "cos")
_SHOWN = 30


def altered(table: FoundTable, row: FoundRow, answer: FormRow) -> Iterator[Finding]:
    """One finding for each cell of ``row`` that says something else than ``answer`` as issued.

    A cell that was emptied or merged away says nothing else.
    """
    for name in _TELLING:
        value = row.values.get(name)
        was = answer.issued.get(name)
        # Nearly all cells come back to the letter.
        if value is None or value == was or same(value, name, answer):
            continue
        if any(field.name == name for field in asked_of(table.form, answer)):
            continue
        said = shorten(str(value), _SHOWN)
        words = f"按下发的“{shorten(_words(was), _SHOWN)}”计" if was is not None else "不予采用"
        yield flag(
            "issued_text_changed",
            f"第{answer.task.key}项“{table.form.field(name).header}”被改为“{said}”，{words}",
            "请恢复原样；对任务或目标值有意见的，请另行书面反映，不要改表。",
            task=answer.task.key,
            source=Source("", table.sheet, table.address(row, name)),
            evidence=str(value),
        )


def same(value: type_of_cell, name: str, answer: FormRow) -> bool:
    """Whether a locked cell says what was issued, however a program saved or a person typed it."""
    issued = answer.issued.get(name, "")
    if isinstance(issued, float):
        number = _number(value, answer)
        # A text table shows eleven digits of a number.
        return number is not None and math.isclose(number, issued, rel_tol=1e-9)
    said = squeeze(str(value))
    # Sorted or copied, a task's first row may stand for its second and the other way round.
    full = answer.task.text if name == "text" else issued
    return said in (squeeze(cell_text(issued)), squeeze(cell_text(full)))


def _number(value: type_of_cell, answer: FormRow) -> float | None:
    with suppress(ValueError, TypeError, OverflowError):
        return float(value)  # type: ignore[arg-type]  # a date is none
    measure = answer.indicator.measure if answer.indicator else ""
    read = read_quantity(str(value), measure).value
    return None if read is None else float(read)


def _words(value: str | float) -> str:
    return value if isinstance(value, str) else plain(Decimal(repr(value)))
