"""Task lists in running text, written after real notices."""

import pytest

from duban.notice.recognise import Recognised
from tests.notice.build import brief, read, text, topics

UNITS = [
    "市发改委",
    "市经信局",
    "市农业农村局",
    "市住建局",
    "市教育局",
    "市卫健委",
    "市民政局",
    "市商务局",
]
DEEDS = [
    "净增“四上”企业200家以上",
    "启动工业技改全覆盖工程，智能化工厂覆盖率达到20%",
    "新建9.1万亩高标准农田",
    "实施123个老旧小区改造，新增停车位2000个以上",
    "建设5所小区配套幼儿园",
    "推进市中医院周潭院区项目建设",
    "完成6个集镇公墓建设",
    "力争电子商务交易额突破60亿元",
]


def certain(found: Recognised) -> bool:
    return not any(task.doubt for task in found.tasks)


def test_numbered_paragraphs_followed_by_a_line_of_duties() -> None:
    lines = "关于分解落实2023年《政府工作报告》的通知\n一、高度重视。各单位要抓好落实。\n附件\n"
    for n, (unit, deed) in enumerate(zip(UNITS, DEEDS, strict=True), 1):
        lines += f"{n}.{deed}。\n责任单位：{unit}\n"
    found = read(text(lines + "××市人民政府办公室\n2023年1月31日印发"))
    assert brief(found) == [f"{n}: {unit} | " for n, unit in enumerate(UNITS, 1)]
    assert [task.text for task in found.tasks] == [f"{deed}。" for deed in DEEDS]
    assert certain(found)


def test_lead_and_responsible_on_one_line_with_heading_and_detail() -> None:
    lines = ""
    for n, (unit, deed) in enumerate(zip(UNITS, DEEDS, strict=True), 1):
        duties = f"牵头单位：{unit}；责任单位：市财政局、各县（市、区）政府"
        lines += f"{n}、第{n}大行动。\n{deed}。\n{duties}\n"
    found = read(text(lines))
    assert brief(found)[2] == "3: 市农业农村局 | 市财政局、各县（市、区）政府"
    assert found.tasks[2].title == "第3大行动"
    assert found.tasks[2].text == "第3大行动。\n新建9.1万亩高标准农田。"
    assert certain(found)


@pytest.mark.parametrize("pair", ["()", "（）", "[]", "〔〕", "【】"])
def test_duties_in_brackets_below_or_behind_the_text(pair: str) -> None:
    for between in ("\n", ""):
        lines = ""
        for n, (unit, deed) in enumerate(zip(UNITS, DEEDS, strict=True), 1):
            lines += (
                f"（{'一二三四五六七八'[n - 1]}）{deed}。{between}{pair[0]}"
                f"牵头责任单位：{unit} 协同责任单位：市财政局 各乡镇、街道{pair[1]}\n"
            )
        found = read(text(lines))
        assert brief(found)[7] == "8: 市商务局 | 市财政局、各乡镇、街道"
        assert found.tasks[7].text == f"{DEEDS[7]}。"
        assert certain(found)


def test_everything_on_one_line_and_the_whole_list_in_one_paragraph() -> None:
    each = [
        f"{n}.{deed}。牵头单位：{unit}；配合单位：市财政局。"
        for n, (unit, deed) in enumerate(zip(UNITS, DEEDS, strict=True), 1)
    ]
    for joint in ("\n", "", " "):
        found = read(text("2023年重点任务\n" + joint.join(each)))
        assert brief(found) == [f"{n}: {unit} | 市财政局" for n, unit in enumerate(UNITS, 1)]
        assert [task.text for task in found.tasks] == [f"{deed}。" for deed in DEEDS]
        assert certain(found)


def test_suffixes_with_verbs() -> None:
    lines = """
一、工业
1．新增规上企业20家。（市经信局、市发改委主办，市科技局、市财政局协办）
2．签约项目100个。（市商务局牵头，市招商服务中心、各镇街道配合）
3．建设“城市书房”（文化驿站）20个。（市文旅局负责）
4．加快泽口水厂（二期）建设。（由市住建局牵头，市水利局配合）
二、民生
5．新增就业7400人。（市人社局）
6．建成市民文化中心（市中心）。（市文旅局）
7．全面落实低保政策。（市民政局负责，市残联、市妇联配合）
8．推进学前教育（2023—2025年）。（市教育局）
"""
    found = read(text(lines))
    assert brief(found) == [
        "1: 市经信局、市发改委 | 市科技局、市财政局",
        "2: 市商务局 | 市招商服务中心、各镇街道",
        "3: 市文旅局 | ",
        "4: 市住建局 | 市水利局",
        "5: 市人社局 | ",
        "6: 市文旅局 | ",
        "7: 市民政局 | 市残联、市妇联",
        "8: 市教育局 | ",
    ]
    assert found.tasks[2].text == "建设“城市书房”（文化驿站）20个。"
    assert found.tasks[5].text == "建成市民文化中心（市中心）。"
    assert certain(found)


