"""Places and shapes that follow from the wording: heads, signatures, lists, the imprint."""

from __future__ import annotations

import io
import re
import zipfile
from itertools import pairwise

import pytest
from msgspec.structs import replace

from duban.gongwen import standard as std
from duban.gongwen.body import attachment_list
from duban.gongwen.document import Attachment, Document, Format, Paragraph, Seal
from duban.gongwen.flow import fill, pitch_with_signature
from duban.gongwen.head import head, mark_face
from duban.gongwen.imprint import imprint
from duban.gongwen.measure import line_count, width
from duban.gongwen.render import render
from duban.gongwen.signature import signature
from duban.gongwen.style import STANDARD, Style
from duban.gongwen.xml import Piece
from tests.gongwen.cases import ANNEXES, BASE, MOMENT, body, recipients


def text_of(xml: str) -> str:
    tabbed = re.sub(r"<w:tab/>", "\t", xml)
    return re.sub(r"<[^>]+>", "", tabbed)


def texts(pieces: list[Piece]) -> list[str]:
    return [text for piece in pieces if (text := text_of(piece.xml)).strip()]


def document_xml(document: Document, style: Style = STANDARD, pages: int | None = None) -> str:
    made = render(document, style, moment=MOMENT, text_pages=pages)
    return zipfile.ZipFile(io.BytesIO(made)).read("word/document.xml").decode()


def test_widths_are_counted_in_full_characters() -> None:
    assert width("督查abc12") == 2 + 2.5
    assert width("“—…”·") == 5
    assert line_count("甲" * 28, 28) == 1
    assert line_count("甲" * 27, 28, first=2) == 2
    assert line_count("甲\n乙", 28) == 2


def test_22_lines_of_28_characters_fill_the_type_area() -> None:
    """Within 1 mm of 156 × 225 mm; a twip more a line and the 22nd would not fit."""
    assert 0 <= std.TEXT_HEIGHT - std.LINES * std.LINE < std.LINES
    assert abs(std.TEXT_WIDTH - std.CHARS * std.CHAR) < std.mm(1)
    assert std.SIZE_3 * 10 + std.CONDENSE == std.CHAR
    assert abs(std.TEXT_WIDTH - std.mm(156)) <= 1 and abs(std.TEXT_HEIGHT - std.mm(225)) <= 1


@pytest.mark.parametrize(
    ("present", "lines"),
    [
        ({"copy_number": "000001"}, ["000001"]),
        ({"secrecy": "机密★1年"}, ["", "机密★1年"]),
        ({"urgency": "特急"}, ["特急"]),
        ({"secrecy": "秘密", "urgency": "加急"}, ["", "秘密", "加急"]),
        ({"copy_number": "000001", "urgency": "加急"}, ["000001", "加急"]),
    ],
)
def test_the_corner_keeps_its_lines(present: dict[str, str], lines: list[str]) -> None:
    """密级 is on the second line even without 份号 (7.2.2)."""
    pieces = head(replace(BASE, **present), STANDARD)  # type: ignore[arg-type]
    assert [text_of(piece.xml) for piece in pieces[: len(lines)]] == lines


def test_a_long_mark_is_made_smaller_then_condensed_never_wrapped() -> None:
    for length in range(4, 40):
        face = mark_face("市" * length, STANDARD, std.MARK_SIZE)
        assert length * face.size * 10 * face.scale / 100 <= std.TEXT_WIDTH
    assert mark_face("市" * 8, STANDARD, std.MARK_SIZE).scale == 100


def test_signers_stand_two_a_row_and_the_number_beside_the_last() -> None:
    upward = replace(BASE, signers=("张三", "欧阳某某", "王五"))
    lines = texts(head(upward, STANDARD))[-2:]
    assert lines == ["\t签发人：张\u3000三\u3000欧阳某某", "\u3000甲政发〔2023〕5号\t王\u3000五"]


def test_long_names_of_signers_stand_one_a_row() -> None:
    upward = replace(BASE, signers=("买买提江·阿不都热合曼", "阿依古丽·吐尔逊"))
    assert [line.count("\t") for line in texts(head(upward, STANDARD))[-2:]] == [1, 1]
    assert "阿不都热合曼" in texts(head(upward, STANDARD))[-2]


def test_a_long_issuer_and_the_date_take_two_lines() -> None:
    long = "甲州市优化营商环境和招商引资工作领导小组办公室"
    lines = texts(head(replace(BASE, issue="第3期", issuer=long), STANDARD))
    assert lines[-1] == f"\u3000{long}\t2023年4月3日"
    wide = imprint(replace(BASE, printed_by=long * 2), STANDARD, recipients=False)[1]
    assert wide.xml.count("<w:br/>") == 1


