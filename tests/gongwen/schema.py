"""Order of children in WordprocessingML, for the elements that the engine writes.

From the schema of ECMA-376 part 1 (wml.xsd). Word opens a document that breaks it with an offer
to repair; LibreOffice and python-docx do not mind, so nothing else would notice.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from itertools import pairwise

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"

ORDER = {
    name: children.split()
    for name, children in {
        "document": "body",
        "pPr": "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr "
        "suppressLineNumbers pBdr shd tabs suppressAutoHyphens kinsoku wordWrap overflowPunct "
        "topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd snapToGrid spacing ind "
        "contextualSpacing mirrorIndents suppressOverlap jc textDirection textAlignment "
        "textboxTightWrap outlineLvl divId cnfStyle rPr sectPr pPrChange",
        "rPr": "rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss "
        "imprint noProof snapToGrid vanish webHidden color spacing w kern position sz szCs "
        "highlight u effect bdr shd fitText vertAlign rtl cs em lang eastAsianLayout",
        "pBdr": "top left bottom right between bar",
        "tbl": "tblPr tblGrid tr",
        "tr": "tblPrEx trPr tc",
        "tblPr": "tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize "
        "tblW jc tblCellSpacing tblInd tblBorders shd tblLayout tblCellMar tblLook",
        "tblBorders": "top left bottom right insideH insideV",
        "tblCellMar": "top left bottom right",
        "tblGrid": "gridCol",
        "trPr": "cantSplit trHeight tblHeader",
        "tcPr": "cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection "
        "tcFitText vAlign hideMark",
        "sectPr": "headerReference footerReference footnotePr endnotePr type pgSz pgMar paperSrc "
        "pgBorders lnNumType pgNumType cols formProt vAlign noEndnote titlePg textDirection bidi "
        "rtlGutter docGrid",
        "styles": "docDefaults latentStyles style",
        "docDefaults": "rPrDefault pPrDefault",
        "style": "name aliases basedOn next link autoRedefine hidden uiPriority semiHidden "
        "unhideWhenUsed qFormat locked personal personalCompose personalReply rsid pPr rPr tblPr "
        "trPr tcPr tblStylePr",
        "font": "altName panose1 charset family notTrueType pitch sig",
        "settings": "writeProtection view zoom removePersonalInformation mirrorMargins "
        "proofState defaultTabStop evenAndOddHeaders drawingGridHorizontalSpacing "
        "drawingGridVerticalSpacing displayHorizontalDrawingGridEvery characterSpacingControl "
        "footnotePr endnotePr compat docVars rsids themeFontLang clrSchemeMapping shapeDefaults "
        "decimalSymbol listSeparator",
        "compat": "doNotExpandShiftReturn useFELayout compatSetting",
    }.items()
}
FREE = ("trPr",)
"""A choice in the schema: any order."""


LEAST = {
    "w/val": 1,
    "tab/pos": 0,
    "spacing/line": 1,
    "gridCol/w": 1,
    "tcW/w": 1,
    "sz/val": 2,
    "trHeight/val": 1,
    "ind/hanging": 0,
    "ind/firstLine": 0,
    "ind/left": -1000,
    "ind/right": -1000,
    "outlineLvl/val": 0,
}
"""The least that Word takes, by element and attribute."""
MOST = 31680
"""The widest page of Word, 22 inches, in twips."""


def order_faults(tree: etree._Element) -> Iterator[str]:
    """Each element whose children are unknown, out of order, or that ends as it must not."""
    for parent in tree.iter(f"{W}*"):
        name = etree.QName(parent).localname
        children = [etree.QName(child).localname for child in parent]
        if name in ORDER:
            if unknown := [c for c in children if c not in ORDER[name]]:
                yield f"{name}: {unknown} not in the schema"
                continue
            places = [ORDER[name].index(c) for c in children]
            if name == "sectPr":
                places = [p for p in places if p > 1]
            if name not in FREE and places != sorted(places):
                yield f"{name}: {children}"
        if name in ("p", "r") and f"{name}Pr" in children[1:]:
            yield f"{name}: properties not first"
        if name == "tc" and children[-1] != "p":
            yield "tc does not end with a paragraph"
        if name == "body" and children.count("sectPr") != 1:
            yield "body without one section at its end"
        for attribute, value in parent.attrib.items():
            key = f"{name}/{etree.QName(attribute).localname}"
            if key in LEAST and not LEAST[key] <= int(value) <= MOST:
                yield f"{key}: {value}"
        if "tbl" in children and any(a == b == "tbl" for a, b in pairwise(children)):
            yield f"{name}: two tables run together"


def package_faults(docx: bytes) -> list[str]:
    """Order faults of every part, references to nothing, parts without a content type."""
    with zipfile.ZipFile(io.BytesIO(docx)) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    faults = []
    for name, data in parts.items():
        faults += [f"{name}: {fault}" for fault in order_faults(etree.fromstring(data))]
    types = {row.get("PartName") for row in etree.fromstring(parts["[Content_Types].xml"])}
    plain = {f"/{name}" for name in parts if not name.endswith(".rels")} - {"/[Content_Types].xml"}
    faults += [f"{name} has no content type" for name in sorted(plain - types)]
    rows = etree.fromstring(parts["word/_rels/document.xml.rels"])
    known = {row.get("Id"): f"word/{row.get('Target')}" for row in rows}
    faults += [f"{target} is missing" for target in known.values() if target not in parts]
    for element in etree.fromstring(parts["word/document.xml"]).iter():
        used = element.get(f"{R}id")
        if used is not None and used not in known:
            faults.append(f"relationship {used} is missing")
    return faults
