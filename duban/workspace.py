"""The workspace's folders, and the only ways in which anything is written to them."""

from __future__ import annotations

import errno
import os
import re
import secrets
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import NoReturn

from msgspec import Struct

from duban import edits

_PERIOD = re.compile(r"[12]\d{3}-(0[1-9]|1[0-2])", re.ASCII)
_STAGE, _WRITING, _PREVIOUS = ".unfinished-", ".writing-", ".previous"
_IGNORED = re.compile(r"(?i)^(~\$.*|\..*|thumbs\.db|desktop\.ini|__macosx)$")


class Stop(Exception):
    """The work cannot go on: what is wrong, what to do, and the exit code that says so."""

    def __init__(self, message: str, advice: str = "", exit_code: int = 1) -> None:
        super().__init__(message)
        self.message = message
        self.advice = advice
        self.exit_code = exit_code


class Published(Struct, frozen=True):
    """What publishing did; ``saved`` are the copies of files that a person had changed."""

    changed: bool
    saved: tuple[str, ...] = ()

    def notes(self) -> tuple[str, ...]:
        """A line for the screen about each copy."""
        return tuple(
            f"原成果在编制后被人改动过，改动的文件已备份到 {copy}。" for copy in self.saved
        )


class Workspace(Struct, frozen=True):
    """A folder that holds taskmap/, inbox/, output/ and templates/."""

    root: Path

    def taskmap(self, year: int) -> Path:
        return self.root / "taskmap" / f"{year}.xlsx"

    def inbox(self, period: str) -> Path:
        return self.root / "inbox" / period

    def output(self, period: str) -> Path:
        return self.root / "output" / period

    def templates(self) -> Path:
        return self.root / "templates"

    def store(self) -> Path:
        """Where what was worked out before is kept; the folder may be deleted at any time."""
        return self.root / ".cache" / "store.sqlite"

    def relative(self, path: Path) -> str:
        """``path`` as outputs name it: from the workspace, with '/'."""
        return path.relative_to(self.root).as_posix()

    def years(self) -> list[int]:
        """The years that have a task map, ascending."""
        names = (path.stem for path in (self.root / "taskmap").glob("[0-9][0-9][0-9][0-9].xlsx"))
        return sorted(int(name) for name in names)

    def periods(self) -> list[str]:
        """The periods that have an inbox, ascending."""
        folder = self.root / "inbox"
        if not folder.is_dir():
            return []
        return sorted(p.name for p in folder.iterdir() if p.is_dir() and is_period(p.name))

    def arrivals(self, period: str) -> list[Path]:
        """Every file in the period's inbox, at any depth, in a fixed order; links are left out.

        Raises Stop at a folder that cannot be read: what lies in it must not go unlisted.
        """
        found: list[Path] = []
        for folder, folders, files in os.walk(self.inbox(period), onerror=_unreadable):
            folders[:] = sorted(name for name in folders if not _IGNORED.match(name))
            paths = (Path(folder) / name for name in files if not _IGNORED.match(name))
            found += [path for path in paths if path.is_file() and not path.is_symlink()]
        return sorted(found, key=lambda path: path.relative_to(self.root).as_posix())

    def key(self) -> bytes:
        """The office's signing key: DUBAN_KEY, or taskmap/.key, which is made at first use."""
        key = self.known_key()
        if not key:
            key = secrets.token_hex(32).encode()
            write_atomically(self.root / "taskmap" / ".key", key + b"\n")
        return key

    def known_key(self) -> bytes:
        """The office's signing key, or b'' where there is none yet."""
        if spoken := os.environ.get("DUBAN_KEY"):
            return spoken.encode()
        path = self.root / "taskmap" / ".key"
        return path.read_bytes().strip() if path.exists() else b""

    @contextmanager
    def lock(self, work: str) -> Iterator[None]:
        """One writer at a time; the operating system lets go even when the process is killed.

        What a killed process left half done is put right first. Raises Stop.
        """
        from filelock import FileLock, Timeout

        output = self.root / "output"
        lock = FileLock(output / ".lock", timeout=0)
        with _writing(output):
            output.mkdir(parents=True, exist_ok=True)
            try:
                lock.acquire()
            except Timeout:
                raise Stop(
                    f"另一个督办进程正在这个工作区里运行，本次{work}没有开始。",
                    "请等它结束后再运行；不要同时打开两个窗口。",
                ) from None
        try:
            recover(output)
            yield
        finally:
            lock.release()

    def publish(
        self, folder: str, files: Mapping[str, bytes], keep: tuple[str, ...] = ()
    ) -> Published:
        """Replaces output/<folder>/ by ``files`` (relative name → bytes) in one step.

        ``folder`` is a period, a folder in it ('2023-03/下发') or a year ('2023'). Entries named
        in ``keep`` are carried over; what a person changed is copied aside first. A kill leaves
        the old folder or the new one. Only called under the workspace's lock. Raises Stop.
        """
        output = self.root / "output"
        target = output / folder
        refuse_if_open(target)
        with _writing(target):
            if _same(target, files, keep):
                return Published(changed=False)
            with _staged(output) as stage:
                for name, data in files.items():
                    _stage(stage / name, data, target / name)
                for name in keep:
                    if (target / name).exists():
                        shutil.copytree(target / name, stage / name, copy_function=_link_or_copy)
                digests = {name: sha256(data).hexdigest() for name, data in files.items()}
                return _put(output, folder, stage, digests, keep)

    def renew(self, folder: str, fill: Callable[[Path], None]) -> Published:
        """``publish`` for files too large to be held: ``fill`` writes them into an empty folder.

        Where it raises, everything stays as it was. Only called under the workspace's lock.
        Raises Stop.
        """
        output = self.root / "output"
        target = output / folder
        refuse_if_open(target)
        with _staged(output) as stage:
            fill(stage)
            with _writing(target):
                digests = _digests(stage)
                if digests == _digests(target):
                    return Published(changed=False)
                for name in digests:
                    with (stage / name).open("rb+") as stream:
                        os.fsync(stream.fileno())
                return _put(output, folder, stage, digests, ())


