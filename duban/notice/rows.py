"""What a shape's reader hands on: the rows of a list, with the units still as text."""

from __future__ import annotations

from msgspec import Struct, field

from duban.model import Doubt
from duban.notice.words import Column


class UnitCell(Struct, frozen=True):
    """Unit names as written, with the role that column, marker or heading gives them."""

    role: Column
    text: str


class Row(Struct, frozen=True):
    """One row of a list. ``label`` is its number as printed, '' where it has none.

    ``part`` > 0 makes it the n-th part of the row that opened with the same label: a number
    merged over several rows, or one paragraph with several responsibilities. ``leadless``: its
    table has a column for the lead, and nothing stands there.
    """

    label: str
    text: str
    cells: tuple[UnitCell, ...] = ()
    title: str = ""
    part: int = 0
    chapter: str = ""
    leader: str = ""
    due: str = ""
    place: str = ""
    doubt: Doubt | None = None
    leadless: bool = False


class Remark(Struct, frozen=True):
    """One line of the import report: ``topic`` its heading, ``task`` a task key or ''."""

    topic: str
    message: str
    advice: str = ""
    task: str = ""
    place: str = ""


class Listing(Struct, frozen=True):
    """The rows that one shape's reader found. ``shape`` is its Chinese name for the report.

    ``announced``: how many rows each chapter's heading promises ('(8项)'), by chapter.
    """

    rows: tuple[Row, ...]
    shape: str
    remarks: tuple[Remark, ...] = ()
    announced: dict[str, int] = field(default_factory=dict)
