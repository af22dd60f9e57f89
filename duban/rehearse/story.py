"""Who does what in a rehearsal: each unit's behaviour, drawn by seed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto
from random import Random

from duban.forms.rows import FormRow
from duban.model import Direction, Indicator, Kind, Role, Unit


class Act(Enum):
    """What a unit does with its form; its fault, if any, is planted by that name."""

    GOOD = auto()
    MISSING = auto()
    LATE = auto()
    EMPTY = auto()
    SUPERSEDED = auto()
    WRONG_PERIOD = auto()
    ROW_MISSING = auto()
    REQUIRED_BLANK = auto()
    NOT_A_NUMBER = auto()
    OUT_OF_RANGE = auto()
    UNKNOWN_STATUS = auto()


@dataclass(frozen=True, slots=True)
class Part:
    """One unit's part; ``by_mail`` says that its form comes as a mail."""

    unit: Unit
    act: Act
    by_mail: bool


_NEEDS_LEAD = (Act.REQUIRED_BLANK,)
_NEEDS_NUMBER = (Act.NOT_A_NUMBER, Act.OUT_OF_RANGE)
_PER_ACT = 20
"""One unit in so many plays each faulty act, at least one."""
_BY_MAIL = 0.3


def cast(units: Sequence[Unit], rows: dict[str, tuple[FormRow, ...]], random: Random) -> list[Part]:
    """A part for every unit, in the units' order; ``rows`` by unit code decide what it can play.

    With few units some acts are left out rather than played by a unit they do not fit.
    """
    times = max(1, len(units) // _PER_ACT)
    wanted = [act for act in Act if act is not Act.GOOD for _ in range(times)]
    # The pickiest acts choose first, or the few units that can play them would be taken.
    wanted.sort(key=lambda act: (act not in _NEEDS_NUMBER, act not in _NEEDS_LEAD, act.value))
    free = random.sample(list(units), len(units))
    acts: dict[str, Act] = {}
    for act in wanted:
        actor = next((u for u in free if _can(act, rows[u.code])), None)
        if actor is not None and len(free) > 1:
            free.remove(actor)
            acts[actor.code] = act
    return [Part(unit, acts.get(unit.code, Act.GOOD), random.random() < _BY_MAIL) for unit in units]


def _can(act: Act, rows: Sequence[FormRow]) -> bool:
    if act in _NEEDS_NUMBER:
        return any(is_counted(row) for row in rows)
    if act in _NEEDS_LEAD:
        return any(row.assignment.role is Role.LEAD for row in rows)
    # A form whose only row is gone is an empty form, which is another fault.
    return len(rows) > 1 if act is Act.ROW_MISSING else bool(rows)


def is_counted(row: FormRow) -> bool:
    """A lead's row with a cumulative target to reach: a wrong number in it must be noticed."""
    indicator: Indicator | None = row.indicator
    return (
        row.assignment.role is Role.LEAD
        and indicator is not None
        and indicator.kind is Kind.CUMULATIVE
        and indicator.direction is not Direction.AT_MOST
    )
