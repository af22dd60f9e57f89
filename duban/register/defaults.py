"""The rules that an office begins with: figures in the middle of those that offices publish."""

from __future__ import annotations

from decimal import Decimal

from duban.rules import (
    ABOVE_POINTS,
    ABOVE_TARGET,
    BASE,
    DONE_EARLY,
    EARLY_MONTHS,
    FEW_FACTOR,
    FEW_TASKS,
    FLOOR,
    NOT_STARTED,
    PARAMETERS,
    SENT_BACK,
    UNDONE,
    LadderRule,
    Level,
    Often,
    ScoreRule,
)

_SILENT = ("未报送", "空表")

LADDER = (
    LadderRule(("逾期报送",), Often.ONCE, 1, Level.REMIND),
    LadderRule(_SILENT, Often.ONCE, 1, Level.REMIND, letter="催报通知"),
    LadderRule(_SILENT, Often.RUNNING, 2, Level.SUPERVISE),
    LadderRule(("欠进度", NOT_STARTED), Often.RUNNING, 2, Level.SUPERVISE),
    LadderRule(("节点逾期",), Often.RUNNING, 2, Level.SUPERVISE),
    LadderRule(("核查不符",), Often.ONCE, 1, Level.SUPERVISE),
    LadderRule(("黄灯",), Often.YEARLY, 2, Level.WARN),
    LadderRule(("红灯",), Often.ONCE, 1, Level.WARN),
    LadderRule(_SILENT, Often.RUNNING, 3, Level.WARN),
    LadderRule(("预警",), Often.RUNNING, 2, Level.SUMMON),
    LadderRule(("约谈",), Often.RUNNING, 3, Level.ACCOUNT),
)

_HALF = Decimal("0.5")


def _parameter(name: str, value: str) -> ScoreRule:
    return ScoreRule(name, Decimal(value), note=PARAMETERS[name])


def _event(name: str, points: str, cap: str, co: Decimal | None = None) -> ScoreRule:
    return ScoreRule(name, Decimal(points), Decimal(cap), co)


SCORES = (
    _parameter(BASE, "100"),
    _parameter(FLOOR, "0"),
    _parameter(FEW_TASKS, "3"),
    _parameter(FEW_FACTOR, "1.5"),
    _parameter(EARLY_MONTHS, "1"),
    _parameter(ABOVE_POINTS, "10"),
    _event("逾期报送", "-0.5", "5"),
    _event("催后报送", "-1", "5"),
    _event("空表", "-3", "15"),
    _event("未报送", "-5", "20"),
    _event(SENT_BACK, "-1", "5"),
    _event("黄灯", "-0.5", "10", _HALF),
    _event("红灯", "-2", "20", _HALF),
    _event("节点逾期", "-0.5", "10", _HALF),
    _event("核查不符", "-2", "10"),
    _event("照抄上期", "-0.2", "3"),
    _event(UNDONE, "-5", "20", _HALF),
    _event(DONE_EARLY, "1", "5", _HALF),
    _event(ABOVE_TARGET, "1", "5", _HALF),
)
