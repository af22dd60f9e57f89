"""Settings as a clerk types them, and deadlines reckoned from them."""

from datetime import time

import pytest

from duban.calendar import Calendar
from duban.register.load import GIVEN
from duban.register.typed import read as read_settings
from tests.register.drawn import read, workbook

UNPUBLISHED = """
    | 期次    | 截至日期   | 报送截止   |
    | 2023-03 | 2023-03-25 |            |
    | 2023-04 | 2090-04-25 |            |
    | 2023-05 | 2090-05-25 | 2090-05-29 |
"""


@pytest.mark.parametrize(
    ("typed", "clock"),
    (
        ("16:30", time(16, 30)),
        ("９：０５", time(9, 5)),
        ("17时", time(17, 0)),
        ("17点30分", time(17, 30)),
        # What Excel makes of 16:30 typed into an ordinary cell.
        ("0.6875", time(16, 30)),
        ("16:30:00", time(16, 30)),
    ),
)
def test_a_time_of_day_is_read_as_typed(typed: str, clock: time) -> None:
    made, wrong = read_settings({"报送时点": typed})
    assert (made.deadline_hour, wrong) == (clock, [])


@pytest.mark.parametrize("typed", ("17", "25:00", "下午", "1.5", "-1", "0.99999"))
def test_what_is_no_time_of_day_keeps_the_default_and_is_reported(typed: str) -> None:
    made, wrong = read_settings({"报送时点": typed})
    assert made.deadline_hour == time(17, 0)
    assert [key for key, _ in wrong] == ["报送时点"]


@pytest.mark.parametrize(
    ("values", "why"),
    (
        ({"截至日": "32"}, "不能大于 31"),
        ({"截至日": "二十五"}, "应填数字"),
        ({"按子项计数": "也许"}, "应填“是”或“否”"),
        ({"序时依据": "周"}, "只能填 '月', '半月', '日', '季度' 或 '自定节点'"),
        ({"数值上限倍数": "1"}, "须大于 1"),
        ({"黄灯界限": "NaN"}, "应填数字"),
        ({"红灯界限": "5", "黄灯界限": "10"}, "不能小于黄灯界限"),
    ),
)
def test_a_setting_that_cannot_be_used_says_why(values: dict[str, str], why: str) -> None:
    _, wrong = read_settings(values)
    assert [reason for _, reason in wrong] == [why]


def test_one_wrong_setting_does_not_cost_the_others() -> None:
    made, _ = read_settings({"截至日": "40", "地区": "某市", "按子项计数": "是"})
    assert (made.place, made.count_subtasks, made.cutoff_day) == ("某市", True, 25)


def test_a_deadline_is_reckoned_in_working_days_unless_the_sheet_gives_one() -> None:
    taskmap, findings = read(
        workbook(
            期次="""
            | 期次    | 截至日期   | 报送截止        |
            | 2023-04 |            |                 |
            | 2023-05 | 2023-05-20 | 2023-05-24      |
            | 2023-09 | 2023-09-27 |                 |
            | 2023-10 | 2023-10-25 | 2023年10月30日9时 |
            """
        )
    )
    assert findings == []
    assert [
        (p.name, p.cutoff.isoformat(), f"{p.deadline:%m-%d %H:%M}", p.basis == GIVEN)
        for p in taskmap.periods
    ] == [
        ("2023-04", "2023-04-25", "04-28 17:00", False),
        ("2023-05", "2023-05-20", "05-24 17:00", True),
        # 28 September, then the made-up Saturday and Sunday after the holiday.
        ("2023-09", "2023-09-27", "10-08 17:00", False),
        ("2023-10", "2023-10-25", "10-30 09:00", True),
    ]


def test_an_unpublished_year_is_a_finding_at_the_cell_to_fill_in() -> None:
    taskmap, findings = read(workbook(期次=UNPUBLISHED))
    found = [f for f in findings if f.code == "holidays_unpublished"]
    assert [(str(f.source), f.evidence) for f in found] == [
        ("taskmap/2023.xlsx 期次!C4", "2023-04")
    ]
    assert "--assume-weekends" in found[0].advice
    assert [p.name for p in taskmap.periods] == ["2023-03", "2023-05"]


def test_assumed_weekends_are_said_with_the_deadline_that_rests_on_them() -> None:
    taskmap, findings = read(workbook(期次=UNPUBLISHED), Calendar(assume_weekends=True))
    assert not [f for f in findings if f.code == "holidays_unpublished"]
    bases = {p.name: p.basis for p in taskmap.periods}
    assert "推定" in bases["2023-04"]
    assert "推定" not in bases["2023-03"] + bases["2023-05"]
