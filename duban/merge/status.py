"""How each unit stands in reporting: the partition that every count of units rests on."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from msgspec import Struct

from duban.intake.collect import Intake, is_filled
from duban.model import CHINA, FormKind, Period, ReceiptSource, Ruling, Submission, Unit, UnitStatus
from duban.register import TaskMap
from duban.register.extensions import deadline_of
from duban.register.rulings import ACCEPTED, CONFIRMED, SENT_BACK, WAIVED, confirmed_at


class Reporting(Struct, frozen=True):
    """One expected unit's reporting in one period.

    ``received_at`` is when its first form with contents came (the first form, if all are empty),
    by ``receipt``'s word; ``file`` and ``version`` are of the form that counts. ``sent_back``: the
    office returned it (退回重报) and nothing newer has come. ``ruling`` is the one that decided.
    Where several forms are owed, all of it is of the ``form`` that stands worst.
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
    form: FormKind = FormKind.PROGRESS


_WORST_LAST = (
    UnitStatus.EXEMPT,
    UnitStatus.ON_TIME,
    UnitStatus.LATE,
    UnitStatus.PENDING,
    UnitStatus.EMPTY,
    UnitStatus.MISSING,
)


def reporting(
    taskmap: TaskMap, intake: Intake, period: Period, as_of: datetime
) -> tuple[Reporting, ...]:
    """One row for each expected unit, in protocol order.

    Before its deadline, put off by ruling or not, a unit without a form is PENDING; after it the
    other statuses partition
    the expected units: on time + late + empty + missing + exempt.
    """
    found: list[Reporting] = []
    for unit in taskmap.reporting_units:
        forms = taskmap.owed_forms(unit.code, period)
        rows = [_of_unit(unit, form, taskmap, intake, period, as_of) for form in forms]
        if rows:
            found.append(max(rows, key=lambda row: _WORST_LAST.index(row.status)))
    return tuple(found)


def _of_unit(
    unit: Unit, form: FormKind, taskmap: TaskMap, intake: Intake, period: Period, as_of: datetime
) -> Reporting:
    mine = [
        ruling
        for ruling in taskmap.rulings
        if ruling.period == period.name and taskmap.code_of(ruling.unit) == unit.code
    ]
    waived = _last(r for r in mine if r.subject == WAIVED and not r.task)
    accepted = _last(r for r in mine if r.subject == ACCEPTED)
    confirmed = _last(r for r in mine if r.subject == CONFIRMED)
    returned = _last(r for r in mine if r.subject == SENT_BACK)
    came = intake.of(unit.code, form)
    counted = [s for s in came if s.receipt.at <= as_of and s.period == period.name]
    filled = [s for s in counted if is_filled(s)]
    first = next(iter(filled or counted), None)
    used = intake.used(unit.code, form)
    said = _said(confirmed)
    received_at = said or (first.receipt.at if first else None)
    # What came on paper leaves no form: the office's word alone makes it a return.
    contents = bool(filled) or (confirmed is not None and not counted)
    deadline, extension = deadline_of(taskmap, period, unit.code)
    status = _status(received_at, contents, deadline, as_of)
    decided = confirmed
    if extension and status is not _status(received_at, contents, period.deadline, as_of):
        decided = extension
    if status is UnitStatus.LATE and (accepted or (confirmed and not said)):
        status, decided = UnitStatus.ON_TIME, accepted or confirmed
    if waived and not filled:
        status, decided = UnitStatus.EXEMPT, waived
    sent_back = returned is not None and not _answered(returned, counted)
    return Reporting(
        unit=unit,
        status=status,
        received_at=received_at,
        receipt=_whose_word(first, confirmed),
        version=used.version if used else 0,
        versions=len(counted),
        file=used.receipt.path if used else "",
        sent_back=sent_back,
        ruling=decided or (returned if sent_back else None),
        form=form,
    )


def _status(
    received_at: datetime | None, contents: bool, deadline: datetime, as_of: datetime
) -> UnitStatus:
    over = as_of > deadline
    if not contents:
        after = UnitStatus.MISSING if received_at is None else UnitStatus.EMPTY
        return after if over else UnitStatus.PENDING
    late = received_at is not None and received_at > deadline
    return UnitStatus.LATE if late else UnitStatus.ON_TIME


def _said(confirmed: Ruling | None) -> datetime | None:
    moment = confirmed_at(confirmed) if confirmed else None
    return moment if isinstance(moment, datetime) else None


def _answered(returned: Ruling, counted: Iterable[Submission]) -> bool:
    """Whether a form has come since the day on which the office returned the one before it."""
    return any(
        s.used and returned.on is not None and s.receipt.at.astimezone(CHINA).date() > returned.on
        for s in counted
    )


def _whose_word(first: Submission | None, confirmed: Ruling | None) -> ReceiptSource | None:
    if confirmed:
        return ReceiptSource.RULING
    return first.receipt.source if first else None


def _last(rulings: Iterable[Ruling]) -> Ruling | None:
    return next(iter(reversed(list(rulings))), None)
