"""What a rehearsed month comes to: files, when each arrived, reminders, and the planted faults."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import datetime, timedelta

from msgspec import Struct, field

from duban.forms.fields import PROGRESS
from duban.intake import receipts
from duban.mail.journal import State, Step, appended, reminder_key
from duban.model import Period, Unit
from duban.parcels.unpack import expand
from duban.rehearse.fill import Spot
from duban.rehearse.mails import mail
from duban.rehearse.memory import Memory

REMINDED_AFTER = 24
"""Hours after the deadline at which the office reminds who has sent nothing usable."""
LIST_HEADER = ("期次", "代码", "单位", "任务", "文件", "工作表", "单元格", "说明")


class Planted(Struct, frozen=True):
    """One planted fault, as the list names it; ``file`` is relative to the workspace."""

    code: str
    unit: str = ""
    task: str = ""
    file: str = ""
    sheet: str = ""
    cell: str = ""
    words: str = ""


class Rehearsal(Struct):
    """Files by name inside inbox/<period>/, the moment each arrived, and the planted faults.

    ``memory`` is what the next month goes on from.
    """

    period: Period
    files: dict[str, bytes] = field(default_factory=dict)
    moments: dict[str, datetime] = field(default_factory=dict)
    planted: list[Planted] = field(default_factory=list)
    reminders: list[Step] = field(default_factory=list)
    memory: Memory = field(default_factory=Memory)

    @property
    def folder(self) -> str:
        """Where its files lie, as findings name it."""
        return f"inbox/{self.period.name}"

    def plant(self, spot: Spot, unit: Unit, path: str, sheet: str = PROGRESS.sheet) -> None:
        """Lists what was planted at ``spot`` of the file at ``path``."""
        place = sheet if spot.cell else ""
        self.planted.append(
            Planted(spot.code, unit.name, spot.task, path, place, spot.cell, spot.words)
        )

    def remind(self, unit: Unit) -> None:
        """The office reminds ``unit`` a day after the deadline."""
        at = self.period.deadline + timedelta(hours=REMINDED_AFTER)
        key, to = reminder_key(self.period, unit), address_of(unit)
        self.reminders += [Step(key, to, State.SENDING, at), Step(key, to, State.SENT, at)]

    def deliver(
        self,
        title: str,
        data: bytes,
        moment: datetime,
        unit: Unit,
        sender: str = "",
    ) -> str:
        """Puts a form into the inbox, as a file or in a mail by ``sender``; the path of the form

        as intake names it.
        """
        name = f"{unit.name}{title}.xlsx"
        if sender:
            subject = f"报送{self.period.title}填报表"
            outer = mail(sender, subject, name, data, moment)
            self.put(f"{unit.name}{title}.eml", outer, moment)
        else:
            self.put(name, data, moment)
        return self.path(title, unit, sender)

    def path(self, title: str, unit: Unit, sender: str = "") -> str:
        """Where a form lies that is delivered so."""
        outer = f"{unit.name}{title}.eml!" if sender else ""
        return f"{self.folder}/{outer}{unit.name}{title}.xlsx"

    def put(self, name: str, data: bytes, moment: datetime) -> None:
        """Puts a file into the inbox."""
        self.files[name], self.moments[name] = data, moment

    def sendings(self) -> bytes:
        """寄送登记.csv as the reminders would have left it."""
        return appended(b"", self.reminders)

    def listing(self) -> bytes:
        """The faults as a CSV that Excel opens (UTF-8 with BOM)."""
        return table(LIST_HEADER, self.rows())

    def rows(self) -> list[tuple[str, ...]]:
        """The faults as rows under ``LIST_HEADER``."""
        return [
            (self.period.name, p.code, p.unit, p.task, p.file, p.sheet, p.cell, p.words)
            for p in self.planted
        ]

    def journal(self) -> bytes:
        """收件登记.csv as intake would have kept it, had it looked when each file arrived."""
        journal = b""
        rows: tuple[receipts.Row, ...] = ()
        for name in sorted(self.files, key=lambda name: (self.moments[name], name)):
            items = expand(f"{self.folder}/{name}", self.files[name])
            rows, new = receipts.reconcile(rows, items, self.moments[name])
            journal = receipts.appended(journal, new)
        return journal


def address_of(unit: Unit) -> str:
    """The mailbox that a unit writes from."""
    return unit.emails[0] if unit.emails else f"{unit.code.lower()}@example.invalid"


def table(header: Iterable[str], rows: Iterable[Iterable[str]]) -> bytes:
    """A CSV that Excel opens (UTF-8 with BOM)."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows(rows)
    return b"\xef\xbb\xbf" + text.getvalue().encode()
