"""winmail.dat: what Outlook wraps attachments in for other Outlooks ([MS-OXTNEF])."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from msgspec import Struct, field
from msgspec.structs import replace

from duban.parcels import mapi
from duban.parcels.bodies import Attachment, settle
from duban.parcels.names import guess
from duban.parcels.opening import Enclosed, Limits, Opened

_HEADER = struct.Struct("<LH")
_ATTRIBUTE = struct.Struct("<BLL")
_NEW_ATTACHMENT, _TITLE, _DATA = 0x9002, 0x8010, 0x800F
_ATTACHMENT, _MESSAGE, _BODY = 0x9005, 0x9003, 0x800C
_FIXED = {0x0002: 4, 0x0003: 4, 0x0004: 4, 0x000A: 4, 0x000B: 4}
_FIXED |= {0x0005: 8, 0x0006: 8, 0x0007: 8, 0x0014: 8, 0x0040: 8, 0x0048: 16}
_MULTIPLE, _NAMED_FROM = 0x1000, 0x8000
_OBJECT_GUID = 16
_DAMAGED = "winmail.dat已损坏，附件可能不全。"
_RESEND = "请在发信时选用HTML或纯文本格式，将填报表作为附件重新报送。"


class _Raw(Struct):
    """One attachment while its attributes come in."""

    title: str = ""
    data: bytes = b""
    intact: bool = True
    properties: dict[int, mapi.Value] = field(default_factory=dict)


def open_tnef(data: bytes, limits: Limits) -> Opened:
    """The attachments within, in their order; of a damaged file as many as can be had."""
    found: list[_Raw] = []
    message: dict[int, mapi.Value] = {}
    damaged = False
    try:
        for tag, content, intact in _attributes(data):
            if tag == _NEW_ATTACHMENT:
                found.append(_Raw())
            elif tag == _MESSAGE:
                message |= _properties(content)
            elif tag == _BODY:
                message[mapi.BODY] = content
            elif found:
                _take(found[-1], tag, content, intact)
    except (struct.error, ValueError):
        damaged = True
    numbered = list(enumerate(found[: limits.members], 1))
    attachments = [_attachment(raw, number) for number, raw in numbered]
    html, body = mapi.text_of(message, mapi.HTML), mapi.text_of(message, mapi.BODY)
    members, problem, advice = settle(attachments, html, body)
    if damaged:
        problem, advice = _DAMAGED, _RESEND
    return Opened(members, problem, advice)


def _take(raw: _Raw, tag: int, content: bytes, intact: bool) -> None:
    if tag == _TITLE:
        raw.title = guess(content.rstrip(b"\0"))
    elif tag == _DATA:
        raw.data, raw.intact = content, intact
    elif tag == _ATTACHMENT:
        raw.properties = _properties(content)


def _attachment(raw: _Raw, number: int) -> Attachment:
    data = raw.data
    embedded = raw.properties.get(mapi.ATTACH_DATA)
    if isinstance(embedded, bytes) and not data:
        data = embedded[_OBJECT_GUID:]
    made = mapi.attachment(raw.properties, data, number)
    name = made.enclosed.name
    if raw.title and name == f"附件{number}":
        name = raw.title
    problem = "" if raw.intact else "附件的编码在传输中受损，内容不完整。"
    advice = "" if raw.intact else "请重新发送该附件。"
    return replace(made, enclosed=Enclosed(name, data, problem, advice))


def _attributes(data: bytes) -> Iterator[tuple[int, bytes, bool]]:
    """(attribute's id, content, whether its checksum fits). Raises struct.error where cut off."""
    at = _HEADER.size
    while at < len(data):
        _, tag, length = _ATTRIBUTE.unpack_from(data, at)
        at += _ATTRIBUTE.size
        content = data[at : at + length]
        (checksum,) = struct.unpack_from("<H", data, at + length)
        yield tag & 0xFFFF, content, sum(content) & 0xFFFF == checksum
        at += length + 2


def _properties(data: bytes) -> dict[int, mapi.Value]:
    """A block of MAPI properties by id ([MS-OXTNEF] 2.1.3.4); the first value of each."""
    found: dict[int, mapi.Value] = {}
    (count,) = struct.unpack_from("<L", data)
    at = 4
    for _ in range(min(count, len(data) // 8)):
        kind, tag = struct.unpack_from("<HH", data, at)
        at += 4
        if tag >= _NAMED_FROM:
            (by_name,) = struct.unpack_from("<L", data, at + 16)
            (number,) = struct.unpack_from("<L", data, at + 20)
            at += 24 + (_padded(number) if by_name else 0)
        values, at = _values(data, at, kind)
        if values:
            found[tag] = values[0]
    return found


def _values(data: bytes, at: int, kind: int) -> tuple[list[mapi.Value], int]:
    """(values, where the next property begins)."""
    base = kind & ~_MULTIPLE
    many = 1
    if kind & _MULTIPLE or base not in _FIXED:
        (many,) = struct.unpack_from("<L", data, at)
        at += 4
    values: list[mapi.Value] = []
    for _ in range(min(many, len(data) // 4)):
        if base in _FIXED:
            size = _FIXED[base]
            values.append(int.from_bytes(data[at : at + size], "little"))
            at += size
            continue
        (length,) = struct.unpack_from("<L", data, at)
        at += 4
        values.append(mapi.text_value(base, data[at : at + length]))
        at += _padded(length)
    if at > len(data):
        raise struct.error("property reaches beyond its block")
    return values, at


def _padded(length: int) -> int:
    return (length + 3) & ~3
