"""Sheet 检查: an office gives a code another level or switches it off."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from duban.catalogue import CATALOGUE
from duban.checks import levelled
from duban.model import CHINA, Finding, Ruling, Severity
from duban.register import TaskMap
from duban.register.write import write
from duban.rules import CheckLevel
from tests.office import MARCH, SCHOOL, compiled, office
from tests.register.drawn import read, workbook

MOMENT = datetime(2023, 2, 2, 10, 45, tzinfo=CHINA)


def severities(*levels: CheckLevel, **parts: object) -> list[Severity]:
    """How grave it is that nobody reported."""
    made = compiled(office(checks=levels, **parts), {})
    assert sum(made.statistics.findings.values()) == len(made.findings)
    return [f.severity for f in made.findings if f.code == "missing"]


def test_the_catalogues_level_holds_where_the_sheet_says_nothing() -> None:
    assert severities(CheckLevel("late", None)) == [Severity.ERROR] * 3


def test_another_level_or_none() -> None:
    assert severities(CheckLevel("missing", Severity.WARNING)) == [Severity.WARNING] * 3
    assert severities(CheckLevel("missing", None)) == []


def test_a_ruling_silences_whatever_the_level() -> None:
    ruling = Ruling(
        *(MARCH.name, "不作问题", SCHOOL.name, "", "missing"),
        reason="机构改革",
        by="张某",
        on=date(2023, 4, 3),
    )
    found = severities(CheckLevel("missing", Severity.WARNING), rulings=(ruling,))
    assert sorted(found) == [Severity.INFO, Severity.WARNING, Severity.WARNING]


LEVELS = """
    | 代码        | 等级   | 说明 |
    | vague_text  | 不检查 |      |
    | late        | 错误   |      |
    | {other}     | {last} |      |
"""


def test_the_sheet_is_read_and_may_be_left_out() -> None:
    taskmap, problems = read(workbook(检查=LEVELS.format(other="stalled", last="")))
    assert problems == []
    assert {level.code: level.severity for level in taskmap.checks} == {
        "vague_text": None,
        "late": Severity.ERROR,
    }
    without, problems = read(workbook(检查=None))
    assert (without.checks, problems) == ((), [])


@pytest.mark.parametrize(
    ("other", "last", "code", "said"),
    (
        ("vage_text", "警告", "check_unknown", "是否为“vague_text”？"),
        ("late", "警告", "check_repeated", "写了2行"),
        ("stalled", "很重", "cell_unreadable", "填的是“很重”"),
    ),
)
def test_what_cannot_be_meant_is_an_error_with_its_cell(
    other: str, last: str, code: str, said: str
) -> None:
    _, problems = read(workbook(检查=LEVELS.format(other=other, last=last)))
    assert {f.code for f in problems} == {code}
    assert said in problems[0].message
    assert problems[0].source.sheet == "检查"
    assert problems[0].source.cell


def test_an_import_writes_every_code_and_what_the_office_set_comes_back() -> None:
    given = (CheckLevel("late", Severity.INFO), CheckLevel("vague_text", None))
    taskmap, problems = read(write(TaskMap(2023, checks=given), MOMENT))
    levels = {level.code: level.severity for level in taskmap.checks}
    assert list(levels) == [rule.code for rule in CATALOGUE]
    assert levels == {rule.code: rule.severity for rule in CATALOGUE} | {
        "late": Severity.INFO,
        "vague_text": None,
    }
    assert not [f for f in problems if f.source.sheet == "检查"]


def test_the_default_written_out_changes_nothing() -> None:
    mild = Finding("unsafe_file", Severity.WARNING, "文件中含有宏")
    default = CheckLevel("unsafe_file", Severity.ERROR)
    assert list(levelled([mild], office(checks=(default,)))) == [mild]
    (raised,) = levelled([mild], office(checks=(CheckLevel("unsafe_file", Severity.INFO),)))
    assert raised.severity is Severity.INFO
