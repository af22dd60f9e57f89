"""The vocabulary of supervision work as immutable values.

Every other room speaks in these terms; the Chinese word of each is given in its docstring
and, where it is printed, in the enum's ``label``. Nothing here reads a file or a clock.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal

from msgspec import Struct, field

from duban.terms import (
    Direction,
    FormKind,
    Kind,
    Light,
    ReceiptSource,
    ReportedStatus,
    Role,
    Severity,
    TaskClass,
    UnitStatus,
    Word,
)

__all__ = [
    "CHINA",
    "NOWHERE",
    "Assignment",
    "Cell",
    "Direction",
    "Doubt",
    "Entry",
    "Finding",
    "FormKind",
    "Group",
    "Indicator",
    "Inspection",
    "Kind",
    "Light",
    "Milestone",
    "Period",
    "Receipt",
    "ReceiptSource",
    "Rejected",
    "ReportedStatus",
    "Role",
    "Ruling",
    "Severity",
    "Source",
    "Submission",
    "Task",
    "TaskClass",
    "Unit",
    "UnitStatus",
    "Word",
    "natural_key",
    "type_of_cell",
]

CHINA = timezone(timedelta(hours=8))
"""The one time zone of the country; every moment in the compiler is an aware time in it."""


class Source(Struct, frozen=True, order=True):
    """Where a value stands: file (relative to the workspace, '/'-separated), sheet, cell (A1)."""

    file: str = ""
    sheet: str = ""
    cell: str = ""

    def __str__(self) -> str:
        place = f"{self.sheet}!{self.cell}" if self.sheet and self.cell else self.sheet or self.cell
        return " ".join(part for part in (self.file, place) if part)


NOWHERE = Source()
"""The source of what stands in no file."""


class Finding(Struct, frozen=True):
    """问题: something flagged. ``unit`` is a unit's name, ``task`` a task key; '' where none.

    ``message`` says what is wrong, ``advice`` what to do about it; both are printed.
    """

    code: str
    severity: Severity
    message: str
    advice: str = ""
    unit: str = ""
    task: str = ""
    source: Source = NOWHERE
    evidence: str = ""


class Unit(Struct, frozen=True):
    """单位. ``code`` is stable over the year; ``name`` is what the notice calls it."""

    code: str
    name: str
    full_name: str = ""
    aliases: tuple[str, ...] = ()
    kind: str = ""
    order: int = 0
    emails: tuple[str, ...] = ()
    liaison: str = ""
    phone: str = ""
    reports: bool = True
    source: Source = NOWHERE

    def names(self) -> tuple[str, ...]:
        """Every name this unit goes by, the printed one first."""
        return tuple(dict.fromkeys(n for n in (self.name, self.full_name, *self.aliases) if n))


class Group(Struct, frozen=True):
    """单位组: a collective such as 各区镇街道; members are unit names."""

    name: str
    members: tuple[str, ...] = ()
    note: str = ""
    source: Source = NOWHERE


class Doubt(Struct, frozen=True):
    """待确认: why a row must be confirmed by a person, and the readings that are possible."""

    reason: str
    alternatives: tuple[str, ...] = ()


class Task(Struct, frozen=True):
    """任务 or 子项 (``subtask`` > 0).

    ``leads`` and ``cos`` are names of units or groups in the notice's order; ``excluded`` is why
    it is not judged this year, '' if it is; ``pace_basis`` '' means the settings' own;
    ``closed`` is why a ruling counts it as done (销号), '' otherwise; ``superior`` is the key of
    the task of the level above that it serves, '' if it serves none.
    """

    no: int
    text: str
    leads: tuple[str, ...] = ()
    cos: tuple[str, ...] = ()
    subtask: int = 0
    title: str = ""
    leader: str = ""
    due: str = ""
    excluded: str = ""
    pace_basis: str = ""
    closed: str = ""
    superior: str = ""
    doubt: Doubt | None = None
    source: Source = NOWHERE

    @property
    def key(self) -> str:
        """'22' for a task, '22-1' for its first subtask."""
        return f"{self.no}-{self.subtask}" if self.subtask else str(self.no)


class Indicator(Struct, frozen=True):
    """量化指标 of one task: ``words`` is the passage of the notice that it was read from.

    ``superior`` is the number of the indicator that it serves, in the task of the level above
    that its own task serves; 0 if it serves none, None where the sheet does not say.
    """

    task: str
    seq: int
    name: str
    target: Decimal
    measure: str
    direction: Direction = Direction.AT_LEAST
    kind: Kind = Kind.CUMULATIVE
    words: str = ""
    superior: int | None = None
    doubt: Doubt | None = None
    source: Source = NOWHERE


class Milestone(Struct, frozen=True):
    """节点: what must stand by the end of ``period``: a value of an indicator, or a deed."""

    task: str
    period: str
    indicator: int = 0
    value: Decimal | None = None
    deed: str = ""
    quality: str = ""
    source: Source = NOWHERE


class Period(Struct, frozen=True):
    """期次. Figures speak of ``cutoff``; they are due at ``deadline``.

    ``basis`` says where the deadline's working day comes from and is printed with the outputs;
    ``forms`` are what units owe for it. ``issued``: the moment that the circular speaks for as
    it was issued, None as long as it was not. ``co_deadline``: when co-organisers owe their parts
    to the leads, None where all is due together; ``co_given``: the sheet gives it.
    """

    name: str
    cutoff: date
    deadline: datetime
    basis: str = ""
    forms: tuple[FormKind, ...] = (FormKind.PROGRESS,)
    issued: datetime | None = None
    co_deadline: datetime | None = None
    co_given: bool = False
    source: Source = NOWHERE

    @property
    def year(self) -> int:
        return int(self.name[:4])

    @property
    def month(self) -> int:
        return int(self.name[5:7])

    @property
    def title(self) -> str:
        """'2023年3月'."""
        return f"{self.year}年{self.month}月"


class Ruling(Struct, frozen=True):
    """核定: an office's decision, with who, when and why; ``applied``: when it was asked for."""

    period: str
    subject: str
    unit: str = ""
    task: str = ""
    target: str = ""
    value: str = ""
    reason: str = ""
    by: str = ""
    on: date | None = None
    applied: date | None = None
    source: Source = NOWHERE


