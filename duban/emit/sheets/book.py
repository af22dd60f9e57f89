"""Writes grids into a workbook: whole texts, pages that print, rows split at Excel's limit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import islice
from typing import Any

from duban.a1 import MAX_ROW
from duban.emit.sheets.links import LINKS_LIMIT, Link
from duban.emit.sheets.styles import Styles
from duban.emit.sheets.values import OFFICE, SAME, Column, Grid, Look, Row
from duban.emit.sheets.widths import fits_small, legible, printed, roomy
from duban.rowheight import height_of, most_lines, parts, row_height, units_at, wrapped_lines
from duban.text import cell_text

FIRST_ROW = 3
"""The 0-based row in which a grid's rows begin: under its title, a line and the header."""
_A3, _A4 = 8, 9
_WIDEST = 90
"""How far a column of long texts is widened before a text goes on in the next row."""
_ROWS = MAX_ROW - 1_000
"""Rows of one sheet; the rest is left to its head and notes."""


class Sheets:
    """Sheets of one workbook (``ooxml.workbook``) in the office's style.

    Text is always written as text: no cell of a unit's can become a formula or a link.
    """

    def __init__(
        self, book: Any, colours: Mapping[str, str], look: Look = OFFICE, rows: int = _ROWS
    ) -> None:
        """``colours`` shades cells by their whole text; a sheet takes ``rows`` rows at most."""
        self._book = book
        self._rows = rows
        self._texts: dict[str, str] = {}
        self.styles = Styles(book, colours, look)
        self._fitting = _Fitting(look.size)

    def add(self, grid: Grid) -> int:
        """Adds the grid, over several sheets where it is too long for one; returns its rows.

        Row heights show the whole text, the header repeats on every page.
        """
        rows = iter(grid.rows)
        chunk = list(islice(rows, self._rows))
        number, written = 1, 0
        while True:
            ahead = list(islice(rows, self._rows))
            here = grid if number == 1 else _again(grid, number)
            written += self._sheet(here, chunk)
            if not ahead:
                return written
            chunk, number = ahead, number + 1

    def _sheet(self, grid: Grid, rows: Sequence[Row]) -> int:
        sheet = self._book.add_worksheet(grid.name)
        if grid.hidden:
            sheet.very_hidden()
        shown = [[self._shown(value) for value in row] for row in rows]
        columns, cells = self._fitting.fitted(grid.columns, shown)
        first = self._head(sheet, grid, columns)
        writer = _Writer(sheet, self.styles, columns)
        under: Sequence[object]
        for number, row in enumerate(cells):
            under = cells[number + 1] if number + 1 < len(cells) else ()
            writer.write(first + number, row, under)
        end, last = first + max(len(cells), 1) - 1, len(columns) - 1
        if grid.table:
            _as_table(sheet, grid, (first - 1, 0, end, last), self.styles)
        elif not grid.label:
            sheet.autofilter(first - 1, 0, end, last)
        sheet.freeze_panes(first, min(2, last))
        for place, note in enumerate(grid.notes, start=end + 1):
            self._across(sheet, place, columns, note, self.styles.note)
        self._page(sheet, grid, columns, first - 1, end + len(grid.notes))
        return len(cells)

    def _page(
        self, sheet: Any, grid: Grid, columns: Sequence[Column], header: int, end: int
    ) -> None:
        set_page(sheet, fits_small(columns, self.styles.size), header)
        if not grid.printed:
            sheet.print_area(0, 0, header, len(columns) - 1)
        elif printed(columns) < len(columns):
            sheet.print_area(0, 0, end, printed(columns) - 1)

    def _shown(self, value: object) -> object:
        """A text as a cell can hold it; each is cleaned once, however often it is written."""
        if not isinstance(value, str) or not value:
            return value
        found = self._texts.get(value)
        if found is None:
            found = self._texts[value] = cell_text(value)
        return found

    def _head(self, sheet: Any, grid: Grid, columns: Sequence[Column]) -> int:
        """Writes what stands over the rows; returns the row in which they begin."""
        styles, row = self.styles, 0
        if grid.label:
            sheet.write_string(row, 0, grid.label, styles.label)
            sheet.set_row(row, 26)
            row += 1
        self._across(sheet, row, columns, grid.title, styles.title, 32)
        self._across(sheet, row + 1, columns, grid.under, styles.under, 20)
        row += 2
        for index, column in enumerate(columns):
            sheet.set_column(index, index, column.width)
            sheet.write_string(row, index, column.header, styles.header)
        sheet.set_row(row, row_height([(c.width, c.header) for c in columns], styles.size))
        return row + 1

    def _across(
        self,
        sheet: Any,
        row: int,
        columns: Sequence[Column],
        text: str,
        style: Any,
        least: float = 0,
    ) -> None:
        """Writes ``text`` over the whole width, in a row at least ``least`` points high."""
        text, last = cell_text(text), printed(columns) - 1
        if last:
            sheet.merge_range(row, 0, row, last, text, style)
        else:
            sheet.write_string(row, 0, text, style)
        width = sum(column.width for column in columns[: last + 1])
        sheet.set_row(row, max(least, row_height([(width, text)], style.font_size)))


