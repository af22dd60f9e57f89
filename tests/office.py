"""A small office for tests: 3 units, 6 tasks, and returned workbooks drawn as Markdown tables.

``returned(form, drawing)`` takes a really issued form and leaves exactly the rows that are drawn,
filled in as drawn; a row that is not drawn is deleted, an empty cell stays empty.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl

from duban.compilation import Compilation, compile_period
from duban.emit.outputs import emit
from duban.emit.papers import Stationery
from duban.forms.fields import PROGRESS, FormSpec, Takes
from duban.forms.rows import expected_rows
from duban.forms.write import HEADER_ROW, FormJob, write
from duban.gongwen import wording
from duban.intake import receipts
from duban.intake.collect import Intake, collect
from duban.intake.parse import Job, Parsed, parse
from duban.model import (
    CHINA,
    Direction,
    Finding,
    Indicator,
    Kind,
    Period,
    Task,
    Unit,
)
from duban.ooxml import normalise
from duban.register import TaskMap
from duban.register.settings import Settings, declared
from duban.register.typed import read

ROOT = Path(__file__).parent.parent
KEY = b"the test office's key"
DEADLINE = datetime(2023, 3, 29, 17, 0, tzinfo=CHINA)
IN_TIME = DEADLINE - timedelta(days=1)
AFTER = DEADLINE + timedelta(days=5)
MARCH = Period("2023-03", date(2023, 3, 25), DEADLINE, "报送截止由办公室指定")
FEBRUARY = Period("2023-02", date(2023, 2, 25), DEADLINE - timedelta(days=28))
INBOX = "inbox/2023-03/"

SCHOOL, WATER, TRADE = UNITS = (
    Unit("U01", "市教育局", kind="部门", order=1, emails=("jyj@example.invalid",)),
    Unit("U02", "市水利局", kind="部门", order=2),
    Unit("U03", "市商务局", kind="部门", order=3),
)
TASKS = (
    Task(1, "新增学位1000个", ("市教育局",), ("市水利局",)),
    Task(2, "推深做实河湖长制", ("市水利局",), ("市商务局",)),
    Task(3, "招商引资120亿元，外贸出口增长7%以上", ("市商务局",)),
    Task(4, "校园安全事故控制在12起以内", ("市教育局",)),
    Task(5, "断面水质优良比例达到95%", ("市水利局",)),
    Task(6, "争创国家级开发区", ("市商务局",), excluded="上级未下达"),
)
INDICATORS = (
    Indicator("1", 1, "新增学位", Decimal(1000), "个"),
    Indicator("3", 1, "招商引资", Decimal(120), "亿元"),
    Indicator("3", 2, "外贸出口增长", Decimal(7), "%", kind=Kind.GROWTH),
    Indicator("4", 1, "校园安全事故", Decimal(12), "起", Direction.AT_MOST),
    Indicator("5", 1, "断面水质优良比例", Decimal(95), "%", kind=Kind.LEVEL),
)


def office(**changes: Any) -> TaskMap:
    """The office's task map; ``changes`` replace its parts."""
    parts: dict[str, Any] = {
        "tasks": TASKS,
        "units": UNITS,
        "indicators": INDICATORS,
        "periods": (FEBRUARY, MARCH),
        "settings": settings(),
    }
    return TaskMap(2023, **{**parts, **changes})


def settings(**changes: object) -> Settings:
    """The office's settings; ``changes`` by field name."""
    given = {"place": "某市", "office": "某市人民政府督查室", **changes}
    made, wrong = read({declared()[name].alias: value for name, value in given.items()})
    assert wrong == []
    return made


def issued(
    taskmap: TaskMap,
    unit: Unit,
    period: Period = MARCH,
    key: bytes = KEY,
    spec: FormSpec = PROGRESS,
) -> bytes:
    """The form that the office issues to ``unit``."""
    rows = expected_rows(taskmap, unit.code, spec.kind)
    job = FormJob(spec, unit, period, taskmap.settings, rows, {})
    return write(job, key, period.deadline)


def returned(
    form: bytes,
    drawing: str = "",
    change: Callable[[Any, Any], None] | None = None,
    spec: FormSpec = PROGRESS,
) -> bytes:
    """``form`` filled in as drawn; ``change`` (workbook, sheet) then spoils it."""
    book = openpyxl.load_workbook(io.BytesIO(form))
    sheet = book[spec.sheet]
    if drawing:
        _fill(sheet, cells_of(drawing), spec)
    if change:
        change(book, sheet)
    stream = io.BytesIO()
    book.save(stream)
    return normalise(stream.getvalue(), IN_TIME)


def cells_of(drawing: str) -> list[dict[str, str]]:
    """The rows of a Markdown table by header; the line of dashes may be left out."""
    lines = [line.strip().strip("|").split("|") for line in drawing.strip().splitlines()]
    rows = [[cell.strip() for cell in line] for line in lines]
    header, *body = [row for row in rows if not set("".join(row)) <= set("-: ")]
    return [dict(zip(header, row, strict=True)) for row in body]


