"""Decisions written into the task map: backed up first, checked like what is typed there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from duban.commands.session import Session, describe, read_file, taskmap_in
from duban.model import Severity
from duban.register.amend import Change, NoPlace, amended
from duban.workspace import Stop, refuse_if_open, write_atomically


def amend_taskmap(session: Session, year: int, changes: Sequence[Change]) -> str:
    """Makes ``changes`` in the year's task map; the backup's name. The caller holds the lock.

    Raises Stop, with the task map as it was, where the sheet is open or lacks a column, or where
    the task map would have an error that it did not have.
    """
    path = session.workspace.taskmap(year)
    refuse_if_open(path)
    before = read_file(path)
    after = amended(before, changes, session.now)
    if isinstance(after, NoPlace):
        raise Stop(f"任务图 {path.name} 没有改动：{after}。", "请恢复该表或表头后重新操作。")
    known = [f.message for f in taskmap_in(session, before, year)[1]]
    new = [
        finding
        for finding in taskmap_in(session, after, year)[1]
        if finding.severity is Severity.ERROR and finding.message not in known
    ]
    if new:
        raise Stop(f"任务图没有改动：{describe(new[:1])[0]}", "请更正所填内容后重新操作。")
    copy = back_up(path, session.now)
    write_atomically(path, after)
    return copy


def back_up(path: Path, moment: datetime) -> str:
    """Copies the task map beside itself before it changes; the copy's name.

    Two copies of the same second are kept apart; one with the same bytes is not made twice.
    """
    data = read_file(path)
    number = 1
    while True:
        again = f"-{number}" if number > 1 else ""
        copy = path.with_name(f"{path.stem}.{moment:%Y%m%d-%H%M%S}{again}.bak{path.suffix}")
        if not copy.exists():
            write_atomically(copy, data)
            return copy.name
        if copy.read_bytes() == data:
            return copy.name
        number += 1
