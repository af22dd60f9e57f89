"""The frame of an .xlsx workbook: its sheets and their parts, properties, date styles.

Part names and elements: ECMA-376 part 1, clauses 18.2 (workbook), 18.8 (styles), 22.3 (custom
properties). Relationship targets: part 2, clause 9.3.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from functools import lru_cache
from xml.etree import ElementTree
from xml.parsers import expat

from msgspec import Struct

from duban.sheetxml import NAMESPACE
from duban.text import clean
from duban.workbooks.book import Unreadable
from duban.workbooks.guard import DAMAGED, NEW_FORM, Package, Refused

Element = ElementTree.Element
# A strict workbook (ISO/IEC 29500 strict) differs, for our purpose, by its namespaces only.
_STRICT = (
    (
        b"http://purl.oclc.org/ooxml/spreadsheetml/",
        b"http://schemas.openxmlformats.org/spreadsheetml/2006/",
    ),
    (
        b"http://purl.oclc.org/ooxml/officeDocument/",
        b"http://schemas.openxmlformats.org/officeDocument/2006/",
    ),
)
MAIN = f"{{{NAMESPACE}}}"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
"""The namespace of relationships, and what the type of each begins with."""
RELATION_ID = f"{{{OFFICE}}}id"
_OF_OFFICE = f"{OFFICE}/"
_VISIBLE = "visible"


class SheetPart(Struct, frozen=True):
    """A worksheet's name, whether it can be seen, and the part that holds it."""

    name: str
    visible: bool
    part: str


class Frame(Struct, frozen=True):
    """What a sheet's reader must know of its workbook. ``date_styles`` by index of cellXfs."""

    sheets: tuple[SheetPart, ...]
    properties: Mapping[str, str]
    strings_part: str
    date_styles: frozenset[int]
    since_1904: bool


def read_frame(package: Package) -> Frame:
    """The workbook's frame. Raises Refused; a broken XML part is a damaged file."""
    workbook = workbook_part(package)
    targets = relations(package, workbook)
    since_1904, listed = _listed(package.read(workbook))
    sheets = tuple(
        SheetPart(name, visible, part)
        for name, visible, relation in listed
        if (part := targets.get(relation, ("", ""))[1]) and targets[relation][0] == "worksheet"
    )
    if len(sheets) > package.limits.sheets:
        raise Refused(
            Unreadable(f"工作簿中的工作表超过{package.limits.sheets}张", NEW_FORM, unsafe=True)
        )
    if not sheets:
        raise Refused(Unreadable("工作簿中没有可读取的工作表", NEW_FORM))
    by_type = dict(reversed(list(targets.values())))
    return Frame(
        sheets,
        _custom_properties(package),
        by_type.get("sharedStrings", ""),
        _date_styles(package, by_type.get("styles", "")),
        since_1904,
    )


@lru_cache(maxsize=64)
def _listed(content: bytes) -> tuple[bool, tuple[tuple[str, bool, str], ...]]:
    """Whether days count from 1904, and (name, visible, relationship) of the workbook's sheets.

    Kept, as is what stands in the styles: the forms of one office have these parts in common.
    """
    root = _root(transitional(content))
    properties, sheets = root.find(f"{MAIN}workbookPr"), root.find(f"{MAIN}sheets")
    return properties is not None and properties.get("date1904") in ("1", "true", "on"), tuple(
        (
            clean(element.get("name", "")),
            element.get("state", _VISIBLE) == _VISIBLE,
            element.get(RELATION_ID, ""),
        )
        for element in (() if sheets is None else sheets)
        if element.tag == f"{MAIN}sheet"
    )


def parse(package: Package, part: str) -> Element:
    """The part's root element, strict namespaces translated. Raises Refused."""
    return _root(transitional(package.read(part)))


def _root(content: bytes) -> Element:
    try:
        return ElementTree.fromstring(content)
    except (ElementTree.ParseError, ValueError, LookupError):
        raise Refused(DAMAGED) from None


