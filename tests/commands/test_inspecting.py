"""Inspection: the team's form goes out, comes back, and its values stand beside the reported."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import docx
import openpyxl
import pytest
from click.testing import CliRunner
from msgspec.structs import replace

from compile import main
from duban.commands.checking_files import check_files
from duban.commands.compiling import compile_month
from duban.commands.explaining import explain_figure
from duban.commands.inspecting import Visit, issue_inspection
from duban.commands.session import Session
from duban.compilation import Compilation
from duban.forms.fields import APPEAL, INSPECTION
from duban.model import Inspection
from duban.rehearse.inspections import filled_inspection
from duban.rehearse.mails import mail
from duban.workspace import Stop, Workspace
from tests.office import AFTER, IN_TIME, UNITS, found, office
from tests.office_on_disk import furnish, session
from tests.programs import convert

VISIT = Visit("第一核查组", "暗访", "2023-03-27", "开发区", "现场核实", "赵明")
NAME = "第一核查组-2023年3月核查表.xlsx"
LATER = AFTER + timedelta(days=3)
FOUND = {"3/U03/lead#1": Decimal(10)}


@pytest.fixture
def space(tmp_path: Path) -> Workspace:
    return furnish(tmp_path)


def run(space: Workspace) -> Session:
    return session(space, LATER)


def form(space: Workspace, tasks: tuple[str, ...] = ("3", "1")) -> bytes:
    issue_inspection(run(space), "2023-03", tasks, 10, VISIT)
    return (space.output("2023-03") / "下发" / NAME).read_bytes()


def back(space: Workspace, data: bytes, name: str = "核查.xlsx") -> Compilation:
    (space.inbox("2023-03") / name).write_bytes(data)
    return compile_month(run(space), "2023-03").compilation


def spoilt(data: bytes, change: Callable[[Any], None]) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(data))
    change(book[INSPECTION.sheet])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def filled(space: Workspace) -> bytes:
    return filled_inspection(form(space), FOUND, IN_TIME, Random(1))


def place(name: str) -> int:
    return INSPECTION.index(name) + 1


def test_the_form_shows_what_was_reported_and_how_the_team_goes_about_it(space: Workspace) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(form(space)))[INSPECTION.sheet]
    assert "核查组：第一核查组" in str(sheet["B2"].value)
    names = ("task", "unit", "indicator", "reported", "said", "why", "kind", "on", "by")
    rows = [
        tuple(sheet.cell(row, place(n)).value for n in names) for row in range(8, sheet.max_row + 1)
    ]
    how = ("办公室指定", "暗访", "2023-03-27", "赵明")
    assert rows == [
        (3, "市商务局", "招商引资", 18, "签约项目6个", *how),
        (3, "市商务局", "外贸出口增长", 7.5, "出口12.3亿元", *how),
        (1, "市教育局", "新增学位", 300, "新增学位300个", *how),
    ]
    assert not sheet.cell(8, place("verified")).protection.locked
    assert sheet.cell(8, place("reported")).protection.locked


def test_tasks_are_proposed_by_risk_with_the_reason(space: Workspace) -> None:
    lines = issue_inspection(run(space), "2023-03", (), 2, Visit())
    assert lines[0] == "第3项：黄灯、本年未核查过"
    assert lines[-1].startswith("已生成核查表（2项任务）")
    everything = issue_inspection(run(space), "2023-03", (), 50, Visit())
    assert len(everything) == 6, "an excluded task is not proposed"


def test_verified_values_stand_beside_the_reported_and_are_used(space: Workspace) -> None:
    made = back(space, filled(space))
    by_key = {s.task.key: s for s in made.standings}
    value = by_key["3"].values[0]
    assert (value.reported, value.verified, value.judged) == (18, 10, 10)
    assert value.basis == "核实"
    assert (value.decided_at.file, value.decided_at.cell) == ("inbox/2023-03/核查.xlsx", "K8")
    assert found(made.findings, "inspection_conflict") == [
        ("inspection_conflict", "市商务局", "3", "I8")
    ]
    (report,) = made.reports
    assert len(report.inspections) == 3
    output = json.loads((space.output("2023-03") / "compilation.json").read_text("utf-8"))
    task = next(t for t in output["tasks"] if t["no"] == 3)
    assert (task["values"][0]["reported"], task["values"][0]["verified"]) == (18, 10)
    listed = next(i for i in output["inputs"] if i["file"].endswith("核查.xlsx"))
    assert (listed["unit"], listed["used"]) == ("核查表", True)
    assert output["counts"]["expected_units"] == 3
    text = "\n".join(explain_figure(run(space), "2023-03", "3", as_json=False))
    assert "核查：核实值10，暗访，开发区，现场核实，赵明，2023-03-27，不属实" in text


def test_the_sheet_and_the_form_are_one_path(space: Workspace, tmp_path: Path) -> None:
    made = back(space, filled(space))
    sheet = Inspection("2023-03", "3", "市商务局", 1, Decimal(10), on=date(2023, 3, 27))
    other = furnish(tmp_path / "other", office(inspections=(sheet,)))
    same = compile_month(session(other, LATER), "2023-03").compilation
    one, two = (next(s for s in m.standings if s.task.key == "3") for m in (made, same))
    assert (one.task_class, one.light, one.why) == (two.task_class, two.light, two.why)


@pytest.mark.parametrize("suffix", ("xlsx", "xls", "ods"))
def test_a_form_saved_by_another_program_says_the_same(space: Workspace, suffix: str) -> None:
    data = filled(space)
    made = back(space, convert(data, "xlsx", suffix), f"核查.{suffix}")
    (report,) = made.reports
    assert [(i.task, i.unit, i.indicator, i.verified) for i in report.inspections] == [
        ("3", "市商务局", 1, Decimal(10)),
        ("3", "市商务局", 2, Decimal("7.5")),
        ("1", "市教育局", 1, Decimal(300)),
    ]
    assert found(made.findings, "inspection_unclear") == []


def test_the_unit_is_told_and_its_answer_is_kept(space: Workspace) -> None:
    back(space, filled(space))
    output = space.output("2023-03")
    letters = [path for path in (output / "函单").iterdir() if "核查反馈" in path.name]
    assert sorted(path.name.split("-")[-1] for path in letters) == [
        "市商务局.docx",
        "市教育局.docx",
    ]
    trade = next(path for path in letters if "商务局" in path.name)
    text = "".join(p.text for p in docx.Document(str(trade)).paragraphs)
    assert "“招商引资”核实值为10亿元，自报值为18亿元，3月27日暗访，不属实" in text
    paper = output / "核查反馈" / "市商务局-2023年3月申述表.xlsx"
    book = openpyxl.load_workbook(paper)
    sheet = book[APPEAL.sheet]
    assert [sheet.cell(8, APPEAL.index(n) + 1).value for n in ("reported", "found")] == [18, 10]
    sheet.cell(8, APPEAL.index("answer") + 1).value = "另有3个项目材料未提供"
    sheet.cell(9, APPEAL.index("answer") + 1).value = "认可"
    book.save(space.inbox("2023-03") / "申述.xlsx")
    made = compile_month(run(space), "2023-03").compilation
    assert found(made.findings, "inspection_appeal") == [
        ("inspection_appeal", "市商务局", "3", "I8")
    ]
    conflict = next(f for f in made.findings if f.code == "inspection_conflict")
    assert conflict.evidence.endswith("单位申述：另有3个项目材料未提供")
    assert {row.unit.name: row.versions for row in made.reporting}["市商务局"] == 1
    text = "\n".join(explain_figure(run(space), "2023-03", "3", as_json=False))
    assert "单位申述：另有3个项目材料未提供  [inbox/2023-03/申述.xlsx 申述表!I8]" in text


def _put(row: int, name: str, value: object) -> Callable[[Any], None]:
    def change(sheet: Any) -> None:
        sheet.cell(row, place(name)).value = value

    return change


@pytest.mark.parametrize(
    ("change", "said"),
    (
        (_put(8, "verified", "约一半"), "第3项核实值“约一半”不是一个数，未采用"),
        (_put(8, "verified", 10**15), "第3项核实值“1000000000000000”不是一个数，未采用"),
        (_put(8, "on", "上周"), "第3项核查日期“上周”看不出是哪一天"),
        (_put(8, "task", 99), "核查表第8行对不上任务图中的任务和单位，未采用"),
    ),
)
def test_what_cannot_be_read_is_flagged(
    space: Workspace, change: Callable[[Any], None], said: str
) -> None:
    made = back(space, spoilt(filled(space), change))
    assert [f.message for f in made.findings if f.code == "inspection_unclear"] == [said]


def test_a_unit_cannot_inspect_itself(space: Workspace) -> None:
    sent = mail("jyj@example.invalid", "核查表", "核查.xlsx", filled(space), IN_TIME)
    made = back(space, sent, "来信.eml")
    (report,) = made.reports
    assert (report.used, report.why_not) == (False, "核查表从市教育局的邮箱发来")
    assert made.taskmap.inspections == ()


def test_a_form_that_this_office_did_not_issue_is_not_used(space: Workspace) -> None:
    data = filled(space)
    (space.root / "taskmap" / ".key").write_bytes(b"another key")
    made = back(space, data)
    (report,) = made.reports
    assert report.why_not == "核查表没有本办公室签发的标识"


def test_two_teams_forms_lie_beside_the_units(space: Workspace) -> None:
    form(space)
    issue_inspection(run(space), "2023-03", ("2",), 10, Visit("第二核查组"))
    names = sorted(path.name for path in (space.output("2023-03") / "下发").iterdir())
    assert names == [NAME, "第二核查组-2023年3月核查表.xlsx"]


def test_an_unknown_task_is_refused(space: Workspace) -> None:
    with pytest.raises(Stop, match="任务图中没有任务 77"):
        issue_inspection(run(space), "2023-03", ("77",), 10, VISIT)


def test_the_command_takes_it_all(space: Workspace) -> None:
    options = ["--form", "inspection", "--tasks", "3，1", "--kind", "明查", "--by", "赵明"]
    done = CliRunner().invoke(
        main, ["issue", "2023-03", *options, "--workspace", str(space.root)], prog_name="x"
    )
    assert done.exit_code == 0, done.output
    assert "第3项：办公室指定" in done.output


def test_a_file_is_checked_before_it_is_put_into_the_inbox(space: Workspace) -> None:
    path = space.root / "核查.xlsx"
    path.write_bytes(spoilt(filled(space), _put(8, "verified", "约一半")))
    lines = "\n".join(check_files(run(space), {"核查.xlsx": path}))
    assert "2023年3月核查表，由核查组填写。" in lines
    assert "第3项核实值“约一半”不是一个数，未采用" in lines
    assert "警告1处。" in lines


def test_a_unit_that_owes_no_return_can_be_inspected(tmp_path: Path) -> None:
    units = tuple(replace(u, reports=u.code != "U03") for u in UNITS)
    space = furnish(tmp_path / "other", office(units=units))
    (report,) = back(space, filled(space)).reports
    assert [i.unit for i in report.inspections] == ["市商务局", "市商务局", "市教育局"]
