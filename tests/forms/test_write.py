"""What a unit finds in the workbook it is sent."""

from __future__ import annotations

import io
import zipfile
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from msgspec.structs import replace
from openpyxl.worksheet.datavalidation import DataValidation

from duban.forms import token
from duban.forms.fields import PROGRESS, Edit, Takes
from duban.forms.rows import Carried, FormRow, expected_rows
from duban.forms.write import HEADER_ROW, FormJob, write
from duban.model import Assignment, ReportedStatus, Role, Task, Unit
from duban.text import EXCEL_CELL_LIMIT
from tests.office import DEADLINE, KEY, MARCH, TRADE, issued, office, settings

FIRST = HEADER_ROW + 1
AWKWARD = (
    *("=1+1", "+1", "-1", "@SUM(A1)", "{=A1}", "http://a.b/c", "0012", "甲\n乙", "شارع", "𠀀"),
    *("&<>\"'", "_x0041_"),
)


def job(**changes: Any) -> FormJob:
    taskmap = office()
    rows = expected_rows(taskmap, TRADE.code)
    return replace(
        FormJob(PROGRESS, TRADE, MARCH, taskmap.settings, rows, {}),
        **changes,
    )


def opened(form: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(form))


def sheet_of(**changes: Any) -> Any:
    return opened(write(job(**changes), KEY, DEADLINE))[PROGRESS.sheet]


def column(name: str) -> int:
    return PROGRESS.index(name) + 1


def cell(sheet: Any, name: str, row: int = FIRST) -> Any:
    return sheet.cell(row, column(name))


def validation(sheet: Any, name: str) -> DataValidation:
    place = cell(sheet, name).coordinate
    return next(rule for rule in sheet.data_validations.dataValidation if place in rule.sqref)


def test_the_cover_names_office_unit_period_dates_and_address() -> None:
    made = settings(mailbox="ducha@example.invalid", telephone="0728-1234567")
    sheet = sheet_of(settings=made)
    cover = "\n".join(str(sheet.cell(row, 2).value) for row in range(1, HEADER_ROW))
    for said in (
        *("某市2023年《政府工作报告》重点工作任务进展情况填报表", "某市人民政府督查室"),
        *("填报单位：市商务局    期次：2023年3月    ", "数据截至：2023年3月25日"),
        *("报送截止：2023年3月29日17:00前", "ducha@example.invalid", "0728-1234567"),
        *PROGRESS.instructions,
    ):
        assert said in cover


def test_rows_stand_below_their_headers_as_the_office_asked() -> None:
    sheet = sheet_of()
    headers = [sheet.cell(HEADER_ROW, c).value for c in range(1, len(PROGRESS.fields) + 1)]
    assert headers == [field.header for field in PROGRESS.fields]
    names = ("task", "role", "indicator", "target", "measure")
    assert [
        tuple(cell(sheet, name, row).value for name in names)
        for row in range(FIRST, sheet.max_row + 1)
    ] == [
        (3, "牵头", "招商引资", 120, "亿元"),
        (3, "牵头", "外贸出口增长", 7, "%"),
        (6, "牵头", None, None, None),
        (2, "协办", None, None, None),
    ]
    assert cell(sheet, "text", FIRST).value == "招商引资120亿元，外贸出口增长7%以上"


def test_only_entry_cells_can_be_edited_and_they_are_shaded() -> None:
    sheet = sheet_of()
    assert sheet.protection.sheet
    assert sheet.protection.password is None
    assert not sheet.protection.formatColumns, "columns and rows may be resized"
    assert not sheet.protection.formatRows
    for row in range(1, sheet.max_row + 1):
        for field in PROGRESS.fields:
            entry = row >= FIRST and field.edit is Edit.ENTRY
            found = cell(sheet, field.name, row)
            assert found.protection.locked is not entry, found.coordinate
            if entry:
                assert found.fill.fgColor.rgb == "FFFFF9E5"


