"""Lists drawn at random: whatever is not marked is right, whatever the shape."""

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from duban.notice.blocks import Block, Paragraph, Table, TableCell
from tests.notice.build import read, text
from tests.notice.test_shapes import seed_tasks

Parties = tuple[str, list[str], list[str]]

NAMES = Path(__file__).with_name("unit_names.txt").read_text(encoding="utf-8").split()
HEADER = "序号重点工作牵头单位协办单位\n"


def drawn(seed: int, texts: list[str]) -> list[Parties]:
    rng = random.Random(seed)
    rows = []
    for _ in range(rng.choice([8, 20, 60])):
        leads, cos = rng.choice([1, 1, 1, 2, 2, 3]), rng.choice([0, 0, 1, 1, 2, 3, 5])
        names = rng.sample(NAMES, leads + cos)
        rows.append((rng.choice(texts), names[:leads], names[leads:]))
    return rows


def listed(names: list[str]) -> str:
    return "、".join(names)


def flattened(rows: list[Parties]) -> str:
    """As web pages flatten: several units are several lines that end with a break of their own."""

    def cell(names: list[str]) -> str:
        return names[0] if len(names) == 1 else "".join(f"{name}\n" for name in names)

    lines = HEADER
    for n, (task, leads, cos) in enumerate(rows, 1):
        lines += f"{n}{task}{cell(leads)}{cell(cos)}" + ("" if len(cos) > 1 else "\n")
    return lines + "\n\n相关链接："


def run_together(rows: list[Parties]) -> str:
    lines = (f"{n}{t}{listed(a)}{listed(b)}" for n, (t, a, b) in enumerate(rows, 1))
    return HEADER + "\n".join(lines)


def spaced(rows: list[Parties]) -> str:
    lines = (f"{n} {t} {listed(a)} {listed(b)}".strip() for n, (t, a, b) in enumerate(rows, 1))
    return "序号 重点工作 牵头单位 协办单位\n" + "\n".join(lines)


def verbs(rows: list[Parties]) -> str:
    lines = (
        f"{n}.{t}（{listed(a)}牵头{f'，{listed(b)}配合' if b else ''}）"
        for n, (t, a, b) in enumerate(rows, 1)
    )
    return "\n".join(lines)


def duties(rows: list[Parties]) -> str:
    lines = (
        f"{n}.{t}\n责任单位：{listed(a)}{f'；配合单位：{listed(b)}' if b else ''}"
        for n, (t, a, b) in enumerate(rows, 1)
    )
    return "\n".join(lines)


def unknowable(shape: Callable[[list[Parties]], str], row: Parties, last: bool) -> bool:
    _, leads, cos = row
    several = len(leads) > 1 and len(leads) + len(cos) > 3 and bool(cos)
    return shape is flattened and (several or (last and len(leads) > 2))


# Cells run together leave unusual names open; everywhere else a mark would be a nuisance.
ALLOWED = {flattened: 0.1, run_together: 0.15, spaced: 0.02, verbs: 0.02, duties: 0.02}


@pytest.mark.parametrize("shape", ALLOWED)
def test_no_row_is_wrong_without_a_mark(shape: Callable[[list[Parties]], str]) -> None:
    texts = [task.text for task in seed_tasks()]
    total = needless = 0
    for seed in range(8):
        rows = drawn(seed, texts)
        blocks: tuple[Paragraph, ...] = text(shape(rows))
        found = {task.no: task for task in read(blocks).tasks}
        assert list(found) == list(range(1, len(rows) + 1))
        for n, row in enumerate(rows, 1):
            task = found[n]
            right = (task.text, list(task.leads), list(task.cos)) == row
            assert right or task.doubt, f"{seed}/{n}: {row[1:]} was read as {task}"
            needless += bool(task.doubt) and not unknowable(shape, row, n == len(rows))
        total += len(rows)
    assert needless <= ALLOWED[shape] * total


def tables(rows: list[Parties], rng: random.Random) -> list[Block]:
    """A table over pages, each cell with a separator of its own, leads merged now and then."""
    header = tuple(TableCell(word) for word in ("序 号", "重点工作", "牵头责任单位", "协办单位"))
    body: list[tuple[TableCell, ...]] = []
    for n, (task, leads, cos) in enumerate(rows, 1):
        marks = "、", "\n", " ", "，", ";", "、\n"
        cells = [rng.choice(marks).join(leads), rng.choice(marks).join(cos) or rng.choice("-—/无")]
        if body and leads == rows[n - 2][1]:
            cells[0] = body[-1][2].text
        merged = bool(body) and leads == rows[n - 2][1]
        texts = TableCell(str(n)), TableCell(task), TableCell(cells[0], merged), TableCell(cells[1])
        body.append(texts)
    size = rng.choice([5, 10, 50])
    pages: list[Block] = []
    for at in range(0, len(body), size):
        repeated = (header,) if at == 0 or rng.random() < 0.5 else ()
        pages += [Table((*repeated, *body[at : at + size]), f"表{at}"), Paragraph("— 3 —")]
    return pages


def test_tables_over_pages_come_out_whole_and_unmarked() -> None:
    texts = [task.text for task in seed_tasks()]
    for seed in range(8):
        rng = random.Random(seed)
        rows = drawn(seed, texts)
        for at in range(1, len(rows)):
            if rng.random() < 0.1:
                leads = rows[at - 1][1]
                rows[at] = (rows[at][0], leads, [n for n in rows[at][2] if n not in leads])
        found = read(*tables(rows, rng))
        read_back = [(task.text, list(task.leads), list(task.cos)) for task in found.tasks]
        assert read_back == rows
        assert not any(task.doubt for task in found.tasks)
