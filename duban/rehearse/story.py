"""Who does what in a rehearsal: each unit's behaviour and each row's fault, drawn by seed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from random import Random

from msgspec import Struct, field

from duban.model import Role, Unit
from duban.rehearse.acts import Act, Part
from duban.rehearse.faults import FAULTS, OWN, Fault, Slot


class Plan(Struct):
    """The faults in one unit's rows, by place, and the tasks that must not be touched any more.

    ``larger`` are co-organised rows whose value is to be more than their lead's whole.
    """

    faults: dict[int, Fault] = field(default_factory=dict)
    larger: list[int] = field(default_factory=list)
    tasks: set[str] = field(default_factory=set)


Slots = Mapping[str, Sequence[Slot]]
"""Each unit's rows with what it would answer, by its code."""
_BY_MAIL = 0.3


class Share(Struct, frozen=True):
    """How much goes wrong: one unit in so many plays each faulty act, and as many rows have each

    fault; at least one. ``most`` faults in one form: more would be no form that a unit sends.
    """

    acts: int = 30
    rows: int = 20
    most: int = 4


def cast(
    units: Sequence[Unit],
    share: Share,
    directed: Mapping[str, Act],
    can: Callable[[Act, Unit], bool],
    random: Random,
) -> list[Part]:
    """A part for every unit, in the units' order; ``directed``: by code what a story sets.

    With few units some acts are left out, so that somebody does as asked.
    """
    times = max(1, len(units) // share.acts)
    wanted = [act for act in Act if act is not Act.GOOD for _ in range(times)]
    # Of two forms in one file each is somebody's.
    wanted += [Act.SEVERAL_UNITS] * times
    random.shuffle(wanted)
    room = len(units) - 1 - len(units) // 3
    free = [u for u in random.sample(list(units), len(units)) if u.code not in directed]
    acts = dict(directed)
    for act in wanted:
        unit = next((u for u in free if can(act, u)), None)
        if unit is not None and len(acts) - len(directed) < room:
            free.remove(unit)
            acts[unit.code] = act
    _pair(acts)
    return [Part(u, acts.get(u.code, Act.GOOD), random.random() < _BY_MAIL) for u in units]


def _pair(acts: dict[str, Act]) -> None:
    """Who would send another unit's form along and has none to send does as asked."""
    together = [code for code, act in acts.items() if act is Act.SEVERAL_UNITS]
    if len(together) % 2:
        acts[together[-1]] = Act.GOOD


def plans(
    parts: Sequence[Part],
    slots: Slots,
    share: Share,
    resting: Mapping[str, frozenset[str]],
    random: Random,
) -> dict[str, Plan]:
    """What each unit that does as asked gets wrong in its rows; ``slots`` by unit code.

    One fault a task and unit, so that none hides or brings about another; none in ``resting``.
    """
    times = max(1, len(parts) // share.rows)
    made = {
        part.unit.code: Plan(tasks=set(resting.get(part.unit.code, ())))
        for part in parts
        if part.act is Act.GOOD
    }
    for _ in range(times):
        # Round by round: in a small office each fault finds its row before any has a second one.
        _plan_larger(made, slots, share, random)
        for fault in FAULTS:
            _plan(fault, made, slots, share, random)
    return made


def _plan(
    fault: Fault, made: Mapping[str, Plan], slots: Slots, share: Share, random: Random
) -> None:
    """One more row with ``fault``, where there is one for it."""
    free = [
        (unit, n)
        for unit, n in _free(made, slots, share)
        if (slots[unit][n].free or fault.code in OWN)
        and fault.fits(slots[unit][n])
        and _can(fault, slots[unit], made[unit])
    ]
    if free:
        unit, n = random.choice(free)
        made[unit].faults[n] = fault
        made[unit].tasks.add(slots[unit][n].row.task.key)


def _free(
    made: Mapping[str, Plan], slots: Mapping[str, Sequence[Slot]], share: Share
) -> Iterator[tuple[str, int]]:
    """(unit, place) of every row whose task has no fault yet."""
    for unit, plan in made.items():
        if len(plan.faults) < share.most:
            for n, slot in enumerate(slots[unit]):
                if slot.row.task.key not in plan.tasks:
                    yield unit, n


def _can(fault: Fault, rows: Sequence[Slot], plan: Plan) -> bool:
    """Only one row goes, is added or left blank: the places of two would be told by each other.

    A form whose only row is gone is an empty form, which is another fault.
    """
    changed = ("row_missing", "structure_changed", "co_silent")
    if fault.code not in changed:
        return True
    return len(rows) > 1 and not any(f.code in changed for f in plan.faults.values())


def _plan_larger(made: Mapping[str, Plan], slots: Slots, share: Share, random: Random) -> None:
    """One co-organiser that reports more than the only lead of its task, which does as asked."""
    leads: dict[tuple[str, int], list[str]] = {}
    for unit, rows in slots.items():
        for slot in rows:
            if slot.row.assignment.role is Role.LEAD:
                leads.setdefault(_indicator(slot), []).append(unit)
    pairs = []
    for unit, n in _free(made, slots, share):
        slot = slots[unit][n]
        lead = leads.get(_indicator(slot), [])
        alone = len(lead) == 1 and lead[0] in made and not slot.leads
        fits = slot.rising and slot.free and not _is_tenfold(slot)
        if alone and fits and slot.row.task.key not in made[lead[0]].tasks:
            pairs.append((unit, n, lead[0]))
    if pairs:
        unit, n, lead_unit = random.choice(pairs)
        made[unit].larger.append(n)
        for code in (unit, lead_unit):
            made[code].tasks.add(slots[unit][n].row.task.key)


def larger(slot: Slot) -> Decimal:
    """What a co-organiser reports that is more than any lead's whole."""
    return slot.target * 5 / 2


def _is_tenfold(slot: Slot) -> bool:
    """Whether too large a value would look like ten times the last one with a nought too many."""
    last, tenth = slot.last or 0, larger(slot) / 10
    return tenth / 3 <= last <= tenth


def _indicator(slot: Slot) -> tuple[str, int]:
    return slot.row.task.key, slot.row.indicator.seq if slot.row.indicator else 0
