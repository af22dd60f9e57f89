"""compilation.json: the stable interface that other programs read (documented in README)."""

from __future__ import annotations

import json
from datetime import datetime
from decimal import Decimal

from duban.compilation import Compilation
from duban.escalation import Step
from duban.intake.reports import InspectionReport
from duban.merge import CoWord, Reporting
from duban.model import CHINA, Finding, FormKind, Source, Submission
from duban.scoring import Mark, Score
from duban.standing import Standing, Value


def machine(compilation: Compilation) -> bytes:
    """UTF-8 JSON with sorted keys; no time in it but the as-of and the receipts."""
    period = compilation.period
    content = {
        "period": period.name,
        "as_of": _moment(compilation.as_of),
        "cutoff": period.cutoff.isoformat(),
        "deadline": _moment(period.deadline),
        "deadline_basis": period.basis,
        "units": [_unit(row) for row in compilation.reporting],
        "tasks": [_task(compilation, standing) for standing in compilation.standings],
        "findings": [_finding(finding) for finding in compilation.findings],
        "rejected": [
            {"file": r.file, "sha256": r.sha256, "reason": r.reason, "advice": r.advice}
            for r in compilation.rejected
        ],
        "steps": [_step(step) for step in compilation.steps],
        "scores": [_score(row) for row in compilation.scores.rows],
        "counts": _counts(compilation),
        "inputs": [
            *(_input(compilation, submission) for submission in compilation.submissions),
            *(_report(report) for report in compilation.reports),
        ],
    }
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, indent=1)
    # A file name that is not UTF-8 comes back whole from the escapes that are left in it.
    return text.encode("utf-8", "backslashreplace") + b"\n"


def _number(value: Decimal | None) -> float | int | None:
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def _points(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


def _moment(value: datetime | None) -> str | None:
    return value.astimezone(CHINA).isoformat(timespec="seconds") if value else None


def _source(source: Source) -> dict[str, str]:
    return {"file": source.file, "sheet": source.sheet, "cell": source.cell}


def _unit(row: Reporting) -> dict[str, object]:
    return {
        "unit": row.unit.name,
        "status": str(row.status),
        "sent_back": row.sent_back,
        "received_at": _moment(row.received_at),
        "receipt": str(row.receipt) if row.receipt else None,
        "version": row.version,
        "file": row.file,
    }


def _task(compilation: Compilation, standing: Standing) -> dict[str, object]:
    task = standing.task
    return {
        "no": task.no,
        "subtask": task.subtask or None,
        "title": task.title or task.text,
        "leads": list(standing.leads),
        "cos": list(standing.cos),
        "class": str(standing.task_class),
        "light": str(standing.light),
        "why": standing.why,
        "progress": _points(standing.progress),
        "pace": _points(standing.pace),
        "gap_points": _points(standing.gap),
        "values": [_value(value) for value in standing.values],
        "cos_said": [_co(word) for word in compilation.co_words.get(task.key, ())],
    }


def _co(word: CoWord) -> dict[str, object]:
    return {
        "unit": word.unit,
        "said": word.said,
        "late": word.late,
        "text": word.text,
        "status": word.status,
        "value": word.value,
        "source": _source(word.source),
    }


def _value(value: Value) -> dict[str, object]:
    indicator = value.indicator
    return {
        "indicator": indicator.name,
        "target": _number(indicator.target),
        "measure": indicator.measure,
        "reported": _number(value.reported),
        "ruled": _number(value.ruled),
        "verified": _number(value.verified),
        "unit": value.unit,
        "source": _source(value.source),
    }


def _finding(finding: Finding) -> dict[str, object]:
    return {
        "code": finding.code,
        "severity": str(finding.severity),
        "unit": finding.unit,
        "task": finding.task,
        "message": finding.message,
        "advice": finding.advice,
        "source": _source(finding.source),
        "evidence": finding.evidence,
    }


def _step(step: Step) -> dict[str, object]:
    return {
        "unit": step.unit,
        "task": step.task,
        "level": str(step.level),
        "trigger": step.trigger,
        "since": step.since,
        "closed": step.closed,
        "outcome": step.outcome,
        "fresh": step.fresh,
        "evidence": [
            {"period": e.period, "text": e.text, "source": _source(e.source)} for e in step.evidence
        ],
    }


def _score(row: Score) -> dict[str, object]:
    return {
        "unit": row.unit.name,
        "base": float(row.base),
        "total": float(row.total),
        "place": row.place,
        "place_of_kind": row.place_of_kind,
        "tallies": [
            {
                "event": tally.rule.event,
                "rule": _source(tally.rule.source),
                "total": float(tally.total),
                "counted": float(tally.counted),
                "marks": [_mark(mark) for mark in tally.marks],
            }
            for tally in row.tallies
        ],
    }


def _mark(mark: Mark) -> dict[str, object]:
    return {
        "task": mark.task,
        "period": mark.period,
        "role": str(mark.role) if mark.role else None,
        "points": float(mark.points),
        "weighted": mark.weighted,
        "text": mark.text,
        "source": _source(mark.source),
    }


def _counts(compilation: Compilation) -> dict[str, object]:
    statistics = compilation.statistics
    return {
        "tasks": statistics.tasks,
        "classes": {str(kind): share.count for kind, share in statistics.classes.items()},
        "lights": {str(kind): share.count for kind, share in statistics.lights.items()},
        "expected_units": statistics.units,
        "units": {str(kind): share.count for kind, share in statistics.statuses.items()},
        "findings": {str(kind): number for kind, number in statistics.findings.items()},
        "rejected": len(compilation.rejected),
        "steps": {str(level): number for level, number in statistics.steps.items()},
    }


def _input(compilation: Compilation, submission: Submission) -> dict[str, object]:
    return {
        "file": submission.receipt.path,
        "sha256": submission.receipt.sha256,
        "unit": compilation.taskmap.unit(submission.unit).name,
        "version": submission.version,
        "used": submission.used,
        "why_not": submission.why_not,
    }


def _report(report: InspectionReport) -> dict[str, object]:
    """An inspection form that came back: it is no unit's."""
    return {
        "file": report.receipt.path,
        "sha256": report.receipt.sha256,
        "unit": FormKind.INSPECTION.label,
        "version": 1,
        "used": report.used,
        "why_not": report.why_not,
    }
