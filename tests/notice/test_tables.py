"""Task lists in tables: header words, merged cells, pages, chapters."""

from tests.notice.build import brief, read, table, text, topics

PLAIN = """
| 序号 | 重点工作 | 牵头单位 | 协办单位 |
| 1 | 推进工业倍增行动，规上工业增加值增长8%。 | 市经信局 | 市发改委/市统计局 |
| 2 | 新建高标准农田9.1万亩。 | 市农业农村局 | |
| 3 | 加快城乡供水一体化。 | 市水利和湖泊局/市住建局 | 市国资委、市财政局 |
| 4 | 新增城镇就业7400人。 | 市人社局 | 各县、市、区政府，市民政局 |
| 5 | 创建国家生态文明建设示范市。 | 市生态环境局 | 各乡镇人民政府、街道办事处 |
| 6 | 推进教联体建设。 | 市教育局 | — |
| 7 | 加强食品药品监管。 | 市市场监管局 | 市教育局；市卫健委等。 |
| 8 | 推深做实林长制。 | 市自然资源和/规划局 | 各镇街道 |
"""


def test_plain_table() -> None:
    found = read(text("2023年重点工作任务清单"), table(PLAIN))
    assert brief(found) == [
        "1: 市经信局 | 市发改委、市统计局",
        "2: 市农业农村局 | ",
        "3: 市水利和湖泊局、市住建局 | 市国资委、市财政局",
        "4: 市人社局 | 各县、市、区政府、市民政局",
        "5: 市生态环境局 | 各乡镇人民政府、街道办事处",
        "6: 市教育局 | ",
        "7: 市市场监管局 | 市教育局、市卫健委",
        "8: 市自然资源和规划局 | 各镇街道",
    ]
    assert [group.name for group in found.groups] == [
        "各县、市、区政府",
        "各乡镇人民政府、街道办事处",
        "各镇街道",
    ]
    assert found.tasks[1].text == "新建高标准农田9.1万亩。"


def test_a_header_and_a_cell_may_box_their_labels() -> None:
    boxed = PLAIN.replace("牵头单位", "【牵头单位】").replace("协办单位", "〔协办单位〕")
    assert brief(read(table(boxed))) == brief(read(table(PLAIN)))
    found = read(
        table(
            """
| 序号 | 重点工作 | 责任单位 |
| 1 | 推进项目建设。 | 【牵头单位】市经信局【配合单位】市统计局、各镇 |
| 2 | 改造老旧小区。 | 市住建局【牵头】、市民政局【配合】 |
| 3 | 推进教育。 | 主管部门：市教育局 |
"""
        )
    )
    assert brief(found) == [
        "1: 市经信局 | 市统计局、各镇",
        "2: 市住建局 | 市民政局",
        "3: 市教育局 | ",
    ]
    assert not any(task.doubt for task in found.tasks)


def test_traditional_header_leader_and_time_limit() -> None:
    found = read(
        table(
            """
| 編號 | 工作任務 | 牽頭領導 | 牽頭責任單位 | 協同責任單位 | 完成時限 |
| 1 | 推進項目建設。 | 王×× | 縣發改局 | 縣財政局 | 5月底前動工 |
| 2 | 改造老舊小區。 | 李×× | 縣住建局 | 縣民政局、各鄉鎮 | 12月底 |
| 3 | 招商引資。 | 李×× | 縣商務局 | | 全年 |
| 4 | 修建公路。 | 張×× | 縣交通局 | 縣公安局 | 9月底 |
| 5 | 發展旅遊。 | 張×× | 縣文旅局 | | 全年 |
| 6 | 推進教育。 | 張×× | 縣教育局 | | 全年 |
| 7 | 保障就業。 | 張×× | 縣人社局 | | 全年 |
| 8 | 保護生態。 | 趙×× | 縣環保局 | 縣水利局 | 全年 |
"""
        )
    )
    assert brief(found)[1] == "2: 縣住建局 | 縣民政局、各鄉鎮"
    assert found.tasks[0].leader == "王××"
    assert found.tasks[0].due == "5月底前動工"
    assert not any(task.doubt for task in found.tasks)


