"""Names of other provinces' units, on which nothing was tuned when they were written."""

import io

import pytest
from docx import Document

from duban.notice.blocks import Blocks, Paragraph
from duban.notice.readers import read_notice
from duban.notice.readers.office import convert
from duban.notice.recognise import recognise
from tests.notice.build import brief, read, text
from tests.notice.fresh import Stock, drawn, stopless
from tests.notice.fresh_shapes import SHAPES
from tests.notice.heldout import FIFTH, FOURTH, HELD_OUT, SIXTH, THIRD
from tests.notice.test_fresh import ALL, Judged, written
from tests.programs import required


@pytest.mark.parametrize("stock", [HELD_OUT, THIRD, FOURTH, FIFTH, SIXTH], ids=lambda s: s.names)
def test_a_certain_row_is_right(stock: Stock) -> None:
    judged = Judged([], [])
    for at, shape in enumerate(ALL):
        notice = drawn(7 + at % 5, size=12, awkward=at % 2 == 1, stock=stock)
        blocks, truth = written(shape, stopless(notice) if at % 3 == 0 else notice)
        judged.add(shape, recognise(blocks), truth)
    assert judged.wrong == []


def test_printed_lines_keep_their_numbers() -> None:
    """Its first page ends with an item's number, which is no page number."""
    shape = "one cell a line"
    lines, truth = SHAPES[shape](drawn(20, size=15, stock=FOURTH))
    document = Document()
    for line in lines:
        document.add_paragraph(line)
    made = io.BytesIO()
    document.save(made)
    printed = convert(made.getvalue(), ".docx", "pdf", required("soffice"))
    assert printed is not None
    blocks = read_notice(printed, "", None)
    assert isinstance(blocks, Blocks), blocks
    judged = Judged([], [])
    judged.add(shape, recognise(blocks), truth)
    assert judged.wrong == []


def test_a_body_named_like_a_verb_is_a_body() -> None:
    found = read(
        text("1.建设路网。（市政协办、市供水公司主办，市文保中心协办）\n2.植树。（市林业局主办）")
    )
    assert brief(found)[0] == "1: 市政协办、市供水公司 | 市文保中心"


def test_a_line_of_units_that_ends_like_a_header_is_kept() -> None:
    header = "序号\n重点工作\n牵头单位\n协办单位"
    lines = f"{header}\n1\n甲。\n州搬迁安置局\n州粮储局、各责任单位\n2\n乙。\n州财政局"
    assert brief(read(text(lines)))[0] == "1: 州搬迁安置局 | 州粮储局、各责任单位"


def test_a_lead_with_quotes_in_its_name_is_no_part_of_the_text() -> None:
    header = "序号 重点工作 牵头单位 协办单位"
    lines = f"{header}\n1 治理校外培训。 县“双减”工作专班 县“五小”办\n2 植树。 县林业局"
    assert brief(read(text(lines)))[0] == "1: 县“双减”工作专班 | 县“五小”办"


@pytest.mark.parametrize(
    "units",
    [
        "勐岗牧场各乡人民政府",
        "中医医院农牧和科技局",
        "投资促进局绿化市容局",
        "澜西水塔澜西糖厂",
        "职业夜校中国人寿昌南分公司",
        "谷洞瑶族乡董架幼儿园",
        "新场苗木场建设交通局",
        "沅平文旅新城茶亭茶场",
        "南伞村州客运公司",
        "电大沅平化工厂",
    ],
)
def test_units_run_together_are_never_one_for_certain(units: str) -> None:
    header = "序号重点工作牵头单位协办单位"
    found = read(text(f"{header}\n1抓好粮食生产。{units}\n\n2建设路网。县交通局县财政局"))
    task = found.tasks[0]
    assert task.doubt is not None or (*task.leads, *task.cos) != (units,)


def test_without_any_blank_line_a_list_of_units_shows_no_border() -> None:
    header = "序号重点工作牵头单位协办单位"
    found = read(text(f"{header}\n1甲。市财政局\n市水利局\n市林业局\n2乙。市交通局市财政局"))
    assert brief(found)[0].startswith("1?")


