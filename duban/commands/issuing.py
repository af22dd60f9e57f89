"""issue: one signed workbook for each reporting unit, in output/<period>/下发/."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import cast

from duban.commands.compiling import ISSUED
from duban.commands.gathering import gather
from duban.commands.session import Session, find_period, previous_period, sound_taskmap
from duban.forms.fields import PROGRESS
from duban.forms.rows import Previous, expected_rows
from duban.forms.write import FormJob, write
from duban.merge import carried, merge
from duban.model import Period, Unit
from duban.register import TaskMap
from duban.text import safe_name

_NAME_LIMIT = 50
"""Characters of a unit's name in a file name; Windows takes 260 for the whole path."""


def issue(session: Session, name: str) -> list[str]:
    """Writes the period's progress forms; returns their names. Raises Stop when it cannot."""
    workspace = session.workspace
    with workspace.lock("下发"):
        taskmap, _ = sound_taskmap(session, name)
        period = find_period(taskmap, name)
        made = forms(session, taskmap, period)
        names = _names(period, taskmap.reporting_units)
        workspace.publish(f"{name}/{ISSUED}", {names[code]: form for code, form in made.items()})
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


def _names(period: Period, units: Iterable[Unit]) -> dict[str, str]:
    """Unit code → '市教育局-2023年3月进展表.xlsx'; the code follows a name that is not unique.

    Only people read it: a return is known by its contents.
    """
    short = {unit.code: safe_name(unit.name, _NAME_LIMIT) for unit in units}
    counted = Counter(name.casefold() for name in short.values())
    return {
        code: f"{name}{f'({code})' if counted[name.casefold()] > 1 else ''}"
        f"-{period.title}{PROGRESS.kind.label}.xlsx"
        for code, name in short.items()
    }


def _previous(session: Session, taskmap: TaskMap, period: Period) -> Previous:
    before = previous_period(taskmap, period)
    if before is None or not session.workspace.inbox(before.name).is_dir():
        return {}
    intake, _ = gather(session, taskmap, before, register=False)
    return carried(merge(taskmap, intake))
