"""The office's own rules as immutable values: what may happen, the ladder's triggers, the points.

Rules name what happened by the Chinese words of ``HAPPENINGS``, or by a finding's code.
"""

from __future__ import annotations

from decimal import Decimal

from msgspec import Struct

from duban.catalogue import CODES
from duban.model import NOWHERE, Severity, Source, Word


class Level(Word):
    """督办层级, from the mildest to the gravest."""

    REMIND = "remind", "提醒"
    SUPERVISE = "supervise", "督办"
    WARN = "warn", "预警"
    SUMMON = "summon", "约谈"
    ACCOUNT = "account", "问责"

    @property
    def rank(self) -> int:
        """0 for the mildest."""
        return list(Level).index(self)


class Often(Word):
    """频次: in one period, in periods running, or over the year so far."""

    ONCE = "once", "本期"
    RUNNING = "running", "连续"
    YEARLY = "yearly", "累计"


class Scope(Word):
    """对象: what the times are counted over."""

    TASK = "task", "同一任务"
    UNIT = "unit", "本单位"


class Happening(Struct, frozen=True):
    """What a rule may name: findings of ``codes``, or a state read from a standing or a step."""

    name: str
    meaning: str
    codes: tuple[str, ...] = ()


DONE_EARLY, ABOVE_TARGET, NOT_STARTED, UNDONE = "提前完成", "超额完成", "未启动", "年度未完成"
SENT_BACK, IN_TIME = "退回重报", "按时报送"

HAPPENINGS = (
    Happening("未报送", "报送截止后没有收到填报表", ("missing",)),
    Happening("空表", "报来的填报表没有填写内容", ("empty",)),
    Happening("逾期报送", "报送截止之后才收到", ("late",)),
    Happening("催后报送", "催报之后才报送", ("after_reminder",)),
    Happening(SENT_BACK, "被退回，尚未重报"),
    Happening(IN_TIME, "按时报送"),
    Happening("黄灯", "任务亮黄灯", ("behind_yellow",)),
    Happening("红灯", "任务亮红灯", ("behind_red",)),
    Happening("欠进度", "任务亮黄灯或红灯", ("behind_yellow", "behind_red")),
    Happening(NOT_STARTED, "任务分类为未启动"),
    Happening("节点逾期", "完成时限或节点已到，没有报完成", ("milestone_overdue",)),
    Happening("核查不符", "自报值与核实值之差超过容许范围", ("inspection_conflict",)),
    Happening("数值倒退", "累计完成值低于上期", ("progress_fell",)),
    Happening("照抄上期", "进展情况与上期相同", ("copied_from_last_period",)),
    Happening(UNDONE, "12月仍为欠进度或未启动"),
    Happening(DONE_EARLY, "比完成时限（没有的按年底）提前若干个月完成，全年计一次"),
    Happening(ABOVE_TARGET, "累计完成值超过年度目标若干百分点，全年计一次"),
)
"""In the order in which they are offered; the five levels' names are understood as well."""

_BY_NAME = {happening.name: happening for happening in HAPPENINGS}
NAMES = (*_BY_NAME, *(level.label for level in Level), *CODES)
"""Everything that a rule may name."""


def codes_of(name: str) -> tuple[str, ...]:
    """The codes that ``name`` stands for: a happening's findings, else the name itself."""
    happening = _BY_NAME.get(name)
    return happening.codes or (name,) if happening else (name,)


LETTERS = {
    Level.REMIND: "提醒单",
    Level.SUPERVISE: "督办单",
    Level.WARN: "预警单",
    Level.SUMMON: "约谈建议",
    Level.ACCOUNT: "问责建议",
}
"""The letter of each level where its rule names none: a template without '.j2'."""


class LadderRule(Struct, frozen=True):
    """督办规则: one row. ``events`` are names of ``NAMES``, any of which counts.

    With ``tasks`` (keys) the row holds for those alone: so an urgent item starts higher.
    """

    events: tuple[str, ...]
    often: Often
    times: int
    level: Level
    scope: Scope = Scope.TASK
    tasks: tuple[str, ...] = ()
    letter: str = ""
    note: str = ""
    source: Source = NOWHERE

    @property
    def words(self) -> str:
        """'年内累计2次黄灯', '连续2期未报送或空表', '本单位本期3次红灯'."""
        names = "或".join(self.events)
        if any(Level.from_label(name) for name in self.events):
            names = f"处于{names}以上"
        often = {
            Often.ONCE: "本期" if self.times == 1 else f"本期{self.times}次",
            Often.RUNNING: f"连续{self.times}期",
            Often.YEARLY: f"年内累计{self.times}次",
        }[self.often]
        return f"{self.scope.label if self.scope is Scope.UNIT else ''}{often}{names}"

    @property
    def letter_name(self) -> str:
        """The template of the step's letter, without '.j2'."""
        return self.letter or LETTERS[self.level]


class ScoreRule(Struct, frozen=True):
    """考核规则: one row; a name of ``PARAMETERS`` sets what all rows go by, any other an event.

    ``points`` for each event, at most ``cap`` (a bare amount) for a unit in the time scored;
    a task's co-organisers share its lead's points by the factor ``co``. None: no cap, no share.
    """

    event: str
    points: Decimal
    cap: Decimal | None = None
    co: Decimal | None = None
    note: str = ""
    source: Source = NOWHERE


BASE, FLOOR = "基础分", "最低分"
FEW_TASKS, FEW_FACTOR = "少任务界限", "少任务系数"
EARLY_MONTHS, ABOVE_POINTS = "提前月数", "超额百分点"

PARAMETERS = {
    BASE: "每个单位一期（或全年）的起始分",
    FLOOR: "得分低于此数的按此数计",
    FEW_TASKS: "承担任务（含协办）不超过此数的单位为任务较少的单位",
    FEW_FACTOR: "任务较少的单位，与任务有关的分值乘以此数；1为不加权",
    EARLY_MONTHS: "提前几个月完成算“提前完成”",
    ABOVE_POINTS: "完成率超过100%多少个百分点算“超额完成”",
}
"""Rows of 考核规则 that are no events, and what their 分值 means."""


class CheckLevel(Struct, frozen=True):
    """检查等级: the severity that an office gives one kind of finding; None switches it off."""

    code: str
    severity: Severity | None
    source: Source = NOWHERE
