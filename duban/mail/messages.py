"""What the office writes by mail: forms to fill in, reminders, receipts, letters, findings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from hashlib import sha256

from duban.compilation import Compilation
from duban.emit.words import remark
from duban.mail.drafts import Draft
from duban.mail.journal import reminder_key
from duban.mail.send import Outgoing
from duban.merge import Reporting
from duban.model import CHINA, Finding, FormKind, Period, Severity, Unit, UnitStatus
from duban.register import Settings
from duban.standing.lagging import CODES as LAGGING

Attachment = tuple[str, bytes]
"""(file name, contents)."""

NO_FORM = (UnitStatus.MISSING, UnitStatus.EMPTY)
"""Whom to remind."""
_OF_ROW = re.compile(r"(?P<row>第[0-9-]+项（(?:牵头|协办)）)：(?P<words>.+)", re.DOTALL)
"""How a check speaks of one row."""
_SAID_OTHERWISE = ("missing", "late", *LAGGING.values())
"""Codes that a mail tells of in its own words, or that say nothing of the form."""


def issuing(
    settings: Settings,
    period: Period,
    unit: Unit,
    attached: Sequence[Attachment],
    kind: FormKind = FormKind.PROGRESS,
) -> Outgoing:
    """The period's form and its guide to one unit.

    The key of one kind is the same for the whole period.
    """
    due = period.deadline
    progress = kind is FormKind.PROGRESS
    what = "填报表" if progress else kind.label
    lines = (
        f"现将{period.title}{settings.subject}{what}发给你单位，见附件。",
        f"请于{due.month}月{due.day}日{due:%H:%M}前填好，以附件回复至"
        f"{settings.mailbox or '本邮箱'}。请直接在附件上填写，不要另建表格，文件名不限。",
    )
    draft = _draft(settings, period, unit, f"关于报送{period.title}{what}的通知", lines, attached)
    key = f"下发/{period.name}/{unit.code}"
    return Outgoing(key if progress else f"{key}/{kind}", draft)


def reminding(compilation: Compilation, row: Reporting, letters: Sequence[Attachment]) -> Outgoing:
    """A reminder to a unit of status ``NO_FORM``, once a period, with its letter attached.

    It also says why a file that did come was of no use.
    """
    period = compilation.period
    empty = row.status is UnitStatus.EMPTY
    state = "报来的填报表没有填写任何内容" if empty else "的填报表尚未收到"
    lines = [f"截至目前，你单位{period.title}{state}，催报通知见附件。"]
    # That the form is empty was said.
    if findings := [f for f in to_mend(compilation, row.unit) if f.code != "empty"]:
        lines += ["已收到的文件有下列问题：", *_numbered(findings)]
    lines.append("请抓紧报送；已经报送的，请与我们联系核实。")
    subject = f"催报{period.title}填报表"
    draft = _draft(compilation.settings, period, row.unit, subject, lines, letters)
    return Outgoing(reminder_key(period, row.unit), draft)


def receipt(
    compilation: Compilation, row: Reporting, sha256: str, corrections: Sequence[Attachment]
) -> Outgoing:
    """What came of the form that counts and what is to be mended in it, once for each version.

    ``corrections`` holds the marked workbook where there is one.
    """
    period, settings = compilation.period, compilation.settings
    findings = to_mend(compilation, row.unit)
    came = ""
    if row.received_at is not None:
        moment = row.received_at.astimezone(CHINA)
        late = "，为逾期报送" if row.status is UnitStatus.LATE else ""
        came = f"（{moment.month}月{moment.day}日{moment:%H:%M}收到{late}）"
    lines = [f"你单位{period.title}填报表已收到{came}。"]
    if not findings:
        lines.append("经核对，没有发现需要改正的问题。")
    else:
        lines.append(f"经核对，有下列{len(findings)}处需要改正：")
        lines += _numbered(findings)
        lines.append(
            "请在附件上改正标红的单元格，原样保存后报回；附件第一张表可点到各处。"
            if corrections
            else "请改正后重新报送。"
        )
    of_unit = (f for f in compilation.findings if f.unit == row.unit.name)
    lines += [f"{finding.message}。" for finding in of_unit if finding.code == "revised"]
    draft = _draft(settings, period, row.unit, f"{period.title}填报表回执", lines, corrections)
    return Outgoing(f"回执/{period.name}/{row.unit.code}/{sha256[:12]}", draft)


def letter(
    compilation: Compilation, unit: Unit, what: str, attachment: Attachment, *, again: bool
) -> Draft:
    """A letter of the ladder to one unit; ``what`` is its kind: '红灯预警单'.

    Here and below ``again``: one of its kind went out before, which this one replaces.
    """
    title = compilation.period.title
    lines = [f"现将{title}{what}发给你单位，见附件，请按要求办理并按时反馈。"]
    return _paper(compilation, unit, what, lines, (attachment,), again)


def feedback(
    compilation: Compilation,
    unit: Unit,
    attachments: Sequence[Attachment],
    due: date,
    *,
    again: bool,
) -> Draft:
    """What inspectors found, to an inspected unit; with its form to answer by where it has one."""
    lines = ["现将对你单位填报任务的核查情况反馈给你单位，见附件。"]
    if len(attachments) > 1:
        box = compilation.settings.mailbox or "本邮箱"
        lines.append(
            f"对核查结果有异议的，请于{due.month}月{due.day}日前填好附件中的申述表，"
            f"连同证明材料以附件回复至{box}；没有异议的可不报。"
        )
    return _paper(compilation, unit, "核查情况反馈", lines, attachments, again)


def summary_of_cos(
    compilation: Compilation, unit: Unit, attachment: Attachment, *, again: bool
) -> Draft:
    """What the co-organisers of a lead's tasks said, to the lead."""
    due = compilation.period.deadline
    lines = [
        "现将你单位牵头任务的协办情况汇总发给你单位，见附件，供汇总填报时参考。"
        "没有填报的协办单位，请你单位催报。",
        f"本期填报表的报送截止为{due.month}月{due.day}日{due:%H:%M}。",
    ]
    return _paper(compilation, unit, "协办情况汇总", lines, (attachment,), again)


