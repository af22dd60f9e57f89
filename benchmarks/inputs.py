"""Generated inputs: a month's returned workbooks as Excel writes them, in any number and format."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Iterator
from html import escape
from pathlib import Path
from random import Random

from duban.a1 import address
from duban.calendar import Calendar
from duban.commands.session import Session
from duban.executor import Executor, Serial
from duban.forms.fields import PROGRESS
from duban.forms.rows import FormRow, expected_rows
from duban.forms.write import HEADER_ROW, FormJob, write
from duban.model import Period
from duban.register import TaskMap
from duban.rehearse.texts import fill
from duban.standing import pace_of
from duban.store import Store
from duban.workspace import Workspace

ROOT = Path(__file__).parent.parent
PERIOD = "2023-03"
KEY = b"benchmark"
_BATCH = 30
"""Files that one call of LibreOffice is given: of a thousand it silently leaves some out."""
_SHEET, _STRINGS = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"


def session(
    folder: Path,
    executor: Executor | None = None,
    say: Callable[[str], None] = print,
    store: Store | None = None,
) -> Session:
    """A command's session in the workspace ``folder``; serial, and nothing kept, if not said."""
    return Session(
        workspace=Workspace(folder),
        now=moment(),
        executor=executor or Serial(),
        say=say,
        log=print,
        progress=lambda items, _total, _label: items,
        calendar=Calendar(),
        store=store or Store(),
    )


def office() -> TaskMap:
    """The shipped task map: 63 units, 136 tasks."""
    from duban.commands.session import sound_taskmap

    return sound_taskmap(session(ROOT), PERIOD)[0]


def moment():  # type: ignore[no-untyped-def]
    """The as-of of every benchmark."""
    from datetime import datetime

    from duban.model import CHINA

    return datetime(2023, 4, 3, 17, tzinfo=CHINA)


def period(taskmap: TaskMap) -> Period:
    found = taskmap.period(PERIOD)
    assert found is not None
    return found


def jobs(taskmap: TaskMap) -> Iterator[FormJob]:
    """What each reporting unit's form is made of."""
    for unit in taskmap.reporting_units:
        rows = expected_rows(taskmap, unit.code)
        yield FormJob(PROGRESS, unit, period(taskmap), taskmap.settings, rows, {})


def returned(taskmap: TaskMap) -> dict[str, bytes]:
    """'U007.xlsx' → one returned workbook a unit, filled in and saved as Excel does."""
    random, month = Random(8), period(taskmap)
    pace = pace_of(month, taskmap.settings)
    made = {}
    for job in jobs(taskmap):
        values = {}
        for number, row in enumerate(job.rows, start=HEADER_ROW + 1):
            values |= _answers(number, row, month, pace, random)
        form = write(job, KEY, month.deadline)
        made[f"{job.unit.code}.xlsx"] = filled(form, values)
    return made


def _answers(number: int, row: FormRow, month, pace, random):  # type: ignore[no-untyped-def]
    answer = fill(row, month, pace, random, random)
    given: dict[str, str | float] = dict(answer.cells)
    if answer.value is not None:
        given["value"] = float(answer.value)
    return {address(number, PROGRESS.index(name) + 1): value for name, value in given.items()}


def filled(form: bytes, values: dict[str, str | float]) -> bytes:
    """``form`` with cells (address → value) filled in; texts as shared strings, as Excel has it."""
    with zipfile.ZipFile(io.BytesIO(form)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    strings = parts[_STRINGS].decode()
    count = strings.count("<si>") + strings.count("<si/>")
    added: list[str] = []

    def put(match: re.Match[str]) -> str:
        value = values.get(match[1])
        if value is None:
            return match[0]
        if isinstance(value, float):
            return f'<c r="{match[1]}" s="{match[2]}"><v>{value:.15g}</v></c>'
        added.append(f"<si><t>{escape(value, quote=False)}</t></si>")
        index = count + len(added) - 1
        return f'<c r="{match[1]}" s="{match[2]}" t="s"><v>{index}</v></c>'

    sheet = re.sub(r'<c r="([A-Z]+\d+)" s="(\d+)"/>', put, parts[_SHEET].decode())
    parts[_SHEET] = sheet.encode()
    parts[_STRINGS] = strings.replace("</sst>", "".join(added) + "</sst>").encode()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts.items():
            package.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def copies(originals: dict[str, bytes], count: int, folder: Path) -> None:
    """``count`` different files in ``folder``: the originals in turn, each with its own comment.

    A zip archive may end in a comment (APPNOTE 4.3.16); an .xls file in anything at all.
    """
    folder.mkdir(parents=True)
    names = sorted(originals)
    for number in range(count):
        name = names[number % len(names)]
        data, mark = originals[name], b"%08d" % number
        if data.startswith(b"PK"):
            data = data[:-2] + len(mark).to_bytes(2, "little")
        path = folder / f"{number // 1000:03}" / f"{number:06}-{name}"
        if number % 1000 == 0:
            path.parent.mkdir()
        path.write_bytes(data + mark)


def converted(originals: dict[str, bytes], kind: str, scratch: Path) -> dict[str, bytes]:
    """The originals as LibreOffice saves them as ``kind`` ('xlsx' or 'xls'), counted."""
    source, target = scratch / "source", scratch / kind
    source.mkdir(parents=True)
    for name, data in originals.items():
        (source / name).write_bytes(data)
    paths = sorted(source.iterdir())
    for start in range(0, len(paths), _BATCH):
        command = ["soffice", f"-env:UserInstallation={(scratch / 'profile').as_uri()}"]
        command += ["--headless", "--convert-to", kind, "--outdir", str(target)]
        batch = map(str, paths[start : start + _BATCH])
        subprocess.run([*command, *batch], check=True, capture_output=True)
    made = {path.name: path.read_bytes() for path in sorted(target.iterdir())}
    assert len(made) == len(originals), f"{len(made)} of {len(originals)} converted"
    shutil.rmtree(scratch)
    return made
