"""How official text is typed: marks, digits, document numbers and dates in their proper form.

Rules: GB/T 15834—2011 (full-width marks in Chinese text), GB/T 15835—2011 (Arabic digits) and
GB/T 9704—2012, 7.2.5 and 7.3.5.4 (〔〕 around the year, no leading zeros in numbers and dates).
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date

_HAN = "\u3400-\u4dbf\u4e00-\u9fff〇"
_SIDE = f"{_HAN}“”‘’（）《》〔〕、，。；：？！…—％%"
_FULL = {",": "，", ";": "；", ":": "：", "?": "？", "!": "！"}
_WIDE = re.compile("[０-９Ａ-Ｚａ-ｚ％＋]|(?<=[0-9０-９])．(?=[0-9０-９])")
_MARK_AFTER_HAN = re.compile(rf"(?<=[{_SIDE}])[,;:?!]|(?<![,;:?!])[,;:?!](?=[{_HAN}“《（])")
_PAREN = re.compile(r"\(([^()\n]*)\)")
_MIXED = re.compile(r"（([^（）()\n]*)\)|\(([^（）()\n]*)）")
_STOP = re.compile(rf"(?<=[{_HAN}”）》])\.(?![0-9A-Za-z.])")
_STRAIGHT = re.compile(r'"([^"\n]*)"')
_BLANK = re.compile(rf"(?<=[{_SIDE}]) +(?=[{_SIDE}])")
_DOUBLED = re.compile(r"([，。；：、])\1+")
_DASHES = re.compile(rf"(?<=[{_SIDE}])--+|—-+|-—+")
_DOTS = re.compile(rf"(?<=[{_SIDE}])(?:\.{{3,}}|。{{3,}}|…(?!…)(?<!……))")
_NUMBER = re.compile(
    rf"(?<=[{_HAN}])[\[［(（【〖〈{{]((?:19|20)\d\d)[\]］)）】〗〉}}](?=第?\s*\d+\s*号)"
)
_NUMBER_TAIL = re.compile(r"(?<=〔)(\d{4})〕第?\s*0*(\d+)\s*号")
_ZERO_DATE = re.compile(r"(\d{4}年)0?(\d{1,2})(月)(?:0?(\d{1,2})(日))?")
_ZERO_DAY = re.compile(r"(?<![\d年])0(\d月)0?(\d{1,2}日)|(?<=月)0(\d日)")
_DATE = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日")
_OTHER_DATE = re.compile(r"(\d{4})[-./](\d{1,2})[-./](\d{1,2})")
_HAN_DATE = re.compile(
    "([〇○零一二三四五六七八九]{4})年([一二三四五六七八九十]+)月([一二三四五六七八九十]+)日"
)
_HAN_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0}
_PAIRS = ("“”", "‘’", "（）", "《》", "〔〕")


def typeset(text: str) -> str:
    """``text`` as official text is typed; figures, web addresses and Latin text are left alone.

    Marks are judged by their neighbours, so it is gone through again until nothing changes.
    """
    while (better := _typeset(text)) != text:
        text = better
    return text


def _typeset(text: str) -> str:
    text = _WIDE.sub(lambda m: unicodedata.normalize("NFKC", m.group()), text)
    text = document_numbers(text)
    text = plain_dates(text)
    text = _MIXED.sub(lambda m: f"（{m[1] or m[2] or ''}）", text)
    text = _PAREN.sub(_parentheses, text)
    text = _STRAIGHT.sub(_quotation, text)
    text = _MARK_AFTER_HAN.sub(lambda m: _FULL[m.group()], text)
    text = _DOTS.sub("……", text)
    text = _DASHES.sub("——", text)
    text = _STOP.sub("。", text)
    return _DOUBLED.sub(r"\1", _BLANK.sub("", text))


def document_numbers(text: str) -> str:
    """发文字号 with 六角括号, no 第, no leading zeros: '×政发[2023]第05号' → '×政发〔2023〕5号'."""
    return _NUMBER_TAIL.sub(r"\1〕\2号", _NUMBER.sub(r"〔\1〕", text))


def plain_dates(text: str) -> str:
    """Dates without leading zeros: '2023年04月03日' → '2023年4月3日'."""
    text = _ZERO_DATE.sub(lambda m: "".join(part or "" for part in m.groups()), text)
    return _ZERO_DAY.sub(lambda m: m.group(3) or f"{m.group(1)}{m.group(2)}", text)


def arabic_date(text: str) -> str:
    """A date alone, in whatever form, as '2023年4月3日'; unchanged if it is not a date."""
    text = plain_dates(unicodedata.normalize("NFKC", text).strip())
    if match := _OTHER_DATE.fullmatch(text):
        year, month, day = map(int, match.groups())
        return f"{year}年{month}月{day}日"
    if match := _HAN_DATE.fullmatch(text):
        digits = "".join(str(_HAN_DIGITS[c]) for c in match.group(1))
        return f"{digits}年{_small(match.group(2))}月{_small(match.group(3))}日"
    return text


def real_date(text: str) -> date | None:
    """The day that '2023年4月3日' means; None if there is none or it is written otherwise."""
    match = re.fullmatch(r"(\d{4})年([1-9]\d?)月([1-9]\d?)日", text)
    try:
        return date(*map(int, match.groups())) if match else None
    except ValueError:
        return None


def impossible_dates(text: str) -> list[str]:
    """Dates in ``text`` that no calendar has, such as 2023年2月30日."""
    return [m.group() for m in _DATE.finditer(text) if real_date(plain_dates(m.group())) is None]


def unpaired(text: str) -> list[str]:
    """The kinds of paired marks ('“”') of which one half is missing in ``text``."""
    return [pair for pair in _PAIRS if not _balanced(text, *pair)]


def _balanced(text: str, opening: str, closing: str) -> bool:
    depth = 0
    for character in text:
        depth += (character == opening) - (character == closing)
        if depth < 0:
            return False
    return depth == 0


def _parentheses(match: re.Match[str]) -> str:
    inner = match.group(1)
    before = match.string[match.start() - 1 : match.start()]
    after = match.string[match.end() : match.end() + 1]
    han = re.search(f"[{_HAN}]", inner + before + after)
    return f"（{inner}）" if han else match.group()


def _quotation(match: re.Match[str]) -> str:
    beside = match.string[max(0, match.start() - 1) : match.end() + 1]
    return f"“{match.group(1)}”" if re.search(f"[{_HAN}]", beside) else match.group()


def _small(text: str) -> int:
    """'十二' → 12; 1 to 99."""
    tens, ten, ones = text.rpartition("十")
    return (_HAN_DIGITS.get(tens, 1) * 10 if ten else 0) + _HAN_DIGITS.get(ones, 0)
