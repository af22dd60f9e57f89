"""Mail files (.eml) taken apart: what the receiving server said, and the attachments.

The standard library's parser with its old policy: the new one raises on odd headers. A message
within a message stays as it was sent, byte for byte, and is opened as a mail of its own.
"""

from __future__ import annotations

import binascii
import quopri
import re
from collections.abc import Iterator
from copy import copy
from datetime import UTC, datetime, timedelta
from email.message import Message
from email.parser import BytesFeedParser, BytesParser
from email.policy import Compat32
from email.utils import parsedate_tz

from duban.model import CHINA
from duban.parcels.bodies import Attachment, settle
from duban.parcels.names import decode, guess, header_text, parameter_text
from duban.parcels.opening import Enclosed, Limits, MailFacts, Opened
from duban.text import clean, shorten

_HEADER_LIMIT = 8192
_PIECE = _HEAD = 1 << 16
_SUBJECT_LIMIT = 200
_LOST_BOUNDARY = re.compile(rb'(?im)^--([^\s"\\]{1,200})\r?\nContent-(?:Type|Disposition|Transfer)')
_BLANKS = b" \t\r\n"
_LETTERS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="
_ZONES = timedelta(hours=14)
_ADDRESS = re.compile(r"[^\s<>@,;:\"()\[\]]+@[^\s<>@,;:\"()\[\]]+")
_OF_TRANSPORT = (
    "application/delivery-status",
    "application/disposition-notification",
    "text/rfc822-headers",
    "application/applefile",
    "application/pkcs7-signature",
    "application/x-pkcs7-signature",
    "application/pgp-signature",
)
_SUFFIXES = {
    "text/html": ".html",
    "text/csv": ".csv",
    "text/plain": ".txt",
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "application/pdf": ".pdf",
    "application/zip": ".zip",
    "application/rfc822": ".eml",
    "application/ms-tnef": ".dat",
    "application/vnd.ms-excel": ".xls",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
}
_RESEND = "请将填报表作为附件重新报送。"


class _Raw(Compat32):
    """Header values as they came, undecoded bytes as surrogates, none longer than 8 KiB.

    The library's parameter parsing is quadratic in a header's length.
    """

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        name, value = super().header_source_parse(sourcelines)
        return name, value[:_HEADER_LIMIT]

    def header_fetch_parse(self, name: str, value: str) -> str:  # noqa: ARG002
        return value


class _Part(Message):
    """A part whose messages are leaves: 'message/rfc822' is seen as 'application/rfc822'."""

    def get_content_type(self) -> str:
        main, _, sub = super().get_content_type().partition("/")
        return f"application/{sub}" if main == "message" else f"{main}/{sub}"


def open_eml(data: bytes, limits: Limits) -> Opened:
    """The attachments of a mail in their order, without the pictures that belong to its text."""
    try:
        message = _parse(data)
        facts = _facts(message)
        attachments: list[Attachment] = []
        bodies: dict[str, str] = {"text/html": "", "text/plain": ""}
        for part, related in _leaves(_mended(message)):
            if len(attachments) >= limits.members:
                break
            kind = part.get_content_type()
            if kind in bodies and not _name(part) and not _is_attached(part):
                bodies[kind] += _text(part)
            elif kind not in _OF_TRANSPORT:
                attachments.append(_attachment(part, related, len(attachments) + 1))
    except (ValueError, LookupError, AttributeError, TypeError, RecursionError):
        return Opened((), "邮件已损坏，无法打开。", _RESEND, MailFacts())
    members, problem, advice = settle(attachments, bodies["text/html"], bodies["text/plain"])
    if len(attachments) >= limits.members:
        problem, advice = "邮件附件过多，超出部分未取出。", "请只报送填报表。"
    return Opened(members, problem, advice, facts)


def _parse(data: bytes) -> Message:
    """The message, fed in pieces: parsed at once, a mail takes eight times its size in memory."""
    parser = BytesFeedParser(_Part, policy=_Raw())
    start = 3 if data.startswith(b"\xef\xbb\xbf") else 0
    while data[start : start + 1] in (b"\r", b"\n"):
        start += 1
    for at in range(start, len(data), _PIECE):
        parser.feed(data[at : at + _PIECE])
    return parser.close()


def _mended(message: Message) -> Message:
    """``message``, or its body read with the boundary that it shows if the header names another."""
    if message.is_multipart() or not (found := _LOST_BOUNDARY.search(raw := _raw(message))):
        return message
    return _parse(b'Content-Type: multipart/mixed; boundary="%s"\n\n%s' % (found[1], raw))


def _raw(part: Message) -> bytes:
    """The body as it was sent, before any transfer decoding."""
    bare = copy(part)
    del bare["Content-Transfer-Encoding"]
    body = bare.get_payload(decode=True)
    return body if isinstance(body, bytes) else b""