def test_names_in_brackets_that_explain_the_text_are_no_units() -> None:
    lines = "".join(f"{n}.第{n}项工作。（{unit}）\n" for n, unit in enumerate(UNITS, 1))
    lines += (
        "9.支持国企做强（市城发集团）。（市国资委）\n10.建设城市书房（文化驿站）。（市文旅局）\n"
    )
    lines += "11.推进码头建设（泽口码头、王场站）。\n"
    found = read(text(lines))
    assert brief(found)[8:10] == ["9: 市国资委 | ", "10: 市文旅局 | "]
    assert found.tasks[8].text == "支持国企做强（市城发集团）。"
    assert found.tasks[10].doubt


def test_lead_named_by_the_chapter_heading() -> None:
    lines = """
一、县发改局牵头工作（3项）
1.净增“四上”企业20家。（配合单位：县经信局、县统计局）
2.争取中央预算内投资5亿元。
3.推进县域商业体系建设。责任单位：县商务局
二、县教体局牵头工作（3项）
1.新建公办幼儿园3所。
2.改善办学条件。
3.招聘教师120名。（配合单位：县委编办、人社局）
三、县农业农村局、县水利局牵头工作（3项）
1.新建高标准农田3万亩。
2.治理水土流失20平方公里。
"""
    found = read(text(lines))
    assert brief(found) == [
        "1: 县发改局 | 县经信局、县统计局",
        "2: 县发改局 | ",
        "3: 县发改局 | 县商务局",
        "4: 县教体局 | ",
        "5: 县教体局 | ",
        "6: 县教体局 | 县委编办、县人社局",
        "7: 县农业农村局、县水利局 | ",
        "8: 县农业农村局、县水利局 | ",
    ]
    assert certain(found)
    assert topics(found).count("项数不符") == 1
    assert "编号" in topics(found)


def test_leaders_headings() -> None:
    lines = """
一、王××市长主抓重点工作
1.推进重大项目建设。牵头单位：市发改委
2.优化营商环境。牵头单位：市政务服务和大数据局
3.强化财政保障。牵头单位：市财政局
4.抓好审计整改。牵头单位：市审计局
二、李××副市长主抓重点工作
5.推进教联体建设。牵头单位：市教育局
6.推进医共体建设。牵头单位：市卫健委
7.办好文旅节会。牵头单位：市文旅局
8.建设应急指挥中心。牵头单位：市应急管理局
"""
    found = read(text(lines))
    assert [task.no for task in found.tasks] == list(range(1, 9))
    assert found.tasks[0].leader == "王××市长"
    assert found.tasks[7].leader == "李××副市长"
    assert found.tasks[7].leads == ("市应急管理局",)
    assert certain(found)


def test_circled_numbers_under_headings() -> None:
    lines = "（一）工业\n"
    for n, (unit, deed) in enumerate(zip(UNITS, DEEDS, strict=True)):
        lines += "（二）民生\n" if n == 4 else ""
        lines += f"{'①②③④'[n % 4]}{deed}；（{unit}牵头）\n"
    found = read(text(lines))
    assert brief(found) == [f"{n}: {unit} | " for n, unit in enumerate(UNITS, 1)]
    assert certain(found)


def test_several_duties_in_one_paragraph_make_parts() -> None:
    lines = "".join(
        f"{n}.{deed}。（{unit}负责）\n"
        for n, (unit, deed) in enumerate(zip(UNITS, DEEDS, strict=True), 1)
    )
    lines += "9.建设汽车客运站。（市交通运输局负责）改造国道。（市公路中心负责）\n"
    found = read(text(lines))
    assert brief(found)[-2:] == ["9-1: 市交通运输局 | ", "9-2: 市公路中心 | "]
    assert found.tasks[-1].text == "改造国道。"
    assert certain(found)


def test_paragraphs_without_numbers() -> None:
    lines = "".join(f"{deed}。（{unit}负责）\n" for unit, deed in zip(UNITS, DEEDS, strict=True))
    found = read(text("2023年重点工作\n" + lines))
    assert brief(found) == [f"{n}: {unit} | " for n, unit in enumerate(UNITS, 1)]
    assert "编号" in topics(found)


def test_first_named_leads_where_the_notice_says_so() -> None:
    lines = "各责任单位中排在第一位的为牵头单位，其余为配合单位。\n"
    for n, (unit, deed) in enumerate(zip(UNITS, DEEDS, strict=True), 1):
        lines += f"{n}.{deed}。\n责任单位：{unit}、市财政局、各县、市、区政府\n"
    found = read(text(lines))
    assert brief(found)[0] == "1: 市发改委 | 市财政局、各县、市、区政府"
    assert certain(found) and found.rules_applied


