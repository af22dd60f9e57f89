"""The .docx package around the text: styles, settings, fonts, relationships, properties."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from html import escape

from duban.gongwen import standard as std
from duban.gongwen.style import Style
from duban.gongwen.xml import (
    BODY_STYLE,
    CELL_STYLE,
    DECLARATION,
    Face,
    root,
    run_properties,
    w,
)

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
CONTENT_TYPES = "[Content_Types].xml"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_SUBSTITUTES = {
    "仿宋_GB2312": "仿宋",
    "楷体_GB2312": "楷体",
    "方正小标宋简体": "宋体",
    "方正小标宋_GBK": "宋体",
}
"""What Word takes where a font is missing: fonts that come with Windows."""


def package(body: str, parts: Mapping[str, str], style: Style, title: str) -> bytes:
    """A zip of the finished ``w:body`` content and the headers and footers, by name."""
    members = {
        "word/document.xml": root("document", w("body", body)),
        "word/styles.xml": root("styles", _defaults(style) + styles(style)),
        "word/settings.xml": _settings(),
        "word/fontTable.xml": _fonts(style),
        "docProps/core.xml": _core(title),
        **{f"word/{name}.xml": xml for name, xml in parts.items()},
    }
    members["word/_rels/document.xml.rels"] = _relationships(
        {
            "gwStyles": ("styles", "styles.xml"),
            "gwSettings": ("settings", "settings.xml"),
            "gwFonts": ("fontTable", "fontTable.xml"),
            **{name: (part_kind(name), f"{name}.xml") for name in parts},
        }
    )
    members["_rels/.rels"] = _ROOT_RELATIONSHIPS
    members[CONTENT_TYPES] = _content_types(parts)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as target:
        for name, text in members.items():
            target.writestr(name, text.encode())
    return out.getvalue()


def part_kind(name: str) -> str:
    """'header' or 'footer' by the part's name."""
    return "header" if name.startswith("gwHeader") else "footer"


def part_type(name: str) -> str:
    """The content type of a header or footer."""
    return f"{_WORD}.{part_kind(name)}+xml"


def _relationships(targets: Mapping[str, tuple[str, str]]) -> str:
    rows = "".join(
        f'<Relationship Id="{key}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for key, (kind, target) in targets.items()
    )
    return f'{DECLARATION}<Relationships xmlns="{PACKAGE}/relationships">{rows}</Relationships>'


_ROOT_RELATIONSHIPS = (
    f'{DECLARATION}<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="word/document.xml"/>'
    f'<Relationship Id="rId2" Type="{PACKAGE}/relationships/metadata/core-properties"'
    ' Target="docProps/core.xml"/></Relationships>'
)


def _content_types(parts: Mapping[str, str]) -> str:
    overrides = {
        "/word/document.xml": f"{_WORD}.document.main+xml",
        "/word/styles.xml": f"{_WORD}.styles+xml",
        "/word/settings.xml": f"{_WORD}.settings+xml",
        "/word/fontTable.xml": f"{_WORD}.fontTable+xml",
        "/docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
        **{f"/word/{name}.xml": part_type(name) for name in parts},
    }
    rows = "".join(f'<Override PartName="{k}" ContentType="{v}"/>' for k, v in overrides.items())
    return (
        f'{DECLARATION}<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.'
        'relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
        f"{rows}</Types>"
    )


def _core(title: str) -> str:
    """Core properties; the times are set when the package is normalised."""
    stamps = "".join(
        f'<dcterms:{name} xsi:type="dcterms:W3CDTF">1980-01-01T00:00:00Z</dcterms:{name}>'
        for name in ("created", "modified")
    )
    return (
        f'{DECLARATION}<cp:coreProperties xmlns:cp="{PACKAGE}/metadata/core-properties"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
        ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(title, quote=False)}</dc:title>{stamps}</cp:coreProperties>"
    )


def _settings() -> str:
    word = "http://schemas.microsoft.com/office/word"
    return root(
        "settings",
        w("zoom", percent=100),
        w("defaultTabStop", val=420),
        w("evenAndOddHeaders"),
        w("drawingGridVerticalSpacing", val=std.LINE // 2),
        w("characterSpacingControl", val="doNotCompress"),
        w(
            "compat",
            w("doNotExpandShiftReturn"),
            w("compatSetting", name="compatibilityMode", uri=word, val=15),
        ),
        w("themeFontLang", val="en-US", eastAsia="zh-CN"),
    )


def _fonts(style: Style) -> str:
    names = dict.fromkeys(
        (style.fangsong, style.xiaobiaosong, style.heiti, style.kaiti, style.songti)
    )
    fonts = (
        w(
            "font",
            w("altName", val=_SUBSTITUTES[n]) if n in _SUBSTITUTES else "",
            w("charset", val="86"),
            name=n,
        )
        for n in names
    )
    return root("fonts", *fonts)


def _in_chinese(face: Face) -> str:
    """Run properties with the language, by which word processors choose line-breaking rules."""
    language = w("lang", val="en-US", eastAsia="zh-CN", bidi="ar-SA")
    return run_properties(face).removesuffix("</w:rPr>") + language + "</w:rPr>"


def _defaults(style: Style) -> str:
    face = _in_chinese(Face(style.fangsong, style.latin))
    return w(
        "docDefaults",
        w("rPrDefault", face),
        w("pPrDefault"),
    ) + _style("Normal", "Normal", "", "", default=True)


def _style(
    key: str, name: str, shape: str, face: str, based: str = "", default: bool = False
) -> str:
    kind: dict[str, str | int] = {"default": 1} if default else {"customStyle": 1}
    return w(
        "style",
        w("name", val=name),
        w("basedOn", val=based) if based else "",
        w("qFormat"),
        w("pPr", shape) if shape else "",
        face,
        type="paragraph",
        **kind,
        styleId=key,
    )


def styles(style: Style) -> str:
    """The engine's own paragraph styles.

    None is based on another document's, so that an office's base document cannot bend them.
    """
    body = Face(style.fangsong, style.latin, spacing=std.CONDENSE)
    grid = "".join(
        (
            w("widowControl", val=0),
            w("kinsoku"),
            w("overflowPunct", val=0),
            w("autoSpaceDE", val=0),
            w("autoSpaceDN", val=0),
            w("adjustRightInd", val=0),
            w("spacing", before=0, after=0, line=std.LINE, lineRule="exact"),
            w("jc", val="both"),
        )
    )
    first_line = w("ind", firstLine=std.INDENT)
    title = w("spacing", line=std.TITLE_LINE, lineRule="exact") + w("jc", val="center")
    title_face = run_properties(Face(style.xiaobiaosong, style.latin, std.SIZE_2))
    levels = (style.heiti, style.kaiti, style.fangsong, style.fangsong)
    headings = (
        _style(
            f"gwHeading{n}",
            f"公文{'一二三四'[n - 1]}级标题",
            first_line,
            run_properties(Face(font, style.latin, spacing=std.CONDENSE)),
            BODY_STYLE,
        )
        for n, font in enumerate(levels, 1)
    )
    return "".join(
        (
            _style(BODY_STYLE, "公文正文", grid, _in_chinese(body)),
            _style("gwTitle", "公文标题", title, title_face, BODY_STYLE),
            _style("gwAttachmentTitle", "公文附件标题", title, title_face, BODY_STYLE),
            *headings,
            _style(
                CELL_STYLE,
                "公文表格",
                w("snapToGrid", val=0),
                run_properties(Face(style.fangsong, style.latin, std.TABLE_SIZES[0])),
                BODY_STYLE,
            ),
        )
    )
