"""Fresh notices: units of an invented place with their tasks, and tables of them."""

from __future__ import annotations

import random
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

Cells = list[list[str]]

PLACES = {
    "临河": (
        "市",
        "双桥 白沙 柳林 石门 大屯 城关 马店 东川 青山 渔洋 三合 杨集 新安 老河口",
    ),
    "云岭": (
        "县",
        "凤鸣 官渡 沙坪 太平 龙泉 古楼 河西 平安 高桥 花园 长乐 南阳 黄沙 九里",
    ),
    "石城": (
        "区",
        "和平 东关 西门 南湖 北站 红旗 朝阳 解放 学府 滨江 金沙 梅林 松园 泉水",
    ),
    "宁江": (
        "市",
        "安居 局子街 中心 会龙 办冲 社前 处州 站前 厂洲 部落 队里 县前 镇海 乡宁",
    ),
}
"""Place: its level and its towns. The last one's are named like the endings of bodies."""
_WEIGHTS = {
    "部门": 60, "其他机构": 9, "分支": 4, "国企": 7, "银行": 3,
    "学校医院": 4, "园区": 4, "区镇": 5, "统称": 4,
}  # fmt: skip
_WHATS = [
    "新建高标准农田{n}万亩",
    "完成老旧小区改造{n}个",
    "招商引资到位资金{n}亿元",
    "建成{p}污水处理厂二期工程",
    "推进{p}至省城高速公路前期工作",
    "新增城镇就业{n}人以上",
    "规模以上工业增加值增长{n}%",
    "新增5G基站{n}个",
    "城镇登记失业率控制在{n}%以内",
    "开工建设{p}人民医院新院区",
    "实施318国道{p}段改造",
    "深化“放管服”改革",
    "办好{p}文化旅游节",
    "完善养老服务体系，新增养老床位{n}张",
    "抓好粮食生产，播种面积稳定在{n}万亩",
    "推进县域商业体系建设，改造农贸市场{n}个",
    "编制{p}国土空间总体规划",
    "落实河湖长制，治理黑臭水体{n}条",
    "加快数字政府建设，政务服务网办率达到{n}%",
    "争取专项债券资金{n}亿元",
    "建设市民中心和图书馆新馆",
    "整治农村人居环境，创建美丽乡村{n}个",
    "培育专精特新企业{n}家",
    "新增公办幼儿园学位{n}个",
]
_MORE = [
    "确保年内建成投用",
    "力争进入全省前列",
    "不断提升群众获得感",
    "压实各级责任",
    "做到应保尽保",
    "完善市级统筹机制",
    "健全县镇村三级网络",
    "守住不发生系统性风险的底线",
    "年底前完成主体工程",
]


class Stock(Struct, frozen=True):
    """What notices are drawn from; in ``styles``, L stands for the level and P for the place."""

    names: str
    places: dict[str, tuple[str, str]]
    whats: list[str]
    mores: list[str]
    styles: tuple[str, ...] = ("L",)


FRESH = Stock("fresh_names.txt", PLACES, _WHATS, _MORE)


class Told(Struct, frozen=True):
    """One task as the notice means it. ``open``: its written form leaves the units open."""

    label: str
    text: str
    leads: tuple[str, ...]
    cos: tuple[str, ...]
    open: bool = False


class Drawn(Struct, frozen=True):
    """A notice's truth before it is written down, and who each name is."""

    place: str
    level: str
    tasks: tuple[Told, ...]
    ident: dict[str, str]
    rng: random.Random


def _pool(
    stock: Stock, place: str, level: str, towns: list[str], rng: random.Random
) -> dict[str, list[list[str]]]:
    """Units by kind; each a list of its names, the one mostly used first."""
    pool: dict[str, list[list[str]]] = {}
    kind = ""
    source = Path(__file__).with_name(stock.names).read_text(encoding="utf-8")
    free = rng.sample(towns, len(towns))
    style = stock.styles[rng.randrange(len(stock.styles))] if len(stock.styles) > 1 else "L"
    for line in source.splitlines()[1:]:
        if line.startswith("["):
            kind = line.strip("[]")
            continue
        if line.startswith(("T县", "T区", "T市")) and level != "市":
            continue
        for town in free if "T" in line else [""]:
            names = [_named(n, style, place, level, town) for n in line.split()]
            rng.shuffle(names)
            pool.setdefault(kind, []).append(names)
    return pool


