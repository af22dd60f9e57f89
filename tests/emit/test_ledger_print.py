"""Ledger and annexes as LibreOffice prints them: texts whole, all columns, no empty page."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import openpyxl
import pytest
from msgspec.structs import replace

from duban.model import Task, Unit
from duban.register import TaskMap
from tests import printed_sheets
from tests.emit import read
from tests.office import FULL, compiled, emitted, full_month, issued, office, returned, settings
from tests.printed_sheets import LEGIBLE
from tests.programs import AS_EXCEL, convert

OFFICE = office()
BOOK, ANNEXES = "进展汇总.xlsx", "通报附件.xlsx"
DATA = "全量数据"
"""The sheet for filters and pivots, of which only the head is printed."""


def long_month() -> tuple[TaskMap, dict[str, bytes]]:
    text = "围绕年度目标，3月9日召开专题调度会，明确9项分工和责任人，" * 30
    tasks = tuple(replace(task, text=f"{task.text}，{'推动落实' * 20}") for task in OFFICE.tasks)
    taskmap = replace(OFFICE, tasks=tasks)
    instead = {
        unit.code: FULL[unit].replace("正常推进", "进展顺利").replace("新增学位300个", text)
        for unit in OFFICE.units
    }
    return taskmap, full_month(taskmap, **instead)


def units(count: int, returns: int) -> tuple[TaskMap, dict[str, bytes]]:
    """An office of so many units that lead one task and help in another; the first ones report."""
    names = tuple(Unit(f"U{n:03d}", f"第{n}号单位", order=n) for n in range(1, count + 1))
    tasks = tuple(
        Task(n, f"完成第{n}项工作", (names[n - 1].name,), (names[n % count].name,), leader="张某")
        for n in range(1, count + 1)
    )
    taskmap = office(units=names, tasks=tasks, indicators=(), settings=settings(remark="演练数据"))
    drawing = "| 序号 | 职责 | 进展情况 | 状态 |\n| {} | 牵头 | 已开工 | 正常推进 |"
    files = {
        f"{n}.xlsx": returned(issued(taskmap, names[n - 1]), drawing.format(n))
        for n in range(1, returns + 1)
    }
    return taskmap, files


MONTHS = {
    "long": long_month,
    "1": lambda: units(1, 1),
    "66": lambda: units(66, 20),
    "300": lambda: units(300, 1),
}


Printed = tuple[str, bytes, list[Any], list[float]]
"""Name of the month, a workbook, its pages, the smallest size of text on each."""


@pytest.fixture(scope="module", params=MONTHS)
def files(request: pytest.FixtureRequest) -> tuple[str, dict[str, bytes]]:
    return request.param, emitted(compiled(*MONTHS[request.param]()))


@pytest.fixture(scope="module")
def month(files: tuple[str, dict[str, bytes]]) -> Iterator[Printed]:
    name, made = files
    pdf = convert(made[BOOK], "xlsx", "pdf", AS_EXCEL)
    with printed_sheets.opened(pdf) as document:
        yield name, made[BOOK], document.pages, printed_sheets.smallest(pdf)


@pytest.fixture(scope="module")
def annexes(files: tuple[str, dict[str, bytes]]) -> Iterator[Printed]:
    name, made = files
    pdf = convert(made[ANNEXES], "xlsx", "pdf", AS_EXCEL)
    with printed_sheets.opened(pdf) as document:
        yield name, made[ANNEXES], document.pages, printed_sheets.smallest(pdf)


def squeezed(text: object) -> str:
    return re.sub(r"\s", "", str(text))


def check_characters(printed: Printed) -> None:
    name, book, pages, _ = printed
    assert printed_sheets.unprinted(book, pages) == Counter()
    assert not any("##" in "".join(char["text"] for char in page.chars) for page in pages)
    # Later pages of many units are like the first.
    for page in pages[:3] if name == "300" else pages:
        # The lines of the overview's charts are no cells.
        if "进展总览" not in squeezed(page.extract_text()):
            assert printed_sheets.astray(page) == [], page.page_number


def check_pages(printed: Printed, header_row: int) -> list[str]:
    """Every page has all columns of its sheet and something in them; the sheet of each page."""
    _, data, pages, sizes = printed
    book = openpyxl.load_workbook(io.BytesIO(data))
    heads = {
        sheet.title: [
            squeezed(cell.value) for cell in sheet[header_row][: printed_sheets.area(sheet)[2]]
        ]
        for sheet in book.worksheets
        if sheet.title != "总览"
    }
    titles = {
        squeezed(sheet.cell(header_row - 2, 1).value): sheet.title for sheet in book.worksheets
    }
    seen: list[str] = []
    for number, page in enumerate(pages, start=1):
        text = squeezed("".join(char["text"] for char in page.chars))
        assert f"第{number}页共{len(pages)}页" in text
        found = next((name for title, name in titles.items() if title in text), None)
        seen.append(found or seen[-1])
        assert sizes[number - 1] >= LEGIBLE or seen[-1] == DATA, (number, seen[-1])
        if seen[-1] in heads:
            head = heads[seen[-1]]
            assert all(header in text for header in head), (number, seen[-1])
            if seen[-1] == DATA:
                continue
            assert len(text) > sum(map(len, head)) + len(f"第{number}页共{len(pages)}页"), number
    shown = [sheet.title for sheet in book.worksheets if sheet.sheet_state == "visible"]
    assert list(dict.fromkeys(seen)) == shown
    return seen


def test_every_unit_is_counted_and_listed(files: tuple[str, dict[str, bytes]]) -> None:
    name, made = files
    counts = read.machine(made)["counts"]
    assert counts["expected_units"] == (3 if name == "long" else int(name))
    assert len(read.ledger(made, "单位情况")) == counts["expected_units"]
    if missing := counts["units"]["missing"]:
        assert f"未报送{missing}个" in read.text_of(made)


def test_every_character_of_the_ledger_is_printed_inside_its_cell(month: Printed) -> None:
    check_characters(month)


def test_every_page_of_the_ledger_is_of_one_sheet_with_all_its_columns(month: Printed) -> None:
    seen = check_pages(month, 3)
    assert seen.count("总览") == seen.count(DATA) == 1


def test_every_character_of_the_annexes_is_printed_inside_its_cell(annexes: Printed) -> None:
    check_characters(annexes)


def test_every_page_of_the_annexes_is_of_one_sheet_with_all_its_columns(annexes: Printed) -> None:
    check_pages(annexes, 4)
