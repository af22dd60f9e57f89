"""What a file is, by its contents and never by its extension."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from duban.model import Word
from duban.workbooks.container import BadContainer, Member, TooLarge, directory, inflate


class FileKind(Word):
    """文件类型."""

    XLSX = "xlsx", "Excel工作簿"
    XLSM = "xlsm", "带宏的Excel工作簿"
    XLSB = "xlsb", "Excel二进制工作簿"
    ODS = "ods", "ODS电子表格"
    XLS = "xls", "Excel 97—2003（或WPS表格）工作簿"
    ENCRYPTED = "encrypted", "加密的工作簿"
    HTML = "html", "网页格式的表格"
    XML2003 = "xml", "XML电子表格2003"
    CSV = "csv", "文本格式的表格"
    DOC = "doc", "Word 97—2003文档"
    DOCX = "docx", "Word文档"
    PDF = "pdf", "PDF文档"
    IMAGE = "image", "图片"
    EML = "eml", "邮件"
    MSG = "msg", "Outlook邮件"
    TNEF = "tnef", "Outlook专用附件（winmail.dat）"
    ZIP = "zip", "ZIP压缩包"
    SEVEN_ZIP = "7z", "7Z压缩包"
    RAR = "rar", "RAR压缩包"
    EMPTY = "empty", "空文件"
    UNKNOWN = "unknown", "无法识别的文件"


_MAGIC: tuple[tuple[bytes, FileKind], ...] = (
    (b"%PDF-", FileKind.PDF),
    (b"\x89PNG\r\n\x1a\n", FileKind.IMAGE),
    (b"\xff\xd8\xff", FileKind.IMAGE),
    (b"GIF8", FileKind.IMAGE),
    (b"II*\0", FileKind.IMAGE),
    (b"MM\0*", FileKind.IMAGE),
    (b"7z\xbc\xaf\x27\x1c", FileKind.SEVEN_ZIP),
    (b"Rar!\x1a\x07", FileKind.RAR),
    (b"{\\rtf", FileKind.DOC),
    (b"\x78\x9f\x3e\x22", FileKind.TNEF),
)
_CONTENT_TYPES: tuple[tuple[bytes, FileKind], ...] = (
    (b"spreadsheetml.sheet.main+xml", FileKind.XLSX),
    (b"spreadsheetml.template.main+xml", FileKind.XLSX),
    (b"ms-excel.sheet.macroEnabled.main+xml", FileKind.XLSM),
    (b"ms-excel.template.macroEnabled.main+xml", FileKind.XLSM),
    (b"ms-excel.sheet.binary.macroEnabled.main", FileKind.XLSB),
    (b"wordprocessingml.", FileKind.DOCX),
    (b"ms-word.document.macroEnabled", FileKind.DOCX),
)
ZIP = (b"PK\x03\x04", b"PK\x05\x06")
"""How a zip file starts; the second is an empty one."""
_CONTENT_TYPES_LIMIT = 4 << 20
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How a compound file starts ([MS-CFB] 2.2): Office files before 2007, .msg, encrypted ones."""
_HEAD = 4096
_PIECE = 1 << 20
_HTML = re.compile(rb"<(?:!doctype\s+html|html|table|body|meta)[\s>]", re.IGNORECASE)
# Two header lines as RFC 5322 §2.2 writes them, one of them telling.
_HEADER = re.compile(rb"(?:[!-9;-~]+:[^\r\n]*(?:\r?\n[ \t][^\r\n]*)*\r?\n){2,}")
TELLING_HEADER = re.compile(
    rb"^(?:from|received|message-id|mime-version|date|subject|return-path|x-[a-z-]+):",
    re.IGNORECASE | re.MULTILINE,
)
"""A header line that only a mail has."""
_CONTROL = bytes(code for code in range(32) if code not in (9, 10, 11, 12, 13, 26))
TEXT_ENCODINGS = ("utf-8-sig", "gb18030")
"""Encodings tried in this order on text without a byte order mark of UTF-16."""


def kind_of(data: bytes) -> FileKind:
    """The kind of file that ``data`` is, or UNKNOWN. Never raises; inflates one part at most."""
    if not data.strip(b"\0 \t\r\n"):
        return FileKind.EMPTY
    if data.startswith(ZIP):
        return _zip_kind(data)
    if data.startswith(OLE):
        return _ole_kind(data)
    for magic, kind in _MAGIC:
        if data.startswith(magic):
            return kind
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return FileKind.IMAGE
    if data[4:8] == b"ftyp" and data[8:12] in (b"heic", b"heix", b"mif1", b"avif"):
        return FileKind.IMAGE
    if data[:2] == b"BM" and len(data) > 26 and data[6:10] == b"\0\0\0\0":
        return FileKind.IMAGE
    return _text_kind(data)


