"""Mail files (.eml) taken apart: what the receiving server said, and the attachments.

The standard library's parser with its old policy: the new one raises on odd headers. A message
within a message stays as it was sent, byte for byte, and is opened as a mail of its own.
"""

from __future__ import annotations

import binascii
import io
import quopri
import re
from collections.abc import Callable, Iterable, Iterator
from copy import copy
from datetime import UTC, datetime, timedelta
from email.message import Message
from email.parser import BytesFeedParser, BytesParser
from email.policy import Compat32
from email.utils import parsedate_tz

from msgspec import Struct
from msgspec.structs import replace

from duban.model import CHINA
from duban.parcels import mime
from duban.parcels.bodies import Attachment, settle
from duban.parcels.names import decode, guess, header_text, parameter_text
from duban.parcels.opening import Enclosed, Limits, MailFacts, Opened
from duban.parcels.windows import LARGE, Window
from duban.text import clean, shorten

_HEADER_LIMIT = 8192
_PIECE = _HEAD = 1 << 16
_SUBJECT_LIMIT = 200
_LONGEST_TEXT = 8 << 20
_LOST_BOUNDARY = re.compile(rb'(?im)^--([^\s"\\]{1,200})\r?\nContent-(?:Type|Disposition|Transfer)')
_BLANK_START = re.compile(rb"(?:\xef\xbb\xbf)?[\r\n]*")
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
    if len(data) > LARGE:
        return open_window(Window.over(data), limits)
    return _open(lambda: _of_message(_parse(data)), limits)


def open_window(whole: Window, limits: Limits) -> Opened:
    """What ``open_eml`` gives of a large mail: its attachments come out when they are asked for."""
    return _open(lambda: _of_window(whole), limits)


_Mail = tuple[MailFacts, Iterator["_Leaf"]]


def _open(mail: Callable[[], _Mail], limits: Limits) -> Opened:
    try:
        facts, leaves = mail()
        attachments: list[Attachment] = []
        bodies: dict[str, str] = {"text/html": "", "text/plain": ""}
        for leaf in leaves:
            if len(attachments) >= limits.members:
                break
            kind = leaf.part.get_content_type()
            if kind in bodies and not _name(leaf.part) and not _is_attached(leaf.part):
                bodies[kind] += _text(leaf)
            elif kind not in _OF_TRANSPORT:
                attachments.append(_attachment(leaf, len(attachments) + 1))
    except (ValueError, LookupError, AttributeError, TypeError, RecursionError):
        return Opened((), "邮件已损坏，无法打开。", _RESEND, MailFacts())
    members, problem, advice = settle(attachments, bodies["text/html"], bodies["text/plain"])
    if len(attachments) >= limits.members:
        problem, advice = "邮件附件过多，超出部分未取出。", "请只报送填报表。"
    return Opened(members, problem, advice, facts)


class _Leaf(Struct, frozen=True):
    """A part without parts: its headers, and its body as sent, in the message or in a window."""

    part: Message
    related: bool
    window: Window | None = None

    def pieces(self) -> Iterable[bytes]:
        """The body before any transfer decoding."""
        return self.window.pieces() if self.window else (_raw(self.part),)

    def raw(self) -> bytes:
        """All of it."""
        return b"".join(self.pieces())


def _of_message(message: Message) -> _Mail:
    return _facts(message), _leaves(_mended(message))


def _of_window(whole: Window) -> _Mail:
    """As ``_of_message``, of a mail that is left where it lies."""
    head = whole.head(_PIECE)
    start = len(_BLANK_START.match(head)[0])  # type: ignore[index]  # it matches nothing, too
    message, body = mime.opened(whole.part(whole.start + start, whole.end), _headers)
    found = mime.leaves(message, body, _headers)
    lost = _LOST_BOUNDARY.search(body.head(_PIECE)) if not mime.has_parts(message, body) else None
    if lost:
        header = b'Content-Type: multipart/mixed; boundary="%s"\n\n' % lost[1]
        found = mime.leaves(_parse(header), body, _headers)
    return _facts(message), (_Leaf(*leaf) for leaf in found)


def _headers(head: bytes) -> tuple[Message, int]:
    message = _parse(head)
    return message, len(_raw(message))


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


