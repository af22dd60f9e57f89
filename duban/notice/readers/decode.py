"""Bytes of text in whatever encoding: UTF-8, GB18030, Big5, UTF-16, with or without a mark."""

from __future__ import annotations

import re

from msgspec import Struct

_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
# The commonest characters of such notices, simplified and traditional. A wrong guess between
# GB18030 and Big5 decodes without an error, but into rare characters.
_COMMON = frozenset(
    "的一是在和市局县区工作任务单位责会政府部门建设发展人民项目推进加快"
    "縣區務單責會門設發展項進國產業經濟社年月日二三四五六七八九十"
)
_NAMES = {"utf-8": "UTF-8", "gb18030": "GB18030", "big5": "Big5", "utf-16-le": "UTF-16"}


class Decoded(Struct, frozen=True):
    """``text`` with its assumed encoding and what to tell the reader of the report ('' if nothing).

    ``lost`` counts the places that could not be decoded; they hold U+FFFD.
    """

    text: str
    encoding: str
    note: str = ""
    lost: int = 0


def decode(data: bytes, declared: str = "") -> Decoded:
    """``data`` as text: a byte order mark, then UTF-8, then ``declared``, then what reads best."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _lenient(data[len(mark) :], encoding)
    if b"\0" in data[:4096]:
        # ASCII in UTF-16 has its zero byte second (little-endian) or first.
        head = data[:4096]
        little = head[1::2].count(0) >= head[0::2].count(0)
        return _lenient(data, "utf-16-le" if little else "utf-16-be")
    strict = _strict(data, "utf-8")
    if strict is not None:
        return Decoded(strict, "utf-8")
    for encoding in _known(declared):
        strict = _strict(data, encoding)
        if strict is not None:
            return Decoded(strict, encoding)
    candidates = [
        (text, encoding)
        for encoding in ("gb18030", "big5")
        if (text := _strict(data, encoding)) is not None
    ]
    if candidates:
        text, encoding = max(candidates, key=lambda candidate: _share_of_common(candidate[0]))
        return Decoded(text, encoding, f"文件未注明编码，按{_NAMES[encoding]}读取。")
    return min(
        (_lenient(data, encoding) for encoding in ("utf-8", "gb18030")), key=lambda read: read.lost
    )


def _known(declared: str) -> tuple[str, ...]:
    """The declared encoding as Python knows it; web pages that say gb2312 mean GB18030."""
    name = re.sub(r"[^a-z0-9]", "", declared.lower())
    if name in ("gb2312", "gbk", "gb18030"):
        return ("gb18030",)
    return ("big5",) if name.startswith("big5") else ()


def _strict(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _lenient(data: bytes, encoding: str) -> Decoded:
    text = data.decode(encoding, errors="replace")
    lost = text.count("\ufffd")
    shown = _NAMES.get(encoding, "UTF-16")
    note = f"按{shown}读取，有{lost}处字节无法识别，以“\ufffd”代替，请核对原文。" if lost else ""
    return Decoded(text, encoding, note, lost)


def _share_of_common(text: str) -> float:
    wide = [c for c in text if c > "\u2e80"]
    return sum(c in _COMMON for c in wide) / len(wide) if wide else 0.0
