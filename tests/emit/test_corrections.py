"""A marked workbook leads to every fault, and passes once mended, returned just as it is."""

from __future__ import annotations

import io
import pickle
import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Font
from openpyxl.styles.differential import DifferentialStyle

from duban.commands.compiling import Compiled, compile_month
from duban.commands.correcting import _job
from duban.commands.session import Session
from duban.emit.corrections import FOLDER, wanted
from duban.emit.marks import LIST
from duban.model import Finding
from duban.ooxml import packed
from duban.parcels.windows import LARGE
from duban.workspace import Workspace
from tests import sample
from tests.emit.mending import listed, mended
from tests.office import AFTER, FULL, INBOX, ROOT, SCHOOL, issued, office, returned
from tests.office_on_disk import furnish, session
from tests.parcels.made import attached, mail

PERIOD = "2023-03"
BAD_STATUS = FULL[SCHOOL].replace("正常推进", "差不多了", 1)
IN_CELLS = ("required_blank", "not_a_number", "out_of_range", "unknown_status")


def run(space: Session, later: int = 0) -> Compiled:
    moved = session(space.workspace, AFTER + timedelta(hours=later))
    return compile_month(moved, PERIOD)


def in_cells(compiled: Compiled) -> list[Finding]:
    """The findings that a unit can mend in a cell."""
    return [f for f in compiled.compilation.findings if f.code in IN_CELLS]


def corrections(space: Session) -> dict[str, Path]:
    folder = space.workspace.output(PERIOD) / "退改"
    return {path.stem: path for path in sorted(folder.glob("*"))}


@pytest.fixture
def small(tmp_path: Path) -> Session:
    return session(furnish(tmp_path / "督查室"))


def arrive(
    space: Session, drawing: str = BAD_STATUS, change: Callable[[Any, Any], None] | None = None
) -> Path:
    path = space.workspace.root / INBOX / "市教育局.xlsx"
    path.write_bytes(returned(issued(office(), SCHOOL), drawing, change))
    return path


def test_every_fault_of_a_month_is_gone_once_its_cell_is_mended(tmp_path: Path) -> None:
    sample.make(tmp_path)
    (tmp_path / "templates").symlink_to(ROOT / "templates")
    space = session(Workspace(tmp_path))
    before = run(space)
    made = corrections(space)
    assert [note for note in before.notes if FOLDER in note] == []
    assert {fault.unit for fault in in_cells(before)} <= set(made)
    assert len(made) > 5
    for unit, path in made.items():
        (tmp_path / "inbox" / PERIOD / f"{unit}改.xlsx").write_bytes(mended(path))
    after = run(space, later=1)
    assert in_cells(after) == []
    used = {s.receipt.path for s in after.compilation.submissions if s.used}
    assert {f"inbox/{PERIOD}/{unit}改.xlsx" for unit in made} <= used
    # What a clerk's stand-in typed may contradict other units' figures; no fault of form is left.
    codes = {f.code for f in after.compilation.findings if f.unit in made}
    assert codes & {*IN_CELLS, "row_missing", "structure_changed", "issued_text_changed"} == set()


def test_the_cell_is_marked_and_the_list_leads_to_it(small: Session) -> None:
    arrive(small)
    run(small)
    book = openpyxl.load_workbook(corrections(small)["市教育局"])
    first, sheet = book.worksheets[0], book["进展表"]
    assert book.active is first
    assert first.title == LIST
    assert first["A4"].hyperlink.location == "'进展表'!M8"
    assert "“状态”填的是“差不多了”" in first["C4"].value
    assert sheet["M8"].comment.text.startswith("退改：第1项（牵头）：“状态”填的是“差不多了”")
    assert "M8" in [str(f.sqref) for f in sheet.conditional_formatting]
    assert [s.title for s in book if s.sheet_view.tabSelected] == [LIST]
    assert sheet.protection.sheet
    assert book["_duban"].sheet_state == "veryHidden"


def test_only_units_with_something_to_mend_get_one(small: Session) -> None:
    run(small)
    assert corrections(small) == {}
    arrive(small)
    run(small)
    assert list(corrections(small)) == ["市教育局"]


def with_the_first_mended(path: Path) -> bytes:
    book = openpyxl.load_workbook(path)
    sheet, cell, _ = listed(book)[0]
    book[sheet][cell] = "正常推进"
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_a_second_round_marks_only_what_is_still_wrong(small: Session) -> None:
    def first_fault(_book: Any, sheet: Any) -> None:
        sheet["M9"] = "也差不多"

    arrive(small, BAD_STATUS, first_fault)
    faults = in_cells(run(small))
    assert len(faults) == 2
    path = small.workspace.root / INBOX / "再报.xlsx"
    path.write_bytes(with_the_first_mended(corrections(small)["市教育局"]))
    (left,) = in_cells(run(small, later=1))
    book = openpyxl.load_workbook(corrections(small)["市教育局"])
    sheet = book["进展表"]
    marked = [cell.coordinate for row in sheet.iter_rows() for cell in row if cell.comment]
    assert marked == [left.source.cell]
    assert [str(f.sqref) for f in sheet.conditional_formatting] == marked
    assert sum(name.startswith(LIST) for name in book.sheetnames) == 1