def decode_text(data: bytes) -> str | None:
    """``data`` as text, or None when it is no text in any encoding that offices here use."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings: tuple[str, ...] = ("utf-16",)
    elif any(piece.translate(None, _CONTROL) != piece for piece in _pieces(data)):
        return None
    else:
        encodings = TEXT_ENCODINGS
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def _pieces(data: bytes) -> Iterator[bytes]:
    """``data`` a megabyte at a time: a video is told without a second copy of it."""
    return (data[at : at + _PIECE] for at in range(0, len(data), _PIECE))


def _zip_kind(data: bytes) -> FileKind:
    try:
        return package_kind(data, {member.name.lower(): member for member in directory(data)})
    except (BadContainer, TooLarge):
        # Cut off or damaged: what it was meant to be is still of use to the sender.
        names = ((b"xl/workbook", FileKind.XLSX), (b"META-INF/manifest.xml", FileKind.ODS))
        return next((kind for name, kind in names if name in data), FileKind.ZIP)


def package_kind(data: bytes, members: Mapping[str, Member]) -> FileKind:
    """The kind of a zip file by its members (names in lower case). Raises as ``inflate`` does."""
    if types := members.get("[content_types].xml"):
        return _declared(data, types)
    if mimetype := members.get("mimetype"):
        declared = inflate(data, mimetype, 256)
        if declared.startswith(b"application/vnd.oasis.opendocument.spreadsheet"):
            return FileKind.ODS
        if declared.startswith(b"application/vnd.oasis.opendocument.text"):
            return FileKind.DOC
    # A workbook whose list of parts was lost is a broken workbook, no archive of XML files.
    if "xl/workbook.xml" in members:
        return FileKind.XLSX
    return (
        FileKind.ODS if {"content.xml", "meta-inf/manifest.xml"} <= members.keys() else FileKind.ZIP
    )


@lru_cache(maxsize=1)
def _declared(data: bytes, types: Member) -> FileKind:
    """The kind of an Office file by its list of content types. Kept, as ``directory`` is."""
    listed = inflate(data, types, _CONTENT_TYPES_LIMIT)
    if b"<!DOCTYPE" in listed:
        raise BadContainer("the list of content types has a document type")
    for needle, kind in _CONTENT_TYPES:
        if needle in listed or needle in listed.replace(b"\0", b""):
            return kind
    return FileKind.UNKNOWN


@lru_cache(maxsize=1)
def compound(data: bytes) -> Any:
    """The compound file, an ``olefile.OleFileIO``. Raises anything where it is damaged.

    A file is asked what it is before it is opened, so the last answer is kept.
    """
    import olefile

    return olefile.OleFileIO(data)


def _ole_kind(data: bytes) -> FileKind:
    try:
        paths = compound(data).listdir(streams=True, storages=True)
        names = {path[0].lower() for path in paths}
    except Exception:
        # olefile meets damage with many exception types; the reader will say what is wrong.
        names = set()
    if "encryptedpackage" in names:
        return FileKind.ENCRYPTED
    if "__properties_version1.0" in names:
        return FileKind.MSG
    if names & {"workbook", "book"}:
        return FileKind.XLS
    if "worddocument" in names:
        return FileKind.DOC
    return FileKind.UNKNOWN


def _text_kind(data: bytes) -> FileKind:
    head = data[:_HEAD].removeprefix(b"\xef\xbb\xbf").lstrip()
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        head = head.replace(b"\0", b"")[2:]
    headers = _HEADER.match(head)
    if headers and TELLING_HEADER.search(headers[0]):
        return FileKind.EML
    if b"%PDF-" in head[:1024]:
        return FileKind.PDF
    if decode_text(data) is None:
        return FileKind.UNKNOWN
    if head.startswith(b"<"):
        if b"urn:schemas-microsoft-com:office:spreadsheet" in head and head.startswith(b"<?xml"):
            return FileKind.XML2003
        return FileKind.HTML if _HTML.search(head) else FileKind.UNKNOWN
    return FileKind.CSV
