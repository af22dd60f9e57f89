"""进展汇总.xlsx: all tasks, all units' reporting, all findings with links to their cells."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

from duban.compilation import Compilation
from duban.emit.sheets import Column, Link, Sheets
from duban.emit.words import GAP_NOTE, names_of, target_words
from duban.gongwen.document import chinese_date
from duban.model import CHINA, Finding, Light, Severity, Source, UnitStatus
from duban.ooxml import normalise, workbook
from duban.standing import Standing, Value, criteria

_PLAIN, _TENTHS, _SIGNED = "General", "0.0", "+0.0;-0.0;0.0"
_TASKS = (
    Column("序号", 6, centred=True),
    Column("重点工作", 40),
    Column("牵头单位", 18),
    Column("协办单位", 18),
    Column("量化指标", 18),
    Column("年度目标", 11, centred=True),
    Column("自报累计值", 11, number=_PLAIN),
    Column("核定值", 9, number=_PLAIN),
    Column("核实值", 9, number=_PLAIN),
    Column("完成率%", 9, number=_TENTHS),
    Column("序时%", 8, number=_TENTHS),
    Column("差距（百分点）", 14, number=_SIGNED),
    Column("进度分类", 9, centred=True),
    Column("亮灯", 7, centred=True),
    Column("进展情况", 40),
    Column("判定说明", 30),
    Column("出处", 13, centred=True),
    Column("文件", 26),
)
_UNITS = (
    Column("单位", 24),
    Column("类别", 10, centred=True),
    Column("报送状态", 11, centred=True),
    Column("收到时间", 17, centred=True),
    Column("时间来源", 12, centred=True),
    Column("采用版本", 9, number=_PLAIN),
    Column("报送次数", 9, number=_PLAIN),
    Column("是否退回", 9, centred=True),
    Column("牵头任务", 9, number=_PLAIN),
    Column("协办任务", 9, number=_PLAIN),
    Column("问题数", 8, number=_PLAIN),
    Column("打开", 7, centred=True),
    Column("采用文件", 44),
)
_FINDINGS = (
    Column("等级", 7, centred=True),
    Column("代码", 18),
    Column("单位", 20),
    Column("任务", 7, centred=True),
    Column("问题", 46),
    Column("处理办法", 40),
    Column("所填内容", 20),
    Column("出处", 13, centred=True),
    Column("文件", 34),
)
_NOTES = (Column("项目", 20), Column("说明", 90))
_HOLDER = re.compile(r"(.+?\.[A-Za-z0-9]{1,5})!")
"""The mail or archive of a file within it: '来信.eml!填报表.xlsx'."""
_COLOURS = {
    Light.GREEN.label: "#C6E0B4",
    Light.YELLOW.label: "#FFE699",
    Light.RED.label: "#F8CBAD",
    Severity.ERROR.label: "#F8CBAD",
    Severity.WARNING.label: "#FFE699",
    UnitStatus.LATE.label: "#FFE699",
    UnitStatus.MISSING.label: "#F8CBAD",
    UnitStatus.EMPTY.label: "#F8CBAD",
}


def ledger(compilation: Compilation) -> bytes:
    """The workbook's bytes. Links lead to files of the workspace, relative to output/<period>/."""
    stream = io.BytesIO()
    settings, period = compilation.settings, compilation.period
    head = f"{settings.place}{period.year}年{settings.subject}"
    under = f"期次：{period.title}    数据截至：{chinese_date(period.cutoff)}" + (
        f"    {settings.remark}" if settings.remark else ""
    )
    with workbook(stream) as book:
        sheets = Sheets(book, _COLOURS)
        sheets.add("任务进展", f"{head}进展情况", under, _TASKS, _task_rows(compilation))
        sheets.add("报送情况", f"{head}报送情况", under, _UNITS, _unit_rows(compilation))
        sheets.add("问题清单", f"{head}问题清单", under, _FINDINGS, _finding_rows(compilation))
        sheets.add("说明", "编制说明", under, _NOTES, _notes(compilation))
    return normalise(stream.getvalue(), compilation.as_of)


Row = tuple[object, ...]


def _task_rows(compilation: Compilation) -> Iterator[Row]:
    for standing in compilation.standings:
        values: tuple[Value | None, ...] = standing.values or (None,)
        for number, value in enumerate(values):
            yield _task_row(standing, value, number == 0)