def _put(
    output: Path, folder: str, stage: Path, digests: Mapping[str, str], keep: tuple[str, ...]
) -> Published:
    """Puts ``stage``, whose files but those of ``keep`` have ``digests``, at output/<folder>/."""
    record = edits.load(output)
    saved = edits.set_aside(output, folder, digests, keep, record)
    # Remembered before the exchange: a kill in between must not make them a person's.
    write_atomically(output / edits.RECORD, edits.with_published(record, folder, digests))
    target = output / folder
    target.parent.mkdir(parents=True, exist_ok=True)
    _exchange(stage, target)
    return Published(changed=True, saved=tuple(saved))


def _digests(folder: Path) -> dict[str, str]:
    """The files right in ``folder`` and what they are told by; none where it is not there."""
    paths = folder.iterdir() if folder.is_dir() else ()
    return {path.name: edits.digest_of(path) for path in paths if path.is_file()}


@contextmanager
def _staged(output: Path) -> Iterator[Path]:
    """A new folder beside what is published, which goes when it is not put to use."""
    output.mkdir(parents=True, exist_ok=True)
    stage = Path(tempfile.mkdtemp(prefix=_STAGE, dir=output))
    try:
        stage.chmod(0o755)
        yield stage
    finally:
        shutil.rmtree(stage, ignore_errors=True)


def is_period(name: str) -> bool:
    """Whether ``name`` is a period: '2023-03'."""
    return _PERIOD.fullmatch(name) is not None


def write_atomically(path: Path, data: bytes) -> None:
    """Writes ``data`` to ``path``; whoever reads sees the old bytes or the new. Raises Stop."""
    with _written(path, data) as written:
        written.replace(path)


def keep(path: Path, data: bytes) -> Path:
    """Keeps what arrived at ``path``, or under the next free name beside it; returns where.

    Nothing is ever overwritten, and the same bytes are not kept twice under one name. Raises Stop.
    """
    with _written(path, data) as written:
        number, target = 1, path
        while not _linked(written, target):
            if target.is_file() and target.read_bytes() == data:
                break
            number += 1
            target = path.with_name(f"{path.stem}-{number}{path.suffix}")
        return target


