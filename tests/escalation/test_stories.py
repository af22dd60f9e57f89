"""The ladder over several months, as an office would tell each story."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from msgspec.structs import replace

from duban.compilation import Compilation
from duban.escalation import climb, in_force
from duban.model import FormKind, Inspection, Ruling
from duban.register import defaults
from duban.rules import LadderRule, Level, Often, Scope
from tests.months import LATE, PERIODS, months_office, played


def standing_on(made: Compilation) -> list[tuple[str, str, str, str]]:
    """(unit, task, level, since) of the steps in force."""
    return [(s.unit, s.task, s.level.label, s.since) for s in in_force(made.steps)]


def course_of(made: Compilation, task: str = "1") -> list[tuple[str, str, str | None, str]]:
    """(level, since, closed, outcome) of the school's steps with ``task``, in their order."""
    return [
        (s.level.label, s.since, s.closed, s.outcome)
        for s in made.steps
        if (s.unit, s.task) == ("市教育局", task)
    ]


def test_a_good_unit_stands_on_no_step() -> None:
    made = played({1: 100, 2: 210, 3: 300})
    assert made.steps == ()
    assert sum(made.statistics.steps.values()) == 0


def test_who_was_late_is_reminded_and_no_longer_once_in_time() -> None:
    late = played({1: (100, LATE)})
    assert standing_on(late) == [("市教育局", "", "提醒", "2023-01")]
    (step,) = late.steps
    assert step.trigger == "默认督办规则第1条：本期逾期报送"
    assert [(e.code, e.period) for e in step.evidence] == [("late", "2023-01")]
    assert step.evidence[0].source.file.endswith("教育.xlsx")
    in_time = played({1: (100, LATE), 2: 200})
    assert course_of(in_time, "") == [("提醒", "2023-01", "2023-02", "原因消除，解除")]


def test_who_is_late_month_after_month_is_reminded_once_and_stays() -> None:
    made = played({1: (100, LATE), 2: (200, LATE)})
    assert standing_on(made) == [("市教育局", "", "提醒", "2023-01")]


def test_a_silent_unit_climbs_a_step_a_month() -> None:
    silent = {1: None, 2: None, 3: None, 4: None}
    assert course_of(played(silent), "") == [
        ("提醒", "2023-01", "2023-02", "升为督办"),
        ("督办", "2023-02", "2023-03", "升为预警"),
        ("预警", "2023-03", "2023-04", "升为约谈"),
        ("约谈", "2023-04", None, ""),
    ]
    back = played({**silent, 5: 500})
    assert course_of(back, "")[-1] == ("约谈", "2023-04", "2023-05", "原因消除，解除")


def test_a_stalled_task_goes_up_to_accountability() -> None:
    made = played({4: 20, 5: 20, 6: 20, 7: 20, 8: 20})
    assert [(level, since) for level, since, _, _ in course_of(made)] == [
        ("预警", "2023-04"),
        ("约谈", "2023-05"),
        ("问责", "2023-07"),
    ]
    assert made.statistics.steps[Level.ACCOUNT] == 1
    last = made.steps[-1]
    assert last.trigger == "默认督办规则第11条：连续3期处于约谈以上"
    assert {event.period for event in last.evidence} == {f"2023-0{m}" for m in range(4, 9)}


def test_two_yellows_on_one_item_are_a_warning_even_with_a_good_month_between() -> None:
    made = played({4: 250, 5: 500, 6: 450})
    assert course_of(made) == [("预警", "2023-06", None, "")]
    (step,) = made.steps
    assert step.trigger.endswith("年内累计2次黄灯")
    assert [e.period for e in step.evidence] == ["2023-04", "2023-06"]
    assert played({4: 250}).steps == ()


def test_a_red_light_warns_at_once_and_a_recovery_closes_the_step() -> None:
    assert course_of(played({5: 100})) == [("预警", "2023-05", None, "")]
    better = played({5: 100, 6: 590})
    assert course_of(better) == [("预警", "2023-05", "2023-06", "原因消除，解除")]


def test_a_task_that_is_not_yet_started_for_two_months_is_supervised() -> None:
    assert course_of(played({1: 0, 2: 120})) == []
    taskmap = months_office(indicators=())
    made = played({1: 0, 2: 0}, taskmap)
    assert course_of(made) == [("督办", "2023-02", None, "")]


def test_silence_does_not_close_the_step_of_a_task_nor_does_it_count_as_another_month() -> None:
    made = played({5: 100, 6: None})
    assert ("市教育局", "1", "预警", "2023-05") in standing_on(made)
    (held,) = [s for s in in_force(made.steps) if s.task]
    assert not held.fresh
    back = played({5: 100, 6: None, 7: 120})
    assert ("市教育局", "1", "约谈", "2023-07") in standing_on(back)


def test_before_the_deadline_nothing_is_closed() -> None:
    before = PERIODS[1].deadline - timedelta(hours=1)
    made = played({1: None, 2: None}, as_of=before)
    assert standing_on(made) == [("市教育局", "", "提醒", "2023-01")]
    assert not made.steps[0].fresh


