"""What changed since the month before: tasks, values, reporting, and what was put right."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal

from msgspec.structs import replace

from duban.a1 import address
from duban.changes import Changes, Course, changes
from duban.compilation import Compilation
from duban.model import Period, Ruling, Unit, UnitStatus
from duban.register import TaskMap
from tests.office import (
    AFTER,
    FEBRUARY,
    FULL,
    IN_TIME,
    MARCH,
    SCHOOL,
    TRADE,
    WATER,
    column,
    compiled,
    full_month,
    issued,
    office,
    returned,
)

OFFICE = office()
EARLY = FEBRUARY.deadline - timedelta(days=1)


def month(taskmap: TaskMap, period: Period, drawings: Mapping[Unit, str]) -> Compilation:
    """The period with the forms that are drawn, all of them in time."""
    names = {unit: f"{unit.name}{period.month}.xlsx" for unit in drawings}
    files = {
        names[unit]: returned(issued(taskmap, unit, period), drawing)
        for unit, drawing in drawings.items()
    }
    moments = dict.fromkeys(files, EARLY if period is FEBRUARY else IN_TIME)
    return compiled(taskmap, files, AFTER, moments, period)


def since_february(
    before: Mapping[Unit, str], now: Mapping[Unit, str], taskmap: TaskMap = OFFICE
) -> Changes:
    made = month(taskmap, MARCH, now)
    return changes(replace(made, earlier=(month(taskmap, FEBRUARY, before),)))


def test_a_task_that_falls_behind_and_one_that_catches_up() -> None:
    school = FULL[SCHOOL].replace("300 ", "50  ")
    trade = FULL[TRADE].replace("18 ", "40 ")
    found = since_february({**FULL, TRADE: trade}, {**FULL, SCHOOL: school})
    assert found.since == FEBRUARY
    moved = {m.now.task.key: (m.before.light.label, m.now.light.label) for m in found.moved}
    assert moved["1"] == ("绿灯", "黄灯")
    assert {m.now.task.key: m.course for m in found.moved}["1"] is Course.WORSE
    grown = {(g.now.indicator.task, g.now.indicator.seq): g.by for g in found.grown}
    assert grown == {("1", 1): Decimal(-250), ("3", 1): Decimal(-22)}


def test_a_task_nobody_reported_on_has_neither_improved_nor_worsened() -> None:
    now = {SCHOOL: FULL[SCHOOL], TRADE: FULL[TRADE]}
    found = since_february(FULL, now)
    assert {m.now.task.key: m.course for m in found.moved if m.now.task.leads == (WATER.name,)} == {
        "2": Course.OTHER,
        "5": Course.OTHER,
    }
    (turned,) = found.turned
    assert (turned.before.status, turned.now.status) == (UnitStatus.ON_TIME, UnitStatus.MISSING)


def test_what_the_office_and_the_unit_put_right() -> None:
    ruling = Ruling(
        MARCH.name, "更正数值", WATER.name, "5", "", "97", "复核", "张某", date(2023, 4, 1)
    )
    taskmap = office(rulings=(ruling,))
    files = {
        **full_month(taskmap),
        "初稿.xlsx": returned(
            issued(taskmap, SCHOOL), FULL[SCHOOL].replace("300 ", "3000").replace("个 ", "所 ")
        ),
    }
    first = {"初稿.xlsx": IN_TIME - timedelta(days=1)}
    found = changes(compiled(taskmap, files, moments=first))
    assert found.since is None
    assert found.moved == found.turned == ()
    told = [(c.task, c.unit, c.before, c.now, c.how) for c in found.corrected]
    assert told == [
        ("5", "市水利局", "96", "97", "核定"),
        ("1", "市教育局", "3000", "300", "重新报送"),
    ]
    assert found.corrected[1].source.cell == address(8, column("value"))
