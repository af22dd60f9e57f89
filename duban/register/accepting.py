"""A proposal for the sheets 节点 and 指标: compared with the task map, and what to change in it.

The task map is the office's: only cells that the proposal changes and rows that it adds are
touched; a row of the office's that no plan speaks of stays.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import Struct

from duban.figures import plain
from duban.model import Direction, Doubt, Indicator, Kind, Milestone
from duban.register import schema
from duban.register.amend import Append, CellIn, Change, Put
from duban.register.cells import Unreadable, convert
from duban.register.schema import SheetSpec
from duban.register.taskmap import TaskMap
from duban.text import squeeze

ACCEPT = "采用"
"""The proposal's column in which an office strikes a row by writing 否."""
NEW, CHANGED, SAME = "新增", "改动", "相同"
Row = Milestone | Indicator
Cells = Mapping[tuple[int, int], object]


class Difference(Struct, frozen=True):
    """A proposed row against the task map; ``before`` is what the office's row ``at`` says now."""

    proposed: Row
    kind: str
    before: str = ""
    at: int = 0

    @property
    def line(self) -> str:
        """For the screen: '新增 节点 第22项 2023-06期：应完成40个'."""
        row = self.proposed
        sheet = schema.MILESTONES.name if isinstance(row, Milestone) else schema.INDICATORS.name
        now = f"（原为：{self.before}）" if self.before else ""
        return f"{self.kind} {sheet} 第{row.task}项 {_words(row)}{now}"


class Problem(Struct, frozen=True):
    """A cell of the proposal that cannot be used: where, what, what to do."""

    place: str
    message: str
    advice: str


def compare(
    taskmap: TaskMap, milestones: Sequence[Milestone], indicators: Sequence[Indicator]
) -> list[Difference]:
    """One for each proposed row, indicators first (milestones may rest on a new one)."""
    known: dict[tuple[object, ...], Row] = {}
    rows: list[Row] = [*taskmap.indicators, *taskmap.milestones]
    for row in rows:
        known.setdefault(_key(row), row)
    found = []
    offered: list[Row] = [*indicators, *milestones]
    for proposed in offered:
        own = known.get(_key(proposed))
        if own is None:
            found.append(Difference(proposed, NEW))
        elif _contents(own) == _contents(proposed):
            found.append(Difference(proposed, SAME, at=_number(own)))
        else:
            found.append(Difference(proposed, CHANGED, _words(own), _number(own)))
    return found


def _number(row: Row) -> int:
    digits = row.source.cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    return int(digits) if digits else 0


def _key(row: Row) -> tuple[object, ...]:
    """What makes two rows the same one; of deeds their words do."""
    if isinstance(row, Indicator):
        return "指标", row.task, row.seq
    if row.value is None:
        return "事项", row.task, row.period, squeeze(row.deed)
    return "数值", row.task, row.indicator, row.period


def _contents(row: Row) -> tuple[object, ...]:
    if isinstance(row, Indicator):
        return row.name, row.target, row.measure
    return row.value, row.quality


def _words(row: Row) -> str:
    if isinstance(row, Indicator):
        return f"{row.name} 目标{plain(row.target)}{row.measure}"
    value = "" if row.value is None else f"应完成{plain(row.value)}"
    quality = f"，质量要求：{row.quality}" if row.quality else ""
    return f"{row.period}期{value or row.deed}{quality}"


def read_proposal(sheets: Mapping[str, Cells]) -> tuple[list[Row], list[Problem]]:
    """The rows of a proposal that were not struck, as they stand after the office's edits."""
    rows: list[Row] = []
    problems: list[Problem] = []
    for spec in (schema.INDICATORS, schema.MILESTONES):
        cells = sheets.get(spec.name, {})
        header = _header(spec, cells)
        if header is None:
            problems.append(Problem(spec.name, "找不到表头", "请重新编制本期后再运行。"))
            continue
        number, places = header
        for line in sorted({row for row, _ in cells if row > number}):
            if squeeze(str(cells.get((line, places[ACCEPT]), "否"))) == "是":
                made = _made(spec, cells, line, places, problems)
                if made is not None:
                    rows.append(made)
    return rows, problems


def _header(spec: SheetSpec, cells: Cells) -> tuple[int, dict[str, int]] | None:
    wanted = [ACCEPT, *(column.header for column in spec.columns)]
    for number in sorted({row for row, _ in cells}):
        titles = {squeeze(str(v)): c for (row, c), v in cells.items() if row == number}
        if all(squeeze(header) in titles for header in wanted):
            return number, {header: titles[squeeze(header)] for header in wanted}
    return None


def _made(
    spec: SheetSpec,
    cells: Cells,
    line: int,
    places: Mapping[str, int],
    problems: list[Problem],
) -> Row | None:
    values: dict[str, Any] = {}
    before = len(problems)
    for column in spec.columns:
        try:
            values[column.name] = convert(cells.get((line, places[column.header])), column)
        except Unreadable as problem:
            problems.append(Problem(f"{spec.name} 第{line}行", str(problem), problem.advice))
        else:
            if column.required and values[column.name] in (None, ""):
                place = f"{spec.name} 第{line}行"
                problems.append(Problem(place, f"“{column.header}”没有填写", "请补填。"))
    if len(problems) > before:
        return None
    key = f"{values['no']}-{values['subtask']}" if values["subtask"] else str(values["no"])
    if spec is schema.MILESTONES:
        return Milestone(
            key,
            values["period"],
            values["indicator"] or 0,
            values["value"],
            values["deed"],
            values["quality"],
        )
    return Indicator(
        key,
        values["seq"],
        values["name"],
        values["target"],
        values["measure"],
        Direction.from_label(values["direction"]) or Direction.AT_LEAST,
        Kind.from_label(values["kind"]) or Kind.CUMULATIVE,
        values["words"],
        values["superior"],
        Doubt(values["doubt"]) if values["doubt"] else None,
    )


def changes_of(differences: Sequence[Difference]) -> list[Change]:
    """What is to be put into the task map's cells: of a changed row only what the plan says."""
    changes: list[Change] = []
    for difference in differences:
        row = difference.proposed
        spec = schema.MILESTONES if isinstance(row, Milestone) else schema.INDICATORS
        if difference.kind == NEW:
            changes.append(Append(spec, _values(row)))
        elif difference.kind == CHANGED:
            names = ("value", "quality") if isinstance(row, Milestone) else _NAMED
            values = _values(row)
            changes += [Put(spec, difference.at, name, values[name]) for name in names]
    return changes


_NAMED = ("name", "target", "measure")
"""What a plan says of an indicator; its direction and kind are the office's."""


def _values(row: Row) -> dict[str, CellIn]:
    no, _, sub = row.task.partition("-")
    values: dict[str, CellIn] = {"no": int(no), "subtask": int(sub) if sub else None}
    if isinstance(row, Milestone):
        return values | {
            "indicator": row.indicator or None,
            "period": row.period,
            "value": row.value,
            "deed": row.deed,
            "quality": row.quality,
        }
    return values | {
        "seq": row.seq,
        "name": row.name,
        "target": row.target,
        "measure": row.measure,
        "direction": row.direction.label,
        "kind": row.kind.label,
        "words": row.words,
        "superior": row.superior,
        "doubt": row.doubt.reason if row.doubt else "",
    }
