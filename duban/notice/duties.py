"""Who does what, in the three ways that notices write it into running text or one cell.

By marker ('牵头单位：甲；责任单位：乙', '【牵头单位】甲'), by verb ('甲、乙主办，丙协办',
'甲负责'), or by names alone ('(市发改委)').
"""

from __future__ import annotations

import re

from msgspec import Struct

from duban.notice import departments
from duban.notice.lists import pieces
from duban.notice.rows import UnitCell
from duban.notice.units import (
    BRACKET,
    ROLE_MARK,
    ending_of,
    has_seam,
    is_collective,
    is_short_body,
    is_standard,
    is_village,
    is_written_as_name,
)
from duban.notice.words import UNIT_COLUMNS, Column, column_of
from duban.simplified import fold

_OPEN, _CLOSE = "([（〔【［", ")]）〕】］"
_WORDS = (
    "牵头|主办|主责|主要责任|第一责任|责任|承办|落实|实施|负责|"
    "协办|协同|配合|协助|参与|参加|会办|协作|成员|支持|协责|办理"
)
_WHOSE = "[省市县区州旗镇](?:直|级)"
_LABEL = (
    rf"(?:其他|其它|共同|具体|{_WHOSE})?(?:{_WORDS}){{1,3}}(?:{_WHOSE})?(?:单位|部门|主体)|主管(?:单位|部门)"
    r"|(?:分管|牵头|责任|包保|联系|主抓|领衔|挂点)(?:[市县区]?级?)领导"
    r"|(?:完成|办结)(?:时限|时间|期限)|时限要求|时间节点|责任人"
)
_SHORT_LABEL = "牵头|主办|协办|配合"
MARKER = re.compile(
    rf"(?:{_LABEL}|(?:{_SHORT_LABEL})(?=\s*[:：]))(?:[(（][^()（）]{{0,20}}[)）])?\s*[:：]"
)
_IS_LABEL = re.compile(f"{_LABEL}|{_SHORT_LABEL}")
_BOXED = re.compile(
    rf"[【〔［\[]\s*(?:{_LABEL}|{_SHORT_LABEL})\s*(?:[】〕］\]][:：]|[】〕］\]])(?=\s*[^\s、，,；;。:：])"
)
_BEFORE_BOX = re.compile(r"(?:.*[。；;!！\s）)])?", re.DOTALL)
# '责任单位　市教育局' on a line of its own, the colon left out.
_COLONLESS = re.compile(rf"((?:{_WORDS}){{1,3}}(?:单位|部门))\s+(?=\S)")
_VERB = re.compile(
    r"(?P<verb>(?:共同|分别|具体|统筹|按照?职责(?:分工)?|按分工)*"
    r"(?:牵头(?:负责|落实|推进|组织实施)?|主办|负责(?:落实|实施|推进)?|承办|"
    r"(?<!政)协办|配合(?:落实|做好)?|协助|参与|协同(?:配合)?))"
    r"\s*(?=[,，;；。、]|$)"
)
_LEADING_VERBS = ("牵头", "主办")
_HELPING_VERBS = ("协办", "配合", "协助", "参与", "协同")
# 市中心 is a part of town and 县域内 no unit: a level prefix and an ending are not yet a name.
_NOWHERE = re.compile(r"[省市县区州](?:中心|处|所|站|院|部|会|社|内外?|直)")
# 政协办 is a body, 甲局协办 none.
_NO_NAME = re.compile(r"[\d%《》【】。:：]|“[^“”]*$|^[^“”]*”|“.*”$|(?:主|(?<!政)协|承|会)办$")
_LONGEST = 24
NOTHING = re.compile(r"[-—–/\\无　\s]*")


class Duties(Struct, frozen=True):
    """Units by role, and the leader and the time limit where they stand in the same passage.

    ``sure`` is False for names alone none of which is built the usual way: they may be no units.
    """

    cells: tuple[UnitCell, ...]
    leader: str = ""
    due: str = ""
    sure: bool = True


def unbracketed(text: str) -> str:
    """``text`` without the one pair of brackets that encloses all of it."""
    bare = text.strip()
    if len(bare) > 2 and bare[0] in _OPEN and bare[-1] in _CLOSE:
        depth = 0
        for index, char in enumerate(bare):
            depth += (char in _OPEN) - (char in _CLOSE)
            if depth == 0:
                return bare[1:-1].strip() if index == len(bare) - 1 else bare
    return bare


def unboxed(text: str) -> str:
    """``text``, of the same length, with '【牵头单位】甲' as ' 牵头单位：甲'.

    '甲【牵头单位】、乙' says the same of the name before, and stays.
    """
    found = list(_BOXED.finditer(fold(text)))
    if not found or not _BEFORE_BOX.fullmatch(text, 0, found[0].start()):
        return text
    for match in found:
        label = match[0].rstrip(":：")
        colon = "：".ljust(len(match[0]) - len(label) + 1)
        text = f"{text[: match.start()]} {label[1:-1]}{colon}{text[match.end() :]}"
    return text


