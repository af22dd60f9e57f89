"""不作问题: a ruling silences one kind of finding, with its reason, and nothing else."""

from __future__ import annotations

from datetime import date

import pytest

from duban.model import Ruling, Severity
from tests.office import MARCH, SCHOOL, WATER, compiled, office


def ruling(**changes: str) -> Ruling:
    given = {"unit": SCHOOL.name, "target": "missing", **changes}
    return Ruling(
        MARCH.name, "不作问题", reason="机构改革", by="张某", on=date(2023, 4, 3), **given
    )


def severities(given: Ruling) -> dict[str, Severity]:
    compilation = compiled(office(rulings=(given,)), {})
    return {f.unit: f.severity for f in compilation.findings if f.code == "missing"}


def test_the_named_units_finding_becomes_a_note_with_the_reason() -> None:
    compilation = compiled(office(rulings=(ruling(),)), {})
    found = [f for f in compilation.findings if f.unit == SCHOOL.name and f.code == "missing"]
    assert [f.severity for f in found] == [Severity.INFO]
    assert "经核定不作问题：机构改革" in found[0].message
    assert compilation.statistics.findings[Severity.INFO] == 1


def test_other_units_findings_stay() -> None:
    assert severities(ruling())[WATER.name] is Severity.ERROR


@pytest.mark.parametrize("change", ({"target": "late"}, {"task": "3"}))
def test_another_code_or_task_is_not_meant(change: dict[str, str]) -> None:
    assert severities(ruling(**change))[SCHOOL.name] is Severity.ERROR
