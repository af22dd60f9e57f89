"""Many workspaces in one run: each comes out as by itself, and one that fails fails alone."""

from __future__ import annotations

import csv
import multiprocessing
import shutil
from contextlib import closing
from pathlib import Path

import pyarrow.parquet
import pytest
from msgspec.structs import replace

from duban.commands.cities import Folder
from duban.commands.compiling import compile_month
from duban.commands.executing import executor_for_cities
from duban.commands.recalling import Told
from duban.commands.rollup import CITIES, COLUMNS, TASKS, rollup
from duban.commands.spreading import compile_all, compile_many
from duban.executor import Lost, Serial
from duban.workspace import Stop, Workspace
from tests.office_on_disk import furnish, session

PERIOD, EXITS = "2023-03", (3, 1)


@pytest.fixture
def cities(tmp_path: Path) -> Path:
    """Two cities with a month each, and one without an inbox."""
    folder = tmp_path / "cities"
    for name in ("a", "b", "c"):
        (folder / name).mkdir(parents=True)
        furnish(folder / name)
    shutil.rmtree(folder / "c" / "inbox")
    return folder


def outputs(root: Path) -> dict[str, bytes]:
    folder = root / "output" / PERIOD
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*.*")}


def lines(cities: Path, table: str) -> list[dict[str, str]]:
    """The lines of a table of the roll-up."""
    path = cities / "output" / PERIOD / f"{table}.csv"
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def test_nothing_in_the_roll_up_is_taken_for_a_formula(tmp_path: Path) -> None:
    folder = tmp_path / "output" / PERIOD
    folder.mkdir(parents=True)
    with rollup(folder) as tables:
        tables.add("=cmd|' /C calc'!A0", None, "@SUM(1)")
    (line,) = lines(tmp_path, CITIES)
    assert (line["地方"][0], line["没有编制的原因"][0]) == ("'", "'")


def test_each_city_comes_out_as_by_itself_and_a_failure_stays_its_own(cities: Path) -> None:
    said: list[str] = []
    run = replace(session(Workspace(cities)), say=said.append)
    others = set(multiprocessing.active_children())
    with closing(executor_for_cities(2, "")) as spread:
        assert compile_all(run, Folder(cities), PERIOD, spread, EXITS) == 1
    assert set(multiprocessing.active_children()) <= others, "workers are let go"
    assert [line.partition("：")[0] for line in said[:3]] == ["a", "b", "c"]
    assert "没有找到收件文件夹" in said[2]
    assert said[3] == "共3个工作区，编制2个，没有编制1个。"
    first, second, third = lines(cities, CITIES)
    assert (first["地方"], first["任务数"], first["逾期报送"]) == ("a", "6", "3")
    assert {**first, "地方": "b"} == second
    assert (third["是否编制"], third["任务数"]) == ("否", "")
    assert third["没有编制的原因"].startswith("没有找到收件文件夹")
    values = [line for line in lines(cities, TASKS) if line["地方"] == "b"]
    assert [line["自报值"] for line in values if line["指标"] == "新增学位"] == ["300"]
    assert [line["单元格"] for line in values if line["指标"] == "新增学位"] == ["I8"]
    together = outputs(cities / "a")
    shutil.rmtree(cities / "a" / "output")
    compile_month(session(Workspace(cities / "a")), PERIOD)
    assert outputs(cities / "a") == together


def test_parquet_says_what_csv_says_with_the_types_that_are_declared(cities: Path) -> None:
    run = session(Workspace(cities))
    compile_all(run, Folder(cities), PERIOD, Serial(), EXITS)
    for name, columns in COLUMNS.items():
        read = pyarrow.parquet.read_table(cities / "output" / PERIOD / f"{name}.parquet")
        assert read.schema.names == [column.header for column in columns]
        types = [getattr(pyarrow, column.kind.value)() for column in columns]
        assert read.schema.types == types
        shown = [line["地方"] for line in lines(cities, name)]
        assert read["地方"].to_pylist() == shown != []


def test_the_roll_up_is_rewritten_only_when_it_changed(cities: Path) -> None:
    run, folder = session(Workspace(cities)), cities / "output" / PERIOD
    compile_all(run, Folder(cities), PERIOD, Serial(), EXITS)
    before = {path.name: (path.read_bytes(), path.stat().st_ino) for path in folder.iterdir()}
    compile_all(run, Folder(cities), PERIOD, Serial(), EXITS)
    assert before == {p.name: (p.read_bytes(), p.stat().st_ino) for p in folder.iterdir()}
    shutil.rmtree(cities / "b")
    (folder / f"{CITIES}.csv").write_text("批注", encoding="utf-8")
    said: list[str] = []
    compile_all(replace(run, say=said.append), Folder(cities), PERIOD, Serial(), EXITS)
    assert [line["地方"] for line in lines(cities, CITIES)] == ["a", "c"]
    assert "改动备份" in said[-1]


def test_a_city_that_takes_its_worker_with_it_is_compiled_from_here(cities: Path) -> None:
    class Fatal(Serial):
        def map(self, _function, items):  # type: ignore[no-untyped-def]
            return iter([Lost("处理该文件时解析程序异常退出") for _ in items])

    told = dict(
        compile_many(session(Workspace(cities)), Folder(cities), ["a", "b", "c"], PERIOD, Fatal())
    )
    assert isinstance(told["a"], Told)
    assert isinstance(told["b"], Told)
    assert isinstance(told["c"], Stop)


def test_a_folder_without_workspaces_and_a_missing_period_say_so(tmp_path: Path) -> None:
    run = session(Workspace(tmp_path))
    with pytest.raises(Stop, match="没有工作区"):
        compile_all(run, Folder(tmp_path), PERIOD, Serial(), EXITS)
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(Stop, match="须写明期次"):
        compile_all(run, Folder(tmp_path), None, Serial(), EXITS)
