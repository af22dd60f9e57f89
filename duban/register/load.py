"""Makes a task map of a workbook's cells. What is wrong comes back as findings with their cells."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, time
from typing import TypeVar

from duban.a1 import address
from duban.calendar import Calendar, at_hour, cutoff
from duban.model import (
    Direction,
    Doubt,
    Finding,
    FormKind,
    Group,
    Indicator,
    Inspection,
    Kind,
    Milestone,
    Period,
    Ruling,
    Severity,
    Task,
    Unit,
)
from duban.register import defaults, schema, settings, typed
from duban.register.reader import Cells, Reader, Row
from duban.register.schema import FIRST_ROW
from duban.register.taskmap import TaskMap
from duban.rules import CheckLevel, LadderRule, Level, Often, Scope, ScoreRule

UNPUBLISHED = "holidays_unpublished"
"""Code of the finding on a deadline that cannot be reckoned; ``evidence`` is its period."""

GIVEN = "报送截止由办公室指定"
"""``Period.basis`` of a deadline that the sheet gives; all others are reckoned anew each time."""

T = TypeVar("T")


def load(
    sheets: Mapping[str, Cells], file: str, year: int, calendar: Calendar
) -> tuple[TaskMap, list[Finding]]:
    """The task map in ``sheets`` and what is wrong with its cells; ``file`` names it in findings.

    Only what single cells and rows say is judged here; ``validate`` judges how they fit together.
    """
    reader = Reader(file, sheets)
    made = _settings(reader)
    # The names of groups first: in other sheets' cells those with a separator in them stay whole.
    groups = reader.rows(schema.GROUPS)
    reader.whole = tuple(row["name"] for row in groups if row["name"])
    known = {schema.GROUPS.name: groups} | {
        spec.name: reader.rows(spec)
        for spec in schema.SHEETS
        if spec not in (schema.SETTINGS, schema.GROUPS)
    }
    if schema.TASKS.name in sheets and not known[schema.TASKS.name]:
        reader.report(
            "no_tasks",
            schema.TASKS.name,
            address(FIRST_ROW, 1),
            "任务表没有任何任务",
            "请用 import 导入通知，或逐行填写任务。",
        )
    return (
        TaskMap(
            year=year,
            tasks=_each(known["任务"], _task),
            units=_each(known["单位"], _unit),
            groups=_each(known["单位组"], _group),
            indicators=_each(known["指标"], _indicator),
            milestones=_each(known["节点"], _milestone),
            periods=_periods(reader, known["期次"], made, calendar),
            rulings=_each(known["核定"], _ruling),
            inspections=_each(known["核查"], _inspection),
            ladder=_each(known["督办规则"], _ladder_rule)
            if schema.LADDER.name in sheets
            else defaults.LADDER,
            scores=_each(known["考核规则"], _score_rule)
            if schema.SCORES.name in sheets
            else defaults.SCORES,
            checks=_each(known["检查"], _check_level),
            settings=made,
            places=reader.places,
        ),
        reader.findings,
    )


def _each(rows: Iterable[Row], build: Callable[[Row], T | None]) -> tuple[T, ...]:
    return tuple(made for row in rows if (made := build(row)) is not None)


def _key(row: Row) -> str:
    return f"{row['no']}-{row['subtask']}" if row.get("subtask") else str(row["no"])


def _doubt(row: Row) -> Doubt | None:
    if not row["doubt"]:
        return None
    alternatives = str(row.get("alternatives", ""))
    return Doubt(row["doubt"], tuple(alternatives.split("\n")) if alternatives else ())


def _task(row: Row) -> Task | None:
    if row["no"] is None:
        return None
    names = (
        *("no", "text", "leads", "cos", "title", "leader", "due"),
        *("pace_basis", "excluded", "superior"),
    )
    return Task(
        **{name: row[name] for name in names},
        subtask=row["subtask"] or 0,
        doubt=_doubt(row),
        source=row["_source"],
    )


def _unit(row: Row) -> Unit | None:
    if not row["code"] or not row["name"]:
        return None
    names = ("code", "name", "full_name", "aliases", "kind", "emails", "liaison", "phone")
    return Unit(
        **{name: row[name] for name in names},
        order=row["order"] if row["order"] is not None else row["_row"],
        reports=row["reports"] is not False,
        source=row["_source"],
    )


def _group(row: Row) -> Group | None:
    if not row["name"]:
        return None
    return Group(row["name"], row["members"], row["note"], row["_source"])


def _indicator(row: Row) -> Indicator | None:
    if row["no"] is None or row["seq"] is None or row["target"] is None:
        return None
    return Indicator(
        task=_key(row),
        seq=row["seq"],
        name=row["name"],
        target=row["target"],
        measure=row["measure"],
        direction=Direction.from_label(row["direction"]) or Direction.AT_LEAST,
        kind=Kind.from_label(row["kind"]) or Kind.CUMULATIVE,
        words=row["words"],
        superior=row["superior"],
        doubt=_doubt(row),
        source=row["_source"],
    )


def _milestone(row: Row) -> Milestone | None:
    if row["no"] is None or not row["period"]:
        return None
    names = ("period", "value", "deed", "quality")
    return Milestone(
        task=_key(row),
        indicator=row["indicator"] or 0,
        source=row["_source"],
        **{name: row[name] for name in names},
    )


def _ruling(row: Row) -> Ruling | None:
    if not row["period"] or not row["subject"]:
        return None
    names = (
        *("period", "subject", "unit", "task", "target"),
        *("value", "reason", "by", "on", "applied"),
    )
    return Ruling(**{name: row[name] for name in names}, source=row["_source"])


def _inspection(row: Row) -> Inspection | None:
    if not row["period"] or row["no"] is None:
        return None
    names = (
        *("period", "unit", "verified", "means", "by", "on"),
        *("conclusion", "kind", "place", "answer"),
    )
    return Inspection(
        task=_key(row),
        indicator=row["indicator"] or 0,
        source=row["_source"],
        **{name: row[name] for name in names},
    )


def _ladder_rule(row: Row) -> LadderRule | None:
    often, level = Often.from_label(row["often"]), Level.from_label(row["level"])
    if not row["events"] or often is None or level is None:
        return None
    return LadderRule(
        events=row["events"],
        often=often,
        times=row["times"] or 1,
        level=level,
        scope=Scope.from_label(row["scope"]) or Scope.TASK,
        tasks=row["tasks"],
        letter=row["letter"],
        note=row["note"],
        source=row["_source"],
    )


def _score_rule(row: Row) -> ScoreRule | None:
    if not row["event"] or row["points"] is None:
        return None
    names = ("event", "points", "cap", "co", "note")
    return ScoreRule(**{name: row[name] for name in names}, source=row["_source"])


def _check_level(row: Row) -> CheckLevel | None:
    """A row without a level says nothing: the code keeps its default."""
    level = row["level"]
    if not row["code"] or not level:
        return None
    return CheckLevel(row["code"], Severity.from_label(level), row["_source"])


def _settings(reader: Reader) -> settings.Settings:
    spec = schema.SETTINGS
    rows = [row for row in reader.rows(spec) if row["key"]]
    values = {row["key"]: row["value"] for row in rows if row["value"] != ""}
    cells = {row["key"]: reader.cell(spec, row["_row"], "value") for row in rows}
    made, wrong = typed.read(values)
    counted = Counter(row["key"] for row in rows)
    wrong += [(key, f"写了{times}行，须只留一行") for key, times in counted.items() if times > 1]
    for key, why in wrong:
        reader.report(
            "setting_invalid",
            spec.name,
            cells.get(key, ""),
            f"设置“{key}”不可用：{why}",
            "请按“说明”一列改正；留空即用默认值。",
        )
    return made


def _periods(
    reader: Reader, rows: list[Row], made: settings.Settings, calendar: Calendar
) -> tuple[Period, ...]:
    found = (_period(reader, row, made, calendar) for row in rows if row["name"])
    return tuple(period for period in found if period is not None)


def _period(reader: Reader, row: Row, made: settings.Settings, calendar: Calendar) -> Period | None:
    year, month = (int(part) for part in row["name"].split("-"))
    day = row["cutoff"] or cutoff(year, month, made.cutoff_day)
    named = (row["forms"] or FormKind.PROGRESS.label).split("、")
    forms = tuple(kind for kind in FormKind if kind.label in named)
    if row["deadline"] is not None:
        deadline = row["deadline"]
        if deadline.time() == time(0, 0):
            deadline = at_hour(deadline.date(), made.deadline_hour)
        cos = _co_deadline(reader, row, deadline, made, calendar)
        return Period(row["name"], day, deadline, GIVEN, forms, row["issued"], *cos, row["_source"])
    due = calendar.working_day_after(day, made.deadline_days)
    if due is None:
        reader.report(
            UNPUBLISHED,
            schema.PERIODS.name,
            reader.cell(schema.PERIODS, row["_row"], "deadline"),
            f"{row['name']} 期未填报送截止，而节假日安排尚未公布（或本程序未收录），推算不出工作日",
            "请在本格填写报送截止；或加 --assume-weekends 按周一至周五推定（各项成果将注明）。",
            evidence=row["name"],
        )
        return None
    basis = calendar.basis(day.year, due.year)
    deadline = at_hour(due, made.deadline_hour)
    cos = _co_deadline(reader, row, deadline, made, calendar)
    return Period(row["name"], day, deadline, basis, forms, row["issued"], *cos, row["_source"])


def _co_deadline(
    reader: Reader, row: Row, deadline: datetime, made: settings.Settings, calendar: Calendar
) -> tuple[datetime | None, bool]:
    """When co-organisers' parts are due (None: with the leads'), and whether the sheet says so."""
    given: datetime | None = row["co_deadline"]
    if given is not None:
        midnight = given.time() == time(0, 0)
        return (at_hour(given.date(), made.deadline_hour) if midnight else given), True
    if not made.co_days_ahead:
        return None, False
    day = calendar.working_day_before(deadline.date(), made.co_days_ahead)
    if day is None:
        reader.report(
            UNPUBLISHED,
            schema.PERIODS.name,
            reader.cell(schema.PERIODS, row["_row"], "co_deadline"),
            f"{row['name']} 期未填协办截止，而节假日安排尚未公布（或本程序未收录），推算不出工作日",
            "请在本格填写协办截止；或加 --assume-weekends 按周一至周五推定。",
            evidence=row["name"],
        )
        return None, False
    return at_hour(day, made.deadline_hour), False
