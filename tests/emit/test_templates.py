"""Every template that is shipped prints, proofread, from the values that the manual promises."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest
from msgspec.structs import replace

from duban.difference import difference
from duban.emit import pack
from duban.emit.circular import circular
from duban.emit.correction import TEMPLATE as CORRECTION
from duban.emit.correction import correction
from duban.emit.guide import TEMPLATE as GUIDE
from duban.emit.guide import guide
from duban.emit.letters import letters
from duban.emit.papers import Paper, Stationery, print_paper
from duban.forms.fields import PROGRESS
from duban.gongwen import wording
from duban.model import CHINA, Severity
from tests.office import AFTER, MARCH, compiled, full_month, office, settings

TEMPLATES = Path(__file__).parents[2] / "templates"
SOURCES, _ = wording.load([TEMPLATES])
STATIONERY = Stationery(SOURCES)
WHOLE = sorted(name for name in SOURCES if name not in ("总体情况.j2", "滞后和报送.j2"))

LETTER = {
    "地区": "某市",
    "督查机构": "某市人民政府督查室",
    "任务名称": "《政府工作报告》重点工作任务",
    "附注": "演练数据，不作依据",
    "联系电话": "6200000",
    "回收邮箱": "ducha@example.invalid",
    "文号": "某政督函〔2023〕3001号",
    "期次": "2023年3月",
    "年": 2023,
    "月": 3,
    "截至": date(2023, 3, 25),
    "报送截止": datetime(2023, 3, 29, 17, tzinfo=CHINA),
    "时点": datetime(2023, 4, 3, 17, tzinfo=CHINA),
    "限期": datetime(2023, 4, 7, 17, tzinfo=CHINA),
    "单位": "市教育局",
    "情况": "尚未收到你单位的填报表",
    "事项": [{"内容": "第22项低于序时进度31.0个百分点，亮红灯"}, {"内容": "第23项连续两期未报送"}],
    "牵头数": 3,
    "协办数": 2,
    "灯": "红灯",
    "报送领导": "市政府领导",
    "主送": "各区镇街道，市政府各部门",
    "任务总数": 136,
}


def paper(name: str, **changes: object) -> Paper:
    if name == pack.TEMPLATE:
        return pack.cover(settings(), MARCH, AFTER, [pack.Part("督查通报", 5, 3)])
    if name == GUIDE:
        return guide(PROGRESS, settings(), MARCH)
    if name == CORRECTION:
        return _correction()
    if "通报" not in name:
        return Paper(name, {**LETTER, **changes})
    taskmap = office()
    return replace(circular(compiled(taskmap, full_month(taskmap))), template=name)


def _correction() -> Paper:
    """Of a month in which a unit came late after the circular was issued."""
    taskmap = office()
    files = full_month(taskmap)
    before = compiled(taskmap, dict(list(files.items())[1:]))
    now = compiled(taskmap, files)
    return correction(now, difference(before, now))


@pytest.mark.parametrize("name", WHOLE)
@pytest.mark.parametrize("light", ["黄灯", "红灯", ""])
def test_a_template_prints_without_anything_to_put_right(name: str, light: str) -> None:
    document, problems = print_paper(paper(name, 灯=light), STATIONERY, settings(), AFTER)
    assert [str(problem) for problem in problems] == []
    assert document is not None


def test_the_ladder_has_a_template_for_each_of_its_steps() -> None:
    steps = (
        "提醒单",
        "督办单",
        "预警单",
        "约谈建议",
        "问责建议",
        "催报通知",
        "核查反馈",
        "分解通知",
    )
    assert {f"{step}.j2" for step in steps} <= set(SOURCES)


def test_letters_press_who_sent_nothing_and_remind_who_was_late() -> None:
    taskmap = office()
    compilation = compiled(taskmap, {})
    papers = letters(compilation, date(2023, 4, 7))
    assert len(papers) == len(taskmap.reporting_units)
    assert all("催报通知" in name for name in papers)
    for paper in papers.values():
        document, problems = print_paper(paper, STATIONERY, settings(), AFTER)
        assert document is not None
        assert not [p for p in problems if p.severity is Severity.ERROR]


def test_a_month_may_have_its_own_wording(tmp_path: Path) -> None:
    (tmp_path / "提醒单.j2").write_text("【标题】三月提醒单\n【正文】\n请注意。\n", "utf-8")
    sources, problems = wording.load([TEMPLATES, tmp_path])
    assert problems == ()
    document, _ = print_paper(Paper("提醒单.j2", {}), Stationery(sources), settings(), AFTER)
    assert document is not None
