"""Fills an issued plan form in as a diligent lead would: measures, values by month, persons."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from random import Random
from typing import Any, Literal

from msgspec import Struct

from duban.a1 import address
from duban.forms.fields import MONTHS, PLAN
from duban.forms.rows import FormRow, expected_rows
from duban.forms.write import HEADER_ROW
from duban.model import Direction, FormKind, Indicator, Kind, Role
from duban.ooxml import saved
from duban.register import TaskMap
from duban.rehearse.fill import Spot
from duban.rehearse.record import Rehearsal
from duban.rehearse.texts import person

_WORK = (
    "成立工作专班，每月调度一次，实行清单管理、逐一销号。",
    "编制实施方案，明确{a}个责任科室，按月通报进度。",
    "倒排工期，挂图作战，{a}个项目各明确一名责任人。",
)
_DEEDS = (
    "4月底前完成前期手续；9月底前完成主体工程；12月底前投入使用",
    "二季度印发方案；三季度全面推开；年底前总结评估",
    "6月上旬启动；11月底前完成",
)
_QUALITY = ("通过验收", "群众满意度不低于95%", "符合国家和省有关标准")


class _Plan(Struct, frozen=True):
    """One task's rows in an open plan form: the sheet, its months, the first row's number."""

    sheet: Any
    rows: tuple[FormRow, ...]
    number: int
    months: tuple[str, ...]

    def put(self, name: str, value: object) -> str:
        """The address of the task's field, in which ``value`` now stands."""
        _put(self.sheet, self.number, name, value)
        return address(self.number, PLAN.index(name) + 1)

    def planned(self, name: str) -> float:
        """What the form says of a month."""
        return float(self.sheet.cell(self.number, PLAN.index(name) + 1).value)

    @property
    def told(self) -> bool:
        """Whether its task has no indicator."""
        return self.rows[0].indicator is None

    @property
    def rises(self) -> bool:
        """Whether it plans one indicator by the month, in steps."""
        indicator = self.rows[0].indicator
        cumulative = indicator is not None and indicator.kind is Kind.CUMULATIVE
        return bool(
            cumulative
            and indicator
            and indicator.direction is Direction.AT_LEAST
            and indicator.target >= _MONTHLY
            and len(self.months) > _LEAST_MONTHS
        )


_Place = Literal["any", "alone", "later"]
"""Whose plan: anybody's, the only lead's, or one of a lead that is named after another."""


class _Wrong(Struct, frozen=True):
    """One kind of fault of a plan: where it fits, how it is planted, in which words."""

    code: str
    fits: Callable[[_Plan], bool]
    plant: Callable[[_Plan], str]
    words: str
    place: _Place = "any"


_MONTHLY, _LEAST_MONTHS = 24, 3


def _falls(plan: _Plan) -> str:
    name, before = plan.months[-2], plan.months[-3]
    return plan.put(name, plan.planned(before) * 0.75)


def _short(plan: _Plan) -> str:
    last, before = plan.months[-1], plan.months[-2]
    return plan.put(last, (plan.planned(before) + plan.planned(last)) / 2)


def _differs(plan: _Plan) -> str:
    name, after = plan.months[-2], plan.months[-1]
    return plan.put(name, (plan.planned(name) + plan.planned(after)) / 2)


def _no_deeds(plan: _Plan) -> str:
    return plan.put("deeds", None)


def _no_day(plan: _Plan) -> str:
    return plan.put("deeds", "适时启动；年底前完成")


def _unclear(plan: _Plan) -> str:
    plan.put("target", 50)
    return plan.put("indicator", None)


def _told(plan: _Plan) -> bool:
    return plan.told


def _rises(plan: _Plan) -> bool:
    return plan.rises


def _any(_plan: _Plan) -> bool:
    return True


_FAULTS = (
    _Wrong("plan_conflict", _rises, _differs, "与另一牵头单位不一致", "later"),
    _Wrong("plan_falls", _rises, _falls, "后月少于前月", "alone"),
    _Wrong("plan_short", _rises, _short, "12月不到目标", "alone"),
    _Wrong("plan_bad_number", _rises, lambda p: p.put(p.months[0], "完成主体"), "月份栏填文字"),
    _Wrong("plan_not_countable", _told, _no_deeds, "没有节点事项"),
    _Wrong("plan_bad_time", _told, _no_day, "节点事项写“适时启动”"),
    _Wrong("plan_own_unclear", _told, _unclear, "自定指标只有目标值"),
    _Wrong("plan_no_measure", _any, lambda p: p.put("work", None), "没有工作措施"),
    _Wrong("plan_no_person", _any, lambda p: p.put("handler", None), "没有责任人"),
)
"""The pickiest first."""
_PER_FAULT = 12
"""One unit in so many makes each of them; at least one."""