def test_a_body_merged_into_a_department_of_the_same_name_is_no_former_name_of_it() -> None:
    found = read(text("1.普法。（县司法局主办）\n2.审查文件。（县法制办主办）"))
    assert [task.leads for task in found.tasks] == [("县司法局",), ("县法制办",)]


def test_a_short_school_on_a_line_of_its_own_may_be_a_unit() -> None:
    found = read(text("1.普法。\n牵头单位：县人社和民政局 特校\n2.植树。\n牵头单位：县林业局"))
    assert found.tasks[0].doubt is not None


def test_a_park_before_a_committee_is_not_surely_one_too() -> None:
    found = read(
        text("1.招商。（区现代农业园区主办，临空港区管委会协办）\n2.植树。（区林业局主办）")
    )
    task = found.tasks[0]
    assert task.doubt is not None or task.leads == ("区现代农业园区",)


def test_a_park_and_a_zone_with_their_committee() -> None:
    found = read(text("1.招商。（滁州经开区、中新苏滁高新区管委会主办）\n2.植树。（市林业局主办）"))
    assert brief(found)[0] == "1: 滁州经开区管委会、中新苏滁高新区管委会 | "


def test_two_cells_whose_blank_a_line_s_end_took_are_doubtful() -> None:
    header = "序号 重点工作 牵头单位 协办单位"
    lines = f"{header}\n1 招商。 招商银行沅平分行中国中车沅平公司\n2 植树。 县林业局 县水利局"
    found = read(text(lines))
    assert [task.doubt is not None for task in found.tasks] == [True, False]


@pytest.mark.parametrize(
    "row",
    [
        "1 招商。 招商银行沅平分行\n中国中车沅平公司",
        "1 招商。 中车沅平公司、沅平文旅新城\n县花生研究所",
        "1 招商引资\n县商贸局 县信用联社",
    ],
)
def test_a_line_s_end_in_a_row_that_lacks_a_cell_may_be_its_border(row: str) -> None:
    header = "序号 重点工作 牵头单位 协办单位"
    found = read(text(f"{header}\n{row}\n2 植树。 县林业局\n3 治水。 县农业农村局、\n县水利局"))
    assert [task.doubt is not None for task in found.tasks] == [True, False, False]


def test_the_dash_of_an_empty_cell_ends_no_text() -> None:
    header = "序号 重点工作 牵头单位 协办单位 完成时限"
    found = read(text(f"{header}\n1 植树。 县林业局 — 12月底\n2 修路。 县交通局 无 全年"))
    assert brief(found) == ["1: 县林业局 | ", "2: 县交通局 | "]


def printed_lines(*lines: tuple[str, int]) -> tuple[Paragraph, ...]:
    """Paragraphs as printed, each with the place where its first line ended (0: nowhere)."""
    return tuple(Paragraph(line, "第1页", (end,) if end else ()) for line, end in lines)


def test_a_printed_line_s_end_between_cells_of_their_own_lines_is_doubtful() -> None:
    header = [(word, 0) for word in ["序号", "重点工作", "牵头单位", "协办单位"]]
    body = [
        ("1", 0),
        ("建设路网县交通局", 4),
        ("县财政局", 0),
        ("2", 0),
        ("植树。", 0),
        ("县林业局", 0),
    ]
    found = read(printed_lines(*header, *body))
    assert [task.doubt is not None for task in found.tasks] == [True, False]


def test_a_printed_line_s_end_between_cells_run_together_is_doubtful() -> None:
    header = ("序号重点工作牵头单位协办单位", 0)
    rows = [("1建设路网。县交通局县财政局", 10), ("2植树。县林业局县财政局", 3)]
    found = read(printed_lines(header, *rows))
    assert [task.doubt is not None for task in found.tasks] == [True, False]


def test_a_short_lead_without_usual_ending_in_a_counted_heading_is_taken() -> None:
    found = read(
        text("一、县林业局牵头工作（1项）\n1.植树。\n二、电影城牵头工作（1项）\n1.办好夏令营。")
    )
    assert [(task.leads, task.doubt is not None) for task in found.tasks] == [
        (("县林业局",), False),
        (("电影城",), True),
    ]
