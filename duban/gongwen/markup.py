"""The plain-text notation of an official document, as a clerk edits it in Notepad.

A line that begins with ``【键】`` starts an element. Inside 正文 and attachments the numbering
itself (一、 （一） 1. （1）) says the level; ``【表：名称】`` calls a table by name. A backslash
before a line makes it plain text. docs/公文模板写法.md describes all of it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TypeVar

from msgspec import Struct, field

from duban.gongwen.document import Attachment, Block, Document, Format, Paragraph, Seal, Table
from duban.gongwen.problem import Place, Problem, did_you_mean

_NUMERAL = "[一二三四五六七八九十百]+"
_LEVELS = (
    re.compile(rf"{_NUMERAL}、"),
    re.compile(rf"[（(]{_NUMERAL}[）)]"),
    re.compile(r"[0-9０-９]{1,2}(?:[.．](?![0-9０-９])|、)"),
    re.compile(r"[（(][0-9０-９]{1,2}[）)]"),
)
_KEY = re.compile(r"【([^【】\n]{1,20})】")
_WRONG_BRACKETS = re.compile(r"[\[［〔]([一-龥]{2,4}[0-9]{0,2})[\]］〕]")
_TABLE = re.compile(r"表\s*[：:]\s*(.+?)\s*")
_ATTACHMENT = re.compile(r"附件\s*([0-9０-９]{1,2})")
_BLANKS = " \t\u3000\u00a0"
_ESCAPE = "\\"
# A numbered sentence longer than this is text, not a heading: it would fill lines of 黑体.
_LONGEST_HEADING = 40

_ONE_LINE = {
    "格式": "format",
    "份号": "copy_number",
    "密级": "secrecy",
    "紧急程度": "urgency",
    "文号": "number",
    "期号": "issue",
    "编发单位": "issuer",
    "主送": "recipients",
    "日期": "date",
    "印章": "seal",
    "附注": "annotation",
    "抄送": "copies_to",
    "印发机关": "printed_by",
    "印发日期": "printed_on",
}
_MANY_LINES = {
    "机关标志": "mark",
    "签发人": "signers",
    "标题": "title",
    "附件": "attachment_list",
    "署名": "signatories",
}
_ATTENDANCE = ("出席", "请假", "列席")
_BODY, _LANDSCAPE = "正文", "横排"
_Kind = TypeVar("_Kind", Format, Seal)

KEYS = (*_ONE_LINE, *_MANY_LINES, *_ATTENDANCE, _BODY, _LANDSCAPE)
"""Every key of the notation but 【附件1】, 【附件2】 … and 【表：名称】."""


class _Line(Struct, frozen=True):
    text: str
    place: Place


class _Section(Struct):
    """One element as written: its key, the text beside the key, the lines below it."""

    key: str
    beside: _Line
    below: list[_Line] = field(default_factory=list)

    def lines(self) -> list[str]:
        """Every line that says something, without escapes."""
        return [plain(line.text) for line in (self.beside, *self.below) if line.text]


class _Reading(Struct):
    """What the reading has found so far; lives for one ``parse`` only."""

    tables: Mapping[str, Table]
    problems: list[Problem] = field(default_factory=list)

    def fault(self, place: Place, message: str, advice: str) -> None:
        self.problems.append(Problem(place, message, advice))


def parse(
    text: str,
    file: str = "",
    tables: Mapping[str, Table] | None = None,
    places: Sequence[Place] = (),
) -> tuple[Document, tuple[Problem, ...]]:
    """``text`` in the notation as a document, and everything that is wrong with it.

    ``places`` gives the template line that each line of ``text`` came from; without it the lines
    of ``file`` itself are named. ``tables`` are those that ``【表：名称】`` may call. A document
    comes back even where there are problems; it lacks what could not be read.
    """
    raw = text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff").split("\n")
    where = places or [Place(file, n) for n in range(1, len(raw) + 1)]
    lines = [_Line(t.strip(_BLANKS), p) for t, p in zip(raw, where, strict=True)]
    reading = _Reading(tables or {})
    sections = _sections(lines, reading)
    document = _document(sections, reading)
    misspelt = any(not section.key for section in sections)
    for key, present in (("标题", document.title), (_BODY, document.body)):
        if not present and not misspelt:
            reading.fault(Place(file), f"没有【{key}】", f"请补写以【{key}】开头的部分")
    return document, tuple(reading.problems)


def notation(line: str) -> int:
    """How many characters at the start of ``line`` mean something to ``parse``; 0: plain text."""
    blanks = len(line) - len(line.lstrip(_BLANKS))
    rest = line[blanks:]
    if rest.startswith(_ESCAPE):
        return blanks + 1
    for pattern in (_KEY, _WRONG_BRACKETS, *_LEVELS):
        if match := pattern.match(rest):
            return blanks + match.end()
    return 0


def escape(line: str) -> str:
    """``line`` written so that ``parse`` takes it as plain text."""
    return _ESCAPE + line.lstrip(_BLANKS)


def plain(line: str) -> str:
    """``line`` without the backslash that kept it from being read as notation."""
    return line.removeprefix(_ESCAPE)


def _sections(lines: Sequence[_Line], reading: _Reading) -> list[_Section]:
    sections: list[_Section] = []
    for line in lines:
        match = _KEY.match(line.text)
        key = match.group(1).strip() if match else ""
        if match and key != _LANDSCAPE and not _TABLE.fullmatch(key):
            name = _known_key(key, line.place, reading)
            beside = _Line(line.text[match.end() :].strip(_BLANKS), line.place)
            sections.append(_Section(name, beside))
            continue
        wrong = _WRONG_BRACKETS.match(line.text)
        if wrong and (wrong.group(1) in KEYS or _ATTACHMENT.fullmatch(wrong.group(1))):
            advice = f"请改为全角方头括号：【{wrong.group(1)}】"
            reading.fault(line.place, f"“{wrong.group()}”的括号不对", advice)
        elif sections:
            sections[-1].below.append(line)
        elif line.text:
            message = f"“{line.text[:12]}”前面没有写明是哪一部分"
            reading.fault(line.place, message, "请在前面另起一行写明，如【标题】、【正文】")
    return sections


def _known_key(name: str, place: Place, reading: _Reading) -> str:
    """``name`` as the notation knows it, '' (and a problem) if it does not."""
    if attachment := _ATTACHMENT.fullmatch(name):
        return f"附件{int(attachment.group(1))}"
    if name in KEYS:
        return name
    advice = did_you_mean(name, [*KEYS, "附件1", "表：名称"])
    reading.fault(place, f"不认识“【{name}】”", f"{advice}；若确是文字内容，请在行首加反斜杠\\")
    return ""


def _document(sections: Sequence[_Section], reading: _Reading) -> Document:
    fields: dict[str, str] = {}
    many: dict[str, tuple[str, ...]] = {}
    attendance: list[tuple[str, str]] = []
    attachments: list[Attachment] = []
    body: tuple[Block, ...] = ()
    seen: dict[str, Place] = {}
    for section in sections:
        key, place = section.key, section.beside.place
        if not key:
            continue
        if key in seen:
            message = f"【{key}】写了两次，{seen[key]}已写过"
            reading.fault(place, message, "请合并为一处")
            continue
        seen[key] = place
        if key == _BODY:
            body = _blocks([section.beside, *section.below], reading, landscape_allowed=False)[0]
        elif _ATTACHMENT.fullmatch(key):
            attachments.append(_attachment(section, len(attachments) + 1, reading))
        elif key in _MANY_LINES:
            many[_MANY_LINES[key]] = tuple(section.lines())
        elif key in _ATTENDANCE:
            attendance.append((key, _single(section, reading)))
        elif key in _ONE_LINE:
            fields[_ONE_LINE[key]] = _single(section, reading)
    kind = _choice(fields.pop("format", ""), Format.DOCUMENT, seen.get("格式"), reading)
    seal = _choice(fields.pop("seal", ""), Seal.SEALED, seen.get("印章"), reading)
    mark, suffix = _mark(many.get("mark", ()), kind)
    return Document(
        format=kind,
        title="\n".join(many.get("title", ())),
        body=body,
        mark=mark,
        mark_suffix=suffix,
        signers=_names(many.get("signers", ())),
        attachment_list=tuple(_unnumbered(t) for t in many.get("attachment_list", ())),
        signatories=many.get("signatories", ()),
        seal=seal,
        attendance=tuple(attendance),
        attachments=tuple(attachments),
        **fields,
    )


def _single(section: _Section, reading: _Reading) -> str:
    """The one line of an element that has only one."""
    value, *stray = [line for line in (section.beside, *section.below) if line.text] or [
        section.beside
    ]
    for line in stray:
        message = f"【{section.key}】只有一行，“{line.text[:12]}”不知归于何处"
        reading.fault(line.place, message, "正文请写在【正文】之后，其他内容请写明是哪一部分")
    return plain(value.text)


def _choice(word: str, default: _Kind, place: Place | None, reading: _Reading) -> _Kind:
    """The member of ``default``'s kind that ``word`` names; ``default`` if there is no word."""
    kinds = type(default)
    known = [kind.value for kind in kinds]
    if word in known:
        return kinds(word)
    if word:
        reading.fault(place or Place(), f"不认识“{word}”", did_you_mean(word, known))
    return default


