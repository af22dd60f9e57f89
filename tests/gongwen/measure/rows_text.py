"""Rows C and D: title, text, signature, attachments, 版记."""

from __future__ import annotations

import re
from itertools import pairwise

from duban.gongwen.document import Format, Seal
from duban.gongwen.titles import width
from tests.gongwen.measure.pdf import Rule
from tests.gongwen.measure.printed import (
    BLACK,
    BOTTOM,
    CHAR,
    CHAR_4,
    LEFT,
    PITCH,
    RED,
    RIGHT,
    TOP,
    WIDE,
    Piece,
    Printed,
    W,
    between,
    in_font,
    near,
    squeezed,
)

_DATE = r"\d{4}年([1-9]|1[0-2])月([1-9]|[12]\d|3[01])日"
_HALF = 0.5 * CHAR
_THIRD = 0.35 * CHAR


def _title(printed: Printed) -> list[Piece]:
    return printed.locate(printed.document.title)


def C01(printed: Printed) -> None:
    pieces = _title(printed)
    in_font(pieces, "xiaobiaosong", "标题")
    for piece in pieces:
        near(piece.size, 22, 0.3, f"size of {piece.text}")


def C02(printed: Printed) -> None:
    document = printed.document
    if document.format is Format.LETTER or not document.mark:
        return
    rules = [r for r in printed.pages[0].across() if r.colour == RED]
    assert rules, "no red rule"
    low, high = (0.7, 2.5) if document.format is Format.BULLETIN else (1.7, 3.1)
    between((_title(printed)[0].top - rules[0].y) / PITCH, low, high, "lines above the title")


def C03(printed: Printed) -> None:
    for piece in _title(printed):
        near(piece.centre, 106, 2, f"centre of {piece.text}")


def C04(printed: Printed) -> None:
    pieces = _title(printed)
    if "\n" in printed.document.title or len(pieces) < 2:
        return
    lengths = [width(piece.text) for piece in pieces]
    steps = [b - a for a, b in pairwise(lengths)]
    assert all(abs(step) >= 0.4 for step in steps), f"a rectangle: {lengths}"
    narrowing = False
    for step in steps:
        assert not (narrowing and step > 0), f"an hourglass: {lengths}"
        narrowing = narrowing or step < 0
    assert min(lengths) >= 0.3 * max(lengths), f"a stub: {lengths}"
    assert max(lengths) <= 20, f"too long: {lengths}"


def C04b(printed: Printed) -> None:
    title = squeezed(printed.document.title)
    for paragraph in printed.xml.iter(f"{W}p"):
        if squeezed("".join(paragraph.itertext())) == title:
            written = "".join(
                "\n" if item.tag == f"{W}br" else item.text or ""
                for item in paragraph.iter(f"{W}t", f"{W}br")
            )
            lines = [squeezed(line) for line in written.split("\n")]
            assert lines == [p.text for p in _title(printed)], f"broken elsewhere than at {lines}"
            return


def C05(printed: Printed) -> None:
    recipients = printed.document.recipients
    if not recipients:
        return
    if _moved(printed):
        return  # D04 judges them there
    pieces = printed.locate(recipients, printed.position(printed.document.title))
    gap = (pieces[0].baseline - _title(printed)[-1].baseline) / PITCH
    between(gap, 1.5, 2.7, "lines from title to 主送机关")
    for piece in pieces:
        near(piece.line.x0, LEFT, 1, f"left edge of {piece.text[:10]}")
    assert pieces[-1].line.text.strip().endswith("："), "no colon after 主送机关"


def C06(printed: Printed) -> None:
    for _, pieces in printed.paragraphs():
        assert pieces[0].page.number == 1, "no text on the first page"
        return


def C07(printed: Printed) -> None:
    for _, pieces in printed.paragraphs():
        near(pieces[0].x0, LEFT + 2 * CHAR, _THIRD, f"indent of {pieces[0].text[:10]}")
        for piece in pieces[1:]:
            near(piece.x0, LEFT, _THIRD, f"turned line {piece.text[:10]}")


