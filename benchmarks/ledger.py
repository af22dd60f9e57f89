"""What the ledger costs: ``python -m benchmarks.ledger`` from the project's folder.

Processor time of 进展汇总.xlsx with 136, 1,000 and 10,000 tasks, of the same cells written by
XlsxWriter alone (shared formats, heights known), and their ratio. The median of several runs.
"""

from __future__ import annotations

import io
import statistics
import time
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any

import xlsxwriter
from msgspec.structs import replace

from duban.compilation import Compilation, compile_period
from duban.emit.ledger import ledger
from duban.intake.collect import Intake
from duban.model import CHINA, Indicator, Period, Source, Task, Unit
from duban.register import TaskMap
from duban.standing import Value

DEADLINE = datetime(2023, 3, 29, 17, 0, tzinfo=CHINA)
MARCH = Period("2023-03", DEADLINE.date(), DEADLINE)
ROWS = (136, 1_000, 10_000)
RUNS = 5
UNITS = 66
TEXT = (
    "加快推进城乡供水一体化，3月9日召开专题调度会，"
    "已完成投资1.2亿元，占年度计划的25%，新建管网12.5公里"
)


def month(rows: int) -> Compilation:
    """A month of ``rows`` tasks with an indicator each, reported by 66 units."""
    units = tuple(Unit(f"U{n:03d}", f"第{n}号单位", order=n) for n in range(UNITS))
    tasks = tuple(
        Task(n, f"第{n}项，{TEXT}", (units[n % UNITS].name,), (units[(n + 1) % UNITS].name,))
        for n in range(1, rows + 1)
    )
    indicators = tuple(
        Indicator(str(task.no), 1, "新增供水", Decimal(100), "公里") for task in tasks
    )
    taskmap = TaskMap(2023, tasks=tasks, units=units, indicators=indicators, periods=(MARCH,))
    made = compile_period(taskmap, MARCH, Intake(), DEADLINE, (), print)
    return replace(made, standings=tuple(map(_reported, made.standings)), findings=())


def _reported(standing: Any) -> Any:
    """The standing as if its lead had reported."""
    key, unit = standing.task.key, standing.leads[0]
    source = Source(
        f"inbox/2023-03/{unit}进展表.xlsx", "进展表", f"I{8 + standing.task.no // UNITS}"
    )
    value = Value(
        standing.values[0].indicator,
        unit,
        Decimal(30),
        source=source,
        progress=Decimal("30.0"),
        pace=Decimal("25.0"),
        gap=Decimal("5.0"),
    )
    text = f"第{key}项：{TEXT}"
    return replace(standing, values=(value,), text=text, text_source=source)


def alone(book: bytes) -> Callable[[], None]:
    """Writes the same cells with XlsxWriter and nothing else."""
    import openpyxl

    sheets = []
    for sheet in openpyxl.load_workbook(io.BytesIO(book)).worksheets:
        cells = [
            (cell.row - 1, cell.column - 1, cell.value, cell.hyperlink and cell.hyperlink.target)
            for row in sheet.iter_rows()
            for cell in row
        ]
        heights = {n - 1: d.height for n, d in sheet.row_dimensions.items() if d.height}
        sheets.append((sheet.title, cells, heights))

    def write() -> None:
        with xlsxwriter.Workbook(io.BytesIO(), {"in_memory": True}) as made:
            style = made.add_format({"border": 1, "text_wrap": 1})
            for title, cells, heights in sheets:
                sheet = made.add_worksheet(title)
                for row, column, value, link in cells:
                    if link:
                        address = "external:" + link.replace("\\", "/")
                        sheet.write_url(row, column, address, style, str(value))
                    elif value is None:
                        sheet.write_blank(row, column, None, style)
                    elif isinstance(value, str):
                        sheet.write_string(row, column, value, style)
                    else:
                        sheet.write_number(row, column, value, style)
                for row, height in heights.items():
                    sheet.set_row(row, height)

    return write


def seconds(work: Callable[[], object]) -> float:
    """Median processor time of ``work``."""
    spent = []
    for _ in range(RUNS):
        start = time.process_time()
        work()
        spent.append(time.process_time() - start)
    return statistics.median(spent)


def main() -> None:
    """Prints the table."""
    print(f"{'tasks':>8} {'ledger s':>9} {'XlsxWriter s':>13} {'ratio':>6}")
    for rows in ROWS:
        made = month(rows)
        own, bare = seconds(lambda made=made: ledger(made)), seconds(alone(ledger(made)))
        print(f"{rows:>8} {own:>9.3f} {bare:>13.3f} {own / bare:>6.2f}")


if __name__ == "__main__":
    main()
