"""What every reader makes of a notice: paragraphs and tables in the document's order.

A reader knows its format and nothing of tasks; the recogniser knows tasks and nothing of
formats. This structure is all that passes between them.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from duban.model import Doubt


class Paragraph(Struct, frozen=True):
    """One line of running text. ``place`` is for people: '第12段', '第3行', 'Sheet1!B5'.

    A number that the source writes by itself (an automatic list) is already part of ``text``.
    Blank lines are paragraphs too (``text`` ''): flattened tables say something by them.
    ``ends``: where in ``text`` a printed line ended, which may have taken a blank with it.
    """

    text: str
    place: str = ""
    ends: tuple[int, ...] = ()


class TableCell(Struct, frozen=True):
    """One cell; '\\n' between its paragraphs. ``continued``: the cell is covered by a merge.

    A continued cell repeats the text of the merge's first cell, across as well as down.
    ``doubt``: the page does not show where its paragraphs end; why, and how else it reads.
    """

    text: str = ""
    continued: bool = False
    doubt: Doubt | None = None


class Table(Struct, frozen=True):
    """One table as the document has it. A table that pages split may come as several.

    Rows may differ in length; column n is the n-th cell of each row, merges expanded.
    """

    rows: tuple[tuple[TableCell, ...], ...]
    place: str = ""


Block = Paragraph | Table


class Blocks(Struct, frozen=True):
    """A notice's content. ``kind`` is the format it came from ('docx', 'html', 'txt' …).

    ``notes`` are Chinese sentences on what the reader had to assume or leave out
    (encoding guessed, tracked changes accepted, pictures ignored); they are reported.
    """

    blocks: tuple[Block, ...]
    kind: str
    notes: tuple[str, ...] = ()

    def paragraphs(self) -> Iterator[Paragraph]:
        """The paragraphs outside tables, in order."""
        return (block for block in self.blocks if isinstance(block, Paragraph))

    def tables(self) -> Iterator[Table]:
        """The tables, in order."""
        return (block for block in self.blocks if isinstance(block, Table))


class NotANotice(Struct, frozen=True):
    """The file cannot be a notice: ``reason`` says what it is, ``advice`` what to do."""

    reason: str
    advice: str