class Inspection(Struct, frozen=True):
    """核查: what inspectors found; never overwrites what the unit reported.

    ``kind`` is 明查, 暗访 …; ``answer`` is the unit's own word on it (申述), at ``answered_at``.
    """

    period: str
    task: str
    unit: str
    indicator: int = 0
    verified: Decimal | None = None
    means: str = ""
    by: str = ""
    on: date | None = None
    conclusion: str = ""
    kind: str = ""
    place: str = ""
    answer: str = ""
    source: Source = NOWHERE
    answered_at: Source = NOWHERE


class Assignment(Struct, frozen=True):
    """责任: one unit's part in one task. A group's assignment is one per member."""

    task: str
    unit: str
    role: Role
    group: str = ""

    @property
    def id(self) -> str:
        """Stable identity that a form carries: '22/U007/lead'."""
        return f"{self.task}/{self.unit}/{self.role}"


type_of_cell = str | int | float | bool | datetime | date | None
"""What a cell may hold once read; text is cleaned, numbers are as stored."""


class Cell(Struct, frozen=True):
    """One value as returned, with the address it stood at."""

    value: type_of_cell
    address: str


class Entry(Struct, frozen=True):
    """填报项: one assignment's (and indicator's) row in a submission; ``cells`` by field name.

    ``filled``: the unit wrote something of its own in it, beyond what the form carried over.
    """

    assignment: str
    indicator: int
    sheet: str
    row: int
    cells: Mapping[str, Cell] = field(default_factory=dict)
    filled: bool = False


class Receipt(Struct, frozen=True):
    """收件: one file that arrived; ``at`` is when it counts as received, by ``source``'s word."""

    sha256: str
    path: str
    at: datetime
    source: ReceiptSource
    first_seen: datetime
    sender: str = ""
    message_id: str = ""


class Submission(Struct, frozen=True):
    """报表: one unit's form in a workbook that came back; ``shared``: others' forms lie in it.

    ``ledger``: it came as the compiled ledger of the level below.

    ``unissued`` are ids of rows that the unit owes by now and that its form was issued without.
    """

    unit: str
    period: str
    form: FormKind
    receipt: Receipt
    version: int
    entries: tuple[Entry, ...] = ()
    used: bool = True
    why_not: str = ""
    shared: bool = False
    unissued: tuple[str, ...] = ()
    ledger: bool = False


class Rejected(Struct, frozen=True):
    """A file that could not be used: kept, listed, with a reason that the sender can act on."""

    file: str
    sha256: str
    reason: str
    advice: str


def natural_key(task: str) -> tuple[int, int]:
    """Sort key of a task key: '22-1' → (22, 1)."""
    no, _, sub = task.partition("-")
    return int(no), int(sub or 0)
