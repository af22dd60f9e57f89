"""Every form, however saved and sent: known with full confidence and read to the same values."""

from __future__ import annotations

import io
from collections.abc import Callable
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import openpyxl
import pytest
from msgspec.structs import asdict, replace

from duban.commands.compiling import compile_month
from duban.forms.fields import FORMS
from duban.forms.rows import expected_rows
from duban.forms.write import HEADER_ROW, FormJob, Values, write
from duban.intake.collect import Intake
from duban.model import FormKind, Unit
from tests.emit.mending import mended
from tests.office import (
    FULL,
    INBOX,
    KEY,
    MARCH,
    SCHOOL,
    TRADE,
    WATER,
    column,
    gathered,
    issued,
    office,
    returned,
)
from tests.office_on_disk import furnish, session
from tests.parcels.made import attached, mail, part, zipped
from tests.plans import drawn
from tests.programs import convert

UNITS = (replace(SCHOOL, emails=("jyj@163.com",)), WATER, TRADE)
OFFICES = {
    FormKind.PROGRESS: office(units=UNITS),
    FormKind.PLAN: drawn.planning(units=UNITS),
    FormKind.INSPECTION: office(),  # its units' addresses are others: a team's mail is no unit's
    FormKind.APPEAL: office(units=UNITS),
}
PERIODS = dict.fromkeys(OFFICES, MARCH) | {FormKind.PLAN: drawn.PLANS}
ANSWERS: dict[FormKind, dict[str, object]] = {
    FormKind.APPEAL: {"answer": "另有3个项目材料未提供", "proof": "台账"},
    FormKind.INSPECTION: {"verified": 10, "conclusion": "不属实", "on": "2023-03-20"},
}
NAME = "市水利局报的2月表（作废）.dat"


@cache
def form(kind: FormKind) -> bytes:
    """市教育局's form of the kind, filled in; of an inspection the team's."""
    taskmap = OFFICES[kind]
    if kind is FormKind.PLAN:
        return drawn.plan_of(taskmap, UNITS[0], drawn.FULL[SCHOOL])
    if kind is FormKind.PROGRESS:
        return returned(issued(taskmap, UNITS[0]), FULL[SCHOOL])
    spec, unit = FORMS[kind], UNITS[0] if kind is FormKind.APPEAL else Unit("", "核查组")
    rows = expected_rows(taskmap, SCHOOL.code)
    given: dict[str, Values] = {row.id: {"unit": SCHOOL.name} for row in rows}
    job = FormJob(spec, unit, MARCH, taskmap.settings, rows, {}, given=given)

    def fill(_book: Any, sheet: Any) -> None:
        for row in range(len(rows)):
            for name, value in ANSWERS[kind].items():
                sheet.cell(HEADER_ROW + 1 + row, spec.index(name) + 1).value = value

    return returned(write(job, KEY, MARCH.deadline), change=fill, spec=spec)


@cache
def made_anew() -> bytes:
    """市教育局's progress form as 退改 gives it back, mended."""
    with TemporaryDirectory() as folder:
        space = furnish(Path(folder) / "督查室", OFFICES[FormKind.PROGRESS])
        cells = returned(issued(OFFICES[FormKind.PROGRESS], UNITS[0]), FULL[SCHOOL])
        arrived = space.root / INBOX / "市教育局.xlsx"
        spoilt = openpyxl.load_workbook(io.BytesIO(cells))
        spoilt.worksheets[0].cell(HEADER_ROW + 1, column("status")).value = "差不多了"
        stream = io.BytesIO()
        spoilt.save(stream)
        arrived.write_bytes(convert(stream.getvalue(), "xlsx", "ods"))
        compile_month(session(space), MARCH.name)
        return mended(space.output(MARCH.name) / "退改" / "市教育局.xlsx")


def by_openpyxl(data: bytes) -> bytes:
    stream = io.BytesIO()
    openpyxl.load_workbook(io.BytesIO(data)).save(stream)
    return stream.getvalue()


SAVED: dict[str, Callable[[bytes], bytes]] = {
    "as issued": lambda data: data,
    "openpyxl": by_openpyxl,
    "LibreOffice xlsx": lambda data: convert(data, "xlsx", "xlsx"),
    "LibreOffice xls": lambda data: convert(data, "xlsx", "xls"),
    "LibreOffice ods": lambda data: convert(data, "xlsx", "ods"),
}


def forwarded(data: bytes) -> bytes:
    inner = mail(attached("表.xlsx", data))
    return mail(part(inner, "Content-Type: message/rfc822", encoding="8bit"), boundary="outer")


SENT: dict[str, Callable[[bytes], tuple[str, bytes]]] = {
    "renamed": lambda data: (NAME, data),
    "zipped": lambda data: ("打包下载.zip", zipped({NAME: data})),
    "mailed": lambda data: ("来信.eml", mail(attached(NAME, data))),
    "forwarded": lambda data: ("转发.eml", forwarded(data)),
    "mailed in a zip": lambda data: (
        "来信.eml",
        mail(attached("a.zip", zipped({"表/进展.xlsx": data}))),
    ),
}


def contents(intake: Intake, kind: FormKind) -> list[tuple[str, int, dict[str, object]]]:
    """What is used; 完成率 apart, which only some programs compute."""
    if kind is FormKind.INSPECTION:
        (report,) = intake.reports
        assert report.used, report.why_not
        return [
            (i.task, i.indicator, asdict(i) | {"source": i.source.cell}) for i in report.inspections
        ]
    used = intake.used(SCHOOL.code, kind)
    assert used is not None
    said = (
        (e.assignment, e.indicator, {n: c.value for n, c in e.cells.items() if n != "ratio"})
        for e in used.entries
    )
    return sorted(said, key=lambda entry: entry[:2])


@pytest.mark.parametrize("saved", SAVED)
@pytest.mark.parametrize("kind", OFFICES)
def test_the_form_is_known_and_says_the_same(kind: FormKind, saved: str) -> None:
    taskmap = OFFICES[kind]
    plain = gathered(taskmap, {"a.xlsx": form(kind)}, period=PERIODS[kind])
    assert plain.findings == ()
    data = SAVED[saved](form(kind))
    for name, how in SENT.items():
        path, file = how(data)
        intake = gathered(taskmap, {path: file}, period=PERIODS[kind])
        assert (name, intake.findings, intake.rejected) == (name, (), ())
        assert contents(intake, kind) == contents(plain, kind), name


@pytest.mark.parametrize("saved", SAVED)
def test_so_is_a_form_issued_anew(saved: str) -> None:
    taskmap = OFFICES[FormKind.PROGRESS]
    plain = gathered(taskmap, {"a.xlsx": made_anew()})
    assert plain.findings == ()
    data = SAVED[saved](made_anew())
    for name, how in SENT.items():
        path, file = how(data)
        intake = gathered(taskmap, {path: file})
        assert (name, intake.findings, intake.rejected) == (name, (), ())
        assert contents(intake, FormKind.PROGRESS) == contents(plain, FormKind.PROGRESS), name
