"""explain: the way from a printed figure to the cells that it was counted from."""

from __future__ import annotations

import json
from difflib import get_close_matches

from duban.commands.compiling import compile_quietly
from duban.commands.session import Session
from duban.trace import explain, figures
from duban.workspace import Stop


def explain_figure(session: Session, name: str, target: str, as_json: bool) -> list[str]:
    """Lines (or one JSON text) on a task, a unit or a figure of period ``name``. Raises Stop."""
    compilation = compile_quietly(session, name)
    trace = explain(compilation, target)
    if trace is None:
        units = [row.unit.name for row in compilation.reporting]
        near = "、".join(
            get_close_matches(target, [*units, *figures(compilation)], n=3, cutoff=0.4)
        )
        hint = f"是否为：{near}？" if near else ""
        raise Stop(
            f"“{target}”不是本期的任务序号、单位或统计名称。{hint}",
            f"统计名称有：{'、'.join(figures(compilation))}。",
            exit_code=2,
        )
    if as_json:
        return [json.dumps(trace.tree(), ensure_ascii=False, sort_keys=True, indent=1)]
    return list(trace.lines())
