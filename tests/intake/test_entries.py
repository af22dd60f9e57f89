"""Rows find their assignment after sorting, inserting, deleting, pasting, moving and renaming."""

from collections.abc import Callable
from typing import Any

import openpyxl
import pytest

from duban.forms.fields import PROGRESS
from duban.intake.collect import Intake
from duban.intake.found import look
from duban.model import Entry
from duban.workbooks.read import read_book
from tests.office import (
    FULL,
    KEY,
    TRADE,
    UNITS,
    column,
    found,
    gathered,
    issued,
    office,
    returned,
)

OFFICE = office()
Change = Callable[[Any, Any], None]
FIRST, LAST = 8, 11
"""The rows of the trade office's form: 招商引资, 外贸出口增长, task 6, task 2."""
ANSWERS = {
    "3/U03/lead#1": 18,
    "3/U03/lead#2": 7.5,
    "6/U03/lead#0": None,
    "2/U03/co#0": None,
}


def back(change: Change) -> Intake:
    """The trade office's filled form, changed."""
    return gathered(OFFICE, {"a.xlsx": returned(issued(OFFICE, TRADE), FULL[TRADE], change)})


def entries(intake: Intake) -> tuple[Entry, ...]:
    used = intake.used("U03")
    assert used is not None
    return used.entries


def answers(intake: Intake) -> dict[str, object]:
    return {
        f"{e.assignment}#{e.indicator}": e.cells["value"].value if "value" in e.cells else None
        for e in entries(intake)
    }


def values(sheet: Any, row: int, first: int = 1) -> list[object]:
    return [sheet.cell(row, c).value for c in range(first, len(PROGRESS.fields) + 1)]


def put(sheet: Any, row: int, cells: list[object], first: int = 1) -> None:
    for number, value in enumerate(cells, start=first):
        sheet.cell(row, number).value = value


def swap(sheet: Any, one: int, other: int, first: int) -> None:
    a, b = values(sheet, one, first), values(sheet, other, first)
    put(sheet, one, b, first)
    put(sheet, other, a, first)


@pytest.mark.parametrize("first", [1, 2], ids=["with the hidden id", "without the hidden id"])
@pytest.mark.parametrize(("one", "other"), [(8, 9), (8, 11), (9, 10)])
def test_sorted_rows_answer_what_they_show(one: int, other: int, first: int) -> None:
    made = back(lambda _book, sheet: swap(sheet, one, other, first))
    assert answers(made) == ANSWERS
    assert made.findings == ()


def test_inserted_rows_and_a_signature_below_the_table_are_nothing() -> None:
    def change(_book: Any, sheet: Any) -> None:
        sheet.insert_rows(9, 2)
        sheet.cell(20, 2).value = "主要负责人签字："
        sheet.cell(21, 20).value = "2023年3月28日"

    made = back(change)
    assert answers(made) == ANSWERS
    assert [e.cells["value"].address for e in entries(made)][:2] == ["I8", "I11"]
    assert made.findings == ()


@pytest.mark.parametrize("hidden", [False, True])
def test_what_lies_under_a_merged_cell_is_not_seen_and_not_used(hidden: bool) -> None:
    def merge(_book: Any, sheet: Any) -> None:
        sheet.cell(9, column("value")).value = 99
        for merged in ("I8:I9", "M8:M9", "B8:B9"):
            # Copied from elsewhere a merged cell's format leaves in place what lies under it.
            (sheet.merged_cells.add if hidden else sheet.merge_cells)(merged)

    made = back(merge)
    assert answers(made) == ANSWERS | {"3/U03/lead#2": None}
    assert found(made.findings) == [
        ("merged_cells", "市商务局", "3", cell) for cell in ("I9", "M9")
    ]
    said = "，其中“99”被遮住" if hidden else ""
    message = f"第3项“本月累计完成值”一格被合并到I8:I9{said}，本格按未填计"
    assert made.findings[0].message == message


def test_a_row_of_the_units_own_is_named_and_not_used() -> None:
    def change(_book: Any, sheet: Any) -> None:
        sheet.cell(12, column("task")).value = 99
        sheet.cell(12, column("progress")).value = "另加的工作"

    made = back(change)
    assert answers(made) == ANSWERS
    assert found(made.findings) == [("structure_changed", "市商务局", "", "B12")]
    assert made.findings[0].message == "第12行对不上本单位承担的任务，未采用"
    assert made.findings[0].source.file == "inbox/2023-03/a.xlsx"


def test_a_row_pasted_from_another_units_form_is_not_taken_for_ones_own() -> None:
    def change(_book: Any, sheet: Any) -> None:
        put(sheet, 12, ["1/U01/lead#1", 1, "新增学位", "新增学位", 1000, "个", "牵头", None, 300])

    made = back(change)
    assert answers(made) == ANSWERS
    assert made.findings[0].message.endswith("该行属于其他单位或其他任务")


