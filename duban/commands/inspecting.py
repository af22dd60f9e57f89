"""issue --form inspection: a workbook for a team, of tasks that are named or proposed by risk."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from duban.commands.compiling import ISSUED, compile_quietly
from duban.commands.issuing import publish_forms
from duban.commands.mailing import Mail, Sending, deliver
from duban.commands.session import Session, find_period, sound_taskmap
from duban.compilation import Compilation
from duban.forms.fields import INSPECTION
from duban.forms.rows import FormRow, expected_rows
from duban.forms.write import FormJob, Values, write
from duban.mail.drafts import usable
from duban.mail.messages import to_team
from duban.model import Light, Period, Role, Unit
from duban.register import TaskMap
from duban.text import safe_name
from duban.workspace import Stop

TEAM = "核查组"
_NEVER = "本年未核查过"
_RISKS = {
    "stalled": (30, "连续没有变化"),
    "vague_text": (20, "进展情况空泛"),
    "text_number_conflict": (20, "文字与数值不符"),
    "progress_fell": (15, "累计值减少"),
    "measure_mismatch": (15, "计量单位可疑"),
}
"""Finding code → how much it speaks for an inspection, and in which words."""
_LIGHTS = {Light.RED: 60, Light.YELLOW: 25}


class Visit(Struct, frozen=True):
    """How the team goes about it; what is known beforehand stands in every row."""

    team: str = TEAM
    kind: str = ""
    on: str = ""
    place: str = ""
    means: str = ""
    by: str = ""
    to: str = ""
    """The team's mailbox; '' where it fetches its form itself."""


class Chosen(Struct, frozen=True):
    """A task to be inspected, and why."""

    task: str
    why: str


def issue_inspection(
    session: Session,
    name: str,
    tasks: Sequence[str],
    count: int,
    visit: Visit,
    sending: Sending | None = None,
) -> list[str]:
    """Writes the team's form for ``tasks``, or for the ``count`` of most risk; lines to print.

    Where the team has a mailbox it is mailed, or a draft written where nothing is sent.
    """
    if visit.to and not usable([visit.to])[0]:
        raise Stop(f"核查组邮箱“{visit.to}”写法不对。", "请改正 --to 后重新运行。", 2)
    with session.workspace.lock("下发核查表"):
        taskmap, _ = sound_taskmap(session, name)
        period = find_period(taskmap, name)
        known = session.workspace.inbox(name).is_dir()
        if not known and not tasks:
            raise Stop(
                f"inbox/{name}/ 还没有收件，不能按风险提出核查任务。",
                "请用 --tasks 写明任务序号，如 --tasks 3,22。",
            )
        compilation = compile_quietly(session, name) if known else None
        chosen = _named(taskmap, tasks) if tasks else proposed(compilation, count)
        if not chosen:
            raise Stop("没有需要核查的任务。", "请用 --tasks 写明任务序号，如 --tasks 3,22。")
        rows = tuple(row for one in chosen for row in _rows(taskmap, one.task))
        whys = {one.task: one.why for one in chosen}
        given = {
            row.id: _given(taskmap, compilation, row, whys[row.task.key], visit) for row in rows
        }
        team = Unit("", visit.team, emails=(visit.to,) if visit.to else ())
        job = FormJob(INSPECTION, team, period, taskmap.settings, rows, {}, given=given)
        made = write(job, session.workspace.key(), period.deadline)
        file = _file(visit, period)
        publish_forms(session, name, {file: made}, ())
        if visit.to:
            mail = Mail(team, to_team(taskmap.settings, period, team, (file, made)))
            work = f"下发{INSPECTION.kind.label}-{safe_name(visit.team, 40)}"
            deliver(session, name, work, [mail], sending)
    lines = [f"第{one.task}项：{one.why}" for one in chosen]
    if sending and not visit.to:
        lines.append("没有写明核查组邮箱（--to），核查表由核查组领取，没有寄送。")
    return [*lines, f"已生成核查表（{len(chosen)}项任务），在 output/{name}/{ISSUED}/{file}。"]


def _file(visit: Visit, period: Period) -> str:
    return f"{safe_name(visit.team, 40)}-{period.title}{INSPECTION.kind.label}.xlsx"


def _named(taskmap: TaskMap, tasks: Sequence[str]) -> list[Chosen]:
    known = {task.key for task in taskmap.judged_tasks}
    unknown = [task for task in tasks if task not in known]
    if unknown:
        raise Stop(
            f"任务图中没有任务 {'、'.join(unknown)}。", "请改正任务序号；有子项的写作 22-1。", 2
        )
    return [Chosen(task, "办公室指定") for task in dict.fromkeys(tasks)]


def proposed(compilation: Compilation | None, count: int) -> list[Chosen]:
    """The tasks of most risk with their reasons: red, stalled, vague, never inspected."""
    if compilation is None:
        return []
    visited = {found.task for found in compilation.taskmap.inspections}
    found: list[tuple[int, int, Chosen]] = []
    for place, standing in enumerate(compilation.standings):
        key = standing.task.key
        codes = {f.code for f in compilation.findings if f.task == key}
        risks = [_RISKS[code] for code in _RISKS if code in codes]
        weight = sum(number for number, _ in risks) + _LIGHTS.get(standing.light, 0)
        reasons = [standing.light.label] if standing.light in _LIGHTS else []
        reasons += [words for _, words in risks]
        if key not in visited:
            weight += 10
            reasons.append(_NEVER)
        if reasons and not standing.task.excluded:
            found.append((-weight, place, Chosen(key, "、".join(reasons))))
    return [chosen for _, _, chosen in sorted(found, key=lambda item: item[:2])[:count]]


def _rows(taskmap: TaskMap, key: str) -> list[FormRow]:
    """The leads' rows of one task."""
    units = [a.unit for a in taskmap.assignments if a.task == key and a.role is Role.LEAD]
    rows = (row for unit in units for row in expected_rows(taskmap, unit))
    return [row for row in rows if row.task.key == key and row.assignment.role is Role.LEAD]


def _given(
    taskmap: TaskMap, compilation: Compilation | None, row: FormRow, why: str, visit: Visit
) -> Values:
    values: Values = {
        "unit": taskmap.unit(row.assignment.unit).name,
        "why": why,
        "kind": visit.kind,
        "on": visit.on,
        "place": visit.place,
        "means": visit.means,
        "by": visit.by,
    }
    rows = compilation.merged.rows() if compilation else iter(())
    said = next((r for r in rows if r.row_id == row.id and r.answered), None)
    if said is not None:
        values["said"] = said.progress
        values["reported"] = None if said.reported is None else float(said.reported)
    return values
