"""accept-plan: from leads' returned plans to the office's own task map, and nothing else in it."""

from __future__ import annotations

import io
from datetime import timedelta
from pathlib import Path

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill

from duban.commands.checking_files import check_files
from duban.commands.compiling import compile_month
from duban.commands.issuing import forms, issue
from duban.commands.planning import accept_plan
from duban.commands.session import Session, read_taskmap
from duban.emit.planbook import FILE
from duban.forms.fields import PLAN, PROGRESS
from duban.model import FormKind, Milestone, Severity
from duban.workspace import Stop, Workspace
from tests.office import SCHOOL
from tests.office_on_disk import furnish, session
from tests.plans.drawn import FULL, PLANS, all_plans, plan_of, planning

NOW = PLANS.deadline - timedelta(hours=2)


@pytest.fixture
def space(tmp_path: Path) -> Workspace:
    """The plan period with all plans returned, in a task map that the office has worked on."""
    own = Milestone("2", "2023-06", deed="5月底前动工", quality="开工令")
    other = Milestone("2", "2023-04", deed="办公室自加的节点")
    space = furnish(tmp_path, planning(milestones=(own, other)))
    inbox = space.inbox("2023-02")
    inbox.mkdir()
    for name, data in all_plans(planning()).items():
        (inbox / name).write_bytes(data)
    _as_the_office_left_it(space.taskmap(2023))
    return space


def _as_the_office_left_it(path: Path) -> None:
    book = openpyxl.load_workbook(path)
    sheet = book["节点"]
    sheet.column_dimensions["F"].width = 71
    sheet["F4"].fill = PatternFill("solid", fgColor="FFC6E0B4")
    book["任务"]["C3"].comment = Comment("与教育局核对过", "办公室")
    book.create_sheet("备忘")["A1"] = "=1+1"
    book.save(path)


def run(space: Workspace) -> Session:
    return session(space, NOW)


def cells(data: bytes) -> dict[tuple[str, str], object]:
    book = openpyxl.load_workbook(io.BytesIO(data))
    return {(s.title, c.coordinate): c.value for s in book for row in s.iter_rows() for c in row}


def test_the_proposal_is_taken_with_a_difference_and_a_backup(space: Workspace) -> None:
    compile_month(run(space), "2023-02")
    before = space.taskmap(2023).read_bytes()
    lines = accept_plan(run(space), "2023-02", dry=False)
    assert "新增 节点 第1项 2023-03期应完成250" in lines
    changed = "改动 节点 第2项 2023-06期5月底前动工，质量要求：达到Ⅲ类"
    assert f"{changed}（原为：2023-06期5月底前动工，质量要求：开工令）" in lines
    (copy,) = space.taskmap(2023).parent.glob("*.bak.xlsx")
    assert copy.read_bytes() == before
    assert copy.name in lines[-1]
    after = space.taskmap(2023).read_bytes()
    old, new = cells(before), cells(after)
    differ = {place for place in new if new[place] != old.get(place)}
    assert {sheet for sheet, _ in differ} == {"节点"}
    assert {cell for _, cell in differ if int(cell[1:]) <= 4} == {"G3"}
    taskmap, findings = read_taskmap(run(space), 2023)
    assert [f for f in findings if f.severity is Severity.ERROR] == []
    assert "办公室自加的节点" in [m.deed for m in taskmap.milestones]
    assert len(taskmap.milestones) == 17


def test_what_the_office_made_of_its_task_map_stays(space: Workspace) -> None:
    compile_month(run(space), "2023-02")
    accept_plan(run(space), "2023-02", dry=False)
    book = openpyxl.load_workbook(space.taskmap(2023))
    sheet = book["节点"]
    assert sheet.column_dimensions["F"].width == 71
    assert sheet["F4"].fill.fgColor.rgb == "FFC6E0B4"
    assert book["任务"]["C3"].comment.text == "与教育局核对过"
    assert book["备忘"]["A1"].value == "=1+1"
    assert sheet["D9"].border.left.style == "thin", "new rows look like those above"
    assert sheet["D9"].number_format == "@"
    assert sheet.auto_filter.ref == "A2:G19"


def test_a_second_run_and_a_dry_one_change_nothing(space: Workspace) -> None:
    compile_month(run(space), "2023-02")
    before = space.taskmap(2023).read_bytes()
    assert accept_plan(run(space), "2023-02", dry=True)[-1].endswith("没有写入。")
    assert space.taskmap(2023).read_bytes() == before
    accept_plan(run(space), "2023-02", dry=False)
    after = space.taskmap(2023).read_bytes()
    (line,) = accept_plan(run(space), "2023-02", dry=False)
    assert line == "与任务图比较：相同16行；taskmap/2023.xlsx 已是这样，没有改动。"
    assert space.taskmap(2023).read_bytes() == after
    assert len(list(space.taskmap(2023).parent.glob("*.bak.xlsx"))) == 1


