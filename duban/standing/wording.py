"""分类口径: the words in which an office prints its classes; the codes stay what they are."""

from __future__ import annotations

from decimal import Decimal

from duban.figures import plain
from duban.model import Light, TaskClass
from duban.register import Settings
from duban.standing.due import HUNDRED

MET = (TaskClass.DONE, TaskClass.AHEAD, TaskClass.ON_TRACK)
"""The classes at or above pace."""
_BAND = {
    "绿灯": "为基本达到，亮绿灯",
    "黄灯": "也亮黄灯",
    "不亮灯": "为基本达到，不亮灯",
}
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


def criteria(settings: Settings) -> str:
    """判定标准: by what bounds classes and lights are given, as outputs state it."""
    yellow = plain(settings.yellow_points)
    direct = (
        f"差{plain(settings.direct_yellow_points)}个百分点（含）以上亮黄灯"
        if settings.direct_yellow_points
        else "没有达到即亮黄灯"
    )
    return (
        f"序时按{settings.pace_basis}折算，任务另有序时依据的从其依据；"
        f"高于序时{plain(settings.ahead_points)}个百分点（含）以上为超进度；"
        f"低于序时{yellow}个百分点（含）以上亮黄灯，"
        f"超过{plain(settings.red_points)}个百分点亮红灯，"
        f"不到{yellow}个百分点的{_BAND[settings.band]}；"
        f"水平值和增长率直接与目标比较，{direct}，"
        f"超过{plain(settings.direct_red_points)}个百分点亮红灯"
    )
