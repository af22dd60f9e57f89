"""MAPI properties, which Outlook's .msg and winmail.dat share ([MS-OXPROPS])."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace

from duban.parcels.bodies import Attachment
from duban.parcels.names import guess
from duban.parcels.opening import Enclosed

SUBJECT, HEADERS, BODY, HTML = 0x0037, 0x007D, 0x1000, 0x1013
MESSAGE_ID = 0x1035
SENDERS = (0x5D01, 0x5D02, 0x0C1F, 0x0065)
"""Where a sender's address may stand, the SMTP ones first; Exchange's own have no '@'."""
ATTACH_DATA, ATTACH_METHOD, ATTACH_HIDDEN = 0x3701, 0x3705, 0x7FFE
_LONG_NAME, _SHORT_NAME, _DISPLAY_NAME, _CONTENT_ID = 0x3707, 0x3704, 0x3001, 0x3712

STRING8, UNICODE, BINARY, OBJECT, BOOLEAN = 0x001E, 0x001F, 0x0102, 0x000D, 0x000B

Value = bytes | str | int


def text_of(properties: Mapping[int, Value], tag: int) -> str:
    """The property as text; '' if it is missing."""
    value = properties.get(tag, "")
    text = guess(value) if isinstance(value, bytes) else str(value)
    return text.rstrip("\0")


def text_value(kind: int, raw: bytes) -> Value:
    """A property's stored bytes as what its type says."""
    if kind == UNICODE:
        return raw.decode("utf-16-le", "replace")
    return guess(raw.rstrip(b"\0")) if kind == STRING8 else raw


def attachment(properties: Mapping[int, Value], data: bytes, number: int) -> Attachment:
    """The attachment that these properties describe."""
    names = (text_of(properties, tag) for tag in (_LONG_NAME, _SHORT_NAME, _DISPLAY_NAME))
    name = next((name for name in names if name.strip()), f"附件{number}")
    hidden = properties.get(ATTACH_HIDDEN) == 1
    return Attachment(Enclosed(name, data), text_of(properties, _CONTENT_ID), belongs=hidden)


def below(folder: str, enclosed: Enclosed) -> Attachment:
    """A file of a message that was itself attached, under that message's name."""
    return Attachment(replace(enclosed, name=f"{folder}/{enclosed.name}"))