class _Writer:
    """Writes the rows of one sheet."""

    def __init__(self, sheet: Any, styles: Styles, columns: Sequence[Column]) -> None:
        self._sheet = sheet
        self._styles = styles
        self._columns = columns
        self._widths = [units_at(column.width, styles.size) for column in columns]
        self._above: list[object] = [None] * len(columns)
        self._lines: list[dict[str, int]] = [{} for _ in columns]
        self._links = 0

    def write(self, number: int, row: Sequence[object], under: Sequence[object]) -> None:
        """Writes ``row`` into sheet row ``number``; ``under`` is the one that follows."""
        lines = 1
        for index, value in enumerate(row):
            opened = "t" if value is SAME else ""
            if under and under[index] is SAME:
                opened += "b"
            if value is not SAME:
                self._above[index] = value
            text = self._cell(number, index, value, opened)
            if text:
                lines = max(lines, self._height(index, text))
        self._sheet.set_row(number, height_of(lines, self._styles.size))

    def _height(self, index: int, text: str) -> int:
        """Lines of a text in a column; most texts stand in a column more than once."""
        known = self._lines[index]
        found = known.get(text)
        if found is None:
            found = known[text] = wrapped_lines(text, self._widths[index])
        return found

    def _cell(self, row: int, index: int, value: object, opened: str) -> str:
        """Writes one cell and returns the text that it shows."""
        sheet, styles = self._sheet, self._styles
        if isinstance(value, str) and value:
            text = value
            if text in styles.shades:
                style = styles.shade(text, opened)
            else:
                style = styles.text(opened, self._columns[index].centred)
            sheet.write_string(row, index, text, style)
            return text
        if value is None or value == "":
            sheet.write_blank(row, index, None, styles.text(opened))
            return ""
        if value is SAME:
            above = self._above[index]
            shaded = isinstance(above, str) and above in styles.shades
            style = styles.shade(str(above), opened) if shaded else styles.text(opened)
            sheet.write_blank(row, index, None, style)
            return ""
        if isinstance(value, Link):
            return self._link(row, index, value, opened)
        assert isinstance(value, int | float | Decimal)
        column = self._columns[index]
        style = styles.number(column.number, opened, column.centred)
        sheet.write_number(row, index, float(value), style)
        return str(value)

    def _link(self, row: int, index: int, link: Link, opened: str) -> str:
        text, address = cell_text(link.text), link.address
        if not address or self._links >= LINKS_LIMIT:
            self._sheet.write_string(row, index, text, self._styles.text(opened))
            return text
        self._links += 1
        self._sheet.write_url(row, index, address, self._styles.link(opened), text)
        return text


def _again(grid: Grid, number: int) -> Grid:
    """The sheet that goes on with the rows of one that is full."""
    return replace(
        grid,
        name=f"{grid.name}（{number}）",
        title=f"{grid.title}（续{number - 1}）",
        table=f"{grid.table}_{number}" if grid.table else "",
    )


class _Fitting:
    """Fits texts into rows that Excel allows, at one font size."""

    def __init__(self, size: float) -> None:
        self._size = size
        self._lines = most_lines(size)

    def fitted(
        self, columns: Sequence[Column], rows: Sequence[Sequence[object]]
    ) -> tuple[list[Column], Sequence[Sequence[object]]]:
        """The columns, those of long texts widened, and the rows.

        A text too long for the highest row goes on in rows of its own after it.
        """
        # A character takes a line at the most, so a shorter text fits.
        long = {
            index
            for row in rows
            for index, value in enumerate(row)
            if isinstance(value, str) and len(value) >= self._lines
        }
        columns = roomy(columns, rows)
        wide = [
            self._wide(column, [str(row[index]) for row in rows if isinstance(row[index], str)])
            if index in long
            else column
            for index, column in enumerate(columns)
        ]
        wide = legible(columns, wide, self._size)
        places = sorted(long)
        return wide, list(self._continued(wide, rows, places)) if long else rows

    def _wide(self, column: Column, texts: Sequence[str]) -> Column:
        width = column.width
        while width < _WIDEST and any(self._high(text, width) for text in texts):
            width = min(width * 1.5, _WIDEST)
        return replace(column, width=width)

    def _continued(
        self,
        columns: Sequence[Column],
        rows: Iterable[Sequence[object]],
        places: Sequence[int],
    ) -> Iterator[Sequence[object]]:
        """The rows, each with what goes on after it; only columns ``places`` have long texts."""
        widths = {place: columns[place].width for place in places}
        for row in rows:
            long = {
                index: list(parts(text, units_at(width, self._size), self._lines))
                for index, width in widths.items()
                if isinstance(text := row[index], str) and self._high(text, width)
            }
            if not long:
                yield row
                continue
            yield [long[i][0] if i in long else value for i, value in enumerate(row)]
            for number in range(1, max(map(len, long.values()))):
                yield [
                    row[i] if column.key else _rest(long.get(i, ()), number)
                    for i, column in enumerate(columns)
                ]

    def _high(self, text: str, width: float) -> bool:
        """Whether the text needs more lines than the highest row has."""
        usable = units_at(width, self._size)
        # Two lines that follow each other hold more than one would, breaks of its own aside.
        at_most = 4 * len(text) / max(usable - 1, 2) + 2 * text.count("\n") + 2
        return at_most > self._lines and wrapped_lines(text, usable) > self._lines


def _rest(cut: Sequence[str], number: int) -> object:
    return cut[number] if number < len(cut) else SAME


def _as_table(sheet: Any, grid: Grid, area: tuple[int, int, int, int], styles: Styles) -> None:
    """Makes the written cells an Excel table with filters."""
    headers = [{"header": column.header, "header_format": styles.header} for column in grid.columns]
    sheet.add_table(*area, {"name": grid.table, "columns": headers, "style": "Table Style Light 1"})


def set_page(sheet: Any, small: bool, header: int | None = None) -> None:
    """Landscape A4 or, not ``small``, A3; its whole width on a page, numbered, header repeated."""
    sheet.set_landscape()
    sheet.set_paper(_A4 if small else _A3)
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
    sheet.fit_to_pages(1, 0)
    if header is not None:
        sheet.repeat_rows(header)
    sheet.set_footer("&C第 &P 页 共 &N 页")
