"""Whether co-organisers said their part in time, where they owe it before the leads do."""

from __future__ import annotations

from collections.abc import Iterator

from duban.catalogue import flag
from duban.checks.registry import Context, check
from duban.checks.rows import flag_row
from duban.merge import CoWord
from duban.model import CHINA, Finding, natural_key


def _two_stages(context: Context) -> Iterator[tuple[str, CoWord]]:
    if context.period.co_deadline is not None:
        for task, words in context.co_words.items():
            for word in words:
                yield task, word


@check("co_silent")
def co_silent(context: Context) -> Iterator[Finding]:
    """One for each co-organiser whose form has contents, but nothing on a part of its."""
    rows = {(row.task, row.unit): row for row in reversed(context.answered)}
    for task, word in _two_stages(context):
        if word.silent and word.code in context.filled:
            row = rows.get((task, word.code))
            if row is not None:
                message = "没有填写本单位承担部分的进展"
                advice = "请补填，报牵头单位并抄报；确无承担事项的，写明情况。"
                yield flag_row("co_silent", row, "progress", message, advice)


@check("co_late")
def co_late(context: Context) -> Iterator[Finding]:
    """One for each unit whose parts as co-organiser came after their earlier deadline."""
    deadline = context.period.co_deadline
    if deadline is None:
        return
    late: dict[str, list[tuple[str, CoWord]]] = {}
    for task, word in _two_stages(context):
        if word.late:
            late.setdefault(word.unit, []).append((task, word))
    day = deadline.astimezone(CHINA)
    for unit, parts in late.items():
        parts.sort(key=lambda part: natural_key(part[0]))
        tasks = "、".join(task for task, _ in parts)
        yield flag(
            "co_late",
            f"协办事项（第{tasks}项）在协办截止{day.month}月{day.day}日{day:%H:%M}之后报送",
            "请今后在协办截止前报牵头单位并抄报，以便牵头单位汇总。",
            unit=unit,
            source=parts[0][1].source,
        )
