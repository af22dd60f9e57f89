"""assess: the year's workbook says what its events sum to; a what-if writes nothing."""

from __future__ import annotations

import io
from datetime import timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from duban.commands.assessing import assess_year, what_if
from duban.register import schema
from duban.register.write import write
from duban.workspace import Stop, Workspace
from tests.months import LATE, PERIODS, Said, furnished_months, months_office
from tests.office_on_disk import furnish, session

COURSE: dict[int, Said] = {4: 250, 5: None, 6: (100, LATE), 7: 1200}
NOW = PERIODS[6].deadline + timedelta(days=5)
OFFICE = months_office()


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    root = tmp_path_factory.mktemp("year")
    return furnished_months(root, COURSE, OFFICE)


@pytest.fixture(scope="module")
def book(place: Workspace) -> Any:
    lines = assess_year(session(place, NOW), 2023)
    assert lines[0] == "2023年考核评分：4期，2个单位。"
    assert lines[-1] == "成果在 output/2023/考核评分.xlsx（已更新）。"
    return openpyxl.load_workbook(place.output("2023") / "考核评分.xlsx")


def rows(book: Any, sheet: str) -> list[dict[str, Any]]:
    header, *body = book[sheet].iter_rows(min_row=3, values_only=True)
    return [dict(zip(header, row, strict=True)) for row in body]


def test_the_year_has_a_sheet_for_each_question(book: Any) -> None:
    assert book.sheetnames == [
        *("总表", "明细", "各期得分", "督办台账", "考核规则", "督办规则", "说明")
    ]
    assert book["总表"]["A2"].value == "计分期次：2023-04至2023-07，共4期"


def test_every_total_is_the_sum_of_its_details(book: Any) -> None:
    details = rows(book, "明细")
    for row in rows(book, "总表"):
        mine = [detail["分值"] for detail in details if detail["单位"] == row["单位"]]
        assert round(row["基础分"] + sum(mine), 2) == row["得分"]
        assert round(row["扣分"] + row["加分"], 2) == round(sum(mine), 2)
    assert [row["名次"] for row in rows(book, "总表")] == [1, 2]


def test_every_detail_names_its_fact_its_rule_and_its_cell(book: Any) -> None:
    school = [row for row in rows(book, "明细") if row["单位"] == "市教育局"]
    assert [(row["事件"], row["期次"], row["分值"]) for row in school] == [
        ("逾期报送", "2023-06", -0.5),
        ("未报送", "2023-05", -5),
        ("黄灯", "2023-04", -0.75),
        ("红灯", "2023-06", -3),
        ("提前完成", "2023-07", 1.5),
    ]
    for row in school:
        assert row["规则所在"].startswith("第")
        assert row["事实"]
    red = school[3]
    assert (red["职责"], red["系数"]) == ("牵头", "少任务系数1.5")
    assert red["出处"] == "进展表!I8"
    assert red["文件"] == "inbox/2023-06/教育.xlsx"
    sheet = book["明细"]
    links = {cell.hyperlink.target for line in sheet.iter_rows() for cell in line if cell.hyperlink}
    assert links
    for link in links:
        assert link.replace("\\", "/").startswith("../../inbox/2023-0")


def test_a_cap_is_shown_as_a_row_of_its_own(tmp_path: Path) -> None:
    place = furnished_months(tmp_path, dict.fromkeys(range(1, 7)), OFFICE)
    assess_year(session(place, NOW), 2023)
    made = openpyxl.load_workbook(place.output("2023") / "考核评分.xlsx")
    adjusted = [row for row in rows(made, "明细") if "封顶" in row["事实"]]
    assert [(row["事件"], row["分值"], row["事实"]) for row in adjusted] == [
        ("未报送", 10, "按封顶20分计，调整")
    ]
    test_every_total_is_the_sum_of_its_details(made)


def test_the_ladder_of_the_year_is_kept_with_it(book: Any) -> None:
    steps = [(r["任务"], r["层级"], r["列入期次"], r["结果"]) for r in rows(book, "督办台账")]
    assert steps == [
        ("报送", "提醒", "2023-05", "原因消除，解除"),
        ("1", "预警", "2023-06", "原因消除，解除"),
    ]


@pytest.mark.usefixtures("book")
def test_again_gives_the_same_bytes_and_leaves_the_months_alone(
    place: Workspace,
) -> None:
    path = place.output("2023") / "考核评分.xlsx"
    before = path.read_bytes()
    lines = assess_year(session(place, NOW), 2023)
    assert lines[-1].endswith("（内容没有变化）。")
    assert path.read_bytes() == before
    assert [p.name for p in place.output("2023").iterdir()] == ["考核评分.xlsx"]


@pytest.mark.usefixtures("book")
def test_what_if_tells_whose_score_would_change_and_writes_nothing(
    place: Workspace,
) -> None:
    before = (place.output("2023") / "考核评分.xlsx").read_bytes()
    lines = what_if(session(place, NOW), 2023, ["红灯=-4"])
    assert lines[0] == "假设红灯=-4：2个单位中，2个单位的得分或名次有变化。"
    assert lines[2] == "市教育局：92.25→89.25（-3.00），第2名"
    assert (place.output("2023") / "考核评分.xlsx").read_bytes() == before
    same = what_if(session(place, NOW), 2023, ["红灯=-2"])
    assert same == ["假设红灯=-2：2个单位中，得分和名次都没有变化。"]


def test_what_if_takes_the_rules_of_another_workbook(place: Workspace, tmp_path: Path) -> None:
    other = tmp_path / "另一种规则.xlsx"
    rules = tuple(rule for rule in OFFICE.scores if rule.event != "未报送")
    other.write_bytes(write(months_office(scores=rules), NOW))
    lines = what_if(session(place, NOW), 2023, [str(other)])
    assert "市教育局：92.25→97.25（+5.00），第2名" in lines


def test_what_cannot_be_followed_says_why(place: Workspace, tmp_path: Path) -> None:
    with pytest.raises(Stop, match="写法不对") as wrong:
        what_if(session(place, NOW), 2023, ["红登=-4"])
    assert wrong.value.exit_code == 2
    with pytest.raises(Stop, match="不存在"):
        what_if(session(place, NOW), 2023, [str(tmp_path / "没有.xlsx")])
    book = openpyxl.Workbook()
    book.save(tmp_path / "空.xlsx")
    with pytest.raises(Stop, match="没有“督办规则”或“考核规则”表"):
        what_if(session(place, NOW), 2023, [str(tmp_path / "空.xlsx")])
    stream = io.BytesIO(write(OFFICE, NOW))
    spoilt = openpyxl.load_workbook(stream)
    spoilt[schema.SCORES.name]["A9"].value = "红登"
    spoilt.save(tmp_path / "错.xlsx")
    with pytest.raises(Stop, match="考核规则!A9"):
        what_if(session(place, NOW), 2023, [str(tmp_path / "错.xlsx")])


def test_a_year_without_returns_says_so(tmp_path: Path) -> None:
    place = furnished_months(tmp_path, {}, OFFICE)
    with pytest.raises(Stop, match="还没有任何一期"):
        assess_year(session(place, NOW), 2023)
    with pytest.raises(Stop, match="没有找到2022年的任务图"):
        assess_year(session(place, NOW), 2022)


def test_one_month_alone_is_a_year_too(tmp_path: Path) -> None:
    place = furnish(tmp_path)
    lines = assess_year(session(place), 2023)
    assert lines[0] == "2023年考核评分：1期，3个单位。"
    assert [line.partition("名")[0] for line in lines[1:4]] == ["并列第1", "并列第1", "第3"]
