"""The ledger: links that open what they name, sheets as offices use them, any size."""

import io
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from urllib.parse import unquote

import openpyxl
import pytest

from duban.emit.sheets import Column, Grid, book_of
from duban.model import Indicator, Task
from duban.standing import labels
from tests.emit import read
from tests.office import (
    AFTER,
    FULL,
    INBOX,
    SCHOOL,
    TRADE,
    WATER,
    compiled,
    emitted,
    full_month,
    issued,
    office,
    returned,
    settings,
)
from tests.parcels.made import attached, mail

OFFICE = office()
SHEETS = (
    "总览",
    "任务进展",
    "协办情况",
    "单位情况",
    "按牵头单位",
    "按分管领导",
    "问题清单",
    "变化",
    "趋势",
    "全量数据",
    "说明",
)


def links(files: dict[str, bytes]) -> Iterator[tuple[str, str, str, str]]:
    """(sheet, shown text, path, place) of every link in the ledger."""
    for sheet in read.workbook(files).worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.hyperlink:
                    path = unquote(cell.hyperlink.target).replace("\\", "/")
                    yield sheet.title, str(cell.value), path, cell.hyperlink.location or ""


def test_every_link_opens_a_file_of_the_workspace_at_the_cell_it_names(tmp_path: Path) -> None:
    lagging = FULL[SCHOOL].replace("300", "30")
    files = {
        "子文件夹/市教育局 第1#稿 50%（终）.xlsx": returned(issued(OFFICE, SCHOOL), lagging),
        "水利!局.xlsx": returned(issued(OFFICE, WATER), "| 序号 | 职责 |\n| 5 | 牵头 |"),
        "来信.eml": mail(attached("a.xlsx", returned(issued(OFFICE, TRADE), FULL[TRADE]))),
        "照片.png": b"\x89PNG\r\n\x1a\n",
    }
    for name, data in files.items():
        path = tmp_path / INBOX / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    output = tmp_path / "output" / "2023-03"
    output.mkdir(parents=True)
    found = list(links(emitted(compiled(OFFICE, files))))
    assert {sheet for sheet, *_ in found} == {*SHEETS[1:4], "问题清单", "全量数据"}
    for sheet, shown, path, place in found:
        assert (output / path).is_file(), path
        if place:
            assert shown == place.replace("'", "")[len("进展表!") if sheet == "全量数据" else 0 :]
        elif sheet == "全量数据":
            assert path.endswith(".eml")
        elif not path.endswith(".eml"):
            assert shown == "打开"
    assert ("任务进展", "进展表!I8", f"../../{INBOX}来信.eml", "") in found
    assert any(place == "'进展表'!I8" for _, _, path, place in found if "50%" in path)


def test_a_sheet_name_with_an_apostrophe_is_a_place_all_the_same() -> None:
    def rename(_book: object, sheet: object) -> None:
        sheet.title = "Li's 表"  # type: ignore[attr-defined]

    form = returned(issued(OFFICE, SCHOOL), FULL[SCHOOL], rename)
    found = list(links(emitted(compiled(OFFICE, {"a.xlsx": form}))))
    assert ("任务进展", "Li's 表!I8", f"../../{INBOX}a.xlsx", "'Li''s 表'!I8") in found


def test_an_empty_month_still_has_every_sheet_and_header() -> None:
    files = emitted(compiled(OFFICE, {}))
    assert [s.title for s in read.workbook(files) if s.sheet_state == "visible"] == list(SHEETS)
    assert len(read.ledger(files, "任务进展")) == 7
    assert [row["报送状态"] for row in read.ledger(files, "单位情况")] == ["未报送"] * 3
    assert "本期没有进展滞后的任务。" in read.text_of(files)


def test_one_unit_alone() -> None:
    alone = office(
        tasks=(Task(1, "新增学位1000个", ("市教育局",)),),
        units=(SCHOOL,),
        indicators=(Indicator("1", 1, "新增学位", Decimal(1000), "个"),),
    )
    form = returned(
        issued(alone, SCHOOL),
        "| 序号 | 职责 | 本月累计完成值 | 进展情况 | 状态 |\n| 1 | 牵头 | 1000 | 建成 | 已完成 |",
    )
    files = emitted(compiled(alone, {"a.xlsx": form}))
    assert read.ledger(files, "任务进展")[0]["进度分类"] == "已完成"
    assert "已完成1项，占100.0%" in read.text_of(files)


def test_rows_beyond_a_sheets_limit_go_on_in_the_next_sheet() -> None:
    columns = (Column("序号", 6, number="0", key=True), Column("内容", 20))
    rows = ((number, f"第{number}行") for number in range(1, 24))
    grid = Grid("清单", "清单", "", columns, rows, table="清单")
    made = openpyxl.load_workbook(io.BytesIO(book_of([grid], AFTER, rows=10)))
    assert made.sheetnames == ["清单", "清单（2）", "清单（3）"]
    seen = [cell.value for sheet in made.worksheets for cell in sheet["A"][3:]]
    assert seen == list(range(1, 24))
    assert [next(iter(sheet.tables.values())).ref for sheet in made.worksheets] == [
        "A3:B13",
        "A3:B13",
        "A3:B6",
    ]


def test_nothing_is_locked_and_every_table_is_frozen_and_filtered() -> None:
    book = read.workbook(emitted(compiled(OFFICE, full_month(OFFICE))))
    for sheet in book.worksheets:
        assert not sheet.protection.sheet
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.page_setup.paperSize in ("8", "9", 8, 9)
        if sheet.title != "总览":
            assert sheet.freeze_panes
            assert sheet.auto_filter.ref or sheet.tables, sheet.title
            assert sheet.print_title_rows == "$3:$3"
    assert len(book["总览"]._charts) == 5


@pytest.mark.parametrize("wording", ["两分类", "年底预测"])
def test_classes_are_worded_as_the_office_words_them(wording: str) -> None:
    taskmap = office(settings=settings(wording=wording))
    files = emitted(compiled(taskmap, full_month(taskmap)))
    words = set(labels(taskmap.settings))
    blocks = read.blocks(files)
    assert set(blocks["进度分类"]) == words
    assert sum(blocks["进度分类"].values()) == 6
    assert {row["进度分类"] for row in read.ledger(files, "任务进展")} <= {*words, None}
    assert {row[0] for row in read.annexes(files)[2][1:]} <= words
