"""考核评分.xlsx: the year's scores, every event that counts, the ladder's steps, the rules used."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from duban.compilation import Compilation
from duban.emit.sheets import Column, Grid, book_of, link_to
from duban.figures import plain
from duban.model import CHINA
from duban.rules import BASE, LadderRule, Level
from duban.scoring import Mark, Score, Tally, Year

FILE_NAME = "考核评分.xlsx"
_POINTS, _SIGNED, _PLAIN = "0.00", "+0.00;-0.00;0.00", "General"
_COLOURS = {
    Level.WARN.label: "#FFE699",
    Level.SUMMON.label: "#F8CBAD",
    Level.ACCOUNT.label: "#F8CBAD",
}
_SUMMARY = (
    Column("名次", 7, number=_PLAIN, centred=True),
    Column("单位", 26),
    Column("类别", 11, centred=True),
    Column("同类名次", 10, number=_PLAIN, centred=True),
    Column("基础分", 10, number=_POINTS),
    Column("扣分", 10, number=_SIGNED),
    Column("加分", 10, number=_SIGNED),
    Column("得分", 10, number=_POINTS),
    Column("牵头任务", 10, number=_PLAIN, centred=True),
    Column("协办任务", 10, number=_PLAIN, centred=True),
    Column("现处层级", 12, centred=True),
)
_DETAILS = (
    Column("单位", 20),
    Column("事件", 12, centred=True),
    Column("期次", 10, centred=True),
    Column("任务", 7, centred=True),
    Column("职责", 7, centred=True),
    Column("分值", 9, number=_SIGNED),
    Column("系数", 16),
    Column("事实", 44),
    Column("规则所在", 14, centred=True),
    Column("出处", 14, centred=True),
    Column("文件", 30),
)
_STEPS = (
    Column("单位", 20),
    Column("任务", 8, centred=True),
    Column("层级", 8, centred=True),
    Column("列入期次", 10, centred=True),
    Column("结束期次", 10, centred=True),
    Column("结果", 16),
    Column("触发条件", 38),
    Column("依据", 60),
)
_SCORE_RULES = (
    Column("事件", 18),
    Column("分值", 10, number=_PLAIN),
    Column("封顶", 10, number=_PLAIN),
    Column("协办系数", 10, number=_PLAIN),
    Column("说明", 50),
    Column("规则所在", 16, centred=True),
)
_LADDER_RULES = (
    Column("层级", 8, centred=True),
    Column("触发条件", 40),
    Column("适用任务", 18),
    Column("函单模板", 12, centred=True),
    Column("说明", 40),
    Column("规则所在", 16, centred=True),
)
_NOTES = (Column("项目", 16), Column("说明", 90))
Row = tuple[object, ...]


def assessment(compilation: Compilation, year: Year) -> bytes:
    """The workbook's bytes; ``compilation`` is of the year's last period that has returns."""
    settings, taskmap = compilation.settings, compilation.taskmap
    head = f"{settings.place}{taskmap.year}年{settings.subject}"
    under = f"计分期次：{_span(year)}" + (f"    {settings.remark}" if settings.remark else "")
    details = [row for score in year.whole.ranked for row in _details(score)]
    columns = (
        Column("单位", 26),
        *(Column(month.periods[0], 10, number=_POINTS) for month in year.months),
        Column("全年", 10, number=_POINTS),
    )
    scored = (
        (rule.event, rule.points, rule.cap, rule.co, rule.note, _place(rule.source.cell))
        for rule in taskmap.scores
    )
    climbed = map(_ladder_rule, taskmap.ladder)
    grids = (
        Grid("总表", f"{head}考核评分", under, _SUMMARY, _summary(compilation, year)),
        Grid("明细", f"{head}考核评分明细", under, _DETAILS, details),
        Grid("各期得分", f"{head}各期得分", under, columns, _months(year)),
        Grid("督办台账", f"{head}督办台账", under, _STEPS, _steps(compilation)),
        Grid("考核规则", "所用考核规则", under, _SCORE_RULES, scored),
        Grid("督办规则", "所用督办规则", under, _LADDER_RULES, climbed),
        Grid("说明", "计分说明", under, _NOTES, _notes(compilation, year)),
    )
    return book_of(grids, compilation.as_of, _COLOURS)


def _span(year: Year) -> str:
    periods = year.whole.periods
    return periods[0] if len(periods) == 1 else f"{periods[0]}至{periods[-1]}，共{len(periods)}期"


def _summary(compilation: Compilation, year: Year) -> Iterator[Row]:
    steps = [step for step in compilation.steps if step.closed is None]
    for score in year.whole.ranked:
        counted = [tally.counted for tally in score.tallies]
        count = compilation.statistics.of(score.unit.name)
        levels = [step.level for step in steps if step.unit == score.unit.name]
        highest = max(levels, key=lambda level: level.rank, default=None)
        yield (
            *(score.place, score.unit.name, score.unit.kind, score.place_of_kind, score.base),
            sum((points for points in counted if points < 0), Decimal(0)),
            sum((points for points in counted if points > 0), Decimal(0)),
            *(score.total, count.leads, count.cos, highest.label if highest else ""),
        )


def _details(score: Score) -> Iterator[Row]:
    """One row for each mark, and one for what a cap or the floor takes back: they sum up."""
    for tally in score.tallies:
        for mark in tally.marks:
            yield _mark(score, tally, mark)
        if tally.counted != tally.total:
            back, text = tally.counted - tally.total, f"按封顶{plain(abs(tally.counted))}分计，调整"
            yield _adjusted(score, tally.rule.event, back, text, _place(tally.rule.source.cell))
    whole = score.base + sum((tally.counted for tally in score.tallies), Decimal(0))
    if whole != score.total:
        yield _adjusted(score, "最低分", score.total - whole, "低于最低分，按最低分计", "")


def _adjusted(score: Score, event: str, points: Decimal, text: str, place: str) -> Row:
    return (score.unit.name, event, "", "", "", points, "", text, place, "", "")


def _mark(score: Score, tally: Tally, mark: Mark) -> Row:
    return (
        *(score.unit.name, tally.rule.event, mark.period, mark.task),
        *(mark.role.label if mark.role else "", mark.points, mark.weighted, mark.text),
        *(_place(tally.rule.source.cell), link_to(mark.source), mark.source.file),
    )


def _months(year: Year) -> Iterator[Row]:
    for place, score in enumerate(year.whole.rows):
        monthly = (month.rows[place].total for month in year.months)
        yield (score.unit.name, *monthly, score.total)


def _steps(compilation: Compilation) -> Iterator[Row]:
    for step in compilation.steps:
        events = "\n".join(f"{event.period} {event.text}" for event in step.evidence)
        yield (
            *(step.unit, step.task or "报送", step.level.label, step.since),
            *(step.closed or "", step.outcome or "在列", step.trigger, events),
        )


def _ladder_rule(rule: LadderRule) -> Row:
    tasks = "、".join(rule.tasks) or "全部"
    place = _place(rule.source.cell)
    return (rule.level.label, rule.words, tasks, rule.letter_name, rule.note, place)


def _place(cell: str) -> str:
    """The rule's row in the task map's sheet; '默认' where the task map has no such sheet."""
    return f"第{cell.lstrip('ABCDEFGHIJKLMNOPQRSTUVWXYZ')}行" if cell else "默认"


def _notes(compilation: Compilation, year: Year) -> Iterator[Row]:
    as_of = compilation.as_of.astimezone(CHINA)
    yield "编制时点", f"{as_of:%Y-%m-%d %H:%M}（此后收到的报表不计入）"
    yield "计分期次", f"{_span(year)}；没有收件的期次不计分"
    yield (
        "得分",
        f"{BASE}加各事件分值（按封顶后的数）；同一单位、同一任务、同一期的同一事件计一次；分值保留两位小数",
    )
    yield "全年得分", "按全年的事件合并计算，封顶按全年计，不是各期得分的平均"
    yield "名次", "按得分由高到低，得分相同的名次并列；同类名次只在同一类别的单位之间比较"
    yield "层级", "由程序按督办规则提出，由办公室在“核定”表中决定"
    now = compilation.period
    if compilation.as_of <= now.deadline:
        due = now.deadline.astimezone(CHINA)
        yield "未到截止", f"{now.title}尚未到报送截止（{due:%Y-%m-%d %H:%M}），得分还会变化"
