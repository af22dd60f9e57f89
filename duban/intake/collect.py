"""What came back for one period: receipts, submissions in versions, and what was set aside."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cached_property

from msgspec import Struct
from msgspec.structs import replace

from duban.catalogue import flag
from duban.intake.doubts import (
    Refused,
    doubts,
    nobodys_table,
    outdated,
    several_units,
    wrong_period,
)
from duban.intake.entries import entries_of, row_says
from duban.intake.found import Found, FoundTable
from duban.intake.identify import Identity, identify, is_foreign, nobodys, parts
from duban.intake.issued import since_issued
from duban.intake.ledgers import is_ledger, submission_of
from duban.intake.parse import Parsed
from duban.intake.receipts import Row, written
from duban.intake.reports import InspectionReport, is_inspection, report_of
from duban.model import (
    Entry,
    Finding,
    FormKind,
    Receipt,
    Rejected,
    Source,
    Submission,
)
from duban.register import TaskMap


class Intake(Struct, frozen=True, dict=True):
    """One period's returns. ``submissions`` holds every version, the used one of each unit marked.

    ``findings`` name units by name; ``rejected`` lists the files that gave no submission;
    ``reports`` are inspection forms, which are no unit's.
    """

    submissions: tuple[Submission, ...] = ()
    rejected: tuple[Rejected, ...] = ()
    findings: tuple[Finding, ...] = ()
    reports: tuple[InspectionReport, ...] = ()

    def of(self, unit: str, form: FormKind = FormKind.PROGRESS) -> tuple[Submission, ...]:
        """The versions of one unit's form (by code), in the order they were received."""
        return tuple(self._by_form.get((unit, form), ()))

    @cached_property
    def _by_form(self) -> dict[tuple[str, FormKind], list[Submission]]:
        found: dict[tuple[str, FormKind], list[Submission]] = {}
        for submission in self.submissions:
            found.setdefault((submission.unit, submission.form), []).append(submission)
        return found

    def used(self, unit: str, form: FormKind = FormKind.PROGRESS) -> Submission | None:
        """The version of this unit's form that counts."""
        return next((s for s in self.of(unit, form) if s.used), None)


class _Case(Struct, frozen=True):
    """One file on its way: what it says, when it came."""

    parsed: Parsed
    receipt: Receipt

    @property
    def path(self) -> str:
        return self.parsed.path


def collect(
    parsed: Iterable[Parsed], rows: Sequence[Row], taskmap: TaskMap, period: str, as_of: datetime
) -> Intake:
    """Sorts what ``parsed`` files say by unit and version.

    ``rows`` is the journal including these files. A file received after ``as_of`` is listed, but
    neither used nor found fault with: the compile speaks for that moment.
    """
    receipts = {row.key: row.receipt for row in rows}
    # The journal cannot hold every character of a path; the file's own name is the one to print.
    cases = [
        _Case(item, replace(receipts[item.sha256, written(item.path)], path=item.path))
        for item in sorted(parsed, key=lambda item: item.path)
        if not (item.container and not item.reason)
    ]
    findings: list[Finding] = []
    rejected: list[Rejected] = []
    reads: list[_Read] = []
    reports: list[InspectionReport] = []
    for case in cases:
        if case.parsed.found and is_inspection(case.parsed.found):
            report, said = report_of(case.parsed.found, taskmap, period, case.receipt, as_of)
            reports.append(report)
            findings += said
            continue
        read = _returned(case, taskmap, period)
        if not isinstance(read, Refused):
            reads += read
            continue
        rejected.append(Rejected(case.path, case.parsed.sha256, read.reason, read.advice))
        if case.receipt.at <= as_of:
            findings.append(_unknown(case, read))
    versions, said = _versions(reads, taskmap, as_of)
    return Intake(versions, tuple(rejected), (*findings, *said), tuple(reports))


class _Read(Struct, frozen=True):
    """One form as read, and what is wrong with it."""

    submission: Submission
    findings: tuple[Finding, ...]


class _Form(Struct, frozen=True):
    """One unit's form in a workbook."""

    identity: Identity
    found: Found


def _returned(case: _Case, taskmap: TaskMap, period: str) -> list[_Read] | Refused:
    """What units returned in a file: a form each, or the ledger of the level below."""
    found = case.parsed.found
    if found and is_ledger(found):
        ledger = submission_of(found, taskmap, period, case.receipt)
        if isinstance(ledger, Refused):
            return ledger
        submission, said = ledger
        name = taskmap.unit(submission.unit).name
        notes = [_at(note, name, case) for note in case.parsed.notes]
        return [_Read(submission, (*notes, *said))]
    forms = _forms(case, taskmap)
    return [_read(case, form, forms, taskmap, period) for form in forms] or _refused(case, taskmap)


def _forms(case: _Case, taskmap: TaskMap) -> list[_Form]:
    """The forms in a file: one, or one for each unit whose table lies in the workbook."""
    found = case.parsed.found
    if found is None:
        return []
    several = parts(found, taskmap)
    forms = [
        _Form(identity, part)
        for part in several
        if (identity := identify(part, taskmap, case.receipt.sender))
    ]
    if len(forms) < 2:
        return forms
    # Another unit's blank table in a unit's workbook is no empty form of that unit's.
    filled = [
        form for form in forms if any(row_says(t, r) for t in form.found.tables for r in t.rows)
    ]
    return filled or forms[:1]


