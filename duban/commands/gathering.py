"""From a period's inbox to what came back in it, with the receipts kept."""

from __future__ import annotations

from datetime import datetime

from duban.commands.reading import parse_files
from duban.commands.session import Session
from duban.intake import receipts
from duban.intake.collect import Intake, collect
from duban.mail.journal import FILE_NAME as SENDINGS
from duban.mail.journal import State, load, reminded_unit
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
    parsed = list(parse_files(session, files, workspace.key()))
    data = journal.read_bytes() if journal.is_file() else b""
    known, problems = receipts.load(data)
    rows, new = receipts.reconcile(known, [item.arrival for item in parsed], session.now)
    if register and new:
        write_atomically(journal, receipts.appended(data, new))
    return collect(parsed, rows, taskmap, period.name, session.now), problems


def reminders(session: Session, period: Period) -> dict[str, datetime]:
    """When each unit, by code, was first sent a reminder of the period, by 寄送登记.csv."""
    journal = session.workspace.inbox(period.name) / SENDINGS
    first: dict[str, datetime] = {}
    for step in load(journal.read_bytes()) if journal.is_file() else ():
        unit = reminded_unit(step.key, period)
        if unit and step.state is State.SENT and step.at and step.at <= session.now:
            first[unit] = min(step.at, first.get(unit, step.at))
    return first
