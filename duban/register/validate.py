"""Whether the task map's rows fit together; every finding names sheet and cell."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import pairwise

from duban.model import Finding, Severity, Source, Task, Unit
from duban.register import schema
from duban.register.extensions import TooLate, extensions
from duban.register.places import at, nearest
from duban.register.rule_checks import check_levels, ladder_rules, score_rules
from duban.register.rulings import Unclear, unclear
from duban.register.taskmap import TaskMap
from duban.text import squeeze

_LATEST_CUTOFF = 62
"""Days from the first of a period's month to the end of the next."""
Rule = Callable[[TaskMap], Iterator[Finding]]
_CODE = re.compile(r"[A-Za-z0-9-]{1,20}")
"""Codes stand in the ids of forms' rows, between '/' and '#'."""


def validate(taskmap: TaskMap) -> list[Finding]:
    """What does not fit. Errors stop a compile; warnings are what a person should still look at."""
    return [finding for rule in _RULES for finding in rule(taskmap)]


def _error(code: str, source: Source, message: str, advice: str, task: str = "") -> Finding:
    return Finding(code, Severity.ERROR, message, advice, task=task, source=source)


def _warn(code: str, source: Source, message: str, advice: str, task: str = "") -> Finding:
    return Finding(code, Severity.WARNING, message, advice, task=task, source=source)


def _numbers(taskmap: TaskMap) -> Iterator[Finding]:
    counted = Counter(task.key for task in taskmap.tasks)
    for task in taskmap.tasks:
        if counted[task.key] > 1:
            yield _error(
                "number_repeated",
                at(taskmap, task.source, schema.TASKS, "no"),
                f"任务序号 {task.key} 出现 {counted[task.key]} 次",
                "请改正重复的序号，或用“子项”一列区分。",
                task.key,
            )
    present = sorted({task.no for task in taskmap.tasks})
    for before, after in pairwise((0, *present)):
        if after - before > 1:
            task = next(task for task in taskmap.tasks if task.no == after)
            missing = f"{before + 1}" if after - before == 2 else f"{before + 1}至{after - 1}"
            yield _warn(
                "number_gap",
                at(taskmap, task.source, schema.TASKS, "no"),
                f"任务序号 {after} 之前缺 {missing}",
                "请对照通知核对是否漏了任务；确无此号的可不处理。",
            )


def _leads(taskmap: TaskMap) -> Iterator[Finding]:
    for task in taskmap.judged_tasks:
        if not task.leads:
            yield _error(
                "lead_missing",
                at(taskmap, task.source, schema.TASKS, "leads"),
                f"任务 {task.key} 没有牵头单位",
                "请填写牵头单位；通知只写责任单位的，责任单位即为牵头单位。",
                task.key,
            )


def _names(taskmap: TaskMap) -> Iterator[Finding]:
    for task in taskmap.tasks:
        for column, names in (("leads", task.leads), ("cos", task.cos)):
            for name in names:
                if not (taskmap.unit_named(name) or taskmap.group_named(name)):
                    yield _unknown(taskmap, task, column, name)


def _unknown(taskmap: TaskMap, task: Task, column: str, name: str) -> Finding:
    near = nearest(name, [n for unit in taskmap.units for n in unit.names()])
    hint = f"是否为“{near}”？" if near else ""
    return _error(
        "unit_unknown",
        at(taskmap, task.source, schema.TASKS, column),
        f"任务 {task.key} 的“{name}”不在单位表和单位组表中。{hint}",
        "请改正名称，或在单位表中增加该单位（或为已有单位加别名）。",
        task.key,
    )


def _units(taskmap: TaskMap) -> Iterator[Finding]:
    codes = Counter(unit.code for unit in taskmap.units)
    owners: dict[str, Unit] = {}
    for unit in taskmap.units:
        if codes[unit.code] > 1:
            yield _error(
                "code_repeated",
                at(taskmap, unit.source, schema.UNITS, "code"),
                f"单位代码 {unit.code} 出现 {codes[unit.code]} 次",
                "代码必须各不相同。",
            )
        if not _CODE.fullmatch(unit.code):
            yield _error(
                "code_unfit",
                at(taskmap, unit.source, schema.UNITS, "code"),
                f"单位代码“{unit.code}”含有不能使用的字符",
                "代码请只用字母、数字和短横，如 U007。",
            )
        for name in unit.names():
            other = owners.setdefault(squeeze(name), unit)
            if other is not unit:
                column = "name" if name == unit.name else "aliases"
                yield _error(
                    "name_repeated",
                    at(taskmap, unit.source, schema.UNITS, column),
                    f"“{name}”同时是“{other.name}”（{other.code}）和“{unit.name}”（{unit.code}）"
                    "两个单位的名称或别名",
                    "请只保留在一个单位名下。",
                )


