"""One set of figures: circular, annex, ledger and compilation.json print the same numbers."""

import re
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from duban.compilation import Compilation
from duban.emit.words import gap_words, share_words
from duban.model import Inspection, Light, Ruling, Severity, TaskClass, UnitStatus
from duban.rules import Level
from tests.emit import read
from tests.office import AFTER, IN_TIME, MARCH, compiled, emitted, full_month, office

LATE = {"市水利局.xlsx": AFTER}
DECIDED = office(
    rulings=(Ruling(MARCH.name, "更正数值", "市水利局", "5", "", "97", "复核", "张某"),),
    inspections=(
        Inspection(MARCH.name, "3", "市商务局", 1, Decimal("10.5"), on=date(2023, 3, 28)),
    ),
)
MONTHS = {
    "full": (office(), full_month(office()), {}),
    "decided": (DECIDED, full_month(DECIDED), {}),
    "late": (office(), full_month(office()), {"moments": LATE}),
    "none": (office(), {}, {}),
    "pending": (office(), {}, {"as_of": IN_TIME}),
}


@pytest.fixture(scope="module", params=MONTHS)
def month(request: pytest.FixtureRequest) -> tuple[Compilation, dict[str, bytes]]:
    taskmap, files, how = MONTHS[request.param]
    made = compiled(taskmap, files, **how)  # type: ignore[arg-type]
    return made, emitted(made)


Month = tuple[Compilation, dict[str, bytes]]


def test_the_circular_counts_as_the_json_does(month: Month) -> None:
    text, counts = read.text_of(month[1]), read.machine(month[1])["counts"]
    assert f"列入督查的任务共{counts['tasks']}项" in text
    for kind in TaskClass:
        count = counts["classes"][kind]
        (share,) = set(re.findall(rf"{kind.label}{count}项，占([\d.]+)%", text))
        assert abs(Decimal(share) - Decimal(100) * count / counts["tasks"]) < Decimal("0.1")
    for light in Light:
        assert f"{light.label}{counts['lights'][light]}项" in text
    assert f"应报送单位{counts['expected_units']}个" in text
    for status in UnitStatus:
        if counts["units"][status]:
            assert f"{status.label}{counts['units'][status]}个" in text


def test_the_printed_shares_sum_to_a_hundred(month: Month) -> None:
    text = read.text_of(month[1])
    sentence = text[text.index("列入督查的任务共") : text.index("各项占比均以")]
    assert sum(Decimal(share) for share in re.findall(r"占([\d.]+)%", sentence)) == 100


def test_the_ledgers_notes_count_as_the_json_does(month: Month) -> None:
    counts = read.machine(month[1])["counts"]
    notes = {row["项目"]: row["说明"] for row in read.ledger(month[1], "说明")}
    assert notes["任务数"].startswith(f"共{counts['tasks']}项")
    for kind in TaskClass:
        assert f"{kind.label}{counts['classes'][kind]}项" in notes["进度分类"]
    for status in UnitStatus:
        assert f"{status.label}{counts['units'][status]}个" in notes["报送情况"]


def rows_of(tasks: list[dict[str, Any]]) -> list[tuple[dict[str, Any], dict[str, Any] | None]]:
    return [(task, value) for task in tasks for value in task["values"] or [None]]


