"""The checks that run over a merged period, in the order in which their modules register them."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from duban.catalogue import flag, rule
from duban.intake.collect import Intake
from duban.merge import Merged, Reporting
from duban.model import Finding, Period
from duban.register import TaskMap


@dataclass(frozen=True, slots=True)
class Context:
    """What a check may look at."""

    taskmap: TaskMap
    period: Period
    as_of: datetime
    intake: Intake
    merged: Merged
    reporting: tuple[Reporting, ...]
    previous: Merged | None = None
    """The period before, where it has returns."""


Find = Callable[[Context], Iterable[Finding]]

_checks: dict[str, Find] = {}


def check(code: str) -> Callable[[Find], Find]:
    """Registers the function that finds ``code``; each code has one."""

    def register(find: Find) -> Find:
        if code in _checks:
            raise ValueError(f"two checks find {code}")
        _checks[rule(code).code] = find
        return find

    return register


def run(context: Context, log: Callable[[str], None]) -> list[Finding]:
    """What every check finds. One that crashes gives ``internal``; ``log`` gets its traceback."""
    found: list[Finding] = []
    for code, find in _checks.items():
        try:
            found += list(find(context))
        except Exception as error:
            log(f"检查 {code} 出错：\n{traceback.format_exc()}")
            found.append(_crashed(code, error))
    return found


def _crashed(code: str, error: Exception) -> Finding:
    return flag(
        "internal",
        f"检查 {code} 运行出错，本次没有结果；其他检查不受影响",
        "请把运行窗口中的出错信息告诉维护人员。",
        evidence=f"{type(error).__name__}: {error}",
    )
