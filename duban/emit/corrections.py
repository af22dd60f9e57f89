"""退改/: a unit's own workbook with the cells marked that it must mend, and a list of them.

Mended and returned as it is, it is read like any other form: identity and values are the unit's
own, and marks, comments and the list mean nothing to intake. Marks of an earlier round go.
"""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from duban.compilation import Compilation
from duban.emit.marks import LIST
from duban.emit.words import file_names
from duban.forms.fields import FORMS
from duban.forms.rows import Previous, expected_rows
from duban.forms.write import FormJob
from duban.merge import carried
from duban.model import Entry, Finding, FormKind, Severity, Unit
from duban.standing.lagging import CODES as LAGGING

FOLDER = "退改"


_BY_FORM = (
    "row_missing",
    "column_missing",
    "merged_cells",
    "bad_signature",
    "outdated_form",
    "several_units",
    "issued_text_changed",
    "ratio_conflict",
)
"""What no mark in a unit's own workbook would mend, but a form issued anew does."""


class Correction(Struct, frozen=True):
    """One workbook to be: ``path`` of the form that counts, and the findings in it.

    ``form`` and ``entries`` are what a form issued anew with the unit's own answers is made of;
    with ``anew`` nothing else will do; ``unissued`` rows (ids) are new to the unit.
    """

    title: str
    path: str
    findings: tuple[Finding, ...]
    as_of: datetime
    form: FormJob
    entries: tuple[Entry, ...]
    anew: bool = False
    unissued: tuple[str, ...] = ()


def wanted(compilation: Compilation) -> dict[str, Correction]:
    """'退改/市教育局.xlsx' → what it is made of, for every form with cells to mend.

    A value that lags behind its target is no fault of the workbook.
    """
    names = file_names(compilation.taskmap.reporting_units)
    previous = _previous(compilation)
    found: dict[str, Correction] = {}
    for submission in compilation.submissions:
        unit = compilation.taskmap.unit(submission.unit)
        if not submission.used or unit.code not in names:
            continue
        said = [
            finding
            for finding in compilation.findings
            if finding.unit == unit.name
            and finding.source.file == submission.receipt.path
            and finding.severity is not Severity.INFO
            and finding.code not in LAGGING.values()
        ]
        bare = {"row_missing", "ledger_unmatched"}
        bare |= {"outdated_form"} if submission.unissued else set()
        findings = tuple(f for f in said if f.source.cell or f.code in bare)
        if findings:
            found[f"{FOLDER}/{file_name(names[unit.code], submission.form)}"] = Correction(
                title=f"{unit.name}{compilation.period.title}{submission.form.label}{LIST}",
                path=submission.receipt.path,
                findings=findings,
                as_of=compilation.as_of,
                form=_form(compilation, unit, submission.form, previous),
                entries=submission.entries,
                anew=submission.ledger or any(f.code in _BY_FORM for f in said),
                unissued=submission.unissued,
            )
    return dict(sorted(found.items()))


def file_name(unit: str, form: FormKind) -> str:
    """'市教育局.xlsx' for the file name of a unit; of another form than the progress form's own."""
    return f"{unit}.xlsx" if form is FormKind.PROGRESS else f"{unit}-{form.label}.xlsx"


def _previous(compilation: Compilation) -> Previous:
    """What the forms of this period carry over, as ``issue`` has it."""
    before = compilation.taskmap.period_before(compilation.period)
    merged = (c.merged for c in compilation.earlier if c.period == before)
    return next((carried(one) for one in merged), {})


def _form(compilation: Compilation, unit: Unit, kind: FormKind, previous: Previous) -> FormJob:
    rows = expected_rows(compilation.taskmap, unit.code, kind)
    mine = {row.id: previous[row.id] for row in rows if row.id in previous}
    return FormJob(FORMS[kind], unit, compilation.period, compilation.settings, rows, mine)
