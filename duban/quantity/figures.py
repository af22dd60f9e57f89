"""Figures in running Chinese text: a number with its measure, where it stands, how it is hedged.

Only what is written like a quantity is found. ``5G``, ``4A级``, ``318国道``, ``“323”``,
``第十四届``, ``三年行动``, ``2000吨级`` and ``百万千瓦`` are names, not numbers with a measure.
"""

from __future__ import annotations

import re
from decimal import Decimal

from msgspec import Struct

from duban.quantity.numbers import ARABIC, NUMERALS, parse_number
from duban.simplified import fold as simplified

# One character for one character, so that positions in the folded text are positions in the text.
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20, 0xA0: 0x20}
# Traditional characters of measures and of the words around figures, beside those of the headers.
_PAIRS = (
    "達达畝亩噸吨頃顷戶户輛辆棟栋餘余減减縮缩壓压穩稳築筑擴扩創创舉举轉转續续爭争確确勵励額额銷销貸贷價价"
    "積积農农庫库儲储訓训錄录認认釋释蓋盖優优滿满換换補补贏赢債债值值點点嶄崭歲岁臺台隻只幾几雙双兩两"
)
_FOLD = _FULL_WIDTH | str.maketrans(dict(zip(_PAIRS[::2], _PAIRS[1::2], strict=True)))

_SCALE = "万亿|千亿|百亿|十亿|亿|千万|百万|十万|万|千|百"
# Longest first; a look-ahead keeps a measure from being the beginning of another word.
_BASES = (
    r"微克/立方米|毫克/立方米|毫克/升|平方公里|平方千米|平方米|㎡|立方米|千瓦时|兆瓦时|个百分点|百分点"
    r"|个工作日|工作日|个月(?!内)|千瓦|兆瓦|吉瓦|公里|千米|公顷|公斤|千克|美元|欧元|港元|元|亩|吨(?!级)|斤"
    r"|小时|分钟|天(?!然)|米(?!级)|方(?!面)|%|‰|倍|分(?=以上|左右|[,。;、]|$)"
    r"|人次|场次|批次|家次|台套|人(?![才民口大均])|名(?![录单城镇村优特])|位(?!于)|家(?![庭长电])|户(?!籍)"
    r"|个|套|处|所|座|项|条|件|场(?!所)|次(?!产业)|台|辆|艘|架|只|头|羽|尾|株|棵|盏|张|间|栋|幢|宗|笔|支|款|种"
    r"|部(?![门委省])|篇|例|份"
)
_PER = "年|万人|千人|百人|百户|亩|公顷|平方公里|公里|人|户|天|日|吨"
_MEASURE = rf"(?:(?:{_SCALE})(?=[^\d]))?(?:{_BASES})(?:/(?:{_PER}))?"
_NUMBER = rf"(?:{ARABIC}|[一二三四五六七八九两十][{NUMERALS}]+)"
_HEDGE_AFTER = "以上|及以上|左右|上下|以内|之内|以下"

_FIGURE = re.compile(
    rf"(?<![\dA-Za-z.+×第“‘\"{NUMERALS}])(?P<low>{_NUMBER})"
    rf"(?:%?\s*[-—–~至到]\s*(?P<high>{_NUMBER}))?"
    rf"\s*(?P<more>[余多])?(?P<measure>{_MEASURE})(?P<more2>[余多])?(?P<hedge>{_HEDGE_AFTER})?"
)
_SHARE = re.compile(
    rf"(?P<words>百分之|千分之)(?P<low>[{NUMERALS}点]+|\d+(?:\.\d+)?)(?P<hedge>{_HEDGE_AFTER})?"
)


class Figure(Struct, frozen=True):
    """``text[start:end]`` is number and measure, ``text[end:stop]`` the hedge behind them.

    ``high`` is the upper end of a range, ``vague`` a 余 or 多 in the number.
    """

    start: int
    end: int
    stop: int
    value: Decimal
    measure: str
    hedge: str = ""
    high: Decimal | None = None
    vague: bool = False


def fold(text: str) -> str:
    """``text`` in simplified characters and ordinary forms, of the same length."""
    return simplified(text).translate(_FOLD)


def find_figures(text: str) -> tuple[Figure, ...]:
    """The figures of a folded text, in order."""
    found = [_figure(match) for match in _FIGURE.finditer(text)]
    found += [_share(match) for match in _SHARE.finditer(text)]
    return tuple(sorted((f for f in found if f is not None), key=lambda figure: figure.start))


def _figure(match: re.Match[str]) -> Figure | None:
    low, high = parse_number(match["low"]), match["high"]
    upper = parse_number(high) if high else None
    if low is None or (high and upper is None):
        return None
    hedge = match["hedge"] or ""
    return Figure(
        start=match.start(),
        end=match.end() - len(hedge),
        stop=match.end(),
        value=low,
        measure=match["measure"],
        hedge=hedge,
        high=upper,
        vague=bool(match["more"] or match["more2"]),
    )


def _share(match: re.Match[str]) -> Figure | None:
    value = Decimal(100) if match["low"] == "百" else parse_number(match["low"])
    if value is None:
        return None
    hedge = match["hedge"] or ""
    measure = "%" if match["words"] == "百分之" else "‰"
    return Figure(match.start(), match.end() - len(hedge), match.end(), value, measure, hedge)
