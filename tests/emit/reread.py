"""Cells that a ledger cites, read again from the files by another program."""

from __future__ import annotations

import email
import email.policy
import io
from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl


def unlike(root: Path, rows: Iterable[Mapping[str, Any]]) -> list[tuple[str, str, str, object]]:
    """(file, cell, what 全量数据 prints, what stands there) of each row where the two differ."""
    return [
        (row["文件"], row["单元格"], row["内容"], cell)
        for row in rows
        if _said(cell := _book(root, row["文件"])[row["工作表"]][row["单元格"]].value)
        != " ".join(str(row["内容"]).split())
    ]


@cache
def _book(root: Path, path: str) -> Any:
    """The workbook at ``path``, or the one that is attached to the mail there, by Python's own."""
    holder, _, inner = path.partition("!")
    data = (root / holder).read_bytes()
    if inner:
        message = email.message_from_bytes(data, policy=email.policy.default)
        parts = {part.get_filename(): part for part in message.iter_attachments()}
        data = parts[inner].get_content()
    return openpyxl.load_workbook(io.BytesIO(data), data_only=True)


def _said(value: object) -> str:
    """A cell's value as text; a number without exponent and trailing zeros."""
    if isinstance(value, int | float):
        return format(Decimal(f"{value:.15g}").normalize(), "f")
    return " ".join(str(value).split())
