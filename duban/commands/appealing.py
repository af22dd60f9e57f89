"""核查反馈/: for each inspected unit the form by which it can answer what was found (申述表)."""

from __future__ import annotations

from datetime import date

from duban.commands.session import Session
from duban.compilation import Compilation
from duban.emit.letters import FEEDBACK, inspected, reported_value
from duban.emit.words import file_names
from duban.forms.fields import APPEAL
from duban.forms.rows import FormRow, expected_rows
from duban.forms.write import FormJob, Values, write
from duban.model import Inspection, Unit

FOLDER = FEEDBACK


def appeals(session: Session, compilation: Compilation, due: date) -> dict[str, bytes]:
    """'核查反馈/市教育局-2023年3月申述表.xlsx' → bytes; ``due`` is the day to answer by."""
    taskmap, period = compilation.taskmap, compilation.period
    told = inspected(compilation)
    if not told:
        return {}
    key = session.workspace.key()
    files: dict[str, bytes] = {}
    for name, found in told.items():
        unit = taskmap.unit_named(name)
        assert unit is not None
        given = _given(compilation, unit, found)
        rows = tuple(row for row in expected_rows(taskmap, unit.code) if row.id in given)
        job = FormJob(APPEAL, unit, period, taskmap.settings, rows, {}, given=given, due=due)
        if rows:
            files[appeal_path(compilation, unit)] = write(job, key, period.deadline)
    return files


def appeal_path(compilation: Compilation, unit: Unit) -> str:
    """'核查反馈/市教育局-2023年3月申述表.xlsx', where the unit's form lies if there is one."""
    name = file_names(compilation.taskmap.units)[unit.code]
    return f"{FOLDER}/{name}-{compilation.period.title}{APPEAL.kind.label}.xlsx"


def _given(compilation: Compilation, unit: Unit, found: list[Inspection]) -> dict[str, Values]:
    """Row id → what inspectors found of it; the later of two on the same row."""
    given: dict[str, Values] = {}
    rows = expected_rows(compilation.taskmap, unit.code)
    for inspection in sorted(found, key=lambda i: str(i.on or "")):
        row = next((row for row in rows if _means(inspection, row)), None)
        if row is not None:
            given[row.id] = _values(compilation, inspection, row)
    return given


def _means(inspection: Inspection, row: FormRow) -> bool:
    seq = row.indicator.seq if row.indicator else 0
    return row.task.key == inspection.task and inspection.indicator in (0, seq)


def _values(compilation: Compilation, found: Inspection, row: FormRow) -> Values:
    values: Values = {"conclusion": found.conclusion}
    if row.indicator:
        reported = reported_value(compilation, found, row.indicator)
        values["reported"] = None if reported is None else float(reported)
        values["found"] = None if found.verified is None else float(found.verified)
    return values
