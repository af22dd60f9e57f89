"""Zip packages (.docx, .xlsx) and their XML, opened without trusting their own account of sizes."""

from __future__ import annotations

import re

from lxml import etree
from msgspec import Struct

from duban.notice.blocks import NotANotice
from duban.workbooks.container import BadContainer, TooLarge, directory, inflate

MOST_MEMBERS = 10_000
MOST_XML = 64 * 1024 * 1024
"""Bytes that the XML of one package may inflate to; a list of 250 rows needs under two million."""

DAMAGED = NotANotice(
    "文件已损坏，不能完整打开。",
    "请用WPS或Word打开原件，另存后重新导入；打不开的，请向发文单位重新索取。",
)
TOO_LARGE = NotANotice(
    "文件展开后过大，不是正常的通知文件。", "请确认文件来源；确属通知的，请另存为纯文本后导入。"
)
_LOCKED = NotANotice("文件设有打开密码。", "请取消密码后重新导入。")


class Package(Struct, frozen=True):
    """The names in a package and its XML members; pictures and other parts are not inflated."""

    names: tuple[str, ...]
    parts: dict[str, bytes]

    def tree(self, name: str) -> etree._Element | None:
        """The root of one XML part; None where the package has no such part."""
        data = self.parts.get(name)
        return None if data is None else parse_xml(data)

    def first(self, pattern: str) -> etree._Element | None:
        """The root of the first part whose whole name matches; producers number them at will."""
        names = sorted(name for name in self.parts if re.fullmatch(pattern, name))
        return self.tree(names[0]) if names else None

    @property
    def has_pictures(self) -> bool:
        return any("/media/" in name or name.startswith("Pictures/") for name in self.names)


def open_package(data: bytes) -> Package | NotANotice:
    """The package in ``data``: declared sizes are checked first, then what really inflates."""
    parts: dict[str, bytes] = {}
    left = MOST_XML
    try:
        members = directory(data, MOST_MEMBERS)
        wanted = [m for m in members if m.name.endswith((".xml", ".rels", "mimetype"))]
        if len(members) > MOST_MEMBERS or sum(member.size for member in wanted) > MOST_XML:
            return TOO_LARGE
        if any(member.encrypted for member in wanted):
            return _LOCKED
        for member in wanted:
            parts[member.name] = inflate(data, member, left)
            left -= len(parts[member.name])
    except TooLarge:
        return TOO_LARGE
    except BadContainer:
        return DAMAGED
    return Package(tuple(member.name for member in members), parts)


def parse_xml(data: bytes) -> etree._Element | None:
    """The root of ``data``; None if it is no XML or has entities, which no office program uses."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError:
        return None
    return None if next(root.iter(etree.Entity), None) is not None else root
