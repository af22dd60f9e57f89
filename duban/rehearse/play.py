"""One rehearsed month: files for the inbox, the journal of their arrival, the list of faults."""

from __future__ import annotations

import csv
import io
import struct
import zlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from random import Random

from duban.forms.fields import PROGRESS
from duban.forms.rows import expected_rows
from duban.gongwen.document import Document, Format, Paragraph
from duban.gongwen.render import render
from duban.intake import receipts
from duban.mail.journal import State, Step, appended
from duban.mail.messages import reminder_key
from duban.model import Period, Role, Unit
from duban.parcels.unpack import expand
from duban.register import TaskMap
from duban.rehearse.faults import Slot
from duban.rehearse.fill import Returned, Spot, filled_form, with_cover, with_macro
from duban.rehearse.mails import mail
from duban.rehearse.story import Act, Part, Plan, cast, plans
from duban.rehearse.texts import fill, settled
from duban.standing import pace_of
from duban.timelimit import time_limit

_REMINDED_AFTER = 24
"""Hours after the deadline at which the office reminds who has sent nothing usable."""
LIST_HEADER = ("代码", "单位", "任务", "文件", "工作表", "单元格", "说明")


@dataclass(frozen=True, slots=True)
class Planted:
    """One planted fault, as the list names it; ``file`` is relative to the workspace."""

    code: str
    unit: str = ""
    task: str = ""
    file: str = ""
    sheet: str = ""
    cell: str = ""
    words: str = ""


@dataclass(slots=True)
class Rehearsal:
    """Files by name inside inbox/<period>/, the moment each arrived, and the planted faults."""

    files: dict[str, bytes] = field(default_factory=dict)
    moments: dict[str, datetime] = field(default_factory=dict)
    planted: list[Planted] = field(default_factory=list)
    reminders: list[Step] = field(default_factory=list)

    def remind(self, stage: Stage, unit: Unit) -> None:
        """The office reminds ``unit`` a day after the deadline."""
        at = stage.period.deadline + timedelta(hours=_REMINDED_AFTER)
        key, to = reminder_key(stage.period, unit), _address(unit)
        self.reminders += [Step(key, to, State.SENDING, at), Step(key, to, State.SENT, at)]

    def sendings(self) -> bytes:
        """寄送登记.csv as the reminders would have left it."""
        return appended(b"", self.reminders)

    def listing(self) -> bytes:
        """The faults as a CSV that Excel opens (UTF-8 with BOM)."""
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\r\n")
        writer.writerow(LIST_HEADER)
        for fault in self.planted:
            names = ("code", "unit", "task", "file", "sheet", "cell", "words")
            writer.writerow([getattr(fault, name) for name in names])
        return b"\xef\xbb\xbf" + text.getvalue().encode()

    def journal(self, folder: str) -> bytes:
        """收件登记.csv as intake would have kept it, had it looked when each file arrived."""
        journal = b""
        rows: tuple[receipts.Row, ...] = ()
        for name in sorted(self.files, key=lambda name: (self.moments[name], name)):
            items = expand(f"{folder}/{name}", self.files[name])
            rows, new = receipts.reconcile(rows, items, self.moments[name])
            journal = receipts.appended(journal, new)
        return journal


@dataclass(frozen=True, slots=True)
class Stage:
    """What a rehearsal is played on: forms by unit code, for the period and for another one."""

    taskmap: TaskMap
    period: Period
    folder: str
    forms: Mapping[str, bytes]
    other: Period
    other_forms: Mapping[str, bytes]


def play(stage: Stage, seed: int) -> Rehearsal:
    """A rehearsed month; the same stage and seed give the same bytes."""
    random = Random(seed)
    rehearsal = Rehearsal()
    units = stage.taskmap.reporting_units
    slots = {unit.code: _slots(stage, unit, random) for unit in units}
    parts = cast(units, random)
    planned = plans(parts, slots, random)
    returned = {}
    for part in parts:
        plan = planned.get(part.unit.code, Plan())
        form = _perform(stage, part, slots[part.unit.code], plan, rehearsal, random)
        if form is not None:
            returned[part.unit.code] = form
    _note_larger(stage, planned, slots, returned, rehearsal)
    _strangers(stage, rehearsal, random)
    return rehearsal


