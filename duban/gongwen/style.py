"""What an office may choose: names of fonts, and the few points that the standard leaves open."""

from __future__ import annotations

from msgspec import Struct

from duban.gongwen.standard import RULE_EIGHTHS


class Style(Struct, frozen=True):
    """Font names as documents carry them; nothing is embedded.

    ``latin`` is the font of digits and Latin letters; '' leaves them to each Chinese font, as
    the standard does by naming no other. ``rule`` is the thickness of the red rule in eighths of
    a point. ``duplex`` puts 版记 on an even page, the back of the last sheet.
    """

    fangsong: str = "仿宋_GB2312"
    xiaobiaosong: str = "方正小标宋简体"
    heiti: str = "黑体"
    kaiti: str = "楷体_GB2312"
    songti: str = "宋体"
    latin: str = ""
    rule: int = RULE_EIGHTHS
    duplex: bool = False


STANDARD = Style()
"""What the standard's practice names."""
