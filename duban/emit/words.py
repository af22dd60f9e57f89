"""How outputs spell figures and names: one place, so that text, annex and ledger agree."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache

from duban.calendar import is_assumed
from duban.figures import plain
from duban.gongwen.typography import typeset
from duban.merge import SILENT
from duban.model import Direction, Indicator, Light, Period, Severity, Task, Unit, UnitStatus
from duban.register import Settings
from duban.text import safe_name, shorten

_NAME_LIMIT = 50
"""Characters of a unit's name in a file name; Windows takes 260 for the whole path."""
COLOURS = {
    Light.GREEN.label: "#C6E0B4",
    Light.YELLOW.label: "#FFE699",
    Light.RED.label: "#F8CBAD",
    Severity.ERROR.label: "#F8CBAD",
    Severity.WARNING.label: "#FFE699",
    UnitStatus.LATE.label: "#FFE699",
    UnitStatus.MISSING.label: "#F8CBAD",
    UnitStatus.EMPTY.label: "#F8CBAD",
    SILENT: "#F8CBAD",
    "迟报": "#FFE699",
}
"""The shade of a cell in a workbook by the word in it; the word is always there."""
GAP_NOTE = "差距为与序时进度之差，水平值、增长率为与年度目标之差"
"""What a column of gaps says, printed with every such column."""


def remark(settings: Settings, period: Period) -> str:
    """附注: the office's own, and that the deadline was reckoned without published holidays."""
    parts = (settings.remark, period.basis if is_assumed(period.basis) else "")
    return "；".join(part for part in parts if part)


def share_words(value: Decimal | None) -> str:
    """A share as it was rounded when it was judged: '20.2'; '—' where there is none."""
    return "—" if value is None else str(value)


def gap_words(value: Decimal | None) -> str:
    """A gap with its sign: '+7.3', '-20.2'; '—' where there is none."""
    if value is None:
        return "—"
    return f"+{value}" if value > 0 else str(value)


def task_words(task: Task, limit: int = 0) -> str:
    """A task as outputs quote it: its short title, or its text (at most ``limit`` characters).

    Notices are full of half-width marks; what is printed has full-width ones (GB/T 15834).
    """
    text = task.title or (shorten(task.text, limit) if limit else task.text)
    return _typed(text) if _HALF_WIDTH.search(text) else text


_HALF_WIDTH = re.compile('[,;:?!()"]')
_typed = lru_cache(maxsize=1 << 12)(typeset)
"""A task is quoted in sheet after sheet."""


def names_of(names: Iterable[str]) -> str:
    """One name a line, for a table's cell."""
    return "\n".join(names)


def target_words(indicator: Indicator) -> str:
    """'330亿元', '≤5%'."""
    mark = {Direction.AT_LEAST: "", Direction.AT_MOST: "≤", Direction.EQUALS: "="}
    return f"{mark[indicator.direction]}{plain(indicator.target)}{indicator.measure}"


def file_names(units: Iterable[Unit]) -> dict[str, str]:
    """Unit code → '市教育局' as a file may be called; the code follows a name that is not unique.

    Only people read it: a return is known by its contents.
    """
    short = {unit.code: safe_name(unit.name, _NAME_LIMIT) for unit in units}
    counted = Counter(name.casefold() for name in short.values())
    return {
        code: f"{name}({code})" if counted[name.casefold()] > 1 else name
        for code, name in short.items()
    }
