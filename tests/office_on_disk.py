"""The small office of ``tests.office`` as a workspace on disk, and a session in it."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from duban.calendar import Calendar
from duban.commands.session import Session
from duban.executor import Serial
from duban.register import TaskMap
from duban.register.write import write
from duban.workspace import Workspace
from tests.office import AFTER, DEADLINE, KEY, full_month, office

TEMPLATES = Path(__file__).parent.parent / "templates"


def furnish(
    root: Path, taskmap: TaskMap | None = None, files: Mapping[str, bytes] | None = None
) -> Workspace:
    """A workspace with templates, task map, key, and ``files`` in inbox/2023-03/.

    Where none are given, those of a faultless month.
    """
    taskmap = taskmap or office()
    shutil.copytree(TEMPLATES, root / "templates")
    for folder in ("taskmap", "inbox/2023-03"):
        (root / folder).mkdir(parents=True)
    (root / "taskmap" / ".key").write_bytes(KEY)
    (root / "taskmap" / "2023.xlsx").write_bytes(write(taskmap, DEADLINE))
    for name, data in (full_month(taskmap) if files is None else files).items():
        (root / "inbox" / "2023-03" / name).write_bytes(data)
    return Workspace(root)


def session(
    workspace: Workspace, now: datetime = AFTER, log: list[str] | None = None, assume: bool = False
) -> Session:
    """A run in this process; what it logs is collected in ``log``."""
    return Session(
        workspace=workspace,
        now=now,
        executor=Serial(),
        say=lambda _line: None,
        log=([] if log is None else log).append,
        progress=lambda items, _total, _label: items,
        calendar=Calendar(assume),
    )
