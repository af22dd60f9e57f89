"""Each form declared once: the writer, the reader, the checks and the manual read this."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from duban.model import FormKind, ReportedStatus


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


@dataclass(frozen=True, slots=True)
class Field:
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


@dataclass(frozen=True, slots=True)
class FormSpec:
    """One form: its kind, the version of its layout, what it is called, how it is filled in."""

    kind: FormKind
    version: int
    sheet: str
    title: str
    fields: tuple[Field, ...]
    instructions: tuple[str, ...]

    def field(self, name: str) -> Field:
        """The field of this name."""
        return next(field for field in self.fields if field.name == name)

    def index(self, name: str) -> int:
        """The 0-based column of the field of this name, as issued."""
        return [field.name for field in self.fields].index(name)

    @property
    def entries(self) -> tuple[Field, ...]:
        """The fields that a unit fills in."""
        return tuple(field for field in self.fields if field.edit is Edit.ENTRY)


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

FORMS = {form.kind: form for form in (PROGRESS,)}
"""Every form that can be issued and read back."""
