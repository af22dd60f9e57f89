"""A form sent again is held against the one before it, cell by cell."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from duban.mail.messages import receipt
from duban.trace import explain
from tests.office import AFTER, FULL, IN_TIME, SCHOOL, compiled, issued, office, returned
from tests.programs import convert

OFFICE = office()
FIRST = returned(issued(OFFICE, SCHOOL), FULL[SCHOOL])
LATER = {"b.xlsx": IN_TIME + timedelta(hours=1), "b.xls": IN_TIME + timedelta(hours=1)}


def revisions(second: bytes, name: str = "b.xlsx") -> list[tuple[str, str]]:
    made = compiled(OFFICE, {"a.xlsx": FIRST, name: second}, moments=LATER)
    return [(f.message, str(f.source)) for f in made.findings if f.code == "revised"]


def test_each_cell_that_changed_is_named_with_both_its_values() -> None:
    second = FULL[SCHOOL].replace("300 ", "310 ").replace("安全检查12次", "安全检查15次")
    assert revisions(returned(issued(OFFICE, SCHOOL), second)) == [
        (
            "第2次报送与第1次相比改动2处：第1项（牵头）“本月累计完成值”由“300”改为“310”；"
            "第4项（牵头）“进展情况”由“开展校园安全检查12次”改为“开展校园安全检查15次”",
            "inbox/2023-03/b.xlsx 进展表!I8",
        )
    ]


def test_a_row_that_is_gone_and_a_cell_that_was_emptied_are_changes() -> None:
    def empty(_book: Any, sheet: Any) -> None:
        sheet["M8"] = None
        sheet.delete_rows(9)

    ((message, place),) = revisions(returned(issued(OFFICE, SCHOOL), FULL[SCHOOL], empty))
    assert "改动4处" in message
    assert "“状态”由“正常推进”改为空" in message
    assert "第4项（牵头）“本月累计完成值”由“2”改为空" in message
    assert place.endswith("b.xlsx 进展表!M8")


def test_the_same_answers_in_another_format_are_no_change() -> None:
    assert revisions(convert(FIRST, "xlsx", "xls"), "b.xls") == []


def test_explain_lists_every_change_and_the_receipt_says_it() -> None:
    def all_new(_book: Any, sheet: Any) -> None:
        for column in range(13, 20):
            for row in (8, 9):
                sheet.cell(row, column).value = f"改{column}"

    second = returned(issued(OFFICE, SCHOOL), FULL[SCHOOL], all_new)
    files = {"a.xlsx": FIRST, "b.xlsx": second}
    made = compiled(OFFICE, files, as_of=AFTER, moments=LATER)
    traced = explain(made, "市教育局")
    assert traced is not None
    lines = [line for line in traced.lines() if "改动：" in line]
    assert len(lines) == 14
    assert lines[0].endswith("“状态”由“正常推进”改为“改13”  [inbox/2023-03/b.xlsx 进展表!M8]")
    (row,) = [row for row in made.reporting if row.unit.code == SCHOOL.code]
    assert "与第1次相比改动14处" in receipt(made, row, "0" * 64, ()).draft.text


def test_a_receipt_says_once_what_is_wrong_in_many_cells() -> None:
    empty = FULL[SCHOOL].replace("正常推进", "        ")
    made = compiled(OFFICE, {"a.xlsx": returned(issued(OFFICE, SCHOOL), empty)})
    (row,) = [row for row in made.reporting if row.unit.code == SCHOOL.code]
    text = receipt(made, row, "0" * 64, ()).draft.text
    assert "有下列2处需要改正" in text
    assert "1. 进展表!M8、M9 第1项（牵头）、第4项（牵头）：“状态”没有填写。" in text
    assert "2. " not in text
