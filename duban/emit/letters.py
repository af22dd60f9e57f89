"""函单/: letters to single units, one for each step of the ladder, numbered, with the evidence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from msgspec import Struct

from duban.calendar import at_hour
from duban.catalogue import CODES, rule
from duban.compilation import Compilation
from duban.emit.papers import Paper
from duban.emit.words import remark, task_words
from duban.escalation import Event, Step, in_force
from duban.figures import plain
from duban.gongwen.typography import impossible_dates, typeset, unpaired
from duban.merge import Reporting
from duban.model import FormKind, Indicator, Inspection, Light, Task, UnitStatus
from duban.rules import LETTERS, Level, Often, codes_of
from duban.text import safe_name, shorten

FOLDER = "函单"
BATCH = "全部函单.docx"
"""All letters in one file, for printing at once."""
PRESSING = "催报通知"
FEEDBACK = "核查反馈"
REMINDER = f"{PRESSING}.j2"
"""The template of what goes to a unit without a form."""

_STATES = {
    UnitStatus.MISSING: "尚未收到你单位的{}",
    UnitStatus.EMPTY: "你单位报来的{}没有填写任何内容",
}
_TITLE = 30
"""Characters of a task's title."""
_EVENTS_SHOWN = 6
"""The newest events that a letter recites of one step."""


class Letter(Struct, frozen=True):
    """One letter: its template without '.j2', whom it goes to, what it rests on."""

    template: str
    unit: str
    items: tuple[str, ...] = ()
    state: str = ""
    light: str = ""


def letters(compilation: Compilation, due: date) -> dict[str, Paper]:
    """File name → paper of every letter of the period; ``due`` is the day to answer by.

    Every unit without a form is pressed for it; then one letter for each unit and level (and
    light) with cause given in this period, from the mildest level up.
    """
    papers: dict[str, Paper] = {}
    for number, letter in enumerate(_letters(compilation), start=1):
        name = safe_name(f"{number:02d}-{letter.light}{letter.template}-{letter.unit}")
        values = _values(compilation, letter, number, due)
        papers[f"{FOLDER}/{name}.docx"] = Paper(f"{letter.template}.j2", values)
    return papers


def steps_to_tell(compilation: Compilation) -> tuple[Step, ...]:
    """The steps in force for which this period gave cause, the mildest first."""
    fresh = [step for step in in_force(compilation.steps) if step.fresh]
    return tuple(sorted(fresh, key=lambda step: step.level.rank))


def _letters(compilation: Compilation) -> Iterator[Letter]:
    pressed = {
        row.unit.name: _STATES[row.status].format(form_words(compilation, row))
        for row in compilation.reporting
        if row.status in _STATES
    }
    for unit, state in pressed.items():
        yield Letter(PRESSING, unit, state=state)
    for unit, told_of in inspected(compilation).items():
        yield Letter(FEEDBACK, unit, tuple(_verdict(compilation, found) for found in told_of))
    grouped: dict[tuple[int, str, str, str], list[Step]] = {}
    for step in steps_to_tell(compilation):
        template = step.rule.letter_name if step.rule else LETTERS[step.level]
        key = (step.level.rank, template, step.unit, _light(step))
        grouped.setdefault(key, []).append(step)
    for (_, template, unit, light), steps in grouped.items():
        if template == PRESSING and unit in pressed:
            continue
        items = tuple(told(compilation, step) for step in steps)
        yield Letter(template, unit, items, state="；".join(items), light=light)


def inspected(compilation: Compilation) -> dict[str, list[Inspection]]:
    """Unit's name → what inspectors found of it in this period, in the units' order."""
    taskmap = compilation.taskmap
    found: dict[str, list[Inspection]] = {}
    for unit in taskmap.units:
        mine = [
            inspection
            for inspection in taskmap.inspections
            if inspection.period == compilation.period.name
            and taskmap.code_of(inspection.unit) == unit.code
        ]
        if mine:
            found[unit.name] = mine
    return found


def _verdict(compilation: Compilation, found: Inspection) -> str:
    """'第3项“招商引资…”：核实值10亿元，自报值18亿元，3月20日暗访，不属实' without its full stop."""
    taskmap = compilation.taskmap
    task = taskmap.task(found.task)
    title = _quoted(task) if task else ""
    known = taskmap.indicators_of(found.task)
    indicator = next((i for i in known if found.indicator in (i.seq, 0)), None)
    words = []
    if indicator and found.verified is not None:
        name = f"“{indicator.name}”" if len(known) > 1 else ""
        words.append(f"{name}核实值为{plain(found.verified)}{indicator.measure}")
        reported = reported_value(compilation, found, indicator)
        if reported is not None:
            words.append(f"自报值为{plain(reported)}{indicator.measure}")
    day = f"{found.on.month}月{found.on.day}日" if found.on else ""
    words += [f"{day}{found.kind or '核查'}", found.conclusion.rstrip("。")]
    return f"第{found.task}项{title}：{'，'.join(word for word in words if word)}"


