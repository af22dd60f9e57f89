"""Outputs read back as their readers read them: figures of the circular, the ledger, the JSON."""

import io
import json
import re
from decimal import Decimal
from typing import Any

import docx
import openpyxl

Row = dict[str, Any]


def circular(files: dict[str, bytes]) -> Any:
    return docx.Document(io.BytesIO(files["督查通报.docx"]))


def text_of(files: dict[str, bytes], name: str = "督查通报.docx") -> str:
    """Every paragraph of a document, a line each."""
    return "\n".join(p.text for p in docx.Document(io.BytesIO(files[name])).paragraphs)


def annex(files: dict[str, bytes]) -> list[list[str]]:
    """The rows of the table of all tasks, header left out; a merged cell in each of its rows."""
    table = next(t for t in circular(files).tables if t.cell(0, 0).text == "序号")
    return [[cell.text for cell in row.cells] for row in table.rows][1:]


def machine(files: dict[str, bytes]) -> Row:
    made: Row = json.loads(files["compilation.json"])
    return made


def workbook(files: dict[str, bytes]) -> Any:
    return openpyxl.load_workbook(io.BytesIO(files["进展汇总.xlsx"]))


def annexes(files: dict[str, bytes]) -> list[list[list[str]]]:
    """The rows of every annex in Word, header first; a merged cell in each of its rows."""
    tables = [t for t in circular(files).tables if len(t.columns) > 1]
    return [[[cell.text for cell in row.cells] for row in table.rows] for table in tables]


def annex_sheets(files: dict[str, bytes]) -> list[list[list[object]]]:
    """The rows of every annex in Excel, header first; a cell that belongs to the one above is its.

    Label, title and the line under it are left out, as are the notes.
    """
    book = openpyxl.load_workbook(io.BytesIO(files["通报附件.xlsx"]))
    made = []
    for sheet in book.worksheets:
        found: list[list[object]] = []
        for cells in sheet.iter_rows(min_row=4):
            if str(cells[0].value).startswith("注："):
                break
            found.append(
                [
                    found[-1][i] if cell.border.top.style is None else cell.value
                    for i, cell in enumerate(cells)
                ]
            )
        made.append(found)
    return made


def blocks(files: dict[str, bytes]) -> dict[str, Row]:
    """The overview's blocks by their first header, their figures by word."""
    sheet = workbook(files)["总览"]
    made: dict[str, Row] = {}
    for column in (1, 5):
        head = ""
        for row in range(5, sheet.max_row + 1):
            word, figure = (sheet.cell(row, column + i).value for i in (0, 1))
            if word is None:
                head = ""
            elif not head:
                head = word
                made[head] = {}
            else:
                made[head][word] = figure
    return made


def ledger(files: dict[str, bytes], sheet: str) -> list[Row]:
    """The rows of one of the ledger's sheets by header."""
    header, *rows = workbook(files)[sheet].iter_rows(min_row=3, values_only=True)
    body = [row for row in rows if not str(row[0]).startswith("注：")]
    return [dict(zip(header, row, strict=True)) for row in body]


def number(text: object) -> Decimal | None:
    """The number in a cell as printed; None for '—', '' and None."""
    found = re.search(r"[-+]?\d+(\.\d+)?", str(text if text is not None else ""))
    return Decimal(found[0]) if found else None
