"""A workbook's sheets as LibreOffice prints them: what is missing, what stands outside its cell."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator
from typing import Any

import openpyxl
import pdfplumber
import pypdfium2
from openpyxl.utils import range_boundaries
from pypdfium2 import raw

LEGIBLE = 7.0
"""Points; what a leader reads on paper without a glass."""


def area(sheet: Any) -> tuple[int, int, int, int]:
    """First column, first row, last column and last row of what a sheet prints."""
    return range_boundaries((sheet.print_area or sheet.dimensions).rpartition("!")[2])


def texts(workbook: bytes) -> Iterator[str]:
    """Every text that the visible sheets are set to print, hidden columns left out."""
    for sheet in openpyxl.load_workbook(io.BytesIO(workbook)).worksheets:
        if sheet.sheet_state != "visible":
            continue
        hidden = {letter for letter, column in sheet.column_dimensions.items() if column.hidden}
        left, top, right, bottom = area(sheet)
        for row in sheet.iter_rows(top, bottom, left, right):
            for cell in row:
                if cell.data_type == "s" and cell.column_letter not in hidden:
                    yield cell.value


def unprinted(workbook: bytes, pages: list[Any]) -> Counter[str]:
    """The characters of the visible cells that no page shows, with how many are lacking."""
    wanted: Counter[str] = Counter()
    for text in texts(workbook):
        wanted.update("".join(text.split()))
    shown = Counter("".join(char["text"] for page in pages for char in page.chars))
    return wanted - shown


def astray(page: Any) -> list[Any]:
    """The characters of a page that reach out of the cell that they stand in."""
    cells = [cell for table in page.find_tables() for cell in table.cells]
    found = []
    for char in page.chars:
        middle = (char["x0"] + char["x1"]) / 2, (char["top"] + char["bottom"]) / 2
        slack = 0.2 * (char["bottom"] - char["top"])
        for left, top, right, bottom in cells:
            inside = left <= middle[0] <= right and top <= middle[1] <= bottom
            if inside and (char["top"] < top - slack or char["bottom"] > bottom + slack):
                found.append(char)
    return found


def smallest(pdf: bytes) -> list[float]:
    """The size in points of the smallest character of each page, as it is printed."""
    found = []
    for page in pypdfium2.PdfDocument(pdf):
        text, matrix = page.get_textpage(), raw.FS_MATRIX()
        sizes = []
        for index in range(text.count_chars()):
            if chr(raw.FPDFText_GetUnicode(text, index)).isspace():
                continue
            raw.FPDFText_GetMatrix(text, index, matrix)
            sizes.append(raw.FPDFText_GetFontSize(text, index) * abs(matrix.d))
        found.append(min(sizes))
    return found


def opened(pdf: bytes) -> Any:
    """The printed pages, to be closed by whoever opened them."""
    return pdfplumber.open(io.BytesIO(pdf))
