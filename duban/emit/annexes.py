"""The circular's annexes: one set of tables, printed in 督查通报.docx and in 通报附件.xlsx."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal

from msgspec import Struct

from duban.compilation import Compilation
from duban.emit.sheets import SAME, Grid, Look, book_of
from duban.emit.sheets import Column as SheetColumn
from duban.emit.words import (
    GAP_NOTE,
    gap_words,
    names_of,
    remark,
    share_words,
    target_words,
    task_words,
)
from duban.gongwen import standard
from duban.gongwen.columns import fit
from duban.gongwen.document import Align, Column, Table, chinese_date
from duban.model import Light, TaskClass
from duban.standing import Standing, gravity, labels, shown_value

FILE = "通报附件.xlsx"
_TASK_CHARACTERS = 60
_TWIPS = 105
"""Of a column unit: seven pixels."""
_SLACK = 2.0
"""Column units of a cell's own padding, in which a word processor's table has more room."""
_NONE = "—"
_FIGURE = re.compile(r"([+-]?)\d{1,14}(?:\.(\d{1,4}))?")


class Annex(Struct, frozen=True):
    """One annex: its title, the name by which a template calls its table, and the table."""

    title: str
    name: str
    table: Table


def annexes(compilation: Compilation) -> tuple[Annex, ...]:
    """附件1, 附件2 …, in the order in which the shipped templates print them."""
    return (
        Annex("任务进展总表", "任务进展总表", overview(compilation)),
        Annex("牵头单位任务进展排名表", "单位排名表", ranking(compilation)),
        Annex("任务进展分类表", "任务分类表", by_class(compilation)),
    )


def tables(compilation: Compilation) -> dict[str, Table]:
    """The annexes' tables by the names that templates call them by."""
    return {annex.name: annex.table for annex in annexes(compilation)}


def annex_book(compilation: Compilation) -> bytes:
    """通报附件.xlsx: the annexes a sheet each, as the circular prints them."""
    grids = (
        _sheet(compilation, annex, f"附件{number}")
        for number, annex in enumerate(annexes(compilation), start=1)
    )
    return book_of(grids, compilation.as_of)


def _sheet(compilation: Compilation, annex: Annex, label: str) -> Grid:
    """The annex's sheet, in the document's fonts and with its columns' widths."""
    settings, table = compilation.settings, annex.table
    measured = fit(table, standard.TEXT_HEIGHT, standard.TEXT_WIDTH)
    look = Look(
        text=settings.fangsong,
        heads=settings.heiti,
        title=settings.xiaobiaosong,
        under=settings.kaiti,
        size=measured.size / 2,
        title_size=22,
        fill="",
    )
    cells = list(zip(*table.rows, strict=True)) or [()] * len(table.columns)
    forms = [_form(c, column) for c, column in zip(table.columns, cells, strict=True)]
    columns = tuple(
        SheetColumn(
            column.header,
            round(width / _TWIPS + _SLACK, 2),
            number=form,
            centred=column.number or align is Align.CENTRE,
            key=place == 0,
        )
        for place, (column, width, align, form) in enumerate(
            zip(table.columns, measured.widths, measured.aligns, forms, strict=True)
        )
    )
    return Grid(
        label,
        annex.title,
        remark(settings, compilation.period),
        columns,
        (tuple(map(_cell, row, forms)) for row in table.rows),
        notes=table.notes,
        label=label,
        look=look,
    )


def _form(column: Column, cells: Iterable[str | None]) -> str:
    """The number format of a column in which nothing but figures stand; '' for any other."""
    texts = [text for text in cells if text not in (None, "", _NONE)]
    found = [_FIGURE.fullmatch(str(text)) for text in texts]
    if not column.number or not found or not all(found):
        return ""
    places = {len(match[2] or "") for match in found if match}
    if len(places) > 1:
        return "General"
    decimals = places.pop()
    form = f"0.{'0' * decimals}" if decimals else "0"
    return f"+{form};-{form};{form}" if any(m and m[1] == "+" for m in found) else form


def _cell(text: str | None, form: str) -> object:
    if text is None:
        return SAME
    return Decimal(text) if form and text not in ("", _NONE) else text


