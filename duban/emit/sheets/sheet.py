"""One sheet: its frame by XlsxWriter (head, widths, filter, page), its rows put in as XML."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, MutableMapping, Sequence
from html import escape
from itertools import chain
from typing import Any

from msgspec.structs import replace

from duban.a1 import address
from duban.emit.sheets.fitting import fitted
from duban.emit.sheets.links import LINKS_LIMIT, Link
from duban.emit.sheets.rows import Rows
from duban.emit.sheets.styles import Styles
from duban.emit.sheets.values import Cells, Grid, Row
from duban.emit.sheets.widths import fits_small, printed
from duban.rowheight import row_height
from duban.sheetxml import SharedStrings
from duban.text import cell_text

FIRST_ROW = 3
"""The 0-based row in which a grid's rows begin: under its title, a line and the header.

A label stands over them all.
"""
_A3, _A4 = 8, 9
_STYLE = re.compile(r' s="(\d+)"')
_SPANS = re.compile(r' spans="[^"]*"')
_DIMENSION = re.compile(r'(?<=<dimension ref=")[^"]*')
_TABLE = re.compile(r'Target="\.\./(tables/[^"]*)"')
_RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
_NO_RELATIONSHIPS = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    f'<Relationships xmlns="{_RELATIONSHIPS}"></Relationships>'
)
_HYPERLINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"

Parts = MutableMapping[str, bytes]
"""A package's parts by name."""


