"""Outlook's mail files (.msg), read as compound files ([MS-OXMSG])."""

from __future__ import annotations

import io
import re
import struct
from email.parser import HeaderParser
from typing import TYPE_CHECKING

from duban.parcels import mapi
from duban.parcels.bodies import Attachment, settle
from duban.parcels.eml import received_at
from duban.parcels.opening import Limits, MailFacts, Opened, TooMuch
from duban.text import clean, shorten

if TYPE_CHECKING:
    import olefile

_STREAM = re.compile(r"__substg1\.0_([0-9A-F]{4})([0-9A-F]{4})", re.IGNORECASE)
_ATTACH = re.compile(r"__attach_version1\.0_#[0-9A-F]{8}", re.IGNORECASE)
_FIXED_VALUES = "__properties_version1.0"
_EMBEDDED = f"__substg1.0_{mapi.ATTACH_DATA:04X}{mapi.OBJECT:04X}"
_SUBJECT_LIMIT = 200
_DAMAGED = "邮件已损坏，无法打开。"
_RESEND = "请将填报表作为附件重新报送。"

_Folder = tuple[str, ...]


def open_msg(data: bytes, limits: Limits) -> Opened:
    """The attachments of the mail; those of a message within it stand under that one's subject."""
    import olefile

    try:
        with olefile.OleFileIO(io.BytesIO(data)) as ole:
            reader = _Reader(ole, limits)
            message = reader.properties((), header=32)
            members, problem, advice = settle(
                reader.attachments(()),
                mapi.text_of(message, mapi.HTML),
                mapi.text_of(message, mapi.BODY),
            )
            return Opened(members, problem, advice, _facts(message))
    except TooMuch:
        return Opened((), "邮件附件过大或嵌套过深，未予取出。", "请只报送填报表。", MailFacts())
    except Exception:
        # olefile meets damage with many exception types, some of them plain.
        return Opened((), _DAMAGED, _RESEND, MailFacts())


def _facts(message: dict[int, mapi.Value]) -> MailFacts:
    """Only the transport headers tell when a server received the mail, not the file itself."""
    headers = HeaderParser().parsestr(
        mapi.text_of(message, mapi.HEADERS).lstrip(), headersonly=True
    )
    senders = (mapi.text_of(message, tag) for tag in mapi.SENDERS)
    return MailFacts(
        message_id=clean(mapi.text_of(message, mapi.MESSAGE_ID)),
        sender=next((clean(sender).lower() for sender in senders if "@" in sender), ""),
        subject=shorten(clean(mapi.text_of(message, mapi.SUBJECT)), _SUBJECT_LIMIT),
        received_at=received_at(str(headers.get("Received", ""))),
    )


class _Reader:
    """Reads the storages of one compound file and counts what came out of it."""

    def __init__(self, ole: olefile.OleFileIO, limits: Limits) -> None:
        self._ole = ole
        self._limits = limits
        self._taken = 0
        self._entries = [tuple(path) for path in ole.listdir(streams=True, storages=True)]

    def properties(self, folder: _Folder, header: int) -> dict[int, mapi.Value]:
        """Property values of the message or attachment in ``folder``, without attached data."""
        found = self._fixed(folder, header)
        for path in self._inside(folder):
            stream = _STREAM.fullmatch(path[-1])
            if stream and self._ole.get_type(path) == 2:
                tag, kind = int(stream[1], 16), int(stream[2], 16)
                if kind in (mapi.UNICODE, mapi.STRING8, mapi.BINARY) and tag != mapi.ATTACH_DATA:
                    found[tag] = mapi.text_value(kind, self._read(path))
        return found

    def attachments(self, folder: _Folder, depth: int = 0) -> list[Attachment]:
        """Attachments in ``folder`` and, by their subject, those of messages attached to it."""
        if depth > self._limits.mails:
            raise TooMuch
        found: list[Attachment] = []
        for path in sorted(p for p in self._inside(folder) if _ATTACH.fullmatch(p[-1])):
            if len(found) >= self._limits.members:
                raise TooMuch
            properties = self.properties(path, header=8)
            made = mapi.attachment(properties, self._data(path), len(found) + 1)
            embedded = (*path, _EMBEDDED)
            if embedded in self._entries:
                found += self._embedded(embedded, made.enclosed.name, depth)
            else:
                found.append(made)
        return found

    def _embedded(self, folder: _Folder, name: str, depth: int) -> list[Attachment]:
        message = self.properties(folder, header=24)
        members, _, _ = settle(
            self.attachments(folder, depth + 1),
            mapi.text_of(message, mapi.HTML),
            mapi.text_of(message, mapi.BODY),
        )
        return [mapi.below(name, member) for member in members]

    def _data(self, folder: _Folder) -> bytes:
        path = (*folder, f"__substg1.0_{mapi.ATTACH_DATA:04X}{mapi.BINARY:04X}")
        return self._read(path) if path in self._entries else b""

    def _fixed(self, folder: _Folder, header: int) -> dict[int, mapi.Value]:
        """Values of fixed length ([MS-OXMSG] 2.4.2): 16 bytes each behind a header."""
        path = (*folder, _FIXED_VALUES)
        raw = self._read(path)[header:] if path in self._entries else b""
        rows = struct.iter_unpack("<HHLQ", raw[: len(raw) // 16 * 16])
        return {
            tag: value & 0xFFFFFFFF for kind, tag, _, value in rows if kind in (3, mapi.BOOLEAN)
        }

    def _inside(self, folder: _Folder) -> list[_Folder]:
        size = len(folder)
        return [p for p in self._entries if len(p) == size + 1 and p[:size] == folder]

    def _read(self, path: _Folder) -> bytes:
        self._taken += int(self._ole.get_size(path))
        if self._taken > self._limits.total_bytes:
            raise TooMuch
        return bytes(self._ole.openstream(path).read())
