"""What is not a notice gets one message that says what it is and what to do."""

import io
import zipfile
from pathlib import Path

import pypdfium2
import pytest
from docx import Document

from duban.commands.importing import source
from duban.notice.blocks import Blocks, NotANotice
from duban.notice.readers import LARGEST, read_notice
from duban.notice.readers.office import convert
from duban.workspace import Stop
from tests.notice.readers.made import docx, p, refused, table, tc, told, zipped
from tests.programs import required

LIST = p("清单") + table(tc("序号") + tc("任务") + tc("牵头"), tc("1") + tc("甲") + tc("市财政局"))


def word() -> bytes:
    """The same list as a whole document, which office programs accept."""
    document = Document()
    document.add_paragraph("清单")
    made = document.add_table(0, 3)
    for texts in (["序号", "任务", "牵头"], ["1", "甲", "市财政局"]):
        for cell, text in zip(made.add_row().cells, texts, strict=True):
            cell.text = text
    # LibreOffice writes no table to .doc that no paragraph follows.
    document.add_paragraph()
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


READ = ["清单", [["序号", "任务", "牵头"], ["1", "甲", "市财政局"]]]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "空的"),
        (b"\xef\xbb\xbf \r\n", "空的"),
        (b"\0" * 5000, "空的"),
        (b"\x89PNG\r\n\x1a\n" + bytes(99), "图片"),
        (b"\xff\xd8\xff\xe0" + bytes(99), "图片"),
        (b"Rar!\x1a\x07\x01\0" + bytes(99), "压缩包"),
        (b"7z\xbc\xaf\x27\x1c" + bytes(99), "压缩包"),
        (b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff\0\0\xb8" + bytes(range(256)) * 9, "格式"),
        (b"PK\x03\x04" + bytes(99), "损坏"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(999), "损坏"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\nnothing", "损坏"),
        (b"%PDF-1.7\n", "损坏"),
        (b"{\\rtf1 x}", "LibreOffice"),
        (b"To: a@b.cn\r\nFrom: c@d.cn\r\nContent-Type: text/html\r\n\r\n<p>x</p>", "邮件"),
        (b'<?xml version="1.0"?><data><row/></data>', "格式"),
    ],
)
def test_one_message_says_what_it_is_and_what_to_do(data: bytes, said: str) -> None:
    answer = refused(data)
    assert said in answer.reason
    assert answer.advice.endswith("。")
    assert "!" not in answer.reason + answer.advice


def test_the_message_names_the_file() -> None:
    answer = read_notice(b"", "通知.docx", None)
    assert isinstance(answer, NotANotice)
    assert answer.reason == "通知.docx：文件是空的，没有内容。"


def test_a_file_over_the_limit_is_not_opened() -> None:
    assert "上限" in refused(docx(LIST) + bytes(3 * 1024 * 1024), limit=2 * 1024 * 1024).reason


def test_the_extension_does_not_matter() -> None:
    assert told(read_notice(docx(LIST), "通知.pdf", None)) == READ
    assert told(read_notice("一、甲。".encode(), "通知.docx", None)) == ["一、甲。"]


def test_a_package_with_a_password_is_to_be_saved_without_one() -> None:
    directory, encrypted = b"PK\x01\x02\x14\x03\x14\0", b"\x01\0"
    plain = docx(LIST)
    locked = plain.replace(directory + b"\0\0", directory + encrypted)
    assert locked != plain
    assert "密码" in refused(locked).reason


def test_a_zip_of_files_is_told_from_a_document() -> None:
    assert "压缩包" in refused(zipped({"通知.docx": docx(LIST)})).reason


def test_a_package_that_inflates_without_end_is_refused_before_it_is_parsed() -> None:
    bomb = zipped({"word/document.xml": b"<a>" + b" " * (70 * 1024 * 1024)})
    assert len(bomb) < 200_000
    assert "展开后过大" in refused(bomb).reason


def test_a_package_that_lies_about_its_sizes_is_refused() -> None:
    honest = zipped({"word/document.xml": b" " * (70 * 1024 * 1024)})
    size = (70 * 1024 * 1024).to_bytes(4, "little")
    lying = honest.replace(size, (1000).to_bytes(4, "little"))
    assert lying != honest
    assert isinstance(read_notice(lying, "", None), NotANotice)


def test_a_document_with_entities_is_refused() -> None:
    with zipfile.ZipFile(io.BytesIO(docx(p("前后")))) as archive:
        document = archive.read("word/document.xml").decode().replace("前后", "前&x;后")
    entity = '<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    evil = {"[Content_Types].xml": "<Types/>", "word/document.xml": entity + document}
    assert "损坏" in refused(zipped(evil)).reason


def test_an_encrypted_workbook_is_named_as_such() -> None:
    from msoffcrypto.format.ooxml import OOXMLFile

    out = io.BytesIO()
    OOXMLFile(io.BytesIO(word())).encrypt("秘密", out)
    assert "加密" in refused(out.getvalue()).reason


def test_a_scanned_pdf_is_not_a_notice() -> None:
    document = pypdfium2.PdfDocument.new()
    document.new_page(595, 842)
    out = io.BytesIO()
    document.save(out)
    assert "扫描件" in refused(out.getvalue()).reason


@pytest.mark.parametrize("suffix", ["doc", "rtf", "odt"])
def test_old_documents_are_read_through_libreoffice_or_say_that_it_is_needed(suffix: str) -> None:
    soffice = required("soffice")
    made = convert(word(), ".docx", suffix, soffice)
    assert made is not None
    result = read_notice(made, "", soffice)
    assert isinstance(result, Blocks)
    assert [block for block in told(result) if block] == READ
    assert result.kind == suffix
    assert "LibreOffice" in result.notes[0]
    assert "没有安装" in refused(made).reason


def test_a_document_that_libreoffice_cannot_convert_says_so() -> None:
    made = convert(word(), ".docx", "doc", required("soffice"))
    assert made is not None
    assert "未能转换" in refused(made, soffice="/no/such/soffice").reason


def test_a_pdf_behind_a_password_is_named_as_such() -> None:
    lock = 'pdf:writer_pdf_Export:{"EncryptFile":{"type":"boolean","value":"true"},'
    lock += '"DocumentOpenPassword":{"type":"string","value":"x"}}'
    made = convert(word(), ".docx", lock, required("soffice"))
    assert made is not None
    assert "密码" in refused(made).reason


def test_a_too_large_file_is_refused_before_it_is_read(tmp_path: Path) -> None:
    notice = tmp_path / "通知.pdf"
    with notice.open("wb") as file:
        file.truncate(LARGEST + 1)
    notice.chmod(0)
    with pytest.raises(Stop, match="超过50MB的上限"):
        source(notice, io.BytesIO())
