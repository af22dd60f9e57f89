"""Workbooks."""

import datetime
import io

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.styles import Font

from duban.notice.blocks import Blocks
from duban.notice.readers import read_notice
from duban.notice.readers.office import convert
from tests.notice.readers.made import read, refused, told
from tests.programs import required


def book() -> openpyxl.Workbook:
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    sheet.title = "清单"
    for row in (
        ["重点工作任务清单"],
        ["序号", "任务", "牵头单位", "完成时限"],
        [1, "甲", "市财政局\n市审计局", datetime.date(2023, 5, 31)],
        [None, "乙", "市教育局", "全年"],
        [2, "丙", "市民政局", 0.8],
        ["注:列第一位的为牵头单位"],
    ):
        sheet.append(row)
    sheet["D5"].number_format = "0%"
    sheet.merge_cells("A1:D1")
    sheet.merge_cells("A3:A4")
    sheet.merge_cells("A6:D6")
    hidden = made.create_sheet("旧表")
    hidden["A1"] = "旧"
    hidden.sheet_state = "hidden"
    return made


def saved(made: openpyxl.Workbook) -> bytes:
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


EXPECTED = [
    "重点工作任务清单",
    [
        ["序号", "任务", "牵头单位", "完成时限"],
        ["1", "甲", "市财政局\n市审计局", "2023年5月31日"],
        ["=1", "乙", "市教育局", "全年"],
        ["2", "丙", "市民政局", "80%"],
    ],
    "注:列第一位的为牵头单位",
]


def test_a_workbook_is_its_title_its_table_and_its_note() -> None:
    result = read_notice(saved(book()), "", None)
    assert isinstance(result, Blocks)
    assert read(saved(book())) == EXPECTED
    assert result.notes == ("隐藏的工作表未读取：旧表。",)


def test_comments_links_pictures_and_far_formats_do_no_harm() -> None:
    made = book()
    sheet = made["清单"]
    sheet["B3"].comment = Comment("批注", "某")
    sheet["B3"].hyperlink = "http://example.com"
    sheet["XFD1048576"].font = Font(bold=True)
    assert read(saved(made)) == EXPECTED


@pytest.mark.parametrize("suffix", ["xls", "ods"])
def test_older_and_foreign_workbooks_read_the_same(suffix: str) -> None:
    soffice = required("soffice")
    made = convert(saved(book()), ".xlsx", suffix, soffice)
    assert made is not None
    table = told(read_notice(made, "", soffice))[1]
    assert isinstance(table, list)
    assert [row[:3] for row in table] == [row[:3] for row in EXPECTED[1]]


def test_without_libreoffice_an_ods_says_that_merges_are_unknown() -> None:
    made = convert(saved(book()), ".xlsx", "ods", required("soffice"))
    assert made is not None
    result = read_notice(made, "", None)
    assert isinstance(result, Blocks)
    assert "读不出合并单元格" in result.notes[0]


def test_a_sheet_of_lines_is_running_text() -> None:
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    for line in ("一、要求", "1.甲。责任单位:市财政局", "2.乙。责任单位:市审计局"):
        sheet.append([line])
    assert read(saved(made)) == ["一、要求", "1.甲。责任单位:市财政局", "2.乙。责任单位:市审计局"]


def test_a_last_row_with_one_text_stays_in_the_table() -> None:
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    for row in (["序号", "任务", "牵头"], [1, "甲", "市财政局"], [None, "乙的任务被截断"]):
        sheet.append(row)
    assert read(saved(made)) == [
        [["序号", "任务", "牵头"], ["1", "甲", "市财政局"], ["", "乙的任务被截断", ""]]
    ]


def test_formulas_that_were_never_calculated_are_reported() -> None:
    made = book()
    made["清单"]["A5"] = "=ROW()-3"
    result = read_notice(saved(made), "", None)
    assert isinstance(result, Blocks)
    assert "有1个公式没有保存计算结果" in result.notes[-1]


def test_an_empty_workbook_is_not_a_notice() -> None:
    assert "没有内容" in refused(saved(openpyxl.Workbook())).reason
