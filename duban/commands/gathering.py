"""From a period's inbox to what came back in it, with the receipts kept."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import cast

from duban.commands.session import Session, read_file
from duban.executor import Lost
from duban.intake import receipts
from duban.intake.collect import Intake, collect
from duban.intake.parse import Job, Parsed, parse
from duban.mail.journal import FILE_NAME as SENDINGS
from duban.model import Finding, Period
from duban.register import TaskMap
from duban.workspace import write_atomically


def gather(
    session: Session, taskmap: TaskMap, period: Period, *, register: bool
) -> tuple[Intake, tuple[Finding, ...]]:
    """The period's returns, and what is wrong with its journal.

    With ``register`` files seen for the first time are appended to 收件登记.csv; nothing else in
    the inbox is ever written. Files are read in worker processes as the executor sees fit.
    """
    workspace = session.workspace
    folder = workspace.inbox(period.name)
    journal = folder / receipts.FILE_NAME
    own = (journal, folder / SENDINGS)
    paths = [path for path in workspace.arrivals(period.name) if path not in own]
    files = [(workspace.relative(path), path) for path in paths]
    parsed = parse_files(session, files, workspace.key())
    data = journal.read_bytes() if journal.is_file() else b""
    known, problems = receipts.load(data)
    rows, new = receipts.reconcile(known, [item.arrival for item in parsed], session.now)
    if register and new:
        write_atomically(journal, receipts.appended(data, new))
    return collect(parsed, rows, taskmap, period.name, session.now), problems


def parse_files(session: Session, files: Sequence[tuple[str, Path]], key: bytes) -> list[Parsed]:
    """Everything in ``files`` (the name by which each is spoken of, where it lies), in order."""
    jobs = (Job(name, read_file(path), key) for name, path in files)
    outcomes = session.executor.map(parse, jobs)
    watched = session.progress(cast(Iterator[object], outcomes), len(files), "读取报表")
    parsed: list[Parsed] = []
    for (name, path), outcome in zip(files, watched, strict=True):
        if isinstance(outcome, Lost):
            session.log(outcome.detail)
            parsed.append(_lost(name, read_file(path), outcome))
        else:
            parsed += cast(tuple[Parsed, ...], outcome)
    return parsed


def _lost(path: str, data: bytes, outcome: Lost) -> Parsed:
    """A file that its worker did not survive: kept, listed, set aside."""
    return Parsed(
        path,
        hashlib.sha256(data).hexdigest(),
        None,
        False,
        reason=outcome.reason,
        advice="文件可能已损坏或结构异常，请用Excel或WPS打开核对，另存为xlsx后重新报送。",
        unsafe=True,
    )