class Sheet:
    """One sheet of a workbook that XlsxWriter makes; ``fill`` puts its rows into that.

    Where the rows belong XlsxWriter writes one, a cell for each format: it shows their numbers.
    """

    def __init__(self, book: Any, grid: Grid, rows: Sequence[Row], styles: Styles) -> None:
        values = list(zip(*rows, strict=True)) or [()] * len(grid.columns)
        self._columns, cells = fitted(grid.columns, list(_held(values)), styles.size)
        self._grid, self._styles = grid, styles
        self._rows = Rows(self._columns, cells, styles)
        self._formats = self._rows.formats or [styles.text("")]
        self._first = FIRST_ROW + bool(grid.label)
        self._frame(book.add_worksheet(grid.name))
        self._part = f"sheet{len(book.worksheets())}.xml"

    @property
    def _area(self) -> tuple[int, int, int, int]:
        """First row, first column, last row, last column of header and rows, 0-based."""
        first = self._first
        return first - 1, 0, first + max(self._rows.count, 1) - 1, len(self._columns) - 1

    def _frame(self, sheet: Any) -> None:
        """Writes all but the rows."""
        grid, styles, first = self._grid, self._styles, self._first
        if grid.hidden:
            sheet.very_hidden()
        self._head(sheet)
        for place, style in enumerate(self._formats):
            sheet.write_blank(first, place, None, style)
        header, _, end, last = self._area
        if grid.table:
            heads = [{"header": c.header, "header_format": styles.header} for c in grid.columns]
            # XlsxWriter remembers every cell of a table: ``fill`` sets how far it goes.
            look = {"name": grid.table, "columns": heads, "style": "Table Style Light 1"}
            sheet.add_table(header, 0, first, last, look)
        elif not grid.label:
            sheet.autofilter(*self._area)
        sheet.freeze_panes(first, min(2, last))
        for place, note in enumerate(grid.notes, start=end + 1):
            self._across(sheet, place, note, styles.note)
        set_page(sheet, fits_small(self._columns, styles.size), header)
        if not grid.printed:
            sheet.print_area(0, 0, header, last)
        elif printed(self._columns) <= last:
            sheet.print_area(0, 0, end + len(grid.notes), printed(self._columns) - 1)

    def _head(self, sheet: Any) -> None:
        """Writes what stands over the rows."""
        grid, styles, row = self._grid, self._styles, self._first - 1
        if grid.label:
            sheet.write_string(0, 0, grid.label, styles.label)
            sheet.set_row(0, 26)
        self._across(sheet, row - 2, grid.title, styles.title, 32)
        self._across(sheet, row - 1, grid.under, styles.under, 20)
        for index, column in enumerate(self._columns):
            sheet.set_column(index, index, column.width)
            sheet.write_string(row, index, column.header, styles.header)
        sheet.set_row(row, row_height([(c.width, c.header) for c in self._columns], styles.size))

    def _across(self, sheet: Any, row: int, text: str, style: Any, least: float = 0) -> None:
        """Writes ``text`` over the whole width, in a row at least ``least`` points high."""
        text, last = cell_text(text), printed(self._columns) - 1
        if last:
            sheet.merge_range(row, 0, row, last, text, style)
        else:
            sheet.write_string(row, 0, text, style)
        width = sum(column.width for column in self._columns[: last + 1])
        sheet.set_row(row, max(least, row_height([(width, text)], style.font_size)))

    def fill(self, parts: Parts, texts: SharedStrings) -> None:
        """Puts the rows, with their texts and links, into the ``parts`` of the package."""
        name, first = f"xl/worksheets/{self._part}", self._first + 1
        above, _, rest = parts[name].decode().partition(f'<row r="{first}"')
        sample, _, below = rest.partition("</row>")
        numbers = dict(zip(self._formats, _STYLE.findall(sample), strict=True))
        _, _, end, last = self._area
        notes = len(self._grid.notes)
        extent = f"A1:{address(end + 1 + notes, last + 1)}"
        above = _SPANS.sub("", _DIMENSION.sub(extent, above, count=1))
        below = self._linked(parts, _SPANS.sub("", below))
        # A hundred thousand rows are not to stand in memory more than once.
        part = io.BytesIO()
        rows = self._rows.xml(first, numbers, texts)
        part.writelines(map(str.encode, chain([above], rows, [below])))
        parts[name] = part.getvalue()
        if self._grid.table:
            self._extend(parts)

    def _linked(self, parts: Parts, below: str) -> str:
        """What stands ``below`` the rows, with their links; a file is referred to once."""
        links = list(self._rows.links(self._first + 1))
        if not links:
            return below
        name = self._relationships
        known = parts.get(name, _NO_RELATIONSHIPS.encode()).decode()
        given = known.count("<Relationship ")
        files = {link.target: link.address for _, link in links}
        numbers = {target: f"rId{n}" for n, target in enumerate(files, start=given + 1)}
        made = "".join(
            f'<Relationship Id="{numbers[target]}" Type="{_HYPERLINK}" Target="{escape(address)}"'
            ' TargetMode="External"/>'
            for target, address in files.items()
        )
        parts[name] = known.replace("</Relationships>", f"{made}</Relationships>").encode()
        marks = "".join(
            f'<hyperlink ref="{cell}" r:id="{numbers[link.target]}"'
            + (f' location="{escape(link.place)}"/>' if link.place else "/>")
            for cell, link in links
        )
        mark = "<pageMargins"
        return below.replace(mark, f"<hyperlinks>{marks}</hyperlinks>{mark}", 1)

    def _extend(self, parts: Parts) -> None:
        """Lets the table go as far as the rows."""
        header, _, end, last = self._area
        found = _TABLE.search(parts[self._relationships].decode())
        assert found
        name = f"xl/{found[1]}"
        short, whole = (
            f'ref="{address(header + 1, 1)}:{address(row + 1, last + 1)}"'.encode()
            for row in (self._first, end)
        )
        parts[name] = parts[name].replace(short, whole)

    @property
    def _relationships(self) -> str:
        return f"xl/worksheets/_rels/{self._part}.rels"


def _held(cells: Iterable[Cells]) -> Iterator[Cells]:
    """The values of each column as cells can hold them; too many links are texts."""
    room = LINKS_LIMIT
    for values in cells:
        distinct = dict.fromkeys(values)
        made = {value: new for value in distinct if (new := _clean(value)) is not value}
        values = [made.get(value, value) for value in values] if made else values
        if any(isinstance(value, Link) for value in distinct):
            values = list(values)
            for place, value in enumerate(values):
                if isinstance(value, Link):
                    room -= 1
                    values[place] = value if room >= 0 else value.text
        yield values


def _clean(value: object) -> object:
    if isinstance(value, str):
        return cell_text(value)
    if isinstance(value, Link):
        text = cell_text(value.text)
        if not value.address:
            return text
        return value if text == value.text else replace(value, text=text)
    return value


def set_page(sheet: Any, small: bool, header: int | None = None) -> None:
    """Landscape A4 or, not ``small``, A3; its whole width on a page, numbered, header repeated."""
    sheet.set_landscape()
    sheet.set_paper(_A4 if small else _A3)
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
    sheet.fit_to_pages(1, 0)
    if header is not None:
        sheet.repeat_rows(header)
    sheet.set_footer("&C第 &P 页 共 &N 页")
