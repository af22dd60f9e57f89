"""The checks that run over a merged period, in the order in which their modules register them."""

from __future__ import annotations

import traceback
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from functools import cached_property
from typing import Any

from msgspec import Struct, field

from duban.catalogue import flag, rule
from duban.intake.collect import Intake, is_filled
from duban.merge import CoWord, Merged, Planned, Reporting
from duban.model import Finding, FormKind, Period, Role
from duban.register import TaskMap


class Context(Struct, frozen=True, dict=True):
    """What a check may look at.

    ``earlier`` holds the year's periods before this one that have returns, by name, newest last;
    ``reminded`` when each unit (by code) was first reminded of this period's form.
    """

    taskmap: TaskMap
    period: Period
    as_of: datetime
    intake: Intake
    merged: Merged
    reporting: tuple[Reporting, ...]
    earlier: Mapping[str, Merged] = field(default_factory=dict)
    reminded: Mapping[str, datetime] = field(default_factory=dict)
    plans: tuple[Planned, ...] = ()
    co_words: Mapping[str, tuple[CoWord, ...]] = field(default_factory=dict)

    @cached_property
    def filled(self) -> frozenset[str]:
        """Codes of the units whose progress form has contents: only their rows are checked."""
        used = (s for s in self.intake.submissions if s.used and s.form is FormKind.PROGRESS)
        return frozenset(s.unit for s in used if is_filled(s))

    @cached_property
    def answered(self) -> tuple[Any, ...]:
        """The rows that stand in a form with contents, as ``Merged.rows`` has them."""
        filled = self.filled
        return tuple(r for r in self.merged.rows() if r.answered and r.unit in filled)

    @cached_property
    def firsthand(self) -> tuple[Any, ...]:
        """``answered`` without the rows of ledgers.

        The level that compiled them held text, status and value together, by targets of its own.
        """
        below = {s.unit for s in self.intake.submissions if s.used and s.ledger}
        return tuple(row for row in self.answered if row.unit not in below)

    @cached_property
    def leads(self) -> Counter[tuple[str, int]]:
        """How many units lead (task, indicator), whether or not they answered."""
        rows = self.merged.rows()
        return Counter((row.task, row.indicator) for row in rows if row.role == Role.LEAD)

    @cached_property
    def history(self) -> tuple[dict[str, Any], ...]:
        """The answered rows of the periods right before, by row id, the newest period first.

        It ends at the first period without returns and where the settings look back no further.
        """
        found: list[dict[str, Any]] = []
        period = self.taskmap.period_before(self.period)
        while period and period.name in self.earlier and len(found) < self._lookback:
            rows = self.earlier[period.name].rows()
            found.append({row.row_id: row for row in rows if row.answered})
            period = self.taskmap.period_before(period)
        return tuple(found)

    @cached_property
    def _lookback(self) -> int:
        return self.taskmap.settings.stalled_periods - 1

    def before(self, row: Any) -> Any | None:
        """The same row of the period right before, where it was answered."""
        return self.history[0].get(row.row_id) if self.history else None


Find = Callable[[Context], Iterable[Finding]]

_checks: dict[str, Find] = {}


def check(code: str) -> Callable[[Find], Find]:
    """Registers the function that finds ``code``; each code has one."""

    def register(find: Find) -> Find:
        if code in _checks:
            raise ValueError(f"two checks find {code}")
        _checks[rule(code).code] = find
        return find

    return register


def run(context: Context, log: Callable[[str], None]) -> list[Finding]:
    """What every check finds. One that crashes gives ``internal``; ``log`` gets its traceback."""
    found: list[Finding] = []
    for code, find in _checks.items():
        try:
            found += list(find(context))
        except Exception as error:
            log(f"检查 {code} 出错：\n{traceback.format_exc()}")
            found.append(_crashed(code, error))
    return found


def _crashed(code: str, error: Exception) -> Finding:
    return flag(
        "internal",
        f"检查 {code} 运行出错，本次没有结果；其他检查不受影响",
        "请把运行窗口中的出错信息告诉维护人员。",
        evidence=f"{type(error).__name__}: {error}",
    )
