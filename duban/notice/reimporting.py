"""A corrected notice brought into a task map that an office has already worked on.

The office's rows win wherever the notice did not change them. Every change is listed as a
difference, and a row that the corrected notice no longer has stays, excluded from the count.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from duban.model import Doubt, Group, Indicator, Task, Unit
from duban.notice.importing import Imported
from duban.notice.matching import matched
from duban.notice.names import joined
from duban.notice.rows import Remark
from duban.register.taskmap import TaskMap
from duban.text import name_list, shorten, squeeze

GONE = "更正后的通知没有此项"


class Reimported(Struct, frozen=True):
    """The map brought up to date, and every difference, in the tasks' order."""

    taskmap: TaskMap
    differences: tuple[Remark, ...]


def reimport(old: TaskMap, new: Imported, base: Sequence[Task] = ()) -> Reimported:
    """``old`` with the corrected notice ``new``.

    ``base`` are the tasks as the earlier notice had them, where that notice is still at hand:
    with them, units that only the notice changed are taken over; without them nobody can tell
    who changed a row's units, so the office's stay and the difference asks.
    """
    units, unit_remarks = _units(old, new)
    renamed = replace_names(new.tasks, old)
    parents = [task for task in old.tasks if not task.subtask or _original(task, renamed)]
    refined = [task for task in old.tasks if task not in parents]
    pairs = matched([task for task in parents if not _is_gone(task)], renamed)
    earlier = matched(list(base), renamed) if base else {}
    remarks = list(unit_remarks)
    tasks: list[Task] = []
    for task in renamed:
        kept, said = _merged(task, pairs.get(task.key), earlier.get(task.key), bool(base))
        tasks.append(kept)
        remarks += said
    moved = {other.key: key for key, other in pairs.items()}
    gone = [task for task in parents if task.key not in moved]
    for task in gone:
        number = _free_number(task, tasks)
        moved[task.key] = replace(task, no=number).key
        excluded = task.excluded or GONE
        tasks.append(replace(task, no=number, excluded=excluded))
        if not _is_gone(task):
            remarks.append(_gone(task, number))
    tasks += _subtasks(refined, moved, {task.key: task for task in tasks}, pairs)
    indicators, target_remarks = _indicators(old, new, tasks, moved, pairs)
    milestones = tuple(replace(m, task=moved.get(m.task, m.task)) for m in old.milestones)
    taskmap = replace(
        old,
        tasks=tuple(sorted(tasks, key=lambda task: (task.no, task.subtask))),
        units=units,
        groups=_groups(old, new),
        indicators=indicators,
        milestones=milestones,
        rulings=tuple(replace(r, task=moved.get(r.task, r.task)) for r in old.rulings),
        inspections=tuple(replace(i, task=moved.get(i.task, i.task)) for i in old.inspections),
        ladder=tuple(
            replace(rule, tasks=tuple(moved.get(key, key) for key in rule.tasks))
            for rule in old.ladder
        ),
    )
    return Reimported(taskmap, (*remarks, *target_remarks))


def replace_names(tasks: Sequence[Task], old: TaskMap) -> list[Task]:
    """``tasks`` with each unit called as the office's register calls it."""

    def known(names: tuple[str, ...]) -> tuple[str, ...]:
        units = [old.unit_named(name) for name in names]
        return tuple(dict.fromkeys(u.name if u else n for u, n in zip(units, names, strict=True)))

    return [replace(task, leads=known(task.leads), cos=known(task.cos)) for task in tasks]


def _original(task: Task, new: Sequence[Task]) -> bool:
    """Whether a subtask came from the notice itself (the new one has parts too)."""
    return any(other.subtask and other.no == task.no for other in new)


def _is_gone(task: Task) -> bool:
    return task.excluded == GONE