def to_team(settings: Settings, period: Period, team: Unit, form: Attachment) -> Outgoing:
    """The form of inspection to its team, once for each version."""
    what = FormKind.INSPECTION.label
    lines = (
        f"现将{period.title}{settings.subject}{what}发给你组，见附件。",
        f"核查后请直接在附件上填写，以附件回复至{settings.mailbox or '本邮箱'}，不要另建表格。",
    )
    draft = _draft(settings, period, team, f"{period.title}{what}", lines, (form,))
    digest = sha256(form[1]).hexdigest()[:12]
    return Outgoing(f"下发/{period.name}/{what}/{team.name}/{digest}", draft)


def to_mend(compilation: Compilation, unit: Unit) -> list[Finding]:
    """The unit's errors and warnings that another version of its form can mend."""
    return [
        finding
        for finding in compilation.findings
        if finding.unit == unit.name
        and finding.severity is not Severity.INFO
        and finding.code not in _SAID_OTHERWISE
    ]


def _numbered(findings: Sequence[Finding]) -> Iterator[str]:
    """One line for each thing to do; what is equally wrong in many cells is said once."""
    alike: dict[tuple[str, str, str], list[Finding]] = {}
    for finding in findings:
        row = _OF_ROW.fullmatch(finding.message)
        words = row["words"] if row else finding.message
        alike.setdefault((finding.code, words, finding.advice), []).append(finding)
    for number, ((_, words, advice), group) in enumerate(alike.items(), start=1):
        rows = [row for finding in group if (row := _OF_ROW.fullmatch(finding.message))]
        tasks = "、".join(row["row"] for row in rows)
        said = f"{tasks}：{words}" if rows else words
        yield f"{number}. {_places(group)}{said.rstrip('。')}。{advice}"


def _places(findings: Sequence[Finding]) -> str:
    """'进展表!L8、L9 ' for the cells of findings that say the same."""
    cells: dict[str, list[str]] = {}
    for finding in findings:
        if finding.source.cell:
            cells.setdefault(finding.source.sheet, []).append(finding.source.cell)
    return "".join(f"{sheet}!{'、'.join(dict.fromkeys(names))} " for sheet, names in cells.items())


def _paper(
    compilation: Compilation,
    unit: Unit,
    what: str,
    lines: list[str],
    attachments: Sequence[Attachment],
    again: bool,
) -> Draft:
    period = compilation.period
    if again:
        lines.append(f"有关情况有变动，此前发出的{what}以本次为准。")
    subject = f"{period.title}{what}"
    return _draft(compilation.settings, period, unit, subject, lines, attachments)


def _draft(
    settings: Settings,
    period: Period,
    unit: Unit,
    subject: str,
    lines: Sequence[str],
    attachments: Sequence[Attachment],
) -> Draft:
    note = remark(settings, period)
    telephone = f"联系电话：{settings.telephone}" if settings.telephone else ""
    foot = [line for line in (settings.office, telephone, f"（{note}）" if note else "") if line]
    text = "\n".join([f"{unit.name}：", *lines, "", *foot])
    title = f"{settings.place}{subject}"
    return Draft(unit.emails, title, text, tuple(attachments), sender_name=settings.office)
