"""Time limits as offices write them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duban.timelimit import time_limit


@pytest.mark.parametrize(
    ("text", "by"),
    (
        ("5月底前动工", date(2023, 5, 31)),
        ("9月投入使用", date(2023, 9, 30)),
        ("三季度", date(2023, 9, 30)),
        ("第四季度末", date(2023, 12, 31)),
        ("上半年", date(2023, 6, 30)),
        ("全年", date(2023, 12, 31)),
        ("年底前完成", date(2023, 12, 31)),
        ("2024年6月", date(2024, 6, 30)),
        ("2023年12月31日前", date(2023, 12, 31)),
        ("2023-11-30", date(2023, 11, 30)),
        ("2023.3.15", date(2023, 3, 15)),
        ("十一月中旬", date(2023, 11, 20)),
        ("２月底", date(2023, 2, 28)),
        ("2024年2月底前", date(2024, 2, 29)),
        ("6月10日前建成", date(2023, 6, 10)),
        ("2024年底前", date(2024, 12, 31)),
        ("6月上旬启动", date(2023, 6, 10)),
        ("4月至9月集中整治", date(2023, 9, 30)),
        ("10-12月", date(2023, 12, 31)),
        ("2023-11月", date(2023, 11, 30)),
    ),
)
def test_a_text_names_its_last_day(text: str, by: date) -> None:
    assert time_limit(text, 2023).by == by


@pytest.mark.parametrize("text", ("长期坚持", "持续推进", "每月调度"))
def test_what_lasts_has_no_last_day_and_says_so(text: str) -> None:
    limit = time_limit(text, 2023)
    assert limit.by is None
    assert limit.lasting


@pytest.mark.parametrize("text", ("", "尽快", "13月底", "2月30日", "视情况而定"))
def test_what_names_no_time_is_not_guessed(text: str) -> None:
    limit = time_limit(text, 2023)
    assert limit.by is None
    assert not limit.lasting


def test_the_deed_that_a_limit_names_is_kept() -> None:
    assert time_limit("5月底前动工", 2023).rest == "动工"
    assert time_limit("主体工程10月底前封顶", 2023).rest == "封顶"


@given(st.text(), st.integers(2000, 2100))
def test_no_text_breaks_it(text: str, year: int) -> None:
    time_limit(text, year)
