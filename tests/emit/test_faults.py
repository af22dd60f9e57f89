"""k faults planted in a form give k findings at their cells, and the corrected 退改 has none.

Whatever else a unit does to its form: sorts, hides, inserts, moves, renames.
"""

from __future__ import annotations

import io
from collections.abc import Collection
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import openpyxl
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from msgspec import Struct

from duban.a1 import address
from duban.commands.compiling import compile_month
from duban.commands.session import Session
from duban.forms.fields import PROGRESS
from duban.model import Severity, Task
from tests.emit.mending import mended
from tests.office import AFTER, FULL, INBOX, SCHOOL, column, issued, office, returned
from tests.office_on_disk import furnish, session

MORE = tuple(Task(n, f"建设第{n}中学", ("市教育局",)) for n in range(7, 11))
OFFICE = office(tasks=(*office().tasks, *MORE))
DRAWING = FULL[SCHOOL] + "".join(
    f"| {task.no} | 牵头 | | 3月{task.no}日完成主体工程{task.no}层 | 正常推进 |\n" for task in MORE
)
ROWS = range(8, 14)


class Fault(Struct, frozen=True):
    """What is written into a cell of which field, and the code of the finding that it must give."""

    field: str
    value: object
    code: str
    measured: bool = False
    told_at: str = ""


FAULTS = (
    Fault("value", "若干", "not_a_number", measured=True),
    Fault("value", -3, "out_of_range", measured=True),
    Fault("progress", None, "required_blank"),
    Fault("status", "差不多了", "unknown_status"),
    Fault("status", None, "required_blank"),
    Fault("problem", "资金不足", "problem_without_measure", told_at="next_step"),
    Fault("due", "尽快", "bad_date"),
    Fault("text", "另一件事", "issued_text_changed"),
    Fault("target", 5, "issued_text_changed", measured=True),
    Fault("measure", "亿元", "issued_text_changed", measured=True),
)
PLACES = [(row, fault) for row in ROWS for fault in FAULTS if row < 10 or not fault.measured]


def independent(planted: list[tuple[int, Fault]]) -> bool:
    """One fault a cell; a row with a text that is gone is said to be blank and no more."""
    cells = [(row, fault.field) for row, fault in planted]
    return len(set(cells)) == len(cells)


def hide(_book: Any, sheet: Any) -> None:
    sheet.row_dimensions[9].hidden = sheet.column_dimensions["N"].hidden = True


def rename(book: Any, sheet: Any) -> None:
    sheet.title = "我们的表"
    book.create_sheet("附件", 0)["B3"] = "说明"


def insert(_book: Any, sheet: Any) -> None:
    sheet.insert_rows(10)
    sheet.cell(sheet.max_row + 2, 3).value = "主要负责人签字："


def sort(_book: Any, sheet: Any) -> None:
    exchange(sheet["A8:T8"][0], sheet["A13:T13"][0])


def move(_book: Any, sheet: Any) -> None:
    one, other = (address(1, column(name))[:-1] for name in ("problem", "handler"))
    last = sheet.max_row
    for left, right in zip(
        sheet[f"{one}7:{one}{last}"], sheet[f"{other}7:{other}{last}"], strict=True
    ):
        exchange(left, right)


def exchange(some: tuple[Any, ...], others: tuple[Any, ...]) -> None:
    for one, other in zip(some, others, strict=True):
        one.value, other.value = other.value, one.value


CHANGES = (sort, move, insert, hide, rename)
"""What is no fault, in the order in which it is done."""


def spoilt(
    planted: list[tuple[int, Fault]],
    changes: Collection[Any] = (),
    deleted: Collection[int] = (),
) -> tuple[bytes, list[tuple[str, str]]]:
    """The form with these faults and without these rows; (code, cell) of each finding to be."""
    cells = [("row_missing", "")] * len(deleted)

    def spoil(book: Any, sheet: Any) -> None:
        ids = {row: sheet.cell(row, 1).value for row in ROWS}
        for row, fault in planted:
            sheet.cell(row, column(fault.field)).value = fault.value
        for change in CHANGES:
            if change in changes:
                change(book, sheet)
        places = {sheet.cell(row, 1).value: row for row in range(8, sheet.max_row + 1)}
        for row in sorted((places[ids[row]] for row in deleted), reverse=True):
            sheet.delete_rows(row)
        places = {sheet.cell(row, 1).value: row for row in range(8, sheet.max_row + 1)}
        headers = [cell.value for cell in sheet[7]]
        for row, fault in planted:
            header = PROGRESS.field(fault.told_at or fault.field).header
            cells.append((fault.code, address(places[ids[row]], headers.index(header) + 1)))

    return returned(issued(OFFICE, SCHOOL), DRAWING, spoil), sorted(cells)


def flagged(space: Session) -> list[tuple[str, str]]:
    """(code, cell) of what the unit's form in use is flagged for."""
    made = compile_month(space, "2023-03").compilation
    used = {s.receipt.path for s in made.submissions if s.used and s.unit == SCHOOL.code}
    return sorted(
        (finding.code, finding.source.cell)
        for finding in made.findings
        if finding.unit == SCHOOL.name
        and finding.severity is not Severity.INFO
        and finding.source.file in used
        and not finding.code.startswith(("behind", "late"))
    )


@settings(max_examples=12, deadline=None)
@given(
    st.lists(st.sampled_from(PLACES), min_size=1, max_size=8).filter(independent),
    st.sets(st.sampled_from(CHANGES)),
    st.sets(st.sampled_from(ROWS), max_size=2),
)
def test_each_fault_is_found_at_its_cell_and_no_other(
    planted: list[tuple[int, Fault]], changes: set[Any], deleted: set[int]
) -> None:
    planted = [(row, fault) for row, fault in planted if row not in deleted]
    form, cells = spoilt(planted, changes, deleted)
    assume(cells)
    with TemporaryDirectory() as name:
        root = Path(name) / "督查室"
        workspace = furnish(root, OFFICE)
        (root / INBOX / "市教育局.xlsx").write_bytes(form)
        space = session(workspace, AFTER)
        assert flagged(space) == cells
        copy = workspace.output("2023-03") / "退改" / "市教育局.xlsx"
        (root / INBOX / "改.xlsx").write_bytes(mended(copy))
        assert flagged(session(workspace, AFTER.replace(hour=23))) == []


def test_the_form_without_a_planted_fault_has_none(tmp_path: Path) -> None:
    workspace = furnish(tmp_path / "督查室", OFFICE)
    form, _ = spoilt([])
    (workspace.root / INBOX / "市教育局.xlsx").write_bytes(form)
    book = openpyxl.load_workbook(io.BytesIO(form))
    assert book["进展表"].max_row == ROWS.stop - 1
    assert flagged(session(workspace)) == []
