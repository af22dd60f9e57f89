"""A workbook of grids: what stands in a cell, whoever reads it, and how the cell looks."""

import io
import zipfile
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
import python_calamine

from duban.emit.sheets import SAME, Column, Grid, Link, Look, Row, book_of, sheet
from tests.emit import read
from tests.office import AFTER, compiled, emitted, full_month, office

RED = "#C00000"
COLUMNS = (
    Column("序号", 6, centred=True, key=True),
    Column("内容", 20),
    Column("数值", 9, number="0.0"),
    Column("出处", 12),
)
LINK = Link("表!A1", "../../inbox/1 #&<年>'.xlsx", "'A&B'!C3")


def made(*rows: Row, **more: Any) -> bytes:
    grid = Grid("清单", "标题", "说明", COLUMNS, rows, **more)
    return book_of([grid], AFTER, {"红灯": RED})


def opened(data: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]


def test_every_kind_of_value_is_read_alike_by_every_reader() -> None:
    rows = (
        ("1", "<b>&amp;\n“引号”", Decimal("0.10"), LINK),
        (SAME, "_x0041_", 3, "红灯"),
        ("", None, Decimal("-12345678901234.5"), SAME),
        ("红灯", "=1+1", None, "<r><t>一段</t></r>"),
    )
    seen = [
        ["1", "<b>&amp;\n“引号”", 0.1, "表!A1"],
        ["", "_x0041_", 3.0, "红灯"],
        ["", "", -12345678901234.5, ""],
        ["红灯", "=1+1", "", "<r><t>一段</t></r>"],
    ]
    data = made(*rows, notes=("注：无。",), table="清单表")
    cells = [
        ["" if cell.value is None else cell.value for cell in row] for row in opened(data)["A4:D7"]
    ]
    cells[1][1] = "_x0041_"  # openpyxl does not undo Excel's escapes.
    assert cells == seen
    book = python_calamine.load_workbook(io.BytesIO(data))
    assert book.get_sheet_by_index(0).to_python()[3:7] == seen


def test_a_cell_looks_like_its_value_and_joins_the_one_above() -> None:
    found = opened(made(("1", "红灯", 1, "甲"), (SAME, SAME, 2, LINK), ("2", "乙", 3, "丙")))

    def look(place: str) -> tuple[str | None, ...]:
        cell = found[place]
        fill = cell.fill.fgColor.rgb[2:] if cell.fill.fill_type else None
        border = cell.border
        return cell.alignment.horizontal, fill, border.top.style, border.bottom.style

    red = RED.removeprefix("#")
    assert [look(f"A{row}") for row in (4, 5, 6)] == [
        ("center", None, "thin", None),
        ("left", None, None, "thin"),
        ("center", None, "thin", "thin"),
    ]
    assert [look(f"B{row}") for row in (4, 5)] == [
        ("center", red, "thin", None),
        ("center", red, None, "thin"),
    ]
    assert [found[f"C{row}"].number_format for row in (4, 5, 6)] == ["0.0"] * 3
    assert (found["D5"].font.u, found["D4"].font.u) == ("single", None)


def test_a_link_leads_to_its_file_which_the_package_names_once() -> None:
    data = made(*(("1", "甲", 1, LINK),) * 3, table="清单表")
    links = [opened(data)[f"D{row}"].hyperlink for row in (4, 5, 6)]
    target = r"..\..\inbox\1%20%23&%3C年%3E'.xlsx"
    assert [(link.target, link.location) for link in links] == [(target, LINK.place)] * 3
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        relationships = package.read("xl/worksheets/_rels/sheet1.xml.rels")
    assert relationships.count(b"TargetMode") == 1


def test_links_that_a_sheet_cannot_hold_are_texts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet, "LINKS_LIMIT", 2)
    endless = Link("远", "../" * 300 + "a.xlsx")
    found = opened(made(("1", "", 1, endless), *(("1", "", 1, LINK),) * 3))
    cells = [found[f"D{row}"] for row in (4, 5, 6, 7)]
    assert [cell.value for cell in cells] == ["远", *(["表!A1"] * 3)]
    assert [bool(cell.hyperlink) for cell in cells] == [False, True, True, False]


@pytest.mark.parametrize("more", [{}, {"table": "清单表"}, {"label": "附件1"}])
def test_a_sheet_without_rows_has_its_head_and_its_notes(more: dict[str, Any]) -> None:
    found = opened(made(notes=("注：无。",), **more))
    header = 4 if "label" in more else 3
    assert [cell.value for cell in found[header]] == [column.header for column in COLUMNS]
    assert [cell.value for cell in found[header + 1]] == [None] * 4
    assert found.cell(header + 2, 1).value == "注：无。"


def test_each_sheet_has_its_own_look() -> None:
    grids = [
        Grid(f"表{size}", "标题", "", COLUMNS, [("1", "甲", 1, "乙")], look=Look(size=size))
        for size in (9, 12)
    ]
    book = openpyxl.load_workbook(io.BytesIO(book_of(grids, AFTER)))
    assert [sheet["B4"].font.sz for sheet in book.worksheets] == [9, 12]


def test_what_the_trend_draws_is_kept_with_it_and_a_month_to_come_is_a_gap() -> None:
    made = compiled(office(), full_month(office()))
    chart = read.workbook(emitted(made))["总览"]._charts[-1]
    kept = [point.idx for point in chart.series[0].val.numRef.numCache.pt]
    assert kept == [made.period.month - 1]
    assert len(chart.series[0].cat.strRef.strCache.pt) == 12
