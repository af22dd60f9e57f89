"""Automatic list numbers of Word documents, made into text (ECMA-376 Part 1, §17.9)."""

from __future__ import annotations

import re

from lxml import etree
from msgspec import Struct, field

from duban.notice.readers.number_forms import written

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_LEVELS = 9


class _Level(Struct):
    """One level of a list: where it starts, how it is written ('%1.'), what follows the number."""

    start: int = 1
    form: str = "decimal"
    text: str = ""
    suffix: str = "tab"
    restart: int | None = None
    plain: bool = False


class Numbering(Struct):
    """The lists of one document; ``next_number`` counts along as paragraphs are read in order."""

    lists: dict[str, tuple[str, dict[int, _Level]]] = field(default_factory=dict)
    styles: dict[str, tuple[str, int]] = field(default_factory=dict)
    counters: dict[str, list[int | None]] = field(default_factory=dict)

    def next_number(self, paragraph: etree._Element) -> str:
        """The number that Word shows before ``paragraph``; '' for none or a bullet."""
        number_id, depth = self._list_of(paragraph)
        if number_id not in self.lists:
            return ""
        key, levels = self.lists[number_id]
        counters = self.counters.setdefault(key, [None] * _LEVELS)
        level = levels.get(depth, _Level())
        before = counters[depth]
        counters[depth] = level.start if before is None else before + 1
        for deeper in range(depth + 1, _LEVELS):
            restart = levels.get(deeper, _Level()).restart
            if restart is None or depth < restart:
                counters[deeper] = None
        if level.form in ("bullet", "none") and "%" not in level.text:
            return ""

        def shown(match: re.Match[str]) -> str:
            other = int(match[1]) - 1
            there = levels.get(other, _Level())
            value = counters[other] if other < _LEVELS else None
            form = "decimal" if level.plain else there.form
            return written(there.start if value is None else value, form)

        number = re.sub(r"%([1-9])", shown, level.text)
        ends_itself = not number or not number[-1].isalnum() or level.suffix == "nothing"
        return number if ends_itself else number + " "

    def _list_of(self, paragraph: etree._Element) -> tuple[str, int]:
        """The list's id and the level of a paragraph, from itself or its style; id '' for none."""
        properties = paragraph.find(f"{W}pPr")
        if properties is None:
            return "", 0
        own = properties.find(f"{W}numPr")
        style = self.styles.get(_value(properties.find(f"{W}pStyle")), ("", 0))
        if own is None:
            return style
        depth = _integer(own.find(f"{W}ilvl"), style[1])
        number = own.find(f"{W}numId")
        return (style[0] if number is None else _value(number)), min(max(depth, 0), _LEVELS - 1)


def numbering_of(numbering: etree._Element | None, styles: etree._Element | None) -> Numbering:
    """What numbering.xml and styles.xml (None where a document has none) say of lists."""
    result = Numbering()
    if numbering is None:
        return result
    abstract = {
        _attribute(element, "abstractNumId"): {
            _whole(_attribute(level, "ilvl")): _level(level) for level in element.iter(f"{W}lvl")
        }
        for element in numbering.iter(f"{W}abstractNum")
    }
    for element in numbering.iter(f"{W}num"):
        number_id = _attribute(element, "numId")
        base = _value(element.find(f"{W}abstractNumId"))
        levels, key = dict(abstract.get(base, {})), base
        for override in element.iter(f"{W}lvlOverride"):
            depth = _whole(_attribute(override, "ilvl"))
            replaced = override.find(f"{W}lvl")
            if replaced is not None:
                levels[depth] = _level(replaced)
            start = override.find(f"{W}startOverride")
            if start is not None:
                # A list that starts anew counts for itself; otherwise lists of one kind run on.
                was = levels.get(depth, _Level())
                levels[depth] = _Level(
                    _integer(start, 1), was.form, was.text, was.suffix, was.restart, was.plain
                )
                key = f"{base}/{number_id}"
        result.lists[number_id] = (key, levels)
    if styles is not None:
        _numbered_styles(styles, result)
    return result


def _numbered_styles(styles: etree._Element, result: Numbering) -> None:
    own: dict[str, tuple[str | None, int | None, str]] = {}
    for style in styles.iter(f"{W}style"):
        numbers = style.find(f"{W}pPr/{W}numPr")
        number_id = depth = None
        if numbers is not None:
            found = numbers.find(f"{W}numId")
            number_id = None if found is None else _value(found)
            depth = _integer(numbers.find(f"{W}ilvl"), 0)
        own[_attribute(style, "styleId")] = (number_id, depth, _value(style.find(f"{W}basedOn")))
    for name in own:
        chain, at, depth = set(), name, None
        while at in own and at not in chain:
            chain.add(at)
            number_id, level, base = own[at]
            depth = level if depth is None else depth
            if number_id is not None:
                result.styles[name] = (number_id, depth or 0)
                break
            at = base


def _level(element: etree._Element) -> _Level:
    suffix = element.find(f"{W}suff")
    restart = element.find(f"{W}lvlRestart")
    return _Level(
        start=_integer(element.find(f"{W}start"), 0),
        form=_value(element.find(f"{W}numFmt")) or "decimal",
        text=_value(element.find(f"{W}lvlText")),
        suffix="tab" if suffix is None else _value(suffix),
        restart=None if restart is None else _integer(restart, 0),
        plain=element.find(f"{W}isLgl") is not None,
    )


def _attribute(element: etree._Element, name: str) -> str:
    return str(element.get(f"{W}{name}") or "")


def _value(element: etree._Element | None) -> str:
    return "" if element is None else _attribute(element, "val")


def _whole(text: str) -> int:
    return int(text) if re.fullmatch(r"\d{1,6}", text, re.ASCII) else 0


def _integer(element: etree._Element | None, default: int) -> int:
    return default if element is None else _whole(_value(element))