def _edit(space: Workspace, row: int, header: str, value: object) -> None:
    path = space.output("2023-02") / FILE
    book = openpyxl.load_workbook(path)
    sheet = book["节点"]
    column = [cell.value for cell in sheet[3]].index(header) + 1
    sheet.cell(row, column).value = value  # type: ignore[union-attr]
    book.save(path)


def test_a_struck_row_is_not_taken_and_a_mended_one_as_it_stands(space: Workspace) -> None:
    compile_month(run(space), "2023-02")
    _edit(space, 4, "采用", "否")
    _edit(space, 5, "应完成值", 480)
    lines = accept_plan(run(space), "2023-02", dry=False)
    assert "新增 节点 第1项 2023-06期应完成480" in lines
    taskmap, _ = read_taskmap(run(space), 2023)
    assert [m.period for m in taskmap.milestones if m.task == "1"] == ["2023-06", "2023-12"]


@pytest.mark.parametrize(
    ("header", "value", "said"),
    (
        ("任务序号", 99, "任务 99 不在任务表中"),
        ("应完成值", "若干", "“应完成值”填的是“若干”，不是数字"),
        ("期次", None, "“期次”没有填写"),
        ("指标序号", 7, "任务图中没有"),
    ),
)
def test_a_proposal_that_does_not_fit_is_refused(
    space: Workspace, header: str, value: object, said: str
) -> None:
    compile_month(run(space), "2023-02")
    before = space.taskmap(2023).read_bytes()
    _edit(space, 4, header, value)
    with pytest.raises(Stop, match=said):
        accept_plan(run(space), "2023-02", dry=False)
    assert space.taskmap(2023).read_bytes() == before


def test_without_a_compile_there_is_nothing_to_take(space: Workspace) -> None:
    with pytest.raises(Stop, match="没有找到 output/2023-02/分解表汇总"):
        accept_plan(run(space), "2023-02", dry=False)


def test_forms_of_both_kinds_stand_side_by_side(space: Workspace) -> None:
    assert issue(run(space), "2023-02") == {
        FormKind.PLAN: [
            *("市教育局-2023年2月分解表.xlsx", "市水利局-2023年2月分解表.xlsx"),
            "市商务局-2023年2月分解表.xlsx",
        ]
    }
    with pytest.raises(Stop, match="2023-02 期应报的是分解表，不是进展表"):
        issue(run(space), "2023-02", FormKind.PROGRESS)
    path = space.taskmap(2023)
    book = openpyxl.load_workbook(path)
    sheet = book["期次"]
    column = [cell.value for cell in sheet[2]].index("填报表") + 1
    sheet.cell(3, column).value = "进展表、分解表"
    book.save(path)
    issue(run(space), "2023-02", FormKind.PROGRESS)
    folder = space.output("2023-02") / "下发"
    assert len(list(folder.glob("*.xlsx"))) == 6
    guides = sorted(path.name for path in folder.glob("*.docx"))
    assert guides == ["分解表填报说明.docx", "进展表填报说明.docx"]


def test_the_months_shown_are_the_periods_of_progress_to_come(space: Workspace) -> None:
    taskmap, _ = read_taskmap(run(space), 2023)
    period = taskmap.period("2023-02")
    assert period is not None
    form = forms(run(space), taskmap, period, FormKind.PLAN)[SCHOOL.code]
    sheet = openpyxl.load_workbook(io.BytesIO(form))[PLAN.sheet]
    hidden = {
        column
        for known in sheet.column_dimensions.values()
        if known.hidden
        for column in range(known.min, known.max + 1)
    }
    shown = [
        cell.value
        for cell in sheet[7]
        if str(cell.value).endswith("月") and cell.column not in hidden
    ]
    assert shown == [f"{month}月" for month in range(3, 13)]


def test_the_next_form_knows_the_persons_of_the_plan(space: Workspace) -> None:
    taskmap, _ = read_taskmap(run(space), 2023)
    march = taskmap.period("2023-03")
    assert march is not None
    form = forms(run(space), taskmap, march)[SCHOOL.code]
    sheet = openpyxl.load_workbook(io.BytesIO(form))[PROGRESS.sheet]
    row = [sheet.cell(8, PROGRESS.index(n) + 1).value for n in ("leader", "handler", "phone")]
    assert row == ["王伟", "李敏", "13000000000"]


def test_a_plan_is_checked_before_it_is_sent(space: Workspace) -> None:
    path = space.root / "分解表.xlsx"
    path.write_bytes(plan_of(planning(), SCHOOL, FULL[SCHOOL].replace("每月检查", "")))
    lines = "\n".join(check_files(run(space), {"分解表.xlsx": path}))
    assert "市教育局，2023年2月分解表，表内标识有效。" in lines
    assert "分解表第4项：没有工作措施" in lines
