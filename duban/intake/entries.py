"""Which assignment each row of a returned table answers, even after rows were sorted or pasted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from duban.a1 import address
from duban.catalogue import flag
from duban.forms.rows import FormRow, expected_rows, indicator_words, split_row_id
from duban.intake.found import Found, FoundRow, FoundTable
from duban.model import Cell, Entry, Finding, Role, Source
from duban.register import TaskMap
from duban.text import squeeze

_Visible = tuple[str, str, str]
"""(序号, 职责, 指标) as printed in a row, squeezed."""


def entries_of(
    found: Found, taskmap: TaskMap, unit: str
) -> tuple[tuple[Entry, ...], list[Finding]]:
    """The unit's entries, and findings for rows that answer none of its assignments.

    A row is known by its hidden id where the printed task number agrees with it, else by the
    printed number, role and indicator: people sort, insert and paste visible cells only.
    """
    expected = expected_rows(taskmap, unit)
    by_id = {row.id: row for row in expected}
    by_sight = _by_sight(expected)
    entries: list[Entry] = []
    findings: list[Finding] = []
    answered: set[str] = set()
    for table in found.tables:
        for row in table.rows:
            answer = _answer(row, by_id, by_sight)
            if answer is None:
                if _says_something(table, row):
                    findings.append(_stray(table, row))
                continue
            if answer.id in answered:
                continue
            answered.add(answer.id)
            seq = answer.indicator.seq if answer.indicator else 0
            entries.append(
                Entry(
                    answer.assignment.id,
                    seq,
                    table.sheet,
                    row.row,
                    _editable(table, row),
                    _says_something(table, row),
                )
            )
    return tuple(entries), findings


def _by_sight(expected: Iterable[FormRow]) -> dict[_Visible, FormRow]:
    seen: dict[_Visible, FormRow] = {}
    for row in expected:
        name = squeeze(indicator_words(row.indicator)) if row.indicator else ""
        seen[row.task.key, row.assignment.role.label, name] = row
    return seen


def _printed(row: FoundRow) -> _Visible:
    number = row.cells.get("task")
    value = number.value if number else ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    role = row.cells.get("role")
    indicator = row.cells.get("indicator")
    name = squeeze(str(indicator.value)) if indicator else ""
    label = str(role.value).strip() if role else Role.LEAD.label
    return squeeze(str(value)), label, name


def _answer(
    row: FoundRow, by_id: Mapping[str, FormRow], by_sight: Mapping[_Visible, FormRow]
) -> FormRow | None:
    printed = _printed(row)
    marked = by_id.get(row.row_id)
    if marked is not None and printed[0] in ("", marked.task.key):
        return marked
    return by_sight.get(printed) or (marked if not printed[0] else None)


def _editable(table: FoundTable, row: FoundRow) -> dict[str, Cell]:
    """The entry fields' cells; a blank one with the address at which it is to be filled in."""
    names = [field.name for field in table.form.entries if field.name in table.columns]
    return {
        name: row.cells.get(name) or Cell(None, address(row.row, table.columns[name]))
        for name in names
    }


def _says_something(table: FoundTable, row: FoundRow) -> bool:
    names = {field.name for field in table.form.entries if not field.carried}
    return bool(names & row.cells.keys())


def _stray(table: FoundTable, row: FoundRow) -> Finding:
    ours = split_row_id(row.row_id) is not None
    return flag(
        "structure_changed",
        f"第{row.row}行对不上本单位承担的任务，未采用"
        + (",该行属于其他单位或其他任务" if ours else ""),
        "请在下发表格原有的行内填写，不要另加行。",
        source=Source("", table.sheet, f"A{row.row}"),
    )
