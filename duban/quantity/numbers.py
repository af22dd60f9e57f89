"""One number, written in Arabic digits, Chinese numerals or a mixture, as an exact decimal."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

_DIGITS = dict(zip("〇零一二三四五六七八九", (0, *range(10)), strict=True)) | {"两": 2}
_SCALES = {"亿": 10**8, "万": 10**4, "千": 1000, "百": 100, "十": 10}
# Capital numerals, older and traditional forms, as cheques and some notices write them.
_PLAIN_FORMS = str.maketrans(
    "壹贰貳叁參肆伍陆陸柒捌玖拾佰仟萬億兩○−﹣－", "一二二三三四五六六七八九十百千万亿两〇---"
)

NUMERALS = "".join(_DIGITS) + "".join(_SCALES)
"""The characters of Chinese numerals, for patterns that look for a number in running text."""

ARABIC = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?(?!\d)|\d+(?:\.\d+)?"
"""A pattern of a number in Arabic digits, with or without thousands separators."""
_PLAIN = re.compile(r"[0-9]{1,20}(?:\.[0-9]{1,8})?")
_ARABIC, _ANY_ARABIC = re.compile(ARABIC, re.ASCII), re.compile(ARABIC)
_SCIENTIFIC = re.compile(r"(\d+(?:\.\d+)?)[eE]([+-]?\d{1,2})")


def fold(text: str) -> str:
    """``text`` with full-width forms, minus signs and older numerals in their ordinary form."""
    if text.isascii():
        return text.strip()
    return unicodedata.normalize("NFKC", text).strip().translate(_PLAIN_FORMS)


def parse_number(text: str) -> Decimal | None:
    """The number that the whole of ``text`` is, or None.

    Reads ``1,342``, ``１２．５``, ``1.2万``, ``3亿5000万``, ``二十三``, ``一百二十万``, ``两千``,
    ``三点五``, ``二〇二三`` and a leading ``-`` or ``负``. A vague number (十几, 二三十), a wrong
    grouping (``1,34``) or anything else around the number gives None.
    """
    if _PLAIN.fullmatch(text):
        return Decimal(text)
    text = fold(text)
    sign = -1 if text[:1] in ("-", "负") else 1
    text = text[1:] if text[:1] in ("-", "+", "负") else text
    if power := _SCIENTIFIC.fullmatch(text):
        value: Decimal | None = Decimal(power[1]).scaleb(int(power[2]))
    else:
        value = _with_decimals(text) if "点" in text else _spoken(text)
    return None if value is None else sign * value


def plain(value: Decimal) -> str:
    """``value`` without exponent and without trailing zeros, as it is printed and compared."""
    text = format(value, "f")
    return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"


def _with_decimals(text: str) -> Decimal | None:
    """三点二五, 一点二万."""
    head, _, tail = text.partition("点")
    digits = tail.rstrip("万亿")
    whole = _spoken(head)
    if whole is None or not digits or any(c not in _DIGITS for c in digits):
        return None
    value = whole + Decimal("0." + "".join(str(_DIGITS[c]) for c in digits))
    for scale in tail[len(digits) :]:
        value *= _SCALES[scale]
    return value


def _spoken(text: str) -> Decimal | None:
    """Numerals with scales, read from the largest scale down: 三亿五千万 is 三 亿 and 五千万."""
    if _ARABIC.fullmatch(text):
        return Decimal(text.replace(",", ""))
    for scale, size in _SCALES.items():
        head, found, tail = text.rpartition(scale)
        if not found:
            continue
        high = Decimal(1) if not head and scale == "十" else _spoken(head)
        if high is None or scale in head or (size <= 1000 and high >= 10):
            return None
        low = _rest(tail, size)
        if low is None or (tail and high != int(high)):
            return None
        return high * size + low
    return _digit_by_digit(text)


def _rest(text: str, size: int) -> Decimal | None:
    """What follows a scale of ``size``: 零五 is 5, 五 alone is half of it (一百五, 一万五)."""
    if not text:
        return Decimal(0)
    after_zero = text[0] in "零〇"
    text = text[1:] if after_zero else text
    if _ANY_ARABIC.fullmatch(text):
        # 3万5000 is certain; in 3万5 or 3万500 a digit may be missing.
        return Decimal(text) if text.isdigit() and len(text) == len(str(size)) - 1 else None
    value = _spoken(text)
    if value is None or value >= size:
        return None
    return value if after_zero or len(text) > 1 or size == 10 else value * (size // 10)


def _digit_by_digit(text: str) -> Decimal | None:
    """``九``, ``二〇二三``; two digits in a row (三五) mean 'three to five' and are no number."""
    if not text or any(c not in _DIGITS for c in text):
        return None
    if len(text) == 1 or len(text) >= 4 or "〇" in text:
        return Decimal("".join(str(_DIGITS[c]) for c in text))
    return None
