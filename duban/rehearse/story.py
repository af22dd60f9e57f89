"""Who does what in a rehearsal: each unit's behaviour and each row's fault, drawn by seed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from random import Random

from duban.model import Role, Unit
from duban.rehearse.faults import FAULTS, OWN, Fault, Slot


class Act(Enum):
    """What a unit does with its form as a whole; its fault, if any, is planted by that name."""

    GOOD = auto()
    MISSING = auto()
    LATE = auto()
    AFTER_REMINDER = auto()
    EMPTY = auto()
    SUPERSEDED = auto()
    WRONG_PERIOD = auto()
    BAD_SIGNATURE = auto()
    WRONG_UNIT = auto()
    UNSAFE_FILE = auto()


@dataclass(frozen=True, slots=True)
class Part:
    """One unit's part; ``by_mail`` says that its form comes as a mail."""

    unit: Unit
    act: Act
    by_mail: bool


@dataclass(slots=True)
class Plan:
    """The faults in one unit's rows, by place, and the tasks that must not be touched any more.

    ``larger`` are co-organised rows whose value is to be more than their lead's whole.
    """

    faults: dict[int, Fault] = field(default_factory=dict)
    larger: list[int] = field(default_factory=list)
    tasks: set[str] = field(default_factory=set)


Slots = Mapping[str, Sequence[Slot]]
"""Each unit's rows with what it would answer, by its code."""
_PER_ACT = 20
"""One unit in so many plays each faulty act, and as many rows have each fault; at least one."""
_MOST_FAULTS = 4
"""In one form: more would be no form that a unit sends."""
_BY_MAIL = 0.3


def cast(units: Sequence[Unit], random: Random) -> list[Part]:
    """A part for every unit, in the units' order.

    With few units some acts are left out, so that somebody does as asked.
    """
    times = max(1, len(units) // _PER_ACT)
    wanted = [act for act in Act if act is not Act.GOOD for _ in range(times)]
    room = min(len(wanted), len(units) - 1 - len(units) // 3)
    free = random.sample([unit.code for unit in units], len(units))
    acts = dict(zip(free[:room], random.sample(wanted, room), strict=True))
    return [Part(unit, acts.get(unit.code, Act.GOOD), random.random() < _BY_MAIL) for unit in units]


def plans(parts: Sequence[Part], slots: Slots, random: Random) -> dict[str, Plan]:
    """What each unit that does as asked gets wrong in its rows; ``slots`` by unit code.

    One fault a task and unit, so that none hides or brings about another.
    """
    times = max(1, len(parts) // _PER_ACT)
    made = {part.unit.code: Plan() for part in parts if part.act is Act.GOOD}
    for _ in range(times):
        # Round by round: in a small office each fault finds its row before any has a second one.
        _plan_larger(made, slots, random)
        for fault in FAULTS:
            _plan(fault, made, slots, random)
    return made


def _plan(fault: Fault, made: Mapping[str, Plan], slots: Slots, random: Random) -> None:
    """One more row with ``fault``, where there is one for it."""
    free = [
        (unit, n)
        for unit, n in _free(made, slots)
        if (slots[unit][n].free or fault.code in OWN)
        and fault.fits(slots[unit][n])
        and _can(fault, slots[unit], made[unit])
    ]
    if free:
        unit, n = random.choice(free)
        made[unit].faults[n] = fault
        made[unit].tasks.add(slots[unit][n].row.task.key)


def _free(
    made: Mapping[str, Plan], slots: Mapping[str, Sequence[Slot]]
) -> Iterator[tuple[str, int]]:
    """(unit, place) of every row whose task has no fault yet."""
    for unit, plan in made.items():
        if len(plan.faults) < _MOST_FAULTS:
            for n, slot in enumerate(slots[unit]):
                if slot.row.task.key not in plan.tasks:
                    yield unit, n


def _can(fault: Fault, rows: Sequence[Slot], plan: Plan) -> bool:
    """Only one row goes or is added: the places of two would be told by each other.

    A form whose only row is gone is an empty form, which is another fault.
    """
    if fault.code not in ("row_missing", "structure_changed"):
        return True
    changed = ("row_missing", "structure_changed")
    return len(rows) > 1 and not any(f.code in changed for f in plan.faults.values())


def _plan_larger(made: Mapping[str, Plan], slots: Slots, random: Random) -> None:
    """One co-organiser that reports more than the only lead of its task, which does as asked."""
    leads: dict[tuple[str, int], list[str]] = {}
    for unit, rows in slots.items():
        for slot in rows:
            if slot.row.assignment.role is Role.LEAD:
                leads.setdefault(_indicator(slot), []).append(unit)
    pairs = []
    for unit, n in _free(made, slots):
        slot = slots[unit][n]
        lead = leads.get(_indicator(slot), [])
        alone = len(lead) == 1 and lead[0] in made and not slot.leads and slot.rising and slot.free
        if alone and slot.row.task.key not in made[lead[0]].tasks:
            pairs.append((unit, n, lead[0]))
    if pairs:
        unit, n, lead_unit = random.choice(pairs)
        made[unit].larger.append(n)
        for code in (unit, lead_unit):
            made[code].tasks.add(slots[unit][n].row.task.key)


def _indicator(slot: Slot) -> tuple[str, int]:
    return slot.row.task.key, slot.row.indicator.seq if slot.row.indicator else 0
