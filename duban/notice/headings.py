"""Chapter headings: the unit or leader that one names for its tasks, and the count it gives."""

from __future__ import annotations

import re

from msgspec import Struct

from duban.notice.duties import by_names
from duban.notice.lists import pieces
from duban.notice.numbering import number_of
from duban.notice.units import ending_of, is_standard, is_written_as_name, level_prefix
from duban.simplified import fold

LABEL = (
    r"(?:第[一二三四五六七八九十百]+[章节部分篇]+|[一二三四五六七八九十百]+\s*[、.．]|"
    r"[(（][一二三四五六七八九十百]+[)）]|(?=\D))"
)
_COUNT = re.compile(
    r"[(（]\s*(?:共|合计|计)?\s*(\d+|[一二三四五六七八九十百]+)\s*(?:项|件|条|个)[^()（）]{0,6}[)）]"
)
_LED = re.compile(
    r"^(?P<who>.+?)(?:牵头|主办|负责|承担|主抓|领衔|分管|包抓|联系|主管)(?:负责|落实|主抓|办理|推进|督办|抓落实)*的?"
    r"(?:重点|主要|目标|督办|年度)?(?:工作|任务|事项|项目|实事|目标)*(?:清单|任务|事项|部分)?$"
)
_OFFICE = re.compile(
    r"(?:市长|县长|区长|镇长|省长|州长|书记|常委|主任|主席|部长|秘书长|同志|领导|局长|专员|盟长|旗长|总指挥)$"
)
_NO_HEADING = re.compile(r"[。；;]")
LONGEST = 45
_LONGEST_NAME = 24


class Heading(Struct, frozen=True):
    """A chapter heading as printed; ``lead``, ``leader`` '' and ``count`` 0 where it names none."""

    text: str
    lead: str = ""
    leader: str = ""
    count: int = 0


def heading(line: str) -> Heading | None:
    """``line`` as a chapter heading, None when it is none.

    A heading has a Chinese label ('一、', '(二)', '第三章'), or names who leads what follows it.
    """
    text = line.strip()
    if not text or len(text) > LONGEST or _NO_HEADING.search(text):
        return None
    label = re.match(LABEL, text)
    rest = text[label.end() :].strip() if label else text
    labelled = bool(label and label.end() and rest)
    count = _COUNT.search(rest)
    bare = fold(_COUNT.sub("", rest)).strip(" :：")
    lead, leader = _who(rest, bare)
    sure = leader or (lead and all(is_standard(name) for name in pieces(lead)))
    if not labelled and not sure:
        return None
    return Heading(text, lead, leader, _number(count[1]) if count else 0)


def _who(rest: str, bare: str) -> tuple[str, str]:
    """The unit and the leader that a heading names."""
    led = _LED.match(bare)
    who = rest[: led.end("who")].strip(" :：") if led else ""
    if not who or "：" in who or ":" in who:
        return "", ""
    if _OFFICE.search(fold(who)):
        return "", who
    # 十五、少年宫牵头工作（1项） says what it is by its form.
    counted = len(who) > 1 and _COUNT.search(rest)
    named = len(who) <= _LONGEST_NAME and (level_prefix(who) or ending_of(who) or counted)
    plain = is_written_as_name(who) and bare.endswith(("工作", "任务", "事项", "项目", "清单"))
    return (who, "") if by_names(who) or (named and plain) else ("", "")


def _number(text: str) -> int:
    return number_of(text) or 0
