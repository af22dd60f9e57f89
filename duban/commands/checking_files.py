"""check: what intake would say of files, before they are sent or put into the inbox."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from msgspec.structs import replace

from duban.checks import Context, run, tidy
from duban.commands.reading import parse_files
from duban.commands.session import Session, describe, read_file, sound_taskmap
from duban.intake.collect import Intake, collect
from duban.intake.found import Found
from duban.intake.identify import Confidence, identify, parts
from duban.intake.ledgers import is_ledger
from duban.intake.parse import Parsed
from duban.intake.receipts import Row, reconcile
from duban.intake.reports import is_inspection
from duban.merge import merge, plans_of, reporting
from duban.model import Finding, FormKind, Period, Severity
from duban.register import TaskMap
from duban.store import Store
from duban.text import clean
from duban.workbooks.kinds import kind_of
from duban.workspace import is_period

_UNSIGNED = "bad_signature"
"""Not to be told of where there is no key to check signatures with."""
_SURE = {
    Confidence.SIGNED: "表内标识有效",
    Confidence.TOKEN: "表内标识的签名不符",
    Confidence.CONTENT: "按封面单位或行标识认定",
    Confidence.SENDER: "按发件邮箱认定",
}


def check_files(session: Session, files: Mapping[str, Path]) -> list[str]:
    """Lines for the screen on ``files``, by the names that they are spoken of by.

    Nothing is written. Raises Stop at a file that cannot be read.
    Without a task map of the file's year they say what the file is and what it says of itself.
    """
    session = replace(session, store=Store())  # what is only asked about leaves nothing behind
    key = session.workspace.known_key()
    kinds = {name: kind_of(read_file(path)) for name, path in files.items()}
    parsed = list(parse_files(session, list(files.items()), key))
    taskmaps = _taskmaps(session, parsed)
    lines: list[str] = []
    for name, kind in kinds.items():
        lines.append(f"{clean(name)}：{kind.label}。")
        items = [item for item in parsed if f"{item.path}!".startswith(f"{name}!")]
        if not items:
            lines.append("  是程序留下的临时文件，不是报表，收件时不读取。")
        for item in items:
            if item.path != name and not item.container:
                lines.append(f"  内含 {clean(item.path.rpartition('!')[2])}：")
            lines += [f"  {line}" for line in _item(session, item, taskmaps, bool(key))]
    if not key:
        lines.append("本机没有签名密钥，没有核对表内标识的签名。")
    return lines


def _item(
    session: Session, item: Parsed, taskmaps: Mapping[int, TaskMap], signed: bool
) -> Iterator[str]:
    """What is to be said of one file, or of one that lay in a mail or an archive."""
    if item.reason:
        yield f"不能采用：{item.reason.rstrip('。')}。{item.advice.rstrip('。')}。"
    if item.found is None:
        return
    if not _is_return(item.found):
        yield "可以读取，但不是填报表。请用办公室下发的填报表报送。"
        return
    name = _period_said(item)
    taskmap = taskmaps.get(_year(session, name))
    period = _period(session, taskmap, name) if taskmap else None
    if taskmap is None or period is None:
        yield from _by_itself(item, name, taskmap is not None)
    else:
        yield from _by_taskmap(session, item, taskmap, period, signed)


def _is_return(found: Found) -> bool:
    """Whether it is a form or a ledger; the latter may have nothing for the level above."""
    return bool(found.tables) or is_ledger(found)


def _period_said(item: Parsed) -> str:
    """The period that the workbook names, or ''."""
    assert item.found is not None
    said = [opened.token.period for opened in item.found.tokens]
    return next((name for name in (*said, item.found.cover_period) if is_period(name)), "")


def _year(session: Session, period: str) -> int:
    """The year whose task map tells of the period; of no period, the newest that there is."""
    return int(period[:4]) if period else max(session.workspace.years(), default=0)


def _taskmaps(session: Session, parsed: Sequence[Parsed]) -> dict[int, TaskMap]:
    """The task maps of the forms' years, as far as they exist. Raises Stop at an unsound one."""
    said = {_period_said(item) for item in parsed if item.found and _is_return(item.found)}
    years = {_year(session, period): period for period in sorted(said)}
    return {
        year: sound_taskmap(session, period or f"{year}-01")[0]
        for year, period in years.items()
        if year in session.workspace.years()
    }