def transitional(content: bytes) -> bytes:
    """``content`` with the namespaces of strict OOXML replaced by the usual ones."""
    if b"purl.oclc.org" in content:
        for strict, usual in _STRICT:
            content = content.replace(strict, usual)
    return content


def workbook_part(package: Package) -> str:
    """The part that holds the workbook itself."""
    # Nearly every package has its workbook here, and says so in as many words.
    usual = "xl/workbook.xml"
    listing = package.read("_rels/.rels") if "_rels/.rels" in package else b""
    if b'Target="xl/workbook.xml"' not in listing:
        for kind, part in relations(package, "").values():
            if kind == "officeDocument" and part in package:
                return part
    return usual


def relations(package: Package, part: str) -> Mapping[str, tuple[str, str]]:
    """Relationship id → (last word of its type, part it points to inside the package)."""
    folder, name = posixpath.split(part)
    listing = posixpath.join(folder, "_rels", f"{name}.rels")
    if listing not in package:
        return {}
    return _targets(folder, package.read(listing))


@lru_cache(maxsize=64)
def _targets(folder: str, content: bytes) -> Mapping[str, tuple[str, str]]:
    found: dict[str, tuple[str, str]] = {}
    for element in _relationships(transitional(content)):
        kind, target = element.get("Type", ""), element.get("Target", "").replace("\\", "/")
        if element.get("TargetMode") == "External" or not kind.startswith(_OF_OFFICE):
            continue
        path = target[1:] if target.startswith("/") else posixpath.join(folder, target)
        found[element.get("Id", "")] = (kind.removeprefix(_OF_OFFICE), posixpath.normpath(path))
    return found


_RELATIONSHIPS = re.compile(
    rb'(?:<\?xml version="1\.0" encoding="UTF-8"(?: standalone="(?:yes|no)")?\?>\s*)?'
    rb'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">\s*'
    rb'((?:<Relationship(?: [A-Za-z]+="[\x20-\x25\x27-\x3b=\x3f-\x7e]*")+ ?/>\s*)*+)'
    rb"</Relationships>\s*"
)
_ATTRIBUTE = re.compile(' ([A-Za-z]+)="([^"]*)"')


def _relationships(content: bytes) -> Iterable[Mapping[str, str]]:
    """The attributes of each relationship; a part in the plain shape is read without a parser."""
    plain = _RELATIONSHIPS.fullmatch(content)
    if plain is None:
        return [element.attrib for element in _root(content)]
    found = [_ATTRIBUTE.findall(element) for element in plain[1].decode().split("<R")[1:]]
    if any(len(dict(pairs)) != len(pairs) for pairs in found):
        raise Refused(DAMAGED)  # an attribute twice: not well-formed
    return [dict(pairs) for pairs in found]


def _custom_properties(package: Package) -> dict[str, str]:
    if "docprops/custom.xml" not in package:
        return {}
    root = parse(package, "docProps/custom.xml")
    return {
        clean(element.get("name", "")): clean("".join(element.itertext()))
        for element in root
        if element.get("name")
    }


# Numbers of built-in formats that show a date or a time (18.8.30); 27–36 and 50–58 are those of
# the Chinese, Japanese and Korean versions, which WPS uses without writing them out.
_BUILT_IN_DATES = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))
_LITERALS = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!(?:h+|m+|s+)\])[^\]]*\]', re.IGNORECASE)
_DATE_LETTERS = re.compile(r"[ymdhs]|a{3,4}", re.IGNORECASE)
_ELAPSED = re.compile(r"\[(?:h+|m+|s+)\]", re.IGNORECASE)


def is_date_format(code: str) -> bool:
    """Whether a number format shows a date or a time of day; an elapsed time is neither."""
    first = _LITERALS.sub("", code).split(";")[0]
    return not _ELAPSED.search(first) and bool(_DATE_LETTERS.search(first))


