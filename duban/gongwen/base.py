"""An office's own red-head document as the base: its head is kept, the text follows.

What is kept: everything in its body, its headers, its first page's footer. What is set: the
type area, and the page numbers of the standard. Placeholders such as {发文字号} are filled in.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Mapping

from lxml import etree

from duban.gongwen.document import Document
from duban.gongwen.package import (
    CONTENT_TYPES,
    OFFICE,
    PACKAGE,
    part_kind,
    part_type,
    styles,
)
from duban.gongwen.style import Style
from duban.gongwen.xml import root

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_BEFORE_EVEN_AND_ODD = frozenset(
    """
    writeProtection view zoom removePersonalInformation removeDateAndTime
    doNotDisplayPageBoundaries displayBackgroundShape printPostScriptOverText
    printFractionalCharacterWidth printFormsData embedTrueTypeFonts embedSystemFonts
    saveSubsetFonts saveFormsData mirrorMargins alignBordersAndEdges
    bordersDoNotSurroundHeader bordersDoNotSurroundFooter gutterAtTop hideSpellingErrors
    hideGrammaticalErrors activeWritingStyle proofState formsDesign attachedTemplate
    linkStyles stylePaneFormatFilter stylePaneSortMethod documentType mailMerge revisionView
    trackRevisions doNotTrackMoves doNotTrackFormatting documentProtection autoFormatOverride
    styleLockTheme styleLockQFSet defaultTabStop autoHyphenation consecutiveHyphenLimit
    hyphenationZone doNotHyphenateCaps showEnvelope summaryLength clickAndTypeStyle
    defaultTableStyle
    """.split()  # noqa: SIM905 — a list of names reads better unquoted
)
"""CT_Settings up to evenAndOddHeaders, in the schema's order."""

Parts = dict[str, bytes]


def base_problem(base: bytes) -> str:
    """Why ``base`` cannot serve as base document, in words for the office; '' if it can."""
    try:
        members = _members(base)
        name = _main(members)
        body = _parse(members[name]).find(f"{_W}body")
        found = body is not None and _related(members, name, "styles") is not None
    except (zipfile.BadZipFile, KeyError, etree.XMLSyntaxError, RuntimeError):
        found = False
    return "" if found else "不是可用的 Word 文档（.docx），请用 Word 或 WPS 另存为 .docx 后重试"


def on_base(base: bytes, body: str, parts: Mapping[str, str], style: Style, doc: Document) -> bytes:
    """The package of ``base`` with ``body`` after its own content.

    ``body`` is the content of ``w:body`` with all its ``w:sectPr``; ``parts`` are the headers and
    footers it refers to. Raises whatever a damaged base causes: ask ``base_problem`` first.
    """
    members = _members(base)
    main = _main(members)
    tree = _parse(members[main])
    _append(tree, body)
    members[main] = _bytes(tree)
    for name in sorted(members):
        if name == main or "/header" in name:
            members[name] = _filled(members[name], doc)
    folder = posixpath.dirname(main)
    _link(members, main, parts)
    for name, xml in parts.items():
        members[f"{folder}/{name}.xml"] = xml.encode()
    _add_styles(members, main, style)
    _set_even_and_odd(members, main)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as target:
        for name, data in members.items():
            target.writestr(name, data)
    return out.getvalue()


def _members(package: bytes) -> Parts:
    with zipfile.ZipFile(io.BytesIO(package)) as source:
        return {name: source.read(name) for name in source.namelist() if not name.endswith("/")}


def _parse(data: bytes) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_blank_text=False)
    return etree.fromstring(data, parser)


def _bytes(tree: etree._Element) -> bytes:
    return etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)


def _main(members: Parts) -> str:
    """The name of the document part."""
    for row in _parse(members["_rels/.rels"]):
        if row.get("Type", "").endswith("/officeDocument"):
            return row.get("Target", "").lstrip("/")
    raise KeyError("officeDocument")


def _relations(main: str) -> str:
    folder, name = posixpath.split(main)
    return f"{folder}/_rels/{name}.rels"


def _related(members: Parts, main: str, kind: str) -> str | None:
    """The part of that kind that the document refers to."""
    for row in _parse(members[_relations(main)]):
        if row.get("Type", "").endswith(f"/{kind}"):
            target = row.get("Target", "")
            return posixpath.normpath(posixpath.join(f"/{posixpath.dirname(main)}", target))[1:]
    return None


def _append(tree: etree._Element, body: str) -> None:
    """The engine's content after the base's own; the base's headers go to the first section."""
    old = tree.find(f"{_W}body")
    assert old is not None
    own_section = old.find(f"{_W}sectPr")
    if own_section is not None:
        old.remove(own_section)
    while len(old) and _is_empty(old[-1]):
        old.remove(old[-1])
    new = etree.fromstring(root("body", body).encode())
    first = next(new.iter(f"{_W}sectPr"))
    if own_section is not None:
        _keep_head(own_section, first)
    old.extend(new)


