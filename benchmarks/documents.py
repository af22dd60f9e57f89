"""What an official document costs: ``python -m benchmarks.documents`` from the project's folder.

Processor time of writing a bulletin with an annex of 136, 1,000 and 10,000 tasks, and how the time
a row takes compares with the smallest. The median of several runs.
"""

from __future__ import annotations

import statistics
import time
from datetime import datetime

from duban.gongwen.document import Attachment, Column, Document, Format, Paragraph, Table
from duban.gongwen.render import render
from duban.model import CHINA

MOMENT = datetime(2023, 4, 3, tzinfo=CHINA)
ROWS = (136, 1_000, 10_000)
RUNS = 5
HEADERS = ("重点工作", "牵头单位", "量化指标", "年度目标", "累计完成", "进度分类")
CELLS = (
    "加快推进城乡供水一体化，实施区域中心水厂和供水主管网等工程，促进城乡供水同网同质同价",
    "市住建局\n市城发集团",
    "新增住房",
    "1342套",
    "352套",
    "达进度",
)


def bulletin(rows: int) -> Document:
    """A bulletin whose only annex is a table of ``rows`` tasks."""
    columns = (Column("序号", number=True), *(Column(header) for header in HEADERS))
    table = Table(columns, tuple((str(row), *CELLS) for row in range(1, rows + 1)))
    return Document(
        format=Format.BULLETIN,
        title="关于重点工作任务落实进展情况的通报",
        body=(Paragraph("现将有关情况通报如下。"),),
        attachments=(Attachment("任务进展总表", (table,), landscape=True),),
    )


def seconds(rows: int) -> float:
    """Median processor time of writing the bulletin once."""
    document, spent = bulletin(rows), []
    for _ in range(RUNS):
        start = time.process_time()
        render(document, moment=MOMENT)
        spent.append(time.process_time() - start)
    return statistics.median(spent)


def main() -> None:
    """Prints the table."""
    render(bulletin(1), moment=MOMENT)
    least = 0.0
    print(f"{'rows':>8} {'seconds':>9} {'µs a row':>9} {'ratio':>6}")
    for rows in ROWS:
        spent = seconds(rows)
        each = spent / rows
        least = least or each
        print(f"{rows:>8} {spent:>9.3f} {each * 1e6:>9.1f} {each / least:>6.2f}")


if __name__ == "__main__":
    main()