def test_the_status_is_chosen_from_a_list_that_stands_in_a_range() -> None:
    form = opened(write(job(), KEY, DEADLINE))
    rule = validation(form[PROGRESS.sheet], "status")
    assert (rule.type, rule.showDropDown, rule.promptTitle) == ("list", False, "状态")
    name, _, cells = rule.formula1.removeprefix("=").partition("!")
    choices = [row[0].value for row in form[name][cells.replace("$", "")]]
    assert choices == [status.label for status in ReportedStatus]


def test_every_prompt_and_message_is_shown_and_fits_excel() -> None:
    sheet = sheet_of()
    for field in PROGRESS.entries:
        if field.prompt or field.takes is not Takes.TEXT:
            rule = validation(sheet, field.name)
            assert (rule.promptTitle or "", rule.prompt or "") == (field.header, field.prompt)
    for rule in sheet.data_validations.dataValidation:
        assert len(rule.formula1 or "") <= 255
        assert len(rule.prompt or "") <= 255
        assert len(rule.promptTitle or "") <= 32


def test_a_number_cell_takes_numbers_only() -> None:
    rule = validation(sheet_of(), "value")
    assert (rule.type, rule.operator or "between") == ("decimal", "between")
    assert "只能填数字" in rule.error


def test_it_prints_on_a4_landscape_one_page_wide_with_its_header_on_every_page() -> None:
    sheet = sheet_of()
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.print_title_rows == f"${HEADER_ROW}:${HEADER_ROW}"
    assert sheet.print_area.startswith("'进展表'!$B$1:")
    assert sheet.freeze_panes == f"D{FIRST}"
    assert "市商务局" in sheet.oddFooter.left.text


def test_the_completion_rate_is_reckoned_only_for_what_adds_up_over_the_year() -> None:
    sheet = sheet_of()
    value, target = (cell(sheet, name).coordinate for name in ("value", "target"))
    assert (
        cell(sheet, "ratio").value == f'=IF(AND(ISNUMBER({value}),{target}>0),{value}/{target},"")'
    )
    assert cell(sheet, "ratio", FIRST + 1).value is None, "a growth rate has none"
    assert cell(sheet, "ratio", FIRST + 2).value is None


def test_it_carries_its_identity_where_nobody_sees_it() -> None:
    form = opened(write(job(), KEY, DEADLINE))
    sheet, hidden = form[PROGRESS.sheet], form[token.SHEET]
    ids = [row.id for row in job().rows]
    assert hidden.sheet_state == "veryHidden"
    assert sheet.column_dimensions["A"].hidden
    assert [sheet.cell(FIRST + n, 1).value for n in range(len(ids))] == ids
    sealed = hidden["A2"].value
    found = token.open_token(sealed, KEY)
    assert found is not None
    assert found.genuine
    assert (found.token.unit, found.token.period) == ("U03", "2023-03")
    assert found.token.rows == token.digest(ids)
    assert form.custom_doc_props[token.PROPERTY].value == sealed
    assert form.defined_names[token.NAME].attr_text == f"{token.SHEET}!$A$2"


def test_last_month_stands_beside_locked_and_grey_and_who_is_who_is_filled_in() -> None:
    known = Carried(Decimal("18.5"), "签约项目6个", "2023-12-31", "李四", "张三", "0728-1")
    sheet = sheet_of(previous={"3/U03/lead#1": known})
    for name, value in (("last_value", 18.5), ("last_progress", "签约项目6个")):
        found = cell(sheet, name)
        assert (found.value, found.protection.locked) == (value, True)
        assert found.fill.fgColor.rgb == "FFEDEDED"
        assert not sheet.column_dimensions[found.column_letter].hidden
        assert cell(sheet, name, FIRST + 1).value is None
    filled = {name: cell(sheet, name).value for name in ("due", "leader", "handler", "phone")}
    assert filled == {"due": "2023-12-31", "leader": "李四", "handler": "张三", "phone": "0728-1"}
    assert [cell(sheet, name).value for name in ("value", "progress", "status")] == [None] * 3


