"""Tables of any length: whole in every format, typed as declared, split where Excel's rows end."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet
import pytest

from duban.commands import tables
from duban.commands.tables import Column, Kind, Line, table

COLUMNS = (
    Column("地方"),
    Column("任务数", Kind.COUNT),
    Column("完成率%", Kind.NUMBER),
    Column("是否编制", Kind.YES),
)
LINES: tuple[Line, ...] = (
    ("甲", 1, 2, True),
    ("=1+1", None, 2.5, False),
    ("乙\udcff\x07", 3, 10**25, True),
    ("", 4, None, False),
    ("丙", 5, 0, True),
)


def written(folder: Path, lines: Iterable[Line] = LINES, rows: int = 100) -> dict[str, bytes]:
    folder.mkdir()
    with table(folder, "表", COLUMNS, rows) as writer:
        for line in lines:
            writer.write(line)
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def rows_of(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.reader(stream))


def test_csv_reads_as_people_write_and_parquet_as_declared(tmp_path: Path) -> None:
    written(tmp_path / "t")
    assert rows_of(tmp_path / "t" / "表.csv") == [
        ["地方", "任务数", "完成率%", "是否编制"],
        ["甲", "1", "2", "是"],
        ["'=1+1", "", "2.5", "否"],
        ["乙", "3", str(10**25), "是"],
        ["", "4", "", "否"],
        ["丙", "5", "0", "是"],
    ]
    read = pyarrow.parquet.read_table(tmp_path / "t" / "表.parquet")
    assert read.schema.types == [pa.string(), pa.int64(), pa.float64(), pa.bool_()]
    assert [list(line.values()) for line in read.to_pylist()] == [
        ["甲", 1, 2.0, True],
        ["=1+1", None, 2.5, False],
        ["乙", 3, 1e25, True],
        ["", 4, None, False],
        ["丙", 5, 0.0, True],
    ]


def test_a_csv_goes_on_in_a_further_file_where_excel_has_no_more_rows(tmp_path: Path) -> None:
    names = list(written(tmp_path / "t", rows=3))
    assert names == ["表.csv", "表.parquet", "表（2）.csv", "表（3）.csv"]
    parts = [rows_of(tmp_path / "t" / name) for name in names if name.endswith(".csv")]
    assert [len(part) for part in parts] == [3, 3, 2]
    assert {tuple(part[0]) for part in parts} == {tuple(column.header for column in COLUMNS)}
    assert [row[3] for part in parts for row in part[1:]] == ["是", "否", "是", "否", "是"]
    exact = [name for name in written(tmp_path / "exact", LINES[:2], rows=3) if "csv" in name]
    assert exact == ["表.csv"]


def test_no_more_lines_are_held_than_a_row_group_has(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "_GROUP", 2)
    written(tmp_path / "t")
    read = pyarrow.parquet.ParquetFile(tmp_path / "t" / "表.parquet")
    groups = [read.metadata.row_group(n).num_rows for n in range(read.num_row_groups)]
    assert groups == [2, 2, 1]


def test_the_same_lines_give_the_same_bytes_and_none_gives_a_header(tmp_path: Path) -> None:
    assert written(tmp_path / "a") == written(tmp_path / "b")
    written(tmp_path / "none", ())
    assert len(rows_of(tmp_path / "none" / "表.csv")) == 1
    assert pyarrow.parquet.read_table(tmp_path / "none" / "表.parquet").num_rows == 0


def test_without_pyarrow_there_is_csv(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "has_parquet", lambda: False)
    assert list(written(tmp_path / "t")) == ["表.csv"]
