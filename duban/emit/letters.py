"""函单/: letters to single units, numbered, each with what it rests on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from duban.calendar import at_hour
from duban.compilation import Compilation
from duban.emit.papers import Paper
from duban.emit.words import remark
from duban.merge import Reporting
from duban.model import UnitStatus
from duban.text import safe_name

FOLDER = "函单"
REMINDER = "催报通知.j2"
"""The template of what goes to a unit without a form."""


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter: its step (the template's name), whom it goes to, what it rests on."""

    step: str
    row: Reporting
    items: tuple[str, ...] = ()
    state: str = ""


def letters(compilation: Compilation, due: date) -> dict[str, Paper]:
    """File name → paper of every letter of the period; ``due`` is the day to answer by."""
    papers: dict[str, Paper] = {}
    for number, letter in enumerate(_letters(compilation), start=1):
        name = safe_name(f"{number:02d}-{letter.step}-{letter.row.unit.name}")
        values = _values(compilation, letter, number, due)
        papers[f"{FOLDER}/{name}.docx"] = Paper(f"{letter.step}.j2", values)
    return papers


def _letters(compilation: Compilation) -> Iterator[Letter]:
    for row in compilation.reporting:
        if row.status is UnitStatus.MISSING:
            yield Letter("催报通知", row, state="尚未收到你单位的填报表")
        elif row.status is UnitStatus.EMPTY:
            yield Letter("催报通知", row, state="你单位报来的填报表没有填写任何内容")
    for row in compilation.reporting:
        if row.status is UnitStatus.LATE:
            messages = _messages(compilation, row.unit.name, ("late",))
            yield Letter("提醒单", row, tuple(messages))


def _messages(compilation: Compilation, unit: str, codes: Sequence[str]) -> list[str]:
    return [f.message for f in compilation.findings if f.unit == unit and f.code in codes]


def _values(compilation: Compilation, letter: Letter, number: int, due: date) -> dict[str, object]:
    """What a letter's template may print, by the Chinese names that README.zh-CN.md lists."""
    settings, period = compilation.settings, compilation.period
    count = compilation.statistics.of(letter.row.unit.name)
    code = settings.code
    return {
        "地区": settings.place,
        "督查机构": settings.office,
        "任务名称": settings.subject,
        "附注": remark(settings, period),
        "联系电话": settings.telephone or "见通知",
        "回收邮箱": settings.mailbox or "通知所列邮箱",
        "文号": f"{code}〔{period.year}〕{period.month * 100 + number}号" if code else "",
        "期次": period.title,
        "年": period.year,
        "月": period.month,
        "截至": period.cutoff,
        "报送截止": period.deadline,
        "时点": compilation.as_of,
        "限期": at_hour(due, settings.deadline_hour),
        "单位": letter.row.unit.name,
        "情况": letter.state,
        "事项": [{"内容": item} for item in letter.items],
        "牵头数": count.leads,
        "协办数": count.cos,
    }
