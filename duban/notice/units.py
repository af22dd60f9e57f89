"""Names of units: what a name looks like, and what kind of unit it names.

Everything rests on how Chinese offices are named everywhere (a level prefix, a body, one of some
sixty endings); no name of any place is known here.
"""

from __future__ import annotations

import re
from itertools import pairwise

from duban.notice.seams import collective_with_unit, has_inner_body, opens_with_level
from duban.notice.seams import has_seam as shows_seam
from duban.simplified import fold

_ENDINGS_BY_KIND = (
    ("镇", ("人民政府", "镇政府", "镇")),
    ("乡", ("乡政府", "乡", "苏木", "嘎查")),
    ("街道", ("街道办事处", "街道办", "街办", "街道")),
    (
        "管理区",
        (
            "管理区",
            "农场",
            "林场",
            "渔场",
            "牧场",
            "园艺场",
            "良种场",
            "原种场",
            "茶场",
            "分场",
            "种畜场",
        ),
    ),
    (
        "园区",
        (
            "管委会",
            "管理委员会",
            "园区",
            "开发区",
            "高新区",
            "经开区",
            "新区",
            "度假区",
            "示范区",
            "集中区",
        ),
    ),
    ("金融机构", ("银行", "支行", "分行", "人行", "农商行", "农发行", "信用社", "农信社", "联社")),
    (
        "企业",
        (
            "公司",
            "集团",
            "油田",
            "供电局",
            "电网",
            "厂",
            "铁塔",
            "书店",
            "机场",
            "商场",
            "城投",
            "交投",
            "国投",
            "产投",
            "城建投",
        ),
    ),
    (
        "学校医院",
        (
            "医院",
            "学校",
            "大学",
            "学院",
            "职院",
            "中学",
            "小学",
            "党校",
            "幼儿园",
            "校",
            "附小",
            "附中",
        ),
    ),
    (
        "群团",
        ("团委", "团市委", "团县委", "团区委", "妇联", "残联", "工会", "科协", "文联", "工商联"),
    ),
)
_OTHER_ENDINGS = (
    "青联 台联 油库 垦殖场 "
    "局 委 办 中心 大队 支队 总队 队 处 所 站 院 部 厅 室 会 社 组 指挥部 专班 法院 检察院 馆 台 "
    "署 "
    "海关 机关 段 景区 公园 工业园 产业园 科技园 创业园 物流园 保税区 保护区 经济区 合作区 试验区 "
    "一中 二中 三中 防指 军分区 监狱 直属库 科创园 经济园 软件园 工业城 "
    "水库 储备库 陵园 计生协 煤矿 矿山 电大 法庭 讲师团 旅游区 创新港 "
    "中专 职高 少年宫 文化宫 青少年宫 车间 合作社 电厂 "
    "四中 五中 六中 七中 八中 九中 十中 一小 二小 三小 四小 五小 实小 医专 师专 农合行 "
    "协 牧骑 剧团 歌舞团 文工团 动物园 植物园 处理场 填埋场 集聚区 文旅区 科学城 生态城 "
    "分局 办公室 委员会 小组 联合会 侨联 社科联 红十字会 贸促会 "
    "政协 人大 监委 纪委 县委 市委 "
    "区委 省委 政府 办事处 部门 单位 机构 企业 电视台 报社 移动 联通 电信 邮政 烟草"
)
_ENDINGS = tuple(
    sorted(
        {e for _, endings in _ENDINGS_BY_KIND for e in endings} | set(_OTHER_ENDINGS.split()),
        key=lambda ending: (-len(ending), ending),
    )
)
# Endings that are whole names where a notice leaves the place out.
_ALONE = re.compile("(?:青?少年|文化)宫|[动植]物园|信用社|农商行|电视台|供电所|敬老院")
_COLLECTIVE_END = re.compile(r"(?:[县市区旗州镇乡街村场处办校]|主体|社区|成员)$")
# Words that end names and name nobody by themselves.
_GENERIC = re.compile(
    "区?管委会|区?管理委员会|委员会|办公室|办事处|街道办|街道办事处|指挥部|管理区|人民政府|[县市区镇乡]政府|"
    "联合会|领导小组|工作专班|(?:建设|管理|服务|发展|促进|事务|工作|综合|执法|投资|产业|地区|销售)*"
    "(?:局|处|所|站|中心|办公室|公司|集团|大队|支队|队|委员会|分局|分公司|分行|支行)|"
    "(?:第.{1,2}|人民|中心|中医|妇幼)*(?:医院|保健院)|供电公司|[省市县区州旗]社会|.{1,3}族(?:自治)?[县乡镇]"
)
_TORN = re.compile("(?:分?公司|集团|银行|支行|分行|管委会|委员会|办公室|分局|大队|支队)(?=..)")
# A branch's own part names nobody without the body that it is a branch of.
_OF_ANOTHER = re.compile(
    r"(?![省市县区州旗])[^局委行司]{0,4}(?:分局|分公司|支公司)"
    r"|(?!.*(?:农发|邮储|农商|农信|信用))[^行银]{0,5}(?:分行|支行)"
)
_PLACE = re.compile(
    r".{1,5}(?:镇(?:(?:人民)?政府)?|乡(?:(?:人民)?政府)?|街道(?:办事处|办)?|管理区|[农林牧渔]场|园艺场|良种场|原种场|苏木|嘎查)$"
)
_BANK = (
    "(?:中国)?(?:人民|农业发展|农业|工商|建设|交通|邮政储蓄|邮储)银行|(?:人|农发|工|农|建|中|交)行"
)
# Bodies that serve the whole country, and what is theirs in one place.
_NATIONAL = re.compile(
    rf"(?:{_BANK})(?:\w{{1,5}}?(?:中心)?(?:支行|分行))?|国网\w{{1,9}}供电(?:分?公司|局)|新华书店(?:\w{{2,4}}分公司)?|"
    r"中(?:国(?:移动|联通|电信|铁塔|石化|石油|邮政|人寿|人保)|石化|石油)(?:\w{2,4}(?:销售)?分公司)?"
)
# 南阳县 and 青山区 are units where cells list them; 老城区, 片区 and 全市 are none.
# 横港村 and 凤湖社区; 新农村 and 示范村 are none.
_VILLAGE = re.compile(
    "(?![各全省市县区州旗])[\u4e00-\u9fff]{2,4}(?<![示模]范)(?<!美丽)(?<!行政)(?<!自然)(?<!城中)(?<!农)(?:村|社区)"
)
# Bodies of two characters; of endings so short none shows a unit by itself.
_SHORT_BODY = re.compile(
    "[一二三四五六七八九十][中小院]|[特技职党体]校|法庭|海关|府办|职高|电大|镇中|科协|[台侨外编法]办|[侨文青]联"
)
_REGION = re.compile(
    r"(?![全各本我原省市县区州老主])[\u4e00-\u9fff]{2,3}(?<![局委办社片小辖地城校园库县市区学院厂])[县市区旗]"
    r"|[\u4e00-\u9fff]{2,8}自治[县旗]"
)
_NAME = re.compile(r"[\w·()（）〔〕“”\"-]{2,30}")
BRACKET = re.compile(r"[(（]([^()（）]*)[)）]")
ROLE_MARK = re.compile(
    r"[(（【〔［\[](牵头|主办|主要责任|第一责任|配合|协办|协助|协同)(?:责任)?(?:单位|部门)?[)）】〕］\]]$"
)
"""What a name itself may say of its role: 市发改委（牵头）."""
_MANY = "各|有关|相关|所有|单位|部门|学校|企业|医院|部队|乡镇|镇街|街道|机关$"
COLLECTIVE = re.compile(
    r"^(?:(?:[全省市县区州旗盟镇乡]|自治[区州县旗]|辖区|所辖|[驻沿].|"
    r"(?:[省市县区州旗盟镇乡]|自治[区州县旗])(?:委|政府|人民政府))?(?:直|属|级|内)?各|"
    rf"有关|相关|其他|(?:全[市县区州旗盟]|[省市县区州旗盟]直|驻)(?=.*(?:{_MANY})))"
)
# 市开发区管委会 after 各县区 is one body of its own, and 市直单位 another collective.
COLLECTIVE_NOUN = re.compile(
    r"^(?![省市县区州](?:开发区|园区|农场|林场|功能区|管理区|管委会|直|政府办)|政府办)"
    r"(?:县|市|区|旗|州(?!.场)|特区|林区|自治[县旗州]|乡|镇|街道?|村|社区|场|处|办|开发区|园区|农场|林场|功能区|管委会|管理区|"
    r"(?:人民)?政府|办事处|党委|党工委|单位|部门|有关|相关|直属|"
    r"[(（](?:县|市|区|街道|乡|镇|场|园区|社区|处|[、,，])+[)）])+$"
)