def _period(session: Session, taskmap: TaskMap, name: str) -> Period | None:
    """The period of that name; for a form that names none, the one that is due now."""
    if name:
        return taskmap.period(name)
    begun = [p for p in taskmap.periods if p.cutoff <= session.now.date()]
    return max(begun, key=lambda p: p.name, default=None)


def _by_itself(item: Parsed, period: str, known: bool) -> Iterator[str]:
    """What a form says of itself, where there is no task map to hold it against."""
    assert item.found is not None
    title = _title(period) or "没有写明期次"
    if is_ledger(item.found):
        places = [opened.token.place for opened in item.found.tokens]
        yield f"可以读取：{next(iter(places), '没有写明地区')}，{title}{FormKind.LEDGER.label}。"
    else:
        rows = sum(len(table.rows) for table in item.found.tables)
        yield (
            f"可以读取：{item.found.cover_unit or '封面没有单位名称'}，"
            f"{title}{item.found.tables[0].form.kind.label}，{rows}行。"
        )
    yield from describe(item.notes)
    why = f"任务图的“期次”表中没有 {period}" if known and period else "没有该期次所属年度的任务图"
    yield f"{why}，没有核对内容。"


def _title(period: str) -> str:
    return f"{int(period[:4])}年{int(period[5:])}月" if period else ""


def _by_taskmap(
    session: Session, item: Parsed, taskmap: TaskMap, period: Period, signed: bool
) -> Iterator[str]:
    assert item.found is not None
    inspects = is_inspection(item.found)
    intake, findings = _told(session, item, taskmap, period)
    units = {submission.unit for submission in intake.submissions}
    sender = item.mail.sender if item.mail else ""
    ledger = is_ledger(item.found)
    forms = () if inspects or ledger else parts(item.found, taskmap)
    made = [identify(part, taskmap, sender) for part in forms]
    of_units = [identity for identity in made if identity and identity.unit in units]
    for identity in of_units:
        sure = _SURE[identity.confidence] if signed else "未核对签名"
        unit = taskmap.unit(identity.unit)
        yield f"{unit.name}，{period.title}{identity.form.label}，{sure}。"
        yield from _said([f for f in findings if f.unit == unit.name], signed)
    if inspects:
        yield f"{period.title}{FormKind.INSPECTION.label}，由核查组填写。"
    for submission in intake.submissions if ledger else ():
        unit = taskmap.unit(submission.unit)
        yield f"{unit.name}，{_title(submission.period)}{FormKind.LEDGER.label}。"
    if not of_units:
        yield from _said([f for f in findings if f.source.file == item.path], signed)


def _said(findings: Sequence[Finding], signed: bool) -> Iterator[str]:
    """The findings and how many they are."""
    told = [f for f in findings if signed or f.code != _UNSIGNED]
    # The file was named above: what remains of the place is the sheet and the cell.
    yield from describe([replace(f, source=replace(f.source, file="")) for f in told])
    counted = {kind: sum(f.severity is kind for f in told) for kind in Severity}
    totals = "，".join(f"{kind.label}{number}处" for kind, number in counted.items() if number)
    yield f"{totals}。" if totals else "没有发现问题。"


def _told(
    session: Session, item: Parsed, taskmap: TaskMap, period: Period
) -> tuple[Intake, Sequence[Finding]]:
    """What a compile would read and find if this file alone had come, in time."""
    rows, _ = reconcile((), [item.arrival], session.now)
    arrived = [_in_time(row, period) for row in rows]
    intake = collect([item], arrived, taskmap, period.name, period.deadline)
    status = reporting(taskmap, intake, period, period.deadline)
    merged = merge(taskmap, intake)
    plans = plans_of(taskmap, intake, period)
    context = Context(taskmap, period, period.deadline, intake, merged, status, plans=plans)
    found = [f for f in run(context, session.log) if f.code != "pending"]
    return intake, tidy((*intake.findings, *found), {})


def _in_time(row: Row, period: Period) -> Row:
    return replace(row, receipt=replace(row.receipt, at=period.deadline))
