"""compile: a period's inbox becomes output/<period>/ in one step."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from duban.commands.appealing import appeals
from duban.commands.correcting import corrections
from duban.commands.gathering import gather, reminders
from duban.commands.session import Session, find_period, sound_taskmap
from duban.compilation import Compilation, compile_period
from duban.emit.outputs import emit
from duban.emit.papers import RED_HEAD, Stationery, style_of
from duban.gongwen import wording
from duban.gongwen.problem import Problem
from duban.model import Finding, Period, Severity, UnitStatus
from duban.register import TaskMap
from duban.workspace import Stop

if TYPE_CHECKING:
    from duban.difference import Difference

ISSUED = "下发"
"""Folder of issued forms inside output/<period>/; a compile carries it over."""
MAILS = "邮件"
"""Folder of mail drafts there, carried over too."""
PACK = "会议材料"
"""Folder of the meeting pack there, carried over too."""
KEPT = (ISSUED, MAILS, PACK)


class Compiled(Struct, frozen=True):
    """What a compile did: whether anything in the outputs changed, and notes on the printing."""

    compilation: Compilation
    changed: bool
    notes: tuple[str, ...] = ()
    news: tuple[str, ...] = ()
    """Notes on what this compile did to the outputs that stood before."""

    def without_news(self) -> list[str]:
        """The summary of a compile that finds everything as this one left it."""
        return summary(replace(self, changed=False, news=()))

    @property
    def has_errors(self) -> bool:
        """Whether there are findings of severity ERROR."""
        return self.compilation.statistics.findings[Severity.ERROR] > 0


def compile_month(session: Session, name: str, pdf: bool = False) -> Compiled:
    """Compiles period ``name``, with ``pdf`` a PDF beside each Word file.

    Raises Stop when it cannot be compiled, with the reason and the cell.
    """
    workspace = session.workspace
    with workspace.lock("编译"):
        taskmap, doubts = sound_taskmap(session, name)
        period = find_period(taskmap, name)
        if not workspace.inbox(name).is_dir():
            raise Stop(
                f"没有找到收件文件夹 inbox/{name}/。",
                f"请建立该文件夹并放入各单位报来的文件，或用 fetch {name} 收取邮件。",
            )
        compilation = _compiled(session, taskmap, doubts, period, register=True)
        due = answer_day(session, compilation)
        since = since_issue(session, compilation)
        files, wrong = emit(compilation, stationery(session, name), due, since, session.store)
        stop_at_error(wrong)
        notes = tuple(dict.fromkeys(f"校对：{problem}" for problem in wrong))
        if since:
            from duban.emit.correction import FILE as CORRECTION

            notes = (f"通报印发后有关内容发生变动，拟出{CORRECTION}，请核定是否印发。", *notes)
        marked, left = corrections(session, compilation)
        files |= marked
        notes += left
        files |= appeals(session, compilation, due)
        if pdf:
            from duban.commands.printing import with_pdf

            made, printing = with_pdf(files, style_of(compilation.settings))
            files |= made
            notes += printing
        published = workspace.publish(name, files, keep=KEPT)
    return Compiled(compilation, published.changed, notes, published.notes())


def earlier_periods(session: Session, taskmap: TaskMap, period: Period) -> tuple[Compilation, ...]:
    """The year's periods before ``period`` that have an inbox, compiled for the same moment."""
    found: list[Compilation] = []
    for before in sorted(taskmap.periods, key=lambda p: p.name):
        if before.name >= period.name or not session.workspace.inbox(before.name).is_dir():
            continue
        intake, _ = gather(session, taskmap, before, register=False)
        known, asked = tuple(found), reminders(session, before)
        made = compile_period(taskmap, before, intake, session.now, (), session.log, known, asked)
        found.append(made)
    return tuple(found)


def compile_quietly(session: Session, name: str, *, register: bool = False) -> Compilation:
    """The period's compilation, with no output written: what explaining and reviewing read.

    With ``register`` new files are entered in the journal, as ``gather`` does.
    """
    taskmap, doubts = sound_taskmap(session, name)
    return _compiled(session, taskmap, doubts, find_period(taskmap, name), register=register)


