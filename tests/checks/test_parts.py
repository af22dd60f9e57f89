"""A lead and its co-organisers on the same indicator."""

from __future__ import annotations

import pytest

from duban.model import Finding
from tests.office import SCHOOL, WATER, compiled, full_month, office

CODE = "lead_co_conflict"
HEAD = "| 序号 | 职责 | 本月累计完成值 | 进展情况 | 状态 |"


def flagged(lead: tuple[str, str], co: tuple[str, str] | None) -> list[Finding]:
    """What is flagged where lead and co-organiser of task 1 (1000个) report (value, status)."""
    taskmap = office()
    school = f"{HEAD}\n| 1 | 牵头 | {lead[0]} | 3月20日新增学位 | {lead[1]} |"
    water = f"{HEAD}\n| 2 | 牵头 | | 巡河320人次 | 正常推进 |"
    if co:
        water += f"\n| 1 | 协办 | {co[0]} | 供水改造3处 | {co[1]} |"
    files = full_month(taskmap, **{SCHOOL.code: school, WATER.code: water})
    return [f for f in compiled(taskmap, files).findings if f.code == CODE]


def test_a_part_larger_than_the_whole_is_flagged_at_the_lead_with_the_others_cell() -> None:
    (finding,) = flagged(("300", "正常推进"), ("400", "正常推进"))
    assert (finding.unit, finding.task, finding.source.cell) == (SCHOOL.name, "1", "I8")
    assert "累计完成300个，少于协办单位所报的市水利局400个" in finding.message
    assert "市水利局：inbox/2023-03/市水利局.xlsx 进展表!I9" in finding.evidence


def test_done_while_a_co_organiser_lags() -> None:
    (finding,) = flagged(("1000", "已完成"), ("200", "进展滞后"))
    assert finding.source.cell == "M8"
    assert "状态为“已完成”，而协办单位市水利局报“进展滞后”" in finding.message


@pytest.mark.parametrize(
    ("lead", "co"),
    (
        (("300", "正常推进"), ("300", "正常推进")),
        (("300", "正常推进"), ("", "正常推进")),
        (("", "正常推进"), ("400", "正常推进")),
        (("按计划", "正常推进"), ("400", "正常推进")),
        (("300", "正常推进"), ("400000", "正常推进")),  # out of range, and said so
        (("1000", "已完成"), ("200", "正常推进")),
        (("300", "进展滞后"), ("200", "已完成")),
        (("300", "正常推进"), None),
    ),
)
def test_what_does_not_contradict(lead: tuple[str, str], co: tuple[str, str] | None) -> None:
    assert flagged(lead, co) == []


def test_an_empty_month_has_none() -> None:
    assert CODE not in {f.code for f in compiled(office(), {}).findings}