def _groups(taskmap: TaskMap) -> Iterator[Finding]:
    empty = {squeeze(group.name) for group in taskmap.groups if not group.members}
    used = {squeeze(name) for task in taskmap.tasks for name in (*task.leads, *task.cos)}
    leads = [{squeeze(name) for name in task.leads} for task in taskmap.judged_tasks]
    # Without any lead a task would be asked of nobody; a co-organiser can follow.
    needed = {name for names in leads if names <= empty for name in names}
    known = [name for unit in taskmap.units for name in unit.names()]
    counted = Counter(squeeze(group.name) for group in taskmap.groups)
    for group in taskmap.groups:
        place = at(taskmap, group.source, schema.GROUPS, "members")
        name = squeeze(group.name)
        if counted[name] > 1 or taskmap.unit_named(group.name):
            yield _error(
                "group_repeated",
                at(taskmap, group.source, schema.GROUPS, "name"),
                f"单位组“{group.name}”与其他单位组或单位重名",
                "请改名，并同时改正任务表中的名称。",
            )
        if name in empty & used:
            found = _error if name in needed else _warn
            yield found(
                "group_empty",
                place,
                f"单位组“{group.name}”没有成员，承担的任务暂不下发给任何单位",
                "请填写成员单位的简称。",
            )
        for member in group.members:
            if not taskmap.unit_named(member):
                near = nearest(member, known)
                hint = f"是否为“{near}”？" if near else ""
                yield _error(
                    "member_unknown",
                    place,
                    f"单位组“{group.name}”的成员“{member}”不在单位表中。{hint}",
                    "请改正名称，或在单位表中增加该单位。",
                )


def _references(taskmap: TaskMap) -> Iterator[Finding]:
    seen: set[tuple[str, int]] = set()
    for indicator in taskmap.indicators:
        if taskmap.task(indicator.task) is None:
            yield _error(
                "task_unknown",
                at(taskmap, indicator.source, schema.INDICATORS, "no"),
                f"指标“{indicator.name}”所属的任务 {indicator.task} 不在任务表中",
                "请改正任务序号，或删除该指标。",
                indicator.task,
            )
        if (indicator.task, indicator.seq) in seen:
            yield _error(
                "indicator_repeated",
                at(taskmap, indicator.source, schema.INDICATORS, "seq"),
                f"任务 {indicator.task} 的指标序号 {indicator.seq} 重复",
                "同一任务的指标请依次编为 1、2、3…。",
                indicator.task,
            )
        seen.add((indicator.task, indicator.seq))
    for milestone in taskmap.milestones:
        if taskmap.task(milestone.task) is None:
            yield _error(
                "task_unknown",
                at(taskmap, milestone.source, schema.MILESTONES, "no"),
                f"节点所属的任务 {milestone.task} 不在任务表中",
                "请改正任务序号，或删除该节点。",
                milestone.task,
            )
        elif milestone.indicator and (milestone.task, milestone.indicator) not in seen:
            yield _error(
                "indicator_unknown",
                at(taskmap, milestone.source, schema.MILESTONES, "indicator"),
                f"节点所属的任务 {milestone.task} 没有序号为 {milestone.indicator} 的指标",
                "请改正指标序号；节点是事项而不是数值的，指标序号留空。",
                milestone.task,
            )


def _decisions(taskmap: TaskMap) -> Iterator[Finding]:
    for ruling in taskmap.rulings:
        if ruling.unit and not taskmap.unit_named(ruling.unit):
            yield _error(
                "unit_unknown",
                at(taskmap, ruling.source, schema.RULINGS, "unit"),
                f"核定所写单位“{ruling.unit}”不在单位表中",
                "请改正单位名称。",
            )
        if ruling.task and taskmap.task(ruling.task) is None:
            yield _error(
                "task_unknown",
                at(taskmap, ruling.source, schema.RULINGS, "task"),
                f"核定所写任务 {ruling.task} 不在任务表中",
                "请改正任务序号（子项写作 22-1）。",
            )
        elif (problem := unclear(taskmap, ruling)) is not None:
            yield _error(
                "ruling_unclear",
                at(taskmap, ruling.source, schema.RULINGS, problem.column),
                f"{ruling.period} 的核定不能执行：{problem.message}",
                problem.advice,
                ruling.task,
            )
    yield from _extensions(taskmap)
    for inspection in taskmap.inspections:
        if not taskmap.unit_named(inspection.unit):
            yield _error(
                "unit_unknown",
                at(taskmap, inspection.source, schema.INSPECTIONS, "unit"),
                f"核查所写单位“{inspection.unit}”不在单位表中",
                "请改正单位名称。",
            )
        if taskmap.task(inspection.task) is None:
            yield _error(
                "task_unknown",
                at(taskmap, inspection.source, schema.INSPECTIONS, "no"),
                f"核查所写任务 {inspection.task} 不在任务表中",
                "请改正任务序号和子项。",
            )


