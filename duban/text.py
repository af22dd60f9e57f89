"""Text from outside made safe once, and compared by what it says rather than how it was typed."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# XML 1.0 §2.2 forbids these; openpyxl and python-docx raise on them, Word offers to repair.
_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)
# Zero-width and direction-changing characters: invisible, they make a text read as another.
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
# Excel stores a control character as _x0007_; readers differ in whether they undo it.
_EXCEL_ESCAPE = re.compile(r"_x00(0[0-8BCEF]|1[0-9A-F])_", re.IGNORECASE)
_SPACES = re.compile(r"\s+")
_FIGURE = re.compile("[0-9.%]")
_BLANKS = re.compile("[ \t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+")

EXCEL_CELL_LIMIT = 32767
"""UTF-16 units that Excel keeps in one cell; writers cut beyond it without a word."""


def clean(text: str) -> str:
    """``text`` without characters that XML forbids, that hide, or that change direction.

    Line breaks become '\\n', every kind of blank becomes an ordinary one, the ends are stripped.
    """
    # Printable: none of the characters below, nor any blank but the ordinary one.
    if text.isprintable() and "  " not in text and "_x00" not in text and "_X00" not in text:
        return text.strip(" ")
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n")
    text = _EXCEL_ESCAPE.sub("", _INVISIBLE.sub("", _FORBIDDEN.sub("", text)))
    return _BLANKS.sub(" ", text).strip()


def squeeze(text: str) -> str:
    """What texts are compared by: full-width forms folded (NFKC), no white space, lower case."""
    return _short(text) if len(text) <= _SHORT else _squeezed(text)


def _squeezed(text: str) -> str:
    return _SPACES.sub("", unicodedata.normalize("NFKC", clean(text))).casefold()


_SHORT = 40
_short = lru_cache(maxsize=1 << 13)(_squeezed)
"""Names and headers come up in workbook after workbook."""


def shorten(text: str, limit: int) -> str:
    """``text`` on one line, at most ``limit`` characters, an ellipsis where it was cut.

    No figure is cut in two.
    """
    line = _SPACES.sub(" ", text).strip()
    if len(line) <= limit:
        return line
    cut = line[: limit - 1]
    if _FIGURE.match(line[limit - 1 :]):
        # Half a figure would be another one: 1000亩 is not 100….
        cut = cut.rstrip("0123456789.") or cut
    return cut.rstrip() + "…"


def cell_text(text: str) -> str:
    """``text`` as an Excel cell can hold it: clean, an ellipsis where it had to be cut."""
    text = clean(text)
    if 2 * len(text) <= EXCEL_CELL_LIMIT:
        return text
    units = text.encode("utf-16-le")
    if len(units) <= 2 * EXCEL_CELL_LIMIT:
        return text
    return units[: 2 * EXCEL_CELL_LIMIT - 2].decode("utf-16-le", "ignore") + "…"


def name_list(names: list[str] | tuple[str, ...]) -> str:
    """Names as a Chinese text lists them: '甲、乙、丙'."""
    return "、".join(names)


def safe_name(text: str, limit: int = 80) -> str:
    """``text`` as a file name that Windows, Linux and mail programs accept; '未命名' if empty.

    At most ``limit`` characters and 240 bytes: Linux takes 255 bytes with the extension.
    """
    name = re.sub(r'[<>:"/\\|?*\n\t]', "_", clean(text)).strip(" .")[:limit]
    name = name.encode()[:240].decode(errors="ignore").rstrip(" .")
    if re.fullmatch(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?", name):
        name = f"_{name}"
    return name or "未命名"
