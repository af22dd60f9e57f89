"""分类口径: the words in which an office prints its classes; the codes stay what they are."""

from __future__ import annotations

from decimal import Decimal

from duban.model import Light, TaskClass
from duban.register import Settings
from duban.standing.due import HUNDRED

MET = (TaskClass.DONE, TaskClass.AHEAD, TaskClass.ON_TRACK)
"""The classes at or above pace."""
_OTHER = TaskClass.OTHER.label
_TWO = ("达到序时进度", "未达到序时进度", _OTHER)
_DONE, _SURE, _HARD, _ADJUSTED, _NOT = _FORECAST = (
    "已完成或基本完成",
    "年底前能确保",
    "有困难但能完成",
    "指标调整",
    "不能全部完成",
)


def labels(settings: Settings) -> tuple[str, ...]:
    """Every word that a class may be printed as, in the order of printing."""
    if settings.wording == "两分类":
        return _TWO
    if settings.wording == "年底预测":
        return (*_FORECAST, _OTHER)
    return tuple(kind.label for kind in TaskClass)


def label_of(
    task_class: TaskClass,
    light: Light,
    progress: Decimal | None,
    pace: Decimal,
    excluded: str,
    settings: Settings,
) -> str:
    """The printed class of a task.

    ``progress`` is its completion in per cent where it cumulates, ``pace`` its own pace or that of
    the calendar, ``excluded`` why it is not judged ('' if it is).
    """
    if settings.wording == "两分类":
        return _OTHER if task_class is TaskClass.OTHER else _TWO[task_class not in MET]
    if settings.wording != "年底预测":
        return task_class.label
    if task_class is TaskClass.OTHER:
        adjusted = any(word in excluded for word in settings.adjusted_words)
        return _ADJUSTED if adjusted else _OTHER
    if task_class is TaskClass.DONE or (progress or Decimal(0)) >= settings.nearly_done:
        return _DONE
    if progress is None:
        return _by_light(task_class, light, pace)
    return _by_times(progress, pace, settings)


def _by_light(task_class: TaskClass, light: Light, pace: Decimal) -> str:
    """Where nothing cumulates there is nothing to project: the class and the light decide."""
    if task_class in MET:
        return _SURE
    return _NOT if light is Light.RED or pace >= HUNDRED else _HARD


def _by_times(progress: Decimal, pace: Decimal, settings: Settings) -> str:
    """By how many times faster than planned the rest would have to go."""
    rest, left = HUNDRED - progress, HUNDRED - pace
    if left <= 0 or rest > settings.hard_times * left:
        return _NOT
    return _SURE if rest <= settings.sure_times * left else _HARD
