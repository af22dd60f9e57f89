"""Import of a notice: the parts of a new task map, and the report that it is confirmed by."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from msgspec import Struct

from duban.model import Doubt, Group, Indicator, Task, Unit
from duban.notice.blocks import Blocks, NotANotice
from duban.notice.recognise import Recognised, recognise
from duban.notice.rows import Remark
from duban.notice.targets import indicators
from duban.simplified import fold
from duban.text import name_list

_YEAR = re.compile(r"(20\d\d)\s*年(?:度)?[^。；;]{0,20}(?:工作报告|重点|任务|目标|实事|项目)")

_MANY = 4
"""From so many rows on, one question is asked once."""

Note = tuple[str, str, str]
"""A row of 导入说明: 类别, 位置, 说明."""


class ImportReport(Struct, frozen=True):
    """导入说明: how the notice was read. ``numbers`` are (expected, found) task numbers."""

    shape: str
    numbers: tuple[int, int]
    remarks: tuple[Remark, ...]

    def notes(self) -> tuple[Note, ...]:
        """The rows of the sheet 导入说明, and of the screen."""
        return notes_of(self.remarks)


def notes_of(remarks: Iterable[Remark]) -> tuple[Note, ...]:
    """Remarks as rows of 导入说明."""
    return tuple(
        (
            remark.topic,
            "，".join(p for p in (f"第{remark.task}项" * bool(remark.task), remark.place) if p),
            " ".join(part for part in (remark.message, remark.advice) if part),
        )
        for remark in remarks
    )


class Imported(Struct, frozen=True):
    """The parts of a task map that a notice gives, and the report."""

    year: int
    tasks: tuple[Task, ...]
    units: tuple[Unit, ...]
    groups: tuple[Group, ...]
    indicators: tuple[Indicator, ...]
    report: ImportReport


def import_notice(blocks: Blocks | NotANotice, year: int | None) -> Imported | NotANotice:
    """Tasks, units, groups and indicators of a notice. ``year`` None: the year that it names."""
    if isinstance(blocks, NotANotice):
        return blocks
    found = recognise(blocks)
    if isinstance(found, NotANotice):
        return found
    named = named_year(blocks)
    if year is None and named is None:
        return NotANotice("通知没有写明是哪一年的任务", "请用 --year 指明年度。")
    targets = tuple(target for task in found.tasks for target in indicators(task))
    remarks = list(_year_remark(year, named))
    report = _report(blocks, found, targets, remarks)
    return Imported(year or named or 0, found.tasks, found.units, found.groups, targets, report)


def named_year(blocks: Blocks) -> int | None:
    """The year that the notice's title or text gives to its tasks, None if it names none."""
    texts = [paragraph.text for paragraph in blocks.paragraphs()]
    texts += [cell.text for table in blocks.tables() for row in table.rows[:3] for cell in row]
    found = (_YEAR.search(fold(text)) for text in texts)
    return next((int(match[1]) for match in found if match), None)


def _year_remark(year: int | None, named: int | None) -> Iterable[Remark]:
    if year and named and year != named:
        yield Remark(
            "年度",
            f"通知写的是{named}年的任务，按指定的{year}年导入。",
            "如年度有误，请用 --year 重新导入。",
        )


def _report(
    blocks: Blocks, found: Recognised, targets: Sequence[Indicator], remarks: list[Remark]
) -> ImportReport:
    rows = [task for task in found.tasks if task.subtask <= 1]
    expected = max((task.no for task in found.tasks), default=0)
    doubtful = [task for task in found.tasks if task.doubt]
    summary = (
        f"按“{found.shape}”识别出任务{len(rows)}项（编号应有{expected}个，实有"
        f"{len({task.no for task in rows})}个），单位{len(found.units)}家，"
        f"单位组{len(found.groups)}个，量化指标{len(targets)}个；待确认的任务{len(doubtful)}项。"
    )
    lines = [
        Remark("概况", summary, "请逐项核对后启用。" if doubtful or targets else ""),
        *remarks,
        *(Remark("读取说明", note) for note in blocks.notes),
        *(Remark("依据", rule) for rule in found.rules_applied),
        *_doubt_remarks(doubtful),
        *found.remarks,
    ]
    return ImportReport(found.shape, (expected, len({task.no for task in rows})), tuple(lines))


def _doubt_remarks(doubtful: Sequence[Task]) -> Iterable[Remark]:
    """The rows that a person must confirm; one line for many rows that share one question."""
    shared = Counter(task.doubt.reason for task in doubtful if task.doubt)
    told: set[str] = set()
    for task in doubtful:
        assert task.doubt is not None
        reason = task.doubt.reason
        if shared[reason] < _MANY:
            yield _doubt_remark(task, task.doubt)
        elif reason not in told:
            told.add(reason)
            same = [t.key for t in doubtful if t.doubt and t.doubt.reason == reason]
            yield Remark(
                "待确认",
                f"{reason}。涉及{len(same)}项：第{name_list(same)}项；各行可能的读法见“任务”表。",
                "请一并核定后逐行改定。",
            )


def _doubt_remark(task: Task, doubt: Doubt) -> Remark:
    """One such row, with the readings that are possible."""
    readings = "；".join(f"（{n}）{reading}" for n, reading in enumerate(doubt.alternatives, 1))
    message = f"{doubt.reason}。" + (f"可能的读法：{readings}。" if readings else "")
    return Remark("待确认", message, "请对照原件改定。", task.key, task.source.cell)
