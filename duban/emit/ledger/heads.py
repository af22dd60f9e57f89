"""What stands over every sheet of the ledger: its title, and what the figures speak of."""

from __future__ import annotations

from duban.compilation import Compilation
from duban.emit.words import remark
from duban.gongwen.document import chinese_date
from duban.model import CHINA

PLAIN, TENTHS, SIGNED = "General", "0.0", "+0.0;-0.0;0.0"
"""Number formats of counts and values, of shares, and of gaps."""
COS = "协办情况"
"""Name of the sheet of what co-organisers said."""
TREND = "趋势"
"""Name of the sheet whose months the overview's chart draws."""


def title(compilation: Compilation, subject: str) -> str:
    """'××市2023年重点工作任务进展情况'."""
    settings = compilation.settings
    return f"{settings.place}{compilation.period.year}年{settings.subject}{subject}"


def under(compilation: Compilation) -> str:
    """Period, cut-off, moment of the compile, and the remark that every output carries."""
    period = compilation.period
    as_of = compilation.as_of.astimezone(CHINA)
    parts = (
        f"期次：{period.title}",
        f"数据截至：{chinese_date(period.cutoff)}",
        f"编制时点：{as_of:%Y-%m-%d %H:%M}",
        remark(compilation.settings, period),
    )
    return "    ".join(part for part in parts if part)


def percents(compilation: Compilation, form: str = TENTHS) -> str:
    """``form`` with as many decimals as the office has set."""
    places = compilation.settings.decimals
    return form.replace("0.0", f"0.{'0' * places}" if places else "0")
