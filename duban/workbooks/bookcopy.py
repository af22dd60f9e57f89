"""A workbook taken apart to be changed: its sheets, their look and its identity.

Only what is named here goes into the copy, so macros, links to other files, queries, pictures and
embedded objects are left behind, and whatever is invented later. Elements: ECMA-376 part 1, clauses
18.2 (workbook) and 18.8 (styles); parts and their relationships: clause 12.3.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from html import escape

from lxml import etree
from msgspec import Struct, field

from duban.a1 import quoted
from duban.ooxml import packed
from duban.sheetxml import NAMESPACE
from duban.text import clean
from duban.workbooks.comments import COMMENTS, DRAWING, commented, comments_of
from duban.workbooks.frame import MAIN, OFFICE, RELATION_ID, relations, transitional, workbook_part
from duban.workbooks.guard import DAMAGED, LIMITS, Package, Refused, open_package
from duban.workbooks.sheetcopy import Element, SheetCopy, bare, element, elsewhere, insert

_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPES = "application/vnd.openxmlformats-officedocument"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

WORKBOOK, STYLES = "xl/workbook.xml", "xl/styles.xml"
_STRINGS, _THEME = "xl/sharedStrings.xml", "xl/theme/theme1.xml"
_CORE, _CUSTOM = "docProps/core.xml", "docProps/custom.xml"
_KINDS = {
    WORKBOOK: ("officeDocument", f"{_TYPES}.spreadsheetml.sheet.main+xml"),
    STYLES: ("styles", f"{_TYPES}.spreadsheetml.styles+xml"),
    _STRINGS: ("sharedStrings", f"{_TYPES}.spreadsheetml.sharedStrings+xml"),
    _THEME: ("theme", f"{_TYPES}.theme+xml"),
    "xl/worksheets/sheet{}.xml": ("worksheet", f"{_TYPES}.spreadsheetml.worksheet+xml"),
    COMMENTS: ("comments", f"{_TYPES}.spreadsheetml.comments+xml"),
    DRAWING: ("vmlDrawing", f"{_TYPES}.vmlDrawing"),
    _CORE: ("core-properties", "application/vnd.openxmlformats-package.core-properties+xml"),
    _CUSTOM: ("custom-properties", f"{_TYPES}.custom-properties+xml"),
}
"""Every part of a copy, with the last word of its relationship and its content type."""
_SECTIONS = (
    *("numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs"),
    *("tableStyles", "colors"),
)
_NO_STYLES = (
    f'<styleSheet xmlns="{NAMESPACE}"><fonts count="1"><font/></fonts>'
    '<fills count="2"><fill/><fill/></fills><borders count="1"><border/></borders>'
    '<cellXfs count="1"><xf/></cellXfs></styleSheet>'
).encode()


class BookCopy(Struct):
    """``sheets`` in their order; each defined name with the sheet that it is for."""

    sheets: list[SheetCopy]
    _names: list[tuple[str, str, SheetCopy | None]]
    _head: str
    """The workbook's elements before its sheets."""
    _styles: Element
    _parts: dict[str, bytes]
    """What goes over as it is."""
    _looks: dict[tuple[str, str], int] = field(default_factory=dict)

    def named(self) -> dict[str, SheetCopy]:
        """The sheets by their names as ``read_book`` gives them."""
        return {clean(sheet.title): sheet for sheet in self.sheets}

    def remove(self, sheet: SheetCopy) -> None:
        """Takes a sheet away, with the names that lead to it."""
        self.sheets.remove(sheet)
        self._names = [
            (name, text, scope)
            for name, text, scope in self._names
            if scope is not sheet and not _leads_to(text, sheet.title)
        ]

    def style(self, font: str, fill: str = "", border: str = "", alignment: str = "") -> int:
        """The number of a cell's style made of these elements."""
        fonts = self._number("fonts", font)
        fills = self._number("fills", fill) if fill else 0
        borders = self._number("borders", border) if border else 0
        return self._number(
            "cellXfs",
            f'<xf numFmtId="0" fontId="{fonts}" fillId="{fills}" borderId="{borders}" '
            f'applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1">{alignment}</xf>',
        )

    def overlay(self, fill: str) -> int:
        """The number of a look for ``SheetCopy.lay_over``."""
        return self._number("dxfs", f"<dxf>{fill}</dxf>")

    def put_first(self, name: str, content: str, titles: str) -> None:
        """Puts a sheet in front, alone selected, its rows ``titles`` on every printed page.

        Where the name is taken it gets a number.
        """
        taken = {sheet.title.casefold() for sheet in self.sheets}
        names = (name, *(f"{name}{number}" for number in range(1, len(taken) + 1)))
        title = next(free for free in names if free.casefold() not in taken)
        for sheet in self.sheets:
            # What is typed into selected sheets goes into all of them.
            for view in sheet.root.iter(f"{MAIN}sheetView"):
                view.attrib.pop("tabSelected", None)
        root = etree.fromstring(f'<worksheet xmlns="{NAMESPACE}">{content}</worksheet>')
        first = SheetCopy(title, "", root)
        self.sheets.insert(0, first)
        self._names.append(("_xlnm.Print_Titles", f"{quoted(title)}!{titles}", first))

    def packed(self, moment: datetime) -> bytes:
        """The copy as a package dated ``moment``; the same changes give the same bytes."""
        made = {**self._parts, WORKBOOK: self._workbook(), STYLES: _xml(self._styles)}
        kinds = {name: _KINDS[name] for name in made}
        book = {name: kinds[name] for name in made if name.startswith("xl/") and name != WORKBOOK}
        for number, sheet in enumerate(self.sheets, start=1):
            name = f"xl/worksheets/sheet{number}.xml"
            book[name] = kinds[name] = _KINDS["xl/worksheets/sheet{}.xml"]
            if sheet.comments:
                beside = {part.format(number): _KINDS[part] for part in (COMMENTS, DRAWING)}
                made |= dict(zip(beside, commented(sheet.comments, number), strict=True))
                made[_links_of(name)] = _links(beside, "/")
                kinds |= beside
                drawing = DRAWING.format(number)
                insert(sheet.root, element(f'<legacyDrawing r:id="{_id(drawing)}"/>'))
            made[name] = _xml(sheet.root)
        made[_links_of(WORKBOOK)] = _links(book, "/")
        whole = (WORKBOOK, _CORE, _CUSTOM)
        made[_links_of("")] = _links({name: kinds[name] for name in whole if name in made}, "")
        made["[Content_Types].xml"] = _content_types(kinds)
        return packed(made, moment)

    def _number(self, section: str, xml: str) -> int:
        key = section, xml
        if key not in self._looks:
            holder = self._styles.find(MAIN + section)
            if holder is None:
                holder = element(f"<{section}/>")
                insert(self._styles, holder, _SECTIONS)
            holder.append(element(xml))
            holder.set("count", str(len(holder)))
            self._looks[key] = len(holder) - 1
        return self._looks[key]

    def _workbook(self) -> bytes:
        sheets = "".join(
            f'<sheet name="{escape(sheet.title)}" sheetId="{number}"'
            + (f' state="{escape(sheet.state)}"' if sheet.state else "")
            + f' r:id="{_id(f"xl/worksheets/sheet{number}.xml")}"/>'
            for number, sheet in enumerate(self.sheets, start=1)
        )
        names = "".join(
            f'<definedName name="{escape(name)}"'
            + (f' localSheetId="{self.sheets.index(scope)}"' if scope else "")
            + f">{escape(text, quote=False)}</definedName>"
            for name, text, scope in self._names
        )
        return (
            f'{_HEAD}<workbook xmlns="{NAMESPACE}" xmlns:r="{OFFICE}">{self._head}'
            f"<bookViews><workbookView/></bookViews><sheets>{sheets}</sheets>"
            + (f"<definedNames>{names}</definedNames>" if names else "")
            + '<calcPr calcId="191029" fullCalcOnLoad="1"/></workbook>'
        ).encode()