def overview(compilation: Compilation) -> Table:
    """All tasks in the notice's order; an indicator a row, the task's own cells merged."""
    columns = (
        Column("序号", number=True),
        Column("重点工作"),
        Column("牵头单位"),
        Column("量化指标"),
        Column("年度目标", number=True),
        Column("累计完成", number=True),
        Column("完成率%", number=True),
        Column("差距（百分点）", number=True),
        Column("进度分类"),
        Column("亮灯"),
    )
    rows = tuple(row for standing in compilation.standings for row in _rows(standing))
    day = chinese_date(compilation.period.cutoff)
    note = f"注：数据截至{day}；共{compilation.statistics.tasks}项任务；{GAP_NOTE}"
    decided = (v.basis for s in compilation.standings for v in s.values if v.basis)
    for basis in dict.fromkeys(decided):
        note += f"；标“{basis}”的数值经督查机构{basis}，不是自报值"
    return Table(columns, rows, notes=(f"{note}。",))


def ranking(compilation: Compilation) -> Table:
    """The units that lead anything, from the smallest share at pace to the largest."""
    columns = (
        Column("名次", number=True),
        Column("单位"),
        Column("牵头任务", number=True),
        Column("达到序时进度", number=True),
        Column("占比%", number=True),
        Column("黄灯", number=True),
        Column("红灯", number=True),
        Column("报送情况"),
    )
    statuses = {row.unit.name: row.status.label for row in compilation.reporting}
    rows = tuple(
        (
            str(count.place),
            count.unit,
            str(count.leads),
            str(count.met.count),
            str(count.met.percent),
            str(count.lights[Light.YELLOW]),
            str(count.lights[Light.RED]),
            statuses[count.unit],
        )
        for count in compilation.statistics.ranked
    )
    note = (
        "注：由低到高排列；占比以各单位牵头任务数为基数，几个单位牵头的任务在各单位分别计数；"
        "占比相同的，红灯、黄灯多的名次靠后；未报送、报空表的单位名次在最后。"
    )
    return Table(columns, rows, notes=(note,))


def by_class(compilation: Compilation) -> Table:
    """All counted tasks by class, the lowest first, within a class the largest gap first."""
    statistics, settings = compilation.statistics, compilation.settings
    other = TaskClass.OTHER.label
    order = [label for label in reversed(labels(settings)) if label != other]
    order += [other]
    columns = (
        Column("进度分类"),
        Column("序号", number=True),
        Column("重点工作"),
        Column("牵头单位"),
        Column("完成率%", number=True),
        Column("序时%", number=True),
        Column("差距（百分点）", number=True),
        Column("亮灯"),
    )
    rows = tuple(
        (
            standing.label,
            standing.task.key,
            task_words(standing.task, _TASK_CHARACTERS),
            names_of(standing.leads),
            share_words(standing.progress),
            share_words(standing.pace),
            gap_words(standing.gap),
            standing.light.label,
        )
        for standing in sorted(
            statistics.counted, key=lambda s: (order.index(s.label), *gravity(s))
        )
    )
    parts = "，".join(
        f"{label}{statistics.labels[label].count}项，占{statistics.labels[label].percent}%"
        for label in order
        if label in statistics.labels
    )
    note = f"注：由低到高排列；{parts}；占比以{statistics.tasks}项为基数；{GAP_NOTE}。"
    return Table(columns, rows, notes=(note,))


def _rows(standing: Standing) -> Iterator[tuple[str | None, ...]]:
    task = standing.task
    head = (
        task.key,
        task_words(task, _TASK_CHARACTERS),
        names_of(standing.leads),
    )
    tail = (standing.label, standing.light.label)
    if not standing.values:
        yield (*head, "", "", "", "", "", *tail)
        return
    for number, value in enumerate(standing.values):
        middle = (
            value.indicator.name,
            target_words(value.indicator),
            shown_value(value),
            share_words(value.progress),
            gap_words(value.gap),
        )
        if number == 0:
            yield (*head, *middle, *tail)
        else:
            yield (None, None, None, *middle, None, None)
