"""校对: a document read through before it is written.

What has one right form is put into it and said; what needs a person is reported. Cells of tables
are left as they are: they are other people's words and figures.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal

from msgspec import Struct, field
from msgspec.structs import replace

from duban.gongwen.arithmetic import wrong_figures, wrong_shares, wrong_sums
from duban.gongwen.document import Attachment, Block, Document, Paragraph, Table
from duban.gongwen.problem import Place, Problem
from duban.gongwen.typography import (
    arabic_date,
    document_numbers,
    impossible_dates,
    real_date,
    typeset,
    unpaired,
)
from duban.model import Severity
from duban.text import shorten

_NUMERALS = "一二三四五六七八九十百"
_NUMBERING = re.compile(rf"^[（(]?([{_NUMERALS}]+|\d+)([）)]、?|[、.．])?")
_MARKS = {1: ("", "、"), 2: ("（", "）"), 3: ("", "."), 4: ("（", "）")}
_ENDINGS = tuple("。：；？！…”）》")
_WORDS = re.compile(r"[A-Za-z0-9.,%〔〕]+|\S")
_REFERENCE = re.compile(r"附件(\d+)")


class Expected(Struct, frozen=True):
    """What a document is held against. ``length`` 0 is no limit (4,000 or 5,000 字 are usual).

    ``figures`` are numbers by words that stand before them, and before no others, in the text
    ('任务已完成' → 33); ``wholes`` are totals of which it may state shares without naming them;
    ``slack`` is how many points a share may be off, where shares are rounded to sum to 100.
    """

    length: int = 0
    figures: Mapping[str, Decimal] = field(default_factory=dict)
    wholes: tuple[Decimal, ...] = ()
    slack: Decimal = Decimal(0)


class _Reader(Struct):
    """Collects what is found; lives for one reading only."""

    file: str
    problems: list[Problem] = field(default_factory=list)

    def say(self, severity: Severity, message: str, advice: str) -> None:
        self.problems.append(Problem(Place(self.file), message, advice, severity))

    def wrong(self, message: str, advice: str) -> None:
        self.say(Severity.ERROR, message, advice)

    def doubt(self, message: str, advice: str) -> None:
        self.say(Severity.WARNING, message, advice)

    def put_right(self, where: str, old: str, change: Callable[[str], str]) -> str:
        """``old`` after ``change``, which is said where it changed anything."""
        new = change(old)
        if new != old:
            at = next((i for i, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), 0)
            was, now = (shorten(t[max(0, at - 6) :], 16) for t in (old, new))
            self.say(Severity.INFO, f"{where}“{was}”已改为“{now}”", "请知悉")
        return new


_NOTHING = Expected()


def proofread(
    document: Document, expected: Expected = _NOTHING, file: str = ""
) -> tuple[Document, tuple[Problem, ...]]:
    """``document`` with everything normalised that can be, and what was changed or is doubtful.

    ERROR: must not be printed so. WARNING: a person should look. INFO: was put right.
    """
    reader = _Reader(file)
    document = _elements(document, reader)
    document = replace(
        document,
        body=_blocks(document.body, "正文", reader),
        attachments=tuple(
            _attachment(a, f"附件{n}", reader) for n, a in enumerate(document.attachments, 1)
        ),
    )
    _dates(document, reader)
    _levels(document.body, "正文", reader)
    for number, attachment in enumerate(document.attachments, 1):
        _levels(attachment.body, f"附件{number}", reader)
    _annexes(document, reader)
    _figures(document, expected, reader)
    _length(document, expected.length, reader)
    return document, tuple(reader.problems)


def _elements(document: Document, reader: _Reader) -> Document:
    """The elements of one line, each in the form that the standard gives it."""

    def put(name: str, change: Callable[[str], str], *fields: str) -> dict[str, str]:
        return {f: reader.put_right(name, getattr(document, f), change) for f in fields}

    changed = {
        **put("标题", lambda t: typeset(t).rstrip("。"), "title"),
        **put("发文字号", document_numbers, "number"),
        **put("主送机关", typeset, "recipients"),
        **put("附注", typeset, "annotation"),
        **put("抄送机关", typeset, "copies_to"),
        **put("日期", arabic_date, "date"),
        **put("印发日期", lambda t: arabic_date(t.removesuffix("印发")), "printed_on"),
        **put("份号", lambda t: t.zfill(6) if t.isdigit() else t, "copy_number"),
        **put("密级", lambda t: re.sub(r"\s*[*＊☆]\s*", "★", t), "secrecy"),
    }
    fixed = replace(document, **changed)
    if fixed.number and not re.fullmatch(r"[^\d〔〕]+〔\d{4}〕[1-9]\d*号", fixed.number):
        reader.wrong(f"发文字号“{fixed.number}”不规范", "应为：机关代字〔年份〕序号号")
    if fixed.copy_number and not re.fullmatch(r"\d{6}", fixed.copy_number):
        reader.wrong(f"份号“{fixed.copy_number}”不规范", "应为6位阿拉伯数字")
    if fixed.secrecy and not re.fullmatch("(绝密|机密|秘密)(★.+)?", fixed.secrecy):
        reader.wrong(f"密级“{fixed.secrecy}”不规范", "应为绝密、机密或秘密，期限写在★之后")
    if fixed.urgency and fixed.urgency not in ("特急", "加急"):
        reader.doubt(f"紧急程度“{fixed.urgency}”不规范", "公文用“特急”或“加急”")
    return fixed


def _dates(document: Document, reader: _Reader) -> None:
    signed, printed = real_date(document.date), real_date(document.printed_on)
    for name, text, day in (
        ("成文日期", document.date, signed),
        ("印发日期", document.printed_on, printed),
    ):
        if text and day is None:
            reader.wrong(f"{name}“{text}”不是规范的日期", "应如“2023年4月3日”")
    if signed and printed and printed < signed:
        reader.doubt("印发日期早于成文日期", "请核对两个日期")


def _blocks(blocks: tuple[Block, ...], name: str, reader: _Reader) -> tuple[Block, ...]:
    found: list[Block] = []
    for number, block in enumerate(blocks, 1):
        if isinstance(block, Table):
            found.append(block)
        else:
            found.append(_paragraph(block, f"{name}第{number}段", reader))
    return tuple(found)


def _paragraph(block: Paragraph, where: str, reader: _Reader) -> Paragraph:
    heading = reader.put_right(where, block.heading, lambda t: _heading(t, block))
    text = reader.put_right(where, block.text, typeset)
    whole = heading + text
    for pair in unpaired(whole):
        reader.doubt(f"{where}“{shorten(whole, 14)}”中{pair}不成对", "请补上或删去一个")
    for day in impossible_dates(whole):
        reader.wrong(f"{where}“{day}”不是真实的日期", "请核对")
    for year in re.findall(r"(?<![\d年—\-])\d\d年\d{1,2}月", whole):
        reader.doubt(f"{where}“{year}”的年份不完整", "年份应写四位数字")
    if not block.level and text and not text.endswith(_ENDINGS):
        reader.doubt(f"{where}“…{text[-8:]}”末尾没有标点", "请补上句号")
    return replace(block, heading=heading, text=text)


def _heading(text: str, block: Paragraph) -> str:
    """A heading with its number in the level's own form; alone on its line, without a full stop."""
    match = _NUMBERING.match(text)
    if match and block.level:
        opening, closing = _MARKS[block.level]
        text = f"{opening}{match.group(1)}{closing}{text[match.end() :].lstrip()}"
    text = typeset(text)
    return text.rstrip("。") if block.level in (1, 2) and not block.text else text


