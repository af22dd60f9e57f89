"""催办电话单: whom to ring up, why, and room to write down the answer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from duban.compilation import Compilation
from duban.emit.letters import briefly, names_of_levels, steps_to_tell
from duban.emit.sheets import Column, Grid, book_of
from duban.emit.words import remark
from duban.gongwen.document import chinese_date
from duban.model import UnitStatus

CALL_LIST = "催办电话单.xlsx"
_COLUMNS = (
    Column("序号", 6, number="0", centred=True),
    Column("单位", 20),
    Column("联络员", 9, centred=True),
    Column("联系电话", 15, centred=True),
    Column("层级", 8, centred=True),
    Column("事由", 48),
    Column("限期", 14, centred=True),
    Column("通话时间", 11),
    Column("接话人", 9),
    Column("答复", 26),
)
_SILENT = {UnitStatus.MISSING: "未报送填报表", UnitStatus.EMPTY: "填报表没有填写任何内容"}


def call_list(compilation: Compilation, due: date) -> bytes | None:
    """The workbook: a row for each unit without a form or with a fresh step; None without any."""
    rows = list(_rows(compilation, due))
    if not rows:
        return None
    settings, period = compilation.settings, compilation.period
    title = f"{period.title}{settings.subject}催办电话单"
    note = remark(settings, period)
    under = f"编制时点：{chinese_date(compilation.as_of.date())}" + (f"    {note}" if note else "")
    numbered = [(number, *row) for number, row in enumerate(rows, start=1)]
    return book_of([Grid("催办电话单", title, under, _COLUMNS, numbered)], compilation.as_of)


def _rows(compilation: Compilation, due: date) -> Iterator[tuple[object, ...]]:
    fresh = steps_to_tell(compilation)
    for row in compilation.reporting:
        unit = row.unit
        mine = [step for step in fresh if step.unit == unit.name]
        silent = row.status in _SILENT
        if not mine and not silent:
            continue
        reasons = [_SILENT[row.status]] if silent else []
        # That the form is not in was said.
        reasons += [briefly(compilation, step) for step in mine if step.task or not silent]
        yield (
            *(unit.name, unit.liaison, unit.phone, names_of_levels(mine)),
            *("\n".join(f"{reason}。" for reason in reasons), chinese_date(due), "", "", ""),
        )