_LIST_START = re.compile(rb'<[A-Za-z]+(?: count="[0-9]+")?>')
_FLAGS = rb'(?: [a-zA-Z]++="[a-zA-Z0-9]*+")*+'
_XF = rb"<xf%(f)s(?:/>|>(?:<alignment%(f)s/>)?(?:<protection%(f)s/>)?</xf>)" % {b"f": _FLAGS}
_PLAIN_STYLES = re.compile(rb'<cellXfs count="[0-9]+">(?:%s)*+</cellXfs>' % _XF)
_STYLE = re.compile(rb'<xf (?:[\w:]+="[^"<>]*" )*?numFmtId="([0-9]{1,9})"')


def _date_styles(package: Package, part: str) -> frozenset[int]:
    """Indices of the cell formats that show dates."""
    if not part or part not in package:
        return frozenset()
    return _dates_among(package.read(part))


@lru_cache(maxsize=8)
def _dates_among(content: bytes) -> frozenset[int]:
    content = transitional(content)
    formats, styles = _cut_styles(content) or _parsed_styles(_root(content))
    dates = set(_BUILT_IN_DATES)
    for element in formats:
        number = element.get("numFmtId", "")
        if number.isdecimal():
            shown = is_date_format(element.get("formatCode", ""))
            (dates.add if shown else dates.discard)(int(number))
    return frozenset(style for style, number in enumerate(styles) if number in dates)


def _cut(content: bytes, name: bytes) -> bytes:
    """The element of that name as it stands in the part; empty when it is not plainly there."""
    start = content.find(b"<" + name)
    end = content.find(b"</" + name + b">", start)
    if start < 0 or end < 0 or not _LIST_START.match(content, start):
        return b""
    return content[start : end + len(name) + 3]


def _parsed_styles(root: Element) -> tuple[list[Element], list[int]]:
    numbers = [element.get("numFmtId", "0") for element in root.iterfind(f"{MAIN}cellXfs/{MAIN}xf")]
    formats = root.findall(f"{MAIN}numFmts/{MAIN}numFmt")
    return formats, [int(number) if number.isdecimal() else 0 for number in numbers]


def _cut_styles(content: bytes) -> tuple[list[Element], list[int]] | None:
    """Number formats and each style's format, cut out of a part as plain as programs write it.

    The rest of a style sheet is fonts and borders; parsing all of it would cost more than the
    sheets of a form do. None when the part is of another make.
    """
    formats, styles = _cut(content, b"numFmts"), _cut(content, b"cellXfs")
    if not styles or b"<!" in content or (not formats and b"numFmts" in content):
        return None
    numbers = [int(number) for number in _STYLE.findall(styles)]
    if len(numbers) != styles.count(b"<xf "):
        return None
    try:
        if not _PLAIN_STYLES.fullmatch(styles):
            expat.ParserCreate("utf-8").Parse(styles, True)
        if not formats:
            return [], numbers
        root = ElementTree.fromstring(b'<a xmlns="%s">%s</a>' % (NAMESPACE.encode(), formats))
    except (ElementTree.ParseError, expat.ExpatError):
        return None
    return root.findall(f"{MAIN}numFmts/{MAIN}numFmt"), numbers


_END_OF_CALENDAR = 2_958_466 * 86_400_000
"""Milliseconds from the first day to the end of 31 December 9999, which is day 2,958,465."""


def moment(serial: float, since_1904: bool) -> date | datetime | float:
    """The date of a serial number; one before the first day or past 9999 stays the number it is.

    A time of day alone is such a number (06:00 is 0.25). Milliseconds, as Excel keeps them.
    Excel's 1900 has a 29 February that never was: days before 1 March stand one further on.
    """
    if not 1 <= serial < 2_958_466:
        return serial
    milliseconds = round((serial + 1462 if since_1904 else serial) * 86_400_000)
    if milliseconds >= _END_OF_CALENDAR:
        return serial
    # A workbook knows no time zone, and neither does what is read from it.
    start = datetime(1899, 12, 30 if since_1904 or serial >= 60 else 31)  # noqa: DTZ001
    found = start + timedelta(milliseconds=milliseconds)
    return found if milliseconds % 86_400_000 else found.date()
