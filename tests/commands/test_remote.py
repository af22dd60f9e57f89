"""Workspaces at an address come out as those in a folder, and what is amiss there is said."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import fsspec
import pytest
from click.testing import CliRunner
from fsspec.implementations.memory import MemoryFileSystem
from msgspec.structs import replace

from compile import main
from duban.commands import remote
from duban.commands.cities import Cities, Folder, cities_at, is_address
from duban.commands.executing import executor_for_cities
from duban.commands.remote import Address
from duban.commands.spreading import compile_all, compile_many
from duban.executor import Serial
from duban.workspace import Stop, Workspace
from tests.office_on_disk import furnish, session

PERIOD, EXITS = "2023-03", (3, 1)


@pytest.fixture
def cities(tmp_path: Path) -> Path:
    """Two cities with a month each."""
    folder = tmp_path / "cities"
    for name in ("a", "b"):
        (folder / name).mkdir(parents=True)
        furnish(folder / name)
    return folder


@pytest.fixture
def memory(cities: Path) -> Iterator[str]:
    """The same in fsspec's memory."""
    files = fsspec.filesystem("memory")
    files.put(str(cities), "/province", recursive=True)
    yield "memory://province"
    files.rm("/province", recursive=True)


def compiled(place: Cities, root: Path) -> tuple[int, list[str]]:
    said: list[str] = []
    run = session(Workspace(root))
    return compile_all(replace(run, say=said.append), place, PERIOD, Serial(), EXITS), said


def on_disk(root: Path) -> dict[str, bytes]:
    paths = (path for path in root.rglob("*") if path.is_file() and path.name != ".lock")
    found = {path.relative_to(root).as_posix(): path.read_bytes() for path in paths}
    return {name: data for name, data in found.items() if not name.endswith(".sqlite")}


def in_memory() -> dict[str, bytes]:
    files = fsspec.filesystem("memory")
    names = [name for name in files.find("/province") if not name.endswith(".sqlite")]
    return {name.removeprefix("/province/"): files.cat_file(name) for name in names}


def test_an_address_gets_the_bytes_that_a_folder_gets(cities: Path, memory: str) -> None:
    assert compiled(Address(memory), cities)[0] == compiled(Folder(cities), cities)[0]
    assert in_memory() == on_disk(cities)
    assert "a/output/2023-03/compilation.json" in in_memory()
    assert "output/2023-03/各地情况.parquet" in in_memory()
    assert "a/inbox/2023-03/收件登记.csv" in in_memory()


def test_a_second_run_finds_the_first_in_the_store_and_writes_nothing(
    cities: Path, memory: str
) -> None:
    _, first = compiled(Address(memory), cities)
    files = fsspec.filesystem("memory")
    stored = {path: files.modified(path) for path in files.find("/province")}
    _, second = compiled(Address(memory), cities)
    assert first == second
    assert stored == {path: files.modified(path) for path in files.find("/province")}


def test_outputs_that_are_no_more_go_and_what_a_person_changed_is_kept(
    cities: Path, memory: str
) -> None:
    compiled(Address(memory), cities)
    files = fsspec.filesystem("memory")
    files.pipe_file("/province/a/output/2023-03/函单/旧.docx", b"old")
    files.pipe_file("/province/a/output/2023-03/督查通报.docx", b"touched up")
    compiled(Address(memory), cities)
    left = in_memory()
    assert "a/output/2023-03/函单/旧.docx" not in left
    assert left["a/output/改动备份/2023-03/督查通报.docx"] == b"touched up"
    assert left["a/output/2023-03/督查通报.docx"] != b"touched up"


