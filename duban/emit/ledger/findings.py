"""问题清单: every finding with a link to file, sheet and cell."""

from __future__ import annotations

from duban.compilation import Compilation
from duban.emit.ledger.heads import title, under
from duban.emit.sheets import Column, Grid, link_to


def findings(compilation: Compilation) -> Grid:
    """The sheet, in the compilation's order."""
    columns = (
        Column("等级", 7, centred=True, key=True),
        Column("代码", 18, key=True),
        Column("单位", 20, key=True),
        Column("任务", 7, centred=True, key=True),
        Column("问题", 46),
        Column("处理办法", 40),
        Column("所填内容", 20),
        Column("出处", 13, centred=True),
        Column("文件", 34),
    )
    rows = (
        (
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
        for finding in compilation.findings
    )
    return Grid("问题清单", title(compilation, "问题清单"), under(compilation), columns, rows)
