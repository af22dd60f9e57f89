"""required_blank, not_a_number, out_of_range, unknown_status: hit, near miss, empty frame."""

import pytest

from duban.compilation import Compilation
from tests.office import FULL, compiled, emitted, found, full_month, office, settings

OFFICE = office()
CODES = ("required_blank", "not_a_number", "out_of_range", "unknown_status")


def school(value: str = "300", progress: str = "新增学位300个", status: str = "正常推进") -> str:
    return f"""
        | 序号 | 职责 | 本月累计完成值 | 进展情况   | 状态     |
        | 1    | 牵头 | {value}        | {progress} | {status} |
        | 4    | 牵头 | 2              | 已检查     | 正常推进 |
    """


def month(**instead: str) -> Compilation:
    return compiled(OFFICE, full_month(OFFICE, **instead))


def flagged(**instead: str) -> list[tuple[str, str, str, str]]:
    return found(month(**instead).findings, *CODES)


def message(compilation: Compilation, code: str) -> str:
    (finding,) = [f for f in compilation.findings if f.code == code]
    return f"{finding.message}。{finding.advice}"


def test_a_faultless_month_and_an_empty_one_have_none() -> None:
    assert flagged() == []
    assert found(compiled(OFFICE, {}).findings, *CODES) == []


@pytest.mark.parametrize(
    ("drawing", "cell"),
    [
        (school(value=""), "I8"),
        (school(value="—"), "I8"),
        (school(value="暂无"), "I8"),
        (school(progress=""), "L8"),
        (school(status=""), "M8"),
    ],
)
def test_required_blank_in_a_leads_row(drawing: str, cell: str) -> None:
    assert flagged(U01=drawing) == [("required_blank", "市教育局", "1", cell)]


def test_a_zero_is_an_answer() -> None:
    assert flagged(U01=school(value="0")) == []


def test_a_co_organiser_and_a_task_without_indicator_may_leave_the_number_out() -> None:
    drawing = """
        | 序号 | 职责 | 本月累计完成值 | 进展情况   | 状态     |
        | 2    | 牵头 |                | 巡河320次  | 正常推进 |
        | 5    | 牵头 | 96             | 监测8次    | 正常推进 |
        | 1    | 协办 |                |            |          |
    """
    assert flagged(U02=drawing) == []


@pytest.mark.parametrize("text", ["按计划推进", "200—300", "下降5", "3亿元", "12 13"])
def test_not_a_number(text: str) -> None:
    assert flagged(U01=school(value=text)) == [("not_a_number", "市教育局", "1", "I8")]


@pytest.mark.parametrize(
    "text", ["300个", "约300", "３００", "三百个", "0.03万个", "300（含民办）"]
)
def test_what_reads_as_one_number_is_one(text: str) -> None:
    assert flagged(U01=school(value=text)) == []


def test_words_in_the_number_cell_of_a_task_without_indicator_do_no_harm() -> None:
    drawing = """
        | 序号 | 职责 | 本月累计完成值 | 进展情况   | 状态     |
        | 2    | 牵头 | 见进展情况     | 巡河320次  | 正常推进 |
        | 5    | 牵头 | 96             | 监测8次    | 正常推进 |
        | 1    | 协办 | 无             | 供水改造   | 正常推进 |
    """
    assert flagged(U02=drawing) == []


def test_not_a_number_says_why_and_what_to_do() -> None:
    assert message(month(U01=school(value="按计划推进")), "not_a_number") == (
        "第1项（牵头）：“本月累计完成值”不能采用：“按计划推进”中读不出唯一的数值。"
        "请只填一个数字，单位按“计量单位”一列；没有进展填0，文字写入“进展情况”。"
    )


def test_a_long_text_in_a_number_cell_is_shortened_in_the_message() -> None:
    said = message(month(U01=school(value="正在" * 200)), "not_a_number")
    assert len(said) < 150
    assert "读不出唯一的数值" in said


@pytest.mark.parametrize(
    ("value", "code"),
    [("10000", None), ("10001", "out_of_range"), ("-1", "out_of_range"), ("0", None)],
)
def test_out_of_range(value: str, code: str | None) -> None:
    expected = [(code, "市教育局", "1", "I8")] if code else []
    assert flagged(U01=school(value=value)) == expected


def test_out_of_range_spells_numbers_without_exponents() -> None:
    said = message(month(U01=school(value="8e5")), "out_of_range")
    assert "累计完成值800000个超过目标值1000个的10倍" in said


@pytest.mark.parametrize("value", ["1e300", "-1e300", "9" * 40, "1000000000000000"])
@pytest.mark.parametrize(("unit", "task", "old"), [("U01", "4", "| 2 "), ("U03", "3", "| 7.5 ")])
def test_a_number_of_absurd_length_is_out_of_range_for_every_kind_of_target(
    value: str, unit: str, task: str, old: str
) -> None:
    drawing = next(d for u, d in FULL.items() if u.code == unit).replace(old, f"| {value} ")
    made = month(**{unit: drawing})
    assert [f[:3] for f in found(made.findings, "out_of_range")] == [
        ("out_of_range", "市教育局" if unit == "U01" else "市商务局", task)
    ]
    assert "位数过多" in message(made, "out_of_range")
    emitted(made)


def test_how_far_is_too_far_is_a_setting() -> None:
    strict = office(settings=settings(too_large=2))
    made = compiled(strict, full_month(strict, U01=school(value="2001")))
    assert found(made.findings, *CODES) == [("out_of_range", "市教育局", "1", "I8")]


def test_a_growth_rate_may_be_negative_and_a_ceiling_may_be_burst() -> None:
    drawing = """
        | 序号 | 职责 | 指标 | 本月累计完成值 | 进展情况 | 状态     |
        | 3    | 牵头 | 招商 | 18             | 已签约   | 正常推进 |
        | 3    | 牵头 | 外贸 | -7.5           | 出口回落 | 进展滞后 |
        | 6    | 牵头 |      |                | 等待批复 | 正常推进 |
        | 2    | 协办 |      |                | 已巡查   | 正常推进 |
    """
    burst = school().replace("| 2  ", "| 200")
    assert flagged(U03=drawing, U01=burst) == []


@pytest.mark.parametrize(
    ("status", "hit"),
    [("差不多了", True), ("已完成。", True), ("已完成", False), ("进展滞后", False)],
)
def test_unknown_status(status: str, hit: bool) -> None:
    expected = [("unknown_status", "市教育局", "1", "M8")] if hit else []
    assert flagged(U01=school(status=status)) == expected