def test_what_a_unit_wrote_computes_nothing_in_the_list(small: Session) -> None:
    arrive(small, FULL[SCHOOL].replace("正常推进", "=1+1", 1))
    run(small)
    book = openpyxl.load_workbook(corrections(small)["市教育局"])
    cell = book[LIST]["E4"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")
    formulas = [c.coordinate for row in book[LIST].iter_rows() for c in row if c.data_type == "f"]
    assert formulas == []


def test_a_format_as_far_off_as_can_be_costs_nothing(small: Session) -> None:
    def far(_book: Any, sheet: Any) -> None:
        sheet["XFD1048576"].number_format = "0.00"
        red = DifferentialStyle(font=Font(color="FF0000"))
        rule = Rule("expression", dxf=red, formula=["LEN(A1)>50"])
        sheet.conditional_formatting.add("A1:XFD1048576", rule)

    arrive(small, BAD_STATUS, far)
    run(small)
    sheet = openpyxl.load_workbook(corrections(small)["市教育局"])["进展表"]
    kept = [str(formatting.sqref) for formatting in sheet.conditional_formatting]
    assert kept == ["A1:XFD1048576", "M8"]


def test_a_units_own_comment_is_kept_below_ours(small: Session) -> None:
    def comment(_book: Any, sheet: Any) -> None:
        sheet["M8"].comment = Comment("待王科长核实", "经办人")

    arrive(small, BAD_STATUS, comment)
    run(small)
    sheet = openpyxl.load_workbook(corrections(small)["市教育局"])["进展表"]
    assert sheet["M8"].comment.text.endswith("待王科长核实")


def test_the_original_may_lie_in_a_mail(small: Session) -> None:
    path = arrive(small)
    path.with_suffix(".eml").write_bytes(mail(attached("进展表.xlsx", path.read_bytes())))
    path.unlink()
    run(small, later=24 * 365 * 5)
    assert list(corrections(small)) == ["市教育局"]


def test_a_large_mail_stays_where_it_lies(small: Session) -> None:
    path = arrive(small)
    form = path.read_bytes()
    run(small)
    usual = corrections(small)["市教育局"].read_bytes()
    film = attached("现场.bin", bytes(LARGE))
    path.with_suffix(".eml").write_bytes(mail(film, attached("进展表.xlsx", form)))
    path.unlink()
    (told,) = wanted(run(small).compilation).values()
    assert corrections(small)["市教育局"].read_bytes() == usual
    assert len(pickle.dumps(_job(small, told))) < 10_000


def test_the_same_month_gives_the_same_bytes(small: Session) -> None:
    arrive(small)
    run(small)
    first = corrections(small)["市教育局"].read_bytes()
    (small.workspace.output(PERIOD) / "compilation.json").unlink()
    run(small)
    assert corrections(small)["市教育局"].read_bytes() == first


def test_a_units_formula_becomes_its_value_and_one_that_calls_out_goes(small: Session) -> None:
    def formulas(_book: Any, sheet: Any) -> None:
        sheet["N8"] = "=1+2"
        sheet["O8"] = "=cmd|'/c calc'!A1"

    path = arrive(small, BAD_STATUS, formulas)
    path.write_bytes(with_values(path.read_bytes(), {b"1+2": b"3"}))
    run(small)
    sheet = openpyxl.load_workbook(corrections(small)["市教育局"])["进展表"]
    assert sheet["N8"].value == 3
    assert sheet["O8"].value is None
    assert str(sheet["J8"].value).startswith("=IF(")


def with_values(package: bytes, values: dict[bytes, bytes]) -> bytes:
    """``package`` as a spreadsheet program saves it: formulas with their values."""
    with zipfile.ZipFile(io.BytesIO(package)) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    sheet = parts["xl/worksheets/sheet1.xml"]
    for formula, value in values.items():
        for empty in (b"<v />", b"<v></v>"):
            known = b"<f>%s</f><v>%s</v>" % (formula, value)
            sheet = sheet.replace(b"<f>%s</f>%s" % (formula, empty), known)
    return packed({**parts, "xl/worksheets/sheet1.xml": sheet}, AFTER)


def test_a_unit_may_call_its_own_sheet_as_the_list_is_called(small: Session) -> None:
    def rename(_book: Any, sheet: Any) -> None:
        sheet.title = LIST

    arrive(small, BAD_STATUS, rename)
    run(small)
    book = openpyxl.load_workbook(corrections(small)["市教育局"])
    assert book[LIST]["M8"].value == "差不多了"
    assert book.worksheets[0]["A4"].hyperlink.location == f"'{LIST}'!M8"
