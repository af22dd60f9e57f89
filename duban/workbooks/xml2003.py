"""The XML spreadsheet of 2003, which office systems here like to export under the name .xls.

Elements and attributes: Microsoft, "XML Spreadsheet Reference" (Office 2003).
"""

from __future__ import annotations

import io
from xml.etree import ElementTree

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
from duban.workbooks.cells import Grid, iso_moment, number
from duban.workbooks.frame import Element
from duban.workbooks.guard import DAMAGED, DTD, NEW_FORM, Limits, Refused, declares_dtd
from duban.workbooks.kinds import FileKind

_SS = "{urn:schemas-microsoft-com:office:spreadsheet}"
_HIDDEN = "{urn:schemas-microsoft-com:office:excel}Visible"


class _Table(Grid, kw_only=True):
    """A worksheet being read; ``row`` and ``column`` are those of the cell before."""

    name: str
    visible: bool = True
    row: int = 0
    column: int = 0

    def add_cell(self, element: Element) -> None:
        """A <Cell> with what it contains."""
        self.column = _index(element, self.column + 1)
        at = (self.row, self.column)
        down, across = (_index(element, 0, f"Merge{word}") for word in ("Down", "Across"))
        if down or across:
            self.merged.append(Range(*at, self.row + down, self.column + across))
        self.column += across
        data = element.find(f"{_SS}Data")
        if data is not None:
            stored = "".join(data.itertext())
            value = _value(data.get(f"{_SS}Type", ""), stored)
            self.put(at, value, stored if isinstance(value, str) and value != stored else None)
        elif element.get(f"{_SS}Formula"):
            self.put(at, CellError(NO_CACHED_VALUE))


def read_xml2003(data: bytes, limits: Limits) -> Book:
    """An XML spreadsheet as a workbook. Raises Refused."""
    if declares_dtd(data):
        raise Refused(DTD)
    tables: list[_Table] = []
    room = limits.cells
    try:
        for event, element in ElementTree.iterparse(io.BytesIO(data), ("start", "end")):
            tag = element.tag.removeprefix(_SS)
            if event == "start" and tag == "Worksheet":
                room -= len(tables[-1].cells) if tables else 0
                tables.append(_Table(room=room, name=clean(element.get(f"{_SS}Name", ""))))
            elif event == "start" and tag == "Row" and tables:
                tables[-1].row = _index(element, tables[-1].row + 1)
                tables[-1].column = 0
            elif event == "end" and tag == "Cell" and tables:
                tables[-1].add_cell(element)
                element.clear()
            elif event == "end" and tag == _HIDDEN and tables:
                tables[-1].visible = (element.text or "").strip() == "SheetVisible"
    except (ElementTree.ParseError, ValueError, LookupError):
        raise Refused(DAMAGED) from None
    if not tables:
        raise Refused(Unreadable("工作簿中没有可读取的工作表", NEW_FORM))
    if len(tables) > limits.sheets:
        raise Refused(Unreadable(f"工作簿中的工作表超过{limits.sheets}张", NEW_FORM, unsafe=True))
    sheets: tuple[Sheet, ...] = tuple(table.sheet(table.name, table.visible) for table in tables)
    return Book(sheets, FileKind.XML2003)


def _index(element: Element, otherwise: int, name: str = "Index") -> int:
    stated = element.get(f"{_SS}{name}", "")
    return int(stated) if stated.isdecimal() and len(stated) < 10 else otherwise


def _value(kind: str, stored: str) -> CellValue:
    text = clean(stored)
    if kind == "Error":
        return CellError(text)
    if kind == "Boolean" and text in ("0", "1"):
        return text == "1"
    if kind == "DateTime":
        return iso_moment(text) or text
    if kind == "Number":
        try:
            found = float(text)
        except ValueError:
            return text
        return number(found) if found - found == 0 else text
    return text
