"""Whether each lead's plan can be held to: a measure, something countable, a person, times."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from duban.catalogue import flag
from duban.checks.registry import Context, check
from duban.figures import plain
from duban.forms.fields import PLAN
from duban.merge import Planned
from duban.model import Direction, Finding, Indicator, Kind, Source
from duban.text import shorten


def _answered(context: Context) -> Iterator[Planned]:
    """The plans of tasks that are judged, where the task's row is in a form with contents."""
    return (p for p in context.plans if p.filled and p.answered and not p.task.excluded)


def _flag(
    code: str, plan: Planned, source: Source, message: str, advice: str, evidence: str = ""
) -> Finding:
    return flag(
        code,
        f"分解表第{plan.task.key}项：{message}",
        advice,
        unit=plan.unit.name,
        task=plan.task.key,
        source=source,
        evidence=evidence,
    )


@check("plan_no_measure")
def plan_no_measure(context: Context) -> Iterator[Finding]:
    """One for each task without 工作措施."""
    for plan in _answered(context):
        if not plan.text("work"):
            advice = "请写明由谁做什么、怎样做。"
            yield _flag("plan_no_measure", plan, plan.at("work"), "没有工作措施", advice)


@check("plan_not_countable")
def plan_not_countable(context: Context) -> Iterator[Finding]:
    """One for each task with neither a value nor a deed with a time.

    What lasts is countable where its quality requirement holds a number.
    """
    for plan in _answered(context):
        lasting = any(deed.limit.lasting for deed in plan.deeds)
        counted = any(character.isdigit() for character in plan.text("quality"))
        timed = any(deed.period for deed in plan.deeds)
        if not (plan.steps or timed or (lasting and counted)):
            yield _flag(
                "plan_not_countable",
                plan,
                plan.at("deeds"),
                "没有可考核的内容：月份栏和节点事项都没有可用的内容",
                "请在月份栏填累计数，或在“节点事项”写明何时做成何事；长期坚持的，质量要求须有数量。",
                plan.text("deeds"),
            )


@check("plan_no_person")
def plan_no_person(context: Context) -> Iterator[Finding]:
    """One for each task that lacks 责任领导, 责任人 or 联系电话."""
    for plan in _answered(context):
        blank = [name for name in ("leader", "handler", "phone") if not plan.text(name)]
        if blank:
            headers = "、".join(f"“{PLAN.field(name).header}”" for name in blank)
            message = f"{headers}没有填写"
            yield _flag("plan_no_person", plan, plan.at(blank[0]), message, "请补填，责任到人。")


@check("plan_bad_time")
def plan_bad_time(context: Context) -> Iterator[Finding]:
    """One for each deed that names no time in the year and does not last."""
    for plan in _answered(context):
        for deed in plan.deeds:
            if not deed.period and not deed.limit.lasting:
                yield _flag(
                    "plan_bad_time",
                    plan,
                    deed.source,
                    f"节点事项“{shorten(deed.text, 24)}”看不出是{context.taskmap.year}年何时",
                    "请写明时限，如“5月底前动工”“三季度完成”；无时限的写“长期坚持”。",
                    deed.text,
                )


@check("plan_bad_number")
def plan_bad_number(context: Context) -> Iterator[Finding]:
    """One for each month's cell from which no number can be taken."""
    for plan in _answered(context):
        for step in plan.steps:
            if step.value is None:
                yield _flag(
                    "plan_bad_number",
                    plan,
                    step.said.source,
                    f"{step.period}期应完成值“{shorten(step.said.text, 20)}”不是一个数",
                    "请只填一个数字；事项写入“节点事项”。",
                    step.said.text,
                )


@check("plan_own_unclear")
def plan_own_unclear(context: Context) -> Iterator[Finding]:
    """One for each indicator of a unit's own that lacks its name, target or measure."""
    for plan in _answered(context):
        steps = [step for step in plan.steps if step.indicator is None and step.value is not None]
        unclear = plan.unclear or (steps[0].said if steps else None)
        if unclear:
            yield _flag(
                "plan_own_unclear",
                plan,
                unclear.source,
                "自定的量化指标不完整",
                "请把指标名称、目标值、计量单位三格填齐；不设指标的，月份栏不填。",
                unclear.text,
            )


def _series(plan: Planned) -> Iterator[tuple[Indicator, list[tuple[Decimal, Source, str]]]]:
    """Each rising cumulative indicator with its values in the months' order."""
    for indicator in dict.fromkeys(step.indicator for step in plan.steps if step.indicator):
        rising = indicator.kind is Kind.CUMULATIVE and indicator.direction is Direction.AT_LEAST
        values = [
            (step.value, step.said.source, step.period)
            for step in plan.steps
            if step.indicator == indicator and step.value is not None
        ]
        if rising and values:
            yield indicator, values


@check("plan_falls")
def plan_falls(context: Context) -> Iterator[Finding]:
    """One for each cumulative value planned below the month's before it."""
    for plan in _answered(context):
        for indicator, values in _series(plan):
            for (before, _, _), (value, source, period) in pairwise(values):
                if value < before:
                    yield _flag(
                        "plan_falls",
                        plan,
                        source,
                        f"“{indicator.name}”{period}期应完成{plain(value)}{indicator.measure}，"
                        f"少于前一节点的{plain(before)}{indicator.measure}",
                        "月份栏填自年初起的累计数，不是当月数，请核对。",
                        plain(value),
                    )


@check("plan_short")
def plan_short(context: Context) -> Iterator[Finding]:
    """One for each indicator whose planned values never reach its target."""
    for plan in _answered(context):
        for indicator, values in _series(plan):
            most, source, _ = max(values, key=lambda value: value[0])
            if most < indicator.target:
                yield _flag(
                    "plan_short",
                    plan,
                    source,
                    f"“{indicator.name}”各月应完成值最多{plain(most)}{indicator.measure}，"
                    f"不到年度目标{plain(indicator.target)}{indicator.measure}",
                    "请补填年底达到目标的节点；填的是当月数的，请改为累计数。",
                    plain(most),
                )


@check("plan_conflict")
def plan_conflict(context: Context) -> Iterator[Finding]:
    """One for each value that differs from what the task's other lead planned for that month."""
    places = {(a.task, a.unit): place for place, a in enumerate(context.taskmap.assignments)}
    plans = sorted(_answered(context), key=lambda plan: places[plan.task.key, plan.unit.code])
    said: dict[tuple[str, int, str], tuple[Planned, Decimal]] = {}
    for plan in plans:
        for step in plan.steps:
            if step.value is None or step.indicator is None:
                continue
            place = plan.task.key, step.indicator.seq, step.period
            first, value = said.setdefault(place, (plan, step.value))
            if first is not plan and value != step.value:
                measure = step.indicator.measure
                yield _flag(
                    "plan_conflict",
                    plan,
                    step.said.source,
                    f"“{step.indicator.name}”{step.period}期应完成{plain(step.value)}{measure}，"
                    f"与{first.unit.name}所填{plain(value)}{measure}不一致",
                    "请几个牵头单位商定后统一填写；未统一前以列在前面的牵头单位为准。",
                    plain(step.value),
                )
