"""A province and its cities in one run: their ledgers are its returns, its figures theirs."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import fsspec
import pytest
from click.testing import CliRunner
from msgspec.structs import replace

from compile import main
from duban.commands.cities import Folder
from duban.commands.delivering import FOLDER, compile_upwards
from duban.commands.remote import Address
from duban.executor import Serial
from duban.workspace import Stop, Workspace
from tests.office import AFTER
from tests.office_on_disk import furnish, session
from tests.provinces import Own, bureau_of, province, returns

PERIOD, EXITS = "2023-03", (3, 1)
SAID = {"甲市": (Own("1", 20), Own("2")), "乙市": (Own("1", 7.5), Own("1", 2.6))}


@pytest.fixture
def levels(tmp_path: Path) -> Path:
    """A folder with the cities in 各市/ and the province in 省/; 丙市 has no inbox."""
    for name, tasks in {**SAID, "丙市": (Own("1", 1),)}.items():
        _city(tmp_path / "各市" / name, tasks)
    (tmp_path / "各市" / "丙市" / "inbox" / PERIOD / "a.xlsx").unlink()
    (tmp_path / "各市" / "丙市" / "inbox" / PERIOD).rmdir()
    (tmp_path / "省").mkdir()
    furnish(tmp_path / "省", province(), {})
    return tmp_path


def _city(root: Path, tasks: Sequence[Own]) -> None:
    root.mkdir(parents=True)
    taskmap = bureau_of(root.name, tasks)
    furnish(root, taskmap, {"a.xlsx": returns(taskmap, tasks)})


def compiled(levels: Path, later: int = 0) -> tuple[int, list[str]]:
    """The exit code, and what was said; ``later`` by so many days."""
    said: list[str] = []
    run = session(Workspace(levels / "省"), AFTER + timedelta(days=later))
    run = replace(run, say=said.append)
    return compile_upwards(run, Folder(levels / "各市"), PERIOD, Serial(), EXITS), said


def machine(levels: Path) -> Any:
    return json.loads((levels / "省" / "output" / PERIOD / "compilation.json").read_bytes())


def delivered(levels: Path) -> dict[str, bytes]:
    folder = levels / "省" / "inbox" / PERIOD / FOLDER
    paths = sorted(folder.rglob("*.xlsx"))
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def test_the_cities_figures_become_the_provinces_with_the_cells_they_stand_in(
    levels: Path,
) -> None:
    code, said = compiled(levels)
    assert code == 1  # one city was not compiled
    assert f"新送入2份汇总，放在 省/inbox/{PERIOD}/{FOLDER}/。" in said
    made = machine(levels)
    assert [(u["unit"], u["status"]) for u in made["units"]] == [
        ("甲市", "late"),
        ("乙市", "late"),
        ("丙市", "missing"),
        ("丁市", "missing"),
    ]
    (value,) = made["tasks"][0]["values"]
    assert value["reported"] == 30.1
    first = "甲市/20230403T170000-01.xlsx"
    assert list(delivered(levels)) == [first.replace("甲", "乙"), first]
    assert value["source"] == {
        "file": f"inbox/{PERIOD}/{FOLDER}/{first}",
        "sheet": "报上级",
        "cell": "K4",
    }
    for name in SAID:
        own = (levels / "各市" / name / "output" / PERIOD / "进展汇总.xlsx").read_bytes()
        assert own in delivered(levels).values()


def test_what_answers_the_same_is_delivered_once_and_what_changed_beside_it(levels: Path) -> None:
    compiled(levels)
    before = delivered(levels)
    _, said = compiled(levels, later=1)
    assert delivered(levels) == before
    assert any(line.startswith("新送入0份汇总") for line in said)
    more = (Own("1", 22), Own("2"))
    second = levels / "各市" / "甲市" / "inbox" / PERIOD / "b.xlsx"
    second.write_bytes(returns(bureau_of("甲市", more), more))
    compiled(levels, later=2)
    assert machine(levels)["tasks"][0]["values"][0]["reported"] == 32.1
    second.unlink()  # what the city answers is again what it was at first
    compiled(levels, later=3)
    assert machine(levels)["tasks"][0]["values"][0]["reported"] == 30.1
    after = delivered(levels)
    assert {name: after[name] for name in before} == before
    assert len(after) == len(before) + 2


def test_the_command_does_it_in_worker_processes_with_the_same_bytes(levels: Path) -> None:
    compiled(levels)
    before = delivered(levels), machine(levels)
    shutil.rmtree(levels / "省" / "inbox" / PERIOD / FOLDER)
    words = ["compile", PERIOD, "--as-of", "2023-04-03T17:00", "--deliver"]
    where = ["--workspaces", str(levels / "各市"), "--workspace", str(levels / "省")]
    shown = CliRunner().invoke(main, [*words, *where])
    assert shown.exit_code == 1, shown.output
    assert "成果在 output/2023-03/" in shown.output
    assert (delivered(levels), machine(levels)) == before
    assert CliRunner().invoke(main, words).exit_code == 2


def test_a_province_among_its_cities_or_without_a_task_map_is_refused_at_once(
    levels: Path,
) -> None:
    run = session(Workspace(levels / "各市" / "甲市"))
    with pytest.raises(Stop, match="不能放在下级"):
        compile_upwards(run, Folder(levels / "各市"), PERIOD, Serial(), EXITS)
    (levels / "空").mkdir()
    with pytest.raises(Stop, match="没有找到2023年的任务图"):
        compile_upwards(
            session(Workspace(levels / "空")), Folder(levels / "各市"), PERIOD, Serial(), EXITS
        )
    assert not (levels / "各市" / "甲市" / "output").exists()


def test_cities_at_an_address_deliver_what_those_in_a_folder_do(levels: Path) -> None:
    compiled(levels)
    before = delivered(levels)
    shutil.rmtree(levels / "省" / "inbox" / PERIOD / FOLDER)
    files = fsspec.filesystem("memory")
    files.put(str(levels / "各市"), "/cities", recursive=True)
    try:
        run = session(Workspace(levels / "省"), AFTER)
        compile_upwards(run, Address("memory://cities"), PERIOD, Serial(), EXITS)
    finally:
        files.rm("/cities", recursive=True)
    assert delivered(levels) == before