def _attachment(attachment: Attachment, name: str, reader: _Reader) -> Attachment:
    title = reader.put_right(f"{name}标题", attachment.title, lambda t: typeset(t).rstrip("。"))
    return replace(attachment, title=title, body=_blocks(attachment.body, name, reader))


def _levels(blocks: tuple[Block, ...], name: str, reader: _Reader) -> None:
    """Numbers run from one without a gap under each heading; no level hangs in the air (7.3.3)."""
    counts = [0, 0, 0, 0, 0]
    for block in blocks:
        if isinstance(block, Table) or not block.level:
            continue
        level, match = block.level, _NUMBERING.match(block.heading)
        shown = shorten(block.heading, 14)
        if level in (2, 4) and not counts[level - 1]:
            above = "一、" if level == 2 else "1."
            reader.doubt(f"{name}“{shown}”之前没有上一层“{above}”", "层次应依次使用")
        number = _value(match.group(1)) if match else 0
        if number != counts[level] + 1:
            right = _written(counts[level] + 1, level)
            reader.wrong(f"{name}“{shown}”的序号不连续", f"此处应为“{right}”")
        counts[level] = number
        counts[level + 1 :] = [0] * (len(counts) - level - 1)


def _value(numeral: str) -> int:
    if numeral.isdigit():
        return int(numeral)
    hundreds, _, rest = numeral.rpartition("百")
    tens, ten, ones = rest.rpartition("十")
    digits = {"": 0} | {c: n for n, c in enumerate(_NUMERALS[:9], 1)}
    value = digits.get(hundreds, 0) * 100 + digits.get(ones, 0)
    return value + ((digits.get(tens) or 1) * 10 if ten else 0)


