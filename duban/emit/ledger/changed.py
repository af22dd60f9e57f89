"""变化: what moved, what came late and what was corrected, against the period before."""

from __future__ import annotations

from collections.abc import Iterator

from duban.changes import Changes, Corrected, Grown, Moved, Turned
from duban.compilation import Compilation
from duban.emit.ledger.heads import title, under
from duban.emit.sheets import Column, Grid, Row, link_to
from duban.emit.words import names_of, share_words, task_words
from duban.figures import plain
from duban.merge import Reporting
from duban.model import CHINA, NOWHERE, Source
from duban.standing import Standing, shown_value


def changed(compilation: Compilation, found: Changes) -> Grid:
    """The sheet of all changes, one a row."""
    columns = (
        Column("类别", 10, centred=True),
        Column("任务", 7, centred=True),
        Column("事项", 34),
        Column("单位", 18),
        Column("上期", 22, centred=True),
        Column("本期", 22, centred=True),
        Column("变化", 12, centred=True),
        Column("出处", 13, centred=True, printed=False),
        Column("文件", 60, printed=False),
    )
    before = (
        f"与{found.since.title}相比；上期报表按编制时点已收到的计"
        if found.since
        else "上期没有报表，只列本期更正的数值"
    )
    note = f"注：{before}。“重新报送”为同一单位前后两次所报不同的数值。"
    rows = _rows(compilation, found)
    head = title(compilation, "变化情况")
    return Grid("变化", head, under(compilation), columns, rows, notes=(note,))


def _rows(compilation: Compilation, found: Changes) -> Iterator[Row]:
    tasks = {standing.task.key: standing for standing in compilation.standings}
    for moved in found.moved:
        yield _moved(moved)
    for grown in found.grown:
        yield _grown(grown, tasks[grown.now.indicator.task])
    for turned in found.turned:
        yield _turned(turned)
    for corrected in found.corrected:
        yield _corrected(corrected, tasks[corrected.task])


def _moved(moved: Moved) -> Row:
    now = moved.now
    return (
        "任务进度",
        now.task.key,
        task_words(now.task),
        names_of(now.leads),
        _state(moved.before),
        _state(now),
        moved.course.label,
        link_to(now.text_source),
        now.text_source.file,
    )


def _state(standing: Standing) -> str:
    share = "" if standing.progress is None else f"，{share_words(standing.progress)}%"
    return f"{standing.label}，{standing.light.label}{share}"


def _grown(grown: Grown, standing: Standing) -> Row:
    indicator = grown.now.indicator
    sign = "+" if grown.by > 0 else ""
    source = grown.now.decided_at if grown.now.basis else grown.now.source
    return (
        "指标数值",
        indicator.task,
        indicator.name,
        grown.now.unit or names_of(standing.leads),
        shown_value(grown.before),
        shown_value(grown.now),
        f"{sign}{plain(grown.by)}{indicator.measure}",
        link_to(source),
        source.file,
    )


def _turned(turned: Turned) -> Row:
    source = Source(turned.now.file) if turned.now.file else NOWHERE
    return (
        "报送情况",
        "",
        "填报表报送",
        turned.now.unit.name,
        _report(turned.before),
        _report(turned.now),
        "",
        link_to(source),
        source.file,
    )


def _report(row: Reporting) -> str:
    received = row.received_at.astimezone(CHINA) if row.received_at else None
    return row.status.label + (f"，{received:%m-%d %H:%M}" if received else "")


def _corrected(corrected: Corrected, standing: Standing) -> Row:
    task = standing.task
    return (
        "数值更正",
        corrected.task,
        corrected.indicator or task_words(task),
        corrected.unit,
        f"更正前：{corrected.before or '未报'}",
        f"更正后：{corrected.now or '未报'}",
        corrected.how,
        link_to(corrected.source),
        corrected.source.file,
    )
