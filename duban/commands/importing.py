"""import: a notice becomes a task map that needs only confirmation."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from duban.calendar import at_hour, cutoff
from duban.commands.session import Session
from duban.model import Period
from duban.notice.blocks import NotANotice
from duban.notice.importing import Imported, import_notice
from duban.notice.readers import read_notice
from duban.register import Settings, TaskMap, write
from duban.workspace import Stop, refuse_if_open, write_atomically


def import_taskmap(
    session: Session, data: bytes, name: str, year: int | None, out: Path | None, force: bool
) -> tuple[Path, Imported]:
    """Writes the task map of the notice in ``data``; returns where, and the import's report.

    An existing task map is replaced only with ``force``, after a copy of it was made. Raises Stop.
    """
    found = import_notice(read_notice(data, name, shutil.which("soffice")), year)
    if isinstance(found, NotANotice):
        raise Stop(found.reason, found.advice)
    path = out or session.workspace.taskmap(found.year)
    refuse_if_open(path)
    if path.exists():
        if not force:
            raise Stop(
                f"{path.name} 已经存在，没有覆盖。",
                "确要重新导入请加 --force（原文件会先备份），或用 --out 另存。",
            )
        _back_up(path, session.now)
    write_atomically(path, write(taskmap_of(found), session.now, found.report.notes()))
    return path, found


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


def _back_up(path: Path, moment: datetime) -> None:
    copy = path.with_name(f"{path.stem}.{moment:%Y%m%d-%H%M%S}.bak{path.suffix}")
    write_atomically(copy, path.read_bytes())


def lines(found: Imported) -> Sequence[str]:
    """The import's report for the screen."""
    return [
        f"[{kind}] {place} {text}".replace("  ", " ") for kind, place, text in found.report.notes()
    ]
