"""What the page shows, as plain data: every figure from the statistics, every text unescaped."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from duban.compilation import Compilation
from duban.emit.words import gap_words, share_words, target_words, task_words
from duban.escalation import Step, gravest
from duban.figures import plain
from duban.gongwen.document import chinese_date
from duban.merge import Reporting, source
from duban.model import CHINA, Light, Role, UnitStatus, Word
from duban.rules import Level
from duban.standing import Standing, Value
from duban.statistics import Share

_TITLE = 36
_UNIT_COLOURS = {
    UnitStatus.LATE: "yellow",
    UnitStatus.MISSING: "red",
    UnitStatus.EMPTY: "red",
    UnitStatus.ON_TIME: "green",
}


def content(compilation: Compilation) -> dict[str, Any]:
    """The page's data: title, counts, units[], tasks[] with history, values, answers, findings."""
    settings, period, statistics = (
        compilation.settings,
        compilation.period,
        compilation.statistics,
    )
    as_of = compilation.as_of.astimezone(CHINA)
    months = (*compilation.earlier, compilation)
    levels = gravest(compilation.steps, lambda step: step.unit)
    return {
        "title": f"{settings.place}{period.year}年{settings.subject}进展看板",
        "subtitle": f"{period.title}　数据截至{chinese_date(period.cutoff)}　"
        f"编制时点{as_of:%Y-%m-%d %H:%M}",
        "remark": settings.remark,
        "foot": f"占比以{statistics.tasks}项任务、{statistics.units}个应报单位为基数。"
        f"报送截止{period.deadline:%Y-%m-%d %H:%M}，{period.basis}。",
        "classes": _counts(statistics.labels),
        "lights": _counts(_worded(statistics.lights)),
        "statuses": _counts(_worded(statistics.statuses)),
        "periods": [f"{month.period.month}月" for month in months],
        "units": [
            _unit(compilation, row, levels.get(row.unit.name)) for row in compilation.reporting
        ],
        "tasks": _tasks(compilation, months),
    }


def _worded(shares: Mapping[Any, Share]) -> dict[str, Share]:
    return {kind.label: share for kind, share in shares.items()}


def _counts(shares: Mapping[str, Share]) -> list[dict[str, Any]]:
    return [
        {"label": label, "count": share.count, "percent": str(share.percent)}
        for label, share in shares.items()
    ]


def _unit(compilation: Compilation, row: Reporting, level: Level | None) -> dict[str, Any]:
    count = compilation.statistics.of(row.unit.name)
    received = row.received_at.astimezone(CHINA) if row.received_at else None
    score = compilation.scores.of(row.unit.name)
    return {
        "unit": row.unit.name,
        "status": row.status.label,
        "colour": _UNIT_COLOURS.get(row.status, ""),
        "received": f"{received:%m-%d %H:%M}" if received else "—",
        "version": row.version or "—",
        "leads": count.leads,
        "cos": count.cos,
        "findings": count.findings,
        "level": level.label if level else "—",
        "score": plain(score.total) if score else "—",
        "place": score.place if score else "—",
    }


def _tasks(compilation: Compilation, months: tuple[Compilation, ...]) -> list[dict[str, Any]]:
    answers: dict[str, list[dict[str, str]]] = {}
    units: dict[str, list[str]] = {}
    for row in compilation.merged.rows():
        units.setdefault(row.task, []).append(row.unit_name)
        if row.answered and row.progress:
            words = f"{row.unit_name}（{Role(row.role).label}）：{row.progress}"
            answers.setdefault(row.task, []).append(
                {"words": words, "source": str(source(row, "progress"))}
            )
    for task, said in compilation.co_words.items():
        silent = [{"words": word.words, "source": ""} for word in said if word.silent]
        if silent:
            answers.setdefault(task, []).extend(silent)
    findings: dict[str, list[dict[str, str]]] = {}
    for finding in compilation.findings:
        words = f"[{finding.severity.label}] {finding.unit}：{finding.message}"
        findings.setdefault(finding.task, []).append(
            {"words": words, "source": str(finding.source)}
        )
    history = [{s.task.key: s for s in month.standings} for month in months]
    steps: dict[str, list[dict[str, str]]] = {}
    for step in compilation.steps:
        steps.setdefault(step.task, []).append(_step(step))
    return [
        {
            **_task(standing),
            "units": list(dict.fromkeys((*standing.leads, *units.get(standing.task.key, [])))),
            "answers": answers.get(standing.task.key, []),
            "findings": findings.get(standing.task.key, []),
            "steps": steps.get(standing.task.key, []),
            "history": [_past(month.get(standing.task.key)) for month in history],
        }
        for standing in compilation.standings
    ]


def _task(standing: Standing) -> dict[str, Any]:
    task = standing.task
    return {
        "no": task.key,
        "title": task_words(task, _TITLE),
        "text": task.text,
        "leads": list(standing.leads),
        "cos": list(standing.cos),
        "leader": task.leader,
        "class": standing.label,
        "light": standing.light.label,
        "colour": str(standing.light),
        "why": standing.why,
        "progress": "—" if standing.progress is None else f"{share_words(standing.progress)}%",
        "gap": gap_words(standing.gap),
        "values": [_value(value) for value in standing.values],
    }


def _value(value: Value) -> dict[str, str]:
    indicator = value.indicator
    reported = "未报" if value.reported is None else f"{plain(value.reported)}{indicator.measure}"
    words = f"{indicator.name}：目标{target_words(indicator)}，自报{reported}"
    for name, decided in (("核定", value.ruled), ("核实", value.verified)):
        if decided is not None:
            words += f"，{name}{plain(decided)}{indicator.measure}"
    return {"words": words, "source": str(value.source)}


def _step(step: Step) -> dict[str, str]:
    state = f"{step.closed}期解除，{step.outcome}" if step.closed else "未解除"
    words = f"{step.level.label}（{step.unit}，自{step.since}期，{state}）：{step.trigger}"
    return {"words": words, "source": str(step.evidence[-1].source) if step.evidence else ""}


def _past(standing: Standing | None) -> dict[str, Any] | None:
    if standing is None:
        return None
    light: Word = standing.light
    return {
        "word": light.label if light is not Light.NONE else standing.label,
        "class": standing.label,
        "why": standing.why,
        "colour": str(light),
        "progress": None if standing.progress is None else float(share_words(standing.progress)),
        "pace": None if standing.pace is None else float(share_words(standing.pace)),
    }