def ending_of(name: str) -> str:
    """The ending that shows ``name`` to be a unit's ('局', '管委会' …), '' if it has none."""
    bare = BRACKET.sub("", fold(name))
    if is_region(bare) or _NATIONAL.fullmatch(bare):
        return bare[-1]
    if _ALONE.fullmatch(bare):
        return bare[-1]
    return next((e for e in _ENDINGS if len(bare) > len(e) and bare.endswith(e)), "")


def is_collective(name: str) -> bool:
    """Whether ``name`` stands for several units ('各区镇街道', '各银行机构', '市直各单位')."""
    return bool(COLLECTIVE.match(fold(name)))


def has_seam(name: str) -> bool:
    """Whether ``name`` shows the seam of two names run together ('市住建局市财政局')."""
    return shows_seam(BRACKET.sub("", fold(name)))


def is_written_as_name(name: str) -> bool:
    """Whether ``name`` holds only what a name may hold: no figures, stops or colons."""
    bare = BRACKET.sub("", name)
    return bool(_NAME.fullmatch(bare)) and not re.search(r"[\d_]", bare)


def is_place(name: str) -> bool:
    """Whether ``name`` is a town, a street office or the like by its form ('王场镇')."""
    return bool(_PLACE.fullmatch(fold(name)))


def is_region(bare: str) -> bool:
    """Whether ``bare`` (folded, no brackets) is a county, city or district by its form."""
    return bool(_REGION.fullmatch(bare))


