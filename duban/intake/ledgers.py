"""进展汇总 of the level below: its sheet 报上级 becomes its unit's progress form, cell by cell.

What it says is what that level compiled, so it is taken as it is or not at all: a ledger whose
seal is broken is set aside. Which row answers which is told by 上级序号 and 上级指标; what they
leave open is a finding that asks, never a guess.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from duban.catalogue import flag
from duban.forms.ledger import LEDGER, digest, word
from duban.forms.rows import FormRow, expected_rows
from duban.forms.token import Token
from duban.intake.doubts import Refused, of_sender
from duban.intake.found import Found
from duban.intake.serving import Line, Problem, lines_of, texts, value
from duban.model import (
    NOWHERE,
    Cell,
    Entry,
    Finding,
    FormKind,
    Receipt,
    Source,
    Submission,
    Unit,
)
from duban.register import TaskMap

_AGAIN = (
    "请在任务图“指标”表核对计量单位、类型和“上级指标”（填对应第几个，不对应的填0），"
    "重新编制后报送整份汇总；也可在退改的填报表上直接填写。"
)


def is_ledger(found: Found) -> bool:
    """Whether the workbook is a compiled ledger, or a copy of the sheet that one answers with."""
    tokens = any(opened.token.form == LEDGER.kind for opened in found.tokens)
    tables = [table.kind is LEDGER.kind for table in found.tables]
    return any(tables) or (tokens and not tables)


def submission_of(
    found: Found, taskmap: TaskMap, period: str, receipt: Receipt
) -> tuple[Submission, list[Finding]] | Refused:
    """The progress form that the ledger stands for, and what in it does not fit this task map."""
    known = _identified(found, taskmap)
    if isinstance(known, Refused):
        return known
    token, unit = known
    submission = Submission(
        unit=unit.code,
        period=token.period,
        form=FormKind.PROGRESS,
        receipt=receipt,
        version=0,
        ledger=True,
    )
    place = Source(receipt.path)
    findings = list(of_sender(unit.code, taskmap, receipt.sender, place))
    if token.period != period:
        why = f"是{token.period}期的汇总"
        findings.append(_wrong_period(token, unit, period, place))
        return replace(submission, used=False, why_not=why), findings
    if token.version != LEDGER.version:
        findings.append(_outdated(token, unit, place))
    lines = lines_of(found.tables)
    if not lines:
        return Refused(
            "ledger_unmatched",
            "汇总中没有承担本级任务的内容：任务图没有填“上级序号”",
            f"请{unit.name}在任务图“任务”表的“上级序号”填本级的任务序号，重新编制后报送整份汇总。",
            unit.name,
        )
    rows = expected_rows(taskmap, unit.code)
    entries, said = _entries(rows, lines)
    said += _unmatched(lines, rows, taskmap, unit)
    said += _unnumbered(lines, rows)
    findings += [_at(finding, unit, place) for finding in said]
    answered = {line.superior for line in lines}
    unissued = tuple(row.id for row in rows if row.task.key not in answered)
    return replace(submission, entries=entries, unissued=unissued), findings


def _identified(found: Found, taskmap: TaskMap) -> tuple[Token, Unit] | Refused:
    """Whose ledger it is, if it still is as it was compiled."""
    opened = next((made for made in found.tokens if made.token.form == LEDGER.kind), None)
    again = "请重新编制，把 进展汇总.xlsx 整份报送，不要改动，也不要只复制其中的表。"
    if opened is None:
        return Refused("bad_signature", "是“报上级”表的复制件，没有表内标识", again)
    place, unit = opened.token.place, taskmap.unit_named(opened.token.place)
    name = unit.name if unit else ""
    said = digest(
        {key: cell.value for key, cell in line.cells.items()} for line in lines_of(found.tables)
    )
    # What another version's table has and this one's has not cannot be held against the seal.
    changed = said != opened.token.rows and opened.token.version == LEDGER.version
    if changed or not opened.genuine:
        return Refused("bad_signature", f"{place}的汇总编成后内容被改动", again, name)
    if unit is None:
        whose = f"{place}的汇总，“单位”表中没有该单位" if place else "没有写明地区的汇总"
        advice = "请核对；确属下级的，其任务图设置“地区”须是本级“单位”表中的名称或别名。"
        return Refused("foreign_form", f"是{whose}", advice)
    return opened.token, unit


def _entries(
    rows: Sequence[FormRow], lines: Sequence[Line]
) -> tuple[tuple[Entry, ...], list[Finding]]:
    """An entry for each of the unit's rows whose task is served, and why a value was not taken."""
    entries: list[Entry] = []
    findings: list[Finding] = []
    for row in rows:
        serving = [line for line in lines if line.superior == row.task.key]
        if not serving:
            continue
        cells = texts(serving)
        if row.indicator is not None:
            alone = sum(other.task.key == row.task.key for other in rows) == 1
            found = value(row.indicator, alone, serving)
            if isinstance(found, Problem):
                findings.append(_problem(found, row))
            else:
                cells["value"] = found
        entries.append(_entry(row, serving[0], cells))
    return tuple(entries), findings


