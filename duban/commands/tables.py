"""Tables of any length, written line by line as they come in: for Excel, and as columnar files.

Nothing is held but the lines of one row group, so a country's table takes no more memory than a
city's. CSV is UTF-8 with BOM and goes on in a further file where Excel's rows end; Parquet is
written where pyarrow is installed. The same lines give the same bytes.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from enum import Enum
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol

from msgspec import Struct

from duban.a1 import MAX_ROW
from duban.text import cell_text

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What Excel takes for the start of a formula, even in a CSV."""
_GROUP = 16_384
"""Lines of a row group: some 25 MiB of findings until they are written."""

Line = Sequence[object]


class Kind(Enum):
    """What a column holds, by pyarrow's name for it. None stands for no value in each."""

    TEXT = "string"
    COUNT = "int64"
    NUMBER = "float64"
    YES = "bool_"
    """True and False; in CSV 是 and 否."""


class Column(Struct, frozen=True):
    """A column, headed alike in every format."""

    header: str
    kind: Kind = Kind.TEXT


class Writer(Protocol):
    """Takes a table's lines."""

    def write(self, line: Line) -> None:
        """One line, with a value of its kind for each column."""
        ...


@contextmanager
def table(
    folder: Path, name: str, columns: Sequence[Column], rows: int = MAX_ROW
) -> Iterator[Writer]:
    """The table in files of ``folder``: name.csv, name（2）.csv …, name.parquet. Raises OSError.

    ``rows``: of one CSV file at most, its header included.
    """
    with ExitStack() as stack:
        writers: list[Writer] = [stack.enter_context(closing(_Csv(folder, name, columns, rows)))]
        if has_parquet():
            path = folder / f"{name}.parquet"
            writers.append(stack.enter_context(closing(_Parquet(path, columns))))
        yield _Each(writers)


def has_parquet() -> bool:
    """Whether this machine has what writes Parquet."""
    return find_spec("pyarrow") is not None


class _Each(Struct, frozen=True):
    writers: Sequence[Writer]

    def write(self, line: Line) -> None:
        clean = [cell_text(value) if isinstance(value, str) else value for value in line]
        for writer in self.writers:
            writer.write(clean)


class _Csv:
    """Files of at most ``rows`` rows, one after the other."""

    def __init__(self, folder: Path, name: str, columns: Sequence[Column], rows: int) -> None:
        self._folder, self._name, self._rows = folder, name, rows
        self._header = [column.header for column in columns]
        self._open = ExitStack()
        self._number = 0
        self._start()

    def _start(self) -> None:
        self._open.close()
        self._number += 1
        part = f"（{self._number}）" if self._number > 1 else ""
        path = self._folder / f"{self._name}{part}.csv"
        stream = self._open.enter_context(path.open("w", encoding="utf-8-sig", newline=""))
        self._writer = csv.writer(stream)
        self._writer.writerow(self._header)
        self._written = 1

    def write(self, line: Line) -> None:
        if self._written >= self._rows:
            self._start()
        self._writer.writerow([_shown(value) for value in line])
        self._written += 1

    def close(self) -> None:
        self._open.close()


def _shown(value: object) -> object:
    """``value`` as a person reads it; a text that no program takes for a formula."""
    if isinstance(value, bool):
        return "是" if value else "否"
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


class _Parquet:
    """One file, a row group at a time."""

    def __init__(self, path: Path, columns: Sequence[Column]) -> None:
        import pyarrow
        from pyarrow.parquet import ParquetWriter

        fields = [(column.header, getattr(pyarrow, column.kind.value)()) for column in columns]
        self._schema = pyarrow.schema(fields)
        self._writer = ParquetWriter(path, self._schema, compression="zstd")
        self._lines: list[Line] = []

    def write(self, line: Line) -> None:
        self._lines.append(line)
        if len(self._lines) >= _GROUP:
            self._flush()

    def close(self) -> None:
        self._flush()
        self._writer.close()

    def _flush(self) -> None:
        import pyarrow

        if self._lines:
            columns = zip(zip(*self._lines, strict=True), self._schema.types, strict=True)
            arrays = [pyarrow.array(_of(values, kind), kind) for values, kind in columns]
            self._writer.write_table(pyarrow.Table.from_arrays(arrays, schema=self._schema))
            self._lines.clear()


def _of(values: Sequence[Any], kind: Any) -> Sequence[Any]:
    """``values`` as pyarrow takes them: no whole number is a floating one to it."""
    if str(kind) != "double":
        return values
    return [None if value is None else float(value) for value in values]
