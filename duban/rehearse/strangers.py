"""Files that are no form of this period's: a photograph, a Word report, another place's form."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator, Mapping
from datetime import datetime

from msgspec import Struct

from duban.gongwen.document import Document, Format, Paragraph
from duban.gongwen.render import render
from duban.rehearse.acts import from_elsewhere


class Stranger(Struct, frozen=True):
    """A file that nobody asked for, and the finding that it gives."""

    code: str
    name: str
    data: bytes
    words: str


def strangers(forms: Mapping[str, bytes], key: bytes, moment: datetime) -> Iterator[Stranger]:
    """The strangers of one month; ``forms`` are issued ones, of which one is made foreign."""
    text = "现将我单位重点工作进展情况报告如下：各项工作正按计划开展。"
    report = Document(format=Format.DOCUMENT, title="工作进展情况报告", body=(Paragraph(text),))
    yield Stranger("unknown_file", "现场照片.png", _picture(), "不是填报表")
    data = render(report, moment=moment)
    yield Stranger("unknown_file", "工作进展情况报告.docx", data, "不是填报表")
    if key and forms:
        data = from_elsewhere(forms[min(forms)], moment)
        yield Stranger("foreign_form", "外地进展表.xlsx", data, "其他地区下发的填报表")


def _picture() -> bytes:
    """A grey PNG of 64 × 48 points (PNG specification, clauses 5 and 11)."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        checked = kind + body
        return struct.pack(">I", len(body)) + checked + struct.pack(">I", zlib.crc32(checked))

    rows = b"".join(b"\0" + b"\x99" * 64 for _ in range(48))
    head = struct.pack(">2I5B", 64, 48, 8, 0, 0, 0, 0)
    body = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body
