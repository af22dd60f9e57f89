"""Reads a cell of unit names: separators, collectives, elided prefixes, shared suffixes, brackets.

What a cell leaves out is filled in only from the same cell, the same row, the names that the
notice uses elsewhere, or the usual departments; anything else is a doubt about the row.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from msgspec import Struct

from duban.model import Doubt, Role
from duban.notice import departments
from duban.notice.cutting import cut, segmentations, usual_at_end
from duban.notice.lists import CLOSING, OPENING, SEPARATORS, pieces
from duban.notice.seams import has_inner_body
from duban.notice.units import (
    BRACKET,
    COLLECTIVE_NOUN,
    ROLE_MARK,
    ending_of,
    has_seam,
    is_collective,
    is_place,
    is_short_body,
    is_standard,
    is_village,
    is_written_as_name,
    level_prefix,
    looks_like_unit,
)
from duban.simplified import fold
from duban.text import clean, name_list

_AND_OTHERS = re.compile(
    r"等(?:\d|[一二三四五六七八九十]|个|家|[省市县区]直|相关|有关|责任|成员|部门|单位|和|及|"
    r"乡|镇|街道?|区|县|市|企业|地方)*$"
)
_AND = re.compile(r"以及|及其?|和|与|会同")
_ITEM_LABEL = re.compile(
    r"(?:^|(?<=[\s、,，;；]))(?:\d{1,2}[.、．)）]|[(（]\d{1,2}[)）])(?!\d)|[①-⑳]"
)
# A remark on roles in a cell or header is a rule of the notice, found by ``rules``, and no name.
_RULE_REMARK = re.compile(r"[(（][^()（）]*(?:第一|首位|排名|为牵头)[^()（）]*[)）]")
_OWN_BODY = re.compile(r"开发区|新区|高新区|经开区|(?:功能区|园区)管委会")
_PARK = re.compile(r"(?:开发|高新|经开|新|园|度假|示范|合作|保税|工业)区$|(?:产业|工业)园$")
_LEVELS = "县市区旗州乡镇街道)）"
_MANY_OF = re.compile("(?:企业|机构|单位|部门|学校|医院)$")
_BRANCH = re.compile(r".{1,4}[市县区]分局")
"""A place's branch, of which only the name before it says what bureau it belongs to."""
# A village has such bodies of its own.
_OF_VILLAGE = re.compile("村?委会|小学|幼儿园|卫生|中心|服务|建设|党|支部|两委")
_LONGEST_PLACE = 4
# 按职责分工, 分管副市长, 详见附件 in a cell of units are none.
_NO_UNIT = re.compile(
    "按|由|见|同|另|待|的|了|为|将|并|及|和|与|等|前|后|如|未|暂|无|负责|落实|分工|明确|其他|长$|书记|主任|同志"
)
LONGEST_CELL = 2000
"""Characters; a collective of all a city's units by name stays well under it."""
_REACH = 12
"""How many names behind one may lend it their common ending."""


class Name(Struct, frozen=True):
    """One unit as read. ``role`` only where the cell itself marks it ('市发改委(牵头)')."""

    name: str
    role: Role | None = None


class Reading(Struct, frozen=True):
    """The names of one cell in order, and what a person must confirm about them."""

    names: tuple[Name, ...]
    doubt: Doubt | None = None


def vocabulary(cells: Iterable[str]) -> frozenset[str]:
    """Names that stand apart from others in ``cells`` and look like units; cuts rest on them."""
    written = [_written(cell) for cell in cells if len(cell) <= LONGEST_CELL]
    return frozenset(
        name for names, doubts in written if not doubts for name in names if _whole(name)
    )


def without_levels(cells: Iterable[str]) -> bool:
    """Whether most lists open with a usual department's name alone: then none leaves out '市'."""
    firsts = [name for cell in cells for name in pieces(clean(cell))[:1]]
    usual = [name for name in firsts if departments.base_of(name)[1]]
    return 2 * sum(departments.is_department(name) for name in usual) > len(usual)