def test_a_document_without_a_head_has_no_red_rule() -> None:
    """A form such as 督办单 printed on plain paper begins with its title."""
    plain = replace(BASE, mark=(), mark_suffix="", number="")
    assert head(plain, STANDARD) == []
    assert std.RED not in document_xml(plain)


def test_nothing_of_a_bulletins_head_is_left_out() -> None:
    bulletin = replace(
        BASE, format=Format.BULLETIN, issue="第3期", issuer="甲州市督查室", signers=("张三",)
    )
    lines = texts(head(bulletin, STANDARD))[1:]
    assert lines == ["第3期", BASE.number, "签发人：张三", "\u3000甲州市督查室\t2023年4月3日"]


def test_a_date_is_printed_once_or_with_the_signature() -> None:
    numbered = replace(BASE, format=Format.BULLETIN, signatories=())
    assert document_xml(numbered).count(">2023年4月3日<") == 1
    issued = replace(numbered, issue="第3期", issuer="甲州市督查室")
    assert document_xml(issued).count(">2023年4月3日<") == 1
    signed = replace(issued, signatories=("甲州市督查室",))
    assert document_xml(signed).count(">2023年4月3日<") == 2


def _indents(piece: Piece) -> dict[str, int]:
    found = re.search(r'<w:ind w:left="(\d+)" w:right="(\d+)" w:(\w+)="(\d+)"/>', piece.xml)
    assert found is not None
    return {"left": int(found[1]), "right": int(found[2]), found[3]: int(found[4])}


def test_a_sealed_date_ends_four_characters_from_the_right_the_body_over_its_middle() -> None:
    *_, name, date = signature(replace(BASE, signatories=("甲州市教育局",)), STANDARD)
    assert _indents(date)["right"] == 4 * std.CHAR
    middle = std.TEXT_WIDTH - 4 * std.CHAR - width("2023年4月3日") / 2 * std.CHAR
    assert f'<w:tab w:val="center" w:pos="{round(middle)}"/>' in name.xml


def test_an_unsealed_date_begins_two_characters_after_the_body() -> None:
    unsealed = replace(BASE, seal=Seal.UNSEALED, signatories=("甲州市人民政府办公室",))
    *_, name, date = signature(unsealed, STANDARD)
    assert _indents(date)["left"] - _indents(name)["left"] == 2 * std.CHAR
    end = _indents(name)["left"] + 10 * std.CHAR
    assert abs(std.TEXT_WIDTH - end - 2 * std.CHAR) < 30


def test_seals_of_a_joint_document_never_touch() -> None:
    names = ("甲州市教育局", "甲州市财政局", "甲州市民政局", "甲州市水利局")
    pieces = signature(replace(BASE, signatories=names), STANDARD)
    rows = [[int(n) for n in re.findall(r'"center" w:pos="(\d+)"', p.xml)] for p in pieces]
    centres = [row for row in rows if row]
    assert [len(row) for row in centres] == [2, 2]
    for row in centres:
        assert all(b - a >= std.mm(45) for a, b in pairwise(row))
        assert row[0] >= std.mm(22.5) and row[-1] <= std.TEXT_WIDTH - std.mm(22.5)
    between = sum(p.height for p in pieces[2:3]) + std.LINE
    assert between >= std.mm(45)


def test_numbers_of_ten_and_more_attachments_align_at_their_dots() -> None:
    document = replace(BASE, attachment_list=tuple(f"表{n}" for n in range(1, 13)))
    lines = attachment_list(document, STANDARD)[1:]
    left = [_indents(line)["left"] for line in lines]
    assert len(set(left)) == 1
    ninth, tenth = _indents(lines[8]), _indents(lines[9])
    assert tenth["hanging"] - ninth["hanging"] == std.CHAR // 2
    assert [text_of(line.xml) for line in lines[8:10]] == ["9.\t表9", "10.\t表10"]


def test_recipients_leave_the_first_page_only_when_they_fill_it() -> None:
    few, many = document_xml(BASE), document_xml(replace(BASE, recipients=recipients(90)))
    assert "主送：" not in few and "主送：" in many
    assert many.index("主送：") > many.index("抄送：") - 3000
    assert many.index("主送：") < many.index("抄送：")