def _mark(lines: tuple[str, ...], kind: Format) -> tuple[tuple[str, ...], str]:
    """发文机关标志 apart from the “文件” that the standard sets beside the names (7.2.4)."""
    names = tuple(line for line in lines if line != "文件")
    if kind is not Format.DOCUMENT or not names:
        return names, ""
    suffix = "文件" if len(names) < len(lines) or names[-1].endswith("文件") else ""
    return (*names[:-1], names[-1].removesuffix("文件")), suffix


def _names(lines: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name for line in lines for name in re.split(rf"[、,，{_BLANKS}]+", line) if name)


def _unnumbered(title: str) -> str:
    """A title of 附件说明 without its number and closing mark; the engine sets them (7.3.4)."""
    title = re.sub(r"^[0-9０-９]{1,2}[.．、]\s*", "", title)
    return title.rstrip("；;。，,、")


def _attachment(section: _Section, position: int, reading: _Reading) -> Attachment:
    place = section.beside.place
    if section.key != f"附件{position}":
        message = f"附件次序不对：这是第{position}个附件，却写作【{section.key}】"
        reading.fault(place, message, f"请改为【附件{position}】或调整次序")
    title = plain(section.beside.text)
    if not title:
        reading.fault(place, f"【{section.key}】没有标题", "请把附件标题写在同一行")
    body, landscape = _blocks(section.below, reading, landscape_allowed=True)
    return Attachment(title, body, landscape)


