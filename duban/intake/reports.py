"""核查表: inspection forms that came back, each filled row an Inspection with its cell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal

from msgspec import Struct
from msgspec.structs import replace

from duban.catalogue import flag
from duban.figures import BEYOND
from duban.forms.fields import INSPECTION
from duban.forms.rows import FormRow, expected_rows, indicator_words
from duban.intake.found import Found, FoundRow, FoundTable
from duban.intake.identify import senders_units
from duban.model import CHINA, Finding, FormKind, Inspection, Receipt, Source
from duban.quantity import read_quantity
from duban.register import TaskMap
from duban.register.cells import Unreadable, convert
from duban.register.schema import Column, Holds
from duban.text import clean, shorten, squeeze

_Sight = tuple[str, str, str]
"""(序号, 被核查单位, 指标) as printed in a row, squeezed."""
_DAY = Column("on", INSPECTION.field("on").header, 0, Holds.DATE)
_ADVICE = "请在核查表中改正后重新放入收件文件夹，或直接写入任务图“核查”表。"


class InspectionReport(Struct, frozen=True):
    """One inspection form as it arrived; only what ``used`` ones say counts."""

    receipt: Receipt
    inspections: tuple[Inspection, ...] = ()
    used: bool = True
    why_not: str = ""


def is_inspection(found: Found) -> bool:
    """Whether the workbook is an inspection form."""
    return bool(found.tables) and found.tables[0].kind is FormKind.INSPECTION


def report_of(
    found: Found, taskmap: TaskMap, period: str, receipt: Receipt, as_of: datetime
) -> tuple[InspectionReport, list[Finding]]:
    """The report in ``found``; one that is not this office's, or is of another period, is unused.

    A unit's own mailbox is no inspector's: what comes from there is not used either.
    """
    tokens = [opened.token for opened in found.tokens if opened.genuine]
    period_said = tokens[0].period if tokens else ""
    senders = senders_units(taskmap, receipt.sender) if receipt.sender else ()
    why = ""
    if receipt.at > as_of:
        return InspectionReport(receipt, used=False, why_not="在本次编译所述时点之后收到"), []
    if not tokens:
        why = "核查表没有本办公室签发的标识"
    elif period_said != period:
        why = f"是{period_said}期的核查表"
    elif senders:
        why = f"核查表从{taskmap.unit(senders[0]).name}的邮箱发来"
    if why:
        message, place = f"核查表未采用：{why}", Source(receipt.path)
        return (
            InspectionReport(receipt, used=False, why_not=why),
            [flag("inspection_unclear", message, _ADVICE, source=place, evidence=receipt.sender)],
        )
    inspections: list[Inspection] = []
    findings: list[Finding] = []
    rows = _expected(taskmap)
    for table in found.tables:
        for row in table.rows if table.kind is FormKind.INSPECTION else ():
            for item in _inspections(table, row, rows, taskmap, period, receipt):
                (inspections if isinstance(item, Inspection) else findings).append(item)  # type: ignore[arg-type]
    return InspectionReport(receipt, tuple(inspections)), findings


class _Rows(Struct, frozen=True):
    """What rows there can be, by identity and by what they print."""

    by_id: Mapping[str, FormRow]
    by_sight: Mapping[_Sight, FormRow]


def _expected(taskmap: TaskMap) -> _Rows:
    # A unit that owes no return can be inspected all the same.
    units = dict.fromkeys(assignment.unit for assignment in taskmap.assignments)
    rows = [row for unit in units for row in expected_rows(taskmap, unit)]
    sights = {_sight(row, taskmap): row for row in reversed(rows)}
    return _Rows({row.id: row for row in rows}, sights)


def _sight(row: FormRow, taskmap: TaskMap) -> _Sight:
    name = squeeze(indicator_words(row.indicator)) if row.indicator else ""
    return row.task.key, squeeze(taskmap.unit(row.assignment.unit).name), name


def _text(row: FoundRow, name: str) -> str:
    value = row.values.get(name)
    if value is None:
        return ""
    return clean(f"{value:.15g}" if isinstance(value, float) else str(value))


def _inspections(
    table: FoundTable,
    row: FoundRow,
    rows: _Rows,
    taskmap: TaskMap,
    period: str,
    receipt: Receipt,
) -> Iterator[Inspection | Finding]:
    """The row's inspection, if it says anything, and what of it cannot be read."""
    said = [name for name in ("verified", "conclusion", "facts") if _text(row, name)]
    if not said:
        return
    place = Source(receipt.path, table.sheet, table.address(row, said[0]))
    printed = _text(row, "task"), squeeze(_text(row, "unit")), squeeze(_text(row, "indicator"))
    answer = rows.by_sight.get(printed) or rows.by_id.get(row.row_id)
    if answer is None or (printed[0] and printed[0] != answer.task.key):
        message = f"核查表第{row.row}行对不上任务图中的任务和单位，未采用"
        yield flag("inspection_unclear", message, _ADVICE, source=place)
        return
    yield from _unread(table, row, answer, place)
    indicator = answer.indicator
    words = (_text(row, "conclusion"), _text(row, "facts"))
    yield Inspection(
        period=period,
        task=answer.task.key,
        unit=taskmap.unit(answer.assignment.unit).name,
        indicator=indicator.seq if indicator else 0,
        verified=_verified(row, answer),
        means=_text(row, "means"),
        by=_text(row, "by"),
        on=_day(row) or receipt.at.astimezone(CHINA).date(),
        conclusion="：".join(word for word in words if word),
        kind=_text(row, "kind"),
        place=_text(row, "place"),
        source=place,
    )


def _verified(row: FoundRow, answer: FormRow) -> Decimal | None:
    measure = answer.indicator.measure if answer.indicator else ""
    value = read_quantity(_text(row, "verified"), measure).value
    return None if value is None or abs(value) >= BEYOND else value


def _unread(table: FoundTable, row: FoundRow, answer: FormRow, place: Source) -> Iterator[Finding]:
    """What stands in a number's or a date's cell and cannot be read as one."""
    key, value, day = answer.task.key, _text(row, "verified"), _text(row, "on")
    if value and _verified(row, answer) is None:
        message = f"第{key}项核实值“{shorten(value, 20)}”不是一个数，未采用"
        yield flag("inspection_unclear", message, _ADVICE, task=key, source=place, evidence=value)
    if day and _day(row) is None:
        message = f"第{key}项核查日期“{shorten(day, 20)}”看不出是哪一天"
        where = replace(place, cell=table.address(row, "on"))
        yield flag("inspection_unclear", message, _ADVICE, task=key, source=where)


def _day(row: FoundRow) -> date | None:
    if "on" not in row.values:
        return None
    try:
        found = convert(row.values["on"], _DAY)
    except Unreadable:
        return None
    return found if isinstance(found, date) else None
