"""One rehearsed month: what every unit sends, what the office finds in its inbox."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from random import Random

from msgspec import Struct, field
from msgspec.structs import replace

from duban.forms.fields import PROGRESS
from duban.forms.rows import FormRow, expected_rows
from duban.merge import undone
from duban.model import FormKind, Period, Role, Unit
from duban.register import TaskMap
from duban.rehearse.acts import (
    COLUMN_GONE,
    SILENT,
    WORDS,
    Act,
    Part,
    can,
    first_header,
    together,
    with_cover,
    with_macro,
)
from duban.rehearse.consequences import note_course, note_larger
from duban.rehearse.faults import LASTING, Slot
from duban.rehearse.fill import Returned, Sent, Spot, filled_form
from duban.rehearse.inspections import Seen, inspect
from duban.rehearse.memory import Memory
from duban.rehearse.plans import return_plans
from duban.rehearse.record import REMINDED_AFTER, Planted, Rehearsal, address_of
from duban.rehearse.stories import INSPECTED, Lot, Story, act_of, factor_of, is_copied, is_frozen
from duban.rehearse.story import Plan, Share, cast, plans
from duban.rehearse.strangers import strangers
from duban.rehearse.texts import Course, Filled, fill, verified
from duban.standing import pace_of
from duban.timelimit import time_limit


class Stage(Struct, frozen=True):
    """What a rehearsal is played on: forms by unit code, for the period and for another one.

    ``key`` seals what an office issues; ``plan_forms`` are issued where plans are owed; ``memory``
    and ``lots`` (unit code → its story) make it a month of a year; ``inspects``: a team goes out.
    """

    taskmap: TaskMap
    period: Period
    forms: Mapping[str, bytes]
    other: Period
    other_forms: Mapping[str, bytes]
    key: bytes = b""
    plan_forms: Mapping[str, bytes] = field(default_factory=dict)
    memory: Memory = field(default_factory=Memory)
    lots: Mapping[str, Lot] = field(default_factory=dict)
    share: Share = field(default_factory=Share)
    inspects: bool = False


def play(stage: Stage, seed: int) -> Rehearsal:
    """A rehearsed month; the same stage and seed give the same bytes."""
    random = Random(f"{seed} {stage.period.name}")
    rehearsal = Rehearsal(stage.period, memory=replace(stage.memory, said=()))
    taskmap, period = stage.taskmap, stage.period
    if FormKind.PLAN in period.forms:
        moment = _moment(stage, Act.GOOD, random)
        return_plans(taskmap, stage.plan_forms, moment, rehearsal, random)
    if FormKind.PROGRESS in period.forms:
        _progress(stage, seed, rehearsal, random)
    moment = _moment(stage, Act.GOOD, random)
    for stranger in strangers(stage.forms, stage.key, moment):
        rehearsal.put(stranger.name, stranger.data, moment)
        path = f"{rehearsal.folder}/{stranger.name}"
        rehearsal.planted.append(Planted(stranger.code, file=path, words=stranger.words))
    return rehearsal


def _progress(stage: Stage, seed: int, rehearsal: Rehearsal, random: Random) -> None:
    """The progress forms of all units."""
    taskmap, month = stage.taskmap, stage.period.month
    units = taskmap.reporting_units
    slots = {unit.code: _slots(stage, seed, unit, random) for unit in units}
    directed = {code: act for code, lot in stage.lots.items() if (act := act_of(lot.story, month))}
    allowed = partial(can, taskmap=taskmap, period=stage.period, key=stage.key)
    parts = cast(units, stage.share, directed, allowed, random)
    planned = plans(parts, slots, stage.share, _resting(stage), random)
    sent: dict[str, Sent] = {}
    shared: list[tuple[Unit, Returned]] = []
    for part in parts:
        plan = planned.get(part.unit.code, Plan())
        form = _perform(stage, part, slots[part.unit.code], plan, rehearsal, random)
        if part.act is Act.SEVERAL_UNITS and isinstance(form, Returned):
            shared.append((part.unit, form))
        elif isinstance(form, Sent):
            sent[part.unit.code] = form
    _send_together(stage, shared, sent, rehearsal, random)
    for unit in units:
        if unit.code in sent:
            lot = stage.lots.get(unit.code)
            note_course(stage.memory, lot, unit, slots[unit.code], sent[unit.code], rehearsal)
    note_larger(taskmap, planned, slots, sent, rehearsal)
    if stage.inspects:
        stars = frozenset(lot.task for lot in stage.lots.values() if lot.story is Story.FALSIFIED)
        seen = list(_to_inspect(stage, planned, slots, sent))
        team = stars if month == INSPECTED else frozenset()
        inspect(taskmap, stage.key, seen, team, rehearsal, random)
    rehearsal.memory = _remembered(stage, planned, slots, sent)


def _to_inspect(
    stage: Stage,
    planned: Mapping[str, Plan],
    slots: Mapping[str, Sequence[Slot]],
    sent: Mapping[str, Sent],
) -> Iterator[Seen]:
    """The leads' rows with a value in which nothing was planted; of stories' only the false one."""
    for code, form in sent.items():
        lot, plan = stage.lots.get(code), planned.get(code, Plan())
        for n, said in form.form.said.items():
            slot = slots[code][n]
            key = slot.row.task.key
            hurt = {slots[code][place].row.task.key for place in (*plan.faults, *plan.larger)}
            star = lot is not None and lot.task == key
            if star and lot and (lot.story, stage.period.month) == (Story.FALSIFIED, INSPECTED):
                star = False
            if slot.counted and said.value and key not in hurt and not star:
                cell, unit = form.form.cells[n]["value"], stage.taskmap.unit(code)
                yield Seen(unit, slot, said, form.path, form.sheet, cell)


def _resting(stage: Stage) -> dict[str, frozenset[str]]:
    """Tasks by unit that no fault is planted in: told right after last month's, or a story's."""
    stars = {code: frozenset({lot.task}) for code, lot in stage.lots.items()}
    resting = stage.memory.resting
    return {
        code: resting.get(code, frozenset()) | stars.get(code, frozenset())
        for code in (*resting, *stars)
    }


def _remembered(
    stage: Stage,
    planned: Mapping[str, Plan],
    slots: Mapping[str, Sequence[Slot]],
    sent: Mapping[str, Sent],
) -> Memory:
    truth = {slot.row.id: slot.answer for rows in slots.values() for slot in rows}
    said = {
        slots[code][n].row.id: words
        for code, form in sent.items()
        for n, words in form.form.said.items()
    }
    touched = {
        code: frozenset(
            slots[code][n].row.task.key
            for n in (
                *(n for n, fault in plan.faults.items() if fault.code in LASTING),
                *plan.larger,
            )
        )
        for code, plan in planned.items()
    }
    return Memory(truth, (said, *stage.memory.said[:1]), touched)


def _slots(stage: Stage, seed: int, unit: Unit, random: Random) -> tuple[Slot, ...]:
    rows, period = expected_rows(stage.taskmap, unit.code), stage.period
    pace = pace_of(period, stage.taskmap.settings)
    counted = Counter(row.assignment.id for row in rows)
    found = {
        (seen.task, seen.indicator): seen.verified
        for seen in stage.taskmap.inspections
        if (seen.period, stage.taskmap.code_of(seen.unit)) == (period.name, unit.code)
    }
    slots = []
    for row in rows:
        habit = Random(f"{seed} {row.id}")
        course = _course(stage, unit, row)
        answer = fill(row, period, pace, habit, random, course)
        lot = stage.lots.get(unit.code)
        before = stage.memory.before(row.id)
        if lot and lot.task == row.task.key and is_copied(lot.story, period.month) and before:
            answer.cells["progress"] = before.progress
        seen = found.get((row.task.key, row.indicator.seq)) if row.indicator else None
        if seen is not None:
            answer = verified(row, period, answer, seen)
        alone = counted[row.assignment.id] == 1
        owes, lead = bool(course.deeds), row.assignment.role is Role.LEAD
        slots.append(
            Slot(row, answer, period, alone, before, course.done and lead, owes, seen is not None)
        )
    return tuple(slots)


def _course(stage: Stage, unit: Unit, row: FormRow) -> Course:
    taskmap, period, lot = stage.taskmap, stage.period, stage.lots.get(unit.code)
    before = stage.memory.before(row.id)
    limit = time_limit(row.task.due, taskmap.year).by if row.task.due else None
    stars = {one.task for one in stage.lots.values()}
    seq = row.indicator.seq if row.indicator else 0
    least = [
        m.value
        for m in taskmap.milestones
        if m.task == row.task.key
        and m.value is not None
        and m.period <= period.name
        and m.indicator in (0, seq)
    ]
    mine = lot is not None and lot.task == row.task.key
    return Course(
        before=stage.memory.truth.get(row.id),
        last_text=before.progress if before else "",
        factor=factor_of(lot.story, period.month) if lot and mine else None,
        frozen=bool(lot and mine and is_frozen(lot.story, period.month)),
        done=limit is not None and limit <= period.cutoff and not row.task.excluded,
        least=max(least, default=None),
        deeds=tuple(m.deed for m in undone(taskmap, row.task.key, period, ())) if row.first else (),
        silent_part=row.task.key in stars,
    )


def _perform(
    stage: Stage,
    part: Part,
    slots: tuple[Slot, ...],
    plan: Plan,
    rehearsal: Rehearsal,
    random: Random,
) -> Sent | Returned | None:
    """Plays one part; where its form came and what it looks like, if it came filled in."""
    unit, act = part.unit, part.act
    planted = rehearsal.planted
    if act in SILENT:
        rehearsal.remind(unit)
    if act is Act.MISSING:
        planted.append(Planted("missing", unit.name, words="没有报送"))
        return None
    moment, sender = _moment(stage, act, random), _sender(part)
    if act is Act.EMPTY:
        path = rehearsal.deliver("进展表", stage.forms[unit.code], moment, unit, sender)
        planted.append(Planted("empty", unit.name, file=path, words="原样退回"))
        return None
    forms = stage.other_forms if act is Act.WRONG_PERIOD else stage.forms
    form = filled_form(forms[unit.code], slots, plan, act, moment, random, stage.key)
    if act is Act.SEVERAL_UNITS:
        return form
    if act is Act.SUPERSEDED:
        _draft(stage, part, slots, moment, rehearsal, random)
    data = _changed(stage, part, form.data, moment, random)
    path = rehearsal.deliver("进展表", data, moment, unit, sender)
    _note_act(stage, part, Sent(path, form), moment, slots, rehearsal)
    if act is Act.WRONG_PERIOD:
        planted.append(Planted("missing", unit.name, words="只报了其他期次的表"))
        return None
    for spot in form.spots:
        rehearsal.plant(spot, unit, path)
    return Sent(path, form)


def _note_act(
    stage: Stage,
    part: Part,
    sent: Sent,
    moment: datetime,
    slots: Sequence[Slot],
    rehearsal: Rehearsal,
) -> None:
    """Lists what the act is a fault of."""
    unit, act, path = part.unit, part.act, sent.path
    if words := WORDS.get(act):
        codes = ("late", "after_reminder") if act is Act.AFTER_REMINDER else (act.name.lower(),)
        for code in codes:
            rehearsal.planted.append(Planted(code, unit.name, file=path, words=words))
    if act is Act.COLUMN_MISSING:
        words = f"“{PROGRESS.field(COLUMN_GONE).header}”一栏被删除"
        rehearsal.plant(Spot("column_missing", "", first_header(), words), unit, path)
    early = stage.period.co_deadline
    parts = [n for n, slot in enumerate(slots) if slot.row.assignment.role is Role.CO]
    if early and moment > early and parts and act is not Act.WRONG_PERIOD:
        cell = sent.form.cells[parts[0]]["progress"]
        rehearsal.plant(Spot("co_late", "", cell, "协办截止后才报"), unit, path)


def _draft(
    stage: Stage,
    part: Part,
    slots: Sequence[Slot],
    moment: datetime,
    rehearsal: Rehearsal,
    random: Random,
) -> None:
    """An earlier version of the form, with another text in its first row."""
    first, unit = slots[0], part.unit
    cells = {**first.answer.cells, "progress": f"初稿：{first.answer.cells['progress']}"}
    draft = (replace(first, answer=Filled(first.answer.value, cells)), *slots[1:])
    early = moment - timedelta(hours=20)
    form = filled_form(stage.forms[unit.code], draft, Plan(), part.act, early, random)
    sender = _sender(part)
    path = rehearsal.deliver("进展表初稿", form.data, early, unit, sender)
    rehearsal.planted.append(Planted("superseded", unit.name, file=path, words="初稿"))
    spot = Spot("revised", "", form.cells[0]["progress"], "正式稿改了第一行")
    rehearsal.plant(spot, unit, rehearsal.path("进展表", unit, sender))


def _changed(stage: Stage, part: Part, data: bytes, moment: datetime, random: Random) -> bytes:
    """The workbook as the act leaves it, after it was filled in."""
    if part.act is Act.UNSAFE_FILE:
        return with_macro(data, moment)
    if part.act is Act.WRONG_UNIT:
        others = [unit for unit in stage.taskmap.reporting_units if unit != part.unit]
        return with_cover(data, part.unit.name, random.choice(others).name, moment)
    return data


def _send_together(
    stage: Stage,
    shared: Sequence[tuple[Unit, Returned]],
    sent: dict[str, Sent],
    rehearsal: Rehearsal,
    random: Random,
) -> None:
    """Two units' forms in one workbook, sent by the first of them."""
    moment = _moment(stage, Act.SEVERAL_UNITS, random)
    for (one, first), (other, second) in zip(shared[::2], shared[1::2], strict=True):
        sheets = (PROGRESS.sheet, f"{PROGRESS.sheet}（2）")
        data = together((first.data, second.data), sheets, moment)
        path = rehearsal.deliver("进展表", data, moment, one)
        words = WORDS[Act.SEVERAL_UNITS]
        for unit, form, sheet in ((one, first, sheets[0]), (other, second, sheets[1])):
            rehearsal.planted.append(Planted("several_units", unit.name, file=path, words=words))
            sent[unit.code] = Sent(path, form, sheet)


def _moment(stage: Stage, act: Act, random: Random) -> datetime:
    """When the form comes: in office hours before it is due, or after that as the act wants."""
    deadline = stage.period.deadline
    if act is Act.LATE:
        return deadline + timedelta(hours=random.randint(2, REMINDED_AFTER - 1))
    if act is Act.AFTER_REMINDER:
        return deadline + timedelta(hours=random.randint(REMINDED_AFTER + 1, 90))
    early = stage.period.co_deadline
    if act is Act.CO_LATE and early:
        return early + (deadline - early) / random.randint(2, 5)
    day = (early or deadline) - timedelta(days=random.randint(1, 2))
    return day.replace(hour=random.randint(9, 16), minute=random.randint(0, 59), second=0)


def _sender(part: Part) -> str:
    """The address that the form is mailed from; '' where it comes as a file."""
    if part.act is Act.UNKNOWN_SENDER:
        return f"private-{part.unit.code.lower()}@example.invalid"
    return address_of(part.unit) if part.by_mail else ""
