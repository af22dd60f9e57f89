"""issue: one signed workbook for each reporting unit, in output/<period>/下发/."""

from __future__ import annotations

from duban.commands.compiling import ISSUED
from duban.commands.gathering import gather
from duban.commands.session import Session, find_period, previous_period, sound_taskmap
from duban.forms.fields import PROGRESS
from duban.forms.rows import Previous, expected_rows
from duban.forms.write import FormJob, write
from duban.merge import carried, merge
from duban.model import Period
from duban.register import TaskMap
from duban.text import safe_name


def issue(session: Session, name: str) -> list[str]:
    """Writes the period's progress forms; returns their names. Raises Stop when it cannot."""
    workspace = session.workspace
    with workspace.lock("下发"):
        taskmap, _ = sound_taskmap(session, int(name[:4]))
        period = find_period(taskmap, name)
        files = forms(session, taskmap, period)
        workspace.publish(f"{name}/{ISSUED}", files)
    return list(files)


def forms(session: Session, taskmap: TaskMap, period: Period) -> dict[str, bytes]:
    """File name → bytes of every reporting unit's form, in protocol order."""
    key, previous = session.workspace.key(), _previous(session, taskmap, period)
    made: dict[str, bytes] = {}
    for unit in taskmap.reporting_units:
        rows = expected_rows(taskmap, unit.code)
        job = FormJob(PROGRESS, unit, period, taskmap.settings, rows, previous)
        made[form_name(period, unit.name)] = write(job, key, period.deadline)
    return made


def form_name(period: Period, unit: str) -> str:
    """'市教育局-2023年3月进展表.xlsx'. Only people read it: a return is known by its contents."""
    return safe_name(f"{unit}-{period.title}{PROGRESS.kind.label}") + ".xlsx"


def _previous(session: Session, taskmap: TaskMap, period: Period) -> Previous:
    before = previous_period(taskmap, period)
    if before is None or not session.workspace.inbox(before.name).is_dir():
        return {}
    intake, _ = gather(session, taskmap, before, register=False)
    return carried(merge(taskmap, intake))
