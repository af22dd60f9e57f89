"""What many workspaces say together: one table a subject, written line by line as they come in."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from duban.commands.tables import Column, Kind, Line, Writer, table
from duban.model import Light, Severity, TaskClass, UnitStatus

CITIES, TASKS, FINDINGS = "各地情况", "任务进展", "问题清单"


def _texts(*headers: str) -> tuple[Column, ...]:
    return tuple(Column(header) for header in headers)


def _counts(*headers: str) -> tuple[Column, ...]:
    return tuple(Column(header, Kind.COUNT) for header in headers)


def _numbers(*headers: str) -> tuple[Column, ...]:
    return tuple(Column(header, Kind.NUMBER) for header in headers)


_WHERE = _texts("文件", "工作表", "单元格")
COLUMNS: Mapping[str, tuple[Column, ...]] = {
    CITIES: (
        Column("地方"),
        Column("是否编制", Kind.YES),
        *_counts("任务数"),
        *_counts(*(kind.label for kind in TaskClass)),
        *_counts(*(kind.label for kind in Light)),
        *_counts("应报单位"),
        *_counts(*(kind.label for kind in UnitStatus)),
        *_counts(*(kind.label for kind in Severity)),
        *_counts("未采用文件"),
        Column("没有编制的原因"),
    ),
    TASKS: (
        Column("地方"),
        *_counts("序号", "子项"),
        *_texts("重点工作", "牵头单位", "进度分类", "亮灯"),
        *_numbers("完成率%", "序时%", "差距（百分点）"),
        Column("指标"),
        *_numbers("目标值"),
        Column("计量单位"),
        *_numbers("自报值", "核定值", "核实值"),
        Column("填报单位"),
        *_WHERE,
    ),
    FINDINGS: (
        *_texts("地方", "等级", "代码", "单位", "任务", "问题", "处理办法", "所填内容"),
        *_WHERE,
    ),
}
"""The tables, each of its columns declared here for every format."""


@contextmanager
def rollup(folder: Path) -> Iterator[Rollup]:
    """The tables, written into ``folder``. Raises OSError."""
    with ExitStack() as stack:
        yield Rollup(
            {
                name: stack.enter_context(table(folder, name, columns))
                for name, columns in COLUMNS.items()
            }
        )


class Rollup:
    """Takes each workspace's word, in any number."""

    def __init__(self, writers: Mapping[str, Writer]) -> None:
        self._writers = writers

    def add(self, name: str, compiled: bytes | None, reason: str = "") -> None:
        """``compiled``: the workspace's compilation.json; None where there is none, and why."""
        said = json.loads(compiled) if compiled else None
        self._writers[CITIES].write(_city(name, said, reason))
        for task in said["tasks"] if said else ():
            values: list[Any] = task["values"] or [{}]
            for value in values:
                self._writers[TASKS].write(_task(name, task, value))
        for finding in said["findings"] if said else ():
            self._writers[FINDINGS].write(_finding(name, finding))


def _city(name: str, said: Any, reason: str) -> Line:
    if said is None:
        return (name, False, *(None,) * (len(COLUMNS[CITIES]) - 3), reason)
    counts = said["counts"]
    return (
        name,
        True,
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
    return tuple(source.get(key, "") for key in ("file", "sheet", "cell"))
