"""What leads plan: read from their forms, checked for what it can be held to, proposed."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from random import Random

import pytest
from msgspec.structs import replace

from duban.compilation import Compilation
from duban.forms.fields import PLAN
from duban.forms.rows import expected_rows
from duban.merge.plans import propose
from duban.model import FormKind, Indicator, Milestone, Task, TaskClass, Unit, UnitStatus
from duban.ooxml import saved
from duban.register import TaskMap
from duban.rehearse.plans import fill_plan
from tests.emit import read
from tests.office import (
    FEBRUARY,
    SCHOOL,
    TASKS,
    TRADE,
    UNITS,
    WATER,
    compiled,
    emitted,
    found,
    full_month,
    issued,
    returned,
)
from tests.plans.drawn import FULL, PEOPLE, PLANS, all_plans, plan_of, planning
from tests.programs import convert

DUE = PLANS.deadline
BEFORE, AFTER = DUE - timedelta(hours=3), DUE + timedelta(hours=3)
NAMES = (
    *("序号", "指标", "年度目标/量化指标", "目标值", "计量单位", "3月", "6月", "12月"),
    *("节点事项", "质量要求", "工作措施", "责任领导", "责任人", "联系电话"),
)


def month(files: dict[str, bytes], taskmap: TaskMap | None = None) -> Compilation:
    """The plan period with these returns, all in time."""
    moments = dict.fromkeys(files, BEFORE)
    return compiled(taskmap or planning(), files, AFTER, moments, PLANS)


def statuses(made: Compilation) -> dict[str, UnitStatus]:
    return {row.unit.name: row.status for row in made.reporting}


def test_faultless_plans_are_taken_as_they_are() -> None:
    made = month(all_plans(planning()))
    assert made.findings == ()
    assert set(statuses(made).values()) == {UnitStatus.ON_TIME}
    proposal = propose(made.taskmap, made.plans)
    assert proposal.left_out == ()
    rows = [p.row for p in proposal.milestones]
    assert [
        (r.task, r.indicator, r.period, r.value and int(r.value), r.deed, r.quality, r.source.cell)
        for r in rows
        if isinstance(r, Milestone) and r.task in ("1", "2", "6")
    ] == [
        ("1", 1, "2023-03", 250, "", "", "J8"),
        ("1", 1, "2023-06", 500, "", "", "M8"),
        ("1", 1, "2023-12", 1000, "", "通过验收", "S8"),
        ("2", 0, "2023-06", None, "5月底前动工", "达到Ⅲ类", "T8"),
        ("2", 0, "2023-10", None, "9月投入使用", "达到Ⅲ类", "T8"),
        ("6", 0, "2023-12", None, "年底前获批", "", "T10"),
    ]


def row(**said: str) -> str:
    """A drawing of the water office's plan of task 2 (no indicator); task 5 is faultless."""
    mine = {"序号": "2", "工作措施": "巡河", "节点事项": "5月底前动工"}
    people = dict(zip(("责任领导", "责任人", "联系电话"), PEOPLE.split(" | "), strict=True))
    other = {"序号": "5", "工作措施": "监测", "12月": "95", **people}
    lines = [dict(zip(NAMES, NAMES, strict=True)), {**people, **mine, **said}, other]
    return "\n".join(f"| {' | '.join(line.get(n, '') for n in NAMES)} |" for line in lines)


@pytest.mark.parametrize(
    ("said", "codes"),
    (
        ({}, []),
        ({"工作措施": ""}, [("plan_no_measure", "V8")]),
        ({"节点事项": ""}, [("plan_not_countable", "T8")]),
        ({"节点事项": "长期坚持"}, [("plan_not_countable", "T8")]),
        ({"节点事项": "长期坚持", "质量要求": "每月不少于2次"}, []),
        ({"节点事项": "适时启动"}, [("plan_bad_time", "T8"), ("plan_not_countable", "T8")]),
        ({"节点事项": "2024年5月动工；6月上旬启动"}, [("plan_bad_time", "T8")]),
        ({"责任人": "", "联系电话": ""}, [("plan_no_person", "Y8")]),
        ({"年度目标/量化指标": "巡河", "目标值": "400"}, [("plan_own_unclear", "G8")]),
        ({"3月": "40"}, [("plan_own_unclear", "J8")]),
    ),
)
def test_what_a_plan_lacks_is_flagged_where_it_is_to_be_filled_in(
    said: dict[str, str], codes: list[tuple[str, str]]
) -> None:
    taskmap = planning()
    made = month(all_plans(taskmap, U02=row(**said)))
    assert [(code, cell) for code, _, _, cell in found(made.findings)] == codes