def parse(text: str) -> Duties | None:
    """The duties that ``text`` states, None when it states none. Names alone are 责任单位."""
    text = unboxed(text)
    bare = unbracketed(text.strip().rstrip("。.;；"))
    return by_marker(bare) or by_verb(bare) or by_role(bare) or by_names(bare)


def by_marker(text: str) -> Duties | None:
    """'牵头单位：甲、乙；责任单位：丙；完成时限：12月底'."""
    found = list(MARKER.finditer(fold(text)))
    if not found or text[: found[0].start()].strip(" \n([（〔【、,，") != "":
        return None
    cells: list[UnitCell] = []
    leader = due = ""
    for match, following in zip(found, [*found[1:], None], strict=True):
        value = text[match.end() : following.start() if following else len(text)]
        value = _unclosed(value.strip().rstrip("。.;；,， "))
        label = match[0].rstrip(":： \n")
        # As a column 主管部门 is passed over, since in tables it stands beside 责任单位.
        column = Column.RESPONSIBLE if "主管" in label else column_of(label)
        if column in UNIT_COLUMNS and column is not None:
            inner = by_verb(value)
            if inner and column is Column.RESPONSIBLE:
                cells += inner.cells
            elif not NOTHING.fullmatch(value):
                cells.append(UnitCell(column, value))
        elif column is Column.LEADER:
            leader = value
        elif column is Column.DUE:
            due = value
    return Duties(tuple(cells), leader, due)


def by_blank(text: str) -> Duties | None:
    """'责任单位 市教育局、市财政局': a marker parted from nothing but names by a blank."""
    found = _COLONLESS.match(fold(text))
    column = column_of(found[1]) if found else None
    if not found or column is None or not by_names(text[found.end() :]):
        return None
    return Duties((UnitCell(column, text[found.end() :]),))


def by_verb(text: str) -> Duties | None:
    """'甲、乙主办，丙、丁协办', '由甲牵头，乙配合', '甲、乙按职责分工负责'."""
    folded = fold(text)
    cells: list[UnitCell] = []
    at = 0
    for match in _VERB.finditer(folded):
        listed = text[at : match.start()].strip(" ,，;；、。\n").removeprefix("由")
        if not listed:
            return None
        cells.append(UnitCell(_role(match["verb"]), listed))
        at = match.end()
    listed_names = [name for cell in cells for name in pieces(cell.text)]
    named = [name for name in listed_names if not (is_village(name) or is_short_body(name))]
    if (named and not _are_names(named)) or not listed_names or text[at:].strip(" ,，;；、。\n"):
        return None
    return Duties(tuple(cells))


def by_names(text: str) -> Duties | None:
    """'市发改委、市财政局' and nothing else."""
    listed = pieces(text)
    if not _are_names(listed):
        return None
    return Duties((UnitCell(Column.RESPONSIBLE, text),), sure=any(map(_is_usual, listed)))


def by_role(text: str) -> Duties | None:
    """'县教育局（牵头）、县财政局（配合）': names of which each tells its role."""
    listed = pieces(text)
    if not _are_names(listed) or not all(ROLE_MARK.search(fold(name)) for name in listed):
        return None
    return Duties((UnitCell(Column.RESPONSIBLE, text),))


def _are_names(listed: list[str]) -> bool:
    """Whether a list names units: all of them look like it, or the usual ones vouch for the rest.

    What does not look like a unit then stays a doubt of the row.
    """
    strange = [name for name in listed if not _is_name(name)]
    if not listed or (strange and not any(map(_is_usual, listed))):
        return False
    return all(2 < len(name) <= _LONGEST and is_written_as_name(name) for name in strange)


def _is_usual(name: str) -> bool:
    """Whether ``name`` is built the usual way or a department's, so that it is surely a unit."""
    bare = BRACKET.sub("", re.sub(r"等.{0,8}$", "", name.strip("。 ")))
    usual = departments.is_department(bare) or bool(departments.base_of(bare)[1])
    return _is_name(name) and (usual or is_standard(bare))


def _unclosed(text: str) -> str:
    """``text`` without a closing bracket that was opened before it."""
    opened, closed = (sum(char in marks for char in text) for marks in (_OPEN, _CLOSE))
    return text[:-1] if text and text[-1] in _CLOSE and opened < closed else text


def _role(verb: str) -> Column:
    if any(word in verb for word in _LEADING_VERBS):
        return Column.LEAD
    return Column.CO if any(word in verb for word in _HELPING_VERBS) else Column.RESPONSIBLE


def _is_name(text: str) -> bool:
    """Whether ``text`` reads as a unit's name and not as a remark ('见附件2', '二期')."""
    bare = re.sub(r"等.{0,8}$", "", re.sub(r"\s", "", text.strip("。")))
    role = ROLE_MARK.search(fold(bare))
    bare = bare[: role.start()] if role else bare
    if len(bare) > _LONGEST or _IS_LABEL.fullmatch(fold(bare)):
        return False
    if _NOWHERE.fullmatch(fold(bare)) or _NO_NAME.search(fold(bare)):
        return False
    if is_collective(bare) or departments.is_department(bare):
        return True
    return (len(bare) >= 3 and bool(ending_of(bare))) or has_seam(bare)
