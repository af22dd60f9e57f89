"""Returned forms damaged at random, through the whole of intake: what is used openpyxl reads, too.

``python -m tests.intake.test_mutated_returns 5000`` runs as many as are asked for.
"""

from __future__ import annotations

import io
import random
import sys
import warnings
from collections import Counter
from datetime import date, datetime, time
from typing import Any

import openpyxl

from duban.forms.fields import PROGRESS
from duban.intake.collect import Intake
from duban.text import clean
from duban.workbooks.book import NO_CACHED_VALUE
from tests.office import FULL, SCHOOL, WATER, gathered, issued, office, returned
from tests.workbooks.test_read_mutated import damaged, with_damaged_part, with_moved_cells

SEED = 20231125
OFFICE = office()
CHANGES = (damaged, with_damaged_part, with_moved_cells)
FORM = returned(issued(OFFICE, SCHOOL), FULL[SCHOOL])
SOUND = openpyxl.load_workbook(io.BytesIO(FORM))
NEIGHBOUR = returned(issued(OFFICE, WATER), FULL[WATER])


def reference(data: bytes) -> Any:
    """The workbook as openpyxl reads its values, or None where it refuses."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return openpyxl.load_workbook(io.BytesIO(data), data_only=True)
        except Exception:
            return None


def plain(value: object) -> object:
    """A value as both readers can be compared: clean text, floats, dates without a time."""
    if isinstance(value, str):
        return clean(value) or None
    if isinstance(value, bool):
        return value
    if isinstance(value, int | float):
        return float(value)
    if isinstance(value, datetime) and value.time() == time():
        return value.date()
    return value


def differences(intake: Intake, book: Any) -> list[tuple[str, object, object]]:
    """(cell, used, by openpyxl) of each value that intake uses and openpyxl reads otherwise."""
    used = intake.used(SCHOOL.code)
    found = []
    for entry in used.entries if used else ():
        sheets = {clean(sheet.title): sheet for sheet in book.worksheets}
        for cell in entry.cells.values():
            if cell.value == NO_CACHED_VALUE:
                continue
            ours, theirs = plain(cell.value), plain(sheets[entry.sheet][cell.address].value)
            # openpyxl drops cells of rows that lie within each other; what stands there is sound.
            dropped = theirs is None and ours == plain(SOUND[PROGRESS.sheet][cell.address].value)
            if ours != theirs and not dropped and not isinstance(theirs, date | time):
                found.append((cell.address, ours, theirs))
    return found


def run(count: int, seed: int) -> tuple[Counter[str], list[object]]:
    """How many of ``count`` damaged forms were used, set aside …, and the values that differ."""
    dice = random.Random(seed)
    told: Counter[str] = Counter()
    wrong: list[object] = []
    for number in range(count):
        data = CHANGES[number % 3](FORM, dice)
        intake = gathered(OFFICE, {"a.xlsx": data, "b.xlsx": NEIGHBOUR})
        assert intake.used(WATER.code) is not None, "another unit's file is read all the same"
        if intake.used(SCHOOL.code) is None:
            assert [r.reason and r.advice for r in intake.rejected].count("") == 0
            assert len(intake.rejected) + len(intake.submissions) == 2, number
            told["set aside"] += 1
            continue
        told["used"] += 1
        book = reference(data)
        if book is None:
            told["used, but refused by openpyxl"] += 1
        else:
            wrong += [(number, *one) for one in differences(intake, book)]
    return told, wrong


def test_what_is_used_of_a_damaged_return_is_what_openpyxl_reads() -> None:
    told, wrong = run(120, SEED)
    assert wrong == []
    assert min(told["used"], told["set aside"]) > 20


if __name__ == "__main__":
    print(*run(int(sys.argv[1]), SEED + 1))  # noqa: T201
