"""Fresh notices: units of an invented place, their tasks, and every shape that lists are written in.

``python -m tests.notice.fresh 50`` draws fifty notices a shape and tells what comes out wrong or
marked; the suite draws a few (``test_fresh``).
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

Lines = list[str]
Cells = list[list[str]]

PLACES = {
    "临河": ("市", "双桥 白沙 柳林 石门 大屯 城关 马店 东川 青山 渔洋 三合 杨集 新安 老河口".split()),
    "云岭": ("县", "凤鸣 官渡 沙坪 太平 龙泉 古楼 河西 平安 高桥 花园 长乐 南阳 黄沙 九里".split()),
    "石城": ("区", "和平 东关 西门 南湖 北站 红旗 朝阳 解放 学府 滨江 金沙 梅林 松园 泉水".split()),
    "宁江": ("市", "安居 局子街 中心 会龙 办冲 社前 处州 站前 厂洲 部落 队里 县前 镇海 乡宁".split()),
}
"""The last place's towns have names that look like bodies' endings."""
_WEIGHTS = {
    "部门": 60, "其他机构": 9, "分支": 4, "国企": 7, "银行": 3, "学校医院": 4, "园区": 4, "区镇": 5, "统称": 4,
}  # fmt: skip
_WHATS = (
    "新建高标准农田{n}万亩", "完成老旧小区改造{n}个", "招商引资到位资金{n}亿元", "建成{p}污水处理厂二期工程",
    "推进{p}至省城高速公路前期工作", "新增城镇就业{n}人以上", "规模以上工业增加值增长{n}%", "新增5G基站{n}个",
    "城镇登记失业率控制在{n}%以内", "开工建设{p}人民医院新院区", "实施318国道{p}段改造", "深化“放管服”改革",
    "办好{p}文化旅游节", "完善养老服务体系，新增养老床位{n}张", "抓好粮食生产，播种面积稳定在{n}万亩",
    "推进县域商业体系建设，改造农贸市场{n}个", "编制{p}国土空间总体规划", "落实河湖长制，治理黑臭水体{n}条",
    "加快数字政府建设，政务服务网办率达到{n}%", "争取专项债券资金{n}亿元", "建设市民中心和图书馆新馆",
    "整治农村人居环境，创建美丽乡村{n}个", "培育专精特新企业{n}家", "新增公办幼儿园学位{n}个",
)  # fmt: skip
_MORE = (
    "确保年内建成投用", "力争进入全省前列", "不断提升群众获得感", "压实各级责任", "做到应保尽保", "完善市级统筹机制",
    "健全县镇村三级网络", "守住不发生系统性风险的底线", "年底前完成主体工程",
)  # fmt: skip


@dataclass(frozen=True)
class Told:
    """One task as the notice means it. ``open``: its written form leaves the units open."""

    label: str
    text: str
    leads: tuple[str, ...]
    cos: tuple[str, ...]
    open: bool = False


@dataclass(frozen=True)
class Drawn:
    """A notice's truth before it is written down, and who each name is."""

    place: str
    level: str
    tasks: tuple[Told, ...]
    ident: dict[str, str]
    rng: random.Random


def _pool(place: str, level: str, towns: list[str], rng: random.Random) -> dict[str, list[list[str]]]:
    """Units by kind; each a list of its names, the one mostly used first."""
    pool: dict[str, list[list[str]]] = {}
    kind = ""
    source = Path(__file__).with_name("fresh_names.txt").read_text(encoding="utf-8")
    free = rng.sample(towns, len(towns))
    for line in source.splitlines()[1:]:
        if line.startswith("["):
            kind = line.strip("[]")
            continue
        if line.startswith(("T县", "T区", "T市")) and level != "市":
            continue
        for town in free if "T" in line else [""]:
            names = [n.replace("T", town).replace("P", place).replace("L", level) for n in line.split()]
            rng.shuffle(names)
            pool.setdefault(kind, []).append(names)
    return pool


def drawn(seed: int, size: int = 0, awkward: bool = False) -> Drawn:
    """A notice of ``size`` tasks; ``awkward``: all kinds of units alike, not mostly departments."""
    rng = random.Random(seed)
    place = rng.choice(list(PLACES))
    level, towns = PLACES[place]
    pool = _pool(place, level, towns, rng)
    kinds = list(_WEIGHTS)
    weights = [25 if awkward else w for w in _WEIGHTS.values()]
    ident = {n: names[0] for units in pool.values() for names in units for n in names}
    tasks, texts = [], [f"{w}|{m}" for w in _WHATS for m in _MORE]
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
        text = f"{what.format(n=figure, p=place)}，{more}" if rng.random() < 0.7 else what.format(n=figure, p=place)
        tasks.append(Told(str(number), text + "。", tuple(names[:leads]), tuple(names[leads:])))
    return Drawn(place, level, tuple(tasks), ident, rng)