def is_national(name: str) -> bool:
    """Whether ``name`` is a body that serves the whole country, or its branch in one place."""
    return bool(_NATIONAL.fullmatch(BRACKET.sub("", fold(name))))


def is_village(name: str) -> bool:
    """Whether ``name`` is a village or a neighbourhood by its form ('横港村')."""
    return bool(_VILLAGE.fullmatch(fold(name)))


def is_short_body(name: str) -> bool:
    """Whether ``name`` is a body that two characters name where the place is left out ('法庭')."""
    return bool(_SHORT_BODY.fullmatch(fold(name)))


def looks_like_unit(name: str) -> bool:
    """Whether ``name`` alone could be one unit: right characters, a usual ending, no seam."""
    if not is_written_as_name(name):
        return False
    bare = BRACKET.sub("", fold(name))
    if is_collective(name):
        whole = bool(ending_of(name)) or bool(_COLLECTIVE_END.search(bare))
        return whole and not collective_with_unit(bare)
    if _GENERIC.fullmatch(bare) or _OF_ANOTHER.fullmatch(bare) or _TORN.match(bare):
        return False
    return bool(ending_of(name)) and len(BRACKET.sub("", name)) >= 3 and not has_seam(name)


def _runs_on(collective: str) -> bool:
    """Whether a collective goes on behind its noun ('各县政府江汉油田教育集团')."""
    found = re.search(
        r"(?:政府|街道|机构|单位|部门|企业|镇|乡|管委会|管理区|社区)(?=...)", collective
    )
    return bool(found) and not COLLECTIVE_NOUN.match(collective[found.end() :] if found else "")


def is_standard(name: str) -> bool:
    """Whether ``name`` is built the usual way: level prefix, body, one ending, no other inside."""
    bare = BRACKET.sub("", fold(name))
    if is_collective(bare):
        return looks_like_unit(name) and not _runs_on(bare)
    if not looks_like_unit(name):
        return False
    if _NATIONAL.fullmatch(bare):
        return True
    region = bare.removesuffix("政府").removesuffix("人民")
    opened = opens_with_level(bare) or bool(re.fullmatch("团.委", bare))
    usual = opened or is_place(bare) or is_region(region)
    return usual and not has_inner_body(bare)


def kind_of(name: str) -> str:
    """The kind of a unit by its ending: 镇, 乡, 街道, 管理区 … else 部门."""
    bare = BRACKET.sub("", fold(name))
    for kind, endings in _ENDINGS_BY_KIND:
        if bare.endswith(endings):
            return kind
    return "群团" if bare.startswith("团") else "部门"


def level_prefix(name: str) -> str:
    """The level character that opens a name ('市' of 市发改委), '' if it opens with none."""
    bare = fold(name)
    return bare[0] if opens_with_level(bare) and len(bare) > 2 else ""


def all_adjacent_differ(names: tuple[str, ...]) -> bool:
    """Whether no name stands twice in a row: a repeated name betrays a wrong cut."""
    return all(left != right for left, right in pairwise(names))
