"""What is a fault only beside something else: the months before, or another unit's form."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from duban.model import Kind, ReportedStatus, Unit
from duban.register import TaskMap
from duban.rehearse.faults import Slot
from duban.rehearse.fill import Sent, Spot
from duban.rehearse.memory import Memory, Said
from duban.rehearse.record import Rehearsal
from duban.rehearse.stories import Lot, Story
from duban.rehearse.story import Plan

_STALLED = 3
"""Periods without movement, as the settings have it by default."""


def note_course(
    memory: Memory,
    lot: Lot | None,
    unit: Unit,
    slots: Sequence[Slot],
    sent: Sent,
    rehearsal: Rehearsal,
) -> None:
    """Lists the values that fell and the rows that stand still; ``lot`` is the unit's story."""
    for n, said in sent.form.said.items():
        slot, cells = slots[n], sent.form.cells[n]
        earlier = [month.get(slot.row.id) for month in memory.said]
        spots = [*_fell(slot, said, cells), *_stood(slot, said, earlier, cells)]
        if lot and (lot.story, lot.task) == (Story.COPYING, slot.row.task.key):
            spots += _copied(slot, said, cells)
        for spot in spots:
            rehearsal.plant(spot, unit, sent.path, sent.sheet)


def _fell(slot: Slot, said: Said, cells: Mapping[str, str]) -> Iterator[Spot]:
    indicator, last = slot.row.indicator, slot.last
    if indicator is None or indicator.kind is not Kind.CUMULATIVE:
        return
    if said.value is not None and last is not None and said.value < last:
        yield Spot("progress_fell", slot.row.task.key, cells["value"], "上期多报，本期按实填报")


def _copied(slot: Slot, said: Said, cells: Mapping[str, str]) -> Iterator[Spot]:
    if slot.before is not None and slot.before.progress == said.progress:
        yield Spot("copied_from_last_period", slot.row.task.key, cells["progress"], "逐月照抄")


def _stood(
    slot: Slot, said: Said, earlier: Sequence[Said | None], cells: Mapping[str, str]
) -> Iterator[Spot]:
    if slot.answer.cells["status"] == ReportedStatus.DONE.label or not slot.leads:
        return
    known = [month for month in earlier if month is not None]
    if len(known) < _STALLED - 1:
        return
    key, words = slot.row.task.key, f"连续{_STALLED}期没有变化"
    if slot.rising and all(month.value == said.value for month in known):
        yield Spot("stalled", key, cells["value"], words)
    repeated = said.progress and all(month.progress == said.progress for month in known)
    if not slot.row.indicator and repeated:
        yield Spot("stalled", key, cells["progress"], words)


def note_larger(
    taskmap: TaskMap,
    planned: Mapping[str, Plan],
    slots: Mapping[str, Sequence[Slot]],
    sent: Mapping[str, Sent],
    rehearsal: Rehearsal,
) -> None:
    """Lists each co-organiser's too large part where its lead's whole stands."""
    for unit, plan in planned.items():
        for row in (slots[unit][n].row for n in plan.larger):
            lead, place = next(
                (code, n)
                for code, others in slots.items()
                for n, slot in enumerate(others)
                if slot.leads and (slot.row.task, slot.row.indicator) == (row.task, row.indicator)
            )
            words = f"{taskmap.unit(unit).name}（协办）报的比牵头单位多"
            cell = sent[lead].form.cells[place]["value"]
            spot = Spot("lead_co_conflict", row.task.key, cell, words)
            rehearsal.plant(spot, taskmap.unit(lead), sent[lead].path)
