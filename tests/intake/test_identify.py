"""Whose form a workbook is, told by what is inside it, with the confidence that it deserves."""

import io
import zipfile
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from msgspec.structs import replace

from duban.intake.collect import Intake
from duban.intake.found import look
from duban.intake.identify import Confidence, Identity, identify
from duban.model import FormKind, Submission, Unit
from duban.register import TaskMap
from duban.workbooks.read import read_book
from tests.office import (
    FEBRUARY,
    FULL,
    KEY,
    SCHOOL,
    TRADE,
    WATER,
    found,
    gathered,
    issued,
    office,
    returned,
    settings,
)

OFFICE = office()
FORM = returned(issued(OFFICE, SCHOOL), FULL[SCHOOL])
Change = Callable[[Any, Any], None]


def identity(data: bytes, sender: str = "", taskmap: TaskMap = OFFICE) -> Identity | None:
    return identify(look(read_book(data), KEY), taskmap, sender)  # type: ignore[arg-type]


def changed(change: Change) -> bytes:
    return returned(issued(OFFICE, SCHOOL), FULL[SCHOOL], change)


def in_new_workbook(*, cover: bool = True, ids: bool = True, rename: str = "Sheet1") -> bytes:
    """The filled table copied by hand into a workbook of the unit's own: values only."""
    source = openpyxl.load_workbook(io.BytesIO(FORM)).worksheets[0]
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = rename
    first = 1 if cover else 7
    for row in source.iter_rows(min_row=first, values_only=True):
        sheet.append(list(row) if ids else list(row[1:]))
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def without_token(book: Any, _sheet: Any) -> None:
    del book["_duban"]
    book.custom_doc_props.props.clear()


def used(intake: Intake, unit: Unit = SCHOOL) -> Submission:
    found = intake.used(unit.code)
    assert found is not None
    return found


def test_an_issued_form_is_known_by_its_signature() -> None:
    made = identity(FORM)
    assert made is not None
    assert made.token is not None
    assert replace(made, token=None) == Identity(
        "U01", "2023-03", FormKind.PROGRESS, Confidence.SIGNED
    )
    assert gathered(OFFICE, {"新建 XLSX 工作表.bin": FORM}).findings == ()


@pytest.mark.parametrize(
    "change",
    [
        lambda book, _sheet: book.__delitem__("_duban"),
        lambda book, _sheet: book.custom_doc_props.props.clear(),
        lambda book, _sheet: setattr(book["_duban"], "title", "Sheet3"),
    ],
    ids=["hidden sheet deleted", "properties cleared", "hidden sheet renamed"],
)
def test_the_signature_stands_in_two_places(change: Change) -> None:
    made = identity(changed(change))
    assert made is not None
    assert made.confidence is Confidence.SIGNED


@pytest.mark.parametrize("cover", [True, False])
@pytest.mark.parametrize("ids", [True, False])
def test_a_table_copied_into_a_new_workbook_is_known_by_cover_or_rows(
    cover: bool, ids: bool
) -> None:
    data = in_new_workbook(cover=cover, ids=ids)
    made = identity(data)
    if not (cover or ids):
        assert made is None
        return
    assert made is not None
    assert (made.unit, made.confidence) == ("U01", Confidence.CONTENT)
    intake = gathered(OFFICE, {"a.xlsx": data})
    assert found(intake.findings) == [("bad_signature", "市教育局", "", "")]
    assert [e.cells["value"].value for e in used(intake).entries] == [300, 2]


def test_what_nothing_identifies_is_known_by_a_registered_sender_only() -> None:
    data = in_new_workbook(cover=False, ids=False)
    made = identity(data, "JYJ@example.invalid")
    assert made is not None
    assert (made.unit, made.period, made.confidence) == ("U01", "", Confidence.SENDER)
    assert identity(data, "somebody@example.invalid") is None
    (rejected,) = gathered(OFFICE, {"市教育局2023年3月进展表.xlsx": data}).rejected
    assert rejected.reason == "看不出是哪个单位的填报表"


def test_an_address_that_two_units_share_identifies_neither() -> None:
    shared = replace(WATER, emails=SCHOOL.emails)
    taskmap = office(units=(SCHOOL, shared, TRADE))
    data = in_new_workbook(cover=False, ids=False)
    assert identity(data, SCHOOL.emails[0], taskmap) is None


