"""会议材料: the cover with the table of contents that leads the bound meeting pack."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct

from duban.emit.papers import Paper
from duban.emit.words import remark
from duban.gongwen.document import Column, Table
from duban.model import Period
from duban.register import Settings

TEMPLATE = "会议材料.j2"


class Part(Struct, frozen=True):
    """One part of the pack: what the contents call it, its pages, and the first one's number."""

    title: str
    pages: int
    first: int


def cover(settings: Settings, period: Period, as_of: datetime, parts: Sequence[Part]) -> Paper:
    """The cover of a pack of ``parts``; ``as_of`` is the moment that the outputs speak for."""
    values = {
        "地区": settings.place,
        "督查机构": settings.office,
        "任务名称": settings.subject,
        "附注": remark(settings, period),
        "期次": period.title,
        "截至": period.cutoff,
        "时点": as_of,
    }
    return Paper(TEMPLATE, values, {"目录": _contents(parts)})


def _contents(parts: Sequence[Part]) -> Table:
    rows = tuple(
        (str(number), part.title, str(part.first), str(part.pages))
        for number, part in enumerate(parts, start=1)
    )
    columns = (Column("序号"), Column("材料"), Column("起始页"), Column("页数"))
    return Table(columns, rows, caption="目录")
