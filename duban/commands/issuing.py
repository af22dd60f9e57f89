"""issue: one signed workbook for each unit that owes the form, in output/<period>/下发/."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import cast

from msgspec.structs import replace

from duban.commands.compiling import ISSUED, stationery, stop_at_error
from duban.commands.gathering import gather
from duban.commands.session import Session, find_period, read_file, sound_taskmap
from duban.emit.guide import TEMPLATE, guide, guide_name
from duban.emit.papers import print_paper
from duban.emit.words import file_names
from duban.forms.fields import FORMS, MONTHS
from duban.forms.rows import Carried, Previous, expected_rows
from duban.forms.write import FormJob, write
from duban.merge import carried, merge, plans_of
from duban.model import FormKind, Period, Unit
from duban.register import TaskMap
from duban.workspace import Stop


def issue(session: Session, name: str, kind: FormKind | None = None) -> dict[FormKind, list[str]]:
    """Writes the forms that the period asks for, or one kind of them; returns their names by kind.

    Forms of other kinds that were issued before stay. Raises Stop when it cannot.
    """
    workspace = session.workspace
    with workspace.lock("下发"):
        taskmap, _ = sound_taskmap(session, name)
        period = find_period(taskmap, name)
        kinds = (kind,) if kind else period.forms
        issued: dict[FormKind, list[str]] = {}
        files: dict[str, bytes] = {}
        for wanted in kinds:
            refuse_unasked(taskmap, period, wanted)
            names = form_names(taskmap, period, wanted)
            made = forms(session, taskmap, period, wanted)
            files |= {names[code]: form for code, form in made.items()}
            files |= _guide(session, taskmap, period, wanted)
            issued[wanted] = list(names.values())
        publish_forms(session, name, files, kinds)
    return issued


def _guide(session: Session, taskmap: TaskMap, period: Period, kind: FormKind) -> dict[str, bytes]:
    """The form's 填报说明; none where the office's templates lack its wording. Raises Stop."""
    folder = session.workspace.templates()
    if not any((place / TEMPLATE).is_file() for place in (folder, folder / period.name)):
        session.say(f"templates/ 中没有 {TEMPLATE}，没有生成填报说明。")
        return {}
    paper = guide(FORMS[kind], taskmap.settings, period)
    paper_of = stationery(session, period.name)
    document, wrong = print_paper(paper, paper_of, taskmap.settings, period.deadline)
    stop_at_error(wrong)
    assert document is not None, "a paper without an error is printed"
    return {guide_name(FORMS[kind]): document}


def issued_lines(name: str, issued: Mapping[FormKind, Sequence[str]]) -> list[str]:
    """What was issued, for the screen."""
    return [
        f"已生成{len(names)}份{'填报表' if kind is FormKind.PROGRESS else kind.label}，"
        f"在 output/{name}/{ISSUED}/。"
        for kind, names in issued.items()
    ]


def refuse_unasked(taskmap: TaskMap, period: Period, kind: FormKind) -> None:
    """Raises Stop where the sheet 期次 does not ask for this form: nobody would be counted."""
    if kind not in period.forms:
        asked = "、".join(form.label for form in period.forms)
        raise Stop(
            f"{period.name} 期应报的是{asked}，不是{kind.label}，没有生成。",
            f"请在 taskmap/{taskmap.year}.xlsx “期次”表该期的“填报表”一列选择{kind.label}"
            "（两种都报的选“进展表、分解表”），再运行。",
        )


def publish_forms(
    session: Session, name: str, files: dict[str, bytes], kinds: tuple[FormKind, ...]
) -> None:
    """Puts forms into 下发/ in place of earlier ones of these kinds; the others stay."""
    folder = session.workspace.output(name) / ISSUED
    ends = tuple(f"{kind.label}.xlsx" for kind in kinds)
    if folder.is_dir():
        kept = (path for path in sorted(folder.iterdir()) if path.is_file())
        files = {p.name: read_file(p) for p in kept if not p.name.endswith(ends)} | files
    for note in session.workspace.publish(f"{name}/{ISSUED}", files).notes():
        session.say(note)


def forms(
    session: Session, taskmap: TaskMap, period: Period, kind: FormKind = FormKind.PROGRESS
) -> dict[str, bytes]:
    """Unit code → bytes of the form of every unit that owes it, in protocol order."""
    key = session.workspace.key()
    previous = _previous(session, taskmap, period) if kind is FormKind.PROGRESS else {}
    omitted = _omitted(taskmap, period) if kind is FormKind.PLAN else ()
    made: dict[str, bytes] = {}
    units = _owing(taskmap, period, kind)
    for unit in cast(Iterator[Unit], session.progress(iter(units), len(units), "生成填报表")):
        rows = expected_rows(taskmap, unit.code, kind)
        job = FormJob(FORMS[kind], unit, period, taskmap.settings, rows, previous, omitted)
        made[unit.code] = write(job, key, period.deadline)
    return made


def form_names(
    taskmap: TaskMap, period: Period, kind: FormKind = FormKind.PROGRESS
) -> dict[str, str]:
    """Unit code → '市教育局-2023年3月进展表.xlsx'."""
    names = file_names(_owing(taskmap, period, kind))
    return {code: f"{name}-{period.title}{kind.label}.xlsx" for code, name in names.items()}


def _owing(taskmap: TaskMap, period: Period, kind: FormKind) -> tuple[Unit, ...]:
    period = replace(period, forms=(kind,))
    return tuple(u for u in taskmap.reporting_units if taskmap.owed_forms(u.code, period))


def _omitted(taskmap: TaskMap, period: Period) -> tuple[str, ...]:
    """The plan's months that are no period of progress, are past, or no quarter's end as set."""
    step = 3 if taskmap.settings.plan_months == "每季" else 1
    shown = [
        p.month
        for p in taskmap.periods
        if FormKind.PROGRESS in p.forms and p.name >= period.name and p.month % step == 0
    ]
    return tuple(name for month, name in enumerate(MONTHS, start=1) if month not in shown)


def _previous(session: Session, taskmap: TaskMap, period: Period) -> Previous:
    """What each row's unit reported for the period before; its people by its plan where none."""
    before = taskmap.period_before(period)
    known = _planned(session, taskmap, period)
    if before is None or not session.workspace.inbox(before.name).is_dir():
        return known
    intake, _ = gather(session, taskmap, before, register=False)
    return {**known, **carried(merge(taskmap, intake))}


def _planned(session: Session, taskmap: TaskMap, period: Period) -> dict[str, Carried]:
    """The persons whom plans of this year name, for every row of their task."""
    found: dict[str, Carried] = {}
    for asked in sorted(taskmap.periods, key=lambda known: known.name):
        past = asked.name <= period.name and FormKind.PLAN in asked.forms
        if not past or not session.workspace.inbox(asked.name).is_dir():
            continue
        intake, _ = gather(session, taskmap, asked, register=False)
        people = {
            (plan.unit.code, plan.task.key): Carried(
                leader=plan.text("leader"), handler=plan.text("handler"), phone=plan.text("phone")
            )
            for plan in plans_of(taskmap, intake, asked)
            if plan.answered
        }
        for unit in taskmap.reporting_units:
            for row in expected_rows(taskmap, unit.code, FormKind.PLAN):
                if person := people.get((unit.code, row.task.key)):
                    found[row.id] = person
    return found
