"""Scores lead back to their events, add up, are capped, weighted and ranked with ties."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from duban.catalogue import CODES
from duban.escalation import Facts, climb
from duban.merge import Reporting
from duban.model import (
    CHINA,
    Finding,
    Light,
    Period,
    Ruling,
    Severity,
    Source,
    Task,
    TaskClass,
    UnitStatus,
)
from duban.register import TaskMap, defaults
from duban.rules import NAMES, PARAMETERS, LadderRule, Level, Often, Scope, ScoreRule
from duban.scoring import Scores, Unusable, changed_rules, compare, score
from duban.standing import Standing
from tests.months import LATE, PERIODS, TASKS, months_office, played
from tests.office import UNITS


def rules(*rows: tuple[object, ...]) -> tuple[ScoreRule, ...]:
    """Rules drawn as (event, points[, cap[, co]]); no unit has few tasks."""
    made = [
        ScoreRule(str(name), *(None if v is None else Decimal(str(v)) for v in values))  # type: ignore[arg-type]
        for name, *values in rows
    ]
    return (ScoreRule("少任务系数", Decimal(1)), *made)


def told(scores: Scores) -> dict[str, list[tuple[str, str, str, str]]]:
    """Unit → (event, period, points, role) of its marks."""
    return {
        row.unit.name: [
            (t.rule.event, m.period, str(m.points), m.role.label if m.role else "")
            for t in row.tallies
            for m in t.marks
        ]
        for row in scores.rows
        if row.tallies
    }


def year(made: object, taskmap: TaskMap) -> Scores:
    history = [*(c.facts for c in made.earlier), made.facts]  # type: ignore[attr-defined]
    steps = climb(taskmap, history)
    return score(taskmap, history, steps, [facts.period.name for facts in history])


def test_a_month_is_the_base_and_its_events_the_co_organiser_takes_half() -> None:
    scored = rules(("基础分", 100), ("逾期报送", "-0.5"), ("红灯", -2, None, "0.5"))
    made = played({5: (100, LATE)}, months_office(scores=scored)).scores
    assert told(made) == {
        "市教育局": [
            ("逾期报送", "2023-05", "-0.50", ""),
            ("红灯", "2023-05", "-2.00", "牵头"),
        ],
        "市水利局": [("红灯", "2023-05", "-1.00", "协办")],
    }
    assert [(r.unit.name, str(r.total), r.place) for r in made.ranked] == [
        ("市水利局", "99.00", 1),
        ("市教育局", "97.50", 2),
    ]
    red = made.rows[0].tallies[1].marks[0]
    assert red.text.startswith("第1项亮红灯：完成8.3%")
    assert red.source.file.endswith("教育.xlsx")
    assert red.source.cell


def test_a_year_sums_its_months_under_the_cap() -> None:
    taskmap = months_office(scores=rules(("基础分", 100), ("未报送", -5, 12)))
    made = played({1: None, 2: None, 3: None}, taskmap)
    assert str(made.scores.rows[0].total) == "95.00"
    school = year(made, taskmap).rows[0]
    (tally,) = school.tallies
    assert (len(tally.marks), str(tally.total), str(tally.counted)) == (3, "-15.00", "-12.00")
    assert str(school.total) == "88.00"


def test_no_unit_falls_below_the_floor() -> None:
    taskmap = months_office(scores=rules(("基础分", 10), ("最低分", 5), ("未报送", -9)))
    assert str(played({1: None}, taskmap).scores.rows[0].total) == "5.00"


def test_a_unit_with_few_tasks_is_weighted_as_set() -> None:
    scored = (*rules(("红灯", -2))[1:], ScoreRule("少任务界限", Decimal(1)))
    taskmap = months_office(scores=(*scored, ScoreRule("少任务系数", Decimal("1.5"))))
    (mark,) = played({5: 100}, taskmap).scores.rows[0].tallies[0].marks
    assert (str(mark.points), mark.weighted) == ("-3.00", "少任务系数1.5")


def test_done_early_and_above_target_earn_a_bonus_once_and_only_while_true() -> None:
    taskmap = months_office(scores=rules(("提前完成", 1, None, "0.5"), ("超额完成", 1)))
    made = played({6: 1200, 7: 1350, 8: 1400}, taskmap)
    assert told(year(made, taskmap)) == {
        "市教育局": [
            ("提前完成", "2023-06", "1.00", "牵头"),
            ("超额完成", "2023-07", "1.00", "牵头"),
        ],
        "市水利局": [("提前完成", "2023-06", "0.50", "协办")],
    }
    taken_back = played({6: 1200, 7: 900}, taskmap)
    assert told(year(taken_back, taskmap)) == {}
    assert told(year(played({12: 1200}, taskmap), taskmap)) == {}


def test_a_task_due_in_june_is_not_early_in_june() -> None:
    due = replace(TASKS[0], due="6月底前")
    taskmap = months_office(tasks=(due, TASKS[1]), scores=rules(("提前完成", 1)))
    assert told(played({6: 1200}, taskmap).scores) == {}
    assert told(played({5: 1200}, taskmap).scores) != {}


def test_a_step_of_the_ladder_can_be_scored_in_the_period_in_which_it_began() -> None:
    taskmap = months_office(scores=rules(("预警", -1), ("约谈", -3)))
    made = year(played({5: 100, 6: 100, 7: 100}, taskmap), taskmap)
    assert told(made) == {
        "市教育局": [("预警", "2023-05", "-1.00", "牵头"), ("约谈", "2023-06", "-3.00", "牵头")]
    }


def test_what_is_undone_in_december_counts_for_lead_and_co() -> None:
    taskmap = months_office(scores=rules(("年度未完成", -5, None, "0.5")))
    assert told(played({12: 1000}, taskmap).scores) == {
        "市教育局": [("年度未完成", "2023-12", "-5.00", "牵头")],
        "市水利局": [("年度未完成", "2023-12", "-2.50", "协办")],
    }
    assert told(played({11: 500}, taskmap).scores) == {}


def test_what_came_only_after_a_reminder_is_scored_once_a_check_finds_it() -> None:
    taskmap = months_office(scores=rules(("催后报送", -1)))
    period = PERIODS[0]
    found = Finding("after_reminder", Severity.INFO, "经催报后才报送", unit="市教育局")
    facts = Facts(period, (), (), (found,))
    expected = {"市教育局": [("催后报送", period.name, "-1.00", "")]}
    assert told(score(taskmap, [facts], (), [period.name])) == expected
    ruling = Ruling(period.name, "不作问题", "市教育局", "", "after_reminder", "", "已说明", "张某")
    ruled = replace(taskmap, rulings=(ruling,))
    assert told(score(ruled, [facts], (), [period.name])) == {}


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("红登=-1", "写法不对"),
        ("红灯", "不是可用的数"),
        ("红灯=重罚", "不是可用的数"),
        ("红灯=-1e9", "不是可用的数"),
        ("红灯.封底=3", "写法不对"),
        ("红灯.封顶=-3", "不能是负数"),
        ("基础分=-3", "不能是负数"),
        ("退回重报.封顶=3", "没有"),
    ],
)
def test_an_assumption_that_cannot_be_followed_says_so(words: str, message: str) -> None:
    known = tuple(rule for rule in defaults.SCORES if rule.event != "退回重报")
    made = changed_rules(known, words)
    assert isinstance(made, Unusable)
    assert message in made.message
    assert made.advice


def test_what_if_shows_whose_score_and_place_would_change() -> None:
    taskmap = months_office(scores=rules(("红灯", -2), ("逾期报送", -1)))
    made = played({5: (100, LATE)}, taskmap)
    then = changed_rules(taskmap.scores, "红灯＝-4")
    assert not isinstance(then, Unusable)
    milder = replace(taskmap, scores=then)
    (change,) = compare(made.scores, score(milder, [made.facts], made.steps, ["2023-05"]))
    assert (change.now.unit.name, str(change.difference)) == ("市教育局", "-2.00")
    added = changed_rules(taskmap.scores, "照抄上期=-1")
    assert not isinstance(added, Unusable)
    assert added[-1] == ScoreRule("照抄上期", Decimal(-1))


ANY_NAME = st.sampled_from((*NAMES, *PARAMETERS, "没有这样的事"))
ANY_FIGURE = st.decimals(-(10**14), 10**14, allow_nan=False, allow_infinity=False, places=4)
SCORE_RULES = st.lists(
    st.builds(ScoreRule, ANY_NAME, ANY_FIGURE, st.none() | ANY_FIGURE, st.none() | ANY_FIGURE),
    max_size=8,
).map(tuple)
LADDER_RULES = st.lists(
    st.builds(
        LadderRule,
        st.lists(ANY_NAME, min_size=1, max_size=3).map(tuple),
        st.sampled_from(Often),
        st.integers(1, 4),
        st.sampled_from(Level),
        st.sampled_from(Scope),
        st.sampled_from([(), ("1",), ("99",)]),
    ),
    max_size=6,
).map(tuple)
FINDINGS = st.lists(
    st.builds(
        Finding,
        st.sampled_from((*CODES, "after_reminder", "inspection_conflict")),
        st.sampled_from(Severity),
        st.just("问题"),
        unit=st.sampled_from(("市教育局", "市水利局", "没有这个局", "")),
        task=st.sampled_from(("", "1", "2", "99")),
        source=st.just(Source("inbox/a.xlsx", "表", "A1")),
    ),
    max_size=8,
).map(tuple)
CLASSES = st.tuples(st.sampled_from(TaskClass), st.sampled_from(TaskClass))


@st.composite
def histories(draw: st.DrawFn) -> list[Facts]:
    """Up to four months of any findings, classes and reporting."""
    office = months_office()
    made = []
    for period in PERIODS[8 : 8 + draw(st.integers(0, 4))]:
        standings = tuple(
            Standing(task, task.leads, task.cos, found, Light.NONE, "缘由", progress=Decimal(120))
            for task, found in zip(office.tasks, draw(CLASSES), strict=True)
        )
        rows = tuple(
            Reporting(unit, draw(st.sampled_from(UnitStatus)), sent_back=draw(st.booleans()))
            for unit in UNITS
        )
        made.append(Facts(period, rows, standings, draw(FINDINGS)))
    return made


@settings(max_examples=150, deadline=None)
@given(LADDER_RULES, SCORE_RULES, histories())
def test_whatever_the_rules_and_the_year_scores_recompute_and_places_tie(
    ladder: tuple[LadderRule, ...], scored: tuple[ScoreRule, ...], history: list[Facts]
) -> None:
    taskmap = months_office(ladder=ladder, scores=scored)
    steps = climb(taskmap, history)
    assert steps == climb(taskmap, history)
    for key in {(step.unit, step.task) for step in steps}:
        mine = [step for step in steps if (step.unit, step.task) == key]
        # Steps of one case follow one another: at most the last is in force.
        assert all(step.closed is not None for step in mine[:-1])
        assert [s.closed for s in mine[:-1]] <= [s.since for s in mine[1:]]
    names = [facts.period.name for facts in history]
    made = score(taskmap, history, steps, names)
    figures = {rule.event: rule.points for rule in reversed(scored)}
    floor = figures.get("最低分", Decimal(0)).quantize(Decimal("0.01"))
    for row in made.rows:
        for tally in row.tallies:
            assert tally.total == sum(mark.points for mark in tally.marks)
            cap = tally.rule.cap
            assert cap is None or abs(tally.counted) <= max(abs(cap) + Decimal("0.01"), 0)
            assert all(mark.unit == row.unit.name and mark.period in names for mark in tally.marks)
        whole = row.base + sum(tally.counted for tally in row.tallies)
        assert row.total == max(whole, floor)
    totals = sorted((row.total for row in made.rows), reverse=True)
    assert [totals.index(row.total) + 1 for row in made.rows] == [row.place for row in made.rows]
    assert sum(1 for row in made.rows if row.place == 1) >= 1


def test_the_cut_off_decides_whether_a_month_is_whole() -> None:
    mid = Period("2023-05", date(2023, 5, 31), datetime(2023, 6, 3, 17, tzinfo=CHINA))
    tasks = (Task(1, "新增学位1200个", ("市教育局",), due="6月10日前"),)
    taskmap = months_office(tasks=tasks, scores=rules(("提前完成", 1)))
    done = Standing(tasks[0], (), (), TaskClass.DONE, Light.GREEN, "已完成")
    made = score(taskmap, [Facts(mid, (), (done,), ())], (), ["2023-05"])
    assert told(made) == {}