def test_the_imprint_closes_up_before_it_leaves_the_foot() -> None:
    usual = imprint(BASE, STANDARD, recipients=False)[1]
    tall = imprint(replace(BASE, copies_to=recipients(100)), STANDARD, recipients=False)[1]
    huge = imprint(replace(BASE, copies_to=recipients(400)), STANDARD, recipients=False)[1]
    assert f'w:line="{std.IMPRINT_LINE}"' in usual.xml
    assert "tblpPr" in tall.xml and tall.height < std.TEXT_HEIGHT
    assert "tblpPr" not in huge.xml and "cantSplit" not in huge.xml


def test_a_letters_imprint_has_neither_lines_nor_printer() -> None:
    letter = replace(BASE, format=Format.LETTER)
    table = imprint(letter, STANDARD, recipients=False)[1].xml
    assert "tblBorders" not in table and "印发" not in table


@pytest.mark.parametrize(("pages", "sections", "turned"), [(2, 1, 0), (3, 2, 0), (5, 2, 0)])
def test_a_duplex_imprint_is_on_the_back_of_the_last_sheet(
    pages: int, sections: int, turned: int
) -> None:
    xml = document_xml(BASE, Style(duplex=True), pages)
    assert xml.count("<w:sectPr>") == sections
    assert xml.count("pageBreakBefore") == turned


def test_a_blank_page_before_the_imprint_has_no_number_and_neither_has_the_imprints() -> None:
    document = replace(BASE, attachments=ANNEXES[:1])
    xml = document_xml(document, Style(duplex=True), 4)
    last = xml[xml.rindex("<w:sectPr>") :]
    assert "gwFooterBlank" in last and "gwFooterOdd" not in last
    assert xml.count("pageBreakBefore") == 1


def test_pages_are_counted_by_lines() -> None:
    line = Piece("", (std.LINE,))
    assert fill([line] * 22, std.TEXT_HEIGHT) == (1, 22 * std.LINE)
    assert fill([line] * 23, std.TEXT_HEIGHT) == (2, std.LINE)
    assert fill([line, Piece("", (std.LINE,), new_page=True)], std.TEXT_HEIGHT)[0] == 2
    # Five rows under the head on each of two pages.
    table = Piece("", (2000,) * 10, repeated=500)
    assert fill([table], 10500) == (2, 10500)


@pytest.mark.parametrize("lines", range(1, 13))
def test_a_signature_is_never_left_alone(lines: int) -> None:
    """Either it fits under the text, or a line of the text goes over with it (7.3.5.5)."""
    room, signed = 9 * std.LINE, 4 * std.LINE
    pitch = pitch_with_signature(room, lines, signed)
    assert lines * pitch + signed <= room or lines * pitch > room
    assert 0.65 * std.LINE < pitch < 1.4 * std.LINE


def test_a_heading_runs_on_in_its_own_font() -> None:
    document = replace(BASE, body=(Paragraph("各单位进展较快。", 2, "（一）总体情况。"),))
    xml = document_xml(document)
    kai = xml[: xml.index("（一）总体情况。")].rindex("<w:rFonts")
    song = xml[: xml.index("各单位进展较快。")].rindex("<w:rFonts")
    assert 'w:eastAsia="楷体_GB2312"' in xml[kai : kai + 120]
    assert 'w:eastAsia="仿宋_GB2312"' in xml[song : song + 120]


def test_fonts_are_what_the_office_says() -> None:
    style = Style(fangsong="华文仿宋", latin="Times New Roman")
    xml = document_xml(replace(BASE, body=body(1)), style)
    assert 'w:ascii="Times New Roman"' in xml and "仿宋_GB2312" not in xml


def test_quotation_marks_and_dashes_stay_in_the_chinese_font() -> None:
    text = Paragraph("“ABC”——增长7%…“2023”")
    xml = document_xml(replace(BASE, body=(text,)), Style(latin="Times New Roman"))
    runs = re.findall(
        r'<w:r><w:rPr><w:rFonts [^>]*w:ascii="([^"]+)"[^>]*/>.*?</w:rPr>(.*?)</w:r>', xml
    )
    latin = "".join(text_of(inner) for font, inner in runs if font == "Times New Roman")
    assert not set(latin) & set("“”—…") and {"A", "2", "%"} <= set(latin)


def test_an_attachments_own_label_is_printed() -> None:
    """An attachment bound apart carries 发文字号 with its number (7.3.7)."""
    own = Attachment("名单", (Paragraph("甲"),), label="甲政发〔2023〕5号附件2")
    assert "甲政发〔2023〕5号附件2" in document_xml(replace(BASE, attachments=(own,)))
