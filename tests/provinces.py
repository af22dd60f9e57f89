"""A small province: its cities are really compiled, and their ledgers are what it is sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from duban.emit.ledger import ledger
from duban.model import Indicator, Kind, Period, Task, Unit
from duban.register import TaskMap
from tests.office import MARCH, compiled, issued, office, returned, settings

CITIES = ("甲市", "乙市", "丙市", "丁市")
ALL = tuple(Unit(f"C{n}", name, kind="市", order=n) for n, name in enumerate(CITIES, start=1))
TASKS = (
    Task(1, "新建高标准农田90万亩", CITIES),
    Task(2, "推行河湖长制", CITIES),
    Task(3, "外贸出口增长7%以上，招商引资120亿元", ("甲市",), ("乙市",)),
)
INDICATORS = (
    Indicator("1", 1, "高标准农田", Decimal(90), "万亩"),
    Indicator("3", 1, "外贸出口增长", Decimal(7), "%", kind=Kind.GROWTH),
    Indicator("3", 2, "招商引资", Decimal(120), "亿元"),
)
BUREAU = Unit("U01", "市农业农村局", order=1)


def province(**changes: Any) -> TaskMap:
    """A province whose units are the cities; several leads' values add up."""
    given: dict[str, Any] = {"tasks": TASKS, "units": ALL, "indicators": INDICATORS}
    made = settings(place="某省", office="某省人民政府督查室", several_leads="合计")
    return office(**{**given, "settings": made, **changes})


class Own(Struct, frozen=True):
    """A city's task: what it serves, and what is reported of it; without value it has no target."""

    superior: str
    value: float | None = None
    indicator: str = "高标准农田"
    measure: str = "万亩"
    kind: Kind = Kind.CUMULATIVE
    wanted: int | None = None
    text: str = "已建成12处"
    status: str = "正常推进"
    task: str = ""


FARMS = (Own("1", 20), Own("2", text="巡河320人次"))


def bureau_of(name: str, tasks: Sequence[Own], **changes: Any) -> TaskMap:
    """The city's task map; its one bureau answers for ``tasks``."""
    own = dict(enumerate(tasks, start=1))
    return office(
        tasks=tuple(
            Task(n, one.task or f"第{n}件实事", (BUREAU.name,), superior=one.superior)
            for n, one in own.items()
        ),
        units=(BUREAU,),
        indicators=tuple(
            replace(
                Indicator(str(n), 1, one.indicator, Decimal(100), one.measure, kind=one.kind),
                superior=one.wanted,
            )
            for n, one in own.items()
            if one.value is not None
        ),
        settings=settings(place=name),
        **changes,
    )


def returns(taskmap: TaskMap, tasks: Sequence[Own], period: Period = MARCH) -> bytes:
    """The bureau's form, filled in."""
    lines = "".join(
        f"| {n} | 牵头 | {'' if own.value is None else own.value} | {own.text} | {own.status} |\n"
        for n, own in enumerate(tasks, start=1)
    )
    drawing = f"| 序号 | 职责 | 本月累计完成值 | 进展情况 | 状态 |\n{lines}"
    return returned(issued(taskmap, BUREAU, period), drawing)


def city(name: str, tasks: Sequence[Own] = FARMS, **changes: Any) -> bytes:
    """The city's ledger."""
    taskmap = bureau_of(name, tasks, **changes)
    period = taskmap.periods[-1]
    form = returns(taskmap, tasks, period)
    return ledger(compiled(taskmap, {"a.xlsx": form}, period=period))


def ledgers(cities: Mapping[str, Sequence[Own]]) -> dict[str, bytes]:
    """Files of the province's inbox: a ledger of each city."""
    return {f"{name}.xlsx": city(name, tasks) for name, tasks in cities.items()}
