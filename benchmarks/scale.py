"""Reading any number of workbooks: ``python -m benchmarks.scale COUNT [FOLDER] [--stop N]``.

Reads them with two workers into the store and a column file, as intake does, and prints what that
took: of the parent, of all processes, of the disk. With --stop the run is killed after N of them;
started once more on the same FOLDER it goes on where it was. The files are made in FOLDER.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import signal
import sys
import time
from pathlib import Path

from benchmarks import inputs
from benchmarks.measure import peak, processor
from duban.calendar import Calendar
from duban.commands.reading import parse_files
from duban.commands.session import Session
from duban.executor import Cluster, Executor, Processes
from duban.store import Store
from duban.workspace import Workspace


def main() -> None:
    """One run."""
    options = argparse.ArgumentParser(prog="python -m benchmarks.scale")
    options.add_argument("count", type=int)
    options.add_argument("folder", type=Path)
    options.add_argument("--stop", type=int, default=0)
    options.add_argument("--workers", type=int, default=2)
    options.add_argument("--scheduler", default="")
    given = options.parse_args()
    files = given.folder / "files"
    if not files.exists():
        inputs.copies(inputs.returned(inputs.office()), given.count, files)
    executor: Executor = Processes(given.workers)
    if given.scheduler:
        executor = Cluster(given.scheduler)
    session = Session(
        workspace=Workspace(given.folder),
        now=inputs.moment(),
        executor=executor,
        say=print,
        log=print,
        progress=lambda items, _total, _label: items,
        calendar=Calendar(),
        store=Store(given.folder / "store.sqlite"),
    )
    paths = [(str(path.relative_to(files)), path) for path in sorted(files.rglob("*.xlsx"))]
    start, wall, read = processor(), time.perf_counter(), 0
    with (given.folder / "rows.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        for item in parse_files(session, paths, inputs.KEY):
            for table in item.found.tables if item.found else ():
                for row in table.rows:
                    cells = [cell.value for cell in row.cells.values()]
                    writer.writerow([item.path, table.sheet, row.row, *cells])
            read += 1
            if read == given.stop:
                os.kill(os.getpid(), signal.SIGKILL)
    took = time.perf_counter() - wall
    own = processor() - start
    session.store.close()
    if isinstance(executor, Processes):
        executor.close()
    said = {
        "read": read,
        "wall": round(took, 1),
        "a_second": round(read / took),
        "parent_ms_each": round(own * 1000 / read, 3),
        "all_ms_each": round((processor() - start) * 1000 / read, 3),
        "parent_peak_mib": round(peak()),
        "store_kib_each": round((given.folder / "store.sqlite").stat().st_size / 1024 / read, 2),
    }
    print(json.dumps(said), file=sys.stdout)


if __name__ == "__main__":
    main()
