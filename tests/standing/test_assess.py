"""A task's standing: worst or average indicator, missing values, whose value is judged, lights."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from duban.compilation import Compilation
from duban.emit.words import gap_words
from duban.figures import tenth
from duban.model import Indicator, Inspection, Light, Ruling, Source, Task, TaskClass
from duban.standing import Standing, shown_value
from tests.office import (
    FULL,
    MARCH,
    SCHOOL,
    WATER,
    compiled,
    found,
    full_month,
    issued,
    office,
    returned,
    settings,
)

PAIR = (
    Indicator("3", 1, "招商引资", Decimal(120), "亿元"),
    Indicator("3", 2, "新签项目", Decimal(40), "个"),
)


def trade(first: str, second: str, status: str = "正常推进") -> str:
    return f"""
        | 序号 | 职责 | 指标     | 本月累计完成值 | 进展情况 | 状态       |
        | 3    | 牵头 | 招商引资 | {first}        | 已签约   | {status}   |
        | 3    | 牵头 | 新签项目 | {second}       | 已签约   | {status}   |
        | 6    | 牵头 |          |                | 等待批复 | 上级未下达 |
        | 2    | 协办 |          |                | 已巡查   | 正常推进   |
    """


def third(first: str, second: str, status: str = "正常推进", **changes: Any) -> Standing:
    taskmap = office(indicators=PAIR, **changes)
    return task(compiled(taskmap, full_month(taskmap, U03=trade(first, second, status))), "3")


def task(compilation: Compilation, key: str) -> Standing:
    return next(s for s in compilation.standings if s.task.key == key)


def test_the_worst_indicator_speaks_for_its_task() -> None:
    made = third("48", "6")
    assert (made.task_class, made.light) == (TaskClass.BEHIND, Light.YELLOW)
    assert made.why == "黄灯：完成15.0%，序时25.0%，差10.0个百分点（按“新签项目”）"
    assert made.deviation == "低于序时进度10.0个百分点"


def test_an_indicator_not_begun_is_worse_than_one_that_is_a_little_behind() -> None:
    made = third("18", "0")
    assert made.task_class is TaskClass.NOT_STARTED
    assert made.light is Light.YELLOW
    assert made.why.endswith("差25.0个百分点（按“新签项目”）")


def test_the_average_caps_what_is_beyond_its_target() -> None:
    made = third("240", "6", settings=settings(several_indicators="平均"))
    assert made.progress == Decimal("57.5")
    assert made.why == "绿灯：完成57.5%，序时25.0%，超32.5个百分点（按各指标平均）"


def test_an_average_of_what_cannot_be_averaged_falls_back_to_the_worst() -> None:
    taskmap = office(settings=settings(several_indicators="平均"))
    made = task(compiled(taskmap, full_month(taskmap)), "3")
    assert made.why.endswith("（按“招商引资”）")


@pytest.mark.parametrize("how", ["最低", "平均"])
def test_a_task_with_a_value_missing_is_never_called_good(how: str) -> None:
    made = third("130", "", settings=settings(several_indicators=how))
    assert (made.task_class, made.light) == (TaskClass.OTHER, Light.NONE)
    assert "另有1项指标没有可用的累计完成值" in made.why


def test_a_task_with_a_value_missing_is_behind_if_the_known_one_is() -> None:
    made = third("12", "")
    assert (made.task_class, made.light) == (TaskClass.BEHIND, Light.YELLOW)
    assert made.why.endswith("（按“招商引资”），另有1项指标没有可用的累计完成值")


@pytest.mark.parametrize(
    ("status", "task_class", "light"),
    [
        ("已完成", TaskClass.DONE, Light.GREEN),
        ("正常推进", TaskClass.ON_TRACK, Light.GREEN),
        ("进展滞后", TaskClass.BEHIND, Light.YELLOW),
        ("未启动", TaskClass.NOT_STARTED, Light.NONE),
        ("上级未下达", TaskClass.OTHER, Light.NONE),
        ("差不多了", TaskClass.OTHER, Light.NONE),
    ],
)
def test_without_indicators_the_leads_word_counts_and_no_percentage_is_invented(
    status: str, task_class: TaskClass, light: Light
) -> None:
    taskmap = office(indicators=())
    month = full_month(
        taskmap,
        U03=f"""
            | 序号 | 职责 | 进展情况 | 状态     |
            | 3    | 牵头 | 已签约   | {status} |
            | 6    | 牵头 | 等待批复 | 已完成   |
        """,
    )
    made = task(compiled(taskmap, month), "3")
    assert (made.task_class, made.light) == (task_class, light)
    assert (made.progress, made.gap, made.deviation) == (None, None, "")


def test_a_task_that_is_not_judged_keeps_its_reason_whatever_its_lead_reports() -> None:
    taskmap = office()
    month = full_month(
        taskmap,
        U03="""
            | 序号 | 职责 | 指标     | 本月累计完成值 | 进展情况 | 状态     |
            | 6    | 牵头 |          |                | 已获批   | 已完成   |
            | 3    | 牵头 | 招商引资 | 18             | 已签约   | 正常推进 |
        """,
    )
    sixth = task(compiled(taskmap, month), "6")
    assert (sixth.task_class, sixth.light, sixth.why) == (
        TaskClass.OTHER,
        Light.NONE,
        "上级未下达",
    )


def test_a_number_beside_not_issued_is_shown_and_not_judged() -> None:
    made = third("48", "6", "上级未下达")
    assert (made.task_class, made.why) == (TaskClass.OTHER, "上级未下达")
    assert [value.reported for value in made.values] == [48, 6]


def inspection(verified: str, **changes: Any) -> Inspection:
    given: dict[str, Any] = {
        "unit": "市教育局",
        "indicator": 1,
        "on": date(2023, 3, 27),
        "source": Source("taskmap/2023.xlsx", "核查", "A3"),
    }
    return Inspection(MARCH.name, "1", verified=Decimal(verified), **{**given, **changes})


def correction(value: str, **changes: Any) -> Ruling:
    given: dict[str, Any] = {
        "unit": "市教育局",
        "task": "1",
        "reason": "据实核减",
        "by": "张某",
        "on": date(2023, 3, 28),
        "source": Source("taskmap/2023.xlsx", "核定", "A3"),
    }
    return Ruling(MARCH.name, "更正数值", value=value, **{**given, **changes})


def first(**changes: Any) -> Standing:
    taskmap = office(**changes)
    return task(compiled(taskmap, full_month(taskmap)), "1")


def test_verified_goes_before_ruled_and_ruled_before_reported() -> None:
    reported = first()
    ruled = first(rulings=(correction("120"),))
    verified = first(rulings=(correction("120"),), inspections=(inspection("100"),))
    assert [s.values[0].judged for s in (reported, ruled, verified)] == [300, 120, 100]
    assert [s.values[0].reported for s in (reported, ruled, verified)] == [300, 300, 300]
    assert [shown_value(s.values[0]) for s in (reported, ruled, verified)] == [
        "300个",
        "120个（核定）",
        "100个（核实）",
    ]
    assert ruled.why == "黄灯：完成12.0%，序时25.0%，差13.0个百分点，数值经核定"
    assert verified.why == "黄灯：完成10.0%，序时25.0%，差15.0个百分点，数值经核实"
    assert ruled.values[0].decided_at.sheet == "核定"
    assert verified.values[0].decided_at.sheet == "核查"


@pytest.mark.parametrize(
    "ruling",
    [
        correction("0.12万个"),
        correction("1200", target="1"),
        correction("1200", target="新增学位", unit=""),
    ],
)
def test_a_correction_reads_measures_and_names_its_indicator(ruling: Ruling) -> None:
    assert first(rulings=(ruling,)).values[0].ruled == 1200


@pytest.mark.parametrize(
    "ruling",
    [
        correction("120", unit="市水利局"),
        correction("120", target="2"),
        correction("120", task="4"),
        correction("待定"),
    ],
)
def test_a_correction_of_something_else_changes_nothing(ruling: Ruling) -> None:
    assert first(rulings=(ruling,)).values[0].ruled is None


def test_the_last_correction_and_the_latest_inspection_count() -> None:
    assert first(rulings=(correction("120"), correction("130"))).values[0].ruled == 130
    visits = (inspection("90", on=date(2023, 3, 28)), inspection("80"))
    assert first(inspections=visits).values[0].verified == 90
    same_day = (inspection("90"), inspection("80"))
    assert first(inspections=same_day).values[0].verified == 80


@pytest.mark.parametrize(
    "visit",
    [
        inspection("90", unit="市水利局"),
        inspection("90", indicator=2),
        Inspection("2023-02", "1", "市教育局", 1, Decimal(90)),
    ],
)
def test_an_inspection_elsewhere_changes_nothing(visit: Inspection) -> None:
    assert first(inspections=(visit,)).values[0].verified is None


def test_an_inspection_without_an_indicator_number_means_the_only_one() -> None:
    assert first(inspections=(inspection("90", indicator=0),)).values[0].verified == 90
    both = third("48", "6", inspections=(inspection("9", indicator=0, unit="市商务局"),))
    assert [value.verified for value in both.values] == [None, None]


def test_a_value_never_reported_can_be_ruled() -> None:
    taskmap = office(rulings=(correction("250"),))
    made = task(compiled(taskmap, {}), "1")
    assert (made.task_class, made.values[0].reported, made.values[0].ruled) == (
        TaskClass.ON_TRACK,
        None,
        250,
    )


@pytest.mark.parametrize("wrong", ["12000", "-5"])
def test_no_task_is_judged_by_a_value_that_can_hardly_be_meant(wrong: str) -> None:
    drawing = FULL[SCHOOL].replace("| 300 ", f"| {wrong} ")
    taskmap = office()
    made = task(compiled(taskmap, full_month(taskmap, U01=drawing)), "1")
    assert (made.task_class, made.light) == (TaskClass.OTHER, Light.NONE)
    assert made.why == "所报累计完成值明显不合理，待核"
    assert shown_value(made.values[0]) == f"{wrong}个（待核）"
    confirmed = office(rulings=(correction(wrong),))
    made = task(compiled(confirmed, full_month(confirmed, U01=drawing)), "1")
    assert made.task_class in (TaskClass.DONE, TaskClass.BEHIND)


def test_lights_become_findings_for_each_leading_unit() -> None:
    taskmap = office(
        tasks=(Task(1, "新增学位1000个", ("市教育局", "市水利局")),),
        indicators=(Indicator("1", 1, "新增学位", Decimal(1000), "个"),),
    )
    drawing = """
        | 序号 | 职责 | 本月累计完成值 | 进展情况 | 状态     |
        | 1    | 牵头 | {}             | 已开工   | 正常推进 |
    """
    files = {
        "1.xlsx": returned(issued(taskmap, SCHOOL), drawing.format(150)),
        "2.xlsx": returned(issued(taskmap, WATER), drawing.format(900)),
    }
    made = compiled(taskmap, files)
    flagged = [f for f in made.findings if f.code.startswith("behind")]
    assert found(flagged) == [
        ("behind_yellow", "市教育局", "1", "I8"),
        ("behind_yellow", "市水利局", "1", "I8"),
    ]
    assert flagged[0].message == (
        "第1项亮黄灯：完成15.0%，序时25.0%，差10.0个百分点（按首位牵头单位市教育局的数值）"
    )


def test_a_red_light_is_an_error_and_leads_to_the_ruled_value() -> None:
    taskmap = office(rulings=(correction("-60"),))
    (red,) = [f for f in compiled(taskmap, full_month(taskmap)).findings if f.code == "behind_red"]
    assert (red.unit, red.task, red.source.sheet) == ("市教育局", "1", "核定")
    assert red.message == "第1项亮红灯：完成-6.0%，序时25.0%，差31.0个百分点，数值经核定"


def test_what_is_explained_is_what_is_shown() -> None:
    taskmap = office()
    for standing in compiled(taskmap, full_month(taskmap)).standings:
        if standing.progress is not None and standing.gap is not None:
            assert f"完成{tenth(standing.progress)}%" in standing.why
            assert gap_words(standing.gap).lstrip("+-") in standing.why