def opened(data: bytes) -> BookCopy:
    """A copy of the .xlsx or .xlsm workbook. Raises Refused."""
    package = open_package(data, LIMITS)
    if not isinstance(package, Package):
        raise Refused(package)
    part = workbook_part(package)
    targets = relations(package, part)
    root = _parsed(package, part)
    # By the place in the workbook, which is how its names speak of a sheet; None is left behind.
    places: list[SheetCopy | None] = []
    left: list[str] = []
    for listed in root.iterfind(f"{MAIN}sheets/{MAIN}sheet"):
        kind, target = targets.get(listed.get(RELATION_ID) or "", ("", ""))
        title = listed.get("name") or ""
        known = kind == "worksheet" and target in package
        places.append(_sheet(package, title, listed.get("state") or "", target) if known else None)
        left += [] if known else [title]
    parts = {kind: target for kind, target in targets.values() if target in package}
    kept = {_STRINGS: parts.get("sharedStrings"), _THEME: parts.get("theme")}
    kept |= {name: name for name in (_CORE, _CUSTOM) if name in package}
    styles = parts.get("styles")
    return BookCopy(
        [sheet for sheet in places if sheet],
        list(_names(root, places, left)),
        _head(root),
        _parsed(package, styles) if styles else etree.fromstring(_NO_STYLES),
        {name: _xml(_parsed(package, source)) for name, source in kept.items() if source},
    )


