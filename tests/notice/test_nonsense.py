"""Whatever stands in a file: a message, or a map whose keys and names hold together."""

import random

from duban.notice.blocks import Block, Blocks, NotANotice, Paragraph, Table, TableCell
from duban.notice.importing import Imported, import_notice
from duban.notice.reimporting import reimport
from duban.register.taskmap import TaskMap
from tests.notice.build import read, table, text

WORDS = """
1 2 3. （一） 一、 ① 序号 重点工作 牵头单位 协办单位 责任单位 ： : 、 ， 。 ； （ ） ( ) 〔 〕
市发改委 市财政局 各县、市、区政府 各镇 推进项目建设 2023年 30亿元 牵头 负责 配合
王××市长 主抓重点工作 县发改局牵头工作（8项） 合计 注： 等 — 22-1 完成时限 12月底前 第1项
市 局 團市委 縣 × =1+1
"""
SHARDS = [" ", "\n", "\n\n", "\u200b", *WORDS.split()]
HEADERS = ("序号", "重点工作", "牵头单位", "协办单位", "责任单位", "备注", "完成时限", "主要内容")


def scribbled(rng: random.Random, longest: int) -> str:
    return "".join(rng.choice(SHARDS) for _ in range(rng.randint(0, longest)))


def grid(rng: random.Random) -> Table:
    width = rng.randint(1, 6)
    rows: list[tuple[TableCell, ...]] = []
    if rng.random() < 0.7:
        rows.append(tuple(TableCell(rng.choice(HEADERS)) for _ in range(width)))
    for _ in range(rng.randint(0, 6)):
        row: list[TableCell] = []
        for at in range(max(1, width + rng.choice([0, 0, 1, -1]))):
            if rows and at < len(rows[-1]) and rng.random() < 0.15:
                row.append(TableCell(rows[-1][at].text, True))
            else:
                row.append(TableCell(scribbled(rng, 6)))
        rows.append(tuple(row))
    return Table(tuple(rows), "表1")


def nonsense(seed: int) -> Blocks:
    rng = random.Random(seed)
    blocks: list[Block] = []
    for _ in range(rng.randint(1, 6)):
        if rng.random() < 0.5:
            blocks += [Paragraph(line) for line in scribbled(rng, 80).split("\n")]
        else:
            blocks.append(grid(rng))
    return Blocks(tuple(blocks), "docx")


def test_nonsense_never_breaks_the_import() -> None:
    read_at_all = 0
    for seed in range(1500):
        found = import_notice(nonsense(seed), 2023)
        if isinstance(found, NotANotice):
            assert found.reason and found.advice
            continue
        read_at_all += 1
        hold_together(found)
    assert read_at_all > 100


def hold_together(found: Imported) -> None:
    keys = [task.key for task in found.tasks]
    assert len(set(keys)) == len(keys)
    named = {name for task in found.tasks for name in (*task.leads, *task.cos)}
    registered = {unit.name for unit in found.units} | {group.name for group in found.groups}
    assert named == registered
    assert all(task.leads or task.doubt for task in found.tasks)
    old = TaskMap(found.year, found.tasks, found.units, found.groups, found.indicators)
    assert reimport(old, found).differences == ()


def test_a_leader_s_heading_above_a_table() -> None:
    rows = "| 序号 | 任务 | 牵头单位 |\n| 1 | 甲。 | 市财政局 |\n| 2 | 乙。 | 市教育局 |"
    found = read(
        text("一、王××市长主抓重点工作"),
        table(rows),
        text("二、李××副市长主抓重点工作"),
        table(rows),
    )
    assert [task.leader for task in found.tasks] == ["王××市长"] * 2 + ["李××副市长"] * 2
    assert [task.no for task in found.tasks] == [1, 2, 3, 4]
