"""协办情况: what each co-organiser said of its part of a task, or that it said nothing."""

from __future__ import annotations

from collections.abc import Iterator

from duban.compilation import Compilation
from duban.emit.ledger.heads import COS, title, under
from duban.emit.sheets import SAME, Column, Grid, Row, link_to
from duban.emit.words import names_of, task_words

_TASK_CHARACTERS = 48
"""Of a task's text, which stands in full in 任务进展: enough to tell which task it is."""


def cos(compilation: Compilation) -> Grid:
    """The sheet: a co-organiser a row, tasks in the annex's order."""
    columns = (
        Column("序号", 6, centred=True, key=True),
        Column("重点工作", 34),
        Column("牵头单位", 16),
        Column("协办单位", 16),
        Column("报送情况", 10, centred=True),
        Column("累计完成值", 12, centred=True),
        Column("状态", 9, centred=True),
        Column("进展情况", 48),
        Column("出处", 13, centred=True, printed=False),
        Column("文件", 60, printed=False),
    )
    note = "注：列出有协办单位的任务；没有填报、迟报按协办截止（没有设的按报送截止）计。"
    head = title(compilation, "协办情况")
    return Grid(COS, head, under(compilation), columns, _rows(compilation), notes=(note,))


def _rows(compilation: Compilation) -> Iterator[Row]:
    for standing in compilation.standings:
        task = standing.task
        head = task_words(task, _TASK_CHARACTERS), names_of(standing.leads)
        for number, word in enumerate(compilation.co_words.get(task.key, ())):
            yield (
                task.key,
                *((SAME,) * len(head) if number else head),
                word.unit,
                word.state,
                word.value,
                word.status,
                word.text,
                link_to(word.source),
                word.source.file,
            )
