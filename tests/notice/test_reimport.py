"""A corrected notice updates a map that the office has worked on, and says every difference."""

from decimal import Decimal

from msgspec.structs import replace

from duban.model import Indicator, Milestone, Task
from duban.notice.blocks import Blocks
from duban.notice.importing import Imported, import_notice
from duban.notice.reimporting import GONE, Reimported, reimport
from duban.register.taskmap import TaskMap
from duban.rules import LadderRule, Level, Often
from tests.notice.build import table

ROWS = [
    ("新增规上工业企业20家以上，技改投资增长15%。", "市经信局", "市发改委"),
    ("新建高标准农田9.1万亩。", "市农业农村局", ""),
    ("加快城乡供水一体化。", "市住建局", "市水利局"),
    ("力争全年招商引资到位资金330亿元。", "市招商服务中心", ""),
]


def imported(rows: list[tuple[str, str, str]]) -> Imported:
    lines = "".join(f"| {n} | {t} | {a} | {b} |\n" for n, (t, a, b) in enumerate(rows, 1))
    blocks = (table("| 序号 | 任务 | 牵头单位 | 协办单位 |\n" + lines),)
    found = import_notice(Blocks(blocks, "docx"), 2023)
    assert isinstance(found, Imported)
    return found


def as_map(found: Imported) -> TaskMap:
    return TaskMap(found.year, found.tasks, found.units, found.groups, found.indicators)


def topics(result: Reimported) -> list[str]:
    return [difference.topic for difference in result.differences]


def test_the_same_notice_changes_nothing() -> None:
    first = imported(ROWS)
    old = as_map(first)
    result = reimport(old, imported(ROWS))
    assert result.taskmap == old
    assert result.differences == ()


def test_unchanged_rows_keep_units_indicators_milestones_and_subtasks() -> None:
    first = imported(ROWS)
    edited = replace(first.tasks[2], leads=("市水利局",), cos=("市住建局",))
    part = Task(2, "泽口片区3万亩", ("市农业农村局",), subtask=1)
    own = Indicator("4", 9, "办公室自定", Decimal(5), "家")
    old = replace(
        as_map(first),
        tasks=(first.tasks[0], first.tasks[1], part, edited, first.tasks[3]),
        indicators=(own,),
        milestones=(Milestone("4", "2023-06", value=Decimal(100)),),
    )
    changed = [*ROWS[:1], ("稳住粮食产量。", "市农业农村局", ""), *ROWS[1:]]
    result = reimport(old, imported(changed))
    tasks = {task.key: task for task in result.taskmap.tasks}
    assert list(tasks) == ["1", "2", "3", "3-1", "4", "5"]
    assert tasks["3-1"].text == "泽口片区3万亩"
    assert tasks["4"].leads == ("市水利局",)
    assert [one.task for one in result.taskmap.indicators if one.name == "办公室自定"] == ["5"]
    assert result.taskmap.milestones[0].task == "5"
    assert topics(result).count("编号变动") == 3
    assert "新增任务" in topics(result) and "单位不一致" in topics(result)


def test_without_the_earlier_notice_a_difference_in_units_asks() -> None:
    old = as_map(imported(ROWS))
    changed = [*ROWS[:3], (ROWS[3][0], "市商务局", "")]
    result = reimport(old, imported(changed))
    task = result.taskmap.tasks[3]
    assert task.leads == ("市招商服务中心",)
    assert task.doubt and any("市商务局" in reading for reading in task.doubt.alternatives)
    assert topics(result) == ["新增单位", "单位不一致"]


def test_with_the_earlier_notice_only_what_the_office_left_alone_is_taken_over() -> None:
    first = imported(ROWS)
    edited = replace(first.tasks[2], leads=("市水利局",), cos=("市住建局",))
    old = replace(as_map(first), tasks=(*first.tasks[:2], edited, first.tasks[3]))
    changed = [*ROWS[:3], (ROWS[3][0], "市商务局", "市财政局")]
    result = reimport(old, imported(changed), first.tasks)
    assert result.taskmap.tasks[2].leads == ("市水利局",)
    assert result.taskmap.tasks[3].leads == ("市商务局",)
    assert not result.taskmap.tasks[3].doubt
    assert topics(result) == ["新增单位", "新增单位", "单位变动"]


def test_a_changed_target_is_offered_beside_the_old_one() -> None:
    old = as_map(imported(ROWS))
    changed = [*ROWS[:3], ("力争全年招商引资到位资金350亿元。", "市招商服务中心", "")]
    result = reimport(old, imported(changed))
    targets = [one for one in result.taskmap.indicators if one.task == "4"]
    assert [one.target for one in targets] == [Decimal(330), Decimal(350)]
    assert targets[0].doubt and targets[1].seq == targets[0].seq + 1
    assert topics(result) == ["文字变动", "指标变动"]


def test_a_row_that_is_gone_stays_excluded_and_is_listed_once() -> None:
    old = as_map(imported(ROWS))
    result = reimport(old, imported(ROWS[:1] + ROWS[2:]))
    gone = [task for task in result.taskmap.tasks if task.excluded]
    assert [task.text for task in gone] == [ROWS[1][0]]
    assert gone[0].excluded == GONE and gone[0].no == 4
    assert "通知已无此项" in topics(result)
    assert [one.task for one in result.taskmap.indicators if one.measure == "万亩"] == ["4"]
    again = reimport(result.taskmap, imported(ROWS[:1] + ROWS[2:]))
    assert again.differences == ()
    assert again.taskmap == result.taskmap


def test_new_units_get_codes_behind_the_register_and_near_names() -> None:
    old = as_map(imported(ROWS))
    changed = [*ROWS, ("推进大数据建设。", "市农业农材局", "市住房和城乡建设局")]
    result = reimport(old, imported(changed))
    assert [unit.code for unit in result.taskmap.units][-1] == "U007"
    added = [d for d in result.differences if d.topic == "新增单位"]
    assert len(added) == 1 and "市农业农村局" in added[0].message
    assert result.taskmap.tasks[-1].cos == ("市住建局",)


def test_urgent_items_of_the_ladders_rules_keep_meaning_the_same_tasks() -> None:
    urgent = LadderRule(("红灯",), Often.ONCE, 1, Level.SUMMON, tasks=("2", "4"))
    old = replace(as_map(imported(ROWS)), ladder=(urgent,), scores=())
    result = reimport(old, imported([*ROWS[:1], ("稳住粮食产量。", "市农业农村局", ""), *ROWS[1:]]))
    assert [rule.tasks for rule in result.taskmap.ladder] == [("3", "5")]
    assert result.taskmap.scores == ()
