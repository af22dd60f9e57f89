"""The closed sets of terms of supervision work, each with its machine word and its printed one."""

from __future__ import annotations

from enum import StrEnum
from typing import Self


class Word(StrEnum):
    """A closed set of terms: the value is the machine's word, ``label`` the printed one."""

    label: str

    def __new__(cls, value: str, label: str = "") -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member

    @classmethod
    def from_label(cls, label: str) -> Self | None:
        """The member printed as ``label``, or None."""
        return next((member for member in cls if member.label == label), None)


class Role(Word):
    """职责: what a unit is to a task."""

    LEAD = "lead", "牵头"
    CO = "co", "协办"


class Direction(Word):
    """方向: how a value is compared with its target."""

    AT_LEAST = "at_least", "不低于"
    AT_MOST = "at_most", "不超过"
    EQUALS = "equals", "等于"


class Kind(Word):
    """类型: a cumulative quantity is pro-rated over the year, the other two never are."""

    CUMULATIVE = "cumulative", "累计量"
    LEVEL = "level", "水平值"
    GROWTH = "growth", "增长率"


class FormKind(Word):
    """填报表: the workbooks an office issues; and the ledger that it sends to the level above."""

    PROGRESS = "progress", "进展表"
    PLAN = "plan", "分解表"
    INSPECTION = "inspection", "核查表"
    APPEAL = "appeal", "申述表"
    LEDGER = "ledger", "进展汇总"


class UnitStatus(Word):
    """报送状态. All but PENDING partition the expected units after the deadline."""

    ON_TIME = "on_time", "按时报送"
    LATE = "late", "逾期报送"
    EMPTY = "empty", "空表"
    MISSING = "missing", "未报送"
    EXEMPT = "exempt", "免报"
    PENDING = "pending", "待报送"


class ReportedStatus(Word):
    """状态: what a unit says of its own task, chosen from the form's drop-down."""

    NOT_STARTED = "not_started", "未启动"
    UNDER_WAY = "under_way", "正常推进"
    LAGGING = "lagging", "进展滞后"
    DONE = "done", "已完成"
    NOT_ISSUED = "not_issued", "上级未下达"


class TaskClass(Word):
    """进度状态分类."""

    DONE = "done", "已完成"
    AHEAD = "ahead", "超进度"
    ON_TRACK = "on_track", "达进度"
    BEHIND = "behind", "欠进度"
    NOT_STARTED = "not_started", "未启动"
    OTHER = "other", "其他"


class Light(Word):
    """亮灯: always printed with its word, because a colour means different things elsewhere."""

    GREEN = "green", "绿灯"
    YELLOW = "yellow", "黄灯"
    RED = "red", "红灯"
    NONE = "none", "不亮灯"


class Severity(Word):
    """问题等级."""

    ERROR = "error", "错误"
    WARNING = "warning", "警告"
    INFO = "info", "提示"


class ReceiptSource(Word):
    """收件时间的来源: the mail server's word, the time first seen, or the office's ruling."""

    MAIL = "mail", "邮件服务器"
    FIRST_SEEN = "first_seen", "首次发现"
    RULING = "ruling", "核定"
