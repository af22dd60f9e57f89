"""Contestants in reading returned workbooks: ``python -m benchmarks.reading NAME FOLDER``.

Each is warmed up on a few files (imports are what start-up costs, measured elsewhere) and then
reads all files of the folder as often as it takes for the clock to tell.
"""

from __future__ import annotations

import hashlib
import io
import sys
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks.measure import report

Reader = Callable[[Sequence[Path]], object]
HEADER = 6
"""Lines above the table's header, as a script's author counts them in Excel."""


def floor(paths: Sequence[Path]) -> None:
    """Reads each file and inflates every part of it."""
    from duban.workbooks.container import directory

    for path in paths:
        data = path.read_bytes()
        for member in directory(data):
            start = member.offset + 30
            start += int.from_bytes(data[member.offset + 26 : member.offset + 28], "little")
            start += int.from_bytes(data[member.offset + 28 : member.offset + 30], "little")
            zlib.decompress(data[start : start + member.packed], -15)


def digest(paths: Sequence[Path]) -> None:
    """Reads each file and hashes it."""
    for path in paths:
        hashlib.sha256(path.read_bytes()).digest()


def calamine(paths: Sequence[Path]) -> None:
    """python-calamine alone, every sheet."""
    from python_calamine import CalamineWorkbook

    for path in paths:
        book = CalamineWorkbook.from_filelike(io.BytesIO(path.read_bytes()))
        for name in book.sheet_names:
            book.get_sheet_by_name(name).to_python(skip_empty_area=False)


def pandas(engine: str) -> Reader:
    """``pandas.read_excel``, one sheet, as a script does it."""

    def read(paths: Sequence[Path]) -> None:
        import pandas as pd

        for path in paths:
            pd.read_excel(path, header=HEADER, engine=engine)

    return read


def intake(paths: Sequence[Path]) -> None:
    """Guard, hash, reading, identification and addresses."""
    from benchmarks.inputs import KEY, office
    from duban.intake.identify import identify
    from duban.intake.parse import Job, parse

    taskmap = _once(office)
    for path in paths:
        for item in parse(Job(str(path), path.read_bytes(), KEY)):
            assert item.found is not None
            assert identify(item.found, taskmap, "") is not None


def normalised(paths: Sequence[Path]) -> None:
    """The same with normalising, joining and all checks, a month of a city at a time."""
    from benchmarks.inputs import KEY, moment, office, period
    from duban.checks import Context, run
    from duban.intake.collect import collect
    from duban.intake.parse import Job, parse
    from duban.intake.receipts import reconcile
    from duban.merge import merge, reporting

    taskmap, now = _once(office), moment()
    month = period(taskmap)
    units = len(taskmap.reporting_units)
    for start in range(0, len(paths), units):
        some = paths[start : start + units]
        parsed = [item for p in some for item in parse(Job(str(p), p.read_bytes(), KEY))]
        rows, _ = reconcile((), [item.arrival for item in parsed], month.deadline)
        returns = collect(parsed, rows, taskmap, month.name, now)
        merged = merge(taskmap, returns)
        status = reporting(taskmap, returns, month, now)
        run(Context(taskmap, month, now, returns, merged, status), print)


def unchanged(paths: Sequence[Path]) -> None:
    """What a store has: the file's bytes hashed, what was read of it looked up and made again."""
    from benchmarks.inputs import KEY
    from duban.intake.kept import key_of, parse_packed, unpacked
    from duban.intake.parse import Job

    store = _once(_store)
    for path in paths:
        job = Job(str(path), path.read_bytes(), KEY)
        key = key_of(job)
        if unpacked(store.get(key) or b"") is None:
            store.put(key, parse_packed(job))


def _store():  # type: ignore[no-untyped-def]
    import tempfile

    from duban.store import Store

    return Store(Path(tempfile.mkdtemp()) / "store.sqlite")


_made: dict[Callable[[], object], object] = {}


def _once(make):  # type: ignore[no-untyped-def]
    if make not in _made:
        _made[make] = make()
    return _made[make]


READERS: dict[str, Reader] = {
    "floor": floor,
    "digest": digest,
    "calamine": calamine,
    "pandas-calamine": pandas("calamine"),
    "pandas-openpyxl": pandas("openpyxl"),
    "pandas-xlrd": pandas("xlrd"),
    "intake": intake,
    "normalised": normalised,
    "unchanged": unchanged,
}


def main(name: str, folder: str) -> None:
    """Measures one contestant."""
    paths = sorted(path for path in Path(folder).rglob("*") if path.is_file())
    read = READERS[name]
    read(paths if name == "unchanged" else paths[:63])
    report(lambda: read(paths))


if __name__ == "__main__":
    main(*sys.argv[1:])
