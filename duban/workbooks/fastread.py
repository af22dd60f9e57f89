"""The fast reader of .xlsx sheets: regular expressions over the one shape that programs write.

Excel, WPS, LibreOffice, openpyxl and XlsxWriter write ``<c r="B5" s="3" t="s"><v>7</v></c>``. A
part that consists of nothing else is read here, several times faster than any XML parser could;
anything that does not match to the last character (comments, prefixes, other encodings, missing
addresses, damage) is None here and goes to the reference reader.
"""

from __future__ import annotations

import re
from functools import lru_cache

from duban.a1 import position
from duban.sheetxml import NAMESPACE
from duban.workbooks.book import Position, Sheet
from duban.workbooks.cells import (
    SheetBuilder,
    Texts,
    merged_range,
    number,
    too_many_cells,
    unescape,
)
from duban.workbooks.frame import Frame, SheetPart
from duban.workbooks.guard import Refused, calls_out

_NAMESPACE = f'xmlns="{NAMESPACE}"'
_DECLARATION = re.compile(
    r'\ufeff?<\?xml version="1\.0"(?: encoding="(?:utf|UTF)-8")?'
    r'(?: standalone="(?:yes|no)")? ?\?>\s*+'
)
_TEXT = r"[^<\x00-\x08\x0b\x0c\x0e-\x1f]*+"
_ATTRIBUTES = r'(?: [\w:]+="[^"<>&\x00-\x1f]*")*+'
_T = rf'<t(?:(?: xml:space="preserve")?>{_TEXT}</t>|/>)'
_T_PARTS = rf'<t(?:(?: xml:space="(preserve)")?>({_TEXT})</t>|/>)'
_FORMULA = rf"<f{_ATTRIBUTES}(?:/>|>{_TEXT}</f>)"
_FORMULA_PARTS = rf"(<f){_ATTRIBUTES}(?:/>|>({_TEXT})</f>)"

# The shape of whole rows first, then each cell that is not empty, then what such a cell contains.
# The most common cells stand first in each alternative.
_CELL_SHAPE = (
    r'<c r="[A-Z0-9]++"(?: s="[0-9]{1,6}+")?(?:/>|(?: t="[a-zA-Z]{1,9}+")?(?:/>|>(?:'
    rf"<v>[0-9]*+</v></c>|(?:{_FORMULA})?(?:<v>{_TEXT}</v>|<v/>)?(?:<is>{_T}</is>)?</c>)))"
)
_ROWS = re.compile(rf"(?:<row{_ATTRIBUTES}(?:/>|>(?:{_CELL_SHAPE})*+</row>))*+")
_ROW = re.compile(r"<row([^>]*+)>")
_NAME = re.compile(r" ([\w:]+)=")
_CELL = re.compile(
    r'<c r="([^"]*+)"([^>/]*+)>(?:(?:<f>([^<&\r]++)</f>)?<v>([^<]++)</v></c>|(.*?)</c>)',
    re.DOTALL,
)
_FIGURE = re.compile("[-+.0-9eE]{1,25}")
_ADDRESS = re.compile("([A-Z]{1,3})([1-9][0-9]{0,6})")
_FORMAT = re.compile('(?: s="([0-9]+)")?(?: t="([a-zA-Z]+)")?')
_CONTENT = re.compile(rf"(?:{_FORMULA_PARTS})?(?:<v>({_TEXT})</v>|(<v/>))?(<is>{_T_PARTS}</is>)?")

_RUN_STYLE = re.compile(rf"(?:<[a-zA-Z]+{_ATTRIBUTES}/>)*")
_PHONETIC = rf"(?:<rPh{_ATTRIBUTES}><t>{_TEXT}</t></rPh>)*+(?:<phoneticPr{_ATTRIBUTES}/>)?"
_STRINGS = re.compile(rf"(?:<si>(?:{_T}|(?:<r>{_T}</r>)*+){_PHONETIC}</si>|<si/>)*+")
_STRING = re.compile(rf"<si>(?:{_T_PARTS}|((?:<r>{_T}</r>)*+)){_PHONETIC}</si>|<si/>")
_PRESERVED = '<t xml:space="preserve">'
_RUN_TEXT = re.compile(rf'<t(?: xml:space="(preserve)")?>({_TEXT})</t>')
_REFERENCE = re.compile(r"(?:&#[0-9]{1,7};)+|&(?:(amp|lt|gt|quot|apos);|#x([0-9a-fA-F]{1,6});)?")
# XML 1.0 §2.2: what a character reference may stand for.
_CHARACTERS = re.compile("[\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]+")
_ENTITIES = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_MERGE = re.compile(r'<mergeCell ref="([A-Z0-9:]+)"/>')
_WINDOW = 1 << 20
_KEPT = 1 << 14
"""Addresses that are kept: those of the forms that an office issues are the same each time."""