def _is_empty(element: etree._Element) -> bool:
    """An empty paragraph at the end, as word processors leave it: no text, line or picture."""
    return element.tag == f"{_W}p" and not any(
        child.tag in (f"{_W}r", f"{_W}sectPr", f"{_W}pBdr") for child in element.iter()
    )


def _keep_head(old: etree._Element, new: etree._Element) -> None:
    """Headers, the first page's footer and the header's distance of ``old`` put into ``new``."""
    kept = {
        (row.tag, row.get(f"{_W}type", "")): row
        for row in old
        if row.tag == f"{_W}headerReference"
        or (row.tag == f"{_W}footerReference" and row.get(f"{_W}type") == "first")
    }
    default = kept.get((f"{_W}headerReference", "default"))
    if default is not None and (f"{_W}headerReference", "even") not in kept:
        even = etree.fromstring(etree.tostring(default))
        even.set(f"{_W}type", "even")
        kept[f"{_W}headerReference", "even"] = even
    for row in list(new):
        if (row.tag, row.get(f"{_W}type", "")) in kept:
            new.remove(row)
    for place, key in enumerate(sorted(kept)):
        new.insert(place, kept[key])
    margins, old_margins = new.find(f"{_W}pgMar"), old.find(f"{_W}pgMar")
    if margins is not None and old_margins is not None and kept:
        margins.set(f"{_W}header", old_margins.get(f"{_W}header", "851"))
    grid = new.find(f"{_W}docGrid")
    if old.find(f"{_W}titlePg") is not None and new.find(f"{_W}titlePg") is None:
        assert grid is not None
        grid.addprevious(etree.Element(f"{_W}titlePg"))


def _filled(part: bytes, doc: Document) -> bytes:
    """Placeholders replaced, also where a word processor has split one over several runs."""
    values = {
        "份号": doc.copy_number,
        "密级": doc.secrecy,
        "紧急程度": doc.urgency,
        "发文字号": doc.number,
        "{签发人}": "　".join(doc.signers),
        "期号": doc.issue,
        "编发单位": doc.issuer,
        "成文日期": doc.date,
    }
    tree = _parse(part)
    for paragraph in tree.iter(f"{_W}p"):
        texts = list(paragraph.iter(f"{_W}t"))
        whole = "".join(text.text or "" for text in texts)
        # From the end, so that the places of those before stay right.
        for found in reversed(list(_PLACEHOLDER.finditer(whole))):
            if (value := values.get(found[1])) is not None:
                _replace(texts, found.start(), len(found[0]), value)
    return _bytes(tree)


_PLACEHOLDER = re.compile(r"\{(\w+)\}")


def _replace(texts: list[etree._Element], at: int, length: int, value: str) -> None:
    """``length`` characters from ``at`` on, counted over all ``texts``, replaced by ``value``."""
    for text in texts:
        here = text.text or ""
        if at < len(here) and length:
            taken = min(length, len(here) - at)
            text.text = here[:at] + value + here[at + taken :]
            text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
            at, length, value = 0, length - taken, ""
        else:
            at -= len(here)


def _link(members: Parts, main: str, parts: Mapping[str, str]) -> None:
    """Relationships and content types of the added headers and footers."""
    relations = _parse(members[_relations(main)])
    types = _parse(members[CONTENT_TYPES])
    folder = posixpath.dirname(main)
    for name in parts:
        for row in [row for row in relations if row.get("Id") == name]:
            relations.remove(row)
        tag = f"{{{PACKAGE}/relationships}}Relationship"
        kind = f"{OFFICE}/{part_kind(name)}"
        etree.SubElement(relations, tag, Id=name, Type=kind, Target=f"{name}.xml")
        path = f"/{folder}/{name}.xml"
        for row in [row for row in types if row.get("PartName") == path]:
            types.remove(row)
        tag = f"{{{PACKAGE}/content-types}}Override"
        etree.SubElement(types, tag, PartName=path, ContentType=part_type(name))
    members[_relations(main)] = _bytes(relations)
    members[CONTENT_TYPES] = _bytes(types)


def _add_styles(members: Parts, main: str, style: Style) -> None:
    name = _related(members, main, "styles")
    assert name is not None
    tree = _parse(members[name])
    for added in etree.fromstring(root("styles", styles(style)).encode()):
        key = added.get(f"{_W}styleId")
        for same in [s for s in tree if s.get(f"{_W}styleId") == key]:
            tree.remove(same)
        tree.append(added)
    members[name] = _bytes(tree)


def _set_even_and_odd(members: Parts, main: str) -> None:
    name = _related(members, main, "settings")
    if name is None:
        return
    tree = _parse(members[name])
    if tree.find(f"{_W}evenAndOddHeaders") is None:
        place = sum(1 for row in tree if etree.QName(row).localname in _BEFORE_EVEN_AND_ODD)
        tree.insert(place, etree.Element(f"{_W}evenAndOddHeaders"))
        members[name] = _bytes(tree)
