"""Tables that a copy from the web flattened, in the ways that copies do."""

from tests.notice.build import brief, read, text

EXPECTED = [
    "1: 市经信局 | 市发改委、市统计局",
    "2: 市农业农村局 | ",
    "3: 市住建局、市水利局 | 市国资委、市财政局",
    "4: 市人社局 | 各区镇街道",
    "5: 市生态环境局 | 市住建局",
    "6: 市教育局 | ",
    "7: 市市场监管局 | 市教育局、市卫健委",
    "8: 市自然资源和规划局 | 王场镇",
]
TEXTS = [
    "推进工业倍增行动，规上工业增加值增长8%。",
    "新建高标准农田9.1万亩。",
    "加快城乡供水一体化。",
    "2023年新增城镇就业7400人以上。",
    "318国道沿线绿化提升。",
    "推进教联体建设。",
    "加强食品药品监管。",
    "推深做实林长制。",
]
CELLS = [tuple(line.partition(": ")[2].split(" | ")) for line in EXPECTED]


def check(lines: str, doubtful: tuple[str, ...] = ()) -> None:
    found = read(text("2023年重点工作任务清单\n" + lines + "\n\n\n相关链接：\n版权所有"))
    assert [line.replace("?", "") for line in brief(found)] == EXPECTED
    assert [task.text for task in found.tasks] == TEXTS
    assert tuple(task.key for task in found.tasks if task.doubt) == doubtful


def test_cells_parted_by_blanks() -> None:
    rows = [
        f"{n} {task} {lead} {co}".strip()
        for n, (task, (lead, co)) in enumerate(zip(TEXTS, CELLS, strict=True), 1)
    ]
    check("序号 重点工作 牵头单位 协办单位\n" + "\n".join(rows))


def test_cells_parted_by_blanks_with_units_on_lines_of_their_own() -> None:
    rows = [
        f"{n} {task} {lead} {co}".strip().replace("、", "\n")
        for n, (task, (lead, co)) in enumerate(zip(TEXTS, CELLS, strict=True), 1)
    ]
    check("序号 重点工作 牵头单位 协办单位\n" + "\n".join(rows))


def test_one_cell_a_line() -> None:
    rows = [
        "\n".join(part for part in (str(n), task, lead, co) if part)
        for n, (task, (lead, co)) in enumerate(zip(TEXTS, CELLS, strict=True), 1)
    ]
    check("序号\n重点工作\n牵头单位\n协办单位\n" + "\n".join(rows))


def test_one_cell_a_line_with_number_and_task_together_leader_and_time_limit() -> None:
    rows = [
        "\n".join(part for part in (f"{n}.{task}", "王××", lead, co, "12月底前") if part)
        for n, (task, (lead, co)) in enumerate(zip(TEXTS, CELLS, strict=True), 1)
    ]
    lines = "序号\n工作任务\n责任领导\n牵头单位\n配合单位\n完成时限\n" + "\n".join(rows)
    check(lines)
    found = read(text(lines))
    assert (found.tasks[0].leader, found.tasks[0].due) == ("王××", "12月底前")


def test_run_together_with_marks_between_the_units_of_a_cell() -> None:
    rows = [
        f"{n}{task}{lead}{co}"
        for n, (task, (lead, co)) in enumerate(zip(TEXTS, CELLS, strict=True), 1)
    ]
    check("序号重点工作牵头单位协办单位\n" + "\n".join(rows))


def test_run_together_with_one_unit_a_line() -> None:
    rows = []
    for n, (task, cells) in enumerate(zip(TEXTS, CELLS, strict=True), 1):
        lead, co = (cell.replace("、", "\n") + "\n" * ("、" in cell) for cell in cells)
        rows.append(f"{n}{task}{lead}{co}".removesuffix("\n" if co else ""))
    check("序号重点工作牵头单位协办单位\n" + "\n".join(rows), doubtful=("3",))


def test_gaps_and_a_row_without_units_between_others() -> None:
    lines = """
序号重点工作牵头单位协办单位
1推进工业倍增行动。市经信局市发改委
3新建高标准农田9.1万亩。市农业农村局市发改委
4加快供水一体化。市经信局
市农业农村局

5加快推进乡村
"""
    found = read(text(lines))
    assert brief(found) == [
        "1: 市经信局 | 市发改委",
        "3: 市农业农村局 | 市发改委",
        "4: 市经信局、市农业农村局 | ",
        "5?:  | ",
    ]
    assert any(remark.topic == "编号缺失" for remark in found.remarks)
    assert found.tasks[-1].doubt and "截断" in found.tasks[-1].doubt.reason


def test_a_cut_that_rests_on_one_guess_is_marked() -> None:
    lines = """
序号重点工作牵头单位协办单位
1推进工业倍增行动。市经信局市发改委
2建设滨江新城。滨江新城指挥部城投公司
3加快供水一体化。市经信局城投公司水务公司
"""
    found = read(text(lines))
    assert [bool(task.doubt) for task in found.tasks] == [False, True, True]


def test_a_blank_line_behind_every_line_means_nothing() -> None:
    rows = []
    for n, (task, cells) in enumerate(zip(TEXTS, CELLS, strict=True), 1):
        lead, co = (cell.replace("、", "\n") + "\n" * ("、" in cell) for cell in cells)
        rows.append(f"{n}{task}{lead}{co}".removesuffix("\n" if co else ""))
    lines = "序号重点工作牵头单位协办单位\n" + "\n".join(rows)
    check(lines.replace("\n", "\n\n"), doubtful=("3",))


def test_chapters_and_foreign_lines_between_the_rows() -> None:
    lines = """
序号重点工作牵头单位协办单位
一、经济发展
1推进工业倍增行动。市经信局市发改委
2新建高标准农田。市农业农村局
市发改委
综合协调事宜
3加快供水一体化。市经信局市发改委
二、民生保障
4推进教联体建设。市教育局市发改委
序号重点工作牵头单位协办单位
5推进医共体建设。市卫健委市发改委
"""
    found = read(text(lines))
    assert [task.no for task in found.tasks] == [1, 2, 3, 4, 5]
    assert [task.key for task in found.tasks if task.doubt] == ["2"]
    assert found.tasks[1].doubt and "综合协调事宜" in found.tasks[1].doubt.reason


def test_a_header_with_columns_that_cannot_be_told_from_units_marks_every_row() -> None:
    lines = """
序号重点工作分管领导牵头单位
1推进工业倍增行动。张三市经信局
2新建高标准农田。李四市农业农村局
"""
    assert all(task.doubt for task in read(text(lines)).tasks)


def test_a_time_limit_behind_the_units() -> None:
    lines = """
序号工作任务牵头单位配合单位完成时限
1推进甲工程。市住建局市财政局6月底
2推进乙工程。市发改委全年
3推进丙工程。市交通局市财政局
市水利局
2023年12月底前
"""
    found = read(text(lines))
    assert [task.due for task in found.tasks] == ["6月底", "全年", "2023年12月底前"]
    assert brief(found)[2] == "3: 市交通局 | 市财政局、市水利局"


def test_a_usual_department_run_into_an_unusual_unit_is_marked() -> None:
    header = "序号重点工作牵头单位协办单位"
    lines = f"{header}\n1抓好粮食生产。县大众日报县教体局\n2建设路网。县交通局县财政局"
    found = read(text(lines))
    assert brief(found)[0] == "1?: 县大众日报县教体局 | "
