"""协办汇总/: for each lead what the co-organisers of its tasks said, and who said nothing."""

from __future__ import annotations

from collections.abc import Iterator

from duban.compilation import Compilation
from duban.emit.sheets import SAME, Column, Grid, Row, book_of
from duban.emit.words import COLOURS, file_names, task_words
from duban.gongwen.document import chinese_date
from duban.model import Role, Unit

FOLDER = "协办汇总"
_COLUMNS = (
    Column("序号", 7, centred=True, key=True),
    Column("重点工作", 36),
    Column("协办单位", 18),
    Column("报送情况", 10, centred=True),
    Column("累计完成值", 14, centred=True),
    Column("状态", 10, centred=True),
    Column("进展情况", 52),
)


def cobooks(compilation: Compilation) -> dict[str, bytes]:
    """'协办汇总/市教育局.xlsx' → bytes, where co-organisers report before the leads do."""
    if compilation.period.co_deadline is None:
        return {}
    taskmap = compilation.taskmap
    names = file_names(taskmap.reporting_units)
    led: dict[str, list[str]] = {}
    for assignment in taskmap.assignments:
        if assignment.role is Role.LEAD and compilation.co_words.get(assignment.task):
            led.setdefault(assignment.unit, []).append(assignment.task)
    return {
        f"{FOLDER}/{names[unit.code]}.xlsx": _book(compilation, unit, led[unit.code])
        for unit in taskmap.reporting_units
        if unit.code in led
    }


def _book(compilation: Compilation, unit: Unit, tasks: list[str]) -> bytes:
    settings, period = compilation.settings, compilation.period
    assert period.co_deadline is not None
    due = f"{chinese_date(period.co_deadline)}{period.co_deadline:%H:%M}"
    under = f"牵头单位：{unit.name}    期次：{period.title}    协办截止：{due}"
    title = f"{settings.place}{period.year}年{settings.subject}协办情况汇总"
    note = "注：供牵头单位汇总填报时参考；没有填报的，请牵头单位催报。"
    grid = Grid("协办情况", title, under, _COLUMNS, _rows(compilation, tasks), notes=(note,))
    return book_of([grid], compilation.as_of, COLOURS)


def _rows(compilation: Compilation, tasks: list[str]) -> Iterator[Row]:
    for key in tasks:
        task = compilation.taskmap.task(key)
        assert task is not None
        for number, word in enumerate(compilation.co_words[key]):
            text = task_words(task, 80)
            head = (key, SAME if number else text, word.unit, word.state)
            yield (*head, word.value, word.status, word.text)
