"""Tables that are text: .csv in any encoding used here, and web pages saved as .xls.

Every value stays the text that it is: what a number or a date means is decided where the column is
known.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from typing import Any, cast

from msgspec import field

from duban.workbooks.book import Book, Position, Range, Unreadable
from duban.workbooks.cells import Grid
from duban.workbooks.guard import DAMAGED, NEW_FORM, Limits, Refused
from duban.workbooks.kinds import FileKind, decode_text

_DELIMITERS = ("\t", ",", ";", "|")
_SAMPLE = 20
_SHEET = "表1"
_SILENT = ("script", "style", "title", "head")
_BREAKS = ("br", "p", "div", "li")
_SPACES = re.compile(r"[ \t\r\n\f]+")
_LINES = re.compile(r" ?\n[ \n]*")
_CHARSET = re.compile(rb"""charset\s*=\s*["']?([\w-]+)""", re.IGNORECASE)


def read_csv(data: bytes, limits: Limits) -> Book:
    """A delimited text as a workbook of one sheet. Raises Refused."""
    text = decode_text(data)
    if text is None:
        raise Refused(DAMAGED)
    grid = Grid(room=limits.cells)
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
        for row, fields in enumerate(reader, 1):
            for column, value in enumerate(fields, 1):
                grid.put_text((row, column), value)
    except csv.Error:
        raise Refused(DAMAGED) from None
    return Book((grid.sheet(_SHEET),), FileKind.CSV)


def read_html(data: bytes, limits: Limits) -> Book:
    """Every table of a web page as a sheet; a table inside another is a sheet of its own."""
    from lxml import etree

    target = _Tables(limits)
    parser = etree.HTMLParser(target=cast(Any, target), remove_comments=True)
    try:
        parser.feed(_decode_html(data))
        parser.close()
    except etree.LxmlError:
        raise Refused(DAMAGED) from None
    filled = [grid for grid in target.grids if grid.cells]
    if not filled:
        raise Refused(Unreadable("网页文件中没有表格", NEW_FORM))
    return Book(
        tuple(grid.sheet(f"表{number}") for number, grid in enumerate(filled, 1)), FileKind.HTML
    )


class _Grid(Grid, kw_only=True):
    """A table being read. ``taken`` maps a column to the last row that a cell above reaches."""

    row: int = 0
    column: int = 0
    taken: dict[int, int] = field(default_factory=dict)

    def next_cell(self, rows: int, columns: int) -> Position:
        """The place of the row's next cell, which spans so many rows and columns."""
        self.row = self.row or 1
        self.column += 1
        while self.taken.get(self.column, 0) >= self.row:
            self.column += 1
        at = (self.row, self.column)
        self.column += columns - 1
        if rows > 1:
            self.taken.update(dict.fromkeys(range(at[1], at[1] + columns), at[0] + rows - 1))
        if rows > 1 or columns > 1:
            self.merged.append(Range(*at, at[0] + rows - 1, self.column))
        return at


class _Tables:
    """Receives a web page's events from lxml, which closes what its author left open."""

    def __init__(self, limits: Limits) -> None:
        self.grids: list[_Grid] = []
        self._limits = limits
        self._open: list[_Grid] = []
        self._cells: list[tuple[_Grid, Position, list[str]]] = []
        self._silent = 0

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag in _SILENT:
            self._silent += 1
        elif tag == "table":
            if len(self.grids) >= self._limits.sheets:
                raise Refused(_too_many_tables(self._limits))
            self._open.append(_Grid(room=self._room()))
            self.grids.append(self._open[-1])
        elif tag == "tr" and self._open:
            self._open[-1].row += 1
            self._open[-1].column = 0
        elif tag in ("td", "th") and self._open:
            # HTML, 4.9.11: spans beyond these limits count as the limit.
            rows = _span(attributes, "rowspan", 65534)
            columns = _span(attributes, "colspan", 1000)
            grid = self._open[-1]
            self._cells.append((grid, grid.next_cell(rows, columns), []))
        elif tag in _BREAKS and self._cells:
            self._cells[-1][2].append("\n")

    def end(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif tag == "table" and self._open:
            self._open.pop()
        elif tag in ("td", "th") and self._cells:
            grid, at, pieces = self._cells.pop()
            grid.put_text(at, _LINES.sub("\n", "".join(pieces)).strip(" \n"))

    def data(self, text: str) -> None:
        if self._cells and not self._silent:
            self._cells[-1][2].append(_SPACES.sub(" ", text))

    def _room(self) -> int:
        return self._limits.cells - sum(len(grid.cells) for grid in self.grids)

    def close(self) -> None:
        """Part of the interface; there is nothing to hand over."""


def _too_many_tables(limits: Limits) -> Unreadable:
    return Unreadable(f"网页文件中的表格超过{limits.sheets}张", NEW_FORM, unsafe=True)


def _span(attributes: Mapping[str, str], name: str, most: int) -> int:
    stated = attributes.get(name, "1").strip()
    return min(most, max(1, int(stated[:9]))) if stated.isdecimal() else 1


def _delimiter(text: str) -> str:
    """The character that most lines of the beginning hold equally often; ',' when none does."""
    lines = [line for line in text[:65536].splitlines() if line.strip()][:_SAMPLE]
    return max(_DELIMITERS, key=lambda mark: (sum(mark in line for line in lines), mark == ","))


def _decode_html(data: bytes) -> str:
    declared = _CHARSET.search(data[:4096])
    if declared and not data.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        name = declared[1].decode("ascii").lower()
        encoding = "gb18030" if name.startswith(("gb", "x-gbk", "cp936")) else name
        try:
            return data.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            pass  # the page says one thing and is another: what it is counts
    text = decode_text(data)
    if text is None:
        raise Refused(DAMAGED)
    return text
