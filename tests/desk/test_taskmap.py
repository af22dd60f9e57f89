"""Rows to confirm and rulings: written into the task map's cells once, with a backup."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient
from msgspec.structs import replace

from duban.commands.session import read_taskmap
from duban.model import Doubt
from duban.register import TaskMap
from duban.register.write import write
from duban.workspace import Workspace
from tests.desk.conftest import url
from tests.office import DEADLINE, INDICATORS, TASKS, office
from tests.office_on_disk import session

DOUBT = Doubt("牵头与协办的分界看不清", ("牵头：市教育局", "牵头：市教育局、市水利局"))
RULING = {
    "subject": "准予逾期",
    "unit": "市教育局",
    "reason": "<b>=因停电</b>",
    "by": "张三",
    "on": "2023-04-03",
}


@pytest.fixture(autouse=True)
def doubtful(space: Workspace) -> None:
    """The office's task map with one task and one indicator to confirm."""
    taskmap = office(
        tasks=(replace(TASKS[0], doubt=DOUBT), *TASKS[1:]),
        indicators=(replace(INDICATORS[0], doubt=Doubt("是否为累计量")), *INDICATORS[1:]),
    )
    space.taskmap(2023).write_bytes(write(taskmap, DEADLINE))


def taskmap_of(space: Workspace) -> TaskMap:
    return read_taskmap(session(space), 2023)[0]


def backups(space: Workspace) -> int:
    return len(list((space.root / "taskmap").glob("*.bak.xlsx")))


def asked(desk: FlaskClient, sheet: str) -> dict[str, str]:
    """The form of the first row to confirm of ``sheet``, as a browser would send it."""
    page = desk.get(url("taskmap/2023/")).text
    part = next(p for p in page.split("<form")[1:] if f'value="{sheet}"' in p)
    fields = dict(re.findall(r'<input[^>]*name="(\w+)" value="([^"]*)"', part))
    fields |= dict(re.findall(r'<textarea name="(\w+)"[^>]*>([^<]*)</textarea>', part))
    for name, options in re.findall(r'<select name="(\w+)">(.*?)</select>', part):
        fields[name] = re.findall(r"<option selected>([^<]*)", options)[0]
    return fields


def confirm(desk: FlaskClient, fields: dict[str, str]) -> tuple[int, str]:
    answer = desk.post(url("taskmap/2023/confirm"), data=fields)
    return answer.status_code, answer.text


def test_a_row_is_confirmed_as_it_was_put_right(desk: FlaskClient, space: Workspace) -> None:
    fields = asked(desk, "任务") | {"leads": "市教育局\r\n市水利局", "cos": ""}
    status, text = confirm(desk, fields)
    assert status == 200
    assert "第1项已确认" in text
    task = taskmap_of(space).tasks[0]
    assert (task.leads, task.cos, task.doubt) == (("市教育局", "市水利局"), (), None)
    assert backups(space) == 1


def test_an_indicator_is_confirmed_unchanged(desk: FlaskClient, space: Workspace) -> None:
    assert confirm(desk, asked(desk, "指标"))[0] == 200
    first = taskmap_of(space).indicators[0]
    assert replace(first, source=INDICATORS[0].source) == INDICATORS[0]


def test_a_row_that_changed_meanwhile_is_not_overwritten(
    desk: FlaskClient, space: Workspace
) -> None:
    fields = asked(desk, "任务")
    assert confirm(desk, fields)[0] == 200
    status, text = confirm(desk, fields | {"leads": "市商务局"})
    assert status == 409
    assert "在打开之后已经改动或确认" in text
    assert taskmap_of(space).tasks[0].leads == ("市教育局",)


@pytest.mark.parametrize(
    ("changed", "words"),
    (
        ({"leads": "查无此局"}, "查无此局"),
        ({"seen": "0"}, "已经改动"),
        ({"row": "999"}, "已经改动"),
    ),
)
def test_what_cannot_be_is_refused_and_the_task_map_stays(
    desk: FlaskClient, space: Workspace, changed: dict[str, str], words: str
) -> None:
    before = space.taskmap(2023).read_bytes()
    status, text = confirm(desk, asked(desk, "任务") | changed)
    assert status == 409
    assert words in text
    assert space.taskmap(2023).read_bytes() == before
    assert backups(space) == 0


def test_a_target_that_is_no_number_is_refused(desk: FlaskClient, space: Workspace) -> None:
    status, text = confirm(desk, asked(desk, "指标") | {"target": "很多"})
    assert status == 409
    assert "不是数字" in text
    assert taskmap_of(space).indicators[0].doubt


def test_a_ruling_becomes_a_row_that_the_next_compile_obeys(
    desk: FlaskClient, space: Workspace
) -> None:
    answer = desk.post(url("m/2023-03/ruling"), data=RULING)
    assert answer.status_code == 200
    assert "&lt;b&gt;=因停电" in answer.text
    (ruling,) = taskmap_of(space).rulings
    assert (ruling.period, ruling.unit, ruling.reason) == ("2023-03", "市教育局", RULING["reason"])
    page = desk.get(url("m/2023-03/")).text
    assert 'class="on_time"' in page


@pytest.mark.parametrize(
    ("changed", "words"),
    (
        ({"reason": " "}, "“理由”没有填写"),
        ({"on": "昨天"}, "不是日期"),
        ({"subject": "嘉奖"}, "只能填"),
        ({"unit": "查无此局"}, "查无此局"),
    ),
)
def test_a_ruling_that_decides_nothing_is_not_written(
    desk: FlaskClient, space: Workspace, changed: dict[str, str], words: str
) -> None:
    answer = desk.post(url("m/2023-03/ruling"), data=RULING | changed)
    assert answer.status_code == 409
    assert words in answer.text
    assert not taskmap_of(space).rulings
    assert "张三" in answer.text, "what was typed is not lost"


def test_an_open_task_map_is_not_written_to(desk: FlaskClient, space: Workspace) -> None:
    (space.root / "taskmap" / "~$2023.xlsx").write_bytes(b"")
    answer = desk.post(url("m/2023-03/ruling"), data=RULING)
    assert answer.status_code == 409
    assert "正被" in answer.text