def _leaves(message: Message) -> Iterator[_Leaf]:
    """The parts in the order of the mail."""
    waiting: list[tuple[Message, bool]] = [(message, False)]
    while waiting:
        part, related = waiting.pop()
        payload = part.get_payload()
        if isinstance(payload, list):
            related = related or part.get_content_type() == "multipart/related"
            waiting += [(p, related) for p in reversed(payload) if isinstance(p, Message)]
        else:
            yield _Leaf(part, related)


def _attachment(leaf: _Leaf, number: int) -> Attachment:
    part, kind = leaf.part, leaf.part.get_content_type()
    content_id = str(part.get("Content-ID", "")).strip().strip("<>")
    return Attachment(
        _enclosed(leaf, _name(part), number),
        content_id,
        picture=kind.startswith("image/"),
        belongs=leaf.related and bool(content_id) and not _is_attached(part),
    )


def _enclosed(leaf: _Leaf, name: str, number: int) -> Enclosed:
    """The file; of a large mail without its bytes, which come when they are asked for."""
    kind, window = leaf.part.get_content_type(), leaf.window
    first = b"" if name else _content(leaf if window is None else _beginning(leaf))[0]
    name = name or _subject_of(first, kind) or f"附件{number}"
    if "." not in name[-6:]:
        name += _SUFFIXES.get(kind, "")
    if window is None:
        return _taken_out(leaf, name)
    if kind == "application/rfc822" and _encoding(leaf.part) == "" and len(window) > LARGE:
        return Enclosed(name, mail=window, size=len(window))
    return Enclosed(name, later=lambda: _taken_out(leaf, name), size=len(window) * 3 // 4)


def _beginning(leaf: _Leaf) -> _Leaf:
    """The leaf's first bytes, enough for the headers of a mail within."""
    window = leaf.window
    return replace(leaf, window=window and window.part(window.start, window.start + 2 * _HEAD))


def _taken_out(leaf: _Leaf, name: str) -> Enclosed:
    content, intact = _content(leaf)
    if intact:
        return Enclosed(name, content)
    problem = "附件的编码在传输中受损，内容不完整。"
    return Enclosed(name, content, problem, "请重新发送该附件。")


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


def _text(leaf: _Leaf) -> str:
    window = leaf.window and leaf.window.part(leaf.window.start, leaf.window.start + _LONGEST_TEXT)
    raw, _ = _content(replace(leaf, window=window))
    charset = leaf.part.get_param("charset", "")
    return decode(raw, charset) if isinstance(charset, str) and charset else guess(raw)


def _encoding(part: Message) -> str:
    """The transfer encoding: 'base64', 'quoted-printable', 'uu', or '' for bytes as they are."""
    stated = str(part.get("Content-Transfer-Encoding", "")).strip().lower()
    told = (name for name in ("base64", "quoted-printable") if stated.startswith(name))
    return next(told, "uu" if "uu" in stated else "")


def _content(leaf: _Leaf) -> tuple[bytes, bool]:
    """(bytes, whether the transfer encoding was intact) of a leaf."""
    encoding = _encoding(leaf.part)
    if encoding == "base64":
        return _base64(leaf.pieces())
    if encoding == "quoted-printable":
        return quopri.decodestring(leaf.raw()), True
    if encoding == "uu":
        part = leaf.part
        if leaf.window:
            part = copy(part)
            part.set_payload(leaf.raw().decode("ascii", "surrogateescape"))
        decoded = part.get_payload(decode=True)
        return (decoded if isinstance(decoded, bytes) else leaf.raw()), True
    return leaf.raw(), True


def _base64(pieces: Iterable[bytes]) -> tuple[bytes, bool]:
    """Decoded run by run, as some programs pad each; False if letters were lost or added."""
    out, left, intact = io.BytesIO(), b"", True
    for piece in pieces:
        letters = piece.translate(None, _BLANKS)
        if letters.translate(None, _LETTERS):
            intact, letters = False, re.sub(rb"[^A-Za-z0-9+/=]", b"", letters)
        *runs, left = re.split(rb"=+", left + letters)
        for run in runs:
            intact = _decode_run(run, out) and intact
        whole = len(left) // 4 * 4
        out.write(binascii.a2b_base64(left[:whole]))
        left = left[whole:]
    intact = _decode_run(left, out) and intact
    return out.getvalue(), intact


def _decode_run(run: bytes, out: io.BytesIO) -> bool:
    """Writes what a run of letters up to its padding says; False if a letter is too many."""
    whole = run[:-1] if len(run) % 4 == 1 else run
    out.write(binascii.a2b_base64(whole + b"=" * (-len(whole) % 4)))
    return whole == run
