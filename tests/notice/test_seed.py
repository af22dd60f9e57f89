"""The seed notice: flattened web text of 136 tasks, exactly as it has them."""

from pathlib import Path

import pytest

from duban.notice.blocks import Blocks, Paragraph
from duban.notice.importing import Imported, import_notice

SEED = Path(__file__).with_name("qianjiang-2023.txt")


@pytest.fixture(scope="module")
def imported() -> Imported:
    lines = SEED.read_text(encoding="utf-8").split("\n")
    blocks = tuple(Paragraph(line, f"第{n}行") for n, line in enumerate(lines, 1))
    result = import_notice(Blocks(blocks, "txt"), 2023)
    assert isinstance(result, Imported)
    return result


def parties(imported: Imported, no: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    task = imported.tasks[no - 1]
    return task.leads, task.cos


def test_every_task_and_mention_is_found(imported: Imported) -> None:
    assert [task.no for task in imported.tasks] == list(range(1, 137))
    assert sum(len(task.leads) for task in imported.tasks) == 166
    assert sum(len(task.cos) for task in imported.tasks) == 149
    names = {name for task in imported.tasks for name in (*task.leads, *task.cos)}
    assert len(names) == 66
    assert len(imported.units) == 63
    assert [group.name for group in imported.groups] == ["各区镇街道", "各银行机构", "各管理区"]


def test_only_the_three_unknowable_rows_are_marked(imported: Imported) -> None:
    doubtful = {task.no: task.doubt for task in imported.tasks if task.doubt}
    assert list(doubtful) == [56, 116, 119]
    assert doubtful[119].alternatives == (
        "牵头：市教育局、江汉职院；协办：市住建局、市城发集团",
        "牵头：市教育局、江汉职院、市住建局；协办：市城发集团",
    )
    assert len(doubtful[56].alternatives) == 8
    assert "牵头：市民政局、市残联、市妇联；协办：（空）" in doubtful[116].alternatives


def test_borders_follow_the_line_breaks(imported: Imported) -> None:
    assert parties(imported, 1) == (("市水利和湖泊局",), ("市住建局", "返湾湖湿地公园管理处"))
    assert parties(imported, 3) == (("市生态环境局", "市水利和湖泊局"), ())
    assert parties(imported, 7) == (
        ("市农业农村局", "市自然资源和规划局"),
        ("市生态环境局",),
    )
    assert parties(imported, 9) == (("市自然资源和规划局",), ())
    assert parties(imported, 20)[1] == ("市城发集团(市高新投公司)", "泽口街道", "王场镇")
    assert parties(imported, 108) == (("团市委",), ("市人社局", "市乡村振兴局"))
    assert parties(imported, 136) == (("市公安局", "市司法局"), ())


def test_text_is_the_notices_own(imported: Imported) -> None:
    source = SEED.read_text(encoding="utf-8").replace("\u2002", " ")
    for task in imported.tasks:
        assert task.text.endswith(("。", "”"))
        assert f"\n{task.no}{task.text}" in source
    assert imported.tasks[8].text == "推深做实林长制。"
    assert imported.tasks[34].text.startswith("落实“五共”方法")


def test_header_and_trailing_web_text_are_no_tasks(imported: Imported) -> None:
    texts = " ".join(task.text for task in imported.tasks)
    for foreign in ("序号", "牵头单位", "相关链接", "重点工作任务清单", "热门搜索"):
        assert foreign not in texts


def test_damaged_dates_are_reported_and_not_used(imported: Imported) -> None:
    damaged = [r for r in imported.report.remarks if r.topic == "疑似损坏"]
    assert [remark.place for remark in damaged] == ["第17行", "第27行"]
    assert "2023131" in damaged[1].message


def test_groups_hold_the_places_the_notice_names(imported: Imported) -> None:
    members = {group.name: group.members for group in imported.groups}
    assert members["各管理区"] == ("总口管理区", "后湖管理区")
    assert "泽口街道" in members["各区镇街道"] and "王场镇" in members["各区镇街道"]
    assert members["各银行机构"] == ()
    assert all(group.note for group in imported.groups)


def test_units_stand_in_order_of_appearance(imported: Imported) -> None:
    assert [unit.code for unit in imported.units[:3]] == ["U001", "U002", "U003"]
    assert [unit.name for unit in imported.units[:2]] == ["市水利和湖泊局", "市住建局"]
    kinds = {unit.name: unit.kind for unit in imported.units}
    assert kinds["市住建局"] == "部门"
    assert kinds["王场镇"] == "镇"
    assert kinds["市公交集团"] == "企业"
    assert imported.units[1].full_name == "市住房和城乡建设局"
