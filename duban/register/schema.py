"""The task map's sheets and columns, declared once: reader, writer and checks use these."""

from __future__ import annotations

from enum import Enum, auto

from msgspec import Struct

from duban.model import Direction, Kind, Severity
from duban.rules import Level, Often, Scope


class Holds(Enum):
    """What a column's cells hold; the reader converts to it or says where it cannot."""

    TEXT = auto()
    NAMES = auto()
    INTEGER = auto()
    DECIMAL = auto()
    DATE = auto()
    MOMENT = auto()
    PERIOD = auto()
    KEY = auto()
    """A task's number, as 22 or 22-1; kept as text, since Excel takes the latter for a date."""
    YES_NO = auto()


class Column(Struct, frozen=True):
    """One column: ``name`` in code, ``header`` in the sheet, ``help`` as its input prompt."""

    name: str
    header: str
    width: int
    holds: Holds = Holds.TEXT
    required: bool = False
    choices: tuple[str, ...] = ()
    help: str = ""
    later: bool = False
    """Added after task maps were first made: a sheet without it is an older one, not damaged."""


class SheetSpec(Struct, frozen=True):
    """One sheet: row 1 explains it, row 2 is the header, data begin in row 3.

    A task map may lack an ``optional`` sheet; what it would say then has its defaults.
    """

    name: str
    explanation: str
    columns: tuple[Column, ...]
    optional: bool = False
    """A task map may do without it: everything in it has a default."""

    def column(self, name: str) -> Column:
        """The column named ``name`` in code."""
        return next(column for column in self.columns if column.name == name)

    def index(self, name: str) -> int:
        """The 1-based position of the column named ``name``."""
        return [column.name for column in self.columns].index(name) + 1


EXPLANATION_ROW, HEADER_ROW, FIRST_ROW = 1, 2, 3

INSPECTION_KINDS = ("明查", "暗访", "集中", "跟踪", "定期", "不定期")
PERIOD_FORMS = ("进展表", "分解表", "进展表、分解表")
"""What a period may ask of units, as ``FormKind`` labels."""
RULING_SUBJECTS = (
    "准予逾期",
    "更正数值",
    "免报",
    "退回重报",
    "不作问题",
    "确认收件",
    "督办层级",
    "不作督办",
    "延期",
    "免评",
    "销号",
)

PACE_BASES = ("月", "半月", "日", "季度", "自定节点")

_NO = Column("no", "任务序号", 9, Holds.INTEGER, required=True, help="通知任务清单中的序号。")
_SUBTASK = Column(
    "subtask", "子项", 6, Holds.INTEGER, help="任务细化为子项时填 1、2、3……；不细化留空。"
)
_DOUBT = Column(
    "doubt",
    "待确认",
    30,
    help="写有原因的行须由办公室对照原文核对；核对无误后清空本格即为确认。",
)
_ALTERNATIVES = Column("alternatives", "可能的读法", 40, help="各种可能的读法，供核对时参考。")

TASKS = SheetSpec(
    "任务",
    "每行一项任务（或子项）。牵头单位、协办单位填“单位”或“单位组”表中的名称，多个单位之间换行或用顿号分隔。",
    (
        _NO,
        _SUBTASK,
        Column("text", "重点工作", 70, required=True),
        Column("title", "简称", 18, help="通报和看板中使用的简短名称；可不填。"),
        Column("leads", "牵头单位", 24, Holds.NAMES, help="列在第一位的为主要牵头单位。"),
        Column("cos", "协办单位", 24, Holds.NAMES),
        Column("leader", "分管领导", 12),
        Column("due", "完成时限", 14, help="可填日期，也可照原文填写，如“5月底前动工”。"),
        Column(
            "pace_basis",
            "序时依据",
            10,
            choices=PACE_BASES,
            help="本任务序时进度的折算办法；留空按“设置”。“自定节点”按“节点”表的应完成值。",
            later=True,
        ),
        Column(
            "excluded",
            "不评价原因",
            16,
            help="上级未下达、指标调整、长期坚持等；填写后本任务计入“其他”，不评进度。",
        ),
        Column(
            "superior",
            "上级序号",
            9,
            Holds.KEY,
            help="本任务承担上级哪项任务，填上级的任务序号，如 22 或 22-1；不承担的留空。",
            later=True,
        ),
        _DOUBT,
        _ALTERNATIVES,
    ),
)

