"""协办 → 牵头: what each task's co-organisers said of their part, and who of them said nothing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from msgspec import Struct

from duban.intake.collect import Intake
from duban.merge.frame import Merged, source
from duban.model import NOWHERE, Period, Role, Source

SILENT = "没有填报"
"""The state of a co-organiser that said nothing by its deadline."""


class CoWord(Struct, frozen=True):
    """One co-organiser's word on one task; '' where it said nothing of it.

    ``status`` is its 状态 as written, ``value`` its number with the measure, ``late`` that its
    form came after the co-organisers' deadline, ``due`` that this deadline has passed.
    """

    unit: str
    code: str
    text: str = ""
    status: str = ""
    value: str = ""
    late: bool = False
    due: bool = True
    source: Source = NOWHERE

    @property
    def silent(self) -> bool:
        """Whether it said nothing, though it should have by now."""
        return self.due and not self.said

    @property
    def said(self) -> bool:
        """Whether it said anything of its part."""
        return bool(self.text or self.status or self.value)

    @property
    def state(self) -> str:
        """已报, 迟报, 没有填报, or 尚未报送 before its deadline."""
        if self.said:
            return "迟报" if self.late else "已报"
        return SILENT if self.due else "尚未报送"

    @property
    def words(self) -> str:
        """'市水利局：校园供水改造3处（正常推进）'; what it did not say by now, or has not yet."""
        if not self.said:
            return f"{self.unit}：{self.state}"
        facts = "，".join(part for part in (self.value, self.text) if part) or self.status
        remarks = [self.status] if self.status and facts != self.status else []
        remarks += ["迟报"] if self.late else []
        return f"{self.unit}：{facts}" + (f"（{'，'.join(remarks)}）" if remarks else "")


CoWords = dict[str, tuple[CoWord, ...]]
"""Task key → a word of each of its co-organisers, in the task map's order."""


def co_words(merged: Merged, intake: Intake, period: Period, as_of: datetime) -> CoWords:
    """What co-organisers said in this period's forms; their deadline is the period's own one

    where no earlier one is set.
    """
    deadline = period.co_deadline or period.deadline
    found: dict[str, dict[str, list[Any]]] = {}
    for row in merged.rows():
        if row.role == Role.CO:
            found.setdefault(row.task, {}).setdefault(row.unit, []).append(row)
    due = as_of > deadline
    return {
        task: tuple(_word(rows, _came(intake, unit), deadline, due) for unit, rows in mine.items())
        for task, mine in found.items()
    }


def _came(intake: Intake, unit: str) -> datetime | None:
    used = intake.used(unit)
    return used.receipt.at if used else None


def _word(rows: Iterable[Any], came: datetime | None, deadline: datetime, due: bool) -> CoWord:
    rows = list(rows)
    spoken = next((r for r in rows if r.progress), None)
    stated = next((r for r in rows if r.status), None)
    values = [f"{r.value}{r.measure}" for r in rows if r.value and r.indicator]
    said = spoken or stated or next((r for r in rows if r.value), None)
    field = "progress" if spoken else "status" if stated else "value"
    return CoWord(
        unit=rows[0].unit_name,
        code=rows[0].unit,
        text=spoken.progress if spoken else "",
        status=stated.status if stated else "",
        value="、".join(values),
        late=said is not None and came is not None and came > deadline,
        due=due,
        source=source(said, field) if said else NOWHERE,
    )
