"""Whatever its file is, a unit gets a workbook back that passes once its cells are mended."""

from __future__ import annotations

import io
from collections.abc import Callable
from html import escape
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from msoffcrypto.format.ooxml import OOXMLFile

from duban.commands.compiling import Compiled
from duban.commands.reading import PASSWORDS
from duban.commands.session import Session
from duban.model import Finding, Task
from duban.register.write import write
from tests.emit.mending import listed, mended
from tests.emit.test_corrections import PERIOD, corrections, run
from tests.office import DEADLINE, FULL, INBOX, SCHOOL, TASKS, WATER, issued, office, returned
from tests.office_on_disk import furnish, session
from tests.parcels.made import attached, mail
from tests.programs import convert

FAULTY = FULL[SCHOOL].replace("正常推进", "差不多了", 1).replace("| 2  ", "| 两三", 1)
"""Two faults: a status that is in no list, a value that is no number."""
FORM = returned(issued(office(), SCHOOL), FAULTY)
Change = Callable[[Any, Any], None]


@pytest.fixture
def small(tmp_path: Path) -> Session:
    return session(furnish(tmp_path / "督查室"))


def arrive(space: Session, name: str, data: bytes) -> None:
    folder = space.workspace.root / INBOX
    (folder / "市教育局.xlsx").unlink(missing_ok=True)
    (folder / name).write_bytes(data)


def of_school(compiled: Compiled) -> list[Finding]:
    quiet = ("superseded", "late", "behind_red", "behind_yellow", "revised")
    return [
        f for f in compiled.compilation.findings if f.unit == SCHOOL.name and f.code not in quiet
    ]


def rows(data: bytes) -> list[list[str]]:
    sheet = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
    return [[str(cell.value or "") for cell in row] for row in sheet.iter_rows()]


def as_html(data: bytes) -> bytes:
    cells = "".join(f"<tr><td>{'<td>'.join(map(escape, row))}" for row in rows(data))
    return f"<html><meta charset=utf-8><table>{cells}</table></html>".encode()


def as_csv(data: bytes) -> bytes:
    quoted = (",".join(f'"{cell}"' for cell in row) for row in rows(data))
    return "\r\n".join(quoted).encode("gb18030")


def as_copy(data: bytes) -> bytes:
    """The table's values pasted into a workbook of the unit's own."""
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in rows(data):
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def locked(data: bytes) -> bytes:
    out = io.BytesIO()
    OOXMLFile(io.BytesIO(data)).encrypt("教育局2023", out)
    return out.getvalue()


FORMATS: dict[str, Callable[[bytes], bytes]] = {
    "xls": lambda data: convert(data, "xlsx", "xls"),
    "et": lambda data: convert(data, "xlsx", "xls"),
    "ods": lambda data: convert(data, "xlsx", "ods"),
    "html": as_html,
    "csv": as_csv,
    "copy.xlsx": as_copy,
    "locked.xlsx": locked,
    "eml": lambda data: mail(attached("a.xls", convert(data, "xlsx", "xls"))),
}


@pytest.mark.parametrize("suffix", ["xlsx", "xls", "ods"])
def test_a_form_whose_cells_were_merged_comes_back_with_each_of_its_own(
    small: Session, suffix: str
) -> None:
    def merge(_book: Any, sheet: Any) -> None:
        sheet.merge_cells("M8:M9")

    form = returned(issued(office(), SCHOOL), FULL[SCHOOL], merge)
    arrive(small, "a.dat", form if suffix == "xlsx" else convert(form, "xlsx", suffix))
    (told,) = of_school(run(small))
    assert (told.code, told.source.cell) == ("merged_cells", "M9")
    path = corrections(small)["市教育局"]
    assert [cell for _, cell, _ in listed(openpyxl.load_workbook(path))] == ["M9"]
    (small.workspace.root / INBOX / "改.xlsx").write_bytes(mended(path))
    assert of_school(run(small, later=1)) == []


