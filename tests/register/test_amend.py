"""What is put into a task map stands in its cell, and everything else is as the office left it."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal

import openpyxl

from duban.model import Milestone, Ruling
from duban.register import TaskMap, schema
from duban.register.amend import Append, NoPlace, Put, amended
from duban.register.write import write
from tests.office import DEADLINE, office
from tests.register.drawn import read

RULING = {
    "period": "2023-03",
    "subject": "准予逾期",
    "unit": "市教育局",
    "reason": "=因停电",
    "by": "张三",
    "on": date(2023, 4, 3),
}


def put(taskmap: TaskMap, *changes: Put | Append) -> bytes:
    data = amended(write(taskmap, DEADLINE), changes, DEADLINE)
    assert isinstance(data, bytes), data
    return data


def test_a_ruling_is_appended_and_read_back_as_typed() -> None:
    data = put(office(), Append(schema.RULINGS, RULING))
    taskmap, findings = read(data)
    (ruling,) = taskmap.rulings
    assert isinstance(ruling, Ruling)
    assert (ruling.unit, ruling.reason, ruling.on) == ("市教育局", "=因停电", date(2023, 4, 3))
    assert not findings


def test_a_second_row_goes_below_the_first_with_its_look() -> None:
    data = put(office(), Append(schema.RULINGS, RULING), Append(schema.RULINGS, RULING))
    sheet = openpyxl.load_workbook(io.BytesIO(data))["核定"]
    assert [sheet.cell(row, 1).value for row in (3, 4, 5)] == ["2023-03", "2023-03", None]
    assert sheet.cell(4, 1).number_format == "@"
    assert sheet.cell(4, 1).border.left.style == "thin"


def test_a_moved_column_and_the_offices_own_marks_stay() -> None:
    book = openpyxl.load_workbook(io.BytesIO(write(office(), DEADLINE)))
    sheet = book["任务"]
    sheet.insert_cols(1)
    sheet["A2"], sheet["A3"] = "备注", "科长看过"
    sheet["A3"].fill = openpyxl.styles.PatternFill("solid", fgColor="FF00FF00")
    stream = io.BytesIO()
    book.save(stream)
    data = amended(stream.getvalue(), [Put(schema.TASKS, 4, "title", "河湖长制")], DEADLINE)
    assert isinstance(data, bytes)
    sheet = openpyxl.load_workbook(io.BytesIO(data))["任务"]
    titles = {sheet.cell(2, column).value: column for column in range(1, 15)}
    assert sheet.cell(4, titles["简称"]).value == "河湖长制"
    assert (sheet["A3"].value, sheet["A3"].fill.fgColor.rgb) == ("科长看过", "FF00FF00")


def test_milestones_keep_their_numbers() -> None:
    row = {"no": 1, "indicator": 1, "period": "2023-06", "value": Decimal("12.5"), "deed": ""}
    taskmap, _ = read(put(office(), Append(schema.MILESTONES, row)))
    (milestone,) = taskmap.milestones
    assert isinstance(milestone, Milestone)
    assert (milestone.value, milestone.period) == (Decimal("12.5"), "2023-06")


def test_the_same_change_gives_the_same_bytes() -> None:
    change = Append(schema.RULINGS, RULING)
    assert put(office(), change) == put(office(), change)


def test_a_missing_sheet_or_header_changes_nothing_and_is_named() -> None:
    book = openpyxl.load_workbook(io.BytesIO(write(office(), DEADLINE)))
    book["核定"]["G2"] = "缘由"
    del book["节点"]
    stream = io.BytesIO()
    book.save(stream)
    data = stream.getvalue()
    assert amended(data, [Append(schema.RULINGS, RULING)], DEADLINE) == NoPlace("核定", "理由")
    assert amended(data, [Append(schema.MILESTONES, {"no": 1})], DEADLINE) == NoPlace("节点")
