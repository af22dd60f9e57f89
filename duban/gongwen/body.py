"""主体: title, 主送机关, text, 附件说明, 署名, date, 附注 and attachments' bodies (7.3)."""

from __future__ import annotations

from duban.gongwen import standard as std
from duban.gongwen.document import Block, Document, Format, Paragraph, Table
from duban.gongwen.measure import width
from duban.gongwen.style import Style
from duban.gongwen.table import table
from duban.gongwen.titles import break_title
from duban.gongwen.xml import Face, Piece, Shape, blank, paragraph, run

HEADING_STYLES = ("gwHeading1", "gwHeading2", "gwHeading3", "gwHeading4")


def plain(style: Style) -> Face:
    """3号仿宋, of which 28 fill a line (5.2.2)."""
    return Face(style.fangsong, style.latin, spacing=std.CONDENSE)


def heading_faces(style: Style) -> tuple[Face, ...]:
    """黑体, 楷体, 仿宋, 仿宋 for the levels 一、 （一） 1. （1） (7.3.3)."""
    fonts = (style.heiti, style.kaiti, style.fangsong, style.fangsong)
    return tuple(Face(font, style.latin, spacing=std.CONDENSE) for font in fonts)


def title(text: str, style: Style, chars: int, outline: int = 0) -> Piece:
    """A title in 2号小标宋, centred, broken at words into balanced lines (7.3.1)."""
    face = Face(style.xiaobiaosong, style.latin, std.SIZE_2)
    shape = Shape(
        style="gwTitle" if outline == 0 else "gwAttachmentTitle",
        align="center",
        line=std.TITLE_LINE,
        keep_next=True,
        keep_lines=True,
        snap=False,
        outline=outline,
    )
    return paragraph(shape, run("\n".join(break_title(text, chars)), face))


def opening(document: Document, style: Style, recipients: bool, headed: bool) -> list[Piece]:
    """Title and, unless they are moved to 版记, the recipients; ``headed`` if a head is above."""
    bulletin = document.format is Format.BULLETIN
    gap = std.BULLETIN_TITLE_GAP_LINES if bulletin else std.TITLE_GAP_LINES
    parts = [blank(gap)] if headed and document.title else []
    if document.title:
        parts += [title(document.title, style, std.TITLE_CHARS), blank()]
    if recipients and document.recipients:
        flush = Shape(align="left")
        parts.append(paragraph(flush, run(document.recipients.rstrip("：:") + "：", plain(style))))
    return parts


def shows_text_before_last(content: tuple[Block, ...]) -> bool:
    """Whether more than headings stand before the last block.

    Only then may the last one be held to the signature: else it could take all text away from
    the first page, which must show some (7.3.3).
    """
    return any(isinstance(block, Table) or block.text for block in content[:-1])


def blocks(
    content: tuple[Block, ...],
    style: Style,
    text_width: int,
    keep_last: bool = False,
    pitch: int = std.LINE,
) -> list[Piece]:
    """正文: paragraphs and tables; ``keep_last`` holds the last paragraph to what follows.

    ``pitch`` is the line pitch of its paragraphs.
    """
    parts = []
    for index, block in enumerate(content):
        last = index == len(content) - 1
        if isinstance(block, Paragraph):
            parts.append(_paragraph(block, style, keep_last and last, pitch))
        else:
            parts += table(block, style, text_width, keep_last and last)
    return parts


def _paragraph(block: Paragraph, style: Style, keep_next: bool, pitch: int) -> Piece:
    face = plain(style)
    if not block.level:
        shape = Shape(first=std.INDENT, line=pitch, keep_next=keep_next, snap=pitch == std.LINE)
        return paragraph(shape, run(block.heading + block.text, face))
    alone = not block.text
    shape = Shape(
        style=HEADING_STYLES[block.level - 1],
        first=std.INDENT,
        line=pitch,
        snap=pitch == std.LINE,
        keep_next=keep_next or alone,
        outline=block.level if alone else None,
    )
    heading = run(block.heading, heading_faces(style)[block.level - 1])
    return paragraph(shape, heading, run(block.text, face))


def attachment_list(document: Document, style: Style) -> list[Piece]:
    """附件说明: numbers in one column, titles in another, so that turned lines align (7.3.4)."""
    titles, face = document.listed_attachments(), plain(style)
    if not titles:
        return []
    label = std.INDENT + 3 * std.CHAR
    digits = len(str(len(titles))) if len(titles) > 1 else 0
    half = std.CHAR // 2
    # '1.' with a quarter of a character after it; numbers of two digits are set right-aligned.
    column = label + (digits + 1) * half + std.CHAR // 4 if digits else label
    lines = [blank(keep_next=True)]
    last = len(titles) - 1
    for index, name in enumerate(titles):
        number = f"{index + 1}." if digits else ""
        short = (digits + 1 - len(number)) * half if digits else 0
        start = std.INDENT if index == 0 else label + short
        shape = Shape(
            align="left",
            left=column,
            first=start - column,
            # Only the last one is held to the signature: a long list may go over to a new page.
            keep_next=index == last,
            keep_lines=True,
            tabs=(("left", label + short),) if index == 0 and short else (),
        )
        lead = ("附件：" + ("\t" if short else "")) if index == 0 else ""
        lines.append(paragraph(shape, run(lead + number + ("\t" if digits else "") + name, face)))
    return lines


def annotation(document: Document, style: Style) -> list[Piece]:
    """附注 in brackets, on the line under the date (7.3.6)."""
    text = document.annotation
    if not text:
        return []
    if not text.startswith("（"):
        text = f"（{text}）"
    return [paragraph(Shape(first=std.INDENT), run(text, plain(style)))]


def attendance(document: Document, style: Style) -> list[Piece]:
    """出席, 请假, 列席 of minutes: label in 黑体, turned names after the colon (10.3)."""
    hei, parts = heading_faces(style)[0], []
    for label, names in document.attendance:
        label = label.rstrip("：:") + "："
        left = std.INDENT + round(min(width(label), std.CHARS // 2) * std.CHAR)
        shape = Shape(align="left", left=left, first=std.INDENT - left)
        parts.append(paragraph(shape, run(label, hei), run(names, plain(style))))
    return [blank(), *parts] if parts else []


def attachment_opening(
    document: Document, index: int, style: Style, landscape: bool, new_page: bool
) -> list[Piece]:
    """附件 label on line 1 in 黑体, title on line 3 (7.3.7)."""
    hei = heading_faces(style)[0]
    # A landscape line is 225 mm: 28 characters of 2号.
    chars = std.LANDSCAPE_TITLE_CHARS if landscape else std.TITLE_CHARS
    label = Shape(align="left", keep_next=True, new_page=new_page)
    return [
        paragraph(label, run(document.attachment_label(index), hei)),
        blank(keep_next=True),
        title(document.attachments[index].title, style, chars, outline=1),
        blank(keep_next=True),
    ]
