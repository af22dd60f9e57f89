"""A Dask cluster gives what this machine would give; what it loses is done again."""

from __future__ import annotations

import os
import pickle
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import distributed
import pytest
from msgspec.structs import replace

from duban.commands.cities import Folder
from duban.commands.compiling import compile_month
from duban.commands.executing import executor_for_cities
from duban.commands.remote import Address
from duban.commands.spreading import compile_all
from duban.executor import (
    CRASHED,
    OUT_OF_TIME,
    Cluster,
    Lost,
    Processes,
    Serial,
    Unreachable,
)
from duban.executor.cluster import packed
from duban.workspace import Workspace
from tests.office_on_disk import furnish, session
from tests.test_executor import reasons, work


def lone_cluster(workers: int) -> distributed.LocalCluster:
    """A cluster of so many worker processes on this machine."""
    return distributed.LocalCluster(
        n_workers=workers,
        threads_per_worker=1,
        host="127.0.0.1",
        dashboard_address="127.0.0.1:0",
        local_directory=tempfile.mkdtemp(),
    )


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """A cluster that several tests use."""
    with lone_cluster(2) as cluster:
        yield cluster.scheduler_address


@pytest.fixture
def cluster(address: str) -> Iterator[Cluster]:
    made = Cluster(address, seconds=5.0, patience=1.0, chunk=7)
    yield made
    made.close()


def test_outcomes_are_those_of_one_process_in_the_same_order(cluster: Cluster) -> None:
    items = [*(f"item{number}" for number in range(40)), "bug", "panic", "last"]
    assert reasons(cluster.map(work, items)) == reasons(Serial().map(work, items))


def test_a_poisoned_file_fails_alone(cluster: Cluster) -> None:
    items = ["a", "abort", "b", "hang", "c"]
    assert reasons(cluster.map(work, items)) == ["A", CRASHED, "B", OUT_OF_TIME, "C"]


def kill_the_worker_once(item: str) -> str:
    """Ends the whole worker of the cluster, the first time that it is asked to."""
    if item.startswith("/") and not Path(item).exists():
        Path(item).write_bytes(b"")
        os.kill(os.getppid(), 9)
    return item.upper()


def test_what_a_lost_worker_had_is_given_to_another(cluster: Cluster, tmp_path: Path) -> None:
    items = ["a", str(tmp_path / "mark"), "b"]
    assert list(cluster.map(kill_the_worker_once, items)) == [item.upper() for item in items]


def test_a_month_is_the_same_bytes_whoever_read_it(cluster: Cluster, tmp_path: Path) -> None:
    space = furnish(tmp_path)
    inbox = space.inbox("2023-03")
    (inbox / "照片.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    (inbox / "坏.xlsx").write_bytes(next(inbox.glob("*.xlsx")).read_bytes()[:3000])
    made = []
    pool = Processes(workers=2)
    for executor in (Serial(), pool, cluster):
        compile_month(replace(session(space), executor=executor), "2023-03")
        files = (path for path in (tmp_path / "output" / "2023-03").rglob("*") if path.is_file())
        made.append({path.name: path.read_bytes() for path in files})
        shutil.rmtree(tmp_path / "output")
    pool.close()
    assert made[0] == made[1] == made[2]


def test_cities_at_an_address_are_compiled_by_the_cluster(address: str, tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        furnish(tmp_path / name)
    run, place = session(Workspace(tmp_path)), Address(tmp_path.as_uri())
    with closing(executor_for_cities(1, address)) as spread:
        assert compile_all(run, place, "2023-03", spread, (3, 1)) == 0
    tables = tmp_path / "output" / "2023-03"
    rolled = {path.name: path.read_bytes() for path in tables.iterdir()}
    shutil.rmtree(tmp_path / "output")
    assert compile_all(run, Folder(tmp_path), "2023-03", Serial(), (3, 1)) == 0
    assert rolled == {path.name: path.read_bytes() for path in tables.iterdir()}


def test_a_task_holds_so_many_files_or_so_many_bytes() -> None:
    files = [b"1", b"2", b"3", bytes(90), b"4", bytes(200), bytes(200), b"5"]
    chunks = [[len(pickle.loads(item)) for item in chunk] for chunk in packed(files, 3, 100)]
    assert chunks == [[1, 1, 1], [90], [1, 200], [200], [1]]


@pytest.mark.filterwarnings("ignore")
def test_without_a_cluster_or_without_machines_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Unreachable, match="连接不上集群 nonsense://nowhere"):
        list(Cluster("nonsense://nowhere").map(str.upper, ["a"]))
    monkeypatch.setattr("duban.executor.cluster._WAIT_SECONDS", 1)
    with lone_cluster(0) as empty, pytest.raises(Unreachable, match="连接不上集群 tcp://"):
        list(Cluster(empty.scheduler_address).map(str.upper, ["a"]))


def test_a_cluster_that_goes_away_ends_the_run_and_blames_no_file(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("duban.executor.cluster._WAIT_SECONDS", 2)
    with lone_cluster(1) as going:
        outcomes = Cluster(going.scheduler_address, chunk=1).map(str.upper, ["a"] * 50)
        assert next(outcomes) == "A"
        going.close()
        with pytest.raises(Unreachable, match="没有完成工作"):
            list(outcomes)


def test_a_machine_with_another_version_of_the_program_does_no_work(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("duban.executor.cluster.source", lambda: "another")
    with closing(Cluster(address)) as cluster, pytest.raises(Unreachable, match="不是同一版本"):
        list(cluster.map(str.upper, ["a"]))


def test_nothing_to_do_gives_nothing(cluster: Cluster) -> None:
    assert list(cluster.map(work, [])) == []
    assert Lost(CRASHED) not in list(cluster.map(work, ["a"]))
