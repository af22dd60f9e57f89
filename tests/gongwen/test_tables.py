"""Tables as a reader of the annex sees them."""

from __future__ import annotations

import io
import re
import time
import zipfile
from itertools import pairwise

import docx
import pytest
from msgspec.structs import replace

from duban.gongwen import standard as std
from duban.gongwen.columns import fit
from duban.gongwen.document import Align, Attachment, Column, Table
from duban.gongwen.render import render
from tests.gongwen.cases import BASE, MOMENT

TASKS = (
    Column("序号"),
    Column("任务内容"),
    Column("牵头单位"),
    Column("量化指标"),
    Column("年度目标", number=True),
    Column("完成率", number=True),
    Column("进展情况"),
)
TEXT = "完成年度投资任务，推进项目开工建设并形成实物工作量，抓紧补齐用地、环评等前期手续。"


def task_rows(count: int) -> tuple[tuple[str | None, ...], ...]:
    """Tasks as they come: every tenth has a second indicator under its merged cells."""
    rows: list[tuple[str | None, ...]] = []
    for n in range(1, count + 1):
        length = n * 7 % len(TEXT)
        progress = TEXT[: length + 5] * (1 + n % 3)
        rows.append((str(n), TEXT[:length], "市农业农村局", "投资", "128.5亿元", "25.0%", progress))
        if n % 10 == 0:
            rows.append((None, None, None, "高标准农田", "9.1万亩", "30.2%", "同上。"))
    return tuple(rows)


def annex(table: Table, landscape: bool = True) -> str:
    """The text's XML of a document with that table in its annex."""
    document = replace(BASE, attachments=(Attachment("任务表", (table,), landscape),))
    made = render(document, moment=MOMENT)
    return zipfile.ZipFile(io.BytesIO(made)).read("word/document.xml").decode()


def rows_of(xml: str) -> list[str]:
    table = next(t for t in re.findall(r"<w:tbl>.*?</w:tbl>", xml) if "tblHeader" in t)
    return re.findall(r"<w:tr>.*?</w:tr>", table)


@pytest.mark.parametrize(("landscape", "width"), [(False, 8844), (True, 12756)])
def test_a_table_is_as_wide_as_the_type_area(landscape: bool, width: int) -> None:
    table = Table(TASKS, task_rows(30))
    measured = fit(table, width, std.TEXT_HEIGHT)
    assert sum(measured.widths) == width
    assert f'<w:tblW w:w="{width}" w:type="dxa"/>' in annex(table, landscape)


def test_the_head_is_repeated_and_no_row_is_split() -> None:
    rows = rows_of(annex(Table(TASKS, task_rows(136))))
    assert len(rows) == 1 + 136 + 13
    assert ["tblHeader" in row for row in rows] == [True] + [False] * 149
    assert all("cantSplit" in row for row in rows)


def test_only_a_row_longer_than_a_page_may_split() -> None:
    """Else Word would cut its end off."""
    long = ("1", TEXT * 60, "市农业农村局", "投资", "1", "1%", "无")
    rows = rows_of(annex(Table(TASKS, (*task_rows(3), long))))
    assert ["cantSplit" in row for row in rows] == [True] * 4 + [False]


def test_a_task_with_several_indicators_has_merged_cells() -> None:
    rows = rows_of(annex(Table(TASKS, task_rows(10))))
    merges = [re.findall(r'<w:vMerge w:val="(\w+)"/>', row) for row in rows]
    assert merges[10:] == [["restart"] * 3, ["continue"] * 3]
    assert not any(merges[:10])
    assert "keepNext" in rows[10] and "keepNext" not in rows[11]


def test_a_merged_cell_at_the_top_has_nothing_to_merge_with() -> None:
    rows = rows_of(annex(Table(TASKS[:2], ((None, "甲"), (None, "乙")))))
    assert [re.findall(r'vMerge w:val="(\w+)"', row) for row in rows] == [
        [],
        ["restart"],
        ["continue"],
    ]


def test_figures_stand_right_short_words_centred_long_text_left() -> None:
    measured = fit(Table(TASKS, task_rows(20)), 12756, 8844)
    left, centre, right = Align.LEFT, Align.CENTRE, Align.RIGHT
    assert measured.aligns == (centre, left, centre, centre, right, right, left)


def test_a_figure_is_never_broken() -> None:
    """Its column has room for the longest one, whatever the other columns ask for."""
    rows = tuple((TEXT * 3, TEXT * 4, "1,234,567.89万元") for _ in range(9))
    table = Table((Column("甲"), Column("乙"), Column("数", number=True)), rows)
    measured = fit(table, 8844, std.TEXT_HEIGHT)
    assert measured.widths[2] >= 8 * measured.size * 10 + 2 * std.TABLE_PADDING


def test_long_texts_get_the_width_that_short_ones_do_not_need() -> None:
    measured = fit(Table(TASKS, task_rows(50)), 12756, 8844)
    narrow = measured.widths[0], measured.widths[5]
    assert max(narrow) * 2 < min(measured.widths[1], measured.widths[6])


def test_the_largest_size_that_fits_is_taken() -> None:
    few = Table(TASKS[:3], tuple(row[:3] for row in task_rows(9)))
    assert fit(few, 12756, 8844).size == std.TABLE_SIZES[0]
    many = Table(
        tuple(Column(f"指标{n}", number=True) for n in range(14)),
        (("1234.5",) * 14,),
    )
    assert fit(many, 8844, 12756).size == std.TABLE_SIZES[-1]


def test_a_given_width_is_kept() -> None:
    columns = (Column("序号", chars=4.0), *TASKS[1:])
    measured = fit(Table(columns, task_rows(50)), 12756, 8844)
    assert measured.widths[0] == 4 * measured.size * 10 + 2 * std.TABLE_PADDING


def test_caption_unit_and_notes_stand_around_the_table() -> None:
    table = Table(TASKS, task_rows(2), "表一", "单位：万元", ("注：截至三月底。",))
    made = render(replace(BASE, attachments=(Attachment("任务表", (table,)),)), moment=MOMENT)
    texts = [p.text for p in docx.Document(io.BytesIO(made)).paragraphs if p.text]
    assert texts[-3:] == ["表一", "单位：万元", "注：截至三月底。"]


def test_line_breaks_in_a_cell_are_kept() -> None:
    made = annex(Table(TASKS[:2], (("1", "第一行\n第二行"),)))
    assert re.search(r"第一行</w:t><w:br/><w:t[^>]*>第二行", made)


def test_an_empty_table_shows_its_head() -> None:
    assert len(rows_of(annex(Table(TASKS, ())))) == 1


def test_the_time_for_a_row_does_not_grow_with_the_rows() -> None:
    """The least of several runs, so that a busy machine does not count; 10 times the rows may
    take 20 times the time, a quadratic writer would take 100 times."""
    spent = []
    for count in (300, 3000):
        document = replace(BASE, attachments=(Attachment("表", (Table(TASKS, task_rows(count)),)),))
        runs = []
        for _ in range(3):
            start = time.process_time()
            render(document, moment=MOMENT)
            runs.append(time.process_time() - start)
        spent.append(min(runs))
    assert all(later < 20 * earlier for earlier, later in pairwise(spent))