def C08(printed: Printed) -> None:
    roles = ("heiti", "kaiti", "fangsong", "fangsong")
    for block, pieces in printed.paragraphs():
        if not block.level:
            continue
        glyphs = [(piece, glyph) for piece in pieces for glyph in piece.glyphs]
        split = len(squeezed(block.heading))
        for part, role in ((glyphs[:split], roles[block.level - 1]), (glyphs[split:], "fangsong")):
            alone = [Piece(piece.page, piece.line, (glyph,)) for piece, glyph in part]
            in_font(alone, role, block.heading[:10])


def C10b(printed: Printed) -> None:
    for name, part in printed.parts().items():
        bold = [e for e in part.iter() if str(e.tag).endswith("}b")]
        assert not bold, f"bold in {name}"


def C11(printed: Printed) -> None:
    titles = printed.document.listed_attachments()
    if not titles:
        return
    several = len(titles) > 1
    start = printed.locate("附件：1." if several else f"附件：{titles[0]}")[0]
    near(start.x0, LEFT + 2 * CHAR, _THIRD, "附件说明 two characters in")
    above = [line for line in start.page.lines if line.baseline < start.baseline - 1]
    if above:
        near((start.baseline - above[-1].baseline) / PITCH, 2, 0.1, "one blank line above 附件说明")
    at = printed.position("附件：")
    for number, title in enumerate(titles, 1):
        text = f"{number}.{title}" if several else title
        end = printed.locate(text, at - len("附件："))[-1]
        assert end.line.text.strip()[-1] == title[-1], f"something after {title}"


def C12(printed: Printed) -> None:
    titles = printed.document.listed_attachments()
    if not titles:
        return
    at = printed.position("附件：")
    dots, names = [], []
    for number, title in enumerate(titles, 1):
        if len(titles) > 1:
            dots.append(printed.locate(f"{number}.", at)[0].x1)
        pieces = printed.locate(title, at)
        names += [piece.x0 for piece in pieces]
        at = printed.position(title, at)
    for kind, edges in (("numbers", dots), ("names", names)):
        if edges:
            near(max(edges), min(edges), 1.5, f"{kind} of 附件说明 aligned")


def _date(printed: Printed) -> Piece:
    return printed.signed(printed.document.date)[0]


def C13(printed: Printed) -> None:
    document = printed.document
    if not document.signatories or not document.date:
        return
    date = _date(printed)
    organs = [printed.signed(name)[0] for name in document.signatories]
    if document.seal is Seal.STAMPED:
        near(date.x1, RIGHT - 4 * CHAR, _HALF, "date under the signer's stamp")
    elif document.seal is Seal.SEALED and max(map(len, document.signatories)) > 16:
        # Centred over that date the name would leave 版心; the date moves with it.
        assert max(o.x1 for o in organs) <= RIGHT + 0.5, "署名 beyond 版心"
    elif document.seal is Seal.SEALED:
        near(date.x1, RIGHT - 4 * CHAR, _HALF, "date four characters from the right")
        if len(organs) == 1:
            # LibreOffice widens the date by gaps around its digits; judge by its own width.
            centre = date.x1 - width(document.date) * CHAR / 2
            near(organs[0].centre, centre, _HALF, "署名 centred over the date")
    else:
        for organ in organs:
            assert organ.x1 <= RIGHT - 2 * CHAR + _HALF, "署名 two characters from the right"
        longer = date.x1 - date.x0 > organs[0].x1 - organs[0].x0 - 2 * CHAR
        if longer:
            near(date.x1, RIGHT - 2 * CHAR, CHAR, "the longer date two characters from the right")
        else:
            near(organs[0].x1, RIGHT - 2 * CHAR, _HALF, "署名 two characters from the right")
            near(date.x0, organs[0].x0 + 2 * CHAR, _HALF, "date two characters in from 署名")


def C14(printed: Printed) -> None:
    if printed.document.date:
        assert re.search(_DATE, printed.text), "no date as the standard writes it"
        assert re.fullmatch(_DATE, printed.document.date), f"成文日期 {printed.document.date}"


def C15(printed: Printed) -> None:
    document = printed.document
    if document.seal is not Seal.SEALED or not document.signatories:
        return
    organ = printed.signed(document.signatories[0])[0]
    above = [x.baseline for x in organ.page.lines if x.baseline < organ.baseline - 1]
    if above:
        between((organ.baseline - above[-1]) / PITCH, 2.9, 4.1, "room for the seal")