def _entry(row: FormRow, first: Line, cells: dict[str, Cell]) -> Entry:
    seq = row.indicator.seq if row.indicator else 0
    filled = any(cell.value is not None for cell in cells.values())
    return Entry(row.assignment.id, seq, first.sheet, first.row, cells, filled)


def _problem(problem: Problem, row: FormRow) -> Finding:
    line = problem.line
    return flag(
        "ledger_unclear" if line else "ledger_unmatched",
        f"第{row.task.key}项{problem.message}，数值未采用",
        _AGAIN,
        task=row.task.key,
        source=Source("", line.sheet, line.at("superior")) if line else NOWHERE,
    )


def _unmatched(
    lines: Sequence[Line], rows: Sequence[FormRow], taskmap: TaskMap, unit: Unit
) -> Iterator[Finding]:
    """Numbers that this level does not have or ask of the unit, and tasks that nothing serves."""
    mine = dict.fromkeys(row.task.key for row in rows)
    strangers = {line.superior: line for line in reversed(lines) if line.superior not in mine}
    judged = {task.key for task in taskmap.judged_tasks}
    for key, line in sorted(strangers.items()):
        task = taskmap.task(key)
        why = (
            f"本级任务图没有第{key}项"
            if task is None
            else f"本级第{key}项不由{unit.name}承担"
            if key in judged
            else f"本级第{key}项分有子项，须填到子项"
        )
        yield flag(
            "ledger_unmatched",
            f"汇总第{line.task}项的上级序号填的是{key}，{why}，未采用",
            "请在任务图“任务”表改正上级序号，重新编制后报送整份汇总。",
            task=key if task else "",
            source=Source("", line.sheet, line.at("superior")),
        )
    served = {line.superior for line in lines}
    for key in mine:
        if key not in served:
            yield flag(
                "ledger_unmatched",
                f"第{key}项在汇总中没有对应的任务，按未填计",
                f"请在任务图“任务”表把承担该项的任务的上级序号填为{key}，重新编制后报送整份汇总；"
                "没有对应任务的，在退改的填报表上填写。",
                task=key,
            )


def _unnumbered(lines: Sequence[Line], rows: Sequence[FormRow]) -> Iterator[Finding]:
    """Numbers of indicators that the unit's tasks do not have; 0 says that none is served."""
    mine = {row.task.key for row in rows}
    known = {(row.task.key, str(row.indicator.seq)) for row in rows if row.indicator}
    for line in lines:
        number = word(line.text("superior_indicator"))
        said = line.superior in mine and number not in ("", "0")
        if not said or (line.superior, number) in known:
            continue
        yield flag(
            "ledger_unmatched",
            f"汇总第{line.task}项的上级指标填的是{number}，本级第{line.superior}项没有这个指标，"
            "数值未采用",
            "请在任务图“指标”表改正上级指标（不对应的填0），重新编制后报送整份汇总。",
            task=line.superior,
            source=Source("", line.sheet, line.at("superior_indicator")),
        )


def _wrong_period(token: Token, unit: Unit, period: str, place: Source) -> Finding:
    return flag(
        "wrong_period",
        f"报来的是{token.period}期的汇总，不是{period}期，未采用",
        f"请报送{period}期的汇总。",
        unit=unit.name,
        source=place,
        evidence=token.period,
    )


def _outdated(token: Token, unit: Unit, place: Source) -> Finding:
    age = "旧" if token.version < LEDGER.version else "新"
    return flag(
        "outdated_form",
        f"汇总由{age}版程序编成（第{token.version}版，本级为第{LEDGER.version}版），"
        "已按能对上的栏目读取",
        "请核对各栏内容；上下级请使用同一版本的程序。",
        unit=unit.name,
        source=place,
    )


def _at(finding: Finding, unit: Unit, place: Source) -> Finding:
    return replace(finding, unit=unit.name, source=replace(finding.source, file=place.file))
