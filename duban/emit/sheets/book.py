"""A workbook of grids: XlsxWriter makes all but the rows of its sheets, which are put in as XML.

Text is always written as text: no cell of a unit's can become a formula or a link.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from itertools import islice
from types import MappingProxyType
from typing import Any

from msgspec.structs import replace

from duban.a1 import MAX_ROW
from duban.emit.sheets.sheet import Sheet
from duban.emit.sheets.styles import Styles
from duban.emit.sheets.values import OFFICE, Grid, Look, Row
from duban.ooxml import packed, workbook
from duban.sheetxml import SharedStrings, shared_items

_ROWS = MAX_ROW - 1_000
"""Rows of one sheet; the rest is left to its head and notes."""
_NONE: Mapping[str, str] = MappingProxyType({})
_STRINGS = "xl/sharedStrings.xml"

Front = Callable[[Any, Styles], None]
"""Adds sheets of its own to an XlsxWriter workbook, in the office's styles."""


def book_of(
    grids: Iterable[Grid],
    moment: datetime,
    colours: Mapping[str, str] = _NONE,
    front: Front | None = None,
    properties: Mapping[str, str] = _NONE,
    rows: int = _ROWS,
) -> bytes:
    """The workbook of ``grids``, dated ``moment`` (aware), behind what ``front`` adds.

    ``colours`` shades cells by their whole text. A grid of more than ``rows`` rows goes on in
    further sheets. Row heights show the whole text, the header repeats on every page.
    ``properties`` are the document's own, 255 characters each at the most.
    """
    stream = io.BytesIO()
    with workbook(stream) as book:
        for name, text in properties.items():
            book.set_custom_property(name, text)
        styles = _StylesByLook(book, colours)
        if front:
            front(book, styles[OFFICE])
        sheets = [
            Sheet(book, here, chunk, styles[grid.look])
            for grid in grids
            for here, chunk in _split(grid, rows)
        ]
    with zipfile.ZipFile(stream) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    texts = SharedStrings(shared_items(parts[_STRINGS]))
    for sheet in sheets:
        sheet.fill(parts, texts)
    count = sum(part.count(b' t="s">') for name, part in parts.items() if "/sheet" in name)
    return packed({**parts, _STRINGS: texts.part(count)}, moment)


class _StylesByLook(dict[Look, Styles]):
    """The styles of one workbook."""

    def __init__(self, book: Any, colours: Mapping[str, str]) -> None:
        self._book, self._colours = book, colours

    def __missing__(self, look: Look) -> Styles:
        made = self[look] = Styles(self._book, self._colours, look)
        return made


def _split(grid: Grid, most: int) -> Iterator[tuple[Grid, list[Row]]]:
    """The grid's sheets, each with its rows, ``most`` at the most."""
    rows, number = iter(grid.rows), 1
    chunk = list(islice(rows, most))
    while chunk or number == 1:
        yield grid if number == 1 else _again(grid, number), chunk
        chunk, number = list(islice(rows, most)), number + 1


def _again(grid: Grid, number: int) -> Grid:
    """The sheet that goes on with the rows of one that is full."""
    return replace(
        grid,
        name=f"{grid.name}（{number}）",
        title=f"{grid.title}（续{number - 1}）",
        table=f"{grid.table}_{number}" if grid.table else "",
    )