def return_plans(
    taskmap: TaskMap,
    forms: Mapping[str, bytes],
    moment: datetime,
    rehearsal: Rehearsal,
    random: Random,
) -> None:
    """Every lead returns its plan in time; some are faulty, which is listed.

    One fault a task, whoever leads it.
    """
    books = {code: _filled(taskmap, code, form, random) for code, form in forms.items()}
    spots: dict[str, list[Spot]] = {code: [] for code in books}
    taken: set[str] = set()
    for wrong in _FAULTS * max(1, len(books) // _PER_FAULT):
        free = [
            (code, plan)
            for code, (_, plans) in books.items()
            for plan in plans
            if plan.rows[0].task.key not in taken
            and wrong.fits(plan)
            and _is_placed(taskmap, plan, wrong.place)
        ]
        if free:
            code, plan = random.choice(free)
            key = plan.rows[0].task.key
            taken.add(key)
            spots[code].append(Spot(wrong.code, key, wrong.plant(plan), wrong.words))
    for code, (book, _) in books.items():
        unit = taskmap.unit(code)
        path = rehearsal.deliver(PLAN.kind.label, saved(book, moment), moment, unit)
        for spot in spots[code]:
            rehearsal.plant(spot, unit, path, PLAN.sheet)


def _is_placed(taskmap: TaskMap, plan: _Plan, place: _Place) -> bool:
    task, unit = plan.rows[0].task.key, plan.rows[0].assignment.unit
    leads = [a.unit for a in taskmap.assignments if (a.task, a.role) == (task, Role.LEAD)]
    if place == "later":
        return leads[0] != unit
    return place == "any" or leads == [unit]


def _filled(
    taskmap: TaskMap, code: str, form: bytes, random: Random
) -> tuple[Any, tuple[_Plan, ...]]:
    """The form filled in, still open, and each task in it."""
    rows = expected_rows(taskmap, code, FormKind.PLAN)
    book = fill_plan(form, rows, random)
    sheet = book[PLAN.sheet]
    months = tuple(name for name in MONTHS if not _hidden(sheet, name))
    plans = []
    for number, row in enumerate(rows, start=HEADER_ROW + 1):
        if row.first:
            mine = tuple(other for other in rows if other.task == row.task)
            plans.append(_Plan(sheet, mine, number, months))
    return book, tuple(plans)


def fill_plan(form: bytes, rows: tuple[FormRow, ...], random: Random) -> Any:
    """The open workbook of the plan, filled in as a diligent lead would."""
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(form))
    sheet = book[PLAN.sheet]
    months = [name for name in MONTHS if not _hidden(sheet, name)]
    for number, row in enumerate(rows, start=HEADER_ROW + 1):
        if row.first:
            words = random.choice(_WORK).format(a=random.randint(2, 6))
            _put(sheet, number, "work", words)
            _put(sheet, number, "quality", random.choice(_QUALITY))
            _put(sheet, number, "leader", person(random))
            _put(sheet, number, "handler", person(random))
            _put(sheet, number, "phone", f"1300000{random.randint(0, 9999):04d}")
            if row.task.cos:
                _put(sheet, number, "share", f"{row.task.cos[0]}负责提供数据、配合推进")
        if row.indicator is None:
            _put(sheet, number, "deeds", random.choice(_DEEDS))
        else:
            for name in months:
                _put(sheet, number, name, float(_due(row.indicator, MONTHS.index(name) + 1)))
    return book


def _due(indicator: Indicator, month: int) -> Decimal:
    """A twelfth of the target a month, rounded up to what can be counted; levels from the start."""
    rising = indicator.kind is Kind.CUMULATIVE and indicator.direction is Direction.AT_LEAST
    if not rising or month == 12:
        return indicator.target
    step = Decimal(1) if indicator.target == indicator.target.to_integral() else Decimal("0.01")
    return (indicator.target * month / 12).quantize(step, ROUND_HALF_UP)


def _hidden(sheet: Any, name: str) -> bool:
    column = PLAN.index(name) + 1
    return any(d.hidden and d.min <= column <= d.max for d in sheet.column_dimensions.values())


def _put(sheet: Any, row: int, name: str, value: object) -> None:
    sheet.cell(row, PLAN.index(name) + 1).value = value
