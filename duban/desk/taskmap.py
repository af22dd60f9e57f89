"""What the office decides: rows to confirm, and rulings. Both end as cells of the task map."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from flask import Blueprint, render_template, request
from msgspec import Struct

from duban.a1 import position
from duban.commands.amending import amend_taskmap
from duban.commands.checking import check_taskmap
from duban.commands.session import Session, read_taskmap
from duban.desk.desk import Outcome, acting, named_period, open_session
from duban.model import Doubt, Indicator, Source, Task
from duban.register import TaskMap
from duban.register.amend import Append, CellIn, Put
from duban.register.cells import Unreadable, convert
from duban.register.schema import INDICATORS, RULINGS, TASKS, Column, SheetSpec
from duban.workspace import Stop

views = Blueprint("taskmap", __name__)

_EDITABLE = {
    TASKS.name: ("leads", "cos", "leader", "due"),
    INDICATORS.name: ("name", "target", "measure", "direction", "kind"),
}
"""What may be put right while a row is confirmed; all else is done in the workbook."""


class Doubtful(Struct, frozen=True):
    """One row to confirm: where it stands, what is asked, its text, its cells as they are."""

    sheet: SheetSpec
    row: int
    title: str
    text: str
    doubt: Doubt
    cells: tuple[tuple[Column, str], ...]

    @property
    def seen(self) -> str:
        """A digest of the row as shown: whoever confirms it has seen just this."""
        parts = (self.title, self.text, self.doubt.reason, *(text for _, text in self.cells))
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]


@views.get("/taskmap/<int:year>/")
def show(year: int) -> str:
    """The rows to confirm, and what is wrong with the task map."""
    return _page(year, None)


@views.post("/taskmap/<int:year>/confirm")
def confirm(year: int) -> tuple[str, int]:
    """Takes a row over as it was put right, and clears its 待确认."""
    with acting("确认") as (session, outcome), session.workspace.lock("确认"):
        taskmap, _ = read_taskmap(session, year)
        sheet, row = request.form.get("sheet", ""), request.form.get("row", "")
        doubtful = next(
            (d for d in doubtful_rows(taskmap) if (d.sheet.name, str(d.row)) == (sheet, row)), None
        )
        if doubtful is None or doubtful.seen != request.form.get("seen"):
            raise Stop("这一行在打开之后已经改动或确认，没有写入。", "请重新打开本页核对。")
        copy = amend_taskmap(session, year, list(_confirmed(doubtful)))
        outcome.lines.append(f"{doubtful.title}已确认，原任务图备份为 {copy}。")
    return _page(year, outcome), outcome.status


@views.get("/m/<name>/ruling")
def ask_ruling(name: str) -> str:
    """The form of a ruling; what the address names stands in it already."""
    return _ruling_page(named_period(name), None)


@views.post("/m/<name>/ruling")
def rule(name: str) -> tuple[str, int]:
    """Writes a ruling into the sheet 核定."""
    with acting("核定") as (session, outcome), session.workspace.lock("核定"):
        year = int(named_period(name)[:4])
        values = {"period": name, **_typed(RULINGS, RULINGS.columns[1:])}
        copy = amend_taskmap(session, year, [Append(RULINGS, values)])
        outcome.lines.append(f"已写入“核定”表，原任务图备份为 {copy}。重新编制后生效。")
    return _ruling_page(name, outcome), outcome.status


def doubtful_rows(taskmap: TaskMap) -> Iterator[Doubtful]:
    """Every row of the task map that waits for a person's word, in the sheets' order."""
    for task in taskmap.tasks:
        if task.doubt:
            yield _of_task(task, task.doubt)
    for indicator in taskmap.indicators:
        if indicator.doubt:
            yield _of_indicator(indicator, indicator.doubt)


def _of_task(task: Task, doubt: Doubt) -> Doubtful:
    values = {
        "leads": "\n".join(task.leads),
        "cos": "\n".join(task.cos),
        "leader": task.leader,
        "due": task.due,
    }
    return _doubtful(TASKS, task.source, f"第{task.key}项", task.text, doubt, values)


def _of_indicator(indicator: Indicator, doubt: Doubt) -> Doubtful:
    values = {
        "name": indicator.name,
        "target": str(indicator.target),
        "measure": indicator.measure,
        "direction": indicator.direction.label,
        "kind": indicator.kind.label,
    }
    title = f"第{indicator.task}项指标{indicator.seq}"
    return _doubtful(INDICATORS, indicator.source, title, indicator.words, doubt, values)


def _doubtful(
    sheet: SheetSpec, source: Source, title: str, text: str, doubt: Doubt, values: dict[str, str]
) -> Doubtful:
    cells = tuple((sheet.column(name), values[name]) for name in _EDITABLE[sheet.name])
    place = position(source.cell)
    assert place is not None, source
    return Doubtful(sheet, place[0], title, text, doubt, cells)


def _confirmed(doubtful: Doubtful) -> Iterator[Put]:
    """The cells that were put right, and the doubt cleared. Raises Stop."""
    typed = _typed(doubtful.sheet, tuple(column for column, _ in doubtful.cells))
    for column, shown in doubtful.cells:
        if request.form.get(column.name, "").replace("\r\n", "\n").strip() != shown:
            yield Put(doubtful.sheet, doubtful.row, column.name, typed[column.name])
    for name in ("doubt", "alternatives"):
        if any(column.name == name for column in doubtful.sheet.columns):
            yield Put(doubtful.sheet, doubtful.row, name, None)


def _typed(sheet: SheetSpec, columns: tuple[Column, ...]) -> dict[str, CellIn]:
    """What the request says for ``columns``, each as its column holds it. Raises Stop."""
    values: dict[str, CellIn] = {}
    for column in columns:
        text = request.form.get(column.name, "").replace("\r\n", "\n").strip()
        if column.required and not text:
            raise Stop(f"“{column.header}”没有填写，没有写入“{sheet.name}”表。", "请补填后再提交。")
        try:
            value = convert(text, column)
        except Unreadable as problem:
            raise Stop(f"{problem}，没有写入“{sheet.name}”表。", problem.advice) from None
        assert value is None or isinstance(value, str | int | Decimal | date | tuple)
        values[column.name] = value
    return values


def _page(year: int, outcome: Outcome | None) -> str:
    session = open_session()
    taskmap, _ = read_taskmap(session, year)
    problems, sound = check_taskmap(session, year)
    return render_template(
        "taskmap.html",
        year=year,
        rows=list(doubtful_rows(taskmap)),
        problems=problems,
        sound=sound,
        names=_names(taskmap),
        outcome=outcome,
    )


def _ruling_page(name: str, outcome: Outcome | None) -> str:
    session = open_session()
    taskmap, _ = read_taskmap(session, int(name[:4]))
    given = (
        request.form if request.method == "POST" and outcome and outcome.problem else request.args
    )
    return render_template(
        "ruling.html",
        name=name,
        columns=RULINGS.columns[1:],
        given={"on": _today(session), **given.to_dict()},
        names=_names(taskmap),
        rulings=[ruling for ruling in taskmap.rulings if ruling.period == name],
        outcome=outcome,
    )


def _today(session: Session) -> str:
    return f"{session.now.date():%Y-%m-%d}"


def _names(taskmap: TaskMap) -> list[str]:
    return [unit.name for unit in taskmap.units] + [group.name for group in taskmap.groups]