@pytest.mark.parametrize(
    ("values", "codes"),
    (
        ("250 | 500 | 1000", []),
        ("250 |     | 1000", []),
        ("250 | 200 | 1000", [("plan_falls", "M8")]),
        ("250 | 500 | 900", [("plan_short", "S8")]),
        ("250 | 完成主体 | 1000", [("plan_bad_number", "M8")]),
        ("250 | 0.5千 | 1000个", []),
    ),
)
def test_values_by_month_rise_to_the_target(values: str, codes: list[tuple[str, str]]) -> None:
    drawing = FULL[SCHOOL].replace("250 | 500 | 1000", values)
    made = month(all_plans(planning(), U01=drawing))
    assert [(code, cell) for code, _, _, cell in found(made.findings)] == codes


def test_an_indicator_of_the_units_own_is_proposed_for_confirmation() -> None:
    said = {"年度目标/量化指标": "巡河", "目标值": "400", "计量单位": "人次", "12月": "400"}
    made = month(all_plans(planning(), U02=row(**said)))
    assert made.findings == ()
    (own,) = propose(made.taskmap, made.plans).indicators
    assert isinstance(own.row, Indicator)
    assert (own.row.task, own.row.seq, own.row.name, own.row.target, own.row.measure) == (
        *("2", 1, "巡河"),
        *(Decimal(400), "人次"),
    )
    assert own.row.doubt is not None
    taken = replace(made.taskmap, indicators=(*made.taskmap.indicators, own.row))
    again = month(all_plans(planning(), U02=row(**said)), taken)
    assert again.findings == ()
    assert propose(taken, again.plans).milestones == propose(made.taskmap, made.plans).milestones


def test_of_two_leads_the_first_is_proposed_and_the_other_shown() -> None:
    tasks = (replace(TASKS[0], leads=("市教育局", "市商务局"), cos=()), *TASKS[1:])
    taskmap = planning(tasks=tasks)
    trade = FULL[TRADE].rstrip() + f"\n| 1 |  | 300 | 1000 |  | 同上 | {PEOPLE} |\n"
    made = month(all_plans(taskmap, U03=trade), taskmap)
    assert found(made.findings) == [("plan_conflict", "市商务局", "1", "J8")]
    proposal = propose(taskmap, made.plans)
    assert [int(p.row.value or 0) for p in proposal.milestones if _values_of_1(p.row)] == [  # type: ignore[union-attr]
        *(250, 500, 1000),
    ]
    assert {plan.unit.name for plan, *_ in proposal.left_out} == {"市商务局"}


def _values_of_1(row: object) -> bool:
    return isinstance(row, Milestone) and row.task == "1"


@pytest.mark.parametrize("suffix", ("xlsx", "xls", "ods"))
def test_a_plan_saved_by_another_program_says_the_same(suffix: str) -> None:
    taskmap, own = planning(), {"年度目标/量化指标": "巡河", "目标值": "400", "计量单位": "人次"}
    files = all_plans(taskmap, U02=row(**own, **{"12月": "400"}))
    resaved = {f"{n}.{suffix}": convert(data, "xlsx", suffix) for n, data in files.items()}
    one, other = month(files), month(resaved)
    assert other.findings == ()
    for before, after in zip(one.plans, other.plans, strict=True):
        assert {n: s.text for n, s in before.said.items()} == {
            n: s.text for n, s in after.said.items()
        }
        assert [(s.period, s.value) for s in before.steps] == [
            (s.period, s.value) for s in after.steps
        ]


def test_only_leads_owe_a_plan_and_the_parts_sum() -> None:
    helper = Unit("U04", "市气象局", order=4)
    tasks = (replace(TASKS[0], cos=("市水利局", "市气象局")), *TASKS[1:])
    taskmap = planning(units=(*UNITS, helper), tasks=tasks)
    files = all_plans(taskmap)
    del files["市商务局.xlsx"]
    files["市水利局.xlsx"] = plan_of(taskmap, WATER)
    made = compiled(taskmap, files, AFTER, {"市教育局.xlsx": AFTER, "市水利局.xlsx": BEFORE}, PLANS)
    assert statuses(made) == {
        "市教育局": UnitStatus.LATE,
        "市水利局": UnitStatus.EMPTY,
        "市商务局": UnitStatus.MISSING,
    }
    messages = [f.message for f in made.findings if f.code in ("missing", "empty")]
    assert messages == ["分解表没有填写任何内容", "未报送分解表"]