def stopless(notice: Drawn) -> Drawn:
    """The same with texts that end without a full stop, as short items do."""
    return replace(notice, tasks=tuple(replace(t, text=t.text[:-1]) for t in notice.tasks))


# ---- cells ------------------------------------------------------------------------------------

HEADERS = (
    "序号 重点工作 牵头单位 协办单位", "编号 工作任务 牵头责任单位 责任单位", "序号 任务 主办单位 协办单位",
    "序号 主要内容 主要责任单位 配合单位", "序号 目标任务 牵头单位 协同单位", "序號 項目名稱 主辦單位 協辦單位",
    "序号 重点工作任务 牵头单位 配合单位", "序号 工作任务 责任单位 配合单位",
)  # fmt: skip


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
    rows = ["序号 项目名称 主要内容 牵头领导 牵头单位 责任单位 完成时限".split()]
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


# ---- lines ------------------------------------------------------------------------------------


def flattened(notice: Drawn) -> tuple[Lines, Drawn]:
    """Cells run together as web pages flatten them; a cell of several units is several lines."""

    def cell(names: tuple[str, ...]) -> str:
        return names[0] if len(names) == 1 else "".join(f"{name}\n" for name in names)

    lines, tasks = "序号重点工作牵头单位协办单位\n", []
    for n, t in enumerate(notice.tasks, 1):
        lines += f"{n}{t.text}{cell(t.leads)}{cell(t.cos)}" + ("" if len(t.cos) > 1 else "\n")
        last = n == len(notice.tasks)
        several = len(t.leads) > 1 and len(t.leads) + len(t.cos) > 3 and bool(t.cos)
        tasks.append(replace(t, open=several or (last and len(t.leads) > 2)))
    return (lines + "\n\n相关链接：").split("\n"), replace(notice, tasks=tuple(tasks))


def _each(line: Callable[[Told, random.Random], str], header: str = "") -> Callable[[Drawn], tuple[Lines, Drawn]]:
    def shape(notice: Drawn) -> tuple[Lines, Drawn]:
        lines = [header] if header else ["附件：2023年《政府工作报告》重点工作分解表"]
        for t in notice.tasks:
            lines += line(t, notice.rng).split("\n")
        return [part for line in lines for part in line.split("\n")], notice

    return shape


def _listed(names: tuple[str, ...], joint: str = "、") -> str:
    return joint.join(names)


def run_together(t: Told, _: random.Random) -> str:
    return f"{t.label}{t.text}{_listed(t.leads)}{_listed(t.cos)}"


def spaced(t: Told, _: random.Random) -> str:
    return f"{t.label} {t.text} {_listed(t.leads)} {_listed(t.cos)}".strip()


def lined(t: Told, _: random.Random) -> str:
    return "\n".join(p for p in (t.label, t.text, _listed(t.leads), _listed(t.cos)) if p)


def duties_below(t: Told, rng: random.Random) -> str:
    lead, co = [("牵头单位", "责任单位"), ("牵头责任单位", "协同责任单位"), ("责任单位", "配合单位")][len(t.text) % 3 * 0]
    joint = rng.choice("、，")
    more = f"；{co}：{_listed(t.cos, joint)}" if t.cos else ""
    return f"{t.label}.{t.text}\n{lead}：{_listed(t.leads, joint)}{more}。"


def duties_on_two_lines(t: Told, _: random.Random) -> str:
    more = f"\n协同责任单位：{_listed(t.cos)}" if t.cos else ""
    return f"{t.label}、{t.text}\n牵头责任单位：{_listed(t.leads)}{more}"


def in_brackets(marks: str) -> Callable[[Told, random.Random], str]:
    def line(t: Told, _: random.Random) -> str:
        more = f"；责任单位：{_listed(t.cos)}" if t.cos else ""
        return f"（{t.label}）{t.text}{marks[0]}牵头单位：{_listed(t.leads)}{more}{marks[1]}"

    return line


def one_line(t: Told, _: random.Random) -> str:
    more = f"配合单位：{_listed(t.cos)}。" if t.cos else ""
    gap = "" if t.text.endswith("。") else "　"
    return f"{t.label}.{t.text}{gap}牵头单位：{_listed(t.leads)}。{more}"


