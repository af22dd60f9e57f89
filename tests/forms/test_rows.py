"""Which rows a unit's form has, and how a row is known again."""

from decimal import Decimal

import pytest

from duban.forms.rows import expected_rows, indicator_words, split_row_id
from duban.model import Direction, Group, Indicator, Task
from tests.office import SCHOOL, TRADE, WATER, office


def test_a_unit_has_its_lead_tasks_first_and_a_row_for_each_indicator() -> None:
    assert [row.id for row in expected_rows(office(), TRADE.code)] == [
        "3/U03/lead#1",
        "3/U03/lead#2",
        "6/U03/lead#0",
        "2/U03/co#0",
    ]


def test_subtasks_take_the_place_of_their_task_in_numerical_order() -> None:
    tasks = [
        Task(2, "河湖", ("市水利局",)),
        *(Task(1, f"学位{n}", ("市教育局",), subtask=n) for n in (10, 2)),
        Task(1, "学位", ("市教育局",)),
    ]
    rows = expected_rows(office(tasks=tuple(tasks), indicators=()), SCHOOL.code)
    assert [row.task.key for row in rows] == ["1-2", "1-10"]


def test_a_group_s_task_is_asked_of_each_member_once() -> None:
    taskmap = office(
        tasks=(Task(1, "全域整治", ("市水利局",), ("各单位",)),),
        groups=(Group("各单位", ("市教育局", "市水利局", "市 商务局")),),
        indicators=(),
    )
    rows = {unit.code: expected_rows(taskmap, unit.code) for unit in taskmap.units}
    assert {code: [row.id for row in found] for code, found in rows.items()} == {
        "U01": ["1/U01/co#0"],
        "U02": ["1/U02/lead#0"],
        "U03": ["1/U03/co#0"],
    }
    assert [unit.code for unit in taskmap.reporting_units] == [SCHOOL.code, WATER.code, TRADE.code]


def test_a_direction_is_printed_only_where_it_is_not_the_usual_one() -> None:
    usual = Indicator("1", 1, "学位", Decimal(80), "个")
    capped = Indicator("1", 1, "事故", Decimal(3), "起", Direction.AT_MOST)
    assert indicator_words(usual) == "学位"
    assert indicator_words(capped) == "事故（不超过）"


def test_a_row_id_is_read_back() -> None:
    for row in expected_rows(office(), TRADE.code):
        seq = row.indicator.seq if row.indicator else 0
        assert split_row_id(row.id) == (row.assignment.id, seq)


@pytest.mark.parametrize(
    "text",
    (
        *("", "1", "1/U01/lead", "1/U01#1", "1/U01/lead#", "1/U01/lead#x", "1/U01/lead#１"),
        *("//#1", "1/U01/lead#" + "9" * 5000, "1/U01/lead#1#1", "a/b/c/d#1"),
    ),
)
def test_what_is_no_row_id(text: str) -> None:
    assert split_row_id(text) is None
