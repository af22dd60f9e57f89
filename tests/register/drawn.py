"""Task maps drawn as Markdown tables, one for each sheet, and what the checks say of them."""

from __future__ import annotations

import io

import openpyxl

from duban.calendar import Calendar
from duban.model import Finding
from duban.register import TaskMap, load, validate
from duban.register.schema import SHEETS
from duban.workbooks.book import Book
from duban.workbooks.read import read_book

SOUND = {
    "任务": """
        | 任务序号 | 子项 | 重点工作     | 牵头单位 | 协办单位 |
        | 1        |      | 新增学位80个 | 市教育局 | 各镇     |
        | 2        |      | 推行河湖长制 | 市水利局 | 市教育局 |
    """,
    "单位": """
        | 代码 | 简称     | 别名   | 需报送 |
        | U01  | 市教育局 | 教体局 |        |
        | U02  | 市水利局 |        | 是     |
        | U03  | 东镇     |        |        |
    """,
    "单位组": """
        | 组名 | 成员 |
        | 各镇 | 东镇 |
    """,
    "指标": """
        | 任务序号 | 指标序号 | 指标名称 | 目标值 | 计量单位 | 方向   | 类型   |
        | 1        | 1        | 新增学位 | 80     | 个       | 不低于 | 累计量 |
    """,
    "期次": """
        | 期次    | 截至日期   | 报送截止         |
        | 2023-03 | 2023-03-25 | 2023-03-29 17:00 |
    """,
    "设置": """
        | 项目   | 取值 |
        | 地区   | 某市 |
        | 截至日 | 25   |
    """,
}
_EMPTY = ("节点", "核定", "核查")


def workbook(**sheets: str | None) -> bytes:
    """A task map of SOUND's sheets, each of ``sheets`` in place of its own; None leaves one out.

    Sheets begin as the program writes them: an explanation, the header, then data from row 3.
    '/' in a cell breaks a line, a number is stored as a number, '=…' as a formula.
    """
    book = openpyxl.Workbook()
    book.remove(book.active)
    plain = {spec.name: f"| {' | '.join(c.header for c in spec.columns)} |" for spec in SHEETS}
    drawings = {**{name: plain[name] for name in _EMPTY}, **SOUND, **sheets}
    for name, drawing in drawings.items():
        if drawing is None:
            continue
        sheet = book.create_sheet(name)
        sheet.cell(1, 1).value = "说明"
        for number, line in enumerate(drawing.strip().splitlines(), start=2):
            for column, text in enumerate(line.strip().strip("|").split("|"), start=1):
                sheet.cell(number, column).value = _typed(text.strip().replace("/", "\n"))
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _typed(text: str) -> str | int | float | None:
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return text or None


def read(data: bytes, calendar: Calendar = Calendar()) -> tuple[TaskMap, list[Finding]]:  # noqa: B008
    """The task map in a workbook, and everything that is wrong with it."""
    book = read_book(data)
    assert isinstance(book, Book), book
    sheets = {sheet.name: sheet.cells for sheet in book.sheets}
    taskmap, findings = load(sheets, "taskmap/2023.xlsx", 2023, calendar)
    return taskmap, [*findings, *validate(taskmap)]


def said(**sheets: str | None) -> list[str]:
    """What the checks say of a drawing: 'code 工作表!单元格', in order."""
    _, findings = read(workbook(**sheets))
    for finding in findings:
        assert finding.message
        assert finding.advice.endswith("。")
        assert finding.source.file == "taskmap/2023.xlsx"
    return [f"{f.code} {f.source.sheet}!{f.source.cell}" for f in findings]