def _named(name: str, style: str, place: str, level: str, town: str) -> str:
    opened = name.replace("L", style).replace("V", level)
    return opened.replace("T", town).replace("P", place).replace("L", level)


def drawn(seed: int, size: int = 0, awkward: bool = False, stock: Stock = FRESH) -> Drawn:
    """A notice of ``size`` tasks; ``awkward``: all kinds of units alike, not mostly departments."""
    rng = random.Random(seed)
    place = rng.choice(list(stock.places))
    level, towns = stock.places[place]
    pool = _pool(stock, place, level, towns.split(), rng)
    kinds = list(_WEIGHTS)
    weights = [25 if awkward else w for w in _WEIGHTS.values()]
    ident = {n: names[0] for units in pool.values() for names in units for n in names}
    # A department that the notice names bare may come out with its level.
    ident |= {level + n: name for n, name in ident.items() if level + n not in ident}
    tasks, texts = [], [f"{w}|{m}" for w in stock.whats for m in stock.mores]
    rng.shuffle(texts)
    for number in range(1, (size or rng.choice([8, 12, 20, 40])) + 1):
        leads, cos = rng.choice([1, 1, 1, 1, 2, 2, 3]), rng.choice([0, 0, 1, 1, 2, 3, 4])
        names: list[str] = []
        while len(names) < leads + cos:
            unit = rng.choice(pool[rng.choices(kinds, weights)[0]])
            name = unit[0] if rng.random() < 0.85 else rng.choice(unit)
            collective = name.startswith(("各", "相关", "有关")) and len(names) < leads
            if not collective and ident[name] not in [ident[n] for n in names]:
                names.append(name)
        what, more = texts[number % len(texts)].split("|")
        figure = str(rng.choice([3, 12, 50, 7.5, 120, 9.1, 2000]))
        text = (
            f"{what}，{more}".format(n=figure, p=place)
            if rng.random() < 0.7
            else what.format(n=figure, p=place)
        )
        tasks.append(Told(str(number), text + "。", tuple(names[:leads]), tuple(names[leads:])))
    return Drawn(place, level, tuple(tasks), ident, rng)


def stopless(notice: Drawn) -> Drawn:
    """The same with texts that end without a full stop, as short items do."""
    return replace(notice, tasks=tuple(replace(t, text=t.text[:-1]) for t in notice.tasks))


HEADERS = (
    "序号 重点工作 牵头单位 协办单位",
    "编号 工作任务 牵头责任单位 责任单位",
    "序号 任务 主办单位 协办单位",
    "序号 主要内容 主要责任单位 配合单位",
    "序号 目标任务 牵头单位 协同单位",
    "序號 項目名稱 主辦單位 協辦單位",
    "序号 重点工作任务 牵头单位 配合单位",
    "序号 工作任务 责任单位 配合单位",
)


def table(notice: Drawn, joint: str = "") -> Cells:
    """A table with a header, units in a cell parted by ``joint`` (drawn when '')."""
    rng = notice.rng
    joint = joint or rng.choice(["、", "\n", "，", "；", " ", "、\n"])
    rows = [rng.choice(HEADERS).split()]
    for t in notice.tasks:
        rows.append([t.label, t.text, _cell(t.leads, joint, rng), _cell(t.cos, joint, rng)])
    return rows


def table_with_leader(notice: Drawn) -> Cells:
    """Title and content, a leader, and a time limit beside the units."""
    rng = notice.rng
    rows = [["序号", "项目名称", "主要内容", "牵头领导", "牵头单位", "责任单位", "完成时限"]]
    for t in notice.tasks:
        leader = rng.choice(["王明", "李建国", "赵副市长", "陈晓云"])
        due = rng.choice(["12月底", "2023年6月底前", "全年", "三季度"])
        name, _, rest = t.text.partition("，")
        cells = [_cell(t.leads, "、", rng), _cell(t.cos, "、", rng)]
        rows.append([t.label, name, rest or name, leader, *cells, due])
    return rows


def _cell(names: tuple[str, ...], joint: str, rng: random.Random) -> str:
    end = "。" if len(names) > 1 and joint == "、" and rng.random() < 0.1 else ""
    return joint.join(names) + end
