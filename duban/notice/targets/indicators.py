"""The quantified indicators of a task's text, each with the words it was read from."""

from __future__ import annotations

import re

from msgspec.structs import replace

from duban.model import Direction, Doubt, Indicator, Kind, Task
from duban.notice.targets.mentions import Mention, bare, mentions
from duban.notice.targets.wording import (
    ACTION,
    ACTION_END,
    AT_MOST,
    BAD_NOUN,
    CONDITION,
    DOWN,
    FLOW,
    FREQUENCY,
    INCREASE,
    KEEP,
    LEADING,
    PER_HEAD,
    PLACE_COUNT,
    PLAIN_VERBS,
    PROJECTION,
    REACH_END,
    REACHED,
    SPENDING,
    STOCK,
    UP,
    WEAK_END,
)
from duban.quantity import canonical, measure_of, plain
from duban.quantity.figures import Figure, fold

_CHANGE = re.compile("(?:同比|年均|平均)?(?:增长|增速|增幅|提高|提升|上升|增加|下降|降低|减少)")
_SENTENCE = re.compile(r"[^。;!?\n]+")


def indicators(task: Task) -> tuple[Indicator, ...]:
    """The targets in ``task.text``, numbered from 1 in the order of the text.

    ``words`` is a passage of the text as it stands there, from the word that makes it
    conditional (力争) if there is one. A growth target with 下降 is negative. ``每万人…2.4件``
    is 件/万人; a measure per year (亩/年) is the measure, because a list speaks of one year.
    """
    text = fold(task.text)
    found: list[Indicator] = []
    for sentence in _SENTENCE.finditer(text):
        for mention in mentions(text, sentence.start(), sentence.end()):
            condition = CONDITION.search(text, sentence.start(), mention.figure.start)
            start = condition.start() if condition else mention.start
            stop = mention.figure.stop + (len(mention.after) if mention.counted_after else 0)
            indicator = _indicator(mention)
            if found and _CHANGE.fullmatch(indicator.name):
                # 总产值达到300亿元,增长12%: the clause before it names what grows.
                indicator = replace(indicator, name=found[-1].name)
            found.append(
                replace(
                    indicator,
                    name=_as_written(indicator.name, text, task.text),
                    task=task.key,
                    seq=len(found) + 1,
                    words=task.text[start:stop].strip(),
                    source=task.source,
                )
            )
    return tuple(found)


def _as_written(name: str, folded: str, text: str) -> str:
    """``name`` in the notice's own characters: it is one passage of the text, or a verb and one."""
    for end in range(len(name), 0, -1):
        first, second = folded.find(name[:end]), folded.find(name[end:])
        if first >= 0 and second >= 0:
            return text[first : first + end] + text[second : second + len(name) - end]
    return name


def _indicator(mention: Mention) -> Indicator:
    figure = mention.figure
    measure = canonical(figure.measure.removesuffix("/年"))
    if "/" not in measure and (per := PER_HEAD.search(mention.lead)):
        measure = f"{measure}/{per[1]}"
    kind = _kind(mention, measure)
    direction, doubts = _direction(mention, kind)
    target = figure.value
    if kind is Kind.GROWTH and DOWN.search(mention.before):
        target = -target
        doubts += (f"原文为下降，按增长率不高于{plain(target)}{measure}登记，请确认填报口径",)
    doubts = (*mention.doubts, *_doubts(mention), *doubts)
    return Indicator(
        task="",
        seq=0,
        name=_name(mention),
        target=target,
        measure=measure,
        direction=direction,
        kind=kind,
        doubt=Doubt("；".join(doubts), _alternatives(figure, measure)) if doubts else None,
    )


