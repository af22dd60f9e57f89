"""Mails and archives as the programs of this country make them, written byte by byte."""

from __future__ import annotations

import base64
import io
import struct
import zipfile
import zlib
from collections.abc import Iterable, Mapping

from duban.parcels.mapi import UNICODE

RECEIVED = "from m15.mail.163.com by mx.zgb.gov.cn with SMTP; Fri, 31 Mar 2023 16:58:57 +0800 (CST)"


def part(content: bytes, *headers: str, encoding: str = "base64") -> bytes:
    """A MIME part; header lines may hold raw bytes as surrogates."""
    lines = [*headers, f"Content-Transfer-Encoding: {encoding}"]
    body = base64.encodebytes(content) if encoding == "base64" else content
    head = "\r\n".join(lines).encode("utf-8", "surrogateescape")
    return head + b"\r\n\r\n" + body


def attached(name: str, content: bytes) -> bytes:
    """An attachment whose name is ``name`` as it stands within the quotes of the header."""
    return part(
        content,
        f'Content-Type: application/octet-stream; name="{name}"',
        f'Content-Disposition: attachment; filename="{name}"',
    )


def multipart(parts: Iterable[bytes], kind: str = "mixed", boundary: str = "=_b") -> bytes:
    lines = b"".join(b"--" + boundary.encode() + b"\r\n" + part + b"\r\n" for part in parts)
    head = f'Content-Type: multipart/{kind}; boundary="{boundary}"\r\n\r\n'.encode()
    return head + lines + b"--" + boundary.encode() + b"--\r\n"


def mail(
    *parts: bytes,
    headers: Iterable[str] = (),
    received: str = RECEIVED,
    boundary: str = "=_b",
) -> bytes:
    """A mail of these parts from 教育局."""
    head = [
        f"Received: {received}",
        "Received: from sender (unknown) by m15; Fri, 01 Jan 2021 00:00:00 +0800",
        "From: =?gb2312?B?vczT/b7W?= <JYJ@163.com>",
        "Date: Mon, 20 Mar 2023 08:00:00 +0800",
        "Message-ID: <42.abc@163.com>",
        "Subject: =?gb2312?B?M9TCvfjVubHt?=",
        "MIME-Version: 1.0",
        *headers,
    ]
    text = "\r\n".join(line for line in head if line != "Received: ")
    return text.encode("utf-8", "surrogateescape") + b"\r\n" + multipart(parts, boundary=boundary)


def raw(text: str, encoding: str = "gbk") -> str:
    """``text`` in that encoding as a header line carries it undecoded."""
    return text.encode(encoding).decode("utf-8", "surrogateescape")


def body(html: str) -> bytes:
    return part(html.encode("gbk"), "Content-Type: text/html; charset=gb2312")


def zipped(files: Mapping[str, bytes], encoding: str = "gbk", flag: bool = False) -> bytes:
    """A zip with names in ``encoding``, flagged as UTF-8 or not, as no Python library writes it."""
    bodies, entries, offset = b"", b"", 0
    for name, content in files.items():
        encoded, packed = name.encode(encoding), zlib.compress(content)[2:-4]
        sizes = (zlib.crc32(content), len(packed), len(content))
        fixed = (20, 0x800 if flag else 0, 8, 0, 33, *sizes, len(encoded), 0)
        local = struct.pack("<4s5H3L2H", b"PK\x03\x04", *fixed) + encoded + packed
        tail = (0, 0, 0, 0, offset)
        entries += struct.pack("<4sH5H3L2H3H2L", b"PK\x01\x02", 20, *fixed, *tail) + encoded
        bodies += local
        offset += len(local)
    count = len(files)
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, count, count, len(entries), offset, 0)
    return bodies + entries + end


