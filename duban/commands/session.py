"""What every command is handed, and the ways into the workspace that several of them share."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from duban.calendar import Calendar
from duban.executor import Executor
from duban.intake.book import Book
from duban.intake.read import read_book
from duban.model import Finding, Period, Severity
from duban.register import TaskMap, load, validate
from duban.workspace import Stop, Workspace, is_period

T = TypeVar("T")
Progress = Callable[[Iterator[T], int, str], Iterator[T]]


@dataclass(frozen=True, slots=True)
class Session:
    """One run: the workspace, the moment it speaks for, and how work and words get out.

    ``say`` prints a line, ``log`` takes tracebacks, ``progress`` wraps an iterator of known length.
    """

    workspace: Workspace
    now: datetime
    executor: Executor
    say: Callable[[str], None]
    log: Callable[[str], None]
    progress: Callable[[Iterator[object], int, str], Iterator[object]]
    calendar: Calendar = Calendar()  # noqa: RUF009 - an immutable value


def check_period(name: str) -> str:
    """``name`` if it is a period. Raises Stop."""
    if not is_period(name):
        raise Stop(f"期次“{name}”写法不对。", "请写成年-月，如 2023-03。", exit_code=2)
    return name


def read_taskmap(session: Session, year: int) -> tuple[TaskMap, list[Finding]]:
    """The year's task map and everything that is wrong with it. Raises Stop if there is none."""
    workspace = session.workspace
    path = workspace.taskmap(year)
    if not path.is_file():
        others = "、".join(str(known) for known in workspace.years())
        has = f"现有：{others}。" if others else ""
        raise Stop(
            f"没有找到{year}年的任务图 {workspace.relative(path)}。{has}",
            "请先用 import 导入通知，或把任务图放到 taskmap 文件夹。",
        )
    book = read_book(path.read_bytes())
    name = workspace.relative(path)
    if not isinstance(book, Book):
        raise Stop(f"任务图 {name} 无法读取：{book.reason}。", "请从备份恢复该文件。")
    sheets = {sheet.name: sheet.cells for sheet in book.sheets}
    taskmap, findings = load(sheets, name, year, session.calendar)
    return taskmap, [*findings, *validate(taskmap)]


def sound_taskmap(session: Session, year: int) -> tuple[TaskMap, list[Finding]]:
    """A task map fit to work with, and its warnings. Raises Stop at the first errors."""
    taskmap, findings = read_taskmap(session, year)
    errors = [finding for finding in findings if finding.severity is Severity.ERROR]
    if errors:
        first = errors[0]
        more = f"（另有{len(errors) - 1}处，用 check-taskmap 查看）" if len(errors) > 1 else ""
        raise Stop(f"任务图有错误，不能继续：{first.source} {first.message}{more}", first.advice)
    return taskmap, findings


def find_period(taskmap: TaskMap, name: str) -> Period:
    """The period's row. Raises Stop when the sheet 期次 does not have it."""
    period = taskmap.period(name)
    if period is None:
        known = "、".join(p.name for p in taskmap.periods) or "无"
        raise Stop(
            f"任务图的“期次”表中没有 {name}（现有：{known}）。",
            f"请在 taskmap/{taskmap.year}.xlsx 的“期次”表中增加一行，填写截至日期和报送截止。",
        )
    return period


def previous_period(taskmap: TaskMap, period: Period) -> Period | None:
    """The period before, of the same year."""
    earlier = [p for p in taskmap.periods if p.name < period.name]
    return max(earlier, key=lambda p: p.name, default=None)


def describe(findings: Sequence[Finding]) -> list[str]:
    """Findings as lines for the screen: place, what is wrong, what to do."""
    return [f"[{f.severity.label}] {f.source} {f.message} {f.advice}".strip() for f in findings]
