"""The benchmarks still run what they measure; what they find is for people to read."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from benchmarks import cities, inputs, reading, scale, writing
from benchmarks.measure import compare
from duban.executor import Serial


@pytest.fixture(scope="module")
def workbooks() -> dict[str, bytes]:
    return dict(list(inputs.returned(inputs.office()).items())[:3])


def test_every_reader_reads_the_returned_workbooks(
    workbooks: dict[str, bytes], tmp_path: Path
) -> None:
    inputs.copies(workbooks, 4, tmp_path / "files")
    paths = sorted((tmp_path / "files").rglob("*.xlsx"))
    for name in reading.READERS.keys() - {"pandas-xlrd"}:
        reading.READERS[name](paths)


@pytest.mark.parametrize("name", writing.WRITERS)
def test_every_writer_writes(name: str) -> None:
    rows = () if name.startswith("forms") else (20,)
    writing.WRITERS[name](*rows)()


def test_a_cost_is_told_as_it_was_measured(workbooks: dict[str, bytes], tmp_path: Path) -> None:
    place = tmp_path / "files"
    inputs.copies(workbooks, 1, place)
    cost = compare({"digest": ("benchmarks.reading", "digest", str(place))}, 1)["digest"]
    assert 0 < cost.seconds < cost.peak, "far fewer seconds than MiB"


def test_any_number_is_read_once_and_then_known(
    workbooks: dict[str, bytes], tmp_path: Path
) -> None:
    inputs.copies(workbooks, 4, tmp_path / "files")
    for anew in (True, False):
        assert scale.run(Serial(), 4, tmp_path, stop=0, anew=anew)["read"] == 4
    assert (tmp_path / "rows.csv").stat().st_size > 100


def test_cities_have_files_of_their_own_and_are_compiled(tmp_path: Path) -> None:
    cities.furnished(tmp_path, 2)
    one, other = (sorted((tmp_path / f"city0000{n}" / "inbox").rglob("*.xlsx")) for n in range(2))
    assert [path.name for path in one] == [path.name for path in other]
    assert one[-1].read_bytes() != other[-1].read_bytes()
    shutil.rmtree(tmp_path / "city00001")
    for path in one[3:]:
        path.unlink()
    assert cities.run(tmp_path, 0, Serial())["cities"] == 1
