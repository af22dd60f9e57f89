"""Word documents as a person reads them with every change accepted."""

import pytest

from duban.notice.blocks import Blocks
from duban.notice.readers import read_notice
from duban.notice.readers.number_forms import written
from tests.notice.readers.made import docx, numbered, p, read, refused, table, tc

LEVEL = (
    '<w:lvl w:ilvl="{0}"><w:start w:val="1"/><w:numFmt w:val="{1}"/>'
    '<w:lvlText w:val="{2}"/></w:lvl>'
)


def lists(*levels: tuple[str, str], more: str = "") -> str:
    body = "".join(LEVEL.format(n, form, text) for n, (form, text) in enumerate(levels))
    return (
        f'<w:abstractNum w:abstractNumId="0">{body}</w:abstractNum>'
        f'<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>{more}'
    )


def test_paragraphs_and_tables_come_in_order_with_their_cells_paragraphs() -> None:
    body = p("清单") + table(tc("序号") + tc("牵头单位"), tc("1") + tc("市财政局", "市审计局"))
    assert read(docx(body + p("附注"))) == [
        "清单",
        [["序号", "牵头单位"], ["1", "市财政局\n市审计局"]],
        "附注",
    ]


def test_merged_cells_repeat_their_text_and_say_so() -> None:
    start, down = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    rows = (
        tc("标题", properties='<w:gridSpan w:val="3"/>'),
        tc("1", properties=start) + tc("甲") + tc("乙"),
        tc("", properties=down) + tc("丙") + tc("丁"),
    )
    assert read(docx(table(*rows))) == [
        [["标题", "=标题", "=标题"], ["1", "甲", "乙"], ["=1", "丙", "丁"]]
    ]


def test_a_row_that_begins_further_right_keeps_its_columns() -> None:
    indented = f'<w:trPr><w:gridBefore w:val="1"/></w:trPr>{tc("乙")}'
    assert read(docx(table(tc("1") + tc("甲"), indented))) == [[["1", "甲"], ["", "乙"]]]


def test_automatic_numbers_are_part_of_the_text() -> None:
    levels = lists(("chineseCounting", "%1、"), ("decimal", "%2."), ("decimal", "%1.%2.%3"))
    body = "".join(
        numbered(1, level, text)
        for level, text in [(0, "甲"), (1, "子"), (1, "丑"), (0, "乙"), (1, "寅"), (2, "卯")]
    )
    assert read(docx(body, levels)) == [
        "一、甲", "1.子", "2.丑", "二、乙", "1.寅", "二.1.1 卯",
    ]  # fmt: skip


def test_numbers_in_a_legal_level_are_arabic_and_bullets_are_left_out() -> None:
    legal = LEVEL.format(1, "decimal", "%1.%2").replace("</w:lvl>", "<w:isLgl/></w:lvl>")
    levels = lists(("chineseCounting", "%1、"), more="").replace("</w:abstractNum>", "", 1)
    levels = levels.replace('<w:num w:numId="1">', legal + '</w:abstractNum><w:num w:numId="1">')
    assert read(docx(numbered(1, 0, "甲") + numbered(1, 1, "乙"), levels)) == ["一、甲", "1.1 乙"]
    assert read(docx(numbered(1, 0, "甲"), lists(("bullet", "")))) == ["甲"]


def test_a_list_can_start_anew_or_run_on() -> None:
    second = '<w:num w:numId="2"><w:abstractNumId w:val="0"/></w:num>'
    third = (
        '<w:num w:numId="3"><w:abstractNumId w:val="0"/>'
        '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride></w:num>'
    )
    levels = lists(("decimal", "%1."), more=second + third)
    body = numbered(1, 0, "甲") + numbered(2, 0, "乙") + numbered(3, 0, "丙") + numbered(1, 0, "丁")
    assert read(docx(body, levels)) == ["1.甲", "2.乙", "5.丙", "3.丁"]


def test_numbers_come_from_the_style_and_the_style_it_is_based_on() -> None:
    styles = (
        '<w:style w:styleId="A"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:styleId="B"><w:basedOn w:val="A"/></w:style>'
    )
    body = p("甲", '<w:pStyle w:val="A"/>') + p("乙", '<w:pStyle w:val="B"/>')
    assert read(docx(body, lists(("decimal", "%1.")), styles)) == ["1.甲", "2.乙"]
    off = '<w:pStyle w:val="A"/><w:numPr><w:numId w:val="0"/></w:numPr>'
    assert read(docx(p("丙", off), lists(("decimal", "%1.")), styles)) == ["丙"]


