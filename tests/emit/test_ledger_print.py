"""The ledger as LibreOffice prints it: every text whole, every column on its page, none empty."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from duban.model import Task, Unit
from duban.register import TaskMap
from tests import printed_sheets
from tests.emit import read
from tests.office import FULL, compiled, emitted, full_month, issued, office, returned, settings
from tests.programs import convert

OFFICE = office()
BOOK = "进展汇总.xlsx"


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
    "none": lambda: (OFFICE, {}),
    "1": lambda: units(1, 1),
    "66": lambda: units(66, 20),
    "300": lambda: units(300, 1),
}


@pytest.fixture(scope="module", params=MONTHS)
def month(request: pytest.FixtureRequest) -> Iterator[tuple[str, dict[str, bytes], list[Any]]]:
    files = emitted(compiled(*MONTHS[request.param]()))
    with printed_sheets.opened(convert(files[BOOK], "xlsx", "pdf", AS_EXCEL)) as document:
        yield request.param, files, document.pages


Month = tuple[str, dict[str, bytes], list[Any]]
AS_EXCEL = {"Calibri": "AR PL UMing CN", "宋体": "AR PL UMing CN", "黑体": "FandolHei"}
"""Fonts of the same widths as Excel's own, so that columns are as wide as there."""


def squeezed(text: object) -> str:
    return re.sub(r"\s", "", str(text))


def test_every_visible_character_is_printed_and_no_number_is_cut(month: Month) -> None:
    _, files, pages = month
    assert printed_sheets.unprinted(files[BOOK], pages) == Counter()
    assert not any("##" in "".join(char["text"] for char in page.chars) for page in pages)


def test_every_page_is_of_one_sheet_with_all_its_columns_and_is_not_empty(month: Month) -> None:
    _, files, pages = month
    book = read.workbook(files)
    headers = {sheet.title: [squeezed(c.value) for c in sheet[3]] for sheet in book.worksheets[1:]}
    titles = {sheet.title: squeezed(sheet["A1"].value) for sheet in book.worksheets}
    seen: list[str] = []
    for number, page in enumerate(pages, start=1):
        text = squeezed("".join(c["text"] for c in page.chars))
        assert f"第{number}页共{len(pages)}页" in text
        at = next((name for name, title in titles.items() if title in text), seen[-1:] and seen[-1])
        seen.append(str(at))
        if at != "总览":
            assert all(header in text for header in headers[str(at)]), (number, at)
            body = len(text) - sum(map(len, headers[str(at)]))
            assert body > len("第1页共1页") + 4, number
    assert list(dict.fromkeys(seen)) == book.sheetnames
    assert seen.count("总览") == 1


def test_no_character_stands_outside_its_cell(month: Month) -> None:
    name, _, pages = month
    # The charts of the first page have no cells.
    for page in pages[1:] if name in ("long", "1") else pages[1:12]:
        assert printed_sheets.astray(page) == [], page.page_number
