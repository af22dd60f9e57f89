"""函单/: a letter for each unit and level with its evidence; all in one file; whom to ring up."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date
from pathlib import Path

import docx
import openpyxl
import pypdfium2
import pytest
from msgspec.structs import replace

from duban.emit.outputs import emit
from duban.emit.papers import Stationery
from duban.gongwen import wording
from duban.gongwen.pdf import to_pdf
from duban.register import defaults
from duban.rules import LadderRule, Level, Often, Scope
from tests import office
from tests.months import LATE, TASKS, Said, months_office, played
from tests.programs import required

DUE = date(2023, 9, 8)
WORDINGS, _ = wording.load([office.ROOT / "templates"])
UNIT = replace(office.SCHOOL, liaison="李某", phone="0728-6200001")
OFFICE = months_office(
    units=(UNIT, *office.UNITS[1:]),
    settings=office.settings(code="某政督函", leader="市政府分管领导"),
)
LADDER = ("催报通知", "提醒单", "督办单", "预警单", "约谈建议", "问责建议")


def made(course: dict[int, Said], **changes: object) -> dict[str, bytes]:
    """The outputs of the last month of ``course``."""
    taskmap = replace(OFFICE, **changes)  # type: ignore[arg-type]
    files, problems = emit(played(course, taskmap), Stationery(WORDINGS), DUE)
    assert problems == ()
    return files


def names(files: dict[str, bytes]) -> list[str]:
    return [name.removeprefix("函单/") for name in files if name.startswith("函单/")]


def text(data: bytes) -> str:
    return "\n".join(paragraph.text for paragraph in docx.Document(io.BytesIO(data)).paragraphs)


def test_a_good_month_needs_no_letter() -> None:
    assert names(made({1: 100})) == []


def test_a_late_unit_gets_a_reminder_that_says_when_it_came() -> None:
    files = made({1: (100, LATE)})
    assert names(files) == ["01-提醒单-市教育局.docx", "催办电话单.xlsx"]
    told = text(files["函单/01-提醒单-市教育局.docx"])
    assert "1.报送情况：1月逾期报送，收到时间为1月29日17:00。" in told
    assert "某政督函〔2023〕1001号" in told


def test_a_silent_unit_is_pressed_once_and_supervised_from_the_second_month() -> None:
    assert names(made({1: None})) == ["01-催报通知-市教育局.docx", "催办电话单.xlsx"]
    files = made({1: None, 2: None})
    assert names(files)[:2] == ["01-催报通知-市教育局.docx", "02-督办单-市教育局.docx"]
    told = text(files["函单/02-督办单-市教育局.docx"])
    assert "报送情况，连续2期未报送或空表：1月未报送填报表；2月未报送填报表。" in told


def test_a_warning_names_its_light_the_rule_and_every_month() -> None:
    files = made({4: 250, 5: 500, 6: 450})
    told = text(files["函单/01-黄灯预警单-市教育局.docx"])
    assert "黄灯预警单" in told
    assert (
        "第1项“新增学位1200个”，年内累计2次黄灯："
        "4月亮黄灯，完成20.8%，序时33.3%，差12.5个百分点；"
        "6月亮黄灯，完成37.5%，序时50.0%，差12.5个百分点。"
    ) in told


def test_the_two_highest_steps_go_to_the_leaders() -> None:
    files = made({4: 20, 5: 20, 6: 20, 7: 20})
    told = text(files["函单/01-问责建议-市教育局.docx"])
    assert "市政府分管领导：" in told
    assert "关于对市教育局启动问责程序的建议" in told
    assert "连续3期处于约谈以上" in told


def test_nobody_is_written_to_again_where_the_month_gave_no_cause_of_its_own() -> None:
    files = made({5: 100, 6: None})
    assert names(files) == ["01-催报通知-市教育局.docx", "催办电话单.xlsx"]


def test_a_rule_may_name_a_letter_of_the_offices_own() -> None:
    own = LadderRule(("逾期报送",), Often.ONCE, 1, Level.SUPERVISE, letter="提醒单")
    assert names(made({1: (100, LATE)}, ladder=(own,)))[0] == "01-提醒单-市教育局.docx"
    pressing = replace(own, letter="催报通知")
    files = made({1: (100, LATE)}, ladder=(pressing,))
    assert "报送情况：1月逾期报送" in text(files["函单/01-催报通知-市教育局.docx"])


def test_a_rule_with_a_letter_that_is_not_there_says_which() -> None:
    own = LadderRule(("逾期报送",), Often.ONCE, 1, Level.SUPERVISE, letter="警示函")
    month = played({1: (100, LATE)}, replace(OFFICE, ladder=(own,)))
    _, problems = emit(month, Stationery(WORDINGS), DUE)
    assert [p.message for p in problems] == ["没有名为“警示函.j2”的模板"]


def test_a_warning_not_about_a_light_says_so() -> None:
    files = made({1: None, 2: None, 3: None})
    told = text(files["函单/02-预警单-市教育局.docx"])
    assert "你单位存在下列问题，现予预警。" in told


def test_pooled_events_name_their_task() -> None:
    pooled = LadderRule(("黄灯", "逾期报送"), Often.ONCE, 2, Level.SUPERVISE, Scope.UNIT)
    files = made({4: (250, LATE)}, ladder=(pooled,))
    told = text(files["函单/01-督办单-市教育局.docx"])
    assert "承担任务情况，本单位本期2次黄灯或逾期报送：4月逾期报送" in told
    assert "4月第1项亮黄灯，完成20.8%" in told


def test_the_call_list_has_number_reason_and_room_for_the_answer() -> None:
    files = made({5: (100, LATE)})
    sheet = openpyxl.load_workbook(io.BytesIO(files["函单/催办电话单.xlsx"])).active
    head = [cell.value for cell in sheet[3]]
    row = dict(zip(head, [cell.value for cell in sheet[4]], strict=True))
    assert (row["单位"], row["联络员"], row["联系电话"]) == ("市教育局", "李某", "0728-6200001")
    assert row["层级"] == "提醒、预警"
    assert row["限期"] == "2023年9月8日"
    assert "5月逾期报送" in row["事由"]
    assert "第1项“新增学位1200个”，列入预警：5月亮红灯，完成8.3%" in row["事由"]
    assert row["答复"] is None


def several() -> dict[str, bytes]:
    """A month with a pressing letter and five letters of the ladder's levels."""
    rules = (
        *defaults.LADDER,
        *(LadderRule(("未报送",), Often.ONCE, 1, level, Scope.UNIT) for level in Level),
    )
    return made({5: (100, LATE)}, ladder=rules)


