"""One table, whatever format it comes in: the same values at the same addresses."""

from __future__ import annotations

import io
import struct
from datetime import date
from pathlib import Path

import msoffcrypto.format.ooxml
import pytest

from duban.workbooks.biff import scan_xls
from duban.workbooks.book import (
    LOST_TEXT,
    NO_CACHED_VALUE,
    Book,
    CellError,
    CellValue,
    Position,
    Range,
    Unreadable,
)
from duban.workbooks.kinds import FileKind, kind_of
from duban.workbooks.read import read_book
from tests.workbooks.packages import MAIN, cell, parts, reworked, sheet, strings, workbook, zipped
from tests.workbooks.resaved import FORMATS, NUMBERS, VALUES, written

SHEET = "xl/worksheets/sheet1.bin"


def book(data: bytes, *passwords: str) -> Book:
    found = read_book(data, passwords=passwords)
    assert isinstance(found, Book), found
    return found


def cells(data: bytes) -> dict[Position, CellValue]:
    return dict(book(data).sheets[0].cells)


def test_values_addresses_and_frame_of_a_workbook() -> None:
    found = book(written())
    page = found.sheets[0]
    assert page.cells == VALUES
    assert list(page.cells) == sorted(VALUES)
    assert page.raw == {(6, 2): "多\n行  文字"}
    assert page.merged == (Range(12, 1, 13, 3),)
    assert [(s.name, s.visible) for s in found.sheets] == [
        ("填报表", True),
        ("字典", False),
        ("标识", False),
        ("数", True),
    ]
    assert found.properties == {"token": "abc"}
    assert found.notes == ()


@pytest.mark.parametrize("suffix", ["xlsx", "xls", "ods"])
def test_a_workbook_resaved_by_libreoffice_reads_the_same(converted: Path, suffix: str) -> None:
    found = book((converted / f"in.{suffix}").read_bytes())
    assert found.kind == suffix
    assert found.sheets[0].cells == VALUES
    assert found.sheets[0].merged == (Range(12, 1, 13, 3),)
    assert [(s.name, s.visible) for s in found.sheets][1:3] == [("字典", False), ("标识", False)]
    assert found.sheets[2].cells == {(3, 3): "U007"}


def test_texts_of_an_xls_are_unicode_whatever_code_page_it_names(converted: Path) -> None:
    data = (converted / "in.xls").read_bytes()
    record = struct.pack("<3H", 0x42, 2, 1200)
    assert data.count(record) == 1
    for page in (936, 1252):
        named = data.replace(record, struct.pack("<3H", 0x42, 2, page))
        assert cells(named) == VALUES


def test_an_xls_with_a_workbook_for_each_of_two_generations_of_excel_is_refused(
    converted: Path,
) -> None:
    def entry(name: str) -> bytes:
        return f"{name}\0".encode("utf-16-le").ljust(64, b"\0") + bytes([2 * len(name) + 2])

    data = (converted / "in.xls").read_bytes()
    assert data.count(entry("\x01CompObj")) == 1
    answer = read_book(data.replace(entry("\x01CompObj"), entry("Book")))
    assert isinstance(answer, Unreadable)
    assert "两种版本" in answer.reason


@pytest.mark.parametrize("full", [True, False])
def test_a_formulas_text_that_runs_over_its_record_in_an_xls_is_none(full: bool) -> None:
    def told(kind: int, body: bytes = b"") -> bytes:
        return struct.pack("<2H", kind, len(body)) + body

    start = len(told(0x809) + told(0x85, bytes(4)) + told(0x0A))
    rest = told(0x3C, b"\0b") if full else b""
    formula = told(0x06, struct.pack("<3H", 4, 2, 15) + b"\0\0\0\0\0\0\xff\xff")
    head = told(0x809) + told(0x85, struct.pack("<L", start)) + told(0x0A)
    sheet = told(0x809) + formula + told(0x207, b"\1\0\0a") + rest + told(0x0A)
    (scan,) = scan_xls(head + sheet, 10)
    assert scan.errors == ({(5, 3): NO_CACHED_VALUE} if full else {})


