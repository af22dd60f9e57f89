"""Workspaces at an address that fsspec reaches: object stores, archives, other machines.

Each is copied to a folder of this machine, compiled there like any other, and what that changed is
written back. No store offers what a folder does: nothing there keeps two runs apart, and files are
replaced one by one. So compilation.json comes last of the outputs, and whoever finds it new finds
the others new.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Any

from msgspec import Struct

from duban.commands.cities import found
from duban.edits import ASIDE, RECORD, digest_of
from duban.workspace import Published, Stop, Workspace

_SOURCES = ("taskmap", "templates", "inbox")
_STORE = ".cache"
_LAST = "compilation.json"
_SECRET = re.compile(r"//[^/@\s]*@")
"""Account and password in an address."""

Digests = dict[str, str]


class Address(Struct, frozen=True):
    """Workspaces below ``url`` (s3://bucket/province)."""

    url: str

    @property
    def label(self) -> str:
        return _SECRET.sub("//", self.url)

    def names(self) -> list[str]:
        """Those with a taskmap/."""
        with _reaching(self.label):
            files, base = self._files()
            folders = [entry for entry in files.ls(base, detail=True) if _is_folder(entry)]
            names = [entry["name"].rstrip("/").rpartition("/")[2] for entry in folders]
            names = [name for name in names if files.isdir(f"{base}/{name}/taskmap")]
        return found(names, self.label)

    @contextmanager
    def workspace(self, name: str, period: str) -> Iterator[Workspace]:
        """A copy, of which what changed is written back unless the block raises."""
        with self._copied(f"{name}/", (*_SOURCES, _STORE, *_outputs(period))) as copy:
            yield copy

    def output(self, name: str, period: str, file: str) -> bytes:
        with _reaching(self.label):
            files, base = self._files()
            data: bytes = files.cat_file(f"{base}/{name}/output/{period}/{file}")
            return data

    def renew(self, period: str, fill: Callable[[Path], None]) -> Published:
        with self._copied("", _outputs(period)) as copy, copy.lock("编制"):
            return copy.renew(period, fill)

    def _files(self) -> tuple[Any, str]:
        """The file system and the path in it, as it is now: workers live on, listings change."""
        from fsspec.core import url_to_fs

        files, base = url_to_fs(self.url)
        files.invalidate_cache()
        return files, base.rstrip("/")

    @contextmanager
    def _copied(self, below: str, parts: Sequence[str]) -> Iterator[Workspace]:
        """What lies in ``parts`` of the folder ``below``, '' or 'name/'."""
        with TemporaryDirectory(prefix="duban-") as folder:
            root = Path(folder)
            with _reaching(f"{self.label}/{below}"):
                files, base = self._files()
                place = f"{base}/{below}"
                names = [name for part in parts for name in _names(files, place, part)]
                copies = [root / name for name in names]
                for copy in copies:
                    copy.parent.mkdir(parents=True, exist_ok=True)
                if names:
                    files.get([place + name for name in names], [str(copy) for copy in copies])
            before = _digests(root)
            yield Workspace(root)
            with _reaching(f"{self.label}/{below}"):
                _give_back(files, place, root, before)


def _outputs(period: str) -> tuple[str, ...]:
    return f"output/{period}", f"output/{ASIDE}/{period}", f"output/{RECORD}"


def _is_folder(entry: Any) -> bool:
    return bool(entry["type"] == "directory")


def _names(files: Any, place: str, part: str) -> Iterator[str]:
    """The files in ``part`` by their names below ``place``.

    Raises Stop at one that no folder can hold: no file may lie outside, or hide another.
    """
    # A name that ends in '/' is what consoles of object stores show as an empty folder.
    paths = sorted(path for path in files.find(place + part) if not path.endswith("/"))
    names = [path.removeprefix(place) for path in paths]
    folders = {str(parent) for name in names for parent in PurePosixPath(name).parents}
    for name in names:
        if "\\" in name or not {"", "..", "."}.isdisjoint(name.split("/")) or name in folders:
            raise Stop(f"{name} 不能作为文件名。", "请在该地址上改名或移走后重新运行。")
        yield name


def _digests(root: Path) -> Digests:
    paths = (path for path in root.rglob("*") if path.is_file() and path.name != ".lock")
    return {path.relative_to(root).as_posix(): digest_of(path) for path in paths}


def _give_back(files: Any, place: str, root: Path, before: Digests) -> None:
    """Writes what changed and removes outputs that are no more, in turns."""
    after = _digests(root)
    changed = sorted(name for name, digest in after.items() if before.get(name) != digest)
    gone = sorted(set(before) - set(after))
    for turn in range(4):
        names = [name for name in changed if _turn(name) == turn]
        for parent in sorted({(place + name).rpartition("/")[0] for name in names}):
            files.makedirs(parent, exist_ok=True)
        if names:
            files.put([str(root / name) for name in names], [place + name for name in names])
        for name in gone:
            if _turn(name) == turn:
                files.rm_file(place + name)


def _turn(name: str) -> int:
    """Before outputs the journals that they rest on, copies of what a person changed in those that
    they replace, and by what they are known for ours; the store when all is in.
    """
    first, _, rest = name.partition("/")
    if first in _SOURCES or rest == RECORD or rest.startswith(f"{ASIDE}/"):
        return 0
    if first == _STORE:
        return 3
    return 2 if rest.endswith(f"/{_LAST}") else 1


@contextmanager
def _reaching(label: str) -> Iterator[None]:
    """Turns whatever a store's driver raises into a Stop."""
    try:
        yield
    except Stop:
        raise
    except ImportError as error:
        raise Stop(
            f"打不开 {label}：本机没有安装读写这类地址的程序（{error}）。",
            "请按 requirements-cluster.txt 安装；s3:// 另需 s3fs，其他地址见 fsspec 的说明。",
        ) from None
    except Exception as error:
        reason = _SECRET.sub("//", f"{type(error).__name__} {error}".strip())
        raise Stop(
            f"读写 {label} 时出错（{reason}）。",
            "请核对地址、网络和读写权限后重新运行；已编好的地方不会重编。",
        ) from None
