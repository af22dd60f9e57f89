"""What is written to a workspace is the old or the new, never half; and one program at a time."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from filelock import FileLock

from duban import workspace
from duban.commands.compiling import compile_month
from duban.workspace import Stop, Workspace, is_period, recover, write_atomically
from tests import killing
from tests.killing import NEW, OLD
from tests.office_on_disk import session

ROOT = Path(__file__).parent.parent
needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork on this system")

OWN = (".lock", ".published.json")
"""What the workspace keeps for itself in output/."""


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def published(root: Path) -> dict[str, bytes]:
    return contents(root / "output" / "2023-03")


def killed(folder: Path, work: str) -> list[Path]:
    """The workspaces in which ``work`` was killed, by the call before which it was."""
    subprocess.run([sys.executable, "-m", "tests.killing", folder, work], cwd=ROOT, check=True)
    _, *roots = sorted(folder.iterdir(), key=lambda path: int(path.name))
    assert len(roots) > 20, "the work makes more calls than this"
    return roots


@needs_fork
@pytest.mark.parametrize("work", ("publish", "publish-fallback"))
def test_a_kill_at_any_call_leaves_the_old_folder_or_the_new(tmp_path: Path, work: str) -> None:
    old, new = ({**files, "下发/form": b"0"} for files in (OLD, NEW))
    states = []
    for root in killed(tmp_path, work):
        left = published(root)
        if not left:
            assert work == "publish-fallback", "one system call leaves no gap"
        with Workspace(root).lock("再次运行"):
            found = published(root)
        assert found in (old, new)
        assert left in (found, {})
        states.append(found)
        killing._new(Workspace(root))
        assert published(root) == new
        assert [p.name for p in (root / "output").iterdir() if p.name not in OWN] == ["2023-03"]
    assert states[0] == old
    assert states[-1] == new
    assert states == sorted(states, key=lambda state: state == new), "once new, it stays new"


def test_a_folder_that_is_filled_takes_its_place_whole_or_not_at_all(tmp_path: Path) -> None:
    space = Workspace(tmp_path)

    def fill(folder: Path) -> None:
        (folder / "a").write_bytes(b"1")

    def fail(folder: Path) -> None:
        fill(folder)
        (folder / "b").write_bytes(b"2")
        raise ZeroDivisionError

    with space.lock("汇总"):
        assert space.renew("2023-03", fill).changed
        assert not space.renew("2023-03", fill).changed
        with pytest.raises(ZeroDivisionError):
            space.renew("2023-03", fail)
    assert published(tmp_path) == {"a": b"1"}
    assert {p.name for p in (tmp_path / "output").iterdir()} <= {"2023-03", *OWN}


@needs_fork
@pytest.mark.parametrize("work", ("compile", "first-compile"))
def test_a_compile_killed_at_any_call_can_simply_be_run_again(tmp_path: Path, work: str) -> None:
    *roots, finished = killed(tmp_path, work)
    new = published(finished)
    assert {"督查通报.docx", "进展汇总.xlsx", "compilation.json"} <= new.keys()
    inbox = contents(finished / "inbox")
    old = published(roots[0])
    assert bool(old) is (work == "compile")
    for root in roots:
        assert published(root) in (old, new)
        compile_month(session(Workspace(root), killing.SAME), "2023-03")
        assert published(root) == new
        again = {n: d for n, d in contents(root / "inbox").items() if "/.writing-" not in n}
        assert again == inbox


def test_a_second_run_says_that_one_is_running(tmp_path: Path) -> None:
    space = Workspace(tmp_path)
    with space.lock("编译"), pytest.raises(Stop) as stop, Workspace(tmp_path).lock("编译"):
        pass
    assert "另一个督办进程正在" in stop.value.message
    assert stop.value.exit_code == 1
    with space.lock("编译"):
        pass


def test_a_lock_is_let_go_when_the_work_fails(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), Workspace(tmp_path).lock("编译"):
        raise ZeroDivisionError
    with FileLock(tmp_path / "output" / ".lock", timeout=0):
        pass


@pytest.mark.parametrize("swap", (True, False))
def test_unchanged_output_is_not_touched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, swap: bool
) -> None:
    if not swap:
        monkeypatch.setattr(workspace, "_swap", lambda _one, _other: False)
    space = Workspace(tmp_path)
    with space.lock("发布"):
        assert space.publish("2023-03", OLD).changed
        before = {p: p.stat().st_mtime_ns for p in (tmp_path / "output").rglob("*")}
        assert not space.publish("2023-03", OLD).changed
        assert before == {p: p.stat().st_mtime_ns for p in (tmp_path / "output").rglob("*")}
        assert space.publish("2023-03", NEW).changed
        assert published(tmp_path) == NEW


def test_a_folder_that_cannot_be_moved_in_leaves_the_old_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    space = Workspace(tmp_path)
    rename = Path.rename

    def refuse(self: Path, target: Path) -> Path:
        if self.name.startswith(".unfinished-"):
            raise PermissionError(errno.EACCES, "in use", str(self))
        return rename(self, target)

    with space.lock("发布"):
        space.publish("2023-03", OLD)
        monkeypatch.setattr(workspace, "_swap", lambda _one, _other: False)
        monkeypatch.setattr(Path, "rename", refuse)
        with pytest.raises(Stop, match="无法写入 2023-03"):
            space.publish("2023-03", NEW)
    assert published(tmp_path) == OLD
    assert not list((tmp_path / "output").glob(".*unfinished*"))


def test_a_full_disk_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    space = Workspace(tmp_path)
    with space.lock("发布"), pytest.raises(Stop, match="磁盘空间不足"):
        space.publish("2023-03", NEW)
    with pytest.raises(Stop, match="磁盘空间不足"):
        write_atomically(tmp_path / "收件登记.csv", b"x")
    assert contents(tmp_path) == {"output/.lock": b""}


@pytest.fixture
def read_only() -> Iterator[Path]:
    """A folder that this process may read and not write, even when it belongs to root."""
    folder = Path(tempfile.mkdtemp())
    (folder / "output").mkdir()
    folder.chmod(0o755)
    for path in (folder / "output", folder):
        path.chmod(0o555)
    root = os.geteuid() == 0
    if root:
        os.seteuid(65534)
    yield folder
    if root:
        os.seteuid(0)
    for path in (folder, folder / "output"):
        path.chmod(0o755)
    shutil.rmtree(folder)


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="POSIX permissions")
def test_a_read_only_workspace_is_explained(read_only: Path) -> None:
    refused = pytest.raises(Stop, match=r"无法写入 output：.*没有写入权限")
    with refused as stop, Workspace(read_only).lock("编译"):
        pass
    assert stop.value.advice.startswith("请关闭打开它的程序")
    with pytest.raises(Stop, match="无法写入 收件登记"):
        write_atomically(read_only / "收件登记.csv", b"x")


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="POSIX permissions")
def test_an_inbox_folder_that_cannot_be_read_stops_the_work(read_only: Path) -> None:
    # What lies in it would otherwise be missing without a word.
    if os.getuid() == 0:
        os.seteuid(0)
    locked = read_only / "inbox" / "2023-03" / "附件"
    locked.mkdir(parents=True)
    locked.chmod(0o000)
    if os.getuid() == 0:
        os.seteuid(65534)
    with pytest.raises(Stop, match="无法读取文件夹 附件/"):
        Workspace(read_only).arrivals("2023-03")


@pytest.mark.parametrize("owner", ("~$督查通报.docx", "下发/~$表.xlsx", ".~lock.督查通报.docx#"))
def test_output_that_is_open_in_an_office_program_is_not_replaced(
    tmp_path: Path, owner: str
) -> None:
    space = Workspace(tmp_path)
    with space.lock("发布"):
        space.publish("2023-03", OLD)
        path = tmp_path / "output" / "2023-03" / owner
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"")
        with pytest.raises(Stop, match="正被 Word、Excel 或 WPS 打开"):
            space.publish("2023-03", NEW)
        path.unlink()
        assert space.publish("2023-03", NEW).changed


def test_arrivals_come_in_one_order_without_what_systems_leave_behind(tmp_path: Path) -> None:
    folder = tmp_path / "inbox" / "2023-03"
    for name in ("乙/2.xlsx", "甲.xlsx", "~$甲.xlsx", "Thumbs.db", ".DS_Store", "__MACOSX/x", "b"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b"")
    (folder / "link.xlsx").symlink_to(folder / "甲.xlsx")
    (folder / "loop").symlink_to(folder)
    space = Workspace(tmp_path)
    assert [space.relative(path) for path in space.arrivals("2023-03")] == [
        "inbox/2023-03/b",
        "inbox/2023-03/乙/2.xlsx",
        "inbox/2023-03/甲.xlsx",
    ]


def test_periods_and_years_are_what_is_named_so(tmp_path: Path) -> None:
    for name in ("2023-03", "2023-12", "2023-13", "备份", "2023-03-演练清单"):
        (tmp_path / "inbox" / name).mkdir(parents=True)
    (tmp_path / "inbox" / "2023-04").write_bytes(b"")
    (tmp_path / "taskmap").mkdir()
    for name in ("2023.xlsx", "2022.xlsx", "~$2023.xlsx", "2023.20230301.bak.xlsx"):
        (tmp_path / "taskmap" / name).write_bytes(b"")
    assert Workspace(tmp_path).periods() == ["2023-03", "2023-12"]
    assert Workspace(tmp_path).years() == [2022, 2023]


@pytest.mark.parametrize(
    "name", ("2023-3", "2023-00", "2023-13", "0000-01", "２０２３-03", "2023-03 ", "../2023-03", "")
)
def test_what_is_no_period(name: str) -> None:
    assert not is_period(name)


def test_the_key_is_made_once_and_the_environment_comes_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DUBAN_KEY", raising=False)
    made = Workspace(tmp_path).key()
    assert len(made) == 64
    assert Workspace(tmp_path).key() == made
    (tmp_path / "taskmap" / ".key").write_bytes(b"\n")
    assert len(Workspace(tmp_path).key()) == 64, "nobody signs with an empty key"
    monkeypatch.setenv("DUBAN_KEY", "spoken")
    assert Workspace(tmp_path).key() == b"spoken"


def test_recovery_prefers_what_stands_in_place(tmp_path: Path) -> None:
    for name in ("2023-03", ".2023-03.previous", ".2023-04.previous", ".unfinished-x"):
        (tmp_path / name).mkdir()
        (tmp_path / name / name.strip(".")).write_bytes(b"")
    recover(tmp_path)
    assert contents(tmp_path).keys() == {"2023-03/2023-03", "2023-04/2023-04.previous"}


def test_a_very_long_file_name_can_be_written(tmp_path: Path) -> None:
    path = tmp_path / ("名" * 80 + ".xlsx")
    write_atomically(path, b"x")
    assert path.read_bytes() == b"x"
