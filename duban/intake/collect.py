"""What came back for one period: receipts, submissions in versions, and what was set aside."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from duban.catalogue import flag
from duban.intake.entries import entries_of
from duban.intake.identify import Confidence, Identity, identify, is_foreign
from duban.intake.parse import Parsed
from duban.intake.receipts import Row, written
from duban.model import (
    Entry,
    Finding,
    Receipt,
    Rejected,
    Source,
    Submission,
)
from duban.register import TaskMap


@dataclass(frozen=True, slots=True)
class Intake:
    """One period's returns. ``submissions`` holds every version, the used one of each unit marked.

    ``findings`` name units by name; ``rejected`` lists the files that gave no submission.
    """

    submissions: tuple[Submission, ...] = ()
    rejected: tuple[Rejected, ...] = ()
    findings: tuple[Finding, ...] = ()

    def of(self, unit: str) -> tuple[Submission, ...]:
        """The versions of one unit's form (by code), in the order they were received."""
        return tuple(s for s in self.submissions if s.unit == unit)

    def used(self, unit: str) -> Submission | None:
        """The version that counts for this unit."""
        return next((s for s in self.of(unit) if s.used), None)


@dataclass(frozen=True, slots=True)
class _Case:
    """One file on its way: what it says, when it came."""

    parsed: Parsed
    receipt: Receipt


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
    submissions: list[Submission] = []
    for case in cases:
        identity = _identify(case, taskmap)
        if identity is None:
            reason, advice = _why_unusable(case.parsed, taskmap)
            rejected.append(Rejected(case.parsed.path, case.parsed.sha256, reason, advice))
            found = [_unknown(case, reason, advice)]
        else:
            submission, found = _submission(case, identity, taskmap, period)
            submissions.append(submission)
        if case.receipt.at <= as_of:
            findings += found
    versions, superseded = _versions(submissions, taskmap, as_of)
    return Intake(versions, tuple(rejected), (*findings, *superseded))


def _identify(case: _Case, taskmap: TaskMap) -> Identity | None:
    if case.parsed.found is None:
        return None
    return identify(case.parsed.found, taskmap, case.receipt.sender)


def _why_unusable(parsed: Parsed, taskmap: TaskMap) -> tuple[str, str]:
    if parsed.reason:
        return parsed.reason, parsed.advice
    advice = "请用下发给本单位的填报表填写后重新报送。"
    if parsed.found is not None and parsed.found.tables:
        if is_foreign(parsed.found, taskmap):
            return "是其他地区下发的填报表", advice
        return "看不出是哪个单位的填报表", advice
    return "不是本办公室下发的填报表", "请用填报表报送。"


def _unknown(case: _Case, reason: str, advice: str) -> Finding:
    code = "unsafe_file" if case.parsed.unsafe else "unknown_file"
    return flag(
        code,
        f"文件未采用：{reason.rstrip('。')}",
        advice,
        source=Source(case.parsed.path),
        evidence=case.receipt.sender,
    )


def _submission(
    case: _Case, identity: Identity, taskmap: TaskMap, period: str
) -> tuple[Submission, list[Finding]]:
    parsed, name = case.parsed, taskmap.unit(identity.unit).name
    place = Source(parsed.path)
    findings = [
        replace(note, unit=name, source=replace(note.source, file=parsed.path))
        for note in parsed.notes
    ]
    if identity.contradiction:
        findings.append(
            flag(
                "wrong_unit",
                f"表内标识为{name}，但封面或行标识属于{identity.contradiction}",
                "请核实是否误用了其他单位的填报表，并用本单位的填报表重新报送。",
                unit=name,
                source=place,
            )
        )
    if identity.confidence is not Confidence.SIGNED:
        findings.append(_unsigned(identity, name, place))
    why_not = ""
    entries: tuple[Entry, ...] = ()
    if identity.period and identity.period != period:
        why_not = f"是{identity.period}期的填报表"
        findings.append(_wrong_period(identity, name, place, period))
    else:
        assert parsed.found is not None
        entries, misplaced = entries_of(parsed.found, taskmap, identity.unit)
        findings += [
            replace(f, unit=name, source=replace(f.source, file=parsed.path)) for f in misplaced
        ]
    return (
        Submission(
            unit=identity.unit,
            period=identity.period or period,
            form=identity.form,
            receipt=case.receipt,
            version=0,
            entries=entries,
            used=not why_not,
            why_not=why_not,
        ),
        findings,
    )


def _unsigned(identity: Identity, name: str, place: Source) -> Finding:
    how = {
        Confidence.TOKEN: "表内标识的签名不符，按标识和行标识认定",
        Confidence.CONTENT: "表内没有可用的标识，按封面单位或行标识认定",
        Confidence.SENDER: "表内没有标识和单位名称，按发件邮箱认定",
    }[identity.confidence]
    return flag(
        "bad_signature",
        f"{how}为{name}",
        "请核对归属；下次请直接在下发的填报表上填写，不要另建或复制表格。",
        unit=name,
        source=place,
    )


def _wrong_period(identity: Identity, name: str, place: Source, period: str) -> Finding:
    return flag(
        "wrong_period",
        f"报来的是{identity.period}期的填报表，不是{period}期，未采用",
        f"请用{period}期的填报表重新填写报送。",
        unit=name,
        source=place,
        evidence=identity.period,
    )


def _versions(
    submissions: Sequence[Submission], taskmap: TaskMap, as_of: datetime
) -> tuple[tuple[Submission, ...], list[Finding]]:
    """Numbers each unit's forms of a period as they came; the last one with contents is used."""
    numbered: list[Submission] = []
    findings: list[Finding] = []
    for unit, form, period in sorted({(s.unit, s.form, s.period) for s in submissions}):
        mine = [s for s in submissions if (s.unit, s.form, s.period) == (unit, form, period)]
        mine.sort(key=lambda s: (s.receipt.at, s.receipt.path))
        usable = [s for s in mine if s.used and s.receipt.at <= as_of]
        filled = [s for s in usable if is_filled(s)]
        chosen = next(iter(reversed(filled or usable)), None)
        for number, submission in enumerate(mine, start=1):
            why = submission.why_not
            if not why and submission.receipt.at > as_of:
                why = "在本次编译所述时点之后收到"
            elif not why and submission is not chosen:
                why = _why_superseded(submission, chosen)
                findings.append(_superseded(submission, number, why, taskmap))
            numbered.append(replace(submission, version=number, used=not why, why_not=why))
    return tuple(numbered), findings


def _why_superseded(submission: Submission, chosen: Submission | None) -> str:
    if chosen and submission.receipt.sha256 == chosen.receipt.sha256:
        return "与采用的文件完全相同"
    if chosen and is_filled(chosen) and not is_filled(submission):
        return "空表"
    return "另有更新的版本"


def is_filled(submission: Submission) -> bool:
    """Whether a unit wrote anything of its own: carried-over names and dates do not count."""
    return any(entry.filled for entry in submission.entries)


def _superseded(submission: Submission, number: int, why: str, taskmap: TaskMap) -> Finding:
    return flag(
        "superseded",
        f"第{number}次报送的填报表未采用：{why}",
        "无需处理，以最近一次有内容的报送为准。",
        unit=taskmap.unit(submission.unit).name,
        source=Source(submission.receipt.path),
    )
