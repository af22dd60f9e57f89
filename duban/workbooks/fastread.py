"""The fast reader of .xlsx sheets: regular expressions over the one shape that programs write.

Excel, WPS, LibreOffice, openpyxl and XlsxWriter write ``<c r="B5" s="3" t="s"><v>7</v></c>``. A
part that consists of nothing else is read here, several times faster than any XML parser could;
anything that does not match to the last character (comments, prefixes, other encodings, missing
addresses, damage) is None here and goes to the reference reader.
"""

from __future__ import annotations

import re
from functools import lru_cache

from duban.a1 import MAX_COLUMN, MAX_ROW, column_number
from duban.workbooks.book import Sheet
from duban.workbooks.cells import (
    SheetBuilder,
    Texts,
    merged_range,
    number,
    too_many_cells,
    unescape,
)
from duban.workbooks.frame import Frame, SheetPart
from duban.workbooks.guard import Refused

_NAMESPACE = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_DECLARATION = re.compile(
    r'\ufeff?<\?xml version="1\.0"(?: encoding="(?:utf|UTF)-8")?'
    r'(?: standalone="(?:yes|no)")? ?\?>\s*+'
)
_TEXT = r"[^<\x00-\x08\x0b\x0c\x0e-\x1f]*+"
_ATTRIBUTES = r'(?: [\w:]+="[^"<>&\x00-\x1f]*")*+'
_T = rf'<t(?:(?: xml:space="preserve")?>{_TEXT}</t>|/>)'
_T_PARTS = rf'<t(?:(?: xml:space="(preserve)")?>({_TEXT})</t>|/>)'
_FORMULA = rf"<f{_ATTRIBUTES}(?:/>|>{_TEXT}</f>)"

# The shape of whole rows first, then each cell that is not empty, then what such a cell contains.
_CELL_SHAPE = (
    r'<c r="[A-Z]{1,3}[1-9][0-9]{0,6}"(?: s="[0-9]{1,6}")?(?: t="[a-zA-Z]{1,9}")?'
    rf"(?:/>|>(?:{_FORMULA})?(?:<v>{_TEXT}</v>|<v/>)?(?:<is>{_T}</is>)?</c>)"
)
_ROWS = re.compile(rf"(?:<row{_ATTRIBUTES}(?:/>|>(?:{_CELL_SHAPE})*+</row>))*+")
_CELL = re.compile(
    r'<c r="([A-Z]+)([0-9]+)"(?: s="([0-9]+)")?(?: t="([a-zA-Z]+)")?>'
    r'(?:<v>([-+.0-9eE]{1,25})</v>|<is><t( xml:space="preserve")?>([^<]*)</t></is>|(.*?))</c>',
    re.DOTALL,
)
_CONTENT = re.compile(rf"({_FORMULA})?(?:<v>({_TEXT})</v>|(<v/>))?(<is>{_T_PARTS}</is>)?")

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
_NUMBERS = ("", "n")
_WINDOW = 1 << 20


class _Odd(Exception):
    """The part has another shape than this reader knows."""


class _Columns(dict[str, int]):
    def __missing__(self, letters: str) -> int:
        number = column_number(letters)
        if number > MAX_COLUMN:
            raise _Odd
        self[letters] = number
        return number


@lru_cache(maxsize=1 << 14)
def _numbered(code: str) -> str:
    return chr(int(code))


_COLUMNS = _Columns()


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
    if "<r>" in body and "<t>" not in body:
        # Runs that keep their blanks are one text, as LibreOffice cuts it at each change of script.
        body = body.replace(f"</t></r><r>{_PRESERVED}", "")
        body = body.replace("<si><r>", "<si>").replace("</r></si>", "</si>")
    if not body or "/>" in body or "<r>" in body or "<rPh" in body:
        return [
            _runs(runs) if runs else _plain(text, preserve)
            for preserve, text, runs in _STRING.findall(body)
        ]
    texts = body[4:-5].split("</si><si>")
    skip = len(_PRESERVED)
    if "&" in body or "\r" in body:
        return [
            _plain(text[skip:-4], "preserve") if text[2:3] == " " else _plain(text[3:-4], None)
            for text in texts
        ]
    return [text[skip:-4] if text[2:3] == " " else text[3:-4].strip(" \t\n") for text in texts]


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
            _add_cells(_CELL.findall(xml, start, cut), builder)
            start = cut
    except (_Odd, ValueError):
        return None
    for reference in _MERGE.findall(xml, end):
        found = merged_range(reference)
        if found is not None:
            builder.merged.append(found)
    return builder.sheet(part.name, part.visible)


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
    """Adds cells given as (letters, row, style, type, figure, preserve, text, content).

    The common ones, a shared string, a number and a text, are done with at once.
    """
    texts, raw = builder.texts.cleaned, builder.texts.raw
    dates = {str(style) for style in builder.frame.date_styles}
    if "0" in dates:
        dates.add("")  # a cell that names no style has the first one
    cells, count = builder.cells, len(texts)
    for letters, row, style, kind, figure, preserve, text, content in found:
        at = (int(row), _COLUMNS[letters])
        if figure:
            value: str | int | float | None = None
            if kind == "s":
                if figure.isdigit() and len(figure) < 10 and (index := int(figure)) < count:
                    value = None if index in raw else texts[index]
            elif kind in _NUMBERS and style not in dates:
                value = _number(figure)
            if value is not None and value != "" and at not in cells and at[0] <= MAX_ROW:
                cells[at] = value
            else:
                _add_any(at, style, kind, f"<v>{figure}</v>", builder)
        elif content:
            _add_any(at, style, kind, content, builder)
        elif kind == "inlineStr":
            builder.put_text(at, unescape(_plain(text, preserve)))
        elif text:
            _add_any(at, style, kind, f"<is><t{preserve}>{text}</t></is>", builder)
    if len(cells) > builder.room:
        raise Refused(too_many_cells())


def _number(figure: str) -> int | float | None:
    """The number that ``figure`` writes, or None where it is not plain."""
    if figure.isdigit() and len(figure) < 16:
        return int(figure)
    try:
        value = float(figure)
    except ValueError:
        return None
    return number(value) if value - value == 0 else None


def _add_any(
    at: tuple[int, int], style: str, kind: str, content: str, builder: SheetBuilder
) -> None:
    match = _CONTENT.fullmatch(content)
    if match is None:
        raise _Odd
    formula, value, empty, inline, preserve, text = match.groups()
    builder.add(
        at,
        kind or "n",
        int(style or 0),
        _plain(value, "preserve") if value is not None else "" if empty else None,
        formula is not None,
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