def compile_taskmap(session: Session, taskmap: TaskMap, period: Period) -> Compilation:
    """The period compiled with a task map that is already at hand; nothing is written."""
    return _compiled(session, taskmap, (), period, register=False)


def difference_since(session: Session, now: Compilation, moment: datetime) -> Difference:
    """What ``now`` says differently from a compile of its period for the earlier ``moment``."""
    from duban.difference import as_decided, difference

    taskmap = as_decided(now.taskmap, moment)
    then = replace(session, now=moment)
    return difference(compile_taskmap(then, taskmap, now.period), now)


def since_issue(session: Session, compilation: Compilation) -> Difference | None:
    """What became different after the period's circular was issued; None where nothing can."""
    issued = compilation.period.issued
    if issued is None or issued >= session.now:
        return None
    return difference_since(session, compilation, issued)


def _compiled(
    session: Session,
    taskmap: TaskMap,
    doubts: Sequence[Finding],
    period: Period,
    *,
    register: bool,
) -> Compilation:
    intake, problems = gather(session, taskmap, period, register=register)
    return compile_period(
        taskmap,
        period,
        intake,
        session.now,
        (*doubts, *problems),
        session.log,
        earlier_periods(session, taskmap, period),
        reminders(session, period),
    )


def answer_day(session: Session, compilation: Compilation) -> date:
    """The working day by which letters of this compile ask for an answer.

    Where the year's holidays are unpublished weekends alone are left out: the day is only asked
    for, and the letter is read by a person before it is sent.
    """
    calendar = replace(session.calendar, assume_weekends=True)
    day = calendar.working_day_after(session.now.date(), compilation.settings.answer_days)
    assert day is not None
    return day


def stationery(session: Session, name: str) -> Stationery:
    """The office's templates; those in templates/<period>/ hold for that period only."""
    folder = session.workspace.templates()
    if not folder.is_dir():
        raise Stop(
            "没有找到模板文件夹 templates/。", "请从程序所在的文件夹复制一份到工作区后重新运行。"
        )
    wordings, faults = wording.load([folder, folder / name])
    stop_at_error(faults)
    red_head = folder / RED_HEAD
    base = red_head.read_bytes() if red_head.is_file() else None
    if base is not None:
        from duban.gongwen.base import base_problem

        if problem := base_problem(base):
            raise Stop(f"templates/{RED_HEAD} 不能用：{problem}。", "请换一个，或移走后重新编制。")
    return Stationery(wordings, base)


def stop_at_error(problems: Sequence[Problem]) -> None:
    """Raises Stop at the first of ``problems`` that keeps a document from being written."""
    first = next((problem for problem in problems if problem.severity is Severity.ERROR), None)
    if first is not None:
        raise Stop(f"模板有错误：{first.place} {first.message}。", f"{first.advice}。")


def summary(compiled: Compiled) -> list[str]:
    """The compile in a few lines, for the screen."""
    compilation = compiled.compilation
    statistics, period = compilation.statistics, compilation.period
    classes = "，".join(
        f"{label}{share.count}" for label, share in statistics.labels.items() if share.count
    )
    statuses = "，".join(
        f"{kind.label}{share.count}" for kind, share in statistics.statuses.items() if share.count
    )
    findings = "，".join(f"{kind.label}{n}" for kind, n in statistics.findings.items())
    lines = [
        f"{period.title}：任务{statistics.tasks}项（{classes}）。",
        f"应报单位{statistics.units}个（{statuses}）。" if statuses else "没有需要报送的单位。",
        f"问题：{findings}；未采用文件{len(compilation.rejected)}个。",
    ]
    if not compilation.submissions and not compilation.rejected:
        lines.append(f"inbox/{period.name}/ 里还没有任何报表，各单位均按未收到计。")
    if compilation.doubts:
        lines.append(f"任务图另有{len(compilation.doubts)}处提示，用 check-taskmap 查看。")
    if statistics.statuses[UnitStatus.PENDING].count:
        lines.append(f"尚未到报送截止（{period.deadline:%Y-%m-%d %H:%M}），未收到的按待报送计。")
    state = "已更新" if compiled.changed else "内容没有变化"
    lines.append(f"成果在 output/{period.name}/（{state}）。")
    return [*lines, *compiled.notes, *compiled.news]