def test_header_in_two_rows_and_title_with_content() -> None:
    found = read(
        table(
            """
| 2023年重点项目责任分解表 | < | < | < | < |
| 序号 | 项目名称 | 主要内容 | 责任分工 | < |
| ^ | ^ | ^ | 牵头 | 配合 |
| 1 | 市民之家 | 建成投运。 | 市政务服务和大数据局 | 市住建局 |
| 2 | 滨河公园 | 完成主体工程。 | 市住建局 | 市城发集团、市自然资源和规划局 |
| 3 | 泽口码头 | 开工建设。 | 市交通运输局 | |
| 4 | 教联体 | 组建5个。 | 市教育局 | |
| 5 | 医共体 | 挂牌运行。 | 市卫健委 | 市医保局 |
| 6 | 公墓 | 完成6个。 | 市民政局 | |
| 7 | 粮库 | 投用。 | 市发改委 | |
| 8 | 河道 | 清淤。 | 市水利局 | 市财政局 |
"""
        )
    )
    assert brief(found)[1] == "2: 市住建局 | 市城发集团、市自然资源和规划局"
    assert found.tasks[0].title == "市民之家"
    assert found.tasks[0].text == "市民之家\n建成投运。"
    assert not any(task.doubt for task in found.tasks)


def test_pages_split_the_table_and_a_row() -> None:
    first = """
| 序号 | 目标任务 | 主办单位 | 配合单位 |
| 1 | 甲任务。 | 市财政局 | 市税务局 |
| 2 | 乙任务。 | 市教育局 | |
| 3 | 丙任务。 | 市商务局 | |
| 4 | 推进水利工程建设，完成 | 市水利和湖 | 市财政局 |
"""
    second = """
| 序号 | 目标任务 | 主办单位 | 配合单位 |
| | 堤防加固30公里。 | 泊局 | |
| 5 | 戊任务。 | 市民政局 | |
"""
    third = """
| 6 | 己任务。 | 市公安局 | |
| 7 | 庚任务。 | 市司法局 | |
| 8 | 辛任务。 | 市人社局 | 市民政局 |
"""
    found = read(table(first), text("第2页"), table(second, "表2"), table(third, "表3"))
    assert len(found.tasks) == 8
    assert found.tasks[3].text == "推进水利工程建设，完成堤防加固30公里。"
    assert brief(found)[3] == "4: 市水利和湖泊局 | 市财政局"
    assert not any(task.doubt for task in found.tasks)


def test_merged_numbers_make_parts_and_merged_texts_one_task() -> None:
    found = read(
        table(
            """
| 序号 | 工作任务 | 具体内容 | 牵头单位 | 配合单位 |
| 1 | 产业倍增 | 新增规上企业20家。 | 市经信局 | 市统计局 |
| ^ | ^ | 技改投资增长15%。 | ^ | 市发改委 |
| 2 | 招商引资 | 签约项目100个。 | 市招商服务中心 | 市商务局 |
| ^ | ^ | ^ | ^ | 市财政局 |
| 3 | 就业 | 新增就业7400人。 | 市人社局 | |
| 4 | 教育 | 建成3所学校。 | 市教育局 | |
| 5 | 医疗 | 迁建中医院。 | 市卫健委 | |
| 6 | 交通 | 改造国道。 | 市交通运输局 | |
"""
        )
    )
    assert brief(found)[:4] == [
        "1-1: 市经信局 | 市统计局",
        "1-2: 市经信局 | 市发改委",
        "2: 市招商服务中心 | 市商务局、市财政局",
        "3: 市人社局 | ",
    ]
    assert found.tasks[1].title == "产业倍增"


def test_chapters_inside_the_table_restart_the_numbers() -> None:
    found = read(
        table(
            """
| 序号 | 任务 | 责任单位 |
| 一、经济发展（4项） | < | < |
| 1 | 甲。 | 市发改委 |
| 2 | 乙。 | 市经信局 |
| 3 | 丙。 | 市商务局 |
| 4 | 丁。 | 市财政局 |
| 二、民生保障（5项） | < | < |
| 1 | 戊。 | 市教育局 |
| 2 | 己。 | 市卫健委 |
| 4 | 庚。 | 市民政局 |
| 5 | 辛。 | 市人社局 |
"""
        )
    )
    assert [task.no for task in found.tasks] == list(range(1, 9))
    assert "编号" in topics(found) and "编号缺失" in topics(found)
    assert "项数不符" in topics(found)
    assert found.tasks[4].source.cell.endswith("原编号“二、民生保障（5项）”1")