def test_a_form_that_another_key_signed_needs_its_rows_or_cover_to_agree() -> None:
    form = returned(issued(OFFICE, SCHOOL, key=b"the key of the old computer"), FULL[SCHOOL])
    made = identity(form)
    assert made is not None
    assert (made.unit, made.confidence) == ("U01", Confidence.TOKEN)
    assert found(gathered(OFFICE, {"a.xlsx": form}).findings) == [
        ("bad_signature", "市教育局", "", "")
    ]

    def other_unit(_book: Any, sheet: Any) -> None:
        sheet["B2"] = sheet["B2"].value.replace("市教育局", "市商务局")
        for row in (8, 9):
            sheet.cell(row, 1).value = None

    forged = returned(issued(OFFICE, SCHOOL, key=b"forged"), FULL[SCHOOL], other_unit)
    made = identity(forged)
    assert made is not None
    assert (made.unit, made.confidence) == ("U03", Confidence.CONTENT)


def test_another_places_form_is_not_ours_though_its_units_have_our_names() -> None:
    elsewhere = office(settings=settings(place="邻市"))
    form = returned(issued(elsewhere, SCHOOL, key=b"their key"), FULL[SCHOOL])
    assert identity(form) is None
    intake = gathered(OFFICE, {"a.xlsx": form})
    assert intake.submissions == ()
    assert found(intake.findings) == [("foreign_form", "", "", "")]
    assert intake.rejected[0].reason == "是其他地区下发的填报表"


def test_our_own_signature_holds_though_the_place_was_renamed_since() -> None:
    renamed = office(settings=settings(place="某市（国家级新区）"))
    made = identity(FORM, taskmap=renamed)
    assert made is not None
    assert made.confidence is Confidence.SIGNED


def test_another_units_cover_on_a_signed_form_is_a_contradiction() -> None:
    def cover(_book: Any, sheet: Any) -> None:
        sheet["B2"] = sheet["B2"].value.replace("市教育局", "市水利局")

    intake = gathered(OFFICE, {"a.xlsx": changed(cover)})
    assert used(intake).unit == "U01"
    assert found(intake.findings) == [("wrong_unit", "市教育局", "", "")]
    assert intake.findings[0].message == "表内标识为市教育局，但封面或行标识属于市水利局"


def test_another_periods_form_is_named_and_not_used() -> None:
    form = returned(issued(OFFICE, SCHOOL, FEBRUARY), FULL[SCHOOL])
    intake = gathered(OFFICE, {"a.xlsx": form})
    assert intake.used("U01") is None
    assert found(intake.findings) == [("wrong_period", "市教育局", "", "")]
    assert intake.findings[0].message == "报来的是2023-02期的填报表，不是2023-03期，未采用"
    (submission,) = intake.submissions
    assert (submission.period, submission.why_not) == ("2023-02", "是2023-02期的填报表")


def test_another_periods_table_without_signature_is_known_by_its_cover() -> None:
    form = returned(issued(OFFICE, SCHOOL, FEBRUARY), FULL[SCHOOL], without_token)
    codes = [code for code, *_ in found(gathered(OFFICE, {"a.xlsx": form}).findings)]
    assert codes == ["bad_signature", "wrong_period"]


@pytest.mark.parametrize(
    "token",
    ['{"form":1}|00', "{}", '{"form":"progress"', '{"a":' * 50, "{" + "x" * 100_000],
)
def test_a_damaged_token_is_no_token(token: str) -> None:
    def damage(book: Any, _sheet: Any) -> None:
        book.custom_doc_props.props.clear()
        book["_duban"]["A2"] = token

    made = identity(changed(damage))
    assert made is not None
    assert made.confidence is Confidence.CONTENT


def test_a_cover_split_over_two_cells_is_still_a_cover() -> None:
    def split(book: Any, sheet: Any) -> None:
        without_token(book, sheet)
        for row in (8, 9):
            sheet.cell(row, 1).value = None
        sheet.unmerge_cells("B2:S2")
        sheet["B2"], sheet["C2"] = "填报单位：", "市教育局"
        sheet["E2"], sheet["F2"] = "期次：", "2023年3月"

    made = identity(changed(split))
    assert made is not None
    assert (made.unit, made.period) == ("U01", "2023-03")


def test_a_list_of_units_is_no_form() -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(["填报单位：市教育局", "序号", "重点工作", "职责"])
    stream = io.BytesIO()
    book.save(stream)
    assert identity(stream.getvalue()) is None
    with zipfile.ZipFile(io.BytesIO(FORM)) as package:
        assert "xl/workbook.xml" in package.namelist()