class _Odd(Exception):
    """The part has another shape than this reader knows."""


class _Places(dict[str, Position]):
    """Where each address that came up stands. Raises _Odd for what is none."""

    def __missing__(self, address: str) -> Position:
        found = position(address) if _ADDRESS.fullmatch(address) else None
        if found is None:
            raise _Odd
        if len(self) >= _KEPT:
            self.clear()
        self[address] = found
        return found


class _Formats(dict[str, tuple[int, str]]):
    """The style and the type that attributes behind an address give; the first style, if none."""

    def __missing__(self, attributes: str) -> tuple[int, str]:
        match = _FORMAT.fullmatch(attributes)
        if match is None:
            raise _Odd
        if len(self) >= _KEPT:
            self.clear()
        found = self[attributes] = int(match[1] or 0), match[2] or "n"
        return found


_places, _formats = _Places(), _Formats()


@lru_cache(maxsize=1 << 14)
def _numbered(code: str) -> str:
    return chr(int(code))


def read_strings(content: bytes) -> Texts | None:
    """The shared strings, or None when the part has an unusual shape."""
    try:
        part, start = _opened(_without_styles(content), "sst")
        start, end = part.index(">", start) + 1, part.rindex("</sst>")
        _check_rest(part, start, end)
        body = part[start:end]
        if not _STRINGS.fullmatch(body):
            return None
        stored = _stored(body)
    except (_Odd, ValueError):
        return None
    return Texts.of([unescape(text) for text in stored] if "_x" in body else stored)


def _stored(body: str) -> list[str]:
    """The texts of a body of the known shape, as an XML parser hands them on."""
    if "<phoneticPr" in body:
        # A Chinese Excel says the same of every text: how it is to be pronounced.
        start = body.index("<phoneticPr")
        body = body.replace(body[start : body.index(">", start) + 1], "")
    if "<r>" in body and "<t>" not in body:
        # Runs that keep their blanks are one text, as LibreOffice cuts it at each change of script.
        body = body.replace(f"</t></r><r>{_PRESERVED}", "")
        body = body.replace("<si><r>", "<si>").replace("</r></si>", "</si>")
    if not body or "/>" in body or "<r>" in body or "<rPh" in body:
        return [
            _runs(runs) if runs else _plain(text, preserve)
            for preserve, text, runs in _STRING.findall(body)
        ]
    skip, odd = len(_PRESERVED), "&" in body or "\r" in body
    return [
        _item(text)
        if odd and ("&" in text or "\r" in text)
        else text[skip:-4]
        if text[2:3] == " "
        else text[3:-4].strip(" \t\n")
        for text in body[4:-5].split("</si><si>")
    ]


def _item(text: str) -> str:
    """What a <t> says in which something is written by reference."""
    if text[2:3] == " ":
        return _plain(text[len(_PRESERVED) : -4], "preserve")
    return _plain(text[3:-4], None)


def _without_styles(content: bytes) -> bytes:
    """The part without the fonts of runs, which LibreOffice repeats for every scrap of text.

    Raises _Odd, and UnicodeDecodeError, which is a ValueError.
    """
    first, *others = content.split(b"<rPr>")
    if not others:
        return content
    parted = [other.partition(b"</rPr>") for other in others]
    for style, closing in {(style, closing) for style, closing, _ in parted}:
        if not closing or not _RUN_STYLE.fullmatch(style.decode()):
            raise _Odd
    return first + b"".join([rest for _, _, rest in parted])


def read_sheet(
    content: bytes, part: SheetPart, frame: Frame, texts: Texts, room: int
) -> Sheet | None:
    """The sheet with at most ``room`` cells, or None when the part has an unusual shape.

    Raises Refused when the shape is as usual and the content is not to be read.
    """
    builder = SheetBuilder(room=room, frame=frame, texts=texts)
    try:
        xml, start = _opened(content, "worksheet")
        start = xml.index("<sheetData", start)
        if xml.startswith("<sheetData>", start):
            start += len("<sheetData>")
            end = xml.index("</sheetData>", start)
        else:
            end = start = xml.index("<sheetData/>", start)
        _check_rest(xml, start, end)
        while start < end:
            cut = xml.find("<row", start + _WINDOW, end)
            cut = end if cut < 0 else cut
            if not _ROWS.fullmatch(xml, start, cut):
                return None
            if not all(map(_well_formed, set(_ROW.findall(xml, start, cut)))):
                return None
            _add_cells(_CELL.findall(xml, start, cut), builder)
            start = cut
    except (_Odd, ValueError):
        return None
    for reference in _MERGE.findall(xml, end):
        found = merged_range(reference)
        if found is not None:
            builder.merged.append(found)
    return builder.sheet(part.name, part.visible)


