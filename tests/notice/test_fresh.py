"""Fresh notices of all shapes and formats: nothing is wrong without a mark, little is marked.

``python -m tests.notice.test_fresh 50`` draws fifty notices a shape and prints what it finds.
"""

import sys
from collections.abc import Iterator

import pytest
from msgspec import Struct

from duban.model import Task
from duban.notice.blocks import Blocks, NotANotice, Paragraph, Table, TableCell
from duban.notice.readers import read_notice
from duban.notice.readers.office import convert
from duban.notice.recognise import Recognised, recognise
from duban.text import squeeze
from tests.notice.fresh import Cells, Drawn, Told, drawn, stopless, table, table_with_leader
from tests.notice.fresh_shapes import SHAPES
from tests.notice.readers.test_round_trip import as_csv, as_docx, as_html, as_xlsx
from tests.programs import required

JOINTS = ("、", "\n", "，", "；", " ", "、\n")
TABLES = {f"table, units parted by {joint!r}": joint for joint in JOINTS} | {"table, leader": "*"}


class Judged(Struct):
    """Rows that are wrong without a mark, rows that are marked without need, and all rows."""

    wrong: list[str]
    needless: list[str]
    rows: int = 0

    def add(self, name: str, found: Recognised | NotANotice, truth: Drawn) -> None:
        self.rows += len(truth.tasks)
        if not isinstance(found, Recognised) or len(found.tasks) != len(truth.tasks):
            self.wrong.append(f"{name}: {found}")
            return
        for task, told in zip(found.tasks, truth.tasks, strict=True):
            line = f"{name}: {told.leads} | {told.cos} was read as {task}"
            if task.doubt is None and not _right(task, told, truth.ident):
                self.wrong.append(line)
            if task.doubt is not None and not told.open:
                self.needless.append(line)


def _right(task: Task, told: Told, ident: dict[str, str]) -> bool:
    """Whether each unit, under whichever of its names, has the role that it was given."""
    leads = {ident[name] for name in told.leads}
    cos = {ident[name] for name in told.cos} - leads
    same = {ident.get(n) for n in task.leads} == leads and {ident.get(n) for n in task.cos} == cos
    return same and squeeze(told.text).rstrip("。").split(",")[-1] in squeeze(task.text)


def tabled(cells: Cells) -> Blocks:
    rows = tuple(tuple(TableCell(cell) for cell in row) for row in cells)
    return Blocks((Table(rows, "表1"),), "docx")


def written(name: str, notice: Drawn) -> tuple[Blocks, Drawn]:
    """The notice in one shape, and what of it can be known then."""
    if name in TABLES:
        joint = TABLES[name]
        return tabled(table_with_leader(notice) if joint == "*" else table(notice, joint)), notice
    lines, truth = SHAPES[name](notice)
    return Blocks(tuple(Paragraph(x, f"第{n}段") for n, x in enumerate(lines, 1)), "txt"), truth


def swept(seeds: Iterator[int] | range, awkward: bool, shapes: list[str], stops: bool) -> Judged:
    judged = Judged([], [])
    for seed in seeds:
        for name in shapes:
            notice = drawn(seed, awkward=awkward)
            blocks, truth = written(name, notice if stops else stopless(notice))
            judged.add(f"{name} ({seed})", recognise(blocks), truth)
    return judged


ALL = [*SHAPES, *TABLES]


def test_every_certain_row_is_right_and_hardly_any_is_marked() -> None:
    judged = swept(range(6), awkward=False, shapes=ALL, stops=True)
    assert judged.wrong == []
    assert len(judged.needless) <= 0.02 * judged.rows


def test_unusual_units_are_never_wrong_without_a_mark() -> None:
    assert swept(range(100, 103), awkward=True, shapes=ALL, stops=True).wrong == []


def test_texts_without_a_full_stop_are_never_wrong_without_a_mark() -> None:
    assert swept(range(200, 202), awkward=False, shapes=list(SHAPES), stops=False).wrong == []


@pytest.mark.parametrize("seed", [300, 301])
def test_files_of_every_format(seed: int) -> None:
    notice = drawn(seed, size=16)
    header, *rows = table(notice)
    judged = Judged([], [])
    widths = (1.2, 8.3, 3.7, 3.7)
    files = {
        "docx": as_docx(rows, widths, header),
        "xlsx": as_xlsx(rows, header),
        "html": as_html(rows, header),
        "csv": as_csv(rows, header),
    }
    lines, _ = SHAPES["duties on a line below"](notice)
    for encoding in ("utf-8", "utf-8-sig", "gb18030", "utf-16"):
        files[encoding] = "\n".join(lines).encode(encoding)
    for name, data in files.items():
        blocks = read_notice(data, "", None)
        assert isinstance(blocks, Blocks), blocks
        judged.add(name, recognise(blocks), notice)
    assert judged.wrong == judged.needless == []


@pytest.mark.parametrize("width", [2.2, 3.1])
def test_printed_columns_too_narrow_for_the_names(width: float) -> None:
    notice = drawn(400, size=40, awkward=True)
    header, *rows = table(notice, "\n")
    widths = (1.2, 15.8 - 2 * width, width, width)
    made = convert(as_docx(rows, widths, header), ".docx", "pdf", required("soffice"))
    assert made is not None
    blocks = read_notice(made, "", None)
    assert isinstance(blocks, Blocks), blocks
    judged = Judged([], [])
    judged.add("pdf", recognise(blocks), notice)
    assert judged.wrong == []


if __name__ == "__main__":
    count = int(sys.argv[1])
    for kind, awkward, stops in (
        ("usual", False, True),
        ("awkward", True, True),
        ("no stops", False, False),
    ):
        for shape in ALL:
            result = swept(range(1000, 1000 + count), awkward, [shape], stops)
            wrong, needless = len(result.wrong), len(result.needless)
            told = f"{kind}, {shape}: {result.rows} rows, {wrong} wrong, {needless} marked"
            sys.stdout.write("\n".join([told, *result.wrong[:3]]) + "\n")
