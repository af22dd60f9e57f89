"""The small office's plan period, and its leads' plans drawn as Markdown tables."""

from __future__ import annotations

from datetime import date, datetime

from msgspec.structs import replace

from duban.forms.fields import PLAN
from duban.model import CHINA, FormKind, Period, Unit
from duban.register import TaskMap
from tests.office import FEBRUARY, KEY, MARCH, SCHOOL, TRADE, WATER, issued, office, returned

PLANS = replace(FEBRUARY, forms=(FormKind.PLAN,), basis="报送截止由办公室指定")
MONTHS = tuple(
    Period(
        f"2023-{month:02d}",
        date(2023, month, 25),
        datetime(2023, month, 28, 17, tzinfo=CHINA),
        "报送截止由办公室指定",
    )
    for month in range(4, 13)
)
_PEOPLE = "责任领导 | 责任人 | 联系电话"
PEOPLE = "王伟 | 李敏 | 13000000000"

FULL = {
    SCHOOL: f"""
        | 序号 | 3月 | 6月 | 12月 | 工作措施    | 协办单位分工 | 质量要求 | {_PEOPLE} |
        | 1    | 250 | 500 | 1000 | 新建学校2所 | 改造供水     | 通过验收 | {PEOPLE} |
        | 4    | 12  | 12  | 12   | 每月检查    |              |          | {PEOPLE} |
    """,
    WATER: f"""
        | 序号 | 节点事项                 | 6月 | 12月 | 工作措施   | 质量要求 | {_PEOPLE} |
        | 2    | 5月底前动工；9月投入使用 |     |      | 每旬巡河   | 达到Ⅲ类  | {PEOPLE} |
        | 5    |                          | 95  | 95   | 新建监测站 |          | {PEOPLE} |
    """,
    TRADE: f"""
        | 序号 | 指标     | 3月 | 12月 | 节点事项     | 工作措施     | {_PEOPLE} |
        | 3    | 招商引资 | 30  | 120  | 三季度举办会 | 专班招商     | {PEOPLE} |
        | 3    | 外贸     | 7   | 7    |              |              |  |  |  |
        | 6    |          |     |      | 年底前获批   | 每月对接一次 | {PEOPLE} |
    """,
}
"""Faultless plans, by unit."""


def planning(**changes: object) -> TaskMap:
    """The small office with a plan period in February and every month after it."""
    return office(periods=(PLANS, MARCH, *MONTHS), **changes)


def plan_of(taskmap: TaskMap, unit: Unit, drawing: str = "") -> bytes:
    """The unit's plan as returned, filled in as drawn."""
    form = issued(taskmap, unit, PLANS, KEY, PLAN)
    return returned(form, drawing, spec=PLAN)


def all_plans(taskmap: TaskMap, **instead: str) -> dict[str, bytes]:
    """Every lead's plan by file name; ``instead``: unit code → drawing."""
    return {
        f"{unit.name}.xlsx": plan_of(taskmap, unit, instead.get(unit.code, drawing))
        for unit, drawing in FULL.items()
    }