UNITS = SheetSpec(
    "单位",
    "每行一个报送单位。代码一经下发填报表不得更改；简称为通知中的称呼；别名、原名用顿号分隔。",
    (
        Column("code", "代码", 8, required=True, help="年内固定不变。"),
        Column("name", "简称", 24, required=True),
        Column("full_name", "全称", 32),
        Column("aliases", "别名", 28, Holds.NAMES),
        Column("kind", "类别", 12, help="部门、镇、街道、管理区、企业等，用于分组统计。"),
        Column("order", "排序", 7, Holds.INTEGER, help="通报中的排列次序。"),
        Column("emails", "邮箱", 30, Holds.NAMES, help="多个邮箱用顿号分隔。"),
        Column("liaison", "联络员", 10),
        Column("phone", "联系电话", 16),
        Column("reports", "需报送", 8, Holds.YES_NO, help="填“否”的单位不下发填报表，不计入应报。"),
    ),
)

GROUPS = SheetSpec(
    "单位组",
    "通知中以一个名称统称的多个单位（如各区镇街道）。成员由办公室补全，填“单位”表中的简称。",
    (
        Column("name", "组名", 20, required=True),
        Column("members", "成员", 80, Holds.NAMES),
        Column("note", "说明", 50),
    ),
)

INDICATORS = SheetSpec(
    "指标",
    "从任务文字中提取的量化指标，每行一个；请逐条核对后清空“待确认”。没有量化指标的任务不必填写。",
    (
        _NO,
        _SUBTASK,
        Column("seq", "指标序号", 9, Holds.INTEGER, required=True),
        Column("name", "指标名称", 32, required=True),
        Column("target", "目标值", 12, Holds.DECIMAL, required=True),
        Column("measure", "计量单位", 10, required=True),
        Column("direction", "方向", 9, choices=tuple(m.label for m in Direction)),
        Column(
            "kind",
            "类型",
            9,
            choices=tuple(m.label for m in Kind),
            help="累计量按序时进度折算；水平值、增长率直接与目标比较。",
        ),
        Column("words", "原文", 50),
        Column(
            "superior",
            "上级指标",
            9,
            Holds.INTEGER,
            help="对应上级该项任务的第几个指标，不对应的填0；名称与上级相同、或两边都只有一个指标的可不填。",
            later=True,
        ),
        _DOUBT,
    ),
)

MILESTONES = SheetSpec(
    "节点",
    "各任务到某一期次末应完成的数值或事项，来自各单位分解表；可不填。",
    (
        _NO,
        _SUBTASK,
        Column("indicator", "指标序号", 9, Holds.INTEGER),
        Column("period", "期次", 10, Holds.PERIOD, required=True),
        Column("value", "应完成值", 12, Holds.DECIMAL),
        Column("deed", "应完成事项", 50),
        Column("quality", "质量要求", 30),
    ),
)

PERIODS = SheetSpec(
    "期次",
    "每行一个报送期次。截至日期是数据所反映的日期；报送截止留空时，按设置和国家节假日安排推算到工作日。",
    (
        Column("name", "期次", 10, Holds.PERIOD, required=True, help="格式：2023-03。"),
        Column("cutoff", "截至日期", 13, Holds.DATE),
        Column("deadline", "报送截止", 18, Holds.MOMENT, help="格式：2023-03-29 17:00。"),
        Column(
            "co_deadline",
            "协办截止",
            18,
            Holds.MOMENT,
            help="协办事项报牵头单位并抄报的截止时点；留空按设置“协办提前工作日数”推算。",
        ),
        Column(
            "forms",
            "填报表",
            14,
            choices=PERIOD_FORMS,
            help="本期应报的填报表，留空为进展表；分解表只由牵头单位报送。",
        ),
        Column(
            "issued",
            "印发时点",
            18,
            Holds.MOMENT,
            help="通报印发后填写其编制时点，此后数字有变动的，编制时拟出更正说明。",
        ),
        Column("note", "备注", 40),
    ),
)

RULINGS = SheetSpec(
    "核定",
    "办公室的决定，每行一条，长期有效；须写明理由、核定人和日期。",
    (
        Column("period", "期次", 10, Holds.PERIOD, required=True),
        Column("subject", "事项", 12, required=True, choices=RULING_SUBJECTS),
        Column("unit", "单位", 22),
        Column("task", "任务", 8),
        Column("target", "对象", 22, help="指标序号、问题代码或文件名，视事项而定。"),
        Column("value", "核定值", 16),
        Column("reason", "理由", 40, required=True),
        Column("by", "核定人", 10, required=True),
        Column("on", "核定日期", 13, Holds.DATE, required=True),
        Column(
            "applied",
            "申请日期",
            13,
            Holds.DATE,
            help="延期须填：单位何时申请。原时限之后才申请的，延期无效。",
        ),
    ),
)

