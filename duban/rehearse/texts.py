"""Plausible contents of a form's row: values that follow a pace, texts with facts in them."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from random import Random

from msgspec import Struct

from duban.checks.dates import without_days
from duban.figures import plain
from duban.forms.rows import FormRow
from duban.model import Direction, Indicator, Kind, Period, ReportedStatus, Role

_SURNAMES = "王李张刘陈杨黄赵周吴徐孙马朱胡郭何林高罗"
_GIVEN = ("伟", "敏", "静", "磊", "洋", "勇", "艳", "杰", "娟", "涛", "明", "霞", "平", "刚", "玲")
_DEEDS = (
    "{day}召开专题调度会，明确{a}项分工和责任人，{b}项已启动实施",
    "编制印发实施方案，{day}组织现场踏勘{a}次，协调解决用地、资金等问题{b}个",
    "{day}完成项目方案评审，开工建设{b}处，累计投入施工人员{a}0余人",
    "组织培训{b}场次、参加{a}6人次，{day}开展联合检查{b}次，督促整改问题{a}个",
    "与有关单位会商{b}次，{day}签订合作协议{b}份，前期手续已办结{a}项",
)
_PROBLEMS = ("部分项目用地报批较慢", "配套资金尚未全部到位", "受天气影响施工进度偏慢")
_STEPS = (
    "加强与自然资源部门对接，下月底前完成报批",
    "积极争取上级资金，分批拨付",
    "增加作业班组，抢抓施工黄金期",
)
_FACTORS = (0.35, 0.7, 0.9, 1.0, 1.05, 1.1, 1.3, 1.6)
"""Of the pace; the first of them lags."""
_LAGS = 0.5
_SEASON = 3
"""Months for which a row keeps its factor: who lags behind may catch up, and others fall behind."""
_CLAUSE = re.compile(r"[^，。；,;]{4,24}")
_COUNTED = set("个家户套处所项座人件次台辆")


class Filled(Struct, frozen=True):
    """What a unit writes into one row, by field name."""

    value: Decimal | None
    cells: dict[str, str]


class Course(Struct, frozen=True):
    """How a row goes on: what its months before were, and what is owed of it by now.

    ``factor`` of the pace where a story sets it, None for the row's own; ``frozen``: the value
    stays; ``done``: its time limit has passed; ``least``: the value due by its plan; ``deeds`` due
    by its plan; ``silent_part``: a co-organiser tells its part in words alone.
    """

    before: Filled | None = None
    last_text: str = ""
    factor: float | None = None
    frozen: bool = False
    done: bool = False
    least: Decimal | None = None
    deeds: tuple[str, ...] = ()
    silent_part: bool = False


_ANY_COURSE = Course()


def fill(
    row: FormRow,
    period: Period,
    pace: Decimal,
    habit: Random,
    random: Random,
    course: Course = _ANY_COURSE,
) -> Filled:
    """A plausible, faultless answer to ``row`` at ``pace`` per cent of the year.

    ``habit`` draws what a row keeps over the year: its people, and how fast it goes each quarter.
    """
    # A co-organiser's part is less than the least that a lead may report of the whole.
    part = row.assignment.role is Role.CO
    season = Random(f"{habit.random()} {(period.month - 1) // _SEASON}")
    factor = season.choice((0.05, 0.1, 0.2, 0.3) if part else _FACTORS)
    people = {
        "leader": person(habit),
        "handler": person(habit),
        "phone": f"1300000{habit.randint(0, 9999):04d}",
    }
    factor = factor if course.factor is None else course.factor
    value = None
    if row.indicator and not (part and course.silent_part):
        value = _went_on(row, _value(row.indicator, pace, factor, random), course)
    lagging = factor < _LAGS and not part and not course.done
    if _rises(row) and row.indicator and value is not None:
        lagging = lagging and value < row.indicator.target * pace / 100 * Decimal(str(_LAGS))
    status = ReportedStatus.LAGGING if lagging else ReportedStatus.UNDER_WAY
    if _rises(row) and value is not None and row.indicator and value >= row.indicator.target:
        status, lagging = ReportedStatus.DONE, False
    if course.done and not part and not row.indicator:
        status = ReportedStatus.DONE
    cells = {
        "progress": _progress(row, period, value, random, course),
        "status": status.label,
        **people,
        "due": f"{period.year}-12-31",
    }
    if lagging:
        cells["problem"] = random.choice(_PROBLEMS)
        cells["next_step"] = random.choice(_STEPS)
    return Filled(value, cells)


def verified(row: FormRow, period: Period, answer: Filled, found: Decimal) -> Filled:
    """``answer`` of a unit that reports what inspectors found."""
    cells = dict(answer.cells)
    if found != answer.value and row.assignment.role is Role.LEAD:
        cells["progress"] = told(row, period, found)
    met = _rises(row) and row.indicator is not None and found >= row.indicator.target
    if met:
        cells["status"] = ReportedStatus.DONE.label
    elif cells["status"] == ReportedStatus.DONE.label:
        cells["status"] = ReportedStatus.UNDER_WAY.label
    return Filled(found, cells)


def _rises(row: FormRow) -> bool:
    """Whether the row has a cumulative target to reach."""
    indicator = row.indicator
    return (
        indicator is not None
        and indicator.kind is Kind.CUMULATIVE
        and indicator.direction is not Direction.AT_MOST
    )


def _value(indicator: Indicator, pace: Decimal, factor: float, random: Random) -> Decimal:
    target = indicator.target
    share = Decimal(str(round(factor, 4)))
    if indicator.kind is Kind.CUMULATIVE:
        value = target * pace / 100 * share
    else:
        value = target * (Decimal("0.97") + Decimal(random.randint(0, 6)) / 100)
    step = step_of(indicator)
    return max(value.quantize(step, ROUND_HALF_UP), step)


def step_of(indicator: Indicator) -> Decimal:
    """The least by which a value of the indicator moves."""
    whole = indicator.measure[:1] in _COUNTED or indicator.target >= 1000
    return Decimal(1) if whole else Decimal("0.01")


def _went_on(row: FormRow, value: Decimal, course: Course) -> Decimal:
    """``value`` as it follows the months before: no cumulative value falls, no lead's stands still.

    What a story sets goes as the story says.
    """
    indicator, before = row.indicator, course.before
    assert indicator is not None
    if before is not None and before.value is not None and course.frozen:
        return before.value
    lead = row.assignment.role is Role.LEAD
    level = indicator.kind is not Kind.CUMULATIVE
    if level and lead and indicator.direction is not Direction.AT_MOST:
        value = max(value, course.least or value)
    if level or course.factor is not None:
        return value
    rising = _rises(row)
    if before is not None and before.value is not None:
        value = max(value, before.value)
        if rising and lead and value == before.value and value < indicator.target:
            value = min(indicator.target, value + step_of(indicator))
    if rising and lead:
        value = max(value, indicator.target if course.done else course.least or value)
    return value


def _progress(
    row: FormRow, period: Period, value: Decimal | None, random: Random, course: Course
) -> str:
    """Facts with figures, and not those of the period before."""
    while True:
        text = _facts(row, period, value, random)
        if not course.last_text or _figures(text) != _figures(course.last_text):
            break
    if row.assignment.role is Role.LEAD:
        text += "".join(f"{deed}已完成。" for deed in course.deeds)
    return text


def _figures(text: str) -> list[str]:
    return re.findall(r"\d+", without_days(text))


def _facts(row: FormRow, period: Period, value: Decimal | None, random: Random) -> str:
    deed = random.choice(_DEEDS).format(
        day=f"{period.month}月{random.randint(1, 20)}日",
        a=random.randint(2, 9),
        b=random.randint(2, 6),
    )
    clause = _CLAUSE.search(row.task.text)
    about = f"围绕{clause[0]}，" if clause and "“" not in clause[0] else ""
    if row.assignment.role is Role.CO:
        return f"配合牵头单位，{about}{deed}。"
    if row.indicator and value is not None:
        return f"{told(row, period, value)}{about}{deed}。"
    return f"{about}{deed}。"


def told(row: FormRow, period: Period, value: Decimal) -> str:
    """The sentence that tells an indicator's ``value`` as of the cut-off."""
    assert row.indicator is not None
    done = f"{row.indicator.name}累计{plain(value)}{row.indicator.measure}"
    return f"截至{period.cutoff.month}月{period.cutoff.day}日，{done}。"


def person(random: Random) -> str:
    """A made-up name."""
    return random.choice(_SURNAMES) + random.choice(_GIVEN)
