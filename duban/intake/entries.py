"""Which assignment each row of a returned table answers, even after rows were sorted or pasted."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from msgspec import Struct

from duban.a1 import column_letters
from duban.catalogue import flag
from duban.forms.fields import Asked, Edit, Field, Takes
from duban.forms.rows import FormRow, asked_of, expected_rows
from duban.intake.alterations import altered, same
from duban.intake.found import Found, FoundRow, FoundTable
from duban.model import Cell, Entry, Finding, FormKind, Role, Source
from duban.register import TaskMap
from duban.text import shorten, squeeze

_Visible = tuple[str, str, str]
"""(序号, 职责, 指标) as printed in a row, squeezed."""


def entries_of(
    found: Found,
    taskmap: TaskMap,
    unit: str,
    form: FormKind = FormKind.PROGRESS,
    dropped: Collection[str] = (),
) -> tuple[tuple[Entry, ...], list[Finding]]:
    """The unit's entries in its form, and findings for rows that answer none of its assignments.

    A row is known by its hidden id where what it prints agrees with that, else by the number,
    role and indicator that it prints: people sort, insert and paste visible cells only.
    ``dropped`` are ids of rows that were issued and are asked no more: nothing is said of them.
    """
    expected = expected_rows(taskmap, unit, form)
    tables = [table for table in found.tables if table.kind is form]
    by_id = {row.id: row for row in expected}
    by_sight = {row.sight: row for row in expected}
    found_rows: dict[str, list[_Found]] = {}
    findings = [_renamed(table) for table in tables if table.renamed]
    for table in tables:
        for row in table.rows:
            answer = _answer(table, row, by_id, by_sight)
            if answer is not None:
                fields = asked_of(table.form, answer)
                answered = _Found(table, row, answer, fields, _said(row, fields))
                found_rows.setdefault(answer.id, []).append(answered)
            elif row_says(table, row) and row.row_id not in dropped:
                findings.append(_stray(table, row))
    entries: list[Entry] = []
    for candidates in found_rows.values():
        # A copied sheet or row leaves a blank twin: the one that was filled in speaks.
        chosen = next((c for c in candidates if c.said), candidates[0])
        entries.append(_entry(chosen))
        findings += altered(chosen.table, chosen.row, chosen.answer)
        findings += _merged(chosen)
        findings += [_twin(other, chosen) for other in candidates if other.contradicts(chosen)]
    findings += _gone([c for candidates in found_rows.values() for c in candidates])
    return tuple(entries), findings


class _Found(Struct, frozen=True):
    """A row of a returned table and the expected row that it answers.

    ``fields`` are asked of it; ``said`` is what the unit itself wrote in it, by field name.
    """

    table: FoundTable
    row: FoundRow
    answer: FormRow
    fields: tuple[Field, ...]
    said: dict[str, object]

    def contradicts(self, chosen: _Found) -> bool:
        """Whether another row for the same answer was filled in, and differently."""
        return self is not chosen and bool(self.said) and self.said != chosen.said


def _entry(found: _Found) -> Entry:
    indicator = found.answer.indicator
    return Entry(
        found.answer.assignment.id,
        indicator.seq if indicator else 0,
        found.table.sheet,
        found.row.row,
        _editable(found.table, found.row, found.fields),
        bool(found.said),
    )


def _printed(row: FoundRow) -> _Visible:
    value = row.values.get("task", "")
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    role, indicator = row.values.get("role"), row.values.get("indicator")
    label = Role.LEAD.label if role is None else str(role).strip()
    return squeeze(str(value)), label, "" if indicator is None else squeeze(str(indicator))


def _answer(
    table: FoundTable,
    row: FoundRow,
    by_id: Mapping[str, FormRow],
    by_sight: Mapping[_Visible, FormRow],
) -> FormRow | None:
    printed = _printed(row)
    marked = by_id.get(row.row_id)
    if marked is not None and printed == marked.sight:
        return marked
    seen = by_sight.get(printed)
    if seen is None and table.form.field("indicator").edit is Edit.ENTRY:
        # What a row prints as its indicator may be the unit's own proposal.
        seen = by_sight.get((*printed[:2], ""))
    if seen is None and marked is not None:
        # Its number, role or indicator was typed over; all else is still that row's.
        text = row.values.get("text")
        if printed[0] in ("", marked.task.key) or (text is not None and same(text, "text", marked)):
            return marked
    return seen


def _editable(table: FoundTable, row: FoundRow, fields: Iterable[Field]) -> dict[str, Cell]:
    """The entry fields' cells; a blank one with the address at which it is to be filled in.

    完成率 goes with them: it is locked, but what a unit typed over it is a thing it said.
    """
    columns, values = table.columns, row.values
    return {
        name: Cell(values.get(name), f"{column_letters(columns[name])}{row.row}")
        for name in (*[field.name for field in fields], "ratio")
        if name in columns
    }


def _said(row: FoundRow, fields: Iterable[Field]) -> dict[str, object]:
    """What the unit itself wrote in the row, by field name."""
    values = row.values
    return {f.name: values[f.name] for f in fields if f.name in values and not f.carried}


def row_says(table: FoundTable, row: FoundRow) -> bool:
    """Whether the unit wrote something of its own in the row, whatever the row answers."""
    always = (field for field in table.form.entries if field.asked is Asked.ALWAYS)
    return bool(_said(row, always))


def _merged(found: _Found) -> Iterator[Finding]:
    """One for each cell under a merged one in which the unit wrote or should have written."""
    table, row, answer = found.table, found.row, found.answer
    for field in found.fields if table.covered else ():
        under = table.covered.get((row.row, field.name))
        if under is None:
            continue
        wrote = "" if under.value is None or field.carried else str(under.value)
        if wrote or _is_needed(field, answer):
            hidden = f"，其中“{shorten(wrote, 20)}”被遮住" if wrote else ""
            yield flag(
                "merged_cells",
                f"第{answer.task.key}项“{field.header}”一格被合并到{under.area}{hidden}，本格按未填计",
                "请取消合并，逐格填写。",
                task=answer.task.key,
                source=Source("", table.sheet, table.address(row, field.name)),
                evidence=wrote,
            )


def _is_needed(field: Field, answer: FormRow) -> bool:
    """Whether a lead must fill the field in."""
    number = field.takes is Takes.NUMBER and answer.indicator is None
    return field.required and not number and answer.assignment.role is Role.LEAD


def _gone(rows: Sequence[_Found]) -> Iterator[Finding]:
    """One for each column that was deleted though a row of its table must be filled in there."""
    said: set[tuple[str, str]] = set()
    for found in rows:
        table, answer = found.table, found.answer
        for field in found.fields:
            gone = field.name not in table.columns
            if not gone or not _is_needed(field, answer) or (table.sheet, field.name) in said:
                continue
            said.add((table.sheet, field.name))
            yield flag(
                "column_missing",
                f"“{field.header}”一栏找不到，该栏各行均按未填计",
                "请用下发的填报表填写，不要删除栏目或修改表头。",
                source=Source("", table.sheet, table.place),
                evidence=field.header,
            )


def _stray(table: FoundTable, row: FoundRow) -> Finding:
    whose = "，该行属于其他单位或其他任务" if row.row_id else ""
    return flag(
        "structure_changed",
        f"第{row.row}行对不上本单位承担的任务，未采用{whose}",
        "请在下发表格原有的行内填写，不要另加行。",
        source=Source("", table.sheet, table.start(row)),
    )


def _twin(other: _Found, chosen: _Found) -> Finding:
    task = chosen.answer.task.key
    where = f"“{chosen.table.sheet}”第{chosen.row.row}行"
    return flag(
        "structure_changed",
        f"第{task}项重复填写且内容不同，采用{where}，本行未采用",
        "请只保留一行，核对后重新报送。",
        task=task,
        source=Source("", other.table.sheet, other.table.start(other.row)),
    )


def _renamed(table: FoundTable) -> Finding:
    first = next(iter(table.renamed.values()))
    pairs = "、".join(
        f"“{table.form.field(name).header}”改成了“{shorten(str(cell.value), 20)}”"
        for name, cell in table.renamed.items()
    )
    return flag(
        "structure_changed",
        f"表头被修改：{pairs}，已按原栏目读取",
        "请核对各栏内容；下次请勿修改表头。",
        source=Source("", table.sheet, first.address),
    )