def C16(printed: Printed) -> None:
    if not printed.document.signatories:
        return
    date = _date(printed)
    text = [p for _, pieces in printed.paragraphs() for p in pieces]
    listed, at = [], printed.body_end
    for title in printed.document.listed_attachments():
        listed += printed.locate(title, at)
        at = printed.position(title, at)
    pages = {p.page.number for p in (*text, *listed) if p.baseline < date.baseline}
    assert date.page.number in pages, "署名 stands on a page without text"


def C17(printed: Printed) -> None:
    if not printed.document.annotation:
        return
    piece = printed.locate(printed.document.annotation.strip("（）"))[0]
    line = piece.line
    assert line.inked[0].char == "（", "附注 is not in brackets"
    near(line.x0, LEFT + 2 * CHAR, _HALF, "附注 two characters in")
    if printed.document.signatories:
        below = (line.baseline - _date(printed).baseline) / PITCH
        near(below, 1, 0.1, "附注 on the line below the date")


def C18(printed: Printed) -> None:
    document = printed.document
    for index, attachment in enumerate(document.attachments):
        label = document.attachment_label(index)
        pages = [p for p in printed.pages if p.lines and p.lines[0].text.strip() == label]
        assert pages, f"“{label}” is not the first line of a page"
        line, left = pages[0].lines[0], WIDE[0] if attachment.landscape else LEFT
        top = WIDE[2] if attachment.landscape else TOP
        near(line.x0, left, 1.5, f"left edge of {label}")
        near(line.baseline, top + 0.8 * PITCH, 1.5, f"{label} on line 1")
        in_font([Piece(pages[0], line, line.inked)], "heiti", label)
        near(line.size, 16, 0.5, f"size of {label}")


def C19(printed: Printed) -> None:
    document = printed.document
    for index, attachment in enumerate(document.attachments):
        label = document.attachment_label(index)
        pages = [p for p in printed.pages if p.lines and p.lines[0].text.strip() == label]
        assert pages, f"“{label}” is not the first line of a page"
        page = pages[0]
        start = next(i for i, (p, _, _) in enumerate(printed.found) if p is page)
        pieces = printed.locate(attachment.title, start)
        gap = (pieces[0].baseline - page.lines[0].baseline) / PITCH
        between(gap, 1.6, 2.75, f"title on line 3 of {label}")
        middle = (WIDE[0] + WIDE[1]) / 2 if attachment.landscape else 106
        for piece in pieces:
            near(piece.centre, middle, 2, f"centre of {piece.text}")
            near(piece.size, 22, 0.3, f"size of {piece.text}")


def C20(printed: Printed) -> None:
    listed = printed.document.listed_attachments()
    for index, attachment in enumerate(printed.document.attachments):
        at = printed.position("附件：")
        printed.locate(attachment.title, at)
        assert attachment.title.replace("\n", "") == listed[index], f"title of 附件{index + 1}"


def _imprint(printed: Printed) -> list[Rule]:
    """The rules of 版记 on the last page; those of tables are thinner or not as wide as 版心."""
    return [
        rule
        for rule in printed.pages[-1].across()
        if rule.colour == BLACK and rule.x1 - rule.x0 > 140 and rule.thickness > 0.2
    ]


def _has_imprint(printed: Printed) -> bool:
    document = printed.document
    return bool(document.copies_to or document.printed_by) and document.format != Format.LETTER


def D01(printed: Printed) -> None:
    if _has_imprint(printed):
        rules = _imprint(printed)
        assert len(rules) >= 2, f"{len(rules)} rules of 版记"
        for rule in rules:
            near(rule.x0, LEFT, 1.5, "left end of a rule of 版记")
            near(rule.x1, RIGHT, 1.5, "right end of a rule of 版记")


def D02(printed: Printed) -> None:
    if _has_imprint(printed):
        rules = _imprint(printed)
        assert rules, "no rules of 版记"
        near(rules[0].thickness, 0.35, 0.04, "first rule of 版记")
        near(rules[-1].thickness, 0.35, 0.04, "last rule of 版记")
        for rule in rules[1:-1]:
            near(rule.thickness, 0.25, 0.04, "middle rule of 版记")


