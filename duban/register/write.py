"""Writes a task map as the workbook that the office then keeps by hand."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from duban.catalogue import CATALOGUE
from duban.model import CHINA, Doubt, FormKind, Indicator, Inspection, Period, Ruling, Task, Unit
from duban.ooxml import normalise, workbook
from duban.register import schema
from duban.register.load import GIVEN
from duban.register.schema import FIRST_ROW, Column, Holds, SheetSpec
from duban.register.settings import Settings, declared
from duban.register.taskmap import TaskMap
from duban.rowheight import row_height
from duban.rules import CheckLevel
from duban.text import cell_text

CellOut = str | int | float | Decimal | date | datetime | bool | tuple[str, ...] | None
_SPARE_ROWS = 400
"""Rows below the data that carry the drop-downs too, so that an office can add lines."""

NOTES = "导入说明"
"""The sheet in which an import says what it did and what it is unsure of."""


def write(taskmap: TaskMap, moment: datetime, notes: Sequence[tuple[str, str, str]] = ()) -> bytes:
    """The workbook's bytes; ``notes`` are the rows (类别, 位置, 说明) of 导入说明."""
    stream = io.BytesIO()
    with workbook(stream) as book:
        writer = _Writer(book)
        for spec, rows in _contents(taskmap):
            writer.sheet(spec, rows)
        if notes:
            writer.notes(notes)
    return normalise(stream.getvalue(), moment)


class _Writer:
    """Formats shared by all sheets, and the way a sheet is laid out."""

    def __init__(self, book: Any) -> None:
        self.book = book
        base = {"font_name": "宋体", "font_size": 10.5, "valign": "vcenter", "border": 1}
        self.explain = book.add_format(
            {"font_name": "楷体", "font_size": 11, "font_color": "#44546A", "valign": "vcenter"}
        )
        self.header = book.add_format(
            {**base, "font_name": "黑体", "bg_color": "#D9E2F3", "align": "center", "text_wrap": 1}
        )
        self.formats = {
            (holds, marked): book.add_format({**base, **_style(holds, marked)})
            for holds in Holds
            for marked in (False, True)
        }

    def sheet(self, spec: SheetSpec, rows: Iterable[tuple[CellOut, ...]]) -> None:
        """One sheet: explanation, header, data, drop-downs, frozen header, print set-up."""
        sheet = self.book.add_worksheet(spec.name)
        sheet.write_string(0, 0, spec.explanation, self.explain)
        sheet.set_row(0, 24)
        sheet.set_row(1, 28)
        for index, column in enumerate(spec.columns):
            sheet.set_column(index, index, column.width)
            sheet.write_string(1, index, column.header, self.header)
        count = 0
        for count, row in enumerate(rows, start=1):
            marked = _is_marked(spec, row)
            for index, (column, value) in enumerate(zip(spec.columns, row, strict=True)):
                self.cell(sheet, FIRST_ROW - 2 + count, index, column, value, marked)
            texts = [
                (column.width, "\n".join(value) if isinstance(value, tuple) else str(value or ""))
                for column, value in zip(spec.columns, row, strict=True)
                if column.holds in (Holds.TEXT, Holds.NAMES)
            ]
            sheet.set_row(FIRST_ROW - 2 + count, row_height(texts, 10.5))
        last = FIRST_ROW - 2 + count + _SPARE_ROWS
        for index, column in enumerate(spec.columns):
            _validate(sheet, index, last, column)
        sheet.freeze_panes(schema.HEADER_ROW, _frozen(spec))
        sheet.autofilter(1, 0, max(1 + count, 2), len(spec.columns) - 1)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(1)
        sheet.set_footer("&C第 &P 页 共 &N 页")

    def cell(
        self, sheet: Any, row: int, index: int, column: Column, value: CellOut, marked: bool
    ) -> None:
        """One cell, in the type that its column holds."""
        style = self.formats[column.holds, marked]
        if isinstance(value, tuple):
            value = "\n".join(value)
        if isinstance(value, bool):
            value = "是" if value else "否"
        if value is None or value == "":
            sheet.write_blank(row, index, None, style)
        elif isinstance(value, datetime):
            sheet.write_datetime(row, index, value.replace(tzinfo=None), style)
        elif isinstance(value, date):
            sheet.write_datetime(row, index, value, style)
        elif isinstance(value, (int, float, Decimal)):
            sheet.write_number(row, index, float(value), style)
        else:
            sheet.write_string(row, index, cell_text(value), style)

    def notes(self, notes: Sequence[tuple[str, str, str]]) -> None:
        """The import's own account."""
        columns = (
            Column("kind", "类别", 16),
            Column("place", "位置", 26),
            Column("text", "说明", 110),
        )
        spec = SheetSpec(NOTES, "导入时发现的情况，请逐条处理；本表不参与编译，可以删除。", columns)
        self.sheet(spec, notes)


def _style(holds: Holds, marked: bool) -> dict[str, object]:
    style: dict[str, object] = {"text_wrap": 1}
    if holds is Holds.DATE:
        style = {"num_format": "yyyy-mm-dd", "align": "center"}
    elif holds is Holds.MOMENT:
        style = {"num_format": "yyyy-mm-dd hh:mm", "align": "center"}
    elif holds in (Holds.INTEGER, Holds.YES_NO, Holds.PERIOD, Holds.KEY):
        style = {"align": "center"}
    if holds in (Holds.PERIOD, Holds.KEY):
        style["num_format"] = "@"
    return {**style, "bg_color": "#FFF2CC"} if marked else style


