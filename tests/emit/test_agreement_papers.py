"""One set of figures, the other papers: page, letters, list for the telephone, meeting pack."""

import io
import json
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pypdfium2
import pytest

from duban.commands.compiling import compile_month
from duban.commands.packing import pack
from duban.model import Light, TaskClass, UnitStatus
from tests.emit import read
from tests.emit.test_agreement import LATE, MONTHS, Month
from tests.office import FULL, SCHOOL, TRADE, compiled, emitted, full_month, office, settings
from tests.office_on_disk import furnish, session
from tests.programs import required

STRICT = office(settings=settings(red_points="15"))
LAGGING = full_month(STRICT, U01=FULL[SCHOOL].replace("300", "30"))
ALL = {
    **MONTHS,
    "lagging": (STRICT, LAGGING, {"moments": LATE}),
    "some": (STRICT, {n: d for n, d in LAGGING.items() if TRADE.name not in n}, {}),
}


@pytest.fixture(scope="module", params=ALL)
def month(request: pytest.FixtureRequest) -> Month:
    taskmap, files, how = ALL[request.param]
    made = compiled(taskmap, files, **how)  # type: ignore[arg-type]
    return made, emitted(made)


def page(files: dict[str, bytes]) -> Any:
    html = files["看板.html"].decode()
    return json.loads(html.split('id="data">')[1].split("</script>")[0])


def letters(files: dict[str, bytes]) -> dict[str, str]:
    """The text of each letter by its name, the file of all of them left out."""
    return {
        name: "\n".join(p.text for p in docx.Document(io.BytesIO(data)).paragraphs)
        for name, data in files.items()
        if re.match(r"函单/\d+-.*\.docx", name)
    }


def test_the_page_counts_as_the_json_and_the_circular_do(month: Month) -> None:
    data, counts, text = page(month[1]), read.machine(month[1])["counts"], read.text_of(month[1])
    for part, kinds, name in (
        ("classes", TaskClass, "classes"),
        ("lights", Light, "lights"),
        ("statuses", UnitStatus, "units"),
    ):
        printed = {row["label"]: row["count"] for row in data[part]}
        assert printed == {kind.label: counts[name][kind] for kind in kinds}
    for row in data["classes"]:
        assert f"{row['label']}{row['count']}项，占{row['percent']}%" in text
    assert f"{counts['tasks']}项任务、{counts['expected_units']}个应报单位" in data["foot"]


def test_the_page_shows_every_task_as_the_json_has_it(month: Month) -> None:
    data, tasks = page(month[1])["tasks"], read.machine(month[1])["tasks"]
    assert [task["no"] for task in data] == [str(task["no"]) for task in tasks]
    for shown, task in zip(data, tasks, strict=True):
        assert shown["class"] == TaskClass(task["class"]).label
        assert shown["light"] == Light(task["light"]).label
        assert (shown["why"], shown["leads"], shown["cos"]) == (
            *(task[name] for name in ("why", "leads", "cos")),
        )
        assert read.number(shown["gap"]) == read.number(task["gap_points"])
        assert read.number(shown["progress"]) == read.number(task["progress"])
        for words, value in zip(shown["values"], task["values"], strict=True):
            told = words["words"]
            assert told.startswith(f"{value['indicator']}：目标")
            for name, said in (("自报", "reported"), ("核定", "ruled"), ("核实", "verified")):
                found = re.search(rf"，{name}(-?[\d.]+)", told)
                assert read.number(found[1] if found else None) == read.number(value[said])


def test_the_page_shows_every_unit_as_json_and_ledger_do(month: Month) -> None:
    units = {row["unit"]: row for row in read.machine(month[1])["units"]}
    ledger = {row["单位"]: row for row in read.ledger(month[1], "单位情况")}
    shown = page(month[1])["units"]
    assert [row["unit"] for row in shown] == list(units)
    for row in shown:
        sheet = ledger[row["unit"]]
        assert row["status"] == UnitStatus(units[row["unit"]]["status"]).label
        assert (row["leads"], row["cos"]) == (sheet["牵头任务"], sheet["协办任务"])
        assert row["findings"] == sheet["问题数"]
        assert read.number(row["score"]) == read.number(sheet["得分"])
        assert row["place"] == (sheet["得分位次"] or "—")