def _refused(case: _Case, taskmap: TaskMap) -> Refused:
    parsed, advice = case.parsed, "请用下发给本单位的填报表填写后重新报送。"
    if parsed.reason:
        code = "unsafe_file" if parsed.unsafe else "unknown_file"
        return Refused(code, parsed.reason, parsed.advice)
    if parsed.found is None or not parsed.found.tables:
        return Refused("unknown_file", "不是本办公室下发的填报表", "请用填报表报送。")
    if is_foreign(parsed.found, taskmap):
        return Refused("foreign_form", "是其他地区下发的填报表", advice)
    return Refused("unknown_file", "看不出是哪个单位的填报表", advice)


def _unknown(case: _Case, refused: Refused) -> Finding:
    return flag(
        refused.code,
        f"文件未采用：{refused.reason.rstrip('。')}",
        refused.advice,
        unit=refused.unit,
        source=Source(case.path),
        evidence=case.receipt.sender,
    )


def _read(case: _Case, form: _Form, forms: Sequence[_Form], taskmap: TaskMap, period: str) -> _Read:
    identity, place = form.identity, Source(case.path)
    name, shared = taskmap.unit(identity.unit).name, len(forms) > 1
    findings = [_at(note, name, case) for note in case.parsed.notes]
    findings += doubts(identity, taskmap, case.receipt.sender, place, shared=shared)
    if shared:
        names = [taskmap.unit(other.identity.unit).name for other in forms]
        sheets = [_where(table, forms) for table in form.found.tables]
        findings.append(several_units(names, name, sheets, place))
    if form is forms[0] and case.parsed.found:
        findings += [nobodys_table(t, name, place) for t in nobodys(case.parsed.found, taskmap)]
    why_not = ""
    entries: tuple[Entry, ...] = ()
    unissued: tuple[str, ...] = ()
    if identity.period and identity.period != period:
        why_not = f"是{identity.period}期的填报表"
        findings.append(wrong_period(identity, taskmap, place, period))
    else:
        since = since_issued(form.found, taskmap, identity)
        findings += outdated(identity, taskmap, place, since)
        dropped = since.dropped if since else frozenset()
        unissued = tuple(row.id for row in since.added) if since else ()
        entries, misplaced = entries_of(form.found, taskmap, identity.unit, identity.form, dropped)
        findings += [_at(finding, name, case) for finding in misplaced]
    submission = Submission(
        unit=identity.unit,
        period=identity.period or period,
        form=identity.form,
        receipt=case.receipt,
        version=0,
        entries=entries,
        used=not why_not,
        why_not=why_not,
        shared=shared,
        unissued=unissued,
    )
    return _Read(submission, tuple(findings))


def _where(table: FoundTable, forms: Sequence[_Form]) -> str:
    """The table's sheet, with its first cell where others' tables lie on that sheet."""
    on_it = [t for form in forms for t in form.found.tables if t.sheet == table.sheet]
    return f"{table.sheet}!{table.place}" if len(on_it) > 1 else table.sheet


def _at(finding: Finding, name: str, case: _Case) -> Finding:
    """``finding`` with the unit and the file, which the room below does not know."""
    return replace(finding, unit=name, source=replace(finding.source, file=case.path))


def _versions(
    reads: Sequence[_Read], taskmap: TaskMap, as_of: datetime
) -> tuple[tuple[Submission, ...], list[Finding]]:
    """Numbers each unit's forms of a period as they came; the last one with contents is used.

    What was wrong with a version that another took the place of is no longer to be mended.
    """
    numbered: list[Submission] = []
    findings: list[Finding] = []
    keys = [(r.submission.unit, r.submission.form, r.submission.period) for r in reads]
    for wanted in sorted(set(keys)):
        mine = [read for read, key in zip(reads, keys, strict=True) if key == wanted]
        mine.sort(key=lambda r: (r.submission.receipt.at, r.submission.receipt.path))
        chosen = _chosen([read.submission for read in mine], as_of)
        for number, read in enumerate(mine, start=1):
            submission = read.submission
            why = submission.why_not
            late = submission.receipt.at > as_of
            if not why and late:
                why = "在本次编译所述时点之后收到"
            elif not why and submission is not chosen:
                why = _why_superseded(submission, chosen)
                findings.append(_superseded(submission, number, why, taskmap))
            elif not late:
                findings += read.findings
            numbered.append(replace(submission, version=number, used=not why, why_not=why))
    return tuple(numbered), findings


def _chosen(mine: Sequence[Submission], as_of: datetime) -> Submission | None:
    usable = [s for s in mine if s.used and s.receipt.at <= as_of]
    filled = [s for s in usable if is_filled(s)]
    # What others sent along never takes the place of what the unit sent itself.
    own = [s for s in filled if not s.shared]
    return next(iter(reversed(own or filled or usable)), None)


def _why_superseded(submission: Submission, chosen: Submission | None) -> str:
    if chosen and submission.receipt.sha256 == chosen.receipt.sha256:
        return "与采用的文件完全相同"
    if chosen and is_filled(chosen) and not is_filled(submission):
        return "空表"
    if submission.shared and chosen and not chosen.shared:
        return "该单位另有单独报送的填报表"
    return "另有更新的版本"


def is_filled(submission: Submission) -> bool:
    """Whether a unit wrote anything of its own: carried-over names and dates do not count."""
    return any(entry.filled for entry in submission.entries)


def _superseded(submission: Submission, number: int, why: str, taskmap: TaskMap) -> Finding:
    return flag(
        "superseded",
        f"第{number}次报送的{'汇总' if submission.ledger else '填报表'}未采用：{why}",
        "无需处理，以最近一次有内容的报送为准。",
        unit=taskmap.unit(submission.unit).name,
        source=Source(submission.receipt.path),
    )