@contextmanager
def _written(path: Path, data: bytes) -> Iterator[Path]:
    """``data`` whole on the disk beside ``path``, under a name that goes when it is not used up."""
    with _writing(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=_WRITING, dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(data)
                stream.flush()
                os.fsync(stream.fileno())
            Path(name).chmod(0o644)
            yield Path(name)
        finally:
            Path(name).unlink(missing_ok=True)


def _linked(written: Path, target: Path) -> bool:
    """Gives ``written`` the name ``target`` unless that is taken: two at once both keep theirs."""
    try:
        os.link(written, target)
    except FileExistsError:
        return False
    except OSError:
        # A file system without links: the name is reserved first, then filled in one step.
        try:
            target.touch(exist_ok=False)
        except FileExistsError:
            return False
        written.replace(target)
    return True


@contextmanager
def _writing(path: Path) -> Iterator[None]:
    """Turns what the operating system refuses into a Stop."""
    try:
        yield
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise Stop(f"无法写入 {path.name}：磁盘空间不足。", "请清理磁盘后重新运行。") from None
        raise Stop(
            f"无法写入 {path.name}：文件正被其他程序打开，或没有写入权限"
            f"（{error.errno} {errno.errorcode.get(error.errno or 0, '')}）。",
            "请关闭打开它的程序（Excel、WPS、Word、资源管理器）后重新运行；原有内容没有改动。",
        ) from None


def _unreadable(error: OSError) -> NoReturn:
    raise Stop(
        f"无法读取文件夹 {Path(str(error.filename)).name}/。", "请检查是否有读取权限后重新运行。"
    )


def refuse_if_open(path: Path) -> None:
    """Stops when an owner file says that ``path``, or a file in the folder ``path``, is open."""
    if path.is_dir():
        owners = sorted([*path.rglob("~$*"), *path.rglob(".~lock.*#")])
    else:
        owners = owner_files(path)
    if owners:
        raise Stop(
            f"{owners[0].parent.name}/ 里有文件正被 Word、Excel 或 WPS 打开（{owners[0].name}）。",
            "请先关闭该文件；如确已关闭，请删除括号中的临时文件，然后重新运行。",
        )


def owner_files(path: Path) -> list[Path]:
    """The files by which an office program shows that it has ``path`` open."""
    # Word drops the first two letters of a long name, Excel and WPS keep the whole.
    names = (f"~${path.name}", f"~${path.name[2:]}", f".~lock.{path.name}#")
    return [owner for name in names if (owner := path.with_name(name)).exists()]


def recover(output: Path) -> None:
    """Undoes what a kill between two renames left behind, and clears what is unfinished."""
    for previous in sorted(output.glob(f"**/.*{_PREVIOUS}")):
        target = previous.with_name(previous.name[1 : -len(_PREVIOUS)])
        if not target.exists():
            previous.rename(target)
        shutil.rmtree(previous, ignore_errors=True)
    for leftover in sorted(output.glob(f"{_STAGE}*")):
        shutil.rmtree(leftover, ignore_errors=True)
    for leftover in sorted(output.glob(f"{_WRITING}*")):
        leftover.unlink(missing_ok=True)


def _same(target: Path, files: Mapping[str, bytes], keep: tuple[str, ...]) -> bool:
    if not target.is_dir():
        return False
    present = {
        path.relative_to(target).as_posix()
        for path in target.rglob("*")
        if path.is_file() and path.relative_to(target).parts[0] not in keep
    }
    return present == set(files) and all(
        (target / name).read_bytes() == data for name, data in files.items()
    )


def _stage(path: Path, data: bytes, old: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if old.is_file() and old.read_bytes() == data:
        _link_or_copy(str(old), str(path))
        return
    with path.open("wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())


def _link_or_copy(source: str, target: str) -> str:
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)
    return target


def _exchange(stage: Path, target: Path) -> None:
    """Puts ``stage`` where ``target`` is. Linux swaps both names in one system call."""
    if not target.exists():
        stage.rename(target)
        return
    if sys.platform == "linux" and _swap(stage, target):
        return
    previous = target.with_name(f".{target.name}{_PREVIOUS}")
    target.rename(previous)
    try:
        stage.rename(target)
    except OSError:
        previous.rename(target)
        raise
    shutil.rmtree(previous, ignore_errors=True)


def _swap(one: Path, other: Path) -> bool:
    import ctypes

    # renameat2(2) with RENAME_EXCHANGE; not every file system offers it.
    here, exchange = -100, 2
    call = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    names = os.fsencode(one), os.fsencode(other)
    return call is not None and call(here, names[0], here, names[1], exchange) == 0
