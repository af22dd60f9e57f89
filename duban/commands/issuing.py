"""issue: one signed workbook for each reporting unit, in output/<period>/下发/."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from duban.commands.compiling import ISSUED
from duban.commands.gathering import gather
from duban.commands.session import Session, find_period, sound_taskmap
from duban.emit.words import file_names
from duban.forms.fields import PROGRESS
from duban.forms.rows import Previous, expected_rows
from duban.forms.write import FormJob, write
from duban.merge import carried, merge
from duban.model import Period, Unit
from duban.register import TaskMap


def issue(session: Session, name: str) -> list[str]:
    """Writes the period's progress forms; returns their names. Raises Stop when it cannot."""
    workspace = session.workspace
    with workspace.lock("下发"):
        taskmap, _ = sound_taskmap(session, name)
        period = find_period(taskmap, name)
        made = forms(session, taskmap, period)
        names = form_names(taskmap, period)
        files = {names[code]: form for code, form in made.items()}
        for note in workspace.publish(f"{name}/{ISSUED}", files).notes():
            session.say(note)
    return list(names.values())


def forms(session: Session, taskmap: TaskMap, period: Period) -> dict[str, bytes]:
    """Unit code → bytes of every reporting unit's form, in protocol order."""
    key, previous = session.workspace.key(), _previous(session, taskmap, period)
    made: dict[str, bytes] = {}
    units = taskmap.reporting_units
    for unit in cast(Iterator[Unit], session.progress(iter(units), len(units), "生成填报表")):
        rows = expected_rows(taskmap, unit.code)
        job = FormJob(PROGRESS, unit, period, taskmap.settings, rows, previous)
        made[unit.code] = write(job, key, period.deadline)
    return made


def form_names(taskmap: TaskMap, period: Period) -> dict[str, str]:
    """Unit code → '市教育局-2023年3月进展表.xlsx'."""
    names = file_names(taskmap.reporting_units)
    return {c: f"{name}-{period.title}{PROGRESS.kind.label}.xlsx" for c, name in names.items()}


def _previous(session: Session, taskmap: TaskMap, period: Period) -> Previous:
    before = taskmap.period_before(period)
    if before is None or not session.workspace.inbox(before.name).is_dir():
        return {}
    intake, _ = gather(session, taskmap, before, register=False)
    return carried(merge(taskmap, intake))