@lru_cache(maxsize=_KEPT)
def _well_formed(attributes: str) -> bool:
    """Whether a row says nothing twice; rows of one office's forms say the same."""
    names = _NAME.findall(attributes)
    return len(names) == len(set(names))


def _opened(content: bytes, root: str) -> tuple[str, int]:
    """The part as text and where its root element starts. Raises _Odd, ValueError."""
    part = content.decode("utf-8")
    declaration = _DECLARATION.match(part)
    start = declaration.end() if declaration else 0
    if (
        not part.startswith(f"<{root} ", start)
        or _NAMESPACE not in part[start : part.index(">", start)]
        or not part.endswith(f"</{root}>", 0, len(part.rstrip()))
        or ("]" in part and "]]>" in part)  # one character is found many times faster
    ):
        raise _Odd
    return part, start


def _check_rest(part: str, start: int, end: int) -> None:
    """What stands around the part's body must not be able to hide or repeat it. Raises _Odd."""
    before, after = part[:start], part[end:]
    if "<!" in before or "<!" in after or "<sheetData" in after.removeprefix("<sheetData/>"):
        raise _Odd


def _add_cells(found: list[tuple[str, ...]], builder: SheetBuilder) -> None:
    """Adds cells given as (address, attributes, formula, value, content) that are not blank.

    The common ones, a shared text and a number, are done with at once.
    """
    texts, dates = builder.texts.usual, builder.frame.date_styles
    cells, raw = builder.cells, builder.raw
    for address, attributes, formula, value, content in found:
        at = _places[address]
        style, kind = _formats[attributes]
        if kind == "s":
            text = texts.get(value)
            if text and not formula and at not in raw:
                cells[at] = text
                continue
        elif kind == "n" and value and style not in dates and at not in raw:
            plain = _number(value)
            if plain is not None:
                cells[at] = plain
                if formula and calls_out(formula):
                    builder.calls.append(at)
                continue
        if formula:
            content = f"<f>{formula}</f>"
        _add_any(at, style, kind, f"{content}<v>{value}</v>" if value else content, builder)
    if len(cells) > builder.room:
        raise Refused(too_many_cells())


def _number(value: str) -> int | float | None:
    """The number that ``value`` writes, or None where it is not plain."""
    if value.isdigit() and len(value) < 16 and value.isascii():
        return int(value)
    if not _FIGURE.fullmatch(value):
        return None
    try:
        found = float(value)
    except ValueError:
        return None
    return number(found) if found - found == 0 else None


def _add_any(at: Position, style: int, kind: str, content: str, builder: SheetBuilder) -> None:
    match = _CONTENT.fullmatch(content)
    if match is None:
        raise _Odd
    formula, calculated, value, empty, inline, preserve, text = match.groups()
    builder.add(
        at,
        kind,
        style,
        _plain(value, "preserve") if value is not None else "" if empty else None,
        _plain(calculated, "preserve") if formula else None,
        _plain(text, preserve) if inline else None,
    )


def _runs(runs: str) -> str:
    """The text of the runs of a rich text."""
    return "".join(_plain(text, preserve) for preserve, text in _RUN_TEXT.findall(runs))


def _plain(text: str | None, preserve: str | None) -> str:
    """Text between two tags as an XML parser hands it on; blanks around it go unless preserved."""
    if not text:
        return ""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "&" in text:
        text = _REFERENCE.sub(_characters, text)
    return text if preserve else text.strip(" \t\n")


def _characters(match: re.Match[str]) -> str:
    """What a named reference, or a run of numeric ones, stands for. Raises _Odd, ValueError."""
    name, hexadecimal = match.groups()
    if name:
        return _ENTITIES[name]
    if hexadecimal:
        text = chr(int(hexadecimal, 16))
    else:
        # openpyxl writes every Chinese character this way.
        text = "".join(map(_numbered, match[0][2:-1].split(";&#")))
    if not text.isprintable() and not _CHARACTERS.fullmatch(text):
        raise _Odd
    return text