def _merged(
    new: Task, old: Task | None, base: Task | None, with_base: bool
) -> tuple[Task, list[Remark]]:
    """One row: the office's where the notice says the same, the notice's where it changed."""
    if old is None:
        return new, [
            _remark("新增任务", new, f"新增“{shorten(new.text, 40)}”。", "请核对单位和指标。")
        ]
    remarks = []
    if old.no != new.no or old.subtask != new.subtask:
        remarks.append(
            _remark(
                "编号变动",
                new,
                f"原第{old.key}项改为第{new.key}项，指标、节点和核定已随之改号。",
                "已下发的表仍是原编号，请重新下发。",
            )
        )
    kept = replace(old, no=new.no, subtask=new.subtask, source=new.source)
    if squeeze(old.text) != squeeze(new.text):
        kept = replace(kept, text=new.text, title=new.title)
        message = f"文字由“{shorten(old.text, 60)}”改为“{shorten(new.text, 60)}”。"
        remarks.append(_remark("文字变动", new, message, "请核对指标和节点。"))
    kept, said = _units_merged(kept, new, base, with_base)
    return kept, remarks + said


def _units_merged(
    kept: Task, new: Task, base: Task | None, with_base: bool
) -> tuple[Task, list[Remark]]:
    """The row's units: the office's, unless only the notice changed them."""
    if _same_units(kept, new):
        return replace(kept, doubt=kept.doubt and new.doubt), []
    if base is not None and _same_units(base, new):
        return kept, []
    change = f"任务表为{_parties(kept)}，更正后的通知为{_parties(new)}"
    if base is not None and _same_units(kept, base):
        taken = replace(kept, leads=new.leads, cos=new.cos, doubt=new.doubt)
        return taken, [_remark("单位变动", new, f"{change}，已按通知更改。", "")]
    why = "通知与任务表都有改动" if with_base else "单位与更正后的通知不一致"
    doubt = Doubt(why, (f"任务表：{_parties(kept)}", f"通知：{_parties(new)}"))
    advice = "请核定后改正“任务”表。"
    return replace(kept, doubt=joined((kept.doubt, doubt))), [
        _remark("单位不一致", new, f"{change}，暂保留任务表。", advice)
    ]


def _same_units(left: Task, right: Task) -> bool:
    return left.leads == right.leads and left.cos == right.cos


def _parties(task: Task) -> str:
    return f"牵头“{name_list(task.leads) or '无'}”、协办“{name_list(task.cos) or '无'}”"


def _free_number(task: Task, tasks: Sequence[Task]) -> int:
    """The task's own number where it is free, else the next one after all others."""
    used = {other.no for other in tasks}
    return task.no if task.no not in used else max(used) + 1


def _gone(task: Task, number: int) -> Remark:
    where = "" if number == task.no else f"，暂移至第{number}项"
    return _remark(
        "通知已无此项",
        replace(task, no=number),
        f"原第{task.key}项“{shorten(task.text, 40)}”在更正后的通知中没有，"
        f"已保留并标为不计入{where}。",
        "确认取消的，请在“任务”表删除该行。",
    )


def _subtasks(
    refined: Sequence[Task],
    moved: dict[str, str],
    by_key: Mapping[str, Task],
    pairs: Mapping[str, Task],
) -> list[Task]:
    """The office's own subtasks under their task's new number, doubtful where its text changed."""
    found = []
    for task in refined:
        parent = moved.get(str(task.no), str(task.no))
        now, before = by_key.get(parent), pairs.get(parent)
        doubt = None
        if now and before and squeeze(now.text) != squeeze(before.text):
            doubt = Doubt("主任务的文字已改，请核对子项")
        if now and now.excluded:
            doubt = Doubt("主任务在更正后的通知中没有，请核对子项")
        number = int(parent.partition("-")[0])
        renumbered = replace(task, no=number, doubt=joined((task.doubt, doubt)))
        moved[task.key] = renumbered.key
        found.append(renumbered)
    return found