def test_a_month_without_an_inbox_neither_breaks_a_run_nor_adds_to_it() -> None:
    assert course_of(played({5: 100, 8: 100}))[-1][:2] == ("约谈", "2023-08")


def test_an_urgent_item_starts_higher() -> None:
    urgent = LadderRule(("黄灯",), Often.ONCE, 1, Level.SUMMON, tasks=("1",))
    taskmap = months_office(ladder=(*defaults.LADDER, urgent))
    assert course_of(played({4: 250}, taskmap)) == [("约谈", "2023-04", None, "")]
    other = months_office(
        ladder=(LadderRule(("黄灯",), Often.ONCE, 1, Level.SUMMON, tasks=("2",)),)
    )
    assert played({4: 250}, other).steps == ()


def test_a_rule_may_pool_all_of_a_units_tasks() -> None:
    pooled = LadderRule(("黄灯", "逾期报送"), Often.YEARLY, 2, Level.SUMMON, Scope.UNIT)
    made = played({4: (250, LATE)}, months_office(ladder=(pooled,)))
    assert standing_on(made) == [("市教育局", "", "约谈", "2023-04")]
    assert [e.code for e in made.steps[0].evidence] == ["late", "behind_yellow"]


def test_a_value_that_inspectors_found_otherwise_is_supervised_and_scored() -> None:
    found = Inspection("2023-05", "1", "市教育局", 1, Decimal(400), "现场核实", "张某")
    made = played({5: 500}, months_office(inspections=(found,)))
    assert course_of(made) == [("督办", "2023-05", None, "")]
    (event,) = made.steps[0].evidence
    assert event.code == "inspection_conflict"
    school = made.scores.rows[0]
    assert [tally.rule.event for tally in school.tallies] == ["核查不符"]


def test_a_plan_month_between_two_months_neither_closes_nor_counts() -> None:
    plans = replace(PERIODS[5], forms=(FormKind.PLAN,))
    taskmap = months_office(periods=(*PERIODS[:5], plans, *PERIODS[6:]))
    first = played({5: 100}, taskmap)
    facts = replace(first.facts, period=plans, reporting=(), standings=(), findings=())
    steps = climb(taskmap, [first.facts, facts])
    assert [(s.level.label, s.closed, s.fresh) for s in steps] == [("预警", None, False)]


def ruling(month: int, subject: str, task: str = "", value: str = "") -> Ruling:
    return Ruling(f"2023-{month:02d}", subject, "市教育局", task, "", value, "已说明", "张某")


def test_the_office_lifts_a_step_and_the_next_month_begins_anew() -> None:
    taskmap = months_office(rulings=(ruling(5, "不作督办", "1"),))
    assert played({5: 100}, taskmap).steps == ()
    assert course_of(played({5: 100, 6: 100}, taskmap)) == [("预警", "2023-06", None, "")]


def test_the_office_sets_another_level_and_later_months_go_by_it() -> None:
    taskmap = months_office(rulings=(ruling(5, "督办层级", "1", "提醒"),))
    made = played({5: 100, 6: 100}, taskmap)
    assert course_of(made) == [
        ("提醒", "2023-05", "2023-06", "升为预警"),
        ("预警", "2023-06", None, ""),
    ]
    step = made.steps[0]
    assert step.trigger == "经核定定为提醒：已说明（张某）"
    assert step.rule is None


@pytest.mark.parametrize("subject", ["免评", "销号"])
def test_a_task_that_the_office_no_longer_pursues_leaves_the_ladder(subject: str) -> None:
    ended = Ruling("2023-06", subject, "", "1", "", "", "已核实", "张某", date(2023, 6, 26))
    made = played({5: 100, 6: 100, 7: 100}, months_office(rulings=(ended,)))
    assert course_of(made) == [("预警", "2023-05", "2023-06", "原因消除，解除")]


def test_the_office_may_put_on_a_step_what_the_rules_leave_alone() -> None:
    taskmap = months_office(rulings=(ruling(4, "督办层级", "1", "督办"),))
    assert course_of(played({4: 400}, taskmap)) == [("督办", "2023-04", None, "")]
    lifted = played({4: 400, 5: 500}, taskmap)
    assert course_of(lifted) == [("督办", "2023-04", "2023-05", "原因消除，解除")]


def test_lifting_without_a_task_holds_for_all_of_the_unit() -> None:
    taskmap = months_office(rulings=(ruling(5, "不作督办"),))
    assert played({5: (100, LATE)}, taskmap).steps == ()


def test_a_finding_ruled_out_gives_no_cause() -> None:
    out = Ruling("2023-01", "不作问题", "市教育局", "", "late", "", "系统故障", "张某")
    assert played({1: (100, LATE)}, months_office(rulings=(out,))).steps == ()


def test_the_same_year_gives_the_same_steps() -> None:
    course = {4: 250, 5: None, 6: (100, LATE)}
    assert played(course).steps == played(course).steps  # type: ignore[arg-type]


def test_each_month_remembers_what_the_month_before_it_said() -> None:
    made = played({5: 100, 6: 100})
    assert made.earlier[0].steps == played({5: 100}).steps
