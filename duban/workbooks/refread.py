"""The reference reader of .xlsx sheets: an XML parser over whatever well-formed shape a sheet has.

openpyxl is not used for this: it expands a merge of A1:XFD1048576 cell by cell, raises on parts
that hold no values (print settings, validations, extensions), needs a second pass for formulas
without a cached value, and keeps half a kilobyte a cell. The tests hold both against each other.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from xml.etree import ElementTree

from duban.a1 import position
from duban.workbooks.book import Sheet
from duban.workbooks.cells import SheetBuilder, Texts, merged_range, unescape
from duban.workbooks.frame import MAIN, Element, Frame, SheetPart, transitional
from duban.workbooks.guard import DAMAGED, Refused

_T, _R, _V, _F, _IS = (MAIN + tag for tag in ("t", "r", "v", "f", "is"))
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_MERGES = 100_000


def read_strings(content: bytes) -> Texts:
    """The shared strings. Raises Refused when the part is not well-formed."""
    stored: list[str] = []
    root: Element | None = None
    for event, element in _walk(content):
        if event == "start":
            root = element if root is None else root
        elif element.tag == f"{MAIN}si":
            stored.append(unescape(_rich_text(element)))
            if root is not None:
                root.clear()
    return Texts.of(stored)


def read_sheet(content: bytes, part: SheetPart, frame: Frame, texts: Texts, room: int) -> Sheet:
    """The sheet with at most ``room`` cells. Raises Refused."""
    builder = SheetBuilder(room=room, frame=frame, texts=texts)
    data: Element | None = None
    row = column = 0
    for event, element in _walk(content):
        tag = element.tag
        if event == "start":
            if tag == f"{MAIN}sheetData":
                data = element
            elif tag == f"{MAIN}row":
                row, column = _row_number(element, row + 1), 0
        elif tag == f"{MAIN}c":
            row_of_cell, column = _place(element, row, column + 1)
            _add(builder, (row_of_cell, column), element)
            element.clear()
        elif tag == f"{MAIN}row" and data is not None:
            data.clear()
        elif tag == f"{MAIN}mergeCell" and len(builder.merged) < _MERGES:
            found = merged_range(element.get("ref", ""))
            if found is not None:
                builder.merged.append(found)
    return builder.sheet(part.name, part.visible)


def _walk(content: bytes) -> Iterator[tuple[str, Element]]:
    try:
        yield from ElementTree.iterparse(io.BytesIO(transitional(content)), ("start", "end"))
    except (ElementTree.ParseError, ValueError, LookupError):
        raise Refused(DAMAGED) from None


def _row_number(element: Element, following: int) -> int:
    stated = element.get("r", "")
    return int(stated) if stated.isdecimal() and len(stated) < 9 else following


def _place(element: Element, row: int, following: int) -> tuple[int, int]:
    stated = element.get("r")
    if stated is None:
        return row, following
    return position(stated) or (0, 0)


def _add(builder: SheetBuilder, at: tuple[int, int], cell: Element) -> None:
    value, formula, inline = cell.find(_V), cell.find(_F), cell.find(_IS)
    style = cell.get("s", "0")
    builder.add(
        at,
        cell.get("t", "n"),
        int(style) if style.isdecimal() and len(style) < 9 else 0,
        None if value is None else "".join(value.itertext()),
        None if formula is None else "".join(formula.itertext()),
        None if inline is None else _rich_text(inline),
    )


def _rich_text(element: Element) -> str:
    """Text of <si> or <is>: its own <t>, or those of its runs; phonetic guides are left out.

    Without xml:space="preserve" Excel drops blanks around a run's text.
    """
    runs = [
        child
        for part in element
        for child in ([part] if part.tag == _T else part.findall(_T) if part.tag == _R else [])
    ]
    return "".join(
        text if run.get(_SPACE) == "preserve" else text.strip(" \t\n")
        for run in runs
        if (text := "".join(run.itertext()))
    )