def test_annex_ledger_and_json_have_the_same_figures_for_every_task(month: Month) -> None:
    made, files = month
    annex, ledger = read.annex(files), read.ledger(files, "任务进展")
    json_rows = rows_of(read.machine(files)["tasks"])
    values = [value for s in made.standings for value in s.values or [None]]
    assert len(annex) == len(ledger) == len(json_rows) == len(values)
    for printed, sheet, (task, of_json), value in zip(
        annex, ledger, json_rows, values, strict=True
    ):
        key = f"{task['no']}-{task['subtask']}" if task["subtask"] else str(task["no"])
        assert printed[0] == str(sheet["序号"]) == key
        if sheet["进度分类"] is not None:
            assert printed[8] == sheet["进度分类"] == TaskClass(task["class"]).label
            assert printed[9] == sheet["亮灯"] == Light(task["light"]).label
        if value is None or of_json is None:
            assert printed[3] == "" == (sheet["量化指标"] or "")
            continue
        assert printed[3] == sheet["量化指标"] == of_json["indicator"]
        assert printed[4] == sheet["年度目标"]
        assert read.number(printed[4]) == Decimal(str(of_json["target"]))
        for header, name in (
            ("自报累计值", "reported"),
            ("核定值", "ruled"),
            ("核实值", "verified"),
        ):
            assert read.number(sheet[header]) == read.number(of_json[name])
        judged = next(
            (of_json[n] for n in ("verified", "ruled", "reported") if of_json[n] is not None), None
        )
        assert read.number(printed[5]) == read.number(judged)
        assert printed[6] == share_words(value.progress)
        assert read.number(printed[6]) == read.number(sheet["完成率%"])
        assert printed[7] == gap_words(value.gap)
        assert read.number(printed[7]) == read.number(sheet["差距（百分点）"])


def test_a_single_indicators_figures_are_its_tasks(month: Month) -> None:
    ledger = {row["序号"]: row for row in read.ledger(month[1], "任务进展")}
    for task in read.machine(month[1])["tasks"]:
        if len(task["values"]) == 1 and task["class"] != "other":
            row = ledger[str(task["no"])]
            assert read.number(row["差距（百分点）"]) == Decimal(str(task["gap_points"]))
            assert read.number(row["完成率%"]) == read.number(task["progress"])


def test_the_tasks_named_as_behind_are_those_with_a_light_and_their_gaps_agree(
    month: Month,
) -> None:
    text, tasks = read.text_of(month[1]), read.machine(month[1])["tasks"]
    part = text[text.index("三、进展滞后的任务") : text.index("四、报送情况")]
    for light in (Light.RED, Light.YELLOW):
        named = re.findall(
            r"第(\d+)项，.*?(?:于序时进度|于年度目标)([\d.]+)个百分点", lit(part, light)
        )
        expected = [
            (str(t["no"]), str(abs(t["gap_points"])))
            for t in tasks
            if t["light"] == light and t["gap_points"] is not None
        ]
        assert sorted(named) == sorted(expected)


def lit(part: str, light: Light) -> str:
    """The paragraphs under the heading of one light."""
    _, _, rest = part.partition(f"亮{light.label}的任务\n")
    return rest.partition("\n（")[0]


def test_units_stand_alike_in_ledger_json_and_circular(month: Month) -> None:
    made, files = month
    units = {row["unit"]: row for row in read.machine(files)["units"]}
    sheet = read.ledger(files, "单位情况")
    assert [row["单位"] for row in sheet] == list(units)
    for row in sheet:
        unit = units[row["单位"]]
        assert UnitStatus(unit["status"]).label == row["报送状态"]
        assert (row["采用版本"] or 0) == unit["version"]
        assert (row["采用文件"] or "") == unit["file"]
        if unit["received_at"]:
            assert unit["received_at"].startswith(row["收到时间"].replace(" ", "T"))
    text = read.text_of(files)
    for status in (UnitStatus.MISSING, UnitStatus.LATE):
        names = [name for name, row in units.items() if row["status"] == status]
        if names:
            assert f"{status.label}的单位：{'、'.join(names)}。" in text
    assert len(made.findings) == len(read.ledger(files, "问题清单"))


def test_what_is_not_the_units_own_word_says_so() -> None:
    files = emitted(compiled(DECIDED, full_month(DECIDED)))
    printed = {row[3]: row[5] for row in read.annex(files)}
    assert printed["招商引资"] == "10.5亿元（核实）"
    assert printed["断面水质优良比例"] == "97%（核定）"
    note = "标“核实”的数值经督查机构核实，不是自报值；标“核定”的数值经督查机构核定，不是自报值。"
    assert note in read.text_of(files) or note in "".join(
        cell
        for t in read.circular(files).tables
        for row in t.rows
        for cell in {c.text for c in row.cells}
    )


def shown(value: object) -> object:
    """A cell as compared: figures by value, an empty one as ''."""
    figure = read.number(value) if isinstance(value, int | float) else None
    return "" if value is None else value if figure is None else figure