def test_a_unit_that_owes_two_forms_stands_by_the_worse() -> None:
    both = replace(PLANS, forms=(FormKind.PROGRESS, FormKind.PLAN))
    taskmap = planning()
    plans = {f"分解{name}": data for name, data in all_plans(taskmap).items()}
    progress = full_month(taskmap)
    progress = {
        f"{unit.name}.xlsx": returned(issued(taskmap, unit, FEBRUARY), _PROGRESS[unit.code])
        for unit in UNITS
    }
    files = {**progress, **plans}
    del files["分解市教育局.xlsx"]
    del files["市水利局.xlsx"]
    made = compiled(taskmap, files, AFTER, dict.fromkeys(files, BEFORE), both)
    assert statuses(made) == {
        "市教育局": UnitStatus.MISSING,
        "市水利局": UnitStatus.MISSING,
        "市商务局": UnitStatus.ON_TIME,
    }
    assert [(f.unit, f.message) for f in made.findings if f.code == "missing"] == [
        ("市教育局", "未报送分解表"),
        ("市水利局", "未报送进展表"),
    ]


_PROGRESS = {
    "U01": "| 序号 | 职责 | 进展情况 | 状态 |\n| 4 | 牵头 | 检查 | 正常推进 |",
    "U02": "| 序号 | 职责 | 进展情况 | 状态 |\n| 2 | 牵头 | 巡河 | 正常推进 |",
    "U03": "| 序号 | 职责 | 进展情况 | 状态 |\n| 6 | 牵头 | 等待 | 上级未下达 |",
}


def test_a_plan_period_has_a_proposal_and_no_circular() -> None:
    made = month(all_plans(planning()))
    files = emitted(made)
    assert "督查通报.docx" not in files
    assert "分解表汇总.xlsx" in files
    assert {s.task_class for s in made.standings} == {TaskClass.OTHER}
    assert read.machine(files)["counts"]["expected_units"] == 3
    assert "本期只报分解表，不评进度" in {s.why for s in made.standings}


def test_a_lost_row_of_a_plan_is_missing() -> None:
    drawing = FULL[SCHOOL].rstrip().rsplit("\n", 1)[0]
    made = month(all_plans(planning(), U01=drawing))
    assert found(made.findings) == [("row_missing", "市教育局", "4", "")]


def test_cells_that_ask_nothing_are_locked() -> None:
    form = planning()
    book = returned(issued(form, TRADE, PLANS, spec=PLAN), spec=PLAN)
    import io

    import openpyxl

    sheet = openpyxl.load_workbook(io.BytesIO(book))[PLAN.sheet]

    def locked(row: int, name: str) -> bool:
        return bool(sheet.cell(row, PLAN.index(name) + 1).protection.locked)

    # 招商引资, 外贸出口增长 (second row of task 3), task 6 (no indicator, no co-organiser)
    assert [locked(row, "target") for row in (8, 9, 10)] == [True, True, False]
    assert [locked(row, "work") for row in (8, 9, 10)] == [False, True, False]
    assert [locked(row, "m06") for row in (8, 9, 10)] == [False] * 3
    assert [locked(row, "share") for row in (8, 9, 10)] == [True] * 3


def test_a_hundred_tasks_and_absurd_words_break_nothing() -> None:
    tasks = tuple(Task(n, f"任务{n}" * 40, ("市教育局",)) for n in range(1, 101))
    taskmap = planning(tasks=tasks, indicators=())
    lines = "\n".join(f"| {n} | =1+1；；。 | {'长' * 500} |" for n in range(1, 101))
    files = {"a.xlsx": plan_of(taskmap, SCHOOL, "| 序号 | 节点事项 | 工作措施 |\n" + lines)}
    made = month(files, taskmap)
    assert len([f for f in made.findings if f.code == "plan_bad_time"]) == 100
    assert "分解表汇总.xlsx" in emitted(made)


def test_a_task_that_is_not_judged_owes_nothing_countable() -> None:
    trade = "\n".join(
        line.replace("年底前获批", "").replace("每月对接一次", "")
        for line in FULL[TRADE].splitlines()
    )
    assert month(all_plans(planning(), U03=trade)).findings == ()


def test_plans_that_are_played_are_faultless() -> None:
    taskmap = planning()
    files = {
        f"{unit.name}.xlsx": saved(
            fill_plan(
                issued(taskmap, unit, PLANS, spec=PLAN),
                expected_rows(taskmap, unit.code, FormKind.PLAN),
                Random(7),
            ),
            BEFORE,
        )
        for unit in UNITS
    }
    made = month(files, taskmap)
    assert made.findings == ()
    assert len(propose(taskmap, made.plans).milestones) > 20