def _written(number: int, level: int) -> str:
    opening, closing = _MARKS[level]
    if level > 2:
        return f"{opening}{number}{closing}"
    tens, ones = divmod(number, 10)
    digits = " " + _NUMERALS[:9]
    text = (digits[tens] if tens > 1 else "") + ("十" if tens else "") + digits[ones]
    return f"{opening}{text.strip()}{closing}"


def _annexes(document: Document, reader: _Reader) -> None:
    """附件说明 and the attachments say the same, and the text refers to none that is not there."""
    listed = [squeezed.replace("\n", "") for squeezed in document.attachment_list]
    titles = [attachment.title.replace("\n", "") for attachment in document.attachments]
    if listed and titles:
        if len(listed) != len(titles):
            message = f"附件说明列了{len(listed)}个附件，文后有{len(titles)}个"
            reader.wrong(message, "请使两处一致")
        for number, (a, b) in enumerate(zip(listed, titles, strict=False), 1):
            if a != b:
                reader.wrong(f"附件{number}的标题，附件说明为“{a}”，文后为“{b}”", "请使两处一致")
    count = max(len(listed), len(titles))
    for block in document.body:
        if isinstance(block, Paragraph):
            for number in _REFERENCE.findall(block.heading + block.text):
                if int(number) > count:
                    reader.wrong(f"正文提到附件{number}，但只有{count}个附件", "请核对附件序号")


def _figures(document: Document, expected: Expected, reader: _Reader) -> None:
    """Sums, shares and named figures, paragraph by paragraph."""
    for number, block in enumerate(document.body, 1):
        if not isinstance(block, Paragraph):
            continue
        text, where = block.heading + block.text, f"正文第{number}段"
        for passage, right in wrong_shares(text, expected.wholes, expected.slack):
            reader.doubt(f"{where}“{passage}”占比不符", f"按文中数字应为{right}，请核对")
        for passage, right in wrong_sums(text):
            passage = shorten(passage, 30)
            reader.doubt(f"{where}“{passage}”分项与总数不符", f"分项合计{right}，请核对")
        for passage, right in wrong_figures(text, expected.figures):
            reader.wrong(f"{where}“{passage}”与统计不符", f"统计为{right}，请核对")


def length(document: Document) -> int:
    """字数 of 正文 without tables and attachments; a figure or a Latin word counts as one."""
    return sum(
        len(_WORDS.findall(block.heading + block.text))
        for block in document.body
        if isinstance(block, Paragraph)
    )


def _length(document: Document, limit: int, reader: _Reader) -> None:
    count = length(document)
    if limit and count > limit:
        message = f"正文{count}字，超过{limit}字的限度"
        reader.doubt(message, "请精简，或把明细移入附件")