def test_what_outputs_rest_on_is_written_before_them_and_compilation_json_after(
    cities: Path, memory: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    put: list[str] = []
    whole = MemoryFileSystem.put

    def noted(self, lpath, rpath, **options):  # type: ignore[no-untyped-def]
        put.extend(name.removeprefix("/province/") for name in rpath)
        return whole(self, lpath, rpath, **options)

    monkeypatch.setattr(MemoryFileSystem, "put", noted)
    compiled(Address(memory), cities)
    ends = ("收件登记.csv", ".published.json", "督查通报.docx", "compilation.json", ".sqlite")
    city = [name for name in put if name.startswith("a/")]
    journal, record, circular, last, store = (
        next(number for number, name in enumerate(city) if name.endswith(end)) for end in ends
    )
    assert max(journal, record) < circular < last < store
    fsspec.filesystem("memory").pipe_file("/province/a/output/2023-03/督查通报.docx", b"touched up")
    put.clear()
    compiled(Address(memory), cities)
    circulars = [name for name in put if name.endswith("督查通报.docx")]
    aside, replaced = "改动备份/2023-03", "2023-03"
    assert circulars == [f"a/output/{place}/督查通报.docx" for place in (aside, replaced)]


def test_workers_of_their_own_process_reach_an_address(cities: Path) -> None:
    alone = cities.parent / "alone"
    shutil.copytree(cities / "a", alone / "a")
    with closing(executor_for_cities(1, "")) as spread:
        place = Address(f"file://{alone}")
        assert compile_all(session(Workspace(cities)), place, PERIOD, spread, EXITS) == 0
    compiled(Folder(cities), cities)
    expected = {n: d for n, d in on_disk(cities).items() if n.startswith("a/")}
    assert {n: d for n, d in on_disk(alone).items() if n.startswith("a/")} == expected


def test_an_archive_is_read_and_says_that_nothing_can_be_written_into_it(cities: Path) -> None:
    path = cities.parent / "province.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in on_disk(cities / "a").items():
            archive.writestr(f"province/a/{name}", data)
    place = Address(f"zip://province::file://{path}")
    assert place.names() == ["a"]
    (told,) = (
        told for _, told in compile_many(session(Workspace(cities)), place, ["a"], PERIOD, Serial())
    )
    assert isinstance(told, Stop)
    assert "读写 zip://province" in told.message


@pytest.mark.parametrize("name", ("../../x", "a//b.xlsx", "a\\b.xlsx", "会议.xlsx/附件.xlsx"))
def test_a_name_that_no_folder_can_hold_is_not_copied(cities: Path, memory: str, name: str) -> None:
    store = fsspec.filesystem("memory").store
    for other in ("会议.xlsx", name):
        store[f"/province/a/inbox/2023-03/{other}"] = store["/province/a/taskmap/2023.xlsx"]
    said = compiled(Address(memory), cities)[1]
    assert "不能作为文件名" in said[0]
    assert said[1].startswith("b：")
    assert "没有编制" not in said[1]


def test_an_empty_folder_of_an_object_store_is_no_file(
    cities: Path, memory: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    find = MemoryFileSystem.find

    def with_markers(self, path, **options):  # type: ignore[no-untyped-def]
        return [f"{path}/", *find(self, path, **options)]

    monkeypatch.setattr(MemoryFileSystem, "find", with_markers)
    assert "未采用文件0个" in compiled(Address(memory), cities)[1][0]


@pytest.mark.parametrize(
    ("place", "words"),
    (
        ("nonsense://bucket", "没有安装|出错"),
        ("memory://nothing", "出错|没有工作区"),
        ("ftp://office:secret@127.0.0.1:9/x", "读写 ftp://127.0.0.1:9/x 时出错"),
    ),
)
def test_what_cannot_be_reached_is_said_without_its_password(place: str, words: str) -> None:
    with pytest.raises(Stop, match=words) as stop:
        Address(place).names()
    assert "secret" not in stop.value.message


@pytest.mark.parametrize(
    "path", ("C:\\全省", "C:/全省", "c:全省", "\\\\主机\\全省", "//主机/全省", "全省", ".")
)
def test_a_path_of_windows_is_no_address(path: str) -> None:
    assert not is_address(path)
    assert isinstance(cities_at(path), Folder)


def test_addresses_are_told_by_their_scheme(tmp_path: Path) -> None:
    assert cities_at("s3://bucket/province/") == Address("s3://bucket/province")
    assert cities_at("zip://province::file:///x.zip") == Address("zip://province::file:///x.zip")
    folder = tmp_path / "全 省"
    assert cities_at(folder.as_uri()) == Folder(folder.resolve())
    assert remote.Address("sftp://me:secret@host/x").label == "sftp://host/x"


@pytest.mark.parametrize(
    ("place", "code", "words"),
    (("C:\\全省", 2, "不存在"), ("nonsense://全省", 1, "读写 nonsense://全省 时出错")),
)
def test_the_command_takes_either_and_says_what_is_wrong_with_it(
    tmp_path: Path, place: str, code: int, words: str
) -> None:
    command = ["compile", PERIOD, "--workspace", str(tmp_path), "--workspaces", place]
    done = CliRunner().invoke(main, command)
    assert done.exit_code == code
    assert words in done.output
