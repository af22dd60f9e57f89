"""Every number of GB/T 9704—2012 that the engine uses, with its clause; custom is marked as such.

Lengths are twips (1/20 pt) and font sizes half-points, the units of OOXML, unless a name says mm.
"""

from __future__ import annotations

from typing import Final


def mm(length: float) -> int:
    """Millimetres as twips."""
    return round(length * 1440 / 25.4)


PAGE_WIDTH: Final = 11906
"""5.1: A4, 210 mm."""
PAGE_HEIGHT: Final = 16838
"""5.1: A4, 297 mm."""
TOP: Final = 2098
"""5.2.1: 天头 37 mm."""
BOTTOM: Final = 1984
"""5.2.1: 297 − 37 − 225 = 35 mm."""
LEFT: Final = 1588
"""5.2.1: 订口 28 mm."""
RIGHT: Final = 1474
"""5.2.1: 210 − 28 − 156 = 26 mm."""
TEXT_WIDTH: Final = PAGE_WIDTH - LEFT - RIGHT
"""5.2.1: 版心 156 mm wide."""
TEXT_HEIGHT: Final = PAGE_HEIGHT - TOP - BOTTOM
"""5.2.1: 版心 225 mm high."""

LINES: Final = 22
"""5.2.3: lines on a page."""
CHARS: Final = 28
"""5.2.3: characters in a line."""
LINE: Final = 579
"""5.2.3: line pitch, 22 of which fill 版心 (580 would leave room for 21 only)."""
CHAR: Final = 315
"""5.2.3: one 字, 156 mm / 28; the 3号 of the standard is 15.75 pt."""
CONDENSE: Final = -5
"""What is taken from each 16 pt character of word processors to make it one CHAR."""

SIZE_2: Final = 44
"""7.3.1: 2号, the title."""
SIZE_3: Final = 32
"""5.2.2: 3号, every element without a size of its own."""
SIZE_4: Final = 28
"""7.4.2, 7.4.3, 7.5: 4号, 版记 and page numbers."""

RED: Final = "FF0000"
"""7.2.4, 7.2.7: 发文机关标志 and the red rules (6.2: Y80 % M80 % in print)."""

MARK_TOP: Final = mm(35)
"""7.2.4, 10.3: upper edge of the mark below the upper edge of 版心."""
MARK_GAP_LINES: Final = 2
"""7.2.5, 7.2.6: blank lines between mark and 发文字号."""
MARK_SIZE: Final = 84
"""Custom: 初号, the largest size of a mark; the standard leaves it to the issuing body."""
MASTHEAD_SIZE: Final = 124
"""Custom: the largest size of a bulletin's masthead (62 pt)."""
MASTHEAD_TOP: Final = mm(20)
"""Custom: upper edge of a bulletin's masthead below the upper edge of 版心."""
RULE_GAP_POINTS: Final = 7
"""7.2.7: space of the paragraph border that puts the red rule 4 mm below 发文字号."""
RULE_EIGHTHS: Final = 12
"""Custom: thickness of the red rule in eighths of a point (0.53 mm)."""

TITLE_GAP_LINES: Final = 2
"""7.3.1: blank lines between the red rule and the title."""
TITLE_LINE: Final = 700
"""Custom: line pitch of the title (35 pt)."""
TITLE_CHARS: Final = 20
"""2号 characters in one line of 版心."""
LANDSCAPE_TITLE_CHARS: Final = 28
"""2号 characters in one line of a landscape page's 225 mm."""
BULLETIN_TITLE_GAP_LINES: Final = 1
"""Custom: blank lines between a bulletin's red rule and its title."""
INDENT: Final = 2 * CHAR
"""7.3.3: each paragraph begins two characters in."""

