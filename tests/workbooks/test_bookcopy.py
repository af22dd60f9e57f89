"""A copy holds the sheets of a workbook as they are, and nothing that leads out of it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from typing import Any
from xml.etree import ElementTree

import openpyxl
import pytest
from openpyxl.chart import BarChart
from openpyxl.comments import Comment
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Font
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation

from duban.workbooks.book import Book, Sheet
from duban.workbooks.bookcopy import opened
from duban.workbooks.frame import MAIN
from duban.workbooks.guard import Refused
from duban.workbooks.read import read_book
from tests.office import AFTER, ROOT

SHIPPED = sorted((ROOT / "inbox" / "2023-03").glob("*.xlsx"))


def copied(data: bytes) -> bytes:
    return opened(data).packed(AFTER)


def book_of(data: bytes) -> Book:
    book = read_book(data)
    assert isinstance(book, Book)
    return book


def saved(book: Any) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def parts_of(package: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def names_of(package: bytes) -> list[tuple[str | None, str | None, str | None]]:
    """(name, sheet, what it refers to) of the defined names."""
    workbook = ElementTree.fromstring(parts_of(package)["xl/workbook.xml"])
    listed = workbook.iter(f"{MAIN}definedName")
    return [(name.get("name"), name.get("localSheetId"), name.text) for name in listed]


def with_parts(package: bytes, more: Mapping[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, data in {**parts_of(package), **more}.items():
            archive.writestr(name, data)
    return stream.getvalue()


def test_a_copy_reads_as_its_original() -> None:
    for path in SHIPPED:
        original, made = path.read_bytes(), copied(path.read_bytes())
        assert names_of(made) == names_of(original)
        before, after = book_of(original), book_of(made)
        assert (after.sheets, after.properties) == (before.sheets, before.properties)


def test_what_leads_out_of_the_workbook_is_left_behind() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet["A1"], sheet["A2"] = "甲", 3
    sheet["A3"].hyperlink = "http://example.com/"
    sheet["A4"].hyperlink = openpyxl.worksheet.hyperlink.Hyperlink(ref="A4", location="'Sheet'!A1")
    sheet.add_chart(BarChart(), "D1")
    sheet.conditional_formatting.add("A1", FormulaRule(["[1]Sheet1!A1>0"], font=Font(b=True)))
    sheet.conditional_formatting.add("A2", FormulaRule(["A2>0"], font=Font(b=True)))
    sheet.add_data_validation(DataValidation("list", formula1="[1]Sheet1!$A$1", sqref="B1"))
    sheet.add_data_validation(DataValidation("list", formula1='"有|无"', sqref="B2"))
    book.defined_names["那边"] = DefinedName("那边", attr_text="[1]Sheet1!$A$1")
    book.defined_names["这边"] = DefinedName("这边", attr_text="Sheet!$A$1")
    more = {"xl/vbaProject.bin": b"macro", "customXml/item1.xml": b"<a/>"}
    made = copied(with_parts(saved(book), more))
    assert set(parts_of(made)) - {"xl/sharedStrings.xml"} == {
        *("[Content_Types].xml", "_rels/.rels", "docProps/core.xml", "xl/workbook.xml"),
        *("xl/_rels/workbook.xml.rels", "xl/styles.xml", "xl/theme/theme1.xml"),
        "xl/worksheets/sheet1.xml",
    }
    again = openpyxl.load_workbook(io.BytesIO(made))
    kept = again["Sheet"]
    assert list(again.defined_names) == ["这边"]
    assert [str(f.sqref) for f in kept.conditional_formatting] == ["A2"]
    assert [str(v.sqref) for v in kept.data_validations.dataValidation] == ["B2"]
    assert kept["A3"].hyperlink is None
    assert kept["A4"].hyperlink.location == "'Sheet'!A1"


def test_names_follow_their_sheets() -> None:
    book = openpyxl.Workbook()
    for title in ("甲", "乙"):
        book.create_sheet(title).print_title_rows = "2:2"
    book.create_chartsheet("A")
    for name, text in {"数": "乙!$A$1", "图": "A!$B$1", "旧": "甲!$B$1"}.items():
        book.defined_names[name] = DefinedName(name, attr_text=text)
    copy = opened(saved(book))
    copy.remove(copy.named()["甲"])
    copy.put_first("Sheet", "<sheetData/>", "$3:$3")
    again = openpyxl.load_workbook(io.BytesIO(copy.packed(AFTER)))
    titles = {sheet.title: sheet.print_title_rows for sheet in again.worksheets}
    assert titles == {"Sheet1": "$3:$3", "Sheet": None, "乙": "$2:$2"}
    assert list(again.defined_names) == ["数"]


def test_comments_stay_and_others_come_beside_them() -> None:
    book = openpyxl.Workbook()
    book.active["B2"].comment = Comment("核实<一下>", "经办人")
    again = openpyxl.load_workbook(io.BytesIO(copied(saved(book))))
    comment = again.active["B2"].comment
    assert (comment.text, comment.author) == ("核实<一下>", "经办人")


def test_cells_are_written_where_they_belong() -> None:
    book = openpyxl.Workbook()
    book.active["B2"] = "=1+1"
    book.active["D4"] = "旧"
    copy = opened(saved(book))
    sheet = copy.named()["Sheet"]
    values: dict[tuple[int, int], str | float] = {
        (1, 1): "=甲",
        (2, 1): 0.1,
        (2, 2): " 乙 ",
        (2, 4): "丁",
        (3, 3): 12.0,
        (4, 4): "新",
        (4, 5): "_x4E2D_",
        (9, 9): 1e13,
    }
    for place, value in values.items():
        sheet.put(place, value)
    (made,) = book_of(copy.packed(AFTER)).sheets
    assert isinstance(made, Sheet)
    assert made.cells == {**values, (2, 2): "乙"}
    assert list(made.cells) == sorted(values)


def test_a_broken_part_is_refused() -> None:
    broken = with_parts(saved(openpyxl.Workbook()), {"xl/styles.xml": b"<styleSheet"})
    with pytest.raises(Refused):
        opened(broken)
