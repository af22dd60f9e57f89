"""What an office's programmer would write: every workbook with pandas, a ledger, a Word table.

``python -m benchmarks.script INBOX OUT``. No identification, no checks, no safety: it knows where
the header is and takes what it gets.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd
from docx import Document


def main(inbox: str, out: str) -> None:
    """Merges the workbooks of ``inbox`` into a ledger and a Word document in ``out``."""
    frames = []
    for path in sorted(Path(inbox).rglob("*.xls*")):
        frame = pd.read_excel(path, header=6)
        frame["单位"] = path.stem
        frames.append(frame)
    merged = pd.concat(frames)
    target = Path(out)
    target.mkdir(parents=True, exist_ok=True)
    merged.to_excel(target / "汇总.xlsx", index=False)
    names = ["序号", "重点工作", "单位", "目标值", "本月累计完成值", "进展情况", "状态"]
    wanted = merged[merged["职责"] == "牵头"][names].fillna("")
    document = Document()
    document.add_heading("督查通报")
    table = document.add_table(len(wanted) + 1, len(names))
    for column, name in enumerate(names):
        table.cell(0, column).text = name
    for number, values in enumerate(wanted.itertuples(index=False), start=1):
        for column, value in enumerate(values):
            table.cell(number, column).text = str(value)
    document.save(str(target / "通报.docx"))


if __name__ == "__main__":
    main(*sys.argv[1:])