def _task_row(standing: Standing, value: Value | None, first: bool) -> Row:
    task = standing.task
    head = (
        task.key,
        (task.title or task.text) if first else "",
        names_of(standing.leads) if first else "",
        names_of(standing.cos) if first else "",
    )
    tail = (
        standing.label if first else "",
        standing.light.label if first else "",
        standing.text if first else "",
        standing.why if first else "",
    )
    if value is None:
        none = (None,) * 6
        return (
            *head,
            "",
            "",
            *none,
            *tail,
            link_to(standing.text_source),
            standing.text_source.file,
        )
    return (
        *head,
        value.indicator.name,
        target_words(value.indicator),
        value.reported,
        value.ruled,
        value.verified,
        value.progress,
        value.pace,
        value.gap,
        *tail,
        link_to(value.source),
        value.source.file,
    )


def _unit_rows(compilation: Compilation) -> Iterator[Row]:
    counts = {count.unit: count for count in compilation.statistics.by_unit}
    for row in compilation.reporting:
        count = counts[row.unit.name]
        received = row.received_at.astimezone(CHINA) if row.received_at else None
        yield (
            row.unit.name,
            row.unit.kind,
            row.status.label,
            f"{received:%Y-%m-%d %H:%M}" if received else "",
            row.receipt.label if row.receipt else "",
            row.version or None,
            row.versions or None,
            "是" if row.sent_back else "",
            count.leads,
            count.cos,
            count.findings,
            link_to(Source(row.file)),
            row.file,
        )


def _finding_rows(compilation: Compilation) -> Iterator[Row]:
    for finding in compilation.findings:
        yield _finding_row(finding)


def _finding_row(finding: Finding) -> Row:
    return (
        finding.severity.label,
        finding.code,
        finding.unit,
        finding.task,
        finding.message,
        finding.advice,
        finding.evidence,
        link_to(finding.source),
        finding.source.file,
    )


def link_to(source: Source) -> Link | str:
    """A short link out of output/<period>/ to the cell in the file of the workspace.

    A workbook in a mail or an archive has no address of its own: the link opens what holds it.
    """
    place = f"{source.sheet}!{source.cell}" if source.sheet and source.cell else source.sheet
    if not source.file:
        return place
    holder = _HOLDER.match(source.file)
    sheet = source.sheet.replace("'", "''")
    return Link(
        text=place or "打开",
        target=f"../../{holder[1] if holder else source.file}",
        place=f"'{sheet}'!{source.cell}" if source.cell and not holder else "",
    )


def _notes(compilation: Compilation) -> Iterator[Row]:
    period, statistics = compilation.period, compilation.statistics
    as_of, due = compilation.as_of.astimezone(CHINA), period.deadline
    yield "编制时点", f"{as_of:%Y-%m-%d %H:%M}（此后收到的报表不计入）"
    yield "数据截至", f"{period.cutoff:%Y-%m-%d}"
    yield "报送截止", f"{due:%Y-%m-%d %H:%M}。{period.basis}"
    yield (
        "任务数",
        f"共{statistics.tasks}项，其中有量化指标的{statistics.measured}项；占比均以此为基数",
    )
    parts = [f"{label}{share.count}项" for label, share in statistics.labels.items()]
    yield "进度分类", "、".join(parts)
    if statistics.others:
        reasons = (f"{reason}{number}项" for reason, number in statistics.others.items())
        yield "其他的原因", "、".join(reasons)
    parts = [f"{kind.label}{share.count}个" for kind, share in statistics.statuses.items()]
    yield "报送情况", f"应报{statistics.units}个：{'、'.join(parts)}"
    settings = compilation.settings
    yield "判定标准", criteria(settings)
    yield "数值取舍", "有核实值的按核实值，有核定值的按核定值，其余按自报值判定；三者并列保留"
    yield "差距", f"{GAP_NOTE}；按表中所列数相减"
    yield "多指标任务", f"按进度“{settings.several_indicators}”的指标计"
    yield "多个牵头单位", f"按“{settings.several_leads}”的数值计；单位组牵头的按成员合计"
    for finding in compilation.doubts:
        yield "任务图提示", f"{finding.source} {finding.message}"
    for rejected in compilation.rejected:
        yield "未采用文件", f"{rejected.file}：{rejected.reason}"
