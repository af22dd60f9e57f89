"""From rows to tasks: names read, roles settled by column or stated rule, numbers given."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from duban.model import Doubt, Role, Source, Task
from duban.notice import names, numbering
from duban.notice.names import Name, joined
from duban.notice.register import canonical
from duban.notice.rows import Remark, Row
from duban.notice.rules import LeadRules
from duban.notice.words import Column
from duban.text import name_list, shorten


class Resolved(Struct, frozen=True):
    """Tasks in order, every name's printed name, the stated rules that decided, and remarks."""

    tasks: tuple[Task, ...]
    merged: dict[str, str]
    rules: tuple[str, ...]
    remarks: tuple[Remark, ...]


class _Parties(Struct, frozen=True):
    leads: tuple[str, ...]
    cos: tuple[str, ...]
    doubt: Doubt | None = None


def resolve(rows: Sequence[Row], rules: LeadRules) -> Resolved:
    """The tasks of ``rows``. Nothing is decided that the notice does not say."""
    rows, part_doubts = numbering.with_parts(rows)
    known = names.vocabulary(cell.text for row in rows for cell in row.cells)
    paired = _paired(rows)
    bare = names.without_levels(row.cells[0].text for row in rows if row.cells)
    parties = [_parties(row, rules, known, paired, None if bare else "") for row in rows]
    seen = dict.fromkeys(name for p in parties for name in (*p.leads, *p.cos))
    merged, remarks = canonical(list(seen))
    numbers, number_doubts, number_remarks = numbering.assign(rows)
    tasks: list[Task] = []
    for index, (row, party) in enumerate(zip(rows, parties, strict=True)):
        numbered = number_doubts.get(index) or part_doubts.get(index)
        doubt = joined((row.doubt, party.doubt, Doubt(numbered) if numbered else None))
        leads = tuple(dict.fromkeys(merged[name] for name in party.leads))
        cos = tuple(dict.fromkeys(merged[name] for name in party.cos if merged[name] not in leads))
        task = Task(
            numbers[index],
            row.text,
            leads,
            cos,
            subtask=row.part,
            title=row.title,
            leader=row.leader,
            due=row.due,
            doubt=doubt,
            source=Source(cell=_place(row, numbers[index])),
        )
        tasks.append(_unfinished(task) if index == len(rows) - 1 else task)
    tasks = _keys_apart(tasks)
    said = rules.statements() if any(_needs_rule(row) for row in rows) else ()
    return Resolved(tuple(tasks), merged, said, (*number_remarks, *remarks))


def _keys_apart(tasks: list[Task]) -> list[Task]:
    """Tasks with different keys: a key that stands twice gets the next free number, and a doubt."""
    used: set[str] = set()
    free = max((task.no for task in tasks), default=0) + 1
    found = []
    for task in tasks:
        if task.key in used:
            doubt = Doubt(f"编号{task.key}在原文中重复出现，暂编为{free}")
            task = replace(task, no=free, subtask=0, doubt=joined((task.doubt, doubt)))
            free += 1
        used.add(task.key)
        found.append(task)
    return found


def _place(row: Row, number: int) -> str:
    """Where the row stands, with its printed number where the task got another one."""
    if row.label and numbering.number_of(row.label) != number:
        chapter = f"“{shorten(row.chapter, 24)}”" if row.chapter else ""
        return f"{row.place}，原编号{chapter}{row.label}".strip("，")
    return row.place


def _unfinished(task: Task) -> Task:
    """The last row, doubtful when it looks cut off; what is missing is never made up."""
    if task.leads or task.cos:
        return task
    cut_off = Doubt("末行没有责任单位，原文可能被截断")
    return replace(task, doubt=joined((task.doubt, cut_off)))


def _needs_rule(row: Row) -> bool:
    """Whether the row names responsible units and no lead."""
    roles = {cell.role for cell in row.cells}
    return Column.RESPONSIBLE in roles and Column.LEAD not in roles


def _paired(rows: Sequence[Row]) -> bool:
    """Whether the notice pairs 责任单位 with 配合单位: then all of the former lead in every row."""
    roles = [{cell.role for cell in row.cells} for row in rows]
    return any(Column.CO in own for own in roles if Column.RESPONSIBLE in own) and not any(
        Column.LEAD in own for own in roles
    )


def _parties(
    row: Row, rules: LeadRules, known: frozenset[str], paired: bool, prefix: str | None
) -> _Parties:
    """Leads and co-organisers of one row; ``prefix`` as for ``names.read``."""
    by_column: dict[Column, list[Name]] = {}
    doubts: list[Doubt | None] = []
    for cell in row.cells:
        reading = names.read(cell.text, known, prefix)
        by_column.setdefault(cell.role, []).extend(reading.names)
        doubts.append(reading.doubt)
        if cell.text.rstrip().endswith("、"):
            doubts.append(Doubt("单位名单以顿号结尾，可能不全"))
        if prefix == "" and reading.names:
            prefix = names.prefix_of(reading.names[0].name)
    lead = by_column.get(Column.LEAD, [])
    responsible = by_column.get(Column.RESPONSIBLE, [])
    co = by_column.get(Column.CO, [])
    if responsible and not lead:
        leads, cos, doubt = _responsible(responsible, bool(co) or paired, rules)
        if row.leadless and not (doubt or rules.first_leads or rules.responsible_leads):
            doubt = Doubt("牵头单位栏空白，通知没有说明由谁牵头，暂将责任单位登记为牵头单位")
        doubts.append(doubt)
    else:
        leads, cos = lead, responsible
    marked = [name.name for name in (*leads, *cos, *co) if name.role is Role.LEAD]
    leading = [n.name for n in leads if n.role is not Role.CO] + marked
    helping = [n.name for n in (*leads, *cos, *co) if n.name not in leading]
    if not leading:
        what = f"只列了协办单位{name_list(helping)}" if helping else "没有列出责任单位"
        doubts.append(Doubt(f"没有牵头单位：{what}"))
    return _Parties(tuple(dict.fromkeys(leading)), tuple(dict.fromkeys(helping)), joined(doubts))


def _responsible(
    listed: list[Name], with_co: bool, rules: LeadRules
) -> tuple[list[Name], list[Name], Doubt | None]:
    """Who leads among 责任单位 without a lead named: one alone, else as the stated rule says."""
    if any(name.role for name in listed):
        leads = [name for name in listed if name.role is Role.LEAD]
        return leads, [name for name in listed if name not in leads], None
    if rules.first_leads:
        return listed[:1], listed[1:], None
    if len(listed) == 1 or with_co or rules.responsible_leads:
        return listed, [], None
    all_names = [name.name for name in listed]
    readings = (
        f"牵头：{name_list(all_names)}",
        f"牵头：{all_names[0]}；协办：{name_list(all_names[1:])}",
    )
    return listed, [], Doubt("通知没有说明多个责任单位中由谁牵头，暂全部登记为牵头单位", readings)
