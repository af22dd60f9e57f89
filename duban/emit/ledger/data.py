"""全量数据: every value that was compiled, one a row, each with the cell that it stands in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from msgspec.structs import replace

from duban.a1 import address, position
from duban.compilation import Compilation
from duban.emit.ledger.heads import PLAIN, title, under
from duban.emit.sheets import Column, Grid, Row, link_to
from duban.emit.words import task_words
from duban.figures import plain
from duban.forms.fields import INSPECTION, PROGRESS
from duban.merge import source
from duban.model import CHINA, NOWHERE, FormKind, Role, Source
from duban.register.schema import INSPECTIONS, RULINGS, SheetSpec
from duban.standing import Standing, Value

_TITLE = 24
_FIELDS = {field.name: field.header for field in PROGRESS.entries}
"""What a unit fills in itself: 完成率 is the form's own formula."""


def data(compilation: Compilation) -> Grid:
    """The sheet: an Excel table; what units wrote in the order of units, then what was decided."""
    columns = (
        Column("期次", 9, centred=True, key=True),
        Column("序号", 7, centred=True, key=True),
        Column("重点工作", 26, key=True),
        Column("单位", 16, key=True),
        Column("职责", 6, centred=True, key=True),
        Column("量化指标", 15, key=True),
        Column("计量单位", 9, centred=True, key=True),
        Column("栏目", 15, key=True),
        Column("内容", 46),
        Column("读数", 11, number=PLAIN),
        Column("读法", 12),
        Column("进度分类", 9, centred=True, key=True),
        Column("亮灯", 8, centred=True, key=True),
        Column("收到时间", 16, centred=True, key=True),
        Column("版本", 6, number=PLAIN, centred=True, key=True),
        Column("文件", 28, key=True),
        Column("工作表", 9, centred=True, key=True),
        Column("单元格", 10, centred=True, key=True),
    )
    note = (
        "注：每行一个值。单位所填的值照录原件单元格的内容，“读数”为折算成计量单位的数；"
        "“内容”过长、分在几行的，接起来即为原文。"
    )
    rows = (*_reported(compilation), *_decided(compilation))
    head = title(compilation, "全量数据")
    line = f"{under(compilation)}    本表供筛选和透视，只打印表头；需要打印的，先取消打印区域"
    return Grid("全量数据", head, line, columns, rows, "全量数据表", (note,), printed=False)


def _reported(compilation: Compilation) -> Iterator[Row]:
    standings = {standing.task.key: standing for standing in compilation.standings}
    arrivals = _arrivals(compilation)
    period = compilation.period.name
    for row in compilation.merged.rows():
        if not row.answered:
            continue
        standing = standings[row.task]
        keys = _keys(period, standing, row.unit_name, Role(row.role).label, row.indicator_name)
        for name, header in _FIELDS.items():
            text = getattr(row, name)
            if not text:
                continue
            counted = name == "value"
            yield (
                *keys,
                row.measure if counted else "",
                header,
                text,
                row.reported if counted else None,
                row.assumed if counted else "",
                standing.label,
                standing.light.label,
                *arrivals[row.unit],
                *_place(source(row, name)),
            )


def _keys(period: str, standing: Standing, unit: str, role: str, indicator: str) -> Row:
    task = standing.task
    return period, task.key, task_words(task, _TITLE), unit, role, indicator


def _arrivals(compilation: Compilation) -> Mapping[str, Row]:
    """(when it came, its version) of the progress form that counts, by the unit's code."""
    return {
        submission.unit: (
            f"{submission.receipt.at.astimezone(CHINA):%Y-%m-%d %H:%M}",
            submission.version,
        )
        for submission in compilation.submissions
        if submission.used and submission.form is FormKind.PROGRESS
    }


def _place(where: Source) -> Row:
    return where.file, where.sheet, link_to(where, where.cell)


def _decided(compilation: Compilation) -> Iterator[Row]:
    """What rulings and inspections put beside the units' values, with the task map's cells."""
    for standing in compilation.standings:
        for value in standing.values:
            for sheet, name, number in (
                (RULINGS, "value", value.ruled),
                (INSPECTIONS, "verified", value.verified),
            ):
                if number is not None:
                    where = _cell_of(compilation, value, sheet, name)
                    header = sheet.column(name).header
                    yield _decision(compilation, standing, value, header, number, where)


def _decision(
    compilation: Compilation,
    standing: Standing,
    value: Value,
    header: str,
    number: Decimal,
    where: Source,
) -> Row:
    unit, indicator = value.unit or "、".join(standing.leads), value.indicator
    return (
        *_keys(compilation.period.name, standing, unit, Role.LEAD.label, indicator.name),
        indicator.measure,
        header,
        plain(number),
        number,
        "",
        standing.label,
        standing.light.label,
        "",
        None,
        *_place(where),
    )


def _cell_of(compilation: Compilation, value: Value, sheet: SheetSpec, name: str) -> Source:
    """The decision's own cell: its column in the row of the task map that it stands in.

    What a returned inspection form says stands where that form has it.
    A ruling that an inspection has overtaken is printed, but the value cites the inspection.
    """
    where, places = value.decided_at, compilation.taskmap.places
    if (sheet, where.sheet) == (INSPECTIONS, INSPECTION.sheet):
        return where
    row = position(where.cell)
    if where.sheet != sheet.name or row is None:
        return NOWHERE
    column = places.get((sheet.name, name), sheet.index(name))
    return replace(where, cell=address(row[0], column))
