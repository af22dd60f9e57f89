"""Circular, letters, call list and scores as LibreOffice prints them: whole, no page empty."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import docx
import openpyxl
import pypdfium2
import pytest
from docx.table import Table

from duban.emit.assessment import assessment
from duban.gongwen.fonts import aliases, installed_fonts, needed
from duban.gongwen.pdf import find_soffice, to_pdf
from duban.gongwen.style import STANDARD
from duban.scoring import score_year
from tests.emit.test_ledger_print import MONTHS
from tests.office import compiled, emitted
from tests.programs import required

ELSEWHERE = ("进展汇总.xlsx", "通报附件.xlsx")
"""Held by ``test_ledger_print``."""
SINGLE = re.compile(r"函单/\d+-")
FEW = 5
"""Of hundreds of single letters; the file of all of them is printed whole."""


@pytest.mark.parametrize("size", ("1", "66", "300"))
def test_every_paper_is_printed_whole(size: str, tmp_path: Path) -> None:
    required("soffice")
    made = papers(size)
    paths = [tmp_path / f"{number:03d}{Path(name).suffix}" for number, name in enumerate(made)]
    for path, data in zip(paths, made.values(), strict=True):
        path.write_bytes(data)
    fonts = aliases(needed(STANDARD), installed_fonts())
    done, problems = to_pdf(paths, tmp_path / "pdf", find_soffice(), 300, fonts)
    assert problems == ()
    for path, (name, data) in zip(done, made.items(), strict=True):
        with pypdfium2.PdfDocument(path) as document:
            pages = [page.get_textpage().get_text_range() for page in document]
        assert all(page.strip() for page in pages), f"{name}: an empty page"
        assert not any("##" in page for page in pages), name
        assert characters(texts(name, data)) - characters(pages) == Counter(), name


def papers(size: str) -> dict[str, bytes]:
    """Name → bytes of what an office of so many units prints, but for ledger and annexes."""
    compilation = compiled(*MONTHS[size]())
    files = {
        name: data
        for name, data in emitted(compilation).items()
        if name.endswith((".docx", ".xlsx")) and name not in ELSEWHERE
    }
    single = [name for name in files if SINGLE.match(name)]
    for name in single[FEW:]:
        del files[name]
    year = score_year(compilation.taskmap, (compilation.facts,), compilation.steps)
    return {**files, "考核评分.xlsx": assessment(compilation, year)}


def characters(texts: list[str]) -> Counter[str]:
    return Counter("".join("".join(texts).split()))


def texts(name: str, data: bytes) -> list[str]:
    if name.endswith(".xlsx"):
        book = openpyxl.load_workbook(io.BytesIO(data))
        cells = (cell for sheet in book for row in sheet.iter_rows() for cell in row)
        return [str(cell.value) for cell in cells if cell.data_type == "s"]
    document = docx.Document(io.BytesIO(data))
    in_tables = (text for table in document.tables for text in cells_of(table))
    return [*(paragraph.text for paragraph in document.paragraphs), *in_tables]


def cells_of(table: Table) -> Iterator[str]:
    """Each cell's text once: merged cells come up in every row that they span."""
    seen = {cell._tc: cell.text for row in table.rows for cell in row.cells}
    return iter(seen.values())
