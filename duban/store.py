"""What was worked out before, kept by what it was worked out from; it may be deleted at any time.

``read:`` what is in an arrived file, by its bytes. ``paper:`` a printed document, by template,
values and stationery. ``copy:`` and ``form:`` a marked workbook or one issued anew, by original
and findings. ``compile:`` what a whole compile said, by every file that it looks at. The moment of
a compile is among the values of whatever it is printed in, and the program among those of all, so
nothing here can be out of date.

One SQLite file. Whatever is wrong with it (damaged, locked, read-only, full) costs time and never
a result: an entry that cannot be had is worked out again, and a file that is no store is replaced.
"""

from __future__ import annotations

import sqlite3
import sys
import zlib
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, time
from decimal import Decimal
from enum import Enum
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from msgspec import Struct

_SCHEMA = (
    "CREATE TABLE IF NOT EXISTS kept (key TEXT PRIMARY KEY, mark INTEGER, value BLOB)",
    "CREATE TABLE IF NOT EXISTS made_by (program TEXT)",
)
_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR)
"""The last for a file with other tables."""
_LASTING = "read:"
"""The kind that stays as long as the store; the others, which sort before it, give way in time."""
_NEWEST = 5_000
"""Entries after which what is not ``_LASTING`` goes: a month has some 60, new for each moment."""
_OLD = "DELETE FROM kept WHERE key < ? AND rowid <= (SELECT MAX(rowid) FROM kept) - ?"
_AT_ONCE = 256
"""Entries after which what is new is written, so that a kill loses no more than these."""


@lru_cache(maxsize=1)
def source() -> str:
    """What tells this version of the program from any other: a digest of its source."""
    package = Path(__file__).parent
    known = sha256()
    for path in sorted(package.rglob("*.py")):
        known.update(path.relative_to(package).as_posix().encode() + b"\0" + path.read_bytes())
    return known.hexdigest()


@lru_cache(maxsize=1)
def program() -> str:
    """What tells this program from any that might work otherwise.

    Its source, the Python it runs on and the packages beside it, by their versions.
    """
    known = sha256(f"{source()} {sys.version}".encode())
    for folder in sys.path:
        with suppress(OSError):
            names = sorted(path.name for path in Path(folder).glob("*.dist-info"))
            known.update("\n".join(names).encode())
    return known.hexdigest()


def key_of(kind: str, *values: object) -> str:
    """The key of what is made of nothing but these values: plain ones, in lists and structs.

    Different values have different keys, however they print. Raises TypeError for anything whose
    content cannot be seen, such as a function or an open file.
    """
    said: list[bytes] = []
    _say(values, said)
    return f"{kind}:{sha256(b''.join(b'%d:%b' % (len(part), part) for part in said)).hexdigest()}"


def _say(value: object, said: list[bytes]) -> None:
    """Adds the value in pieces, a container with its length, so that no two read the same."""
    said.append(type(value).__qualname__.encode())
    if isinstance(value, str):
        said.append(value.encode("utf-8", "surrogatepass"))
    elif isinstance(value, tuple | list):
        _say_each(value, said)
    elif isinstance(value, Mapping):
        _say_each([part for pair in value.items() for part in pair], said)
    elif isinstance(value, Struct):
        _say_each([getattr(value, name) for name in value.__struct_fields__], said)
    elif isinstance(value, bytes):
        said.append(value)
    elif value is None or isinstance(value, bool | int | float | Decimal | date | time | Enum):
        said.append(repr(value).encode())
    else:
        raise TypeError(f"no key can be made of {type(value).__qualname__}")


def _say_each(values: Sequence[object], said: list[bytes]) -> None:
    said.append(b"%d" % len(values))
    for value in values:
        _say(value, said)


@dataclass(slots=True)
class Store:
    """Entries of this program by key. Nothing here raises; without a path nothing is kept."""

    path: Path | None = None
    _opened: sqlite3.Connection | None = field(default=None, init=False)
    _tried: bool = field(default=False, init=False)
    _new: int = field(default=0, init=False)

    def get(self, key: str) -> bytes | None:
        """The value that was kept under ``key``, whole as it was put; None if there is none."""
        connection = self._connection()
        if connection is None:
            return None
        try:
            row = connection.execute(
                "SELECT mark, value FROM kept WHERE key = ?", (key,)
            ).fetchone()
            if row is None or not isinstance(row[1], bytes) or zlib.crc32(row[1]) != row[0]:
                return None
            return row[1]
        except sqlite3.Error as error:
            self._give_up(error)
            return None

    def put(self, key: str, value: bytes) -> None:
        """Keeps ``value``; it is on disk after ``_AT_ONCE`` more of them or after ``keep``."""
        connection = self._connection()
        if connection is None:
            return
        try:
            row = key, zlib.crc32(value), value
            connection.execute("INSERT OR REPLACE INTO kept VALUES (?, ?, ?)", row)
            self._new += 1
            if self._new >= _AT_ONCE:
                self.keep()
        except sqlite3.Error as error:
            self._give_up(error)

    def keep(self) -> None:
        """Writes what is new."""
        if self._opened is not None and self._new:
            self._new = 0
            try:
                self._opened.execute(_OLD, (_LASTING, _NEWEST))
                self._opened.commit()
            except sqlite3.Error as error:
                self._give_up(error)

    def close(self) -> None:
        """Writes what is new and lets go of the file; the next question opens it again."""
        self.keep()
        if self._opened is not None:
            self._opened.close()
        self._opened, self._tried = None, False

    def _connection(self) -> sqlite3.Connection | None:
        if self._opened is None and not self._tried and self.path is not None:
            self._tried = True
            try:
                self._opened = _open(self.path)
            except (sqlite3.Error, OSError) as error:
                self._give_up(error)
        return self._opened

    def _give_up(self, error: Exception) -> None:
        """Goes on without the store. One that is damaged is replaced by an empty one first.

        One that another process writes to, or a disk that is full or read-only, is left alone.
        """
        if self._opened is not None:
            with suppress(sqlite3.Error):
                self._opened.close()
        self._opened, self._new = None, 0
        if getattr(error, "sqlite_errorcode", None) not in _DAMAGED or self.path is None:
            return
        with suppress(sqlite3.Error, OSError):
            for name in (self.path, self.path.with_name(f"{self.path.name}-journal")):
                name.unlink(missing_ok=True)
            self._opened = _open(self.path)


def _open(path: Path) -> sqlite3.Connection:
    """The file as a store of this program; entries of another program go. Raises sqlite3.Error."""
    path.parent.mkdir(parents=True, exist_ok=True)
    connection = sqlite3.connect(path, timeout=1.0)
    try:
        # A crash of the machine may leave damage, which is noticed; waiting for disks is dearer.
        connection.execute("PRAGMA synchronous = OFF")
        for statement in _SCHEMA:
            connection.execute(statement)
        if connection.execute("SELECT program FROM made_by").fetchall() != [(program(),)]:
            connection.execute("DELETE FROM kept")
            connection.execute("DELETE FROM made_by")
            connection.execute("INSERT INTO made_by VALUES (?)", (program(),))
            connection.commit()
    except BaseException:
        connection.close()
        raise
    return connection
