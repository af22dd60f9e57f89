"""Every form, however saved and sent: known with full confidence and read to the same values."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from functools import cache

import openpyxl
import pytest

from duban.intake.collect import Intake
from duban.model import FormKind
from tests.office import FULL, MARCH, SCHOOL, TRADE, WATER, gathered, issued, office, returned
from tests.parcels.made import attached, mail, part, zipped
from tests.plans import drawn
from tests.programs import convert

UNITS = (replace(SCHOOL, emails=("jyj@163.com",)), WATER, TRADE)
OFFICES = {
    FormKind.PROGRESS: office(units=UNITS),
    FormKind.PLAN: drawn.planning(units=UNITS),
}
PERIODS = {FormKind.PROGRESS: MARCH, FormKind.PLAN: drawn.PLANS}
NAME = "市水利局报的2月表（作废）.dat"


@cache
def form(kind: FormKind) -> bytes:
    """市教育局's form of the kind, filled in."""
    if kind is FormKind.PLAN:
        return drawn.plan_of(OFFICES[kind], UNITS[0], drawn.FULL[SCHOOL])
    return returned(issued(OFFICES[kind], UNITS[0]), FULL[SCHOOL])


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