@pytest.mark.parametrize("suffix", ["xlsx", "xls", "ods"])
def test_so_does_every_number_in_every_format(converted: Path, suffix: str) -> None:
    def told(data: bytes) -> dict[tuple[float, str], CellValue]:
        cells = book(data).sheets[3].cells
        named = ((NUMBERS[row - 1], FORMATS[column - 1], v) for (row, column), v in cells.items())
        return {(n, code): v for n, code, v in named if suffix != "ods" or opendocument(n, code)}

    def opendocument(number: float, code: str) -> bool:
        """It keeps days, not numbers of days; what looks like a time of day is any duration.

        Its days of January and February 1900 are not Excel's, who counts a 29 February in.
        """
        times = code in ("h:mm", "mm:ss.0")
        return -1e5 < number < (1 if times else 2_958_466) and not 1 <= number < 61

    as_written = told(written())
    found = told((converted / f"in.{suffix}").read_bytes())
    assert found.keys() == as_written.keys()
    assert {at: (v, as_written[at]) for at, v in found.items() if not same(v, as_written[at])} == {}


def same(one: CellValue, other: CellValue) -> bool:
    """Equal; figures as far as fifteen digits tell, which is what programs write."""
    figures = isinstance(one, int | float) and isinstance(other, int | float)
    return one == pytest.approx(other, rel=1e-14, abs=0) if figures else one == other


