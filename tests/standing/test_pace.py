"""Pace, gaps, classes and lights: published cases, directions, and the boundaries as printed."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duban.emit.words import gap_words
from duban.figures import tenth
from duban.model import CHINA, Direction, Indicator, Kind, Light, Period, TaskClass
from duban.standing.due import pace_of
from duban.standing.pace import class_of, compare, light_of
from duban.standing.words import deviation
from tests.office import FULL, SCHOOL, compiled, full_month, office, settings


def period(name: str, cutoff: date) -> Period:
    return Period(name, cutoff, datetime(cutoff.year, cutoff.month, cutoff.day, 17, tzinfo=CHINA))


@pytest.mark.parametrize(
    ("basis", "name", "cutoff", "printed"),
    [
        ("月", "2023-11", date(2023, 11, 30), "91.7"),
        ("月", "2023-03", date(2023, 4, 5), "25.0"),
        ("月", "2023-12", date(2023, 12, 25), "100.0"),
        ("半月", "2023-08", date(2023, 8, 15), "62.5"),
        ("半月", "2023-08", date(2023, 8, 16), "66.7"),
        ("半月", "2023-08", date(2023, 9, 5), "66.7"),
        ("日", "2023-03", date(2023, 3, 31), "24.7"),
        ("日", "2024-02", date(2024, 2, 29), "16.4"),
        ("日", "2023-12", date(2024, 1, 5), "100.0"),
        ("半月", "2023-12", date(2024, 1, 5), "100.0"),
    ],
)
def test_pace_is_the_share_of_the_year_gone_by(
    basis: str, name: str, cutoff: date, printed: str
) -> None:
    pace = pace_of(period(name, cutoff), settings(pace_basis=basis))
    assert str(tenth(pace)) == printed


def indicator(
    target: str,
    measure: str = "亿元",
    direction: Direction = Direction.AT_LEAST,
    kind: Kind = Kind.CUMULATIVE,
) -> Indicator:
    return Indicator("1", 1, "指标", Decimal(target), measure, direction, kind)


@pytest.mark.parametrize(
    ("value", "pace", "two_places", "one_place"),
    [
        ("61.14", Decimal("62.5"), "-1.36", "-1.4"),
        ("74", Decimal(800) / 12, "+7.33", "+7.3"),
        ("54.8", Decimal(75), "-20.20", "-20.2"),
        ("91.7", Decimal(1100) / 12, "+0.03", "0.0"),
        # 25.00 less 8.75 is 16.25; whoever subtracts what is printed, 25.0 and 8.8, finds 16.2.
        ("8.75", Decimal(25), "-16.25", "-16.2"),
    ],
)
def test_published_gaps_are_reproduced_and_subtract_as_printed(
    value: str, pace: Decimal, two_places: str, one_place: str
) -> None:
    for places, printed in ((2, two_places), (1, one_place)):
        found = compare(indicator("100"), Decimal(value), pace, places)
        assert gap_words(found.gap) == printed
        assert found.progress is not None
        assert found.pace is not None
        assert found.gap == found.progress - found.pace


Q = Decimal(25)
AT_MOST, EQUALS = Direction.AT_MOST, Direction.EQUALS


@pytest.mark.parametrize(
    ("what", "value", "gap", "found", "words"),
    [
        (indicator("80"), "80", "75.0", TaskClass.DONE, "高于序时进度75.0个百分点"),
        (indicator("80"), "0", "-25.0", TaskClass.NOT_STARTED, "低于序时进度25.0个百分点"),
        (indicator("80"), "24", "5.0", TaskClass.AHEAD, "高于序时进度5.0个百分点"),
        (indicator("80"), "20", "0.0", TaskClass.ON_TRACK, "与序时进度持平"),
        (indicator("80"), "12", "-10.0", TaskClass.BEHIND, "低于序时进度10.0个百分点"),
        (indicator("80"), "-8", "-35.0", TaskClass.BEHIND, "低于序时进度35.0个百分点"),
        # A ceiling that is used up too fast is behind, and is said to be above its pace.
        (indicator("12", "起", AT_MOST), "2", "8.3", TaskClass.ON_TRACK, "低于序时进度8.3个百分点"),
        (
            indicator("12", "起", AT_MOST),
            "6",
            "-25.0",
            TaskClass.BEHIND,
            "高于序时进度25.0个百分点",
        ),
        (indicator("0", "起", AT_MOST), "0", "0.0", TaskClass.ON_TRACK, "与控制目标持平"),
        (indicator("0", "起", AT_MOST), "1", "-100.0", TaskClass.BEHIND, "超出控制目标"),
        # Levels and growth rates are never pro-rated; a difference of rates is one of points.
        (
            indicator("7", "%", kind=Kind.GROWTH),
            "7.5",
            "0.5",
            TaskClass.ON_TRACK,
            "高于年度目标0.5个百分点",
        ),
        (
            indicator("7", "%", kind=Kind.GROWTH),
            "-4",
            "-11.0",
            TaskClass.BEHIND,
            "低于年度目标11.0个百分点",
        ),
        (
            indicator("5.5", "%", AT_MOST, Kind.LEVEL),
            "5.0",
            "0.5",
            TaskClass.ON_TRACK,
            "低于控制目标0.5个百分点",
        ),
        (
            indicator("80", "万亩", kind=Kind.LEVEL),
            "60",
            "-25.0",
            TaskClass.BEHIND,
            "低于年度目标25.0个百分点",
        ),
        (
            indicator("80", "万亩", EQUALS, Kind.LEVEL),
            "90",
            "-12.5",
            TaskClass.BEHIND,
            "偏离年度目标12.5个百分点",
        ),
        (
            indicator("80", "万亩", EQUALS, Kind.LEVEL),
            "80",
            "0.0",
            TaskClass.ON_TRACK,
            "与年度目标持平",
        ),
        (indicator("-10", "万人", kind=Kind.LEVEL), "-5", "50.0", TaskClass.ON_TRACK, None),
    ],
)
def test_each_direction_and_kind_is_compared_its_own_way(
    what: Indicator, value: str, gap: str, found: TaskClass, words: str | None
) -> None:
    comparison = compare(what, Decimal(value), Q, 1)
    assert str(tenth(comparison.gap)) == gap
    assert class_of(what, Decimal(value), comparison, settings()) is found
    if words is not None:
        assert deviation(what, comparison.pace, comparison.gap) == words


@pytest.mark.parametrize(
    ("gap", "light"),
    [
        ("0", Light.GREEN),
        ("-9.9", Light.GREEN),
        ("-10.0", Light.YELLOW),
        ("-30.0", Light.YELLOW),
        ("-30.1", Light.RED),
    ],
)
def test_a_light_follows_the_gap_as_printed(gap: str, light: Light) -> None:
    assert light_of(Decimal(gap), settings()) is light


def test_with_a_band_of_zero_anything_printed_below_pace_is_yellow() -> None:
    strict = settings(yellow_points=0)
    assert light_of(Decimal(0), strict) is Light.GREEN
    assert light_of(Decimal("-0.1"), strict) is Light.YELLOW


@given(
    gap=st.decimals(-200, 200, places=4),
    yellow=st.integers(0, 40),
    extra=st.integers(0, 40),
)
def test_no_reader_can_find_a_light_that_its_figure_denies(
    gap: Decimal, yellow: int, extra: int
) -> None:
    light = light_of(gap, settings(yellow_points=yellow, red_points=yellow + extra))
    printed = Decimal(gap_words(gap))
    if printed >= 0 or -printed < yellow:
        assert light is Light.GREEN
    else:
        assert light is (Light.RED if -printed > yellow + extra else Light.YELLOW)


@pytest.mark.parametrize(
    ("band", "light", "task_class", "words"),
    [
        ("绿灯", Light.GREEN, TaskClass.ON_TRACK, "，基本达到序时进度"),
        ("不亮灯", Light.NONE, TaskClass.ON_TRACK, "，基本达到序时进度"),
        ("黄灯", Light.YELLOW, TaskClass.BEHIND, ""),
    ],
)
def test_the_band_below_pace_is_lit_and_worded_as_set(
    band: str, light: Light, task_class: TaskClass, words: str
) -> None:
    taskmap = office(settings=settings(band=band))
    drawing = FULL[SCHOOL].replace("| 300 ", "| 200 ")
    made = compiled(taskmap, full_month(taskmap, U01=drawing)).standings[0]
    assert (made.light, made.task_class) == (light, task_class)
    assert made.why == f"{light.label}：完成20.0%，序时25.0%，差5.0个百分点{words}"


@pytest.mark.parametrize(
    ("gap", "yellow", "light"),
    [
        ("0", 0, "绿灯"),
        ("-0.1", 0, "黄灯"),
        ("-5.0", 0, "黄灯"),
        ("-5.1", 0, "红灯"),
        ("-1.9", 2, "绿灯"),
        ("-2.0", 2, "黄灯"),
    ],
)
def test_levels_and_rates_have_bounds_of_their_own(gap: str, yellow: int, light: str) -> None:
    made = settings(direct_yellow_points=yellow)
    assert light_of(Decimal(gap), made, direct=True).label == light
