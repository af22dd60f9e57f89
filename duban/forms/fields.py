"""Each form declared once: the writer, the reader, the checks and the manual read this."""

from __future__ import annotations

from enum import Enum, auto
from functools import cached_property

from msgspec import Struct

from duban.model import FormKind, ReportedStatus
from duban.text import squeeze


class Edit(Enum):
    """Who may change a field's cells."""

    HIDDEN = auto()
    LOCKED = auto()
    LAST = auto()
    """Locked and grey: what the unit itself reported for the period before."""
    ENTRY = auto()


class Takes(Enum):
    """What an entry cell takes."""

    TEXT = auto()
    NUMBER = auto()
    RATIO = auto()
    CHOICE = auto()


class Asked(Enum):
    """Of which rows an entry field is asked; the others' cells are locked."""

    ALWAYS = auto()
    ONCE = auto()
    """Of the first row of each task only."""
    SHARED = auto()
    """Of the first row of each task that has co-organisers."""
    UNMEASURED = auto()
    """Where the task has no indicator; elsewhere the cell shows what the task map says."""


class Field(Struct, frozen=True):
    """One column of a form. ``prompt`` is shown when the cell is selected.

    ``required`` holds for the lead's rows (a number only where there is an indicator);
    ``carried`` values are filled in from the period before, so they do not show that a row
    was worked on.
    """

    name: str
    header: str
    width: float
    edit: Edit
    takes: Takes = Takes.TEXT
    required: bool = False
    carried: bool = False
    choices: tuple[str, ...] = ()
    prompt: str = ""
    asked: Asked = Asked.ALWAYS


class FormSpec(Struct, frozen=True, dict=True):
    """One form: its kind, the version of its layout, what it is called, how it is filled in.

    ``dated``: its figures speak of the period's cut-off, which is printed on it.
    """

    kind: FormKind
    version: int
    sheet: str
    title: str
    fields: tuple[Field, ...]
    instructions: tuple[str, ...]
    dated: bool = True
    filler: str = "填报单位"
    """Who fills it in, as its cover says."""
    timed: bool = True
    """Whether its cover says by when it is due."""
    mark: str = ""
    """The field without whose header no table is one of this form, '' where most of any will do."""

    @cached_property
    def _places(self) -> dict[str, int]:
        return {field.name: place for place, field in enumerate(self.fields)}

    @cached_property
    def headers(self) -> dict[str, str]:
        """Field name by header, squeezed as texts are compared."""
        return {squeeze(field.header): field.name for field in self.fields}

    @cached_property
    def entries(self) -> tuple[Field, ...]:
        """The fields that a unit fills in."""
        return tuple(field for field in self.fields if field.edit is Edit.ENTRY)

    def asked(self, first: bool, measured: bool, shared: bool) -> tuple[Field, ...]:
        """The entry fields of a row: ``first`` of its task, ``measured`` by an indicator,

        ``shared`` with co-organisers.
        """
        known = self._asked.get((first, measured, shared))
        if known is None:
            on = {
                Asked.ALWAYS: True,
                Asked.ONCE: first,
                Asked.SHARED: first and shared,
                Asked.UNMEASURED: not measured,
            }
            known = tuple(field for field in self.entries if on[field.asked])
            self._asked[first, measured, shared] = known
        return known

    @cached_property
    def _asked(self) -> dict[tuple[bool, bool, bool], tuple[Field, ...]]:
        """The eight answers of ``asked``, which every row of every workbook asks for."""
        return {}

    def field(self, name: str) -> Field:
        """The field of this name."""
        return self.fields[self._places[name]]

    def index(self, name: str) -> int:
        """The 0-based column of the field of this name, as issued."""
        return self._places[name]


