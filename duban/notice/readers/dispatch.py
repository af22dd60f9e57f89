"""What a notice's file is, by its content and never by its extension, and the reader for it."""

from __future__ import annotations

import re

from msgspec.structs import replace

from duban.notice.blocks import Blocks, NotANotice
from duban.notice.readers.decode import decode
from duban.notice.readers.docx import read_docx
from duban.notice.readers.office import convert
from duban.notice.readers.package import DAMAGED, Package, open_package
from duban.notice.readers.pdf import read_pdf
from duban.notice.readers.plaintext import read_text
from duban.notice.readers.sheets import read_other_book, read_xlsx
from duban.notice.readers.web import page_of_archive, read_html
from duban.workbooks.kinds import OLE, ZIP

LARGEST = 50 * 1024 * 1024
"""Bytes; a notice with scanned annexes stays under it."""

_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\0", b"MM\0*", b"BM")
_ARCHIVES = (b"7z\xbc\xaf", b"Rar!", b"\x1f\x8b", b"BZh", b"\xfd7zXZ")
_HEAD = 8192
_HTML = re.compile(r"<(?:!doctype\s+html|html|head|body|table|div|meta|p|br|span)\b", re.IGNORECASE)
_MIME = re.compile(r"(?:[\w-]+:[^\n]*\n(?:[ \t][^\n]*\n)*){2,}")
_MAIL = re.compile(r"^(?:received|message-id|to):", re.IGNORECASE | re.MULTILINE)
_CONTROL = re.compile("[\x00-\x08\x0e-\x19\x1b-\x1f]")

_ENCRYPTED = NotANotice("文件已加密，设有打开密码。", "请用密码打开，取消密码后另存，再重新导入。")
_PICTURE = NotANotice(
    "这是图片，不是可读取的通知。", "请索取可编辑的原件，或将图片识别为文字后重新导入。"
)
_ARCHIVE = NotANotice("这是压缩包，不是通知本身。", "请先解压，再导入其中的通知文件。")
_MAIL_MESSAGE = NotANotice("这是一封邮件，不是通知本身。", "请将邮件中的通知另存为文件后导入。")
_UNKNOWN = NotANotice(
    "无法识别文件的格式。", "请用WPS或Word打开，另存为docx、xlsx、pdf或txt格式后重新导入。"
)
_NO_OFFICE = NotANotice(
    "读取旧格式的文字文档需要LibreOffice，本机没有安装。",
    "请安装LibreOffice，或用WPS、Word打开后另存为docx格式再导入。",
)
_NOT_CONVERTED = NotANotice(
    "LibreOffice未能转换这个旧格式的文字文档，文件可能已损坏。",
    "请用WPS或Word打开后另存为docx格式再导入。",
)
_NO_MERGES = "这种格式的工作簿读不出合并单元格，请核对序号和单位；也可另存为xlsx格式后导入。"


def read_notice(
    data: bytes, name: str, soffice: str | None, limit: int = LARGEST
) -> Blocks | NotANotice:
    """The notice in ``data``, or what the file is instead and what to do.

    ``name`` is only named in messages; ``soffice`` is LibreOffice's program, needed for .doc, .wps,
    .rtf and .odt; ``limit`` is the largest file in bytes. A damaged file gives a message, no error.
    """
    result = _read(data, soffice, limit)
    if isinstance(result, NotANotice) and name:
        return replace(result, reason=f"{name}：{result.reason}")
    return result


def refused_by_size(size: int, limit: int = LARGEST) -> NotANotice | None:
    """What to say of a file of ``size`` bytes, None where it may be read."""
    if size <= limit:
        return None
    return NotANotice(
        f"文件有{size / 1024 / 1024:.0f}MB，超过{limit / 1024 / 1024:g}MB的上限。",
        "请只保留任务清单部分，或另存为纯文本后导入。",
    )


