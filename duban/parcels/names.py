"""Names that files bear in mails and archives: decoded right, and made harmless."""

from __future__ import annotations

import base64
import binascii
import quopri
import re
import urllib.parse

from duban.text import clean, safe_name

_SUFFIX = re.compile(r"\.[A-Za-z0-9]{1,8}$")
_DRIVE = re.compile(r"^[A-Za-z]:$")
_WORD = re.compile(r"=\?([^?\s]+)\?([bBqQ])\?([^?]*)\?=")
_PERCENT = re.compile(r"%[0-9A-Fa-f]{2}")
_CHINESE = re.compile("gb|x-gbk|cp936|ms936|hz-gb|euc-cn", re.IGNORECASE)
_IGNORED = re.compile(
    r"(?i)^(~\$.*|\._.*|thumbs\.db|ehthumbs\.db|desktop\.ini|\.ds_store|__macosx)$"
)


def is_ignored(path: str) -> bool:
    """Whether a file is no more than a trace of the program or system that packed it."""
    return any(_IGNORED.match(part) for part in re.split(r"[/\\!]", path))


def harmless(name: str) -> str:
    """``name`` as a relative path with '/' that leads nowhere else and names no container.

    Empty parts, '.', '..' and drive letters go; '!' becomes full-width; the suffix is kept.
    """
    parts = [part.strip() for part in re.split(r"[/\\]", clean(name))]
    kept = [part for part in parts if part.strip(". ") and not _DRIVE.match(part)]
    return "/".join(_shortened(part.replace("!", "\uff01")) for part in kept) or "未命名"


def _shortened(part: str) -> str:
    found = _SUFFIX.search(part)
    suffix = found.group() if found else ""
    return safe_name(part.removesuffix(suffix)) + suffix if suffix else safe_name(part)


def guess(raw: bytes) -> str:
    """Text of unknown encoding: UTF-8 if it is, else GB18030, else byte for byte."""
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("cp437")


def decode(raw: bytes, charset: str) -> str:
    """``raw`` in ``charset`` as mail programs mean it: gb2312 and gbk are read as GB18030."""
    encoding = "gb18030" if _CHINESE.match(charset) else charset
    try:
        return raw.decode(encoding)
    except (LookupError, UnicodeDecodeError, ValueError):
        return guess(raw)


def raw_bytes(text: str) -> bytes:
    """The bytes of a header value that was read as ASCII with surrogates."""
    return text.encode("utf-8", "surrogateescape")


def header_text(value: str) -> str:
    """A header's value in clear: RFC 2047 words, or raw UTF-8 or GBK bytes (as surrogates).

    Neighbouring words of one charset are joined before decoding, because mail programs cut
    characters in two.
    """
    pieces: list[tuple[str, bytes]] = []
    at = 0
    for word in _WORD.finditer(value):
        between = value[at : word.start()]
        if between.strip():
            pieces.append(("", raw_bytes(between)))
        charset = word.group(1).partition("*")[0].lower()
        content = _word_bytes(word.group(2), word.group(3))
        if pieces and pieces[-1][0] == charset:
            content = pieces.pop()[1] + content
        pieces.append((charset, content))
        at = word.end()
    if value[at:].strip():
        pieces.append(("", raw_bytes(value[at:])))
    text = "".join(decode(raw, charset) if charset else guess(raw) for charset, raw in pieces)
    return " ".join(text.split())


def _word_bytes(kind: str, text: str) -> bytes:
    raw = raw_bytes(text)
    if kind in "qQ":
        return quopri.decodestring(raw.replace(b"_", b" "))
    letters = re.sub(rb"[^A-Za-z0-9+/]", b"", raw)
    letters = letters[:-1] if len(letters) % 4 == 1 else letters
    try:
        return base64.b64decode(letters + b"=" * (-len(letters) % 4))
    except binascii.Error:
        return raw


def parameter_text(value: str | tuple[str | None, str | None, str] | None) -> str:
    """A header parameter in clear: RFC 2231 (a triple), RFC 2047, percent-encoded, or raw bytes."""
    if value is None:
        return ""
    if isinstance(value, tuple):
        charset, _, text = value
        raw = (
            text.encode("latin-1", "replace") if text.isascii() or _latin(text) else raw_bytes(text)
        )
        return decode(raw, charset) if charset else guess(raw)
    if _PERCENT.search(value):
        unquoted = urllib.parse.unquote_to_bytes(raw_bytes(value))
        if not unquoted.isascii():
            return guess(unquoted)
    return unscrambled(header_text(value))


def _latin(text: str) -> bool:
    return all(ord(character) < 256 for character in text)


def unscrambled(text: str) -> str:
    """``text``, or what it was before someone read GBK as cp437 or Latin-1 ('╜°╒╣' → '进展').

    Only a text whose bytes are ordinary Chinese (GB 2312) is taken for such an accident.
    """
    if text.isascii():
        return text
    for encoding in ("cp437", "latin-1", "cp1252"):
        try:
            raw = text.encode(encoding)
            found = raw.decode("utf-8") if _is_utf8(raw) else raw.decode("gb2312")
        except UnicodeError:
            continue
        if any("一" <= character <= "鿿" for character in found):
            return found
    return text


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def zip_name(name: str, utf8: bool) -> str:
    """A zip member's name as ``zipfile`` gives it (cp437 unless flagged UTF-8) in clear."""
    if utf8:
        return unscrambled(name)
    try:
        return guess(name.encode("cp437"))
    except UnicodeEncodeError:
        return name
