"""The usual departments by full, short and former names, without any place or level prefix.

Each line: names now in use, the full one first; after ``|`` former names. The names are those of
the 2018 and 2023 reforms of local government; where two places name a body differently (局 here,
委员会 there), each form has a line of its own, because nobody can tell that they are one.
"""

from __future__ import annotations

import re

from duban.simplified import fold

_FAMILIES = """
发展和改革委员会 发展改革委员会 发展改革委 发改委 | 计划委员会 计委
发展和改革局 发展改革局 发改局 | 计划局
经济和信息化委员会 经信委 | 经济委员会 经委 经贸委
经济和信息化局 经信局 经济信息化局
工业和信息化局 工信局
科技和工业信息化局 科工信局
教育局 | 教育委员会 教委
教育体育局 教育和体育局 教体局
科学技术局 科技局 | 科委
民族宗教事务局 民宗局
民族宗教事务委员会 民宗委
公安局
民政局
司法局
法制办公室 法制办
财政局
人力资源和社会保障局 人力资源社会保障局 人社局 | 劳动和社会保障局 劳动局 人事局
自然资源和规划局 自然资源规划局 资规局 自规局 | 国土资源局 国土局
自然资源局
生态环境局 | 环境保护局 环保局
生态环境分局
住房和城乡建设局 住房城乡建设局 住建局 | 建设局 城乡建设局
住房和城乡建设委员会 住建委 | 建委 建设委员会
城市管理局 城管局
城市管理执法局 城管执法局
城市管理执法委员会 城管执法委 城管委 城市管理委员会
城市管理和综合执法局 城市管理综合执法局 城管综合执法局
交通运输局 交通局
水利局
水务局
水利和湖泊局
农业农村局 | 农业局 农业委员会 农委
商务局
文化和旅游局 文旅局 | 文化局 旅游局
文化广电和旅游局 文化广电旅游局 文广旅局 | 文广新局
文化体育和旅游局 文化体育旅游局 文体旅局
文化旅游体育与广播电视局 文旅体广局
卫生健康委员会 卫生健康委 卫健委 | 卫计委 卫生和计划生育委员会 卫生局
卫生健康局 卫健局 | 卫计局
退役军人事务局 退役军人局
应急管理局 应急局 | 安全生产监督管理局 安监局
审计局
国有资产监督管理委员会 国资委
国有资产监督管理局 国资局
国有资产监督管理办公室 国资办
市场监督管理局 市场监管局 市监局 | 工商行政管理局 工商局 质监局 食药监局
体育局
统计局
医疗保障局 医保局
乡村振兴局 | 扶贫办 扶贫开发办公室
林业局
林业和草原局 林草局
园林局
信访局
粮食和物资储备局 粮食和储备局 粮储局 | 粮食局
金融工作办公室 金融办
金融工作局 地方金融工作局 金融局
人民防空办公室 人防办
机关事务管理局 机关事务服务中心 机关事务局 | 机关事务管理中心
政务服务数据管理局 政数局
政务服务和大数据管理局 政务服务和大数据局
政务服务管理办公室 政务服务办 政务办
行政审批局 行政审批服务局
大数据局 大数据管理局
公共资源交易中心
招商服务中心
招商局 招商引资局
投资促进局 投促局
供销合作社联合社 供销合作社 供销联社 供销社
住房公积金管理中心 住房公积金中心 公积金中心
房产管理局 房管局
疾病预防控制中心 疾控中心
农业机械化管理局 农机局
畜牧局
气象局
税务局 | 国税局 地税局
邮政管理局
烟草专卖局 烟草局
消防救援大队 消防大队
消防救援支队 消防支队
人民法院 法院
人民检察院 检察院
人民武装部 人武部
总工会 工会
妇女联合会 妇联
残疾人联合会 残联
科学技术协会 科协
工商业联合会 工商联
文学艺术界联合会 文联
红十字会
档案局
档案馆
地方志办 史志办
人民政府办公室 政府办公室 政府办
政府督查室
政府研究室
供电公司 电力公司
外事办 外办
外事侨务局
接待办
"""
_PARTY_FAMILIES = """
组织部
宣传部
统一战线工作部 统战部
政法委员会 政法委
机构编制委员会办公室 编办 | 编委办
网络安全和信息化委员会办公室 网信办
老干部局
巡察工作领导小组办公室 巡察办
党校
平安办
全面深化改革委员会办公室 改革办
国家安全委员会办公室 国安办
直属机关工作委员会 直属机关工委
"""


def _table(text: str) -> tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]:
    lines = (line.partition("|") for line in text.strip().splitlines())
    return tuple((tuple(now.split()), tuple(former.split())) for now, _, former in lines)


FAMILIES = _table(_FAMILIES)
PARTY = _table(_PARTY_FAMILIES)
_CURRENT = {name: now[0] for now, _ in (*FAMILIES, *PARTY) for name in now}
_FORMER = {name: now[0] for now, former in (*FAMILIES, *PARTY) for name in former}
_PARTY_NAMES = frozenset(name for now, former in PARTY for name in (*now, *former))
_BY_LENGTH = sorted({**_FORMER, **_CURRENT}, key=lambda name: (-len(name), name))
_PREFIX = re.compile(r"^.{0,8}?[省市县区州旗](?:委|直)?$|^$")


def base_of(name: str) -> tuple[str, str]:
    """``name`` as (prefix, department): '甲市发改委' → ('甲市', '发改委'); ('', '') if unusual."""
    folded = fold(name)
    for base in _BY_LENGTH:
        if folded.endswith(base) and _PREFIX.match(folded[: -len(base)]):
            return name[: len(name) - len(base)], base
    return "", ""


def is_department(base: str) -> bool:
    """Whether ``base`` is a usual department's name without its prefix ('环保局')."""
    folded = fold(base)
    return folded in _CURRENT or folded in _FORMER


def is_usual(name: str) -> bool:
    """Whether ``name`` is a usual department's with its level and nothing else ('市财政局')."""
    prefix, base = base_of(name)
    return bool(base) and bool(re.fullmatch("[省市县区州旗](?:委|直)?", fold(prefix)))


def is_party(base: str) -> bool:
    """Whether the department belongs to the Party committee (市委…), not to the government."""
    return fold(base) in _PARTY_NAMES


def full_name(name: str) -> str:
    """The full current name where it is known ('市住建局' → '市住房和城乡建设局'), else ''."""
    prefix, base = base_of(name)
    return prefix + _CURRENT[base] if base in _CURRENT else ""


def current_name(name: str) -> str:
    """The full name of the body that succeeded ``name``, '' when ``name`` is no former name."""
    prefix, base = base_of(name)
    return prefix + _FORMER[base] if base in _FORMER and base not in _CURRENT else ""


def names_of(full: str) -> tuple[str, ...]:
    """Every current name of the body with this full name, prefix included."""
    prefix, base = base_of(full)
    if not base:
        return ()
    now = next((now for now, _ in (*FAMILIES, *PARTY) if base in now), ())
    return tuple(prefix + name for name in now)


def by_stem(stem: str) -> tuple[str, ...]:
    """Departments whose name is ``stem`` and an ending: '住建' → ('住建局', '住建委')."""
    folded = fold(stem)
    return tuple(
        sorted(name for name in _CURRENT if name in {folded + end for end in "局委办部会社"})
    )
