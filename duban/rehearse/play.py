"""One rehearsed month: files for the inbox, the journal of their arrival, the list of faults."""

from __future__ import annotations

import csv
import io
import struct
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from random import Random

from duban.forms.fields import PROGRESS
from duban.forms.rows import FormRow, expected_rows
from duban.gongwen.document import Document, Format, Paragraph
from duban.gongwen.render import render
from duban.intake import receipts
from duban.model import Period, Unit
from duban.parcels.unpack import expand
from duban.register import TaskMap
from duban.rehearse.fill import Spot, filled_form
from duban.rehearse.mails import mail
from duban.rehearse.story import Act, Part, cast
from duban.standing import pace_of

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
    rows = {unit.code: expected_rows(stage.taskmap, unit.code) for unit in units}
    for part in cast(units, rows, random):
        _perform(stage, part, rows[part.unit.code], rehearsal, random)
    _strangers(stage, rehearsal, random)
    return rehearsal


def _perform(
    stage: Stage, part: Part, rows: tuple[FormRow, ...], rehearsal: Rehearsal, random: Random
) -> None:
    unit, act = part.unit, part.act
    if act is Act.MISSING:
        rehearsal.planted.append(Planted("missing", unit.name, words="没有报送"))
        return
    on_time = _moment(stage, random)
    if act is Act.WRONG_PERIOD:
        data, _ = _fill(stage, stage.other_forms[unit.code], rows, act, on_time, random)
        path = _deliver(stage, part, "进展表", data, on_time, rehearsal)
        rehearsal.planted += [
            Planted("wrong_period", unit.name, file=path, words=f"报来{stage.other.name}期的表"),
            Planted("missing", unit.name, words="只报了其他期次的表"),
        ]
        return
    form = stage.forms[unit.code]
    if act is Act.EMPTY:
        path = _deliver(stage, part, "进展表", form, on_time, rehearsal)
        rehearsal.planted.append(Planted("empty", unit.name, file=path, words="原样退回"))
        return
    if act is Act.LATE:
        late = stage.period.deadline + timedelta(hours=random.randint(2, 90))
        data, _ = _fill(stage, form, rows, act, late, random)
        path = _deliver(stage, part, "进展表", data, late, rehearsal)
        rehearsal.planted.append(Planted("late", unit.name, file=path, words="截止后报送"))
        return
    if act is Act.SUPERSEDED:
        first = on_time - timedelta(hours=20)
        data, _ = _fill(stage, form, rows, act, first, random)
        path = _deliver(stage, part, "进展表初稿", data, first, rehearsal)
        rehearsal.planted.append(Planted("superseded", unit.name, file=path, words="初稿"))
    data, spots = _fill(stage, form, rows, act, on_time, random)
    path = _deliver(stage, part, "进展表", data, on_time, rehearsal)
    rehearsal.planted += [_planted(spot, unit, path) for spot in spots]


def _fill(
    stage: Stage,
    form: bytes,
    rows: tuple[FormRow, ...],
    act: Act,
    moment: datetime,
    random: Random,
) -> tuple[bytes, list[Spot]]:
    pace = pace_of(stage.period, stage.taskmap.settings)
    return filled_form(form, rows, act, stage.period, pace, moment, random)


def _planted(spot: Spot, unit: Unit, path: str) -> Planted:
    sheet = PROGRESS.sheet if spot.cell else ""
    return Planted(spot.code, unit.name, spot.task, path, sheet, spot.cell, spot.words)


def _moment(stage: Stage, random: Random) -> datetime:
    """A moment in office hours before the deadline."""
    day = stage.period.deadline - timedelta(days=random.randint(1, 2))
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
    sender = unit.emails[0] if unit.emails else f"{unit.code.lower()}@example.invalid"
    outer = f"{unit.name}{title}.eml"
    subject = f"报送{stage.period.title}填报表"
    rehearsal.files[outer] = mail(sender, subject, name, data, moment)
    rehearsal.moments[outer] = moment
    return f"{stage.folder}/{outer}!{name}"


def _strangers(stage: Stage, rehearsal: Rehearsal, random: Random) -> None:
    """Files that are no form: a photograph, and a report written as a Word document."""
    moment = _moment(stage, random)
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
