"""import: a notice becomes a task map that needs only confirmation."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum, auto
from pathlib import Path
from typing import BinaryIO

from duban.calendar import at_hour, cutoff
from duban.commands.amending import back_up
from duban.commands.session import Session, read_file, read_taskmap
from duban.gongwen.pdf import find_soffice
from duban.model import Period
from duban.notice.blocks import NotANotice
from duban.notice.importing import Imported, Note, import_notice, notes_of
from duban.notice.readers import LARGEST, read_notice, refused_by_size
from duban.notice.reimporting import reimport
from duban.register import Settings, TaskMap
from duban.register.write import write
from duban.workspace import Stop, refuse_if_open, write_atomically


class Existing(Enum):
    """What to do with a task map that is already there; both make a copy of it first."""

    KEEP = auto()
    UPDATE = auto()
    REPLACE = auto()


def source(notice: Path, stdin: BinaryIO) -> bytes:
    """The notice's bytes, of ``stdin`` where it is '-'. Raises Stop, before it reads too much."""
    if notice == Path("-"):
        return stdin.read(LARGEST + 1)
    refused = refused_by_size(notice.stat().st_size) if notice.is_file() else None
    if refused:
        raise Stop(f"{notice.name}：{refused.reason}", refused.advice)
    return read_file(notice)


def import_taskmap(
    session: Session,
    data: bytes,
    name: str,
    year: int | None,
    out: Path | None,
    existing: Existing = Existing.KEEP,
) -> tuple[Path, tuple[Note, ...]]:
    """Writes the task map of the notice in ``data``; returns where, and the report's rows.

    A task map that exists stays as it is with KEEP (Stop), takes over what a corrected notice
    changed with UPDATE, and is replaced with REPLACE. Raises Stop.
    """
    soffice = find_soffice()
    blocks = read_notice(data, name, str(soffice) if soffice else None)
    found = import_notice(blocks, year)
    if isinstance(found, NotANotice):
        raise Stop(found.reason, found.advice)
    path = out or session.workspace.taskmap(found.year)
    refuse_if_open(path)
    taskmap, notes = taskmap_of(found), found.report.notes()
    if path.exists():
        if existing is Existing.KEEP:
            raise Stop(
                f"{path.name} 已经存在，没有改动。",
                "通知更正后重新导入请加 --update（保留办公室所作修改）；"
                "要全部重做请加 --force；要另存请用 --out。两种方式都先备份原文件。",
            )
        if existing is Existing.UPDATE:
            again = reimport(read_taskmap(session, found.year)[0], found)
            taskmap = again.taskmap
            notes = (*notes_of(again.differences), *notes)
        back_up(path, session.now)
    write_atomically(path, write(taskmap, session.now, notes))
    return path, notes


def taskmap_of(found: Imported) -> TaskMap:
    """A task map for the whole year: the notice's parts, default settings, twelve periods."""
    settings = TaskMap(found.year).settings
    return TaskMap(
        year=found.year,
        tasks=found.tasks,
        units=found.units,
        groups=found.groups,
        indicators=found.indicators,
        periods=tuple(_period(settings, found.year, month) for month in range(1, 13)),
    )


def _period(settings: Settings, year: int, month: int) -> Period:
    """A month with its cut-off by default settings; its deadline stays to be reckoned."""
    day = cutoff(year, month, settings.cutoff_day)
    return Period(f"{year}-{month:02d}", day, at_hour(day, settings.deadline_hour))


def lines(notes: Sequence[Note]) -> Sequence[str]:
    """The report for the screen."""
    return [
        " ".join(part for part in (f"[{kind}]", place, text) if part) for kind, place, text in notes
    ]
