"""任务进展: all tasks in the annex's order, an indicator a row."""

from __future__ import annotations

from collections.abc import Iterator

from duban.compilation import Compilation
from duban.emit.ledger.heads import PLAIN, SIGNED, TENTHS, percents, title, under
from duban.emit.sheets import SAME, Column, Grid, Row, link_to
from duban.emit.words import GAP_NOTE, names_of, target_words
from duban.escalation import gravest
from duban.rules import Level
from duban.standing import Standing, Value


def tasks(compilation: Compilation) -> Grid:
    """The sheet; a task's own cells stand in its first row, so a filter counts tasks."""
    share, gap = percents(compilation, TENTHS), percents(compilation, SIGNED)
    columns = (
        Column("序号", 6, centred=True, key=True),
        Column("重点工作", 38),
        Column("牵头单位", 18),
        Column("协办单位", 18),
        Column("分管领导", 10, centred=True),
        Column("量化指标", 18),
        Column("年度目标", 11, centred=True),
        Column("自报累计值", 11, number=PLAIN),
        Column("核定值", 9, number=PLAIN),
        Column("核实值", 9, number=PLAIN),
        Column("完成率%", 9, number=share),
        Column("序时%", 8, number=share),
        Column("差距（百分点）", 15, number=gap),
        Column("进度分类", 9, centred=True),
        Column("亮灯", 8, centred=True),
        Column("督办层级", 9, centred=True),
        Column("进展情况", 40),
        Column("协办情况", 30),
        Column("判定说明", 30),
        Column("出处", 13, centred=True),
        Column("文件", 26),
    )
    levels = gravest(compilation.steps, lambda step: step.task)
    rows = (
        row
        for standing in compilation.standings
        for row in _rows(
            standing, levels.get(standing.task.key), _said(compilation, standing.task.key)
        )
    )
    return Grid(
        "任务进展",
        title(compilation, "进展情况"),
        under(compilation),
        columns,
        rows,
        notes=(f"注：{GAP_NOTE}；“出处”可点开所报文件的单元格。",),
    )


def _rows(standing: Standing, level: Level | None, said: str) -> Iterator[Row]:
    task = standing.task
    head: Row = (
        task.title or task.text,
        names_of(standing.leads),
        names_of(standing.cos),
        task.leader,
    )
    tail: Row = (
        standing.label,
        standing.light.label,
        level.label if level else "",
        standing.text,
        said,
        standing.why,
    )
    values: tuple[Value | None, ...] = standing.values or (None,)
    for number, value in enumerate(values):
        again = number > 0
        yield (
            task.key,
            *((SAME,) * len(head) if again else head),
            *_figures(value),
            *((SAME,) * len(tail) if again else tail),
            *_place(standing, value),
        )


def _said(compilation: Compilation, task: str) -> str:
    """What each co-organiser said, or that it said nothing, one a line."""
    return "\n".join(word.words for word in compilation.co_words.get(task, ()))


def _figures(value: Value | None) -> Row:
    if value is None:
        return (None,) * 8
    return (
        value.indicator.name,
        target_words(value.indicator),
        value.reported,
        value.ruled,
        value.verified,
        value.progress,
        value.pace,
        value.gap,
    )


def _place(standing: Standing, value: Value | None) -> Row:
    source = standing.text_source if value is None else value.source
    return link_to(source), source.file
