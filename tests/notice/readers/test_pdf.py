"""Printed documents: paragraphs from lines, tables from rules, both over page breaks."""

import io

from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from msgspec.structs import replace

from duban.notice.blocks import Blocks
from duban.notice.readers import read_notice
from duban.notice.readers.office import convert
from duban.notice.readers.pdf_lines import Line, joined, paragraph_of, runs_of
from duban.notice.readers.pdf_tables import Box, Printed, table_of
from duban.notice.recognise import Recognised, recognise
from tests.notice.readers.made import told
from tests.programs import required

SIZE = 10.0


def line(text: str, left: float = 0.0) -> Line:
    """A line set in characters as wide as high."""
    return Line(text, left, left + SIZE * len(text), 0.0, SIZE, SIZE)


def box(*texts: str, left: float = 0.0, width: int = 6) -> Box:
    """A cell with room for ``width`` characters and a padding of 2 points."""
    return Box(tuple(line(t, left + 2) for t in texts), left, left + 4 + SIZE * width)


def printed(*rows: tuple[Box, ...]) -> Printed:
    return Printed(0.0, (0.0, 30.0, 230.0, 300.0), rows)


def rows_of(table: Printed) -> list[list[str]]:
    return [[cell.text for cell in row] for row in table_of(table, "表1").rows]


def test_a_line_with_room_for_what_follows_ends_its_paragraph() -> None:
    lines = [line("市财政局"), line("市自然资源和"), line("规划局"), line("市审计局")]
    assert [joined(run) for run in runs_of(lines, 0, 64)] == [
        "市财政局", "市自然资源和规划局", "市审计局",
    ]  # fmt: skip


def test_an_indented_line_begins_a_paragraph_of_running_text() -> None:
    lines = [line("一二三四五六"), line("七八九十甲乙", 20), line("丙丁")]
    assert [joined(run) for run in runs_of(lines, 0, 80, indents=True)] == [
        "一二三四五六", "七八九十甲乙丙丁",
    ]  # fmt: skip


def test_a_full_line_is_a_name_when_the_table_has_it_alone_elsewhere() -> None:
    cells = printed(
        (box("1"), box("甲", width=19), box("市农业农村局", "总口管理区")),
        (box("2"), box("乙", width=19), box("总口管理区")),
        (box("3"), box("丙", width=19), box("市城发集团公", "司", "市退役军人局", "市财政局")),
        (box("4"), box("丁", width=19), box("市退役军人局")),
    )
    assert [row[2] for row in rows_of(cells)] == [
        "市农业农村局\n总口管理区",
        "总口管理区",
        "市城发集团公司\n市退役军人局\n市财政局",
        "市退役军人局",
    ]


def test_where_no_other_cell_tells_the_wording_decides_and_says_so() -> None:
    table = table_of(
        printed(
            (box("1"), box("甲", width=19), box("高石碑管理处", "龙湾镇", "市司法局")),
            (box("2"), box("乙", width=19), box("市住房建设局", "盐化总公司")),
            (box("3"), box("丙", width=19), box("市小龙虾产业", "促进中心")),
        ),
        "表1",
    )
    assert [row[2].text for row in table.rows] == [
        "高石碑管理处\n龙湾镇\n市司法局",
        "市住房建设局盐化总公司",
        "市小龙虾产业促进中心",
    ]
    assert [row[2].doubt and row[2].doubt.alternatives for row in table.rows] == [
        ("高石碑管理处；龙湾镇", "高石碑管理处龙湾镇"),
        ("市住房建设局盐化总公司", "市住房建设局；盐化总公司"),
        None,
    ]


def test_a_name_known_elsewhere_does_not_settle_what_follows_it() -> None:
    table = table_of(
        printed(
            (box("1"), box("甲", width=19), box("市公安局", "交警支队", width=4)),
            (box("2"), box("乙", width=19), box("市公安局", "市财政局", width=4)),
            (box("3"), box("丙", width=19), box("江汉日报", "市总工会", width=4)),
            (box("4"), box("丁", width=19), box("市经开发", "区管委会", width=4)),
            (box("5"), box("戊", width=19), box("市公安局", width=8)),
        ),
        "表1",
    )
    assert [row[2].doubt and row[2].doubt.alternatives for row in table.rows] == [
        ("市公安局；交警支队", "市公安局交警支队"),
        None,
        ("江汉日报市总工会", "江汉日报；市总工会"),
        None,
        None,
    ]


