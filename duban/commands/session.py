"""What every command is handed, and the ways into the workspace that several of them share."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from msgspec import Struct, field

from duban.calendar import Calendar
from duban.executor import Executor
from duban.model import Finding, Period, Severity
from duban.register import TaskMap, load, validate
from duban.register.load import UNPUBLISHED
from duban.store import Store
from duban.workbooks.book import Book
from duban.workbooks.read import read_book
from duban.workspace import Stop, Workspace, is_period, owner_files


class Session(Struct, frozen=True):
    """One run: the workspace, the moment it speaks for, and how work and words get out.

    ``say`` prints a line, ``log`` takes tracebacks, ``progress`` wraps an iterator of known length.
    """

    workspace: Workspace
    now: datetime
    executor: Executor
    say: Callable[[str], None]
    log: Callable[[str], None]
    progress: Callable[[Iterator[object], int, str], Iterator[object]]
    calendar: Calendar = Calendar()
    store: Store = field(default_factory=Store)

    def close(self) -> None:
        """Lets go of workers and store, for a program that runs on after this session."""
        self.executor.close()
        self.store.close()


def check_period(name: str) -> str:
    """``name`` if it is a period. Raises Stop."""
    if not is_period(name):
        raise Stop(f"期次“{name}”写法不对。", "请写成年-月，如 2023-03。", exit_code=2)
    return name


def newest_period(session: Session) -> str:
    """The newest period that has an inbox. Raises Stop when there is none."""
    periods = session.workspace.periods()
    if not periods:
        raise Stop(
            "inbox 文件夹里还没有任何期次。",
            "请建立 inbox/2023-03 这样的文件夹，放入各单位报来的文件后再运行。",
        )
    return periods[-1]


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
    name = workspace.relative(path)
    if owner_files(path):
        session.log(f"{name} 正被打开：以最近一次保存的内容为准，未保存的修改请先保存再运行。")
    return taskmap_in(session, read_file(path), year)


def taskmap_in(session: Session, data: bytes, year: int) -> tuple[TaskMap, list[Finding]]:
    """The task map that ``data`` is, spoken of as the year's, with its findings. Raises Stop."""
    name = session.workspace.relative(session.workspace.taskmap(year))
    book = read_book(data)
    if not isinstance(book, Book):
        raise Stop(f"任务图 {name} 无法读取：{book.reason}。", "请从备份恢复该文件。")
    sheets = {sheet.name: sheet.cells for sheet in book.sheets}
    taskmap, findings = load(sheets, name, year, session.calendar)
    return taskmap, [*findings, *validate(taskmap)]


def read_file(path: Path) -> bytes:
    """The file's bytes. Raises Stop."""
    with opened(path) as stream:
        return stream.read()


@contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """The file, to be read. Raises Stop."""
    try:
        with path.open("rb") as stream:
            yield stream
    except OSError:
        raise Stop(
            f"无法读取文件 {path.name}：不存在、正被其他程序占用，或没有读取权限。",
            "请检查路径，关闭打开它的程序后重新运行。",
        ) from None


def sound_taskmap(session: Session, period: str) -> tuple[TaskMap, list[Finding]]:
    """A task map fit to work on ``period`` with, and its warnings. Raises Stop at the first error.

    A deadline that cannot be reckoned yet stops the work on its own period only.
    """
    taskmap, findings = read_taskmap(session, int(period[:4]))
    errors = [
        finding
        for finding in findings
        if finding.severity is Severity.ERROR
        and (finding.code != UNPUBLISHED or finding.evidence == period)
    ]
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


def describe(findings: Sequence[Finding]) -> list[str]:
    """Findings as lines for the screen: place, what is wrong, what to do."""
    return [f"[{f.severity.label}] {f.source} {f.message} {f.advice}".strip() for f in findings]