def reported_value(
    compilation: Compilation, found: Inspection, indicator: Indicator
) -> Decimal | None:
    """What the inspected unit reported of the indicator in this period."""
    code = compilation.taskmap.code_of(found.unit)
    for row in compilation.merged.rows():
        if (row.task, row.unit, row.indicator) == (found.task, code, indicator.seq):
            reported: Decimal | None = row.reported
            return reported
    return None


def _light(step: Step) -> str:
    """The light in which a warning is given: the last event's, '' where it was no light."""
    if step.level is not Level.WARN or not step.evidence:
        return ""
    code = step.evidence[-1].code
    lights = (Light.RED, Light.YELLOW)
    return next((light.label for light in lights if code in codes_of(light.label)), "")


def told(compilation: Compilation, step: Step) -> str:
    """The step's cause in a sentence without its full stop: subject, trigger, events by month."""
    row = step.rule
    often = row.words if row and (row.often is not Often.ONCE or row.times > 1) else ""
    shown = step.evidence[-_EVENTS_SHOWN:]
    events = "；".join(_told(event, step) for event in shown)
    if len(shown) < len(step.evidence):
        events = f"{events}（此前另有{len(step.evidence) - len(shown)}次）"
    # Never begins with a figure: it would run into the number of the item.
    head = "，".join(part for part in (_subject(compilation, step), often) if part)
    return f"{head}：{events}"


def briefly(compilation: Compilation, step: Step) -> str:
    """The step for a telephone call: subject, level, and the newest event alone."""
    newest = _told(step.evidence[-1], step) if step.evidence else ""
    return f"{_subject(compilation, step)}，列入{step.level.label}：{newest}"


def _subject(compilation: Compilation, step: Step) -> str:
    task = compilation.taskmap.task(step.task)
    if task is not None:
        return f"第{task.key}项{_quoted(task)}"
    return "承担任务情况" if any(event.task for event in step.evidence) else "报送情况"


_WITHIN = str.maketrans("“”", "‘’")
"""Quotation marks within a quotation (GB/T 15834—2011, 4.8)."""
_ROLE = re.compile("^（(?:牵头|协办)）")
"""How a finding names the role in which a unit answered; its letter is to that unit."""


def _quoted(task: Task) -> str:
    """The task's title in quotation marks: its first sentence, which must not end a heading."""
    sentence = task_words(task).partition("。")[0]
    inner = shorten(sentence, _TITLE).translate(_WITHIN)
    return _sayable(f"“{inner}”", "")


def _told(event: Event, step: Step) -> str:
    """'3月亮红灯，完成8.3%，序时25.0%，差16.7个百分点'."""
    text = event.text.rstrip("。")
    if step.task:
        text = _ROLE.sub("", text.removeprefix(f"第{step.task}项")).lstrip("：")
    meaning = rule(event.code).meaning if event.code in CODES else event.code
    return f"{int(event.period[5:])}月{_sayable(text.replace('：', '，', 1), meaning)}"


def _sayable(text: str, instead: str) -> str:
    """``text`` as official text is typed; ``instead`` where a unit's own words cannot be.

    What a unit or a notice wrote must neither stop a letter nor be put right in it every month.
    """
    typed = typeset(text)
    return instead if impossible_dates(typed) or unpaired(typed) else typed


def form_words(compilation: Compilation, row: Reporting) -> str:
    """What the row's form is called: 填报表, or its kind where others than 进展表 are owed."""
    alone = compilation.period.forms == (FormKind.PROGRESS,)
    return "填报表" if alone else row.form.label


def _values(compilation: Compilation, letter: Letter, number: int, due: date) -> dict[str, object]:
    """What a letter's template may print, by the Chinese names that README.zh-CN.md lists."""
    settings, period = compilation.settings, compilation.period
    count = next((c for c in compilation.statistics.by_unit if c.unit == letter.unit), None)
    return {
        "地区": settings.place,
        "督查机构": settings.office,
        "任务名称": settings.subject,
        "附注": remark(settings, period),
        "联系电话": settings.telephone or "见通知",
        "回收邮箱": settings.mailbox or "通知所列邮箱",
        "报送领导": settings.leader,
        "文号": _number(settings.code, period.year, period.month, number),
        "期次": period.title,
        "年": period.year,
        "月": period.month,
        "截至": period.cutoff,
        "报送截止": period.deadline,
        "时点": compilation.as_of,
        "限期": at_hour(due, settings.deadline_hour),
        "单位": letter.unit,
        "情况": letter.state,
        "事项": [{"内容": item} for item in letter.items],
        "灯": letter.light,
        "牵头数": count.leads if count else 0,
        "协办数": count.cos if count else 0,
    }


def _number(code: str, year: int, month: int, number: int) -> str:
    """文号, '' without 发文代字; no month has a thousand letters, so no two share one."""
    return f"{code}〔{year}〕{month * 1000 + number}号" if code else ""


def names_of_levels(steps: Sequence[Step]) -> str:
    """'督办、预警', each level once, the mildest first."""
    return "、".join(dict.fromkeys(step.level.label for step in steps))
