"""Parts of a file too large to be copied: where they lie, and their bytes piece by piece."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

LARGE = 8 << 20
"""Bytes from which a mail is taken apart where it lies: parsed whole, it takes six times its size
in memory."""
_PIECE = 1 << 20


class Stored(Struct, frozen=True):
    """A file's bytes, read where they are asked for."""

    path: Path
    size: int

    @classmethod
    def at(cls, path: Path) -> Stored:
        """The file as it lies at ``path``."""
        return cls(path, path.stat().st_size)

    def __len__(self) -> int:
        return self.size

    def __getitem__(self, part: slice) -> bytes:
        start, end, _ = part.indices(self.size)
        with self.path.open("rb") as stream:
            stream.seek(start)
            return stream.read(max(0, end - start))

    def find(self, what: bytes, start: int, end: int) -> int:
        """As ``bytes.find``."""
        for at in range(start, end, _PIECE):
            found = self[at : min(end, at + _PIECE + len(what) - 1)].find(what)
            if found >= 0:
                return at + found
        return -1


class Window(Struct, frozen=True):
    """The bytes ``start`` to ``end`` (excluded) of a buffer."""

    buffer: bytes | Stored
    start: int
    end: int

    @classmethod
    def over(cls, buffer: bytes | Stored) -> Window:
        """All of ``buffer``."""
        return cls(buffer, 0, len(buffer))

    def __len__(self) -> int:
        return self.end - self.start

    def find(self, what: bytes, start: int) -> int:
        """Where ``what`` lies in the buffer at ``start`` or after it; -1 if not in the window."""
        return self.buffer.find(what, start, self.end)

    def part(self, start: int, end: int) -> Window:
        """The window from ``start`` to ``end``, places in the buffer."""
        return Window(self.buffer, max(self.start, start), min(self.end, end))

    def head(self, size: int) -> bytes:
        """The first ``size`` bytes."""
        return self.buffer[self.start : min(self.end, self.start + size)]

    def pieces(self) -> Iterator[bytes]:
        """Its bytes in order, a piece at a time."""
        for at in range(self.start, self.end, _PIECE):
            yield self.buffer[at : min(self.end, at + _PIECE)]

    def sha256(self) -> str:
        """The digest of its bytes."""
        told = hashlib.sha256()
        for piece in self.pieces():
            told.update(piece)
        return told.hexdigest()
