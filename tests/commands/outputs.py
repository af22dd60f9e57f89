"""The text of everything in an output folder, read back by other libraries."""

from __future__ import annotations

import io
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import docx
import openpyxl


def texts(folder: Path) -> dict[str, str]:
    """Relative name → the text of each file."""
    found: dict[str, str] = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            found[path.relative_to(folder).as_posix()] = _text(path.suffix, path.read_bytes())
    return found


def _text(suffix: str, data: bytes) -> str:
    if suffix == ".docx":
        document = docx.Document(io.BytesIO(data))
        cells = [c.text for t in document.tables for row in t.rows for c in row.cells]
        return "\n".join([*(p.text for p in document.paragraphs), *cells])
    if suffix == ".xlsx":
        book = openpyxl.load_workbook(io.BytesIO(data))
        rows = [row for sheet in book for row in sheet.iter_rows(values_only=True)]
        return "\n".join(str(value) for row in rows for value in row if value is not None)
    if suffix == ".eml":
        return str(message_from_bytes(data, policy=default).get_body().get_content())
    return data.decode()
