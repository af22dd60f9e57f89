"""A task map's sheets as rows of converted cells; a cell that cannot be is reported where it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import Struct, field

from duban.a1 import address
from duban.model import Finding, Severity, Source
from duban.register.cells import Unreadable, convert, is_blank
from duban.register.schema import FIRST_ROW, HEADER_ROW, Column, SheetSpec
from duban.text import squeeze

Cells = Mapping[tuple[int, int], object]
"""A sheet's filled cells by 1-based (row, column)."""

Row = dict[str, Any]
"""Column name → converted value; ``_source`` is the row's first cell, ``_row`` its number."""


class Reader(Struct):
    """Sheets as raw values, and the findings met on the way."""

    file: str
    sheets: Mapping[str, Cells]
    findings: list[Finding] = field(default_factory=list)
    whole: tuple[str, ...] = ()
    places: dict[tuple[str, str], int] = field(default_factory=dict)

    def cell(self, spec: SheetSpec, row: int, column: str) -> str:
        """The address of a row's cell, wherever the column stands in this sheet."""
        return address(row, self.places.get((spec.name, column), spec.index(column)))

    def report(
        self, code: str, sheet: str, cell: str, message: str, advice: str, evidence: str = ""
    ) -> None:
        """Adds the finding of severity ERROR that a cell of ``sheet`` ('' for none) has."""
        where = Source(self.file, sheet, cell)
        self.findings.append(
            Finding(code, Severity.ERROR, message, advice, source=where, evidence=evidence)
        )

    def rows(self, spec: SheetSpec) -> list[Row]:
        """The sheet's filled rows, each cell converted; a cell that cannot be is reported."""
        cells = self.sheets.get(spec.name)
        if cells is None and spec.optional:
            return []
        if cells is None:
            self.report(
                "sheet_missing",
                spec.name,
                "",
                f"缺少“{spec.name}”表",
                "请从备份中恢复该表，或重新运行 import 生成任务图后对照补齐。",
            )
            return []
        self._place(spec, cells)
        wanted = {self.places.get((spec.name, column.name)) for column in spec.columns}
        filled = dict.fromkeys(
            row
            for row, column in sorted(cells)
            if row >= FIRST_ROW and column in wanted and not is_blank(cells[row, column])
        )
        return [self._row(spec, row, cells) for row in filled]

    def _place(self, spec: SheetSpec, cells: Cells) -> None:
        titles = {
            squeeze(str(raw)): column for (row, column), raw in cells.items() if row == HEADER_ROW
        }
        strangers = titles.keys() - {squeeze(column.header) for column in spec.columns}
        for number, column in enumerate(spec.columns, start=1):
            if (found := titles.get(squeeze(column.header))) is not None:
                self.places[spec.name, column.name] = found
            elif column.required or (strangers and not column.later):
                # Beside a header nobody knows, a missing one was renamed: its data would be lost.
                self.report(
                    "header_missing",
                    spec.name,
                    address(HEADER_ROW, number),
                    f"第{HEADER_ROW}行表头中找不到“{column.header}”列",
                    "请恢复表头文字；列可以移动，表头不能改名。",
                )

    def _row(self, spec: SheetSpec, number: int, cells: Cells) -> Row:
        row: Row = {"_source": Source(self.file, spec.name, f"A{number}"), "_row": number}
        for column in spec.columns:
            place = self.places.get((spec.name, column.name))
            if place is None:
                row[column.name] = convert(None, column)
            else:
                raw = cells.get((number, place))
                row[column.name] = self._cell(spec, column, address(number, place), raw)
        return row

    def _cell(self, spec: SheetSpec, column: Column, cell: str, raw: object) -> object:
        if is_blank(raw):
            if column.required:
                self.report(
                    "cell_missing", spec.name, cell, f"“{column.header}”没有填写", "请补填。"
                )
            return convert(None, column)
        try:
            return convert(raw, column, self.whole)
        except Unreadable as problem:
            self.report("cell_unreadable", spec.name, cell, str(problem), problem.advice)
            return convert(None, column)
