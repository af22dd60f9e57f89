"""From a period's inbox to what came back in it, with the receipts kept."""

from __future__ import annotations

from duban.commands.reading import parse_files
from duban.commands.session import Session
from duban.intake import receipts
from duban.intake.collect import Intake, collect
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
