"""Several months of a small office, really issued, returned and compiled one after the other."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from duban.compilation import Compilation, compile_period
from duban.intake import receipts
from duban.intake.parse import Job, parse
from duban.model import CHINA, Indicator, Period, Task
from duban.register import TaskMap
from duban.register.write import write
from duban.workspace import Workspace
from tests.office import KEY, ROOT, SCHOOL, WATER, gathered, issued, office, returned

PERIODS = tuple(
    Period(
        f"2023-{month:02d}",
        date(2023, month, 25),
        datetime(2023, month, 28, 17, tzinfo=CHINA),
        "报送截止由办公室指定",
    )
    for month in range(1, 13)
)
TASKS = (
    Task(1, "新增学位1200个", ("市教育局",), ("市水利局",)),
    Task(2, "推深做实河湖长制", ("市水利局",)),
)
INDICATORS = (Indicator("1", 1, "新增学位", Decimal(1200), "个"),)
LATE = "逾期"
"""With a value: the form came after the deadline."""

Said = int | None | tuple[int, str]
"""What the school says in a month: seats built; None for no form; with LATE when it came late."""


def months_office(**changes: Any) -> TaskMap:
    """Two units; the school leads task 1 (100 seats a month are its pace), water helps."""
    given = {"tasks": TASKS, "indicators": INDICATORS, "periods": PERIODS, **changes}
    return office(**given)


def played(
    course: Mapping[int, Said], taskmap: TaskMap | None = None, as_of: datetime | None = None
) -> Compilation:
    """The last month of ``course`` (month → what the school says), the others as its memory.

    Water returns a good form every month. The pace is 100 seats a month: ten points are 120 seats.
    """
    taskmap = taskmap or months_office()
    made: tuple[Compilation, ...] = ()
    moment = as_of or PERIODS[max(course) - 1].deadline + timedelta(days=5)
    for month, said in course.items():
        period = PERIODS[month - 1]
        files, moments = _files(taskmap, period, said)
        intake = gathered(taskmap, files, moment, moments, period)
        crashes: list[str] = []
        done = compile_period(taskmap, period, intake, moment, (), crashes.append, made)
        assert crashes == []
        made = (*made, done)
    return made[-1]


def _files(
    taskmap: TaskMap, period: Period, said: Said
) -> tuple[dict[str, bytes], dict[str, datetime]]:
    water = f"""
        | 序号 | 职责 | 进展情况                     | 状态     |
        | 2    | 牵头 | {period.month}月巡河320人次  | 正常推进 |
        | 1    | 协办 | {period.month}月供水改造3处  | 正常推进 |
    """
    files = {"水利.xlsx": returned(issued(taskmap, WATER, period), water)}
    if said is not None:
        value = said[0] if isinstance(said, tuple) else said
        status = "已完成" if value >= 1200 else "正常推进" if value else "未启动"
        school = f"""
            | 序号 | 职责 | 本月累计完成值 | 进展情况            | 状态     |
            | 1    | 牵头 | {value}        | {period.month}月在建 | {status} |
        """
        files["教育.xlsx"] = returned(issued(taskmap, SCHOOL, period), school)
    in_time = period.deadline - timedelta(days=1)
    moments = dict.fromkeys(files, in_time)
    if isinstance(said, tuple):
        moments["教育.xlsx"] = period.deadline + timedelta(days=1)
    return files, moments


def furnished_months(root: Path, course: Mapping[int, Said], taskmap: TaskMap) -> Workspace:
    """A workspace on disk with the months of ``course`` in its inbox, all first seen in time."""
    shutil.copytree(ROOT / "templates", root / "templates")
    (root / "taskmap").mkdir()
    (root / "taskmap" / ".key").write_bytes(KEY)
    (root / "taskmap" / "2023.xlsx").write_bytes(write(taskmap, PERIODS[0].deadline))
    for month, said in course.items():
        period = PERIODS[month - 1]
        folder = root / "inbox" / period.name
        folder.mkdir(parents=True)
        files, moments = _files(taskmap, period, said)
        rows: tuple[receipts.Row, ...] = ()
        for name, data in files.items():
            (folder / name).write_bytes(data)
            found = parse(Job(f"inbox/{period.name}/{name}", data, KEY))
            arrivals = [item.arrival for item in found]
            rows, _ = receipts.reconcile(rows, arrivals, moments[name])
        (folder / receipts.FILE_NAME).write_bytes(receipts.appended(b"", rows))
    return Workspace(root)
