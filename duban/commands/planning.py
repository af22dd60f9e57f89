"""accept-plan: the office takes a compiled proposal into the task map's 节点 and 指标."""

from __future__ import annotations

from collections import Counter

from duban.commands.amending import amend_taskmap
from duban.commands.session import Session, find_period, read_file, sound_taskmap
from duban.emit.planbook import FILE
from duban.model import Indicator, Milestone
from duban.register import TaskMap
from duban.register.accepting import (
    SAME,
    Row,
    changes_of,
    compare,
    read_proposal,
)
from duban.workbooks.book import Book
from duban.workbooks.read import read_book
from duban.workspace import Stop


def accept_plan(session: Session, name: str, *, dry: bool) -> list[str]:
    """Writes what the proposal changes into the task map; returns the difference for the screen.

    With ``dry`` nothing is written. Raises Stop at a proposal that is missing or cannot be used.
    """
    with session.workspace.lock("采用分解表"):
        taskmap, _ = sound_taskmap(session, name)
        find_period(taskmap, name)
        rows = _proposed(session, taskmap, name)
        differences = compare(
            taskmap,
            [row for row in rows if isinstance(row, Milestone)],
            [row for row in rows if isinstance(row, Indicator)],
        )
        changes = [difference for difference in differences if difference.kind != SAME]
        counts = Counter(difference.kind for difference in differences)
        total = "，".join(f"{kind}{count}行" for kind, count in counts.items()) or "没有内容"
        lines = [difference.line for difference in changes]
        where = session.workspace.relative(session.workspace.taskmap(taskmap.year))
        if dry or not changes:
            state = "没有写入" if changes else f"{where} 已是这样，没有改动"
            return [*lines, f"与任务图比较：{total}；{state}。"]
        copy = amend_taskmap(session, taskmap.year, changes_of(changes))
    return [*lines, f"与任务图比较：{total}；已写入 {where}，原文件备份为 {copy}。"]


def _proposed(session: Session, taskmap: TaskMap, name: str) -> list[Row]:
    path = session.workspace.output(name) / FILE
    if not path.is_file():
        raise Stop(
            f"没有找到 output/{name}/{FILE}。",
            f"请先运行 compile {name} 编制本期（期次表“填报表”一列须有分解表），核对后再采用。",
        )
    book = read_book(read_file(path))
    if not isinstance(book, Book):
        raise Stop(f"{FILE} 无法读取：{book.reason}。", "请重新编制本期后再采用。")
    rows, problems = read_proposal({sheet.name: sheet.cells for sheet in book.sheets})
    if problems:
        first = problems[0]
        more = f"（另有{len(problems) - 1}处）" if len(problems) > 1 else ""
        raise Stop(f"{FILE} {first.place}：{first.message}{more}。", first.advice)
    known = {(i.task, i.seq) for i in taskmap.indicators}
    known |= {(row.task, row.seq) for row in rows if isinstance(row, Indicator)}
    for row in rows:
        if taskmap.task(row.task) is None:
            raise Stop(f"{FILE} 中的任务 {row.task} 不在任务表中。", "请改正任务序号和子项。")
        if isinstance(row, Milestone) and row.indicator and (row.task, row.indicator) not in known:
            raise Stop(
                f"{FILE} 中第{row.task}项的节点用到指标{row.indicator}，任务图中没有，也没有采用。",
                "请在“指标”表中采用该指标，或把这些节点的“采用”改填“否”。",
            )
    return rows