def test_the_number_column_may_be_an_automatic_list_in_empty_cells() -> None:
    cell = "<w:tc>" + numbered(1, 0, "") + "</w:tc>"
    rows = (cell + tc("甲"), cell + tc("乙"))
    assert read(docx(table(*rows), lists(("decimal", "%1")))) == [[["1", "甲"], ["2", "乙"]]]


def test_tracked_changes_are_accepted_and_reported() -> None:
    body = (
        "<w:p><w:r><w:t>市</w:t></w:r><w:del><w:r><w:delText>财政局</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>审计局</w:t></w:r></w:ins>"
        "<w:moveFrom><w:r><w:t>旧</w:t></w:r></w:moveFrom>"
        "<w:moveTo><w:r><w:t>新</w:t></w:r></w:moveTo></w:p>"
        + p("甲", "<w:rPr><w:del/></w:rPr>")
        + p("乙")
        + "<w:tbl><w:tr><w:trPr><w:del/></w:trPr>"
        + tc("删")
        + "</w:tr><w:tr><w:trPr><w:ins/></w:trPr>"
        + tc("增")
        + "</w:tr></w:tbl>"
    )
    result = read_notice(docx(body), "", None)
    assert isinstance(result, Blocks)
    assert read(docx(body)) == ["市审计局新", "甲乙", [["增"]]]
    assert result.notes == ("文档有4处修订，按已接受处理。",)


def test_text_boxes_are_read_once_and_footnotes_fields_and_hidden_text_not_at_all() -> None:
    box = f"<w:txbxContent>{p('框内')}</w:txbxContent>"
    body = (
        "<w:p><w:r><w:t>甲</w:t><w:footnoteReference/></w:r>"
        "<w:r><w:instrText>PAGE</w:instrText></w:r>"
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>隐</w:t></w:r>"
        "<w:r><mc:AlternateContent><mc:Choice><w:drawing><wps:txbx>"
        + box
        + "</wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox>"
        + box
        + "</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
        "<w:hyperlink><w:r><w:t>链</w:t></w:r></w:hyperlink>"
        "<w:r><w:br/><w:t>次行</w:t></w:r></w:p>"
    )
    assert read(docx(body)) == ["甲链", "次行", "框内"]


def test_content_controls_around_paragraphs_rows_and_cells_change_nothing() -> None:
    def control(content: str) -> str:
        return f"<w:sdt><w:sdtContent>{content}</w:sdtContent></w:sdt>"

    row = control(f"<w:tr>{control(tc('1'))}{tc('甲')}</w:tr>")
    assert read(docx(control(p("标题")) + f"<w:tbl>{row}</w:tbl>")) == ["标题", [["1", "甲"]]]


def test_a_table_in_a_cell_becomes_lines_of_the_cell() -> None:
    inner = f"<w:tc>{p('外')}{table(tc('市财政局'), tc('市审计局'))}{p('')}</w:tc>"
    assert read(docx(table(tc("1") + inner))) == [[["1", "外\n市财政局\n市审计局"]]]


def test_a_document_of_pictures_is_not_a_notice() -> None:
    assert "只有图片" in refused(docx(p("扫描件"), scan=b"\x89PNG")).reason


def test_absurd_spans_and_numbers_do_no_harm() -> None:
    wide = tc("甲", properties='<w:gridSpan w:val="99999999"/>')
    rows = read(docx(table(wide)))
    assert isinstance(rows[0], list)
    assert len(rows[0][0]) < 100
    strange = lists(("decimal", "%9.%1.")).replace('w:start w:val="1"', 'w:start w:val="x"')
    assert read(docx(numbered(1, 77, "甲") + numbered(1, 0, "乙"), strange))[-1] == "1.0.乙"


@pytest.mark.parametrize(
    ("number", "form", "shown"),
    [
        (10, "chineseCounting", "十"),
        (21, "chineseCountingThousand", "二十一"),
        (105, "japaneseCounting", "一百零五"),
        (110, "chineseCounting", "一百一十"),
        (136, "taiwaneseCountingThousand", "一百三十六"),
        (20, "decimalEnclosedCircle", "⑳"),
        (3, "upperRoman", "III"),
        (28, "lowerLetter", "bb"),
        (7, "decimalZero", "07"),
        (12, "decimalFullWidth", "１２"),
        (5, "unheardOf", "5"),
    ],
)
def test_number_formats(number: int, form: str, shown: str) -> None:
    assert written(number, form) == shown