def _fill(sheet: Any, drawn: Iterable[dict[str, str]], spec: FormSpec) -> None:
    rows = range(HEADER_ROW + 1, sheet.max_row + 1)
    left = {row: _identity(sheet, row, spec) for row in rows}
    for line in drawn:
        number, role, name = line["序号"], line.get("职责", ""), line.get("指标", "")
        row = next(r for r, i in left.items() if i[:2] == (number, role) and name in i[2])
        del left[row]
        for field in spec.entries:
            if text := line.get(field.header, ""):
                cell = sheet.cell(row, column(field.name, spec))
                cell.value = _typed(text) if field.takes is Takes.NUMBER else text
                if cell.data_type == "f":  # a unit's '=1+1' typed as text
                    cell.data_type = "s"
    for row in sorted(left, reverse=True):
        sheet.delete_rows(row)


def _identity(sheet: Any, row: int, spec: FormSpec) -> tuple[str, str, str]:
    """(number, role, indicator) as the row shows them; '' for what the form does not show."""
    shown = [field.name for field in spec.fields]
    number, role, indicator = (
        sheet.cell(row, column(name, spec)).value if name in shown else ""
        for name in ("task", "role", "indicator")
    )
    return str(number), role, str(indicator or "")


def column(name: str, spec: FormSpec = PROGRESS) -> int:
    """The 1-based column of a field, as issued."""
    return spec.index(name) + 1


def _typed(text: str) -> str | float:
    try:
        return float(text)
    except ValueError:
        return text


def parsed(files: Mapping[str, bytes]) -> list[Parsed]:
    """What intake reads in files (name → bytes) of the inbox."""
    return [item for name, data in files.items() for item in parse(Job(INBOX + name, data, KEY))]


def gathered(
    taskmap: TaskMap,
    files: Mapping[str, bytes],
    as_of: datetime = AFTER,
    moments: Mapping[str, datetime] | None = None,
    period: Period = MARCH,
) -> Intake:
    """The returns in ``files``; each first seen at its moment, IN_TIME if none is given."""
    rows: tuple[receipts.Row, ...] = ()
    items: list[Parsed] = []
    for name, data in files.items():
        found = parsed({name: data})
        moment = (moments or {}).get(name, IN_TIME)
        rows, _ = receipts.reconcile(rows, [item.arrival for item in found], moment)
        items += found
    return collect(items, rows, taskmap, period.name, as_of)


def compiled(
    taskmap: TaskMap,
    files: Mapping[str, bytes],
    as_of: datetime = AFTER,
    moments: Mapping[str, datetime] | None = None,
    period: Period = MARCH,
) -> Compilation:
    """The period compiled; a check that crashes fails the test."""
    intake = gathered(taskmap, files, as_of, moments, period)
    crashes: list[str] = []
    made = compile_period(taskmap, period, intake, as_of, (), crashes.append)
    assert crashes == []
    return made


def found(findings: Iterable[Finding], *codes: str) -> list[tuple[str, str, str, str]]:
    """(code, unit, task, cell) of the findings, of these codes or of all."""
    return [
        (f.code, f.unit, f.task, f.source.cell) for f in findings if not codes or f.code in codes
    ]


FULL = {
    SCHOOL: """
        | 序号 | 职责 | 本月累计完成值 | 进展情况             | 状态     |
        | 1    | 牵头 | 300            | 新增学位300个        | 正常推进 |
        | 4    | 牵头 | 2              | 开展校园安全检查12次 | 正常推进 |
    """,
    WATER: """
        | 序号 | 职责 | 本月累计完成值 | 进展情况             | 状态     |
        | 2    | 牵头 |                | 巡河320人次          | 正常推进 |
        | 5    | 牵头 | 96             | 监测断面8个          | 正常推进 |
        | 1    | 协办 |                | 校园供水改造3处      | 正常推进 |
    """,
    TRADE: """
        | 序号 | 职责 | 指标     | 本月累计完成值 | 进展情况          | 状态       |
        | 3    | 牵头 | 招商引资 | 18             | 签约项目6个       | 进展滞后   |
        | 3    | 牵头 | 外贸     | 7.5            | 出口12.3亿元      | 正常推进   |
        | 6    | 牵头 |          |                | 等待批复          | 上级未下达 |
        | 2    | 协办 |          |                | 关停沿河摊点12家  | 正常推进   |
    """,
}
"""A faultless month, by unit."""


def full_month(taskmap: TaskMap, **instead: str) -> dict[str, bytes]:
    """Files of a month in which every unit returned its form; ``instead``: code → drawing."""
    drawings = {unit: instead.get(unit.code, drawing) for unit, drawing in FULL.items()}
    return {
        f"{unit.name}.xlsx": returned(issued(taskmap, unit), drawing)
        for unit, drawing in drawings.items()
    }


def emitted(compilation: Compilation) -> dict[str, bytes]:
    """Every output of ``compilation`` by file name, with the shipped templates."""
    wordings, faults = wording.load([ROOT / "templates"])
    assert faults == ()
    files, problems = emit(compilation, Stationery(wordings), date(2023, 4, 10))
    assert problems == ()
    return files
