"""Fresh notices written as lines of text, in every shape that lists without a table have."""

from __future__ import annotations

import random
from collections.abc import Callable

from msgspec.structs import replace

from tests.notice.fresh import Drawn, Told

Lines = list[str]


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


def _each(
    line: Callable[[Told, random.Random], str], header: str = ""
) -> Callable[[Drawn], tuple[Lines, Drawn]]:
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
    joint = rng.choice("、，")
    more = f"；责任单位：{_listed(t.cos, joint)}" if t.cos else ""
    return f"{t.label}.{t.text}\n牵头单位：{_listed(t.leads, joint)}{more}。"


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
    title = rng.choice(["重点项目攻坚", "民生保障", "乡村振兴"])
    return f"{t.label}.{title}第{t.label}号\n{duties_below(t, rng).partition('.')[2]}"


def responsible(notice: Drawn) -> tuple[Lines, Drawn]:
    """(X、Y负责) with the rule that the first leads."""
    lines = ["责任单位列第一位的为牵头单位。"]
    lines += [f"{t.label}.{t.text}（{_listed((*t.leads, *t.cos))}负责）" for t in notice.tasks]
    return lines, _first_leads(notice)


def names_only(notice: Drawn) -> tuple[Lines, Drawn]:
    """(市发改委、市财政局) with the rule that the first leads."""
    lines = ["各项任务责任单位中，排第一位的为牵头单位。"]
    lines += [
        f"{t.label}.{t.text.rstrip('。')}（{_listed((*t.leads, *t.cos))}）。" for t in notice.tasks
    ]
    return lines, _first_leads(notice)


def _first_leads(notice: Drawn) -> Drawn:
    return replace(
        notice,
        tasks=tuple(
            replace(t, leads=t.leads[:1], cos=(*t.leads[1:], *t.cos)) for t in notice.tasks
        ),
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
            who = "王李张赵"[n // 5 % 4]
            lines.append(f"{_chinese(n // 5 + 1)}、{who}××副市长主抓重点工作")
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
