"""An office's own red-head document as base: what is kept, what is filled in, what is added."""

from __future__ import annotations

import io
import zipfile

import docx
from docx.enum.section import WD_SECTION
from docx.shared import Cm
from lxml import etree
from msgspec.structs import replace

from duban.gongwen.base import base_problem
from duban.gongwen.document import Attachment, Format, Paragraph
from duban.gongwen.render import render
from tests.gongwen.cases import ANNEXES, BASE, MOMENT
from tests.gongwen.schema import R, W, package_faults


def red_head(first_page: bool = False, header: str = "内部资料　{期号}") -> bytes:
    """As an office would make it: the mark, a line with the number typed in pieces, a header."""
    made = docx.Document()
    made.add_paragraph("甲州市人民政府办公室文件")
    line = made.add_paragraph("文号：")
    for piece in ("{发文", "字号", "}　{成文日期}"):
        line.add_run(piece)
    made.add_paragraph("")
    made.add_paragraph("")
    section = made.sections[0]
    section.left_margin = Cm(5)
    section.header.paragraphs[0].text = header
    if first_page:
        section.different_first_page_header_footer = True
        section.first_page_header.paragraphs[0].text = "首页红头"
        section.first_page_footer.paragraphs[0].text = "首页红线"
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


DOCUMENT = replace(BASE, attachments=ANNEXES[:2], issue="第3期")


def texts(made: bytes) -> list[str]:
    return [p.text for p in docx.Document(io.BytesIO(made)).paragraphs if p.text]


def test_the_text_follows_the_offices_head() -> None:
    made = texts(render(DOCUMENT, moment=MOMENT, base=red_head()))
    assert made[0] == "甲州市人民政府办公室文件"
    assert made[2].replace("\n", "") == DOCUMENT.title
    assert not any(DOCUMENT.mark[0] + DOCUMENT.mark_suffix in text for text in made)


def test_placeholders_are_filled_however_the_word_processor_split_them() -> None:
    made = docx.Document(io.BytesIO(render(DOCUMENT, moment=MOMENT, base=red_head())))
    assert made.paragraphs[1].text == "文号：甲政发〔2023〕5号　2023年4月3日"
    assert made.sections[0].header.paragraphs[0].text == "内部资料　第3期"


def test_a_value_that_looks_like_a_placeholder_is_not_filled_again() -> None:
    document = replace(DOCUMENT, number="{发文字号}")
    made = docx.Document(io.BytesIO(render(document, moment=MOMENT, base=red_head())))
    assert made.paragraphs[1].text == "文号：{发文字号}　2023年4月3日"


def test_the_header_is_kept_on_odd_and_even_pages_and_the_first() -> None:
    made = docx.Document(io.BytesIO(render(DOCUMENT, moment=MOMENT, base=red_head(True))))
    section = made.sections[0]
    assert made.settings.odd_and_even_pages_header_footer
    assert section.different_first_page_header_footer
    assert section.header.paragraphs[0].text == section.even_page_header.paragraphs[0].text
    assert section.first_page_header.paragraphs[0].text == "首页红头"
    assert section.first_page_footer.paragraphs[0].text == "首页红线"
    assert "PAGE" in etree.tostring(section.footer._element).decode()
    assert "PAGE" in etree.tostring(section.even_page_footer._element).decode()


def test_the_type_area_is_the_standards() -> None:
    made = docx.Document(io.BytesIO(render(DOCUMENT, moment=MOMENT, base=red_head())))
    first = made.sections[0]
    assert (round(first.left_margin.mm), round(first.top_margin.mm)) == (28, 37)


def test_the_text_is_chinese_whatever_the_base_is() -> None:
    """python-docx's own default is English: line-breaking rules would follow it."""
    made = docx.Document(io.BytesIO(render(DOCUMENT, moment=MOMENT, base=red_head())))
    own = made.styles["公文正文"].element.find(f".//{W}lang")
    assert own is not None and own.get(f"{W}eastAsia") == "zh-CN"


def test_the_package_stays_whole() -> None:
    """No reference to nothing, no duplicate, no order that Word would repair."""
    for base in (red_head(), red_head(True)):
        made = render(DOCUMENT, moment=MOMENT, base=base)
        with zipfile.ZipFile(io.BytesIO(made)) as package:
            names = package.namelist()
            tree = etree.fromstring(package.read("word/document.xml"))
            rows = etree.fromstring(package.read("word/_rels/document.xml.rels"))
            settings = etree.fromstring(package.read("word/settings.xml"))
        assert len(names) == len(set(names))
        ids = [row.get("Id") for row in rows]
        assert len(ids) == len(set(ids))
        used = {e.get(f"{R}id") for e in tree.iter() if e.get(f"{R}id")}
        assert used <= set(ids)
        order = [etree.QName(child).localname for child in settings]
        assert order.index("evenAndOddHeaders") < order.index("characterSpacingControl")
        assert len(tree.findall(f"{W}body/{W}sectPr")) == 1


def test_an_own_document_can_be_the_base_of_the_next() -> None:
    """What the engine wrote once, edited or not, is a base like any other."""
    first = render(replace(DOCUMENT, attachments=()), moment=MOMENT)
    again = render(DOCUMENT, moment=MOMENT, base=first)
    assert package_faults(again) == []
    assert sum(text.replace("\n", "") == DOCUMENT.title for text in texts(again)) == 2


def test_a_base_with_several_sections_keeps_them() -> None:
    made = docx.Document(io.BytesIO(red_head()))
    made.add_section(WD_SECTION.CONTINUOUS)
    made.add_paragraph("红头之后")
    out = io.BytesIO()
    made.save(out)
    result = docx.Document(io.BytesIO(render(DOCUMENT, moment=MOMENT, base=out.getvalue())))
    assert len(result.sections) == 2 + 2
    assert "红头之后" in [p.text for p in result.paragraphs]


def test_the_same_base_gives_the_same_bytes() -> None:
    base = red_head(True)
    made = [render(DOCUMENT, moment=MOMENT, base=base) for _ in range(2)]
    assert made[0] == made[1]


def test_a_letter_takes_its_rules_from_the_base() -> None:
    letter = replace(
        BASE, format=Format.LETTER, attachments=(Attachment("表", (Paragraph("一"),)),)
    )
    made = render(letter, moment=MOMENT, base=red_head(True))
    with zipfile.ZipFile(io.BytesIO(made)) as package:
        assert not [name for name in package.namelist() if "Letter" in name]


def test_what_is_no_document_is_said_beforehand() -> None:
    assert base_problem(red_head()) == ""
    empty = io.BytesIO()
    zipfile.ZipFile(empty, "w").close()
    for bad in (b"", b"PK\x03\x04", b"not a zip" * 100, empty.getvalue()):
        assert "另存为 .docx" in base_problem(bad)
