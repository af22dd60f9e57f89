"""What a clerk is told when something is missing, open, broken or in use: never a traceback."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from msgspec.structs import replace

from compile import main
from duban.model import CHINA, Period, Task
from duban.register.write import write
from duban.workspace import Workspace
from tests.commands.outputs import texts
from tests.office import DEADLINE, MARCH, office, settings
from tests.office_on_disk import furnish

NOTICE = Path(__file__).parent.parent / "notice" / "qianjiang-2023.txt"
AS_OF = "--as-of=2023-04-03T17:00"


@pytest.fixture
def space(tmp_path: Path) -> Workspace:
    return furnish(tmp_path / "督查室")


def run(space: Workspace, *arguments: str) -> Result:
    return CliRunner().invoke(
        main, [*arguments, "--workspace", str(space.root)], prog_name="python compile.py"
    )


def remove(name: str) -> Callable[[Workspace], object]:
    return lambda space: (space.root / name).unlink()


def put(name: str, data: bytes = b"") -> Callable[[Workspace], object]:
    def change(space: Workspace) -> None:
        path = space.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)

    return change


def move_inbox(space: Workspace) -> None:
    (space.root / "inbox").rename(space.root / "邮件")


def spoil(space: Workspace) -> None:
    spoilt = office(tasks=(Task(1, "学位", ("市水务局",)), Task(1, "河湖", ("市水利局",))))
    space.taskmap(2023).write_bytes(write(spoilt, DEADLINE))


def lose_templates(space: Workspace) -> None:
    (space.root / "templates").rename(space.root / "模板")


def output_is_a_file(space: Workspace) -> None:
    (space.root / "output").write_bytes(b"")


@pytest.mark.parametrize(
    ("change", "arguments", "code", "said"),
    (
        (remove("taskmap/2023.xlsx"), "compile 2023-03", 1, "没有找到2023年的任务图"),
        (remove("taskmap/2023.xlsx"), "check-taskmap", 1, "没有任务图"),
        (remove("taskmap/2023.xlsx"), "issue 2023-03", 1, "没有找到2023年的任务图"),
        (put("taskmap/2023.xlsx", b"PK\3\4garbage"), "compile 2023-03", 1, "无法读取"),
        (put("taskmap/2023.xlsx"), "check-taskmap", 1, "文件是空的"),
        (put("taskmap/2023.xlsx", b"%PDF-1.7"), "compile 2023-03", 1, "收到的是PDF文档"),
        (spoil, "compile 2023-03", 1, "2023.xlsx 任务!A3 任务序号 1 出现 2 次（另有"),
        (spoil, "issue 2023-03", 1, "任务图有错误"),
        (move_inbox, "compile 2023-03", 1, "没有找到收件文件夹 inbox/2023-03/"),
        (move_inbox, "compile", 1, "还没有任何期次"),
        (
            lambda _space: None,
            "compile 2023-07",
            1,
            "“期次”表中没有 2023-07（现有：2023-02、2023-03）",
        ),
        (lambda _space: None, "compile 2031-01", 1, "没有找到2031年的任务图"),
        (lambda _space: None, "compile 2023-3", 2, "请写成年-月，如 2023-03"),
        (lambda _space: None, "compile 三月", 2, "期次“三月”写法不对"),
        (lambda _space: None, "issue 0000-01", 2, "期次“0000-01”写法不对"),
        (lambda _space: None, "import 没有的文件.txt", 1, "无法读取文件 没有的文件.txt"),
        (
            put("output/2023-03/~$督查通报.docx"),
            "compile 2023-03",
            1,
            "正被 Word、Excel 或 WPS 打开",
        ),
        (put("output/2023-03/下发/~$甲.xlsx"), "issue 2023-03", 1, "正被 Word、Excel 或 WPS 打开"),
        (put("taskmap/~$2023.xlsx"), f"import {NOTICE} --force", 1, "正被 Word、Excel 或 WPS 打开"),
        (lambda _space: None, f"import {NOTICE}", 1, "2023.xlsx 已经存在"),
        (lose_templates, "compile 2023-03", 1, "没有找到模板文件夹 templates/"),
        (output_is_a_file, "compile 2023-03", 1, "无法写入 output"),
        (put("templates/督查通报.j2", b"{{"), "compile 2023-03", 1, "督查通报.j2"),
    ),
)
def test_the_reason_and_what_to_do_in_two_lines(
    space: Workspace,
    change: Callable[[Workspace], object],
    arguments: str,
    code: int,
    said: str,
) -> None:
    change(space)
    shown = run(space, *arguments.split(), AS_OF)
    assert shown.exit_code == code, shown.output
    lines = shown.stderr.strip().splitlines()
    assert 1 <= len(lines) <= 2
    assert said in shown.stderr
    assert lines[-1].endswith(("。", "）"))
    assert "Traceback" not in shown.output
    assert re.findall("[!！]", shown.output.replace("任务!", "")) == []


def test_a_second_compile_says_that_one_is_running(space: Workspace) -> None:
    with space.lock("编译"):
        shown = run(space, "compile", "2023-03", AS_OF)
    assert shown.exit_code == 1
    assert "另一个督办进程正在这个工作区里运行" in shown.stderr
    assert run(space, "compile", "2023-03", AS_OF).exit_code == 0


def test_an_empty_inbox_gives_a_circular_in_which_everybody_is_missing(space: Workspace) -> None:
    for path in space.inbox("2023-03").iterdir():
        path.unlink()
    shown = run(space, "compile", "2023-03", AS_OF)
    assert shown.exit_code == 0
    assert "inbox/2023-03/ 里还没有任何报表" in shown.output
    assert "未报送3" in shown.output


def test_before_the_deadline_nobody_is_missing(space: Workspace) -> None:
    for path in space.inbox("2023-03").iterdir():
        path.unlink()
    shown = run(space, "compile", "2023-03", "--as-of", "2023-03-28T09:00")
    assert "待报送3" in shown.output
    assert "未报送" not in shown.output.replace("未收到", "")


def test_owner_files_in_the_inbox_are_no_arrivals(space: Workspace) -> None:
    first = run(space, "compile", "2023-03", AS_OF)
    put("inbox/2023-03/~$市教育局.xlsx", b"owner")(space)
    again = run(space, "compile", "2023-03", AS_OF)
    assert first.exit_code == again.exit_code == 0
    assert "内容没有变化" in again.output
    assert "~$" not in (space.inbox("2023-03") / "收件登记.csv").read_text(encoding="utf-8-sig")


def test_an_open_task_map_is_read_as_last_saved_and_the_clerk_is_told(space: Workspace) -> None:
    put("taskmap/~$2023.xlsx")(space)
    shown = run(space, "compile", "2023-03", AS_OF)
    assert shown.exit_code == 0
    assert "2023.xlsx 正被打开：以最近一次保存的内容为准" in shown.stderr


def test_strict_ends_with_3_when_there_are_errors_and_with_0_when_there_are_none(
    space: Workspace,
) -> None:
    assert run(space, "compile", "2023-03", AS_OF, "--strict").exit_code == 0
    (space.inbox("2023-03") / "市教育局.xlsx").unlink()
    assert run(space, "compile", "2023-03", AS_OF, "--strict").exit_code == 3
    assert run(space, "compile", "2023-03", AS_OF).exit_code == 0


def test_check_taskmap_lists_every_fault_and_ends_with_1(space: Workspace) -> None:
    assert run(space, "check-taskmap").exit_code == 0
    spoil(space)
    shown = run(space, "check-taskmap")
    assert shown.exit_code == 1
    assert "[错误] taskmap/2023.xlsx 任务!E3 任务 1 的“市水务局”不在单位表" in shown.output
    assert "任务!A3" in shown.output
    assert "任务!A4" in shown.output


FAR = Period("2090-03", date(2090, 3, 24), datetime(2090, 3, 25, tzinfo=CHINA))
"""A period of a year whose holidays nobody has published; its deadline is left to be reckoned."""


@pytest.fixture
def far(space: Workspace) -> Workspace:
    taskmap = replace(office(periods=(FAR,)), year=2090)
    space.taskmap(2090).write_bytes(write(taskmap, DEADLINE))
    space.inbox("2090-03").mkdir()
    return space


def test_an_unpublished_year_is_not_guessed(far: Workspace) -> None:
    shown = run(far, "compile", "2090-03", "--as-of", "2090-04-03")
    assert shown.exit_code == 1
    assert "taskmap/2090.xlsx 期次!C3 2090-03 期未填报送截止" in shown.stderr
    assert "--assume-weekends" in shown.stderr


def test_assumed_weekends_are_said_in_every_output(far: Workspace) -> None:
    shown = run(far, "compile", "2090-03", "--as-of", "2090-04-03", "--assume-weekends")
    assert shown.exit_code == 0, shown.output
    assert run(far, "issue", "2090-03", "--assume-weekends").exit_code == 0
    found = texts(far.output("2090-03"))
    silent = [name for name, text in found.items() if "2090年节假日安排尚未公布" not in text]
    assert silent == []


def test_a_period_that_cannot_be_reckoned_does_not_stop_the_others(space: Workspace) -> None:
    far = Period("2023-12", date(2090, 12, 25), datetime(2090, 12, 25, tzinfo=CHINA))
    space.taskmap(2023).write_bytes(write(office(periods=(MARCH, far)), DEADLINE))
    assert run(space, "compile", "2023-03", AS_OF).exit_code == 0
    assert "2023-12 期未填报送截止" in run(space, "compile", "2023-12", AS_OF).stderr


def test_units_whose_names_are_alike_get_a_form_each(space: Workspace) -> None:
    twins = office()
    units = (replace(twins.units[0], name="市/局"), replace(twins.units[1], name="市?局"))
    tasks = (Task(1, "甲", ("市/局",)), Task(2, "乙", ("市?局",)))
    taskmap = office(units=units, tasks=tasks, indicators=(), settings=settings())
    space.taskmap(2023).write_bytes(write(taskmap, DEADLINE))
    assert "已生成2份填报表" in run(space, "issue", "2023-03").output
    assert sorted(path.name for path in (space.output("2023-03") / "下发").glob("*.xlsx")) == [
        "市_局(U01)-2023年3月进展表.xlsx",
        "市_局(U02)-2023年3月进展表.xlsx",
    ]


def test_issued_forms_outlive_a_compile(space: Workspace) -> None:
    run(space, "issue", "2023-03")
    forms = sorted((space.output("2023-03") / "下发").iterdir())
    assert len(forms) == 4, "and the guide"
    run(space, "compile", "2023-03", AS_OF)
    assert sorted((space.output("2023-03") / "下发").iterdir()) == forms


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="names there are always Unicode")
def test_a_file_name_that_is_no_text_is_compiled_like_any_other(space: Workspace) -> None:
    # As an unzip without the right code page leaves it: bytes of GBK on a UTF-8 system.
    source = space.inbox("2023-03") / "市教育局.xlsx"
    source.rename(source.with_name(os.fsdecode("市教育局.xlsx".encode("gbk"))))
    shown = run(space, "compile", "2023-03", AS_OF)
    assert shown.exit_code == 0, shown.output
    assert "应报单位3个（逾期报送3）" in shown.output
