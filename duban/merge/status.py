"""How each unit stands in reporting: the partition that every count of units rests on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from duban.intake.collect import Intake, is_filled
from duban.model import Period, ReceiptSource, Ruling, Submission, Unit, UnitStatus
from duban.register import TaskMap


@dataclass(frozen=True, slots=True)
class Reporting:
    """One expected unit's reporting in one period.

    ``received_at`` is when its first form with contents came (the first form, if all are empty);
    ``file`` and ``version`` are of the form that counts. ``sent_back``: the office returned it.
    """

    unit: Unit
    status: UnitStatus
    received_at: datetime | None = None
    receipt: ReceiptSource | None = None
    version: int = 0
    versions: int = 0
    file: str = ""
    sent_back: bool = False
    ruling: Ruling | None = None


def reporting(
    taskmap: TaskMap, intake: Intake, period: Period, as_of: datetime
) -> tuple[Reporting, ...]:
    """One row for each expected unit, in protocol order.

    Before the deadline a unit without a form is PENDING; after it the other statuses partition
    the expected units: on time + late + empty + missing + exempt.
    """
    return tuple(_of_unit(unit, taskmap, intake, period, as_of) for unit in taskmap.reporting_units)


def _of_unit(
    unit: Unit, taskmap: TaskMap, intake: Intake, period: Period, as_of: datetime
) -> Reporting:
    mine = [r for r in taskmap.rulings if r.period == period.name and _is(taskmap, r, unit)]
    waived = _last(r for r in mine if r.subject == "免报" and not r.task)
    accepted = _last(r for r in mine if r.subject in ("准予逾期", "确认收件"))
    sent_back = _last(r for r in mine if r.subject == "退回重报")
    counted = [s for s in intake.of(unit.code) if s.receipt.at <= as_of and s.period == period.name]
    filled = [s for s in counted if is_filled(s)]
    first = next(iter(filled or counted), None)
    used = intake.used(unit.code)
    status = _status(first, bool(filled), period, as_of)
    if status is UnitStatus.LATE and accepted:
        status = UnitStatus.ON_TIME
    if waived and not filled:
        status = UnitStatus.EXEMPT
    decided = waived if status is UnitStatus.EXEMPT else accepted
    return Reporting(
        unit=unit,
        status=status,
        received_at=first.receipt.at if first else None,
        receipt=_whose_word(first, accepted),
        version=used.version if used else 0,
        versions=len(counted),
        file=used.receipt.path if used else "",
        sent_back=sent_back is not None,
        ruling=decided or sent_back,
    )


def _status(first: Submission | None, filled: bool, period: Period, as_of: datetime) -> UnitStatus:
    over = as_of > period.deadline
    if first is None:
        return UnitStatus.MISSING if over else UnitStatus.PENDING
    if not filled:
        return UnitStatus.EMPTY if over else UnitStatus.PENDING
    return UnitStatus.LATE if first.receipt.at > period.deadline else UnitStatus.ON_TIME


def _whose_word(first: Submission | None, accepted: Ruling | None) -> ReceiptSource | None:
    if first is None:
        return None
    return ReceiptSource.RULING if accepted else first.receipt.source


def _is(taskmap: TaskMap, ruling: Ruling, unit: Unit) -> bool:
    named = taskmap.unit_named(ruling.unit) if ruling.unit else None
    return named is not None and named.code == unit.code


def _last(rulings: Iterable[Ruling]) -> Ruling | None:
    return next(iter(reversed(list(rulings))), None)
