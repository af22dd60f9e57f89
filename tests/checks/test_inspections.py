"""inspection_conflict: what inspectors verified against what was reported."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from duban.model import Finding, Inspection
from tests.office import SCHOOL, compiled, full_month, office, settings

CODE = "inspection_conflict"


def inspected(verified: str, **changes: object) -> Inspection:
    given = {"indicator": 1, "verified": Decimal(verified), "on": date(2023, 3, 20), **changes}
    return Inspection("2023-03", "1", SCHOOL.name, means="暗访", **given)  # type: ignore[arg-type]


def flagged(*inspections: Inspection, **changes: object) -> list[Finding]:
    """What is flagged in the faultless month, in which task 1 stands at 300."""
    taskmap = office(inspections=inspections, settings=settings(**changes))
    made = compiled(taskmap, full_month(taskmap))
    return [f for f in made.findings if f.code == CODE]


def test_a_gap_beyond_the_tolerance_names_both_values() -> None:
    (finding,) = flagged(inspected("240"))
    assert (finding.unit, finding.task, finding.source.cell) == (SCHOOL.name, "1", "I8")
    assert "自报300个，核实240个，多报60个" in finding.message
    assert "暗访" in finding.evidence


@pytest.mark.parametrize(("verified", "times"), (("286", 0), ("285", 1), ("320", 1), ("0", 1)))
def test_five_per_cent_of_the_verified_value_are_tolerated(verified: str, times: int) -> None:
    assert len(flagged(inspected(verified))) == times


def test_the_tolerance_is_a_setting() -> None:
    assert flagged(inspected("240"), inspection_tolerance=25) == []
    assert len(flagged(inspected("299"), inspection_tolerance=0)) == 1


def test_the_last_inspection_of_this_period_speaks_for_the_only_indicator_too() -> None:
    later = inspected("300", indicator=0, on=date(2023, 3, 24))
    assert flagged(inspected("240"), later) == []
    assert flagged(later, inspected("240")) == []
    assert len(flagged(inspected("240", indicator=0))) == 1


def test_other_tasks_units_and_periods_are_not_meant() -> None:
    others = (
        Inspection("2023-02", "1", SCHOOL.name, 1, Decimal(240)),
        Inspection("2023-03", "1", "市水利局", 1, Decimal(240)),
        Inspection("2023-03", "99", SCHOOL.name, 1, Decimal(240)),
        Inspection("2023-03", "1", SCHOOL.name, 1, None, conclusion="资料不全"),
    )
    assert flagged(*others) == []


def test_an_empty_month_has_none() -> None:
    made = compiled(office(inspections=(inspected("240"),)), {})
    assert CODE not in {f.code for f in made.findings}