def plain_zip(files: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def rar(files: Mapping[str, bytes], *, encrypted: bool = False, method: int = 0x30) -> bytes:
    """A RAR 4 archive that stores its files, with names as raw bytes (no Unicode).

    Another ``method`` is only claimed: the contents stay as they are.
    """

    def block(kind: int, flags: int, fields: bytes, content: bytes = b"") -> bytes:
        head = struct.pack("<BHH", kind, flags, 7 + len(fields)) + fields
        return struct.pack("<H", zlib.crc32(head) & 0xFFFF) + head + content

    out = b"Rar!\x1a\x07\x00" + block(0x73, 0, b"\0" * 6)
    for name, content in files.items():
        encoded = name.encode("gbk")
        fields = struct.pack(
            "<LLBLLBBHL",
            *(len(content), len(content), 2, zlib.crc32(content), 0x567F0000, 29, method),
            *(len(encoded), 0x20),
        )
        flags = 0x8000 | (0x4 if encrypted else 0)
        out += block(0x74, flags, fields + encoded, content)
    return out + block(0x7B, 0x4000, b"")


def winmail(files: Mapping[str, bytes], codepage: str = "gbk") -> bytes:
    """A winmail.dat with these attachments, named in the old way and in the long way."""

    def attribute(level: int, tag: int, content: bytes) -> bytes:
        head = struct.pack("<BLL", level, tag, len(content))
        return head + content + struct.pack("<H", sum(content) & 0xFFFF)

    out = struct.pack("<LH", 0x223E9F78, 1) + attribute(1, 0x00069007, b"\xa8\x03\0\0" + b"\0" * 4)
    for name, content in files.items():
        long = (name + "\0").encode("utf-16-le")
        padded = long + b"\0" * (-len(long) % 4)
        tags = struct.pack("<LHHL", 2, 0x0003, 0x3705, 1)
        tags += struct.pack("<HHLL", UNICODE, 0x3707, 1, len(long)) + padded
        out += attribute(2, 0x00069002, b"\0" * 14)
        out += attribute(2, 0x00018010, name.encode(codepage)[:8] + b"\0")
        out += attribute(2, 0x0006800F, content)
        out += attribute(2, 0x00069005, tags)
    return out


Folder = Mapping[str, "bytes | Folder"]


def message(
    files: Mapping[str, bytes],
    html: bytes = b"",
    headers: str = f"Received: {RECEIVED}\r\n",
    embedded: Mapping[str, Folder] | None = None,
) -> Folder:
    """The storages of an Outlook message, for ``compound``."""
    tree: dict[str, bytes | Folder] = {
        "__properties_version1.0": b"\0" * 32,
        "__nameid_version1.0": {f"__substg1.0_000{n}0102": b"" for n in (2, 3, 4)},
        **_texts(
            {
                0x001A: "IPM.Note",
                0x0037: "3月进展",
                0x1035: "<42.abc@163.com>",
                0x0C1F: "/O=EX/CN=JYJ",
            }
        ),
        **_texts({0x5D01: "JYJ@163.com", 0x007D: headers}),
        "__substg1.0_10130102": html,
    }
    for number, (name, content) in enumerate(files.items()):
        tree[f"__attach_version1.0_#{number:08X}"] = {
            "__properties_version1.0": _method(1),
            "__substg1.0_37010102": content,
            **_texts({0x3707: name, 0x3704: "JINZHA~1.XLS"}),
        }
    for number, (name, inner) in enumerate((embedded or {}).items(), len(files)):
        tree[f"__attach_version1.0_#{number:08X}"] = {
            "__properties_version1.0": _method(5),
            "__substg1.0_3701000D": inner,
            **_texts({0x3001: name}),
        }
    return tree


def _method(number: int) -> bytes:
    """Fixed properties of an attachment: by value (1) or an embedded message (5)."""
    return b"\0" * 8 + struct.pack("<HHLQ", 0x0003, 0x3705, 6, number)


def _texts(values: Mapping[int, str]) -> dict[str, bytes]:
    return {f"__substg1.0_{tag:04X}001F": text.encode("utf-16-le") for tag, text in values.items()}


def compound(tree: Folder) -> bytes:
    """``tree`` as a compound file ([MS-CFB]): version 3, small streams in the mini stream."""
    return _Compound().write(tree)


class _Compound:
    SECTOR, MINI, CUTOFF, END, FREE = 512, 64, 4096, 0xFFFFFFFE, 0xFFFFFFFF

    def __init__(self) -> None:
        self.entries: list[list[object]] = []
        self.mini, self.minifat = b"", []  # type: ignore[var-annotated]
        self.data, self.fat = b"", []  # type: ignore[var-annotated]

    def write(self, tree: Folder) -> bytes:
        self._add("Root Entry", 5)
        self._fill(0, tree)
        start, size = self._big(self.mini), len(self.mini)
        self.entries[0][5:7] = [start, size]
        minifat = self._big(b"".join(struct.pack("<L", n) for n in self.minifat))
        directory = b"".join(self._entry(*entry) for entry in self.entries)
        first = self._big(directory, unused=self._entry("", 0, *[self.FREE] * 3, 0, 0))
        count = -(-(len(self.fat) + 1) // 127)
        fat_at = len(self.fat)
        self.fat += [0xFFFFFFFD] * count
        fat = b"".join(struct.pack("<L", n) for n in self.fat)
        fat += b"\xff" * (-len(fat) % self.SECTOR)
        header = struct.pack(
            "<8s16x5H6x10L",
            *(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0x3E, 3, 0xFFFE, 9, 6),
            *(0, count, first, 0, self.CUTOFF, minifat, -(-len(self.minifat) // 128), self.END, 0),
            fat_at,
        )
        header += b"".join(struct.pack("<L", fat_at + n) for n in range(1, count))
        return header + b"\xff" * (self.SECTOR - len(header)) + self.data + fat

    def _add(self, name: str, kind: int) -> int:
        self.entries.append([name, kind, self.FREE, self.FREE, self.FREE, 0, 0])
        return len(self.entries) - 1

    def _fill(self, parent: int, tree: Folder) -> None:
        numbers = []
        for name, content in sorted(tree.items(), key=lambda e: (len(e[0]), e[0].upper())):
            number = self._add(name, 2 if isinstance(content, bytes) else 1)
            numbers.append(number)
            if isinstance(content, bytes):
                self.entries[number][5:7] = [self._stream(content), len(content)]
            else:
                self._fill(number, content)
        self.entries[parent][4] = self._balanced(numbers)

    def _balanced(self, numbers: list[int]) -> int:
        if not numbers:
            return self.FREE
        middle = len(numbers) // 2
        self.entries[numbers[middle]][2] = self._balanced(numbers[:middle])
        self.entries[numbers[middle]][3] = self._balanced(numbers[middle + 1 :])
        return numbers[middle]

    def _stream(self, content: bytes) -> int:
        if len(content) >= self.CUTOFF:
            return self._big(content)
        if not content:
            return self.END
        start, count = len(self.minifat), -(-len(content) // self.MINI)
        self.minifat += [*range(start + 1, start + count), self.END]
        self.mini += content + b"\0" * (-len(content) % self.MINI)
        return start

    def _big(self, content: bytes, unused: bytes = b"\xff") -> int:
        start, count = len(self.fat), max(1, -(-len(content) // self.SECTOR))
        self.fat += [*range(start + 1, start + count), self.END]
        gap = count * self.SECTOR - len(content)
        self.data += content + unused * (gap // len(unused))
        return start

    def _entry(self, name: str, kind: int, *links: int) -> bytes:
        left, right, child, start, size = links
        text = (name + "\0").encode("utf-16-le") if name else b""
        fixed = struct.pack("<HBB3L", len(text), kind, 1, left, right, child)
        return text.ljust(64, b"\0") + fixed + b"\0" * 36 + struct.pack("<LQ", start, size)
