"""What a sheet is made of: columns, and rows of values."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import Enum
from typing import Final

from msgspec import Struct

Row = tuple[object, ...]
Cells = Sequence[object]
"""What stands in one column, from the first row to the last."""


class Same(Enum):
    """The one value that stands for the cell above."""

    SAME = "same"


SAME: Final = Same.SAME
"""A cell that belongs to the one above it: nothing in it, and no line between the two."""


class Column(Struct, frozen=True):
    """One column; ``width`` in Excel's units, ``number`` the format of the figures in it.

    Figures stand right, or in the middle if ``centred``. A text too long for the highest row goes
    on in the next one, where cells of a ``key`` column, always whole, are repeated. A column that
    is not ``printed`` is for the screen; such columns stand right of all others.
    """

    header: str
    width: float
    number: str = ""
    centred: bool = False
    key: bool = False
    printed: bool = True


class Look(Struct, frozen=True):
    """Fonts, the size of text in points, and the shade of headers ('' for none)."""

    text: str = "宋体"
    heads: str = "黑体"
    title: str = "黑体"
    under: str = "楷体"
    size: float = 10.5
    title_size: float = 16
    fill: str = "#D9E2F3"


OFFICE = Look()
"""How a workbook of the office looks; an annex looks like the document that it belongs to."""


class Grid(Struct, frozen=True):
    """One sheet: its tab's name, title, the line under it, columns and rows, notes at the end.

    With ``table`` the rows are an Excel table of that name. Headers are unique then. A ``label``
    ('附件1') stands over the title of an annex, which is for printing and has no filter. Of a
    sheet for the screen, not ``printed``, only the head is. A ``hidden`` one is for programs only.
    """

    name: str
    title: str
    under: str
    columns: tuple[Column, ...]
    rows: Iterable[Row]
    table: str = ""
    notes: tuple[str, ...] = ()
    label: str = ""
    printed: bool = True
    hidden: bool = False
    look: Look = OFFICE
