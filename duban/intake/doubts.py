"""What is odd about how a form came back: its identity, its sender, its age."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct
from msgspec.structs import replace

from duban.catalogue import flag
from duban.forms.fields import FORMS
from duban.intake.found import FoundTable
from duban.intake.identify import Confidence, Identity, senders_units
from duban.intake.issued import Since
from duban.model import Finding, Role, Source, natural_key
from duban.register import TaskMap
from duban.text import shorten

_NAMED = 5
"""Rows that a message names one by one."""
_HOW = {
    Confidence.TOKEN: "表内标识的签名不符，按标识和行标识认定",
    Confidence.CONTENT: "表内没有可用的标识，按封面单位或行标识认定",
    Confidence.SENDER: "表内没有标识和单位名称，按发件邮箱认定",
}


class Refused(Struct, frozen=True):
    """Why a file gave no submission; ``unit`` is whose it is (by name), '' if that is not known."""

    code: str
    reason: str
    advice: str
    unit: str = ""


def doubts(
    identity: Identity, taskmap: TaskMap, sender: str, place: Source, *, shared: bool
) -> Iterator[Finding]:
    """Findings on a form that was identified; ``shared``: others' forms lie in its workbook."""
    name = taskmap.unit(identity.unit).name
    if identity.contradiction:
        yield flag(
            "wrong_unit",
            f"表内标识为{name}，但封面或行标识属于{identity.contradiction}",
            "请核实是否误用了其他单位的填报表，并用本单位的填报表重新报送。",
            unit=name,
            source=place,
        )
    if identity.confidence in _HOW and not shared:
        yield flag(
            "bad_signature",
            f"{_HOW[identity.confidence]}为{name}",
            "请核对归属；下次请直接在下发的填报表上填写，不要另建或复制表格。",
            unit=name,
            source=place,
        )
    yield from of_sender(identity.unit, taskmap, sender, place)


def of_sender(code: str, taskmap: TaskMap, sender: str, place: Source) -> Iterator[Finding]:
    """Whether a unit's form came from an address of its own, as far as any is registered.

    What the office's own mailbox sends on tells nothing of where it came from.
    """
    unit, registered = taskmap.unit(code), senders_units(taskmap, sender)
    forwarded = sender.lower() == taskmap.settings.mailbox.strip().lower()
    if not sender or forwarded or unit.code in registered:
        return
    address = shorten(sender, 60)
    if registered:
        others = "、".join(taskmap.unit(code).name for code in registered)
        yield flag(
            "wrong_unit",
            f"填报表属于{unit.name}，发件邮箱{address}登记在{others}名下",
            "请核实是否代为报送；误报的，请由本单位重新报送。",
            unit=unit.name,
            source=place,
            evidence=sender,
        )
    elif unit.emails:
        yield flag(
            "unknown_sender",
            f"发件邮箱{address}没有登记在{unit.name}名下",
            "请用登记的邮箱报送；邮箱有变动的，请告知督查机构，由其在“单位”表中登记。",
            unit=unit.name,
            source=place,
            evidence=sender,
        )


def wrong_period(identity: Identity, taskmap: TaskMap, place: Source, period: str) -> Finding:
    """That it is the form of another period than ``period``."""
    return flag(
        "wrong_period",
        f"报来的是{identity.period}期的填报表，不是{period}期，未采用",
        f"请用{period}期的填报表重新填写报送。",
        unit=taskmap.unit(identity.unit).name,
        source=place,
        evidence=identity.period,
    )


def outdated(
    identity: Identity, taskmap: TaskMap, place: Source, since: Since | None
) -> Iterator[Finding]:
    """Whether the form was issued with another layout, or with other rows than the unit has now."""
    made, form = identity.token, FORMS[identity.form]
    if made is None or identity.confidence is not Confidence.SIGNED:
        return
    if made.version != form.version:
        age = "旧" if made.version < form.version else "新"
        message = (
            f"填报表是{age}版（第{made.version}版，现为第{form.version}版），已按能对上的栏目读取"
            f"{_changed(since) if since else ''}"
        )
        advice = "请核对各栏内容；下次请用新下发的填报表。"
    elif since is not None:
        message = f"填报表下发后，本单位的任务或指标有增减，报来的是调整前的表{_changed(since)}"
        advice = "没有的行请在新下发的填报表上补填；没有收到新表的，请向督查机构索取。"
        if since.known and not since.added:
            advice = "无需处理，其余各行照常采用；下次请用新下发的填报表。"
    else:
        return
    name = taskmap.unit(identity.unit).name
    yield flag("outdated_form", message, advice, unit=name, source=place)


def _changed(since: Since) -> str:
    """'：新增第7项（牵头），第3项（牵头）不再填报'."""
    dropped = [name.partition("#")[0].split("/") for name in sorted(since.dropped)]
    said = []
    if since.added:
        said.append(f"新增{_rows((r.task.key, r.assignment.role) for r in since.added)}")
    if dropped:
        said.append(f"{_rows((task, Role(role)) for task, _, role in dropped)}不再填报")
    return f"：{'，'.join(said)}" if said else ""


def _rows(rows: Iterable[tuple[str, Role]]) -> str:
    names = list(dict.fromkeys(rows))
    names.sort(key=lambda row: (row[1] is not Role.LEAD, natural_key(row[0])))
    shown = "、".join(f"第{task}项（{role.label}）" for task, role in names[:_NAMED])
    return shown if len(names) <= _NAMED else f"{shown}等{len(names)}行"


def nobodys_table(table: FoundTable, unit: str, place: Source) -> Finding:
    """That on the sheet with ``unit``'s table another one lies and does not say whose it is."""
    return flag(
        "structure_changed",
        f"“{shorten(table.sheet, 30)}”{table.place}起另有一张表，看不出是哪个单位的，未采用",
        "一张工作表只放一个单位的填报表；请各单位用自己的填报表分别报送。",
        unit=unit,
        source=replace(place, sheet=table.sheet, cell=table.place),
    )


def several_units(names: list[str], unit: str, sheets: list[str], place: Source) -> Finding:
    """That one workbook holds several units' tables; ``sheets`` are those of ``unit``."""
    where = "、".join(f"“{shorten(sheet, 30)}”" for sheet in sheets)
    return flag(
        "several_units",
        f"一个工作簿里有{len(names)}个单位的填报表（{'、'.join(names)}），本单位按{where}表读取",
        "下次请各单位分别报送自己的填报表。",
        unit=unit,
        source=place,
    )