def read(cell: str, known: Collection[str], prefix: str | None = "") -> Reading:
    """The units that ``cell`` names.

    ``prefix`` ('市') is what a name may leave out, None where names never leave out anything.
    """
    if len(cell) > LONGEST_CELL:
        return Reading((), Doubt(f"单位栏有{len(cell)}字，不像单位名单，未予采用"))
    names: list[Name] = []
    written, doubts = _written(cell, known)
    for index, piece in enumerate(written):
        mark = ROLE_MARK.search(fold(piece))
        role = None
        if mark:
            piece = piece[: mark.start()]
            role = Role.LEAD if mark[1] in ("牵头", "主办", "主要责任", "第一责任") else Role.CO
        if not piece.strip(OPENING + CLOSING):
            continue
        following = written[index + 1 : index + 1 + _REACH]
        found, doubt = _resolve(piece, following, known, prefix or "")
        names += [Name(name, role) for name in found]
        doubts += [doubt] if doubt else []
        if prefix is not None:
            prefix = prefix_of(found[-1]) or prefix
    unique = tuple(dict.fromkeys(names))
    return Reading(unique, joined(doubts))


def joined(doubts: Iterable[Doubt | None]) -> Doubt | None:
    """Several doubts about one row as one."""
    real = list(dict.fromkeys(doubt for doubt in doubts if doubt))
    if not real:
        return None
    reasons = dict.fromkeys(doubt.reason for doubt in real)
    readings = dict.fromkeys(reading for doubt in real for reading in doubt.alternatives)
    return Doubt("；".join(reasons), tuple(readings))


def _whole(name: str) -> bool:
    if departments.is_department(name) or usual_at_end(name):
        return False
    return looks_like_unit(name)


def _written(cell: str, known: Collection[str] = ()) -> tuple[list[str], list[Doubt]]:
    """The names as written: separators, line breaks and blanks resolved, 等 and full stops off.

    With them the doubts about line breaks and blanks that may have parted two names.
    """
    found: list[str] = []
    doubts: list[Doubt] = []
    text = _ITEM_LABEL.sub("\n", _RULE_REMARK.sub("", clean(cell)))
    for part in pieces(re.sub("。(?=.)", "、", text), SEPARATORS):
        bare = part.rstrip("。.;；:： ")
        others = _AND_OTHERS.search(fold(bare))
        bare = bare[: others.start()] if others else bare
        lines, guesses = _glued(bare.split(), known)
        doubts += guesses
        for line in lines:
            found += [piece for piece in _conjoined(line) if piece]
    return [p for p in pieces("\n".join(found)) if p], doubts


def _glued(parts: list[str], known: Collection[str]) -> tuple[list[str], list[Doubt]]:
    """Blank-separated parts put together again where a blank or a line's end fell inside a name."""
    if len(parts) > 1 and all(len(part) == 1 for part in parts):
        return ["".join(parts)], []
    lines: list[str] = []
    doubts: list[Doubt] = []
    for part in parts:
        last = fold(lines[-1]) if lines else ""
        ended = _complete(last) or is_short_body(last)
        open_ = part[0] in OPENING or not ended or not _complete(part)
        open_ = open_ or bool(is_village(last) and _OF_VILLAGE.match(part))
        inside = bool(lines) and open_ and not ROLE_MARK.search(last)
        anew = departments.is_usual(part) or (level_prefix(part) and is_standard(part))
        if inside and len(lines[-1]) > _LONGEST_PLACE and anew:
            inside = lines[-1][-1] in "和与及、（("
        if inside and not COLLECTIVE_NOUN.match(fold(part)):
            if _may_be_two(lines[-1], part, known):
                two = f"{lines[-1]}；{part}"
                reason = f"“{part}”与前面的“{lines[-1]}”是一个单位还是两个无法确定"
                doubts.append(Doubt(reason, (lines[-1] + part, two)))
            lines[-1] += part
        else:
            lines.append(part)
    return lines, doubts


def _may_be_two(left: str, part: str, known: Collection[str]) -> bool:
    """Whether ``part``, put to ``left`` because one of them has no usual ending, may stand alone.

    '市自然资源和' and '规划局' are surely one; '新华书店' and '市总工会' hardly.
    """
    if part[0] in OPENING or left.count("(") != left.count(")"):
        return False
    if part in known or is_standard(part):
        return True
    whole = left + part
    if whole in known or departments.base_of(whole)[1] or is_place(whole):
        return False
    if departments.is_department(part) or is_short_body(part):
        return True
    return len(part) >= (2 if _complete(left) else 4)