def test_letters_go_to_whom_the_json_names_with_the_ledgers_figures(month: Month) -> None:
    made = read.machine(month[1])
    units = {row["单位"]: row for row in read.ledger(month[1], "单位情况")}
    silent = {row["unit"] for row in made["units"] if row["status"] in ("missing", "empty")}
    dunned = {name.rpartition("-")[2][:-5] for name in letters(month[1]) if "催报通知" in name}
    assert dunned == silent
    for name, text in letters(month[1]).items():
        unit = name.rpartition("-")[2][:-5]
        for role, header in (("牵头", "牵头任务"), ("协办", "协办任务")):
            for figure in re.findall(rf"应填报[^。]*?{role}任务(\d+)项", text):
                assert int(figure) == units[unit][header]
        check_told(text, made["tasks"])


def test_the_list_for_the_telephone_names_whom_letters_go_to_and_says_the_same(
    month: Month,
) -> None:
    written = letters(month[1])
    book = month[1].get("函单/催办电话单.xlsx")
    assert bool(book) == bool(written)
    if book is None:
        return
    header, *rows = (
        openpyxl.load_workbook(io.BytesIO(book))
        .worksheets[0]
        .iter_rows(min_row=3, values_only=True)
    )
    called = {str(row[1]): dict(zip(header, row, strict=True)) for row in rows}
    assert set(called) == {name.rpartition("-")[2][:-5] for name in written}
    for row in called.values():
        check_told(str(row["事由"]), read.machine(month[1])["tasks"])


def check_told(text: str, tasks: list[dict[str, Any]]) -> None:
    """What a letter tells of a task's progress is what the JSON has."""
    by_no = {str(task["no"]): task for task in tasks}
    told = r"第(\d+)项“[^”]*”[^第]*?完成([\d.]+)%，序时([\d.]+)%，差([\d.]+)个百分点"
    for no, progress, pace, gap in re.findall(told, text):
        task = by_no[no]
        assert (progress, pace) == (str(task["progress"]), str(task["pace"]))
        assert Decimal(gap) == -Decimal(str(task["gap_points"]))


def test_a_lagging_tasks_figures_are_told_in_letter_and_list() -> None:
    files = emitted(compiled(STRICT, LAGGING))
    told = "".join(text for name, text in letters(files).items() if "市教育局" in name)
    task = read.machine(files)["tasks"][0]
    figures = f"完成{task['progress']}%，序时{task['pace']}%，差{-task['gap_points']}个百分点"
    assert figures in told
    sheet = openpyxl.load_workbook(io.BytesIO(files["函单/催办电话单.xlsx"])).worksheets[0]
    assert figures in "".join(str(cell.value) for row in sheet.iter_rows() for cell in row)


def test_the_meeting_pack_holds_the_outputs_byte_for_byte_and_prints_their_figures(
    tmp_path: Path,
) -> None:
    required("soffice")
    space = furnish(tmp_path / "督查室")
    compile_month(session(space), "2023-03")
    pack(session(space), "2023-03")
    output = space.output("2023-03")
    packed = {path.name: path for path in (output / "会议材料").iterdir()}
    for path in packed.values():
        if path.name != "会议材料.pdf":
            (original,) = output.rglob(path.name.partition("-")[2])
            assert path.read_bytes() == original.read_bytes()
    with pypdfium2.PdfDocument(packed["会议材料.pdf"]) as bound:
        pages = ["".join(page.get_textpage().get_text_range().split()) for page in bound]
    text, counts = (
        "".join(pages),
        json.loads((output / "compilation.json").read_bytes())["counts"],
    )
    assert f"列入督查的任务共{counts['tasks']}项" in text
    for kind in TaskClass:
        assert f"{kind.label}{counts['classes'][kind]}项，占" in text
    rows = re.findall(r"(督查通报|通报附件|全部函单|进展汇总|看板)(\d+)", pages[0])
    parts = ["督查通报", "通报附件", "全部函单", "进展汇总", "看板"]
    assert [name for name, _ in rows] == parts
