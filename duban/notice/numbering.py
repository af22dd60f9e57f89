"""Labels of list items ('3.', '(三)', '③', '3-1') and the numbers tasks get from them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from msgspec.structs import replace

from duban.notice.rows import Remark, Row

_DIGITS = "〇一二三四五六七八九"
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"


def number_of(label: str) -> int | None:
    """The number that a label shows, in Arabic, Chinese or circled figures, or None."""
    bare = (
        re.sub(r"\s", "", label).strip(".、．:：()（）[]【】〔〕").removeprefix("第").rstrip("项条")
    )
    if re.fullmatch(r"\d{1,4}(?:\.0)?", bare):
        return int(bare.partition(".")[0])
    if len(bare) == 1 and bare in _CIRCLED:
        return _CIRCLED.index(bare) + 1
    return _chinese(bare)


def _chinese(text: str) -> int | None:
    """'二十三' → 23, '一百零五' → 105; None for anything else."""
    if not re.fullmatch(r"[〇零一二三四五六七八九十百]{1,6}", text):
        return None
    total = digit = 0
    for char in text.replace("零", "〇"):
        if char in "十百":
            total += (digit or 1) * (10 if char == "十" else 100)
            digit = 0
        else:
            digit = _DIGITS.index(char)
    return total + digit


def with_parts(rows: Sequence[Row]) -> tuple[list[Row], dict[int, str]]:
    """Rows whose number merely repeats the row above become its parts; doubts by row index.

    A list that does so again and again was filled down from merged cells. Where it happens once,
    it may be a slip of the pen, and where the next number is free, it probably is.
    """
    shown = [number_of(row.label) for row in rows]
    repeats = [
        index
        for index in range(1, len(rows))
        if shown[index] and shown[index] == shown[index - 1] and not rows[index].part
        if rows[index].chapter == rows[index - 1].chapter
    ]
    runs = [index for index in repeats if index - 1 not in repeats]
    result = list(rows)
    doubts: dict[int, str] = {}
    for index in repeats:
        number = shown[index]
        if len(runs) == 1 and number and number + 1 not in shown:
            result[index] = replace(rows[index], label=str(number + 1))
            doubts[index] = f"编号{number}在原文中重复出现而缺少{number + 1}，暂编为{number + 1}"
            continue
        before = result[index - 1]
        result[index - 1] = before = replace(before, part=before.part or 1)
        result[index] = replace(rows[index], part=before.part + 1)
        if len(runs) == 1:
            doubts[index] = f"编号{number}在原文中重复出现，暂作第{number}项的子项"
    return result, doubts


def assign(rows: Sequence[Row]) -> tuple[list[int], dict[int, str], list[Remark]]:
    """Task numbers of ``rows`` (equal for parts of one row), doubts by row index, and remarks.

    Numbers that rise through the whole list are kept, gaps and all. Where they begin again,
    tasks are numbered through in the notice's order and the report says so. A single number
    that stands twice, out of order or is missing is a doubt about that row only.
    """
    shown = [number_of(row.label) for row in rows]
    if not any(shown):
        remark = Remark("编号", "通知的任务没有编号，已按先后顺序编号。", "请核对。")
        return _through(rows), {}, [remark] if rows else []
    if _restarts(rows, shown):
        chapters = "、".join(dict.fromkeys(row.chapter for row in rows if row.chapter))
        remark = Remark(
            "编号",
            f"原文编号不是通篇连续（{chapters or '编号重新起算'}），已按先后顺序统一编号为1至"
            f"{_through(rows)[-1]}；原编号见各行来源。",
            "如需沿用其他编号，请在“任务”表修改。",
        )
        return _through(rows), {}, [remark, *_chapter_gaps(rows, shown)]
    numbers, doubts = _kept(rows, shown)
    return numbers, doubts, _gaps(numbers)


def _through(rows: Sequence[Row]) -> list[int]:
    """1, 2, 3 … with the parts of one row sharing a number."""
    numbers: list[int] = []
    for _ in rows:
        last = numbers[-1] if numbers else 0
        numbers.append(last if _goes_on(rows, len(numbers)) else last + 1)
    return numbers


def _restarts(rows: Sequence[Row], shown: Sequence[int | None]) -> bool:
    """Whether numbering begins again: at 1, or lower at a new chapter and not by a slip."""
    top, before = 0, ""
    for index, (row, number) in enumerate(zip(rows, shown, strict=True)):
        if number is not None and not _goes_on(rows, index):
            if top and number <= top and _begins(row, number, before):
                return True
            top = number
        before = row.chapter
    return False


def _goes_on(rows: Sequence[Row], index: int) -> bool:
    """Whether a row is a further part of the task above it."""
    return index > 0 and rows[index].part > 1 and rows[index].label == rows[index - 1].label


def _begins(row: Row, number: int, before: str) -> bool:
    return number == 1 or row.chapter != before


def _kept(rows: Sequence[Row], shown: Sequence[int | None]) -> tuple[list[int], dict[int, str]]:
    """The printed numbers; a repeated or missing one is replaced by a free number, with a doubt."""
    free = max(number for number in shown if number) + 1
    numbers: list[int] = []
    doubts: dict[int, str] = {}
    used: set[int] = set()
    for index, number in enumerate(shown):
        if _goes_on(rows, index):
            numbers.append(numbers[-1])
            continue
        if number is None or number in used:
            why = f"编号{number}在原文中重复出现" if number else "原文没有编号"
            doubts[index] = f"{why}，暂编为{free}"
            number, free = free, free + 1
        elif used and number < numbers[-1] and numbers[-1] < free:
            doubts[index] = f"编号{number}在原文中排在{numbers[-1]}之后"
        used.add(number)
        numbers.append(number)
    return numbers, doubts


def _gaps(numbers: Sequence[int]) -> list[Remark]:
    """Numbers missing between 1 and the largest."""
    present = set(numbers)
    missing = [number for number in range(1, max(numbers) + 1) if number not in present]
    if not missing:
        return []
    listed = "、".join(str(number) for number in missing)
    return [Remark("编号缺失", f"原文缺少编号：{listed}。", "请对照原件核实是否漏项。")]


def _chapter_gaps(rows: Sequence[Row], shown: Sequence[int | None]) -> list[Remark]:
    """Gaps and repeats inside the chapters of a list whose numbering begins again in each."""
    remarks: list[Remark] = []
    chapters = dict.fromkeys(row.chapter for row in rows)
    for chapter in chapters:
        own = [
            number
            for row, number in zip(rows, shown, strict=True)
            if row.chapter == chapter and number and row.part <= 1
        ]
        counts = Counter(own)
        missing = [str(n) for n in range(1, max(own, default=0) + 1) if n not in counts]
        repeated = [str(n) for n, times in sorted(counts.items()) if times > 1]
        if chapter and own and own[0] == 1 and missing:
            remarks.append(
                Remark(
                    "编号缺失", f"“{chapter}”缺少编号：{'、'.join(missing)}。", "请对照原件核实。"
                )
            )
        if chapter and repeated:
            remarks.append(
                Remark(
                    "编号重复", f"“{chapter}”编号重复：{'、'.join(repeated)}。", "请对照原件核实。"
                )
            )
    return remarks
