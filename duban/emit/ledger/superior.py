"""报上级: what this level's tasks say for the tasks of the level above that they serve."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from msgspec import Struct

from duban.compilation import Compilation
from duban.emit.ledger.heads import PLAIN, title, under
from duban.emit.sheets import SAME, Column, Grid, Row, link_to
from duban.emit.words import names_of, task_words
from duban.forms import token
from duban.forms.fields import Edit, Takes
from duban.forms.ledger import LEDGER, Line, sealed
from duban.merge import source
from duban.model import ReportedStatus, Role, Source, TaskClass, natural_key
from duban.standing import Standing, Value

_ONCE = ("text", "leads", "status", "progress", "problem", "next_step")
"""Fields of a task, which stand in the first of its rows."""
_WIDE = 16
"""Columns as wide hold texts, which stand left."""
_STATUS = {
    TaskClass.DONE: ReportedStatus.DONE,
    TaskClass.AHEAD: ReportedStatus.UNDER_WAY,
    TaskClass.ON_TRACK: ReportedStatus.UNDER_WAY,
    TaskClass.BEHIND: ReportedStatus.LAGGING,
    TaskClass.NOT_STARTED: ReportedStatus.NOT_STARTED,
}


class Served(Struct, frozen=True):
    """One row of the sheet: what it says by the form's field names, and where that was reported."""

    line: Line
    source: Source


def served(compilation: Compilation) -> tuple[Served, ...]:
    """A row for each indicator of every task that serves one of the level above, by its number."""
    standings = [s for s in compilation.standings if s.task.superior]
    rows = _spoken(compilation) if standings else {}
    standings.sort(key=lambda standing: natural_key(standing.task.superior))
    return tuple(row for standing in standings for row in _task(standing, rows))


def superior(compilation: Compilation, rows: Sequence[Served]) -> Grid:
    """The sheet; the level above reads it by the headers of ``LEDGER``."""
    columns = tuple(
        Column(
            field.header,
            field.width,
            number=PLAIN if field.takes is Takes.NUMBER else "",
            centred=field.width < _WIDE,
            key=field.edit is Edit.LOCKED,
        )
        for field in LEDGER.fields
    )
    columns += (
        Column("出处", 13, centred=True, printed=False),
        Column("文件", 60, printed=False),
    )
    head = title(compilation, LEDGER.title)
    notes = tuple(f"注：{text}" for text in LEDGER.instructions)
    return Grid(LEDGER.sheet, head, under(compilation), columns, _rows(rows), notes=notes)


def identity(compilation: Compilation, rows: Sequence[Served]) -> tuple[str, Grid]:
    """The ledger's token, and the very hidden sheet that carries it."""
    settings = compilation.settings
    text = sealed(compilation.period.name, settings.place, (row.line for row in rows))
    grid = Grid(
        token.SHEET,
        token.NOTICE,
        settings.place or "（未填地区）",
        columns=(Column("标识", 80),),
        rows=((text,),),
        hidden=True,
    )
    return text, grid


def _spoken(compilation: Compilation) -> Mapping[str, list[Any]]:
    """The leads' rows by task."""
    found: dict[str, list[Any]] = {}
    for row in compilation.merged.rows():
        if row.role == Role.LEAD and row.answered:
            found.setdefault(row.task, []).append(row)
    return found


def _task(standing: Standing, spoken: Mapping[str, list[Any]]) -> Iterator[Served]:
    task, mine = standing.task, spoken.get(standing.task.key, [])
    row = next((r for r in mine if source(r, "progress") == standing.text_source), None)
    line: dict[str, object] = {
        "superior": task.superior,
        "task": task.key,
        "text": task_words(task),
        "leads": names_of(standing.leads),
        "status": _status(standing, mine),
        "progress": standing.text,
        "problem": row.problem if row else "",
        "next_step": row.next_step if row else "",
    }
    for value in standing.values:
        yield Served(line | _figures(value), value.decided_at if value.basis else value.source)
        line |= dict.fromkeys(_ONCE, None)
    if not standing.values:
        yield Served(line, standing.text_source)


def _status(standing: Standing, rows: Sequence[Any]) -> str:
    """As this level judged it; of what it does not judge, the lead's own word."""
    if found := _STATUS.get(standing.task_class):
        return found.label
    return next((row.status for row in rows if row.status_code), "")


def _figures(value: Value) -> dict[str, object]:
    indicator = value.indicator
    return {
        "superior_indicator": indicator.superior,
        "seq": indicator.seq,
        "indicator": indicator.name,
        "measure": indicator.measure,
        "kind": indicator.kind.label,
        "target": indicator.target,
        "reported": None if value.doubtful else value.reported,
        "ruled": value.ruled,
        "verified": value.verified,
    }


def _rows(rows: Sequence[Served]) -> Iterator[Row]:
    names = [field.name for field in LEDGER.fields]
    for number, row in enumerate(rows):
        again = number > 0 and rows[number - 1].line["task"] == row.line["task"]
        yield (
            *(SAME if again and name in _ONCE else row.line.get(name) for name in names),
            link_to(row.source),
            row.source.file,
        )
