"""分解表汇总.xlsx: what the plans propose for 节点 and 指标, for the office to strike or accept."""

from __future__ import annotations

from collections.abc import Iterator

from duban.compilation import Compilation
from duban.emit.sheets import Column, Grid, book_of, link_to
from duban.emit.words import task_words
from duban.figures import plain
from duban.merge.plans import Proposed, propose
from duban.model import Indicator, Milestone
from duban.register import schema
from duban.register.accepting import ACCEPT, NEW, Difference, compare
from duban.register.schema import Holds, SheetSpec

FILE = "分解表汇总.xlsx"
_NUMBER = "General"
_SHADES = {NEW: "#E2EFDA", "改动": "#FFE699"}
_HOW = "核对后不采用的行，“采用”改填“否”；内容可直接改。然后运行 accept-plan 写入任务图。"
_WHEN = "事项列入截至日期能反映其时限的第一个期次。"
_LEFT_OUT = (
    Column("任务序号", 9, centred=True),
    Column("单位", 18),
    Column("所填内容", 40),
    Column("未列入的原因", 40),
    Column("出处", 13, centred=True),
    Column("文件", 34),
)
_PEOPLE = (
    Column("任务序号", 9, centred=True),
    Column("重点工作", 34),
    Column("牵头单位", 16),
    Column("工作措施", 44),
    Column("协办单位分工", 24),
    Column("责任领导", 10, centred=True),
    Column("责任人", 10, centred=True),
    Column("联系电话", 14, centred=True),
    Column("出处", 13, centred=True),
)


def planbook(compilation: Compilation) -> bytes:
    """The workbook's bytes; sheets 节点 and 指标 hold what ``accept-plan`` reads back."""
    proposal = propose(compilation.taskmap, compilation.plans)
    found = {
        difference.proposed: difference
        for difference in compare(
            compilation.taskmap,
            [p.row for p in proposal.milestones if isinstance(p.row, Milestone)],
            [p.row for p in proposal.indicators if isinstance(p.row, Indicator)],
        )
    }
    head = f"{compilation.settings.place}{compilation.period.year}年{compilation.settings.subject}"
    under = f"期次：{compilation.period.title}    {_HOW}"
    notes = {schema.MILESTONES: f"{under}{_WHEN}", schema.INDICATORS: under}
    proposed = [
        Grid(
            spec.name,
            f"{head}{spec.name}（建议）",
            notes[spec],
            _columns(spec),
            [_row(p, found[p.row]) for p in rows],
        )
        for spec, rows in (
            (schema.MILESTONES, proposal.milestones),
            (schema.INDICATORS, proposal.indicators),
        )
    ]
    left = (
        (plan.task.key, plan.unit.name, text, why, link_to(source), source.file)
        for plan, text, why, source in proposal.left_out
    )
    grids = (
        *proposed,
        Grid("未列入", f"{head}分解表未列入节点的内容", under, _LEFT_OUT, left),
        Grid("责任清单", f"{head}责任清单", under, _PEOPLE, _people(compilation)),
    )
    return book_of(grids, compilation.as_of, _SHADES)


def _columns(spec: SheetSpec) -> tuple[Column, ...]:
    numbers = (Holds.INTEGER, Holds.DECIMAL)
    own = tuple(
        Column(c.header, min(c.width, 40), number=_NUMBER if c.holds in numbers else "")
        for c in spec.columns
    )
    more = Column("与任务图比较", 11, centred=True), Column("任务图现为", 22)
    return (Column(ACCEPT, 6, centred=True), *own, *more, Column("单位", 16), Column("出处", 13))


def _row(proposed: Proposed, difference: Difference) -> tuple[object, ...]:
    row = proposed.row
    no, _, sub = row.task.partition("-")
    head = ("是", int(no), int(sub) if sub else None)
    tail = (difference.kind, difference.before, proposed.unit, link_to(row.source))
    if isinstance(row, Milestone):
        value = None if row.value is None else plain(row.value)
        return (*head, row.indicator or None, row.period, value, row.deed, row.quality, *tail)
    return (
        *(*head, row.seq, row.name, plain(row.target), row.measure),
        *(row.direction.label, row.kind.label, row.words, row.superior),
        row.doubt.reason if row.doubt else "",
        *tail,
    )


def _people(compilation: Compilation) -> Iterator[tuple[object, ...]]:
    for plan in compilation.plans:
        if plan.answered:
            names = ("work", "share", "leader", "handler", "phone")
            texts = tuple(plan.text(name) for name in names)
            task = plan.task
            yield (
                *(task.key, task_words(task), plan.unit.name, *texts),
                link_to(plan.at("work")),
            )
