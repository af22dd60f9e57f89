"""Links out of output/<period>/ to files of the workspace, as Excel and LibreOffice open them."""

from __future__ import annotations

import re
from functools import lru_cache

from msgspec import Struct

from duban.a1 import quoted
from duban.model import Source

LINKS_LIMIT = 65_000
"""Excel takes 65,530 links a sheet; beyond: plain text."""
_ADDRESS_LIMIT = 500
"""Excel takes 2,079 characters of escaped address."""
_RESERVED = re.compile(r"[ %#\"<>\[\]`^{}|]")
_UNHOLDABLE = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
"""What no part of a workbook may hold (XML 1.0 §2.2), and how Python shows bytes of no text."""
_HOLDER = re.compile(r"(.+?\.[A-Za-z0-9]{1,5})!")
"""The mail or archive of a file within it: '来信.eml!填报表.xlsx'."""


class Link(Struct, frozen=True):
    """A cell that shows ``text`` and opens the file ``target`` at ``place`` (a cell, or '')."""

    text: str
    target: str
    place: str = ""

    @property
    def address(self) -> str:
        """The file as a workbook refers to it; '' where a workbook cannot hold the link."""
        if len(self.target) + len(self.place) > _ADDRESS_LIMIT or _UNHOLDABLE.search(self.place):
            return ""
        return _escaped(self.target)


@lru_cache(maxsize=1 << 10)
def _escaped(target: str) -> str:
    """As Excel writes it; many links lead to one file."""
    if _UNHOLDABLE.search(target):
        return ""
    escaped = _RESERVED.sub(lambda found: f"%{ord(found[0]):02X}", target)
    return escaped.replace("/", "\\") if len(escaped) <= _ADDRESS_LIMIT else ""


def link_to(source: Source, text: str = "") -> Link | str:
    """A short link to the cell, or to the file; plain text for what stands in no file.

    It shows ``text``, or else the place. A workbook in a mail or an archive has no address of
    its own: the link opens what holds it. Of a value that stands in several cells it
    leads to the first.
    """
    place = f"{source.sheet}!{source.cell}" if source.sheet and source.cell else source.sheet
    if not source.file:
        return text or place
    holder, first = _HOLDER.match(source.file), source.cell.partition(",")[0]
    return Link(
        text=text or place or "打开",
        target=f"../../{holder[1] if holder else source.file}",
        place=f"{quoted(source.sheet)}!{first}" if first and not holder else "",
    )