def test_two_full_lines_of_the_usual_build_may_yet_be_one_name() -> None:
    table = table_of(
        printed(
            (box("1"), box("甲", width=19), box("县直机关", "各单位", width=4)),
            (box("2"), box("乙", width=19), box("市委城乡社", "区治理委", width=5)),
            (box("3"), box("丙", width=19), box("各单位", width=6)),
            (box("4"), box("丁", width=19), box("市财政局", "市审计局", width=4)),
        ),
        "表1",
    )
    assert [row[2].doubt is not None for row in table.rows] == [True, True, False, False]


def test_a_line_that_a_blank_ended_goes_on_behind_it() -> None:
    lines = [replace(line("1 植树。 县林业局"), blank=3.0), line("县水利局")]
    run = runs_of(lines, 0, 112)
    assert [paragraph_of(part, True, "第1页").text for part in run] == [
        "1 植树。 县林业局 县水利局"
    ]


def test_where_printed_lines_ended_without_a_blank_is_told() -> None:
    lines = [
        line("1 植树。县林业局"),
        line("县水利局"),
        replace(line("县财"), blank=2.0),
        line("政局"),
    ]
    paragraph = paragraph_of(lines, True, "第1页")
    assert (paragraph.text, paragraph.ends) == ("1 植树。县林业局县水利局县财 政局", (9, 13))


def test_a_row_whose_units_the_page_leaves_open_is_marked() -> None:
    header = (box("序号"), box("重点工作", width=19), box("牵头单位"))
    open_ = ("市住房建设局", "盐化总公司")
    tasks = ("加快推进水厂建设", "推进道路改造", "加强食品监管", "实施教育提升", "扩大养老供给")
    rows = [
        (box(str(n)), box(task, width=19), box(*(open_ if n == 2 else ("市财政局",))))
        for n, task in enumerate(tasks, 1)
    ]
    found = recognise(Blocks((table_of(printed(header, *rows), "表1"),), "pdf"))
    assert isinstance(found, Recognised)
    marked = {task.no: task.doubt for task in found.tasks if task.doubt}
    assert list(marked) == [2]
    assert "市住房建设局；盐化总公司" in marked[2].alternatives


def test_an_alias_in_brackets_stays_with_its_name() -> None:
    cells = printed(
        (box("1"), box("甲", width=19), box("市城发集团", "(市高新投公", "司)", width=5)),
        (box("2"), box("乙", width=19), box("市城发集团", width=6)),
    )
    assert rows_of(cells)[0][2] == "市城发集团(市高新投公司)"


def test_a_table_goes_on_over_a_page_without_its_header_again() -> None:
    header = (box("序号"), box("任务", width=19), box("单位"))
    first = printed(header, (box("1"), box("加快建设", width=19), box("市财政局")))
    rest = printed(
        header,
        (box(), box("高标准农田。", width=19), box("市审计局")),
        (box("2"), box("乙。", width=19), box("市教育局")),
    )
    assert rows_of(first.with_more(rest))[1:] == [
        ["1", "加快建设\n高标准农田。", "市财政局\n市审计局"],
        ["2", "乙。", "市教育局"],
    ]


def test_after_a_full_stop_a_row_without_number_stays_by_itself() -> None:
    first = printed((box("1"), box("甲。", width=19), box("市财政局")))
    text = printed((box(), box("乙。", width=19), box("市审计局")))
    units = printed((box(), box(width=19), box("市审计局")))
    assert len(rows_of(first.with_more(text))) == 2
    assert rows_of(first.with_more(units)) == [["1", "甲。", "市财政局\n市审计局"]]


