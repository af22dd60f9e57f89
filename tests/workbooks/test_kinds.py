"""A file is what its contents are; its name is never asked."""

from __future__ import annotations

import io
import zipfile

import pytest

from duban.workbooks.book import Unreadable
from duban.workbooks.kinds import FileKind, kind_of
from duban.workbooks.read import read_book
from tests.workbooks.packages import HEAD, parts, reworked, sheet, zipped

FORM = zipped(parts({"表": sheet("")}))
TYPES = str(parts({"表": sheet("")})["[Content_Types].xml"])


def declared(content_type: str) -> bytes:
    """A package whose main part has this content type."""
    usual = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    return reworked(FORM, {"[Content_Types].xml": TYPES.replace(usual, content_type)})


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (FORM, FileKind.XLSX),
        (declared("application/vnd.ms-excel.sheet.macroEnabled.main+xml"), FileKind.XLSM),
        (declared("application/vnd.ms-excel.sheet.binary.macroEnabled.main"), FileKind.XLSB),
        (
            declared(
                "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
            ),
            FileKind.DOCX,
        ),
        (FORM[: len(FORM) // 2], FileKind.XLSX),
        (zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}), FileKind.ODS),
        (zipped({"报表.xlsx": FORM}), FileKind.ZIP),
        (zipped({}), FileKind.ZIP),
        (b"%PDF-1.4\n%", FileKind.PDF),
        (b"\n\n%PDF-1.4\n%", FileKind.PDF),
        (b"\x89PNG\r\n\x1a\n....", FileKind.IMAGE),
        (b"\xff\xd8\xff\xe0..JFIF", FileKind.IMAGE),
        (b"\0\0\0\x18ftypheic....", FileKind.IMAGE),
        (b"7z\xbc\xaf\x27\x1c\0\x04", FileKind.SEVEN_ZIP),
        (b"Rar!\x1a\x07\x01\0", FileKind.RAR),
        (b"{\\rtf1\\ansi}", FileKind.DOC),
        (b"\x78\x9f\x3e\x22\x01\0", FileKind.TNEF),
        (b"Received: from a by b; x\r\nFrom: a@b.cn\r\n\r\nbody", FileKind.EML),
        (b"MIME-Version: 1.0\nContent-Type: text/plain\n\n", FileKind.EML),
        (b"<html><table><tr><td>1</table>", FileKind.HTML),
        (b"\xef\xbb\xbf  <TABLE border=1><tr>", FileKind.HTML),
        (b"<!DOCTYPE html>\n<p>", FileKind.HTML),
        (f"{HEAD}<Workbook/>".encode(), FileKind.UNKNOWN),
        (
            f'{HEAD}<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>'.encode(),
            FileKind.XML2003,
        ),
        ("序号,任务,进展\n1,甲,80%\n".encode(), FileKind.CSV),
        ("序号,任务,进展\n1,甲,80%\n".encode("gb18030"), FileKind.CSV),
        ("序号\t任务\n".encode("utf-16"), FileKind.CSV),
        (b"", FileKind.EMPTY),
        (b"\0" * 4096, FileKind.EMPTY),
        (b"\r\n \n", FileKind.EMPTY),
        (bytes(range(1, 256)), FileKind.UNKNOWN),
        (b"MZ\x90\0\x03\0\0\0", FileKind.UNKNOWN),
    ],
)
def test_kind(data: bytes, kind: FileKind) -> None:
    assert kind_of(data) is kind


def test_a_zip_of_many_workbooks_is_a_zip() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as target:
        target.writestr("一/a.xlsx", FORM)
        target.writestr("二/b.xlsx", FORM)
    assert kind_of(out.getvalue()) is FileKind.ZIP


@pytest.mark.parametrize(
    "data", [b"%PDF-1.4", b"\xff\xd8\xff\xe0", b"{\\rtf1}", zipped({"a": b""})]
)
def test_what_is_no_form_is_answered_with_what_it_is_and_what_to_send(data: bytes) -> None:
    answer = read_book(data)
    assert isinstance(answer, Unreadable)
    assert kind_of(data).label in answer.reason
    assert "请用办公室下发的填报表" in answer.advice
