"""The identity that a form carries in its hidden sheet, signed so that it shows who issued it."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterable

from msgspec import Struct
from msgspec.structs import asdict

SHEET = "_duban"
"""Name of the very hidden sheet; LibreOffice re-saves it as merely hidden."""

PROPERTY = "DubanToken"
"""Name of the custom document property that repeats the token."""

PROPERTY_LIMIT = 255
"""UTF-16 units that Excel keeps in a custom property."""

NAME = "_DubanToken"
"""Defined name that points at the token's cell, for a sheet that was renamed."""


NOTICE = "本表由程序使用，请勿改动。"
"""What stands over the token in the hidden sheet."""


class Token(Struct, frozen=True):
    """Whose form this is. ``rows`` is a digest of the row ids as issued, in order.

    Of a ledger it is a digest of what it answers the level above with; it names no unit.
    """

    form: str
    version: int
    period: str
    unit: str
    place: str
    rows: str

    def sealed(self, key: bytes) -> str:
        """The token as text with its signature: '{json}|hex'."""
        body = json.dumps(asdict(self), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return f"{body}|{_sign(body, key)}"


class Opened(Struct, frozen=True):
    """A token as found; ``genuine`` when this office's key signed it."""

    token: Token
    genuine: bool


def open_token(text: str, key: bytes) -> Opened | None:
    """The token in ``text``, or None when it is not one (a damaged one is no identity)."""
    body, _, signature = text.rpartition("|")
    try:
        values = json.loads(body)
        token = Token(**values)
    except (ValueError, TypeError, RecursionError):
        return None
    strings = (token.form, token.period, token.unit, token.place, token.rows)
    if not isinstance(token.version, int) or not all(isinstance(value, str) for value in strings):
        return None
    return Opened(token, hmac.compare_digest(signature.encode(), _sign(body, key).encode()))


def digest(rows: Iterable[str]) -> str:
    """A short digest of what stands for each row, such as its id, in order."""
    return hashlib.sha256("\n".join(rows).encode()).hexdigest()[:16]


def _sign(body: str, key: bytes) -> str:
    return hmac.digest(key, body.encode(), "sha256").hex()[:32]
