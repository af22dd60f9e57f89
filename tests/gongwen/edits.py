"""Edits of a finished .docx, each a function of its parts, to break one rule on purpose."""

from __future__ import annotations

import copy
import io
import zipfile
from collections.abc import Callable

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
Element = etree._Element


class Parts:
    """The XML parts of a .docx, to be edited."""

    def __init__(self, docx: bytes) -> None:
        with zipfile.ZipFile(io.BytesIO(docx)) as package:
            self.raw = {name: package.read(name) for name in package.namelist()}
        self.trees = {
            name: etree.fromstring(data) for name, data in self.raw.items() if name[:5] == "word/"
        }

    def bytes(self) -> bytes:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as package:
            for name, data in self.raw.items():
                tree = self.trees.get(name)
                package.writestr(name, data if tree is None else etree.tostring(tree))
        return out.getvalue()

    @property
    def document(self) -> Element:
        return self.trees["word/document.xml"]

    def all(self, tag: str, part: str = "word/document.xml") -> list[Element]:
        found = list(self.trees[part].iter(f"{W}{tag}"))
        assert found, f"no {tag} in {part}"
        return found

    def p(self, text: str, nth: int = 0) -> Element:
        """The ``nth`` paragraph of the body that contains ``text``."""
        found = [p for p in self.document.iter(f"{W}p") if text in "".join(p.itertext())]
        assert found, f"no paragraph with {text}"
        return found[nth]

    def only(self, text: str) -> Element:
        """The last paragraph that is ``text`` and nothing else."""
        return [p for p in self.all("p") if "".join(p.itertext()).strip() == text][-1]

    def table(self, text: str) -> Element:
        return next(t for t in self.all("tbl") if text in "".join(t.itertext()))

    def turned(self) -> list[Element]:
        """Headers of landscape pages, which carry the turned page number."""
        return [tree for name, tree in self.trees.items() if "HeaderWide" in name]

    def footers(self) -> list[Element]:
        """Footers with a page number."""
        trees = [tree for name, tree in self.trees.items() if "Footer" in name]
        return [tree for tree in trees if next(tree.iter(f"{W}instrText"), None) is not None]


def put(element: Element, tag: str, **attributes: str | int) -> None:
    """Sets attributes on every ``tag`` below ``element``."""
    found = list(element.iter(f"{W}{tag}"))
    assert found, f"no {tag}"
    for item in found:
        for key, value in attributes.items():
            if key == "hanging":
                item.attrib.pop(f"{W}firstLine", None)
            item.set(f"{W}{key}", str(value))


def font(element: Element, name: str) -> None:
    put(element, "rFonts", ascii=name, hAnsi=name, eastAsia=name, cs=name)


def drop(*elements: Element) -> None:
    for element in elements:
        parent = element.getparent()
        assert parent is not None
        parent.remove(element)


def add(parent: Element, tag: str, at: int = 0, **attributes: str | int) -> None:
    child = etree.Element(f"{W}{tag}")
    for key, value in attributes.items():
        child.set(f"{W}{key}", str(value))
    parent.insert(at, child)


def above(element: Element, count: int = 1) -> list[Element]:
    """The ``count`` blank paragraphs right above ``element``."""
    found: list[Element] = []
    while len(found) < count:
        before = (found or [element])[-1].getprevious()
        assert before is not None and not "".join(before.itertext()), "no blank line above"
        found.append(before)
    return found


def swap(first: Element, second: Element) -> None:
    parent = first.getparent()
    assert parent is not None
    places = parent.index(first), parent.index(second)
    parent.insert(places[1], copy.deepcopy(first))
    parent.replace(first, second)


def retext(element: Element, old: str, new: str) -> None:
    texts = [t for t in element.iter(f"{W}t") if old in (t.text or "")]
    assert texts, f"no {old}"
    for text in texts:
        text.text = (text.text or "").replace(old, new)


Edit = Callable[[Parts], object]


def properties(paragraph: Element) -> Element:
    found = paragraph.find(f"{W}pPr")
    assert found is not None
    return found


def both(*edits: Edit) -> Edit:
    return lambda parts: [edit(parts) for edit in edits]


def at(text: str, tag: str, nth: int = 0, **attributes: str | int) -> Edit:
    """Attributes of every ``tag`` in the paragraph that contains ``text``."""
    return lambda parts: put(parts.p(text, nth), tag, **attributes)