def test_the_annexes_say_the_same_in_word_and_in_excel(month: Month) -> None:
    word, excel = read.annexes(month[1]), read.annex_sheets(month[1])
    assert len(word) == len(excel) == 3
    for printed, sheet in zip(word, excel, strict=True):
        assert len(printed) == len(sheet)
        for texts, values in zip(printed, sheet, strict=True):
            for text, value in zip(texts, values, strict=True):
                figure = isinstance(value, int | float)
                assert (read.number(text) if figure else text) == shown(value)


def test_the_annex_by_class_holds_every_task_once_the_lowest_first(month: Month) -> None:
    counts = read.machine(month[1])["counts"]
    _, *rows = read.annexes(month[1])[2]
    assert len(rows) == counts["tasks"]
    labels = [row[0] for row in rows]
    order = ["未启动", "欠进度", "达进度", "超进度", "已完成", "其他"]
    assert labels == sorted(labels, key=order.index)
    for kind in TaskClass:
        assert labels.count(kind.label) == counts["classes"][kind]


def test_the_overview_and_the_trend_count_as_the_json_does(month: Month) -> None:
    counts, blocks = read.machine(month[1])["counts"], read.blocks(month[1])
    row = read.ledger(month[1], "趋势")[MARCH.month - 1]
    for block, kinds, part in (
        ("进度分类", TaskClass, "classes"),
        ("亮灯", Light, "lights"),
        ("报送状态", UnitStatus, "units"),
        ("问题等级", Severity, "findings"),
    ):
        for kind in kinds:
            assert blocks[block][kind.label] == row[kind.label] == counts[part][kind], kind
    assert blocks["问题等级"]["未采用文件"] == counts["rejected"]
    assert blocks["合计"]["任务"] == row["任务数"] == counts["tasks"]
    assert blocks["合计"]["应报单位"] == row["应报单位"] == counts["expected_units"]
    for level in Level:
        assert row[level.label] == counts["steps"][level]


def test_units_lead_in_every_sheet_what_they_lead_in_the_json(month: Month) -> None:
    made = read.machine(month[1])
    scores = {score["unit"]: score for score in made["scores"]}
    sheet = {row["单位"]: row for row in read.ledger(month[1], "单位情况")}
    ranks = {row[1]: row for row in read.annexes(month[1])[1][1:]}
    for row in read.ledger(month[1], "按牵头单位"):
        led = [task for task in made["tasks"] if row["单位"] in task["leads"]]
        assert row["牵头任务"] == sheet[row["单位"]]["牵头任务"] == len(led)
        for kind in TaskClass:
            assert row[kind.label] == sum(task["class"] == kind for task in led)
        for light in Light:
            assert row[light.label] == sum(task["light"] == light for task in led)
        place, _, leads, met, share, *_ = ranks[row["单位"]]
        assert (str(row["位次"]), str(row["达到序时"])) == (place, met)
        assert (leads, Decimal(share)) == (str(len(led)), read.number(row["达到占比%"]))
    for name, row in sheet.items():
        assert read.number(row["得分"]) == read.number(scores[name]["total"])
        assert row["得分位次"] == scores[name]["place"]


def test_the_tidy_table_has_every_value_of_the_json_with_its_cell(month: Month) -> None:
    rows = read.ledger(month[1], "全量数据")
    for task in read.machine(month[1])["tasks"]:
        for value in task["values"]:
            for header, name in (
                ("本月累计完成值", "reported"),
                ("核定值", "ruled"),
                ("核实值", "verified"),
            ):
                figures = [
                    (read.number(row["读数"]), row["文件"], row["单元格"])
                    for row in rows
                    if (row["序号"], row["量化指标"], row["栏目"], row["职责"])
                    == (str(task["no"]), value["indicator"], header, "牵头")
                ]
                source = value["source"]
                if value[name] is None:
                    assert not any(figure for figure, *_ in figures)
                elif name == "reported":
                    assert (read.number(value[name]), source["file"], source["cell"]) in figures
                else:
                    assert [figure for figure, *_ in figures] == [read.number(value[name])]
