"""What an import tells the person who confirms it."""

from duban.notice.blocks import Blocks, Paragraph
from duban.notice.importing import Imported, import_notice
from tests.notice.build import brief, read, table, text


def imported(lines: str, year: int | None = None) -> Imported:
    found = import_notice(Blocks(text(lines), "txt", ("按GB18030编码读取。",)), year)
    assert isinstance(found, Imported)
    return found


LIST = """
××市人民政府关于分解落实2023年《政府工作报告》重点任务的通知
×政发〔〕12号
各县（市、区）人民政府：
责任单位排在第一位的为牵头单位。
1.新建高标准农田9.1万亩。（责任单位：市农业农村局、枝江市政府）
2.治理黑臭水体。（责任单位：市环保局、各县市区）
3.改善空气质量。（责任单位：市生态环境局、市住房和城乡建设局）
4.改造老旧小区。（责任单位：住建局、宜都市人民政府）
6.推进招商引资。（责任单位：市商务局、各县市区）
2023年月日
"""


def test_the_report_says_how_the_notice_was_read() -> None:
    report = imported(LIST).report
    topics = [topic for topic, _, _ in report.notes()]
    assert topics[:3] == ["概况", "读取说明", "依据"]
    assert report.numbers == (6, 5)
    assert {"编号缺失", "单位归并", "单位组", "疑似损坏"} <= set(topics)
    assert "量化指标" in report.notes()[0][2]


def test_names_of_one_unit_are_registered_once() -> None:
    found = imported(LIST)
    assert [unit.name for unit in found.units] == [
        "市农业农村局",
        "枝江市政府",
        "市生态环境局",
        "市住房和城乡建设局",
        "宜都市人民政府",
        "市商务局",
    ]
    assert found.tasks[1].leads == ("市生态环境局",)
    assert found.tasks[3].leads == ("市住房和城乡建设局",)
    assert "市环保局" in found.units[2].aliases
    assert found.groups[0].members == ("枝江市政府", "宜都市人民政府")


def test_two_former_names_are_two_units_and_no_alias_of_each_other() -> None:
    found = read(
        table(
            """
| 序号 | 任务 | 牵头单位 | 协办单位 |
| 1 | 甲。 | 市国土资源局 | 市工商局 |
| 2 | 乙。 | 市自然资源和规划局 | 市质监局 |
| 3 | 丙。 | 市规划局 | 市市场监管局 |
"""
        )
    )
    assert brief(found) == [
        "1: 市自然资源和规划局 | 市工商局",
        "2: 市自然资源和规划局 | 市质监局",
        "3: 市规划局 | 市市场监管局",
    ]


def test_bracketed_names_and_the_plain_ones_stay_apart_and_are_pointed_out() -> None:
    found = read(
        table(
            """
| 序号 | 任务 | 牵头单位 | 协办单位 |
| 1 | 甲。 | 县发改局（粮食局） | 县财政局 |
| 2 | 乙。 | 县发改局 | 县城投集团(县水务公司) |
"""
        )
    )
    assert [unit.name for unit in found.units] == [
        "县发改局（粮食局）",
        "县财政局",
        "县发改局",
        "县城投集团(县水务公司)",
    ]
    assert "县粮食局" in found.units[0].aliases
    assert "县城投集团" in found.units[3].aliases
    assert [r.topic for r in found.remarks].count("名称相近") == 1


def test_the_year_comes_from_the_notice_and_a_contradiction_is_said() -> None:
    assert imported(LIST).year == 2023
    report = imported(LIST, 2022).report
    assert any(topic == "年度" and "2023" in said for topic, _, said in report.notes())


def test_repeated_sub_numbers_never_give_two_tasks_one_key() -> None:
    found = read(
        table(
            """
| 序号 | 任务 | 牵头单位 |
| 1-1 | 甲。 | 市财政局 |
| 1-2 | 乙。 | 市财政局 |
| 1-2 | 丙。 | 市财政局 |
| 2-2 | 丁。 | 市财政局 |
| 3.0 | 戊。 | 市财政局 |
| 4 | 己。 | 市财政局、 |
"""
        )
    )
    keys = [task.key for task in found.tasks]
    assert keys == ["1-1", "1-2", "5", "2-2", "3", "4"]
    assert [task.key for task in found.tasks if task.doubt] == ["5", "4"]


def test_places_of_damage_are_named_and_sound_text_is_left_alone() -> None:
    lines = ["2023年1月31日", "第十四届龙虾节", "×政发〔2023〕5号", "2023131", "第届第次会议"]
    blocks = [Paragraph(line, f"第{n}行") for n, line in enumerate(lines, 1)]
    rows = table("| 序号 | 任务 | 牵头单位 |\n| 1 | 甲。 | 市财政局 |")
    found = read(tuple(blocks), rows)
    assert [r.place for r in found.remarks if r.topic == "疑似损坏"] == ["第4行", "第5行"]


def test_one_question_about_many_rows_is_asked_once() -> None:
    rows = "".join(f"{n}.第{n}项工作。（市财政局、市教育局负责）\n" for n in range(1, 9))
    found = imported("2023年重点工作\n" + rows)
    asked = [said for topic, _, said in found.report.notes() if topic == "待确认"]
    assert len(asked) == 1
    assert "涉及8项：第1、2、3、4、5、6、7、8项" in asked[0]


def test_the_year_may_stand_in_the_table_s_title() -> None:
    rows = table(
        "| 2024年重点工作任务分解表 | < | < |\n| 序号 | 任务 | 牵头单位 |\n| 1 | 甲。 | 市财政局 |"
    )
    found = import_notice(Blocks((rows,), "xlsx"), None)
    assert isinstance(found, Imported) and found.year == 2024


def test_a_name_with_and_without_the_place_is_pointed_out_and_not_merged() -> None:
    found = read(
        table(
            "| 序号 | 任务 | 牵头单位 |\n| 1 | 甲。 | 市发改委、市直机关工委、市直属粮库管理处 |\n"
            "| 2 | 乙。 | 甲市发改委、市直有关部门 |"
        )
    )
    assert [unit.name for unit in found.units] == [
        "市发改委",
        "市直机关工委",
        "市直属粮库管理处",
        "甲市发改委",
    ]
    assert [group.name for group in found.groups] == ["市直有关部门"]
    assert [r.topic for r in found.remarks].count("名称相近") == 1