def _complete(text: str) -> bool:
    folded = fold(text)
    if is_collective(folded) or departments.is_department(folded):
        return True
    if _BRANCH.fullmatch(folded):
        return False
    if is_village(text):
        return True
    return len(text) >= 3 and bool(ending_of(text)) and text.count("(") == text.count(")")


def _conjoined(text: str) -> list[str]:
    """'市水利局和各县(市、区)政府' is two names, '市自然资源和规划局' is one."""
    for match in _AND.finditer(fold(text)):
        left, right = text[: match.start()], text[match.end() :]
        # 市人社和医保局 may be one body: only a department's whole name is parted from another.
        both = departments.is_department(right) and departments.base_of(left)[1]
        opens = right[:1] in tuple("省市县区州旗团各") or both
        places = is_place(right) and is_place(left)
        if (opens or places) and _complete(left) and _complete(right):
            return [left, *_conjoined(right)]
    return [text]


def prefix_of(name: str) -> str:
    """What a following name may leave out: '市' of 市发改委, '市委' of 市委宣传部, '' of 市监局."""
    prefix, usual = departments.base_of(name)
    return prefix if usual else level_prefix(name)


def _resolve(
    piece: str, following: list[str], known: Collection[str], prefix: str
) -> tuple[tuple[str, ...], Doubt | None]:
    """The name or names that one written piece stands for."""
    if is_collective(piece):
        return (piece,), _collective_doubt(piece)
    shared = _shared_suffix(piece, following, known, prefix)
    if shared:
        return shared
    if piece in known:
        return (piece,), None
    if departments.is_department(piece):
        return (_with_prefix(piece, prefix) if prefix else piece,), None
    if prefix + piece in known:
        return (prefix + piece,), None
    apart = _run_together(piece, known)
    if apart:
        return apart
    bracketed = BRACKET.search(piece)
    outer = BRACKET.sub("", piece)
    if bracketed and outer and not _may_be_unit(bracketed[1]):
        return (outer,), Doubt(f"“{piece}”括号内不像单位名称，未予采用")
    if not is_written_as_name(piece):
        return (piece,), Doubt(f"“{piece}”不像单位名称")
    if has_seam(piece) and not departments.is_usual(piece):
        return (piece,), Doubt(f"“{piece}”似为两个单位连写")
    two = usual_at_end(piece)
    if two:
        return (piece,), Doubt(f"“{piece}”似为两个单位连写", (piece, "；".join(two)))
    joint = _two_stems(piece)
    if joint:
        return (piece,), Doubt(f"“{piece}”是一个单位还是两个无法确定", (piece, joint))
    if ending_of(piece) or (len(piece) > 2 and departments.base_of(piece)[1]):
        return (piece,), None
    if is_village(piece) or is_short_body(piece) or (_may_be_named(piece) and following):
        return (piece,), None
    return (piece,), Doubt(f"“{piece}”不像完整的单位名称")


def _two_stems(piece: str) -> str:
    """'市人社和医保局' as two departments of which the first lacks its ending; '' for one name."""
    match = re.search("和|与", piece)
    if not match or departments.base_of(piece)[1]:
        return ""
    left, right = piece[: match.start()], piece[match.end() :]
    stems = departments.by_stem(left[len(level_prefix(left)) :])
    same = [f"{level_prefix(left)}{stem}" for stem in stems if stem[-1] == right[-1:]]
    return f"{same[0]}；{right}" if same and departments.is_department(right) else ""


def _may_be_named(piece: str) -> bool:
    """Whether a name without usual ending stands whole among others: 华润燃气, 人保财险."""
    return (
        len(piece) >= _LONGEST_PLACE
        and not level_prefix(piece)
        and not _NO_UNIT.search(fold(piece))
    )


def _run_together(
    piece: str, known: Collection[str]
) -> tuple[tuple[str, ...], Doubt | None] | None:
    """Names between which the separator was lost: those of a seam, usual departments, places."""
    way = cut(piece, 6, known) if has_seam(piece) else None
    if way and len(way.names) > 1:
        readings = tuple(name_list(names) for names in (way.names, *way.alternatives))
        doubt = Doubt("单位名称连写，断开之处仅为推断", readings)
        return way.names, None if way.certain else doubt
    for names in segmentations(piece, 4, known):
        if len(names) > 1 and all(
            name in known or departments.is_department(name) or is_place(name) for name in names
        ):
            return names, Doubt("单位名称似为连写", (name_list(names), piece))
    return None


