"""Several documents in one file: each as printed alone, whatever their formats and marks."""

from __future__ import annotations

import io
import zipfile

import pytest
from lxml import etree
from msgspec.structs import replace

from duban.gongwen.document import Attachment, Document, Format, Paragraph
from duban.gongwen.render import render, render_all
from duban.gongwen.style import Style
from tests.gongwen.cases import MOMENT
from tests.gongwen.schema import R, W, package_faults

LETTER = Document(
    format=Format.LETTER,
    title="关于报送情况的函",
    body=(Paragraph("请于四月七日前报送。"),),
    mark=("甲市人民政府督查室",),
    signatories=("甲市人民政府督查室",),
    date="2023年4月3日",
)
OTHERS = (
    replace(LETTER, mark=("乙市人民政府督查室",)),
    replace(LETTER, format=Format.DOCUMENT, attachments=(Attachment("总表", landscape=True),)),
    LETTER,
)


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def texts(data: bytes) -> list[str]:
    tree = etree.fromstring(parts(data)["word/document.xml"])
    return [text for p in tree.iter(f"{W}p") if (text := "".join(p.itertext()))]


@pytest.mark.parametrize("duplex", [False, True])
def test_a_batch_keeps_to_the_schema_and_says_what_its_documents_say(duplex: bool) -> None:
    documents = (LETTER, *OTHERS)
    made = render_all(documents, Style(duplex=duplex), moment=MOMENT)
    assert package_faults(made) == []
    alone = [text for d in documents for text in texts(render(d, moment=MOMENT))]
    assert texts(made) == alone
    assert made == render_all(documents, Style(duplex=duplex), moment=MOMENT)


def test_each_letter_has_the_mark_of_its_own_office() -> None:
    found = parts(render_all((LETTER, *OTHERS), moment=MOMENT))
    relations = etree.fromstring(found["word/_rels/document.xml.rels"])
    targets = {row.get("Id"): f"word/{row.get('Target')}" for row in relations}
    heads = [
        "".join(etree.fromstring(found[targets[reference.get(f"{R}id")]]).itertext())
        for reference in etree.fromstring(found["word/document.xml"]).iter(f"{W}headerReference")
        if reference.get(f"{W}type") == "first"
    ]
    assert heads == ["甲市人民政府督查室", "乙市人民政府督查室", "甲市人民政府督查室"]


def test_every_document_is_numbered_from_one() -> None:
    xml = parts(render_all((LETTER, *OTHERS), moment=MOMENT))["word/document.xml"]
    sections = list(etree.fromstring(xml).iter(f"{W}sectPr"))
    # The annex across the page is a section of its own and goes on counting.
    assert [s.find(f"{W}pgNumType") is not None for s in sections] == [
        *(True, True, True, False, True)
    ]


def test_nothing_to_print_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="no documents"):
        render_all((), moment=MOMENT)