def test_requirements_without_units_are_no_tasks_and_are_reported() -> None:
    lines = "一、重点任务\n"
    for n, (unit, deed) in enumerate(zip(UNITS, DEEDS, strict=True), 1):
        lines += f"{n}.{deed}。\n责任单位：{unit}\n"
    lines += "二、工作要求\n1.加强组织领导。各单位要高度重视。\n2.强化督查问效。\n"
    found = read(text(lines))
    assert len(found.tasks) == 8
    assert topics(found).count("未采用的段落") == 2


def test_a_task_without_duties_between_others_is_kept_and_marked() -> None:
    lines = ""
    for n, (unit, deed) in enumerate(zip(UNITS, DEEDS, strict=True), 1):
        lines += f"{n}.{deed}。\n" + ("" if n in (4, 8) else f"责任单位：{unit}\n")
    found = read(text(lines))
    assert len(found.tasks) == 8
    assert [task.key for task in found.tasks if task.doubt] == ["4", "8"]
    assert found.tasks[7].doubt and "截断" in found.tasks[7].doubt.reason


def test_traditional_characters() -> None:
    lines = "".join(
        f"{n}、推進第{n}項工程。牽頭單位：縣發改局；責任單位：縣財政局、各鄉鎮人民政府\n"
        for n in range(1, 9)
    )
    found = read(text(lines))
    assert brief(found)[7] == "8: 縣發改局 | 縣財政局、各鄉鎮人民政府"
    assert certain(found)


@pytest.mark.parametrize(
    ("duties", "expected"),
    [
        ("主要责任单位：市住建局；其他责任单位：市财政局、各镇", "市住建局 | 市财政局、各镇"),
        ("牵头：市住建局，配合：市财政局", "市住建局 | 市财政局"),
        ("责任单位 市住建局", "市住建局 | "),
        ("责任单位：市住建局（牵头）、市财政局", "市住建局 | 市财政局"),
        ("责任单位：市住建局牵头，市财政局、市水利局配合。", "市住建局 | 市财政局、市水利局"),
        ("市住建局、市水利局按职责分工牵头", "市住建局、市水利局 | "),
        (
            "（市住建局牵头，市级各有关部门及各县市区政府按职责分工负责）",
            "市住建局 | 市级各有关部门、各县市区政府",
        ),
        ("牵头领导：王××　牵头单位：市住建局　完成时限：12月底", "市住建局 | "),
        ("【牵头单位】市住建局\n【配合单位】市财政局、各镇", "市住建局 | 市财政局、各镇"),
        ("【牵头单位】：市住建局；【责任单位】：市财政局、各镇", "市住建局 | 市财政局、各镇"),
        ("开工手续齐全。\n\n【牵头单位】市住建局\n\n【配合单位】市财政局", "市住建局 | 市财政局"),
        ("〔牵头〕市住建局〔配合〕市财政局", "市住建局 | 市财政局"),
        ("【牵头单位】市住建局【完成时限】12月底", "市住建局 | "),
        ("【 牵头单位 】市住建局\n【配合单位】：", "市住建局 | "),
        ("主管部门：市住建局；配合单位：市财政局", "市住建局 | 市财政局"),
        ("市住建局（牵头单位）、市财政局（配合单位）", "市住建局 | 市财政局"),
        ("市住建局【牵头】、市财政局【配合】、各镇【配合】", "市住建局 | 市财政局、各镇"),
        ("（市住建局【牵头单位】、市财政局【配合单位】）", "市住建局 | 市财政局"),
    ],
)
def test_wordings_of_duties(duties: str, expected: str) -> None:
    found = read(text("".join(f"{n}.第{n}项工程开工。\n{duties}\n" for n in range(1, 9))))
    assert brief(found) == [f"{n}: {expected}" for n in range(1, 9)]
    assert certain(found)


def test_who_leads_is_a_doubt_where_a_department_in_charge_stands_beside_the_responsible() -> None:
    duties = "（主管部门：市住建局；责任单位：市财政局）"
    found = read(text("".join(f"{n}.第{n}项工程开工。{duties}\n" for n in range(1, 9))))
    assert all(task.doubt and "由谁牵头" in task.doubt.reason for task in found.tasks)