PROGRESS = FormSpec(
    kind=FormKind.PROGRESS,
    version=1,
    sheet="进展表",
    title="进展情况填报表",
    fields=(
        Field("row_id", "行标识", 4, Edit.HIDDEN),
        Field("task", "序号", 5, Edit.LOCKED),
        Field("text", "重点工作", 26, Edit.LOCKED),
        Field("indicator", "年度目标/量化指标", 13, Edit.LOCKED),
        Field("target", "目标值", 7, Edit.LOCKED, Takes.NUMBER),
        Field("measure", "计量单位", 6, Edit.LOCKED),
        Field("role", "职责", 5, Edit.LOCKED),
        Field("last_value", "上期累计完成值", 8, Edit.LAST, Takes.NUMBER),
        Field(
            "value",
            "本月累计完成值",
            9,
            Edit.ENTRY,
            Takes.NUMBER,
            required=True,
            prompt="自年初起的累计数，只填数字，按“计量单位”一列的单位。没有进展填0。",
        ),
        Field("ratio", "完成率", 7, Edit.LOCKED, Takes.RATIO),
        Field("last_progress", "上期进展情况", 22, Edit.LAST),
        Field(
            "progress",
            "进展情况",
            28,
            Edit.ENTRY,
            required=True,
            prompt="写截至日期前做成的事和数据，不写套话。",
        ),
        Field(
            "status",
            "状态",
            8,
            Edit.ENTRY,
            Takes.CHOICE,
            required=True,
            choices=tuple(status.label for status in ReportedStatus),
            prompt="从下拉列表中选择。",
        ),
        Field("problem", "存在问题", 14, Edit.ENTRY, prompt="没有问题可不填。"),
        Field("next_step", "下一步措施", 14, Edit.ENTRY, prompt="有问题的须写明措施。"),
        Field("due", "计划完成时限", 10, Edit.ENTRY, carried=True, prompt="如 2023-12-31。"),
        Field("leader", "责任领导", 7, Edit.ENTRY, carried=True),
        Field("handler", "经办人", 7, Edit.ENTRY, carried=True),
        Field("phone", "联系电话", 12, Edit.ENTRY, carried=True),
    ),
    instructions=(
        "只填浅黄色单元格；灰色为本单位上期所报，仅供对照，无变化的可照填。",
        "牵头任务须填进展情况和状态，有目标值的还须填本月累计完成值；协办任务填本单位承担部分的进展。",
        "请勿增删行列、修改表头或另建表格；填好后原样保存，以附件发送到回收邮箱，文件名不限。",
    ),
)

MONTHS = tuple(f"m{month:02d}" for month in range(1, 13))
"""The plan's fields of the value due by the end of each month."""

PLAN = FormSpec(
    kind=FormKind.PLAN,
    version=1,
    sheet="分解表",
    title="分解表",
    fields=(
        Field("row_id", "行标识", 4, Edit.HIDDEN),
        Field("task", "序号", 5, Edit.LOCKED),
        Field("text", "重点工作", 24, Edit.LOCKED),
        Field("cos", "协办单位", 10, Edit.LOCKED),
        Field(
            "indicator",
            "年度目标/量化指标",
            13,
            Edit.ENTRY,
            asked=Asked.UNMEASURED,
            prompt="能量化的写明指标名称，如“新建社区养老服务中心”；不能量化的不填，填节点事项。",
        ),
        Field("target", "目标值", 7, Edit.ENTRY, Takes.NUMBER, asked=Asked.UNMEASURED),
        Field("measure", "计量单位", 6, Edit.ENTRY, asked=Asked.UNMEASURED),
        *(
            Field(
                name,
                f"{month}月",
                6,
                Edit.ENTRY,
                Takes.NUMBER,
                prompt="自年初起到月末应完成的累计数；不必逐月填，有节点的月份填。",
            )
            for month, name in enumerate(MONTHS, start=1)
        ),
        Field(
            "deeds",
            "节点事项",
            24,
            Edit.ENTRY,
            asked=Asked.ONCE,
            prompt="每行一项，写明时限，如“5月底前动工”“9月投入使用”“长期坚持”。",
        ),
        Field("quality", "质量要求", 13, Edit.ENTRY, asked=Asked.ONCE),
        Field(
            "work",
            "工作措施",
            26,
            Edit.ENTRY,
            required=True,
            asked=Asked.ONCE,
            prompt="写明由谁做什么、怎样做，不写套话。",
        ),
        Field(
            "share",
            "协办单位分工",
            14,
            Edit.ENTRY,
            asked=Asked.SHARED,
            prompt="与协办单位商定后填写。",
        ),
        Field("leader", "责任领导", 7, Edit.ENTRY, required=True, asked=Asked.ONCE),
        Field("handler", "责任人", 7, Edit.ENTRY, required=True, asked=Asked.ONCE),
        Field("phone", "联系电话", 12, Edit.ENTRY, required=True, asked=Asked.ONCE),
    ),
    instructions=(
        "只填浅黄色单元格，每项任务填一次；任务和目标值照通知列出，有出入的请与督查机构联系。",
        "每项任务须有工作措施、责任领导、责任人和联系电话，并有可考核的内容：月份栏填到该月末的累计数，"
        "或在“节点事项”写明何时做成何事。",
        "请勿增删行列、修改表头或另建表格；填好后原样保存，以附件发送到回收邮箱，文件名不限。",
    ),
    dated=False,
)

