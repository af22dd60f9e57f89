"""Where many workspaces lie: in one folder, or at an address beyond this machine."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Protocol

from msgspec import Struct

from duban.workspace import Published, Stop, Workspace

_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+(://|::)")
"""s3://bucket/province, zip://::file.zip. A drive (C:/) has one letter."""


class Cities(Protocol):
    """Workspaces side by side, and beside them output/<period>/ for what they say together.

    Goes to the workers, so an implementation holds values only.
    """

    @property
    def label(self) -> str:
        """How messages speak of it."""
        ...

    def names(self) -> list[str]:
        """The workspaces by name, ascending. Raises Stop where there are none."""
        ...

    def workspace(self, name: str, period: str) -> AbstractContextManager[Workspace]:
        """One of them as a folder of this machine, to compile ``period`` in. Raises Stop."""
        ...

    def output(self, name: str, period: str, file: str) -> bytes:
        """One file of its output/<period>/. Raises Stop."""
        ...

    def renew(self, period: str, fill: Callable[[Path], None]) -> Published:
        """Replaces the common output/<period>/ by what ``fill`` writes into a folder."""
        ...


def is_address(text: str) -> bool:
    """Whether ``text`` is an address of fsspec rather than a path, of Windows or any system."""
    return _ADDRESS.match(text) is not None


def cities_at(place: str) -> Cities:
    """The workspaces in a folder or at an address; file:// is a folder like any other."""
    if not is_address(place):
        return Folder(Path(place).resolve())
    # Late, since every command loads this module for a word of its options.
    from urllib.parse import urlsplit
    from urllib.request import url2pathname

    parts = urlsplit(place)
    if parts.scheme == "file" and not parts.netloc:
        return Folder(Path(url2pathname(parts.path)).resolve())
    from duban.commands.remote import Address

    return Address(place.rstrip("/"))


def found(names: list[str], label: str) -> list[str]:
    """``names`` in order. Raises Stop where there are none."""
    if not names:
        raise Stop(
            f"{label} 里没有工作区。",
            "--workspaces 后面写的文件夹里，每个地方一个文件夹，其中有 taskmap 和 inbox。",
        )
    return sorted(names)


class Folder(Struct, frozen=True):
    """A folder that every worker sees under the same path."""

    root: Path

    @property
    def label(self) -> str:
        return f"{self.root.name}/"

    def names(self) -> list[str]:
        """Those with a taskmap/."""
        paths = (path for path in self.root.glob("*/taskmap") if path.is_dir())
        return found([path.parent.name for path in paths], self.label)

    @contextmanager
    def workspace(self, name: str, period: str) -> Iterator[Workspace]:  # noqa: ARG002
        """The workspace itself."""
        yield Workspace(self.root / name)

    def output(self, name: str, period: str, file: str) -> bytes:
        from duban.commands.session import read_file

        return read_file(Workspace(self.root / name).output(period) / file)

    def renew(self, period: str, fill: Callable[[Path], None]) -> Published:
        """In one step, and by one run at a time."""
        space = Workspace(self.root)
        with space.lock("编制"):
            return space.renew(period, fill)
