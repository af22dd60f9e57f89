"""A check that crashes costs itself only; findings come in a fixed order, each once."""

from collections.abc import Iterator

import pytest

from duban.catalogue import CATALOGUE
from duban.checks import registry, tidy
from duban.checks.registry import Context
from duban.compilation import compile_period
from duban.model import Finding, Severity, Source
from tests.office import AFTER, MARCH, gathered, office

OFFICE = office()


def test_a_check_that_crashes_is_reported_and_the_others_run(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken(context: Context) -> Iterator[Finding]:
        yield Finding("missing", Severity.ERROR, str(context.as_of))
        raise KeyError("一个缺陷")

    monkeypatch.setitem(registry._checks, "late", broken)
    log: list[str] = []
    made = compile_period(OFFICE, MARCH, gathered(OFFICE, {}), AFTER, (), log.append)
    assert [f.code for f in made.findings] == ["missing", "missing", "missing", "internal"]
    assert made.findings[-1].evidence == "KeyError: '一个缺陷'"
    assert "Traceback" in log[0]


def test_every_check_is_in_the_catalogue_and_a_code_has_one_check() -> None:
    assert registry._checks.keys() <= {rule.code for rule in CATALOGUE}
    with pytest.raises(ValueError, match="missing"):
        registry.check("missing")(lambda _context: ())


def test_findings_are_ordered_by_severity_unit_task_and_cell_and_stand_once() -> None:
    def finding(severity: Severity, unit: str, task: str, cell: str = "") -> Finding:
        return Finding("missing", severity, "…", unit=unit, task=task, source=Source(cell=cell))

    order = {"甲局": 0, "乙局": 1}
    expected = [
        finding(Severity.ERROR, "乙局", "2"),
        finding(Severity.ERROR, "乙局", "2-1"),
        finding(Severity.ERROR, "乙局", "10"),
        finding(Severity.WARNING, "甲局", ""),
        finding(Severity.WARNING, "甲局", "1", "B2"),
        finding(Severity.WARNING, "不在单位表的局", ""),
    ]
    assert list(tidy([*reversed(expected), expected[0]], order)) == expected