def test_without_a_month_before_its_columns_are_hidden() -> None:
    sheet = sheet_of()
    for name in ("last_value", "last_progress"):
        assert sheet.column_dimensions[cell(sheet, name).column_letter].hidden


def test_dates_and_telephone_numbers_stay_as_they_are_typed() -> None:
    sheet = sheet_of()
    assert {cell(sheet, name).number_format for name in ("due", "phone")} == {"@"}


@pytest.mark.parametrize("text", AWKWARD)
def test_text_stays_text_wherever_it_comes_from(text: str) -> None:
    unit = Unit("U9", text)
    task = Task(1, text, (text,))
    row = FormRow(Assignment("1", "U9", Role.LEAD), task, None, True)
    known = Carried(None, text, text, text, text, text)
    book = opened(write(job(unit=unit, rows=(row,), previous={row.id: known}), KEY, DEADLINE))
    sheet = book[PROGRESS.sheet]
    for name in ("text", "last_progress", "due", "leader", "handler", "phone"):
        found = cell(sheet, name)
        assert (found.value, found.data_type, found.hyperlink) == (text, "s", None)
    assert book[token.SHEET]["A3"].value == text


@pytest.mark.parametrize("place", ("某市", "名" * 300, "=1+1"))
def test_names_of_any_length_give_a_form(place: str) -> None:
    sheet = sheet_of(unit=Unit("U03", place + "局"), settings=settings(place=place))
    assert place in sheet["B1"].value
    assert sheet.row_dimensions[2].height >= 20


def test_a_text_too_long_for_a_cell_is_cut_where_it_can_be_seen() -> None:
    row = FormRow(Assignment("1", "U03", Role.LEAD), Task(1, "字" * 40_000), None, True)
    held = cell(sheet_of(rows=(row,)), "text").value
    assert held.endswith("…")
    assert len(held) == EXCEL_CELL_LIMIT


def test_a_long_text_widens_its_column_rather_than_be_cut_off() -> None:
    row = FormRow(Assignment("1", "U03", Role.LEAD), Task(1, "字" * 700), None, True)
    usual, wide = sheet_of(), sheet_of(rows=(row,))
    assert wide.column_dimensions["C"].width > usual.column_dimensions["C"].width
    # 700 characters in as many columns of the cell must be no higher than a row can be.
    assert wide.row_dimensions[FIRST].height < 409


def test_rows_grow_as_a_unit_types() -> None:
    with zipfile.ZipFile(io.BytesIO(write(job(), KEY, DEADLINE))) as package:
        xml = package.read("xl/worksheets/sheet1.xml").decode()
    heads, _, rows = xml.partition(f'<row r="{FIRST}"')
    assert 'customHeight="1"' in heads
    assert "ht=" in rows
    assert "customHeight" not in rows


def test_the_same_job_gives_the_same_bytes() -> None:
    assert write(job(), KEY, DEADLINE) == write(job(), KEY, DEADLINE)
    assert write(job(), b"another key", DEADLINE) != write(job(), KEY, DEADLINE)
    assert issued(office(), TRADE) == write(job(), KEY, DEADLINE)


def test_nothing_of_one_units_form_is_in_the_next_ones() -> None:
    other = Unit("U77", "别的<单位>&局")
    row = FormRow(Assignment("9", "U77", Role.LEAD), Task(9, "别的事项"), None, True)
    alone = write(job(), KEY, DEADLINE)
    data = write(job(unit=other, rows=(row,)), KEY, DEADLINE)
    assert write(job(), KEY, DEADLINE) == alone
    assert opened(data)[PROGRESS.sheet].oddFooter.left.text == "别的<单位>&&局"
    for package, absent in ((alone, "别的"), (data, "住建局")):
        with zipfile.ZipFile(io.BytesIO(package)) as parts:
            assert not any(absent in parts.read(name).decode() for name in parts.namelist())


def test_a_unit_without_rows_still_gets_a_valid_form() -> None:
    sheet = sheet_of(rows=())
    assert sheet.max_row == HEADER_ROW
