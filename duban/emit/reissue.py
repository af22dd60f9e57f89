"""A form issued anew with what its unit had filled in, where its own workbook cannot be marked.

An .xls, .ods or .csv, a workbook with a password, a table whose rows or columns were deleted, a
copy without identity: the unit mends one cell in the form that it should have sent.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from msgspec.structs import replace

from duban.a1 import address
from duban.emit.corrections import Correction
from duban.emit.marks import add_list, mark
from duban.forms.fields import Edit, FormSpec, Takes
from duban.forms.rows import FormRow, asked_of, row_id
from duban.forms.write import HEADER_ROW, write
from duban.merge import text_of
from duban.model import Cell, Finding, Source
from duban.text import cell_text
from duban.workbooks.bookcopy import opened
from duban.workbooks.sheetcopy import SheetCopy

_NUMBER = re.compile(r"-?[0-9]{1,13}(\.[0-9]{1,6})?")
"""What a table of text holds where a workbook holds a number."""
_HOW = (
    "你单位报来的文件不便直接标注，本表为重新生成的填报表，已填入你单位所报内容，请在本表上改正，"
    "不必再改原文件。请按下列各条改正标红的单元格，点“位置”可跳到该处。改好后原样保存，"
    "以附件发送到回收邮箱；批注和本表不必删除，文件名不限。"
)
_ROW_IS_BACK = "本表已恢复该行，请在本行填写。"
_ROW_IS_NEW = "本表已列入该行，请在本行填写。"
_COLUMN_IS_BACK = "本表已恢复该栏，请逐行填写。"
_RESTORED = "本表已恢复为下发的内容，无需再改。"


def reissued(correction: Correction, key: bytes) -> bytes:
    """The unit's form, signed with ``key``, with its own answers and the cells to mend marked.

    Runs in a worker; the same correction gives the same bytes.
    """
    form = correction.form
    copy = opened(write(form, key, form.period.deadline))
    places = _fill(copy.named()[form.spec.sheet], correction)
    findings = list(_located(correction, places))
    mark(copy, [finding for finding in findings if finding.advice != _RESTORED])
    add_list(copy, findings, correction.title, _HOW)
    return copy.packed(correction.as_of)


def _rows(correction: Correction) -> dict[str, int]:
    """Row id → its row in the new form."""
    ids = (row.id for row in correction.form.rows)
    return {name: number for number, name in enumerate(ids, start=HEADER_ROW + 1)}


def _fill(sheet: SheetCopy, correction: Correction) -> dict[Source, str]:
    """Writes the unit's answers into their cells; says where each cell of its file went.

    The keys have no file: all of them are cells of the unit's.
    """
    spec, rows = correction.form.spec, _rows(correction)
    places: dict[Source, str] = {}
    for entry in correction.entries:
        row = rows.get(row_id(entry.assignment, entry.indicator))
        if row is None:
            continue
        for field in spec.fields:
            place = address(row, spec.index(field.name) + 1)
            said = entry.cells.get(field.name)
            if said is not None:
                places[Source("", entry.sheet, said.address)] = place
            if said is not None and field.edit is Edit.ENTRY:
                at = row, spec.index(field.name) + 1
                sheet.put(at, _value(said, number=field.takes is Takes.NUMBER))
            elif said is None and field.edit is not Edit.ENTRY:
                # Where a unit moved its columns this is another cell of the right row.
                there = address(entry.row, spec.index(field.name) + 1)
                places.setdefault(Source("", entry.sheet, there), place)
    return places


def _value(said: Cell, *, number: bool) -> str | float | None:
    """The value as the unit wrote it."""
    words = text_of(said)
    if number and _NUMBER.fullmatch(words):
        return float(words)
    return cell_text(words) or None


def _located(correction: Correction, places: Mapping[Source, str]) -> Iterator[Finding]:
    """The findings at their cells of the new form; at none where the new form has no such cell."""
    spec, rows = correction.form.spec, _rows(correction)
    answered = {row_id(entry.assignment, entry.indicator) for entry in correction.entries}
    left = [row for row in correction.form.rows if row.id not in answered]
    new = [row for row in left if row.id in correction.unissued]
    missing = [row for row in left if row.id not in correction.unissued]
    for finding in correction.findings:
        place, advice = places.get(replace(finding.source, file=""), ""), finding.advice
        row = next((row for row in missing if row.task.key == finding.task), None)
        if finding.code == "outdated_form":
            yield from (_new_row(finding, spec, row, rows[row.id]) for row in new)
            continue
        if finding.code == "ledger_unmatched" and not finding.source.cell:
            row = next((row for row in new if row.task.key == finding.task), None)
            place = address(rows[row.id], _first_asked(spec, row)) if row else ""
        elif finding.code == "row_missing" and row is not None:
            missing.remove(row)
            place, advice = address(rows[row.id], _first_asked(spec, row)), _ROW_IS_BACK
        elif finding.code == "column_missing":
            headers = [field.header for field in spec.fields]
            place = address(HEADER_ROW, headers.index(finding.evidence) + 1)
            advice = _COLUMN_IS_BACK
        elif finding.code in ("issued_text_changed", "ratio_conflict"):
            advice = _RESTORED
        yield replace(finding, advice=advice, source=Source("", spec.sheet, place))


def _new_row(finding: Finding, spec: FormSpec, row: FormRow, number: int) -> Finding:
    """Of a form that was issued before its unit's tasks were changed: that this row is new."""
    return replace(
        finding,
        message=f"第{row.task.key}项（{row.assignment.role.label}）是填报表下发后新增的",
        advice=_ROW_IS_NEW,
        source=Source("", spec.sheet, address(number, _first_asked(spec, row))),
    )


def _first_asked(spec: FormSpec, row: FormRow) -> int:
    """The column of the first cell that the row asks for."""
    fields = asked_of(spec, row)
    asked = [f for f in fields if f.takes is not Takes.NUMBER or row.indicator is not None]
    return spec.index(asked[0].name) + 1