def _collective_doubt(name: str) -> Doubt | None:
    """'各县区、开发区管委会' may be one collective, or a collective and one body of that name."""
    head, _, tail = name.rpartition("、")
    if tail.count(")") + tail.count("）") > tail.count("(") + tail.count("（"):
        return None
    if not head or not _OWN_BODY.match(fold(tail)):
        head, tail = _collective_and_unit(name)
    if not head:
        return None
    return Doubt(f"“{name}”是一个统称还是两个单位无法确定", (name, f"{head}；{tail}"))


def _collective_and_unit(name: str) -> tuple[str, str]:
    """'有关镇街某农商银行' as two, ('', '') for one; 各县区教育局 and 各乡镇武装部 are one."""
    for at in range(2, len(name) - 3):
        head, tail = name[:at], name[at:]
        if departments.is_usual(tail) and is_collective(head) and head[-1] not in _LEVELS:
            return head, tail
        if fold(tail)[0] in "县市区旗乡镇街道村场处办党" or not looks_like_unit(tail):
            continue
        opened, closed = (sum(char in marks for char in head) for marks in (OPENING, CLOSING))
        if tail[0] in OPENING or opened > closed:
            continue
        # 各县属国有企业 and 各银行保险机构 are one: what many are called names nobody.
        many = _MANY_OF.search(fold(tail)) and not has_inner_body(fold(tail))
        if many and not level_prefix(tail):
            continue
        if tail[0] in "和及与" and COLLECTIVE_NOUN.match(fold(tail[1:])):
            continue
        if is_collective(head) and looks_like_unit(head) and not departments.is_department(tail):
            return head, tail
    return "", ""


def _may_be_unit(inside: str) -> bool:
    """Whether words in brackets behind a name are another name of the unit, or a part of it."""
    return (
        departments.is_department(inside)
        or bool(re.search(r"[科股组队办处室站所]$", inside))
        or (len(inside) > 2 and bool(ending_of(inside)))
    )


def _with_prefix(base: str, prefix: str) -> str:
    """市 + 组织部 → 市委组织部; 市委 + 财政局 → 市财政局: Party and government bodies differ."""
    level = prefix.removesuffix("委").removesuffix("直")
    return f"{level}委{base}" if departments.is_party(base) else level + base


def _shared_suffix(
    piece: str, following: list[str], known: Collection[str], prefix: str
) -> tuple[tuple[str, ...], Doubt | None] | None:
    """'甲经开区、乙高新区管委会', '市住建、交通、水利局': the last ending serves all."""
    end = next((ending_of(name) for name in following if ending_of(name)), "")
    if _PARK.search(fold(piece)):
        last = next((name for name in following if not _PARK.search(fold(name))), "")
        tail = next((t for t in ("管委会", "管理委员会") if fold(last).endswith(t)), "")
        if not tail:
            return None
        # 文化产业园 may as well be a company's, and 现代农业园区 have no committee at all.
        shared = Doubt(f"“{piece}”似与后文共用“{tail}”字", (piece + tail, piece))
        sure = fold(piece).endswith(("开发区", "经开区", "高新区"))
        return (piece + tail,), None if sure else shared
    if not end or ending_of(piece) or is_village(piece) or is_short_body(piece):
        return None
    if departments.is_department(piece) or _may_be_named(piece):
        return None
    level = level_prefix(piece)
    stem, before = (piece[len(level) :], level) if level else (piece, prefix)
    candidates = [name for name in known if name.startswith(before + stem) and ending_of(name)]
    candidates = [n for n in candidates if n == before + stem + ending_of(n)]
    if len(candidates) == 1:
        return (candidates[0],), None
    if stem + end in known:
        return (stem + end,), None
    usual = departments.by_stem(stem)
    if stem + end in usual:
        return (_with_prefix(stem + end, before) if before else stem + end,), None
    return (piece,), Doubt(f"“{piece}”似与后文共用“{end}”字", (piece, f"{piece}{end}"))