@pytest.mark.parametrize("suffix", FORMATS)
def test_a_file_of_any_kind_comes_back_as_a_form_with_its_cells_marked(
    small: Session, suffix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(PASSWORDS, "教育局2023")
    arrive(small, f"市教育局.{suffix}", FORMATS[suffix](FORM))
    before = run(small)
    assert before.notes == ()
    path = corrections(small)["市教育局"]
    book = openpyxl.load_workbook(path)
    sheet = book["进展表"]
    marked = [(cell, message[:9]) for _, cell, message in listed(book)]
    assert marked == [("I9", "第4项（牵头）：“"), ("M8", "第1项（牵头）：“")]
    assert [sheet[cell].value for cell in ("I8", "I9", "M8", "L8")] == [
        *(300, "两三", "差不多了", "新增学位300个"),
    ]
    assert book["_duban"].sheet_state == "veryHidden"
    arrive(small, "改.xlsx", mended(path))
    assert of_school(run(small, later=1)) == []
    assert corrections(small) == {}


def without_row(_book: Any, sheet: Any) -> None:
    sheet.delete_rows(9)


def without_column(_book: Any, sheet: Any) -> None:
    for row in range(7, 12):
        for column in range(13, 20):
            sheet.cell(row, column).value = sheet.cell(row, column + 1).value


def other_target(_book: Any, sheet: Any) -> None:
    sheet["E8"] = 10


@pytest.mark.parametrize(
    ("change", "cells"),
    [
        (without_row, ["I9", "M8"]),
        (without_column, ["M7", "I9"]),
        (other_target, ["I9", "E8", "M8"]),
    ],
    ids=["row deleted", "column deleted", "target typed over"],
)
def test_what_was_taken_from_the_form_is_back_in_it(
    small: Session, change: Change, cells: list[str]
) -> None:
    arrive(small, "a.xlsx", returned(issued(office(), SCHOOL), FAULTY, change))
    run(small)
    path = corrections(small)["市教育局"]
    book = openpyxl.load_workbook(path)
    assert [cell for _, cell, _ in listed(book)] == cells
    assert book["进展表"]["E8"].value == 1000
    assert book["进展表"]["E8"].comment is None
    arrive(small, "b.xlsx", mended(path))
    assert of_school(run(small, later=1)) == []


def test_a_form_issued_before_a_task_was_added_comes_back_with_that_row(small: Session) -> None:
    more = office(tasks=(*TASKS, Task(7, "新建中学1所", ("市教育局",))))
    (small.workspace.root / "taskmap" / "2023.xlsx").write_bytes(write(more, DEADLINE))
    arrive(small, "a.xlsx", returned(issued(office(), SCHOOL), FULL[SCHOOL]))
    run(small)
    path = corrections(small)["市教育局"]
    book = openpyxl.load_workbook(path)
    assert listed(book) == [("进展表", "L10", "第7项（牵头）是填报表下发后新增的")]
    book["进展表"]["L10"], book["进展表"]["M10"] = "完成选址1处", "正常推进"
    book.save(path)
    arrive(small, "b.xlsx", path.read_bytes())
    assert of_school(run(small, later=1)) == []


def test_a_workbook_of_two_units_gives_each_its_own_form(small: Session) -> None:
    book = openpyxl.load_workbook(io.BytesIO(FORM))
    other = openpyxl.load_workbook(io.BytesIO(returned(issued(office(), WATER), FULL[WATER])))
    sheet = book.create_sheet("水利")
    for row in other["进展表"].iter_rows():
        for cell in row:
            sheet[cell.coordinate] = cell.value
    stream = io.BytesIO()
    book.save(stream)
    (small.workspace.root / INBOX / "市水利局.xlsx").unlink()
    arrive(small, "两家.xlsx", stream.getvalue())
    run(small)
    assert list(corrections(small)) == ["市教育局"]
    made = openpyxl.load_workbook(corrections(small)["市教育局"])
    assert made.sheetnames == ["退改清单", "进展表", "_duban"]


def test_what_a_unit_wrote_stays_text_in_a_form_made_anew(small: Session) -> None:
    texts = ["=1+1", "=cmd|'/c calc'!A0", "@SUM(A1)", "{{ 7*7 }}", "<b>", "长" * 32767]

    def put(_book: Any, sheet: Any) -> None:
        for number, text in enumerate(texts):
            cell = sheet.cell(8 + number % 2, 12 + number // 2)
            cell.value, cell.data_type = text, "s"

    arrive(small, "a.html", as_html(returned(issued(office(), SCHOOL), FAULTY, put)))
    run(small)
    sheet = openpyxl.load_workbook(corrections(small)["市教育局"])["进展表"]
    cells = [sheet.cell(8 + n % 2, 12 + n // 2) for n in range(len(texts))]
    assert [cell.data_type for cell in cells] == ["s"] * len(texts)
    assert [cell.value for cell in cells[:4]] == texts[:4]


def test_the_same_month_gives_the_same_form(small: Session) -> None:
    arrive(small, "a.csv", as_csv(FORM))
    run(small)
    first = corrections(small)["市教育局"].read_bytes()
    (small.workspace.output(PERIOD) / "compilation.json").unlink()
    run(small)
    assert corrections(small)["市教育局"].read_bytes() == first
