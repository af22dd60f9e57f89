"""What inspectors found, from the sheet 核查 and from returned forms alike, with units' answers."""

from __future__ import annotations

from msgspec.structs import replace

from duban.forms.fields import APPEAL
from duban.intake.collect import Intake
from duban.merge.frame import text_of
from duban.model import Entry, FormKind, Inspection, Period, Source
from duban.register import TaskMap
from duban.text import squeeze

_CONTENT = ("认可", "无异议", "无", "没有", "同意")
"""Answers by which a unit lets the verdict stand."""


def with_inspections(taskmap: TaskMap, intake: Intake, period: Period) -> TaskMap:
    """``taskmap`` with the returned inspections after its own rows, so that there is one path.

    Reports stand in the order in which they came; of several on one value the later day counts.
    """
    reports = sorted(
        (report for report in intake.reports if report.used),
        key=lambda report: (report.receipt.at, report.receipt.path),
    )
    returned = [found for report in reports for found in report.inspections]
    answers = _answers(taskmap, intake)
    if not returned and not answers:
        return taskmap
    every = (*taskmap.inspections, *returned)
    return replace(
        taskmap, inspections=tuple(_answered(taskmap, i, answers, period) for i in every)
    )


_Key = tuple[str, str, int]
"""(task, unit's code, indicator)."""


def _answers(taskmap: TaskMap, intake: Intake) -> dict[_Key, tuple[str, Source]]:
    found: dict[_Key, tuple[str, Source]] = {}
    for unit in taskmap.reporting_units:
        submission = intake.used(unit.code, FormKind.APPEAL)
        for entry in submission.entries if submission else ():
            words = _words(entry)
            if words and submission:
                cell = entry.cells["answer"].address if "answer" in entry.cells else ""
                where = Source(submission.receipt.path, entry.sheet, cell)
                task = entry.assignment.split("/")[0]
                found[task, unit.code, entry.indicator] = words, where
    return found


def _words(entry: Entry) -> str:
    answer, proof = (text_of(entry.cells.get(name)) for name in ("answer", "proof"))
    if squeeze(answer).strip("。.") in ("", *_CONTENT):
        return ""
    return f"{answer}（{APPEAL.field('proof').header}：{proof}）" if proof else answer


def _answered(
    taskmap: TaskMap,
    inspection: Inspection,
    answers: dict[_Key, tuple[str, Source]],
    period: Period,
) -> Inspection:
    """``inspection`` with the unit's answer; one that the office wrote down itself stays."""
    if inspection.period != period.name:
        return inspection
    if inspection.answer:
        return replace(inspection, answered_at=inspection.source)
    known = taskmap.indicators_of(inspection.task)
    seq = inspection.indicator or (known[0].seq if len(known) == 1 else 0)
    words, where = answers.get(
        (inspection.task, taskmap.code_of(inspection.unit), seq), ("", inspection.answered_at)
    )
    return replace(inspection, answer=words, answered_at=where) if words else inspection
