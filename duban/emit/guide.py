"""填报说明: one page for whoever fills in a form, made of the form's own declaration."""

from __future__ import annotations

from duban.emit.papers import Paper
from duban.emit.words import remark
from duban.forms.fields import MONTHS, Field, FormSpec, Takes
from duban.gongwen.document import Column, Table
from duban.model import Period
from duban.register import Settings

TEMPLATE = "填报说明.j2"
_KINDS = {Takes.TEXT: "文字", Takes.NUMBER: "数字", Takes.CHOICE: "选择"}


def guide_name(form: FormSpec) -> str:
    """The file's name beside the forms: '进展表填报说明.docx'."""
    return f"{form.kind.label}填报说明.docx"


def guide(form: FormSpec, settings: Settings, period: Period) -> Paper:
    """The guide to ``form`` as it is issued for ``period``."""
    values = {
        "任务名称": settings.subject,
        "附注": remark(settings, period),
        "联系电话": settings.telephone,
        "回收邮箱": settings.mailbox or "通知所列邮箱",
        "期次": period.title,
        "报送截止": period.deadline,
        "填报表": form.title,
        "说明": [line.rstrip("。") for line in form.instructions],
    }
    return Paper(TEMPLATE, values, {"填报栏目": _fields(form)})


def _fields(form: FormSpec) -> Table:
    columns = (Column("栏目"), Column("填什么"), Column("必填"), Column("怎样填"))
    # The twelve months of a plan are one thing to explain.
    asked = [field for field in form.entries if field.name not in MONTHS[1:]]
    rows = tuple(_row(field) for field in asked if field.required or _how(field))
    note = ("其余栏目按表头填写，没有的不填。",) if len(rows) < len(asked) else ()
    return Table(columns, rows, notes=note)


def _row(field: Field) -> tuple[str, str, str, str]:
    header = "1月至12月" if field.name == MONTHS[0] else field.header
    return header, _KINDS[field.takes], "是" if field.required else "", _how(field)


def _how(field: Field) -> str:
    choices = f"选项：{'、'.join(field.choices)}。" if field.choices else ""
    carried = "已填上期内容，有变化的改正。" if field.carried else ""
    return f"{field.prompt}{choices}{carried}"
