"""Two compiles of one month: what moved, why, and the correction that may follow."""

from __future__ import annotations

import io
import json
from datetime import date, datetime, timedelta
from pathlib import Path

import docx
import pytest
from click.testing import CliRunner
from msgspec.structs import replace

from compile import main
from duban.commands.compiling import compile_month
from duban.model import Ruling
from duban.register import TaskMap
from duban.register.write import write
from duban.workspace import Workspace
from tests.office import AFTER, DEADLINE, FULL, MARCH, SCHOOL, issued, office, returned
from tests.office_on_disk import furnish, session

PERIOD = "2023-03"
LATER = AFTER + timedelta(days=6)
SINCE = f"{AFTER:%Y-%m-%dT%H:%M}"


@pytest.fixture
def space(tmp_path: Path) -> Workspace:
    """A month whose circular was issued at AFTER, from forms that had come in time."""
    made = furnish(tmp_path / "督查室", with_issue(office()))
    compile_month(session(made, IN_TIME), PERIOD)
    compile_month(session(made, AFTER), PERIOD)
    return made


IN_TIME = DEADLINE - timedelta(days=1)


def with_issue(taskmap: TaskMap) -> TaskMap:
    march = replace(MARCH, issued=AFTER)
    return replace(taskmap, periods=(*taskmap.periods[:-1], march))


def send_again(space: Workspace, at: datetime, value: str) -> None:
    """The school's new version with another value, first seen at ``at``."""
    form = returned(issued(office(), SCHOOL), FULL[SCHOOL].replace("300", value, 1))
    (space.inbox(PERIOD) / "教育局更正.xlsx").write_bytes(form)
    compile_month(session(space, at), PERIOD)


def diff(space: Workspace, *more: str) -> str:
    options = ["diff", PERIOD, "--as-of", f"{LATER:%Y-%m-%dT%H:%M}", *more]
    shown = CliRunner().invoke(main, [*options, "--workspace", str(space.root)])
    assert shown.exit_code == 0, shown.output
    return shown.output


def test_nothing_new_is_no_difference_and_no_correction(space: Workspace) -> None:
    assert "数字没有变化。" in diff(space)
    compile_month(session(space, LATER), PERIOD)
    assert not (space.output(PERIOD) / "更正说明.docx").exists()


def test_a_value_that_came_later_moves_figures_and_is_named_as_the_cause(space: Workspace) -> None:
    send_again(space, LATER - timedelta(days=1), "50")
    said = diff(space)
    assert "欠进度：1 → 2" in said
    assert "第1项：超进度、绿灯 → 欠进度、黄灯" in said
    assert "第1项“新增学位”：300个 → 50个  [inbox/2023-03/教育局更正.xlsx 进展表!" in said
    assert "市教育局2023-04-08" in said
    assert "报来第2次填报表" in said


def test_the_machine_reads_the_same(space: Workspace) -> None:
    send_again(space, LATER - timedelta(days=1), "50")
    tree = json.loads(diff(space, "--json", "--since", SINCE))
    assert {"name": "欠进度", "before": 1, "now": 2} in tree["figures"]
    (task,) = tree["tasks"]
    assert (task["task"], task["now"]) == ("1", {"class": "behind", "light": "yellow"})
    (value,) = tree["values"]
    assert (value["before"], value["now"]) == ("300", "50")
    assert value["source"]["file"].endswith("教育局更正.xlsx")


def test_a_ruling_of_later_days_counts_only_after_its_day(space: Workspace) -> None:
    ruling = Ruling(PERIOD, "免报", "市商务局", reason="机构改革", by="张三", on=date(2023, 4, 8))
    next(space.inbox(PERIOD).glob("*商务*")).unlink()
    space.taskmap(2023).write_bytes(write(with_issue(office(rulings=(ruling,))), DEADLINE))
    said = diff(space)
    assert "市商务局：未报送 → 免报" in said
    assert "2023-04-08核定市商务局免报：机构改革" in said


def test_a_correction_is_proposed_once_the_circular_is_issued(space: Workspace) -> None:
    send_again(space, LATER, "50")
    compiled = compile_month(session(space, LATER), PERIOD)
    assert any("拟出更正说明.docx" in note for note in compiled.notes)
    data = (space.output(PERIOD) / "更正说明.docx").read_bytes()
    text = "\n".join(p.text for p in docx.Document(io.BytesIO(data)).paragraphs)
    assert "第1项：原为超进度、绿灯，更正为欠进度、黄灯。" in text
    assert "第1项“新增学位”：原为300个，更正为50个。" in text
    assert "欠进度：原为1，更正为2。" in text


@pytest.mark.parametrize(
    ("options", "words"),
    (
        (("--since", "2023-12-31T00:00"), "不早于编制时点"),
        (("--since", "昨天"), "请写成 2023-04-03T17:00 的样式"),
    ),
)
def test_a_moment_that_cannot_be_compared_is_said_so(
    space: Workspace, options: tuple[str, ...], words: str
) -> None:
    arguments = ["diff", PERIOD, "--as-of", SINCE, *options, "--workspace", str(space.root)]
    shown = CliRunner().invoke(main, arguments)
    assert shown.exit_code == 2
    assert words in shown.output


def test_without_a_moment_the_circular_must_have_been_issued(tmp_path: Path) -> None:
    space = furnish(tmp_path / "督查室")
    shown = CliRunner().invoke(main, ["diff", PERIOD, "--workspace", str(space.root)])
    assert shown.exit_code == 2
    assert "没有填写印发时点" in shown.output
