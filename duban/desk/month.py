"""One period at a glance, and the work of a month: issue, take in, compile, remind, explain."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

from flask import Blueprint, render_template, request

from duban.commands.compiling import compile_month, compile_quietly, summary
from duban.commands.explaining import explain_figure
from duban.commands.issuing import issue, issued_lines
from duban.commands.lettering import send_letters
from duban.commands.mailing import fetch_mails, receipts, remind, send_forms
from duban.commands.packing import pack
from duban.commands.session import Session, find_period, read_taskmap
from duban.compilation import Compilation
from duban.desk import files
from duban.desk.desk import Outcome, acting, named_period, open_session
from duban.desk.guard import LIMIT_MIB
from duban.mail.credentials import Protocol, server
from duban.model import UnitStatus
from duban.register.rulings import ACCEPTED, CONFIRMED
from duban.workspace import Stop

views = Blueprint("month", __name__)


@views.get("/m/<name>/")
def show(name: str) -> str:
    """The month's state: who is in, late, missing; what is wrong; what was made."""
    return _page(name, None)


@views.post("/m/<name>/drop")
def drop(name: str) -> tuple[str, int]:
    """Takes files in."""
    outcome = files.drop(name)
    return _page(name, outcome), outcome.status


@views.post("/m/<name>/do/<action>")
def act(name: str, action: str) -> tuple[str, int]:
    """Runs one of ``ACTIONS``."""
    if action not in ACTIONS:
        raise Stop("没有这个操作。", "请返回上一页。", exit_code=2)
    title, work = ACTIONS[action]
    with acting(title) as (session, outcome):
        outcome.lines += work(session, named_period(name))
    return _page(name, outcome), outcome.status


@views.get("/m/<name>/explain")
def explain(name: str) -> tuple[str, int]:
    """Where a figure comes from."""
    target = request.args.get("of", "").strip()
    with acting(f"来历：{target or '总数'}") as (session, outcome):
        outcome.lines += explain_figure(session, named_period(name), target, as_json=False)
    return render_template(
        "explain.html", name=name, target=target, outcome=outcome
    ), outcome.status


def _compile(session: Session, name: str) -> list[str]:
    return summary(compile_month(session, name))


def _issue(session: Session, name: str) -> list[str]:
    made = issue(session, name)
    send_forms(session, name, None, tuple(made))
    return issued_lines(name, made)


def _remind(session: Session, name: str) -> list[str]:
    remind(session, name, None)
    return []


def _receipts(session: Session, name: str) -> list[str]:
    receipts(session, name, None)
    return []


def _letters(session: Session, name: str) -> list[str]:
    send_letters(session, name, None)
    return []


def _fetch(session: Session, name: str) -> list[str]:
    return fetch_mails(session, name, server(Protocol.IMAP, os.environ), "INBOX")


ACTIONS: dict[str, tuple[str, Callable[[Session, str], list[str]]]] = {
    "issue": ("下发填报表", _issue),
    "fetch": ("收取邮件", _fetch),
    "compile": ("编制", _compile),
    "remind": ("催报草稿", _remind),
    "receipts": ("回执草稿", _receipts),
    "letters": ("函单草稿", _letters),
    "pack": ("会议材料", pack),
}
"""What can be done to a month, by the word in the address: title and command. None sends mail."""


_SUBJECTS = {
    UnitStatus.LATE: ACCEPTED,
    UnitStatus.MISSING: CONFIRMED,
    UnitStatus.PENDING: CONFIRMED,
}
"""The ruling that a unit's status most often calls for."""


def _page(name: str, outcome: Outcome | None) -> str:
    session = open_session()
    taskmap, _ = read_taskmap(session, int(named_period(name)[:4]))
    period = find_period(taskmap, name)
    compilation: Compilation | None = None
    if session.workspace.inbox(name).is_dir():
        compilation = compile_quietly(session, name)
    made = _made(session.workspace.output(name))
    return render_template(
        "month.html",
        name=name,
        period=period,
        now=session.now,
        c=compilation,
        made=made,
        compiled_at=_compiled_at(session.workspace.output(name)),
        actions=ACTIONS,
        subjects=_SUBJECTS,
        limit_mib=LIMIT_MIB,
        outcome=outcome,
    )


def _made(folder: Path) -> list[tuple[str, list[str]]]:
    """(folder, file names) of what was made, the main outputs ('') first."""
    found: dict[str, list[str]] = {}
    for path in sorted(folder.rglob("*")) if folder.is_dir() else []:
        place = path.relative_to(folder)
        if path.is_file() and not any(part.startswith((".", "~$")) for part in place.parts):
            found.setdefault(place.parent.as_posix().removeprefix("."), []).append(place.name)
    return sorted(found.items())


def _compiled_at(folder: Path) -> str:
    """The moment that the outputs at hand speak for, or ''."""
    try:
        return str(json.loads((folder / "compilation.json").read_text("utf-8"))["as_of"])
    except (OSError, ValueError, KeyError):
        return ""