def _read(data: bytes, soffice: str | None, limit: int) -> Blocks | NotANotice:
    if not data.strip(b"\0 \t\r\n\xef\xbb\xbf"):
        return NotANotice("文件是空的，没有内容。", "请确认文件是否下载完整、是否选对。")
    refused = refused_by_size(len(data), limit)
    if refused:
        return refused
    if data.startswith(ZIP):
        package = open_package(data)
        return package if isinstance(package, NotANotice) else _packaged(package, data, soffice)
    if data.startswith(OLE):
        return _compound(data, soffice)
    if b"%PDF-" in data[:1024]:
        return read_pdf(data)
    if data.startswith(b"{\\rtf"):
        return _converted(data, ".rtf", soffice)
    if data.startswith(_PICTURES) or data[:4] == b"RIFF" or data[4:8] == b"ftyp":
        return _PICTURE
    if data.startswith(_ARCHIVES):
        return _ARCHIVE
    return _textual(data, soffice)


def _packaged(package: Package, data: bytes, soffice: str | None) -> Blocks | NotANotice:
    if package.first(r"word/document\d*\.xml") is not None:
        return read_docx(package)
    if "xl/workbook.xml" in package.names:
        return read_xlsx(package)
    mimetype = package.parts.get("mimetype", b"")
    if "xl/workbook.bin" in package.names:
        return _with_note(read_other_book(data), _NO_MERGES)
    if b"opendocument.spreadsheet" in mimetype:
        return _open_sheet(data, soffice)
    if b"opendocument.text" in mimetype:
        return _converted(data, ".odt", soffice)
    return DAMAGED if "[Content_Types].xml" in package.names else _ARCHIVE


def _open_sheet(data: bytes, soffice: str | None) -> Blocks | NotANotice:
    """An .ods workbook; only LibreOffice tells which of its cells are merged."""
    made = convert(data, ".ods", "xlsx", soffice) if soffice else None
    package = open_package(made) if made else None
    if isinstance(package, Package):
        return read_xlsx(package)
    return _with_note(read_other_book(data), _NO_MERGES)


def _compound(data: bytes, soffice: str | None) -> Blocks | NotANotice:
    """An OLE file, told by the streams at its root: Word, Excel, WPS, a mail, or encrypted."""
    import olefile

    try:
        with olefile.OleFileIO(data) as ole:
            names = {path[0].lower() for path in ole.listdir(streams=True, storages=True)}
            word = ole.openstream("WordDocument").read(12) if "worddocument" in names else b""
    except (OSError, ValueError, IndexError, KeyError, TypeError, AttributeError):
        # olefile meets damaged directories with these.
        return DAMAGED
    # [MS-DOC] 2.5.1 FibBase: fEncrypted is bit 8 of the flags at offset 10.
    if "encryptedpackage" in names or (len(word) == 12 and word[11] & 0x01):
        return _ENCRYPTED
    if word:
        return _converted(data, ".doc", soffice)
    if names & {"workbook", "book"}:
        return read_other_book(data)
    return _MAIL_MESSAGE if "__properties_version1.0" in names else _UNKNOWN


def _converted(data: bytes, suffix: str, soffice: str | None) -> Blocks | NotANotice:
    """An old document by way of LibreOffice; ``kind`` and a note say so."""
    if soffice is None:
        return _NO_OFFICE
    made = convert(data, suffix, "docx", soffice)
    if made is None:
        return _NOT_CONVERTED
    package = open_package(made)
    result = package if isinstance(package, NotANotice) else read_docx(package)
    if isinstance(result, Blocks):
        result = replace(result, kind=suffix.removeprefix("."))
    return _with_note(result, "旧格式的文字文档，经LibreOffice转换后读取。")


def _with_note(result: Blocks | NotANotice, note: str) -> Blocks | NotANotice:
    if isinstance(result, NotANotice):
        return result
    return replace(result, notes=(note, *result.notes))


def _textual(data: bytes, soffice: str | None) -> Blocks | NotANotice:
    decoded = decode(data)
    text = decoded.text
    if _CONTROL.search(text[:_HEAD]) or decoded.lost > 0.02 * len(text):
        return _UNKNOWN
    head = text[:_HEAD].replace("\r\n", "\n").lstrip()
    if _MIME.match(head) and "content-type:" in head.lower():
        page = None if _MAIL.search(head.split("\n\n", 1)[0]) else page_of_archive(data)
        return _MAIL_MESSAGE if page is None else read_html(page)
    if head.startswith("<?xml") and "wordml" in head:
        return _converted(data, ".xml", soffice)
    if _HTML.search(head):
        return read_html(data)
    if head.startswith("<?xml"):
        return _UNKNOWN
    return read_text(text, (decoded.note,) if decoded.note else ())