def mail_facts(data: bytes) -> MailFacts:
    """What the headers of a mail say, without taking it apart."""
    return _facts(BytesParser(policy=_Raw()).parsebytes(data[:_HEAD], headersonly=True))


def _facts(message: Message) -> MailFacts:
    addresses = _ADDRESS.findall(str(message.get("From", "")).rpartition("<")[2])
    return MailFacts(
        message_id=clean(header_text(str(message.get("Message-ID", "")))),
        sender=clean(addresses[0]).lower() if addresses else "",
        subject=shorten(clean(header_text(str(message.get("Subject", "")))), _SUBJECT_LIMIT),
        received_at=received_at(str(message.get("Received", ""))),
    )


def received_at(header: str) -> datetime | None:
    """The moment in the top-most ``Received`` header (RFC 5321, 4.4), or None if it has none.

    The header is the receiving server's; the sender's ``Date`` is never used. 'CST' without an
    offset and a time without a zone are China's.
    """
    stamp = header.rpartition(";")[2].strip()
    if not re.search(r"[+-]\d{4}", stamp):
        stamp = re.sub(r"\bCST\b|$", " +0800", stamp, count=1)
    fields = parsedate_tz(stamp)
    if fields is None or not 1990 <= fields[0] <= 2100:
        return None
    year, month, day, hour, minute, second = fields[:6]
    offset = timedelta(seconds=fields[9] or 0)
    if abs(offset) > _ZONES:
        return None
    try:
        moment = datetime(year, month, day, hour, minute, min(second, 59), tzinfo=UTC)
    except ValueError:
        return None
    return (moment - offset).astimezone(CHINA)


def _leaves(message: Message) -> Iterator[tuple[Message, bool]]:
    """(part, whether it stands within multipart/related) in the order of the mail."""
    waiting: list[tuple[Message, bool]] = [(message, False)]
    while waiting:
        part, related = waiting.pop()
        payload = part.get_payload()
        if isinstance(payload, list):
            related = related or part.get_content_type() == "multipart/related"
            waiting += [(p, related) for p in reversed(payload) if isinstance(p, Message)]
        else:
            yield part, related


def _attachment(part: Message, related: bool, number: int) -> Attachment:
    content, intact = _content(part)
    kind = part.get_content_type()
    name = _name(part) or _subject_of(content, kind) or f"附件{number}"
    if "." not in name[-6:]:
        name += _SUFFIXES.get(kind, "")
    problem = "" if intact else "附件的编码在传输中受损，内容不完整。"
    advice = "" if intact else "请重新发送该附件。"
    content_id = str(part.get("Content-ID", "")).strip().strip("<>")
    return Attachment(
        Enclosed(name, content, problem, advice),
        content_id,
        picture=kind.startswith("image/"),
        belongs=related and bool(content_id) and not _is_attached(part),
    )


def _is_attached(part: Message) -> bool:
    return str(part.get("Content-Disposition", "")).strip().lower().startswith("attachment")


def _subject_of(content: bytes, kind: str) -> str:
    if kind != "application/rfc822":
        return ""
    subject = mail_facts(content).subject
    return f"{subject}.eml" if subject else ""


def _name(part: Message) -> str:
    """The file name that the part declares, in clear and without folders; '' if none."""
    for parameter, header in (("filename", "Content-Disposition"), ("name", "Content-Type")):
        try:
            value = part.get_param(parameter, None, header)
        except (ValueError, TypeError, LookupError):
            continue
        if name := clean(re.split(r"[/\\]", parameter_text(value))[-1]):
            return name
    return ""


def _text(part: Message) -> str:
    raw, _ = _content(part)
    charset = part.get_param("charset", "")
    return decode(raw, charset) if isinstance(charset, str) and charset else guess(raw)


def _content(part: Message) -> tuple[bytes, bool]:
    """(bytes, whether the transfer encoding was intact) of a leaf."""
    raw = _raw(part)
    encoding = str(part.get("Content-Transfer-Encoding", "")).strip().lower()
    if encoding.startswith("base64"):
        return _base64(raw)
    if encoding.startswith("quoted-printable"):
        return quopri.decodestring(raw), True
    if "uu" in encoding:
        decoded = part.get_payload(decode=True)
        return (decoded if isinstance(decoded, bytes) else raw), True
    return raw, True


def _base64(raw: bytes) -> tuple[bytes, bool]:
    """Decoded piece by piece, as some programs pad each; False if letters were lost or added."""
    letters = raw.translate(None, _BLANKS)
    intact = not letters.translate(None, _LETTERS)
    if not intact:
        letters = re.sub(rb"[^A-Za-z0-9+/=]", b"", letters)
    pieces = []
    for piece in re.split(rb"=+", letters):
        whole = piece[: len(piece) - 1] if len(piece) % 4 == 1 else piece
        intact = intact and whole == piece
        pieces.append(binascii.a2b_base64(whole + b"=" * (-len(whole) % 4)))
    return b"".join(pieces), intact
