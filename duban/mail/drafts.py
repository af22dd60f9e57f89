"""Mail drafts as .eml files that any mail program opens: the same contents give the same bytes."""

from __future__ import annotations

import hashlib
import mimetypes
import re
from collections.abc import Iterable
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from msgspec import Struct

from duban.text import clean, safe_name

_ADDRESS = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z]{2,63}"
)
_TYPES = {
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
_UNSENT = "X-Unsent"


class Draft(Struct, frozen=True):
    """One mail: ``attachments`` are (file name, contents); ``sender`` may be left empty."""

    to: tuple[str, ...]
    subject: str
    text: str
    attachments: tuple[tuple[str, bytes], ...] = ()
    sender: str = ""
    sender_name: str = ""


def usable(addresses: Iterable[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(addresses that mail can be sent to, each once; the others) in their order."""
    cleaned = list(dict.fromkeys(clean(address) for address in addresses))
    good = tuple(address for address in cleaned if _is_address(address))
    return good, tuple(address for address in cleaned if address and address not in good)


def _is_address(text: str) -> bool:
    local = text.partition("@")[0]
    dots = local.startswith(".") or local.endswith(".") or ".." in local
    return _ADDRESS.fullmatch(text) is not None and not dots


def build(draft: Draft, date: datetime | None = None) -> bytes:
    """The .eml; without ``date`` it is a draft that Outlook opens for sending (X-Unsent).

    Boundary and Message-ID are drawn from the contents. Addresses that are not ``usable`` are left
    out: the draft then waits for a person to fill them in.
    """
    message = EmailMessage(policy=SMTP)
    if sender := usable([draft.sender])[0]:
        message["From"] = Address(_line(draft.sender_name), addr_spec=sender[0])
    if recipients := usable(draft.to)[0]:
        message["To"] = tuple(Address(addr_spec=address) for address in recipients)
    message["Subject"] = _line(draft.subject)
    digest = _digest(draft)
    message["Message-ID"] = f"<{digest[:32]}@{draft.sender.rpartition('@')[2] or 'duban.invalid'}>"
    if date is None:
        message[_UNSENT] = "1"
    else:
        message["Date"] = format_datetime(date)
    message.set_content(_body(draft.text), cte="base64")
    for name, content in draft.attachments:
        maintype, _, subtype = _type(name).partition("/")
        message.add_attachment(content, maintype, subtype, filename=safe_name(name, 120))
    if draft.attachments:
        message.set_boundary(f"=_{digest[:40]}")
    return message.as_bytes()


def _line(text: str) -> str:
    """``text`` on one line: a line break in a header would begin another header."""
    return " ".join(clean(text).split())


def _body(text: str) -> str:
    lines = (clean(line) if line.strip() else "" for line in text.splitlines())
    return "\n".join(lines).strip("\n") + "\n"


def _type(name: str) -> str:
    suffix = f".{name.rpartition('.')[2].lower()}"
    return _TYPES.get(suffix) or mimetypes.types_map.get(suffix, "application/octet-stream")


def _digest(draft: Draft) -> str:
    parts = [*draft.to, draft.subject, draft.text, draft.sender, draft.sender_name]
    encoded = [part.encode("utf-8", "replace") for part in parts]
    encoded += [
        piece
        for name, data in draft.attachments
        for piece in (name.encode("utf-8", "replace"), data)
    ]
    digest = hashlib.sha256()
    for piece in encoded:
        digest.update(len(piece).to_bytes(8, "big"))
        digest.update(piece)
    return digest.hexdigest()
