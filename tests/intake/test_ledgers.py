"""The ledger of the level below as its unit's return: figures, cells, and what does not fit."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from duban.emit.corrections import wanted
from duban.emit.reissue import reissued
from duban.forms.fields import PROGRESS
from duban.forms.ledger import LEDGER, opened, sealed
from duban.intake.collect import Intake
from duban.intake.doubts import Refused
from duban.intake.found import Found, FoundRow, FoundTable
from duban.intake.ledgers import submission_of
from duban.intake.serving import lines_of
from duban.model import Indicator, Inspection, Kind, Receipt, ReceiptSource, Task
from duban.rowheight import EXCEL_MAX_HEIGHT
from tests.office import AFTER, FEBRUARY, INBOX, KEY, MARCH, column, compiled, found, gathered
from tests.parcels.made import attached, mail
from tests.programs import convert
from tests.provinces import ALL, CITIES, FARMS, Own, city, ledgers, province

values = st.integers(0, 3000).map(lambda tenths: tenths / 100)


@settings(max_examples=8, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(CITIES), st.lists(values, min_size=1, max_size=3), min_size=1, max_size=4
    )
)
def test_a_provinces_figure_is_its_cities_and_each_part_stands_where_it_says(
    said: dict[str, list[float]],
) -> None:
    files = ledgers({name: [Own("1", value) for value in mine] for name, mine in said.items()})
    (farms, *_) = compiled(province(), files).standings
    exact = {name: sum(Decimal(str(v)) for v in mine) for name, mine in said.items()}
    assert farms.values[0].reported == sum(exact.values())
    assert {p.unit: p.reported for p in farms.values[0].parts if p.unit} == exact
    for part in farms.values[0].parts:
        if part.unit:
            book = openpyxl.load_workbook(io.BytesIO(files[f"{part.unit}.xlsx"]))
            cells = [book[part.source.sheet][cell].value for cell in part.source.cell.split(",")]
            assert sum(Decimal(str(cell)) for cell in cells) == exact[part.unit]


def read(data: bytes, name: str = "汇总.xlsx", **changes: Any) -> Intake:
    """What the province reads of one file."""
    return gathered(province(**changes), {name: data})


def answers(intake: Intake) -> dict[str, dict[str, object]]:
    """Row → what it answers, by field; blanks left out."""
    (submission,) = intake.submissions
    return {
        f"{entry.assignment}#{entry.indicator}": {
            name: cell.value for name, cell in entry.cells.items() if cell.value is not None
        }
        for entry in submission.entries
    }


WHOLE = {
    "1/C1/lead#1": {"value": 20, "progress": "已建成12处", "status": "正常推进"},
    "2/C1/lead#0": {"progress": "巡河320人次", "status": "正常推进"},
}


@pytest.mark.parametrize("suffix", ["xlsx", "ods", "xls"])
def test_a_ledger_that_another_program_saved_again_is_the_same_answer(suffix: str) -> None:
    again = convert(city("甲市"), "xlsx", suffix)
    assert answers(read(again, f"汇总.{suffix}")) == WHOLE


def test_of_a_value_what_counts_below_is_taken_with_its_own_cell() -> None:
    verified = Inspection(
        *("2023-03", "1", "市农业农村局"), verified=Decimal(15), source=MARCH.source
    )
    intake = read(city("甲市", inspections=(verified,)))
    (submission,) = intake.submissions
    cell = submission.entries[0].cells["value"]
    assert (cell.value, cell.address) == (15, "M4")


def test_a_text_that_goes_on_in_further_rows_is_whole() -> None:
    text = "。".join(f"第{n}处高标准农田建成并通过验收" for n in range(300))
    assert answers(read(city("甲市", [Own("1", 20, text=text)])))["1/C1/lead#1"]["progress"] == text


def test_a_task_of_many_words_breaks_no_seal() -> None:
    task = "。".join(f"新建第{n}处高标准农田" for n in range(300))
    own = Own("1", 20, text="好" * 3000, task=task)
    made = city("甲市", [own])
    found = answers(read(made))["1/C1/lead#1"]
    assert (found["value"], found["progress"]) == (20, own.text)
    heights = openpyxl.load_workbook(io.BytesIO(made))[LEDGER.sheet].row_dimensions.values()
    assert max(row.height or 0 for row in heights) <= EXCEL_MAX_HEIGHT


def test_texts_of_several_tasks_stand_together_and_the_weakest_status_is_said() -> None:
    mine = [Own("2", text="巡河320人次", status="已完成"), Own("2", text="清淤3公里")]
    assert answers(read(city("甲市", mine)))["2/C1/lead#0"] == {
        "progress": "第1件实事：巡河320人次\n第2件实事：清淤3公里",
        "status": "正常推进",
    }


def spoilt(change: Callable[[Any], None]) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(city("甲市")))
    change(book)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _raise(book: Any) -> None:
    book["报上级"]["K4"] = 21


def _pose(book: Any) -> None:
    book["_duban"]["A4"] = book["_duban"]["A4"].value.replace("甲市", "乙市")
    del book.custom_doc_props["DubanToken"]


def _copy(book: Any) -> None:
    for name in book.sheetnames:
        if name != "报上级":
            del book[name]
    del book.custom_doc_props["DubanToken"]


def _sort(book: Any) -> None:
    sheet = book["报上级"]
    rows = [[cell.value for cell in sheet[number]] for number in (5, 4)]
    for number, row in enumerate(rows, start=4):
        for place, value in enumerate(row, start=1):
            sheet.cell(number, place).value = value


@pytest.mark.parametrize(
    ("change", "unit"), [(_raise, "甲市"), (_pose, "乙市"), (_copy, "")], ids=lambda case: str(case)
)
def test_a_ledger_that_was_changed_is_set_aside(change: Callable[[Any], None], unit: str) -> None:
    intake = read(spoilt(change))
    assert intake.submissions == ()
    assert len(intake.rejected) == 1
    assert found(intake.findings) == [("bad_signature", unit, "", "")]


def test_a_ledger_that_was_sorted_is_no_other_one() -> None:
    assert answers(read(spoilt(_sort))) == WHOLE


def test_a_place_that_is_no_unit_a_blank_one_and_a_ledger_without_answers_are_set_aside() -> None:
    for name, tasks, said in (
        ("邻市", FARMS, ("foreign_form", "")),
        ("", FARMS, ("foreign_form", "")),
        ("甲市", [Own("", 20)], ("ledger_unmatched", "甲市")),
    ):
        intake = read(city(name, tasks))
        assert intake.submissions == ()
        assert [(f.code, f.unit) for f in intake.findings] == [said]
        assert intake.rejected[0].advice


def test_another_months_ledger_is_listed_and_not_used() -> None:
    intake = read(city("甲市", periods=(FEBRUARY,)))
    (submission,) = intake.submissions
    assert (submission.used, submission.why_not) == (False, "是2023-02期的汇总")
    assert found(intake.findings) == [("wrong_period", "甲市", "", "")]


def test_an_older_layout_is_read_as_far_as_it_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    fields = tuple(field for field in LEDGER.fields if field.name != "problem")
    older = replace(LEDGER, version=0, fields=fields)
    with monkeypatch.context() as then:
        for module in ("duban.forms.ledger", "duban.emit.ledger.superior"):
            then.setattr(sys.modules[module], "LEDGER", older)
        data = city("甲市")
    intake = read(data)
    assert answers(intake) == WHOLE
    assert ("outdated_form", "甲市", "", "") in found(intake.findings)


UNSERVED = ("ledger_unmatched", "甲市", "3", "")


@pytest.mark.parametrize(
    ("tasks", "code", "task", "words"),
    [
        ([Own("99", 20)], "ledger_unmatched", "", "本级任务图没有第99项"),
        ([Own("2-1", 20)], "ledger_unmatched", "", "本级任务图没有第2-1项"),
        ([Own("1", 20, measure="亩")], "ledger_unclear", "1", "以万亩计，汇总第1项以亩计"),
        ([Own("1", 20, kind=Kind.LEVEL)], "ledger_unclear", "1", "为累计量，汇总第1项为水平值"),
        ([Own("1", 2), Own("1", 3, measure="亩")], "ledger_unclear", "1", "汇总第2项以亩计"),
        ([Own("1", 20, wanted=0)], "ledger_unmatched", "1", "没有对应的指标"),
        ([Own("1", 20, wanted=2)], "ledger_unmatched", "1", "没有对应的指标"),
        (
            [Own("3", 9, "外贸", "%", Kind.GROWTH)],
            "ledger_unclear",
            "3",
            "看不出对应汇总的哪个",
        ),
        (
            [Own("3", 9, "出口", "%", Kind.GROWTH, 1), Own("3", 8, "进口", "%", Kind.GROWTH, 1)],
            *("ledger_unclear", "3", "对应汇总第1、2项，增长率不能相加"),
        ),
    ],
    ids=lambda case: case if isinstance(case, str) else "",
)
def test_what_is_not_beyond_doubt_is_asked_and_not_taken(
    tasks: Sequence[Own], code: str, task: str, words: str
) -> None:
    intake = read(city("甲市", tasks))
    assert any((f.code, f.task) == (code, task) and words in f.message for f in intake.findings)
    assert all(f.advice for f in intake.findings)
    assert all("value" not in row for row in answers(intake).values())


def test_names_and_numbers_tell_the_indicators_of_one_task_apart() -> None:
    mine = [
        Own("3", 9, "外贸出口增长", "%", Kind.GROWTH),
        Own("3", 18, "到位资金", "亿元", wanted=2),
    ]
    rows = answers(read(city("甲市", mine)))
    assert (rows["3/C1/lead#1"]["value"], rows["3/C1/lead#2"]["value"]) == (9, 18)


def test_a_sum_of_which_a_part_is_missing_is_asked_for() -> None:
    mine = [Own("1", 20, text="建成"), Own("1", -5, text="建成")]
    intake = read(city("甲市", mine))
    assert any("其中第2项没有数值" in f.message for f in intake.findings)
    assert "value" not in answers(intake)["1/C1/lead#1"]


def test_a_part_that_names_an_indicator_which_is_not_there_is_asked_about() -> None:
    intake = read(city("甲市", [Own("1", 20, wanted=1), Own("1", 5, wanted=2)]))
    assert answers(intake)["1/C1/lead#1"]["value"] == 20
    (said,) = (f for f in intake.findings if "没有这个指标" in f.message)
    assert (said.code, said.task, said.source.cell) == ("ledger_unmatched", "1", "B5")


def test_a_task_that_is_not_the_citys_or_is_split_up_is_named() -> None:
    tasks = (
        Task(1, "高标准农田", ("乙市",)),
        Task(2, "河湖", ("甲市",)),
        Task(2, "巡河", ("甲市",), subtask=1),
    )
    intake = read(city("甲市"), tasks=tasks, indicators=())
    messages = [f.message for f in intake.findings]
    assert any("本级第1项不由甲市承担" in m for m in messages)
    assert any("本级第2项分有子项，须填到子项" in m for m in messages)
    assert any("第2-1项在汇总中没有对应的任务" in m for m in messages)


def test_what_was_checked_below_by_its_own_targets_is_not_held_against_this_levels() -> None:
    mine = [
        Own("1", 100, text="累计建成高标准农田100万亩，完成率100%", status="已完成"),
        Own("1", 10, text="累计建成高标准农田10万亩"),
    ]
    target = (Indicator("1", 1, "高标准农田", Decimal(300), "万亩"),)
    made = compiled(province(indicators=target), ledgers({"甲市": mine, "乙市": mine[:1]}))
    assert made.standings[0].values[0].reported == 210
    doubted = found(
        made.findings, "status_conflict", "text_number_conflict", "done_without_date", "row_missing"
    )
    assert doubted == []


anything = st.one_of(
    st.text(max_size=8),
    st.integers(),
    st.floats(),
    st.booleans(),
    st.dates(),
    st.sampled_from(["1", "2", "3", "99", 1.0, 3, "万亩", "%", "累计量", "增长率", 10**400]),
)
cells = st.dictionaries(st.sampled_from([f.name for f in LEDGER.fields]), anything, max_size=17)


@given(st.lists(cells, max_size=6))
def test_whatever_a_sealed_ledger_says_is_taken_or_asked_about(said: list[dict[str, Any]]) -> None:
    columns = {field.name: number for number, field in enumerate(LEDGER.fields, start=1)}
    rows = tuple(FoundRow(number, "", line) for number, line in enumerate(said, start=4))
    table = FoundTable(LEDGER.kind, LEDGER.sheet, 3, columns, rows)
    lines = [{name: c.value for name, c in line.cells.items()} for line in lines_of([table])]
    token = opened(sealed("2023-03", "甲市", lines), KEY)
    assert token is not None
    receipt = Receipt("0" * 64, "a.xlsx", AFTER, ReceiptSource.MAIL, AFTER)
    made = submission_of(Found((token,), (table,)), province(), "2023-03", receipt)
    if isinstance(made, Refused):
        assert made.code == "ledger_unmatched"
    else:
        assert all(finding.unit == "甲市" and finding.advice for finding in made[1])


def test_a_mailed_ledger_counts_like_a_form_and_its_sender_is_looked_at() -> None:
    units = tuple(replace(u, emails=(f"{u.code}@example.invalid",)) for u in ALL)
    posted = mail(attached("a.xlsx", city("甲市")))
    made = compiled(province(units=units), {"来信.eml": posted})
    assert found(made.findings, "unknown_sender") == [("unknown_sender", "甲市", "", "")]
    assert found(made.findings, "row_missing", "required_blank", "unknown_file") == []
    assert [s.task_class for s in made.standings] == ["on_track", "on_track", "other"]
    assert made.standings[0].values[0].source.file == f"{INBOX}来信.eml!a.xlsx"


def test_what_is_to_be_mended_comes_back_as_a_form_with_the_ledgers_answers() -> None:
    made = compiled(province(), ledgers({"甲市": [*FARMS, Own("3", 9, "外贸", "%", Kind.GROWTH)]}))
    (correction,) = wanted(made).values()
    again = reissued(correction, KEY)
    sheet = openpyxl.load_workbook(io.BytesIO(again))[PROGRESS.sheet]
    filled = [
        [sheet.cell(row, column(name)).value for name in ("task", "value", "progress")]
        for row in (8, 9)
    ]
    assert filled == [[1, 20, "已建成12处"], [2, None, "巡河320人次"]]
    intake = gathered(
        *(province(), {"汇总.xlsx": city("甲市"), "退改.xlsx": again}),
        moments={"退改.xlsx": AFTER},
    )
    assert [s.receipt.path for s in intake.submissions if s.used] == [f"{INBOX}退改.xlsx"]
