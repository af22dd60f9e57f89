"""The seed's tasks written down in every shape of list, and read back."""

from collections.abc import Callable, Iterator
from itertools import groupby
from pathlib import Path

import pytest

from duban.model import Task
from duban.notice.blocks import Block, Blocks, Paragraph, Table, TableCell
from duban.notice.importing import Imported, import_notice
from duban.notice.recognise import Recognised
from tests.notice.build import read, text

SEED = Path(__file__).with_name("qianjiang-2023.txt")
Shape = Callable[[list[Task]], list[Block]]


def seed_tasks() -> list[Task]:
    lines = SEED.read_text(encoding="utf-8").split("\n")
    found = import_notice(Blocks(tuple(Paragraph(line) for line in lines), "txt"), 2023)
    assert isinstance(found, Imported)
    return [task for task in found.tasks if not task.doubt]


def leads(task: Task) -> str:
    return "、".join(task.leads)


def cos(task: Task) -> str:
    return "、".join(task.cos)


def each(tasks: list[Task], line: Callable[[int, Task], str]) -> list[Block]:
    return list(text("2023年重点工作\n" + "\n".join(line(n, t) for n, t in enumerate(tasks, 1))))


def rows(tasks: list[Task], joint: str) -> Iterator[tuple[TableCell, ...]]:
    for n, t in enumerate(tasks, 1):
        cells = (str(n), t.text, joint.join(t.leads), joint.join(t.cos))
        yield tuple(TableCell(cell) for cell in cells)


def header_table(words: str, joint: str) -> Shape:
    def shape(tasks: list[Task]) -> list[Block]:
        header = tuple(TableCell(word) for word in words.split())
        return [Table((header, *rows(tasks, joint)), "表1")]

    return shape


def pages(tasks: list[Task]) -> list[Block]:
    header = tuple(TableCell(word) for word in ("编号", "工作任务", "主办单位", "协办单位"))
    body = list(rows(tasks, "、"))
    return [Table((header, *body[at : at + 20]), f"表{at}") for at in range(0, len(body), 20)]


def duties_line(n: int, t: Task) -> str:
    co = f"；责任单位：{cos(t)}" if t.cos else ""
    return f"{n}.{t.text}\n牵头单位：{leads(t)}{co}。"


def bracket_line(n: int, t: Task) -> str:
    co = f" 协同责任单位：{' '.join(t.cos)}" if t.cos else ""
    return f"{n}、{t.text}〔牵头责任单位：{' '.join(t.leads)}{co}〕"


def verb_suffix(n: int, t: Task) -> str:
    co = f"，{cos(t)}协办" if t.cos else ""
    return f"（{n}）{t.text}（{leads(t)}主办{co}）"


def inline(n: int, t: Task) -> str:
    co = f"配合单位：{cos(t)}。" if t.cos else ""
    return f"{n}.{t.text}牵头单位：{leads(t)}。{co}"


def titled(n: int, t: Task) -> str:
    return f"{n}.专项工作第{n}号\n{duties_line(n, t).partition('.')[2]}"


def spaced(n: int, t: Task) -> str:
    return f"{n} {t.text} {leads(t)} {cos(t)}".strip()


def lined(n: int, t: Task) -> str:
    return "\n".join(part for part in (str(n), t.text, leads(t), cos(t)) if part)


def run_together(n: int, t: Task) -> str:
    return f"{n}{t.text}{leads(t)}{cos(t)}"


def by_chapter(tasks: list[Task]) -> list[Block]:
    lines = []
    ordered = sorted(tasks, key=leads)
    for at, (lead, group) in enumerate(groupby(ordered, key=leads), 1):
        own = list(group)
        lines.append(f"（{'一二三四五六七八九十'[(at - 1) % 10]}）{lead}牵头工作（{len(own)}项）")
        for n, t in enumerate(own, 1):
            lines.append(f"{n}.{t.text}" + (f"（配合单位：{cos(t)}）" if t.cos else ""))
    return list(text("\n".join(lines)))


SHAPES: dict[str, Shape] = {
    "table, marks between units": header_table("序号 重点工作 牵头单位 协办单位", "、"),
    "table, line breaks": header_table("编号 主要内容 牵头责任单位 配合单位", "\n"),
    "table, blanks": header_table("序号 目标任务 牵头单位 责任单位", " "),
    "table, traditional header": header_table("序號 工作任務 主辦單位 協辦單位", "；"),
    "table on pages": pages,
    "duties line": lambda tasks: each(tasks, duties_line),
    "duties in brackets": lambda tasks: each(tasks, bracket_line),
    "verbs in a suffix": lambda tasks: each(tasks, verb_suffix),
    "all on one line": lambda tasks: each(tasks, inline),
    "heading and detail": lambda tasks: each(tasks, titled),
    "cells parted by blanks": lambda tasks: each(
        tasks, lambda n, t: ("序号 重点工作 牵头单位 协办单位\n" if n == 1 else "") + spaced(n, t)
    ),
    "one cell a line": lambda tasks: each(
        tasks, lambda n, t: ("序号\n重点工作\n牵头单位\n协办单位\n" if n == 1 else "") + lined(n, t)
    ),
    "run together": lambda tasks: each(
        tasks,
        lambda n, t: ("序号重点工作牵头单位协办单位\n" if n == 1 else "") + run_together(n, t),
    ),
    "chapters by lead": by_chapter,
}


@pytest.fixture(scope="module")
def tasks() -> list[Task]:
    return seed_tasks()


def compared(found: Recognised, tasks: list[Task]) -> tuple[list[str], int]:
    """Rows that are wrong without a mark, and how many are marked."""
    by_text = {task.text.replace(" ", ""): task for task in tasks}
    wrong = []
    for task in found.tasks:
        right = by_text.get(task.text.split("\n")[-1].replace(" ", ""))
        same = right and (task.leads, task.cos) == (right.leads, right.cos)
        if not same and not task.doubt:
            wrong.append(f"{task.key} {task.text[:20]}… {task.leads} {task.cos}")
    return wrong, sum(bool(task.doubt) for task in found.tasks)


@pytest.mark.parametrize("shape", SHAPES)
def test_the_seed_s_tasks_come_out_of_every_shape(shape: str, tasks: list[Task]) -> None:
    found = read(*SHAPES[shape](tasks))
    wrong, marked = compared(found, tasks)
    assert wrong == []
    assert len(found.tasks) == len(tasks)
    assert marked <= 0.02 * len(tasks)
