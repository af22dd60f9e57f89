"""The unit register and the groups that follow from a notice's names."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from duban.model import Group, Unit
from duban.notice import departments
from duban.notice.rows import Remark
from duban.notice.units import BRACKET, is_collective, kind_of, level_prefix
from duban.simplified import fold
from duban.text import name_list, squeeze

_GOVERNMENT = re.compile(r"(?<=[镇乡])(?:人民)?政府$|(?<=街道)办(?:事处)?$")
_COMMITTEE = re.compile(r"(?<=区)(?:党工委)?(?:管委会|管理委员会)$")
_KINDS_OF_GROUP = (
    ("县市区", re.compile(r"县|市区|各区(?:人民)?政府|区县|各[市区](?:[、(（]|$)")),
    ("管理区", re.compile(r"管理区|各?区镇|农场|区、镇")),
    ("园区", re.compile(r"开发区|园区|管委会|功能区|新区|高新区|经开区")),
    ("镇", re.compile(r"镇")),
    ("乡", re.compile(r"乡")),
    ("街道", re.compile(r"街道|镇街|街办|镇办|镇处|办事处")),
    ("金融机构", re.compile(r"银行|金融机构")),
    ("企业", re.compile(r"企业|公司|集团|国企")),
    ("学校医院", re.compile(r"学校|高校|医院|医疗机构")),
)
_REGULATOR = re.compile(r"人行|人民银行|银保监|金融监管")


def canonical(names: Sequence[str]) -> tuple[dict[str, str], list[Remark]]:
    """Which names are one unit: each name's printed name, the first full-fledged one.

    Merged are full and short names of one department, a place and its government or committee,
    and a former name where the notice uses the current one beside exactly one former one.
    """
    printed: dict[str, str] = {}
    result: dict[str, str] = {}
    fulls = [departments.full_name(name) for name in names]
    former = [departments.current_name(name) for name in names]
    for name, current in zip(names, former, strict=True):
        key = _key(name)
        if current and current in fulls and former.count(current) == 1:
            key = squeeze(current)
        elif departments.is_department(name):
            owners = sorted({_key(other) for other in names if _is_same_body(other, name)})
            key = owners[0] if len(owners) == 1 else key
        kept = printed.setdefault(key, name)
        if _is_lesser(kept) and not _is_lesser(name):
            printed[key] = name
        result[name] = key
    result = {name: printed[key] for name, key in result.items()}
    remarks = [
        Remark(
            "单位归并",
            f"“{name}”与“{kept}”为同一单位，统一登记为“{kept}”。",
            "如非同一单位，请在“单位”表分列。",
        )
        for name, kept in result.items()
        if squeeze(name) != squeeze(kept)
    ]
    return result, remarks


def _is_lesser(name: str) -> bool:
    """A former name, or one without its level: printed only where there is no better."""
    return bool(departments.current_name(name)) or departments.is_department(name)


def _is_same_body(other: str, bare: str) -> bool:
    """Whether ``other`` is the department ``bare`` with a prefix ('市环保局' and '环保局')."""
    prefix, base = departments.base_of(other)
    return bool(prefix) and base in (fold(bare), *departments.names_of(bare))


def _key(name: str) -> str:
    full = departments.full_name(name)
    if full:
        return squeeze(full)
    return squeeze(_COMMITTEE.sub("", _GOVERNMENT.sub("", fold(name))))


def units_of(names: Sequence[str], merged: dict[str, str]) -> tuple[Unit, ...]:
    """The register in order of first appearance; ``names`` are printed names, groups left out.

    A name that two units could claim is nobody's alias.
    """
    taken = Counter(squeeze(name) for name in names)
    single = [name for name in names if not is_collective(name)]
    other_names = [_other_names(name, merged) for name in single]
    for others in other_names:
        taken.update({squeeze(other) for other in others})
    units = []
    for order, (name, others) in enumerate(zip(single, other_names, strict=True), 1):
        own = [other for other in others if taken[squeeze(other)] == 1]
        full = departments.full_name(name)
        shown = full if full in (name, *own) else ""
        aliases = tuple(other for other in own if other not in (name, full))
        units.append(Unit(f"U{order:03d}", name, shown, aliases, kind(name), order))
    return tuple(units)


def _other_names(name: str, merged: dict[str, str]) -> tuple[str, ...]:
    """What else the unit goes by: the notice's other names for it, its full, short, later names."""
    full = departments.full_name(name) if fold(name) == name else ""
    others = [other for other, kept in merged.items() if kept == name]
    others += [full, departments.current_name(name), *departments.names_of(full)]
    others += _bracketed(name)
    return tuple(dict.fromkeys(other for other in others if other and other != name))


def _bracketed(name: str) -> tuple[str, ...]:
    """'县发改局(粮食局)' also goes by 县发改局 and 县粮食局."""
    inside = BRACKET.search(name)
    if not inside:
        return ()
    outer = BRACKET.sub("", name)
    prefix = departments.base_of(outer)[0]
    inner = inside[1] if not departments.is_department(inside[1]) else prefix + inside[1]
    return (outer, inner)


def kind(name: str) -> str:
    """The unit's kind; county-level governments named as units count as 县市区."""
    if re.fullmatch(r"\w{2,}[县市区](?:人民)?政府|\w{1,4}[县市]", fold(name)):
        return "县市区"
    return kind_of(name)


def groups_of(
    names: Sequence[str], units: Sequence[Unit]
) -> tuple[tuple[Group, ...], list[Remark]]:
    """The collectives with the units of their kind that the notice itself names."""
    groups: list[Group] = []
    remarks: list[Remark] = []
    for name in names:
        if not is_collective(name):
            continue
        kinds = tuple(kind for kind, words in _KINDS_OF_GROUP if words.search(fold(name)))
        members = tuple(
            unit.name for unit in units if unit.kind in kinds and not _REGULATOR.search(unit.name)
        )
        if members:
            note = f"成员为通知点名的{name_list(kinds)}，请补充完整"
        else:
            note = "通知没有点名任何成员，请填写"
        groups.append(Group(name, members, note))
        remarks.append(
            Remark(
                "单位组",
                f"“{name}”登记为单位组，列入通知点名的成员{len(members)}家。",
                "请在“单位组”表补全成员。",
            )
        )
    return tuple(groups), remarks


def near_names(units: Sequence[Unit]) -> list[Remark]:
    """Registered names that may be one unit: told apart by a bracket or a place's name only."""
    names = {squeeze(unit.name): unit.name for unit in units}
    remarks = []
    for unit in units:
        twins = [names[squeeze(o)] for o in _bracketed(unit.name) if squeeze(o) in names]
        twins += [
            other.name
            for other in units
            if other is not unit and level_prefix(other.name) and unit.name.endswith(other.name)
        ]
        remarks += [
            Remark(
                "名称相近",
                f"“{unit.name}”与“{twin}”分别登记为两个单位。",
                "如为同一单位，请在“单位”表合并并改正“任务”表。",
            )
            for twin in dict.fromkeys(twins)
        ]
    return remarks