def _indicators(
    old: TaskMap,
    new: Imported,
    tasks: Sequence[Task],
    moved: Mapping[str, str],
    pairs: Mapping[str, Task],
) -> tuple[tuple[Indicator, ...], list[Remark]]:
    """The office's indicators under their task's new number, and those of new and changed texts."""
    kept = [replace(one, task=moved.get(one.task, one.task)) for one in old.indicators]
    remarks: list[Remark] = []
    by_task: dict[str, list[Indicator]] = {}
    for one in kept:
        by_task.setdefault(one.task, []).append(one)
    found: list[Indicator] = []
    for task in sorted(tasks, key=lambda t: (t.no, t.subtask)):
        own = by_task.pop(task.key, [])
        before = pairs.get(task.key)
        offered = [one for one in new.indicators if one.task == task.key]
        if before is None and not task.excluded:
            found += own or offered
        elif before and squeeze(before.text) != squeeze(task.text):
            changed, said = _changed_targets(task, own, offered)
            found += changed
            remarks += said
        else:
            found += own
    for left in by_task.values():
        found += left
    return tuple(found), remarks


def _changed_targets(
    task: Task, own: list[Indicator], offered: list[Indicator]
) -> tuple[list[Indicator], list[Remark]]:
    """Indicators of a task whose text changed: none is lost, those without a basis are doubtful."""
    text = squeeze(task.text)
    why = Doubt("任务文字已改，原文依据不再出现")
    kept = [
        one if squeeze(one.words) in text else replace(one, doubt=joined((one.doubt, why)))
        for one in own
    ]
    known = {(one.target, one.measure) for one in kept}
    seq = max((one.seq for one in kept), default=0)
    fresh = [one for one in offered if (one.target, one.measure) not in known]
    added = [replace(one, seq=seq + n) for n, one in enumerate(fresh, 1)]
    lost = [one.name for one in kept if one.doubt and why.reason in one.doubt.reason]
    if not added and not lost:
        return kept, []
    said = []
    if added:
        said.append(
            f"新增指标：{name_list([f'{one.name}{one.target}{one.measure}' for one in added])}"
        )
    if lost:
        said.append(f"依据已改的指标：{name_list(lost)}")
    remark = _remark("指标变动", task, "；".join(said) + "。", "请在“指标”表核对。")
    return [*kept, *added], [remark]


def _units(old: TaskMap, new: Imported) -> tuple[tuple[Unit, ...], list[Remark]]:
    """The office's register with the units it does not know yet, each with its nearest names."""
    units = list(old.units)
    codes = [int(u.code[1:]) for u in units if u.code[:1] == "U" and u.code[1:].isdigit()]
    remarks = []
    for unit in new.units:
        if any(old.unit_named(name) for name in unit.names()):
            continue
        number = max(codes, default=0) + 1
        codes.append(number)
        order = max((u.order for u in units), default=0) + 1
        units.append(replace(unit, code=f"U{number:03d}", order=order))
        near = nearest(unit.name, old.units)
        hint = f"名称相近的有：{name_list(near)}。" if near else ""
        remarks.append(
            Remark(
                "新增单位",
                f"“{unit.name}”不在“单位”表，已登记为U{number:03d}。{hint}",
                "如属已有单位的另一名称，请填入该单位的别名并删除新增行。",
            )
        )
    return tuple(units), remarks


def nearest(name: str, units: Sequence[Unit], limit: int = 3) -> list[str]:
    """The registered names most like ``name``: a hint for a person, never a decision."""
    from rapidfuzz import fuzz, process

    names = [unit.name for unit in units]
    hits = process.extract(name, names, scorer=fuzz.ratio, limit=limit, score_cutoff=50)
    return [hit[0] for hit in hits]


def _groups(old: TaskMap, new: Imported) -> tuple[Group, ...]:
    return (*old.groups, *(group for group in new.groups if not old.group_named(group.name)))


def _remark(topic: str, task: Task, message: str, advice: str) -> Remark:
    return Remark(topic, message, advice, task.key, task.source.cell)