def test_all_letters_stand_in_one_file_each_on_pages_of_its_own() -> None:
    files = several()
    assert names(files) == [
        "01-提醒单-市教育局.docx",
        "02-红灯预警单-市教育局.docx",
        "全部函单.docx",
        "催办电话单.xlsx",
    ]
    whole = text(files["函单/全部函单.docx"])
    for name in names(files)[:2]:
        for line in text(files[f"函单/{name}"]).splitlines():
            assert line in whole
    with zipfile.ZipFile(io.BytesIO(files["函单/全部函单.docx"])) as package:
        xml = package.read("word/document.xml").decode()
    assert xml.count('w:pgNumType w:start="1"') == 2


def test_printed_on_both_sides_each_letter_begins_a_sheet() -> None:
    files = made({5: (100, LATE)}, settings=office.settings(duplex=True))
    with zipfile.ZipFile(io.BytesIO(files["函单/全部函单.docx"])) as package:
        xml = package.read("word/document.xml").decode()
    assert xml.count('w:val="oddPage"') == 2


def test_an_offices_red_head_is_printed_letter_by_letter() -> None:
    book = io.BytesIO()
    docx.Document().save(book)
    month = played({5: (100, LATE)}, OFFICE)
    files, _ = emit(month, Stationery(WORDINGS, book.getvalue()), DUE)
    assert "全部函单.docx" not in names(files)
    assert len(names(files)) == 3


def test_the_batch_prints_as_many_pages_as_its_letters(tmp_path: Path) -> None:
    soffice = Path(required("soffice"))
    files = several()
    paths = []
    for place, name in enumerate(n for n in names(files) if n.endswith(".docx")):
        paths.append(tmp_path / f"{place}.docx")
        paths[-1].write_bytes(files[f"函单/{name}"])
    printed, problems = to_pdf(paths, tmp_path / "pdf", soffice, 120)
    assert problems == ()
    *single, together = (pages(path) for path in printed)
    assert together == sum(single)


def pages(path: Path) -> int:
    with pypdfium2.PdfDocument(path) as pdf:
        return len(pdf)


@pytest.mark.parametrize("level", list(Level))
def test_every_level_has_a_letter(level: Level) -> None:
    rule = LadderRule(("逾期报送",), Often.ONCE, 1, level)
    files = made({1: (100, LATE)}, ladder=(rule,))
    assert names(files)[0].split("-")[1] in LADDER


def test_what_a_notice_or_a_unit_wrote_neither_stops_a_letter_nor_is_put_right_in_it() -> None:
    tasks = (
        replace(TASKS[0], text="于2023年2月30日前新增学位1200个"),
        TASKS[1],
    )
    files = made({5: 100}, tasks=tasks)
    told = text(files["函单/01-红灯预警单-市教育局.docx"])
    assert "1.第1项：5月亮红灯，完成8.3%" in told
    quoted = replace(TASKS[0], text="新增学位1200个,其中城区800个。扩大教育资源。")
    files = made({5: 100}, tasks=(quoted, TASKS[1]))
    told = text(files["函单/01-红灯预警单-市教育局.docx"])
    assert "第1项“新增学位1200个，其中城区800个”：" in told


def test_a_remark_keeps_with_the_date_above_it() -> None:
    files = made({1: (100, LATE)}, settings=office.settings(remark="演练数据"))
    letter = docx.Document(io.BytesIO(files["函单/01-提醒单-市教育局.docx"]))
    dated, remark = (p for p in letter.paragraphs if re.fullmatch("20.*日|（演练数据）", p.text))
    assert remark.text == "（演练数据）"
    assert dated.paragraph_format.keep_with_next


def test_a_quoted_task_has_single_marks_within_and_whole_figures() -> None:
    tasks = (
        replace(TASKS[0], text="探索“退二优二”，有效利用园区闲置资产，盘活闲置土地1000亩以上"),
        *TASKS[1:],
    )
    files = made({6: 3}, tasks=tasks)
    told = "".join(text(data) for name, data in files.items() if name.endswith(".docx"))
    assert "“探索‘退二优二’，有效利用园区闲置资产，盘活闲置土地……”" in told