def test_an_ods_damaged_anywhere_is_a_workbook_all_the_same(converted: Path) -> None:
    data = (converted / "in.ods").read_bytes()
    for at in range(0, len(data), max(1, len(data) // 400)):
        damaged = data[:at] + bytes([data[at] ^ 0x55]) + data[at + 1 :]
        assert kind_of(damaged) in (FileKind.ODS, FileKind.UNKNOWN), at


@pytest.mark.parametrize("suffix", ["html", "csv"])
def test_texts_of_a_table_saved_as_a_page_or_as_text(converted: Path, suffix: str) -> None:
    found = cells((converted / f"in.{suffix}").read_bytes())
    for at in ((1, 1), (6, 2), (6, 3), (7, 14), (12, 1)):
        assert found[at] == VALUES[at]
    assert found[3, 2] == "80"


def test_an_xls_truncated_anywhere_is_answered(converted: Path) -> None:
    data = (converted / "in.xls").read_bytes()
    for size in range(512, len(data), 512):
        answer = read_book(data[:size])
        if isinstance(answer, Book):
            assert answer.sheets[0].cells == VALUES
        else:
            assert answer.reason


def number(value: float) -> bytes:
    return struct.pack("<d", value)


def record(kind: int, body: bytes = b"") -> bytes:
    """One record of an .xlsb part ([MS-XLSB] 2.1.4)."""
    head = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    size = len(body)
    return (
        head
        + bytes([size & 0x7F | (0x80 if size > 127 else 0)])
        + (bytes([size >> 7]) if size > 127 else b"")
        + body
    )


def wide(text: str) -> bytes:
    encoded = text.encode("utf-16-le")
    return struct.pack("<L", len(encoded) // 2) + encoded


def row_of(number: int, cells: bytes) -> bytes:
    return record(0, struct.pack("<L", number) + b"\0" * 13) + cells


def page_of(rows: bytes) -> bytes:
    """A worksheet part of an .xlsb workbook."""
    dimension = record(148, struct.pack("<4L", 0, 0, 0, 0))  # says A1, as WPS does
    return record(129) + dimension + record(145) + rows + record(146) + record(130)


def xlsb(rows: dict[int, list[tuple[int, int, bytes]]]) -> bytes:
    """An .xlsb workbook of one sheet: row → (kind of cell record, column, value), from 0."""
    data = b""
    for row, listed in rows.items():
        cells = (record(kind, struct.pack("<2L", at, 0) + value) for kind, at, value in listed)
        data += row_of(row, b"".join(cells))
    entry = struct.pack("<2L", 0, 1) + wide("rId1") + wide("填报表")
    listing = record(131) + record(143) + record(156, entry) + record(144) + record(132)
    made = parts({"填报表": sheet("")})
    made["[Content_Types].xml"] = str(made["[Content_Types].xml"]).replace(
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
        "application/vnd.ms-excel.sheet.binary.macroEnabled.main",
    )
    for name in ("_rels/.rels", "xl/_rels/workbook.xml.rels"):
        made[name.replace(".xml", ".bin")] = (
            str(made.pop(name)).replace("workbook.xml", "workbook.bin").replace("1.xml", "1.bin")
        )
    del made["xl/workbook.xml"], made["xl/worksheets/sheet1.xml"]
    return zipped(made | {"xl/workbook.bin": listing, SHEET: page_of(data)})


def test_xlsb_with_an_error_cell() -> None:
    found = book(
        xlsb({0: [(6, 0, wide("甲")), (5, 2, number(3.5))], 4: [(3, 1, b"\x17"), (4, 2, b"\x01")]})
    )
    assert found.kind is FileKind.XLSB
    assert found.sheets[0].name == "填报表"
    assert found.sheets[0].cells == {
        (1, 1): "甲",
        (1, 3): 3.5,
        (5, 2): CellError("#REF!"),
        (5, 3): True,
    }


def test_cells_of_an_xlsb_that_name_no_column_stand_beside_the_one_before() -> None:
    """BrtShortRk and its like have no column before the format."""
    beside = struct.pack("<L", 0)
    row = record(5, struct.pack("<2L", 1, 0) + number(-0.25))
    row += record(12, beside) + record(13, beside + struct.pack("<l", 80 << 2 | 2))
    row += (
        record(14, beside + b"\x2a") + record(15, beside + b"\1") + record(16, beside + number(7))
    )
    row += record(17, beside + wide("乙" * 40)) + record(1, struct.pack("<2L", 9, 0))
    row += record(17, beside + wide("丙"))
    found = book(reworked(xlsb({}), {SHEET: page_of(row_of(1, row))}))
    assert found.sheets[0].cells == {
        (2, 2): -0.25,
        (2, 4): 80,
        (2, 5): CellError("#N/A"),
        (2, 6): True,
        (2, 7): 7,
        (2, 8): "乙" * 40,
        (2, 11): "丙",
    }


def test_an_xlsb_part_cut_off_anywhere_is_refused() -> None:
    whole = page_of(row_of(0, record(5, struct.pack("<2L", 1, 0) + number(80))))
    sound = xlsb({})
    assert book(reworked(sound, {SHEET: whole})).sheets[0].cells == {(1, 2): 80}
    for size in range(1, len(whole) - 2):
        assert isinstance(read_book(reworked(sound, {SHEET: whole[:size]})), Unreadable), size


def test_xlsb_with_a_far_cell_is_refused_before_it_is_laid_out() -> None:
    answer = read_book(xlsb({0: [(5, 0, number(1))], 1_048_575: [(5, 16_383, number(1))]}))
    assert isinstance(answer, Unreadable)
    assert "Ctrl+End" in answer.advice


def ods(rows: str) -> bytes:
    names = "".join(
        f' xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{short}:1.0"'
        for short in ("office", "table", "text")
    )
    content = (
        f"<office:document-content{names}><office:body><office:spreadsheet>"
        f'<table:table table:name="填报表">{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    return zipped({"mimetype": kind, "content.xml": content})


def test_ods_repeats_are_laid_out_and_far_repeats_refused() -> None:
    cell_of = (
        '<table:table-cell table:number-columns-repeated="{}"><text:p>x</text:p></table:table-cell>'
    )
    row = '<table:table-row table:number-rows-repeated="{}">{}</table:table-row>'
    blank = '<table:table-row table:number-rows-repeated="1000000"/>'
    found = cells(ods(row.format(3, cell_of.format(2)) + blank + row.format(1, cell_of.format(1))))
    assert list(found) == [(1, 1), (1, 2), (2, 1), (2, 2), (3, 1), (3, 2), (1_000_004, 1)]
    answer = read_book(ods(row.format(1_000_000, cell_of.format(16_000))))
    assert isinstance(answer, Unreadable)
    assert answer.unsafe


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_csv(encoding: str, delimiter: str) -> None:
    rows = [
        ["序号", "任务", "进展"],
        ["1", '"含,号"' if delimiter == "," else "含,号", "80%"],
        ["", "", "𠮷"],
    ]
    found = cells("\r\n".join(delimiter.join(row) for row in rows).encode(encoding))
    assert found == {
        (1, 1): "序号",
        (1, 2): "任务",
        (1, 3): "进展",
        (2, 1): "1",
        (2, 2): "含,号",
        (2, 3): "80%",
        (3, 3): "𠮷",
    }


def test_html_saved_as_xls_by_an_office_system() -> None:
    page = (
        "<html><head><meta charset='gb2312'><style>td{}</style></head><body>"
        "<table><tr><th rowspan=2>序号<th colspan=2>进展&nbsp;情况"
        "<tr><td>本月<td>累计<tr><td>1<td>完成<br>80%<td></table>"
        "<table></table><p>说明</p><table><tr><td>第二张</table></body></html>"
    ).encode("gb18030")
    found = book(page)
    assert [s.name for s in found.sheets] == ["表1", "表2"]
    assert found.sheets[0].cells == {
        (1, 1): "序号",
        (1, 2): "进展 情况",
        (2, 2): "本月",
        (2, 3): "累计",
        (3, 1): "1",
        (3, 2): "完成\n80%",
    }
    assert found.sheets[0].merged == (Range(1, 1, 2, 1), Range(1, 2, 1, 3))
    assert found.sheets[1].cells == {(1, 1): "第二张"}


def test_xml_spreadsheet_saved_as_xls_by_an_office_system() -> None:
    found = book(
        """<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>
        <Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"
         xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"
         xmlns:x="urn:schemas-microsoft-com:office:excel"><Worksheet ss:Name="填报表"><Table>
        <Row ss:Index="2"><Cell ss:MergeAcross="1"><Data ss:Type="String">进展</Data></Cell>
        <Cell ss:Index="4"><Data ss:Type="Number">80.5</Data></Cell></Row>
        <Row><Cell><Data ss:Type="DateTime">2023-03-15T00:00:00.000</Data></Cell>
        <Cell ss:Formula="=RC[-1]"/><Cell><Data ss:Type="Error">#N/A</Data></Cell></Row>
        </Table></Worksheet><Worksheet ss:Name="隐"><WorksheetOptions
        xmlns="urn:schemas-microsoft-com:office:excel"><Visible>SheetHidden</Visible>
        </WorksheetOptions></Worksheet></Workbook>""".encode()
    )
    assert found.sheets[0].cells == {
        (2, 1): "进展",
        (2, 4): 80.5,
        (3, 1): date(2023, 3, 15),
        (3, 2): CellError(NO_CACHED_VALUE),
        (3, 3): CellError("#N/A"),
    }
    assert found.sheets[0].merged == (Range(2, 1, 2, 2),)
    assert not found.sheets[1].visible


def locked(password: str) -> bytes:
    out = io.BytesIO()
    msoffcrypto.format.ooxml.OOXMLFile(io.BytesIO(written())).encrypt(password, out)
    return out.getvalue()


def test_a_workbook_with_a_password() -> None:
    data = locked("潜江2023")
    assert book(data, "潜江2023").sheets[0].cells == VALUES
    assert book(data, "x", "潜江2023", "y").sheets[0].cells == VALUES
    without, wrong = read_book(data), read_book(data, passwords=["x", "y"])
    assert isinstance(without, Unreadable)
    assert isinstance(wrong, Unreadable)
    assert "设有打开密码" in without.reason
    assert "不符" in wrong.reason


def test_a_workbook_locked_against_writing_only_opens_without_asking() -> None:
    assert book(locked("VelvetSweatshop")).sheets[0].cells == VALUES


def test_formulas_without_a_cached_value_are_errors_and_blank_results_are_not() -> None:
    data = workbook(
        '<row r="1"><c r="A1"><f>B1+1</f></c><c r="B1"><f>C1</f><v></v></c>'
        '<c r="C1" t="str"><f>""</f><v></v></c><c r="D1"><f>1</f><v>1</v></c></row>'
    )
    assert cells(data) == {
        (1, 1): CellError(NO_CACHED_VALUE),
        (1, 2): CellError(NO_CACHED_VALUE),
        (1, 4): 1,
    }


@pytest.mark.parametrize("index", ["7", "-1", "x", "99999999999", "1.0"])
def test_a_text_that_the_file_lost_is_never_another_text(index: str) -> None:
    data = workbook(
        f'<row r="1"><c r="A1" t="s"><v>{index}</v></c><c r="B1" t="s"><v>0</v></c></row>',
        sharedStrings=strings("<si><t>别人的文字</t></si>"),
    )
    assert cells(data) == {(1, 1): CellError(LOST_TEXT), (1, 2): "别人的文字"}


def test_strict_workbooks_utf16_parts_and_prefixes_are_read() -> None:
    rows = f'<row r="1">{cell("A1", "甲")}</row>'
    made = parts({"填报表": sheet(rows)})
    usual, strict = "http://schemas.openxmlformats.org/", "http://purl.oclc.org/ooxml/"
    strictly = {
        name: str(part)
        .replace(f"{usual}spreadsheetml/2006/main", f"{strict}spreadsheetml/main")
        .replace(f"{usual}officeDocument/2006/", f"{strict}officeDocument/")
        for name, part in made.items()
    }
    assert cells(zipped(strictly)) == {(1, 1): "甲"}
    utf16 = sheet(rows).replace("UTF-8", "UTF-16").encode("utf-16")
    assert cells(reworked(zipped(made), {"xl/worksheets/sheet1.xml": utf16})) == {(1, 1): "甲"}
    prefixed = (
        f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData><x:row r="2"><x:c t="inlineStr">'
        "<x:is><x:t>乙</x:t></x:is></x:c></x:row></x:sheetData></x:worksheet>"
    )
    assert cells(reworked(zipped(made), {"xl/worksheets/sheet1.xml": prefixed})) == {(2, 1): "乙"}


def test_text_is_cleaned_and_what_was_removed_stays_on_record() -> None:
    text = "\u202e80\u200b%\u3000\u3000完成_x000D_\n"
    found = book(workbook(f'<row r="1">{cell("A1", text)}</row>')).sheets[0]
    assert found.cells == {(1, 1): "80% 完成"}
    assert found.raw == {(1, 1): "\u202e80\u200b%\u3000\u3000完成\r\n"}


def test_rows_out_of_order_are_put_in_order() -> None:
    data = workbook(f'<row r="9">{cell("A9", "后")}</row><row r="2">{cell("A2", "前")}</row>')
    assert list(cells(data).items()) == [((2, 1), "前"), ((9, 1), "后")]


def test_a_danger_names_the_cell_it_stands_in() -> None:
    rows = '<row r="2"><c r="B2"><f>cmd|\'/c calc\'!A0</f><v>0</v></c></row>'
    (note,) = book(workbook(rows)).notes
    assert (note.code, note.source.sheet, note.source.cell) == ("unsafe_file", "填报表", "B2")
