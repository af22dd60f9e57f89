"""The joined frame: a row for each expected row, values as they were meant, addresses with them."""

from decimal import Decimal

from duban.merge import COLUMNS, Merged, carried, merge, source
from duban.model import Source, Unit
from tests.office import (
    INBOX,
    SCHOOL,
    WATER,
    column,
    full_month,
    gathered,
    issued,
    office,
    returned,
)

OFFICE = office()


def merged(files: dict[str, bytes]) -> Merged:
    return merge(OFFICE, gathered(OFFICE, files))


def school_value(value: object) -> tuple[Decimal | None, str, bool]:
    """What the frame has of the school office's first value cell: (reported, text, ambiguous)."""

    def put(_book: object, sheet: object) -> None:
        sheet.cell(8, column("value")).value = value  # type: ignore[attr-defined]

    frame = merged({"a.xlsx": returned(issued(OFFICE, SCHOOL), change=put)}).frame
    row = frame[frame["row_id"] == "1/U01/lead#1"].iloc[0]
    return row["reported"], row["value"], bool(row["ambiguous"])


def test_every_expected_row_is_there_whether_or_not_it_came_back() -> None:
    empty, full = merged({}), merged(full_month(OFFICE))
    assert tuple(empty.frame.columns) == tuple(full.frame.columns) == COLUMNS
    assert list(empty.frame["row_id"]) == list(full.frame["row_id"])
    assert not empty.frame["answered"].any()
    assert full.frame["answered"].all()
    assert set(empty.frame["reported"]) == {None}


def test_nobody_is_expected_in_an_office_without_assignments() -> None:
    bare = office(tasks=(), indicators=(), units=(Unit("U09", "市档案馆"),))
    assert len(merge(bare, gathered(bare, {})).frame) == 0


def test_a_value_knows_its_cell() -> None:
    row = next(iter(merged(full_month(OFFICE)).rows()))
    assert source(row, "value") == Source(f"{INBOX}市教育局.xlsx", "进展表", "I8")
    assert (row.reported, row.progress, row.status_code) == (300, "新增学位300个", "under_way")


def test_numbers_are_taken_as_excel_shows_them() -> None:
    assert school_value(0.1 + 0.2) == (Decimal("0.3"), "0.3", False)
    assert school_value(1234567.0) == (1234567, "1234567", False)
    assert school_value(1e20)[0] == 10**20
    assert school_value("1,200个")[0] == 1200
    assert school_value("１２００")[0] == 1200


def test_a_cell_that_says_nothing_is_blank_and_one_that_says_two_things_is_ambiguous() -> None:
    assert school_value(None) == (None, "", False)
    assert school_value("—") == (None, "—", False)
    assert school_value("约200或300")[0] is None
    assert school_value("约200或300")[2] is True
    assert school_value(True) == (None, "是", True)


def test_a_column_that_was_deleted_leaves_no_address() -> None:
    def cut(_book: object, sheet: object) -> None:
        sheet.delete_cols(column("status"))  # type: ignore[attr-defined]

    form = returned(issued(OFFICE, WATER), "| 序号 | 职责 |\n| 2 | 牵头 |", cut)
    rows = [row for row in merged({"a.xlsx": form}).rows() if row.answered]
    assert [(row.status, row.status_cell) for row in rows] == [("", "")]


def test_next_months_form_shows_what_was_reported() -> None:
    known = carried(merged(full_month(OFFICE)))
    assert known["1/U01/lead#1"].value == 300
    assert known["1/U01/lead#1"].progress == "新增学位300个"
    assert carried(merged({})) == {}
