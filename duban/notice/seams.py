"""Signs inside a text that it is two names run together, and not one."""

from __future__ import annotations

import re

_LEVEL = "省市县区州旗"
# 市场监管局, 市政工程处, 区域中心 and 县域医共体 open with a word and not with their level.
_OPENED = re.compile(
    f"[{_LEVEL}](?!场|域|容|块链|政(?:工程|设施|公用|维护|管理|园林|建设|公司|集团|处|所|局))"
)
_BODIES = (
    "局|委|办|中心|集团|公司|街道|镇|乡|管理区|管委会|大队|支队|银行|支行|处|院|厅|社|部|会|联|室|站|组|所|"
    "队|馆|台|协|校|机构|单位|部门|企业|书店|公园|中学|小学|一中|大学|(?:高新|经开|开发|新|园)区"
)
# Inside one name a body's ending is never followed by a level prefix that opens another name,
# nor by 各. 市委市政府 is the customary exception, and branches of banks name the town last.
_SEAM = re.compile(
    f"(?<=.)(?:{_BODIES})(?=(?:[{_LEVEL}](?!域|场|民|委会|直|内|外|乡镇|际)|各|相关|有关|团[{_LEVEL}](?=委)).)"
    # 各 and 中国 open names, save in a village's (张各庄).
    "|(?<=..)(?:各(?!庄)|中国)(?=..)|(?<=...)(?:中石[油化]|国网|国家电网|南方电网)(?=..)"
)
_EXCEPTIONS = re.compile(
    r"委(?=[市县区省]政府)|(?<=部)队|社(?=区|会)"
    # 工商银行市北分行: a branch names nobody without its bank.
    r"|行(?=[省市县区州旗][^行银]{0,3}(?:分行|支行)$)|行(?=[市县].?行)"
)
# 会市财政局 is the torn end of a name before another.
_TORN = re.compile(f"[局委办会社部](?:[{_LEVEL}].|各|相关|有关)")
# A place is never named after a department, nor is a body that serves the whole country or that
# belongs to no government: 甲局乙镇 and 甲局中国移动 are two names.
_PLACE = re.compile(
    r"(?<=..)(?:局|委|办|中心|集团|公司|队|行|会|室|馆).{1,6}(?:镇|乡|街道|管理区|农场)$"
)
_NATIONAL = re.compile(
    r"(?<=.)(?:局|委|办|中心|集团|公司|队|行|会|室|馆|院|社|站|所|处|镇|乡|街道)"
    r"(?=(?:中国|国网|中石[化油]|新华书店|农发行|人行|邮储|邮政储蓄)(?!.{0,2}$|.*[局委办]$))"
    r"|(?:[^市县区]支行|分行|分公司)(?=...)"
)
# Bodies that a longer name of the usual form does not hold, save for what commonly follows them.
_INNER = re.compile(
    r"(?:(?<!总)局|管委会|大队|支队|部(?!队|落)|处(?!置)|组(?!织|建|办)|站(?!前|点)|室(?!内|外)|"
    r"办(?!公|事|学)|中心(?!医院|血站|支行|小学|学校)|集团(?!有限|股份|公司)|街道(?!办)|镇(?!人民|政府)|管理区(?!管)|乡(?!镇|村|人民|政府|建设)|"
    r"(?<!^[省市县区州旗])委(?!员|会|党|办|组织|宣传|统战|政法|编|网信|老干|巡|改革|平安|社会|监委|直|机关|外|财|国安|农|研究)|"
    r"会(?!保|计|展|办|议)|联(?!通|合|社|席|络)|院(?!士|感|校|前)|公司|银行(?!业)|支行|分行|"
    r"馆|书店|公园|中学|小学|一中|大学|学院|[农林牧渔]场|(?:园艺|良种|原种)场|苏木|嘎查|水库|中专|医院|社区|社(?!会|区|科|团|保)|校(?!外|园)|"
    r"(?:开发|工业|产业|高新|经开|新|保税|度假|示范|园)区(?!域|管|分局|党)|所(?!有|在|辖)|"
    r"队(?!伍|员)|防指|厅|台(?!湾|账)|段(?!时)|厂(?!房|区)|[业创技流]园(?!区)|油田|机场|移动(?!源)|联通|电信)(?=..)"
)


_NAMED_AFTER = frozenset(
    [
        "镇",
        "乡",
        "街道",
        "管理区",
        "公园",
        "大学",
        "油田",
        "机场",
        "农场",
        "林场",
        "牧场",
        "渔场",
        "水库",
        "社区",
        "苏木",
        "嘎查",
        "开发区",
        "工业区",
        "产业区",
        "高新区",
        "经开区",
        "新区",
        "保税区",
        "度假区",
        "示范区",
        "园区",
        "业园",
        "创园",
        "技园",
        "流园",
        "段",
        "厂",
    ]
)


def opens_with_level(bare: str) -> bool:
    """Whether ``bare`` (folded) opens with its level, as 市发改委 does and 市场监管局 does not."""
    return bool(_OPENED.match(bare))


def has_seam(bare: str) -> bool:
    """Whether ``bare`` (folded, no brackets) shows the seam of two names ('甲局市财政局')."""
    bare = _EXCEPTIONS.sub("_", bare)
    # 甲水库甲糖厂: a name tells its place once.
    if len(bare) > 6 and bare[:2] in bare[4:]:
        return True
    return bool(
        _SEAM.search(bare) or _TORN.match(bare) or _PLACE.search(bare) or _NATIONAL.search(bare)
    )


def may_hold_two(bare: str) -> bool:
    """Whether a body ends inside that no place is named after: 甲中心乙局, not 甲镇卫生院."""
    return any(found[0] not in _NAMED_AFTER for found in _INNER.finditer(bare))


def has_inner_body(bare: str) -> bool:
    """Whether a body's ending stands inside: one unit's office (市公安局交警支队), or two names."""
    return bool(_INNER.search(bare))


def collective_with_unit(bare: str) -> bool:
    """Whether a collective runs into a unit's name ('各区镇街道市科技局')."""
    return bool(re.search(f"(?:{_BODIES})(?=[省市县州](?!直|域|场|区).{{2,}})", bare))
