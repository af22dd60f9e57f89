"""说明: what the figures speak of, what they are shares of, what is left out, every setting."""

from __future__ import annotations

from collections.abc import Iterator

from duban.compilation import Compilation
from duban.emit.ledger.heads import COS, under
from duban.emit.sheets import Column, Grid, Row
from duban.emit.words import GAP_NOTE
from duban.model import CHINA
from duban.register.settings import Settings, declared
from duban.standing import criteria

_SHEETS = (
    ("总览", "本期主要数字和图"),
    ("任务进展", "全部任务，与通报所附总表次序相同"),
    (COS, "各协办单位所报的进展和没有填报的单位"),
    ("单位情况", "各单位的报送情况和任务数"),
    ("按牵头单位", "各单位牵头任务的分类、亮灯和位次"),
    ("按分管领导", "各位领导分管任务的分类和亮灯"),
    ("问题清单", "全部问题，可点到原件的单元格"),
    ("变化", "与上期相比的变化和本期更正的数值"),
    ("趋势", "本年度各月"),
    ("全量数据", "所报和核定、核实的每一个值及其所在单元格，供筛选和透视，只打印表头"),
)


def notes(compilation: Compilation) -> Grid:
    """The sheet."""
    columns = (Column("项目", 20, key=True), Column("说明", 110))
    rows = (*_speaking_of(compilation), *_judging(compilation), *_left_out(compilation))
    return Grid(
        "说明", "编制说明", under(compilation), columns, (*rows, *_settings(compilation.settings))
    )


def _speaking_of(compilation: Compilation) -> Iterator[Row]:
    period, statistics = compilation.period, compilation.statistics
    as_of, due = compilation.as_of.astimezone(CHINA), period.deadline
    yield "各表内容", "；".join(f"{name}：{words}" for name, words in _SHEETS)
    yield "编制时点", f"{as_of:%Y-%m-%d %H:%M}（此后收到的报表不计入）"
    yield "数据截至", f"{period.cutoff:%Y-%m-%d}"
    yield "报送截止", f"{due:%Y-%m-%d %H:%M}"
    yield "工作日依据", period.basis or "报送截止由办公室在任务图“期次”表中填写"
    yield (
        "任务数",
        f"共{statistics.tasks}项，其中有量化指标的{statistics.measured}项；占比均以此为基数",
    )
    parts = [f"{label}{share.count}项" for label, share in statistics.labels.items()]
    yield "进度分类", "、".join(parts)
    if statistics.others:
        reasons = (f"{reason}{number}项" for reason, number in statistics.others.items())
        yield "其他的原因", "、".join(reasons)
    parts = [f"{kind.label}{share.count}项" for kind, share in statistics.lights.items()]
    yield "亮灯", "、".join(parts)
    parts = [f"{kind.label}{share.count}个" for kind, share in statistics.statuses.items()]
    yield "报送情况", f"应报{statistics.units}个，报送占比以此为基数：{'、'.join(parts)}"


def _judging(compilation: Compilation) -> Iterator[Row]:
    settings = compilation.settings
    yield "判定标准", criteria(settings)
    yield "数值取舍", "有核实值的按核实值，有核定值的按核定值，其余按自报值判定；三者并列保留"
    yield "差距", f"{GAP_NOTE}；按表中所列数相减"
    yield "多指标任务", f"按进度“{settings.several_indicators}”的指标计"
    yield "多个牵头单位", f"按“{settings.several_leads}”的数值计；单位组牵头的按成员合计"
    counted = "每个子项计一项" if settings.count_subtasks else "有子项的任务按最差的子项计一项"
    yield "子项", f"{counted}；牵头单位的任务数按其牵头的每一行计"


def _left_out(compilation: Compilation) -> Iterator[Row]:
    for standing in compilation.standings:
        if standing.task.excluded:
            yield "不评价的任务", f"第{standing.task.key}项：{standing.task.excluded}，计入“其他”"
    for unit in compilation.taskmap.units:
        if not unit.reports:
            yield "不需报送的单位", unit.name
    for finding in compilation.doubts:
        yield "任务图提示", f"{finding.source} {finding.message}"
    for rejected in compilation.rejected:
        yield "未采用文件", f"{rejected.file}：{rejected.reason}"


def _settings(settings: Settings) -> Iterator[Row]:
    """Every setting as the compile read it."""
    for name, setting in declared().items():
        value = getattr(settings, name)
        shown = {True: "是", False: "否"}.get(value) if isinstance(value, bool) else str(value)
        yield f"设置：{setting.alias}", shown or "（未填）"