def _slots(stage: Stage, unit: Unit, random: Random) -> tuple[Slot, ...]:
    taskmap, period = stage.taskmap, stage.period
    rows = expected_rows(taskmap, unit.code)
    pace = pace_of(period, taskmap.settings)
    counted = Counter(row.assignment.id for row in rows)
    verified = {
        (seen.task, seen.indicator): seen.verified
        for seen in taskmap.inspections
        if (seen.period, taskmap.code_of(seen.unit)) == (period.name, unit.code)
    }
    owed = {m.task for m in taskmap.milestones if m.period <= period.name}
    slots = []
    for row in rows:
        answer = fill(row, period, pace, random)
        limit = time_limit(row.task.due, taskmap.year).by
        lead, key = row.assignment.role is Role.LEAD, row.task.key
        due = lead and limit is not None and limit <= period.cutoff and not row.task.excluded
        found = verified.get((key, row.indicator.seq)) if row.indicator else None
        if due or found is not None or (lead and key in owed):
            answer = settled(row, period, answer, found, due or (lead and key in owed))
        alone = counted[row.assignment.id] == 1 and key not in owed
        slots.append(Slot(row, answer, period, alone, due, found is not None))
    return tuple(slots)


def _perform(
    stage: Stage,
    part: Part,
    slots: tuple[Slot, ...],
    plan: Plan,
    rehearsal: Rehearsal,
    random: Random,
) -> tuple[str, Returned] | None:
    """Plays one part; where its form came and what it looks like, if it came filled in."""
    unit, act = part.unit, part.act
    planted = rehearsal.planted
    if act in _SILENT:
        rehearsal.remind(stage, unit)
    if act is Act.MISSING:
        planted.append(Planted("missing", unit.name, words="没有报送"))
        return None
    moment = _moment(stage, act, random)
    if act is Act.EMPTY:
        path = _deliver(stage, part, "进展表", stage.forms[unit.code], moment, rehearsal)
        planted.append(Planted("empty", unit.name, file=path, words="原样退回"))
        return None
    forms = stage.other_forms if act is Act.WRONG_PERIOD else stage.forms
    form = filled_form(forms[unit.code], slots, plan, act, moment, random)
    if act is Act.SUPERSEDED:
        first = moment - timedelta(hours=20)
        draft = filled_form(
            forms[unit.code], _slots(stage, unit, random), Plan(), act, first, random
        )
        path = _deliver(stage, part, "进展表初稿", draft.data, first, rehearsal)
        planted.append(Planted("superseded", unit.name, file=path, words="初稿"))
    data = _changed(stage, part, form.data, moment, random)
    path = _deliver(stage, part, "进展表", data, moment, rehearsal)
    words = _WORDS.get(act)
    if words:
        codes = ("late", "after_reminder") if act is Act.AFTER_REMINDER else (act.name.lower(),)
        planted += [Planted(code, unit.name, file=path, words=words) for code in codes]
    if act is Act.WRONG_PERIOD:
        planted.append(Planted("missing", unit.name, words="只报了其他期次的表"))
        return None
    planted += [_planted(spot, unit, path) for spot in form.spots]
    return path, form


_SILENT = (Act.MISSING, Act.EMPTY, Act.WRONG_PERIOD, Act.AFTER_REMINDER)
"""Acts of units that have no form with contents in when the office reminds."""
_WORDS = {
    Act.LATE: "截止后报送",
    Act.AFTER_REMINDER: "催报后报送",
    Act.WRONG_PERIOD: "报来其他期次的表",
    Act.BAD_SIGNATURE: "内容复制到新建工作簿",
    Act.WRONG_UNIT: "封面写着别的单位",
    Act.UNSAFE_FILE: "表中带有宏",
}


