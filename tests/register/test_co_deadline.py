"""When co-organisers' parts are due: given, reckoned from the deadline, or with the leads'."""

from __future__ import annotations

from datetime import datetime

import pytest

from duban.model import CHINA
from tests.register.drawn import read, workbook

PERIODS = "| 期次 | 报送截止 | 协办截止 |\n| 2023-03 | 2023-03-29 17:00 | {} |"


@pytest.mark.parametrize(
    ("cell", "setting", "due"),
    (
        ("", "", None),
        ("", "协办提前工作日数 | 3", datetime(2023, 3, 24, 17, 0, tzinfo=CHINA)),
        ("2023-03-27", "", datetime(2023, 3, 27, 17, 0, tzinfo=CHINA)),
        ("2023-03-27 12:00", "协办提前工作日数 | 3", datetime(2023, 3, 27, 12, 0, tzinfo=CHINA)),
    ),
)
def test_the_co_organisers_deadline(cell: str, setting: str, due: datetime | None) -> None:
    sheets = {"期次": PERIODS.format(cell)}
    if setting:
        sheets["设置"] = f"| 项目 | 取值 |\n| {setting} |"
    taskmap, findings = read(workbook(**sheets))
    assert findings == []
    assert taskmap.periods[0].co_deadline == due
    assert taskmap.periods[0].co_given is bool(cell)
