"""The first page: the years and their periods, and the notice from which a year begins."""

from __future__ import annotations

from pathlib import PurePath

from flask import Blueprint, render_template, request

from duban.commands.importing import import_taskmap, lines
from duban.commands.session import read_taskmap
from duban.desk.desk import Outcome, acting, open_session
from duban.desk.taskmap import doubtful_rows
from duban.workspace import Stop

views = Blueprint("start", __name__)


@views.get("/")
def index() -> str:
    """Every year that has a task map, its periods, and where something is already in."""
    return _page(None)


@views.post("/import")
def import_notice() -> tuple[str, int]:
    """Makes a year's task map of the notice that was handed in; an existing one stays."""
    with acting("导入通知") as (session, outcome):
        notice, year = request.files.get("notice"), request.form.get("year", "").strip()
        if notice is None or not notice.filename:
            raise Stop("没有选择通知文件。", "请选择文件后再导入。")
        if year and not (year.isdecimal() and 2000 <= int(year) <= 2100):
            raise Stop(f"年度“{year}”写法不对。", "请写四位年份，或留空取通知所写。")
        name = PurePath(notice.filename.replace("\\", "/")).name
        path, notes = import_taskmap(
            session, notice.read(), name, int(year) if year else None, None
        )
        outcome.lines += lines(notes)
        outcome.lines.append(f"任务图已写入 {session.workspace.relative(path)}，请核对待确认的行。")
    return _page(outcome), outcome.status


def _page(outcome: Outcome | None) -> str:
    session = open_session()
    arrived = session.workspace.periods()
    years, problems = [], []
    for year in reversed(session.workspace.years()):
        try:
            taskmap, _ = read_taskmap(session, year)
        except Stop as stop:
            problems.append(stop.message)
            continue
        doubts = len(list(doubtful_rows(taskmap)))
        years.append((year, sorted(taskmap.periods, key=lambda p: p.name), doubts))
    return render_template(
        "start.html", years=years, arrived=arrived, problems=problems, outcome=outcome
    )
