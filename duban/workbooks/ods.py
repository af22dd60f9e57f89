"""OpenDocument spreadsheets. Elements and attributes: OASIS ODF 1.3 part 3, clauses 9 and 19.

calamine reads .ods too, but shows TRUE as 1, a duration as text and an error as a blank cell, and
lays out a value that is repeated over a million rows. Here repeats are counted beforehand.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from xml.etree import ElementTree

from msgspec import field

from duban.a1 import MAX_COLUMN
from duban.text import clean
from duban.workbooks.book import (
    NO_CACHED_VALUE,
    Book,
    CellError,
    CellValue,
    Range,
    Sheet,
    Unreadable,
)
from duban.workbooks.cells import Grid, iso_moment, number, outside, too_many_cells
from duban.workbooks.frame import Element, parse
from duban.workbooks.guard import DAMAGED, NEW_FORM, Limits, Package, Refused
from duban.workbooks.kinds import FileKind

_URN = "urn:oasis:names:tc:opendocument:xmlns:"
_TABLE, _OFFICE, _TEXT, _META, _STYLE = (
    f"{{{_URN}{word}:1.0}}" for word in ("table", "office", "text", "meta", "style")
)
_CALCEXT = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"
_CELLS = (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")
_ROW = f"{_TABLE}table-row"
_PARAGRAPHS = (f"{_TEXT}p", f"{_TEXT}h")
_SIDE_TEXTS = (f"{_OFFICE}annotation", f"{_TEXT}note", f"{_TEXT}ruby-text")
_BLANKS = {f"{_TEXT}s": " ", f"{_TEXT}tab": "\t", f"{_TEXT}line-break": "\n"}
_DURATION = re.compile(r"(-?)PT([0-9]{1,9})H([0-9]{1,9})M([0-9]{1,9}(?:[.,][0-9]{1,9})?)S")
_DEEPEST = 100
# A workbook knows no time zone.
_DAY_ZERO, _FIRST_YEAR = datetime(1899, 12, 30), 1900  # noqa: DTZ001
_LOCKED = Unreadable("工作簿设有打开密码，无法读取", "请取消密码后重新报送")


def read_ods(package: Package) -> Book:
    """An .ods workbook. Raises Refused."""
    if "META-INF/manifest.xml" in package and b"encryption-data" in package.read(
        "META-INF/manifest.xml"
    ):
        raise Refused(_LOCKED)
    tables = _read_content(package.read("content.xml"), package.limits)
    if not tables:
        raise Refused(Unreadable("工作簿中没有可读取的工作表", NEW_FORM))
    return Book(tables, FileKind.ODS, _properties(package), tuple(package.notes))


class _Table(Grid, kw_only=True):
    """A table being read; ``row`` is the row being read, ``column`` that of the cell before."""

    name: str
    style: str
    row: int = 0
    column: int = 0
    line: dict[int, tuple[CellValue | None, str]] = field(default_factory=dict)

    def add_cell(self, element: Element) -> None:
        """A cell, as often as it is repeated."""
        first = self.column + 1
        self.column += (repeats := _count(element, "number-columns-repeated"))
        rows, columns = (_count(element, f"number-{word}-spanned") for word in ("rows", "columns"))
        if rows > 1 or columns > 1:
            merged = Range(self.row, first, self.row + rows - 1, first + columns - 1)
            self.merged.append(merged)
        value, text = _value(element)
        if value is not None or text:
            if self.column > MAX_COLUMN:
                raise Refused(outside())
            self.line.update(dict.fromkeys(range(first, first + repeats), (value, text)))

    def end_row(self, repeats: int) -> None:
        """The row is complete and stands ``repeats`` times in all."""
        last = self.row + repeats - 1
        if self.line:
            if len(self.cells) + len(self.line) * repeats > self.room:
                raise Refused(too_many_cells())
            for row in range(self.row, last + 1):
                for column, (value, text) in self.line.items():
                    self.put((row, column), "" if value is None else value, text or None)
        self.row, self.line = last, {}


def _read_content(content: bytes, limits: Limits) -> tuple[Sheet, ...]:
    """The tables of content.xml."""
    tables: list[_Table] = []
    hidden: set[str] = set()
    depth = 0  # of tables: one inside a cell is not a sheet
    room = limits.cells
    for event, element in _walk(content):
        tag = element.tag
        if tag == f"{_TABLE}table":
            depth += 1 if event == "start" else -1
            if event == "start" and depth == 1:
                room -= len(tables[-1].cells) if tables else 0
                name = clean(element.get(f"{_TABLE}name", ""))
                style = element.get(f"{_TABLE}style-name", "")
                tables.append(_Table(room=room, name=name, style=style))
        elif event == "start":
            if tag == _ROW and depth == 1:
                tables[-1].row += 1
                tables[-1].column = 0
        elif tag in _CELLS and depth == 1:
            tables[-1].add_cell(element)
            element.clear()
        elif tag == _ROW and depth == 1:
            tables[-1].end_row(_count(element, "number-rows-repeated"))
            element.clear()
        elif tag == f"{_STYLE}style":
            if any(part.get(f"{_TABLE}display") == "false" for part in element):
                hidden.add(element.get(f"{_STYLE}name", ""))
            element.clear()
    if len(tables) > limits.sheets:
        raise Refused(Unreadable(f"工作簿中的工作表超过{limits.sheets}张", NEW_FORM, unsafe=True))
    return tuple(table.sheet(table.name, table.style not in hidden) for table in tables)


def _walk(content: bytes) -> Iterator[tuple[str, Element]]:
    try:
        yield from ElementTree.iterparse(io.BytesIO(content), ("start", "end"))
    except (ElementTree.ParseError, ValueError, LookupError):
        raise Refused(DAMAGED) from None


def _count(element: Element, attribute: str) -> int:
    stated = element.get(f"{_TABLE}{attribute}", "1")
    return max(1, int(stated)) if stated.isdecimal() and len(stated) < 10 else 1


def _value(cell: Element) -> tuple[CellValue | None, str]:
    """(value, or None of a blank cell; the text as stored where cleaning changed it, else '')."""
    kind = cell.get(f"{_OFFICE}value-type", "")
    stored = "\n".join(_paragraph(child) for child in cell if child.tag in _PARAGRAPHS)
    if cell.get(f"{_CALCEXT}value-type") == "error":
        return CellError(clean(stored)), ""
    if not kind and not stored and cell.get(f"{_TABLE}formula"):
        return CellError(NO_CACHED_VALUE), ""
    try:
        if kind in ("float", "percentage", "currency"):
            return number(float(cell.get(f"{_OFFICE}value", ""))), ""
        if kind == "boolean":
            return cell.get(f"{_OFFICE}boolean-value") == "true", ""
        if kind == "date" and (found := iso_moment(cell.get(f"{_OFFICE}date-value", ""))):
            return _settled(found), ""
        if kind == "time" and (match := _DURATION.fullmatch(cell.get(f"{_OFFICE}time-value", ""))):
            return _days(match), ""
    except (ValueError, OverflowError):
        pass  # what is stored cannot be read, so what is shown counts
    cleaned = clean(stored)
    return cleaned or None, stored if cleaned != stored else ""


def _settled(found: date | datetime) -> CellValue:
    """A day before 1900 is a number of days in a date's format, which Excel keeps as a number."""
    day = found if isinstance(found, datetime) else datetime.combine(found, time())
    return found if day.year >= _FIRST_YEAR else number((day - _DAY_ZERO) / timedelta(days=1))


def _days(match: re.Match[str]) -> CellValue:
    """A duration or time of day as a number of days, which is how Excel stores it."""
    sign, hours, minutes, seconds = match.groups()
    total = int(hours) * 3600 + int(minutes) * 60 + float(seconds.replace(",", "."))
    return number(-total / 86_400 if sign else total / 86_400)


def _paragraph(element: Element, depth: int = 0) -> str:
    """The text of a paragraph, without notes and comments."""
    if depth > _DEEPEST:
        raise Refused(DAMAGED)
    found = [element.text or ""]
    for child in element:
        if child.tag in _BLANKS:
            stated = child.get(f"{_TEXT}c", "1")
            times = int(stated) if stated.isdecimal() and len(stated) < 6 else 1
            found.append(_BLANKS[child.tag] * times)
        elif child.tag not in _SIDE_TEXTS:
            found.append(_paragraph(child, depth + 1))
        found.append(child.tail or "")
    return "".join(found)


def _properties(package: Package) -> dict[str, str]:
    if "meta.xml" not in package:
        return {}
    return {
        clean(element.get(f"{_META}name", "")): clean("".join(element.itertext()))
        for element in parse(package, "meta.xml").iter(f"{_META}user-defined")
    }