CONCLUSIONS = ("属实", "基本属实", "不属实", "未能核实")
INSPECTION = FormSpec(
    kind=FormKind.INSPECTION,
    version=1,
    sheet="核查表",
    title="核查表",
    fields=(
        Field("row_id", "行标识", 4, Edit.HIDDEN),
        Field("task", "序号", 5, Edit.LOCKED),
        Field("text", "重点工作", 24, Edit.LOCKED),
        Field("unit", "被核查单位", 11, Edit.LOCKED),
        Field("why", "核查缘由", 14, Edit.LOCKED),
        Field("indicator", "年度目标/量化指标", 12, Edit.LOCKED),
        Field("target", "目标值", 7, Edit.LOCKED, Takes.NUMBER),
        Field("measure", "计量单位", 6, Edit.LOCKED),
        Field("reported", "自报累计完成值", 8, Edit.LOCKED, Takes.NUMBER),
        Field("said", "自报进展情况", 26, Edit.LOCKED),
        Field(
            "verified",
            "核实值",
            9,
            Edit.ENTRY,
            Takes.NUMBER,
            prompt="经核实的累计完成值，按“计量单位”一列的单位；没有核实数值的不填。",
        ),
        Field("conclusion", "核查结论", 9, Edit.ENTRY, Takes.CHOICE, choices=CONCLUSIONS),
        Field("facts", "核查情况", 26, Edit.ENTRY, prompt="写看到的事实和依据的材料。"),
        Field(
            "kind",
            "核查种类",
            8,
            Edit.ENTRY,
            Takes.CHOICE,
            carried=True,
            choices=("明查", "暗访", "集中", "跟踪", "定期", "不定期"),
        ),
        Field("on", "核查日期", 11, Edit.ENTRY, carried=True, prompt="如 2023-03-20。"),
        Field("place", "核查地点", 10, Edit.ENTRY, carried=True),
        Field(
            "means",
            "核查方式",
            10,
            Edit.ENTRY,
            carried=True,
            prompt="如查阅资料、电话核查、现场核实。",
        ),
        Field("by", "核查人", 9, Edit.ENTRY, carried=True),
    ),
    instructions=(
        "由核查组填写浅黄色单元格；自报值和自报进展情况为单位所报，不得改动。",
        "核查结论须有事实依据；没有核查到的行不填。种类、日期、地点、方式、核查人各行可以不同。",
        "请勿增删行列、修改表头；填好后原样保存，放入收件文件夹或发送到回收邮箱，文件名不限。",
    ),
    filler="核查组",
    timed=False,
)

APPEAL = FormSpec(
    kind=FormKind.APPEAL,
    version=1,
    sheet="申述表",
    title="核查结果申述表",
    fields=(
        Field("row_id", "行标识", 4, Edit.HIDDEN),
        Field("task", "序号", 5, Edit.LOCKED),
        Field("text", "重点工作", 26, Edit.LOCKED),
        Field("indicator", "年度目标/量化指标", 12, Edit.LOCKED),
        Field("measure", "计量单位", 6, Edit.LOCKED),
        Field("reported", "自报累计完成值", 8, Edit.LOCKED, Takes.NUMBER),
        Field("found", "经核实的值", 8, Edit.LOCKED, Takes.NUMBER),
        Field("conclusion", "核查结论", 30, Edit.LOCKED),
        Field(
            "answer",
            "申述意见",
            36,
            Edit.ENTRY,
            prompt="有异议的写明理由和依据；认可的填“认可”或不填。",
        ),
        Field("proof", "证明材料", 20, Edit.ENTRY, prompt="写明材料名称，材料随本表一并发送。"),
        Field("handler", "责任人", 8, Edit.ENTRY, carried=True),
        Field("phone", "联系电话", 12, Edit.ENTRY, carried=True),
    ),
    instructions=(
        "对核查结果有异议的，在“申述意见”一栏写明，并附证明材料；没有异议的可不报。",
        "申述意见由督查机构核实后决定是否采纳；逾期未申述的，以核实值为准。",
        "请勿增删行列、修改表头；填好后原样保存，以附件发送到回收邮箱，文件名不限。",
    ),
    dated=False,
)

FORMS = {form.kind: form for form in (PROGRESS, PLAN, INSPECTION, APPEAL)}
"""Every form that can be issued and read back."""