def _blocks(
    lines: Sequence[_Line], reading: _Reading, *, landscape_allowed: bool
) -> tuple[tuple[Block, ...], bool]:
    """Paragraphs and tables of ``lines``, and whether 【横排】 is among them."""
    blocks: list[Block] = []
    landscape = False
    for line in lines:
        match = _KEY.match(line.text)
        key = match.group(1).strip() if match else ""
        if match and match.end() < len(line.text):
            reading.fault(line.place, f"“{match.group()}”应独占一行", "请把后面的文字另起一行")
        elif key == _LANDSCAPE:
            landscape = True
            if not landscape_allowed:
                reading.fault(line.place, "【横排】只用于附件", "请移到【附件1】等之下，或删去")
        elif call := _TABLE.fullmatch(key):
            table = reading.tables.get(call.group(1))
            if table is None:
                advice = did_you_mean(call.group(1), reading.tables)
                reading.fault(line.place, f"没有名为“{call.group(1)}”的表", advice)
            else:
                blocks.append(table)
        elif line.text:
            blocks.append(paragraph(line.text))
    return tuple(blocks), landscape


def paragraph(line: str) -> Paragraph:
    """One line of 正文: its level by its number, its heading up to the first full stop (7.3.3).

    Only the number is the heading where a sentence stands there instead of one: over
    ``_LONGEST_HEADING`` characters, or nothing but one sentence on levels 2 (with a comma in it)
    to 4, as in lists of items.
    """
    for level, pattern in enumerate(_LEVELS, start=1):
        match = pattern.match(line)
        if match is None:
            continue
        stop = line.find("。") + 1 or len(line)
        sentence = stop == len(line) and line.endswith("。")
        item = sentence and (level > 2 or (level == 2 and "，" in line))
        if item or stop - match.end() > _LONGEST_HEADING:
            stop = match.end()
        return Paragraph(line[stop:].lstrip(_BLANKS), level, line[:stop])
    return Paragraph(plain(line))