def _extensions(taskmap: TaskMap) -> Iterator[Finding]:
    for ruling, made in extensions(taskmap):
        if isinstance(made, Unclear):
            yield _error(
                "ruling_unclear",
                at(taskmap, ruling.source, schema.RULINGS, made.column),
                f"{ruling.period} 的核定不能执行：{made.message}",
                made.advice,
                ruling.task,
            )
        elif isinstance(made, TooLate):
            yield _warn(
                "extension_late",
                at(taskmap, ruling.source, schema.RULINGS, "applied"),
                f"延期申请日期 {ruling.applied} 在原时限 {made.due} 之后，延期无效",
                "延期须在原时限之前申请；确有特殊情况的，可用“准予逾期”或“不作问题”。",
                ruling.task,
            )


def _periods(taskmap: TaskMap) -> Iterator[Finding]:
    counted = Counter(period.name for period in taskmap.periods)
    for period in taskmap.periods:
        if counted[period.name] > 1:
            yield _error(
                "period_repeated",
                at(taskmap, period.source, schema.PERIODS, "name"),
                f"期次 {period.name} 出现 {counted[period.name]} 次",
                "每个期次只写一行。",
            )
        if period.year != taskmap.year:
            yield _error(
                "period_of_other_year",
                at(taskmap, period.source, schema.PERIODS, "name"),
                f"期次 {period.name} 不在{taskmap.year}年",
                f"请移到 taskmap/{period.year}.xlsx。",
            )
        first = period.cutoff.replace(year=period.year, month=period.month, day=1)
        if not 0 <= (period.cutoff - first).days <= _LATEST_CUTOFF:
            yield _warn(
                "cutoff_far",
                at(taskmap, period.source, schema.PERIODS, "cutoff"),
                f"期次 {period.name} 的截至日期 {period.cutoff} 不在当月或次月",
                "请核对年、月是否写错。",
            )
        if period.deadline.date() < period.cutoff:
            yield _error(
                "deadline_before_cutoff",
                at(taskmap, period.source, schema.PERIODS, "deadline"),
                f"期次 {period.name} 的报送截止早于截至日期 {period.cutoff}",
                "报送截止应不早于截至日期。",
            )


def _superiors(taskmap: TaskMap) -> Iterator[Finding]:
    """What of 上级序号 and 上级指标 the level above will not be told."""
    judged = {task.key for task in taskmap.judged_tasks}
    serving = next((task for task in taskmap.tasks if task.superior), None)
    if serving and not taskmap.settings.place:
        yield _warn(
            "superior_unclear",
            Source(serving.source.file, schema.SETTINGS.name),
            "“设置”中没有填地区，上级认不出报来的汇总",
            "请填上级“单位”表中的名称。",
        )
    for task in taskmap.tasks:
        if task.superior and task.key not in judged:
            yield _warn(
                "superior_unclear",
                at(taskmap, task.source, schema.TASKS, "superior"),
                f"任务 {task.key} 分有子项，填在总项上的上级序号不起作用",
                "请填在承担该项任务的各个子项上。",
                task.key,
            )
    for indicator in taskmap.indicators:
        of = taskmap.task(indicator.task)
        if indicator.superior and of is not None and not of.superior:
            yield _warn(
                "superior_unclear",
                at(taskmap, indicator.source, schema.INDICATORS, "superior"),
                f"任务 {indicator.task} 没有填上级序号，指标“{indicator.name}”的上级指标不起作用",
                "请在“任务”表填写该任务的上级序号；不承担上级任务的，清空本格。",
                indicator.task,
            )


def _doubts(taskmap: TaskMap) -> Iterator[Finding]:
    for task in taskmap.tasks:
        if task.doubt:
            yield _warn(
                "to_confirm",
                at(taskmap, task.source, schema.TASKS, "doubt"),
                f"任务 {task.key} 待确认：{task.doubt.reason}",
                "请对照通知原文核对，改正后清空“待确认”一格。",
                task.key,
            )
    pending = [indicator for indicator in taskmap.indicators if indicator.doubt]
    if pending:
        keys = "、".join(dict.fromkeys(indicator.task for indicator in pending))
        yield _warn(
            "to_confirm",
            at(taskmap, pending[0].source, schema.INDICATORS, "doubt"),
            f"有 {len(pending)} 个指标待确认（任务 {keys}）",
            "请逐条核对目标值、计量单位、方向和类型，核对后清空“待确认”一格。",
        )


_RULES: tuple[Rule, ...] = (
    _numbers,
    _leads,
    _names,
    _units,
    _groups,
    _references,
    _decisions,
    _periods,
    ladder_rules,
    score_rules,
    check_levels,
    _superiors,
    _doubts,
)