def _is_marked(spec: SheetSpec, row: tuple[CellOut, ...]) -> bool:
    names = [column.name for column in spec.columns]
    return "doubt" in names and bool(row[names.index("doubt")])


def _frozen(spec: SheetSpec) -> int:
    return {"任务": 2, "指标": 3}.get(spec.name, 1)


def _validate(sheet: Any, index: int, last: int, column: Column) -> None:
    choices = ("是", "否") if column.holds is Holds.YES_NO else column.choices
    rule: dict[str, object] = {"validate": "any"}
    if choices:
        rule = {
            "validate": "list",
            "source": list(choices),
            "error_title": "请从下拉列表中选择",
            "error_message": f"“{column.header}”只能填：{'、'.join(choices)}",
        }
    if column.help:
        rule |= {"input_title": column.header, "input_message": column.help}
    if choices or column.help:
        sheet.data_validation(FIRST_ROW - 1, index, last, index, rule)


def _contents(
    taskmap: TaskMap,
) -> Iterable[tuple[SheetSpec, Iterable[tuple[CellOut, ...]]]]:
    yield schema.TASKS, (_task(task) for task in taskmap.tasks)
    yield schema.UNITS, (_unit(unit) for unit in taskmap.units)
    yield schema.GROUPS, ((g.name, g.members, g.note) for g in taskmap.groups)
    yield schema.INDICATORS, (_indicator(indicator) for indicator in taskmap.indicators)
    yield (
        schema.MILESTONES,
        (
            (*_split(m.task), m.indicator or None, m.period, m.value, m.deed, m.quality)
            for m in taskmap.milestones
        ),
    )
    yield schema.PERIODS, (_period(period) for period in taskmap.periods)
    yield schema.RULINGS, (_ruling(ruling) for ruling in taskmap.rulings)
    yield schema.INSPECTIONS, (_inspection(found) for found in taskmap.inspections)
    yield (
        schema.LADDER,
        (
            (
                *(r.events, r.often.label, r.times, r.scope.label, r.level.label),
                *(r.tasks, r.letter, r.note),
            )
            for r in taskmap.ladder
        ),
    )
    yield schema.SCORES, ((r.event, r.points, r.cap, r.co, r.note) for r in taskmap.scores)
    yield schema.CHECKS, _checks(taskmap.checks)
    yield schema.SETTINGS, _settings(taskmap.settings)


def _split(key: str) -> tuple[int, int | None]:
    no, _, sub = key.partition("-")
    return int(no), int(sub) if sub else None


def _doubt(doubt: Doubt | None) -> tuple[str, str]:
    return (doubt.reason, "\n".join(doubt.alternatives)) if doubt else ("", "")


def _task(task: Task) -> tuple[CellOut, ...]:
    place = (task.no, task.subtask or None, task.text, task.title)
    return (
        *(*place, task.leads, task.cos, task.leader, task.due, task.pace_basis, task.excluded),
        task.superior,
        *_doubt(task.doubt),
    )


def _unit(unit: Unit) -> tuple[CellOut, ...]:
    return (
        *(unit.code, unit.name, unit.full_name, unit.aliases, unit.kind, unit.order),
        *("、".join(unit.emails), unit.liaison, unit.phone, unit.reports),
    )


def _indicator(indicator: Indicator) -> tuple[CellOut, ...]:
    return (
        *(*_split(indicator.task), indicator.seq, indicator.name, indicator.target),
        *(indicator.measure, indicator.direction.label, indicator.kind.label, indicator.words),
        indicator.superior,
        _doubt(indicator.doubt)[0],
    )


def _ruling(r: Ruling) -> tuple[CellOut, ...]:
    return (
        *(r.period, r.subject, r.unit, r.task, r.target),
        *(r.value, r.reason, r.by, r.on, r.applied),
    )


def _inspection(i: Inspection) -> tuple[CellOut, ...]:
    return (
        *(i.period, *_split(i.task), i.indicator or None, i.unit, i.verified),
        *(i.means, i.conclusion, i.by, i.on, i.kind, i.place, i.answer),
    )


def _period(period: Period) -> tuple[CellOut, ...]:
    given = period.basis == GIVEN
    deadline = period.deadline.astimezone(CHINA) if given else None
    # The default stays blank, so that it goes on being whatever is the default.
    asked = period.forms != (FormKind.PROGRESS,)
    forms = "、".join(kind.label for kind in period.forms) if asked else ""
    issued = period.issued.astimezone(CHINA) if period.issued else None
    cos = period.co_deadline.astimezone(CHINA) if period.co_deadline else None
    cos = cos if period.co_given else None
    return period.name, period.cutoff, deadline, cos, forms, issued, ""


def _checks(levels: Iterable[CheckLevel]) -> Iterable[tuple[CellOut, ...]]:
    """Every code with the level that holds; what the office wrote of unknown ones stays, too."""
    given = {level.code: level for level in levels}
    for rule in CATALOGUE:
        level = given.pop(rule.code, CheckLevel(rule.code, rule.severity))
        yield rule.code, _level(level), f"{rule.meaning}。默认{rule.severity.label}。"
    for level in given.values():
        yield level.code, _level(level), ""


def _level(level: CheckLevel) -> str:
    return level.severity.label if level.severity else schema.CHECK_OFF


def _settings(settings: Settings) -> Iterable[tuple[CellOut, ...]]:
    for name, setting in declared().items():
        value = getattr(settings, name)
        shown = value.strftime("%H:%M") if hasattr(value, "strftime") else value
        shown = "、".join(value) if isinstance(value, tuple) else shown
        yield (
            setting.alias,
            "是" if shown is True else "否" if shown is False else shown,
            setting.description,
        )