def test_rule_stated_in_the_header_or_the_text_decides_who_leads() -> None:
    rows = "".join(
        f"| {n} | 任务{n}。 | 市发改委、市财政局{'、市住建局' * (n % 2)} |\n" for n in range(1, 9)
    )
    header = "| 序号 | 任务 | 责任单位（列第一位的为牵头单位） |\n"
    found = read(table(header + rows))
    assert brief(found)[0] == "1: 市发改委 | 市财政局、市住建局"
    assert not any(task.doubt for task in found.tasks)
    assert "列第一位的为牵头单位" in found.rules_applied[0]
    unsaid = read(table("| 序号 | 任务 | 责任单位 |\n" + rows))
    assert all(task.doubt for task in unsaid.tasks)


def test_responsible_units_lead_where_the_notice_says_so() -> None:
    found = read(
        text("各责任单位要抓好落实。无牵头单位的,责任单位即为牵头单位。"),
        table(
            """
| 序号 | 任务 | 牵头单位 | 责任单位 |
| 1 | 甲。 | 市发改委 | 市经信局、市商务局 |
| 2 | 乙。 |  | 市经信局、市商务局 |
| 3 | 丙。 |  | 市教育局 |
| 4 | 丁。 | 市财政局 | 市税务局 |
| 5 | 戊。 | 市民政局 | |
| 6 | 己。 | 市民政局 | |
| 7 | 庚。 | 市民政局 | |
| 8 | 辛。 | 市民政局 | |
"""
        ),
    )
    assert brief(found)[:4] == [
        "1: 市发改委 | 市经信局、市商务局",
        "2: 市经信局、市商务局 | ",
        "3: 市教育局 | ",
        "4: 市财政局 | 市税务局",
    ]
    assert not any(task.doubt for task in found.tasks)
    assert found.rules_applied


def test_gaps_repeats_and_a_cut_off_last_row_are_said() -> None:
    found = read(
        table(
            """
| 序号 | 任务 | 牵头单位 | 协办单位 |
| 1 | 甲。 | 市发改委 | |
| 2 | 乙。 | 市发改委 | |
| 2 | 丙。 | 市发改委 | |
| 4 | 丁。 | 市发改委 | |
| 5 | 戊。 | | 市财政局 |
| 7 | 己。 | 市发改委 | |
| 8 | 庚。 | 市发改委 | |
| 9 | 加快推进 | | |
"""
        )
    )
    doubts = {task.key: task.doubt.reason for task in found.tasks if task.doubt}
    assert list(doubts) == ["3", "5", "9"]
    assert "编号2在原文中重复出现而缺少3" in doubts["3"]
    assert "没有牵头单位" in doubts["5"]
    assert "截断" in doubts["9"] and found.tasks[-1].leads == ()
    assert any(r.topic == "编号缺失" and "6" in r.message for r in found.remarks)


def test_numbers_inside_the_task_s_own_cell() -> None:
    found = read(
        table(
            """
| 类别 | 民生事项名称 | 2022年度任务目标 | 责任单位 | 分管市领导 |
| 四、教育文化 | 14.改扩建泉山学校 | 完成教学楼建设。 | 市教育体育局 | 刘×× |
| ^ | 15.塑胶运动场地建设 | 完成13处。 | 市教育体育局 | 刘×× |
| ^ | 16.课后服务 | 全覆盖。 | 市教育体育局 | 刘×× |
"""
        )
    )
    assert [task.no for task in found.tasks] == [14, 15, 16]
    assert found.tasks[1].text == "塑胶运动场地建设\n完成13处。"
    assert found.tasks[1].leader == "刘××"
    assert not any(task.doubt for task in found.tasks)


def test_rows_without_a_number_are_never_merged_silently() -> None:
    found = read(
        table(
            """
| 序号 | 任务 | 牵头单位 |
| 1 | 甲工程开工。 | 市财政局 |
| | 乙工程开工。 | |
| 2 | 丙工程开工。 | 市财政局 |
| | 丁工程开工。 | 市教育局 |
"""
        )
    )
    assert [task.key for task in found.tasks if task.doubt] == ["1", "2-1", "2-2"]
    assert found.tasks[0].text == "甲工程开工。\n乙工程开工。"


