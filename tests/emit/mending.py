"""A unit at its correction list: it follows each link and puts something right into the cell."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import openpyxl

from duban.emit.marks import LIST
from duban.forms.fields import PROGRESS
from duban.intake.found import look
from duban.workbooks.read import read_book

RIGHT: dict[str, object] = {
    "value": 1,
    "progress": "3月20日完成前期工作3项",
    "status": "正常推进",
    "next_step": "加快推进",
    "due": "2023-12-31",
}
"""What mends a cell, by field."""


def listed(book: Any) -> list[tuple[str, str, str]]:
    """(sheet, cell, message) of each line of the list; a line without a link has no cell."""
    lines = []
    for row in book[LIST].iter_rows(min_row=4):
        link = row[0].hyperlink
        sheet, cell = link.location.rsplit("!", 1) if link else ("", "")
        lines.append((sheet.strip("'"), cell, row[2].value))
    return lines


def mended(path: Path) -> bytes:
    """The workbook saved once every linked entry cell holds what it should."""
    data = path.read_bytes()
    book = openpyxl.load_workbook(io.BytesIO(data))
    tables = {table.sheet: table for table in look(read_book(data), b"").tables}  # type: ignore[arg-type]
    for sheet, cell, message in listed(book):
        if not cell:
            continue
        target = book[sheet][cell]
        names = {column: name for name, column in tables[sheet].columns.items()}
        name = names.get(target.column, "")
        if "所在的行缺失" in message:
            for field, right in RIGHT.items():
                book[sheet].cell(target.row, tables[sheet].columns[field]).value = right
        elif "一栏找不到" in message:
            last = max(row.row for row in tables[sheet].rows)
            for row in range(target.row + 1, last + 1):
                book[sheet].cell(row, target.column).value = RIGHT[name]
        elif "对不上本单位承担的任务" in message:
            for column in tables[sheet].columns.values():
                book[sheet].cell(target.row, column).value = None
        elif target.row == tables[sheet].header_row:
            target.value = PROGRESS.field(name).header
        elif name in RIGHT:
            target.value = RIGHT[name]
        if name == "value" and "progress" in tables[sheet].columns:
            # What the text says of another value would contradict it.
            text = book[sheet].cell(target.row, tables[sheet].columns["progress"])
            text.value = RIGHT["progress"]
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()