SEAL_GAP_LINES: Final = 2
"""7.3.5.1: the top of a seal of 42–45 mm, centred a little above 署名 and date, is then within one
line of the text and touches nothing."""
SEAL_PITCH: Final = mm(47)
"""7.3.5.1: seals in a row neither touch nor cross; custom: they measure up to 45 mm."""
SEAL_DATE_RIGHT: Final = 4 * CHAR
"""7.3.5.1: the date of a sealed document ends four characters from the right."""
PLAIN_GAP_LINES: Final = 1
"""7.3.5.2: blank lines over 署名 without a seal."""
PLAIN_RIGHT: Final = 2 * CHAR
"""7.3.5.2: 署名 without a seal ends two characters from the right."""
STAMP_GAP_LINES: Final = 2
"""7.3.5.3: blank lines over the signer's stamp, which ends four characters from the right."""
STAMP_WIDTH: Final = 6 * CHAR
"""Custom: room for the signer's stamp."""

IMPRINT_THICK_EIGHTHS: Final = 8
"""7.4.1: first and last line of 版记, 0.35 mm."""
IMPRINT_THIN_EIGHTHS: Final = 6
"""7.4.1: lines between, 0.25 mm."""
IMPRINT_LINE: Final = 520
"""Custom: line pitch of 版记 (26 pt)."""
IMPRINT_LEAST_LINE: Final = 340
"""Custom: the least pitch to which a 版记 with many recipients is closed up (17 pt)."""
CHAR_4: Final = SIZE_4 * 10
"""One 字 of 4号."""

FOOTER: Final = 1425
"""7.5: footer distance that puts the dash of the page number 7 mm below 版心."""
HEADER: Final = 851
"""Custom: header distance; the header is empty."""
NUMBER_LINE: Final = 280
"""Line pitch of the page number."""
LANDSCAPE_NUMBER_CELL: Final = 396
"""Custom: width of the cell in which the page number of a landscape page is turned."""
LANDSCAPE_NUMBER_LEFT: Final = BOTTOM - mm(7) - LANDSCAPE_NUMBER_CELL // 2
"""8, 7.5: left edge of the turned page number's cell; its axis is 7 mm left of the text."""

LETTER_MARK_TOP: Final = mm(30)
"""10.1: upper edge of a letter's mark below the edge of the paper."""
LETTER_RULE_OUTDENT: Final = (mm(170) - TEXT_WIDTH) // 2
"""10.1: the red double lines are 170 mm long and centred; custom: measured against 版心."""
LETTER_FOOTER: Final = mm(20)
"""10.1: the lower double line is 20 mm above the edge of the paper."""
LETTER_RULE_EIGHTHS: Final = 24
"""Custom: size of the double lines' border; the thick stroke is 1.06 mm."""
LETTER_RULE_SPACE: Final = 9
"""10.1: space of the paragraph border that puts the upper double line 4 mm under the mark."""
LETTER_GAP: Final = 25
"""10.1: the first elements stand 7/8 字 below the double line. Their line's leading counts, and a
header that outgrows the margin: LibreOffice adds 2.4 mm there and Word nothing; this is between."""

TABLE_SIZES: Final = (24, 21, 18)
"""Custom: 小四, 五号, 小五; a table takes the largest in which it fits."""
TABLE_PADDING: Final = 57
"""Custom: 1 mm left and right in each cell."""
TABLE_PADDING_UPRIGHT: Final = 28
"""Custom: 0.5 mm above and below in each cell."""
TABLE_PITCH: Final = 14
"""Custom: line pitch in cells, twips for each half-point of size (1.4 times the size)."""
TABLE_LINES_A_ROW: Final = 5
"""Custom: where the average row has more lines than this, a smaller size is taken."""
TABLE_CENTRED: Final = 10
"""Custom: columns with texts up to this many characters are centred."""
NOTE_LINE: Final = 400
"""Custom: line pitch of the unit line over a table and the notes under it, both 小四."""
LEAST_LINE: Final = 14
"""The least exact line: a paragraph that only carries a section's end or parts two tables, and
still fits under the 22nd line (22 × LINE + 14 ≤ TEXT_HEIGHT)."""
TABLE_BORDER_EIGHTHS: Final = 4
"""Custom: 0.5 pt."""
