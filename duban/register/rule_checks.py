"""Whether the rows of 督办规则, 考核规则 and 检查 can be applied; every finding names its cell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

from duban.catalogue import CODES
from duban.model import Finding, Severity, Source
from duban.register import schema
from duban.register.places import at, nearest
from duban.register.taskmap import TaskMap
from duban.rules import NAMES, PARAMETERS, Level

_MOST_POINTS = Decimal(1000)
"""Points beyond are a slip of the hand."""


def _error(code: str, source: Source, message: str, advice: str) -> Finding:
    return Finding(code, Severity.ERROR, message, advice, source=source)


def _unknown(source: Source, name: str, known: tuple[str, ...]) -> Finding:
    near = nearest(name, known)
    hint = f"是否为“{near}”？" if near else ""
    return _error(
        "event_unknown",
        source,
        f"“{name}”不是规则中可用的事件。{hint}",
        "请改为手册“督办层级和考核评分”部分所列的事件、督办层级名称或问题代码。",
    )


def ladder_rules(taskmap: TaskMap) -> Iterator[Finding]:
    """What is wrong in 督办规则."""
    for rule in taskmap.ladder:
        for name in rule.events:
            if name not in NAMES:
                place = at(taskmap, rule.source, schema.LADDER, "events")
                yield _unknown(place, name, NAMES)
        levels = [name for name in rule.events if Level.from_label(name)]
        if levels and len(levels) < len(rule.events):
            yield _error(
                "events_mixed",
                at(taskmap, rule.source, schema.LADDER, "events"),
                f"“{levels[0]}”是督办层级，不能与其他事件写在同一行",
                "请分两行写。",
            )
        for key in rule.tasks:
            if taskmap.task(key) is None:
                yield _error(
                    "task_unknown",
                    at(taskmap, rule.source, schema.LADDER, "tasks"),
                    f"督办规则的适用任务 {key} 不在任务表中",
                    "请改正任务序号（子项写作 22-1），多个任务用顿号分隔。",
                )


def score_rules(taskmap: TaskMap) -> Iterator[Finding]:
    """What is wrong in 考核规则."""
    known = (*PARAMETERS, *NAMES)
    counted = Counter(rule.event for rule in taskmap.scores)
    for rule in taskmap.scores:
        event = at(taskmap, rule.source, schema.SCORES, "event")
        if rule.event not in known:
            yield _unknown(event, rule.event, known)
        if counted[rule.event] > 1:
            yield _error(
                "rule_repeated",
                event,
                f"考核规则的“{rule.event}”写了{counted[rule.event]}行",
                "请只留一行。",
            )
        for column, value in (("points", rule.points), ("cap", rule.cap), ("co", rule.co)):
            if value is None:
                continue
            negative = value < 0 and (column != "points" or rule.event in PARAMETERS)
            if negative or abs(value) > _MOST_POINTS:
                header = schema.SCORES.column(column).header
                yield _error(
                    "points_unfit",
                    at(taskmap, rule.source, schema.SCORES, column),
                    f"考核规则“{rule.event}”的{header}不能用",
                    f"请填0至{_MOST_POINTS}的数；只有事件的分值可以是负数。",
                )


def check_levels(taskmap: TaskMap) -> Iterator[Finding]:
    """What is wrong in 检查."""
    counted = Counter(level.code for level in taskmap.checks)
    for level in taskmap.checks:
        place = at(taskmap, level.source, schema.CHECKS, "code")
        if level.code not in CODES:
            near = nearest(level.code, CODES)
            hint = f"是否为“{near}”？" if near else ""
            yield _error(
                "check_unknown",
                place,
                f"检查表中的“{level.code}”不是问题代码。{hint}",
                "请改正代码（全部代码用 rules 命令列出），或删除该行。",
            )
        elif counted[level.code] > 1:
            yield _error(
                "check_repeated",
                place,
                f"检查表中“{level.code}”写了{counted[level.code]}行",
                "每个代码只写一行。",
            )
