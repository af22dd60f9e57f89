"""What many workspaces say together: one table a subject, written line by line as they come in.

Nothing is held but the line being written, so a country's tables take no more memory than a
city's. CSV that Excel and WPS open, UTF-8 with BOM.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, Any, Protocol

from duban.model import Light, Severity, TaskClass, UnitStatus

CITIES, TASKS, FINDINGS = "各地情况.csv", "任务进展.csv", "问题清单.csv"
_WHERE = ("文件", "工作表", "单元格")
_COLUMNS = {
    CITIES: (
        "地方",
        "是否编制",
        "任务数",
        *(kind.label for kind in TaskClass),
        *(kind.label for kind in Light),
        "应报单位",
        *(kind.label for kind in UnitStatus),
        *(kind.label for kind in Severity),
        "未采用文件",
        "没有编制的原因",
    ),
    TASKS: (
        *("地方", "序号", "子项", "重点工作", "牵头单位", "进度分类", "亮灯", "完成率%", "序时%"),
        *("差距（百分点）", "指标", "目标值", "计量单位", "自报值", "核定值", "核实值", "填报单位"),
        *_WHERE,
    ),
    FINDINGS: ("地方", "等级", "代码", "单位", "任务", "问题", "处理办法", "所填内容", *_WHERE),
}
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What Excel takes for the start of a formula, even in a CSV."""

Line = Iterable[object]


class Rollup(Protocol):
    """Takes each workspace's word, in any number."""

    def add(self, name: str, compiled: Path | None, reason: str = "") -> None:
        """``compiled``: the workspace's compilation.json; None where there is none, and why."""
        ...


@contextmanager
def rollup(folder: Path) -> Iterator[Rollup]:
    """The tables in ``folder``, which are replaced once all is in. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        streams: dict[str, IO[str]] = {}
        for name in _COLUMNS:
            path = folder / f".writing-{name}"
            streams[name] = stack.enter_context(path.open("w", encoding="utf-8-sig", newline=""))
        yield _Tables(streams)
    for name in _COLUMNS:
        (folder / f".writing-{name}").replace(folder / name)


class _Tables:
    def __init__(self, streams: Mapping[str, IO[str]]) -> None:
        self._writers = {name: csv.writer(stream) for name, stream in streams.items()}
        for name, columns in _COLUMNS.items():
            self._writers[name].writerow(columns)

    def add(self, name: str, compiled: Path | None, reason: str = "") -> None:
        said = json.loads(compiled.read_bytes()) if compiled else None
        self._write(CITIES, _city(name, said, reason))
        for task in said["tasks"] if said else ():
            values: list[Any] = task["values"] or [{}]
            for value in values:
                self._write(TASKS, _task(name, task, value))
        for finding in said["findings"] if said else ():
            self._write(FINDINGS, _finding(name, finding))

    def _write(self, table: str, line: Line) -> None:
        self._writers[table].writerow([_harmless(value) for value in line])


def _harmless(value: object) -> object:
    """A text that no program takes for a formula."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def _city(name: str, said: Any, reason: str) -> Line:
    if said is None:
        return (name, "否", *("",) * (len(_COLUMNS[CITIES]) - 3), reason)
    counts = said["counts"]
    return (
        name,
        "是",
        counts["tasks"],
        *(counts["classes"].get(str(kind), 0) for kind in TaskClass),
        *(counts["lights"].get(str(kind), 0) for kind in Light),
        counts["expected_units"],
        *(counts["units"].get(str(kind), 0) for kind in UnitStatus),
        *(counts["findings"].get(str(kind), 0) for kind in Severity),
        counts["rejected"],
        "",
    )


def _task(name: str, task: Any, value: Any) -> Line:
    return (
        *(name, task["no"], task["subtask"], task["title"], "、".join(task["leads"])),
        *(TaskClass(task["class"]).label, Light(task["light"]).label),
        *(task["progress"], task["pace"], task["gap_points"]),
        *(value.get(key) for key in ("indicator", "target", "measure")),
        *(value.get(key) for key in ("reported", "ruled", "verified", "unit")),
        *_place(value),
    )


def _finding(name: str, finding: Any) -> Line:
    head = (finding[key] for key in ("code", "unit", "task", "message", "advice", "evidence"))
    return (name, Severity(finding["severity"]).label, *head, *_place(finding))


def _place(said: Any) -> Line:
    source = said.get("source") or {}
    return (source.get(key, "") for key in ("file", "sheet", "cell"))
