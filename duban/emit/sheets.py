"""Printable sheets: title, header, wrapped rows of the height their text needs, page set-up."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from duban.figures import plain
from duban.rowheight import EXCEL_MAX_HEIGHT, needed_height, row_height
from duban.text import cell_text

_FONT = "宋体"
_SIZE = 10.5
_TITLE_ROW, _UNDER_ROW, _HEADER_ROW = 0, 1, 2
_A3, _A4 = 8, 9
_ADDRESS_LIMIT = 500
_LINKS_LIMIT = 60_000
"""Excel takes 2,079 characters of escaped address and 65,530 links a sheet; beyond: plain text."""
_RESERVED = re.compile(r"[ %#\"<>\[\]`^{}|]")
_LONE_SURROGATES = re.compile("[\ud800-\udfff]")
"""How Python shows the bytes of a file name that is not UTF-8."""
_LONG, _WIDEST = 100, 90
"""Characters that any column shows in rows of allowed height; how far a column is widened."""
_A4_WIDTH = 150
"""Column units that fit A4 landscape at a legible scale; a wider sheet is set for A3."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column; with a ``number`` format its cells are written as numbers, right-aligned."""

    header: str
    width: float
    number: str = ""
    centred: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """A cell that shows ``text`` and opens the file ``target`` at ``place`` (a cell, or '')."""

    text: str
    target: str
    place: str = ""


class Sheets:
    """Sheets of one workbook (``ooxml.workbook``) in the office's style.

    Text is always written as text: no cell of a unit's can become a formula or a link.
    """

    def __init__(self, book: Any, colours: Mapping[str, str]) -> None:
        """``colours`` shades every cell whose whole text is one of its keys."""
        self._book = book
        self._links = 0
        self._title = self._book.add_format(
            {"font_name": "黑体", "font_size": 16, "align": "center", "valign": "vcenter"}
        )
        self._under = self._book.add_format(
            {"font_name": "楷体", "font_size": 11, "valign": "vcenter"}
        )
        self._header = self._book.add_format(
            {
                **_cell("center"),
                "font_name": "黑体",
                "bg_color": "#D9E2F3",
                "text_wrap": 1,
            }
        )
        self._left = self._book.add_format(_cell("left"))
        self._centre = self._book.add_format(_cell("center"))
        self._numbers: dict[str, Any] = {}
        self._link = self._book.add_format(
            {**_cell("left"), "font_color": "#1F4E79", "underline": 1}
        )
        self._shades = {
            text: self._book.add_format({**_cell("center"), "bg_color": colour})
            for text, colour in colours.items()
        }

    def add(
        self,
        name: str,
        title: str,
        under: str,
        columns: Sequence[Column],
        rows: Iterable[Sequence[object]],
    ) -> None:
        """Adds a sheet; row heights show the whole text, the header repeats on every page."""
        sheet = self._book.add_worksheet(name)
        rows = list(rows)
        columns = [_wide_enough(c, (row[i] for row in rows)) for i, c in enumerate(columns)]
        last = len(columns) - 1
        sheet.merge_range(_TITLE_ROW, 0, _TITLE_ROW, last, title, self._title)
        sheet.merge_range(_UNDER_ROW, 0, _UNDER_ROW, last, under, self._under)
        sheet.set_row(_TITLE_ROW, 32)
        sheet.set_row(_UNDER_ROW, 20)
        for index, column in enumerate(columns):
            sheet.set_column(index, index, column.width)
            sheet.write_string(_HEADER_ROW, index, column.header, self._header)
        sheet.set_row(_HEADER_ROW, row_height([(c.width, c.header) for c in columns], _SIZE))
        number = _HEADER_ROW
        for number, row in enumerate(rows, start=_HEADER_ROW + 1):
            texts = [self._write(sheet, number, i, c, row[i]) for i, c in enumerate(columns)]
            widths = [column.width for column in columns]
            sheet.set_row(number, row_height(zip(widths, texts, strict=True), _SIZE))
        sheet.freeze_panes(_HEADER_ROW + 1, min(2, last))
        sheet.autofilter(_HEADER_ROW, 0, max(number, _HEADER_ROW + 1), last)
        _page(sheet, sum(column.width for column in columns))

    def _write(self, sheet: Any, row: int, index: int, column: Column, value: object) -> str:
        """Writes one cell and returns the text that it shows."""
        if isinstance(value, Link):
            return self._write_link(sheet, row, index, value)
        if value is None or value == "":
            sheet.write_blank(row, index, None, self._left)
            return ""
        if column.number:
            number = Decimal(str(value))
            sheet.write_number(row, index, float(number), self._number(column.number))
            return plain(number)
        text = cell_text(str(value))
        style = self._shades.get(text) or (self._centre if column.centred else self._left)
        sheet.write_string(row, index, text, style)
        return text

    def _number(self, form: str) -> Any:
        if form not in self._numbers:
            self._numbers[form] = self._book.add_format(
                {**_cell("right"), "num_format": form, "indent": 1}
            )
        return self._numbers[form]

    def _write_link(self, sheet: Any, row: int, index: int, link: Link) -> str:
        place = f"#{link.place}" if link.place else ""
        text = cell_text(link.text)
        address = f"external:{_address(link.target)}{place}"
        usable = _LONE_SURROGATES.search(address) is None and len(address) <= _ADDRESS_LIMIT
        if not usable or self._links >= _LINKS_LIMIT:
            sheet.write_string(row, index, text, self._left)
            return text
        self._links += 1
        sheet.write_url(row, index, address, self._link, text)
        return text


def _wide_enough(column: Column, values: Iterable[object]) -> Column:
    """The column, widened where a text would need a row higher than Excel allows."""
    long = [value for value in values if isinstance(value, str) and len(value) > _LONG]
    width = column.width
    while width < _WIDEST and needed_height([(width, text) for text in long], _SIZE) > (
        EXCEL_MAX_HEIGHT
    ):
        width *= 1.5
    return replace(column, width=width)


def _address(path: str) -> str:
    """``path`` with the characters escaped that mean something in an address or are not allowed."""
    return _RESERVED.sub(lambda found: f"%{ord(found[0]):02X}", path)


def _cell(align: str) -> dict[str, object]:
    return {
        "font_name": _FONT,
        "font_size": _SIZE,
        "align": align,
        "valign": "vcenter",
        "text_wrap": 1,
        "border": 1,
    }


def _page(sheet: Any, width: float) -> None:
    sheet.set_landscape()
    sheet.set_paper(_A4 if width <= _A4_WIDTH else _A3)
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(_HEADER_ROW)
    sheet.set_footer("&C第 &P 页 共 &N 页")
