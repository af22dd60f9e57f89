"""A workbook as it was read: plain values with their addresses, free of any reader's own types."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from msgspec import Struct, field

from duban.model import Finding
from duban.workbooks.kinds import FileKind

NO_CACHED_VALUE = "公式没有缓存值"
"""``CellError.text`` of a formula whose result the writing program did not store."""
LOST_TEXT = "文字已丢失"
"""``CellError.text`` of a cell that refers to a text which the file does not contain."""

Position = tuple[int, int]
"""(row, column), both counted from 1 as in Excel."""


class CellError(Struct, frozen=True):
    """A cell whose value cannot be known: '#REF!', '#DIV/0!' … or ``NO_CACHED_VALUE``."""

    text: str


CellValue = str | int | float | bool | datetime | date | CellError
"""Text is cleaned by ``duban.text.clean``; a date without a time of day is a ``date``."""


class Range(Struct, frozen=True):
    """A rectangle of cells, both corners included, counted from 1."""

    top: int
    left: int
    bottom: int
    right: int


class Sheet(Struct, frozen=True):
    """One sheet. ``cells`` holds only what is there and not blank, in row-major order.

    ``raw`` holds a text as it was stored, where cleaning changed it (a text that cleaning
    emptied stands only there). ``merged`` is filled as far as the file's format tells it cheaply.
    ``calls`` are cells of an .xlsx sheet whose formula calls a program or a server.
    """

    name: str
    visible: bool
    cells: Mapping[Position, CellValue]
    raw: Mapping[Position, str] = field(default_factory=dict)
    merged: tuple[Range, ...] = ()
    calls: tuple[Position, ...] = ()


class Book(Struct, frozen=True):
    """One workbook. ``properties`` are the custom document properties.

    ``notes`` are what is wrong with the file as a whole (macros, external links …);
    their ``source`` names sheet and cell where there is one, and no file: the caller knows that.
    """

    sheets: tuple[Sheet, ...]
    kind: FileKind
    properties: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[Finding, ...] = ()

    def sheet(self, name: str) -> Sheet | None:
        """The sheet of that name, or None."""
        return next((sheet for sheet in self.sheets if sheet.name == name), None)


class Unreadable(Struct, frozen=True):
    """A file whose values were not read: why, and what the sender should do.

    ``unsafe`` when it was refused as dangerous rather than found broken or of the wrong kind.
    """

    reason: str
    advice: str
    unsafe: bool = False
