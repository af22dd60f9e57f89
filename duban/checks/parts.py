"""What a task's lead says against what its co-organisers say of the same indicator."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from duban.checks.registry import Context, check
from duban.checks.rows import flag_row, is_lead, is_rising, says_done
from duban.checks.texts import is_usable
from duban.figures import plain
from duban.merge import source
from duban.model import Finding, ReportedStatus

_UNDONE = (ReportedStatus.NOT_STARTED, ReportedStatus.LAGGING)
_ADVICE = "请牵头单位与协办单位核对一致后，由有误的一方更正报送。"


@check("lead_co_conflict")
def lead_co_conflict(context: Context) -> Iterator[Finding]:
    """At the first lead's row: a co-organiser's part is more than all leads' totals, or undone.

    A co-organiser reports its own part, so less than the total is in order; levels and rates of
    a part say nothing of the whole and are not compared.
    """
    rows: dict[tuple[str, int], list[Any]] = {}
    for row in context.answered:
        rows.setdefault((row.task, row.indicator), []).append(row)
    for (task, indicator), said in rows.items():
        leads = [row for row in said if is_lead(row)]
        cos = [row for row in said if not is_lead(row)]
        if not leads or not cos:
            continue
        expected = context.leads.get((task, indicator), 0)
        if len(leads) == expected and all(is_usable(context, row) for row in leads):
            yield from _larger(context, leads, cos)
        yield from _undone(leads, cos)


def _larger(context: Context, leads: Sequence[Any], cos: Sequence[Any]) -> Iterator[Finding]:
    if not is_rising(leads[0]):
        return
    total = sum((row.reported for row in leads), Decimal(0))
    over = [row for row in cos if is_usable(context, row) and row.reported > total]
    if over:
        parts = "、".join(f"{r.unit_name}{plain(r.reported)}{r.measure}" for r in over)
        yield flag_row(
            "lead_co_conflict",
            leads[0],
            "value",
            f"累计完成{plain(total)}{leads[0].measure}，少于协办单位所报的{parts}",
            _ADVICE,
            _places(over, "value"),
        )


def _undone(leads: Sequence[Any], cos: Sequence[Any]) -> Iterator[Finding]:
    done = [row for row in leads if says_done(row)]
    undone = [row for row in cos if row.status_code in _UNDONE]
    if done and undone:
        parts = "、".join(f"{r.unit_name}报“{ReportedStatus(r.status_code).label}”" for r in undone)
        yield flag_row(
            "lead_co_conflict",
            done[0],
            "status",
            f"状态为“已完成”，而协办单位{parts}",
            _ADVICE,
            _places(undone, "status"),
        )


def _places(rows: Sequence[Any], field: str) -> str:
    return "；".join(f"{row.unit_name}：{source(row, field)}" for row in rows)
