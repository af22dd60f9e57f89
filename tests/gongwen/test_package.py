"""The package opens without a repair prompt, reads back whole, and is the same each time."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
import zipfile
from collections import Counter

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from msgspec.structs import replace

from duban.gongwen.document import Attachment, Column, Document, Format, Paragraph, Seal, Table
from duban.gongwen.render import render
from duban.text import clean
from tests.gongwen.cases import BASE, CASES, MOMENT, Case
from tests.gongwen.schema import order_faults, package_faults


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_every_format_keeps_to_the_schema(case: Case) -> None:
    assert package_faults(render(case.document, case.style, moment=MOMENT)) == []


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_every_word_reads_back(case: Case) -> None:
    """Title, text, table cells and attachments as python-docx finds them, none lost or doubled."""
    document = case.document
    read = docx.Document(io.BytesIO(render(document, case.style, moment=MOMENT)))
    found = [paragraph.text for paragraph in read.paragraphs]
    for table in read.tables:
        found += [
            cell.text for row in table._tbl.tr_lst for cell in row.tc_lst for cell in cell.p_lst
        ]
    have = Counter("".join(found).replace("\n", ""))
    blocks = [*document.body, *(block for a in document.attachments for block in a.body)]
    wanted: list[str] = [document.title, *(a.title for a in document.attachments)]
    for block in blocks:
        if isinstance(block, Paragraph):
            wanted += [block.heading, block.text]
        else:
            wanted += [column.header for column in block.columns]
            wanted += [cell for row in block.rows for cell in row if cell]
    assert not Counter("".join(wanted)) - have


def test_the_schema_check_sees_a_misplaced_property() -> None:
    made = render(BASE, moment=MOMENT)
    text = zipfile.ZipFile(io.BytesIO(made)).read("word/document.xml").decode()
    ruled = re.sub(r"(<w:spacing [^>]*/>)(<w:ind [^>]*/>)", r"\2\1", text, count=1)
    assert ruled != text
    assert list(order_faults(etree.fromstring(ruled.encode()))) != []


def test_the_same_document_gives_the_same_bytes() -> None:
    """In another process, with another hash seed, time zone and language."""
    code = (
        "import hashlib\n"
        "from duban.gongwen.render import render\n"
        "from tests.gongwen.cases import CASES, MOMENT\n"
        "for case in CASES[::7]:\n"
        "    print(hashlib.sha256(render(case.document, case.style, moment=MOMENT)).hexdigest())\n"
    )
    made = []
    for seed, zone, language in (("1", "UTC", "C"), ("2", "Asia/Shanghai", "zh_CN.UTF-8")):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "LANG": language}
        run = subprocess.run(
            [sys.executable, "-c", code], env=environment, capture_output=True, check=True
        )
        made.append(run.stdout)
    assert made[0] == made[1] != b""


ANY = st.text(max_size=40)


@settings(max_examples=60, deadline=None)
@given(
    form=st.sampled_from(Format),
    seal=st.sampled_from(Seal),
    words=st.lists(ANY, min_size=12, max_size=12),
    rows=st.lists(st.tuples(ANY, st.one_of(st.none(), ANY)), max_size=5),
    landscape=st.booleans(),
)
def test_no_text_breaks_the_package(
    form: Format, seal: Seal, words: list[str], rows: list[tuple[str, str | None]], landscape: bool
) -> None:
    """Whatever is typed or pasted, control characters and markup included, it opens."""
    table = Table((Column(words[0]), Column(words[1], number=True)), tuple(rows), words[2])
    document = Document(
        format=form, seal=seal, title=words[3],
        body=(Paragraph(words[4]), Paragraph("", 1, words[5])),
        mark=(words[6], words[7]), number=words[8], signers=(words[9],), date=words[10],
        signatories=(words[11], words[0]), recipients=words[1], annotation=words[2],
        attachments=(Attachment(words[3], (table,), landscape),), copies_to=words[4],
    )  # fmt: skip
    made = render(document, moment=MOMENT)
    assert package_faults(made) == []
    text = "".join(p.text for p in docx.Document(io.BytesIO(made)).paragraphs)
    assert set(clean(words[4])) - set(text) <= {"\n", "\t"}


@pytest.mark.parametrize("form", Format)
def test_absurd_lengths_stay_within_what_word_reads(form: Format) -> None:
    """A whole paragraph pasted into each field: ugly, but a file that opens."""
    long = "甲州市优化营商环境和招商引资工作领导小组办公室" * 20
    table = Table(tuple(Column(long[:60]) for _ in range(30)), ((long,) * 30,) * 2)
    annex = Attachment(long[:200], (table,))
    document = Document(
        format=form, title=long[:200], body=(Paragraph(long),), copy_number=long, secrecy=long,
        urgency=long, mark=(long, long), mark_suffix=long, number=long, signers=(long, long),
        issue=long, issuer=long, recipients=long * 5, signatories=(long, long), date=long,
        annotation=long, attendance=((long, long),), attachments=(annex,) * 12,
        copies_to=long, printed_by=long, printed_on=long,
    )  # fmt: skip
    for seal in Seal:
        assert package_faults(render(replace(document, seal=seal), moment=MOMENT)) == []


def test_a_document_of_nothing_is_still_a_document() -> None:
    bare = Document(format=Format.DOCUMENT, title="", body=())
    assert package_faults(render(bare, moment=MOMENT)) == []


def test_the_moment_is_the_only_date() -> None:
    """Created and modified are the as-of; nothing else in the file changes with it."""
    later = render(BASE, moment=MOMENT.replace(year=2024))
    first = docx.Document(io.BytesIO(render(BASE, moment=MOMENT))).core_properties
    second = docx.Document(io.BytesIO(later)).core_properties
    assert first.created is not None and second.created is not None
    assert (first.created.year, second.created.year) == (2023, 2024)
    assert render(replace(BASE), moment=MOMENT.replace(year=2024)) == later
