"""explain: from a step or a score to the events, the rule's row and the cells behind it."""

from __future__ import annotations

from msgspec.structs import replace

from duban.model import Ruling, Source
from duban.register import defaults
from duban.trace import explain, figures
from tests.months import LATE, months_office, played

PLACED = tuple(
    replace(rule, source=Source("taskmap/2023.xlsx", "考核规则", f"A{row}"))
    for row, rule in enumerate(defaults.SCORES, start=3)
)
MADE = played({4: 250, 5: 250, 6: (450, LATE)}, months_office(scores=PLACED))


def lines(target: str) -> list[str]:
    trace = explain(MADE, target)
    assert trace is not None
    return list(trace.lines())


def test_a_level_leads_to_its_steps_and_their_events() -> None:
    assert lines("约谈") == [
        "约谈1项",
        "  市教育局第1项：2023-06起列入约谈（默认督办规则第10条：连续2期处于预警以上）",
        *(
            f"    2023-0{month} 第1项亮黄灯：完成{share}%，序时{pace}%，差{gap}个百分点"
            f"  [inbox/2023-03/教育.xlsx 进展表!I8]"
            for month, share, pace, gap in (
                (4, "20.8", "33.3", "12.5"),
                (5, "20.8", "41.7", "20.9"),
                (6, "37.5", "50.0", "12.5"),
            )
        ),
    ]
    assert lines("问责") == ["问责0项"]


def test_a_unit_shows_its_steps_and_how_its_score_came_about() -> None:
    told = lines("市教育局")
    assert any("2023-05起列入预警" in line and "2023-06升为约谈" in line for line in told)
    at = told.index("  考核得分98.75，第2名（基础分100.00）")
    assert told[at + 1].startswith("    逾期报送1次，-0.50分  [taskmap/2023.xlsx 考核规则!A9]")
    assert told[at + 4].startswith("      -0.75分：第1项亮黄灯")
    assert "（少任务系数1.5）  [inbox/2023-03/教育.xlsx 进展表!I8]" in told[at + 4]


def test_a_task_shows_the_steps_it_caused() -> None:
    assert sum("起列入" in line for line in lines("1")) == 2


def test_all_scores_are_listed_from_the_first_place_down() -> None:
    told = lines("考核")
    assert told[0] == "2023年6月考核得分，共2个单位"
    assert [line for line in told if "名（" in line] == [
        "  市水利局：考核得分99.62，第1名（基础分100.00）",
        "  市教育局：考核得分98.75，第2名（基础分100.00）",
    ]


def test_a_ruled_step_leads_to_the_ruling() -> None:
    place = Source("taskmap/2023.xlsx", "核定", "A3")
    ruling = Ruling(
        *("2023-04", "督办层级", "市教育局", "1", "", "督办", "领导批示", "张某"), source=place
    )
    made = played({4: 400}, months_office(rulings=(ruling,)))
    trace = explain(made, "督办")
    assert trace is not None
    (step,) = trace.steps
    assert "经核定定为督办：领导批示（张某）" in step.text
    assert step.steps[0].source == place


def test_levels_and_scores_are_among_the_names_that_can_be_asked_for() -> None:
    assert {"提醒", "督办", "预警", "约谈", "问责", "考核"} <= set(figures(MADE))