def _kind(mention: Mention, measure: str) -> Kind:
    before = mention.before
    if measure == "百分点" or (
        measure in ("%", "‰", "倍") and (UP.search(before) or DOWN.search(before))
    ):
        return Kind.GROWTH
    if measure in ("%", "‰", "倍") or "/" in measure or KEEP.search(before):
        return Kind.LEVEL
    if STOCK.search(before) and not INCREASE.search(mention.lead):
        return Kind.LEVEL
    # 高新技术企业达到120家 counts all there are; 新增…达到120家 and 交易额达到… run up.
    reached = REACHED.search(before) or AT_MOST.search(before)
    flows = measure_of(measure).dimension in ("金额", "人次") or FLOW.search(before)
    if reached and not flows and not INCREASE.search(mention.lead):
        return Kind.LEVEL
    return Kind.CUMULATIVE


def _direction(mention: Mention, kind: Kind) -> tuple[Direction, tuple[str, ...]]:
    before, hedge = mention.before, mention.figure.hedge
    if hedge in ("以内", "之内", "以下"):
        return Direction.AT_MOST, ()
    if hedge in ("以上", "及以上"):
        return Direction.AT_LEAST, ()
    if AT_MOST.search(before) or (kind is Kind.GROWTH and DOWN.search(before)):
        return Direction.AT_MOST, ()
    if KEEP.search(before):
        bad = BAD_NOUN.search(before)
        direction = Direction.AT_MOST if bad else Direction.AT_LEAST
        return direction, (f"原文未写明上限或下限，按{direction.label}登记",)
    return Direction.AT_LEAST, ()


def _doubts(mention: Mention) -> tuple[str, ...]:
    """Why a person must look closer at this figure, beyond confirming it."""
    figure, before = mention.figure, mention.before
    doubts = []
    if SPENDING.search(bare(before)):
        doubts.append("可能是项目投资规模的说明，不是目标")
    if mention.counted_after and WEAK_END.search(bare(before)):
        doubts.append("可能是现有规模的说明，不是本年目标")
    if mention.counted_after and bare(before).endswith("覆盖"):
        doubts.append("可能是覆盖范围的说明，不是目标")
    if mention.counted_after and PLACE_COUNT.match(mention.after):
        doubts.append("可能是实施范围的说明，不是目标")
    unnamed = ACTION.fullmatch(_name(mention))
    loose = not mention.counted_after and mention.after and not REACH_END.search(bare(before))
    if unnamed or loose:
        doubts.append("不能确定该数值衡量的内容")
    if PROJECTION.search(before):
        doubts.append("可能是对效果的预计，不是目标")
    if mention.lead.count("(") > mention.lead.count(")"):
        doubts.append("数值在括号内，可能是说明")
    if FREQUENCY.search(before):
        doubts.append("按“每年、每月”等频次表述，需确定全年口径")
    if figure.high is not None:
        doubts.append("原文为区间，按下限登记")
    if figure.vague or re.search("[近约]$", before) or figure.hedge in ("左右", "上下"):
        doubts.append("原文不是确数")
    return tuple(doubts)


def _alternatives(figure: Figure, measure: str) -> tuple[str, ...]:
    if figure.high is None:
        return ()
    return tuple(f"{plain(value)}{measure}" for value in (figure.value, figure.high))


def _name(mention: Mention) -> str:
    """What is measured: the noun behind the figure with its verb, or the words before it."""
    head = bare(mention.before)
    if mention.counted_after:
        verb = ACTION_END.search(head.removesuffix("等")) or ACTION.search(mention.lead)
        said = verb[0] if verb and not PLAIN_VERBS.search(verb[0]) else ""
        return (said + mention.after.lstrip("的")).strip()
    named = _measured(head)
    if not named:
        # 生产总值突破1000亿元、增长8%以上: the clause names it once.
        named = _measured(re.split(r"\d", mention.lead, maxsplit=1)[0])
    return (named or mention.after or head or mention.lead).strip()


def _measured(head: str) -> str:
    """The thing measured, without 力争全年 before it and 达到, 从45%提高到 behind it."""
    while reach := REACH_END.search(head):
        head = bare(head[: reach.start()])
    head = re.sub(r"[从由]\d[^,]*$", "", head)
    head = head.lstrip("(")
    leading = LEADING.match(head)
    return head[leading.end() :] if leading else head