def _changed(stage: Stage, part: Part, data: bytes, moment: datetime, random: Random) -> bytes:
    """The workbook as the act leaves it, after it was filled in."""
    if part.act is Act.UNSAFE_FILE:
        return with_macro(data, moment)
    if part.act is Act.WRONG_UNIT:
        others = [unit for unit in stage.taskmap.reporting_units if unit != part.unit]
        return with_cover(data, part.unit.name, random.choice(others).name, moment)
    return data


def _note_larger(
    stage: Stage,
    planned: Mapping[str, Plan],
    slots: Mapping[str, Sequence[Slot]],
    returned: Mapping[str, tuple[str, Returned]],
    rehearsal: Rehearsal,
) -> None:
    """A co-organiser's too large part is found where its lead's whole stands."""
    for unit, plan in planned.items():
        for row in (slots[unit][n].row for n in plan.larger):
            lead, place = next(
                (code, n)
                for code, others in slots.items()
                for n, slot in enumerate(others)
                if slot.leads and (slot.row.task, slot.row.indicator) == (row.task, row.indicator)
            )
            path, form = returned[lead]
            words = f"{stage.taskmap.unit(unit).name}（协办）报的比牵头单位多"
            spot = Spot("lead_co_conflict", row.task.key, form.values[place], words)
            rehearsal.planted.append(_planted(spot, stage.taskmap.unit(lead), path))


def _planted(spot: Spot, unit: Unit, path: str) -> Planted:
    sheet = PROGRESS.sheet if spot.cell else ""
    return Planted(spot.code, unit.name, spot.task, path, sheet, spot.cell, spot.words)


def _moment(stage: Stage, act: Act, random: Random) -> datetime:
    """When the form comes: in office hours before the deadline, or after it as the act wants."""
    deadline = stage.period.deadline
    if act is Act.LATE:
        return deadline + timedelta(hours=random.randint(2, _REMINDED_AFTER - 1))
    if act is Act.AFTER_REMINDER:
        return deadline + timedelta(hours=random.randint(_REMINDED_AFTER + 1, 90))
    day = deadline - timedelta(days=random.randint(1, 2))
    return day.replace(hour=random.randint(9, 16), minute=random.randint(0, 59), second=0)


def _deliver(
    stage: Stage, part: Part, title: str, data: bytes, moment: datetime, rehearsal: Rehearsal
) -> str:
    """Puts a form into the inbox, as a file or in a mail; returns the path that intake names."""
    unit = part.unit
    name = f"{unit.name}{title}.xlsx"
    if not part.by_mail:
        rehearsal.files[name], rehearsal.moments[name] = data, moment
        return f"{stage.folder}/{name}"
    sender = _address(unit)
    outer = f"{unit.name}{title}.eml"
    subject = f"报送{stage.period.title}填报表"
    rehearsal.files[outer] = mail(sender, subject, name, data, moment)
    rehearsal.moments[outer] = moment
    return f"{stage.folder}/{outer}!{name}"


def _address(unit: Unit) -> str:
    return unit.emails[0] if unit.emails else f"{unit.code.lower()}@example.invalid"


def _strangers(stage: Stage, rehearsal: Rehearsal, random: Random) -> None:
    """Files that are no form: a photograph, and a report written as a Word document."""
    moment = _moment(stage, Act.GOOD, random)
    text = "现将我单位重点工作进展情况报告如下：各项工作正按计划开展。"
    report = Document(format=Format.DOCUMENT, title="工作进展情况报告", body=(Paragraph(text),))
    strangers = {
        "现场照片.png": _picture(),
        "工作进展情况报告.docx": render(replace(report), moment=moment),
    }
    for name, data in strangers.items():
        rehearsal.files[name], rehearsal.moments[name] = data, moment
        path = f"{stage.folder}/{name}"
        rehearsal.planted.append(Planted("unknown_file", file=path, words="不是填报表"))


def _picture() -> bytes:
    """A grey PNG of 64 × 48 points (PNG specification, clauses 5 and 11)."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        checked = kind + body
        return struct.pack(">I", len(body)) + checked + struct.pack(">I", zlib.crc32(checked))

    rows = b"".join(b"\0" + b"\x99" * 64 for _ in range(48))
    head = struct.pack(">2I5B", 64, 48, 8, 0, 0, 0, 0)
    body = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body