def D03(printed: Printed) -> None:
    if _has_imprint(printed):
        rules = _imprint(printed)
        assert rules, "no rules of 版记"
        near(rules[-1].y, BOTTOM, 1.2, "last rule of 版记")
        copies, by = printed.document.copies_to, printed.document.printed_by
        first = "抄送：" if copies else by
        piece = printed.locate(first, printed.text.rfind(first))[0]
        assert rules[0].y < piece.top, "the first rule is not above the first element"


def _moved(printed: Printed) -> list[Piece]:
    """主送机关 where they stand in 版记, because they would have filled the first page."""
    recipients = printed.document.recipients.rstrip("：:。")
    if not recipients or f"主送：{squeezed(recipients)}" not in printed.text:
        return []
    return printed.locate(f"主送：{recipients}")


def D04(printed: Printed) -> None:
    document = printed.document
    copies = document.copies_to.rstrip("。")
    if sent := _moved(printed):
        near(sent[0].x0, LEFT + CHAR_4, 0.35 * CHAR_4, "主送 one character in")
        for piece in sent[1:]:
            near(piece.x0, LEFT + 4 * CHAR_4, 0.35 * CHAR_4, "turned line of 主送")
        if copies:
            below = printed.locate(f"抄送：{copies}")[0]
            rules = [
                rule
                for rule in sent[-1].page.across()
                if sent[-1].baseline < rule.y < below.top and rule.colour == BLACK
            ]
            assert sent[-1].baseline < below.baseline, "主送 is not above 抄送"
            assert not rules, "a rule between 主送 and 抄送"
    if not copies:
        return
    label = printed.locate(f"抄送：{copies}")
    near(label[0].x0, LEFT + CHAR_4, 0.35 * CHAR_4, "抄送 one character in")
    for piece in label:
        near(piece.size, 14, 0.3, "size of 抄送")
        assert piece.x1 <= RIGHT - CHAR_4 + 0.5 * CHAR_4, "抄送 one character from the right"
    for piece in label[1:]:
        near(piece.x0, LEFT + 4 * CHAR_4, 0.35 * CHAR_4, "turned line of 抄送")
    assert label[-1].line.text.strip().endswith("。"), "抄送 does not end in 。"


def D05(printed: Printed) -> None:
    document = printed.document
    if not document.printed_by or document.format is Format.LETTER:
        return
    text = f"{document.printed_by}{document.printed_on.removesuffix('印发')}印发"
    pieces = printed.locate(text)
    assert len(pieces) == 1, "印发机关 and 印发日期 are not on one line"
    near(pieces[0].x0, LEFT + CHAR_4, 0.35 * CHAR_4, "印发机关 one character in")
    near(pieces[0].x1, RIGHT - CHAR_4, 0.35 * CHAR_4, "印发日期 one character from the right")
    near(pieces[0].size, 14, 0.3, "size of 印发机关")
    assert re.search(_DATE + "印发$", pieces[0].text), f"印发日期 {pieces[0].text}"


def D06(printed: Printed) -> None:
    document = printed.document
    for text in (document.copies_to.rstrip("。"), document.printed_by):
        if text and document.format is not Format.LETTER:
            page = printed.locate(text, printed.text.rfind(text))[-1].page
            assert page is printed.pages[-1], "版记 is not on the last page"


def D07(printed: Printed) -> None:
    if printed.style.duplex and _has_imprint(printed):
        assert len(printed.pages) % 2 == 0, "版记 is on an odd page"


def J01(printed: Printed) -> None:
    for label, names in printed.document.attendance:
        pieces = printed.locate(f"{label}：{names}")
        near(pieces[0].x0, LEFT + 2 * CHAR, _THIRD, f"{label} two characters in")
        split = len(label) + 1
        first = pieces[0]
        head = Piece(first.page, first.line, first.glyphs[:split])
        in_font([head], "heiti", label)
        rest = Piece(first.page, first.line, first.glyphs[split:])
        in_font([rest, *pieces[1:]], "fangsong", f"names of {label}")
        for piece in pieces[1:]:
            near(piece.x0, rest.x0, _HALF, f"turned names of {label}")
