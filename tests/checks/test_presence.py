"""missing, late, pending, empty, row_missing: a hit, a near miss, an empty frame."""

from datetime import datetime, timedelta

from duban.compilation import compile_period
from duban.model import Finding, Severity
from tests.office import (
    AFTER,
    DEADLINE,
    FULL,
    IN_TIME,
    MARCH,
    SCHOOL,
    TRADE,
    WATER,
    compiled,
    found,
    full_month,
    gathered,
    issued,
    office,
    returned,
)

OFFICE = office()
CODES = ("missing", "late", "pending", "empty", "row_missing")
OTHERS = {
    f"{unit.name}.xlsx": returned(issued(OFFICE, unit), FULL[unit]) for unit in (WATER, TRADE)
}


def flagged(school: bytes | None, **how: object) -> list[tuple[str, str, str, str]]:
    """What is flagged when the school office returns this form and the others theirs."""
    files = OTHERS | ({"市教育局.xlsx": school} if school else {})
    return found(compiled(OFFICE, files, **how).findings, *CODES)  # type: ignore[arg-type]


def test_a_faultless_month_has_none() -> None:
    assert found(compiled(OFFICE, full_month(OFFICE)).findings, *CODES) == []


def test_missing() -> None:
    assert flagged(None) == [("missing", "市教育局", "", "")]
    assert found(compiled(OFFICE, {}).findings) == [
        ("missing", "市教育局", "", ""),
        ("missing", "市水利局", "", ""),
        ("missing", "市商务局", "", ""),
    ]


def test_pending_before_the_deadline_and_not_missing() -> None:
    assert flagged(None, as_of=DEADLINE) == [("pending", "市教育局", "", "")]


def test_late_and_by_how_much() -> None:
    form = returned(issued(OFFICE, SCHOOL), FULL[SCHOOL])
    moment = DEADLINE + timedelta(minutes=1)
    files = {**OTHERS, "市教育局.xlsx": form}
    made = compiled(OFFICE, files, moments={"市教育局.xlsx": moment})
    (late,) = [finding for finding in made.findings if finding.code == "late"]
    assert late.message == "逾期报送，收到时间为3月29日17:01"
    assert late.source.file == "inbox/2023-03/市教育局.xlsx"
    assert flagged(form, moments={"市教育局.xlsx": DEADLINE}) == []


def test_empty_is_a_form_with_nothing_of_the_units_own() -> None:
    assert flagged(issued(OFFICE, SCHOOL)) == [("empty", "市教育局", "", "")]
    contacts = """
        | 序号 | 职责 | 经办人 | 联系电话    |
        | 1    | 牵头 | 王某   | 13000000000 |
        | 4    | 牵头 | 王某   | 13000000000 |
    """
    assert flagged(returned(issued(OFFICE, SCHOOL), contacts)) == [("empty", "市教育局", "", "")]
    one_word = "| 序号 | 职责 | 状态 |\n| 1 | 牵头 | 正常推进 |\n| 4 | 牵头 | |"
    assert flagged(returned(issued(OFFICE, SCHOOL), one_word)) == []


def test_an_empty_form_has_no_missing_rows_and_no_blanks_as_well() -> None:
    made = compiled(OFFICE, {**OTHERS, "a.xlsx": issued(OFFICE, SCHOOL)})
    assert found(made.findings)[:1] == [("empty", "市教育局", "", "")]
    assert {code for code, *_ in found(made.findings)} == {"empty", "behind_yellow"}


def test_row_missing_names_task_part_and_indicator() -> None:
    drawing = """
        | 序号 | 职责 | 指标 | 本月累计完成值 | 进展情况 | 状态     |
        | 3    | 牵头 | 外贸 | 7.5            | 出口增长 | 正常推进 |
        | 6    | 牵头 |      |                | 等待批复 | 正常推进 |
        | 2    | 协办 |      |                | 已巡查   | 正常推进 |
    """
    made = compiled(OFFICE, full_month(OFFICE, U03=drawing))
    (missing,) = [f for f in made.findings if f.code == "row_missing"]
    assert (missing.unit, missing.task) == ("市商务局", "3")
    assert missing.message == "第3项（牵头）“招商引资”所在的行缺失"


def test_a_moved_row_is_not_missing() -> None:
    def move(_book: object, sheet: object) -> None:
        sheet.insert_rows(9, 3)  # type: ignore[attr-defined]

    form = returned(issued(OFFICE, SCHOOL), FULL[SCHOOL], move)
    assert flagged(form) == []


def test_a_form_that_came_before_the_as_of_only_in_another_version_is_used() -> None:
    form = returned(issued(OFFICE, SCHOOL), FULL[SCHOOL])
    newer = returned(issued(OFFICE, SCHOOL))
    files = {**OTHERS, "一稿.xlsx": form, "二稿.xlsx": newer}
    made = compiled(OFFICE, files, as_of=IN_TIME, moments={"二稿.xlsx": AFTER})
    assert found(made.findings, *CODES, "superseded") == []
    assert [(s.version, s.used, s.why_not) for s in made.submissions if s.unit == "U01"] == [
        (1, True, ""),
        (2, False, "在本次编译所述时点之后收到"),
    ]


REMINDED = DEADLINE + timedelta(hours=1)


def after_reminder(came: datetime, reminded: datetime = REMINDED) -> list[Finding]:
    """What is said of the school office, whose form came at ``came``."""
    name = "市教育局.xlsx"
    form = returned(issued(OFFICE, SCHOOL), FULL[SCHOOL])
    intake = gathered(OFFICE, {**OTHERS, name: form}, moments={name: came})
    asked = {SCHOOL.code: reminded, WATER.code: reminded}
    made = compile_period(OFFICE, MARCH, intake, AFTER, (), print, (), asked)
    return [f for f in made.findings if f.code == "after_reminder"]


def test_who_came_only_after_a_reminder() -> None:
    (finding,) = after_reminder(REMINDED + timedelta(days=1))
    assert (finding.unit, finding.severity) == (SCHOOL.name, Severity.INFO)
    assert finding.message == "经催报后报送：3月29日18:00催报，3月30日18:00收到"


def test_who_came_before_it_was_asked_or_not_at_all() -> None:
    assert after_reminder(REMINDED - timedelta(minutes=1)) == []
    asked = {unit.code: REMINDED for unit in (SCHOOL, WATER, TRADE)}
    made = compile_period(OFFICE, MARCH, gathered(OFFICE, {}), AFTER, (), print, (), asked)
    assert "after_reminder" not in {f.code for f in made.findings}