@pytest.mark.parametrize(
    "duties",
    [
        "市住建局【牵头单位】市财政局【配合单位】",
        "【牵头单位】",
        "【牵头单位】、【配合单位】",
        "【牵头单位】：",
        "（配合单位）",
        "市住建局、市财政局【牵头单位】",
    ],
)
def test_a_label_is_never_taken_for_a_unit(duties: str) -> None:
    sound = "".join(f"{n}.第{n}项工程开工。\n责任单位：市住建局\n" for n in range(1, 9))
    found = read(
        text(f"{sound}9.第9项工程开工。\n{duties}\n10.第10项工程开工。\n责任单位：市水利局\n")
    )
    assert {unit.name for unit in found.units} <= {"市住建局", "市财政局", "市水利局"}
    assert [task.key for task in found.tasks if task.doubt] == ["9"]


CHINESE = ["一", "二", "三", "四", "五", "六", "七", "八"]
LABELS = {
    "1.": lambda n: f"{n}.",
    "1、": lambda n: f"{n}、",
    "1．": lambda n: f"{n}．",
    "01.": lambda n: f"{n:02d}.",
    "1 ": lambda n: f"{n} ",
    "（1）": lambda n: f"（{n}）",
    "1)": lambda n: f"{n})",
    "（一）": lambda n: f"（{CHINESE[n - 1]}）",
    "一、": lambda n: f"{CHINESE[n - 1]}、",
    "①": lambda n: "①②③④⑤⑥⑦⑧"[n - 1],
    "第1项": lambda n: f"第{n}项：",
}
DUTIES = {
    "\n责任单位：市住建局；配合单位：市财政局、各镇": "line",
    "\n（牵头单位：市住建局；责任单位：市财政局、各镇）": "bracketed line",
    "（市住建局牵头，市财政局、各镇配合）": "suffix",
    "牵头责任单位：市住建局 协同责任单位：市财政局 各镇": "inline",
    "\n牵头单位：市住建局\n配合单位：市财政局、各镇": "two lines",
    "（责任单位：市住建局）（配合单位：市财政局、各镇）": "two brackets",
    "【牵头单位】市住建局【配合单位】市财政局、各镇": "boxed",
    "\n【牵头单位】市住建局\n【配合单位】市财政局、各镇": "boxed lines",
}


@pytest.mark.parametrize("label", LABELS)
@pytest.mark.parametrize("duties", DUTIES, ids=DUTIES.values())
@pytest.mark.parametrize("chapters", [False, True])
def test_every_label_with_every_wording(label: str, duties: str, chapters: bool) -> None:
    lines = "2023年重点工作任务\n" + "第一章 经济\n" * chapters
    for n, deed in enumerate(DEEDS, 1):
        lines += "第二章 民生\n" * (chapters and n == 5)
        lines += f"{LABELS[label](n)}{deed}。{duties}\n"
    found = read(text(lines))
    assert brief(found) == [f"{n}: 市住建局 | 市财政局、各镇" for n in range(1, 9)]
    assert [task.text for task in found.tasks] == [f"{deed}。" for deed in DEEDS]
    assert certain(found)


def test_tasks_with_chinese_labels_share_a_line() -> None:
    line = "".join(
        f"（{n}）植树（二期）{n}亩。牵头单位：县林业局；责任单位：县水利局。" for n in "一二三"
    )
    assert brief(read(text(line))) == [f"{n}: 县林业局 | 县水利局" for n in (1, 2, 3)]


def test_another_name_in_brackets_behind_a_marker_s_unit_is_no_statement_of_its_own() -> None:
    lines = "1.普查。牵头单位：市林业局；责任单位：市发改局（粮食局）。\n2.植树。牵头单位：市林业局"
    assert brief(read(text(lines)))[0] == "1: 市林业局 | 市发改局（粮食局）"


@pytest.mark.parametrize("word", ["共同责任单位", "成员单位", "市级配合单位", "协责单位"])
def test_further_words_for_those_who_help(word: str) -> None:
    lines = f"1.修路。\n牵头单位：市交通局\n{word}：市财政局\n2.植树。\n牵头单位：市林业局"
    assert brief(read(text(lines)))[0] == "1: 市交通局 | 市财政局"


def test_a_line_of_units_under_an_unknown_word_makes_its_row_doubtful() -> None:
    lines = "1.修路。\n牵头单位：市交通局\n联络单位：市财政局\n2.植树。\n牵头单位：市林业局"
    assert [task.doubt is not None for task in read(text(lines)).tasks] == [True, False]


def test_what_stands_under_the_document_is_no_part_of_its_last_task() -> None:
    lines = "1.修路。（市交通局负责）\n2.植树。（市林业局负责）\n（此件公开发布）"
    assert read(text(lines)).tasks[1].text == "植树。"


def test_a_town_s_villages_and_short_bodies_are_units_beside_a_verb() -> None:
    lines = "1.普法。（法庭、五星村负责）\n2.办学。（镇中主办，农服中心协办）"
    found = read(text(lines))
    assert [(*task.leads, *task.cos) for task in found.tasks] == [
        ("法庭", "五星村"),
        ("镇中", "农服中心"),
    ]
