"""What a notice itself says about who leads, found in its own words and applied as it says."""

from __future__ import annotations

import re
from collections.abc import Iterable

from msgspec import Struct

from duban.simplified import fold

_BREAK = "[^。;；!！]"
_FIRST = re.compile(
    rf"(?:第一(?!责任人)|首)(?:位|个|名|家)?{_BREAK}{{0,12}}?(?:为|是){_BREAK}{{0,4}}?"
    r"(?:牵头|主办|主要责任|第一责任)"
)
_RESPONSIBLE = re.compile(
    rf"(?:无|没有|未明确|未列|未注明|未标明|不设|未设){_BREAK}{{0,4}}?(?:牵头|主办)(?:责任)?(?:单位|部门)"
    rf"{_BREAK}{{0,8}}责任(?:单位|部门){_BREAK}{{0,6}}?(?:为|是|视为|作){_BREAK}{{0,3}}?(?:牵头|主办)"
)


class LeadRules(Struct, frozen=True):
    """Which rules the notice states, each with the sentence that states it ('' if it does not)."""

    first_leads: str = ""
    responsible_leads: str = ""

    def statements(self) -> tuple[str, ...]:
        """The rules as the report prints them."""
        said = (
            (self.first_leads, "多个责任单位的，列第一位的登记为牵头单位，其余登记为协办单位"),
            (self.responsible_leads, "没有牵头单位的，责任单位登记为牵头单位"),
        )
        return tuple(f"依据通知原文“{words}”：{effect}。" for words, effect in said if words)


def lead_rules(texts: Iterable[str]) -> LeadRules:
    """The rules stated anywhere in ``texts`` (paragraphs, header cells, notes under a table)."""
    first = responsible = ""
    for text in texts:
        folded = fold(text)
        responsible = responsible or _sentence(text, _RESPONSIBLE.search(folded))
        first = first or _sentence(text, _FIRST.search(folded))
    return LeadRules(first, responsible)


def _sentence(text: str, found: re.Match[str] | None) -> str:
    """The sentence of ``text`` around ``found``."""
    if not found:
        return ""
    start = max(text.rfind(mark, 0, found.start()) for mark in "。;；!！\n(（") + 1
    ends = [text.find(mark, found.end()) for mark in "。;；!！\n)）"]
    stop = min((end for end in ends if end >= 0), default=len(text))
    return text[start:stop].strip()
