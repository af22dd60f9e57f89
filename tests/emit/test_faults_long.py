"""k faults planted in a form give k findings at their cells, and the corrected 退改 has none."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import openpyxl
from hypothesis import given, settings
from hypothesis import strategies as st

from duban.a1 import address
from duban.commands.compiling import compile_month
from duban.commands.session import Session
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


@dataclass(frozen=True)
class Fault:
    """What is written into a cell of which field, and the code of the finding that it must give."""

    field: str
    value: object
    code: str
    measured: bool = False
    told_at: str = ""

    @property
    def cell(self) -> int:
        """The column in which it is to be mended."""
        return column(self.told_at or self.field)


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


def spoilt(planted: list[tuple[int, Fault]]) -> bytes:
    def spoil(_book: Any, sheet: Any) -> None:
        for row, fault in planted:
            sheet.cell(row, column(fault.field)).value = fault.value

    return returned(issued(OFFICE, SCHOOL), DRAWING, spoil)


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


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(PLACES), min_size=1, max_size=8).filter(independent))
def test_each_fault_is_found_at_its_cell_and_no_other(planted: list[tuple[int, Fault]]) -> None:
    with TemporaryDirectory() as name:
        root = Path(name) / "督查室"
        workspace = furnish(root, OFFICE)
        (root / INBOX / "市教育局.xlsx").write_bytes(spoilt(planted))
        space = session(workspace, AFTER)
        cells = [(f.code, address(row, f.cell)) for row, f in planted]
        assert flagged(space) == sorted(cells)
        copy = workspace.output("2023-03") / "退改" / "市教育局.xlsx"
        (root / INBOX / "改.xlsx").write_bytes(mended(copy))
        assert flagged(session(workspace, AFTER.replace(hour=23))) == []


def test_the_form_without_a_planted_fault_has_none(tmp_path: Path) -> None:
    workspace = furnish(tmp_path / "督查室", OFFICE)
    (workspace.root / INBOX / "市教育局.xlsx").write_bytes(spoilt([]))
    book = openpyxl.load_workbook(io.BytesIO(spoilt([])))
    assert book["进展表"].max_row == ROWS.stop - 1
    assert flagged(session(workspace)) == []
