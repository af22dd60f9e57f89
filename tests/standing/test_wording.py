"""分类口径: two classes or a forecast, printed alike everywhere; the codes stay what they are."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from duban.compilation import Compilation
from duban.model import Light, TaskClass
from duban.standing import labels
from duban.standing.wording import label_of
from duban.trace import explain, figures
from tests.emit import read
from tests.office import TASKS, compiled, emitted, full_month, office, settings

WORDINGS = ("序时分类", "两分类", "年底预测")


@pytest.mark.parametrize(
    ("progress", "pace", "label"),
    [
        ("54.8", "75", "有困难但能完成"),  # the rest must go 1.8 times as fast as planned
        ("45.0", "75.0", "不能全部完成"),  # 2.2 times
        ("71.0", "75.0", "年底前能确保"),
        ("95.0", "100", "已完成或基本完成"),
        ("94.9", "100", "不能全部完成"),
        ("0.0", "8.3", "年底前能确保"),
        ("110", "100", "已完成或基本完成"),
    ],
)
def test_a_forecast_asks_how_much_faster_the_rest_must_go(
    progress: str, pace: str, label: str
) -> None:
    made = settings(wording="年底预测")
    cls, light = TaskClass.BEHIND, Light.YELLOW
    assert label_of(cls, light, Decimal(progress), Decimal(pace), "", made) == label


@pytest.mark.parametrize(
    ("task_class", "light", "pace", "excluded", "label"),
    [
        (TaskClass.DONE, Light.GREEN, 25, "", "已完成或基本完成"),
        (TaskClass.ON_TRACK, Light.GREEN, 25, "", "年底前能确保"),
        (TaskClass.BEHIND, Light.YELLOW, 25, "", "有困难但能完成"),
        (TaskClass.BEHIND, Light.RED, 25, "", "不能全部完成"),
        (TaskClass.NOT_STARTED, Light.NONE, 25, "", "有困难但能完成"),
        (TaskClass.NOT_STARTED, Light.NONE, 100, "", "不能全部完成"),
        (TaskClass.OTHER, Light.NONE, 25, "指标调整", "指标调整"),
        (TaskClass.OTHER, Light.NONE, 25, "上级未下达", "其他"),
    ],
)
def test_where_nothing_can_be_projected_class_and_light_decide(
    task_class: TaskClass, light: Light, pace: int, excluded: str, label: str
) -> None:
    made = settings(wording="年底预测")
    assert label_of(task_class, light, None, Decimal(pace), excluded, made) == label


@given(
    task_class=st.sampled_from(TaskClass),
    light=st.sampled_from(Light),
    progress=st.none() | st.decimals(-50, 300, places=1),
    pace=st.decimals(0, 150, places=1),
    wording=st.sampled_from(WORDINGS),
)
def test_every_task_has_a_label_of_the_chosen_wording(
    task_class: TaskClass,
    light: Light,
    progress: Decimal | None,
    pace: Decimal,
    wording: str,
) -> None:
    made = settings(wording=wording)
    assert label_of(task_class, light, progress, pace, "", made) in labels(made)


def month(wording: str) -> Compilation:
    taskmap = office(settings=settings(wording=wording))
    return compiled(taskmap, full_month(taskmap))


@pytest.mark.parametrize("wording", WORDINGS)
def test_text_annex_ledger_page_and_trace_use_the_same_words_and_the_json_its_codes(
    wording: str,
) -> None:
    made = month(wording)
    files, shares = emitted(made), made.statistics.labels
    assert sum(share.count for share in shares.values()) == made.statistics.tasks
    assert sum(share.percent for share in shares.values()) == 100
    text = read.text_of(files)
    for label, share in shares.items():
        if share.count or label != "其他":
            assert f"{label}{share.count}项，占{share.percent}%" in text
        trace = explain(made, label)
        assert trace is not None
        assert trace.text.startswith(f"{label}{share.count}项")
        assert len(trace.steps) == share.count
    assert set(shares) <= set(figures(made))
    printed = {row[8] for row in read.annex(files) if row[8]}
    sheet = {row["进度分类"] for row in read.ledger(files, "任务进展") if row["进度分类"]}
    assert printed == sheet == {standing.label for standing in made.standings}
    page = files["看板.html"].decode()
    for label in shares:
        assert label in page
    codes = {task["class"] for task in read.machine(files)["tasks"]}
    assert codes == {"ahead", "on_track", "behind", "other"}


def test_what_is_printed_as_adjusted_is_not_among_the_reasons_of_the_rest() -> None:
    tasks = tuple(replace(t, excluded="指标调整") if t.no == 6 else t for t in TASKS)
    taskmap = office(tasks=tasks, settings=settings(wording="年底预测"))
    made = compiled(taskmap, full_month(taskmap))
    assert made.statistics.labels["指标调整"].count == 1
    assert made.statistics.others == {}
    assert "项不评价进度" not in read.text_of(emitted(made))