def test_units_named_inside_the_task_s_cell() -> None:
    found = read(
        table(
            """
| 序号 | 重点工作 |
| 1 | 推进码头建设（一期）。（市交通运输局负责） |
| 2 | 净增企业200家。（市发改委） |
| 3 | 改造国道。（市交通运输局牵头，市财政局配合） |
"""
        )
    )
    assert brief(found) == ["1: 市交通运输局 | ", "2: 市发改委 | ", "3: 市交通运输局 | 市财政局"]
    assert found.tasks[0].text == "推进码头建设（一期）。"


def test_chapters_numbered_in_chinese_beside_arabic_numbers() -> None:
    found = read(
        table(
            """
| 序号 | 任务 | 牵头单位 | 协办单位 |
| 一 | 经济发展 | | |
| 1 | 甲。 | 市发改委 | 各县区、开发区管委会 |
| 2 | 乙。 | 市经信局 | |
| 二 | 民生保障 | | |
| 3 | 丙。 | 市民政局 | 各县(区)人民政府、管委会 |
"""
        )
    )
    assert [task.no for task in found.tasks] == [1, 2, 3]
    assert [task.key for task in found.tasks if task.doubt] == ["1"]


def test_a_header_in_the_middle_of_a_table_arranges_what_follows_it() -> None:
    found = read(
        table(
            """
            | 序号 | 重点工作 | < | 牵头单位 | 责任单位 |
            | 1 | 修路。 | < | 县交通局 | 县财政局 |
            | 序号 | 重点工作 | 牵头单位 | < | 责任单位 |
            | 2 | 植树。 | 县林业局 | < | 县水利局 |
            """
        )
    )
    assert brief(found) == ["1: 县交通局 | 县财政局", "2: 县林业局 | 县水利局"]
    assert found.tasks[1].text == "植树。"


def test_a_header_below_the_whole_text_of_a_notice_is_found() -> None:
    above = "\n".join(f"| 一般要求{n} | | |" for n in range(20))
    found = read(table(f"{above}\n| 编号 | 主要内容 | 责任单位 |\n| 1 | 修路。 | 县交通局 |"))
    assert brief(found) == ["1: 县交通局 | "]


def test_units_in_a_column_of_unknown_meaning_make_their_rows_doubtful() -> None:
    found = read(
        table(
            """
            | 序号 | 重点工作 | 牵头单位 | 联络单位 | 进度 |
            | 1 | 修路。 | 县交通局 | 县财政局 | 已开工 |
            | 2 | 植树。 | 县林业局 | | |
            """
        )
    )
    assert brief(found) == ["1?: 县交通局 | ", "2: 县林业局 | "]


def test_one_column_for_leads_and_helpers_does_not_say_who_leads() -> None:
    found = read(
        table(
            """
            | 序号 | 重点工作 | 牵头（配合）单位 |
            | 1 | 修路。 | 县交通局、县财政局 |
            | 2 | 植树。 | 县林业局 |
            | 某县人民政府办公室 2023年2月1日印发 | | |
            """
        )
    )
    assert brief(found) == ["1?: 县交通局、县财政局 | ", "2: 县林业局 | "]


def test_what_a_page_broke_off_above_a_header_makes_its_row_doubtful() -> None:
    header = "| 序号 | 重点工作 | 牵头单位 |"
    first = table(f"{header}\n| 1 | 修路。 | 县交通局 |\n| 2 | 争取资金5.6 | 县财政局 |")
    more = table(f"| | 亿元 | |\n{header}\n| 3 | 植树。 | 县林业局 |")
    assert [task.doubt is not None for task in read(first, more).tasks] == [False, True, False]


BLANK = """
| 序号 | 重点工作 | 牵头单位 | 责任单位 |
| 1 | 推进工业倍增行动。 | 市经信局 | 市发改委/市统计局 |
| 2 | 新建高标准农田9.1万亩。 | | 市农业农村局 |
| 3 | 推进教联体建设。 | 市教育局 | 市财政局 |
"""


def test_who_leads_where_the_lead_s_cell_is_blank_is_a_doubt_unless_a_rule_says() -> None:
    asked = read(text("2023年重点工作任务清单"), table(BLANK))
    ruled = read(text("2023年任务清单，无牵头单位的，责任单位即为牵头单位。"), table(BLANK))
    assert brief(asked)[1:] == ["2?: 市农业农村局 | ", "3: 市教育局 | 市财政局"]
    assert brief(ruled)[1:] == ["2: 市农业农村局 | ", "3: 市教育局 | 市财政局"]