def _sheet(package: Package, title: str, state: str, part: str) -> SheetCopy:
    root = bare(_root(package.read_sheet(part)))
    notes = dict(relations(package, part).values()).get("comments", "")
    comments = comments_of(_parsed(package, notes)) if notes in package else {}
    return SheetCopy(title, state, root, comments)


def _names(
    root: Element, places: list[SheetCopy | None], left: list[str]
) -> Iterator[tuple[str, str, SheetCopy | None]]:
    """Name, what it stands for and its sheet, of those that stand for something in the copy."""
    for named in root.iterfind(f"{MAIN}definedNames/{MAIN}definedName"):
        text, place = named.text or "", named.get("localSheetId") or ""
        scope = places[int(place)] if place.isdecimal() and int(place) < len(places) else None
        lost = bool(place) and scope is None
        programs = any(named.get(name) for name in ("function", "vbProcedure", "xlm"))
        if not (lost or programs or elsewhere(text) or any(_leads_to(text, t) for t in left)):
            yield named.get("name") or "", text, scope


def _leads_to(text: str, title: str) -> bool:
    """Whether a name's text speaks of the sheet of that title, quoted or not."""
    return f"{quoted(title)}!" in text or (f"{title}!" in text and title.isidentifier())


def _head(root: Element) -> str:
    since_1904 = root.find(f"{MAIN}workbookPr[@date1904]")
    head = "<workbookPr/>"
    if since_1904 is not None:
        head = f'<workbookPr date1904="{escape(since_1904.get("date1904"))}"/>'
    for locked in root.iterfind(f"{MAIN}workbookProtection"):
        given = "".join(f' {name}="{escape(value)}"' for name, value in locked.attrib.items())
        head += f"<workbookProtection{given}/>"
    return head


def _parsed(package: Package, part: str) -> Element:
    return _root(package.read(part))


def _root(content: bytes) -> Element:
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True
    )
    try:
        return etree.fromstring(transitional(content), parser)
    except etree.XMLSyntaxError:
        raise Refused(DAMAGED) from None


def _xml(root: Element) -> bytes:
    made: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True)
    return made


def _links_of(part: str) -> str:
    folder, _, name = part.rpartition("/")
    return f"{folder}/_rels/{name}.rels".lstrip("/")


def _id(part: str) -> str:
    """The id of the relationship that leads to the part."""
    return "to-" + part.rpartition("/")[2].partition(".")[0]


def _links(parts: Mapping[str, tuple[str, str]], root: str) -> bytes:
    links = "".join(
        f'<Relationship Id="{_id(part)}" Type="{_relation(kind)}" Target="{root}{part}"/>'
        for part, (kind, _) in parts.items()
    )
    return (
        f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{links}</Relationships>'.encode()
    )


def _relation(kind: str) -> str:
    if kind == "core-properties":
        return f"{_PACKAGE}/relationships/metadata/{kind}"
    return f"{OFFICE}/{kind}"


def _content_types(kinds: Mapping[str, tuple[str, str]]) -> bytes:
    types = "".join(
        f'<Override PartName="/{name}" ContentType="{kind}"/>' for name, (_, kind) in kinds.items()
    )
    rels = "application/vnd.openxmlformats-package.relationships+xml"
    return (
        f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
        f'ContentType="{rels}"/>{types}</Types>'
    ).encode()
