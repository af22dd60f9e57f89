"""任务进展: all tasks in the annex's order, an indicator a row."""

from __future__ import annotations

from collections.abc import Iterator

from duban.compilation import Compilation
from duban.emit.ledger.heads import COS, PLAIN, SIGNED, TENTHS, percents, title, under
from duban.emit.sheets import SAME, Column, Grid, Row, link_to
from duban.emit.words import GAP_NOTE, names_of, target_words, task_words
from duban.escalation import gravest
from duban.rules import Level
from duban.standing import Standing, Value

_NAMED = 6
"""Silent co-organisers that are named; all of them stand in the sheet of co-organisers."""


def tasks(compilation: Compilation) -> Grid:
    """The sheet; a task's own cells stand in its first row, so a filter counts tasks."""
    share, gap = percents(compilation, TENTHS), percents(compilation, SIGNED)
    columns = (
        Column("序号", 6, centred=True, key=True),
        Column("重点工作", 42),
        Column("牵头单位", 15),
        Column("协办单位", 15),
        Column("分管领导", 9, centred=True),
        Column("量化指标", 15),
        Column("年度目标", 10, centred=True),
        Column("自报累计值", 10, number=PLAIN, centred=True),
        Column("核定值", 9, number=PLAIN, centred=True),
        Column("核实值", 9, number=PLAIN, centred=True),
        Column("完成率%", 8, number=share, centred=True),
        Column("序时%", 7, number=share, centred=True),
        Column("差距（百分点）", 9, number=gap, centred=True),
        Column("进度分类", 9, centred=True),
        Column("亮灯", 6, centred=True),
        Column("督办层级", 9, centred=True),
        Column("进展情况", 40),
        Column("协办情况", 18),
        Column("判定说明", 22),
        Column("出处", 13, centred=True, printed=False),
        Column("文件", 60, printed=False),
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
        notes=(f"注：{GAP_NOTE}；各协办单位所报见“{COS}”表；“出处”“文件”两列供点开原件，不打印。",),
    )


def _rows(standing: Standing, level: Level | None, said: str) -> Iterator[Row]:
    task = standing.task
    head: Row = (
        task_words(task),
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
    """How many of the co-organisers spoke, and who did not: '3家，已报2家；没有填报：市气象局'."""
    words = compilation.co_words.get(task, ())
    quiet: dict[str, list[str]] = {}
    for word in words:
        if not word.said:
            quiet.setdefault(word.state, []).append(word.unit)
    said = len(words) - sum(map(len, quiet.values()))
    parts = [f"{len(words)}家，已报{said}家"] if words else []
    for state, units in quiet.items():
        more = f"等{len(units)}家" if len(units) > _NAMED else ""
        parts.append(f"{state}：{'、'.join(units[:_NAMED])}{more}")
    return "；".join(parts)


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