INSPECTIONS = SheetSpec(
    "核查",
    "现场核查的结果。核实值与单位自报值并列保存，互不覆盖。",
    (
        Column("period", "期次", 10, Holds.PERIOD, required=True),
        _NO,
        _SUBTASK,
        Column("indicator", "指标序号", 9, Holds.INTEGER),
        Column("unit", "单位", 22, required=True),
        Column("verified", "核实值", 12, Holds.DECIMAL),
        Column("means", "核查方式", 14),
        Column("conclusion", "核查结论", 44),
        Column("by", "核查人", 12),
        Column("on", "核查日期", 13, Holds.DATE),
        Column("kind", "核查种类", 10, choices=INSPECTION_KINDS),
        Column("place", "核查地点", 16),
        Column("answer", "单位申述", 40, help="单位对核查结果的书面意见；申述表报回的由程序读取。"),
    ),
)

LADDER = SheetSpec(
    "督办规则",
    "每行一条触发条件，同时满足几条的取最高层级；由程序提出，由办公室决定。删去某行即不再触发。",
    (
        Column(
            "events",
            "事件",
            24,
            Holds.NAMES,
            required=True,
            help="如未报送、逾期报送、黄灯、红灯、欠进度、核查不符，或层级名称、问题代码；几个中有一个即算。",
        ),
        Column(
            "often",
            "频次",
            8,
            required=True,
            choices=tuple(m.label for m in Often),
            help="本期、连续几期或年内累计几次。",
        ),
        Column("times", "次数", 7, Holds.INTEGER, help="留空为1。"),
        Column(
            "scope",
            "对象",
            10,
            choices=tuple(m.label for m in Scope),
            help="按同一任务计，或把本单位各项任务合在一起计；留空为同一任务。",
        ),
        Column("level", "层级", 8, required=True, choices=tuple(m.label for m in Level)),
        Column(
            "tasks",
            "适用任务",
            16,
            Holds.NAMES,
            help="留空为全部任务。急办事项可单列一行，写明任务序号，起点定得更高。",
        ),
        Column("letter", "函单模板", 12, help="留空按层级：提醒单、督办单、预警单等。"),
        Column("note", "说明", 40),
    ),
    optional=True,
)

SCORES = SheetSpec(
    "考核规则",
    "前几行为总的规定，其余每行一类事件及其分值（扣分为负，加分为正）；删去某行即不计分。",
    (
        Column("event", "事件", 16, required=True, help="总的规定、事件名称、层级名称或问题代码。"),
        Column("points", "分值", 9, Holds.DECIMAL, required=True, help="每次的分值；扣分填负数。"),
        Column("cap", "封顶", 9, Holds.DECIMAL, help="一个单位因此项最多扣（加）几分；不限留空。"),
        Column(
            "co",
            "协办系数",
            9,
            Holds.DECIMAL,
            help="协办单位按牵头单位分值的多少计，如0.5；协办单位不计的留空。",
        ),
        Column("note", "说明", 50),
    ),
    optional=True,
)

CHECK_OFF = "不检查"
"""The 等级 that switches a check off."""

CHECKS = SheetSpec(
    "检查",
    "每行一种问题的等级，填“不检查”的不再提示；“代码”一列请勿改动，等级留空或没有写的按程序默认。",
    (
        Column("code", "代码", 26, required=True),
        Column(
            "level", "等级", 10, choices=(*(severity.label for severity in Severity), CHECK_OFF)
        ),
        Column("note", "说明", 60),
    ),
    optional=True,
)

SETTINGS = SheetSpec(
    "设置",
    "本工作区的各项设置；“项目”一列请勿改动，“说明”写明取值和默认值。",
    (
        Column("key", "项目", 22, required=True),
        Column("value", "取值", 36),
        Column("note", "说明", 70),
    ),
)

SHEETS = (
    TASKS,
    UNITS,
    GROUPS,
    INDICATORS,
    MILESTONES,
    PERIODS,
    RULINGS,
    INSPECTIONS,
    LADDER,
    SCORES,
    CHECKS,
    SETTINGS,
)