def test_a_number_that_a_page_parted_is_put_together() -> None:
    first = printed((box("11", width=2), box("完善政策", width=19), box("市民政局")))
    more = printed((box("6", width=2), box("体系。", width=19), box()))
    assert rows_of(first.with_more(more))[0][0] == "116"
    following = replace(more, rows=((box("12", width=2), *more.rows[0][1:]),))
    assert [row[0] for row in rows_of(first.with_more(following))] == ["11", "12"]


def test_a_row_with_a_label_of_its_own_is_no_rest_of_another_one() -> None:
    first = printed((box("13"), box("完善政策", width=19), box("市民政局")))
    more = printed((box("14"), box("建设路网。", width=19), box("市交通局")))
    behind = [
        replace(one, rows=((box("综合"), *one.rows[0]),), edges=(0.0, 9.0, 30.0, 230.0, 300.0))
        for one in (first, replace(more, rows=((box(), *more.rows[0][1:]),)))
    ]
    assert len(rows_of(first.with_more(more))) == 2
    numbered = replace(behind[1], rows=((box(), *more.rows[0]),))
    assert [row[1] for row in rows_of(behind[0].with_more(numbered))] == ["13", "14"]


def test_a_chinese_label_that_a_page_parted_is_put_together() -> None:
    first = printed((box("（十", width=2), box("完善政策", width=19), box("市民政局")))
    more = printed((box("一）", width=2), box("体系。", width=19), box()))
    assert [row[0] for row in rows_of(first.with_more(more))] == ["（十一）"]


def test_a_branch_behind_a_known_bureau_is_doubtful_in_a_list_too() -> None:
    table = table_of(
        printed(
            (box("1"), box("甲", width=19), box("市公安局", "青山分局、经", "开区", width=4)),
            (box("2"), box("乙", width=19), box("市公安局", width=8)),
        ),
        "表1",
    )
    assert [row[2].doubt is not None for row in table.rows] == [True, False]


def test_names_parted_by_blanks_may_end_at_a_line_s_end() -> None:
    cell = box("市园林局", "发改局 各部门", width=4)
    table = table_of(printed((box("1"), box("甲", width=19), cell)), "表1")
    assert table.rows[0][2].doubt is not None


def test_tables_with_other_columns_do_not_follow_on() -> None:
    table = printed((box("1"), box("甲", width=19), box("乙")))
    assert table.follows(replace(table, edges=(1.0, 31.0, 229.0, 300.0)))
    assert not table.follows(replace(table, edges=(0.0, 60.0, 230.0, 300.0)))


LONG = "以全市发展大局为重,加快推进重点项目建设,完善工作机制,压实工作责任,"
LONG += "强化督促检查,确保各项任务按期完成"


def long_document() -> bytes:
    """A page and more of numbered paragraphs with page numbers, then a table with merged cells."""
    document = Document()
    style = document.styles["Normal"]
    style.font.size = Pt(14)
    footer = document.sections[0].footer.paragraphs[0]
    for kind, content in (("begin", None), (None, "PAGE"), ("end", None)):
        run = footer.add_run()
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark = OxmlElement("w:instrText")
            mark.text = content
        run._r.append(mark)
    for n in range(1, 31):
        paragraph = document.add_paragraph(f"{n}.{LONG[: 20 + n]}。责任单位:市财政局")
        paragraph.paragraph_format.first_line_indent = Cm(1)
    table = document.add_table(3, 3, style="Table Grid")
    for r, row in enumerate(table.rows):
        for c, cell in enumerate(row.cells):
            cell.text = f"{r}{c}"
    table.cell(0, 0).merge(table.cell(0, 2)).text = "标题"
    table.cell(1, 0).merge(table.cell(2, 0)).text = "共"
    document.add_paragraph()
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def test_running_text_and_merged_cells_of_a_printed_document() -> None:
    made = convert(long_document(), ".docx", "pdf", required("soffice"))
    assert made is not None
    result = read_notice(made, "", None)
    assert isinstance(result, Blocks)
    *paragraphs, table = told(result)
    assert paragraphs == [f"{n}.{LONG[: 20 + n]}。责任单位:市财政局" for n in range(1, 31)]
    assert table == [["标题", "=标题", "=标题"], ["共", "11", "12"], ["=共", "21", "22"]]
