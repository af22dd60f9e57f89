"""Files in and out: what is dropped goes into the inbox as it is, what was made can be opened."""

from __future__ import annotations

import io
import mimetypes
from importlib.resources import files as package_files
from pathlib import Path, PurePath

from flask import Blueprint, Response, abort, request, send_file

from duban.commands.checking_files import check_files
from duban.desk.desk import Outcome, acting, named_period, open_session
from duban.desk.guard import FOREIGN_PAGE
from duban.intake.receipts import FILE_NAME as RECEIPTS
from duban.mail.journal import FILE_NAME as SENDINGS
from duban.text import safe_name
from duban.workspace import Stop, keep

views = Blueprint("files", __name__)

_STATIC = {"desk.css": "text/css; charset=utf-8", "desk.js": "text/javascript; charset=utf-8"}
_SHOWN = {".html", ".pdf", ".png"}
"""What a browser shows by itself; everything else is handed over as a file."""


@views.get("/static/<name>")
def static(name: str) -> Response:
    """The desk's own style and script."""
    if name not in _STATIC:
        abort(404)
    return Response(
        package_files(__package__).joinpath("static", name).read_bytes(), content_type=_STATIC[name]
    )


@views.get("/output/<name>/<path:path>")
def output(name: str, path: str) -> Response:
    """One file of what a compile made."""
    return _sent(open_session().workspace.output(named_period(name)), path)


@views.get("/inbox/<name>/<path:path>")
def inbox(name: str, path: str) -> Response:
    """One file as it arrived, never shown in the page's own origin."""
    return _sent(open_session().workspace.inbox(named_period(name)), path, handed_over=True)


def drop(name: str) -> Outcome:
    """Keeps the files of this request in the period's inbox and says what intake would say."""
    with acting("收件") as (session, outcome):
        given = [file for file in request.files.getlist("files") if file.filename]
        if not given:
            raise Stop("没有选择文件。", "请拖入文件，或点“选择文件”。")
        folder = session.workspace.inbox(named_period(name))
        kept = [keep(folder / arrival_name(file.filename or ""), file.read()) for file in given]
        files = {path.name: path for path in kept}
        outcome.lines.append(f"已放入 inbox/{name}/：{'、'.join(files)}。")
        outcome.lines += check_files(session, files)
    return outcome


def arrival_name(given: str) -> str:
    """A dropped file's name without folders, as every system can hold it; its ending stays.

    The inbox's own registers are no arrivals, so a file of their name gets another one.
    """
    path = PurePath(PurePath(given.replace("\\", "/")).name)
    stem = safe_name(path.stem.lstrip("."), 60)
    ending = safe_name(path.suffix.lstrip("."), 10) if len(path.suffix) > 1 else ""
    name = f"{stem}.{ending}" if ending else stem
    return f"报来的{name}" if name in (RECEIPTS, SENDINGS) else name


def _sent(folder: Path, path: str, *, handed_over: bool = False) -> Response:
    """A file below ``folder``; 404 for whatever is not, links that lead elsewhere included."""
    root = folder.resolve()
    wanted = (root / path).resolve()
    if not wanted.is_relative_to(root) or not wanted.is_file():
        abort(404)
    if any(part.startswith(".") for part in wanted.relative_to(root).parts):
        abort(404)
    shown = wanted.suffix in _SHOWN and not handed_over
    kind = mimetypes.guess_type(wanted.name)[0] or "application/octet-stream"
    # Read whole: a file held open here could not be replaced by a compile on Windows.
    data = io.BytesIO(wanted.read_bytes())
    response = send_file(data, kind, as_attachment=not shown, download_name=wanted.name)
    response.headers["Content-Security-Policy"] = FOREIGN_PAGE
    return response
