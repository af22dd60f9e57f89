"""check-taskmap names the sheet and the cell of everything that does not fit."""

import pytest

from duban.model import Severity
from tests.register.drawn import read, said, workbook


def test_a_sound_task_map_gives_no_finding() -> None:
    assert said() == []


@pytest.mark.parametrize(
    ("sheet", "drawing", "findings"),
    (
        (
            "任务",
            """
            | 任务序号 | 重点工作 | 牵头单位 | 协办单位     |
            | 1        | 学位     | 市教育局 | 市水务局     |
            | 2        | 河湖     | 市水利局 | 教体局/各 镇 |
            """,
            ["unit_unknown 任务!D3"],
        ),
        (
            "任务",
            """
            | 任务序号 | 重点工作 | 牵头单位 |
            | 1        | 学位     | 市教育局 |
            | 1        | 河湖     | 市水利局 |
            """,
            ["number_repeated 任务!A3", "number_repeated 任务!A4"],
        ),
        (
            "任务",
            """
            | 任务序号 | 子项 | 重点工作 | 牵头单位 |
            | 1        |      | 学位     |          |
            | 1        | 1    | 小学     | 市教育局 |
            | 1        | 2    | 中学     | 市教育局 |
            | 2        |      | 河湖     | 市水利局 |
            """,
            [],
        ),
        (
            "任务",
            """
            | 任务序号 | 重点工作 | 牵头单位 |
            | 1        | 学位     | 市教育局 |
            | 4        | 河湖     | 市水利局 |
            """,
            ["number_gap 任务!A4"],
        ),
        (
            "任务",
            """
            | 任务序号 | 重点工作 | 牵头单位 |
            | 1        | 学位     |          |
            |          | 河湖     | 市水利局 |
            """,
            ["cell_missing 任务!A4", "lead_missing 任务!C3"],
        ),
        (
            "任务",
            """
            | 任务序号 | 重点工作 | 牵头单位 |
            | 1        | 学位     | 市教育局 |
            | 二       | 河湖     | 市水利局 |
            | 2.5      | 河湖     | 市水利局 |
            | -3       | 河湖     | 市水利局 |
            """,
            ["cell_unreadable 任务!A4", "cell_unreadable 任务!A5", "cell_unreadable 任务!A6"],
        ),
        (
            "任务",
            """
            | 牵头单位 | 任务序号 | 处室 | 重点工作 | 协办单位 |
            | 市教育局 | 1        | 甲   | 学位     |          |
            |          | 2        | 乙   | 河湖     | 市水务局 |
            """,
            [
                # An own column beside all of ours is welcome; beside missing ones it may be theirs.
                *(f"header_missing 任务!{c}2" for c in "BDGHJLM"),
                "lead_missing 任务!A4",
                "unit_unknown 任务!E4",
            ],
        ),
        (
            "任务",
            """
            | 任务序号 | 重点工作 | 牵头单位 | 配合单位 |
            | 1        | 学位     | 市教育局 | 市水利局 |
            """,
            [f"header_missing 任务!{c}2" for c in "BDFGHJLM"],
        ),
        (
            "任务",
            """
            | 任务序号 | 子项 | 重点工作 | 牵头单位 | 上级序号 |
            | 1        |      | 学位     | 市教育局 | 22-1     |
            | 2        |      | 河湖     | 市水利局 | 3、4     |
            | 3        |      | 招商     | 市水利局 | 5        |
            | 3        | 1    | 招商     | 市水利局 | 5        |
            """,
            ["cell_unreadable 任务!E4", "superior_unclear 任务!E5"],
        ),
        (
            "指标",
            """
            | 任务序号 | 指标序号 | 指标名称 | 目标值 | 计量单位 | 上级指标 |
            | 1        | 1        | 新增学位 | 80     | 个       | 2        |
            """,
            ["superior_unclear 指标!F3"],
        ),
        (
            "任务",
            "| 任务序号 | 重点工作 | 牵头单位 |",
            ["no_tasks 任务!A3", "task_unknown 指标!A3"],
        ),
        (
            "单位",
            """
            | 代码 | 简称     | 别名     |
            | U01  | 市教育局 |          |
            | U01  | 市水利局 | 市教育局 |
            | U/3  | 东镇     |          |
            | U04  | 东 镇    |          |
            """,
            [
                "code_repeated 单位!A3",
                "code_repeated 单位!A4",
                "name_repeated 单位!C4",
                "code_unfit 单位!A5",
                "name_repeated 单位!B6",
            ],
        ),
        (
            "单位组",
            """
            | 组名     | 成员     |
            | 各镇     |          |
            """,
            ["group_empty 单位组!B3"],
        ),
        (
            "单位组",
            """
            | 组名     | 成员          |
            | 各镇     | 东镇/市教育具 |
            | 各 镇    | 东镇          |
            | 市水利局 | 东镇          |
            """,
            [
                "group_repeated 单位组!A3",
                "member_unknown 单位组!B3",
                "group_repeated 单位组!A4",
                "group_repeated 单位组!A5",
            ],
        ),
        (
            "指标",
            """
            | 任务序号 | 指标序号 | 指标名称 | 目标值   | 计量单位 | 方向 | 类型 |
            | 1        | 1        | 学位     | 八十     | 个       |      |      |
            | 1        | 2        | 学位     | 80       |          | 大于 |      |
            | 1        | 2        | 班级     | 1e300    | 个       |      |      |
            | 1        | 2        | 班级     | 2        | 个       |      |      |
            | 9        | 1        | 班级     | ８０     | 个       |      |      |
            """,
            [
                "cell_unreadable 指标!D3",
                "cell_missing 指标!E4",
                "cell_unreadable 指标!F4",
                "cell_unreadable 指标!D5",
                "indicator_repeated 指标!B6",
                "task_unknown 指标!A7",
            ],
        ),
        (
            "节点",
            """
            | 任务序号 | 指标序号 | 期次    | 应完成值 |
            | 1        | 1        | 2023-06 | 40       |
            | 1        | 7        | 2023-06 | 40       |
            | 8        |          | 2023-06 |          |
            | 1        | 1        | 六月    | 40       |
            """,
            [
                "cell_unreadable 节点!C6",
                "indicator_unknown 节点!B4",
                "task_unknown 节点!A5",
            ],
        ),
        (
            "期次",
            """
            | 期次    | 截至日期   | 报送截止         |
            | 2023-03 | 2023-03-25 | 2023-03-20       |
            | 2023-04 | 2023-02-30 | 2023-04-28 17:00 |
            | 2023-05 | 2024-05-25 | 2024-05-28 25:00 |
            | 2024-06 | 2024-06-25 | 2024-06-28 17:00 |
            | 2023-03 | 2023-03-25 | 2023年3月29日17时 |
            | 0000-01 |            |                  |
            | 2023.1  |            |                  |
            """,
            [
                "cell_unreadable 期次!B4",
                "cell_unreadable 期次!C5",
                "cell_unreadable 期次!A8",
                "cell_unreadable 期次!A9",
                "period_repeated 期次!A3",
                "deadline_before_cutoff 期次!C3",
                "cutoff_far 期次!B5",
                "period_of_other_year 期次!A6",
                "period_repeated 期次!A7",
            ],
        ),
        (
            "核定",
            """
            | 期次    | 事项   | 单位   | 任务 | 理由 | 核定人 | 核定日期   |
            | 2023-03 | 免报   | 市水局 | 9    | 无   | 张三   | 2023-03-30 |
            | 2023-03 | 原谅   |        |      |      | 张三   | 3月30日    |
            """,
            [
                "cell_unreadable 核定!B4",
                "cell_missing 核定!E4",
                "cell_unreadable 核定!G4",
                "unit_unknown 核定!C3",
                "task_unknown 核定!D3",
            ],
        ),
        (
            "核查",
            """
            | 期次    | 任务序号 | 单位   | 核实值 |
            | 2023-03 | 9        | 市水局 | 约3    |
            """,
            ["cell_unreadable 核查!D3", "unit_unknown 核查!C3", "task_unknown 核查!B3"],
        ),
        (
            "设置",
            """
            | 项目     | 取值     |
            | 截至日   | 三十     |
            | 报送时点 | 下午五点 |
            | 序时依据 | 周       |
            | 黄灯界限 | 40       |
            | 颜色     | 红       |
            | 按子项计数 | 也许   |
            | 截至日   | 25       |
            """,
            [
                "setting_invalid 设置!B7",
                "setting_invalid 设置!B4",
                "setting_invalid 设置!B5",
                "setting_invalid 设置!B8",
                "setting_invalid 设置!",
                "setting_invalid 设置!B9",
            ],
        ),
    ),
)
def test_every_fault_is_found_at_its_cell(sheet: str, drawing: str, findings: list[str]) -> None:
    assert said(**{sheet: drawing}) == findings