def test_a_row_repeated_with_other_contents_is_named_and_the_first_is_used() -> None:
    def change(_book: Any, sheet: Any) -> None:
        put(sheet, 12, values(sheet, 8))
        sheet.cell(12, column("value")).value = 81

    made = back(change)
    assert answers(made) == ANSWERS
    assert found(made.findings) == [("structure_changed", "市商务局", "3", "B12")]
    assert made.findings[0].message == "第3项重复填写且内容不同，采用“进展表”第8行，本行未采用"


def test_a_row_repeated_as_it_is_is_nothing() -> None:
    made = back(lambda _book, sheet: put(sheet, 12, values(sheet, 8)))
    assert answers(made) == ANSWERS
    assert made.findings == ()


def test_columns_may_stand_in_any_order() -> None:
    def change(_book: Any, sheet: Any) -> None:
        for row in range(7, LAST + 1):
            put(sheet, row, values(sheet, row)[::-1])

    made = back(change)
    assert answers(made) == ANSWERS
    assert made.findings == ()


def test_a_column_inserted_or_deleted_moves_the_others() -> None:
    def change(_book: Any, sheet: Any) -> None:
        sheet.delete_cols(column("last_progress"))
        sheet.insert_cols(3)
        sheet.cell(7, 3).value = "本单位编号"

    made = back(change)
    assert answers(made) == ANSWERS
    assert made.findings == ()


@pytest.mark.parametrize("words", ["本月累计完成值（单位见左）", "完成数", "本月\n累计 完成值"])
def test_a_renamed_header_is_known_by_its_beginning_or_its_neighbours(words: str) -> None:
    def change(_book: Any, sheet: Any) -> None:
        sheet.cell(7, column("value")).value = words

    made = back(change)
    assert answers(made) == ANSWERS
    renamed = "\n" not in words
    assert found(made.findings) == (
        [("structure_changed", "市商务局", "", "I7")] if renamed else []
    )
    if renamed:
        expected = f"表头被修改：“本月累计完成值”改成了“{words}”，已按原栏目读取"
        assert made.findings[0].message == expected


def test_a_second_column_of_the_same_name_does_not_replace_the_first() -> None:
    def change(_book: Any, sheet: Any) -> None:
        sheet.cell(7, 25).value = "本月累计完成值"
        sheet.cell(8, 25).value = 999

    assert answers(back(change)) == ANSWERS


def test_without_task_numbers_the_hidden_id_speaks() -> None:
    made = back(lambda _book, sheet: sheet.delete_cols(column("task")))
    assert answers(made) == ANSWERS


def test_task_numbers_typed_as_text_are_the_same_numbers() -> None:
    def change(_book: Any, sheet: Any) -> None:
        for row, number in ((8, "３"), (9, " 3 "), (10, "6.0"), (11, "2")):
            sheet.cell(row, 1).value = None
            sheet.cell(row, 2).value = number

    assert answers(back(change)).keys() >= {"3/U03/lead#1", "3/U03/lead#2", "2/U03/co#0"}


def test_a_renamed_and_moved_sheet_is_still_the_form() -> None:
    def change(book: Any, sheet: Any) -> None:
        sheet.title = "Sheet1"
        book.create_sheet("说明", 0)["A1"] = "填报说明"

    made = back(change)
    assert answers(made) == ANSWERS
    assert made.findings == ()


def test_of_a_copied_sheet_the_filled_one_speaks() -> None:
    def change(book: Any, sheet: Any) -> None:
        copy = book.copy_worksheet(sheet)
        copy.title = "进展表 (2)"
        for row in range(FIRST, LAST + 1):
            for name in ("value", "progress", "status"):
                sheet.cell(row, column(name)).value = None

    made = back(change)
    assert answers(made) == ANSWERS
    assert {e.sheet for e in entries(made)} == {"进展表 (2)"}
    assert made.findings == ()


def test_a_hidden_copy_does_not_speak_before_the_sheet_that_is_seen() -> None:
    def change(book: Any, sheet: Any) -> None:
        copy = book.copy_worksheet(sheet)
        copy.title = "旧表"
        copy.sheet_state = "hidden"
        copy.cell(8, column("value")).value = 1
        book.move_sheet(copy, -2)

    made = back(change)
    assert answers(made) == ANSWERS
    assert found(made.findings) == [("structure_changed", "市商务局", "3", "B8")]


def test_a_million_formatted_rows_are_no_rows() -> None:
    def change(_book: Any, sheet: Any) -> None:
        sheet.cell(1_048_553, 9).number_format = "0.00"

    assert answers(back(change)) == ANSWERS


def test_formula_errors_are_text_that_no_number_can_be_taken_from() -> None:
    def change(_book: Any, sheet: Any) -> None:
        sheet.cell(8, column("value")).value = "#REF!"

    assert answers(back(change))["3/U03/lead#1"] == "#REF!"


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_an_issued_form_is_found_whole(unit: Any) -> None:
    book = read_book(issued(OFFICE, unit))
    table = look(book, KEY).tables[0]  # type: ignore[arg-type]
    assert table.columns.keys() == {field.name for field in PROGRESS.fields}
    assert not table.renamed
    assert openpyxl.utils.get_column_letter(table.columns["value"]) == "I"