def alone(text: str, tag: str, **attributes: str | int) -> Edit:
    """The same in the last paragraph that is ``text`` and nothing else."""
    return lambda parts: put(parts.only(text), tag, **attributes)


def in_font(text: str, name: str) -> Edit:
    return lambda parts: font(parts.p(text), name)


def alone_in_font(text: str, name: str) -> Edit:
    return lambda parts: font(parts.only(text), name)


def reworded(text: str, old: str, new: str) -> Edit:
    return lambda parts: retext(parts.p(text), old, new)


def without(tag: str, part: str = "word/document.xml") -> Edit:
    return lambda parts: drop(*parts.all(tag, part))


def closer(text: str, lines: int = 1) -> Edit:
    """Without the blank lines above the paragraph that contains ``text``."""
    return lambda parts: drop(*above(parts.p(text), lines))


def closer_alone(text: str, lines: int = 1) -> Edit:
    return lambda parts: drop(*above(parts.only(text), lines))


def run_property(text: str, tag: str, **attributes: str | int) -> Edit:
    def edit(parts: Parts) -> None:
        found = next(parts.p(text).iter(f"{W}rPr"))
        add(found, tag, at=1, **attributes)

    return edit


def page_breaks(text: str) -> Edit:
    """Every paragraph that contains ``text`` begins a page."""

    def edit(parts: Parts) -> None:
        for p in parts.all("p"):
            if text in "".join(p.itertext()):
                add(properties(p), "pageBreakBefore", at=1)

    return edit


def signature_alone(text: str) -> Edit:
    def edit(parts: Parts) -> None:
        drop(*parts.all("keepNext"))
        add(properties(parts.only(text)), "pageBreakBefore", at=1)

    return edit


def text_behind(text: str) -> Edit:
    """A copy of a paragraph on a page behind 版记."""

    def edit(parts: Parts) -> None:
        extra = copy.deepcopy(parts.p(text))
        [p for p in parts.document[0] if p.tag == f"{W}p"][-1].addnext(extra)
        add(properties(extra), "pageBreakBefore", at=1)

    return edit


def _margins(wide: bool, **sides: int) -> Edit:
    def edit(parts: Parts) -> None:
        for section in parts.all("sectPr"):
            size = section.find(f"{W}pgSz")
            if size is not None and (size.get(f"{W}orient") == "landscape") == wide:
                put(section, "pgMar", **sides)

    return edit


def portrait(**sides: int) -> Edit:
    """Margins of the upright sections."""
    return _margins(False, **sides)


def landscape(**sides: int) -> Edit:
    return _margins(True, **sides)


def grid(pitch: int, text: str) -> Edit:
    """Another line pitch in the grid and in the paragraphs that contain ``text``."""

    def edit(parts: Parts) -> None:
        put(parts.document, "docGrid", linePitch=pitch)
        for p in parts.all("p"):
            if text in "".join(p.itertext()):
                put(p, "spacing", line=pitch)

    return edit


def table(text: str, **widths: int) -> Edit:
    """Widths (tblW, gridCol, tcW) of the first table that contains ``text``."""

    def edit(parts: Parts) -> None:
        for tag, width in widths.items():
            put(parts.table(text), tag, w=width)

    return edit


def imprint(tag: str, **attributes: str | int) -> Edit:
    return lambda parts: put(parts.table("抄送"), tag, **attributes)


def letter_mark(tag: str, **attributes: str | int) -> Edit:
    def edit(parts: Parts) -> None:
        paragraphs = parts.all("p", "word/gwHeaderLetter.xml")
        put(next(p for p in paragraphs if "".join(p.itertext())), tag, **attributes)

    return edit


def letter_foot(tag: str, **attributes: str | int) -> Edit:
    return lambda parts: put(parts.trees["word/gwFooterLetter.xml"], tag, **attributes)


def in_footers(tag: str, **attributes: str | int) -> Edit:
    return lambda parts: [put(tree, tag, **attributes) for tree in parts.footers()]


def no_turned_number(parts: Parts) -> None:
    for tree in parts.turned():
        drop(*tree.findall(f"{W}tbl"))


def turned_the_other_way(parts: Parts) -> None:
    for tree in parts.turned():
        put(tree, "textDirection", val="btLr")
