"""check-taskmap: what is wrong with the task map, each with sheet and cell."""

from __future__ import annotations

from duban.commands.session import Session, describe, read_taskmap
from duban.model import Severity
from duban.workspace import Stop


def check_taskmap(session: Session, year: int | None) -> tuple[list[str], bool]:
    """Lines for the screen, and whether the task map is fit to compile. Raises Stop if none."""
    years = session.workspace.years()
    if year is None and not years:
        raise Stop(
            "taskmap 文件夹里没有任务图。", "请先用 import 导入通知，生成 taskmap/年度.xlsx。"
        )
    taskmap, findings = read_taskmap(session, years[-1] if year is None else year)
    errors = sum(finding.severity is Severity.ERROR for finding in findings)
    size = (
        f"任务{len(taskmap.tasks)}项，单位{len(taskmap.units)}个，"
        f"指标{len(taskmap.indicators)}个，期次{len(taskmap.periods)}个。"
    )
    verdict = f"错误{errors}处，提示{len(findings) - errors}处。" if findings else "没有发现问题。"
    return [*describe(findings), size, verdict], not errors