@pytest.mark.parametrize("sheet", ("任务", "设置", "核查"))
def test_a_sheet_that_is_gone_is_named(sheet: str) -> None:
    assert f"sheet_missing {sheet}!" in said(**{sheet: None})


def test_an_office_that_reports_upwards_is_asked_for_its_place() -> None:
    tasks = "| 任务序号 | 重点工作 | 牵头单位 | 上级序号 |\n| 1 | 学位 | 市教育局 | 22 |"
    assert said(任务=tasks) == []
    assert said(任务=tasks, 设置="| 项目 | 取值 |") == ["superior_unclear 设置!"]


def test_an_empty_group_stops_the_work_only_where_it_is_all_that_leads() -> None:
    lead = """
        | 任务序号 | 重点工作 | 牵头单位 | 协办单位 |
        | 1        | 学位     | 各镇     | 市教育局 |
    """
    empty = "| 组名 | 成员 |\n| 各镇 |  |"

    def severities(**sheets: str) -> list[Severity]:
        _, findings = read(workbook(**sheets))
        return [f.severity for f in findings if f.code == "group_empty"]

    assert severities(单位组=empty) == [Severity.WARNING]
    assert severities(单位组=empty, 任务=lead) == [Severity.ERROR]
    assert severities(单位组=empty, 任务=lead.replace("各镇", "各镇/市水利局")) == [
        Severity.WARNING
    ]


def test_a_name_that_is_nearly_right_is_suggested() -> None:
    tasks = "| 任务序号 | 重点工作 | 牵头单位 |\n| 1 | 学位 | 市教育体局 |"
    _, findings = read(workbook(任务=tasks))
    assert "是否为“市教育局”？" in findings[0].message


def test_a_formula_without_a_value_is_not_taken_for_text() -> None:
    tasks = "| 任务序号 | 重点工作 | 牵头单位 |\n| 1 | =A9 | 市教育局 |"
    assert said(任务=tasks) == ["cell_unreadable 任务!B3"]