def by_verb(t: Told, rng: random.Random) -> str:
    comma = rng.choice(",，")
    more = f"{comma}{_listed(t.cos)}协办" if t.cos else ""
    return f"{t.label}.{t.text}（{_listed(t.leads)}主办{more}）"


def by_headed_verb(t: Told, _: random.Random) -> str:
    more = f"，{_listed(t.cos)}配合" if t.cos else ""
    return f"{t.label}、{t.text}（{_listed(t.leads)}牵头{more}）"


def titled(t: Told, rng: random.Random) -> str:
    return f"{t.label}.{rng.choice(['重点项目攻坚', '民生保障', '乡村振兴'])}第{t.label}号\n{duties_below(t, rng).partition('.')[2]}"


def responsible(notice: Drawn) -> tuple[Lines, Drawn]:
    """(X、Y负责) with the rule that the first leads."""
    lines = ["责任单位列第一位的为牵头单位。"]
    lines += [f"{t.label}.{t.text}（{_listed((*t.leads, *t.cos))}负责）" for t in notice.tasks]
    return lines, _first_leads(notice)


def names_only(notice: Drawn) -> tuple[Lines, Drawn]:
    """(市发改委、市财政局) with the rule that the first leads."""
    lines = ["各项任务责任单位中，排第一位的为牵头单位。"]
    lines += [f"{t.label}.{t.text.rstrip('。')}（{_listed((*t.leads, *t.cos))}）。" for t in notice.tasks]
    return lines, _first_leads(notice)


def _first_leads(notice: Drawn) -> Drawn:
    return replace(
        notice, tasks=tuple(replace(t, leads=t.leads[:1], cos=(*t.leads[1:], *t.cos)) for t in notice.tasks)
    )


def _chinese(number: int) -> str:
    tens, ones = divmod(number, 10)
    digits = ("", *"一二三四五六七八九")
    return (digits[tens] * (tens > 1) + "十" * (tens > 0)) + digits[ones]


def by_chapter(notice: Drawn) -> tuple[Lines, Drawn]:
    """The lead stands only in its chapter's heading; numbers begin anew under each."""
    lines, tasks = [], []
    of: dict[str, list[Told]] = {}
    for t in notice.tasks:
        of.setdefault(notice.ident[t.leads[0]], []).append(t)
    for at, own in enumerate(of.values()):
        lead = own[0].leads[0]
        lines.append(f"{_chinese(at + 1)}、{lead}牵头工作（{len(own)}项）")
        for n, t in enumerate(own, 1):
            cos = tuple(c for c in (*t.leads[1:], *t.cos) if notice.ident[c] != notice.ident[lead])
            lines.append(f"{n}.{t.text}" + (f"（配合单位：{_listed(cos)}）" if cos else ""))
            tasks.append(replace(t, leads=(lead,), cos=cos))
    return lines, replace(notice, tasks=tuple(tasks))


def by_leader(notice: Drawn) -> tuple[Lines, Drawn]:
    lines = []
    for n, t in enumerate(notice.tasks):
        if n % 5 == 0:
            lines.append(f"{'一二三四五六七八九十'[n // 5 % 10]}、{'王李张赵'[n // 5 % 4]}××副市长主抓重点工作")
        more = f" 协同责任单位：{_listed(t.cos)}" if t.cos else ""
        lines.append(f"{t.label}.{t.text}\n牵头责任单位：{_listed(t.leads)}{more}")
    return [part for line in lines for part in line.split("\n")], notice


HEADER = "序号 重点工作 牵头单位 协办单位"
SHAPES: dict[str, Callable[[Drawn], tuple[Lines, Drawn]]] = {
    "cells run together, units on lines": flattened,
    "cells run together": _each(run_together, HEADER.replace(" ", "")),
    "cells parted by blanks": _each(spaced, HEADER),
    "one cell a line": _each(lined, HEADER.replace(" ", "\n")),
    "duties on a line below": _each(duties_below),
    "duties on two lines below": _each(duties_on_two_lines),
    "duties in ()": _each(in_brackets("（）")),
    "duties in []": _each(in_brackets("[]")),
    "duties in 〔〕": _each(in_brackets("〔〕")),
    "all on one line": _each(one_line),
    "verbs 主办 协办": _each(by_verb),
    "verbs 牵头 配合": _each(by_headed_verb),
    "heading and detail": _each(titled),
    "负责": responsible,
    "names only": names_only,
    "chapters by lead": by_chapter,
    "chapters by leader": by_leader,
}
