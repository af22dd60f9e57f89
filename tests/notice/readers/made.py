"""Files that tests make by hand, and what a reader made of them, easy to compare."""

import io
import zipfile

from duban.notice.blocks import Blocks, NotANotice, Paragraph
from duban.notice.readers import read_notice

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_NAMESPACES = (
    f'xmlns:w="{W}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)


def zipped(members: dict[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def docx(body: str, numbering: str = "", styles: str = "", **more: bytes) -> bytes:
    """A Word document with ``body`` inside w:body; ``more`` are pictures by name."""
    members: dict[str, str | bytes] = {
        "[Content_Types].xml": "<Types/>",
        "word/document.xml": f"<w:document {_NAMESPACES}><w:body>{body}</w:body></w:document>",
    }
    if numbering:
        members["word/numbering.xml"] = f"<w:numbering {_NAMESPACES}>{numbering}</w:numbering>"
    if styles:
        members["word/styles.xml"] = f"<w:styles {_NAMESPACES}>{styles}</w:styles>"
    return zipped(members | {f"word/media/{name}.png": data for name, data in more.items()})


def p(text: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def numbered(number_id: int, level: int, text: str) -> str:
    return p(text, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number_id}"/></w:numPr>')


def tc(*texts: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{''.join(p(text) for text in texts)}</w:tc>"


def table(*rows: str) -> str:
    return "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in rows) + "</w:tbl>"


def told(read: Blocks | NotANotice) -> list[str | list[list[str]]]:
    """Paragraphs as texts, tables as rows of texts; a cell that a merge covers begins with '='."""
    assert isinstance(read, Blocks), read
    return [
        block.text
        if isinstance(block, Paragraph)
        else [[("=" if c.continued else "") + c.text for c in row] for row in block.rows]
        for block in read.blocks
    ]


def read(data: bytes) -> list[str | list[list[str]]]:
    return told(read_notice(data, "", None))


def refused(data: bytes, soffice: str | None = None, limit: int = 50 * 1024 * 1024) -> NotANotice:
    result = read_notice(data, "", soffice, limit)
    assert isinstance(result, NotANotice)
    return result
