"""The manuals say what the code does: commands, settings, sheets, findings, output keys."""

from __future__ import annotations

import io
import json
import re
import shlex
import shutil
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

from compile import main
from duban.catalogue import CATALOGUE
from duban.commands.packing import BOUND
from duban.commands.reading import PASSWORDS
from duban.emit.calls import CALL_LIST
from duban.emit.letters import BATCH
from duban.emit.planbook import FILE as PLANBOOK
from duban.figures import plain
from duban.forms.fields import FORMS, Edit, FormSpec
from duban.forms.ledger import LEDGER
from duban.mail.credentials import Protocol
from duban.register import defaults, schema
from duban.register.settings import declared
from duban.rules import HAPPENINGS, PARAMETERS
from tests.office import FULL, SCHOOL, compiled, emitted, full_month, office
from tests.office_on_disk import furnish

ROOT = Path(__file__).parent.parent
MANUALS = {name: (ROOT / name).read_text() for name in ("README.md", "README.zh-CN.md")}
OFFICE = MANUALS["README.zh-CN.md"]


@pytest.mark.parametrize("name", MANUALS)
def test_every_command_and_option_is_described(name: str) -> None:
    for command in main.commands.values():
        assert f"compile.py {command.name}" in MANUALS[name], command.name
        for parameter in command.params:
            for option in parameter.opts:
                assert option in MANUALS[name] or not option.startswith("-"), option


@pytest.mark.parametrize("name", MANUALS)
def test_every_variable_of_the_environment_is_described(name: str) -> None:
    own = {f"DUBAN_{p}_{v}" for p in Protocol for v in ("HOST", "USER", "PASSWORD", "PORT")}
    both = {f"DUBAN_{p}_SECURITY" for p in Protocol} | {"DUBAN_MAIL_USER", "DUBAN_MAIL_PASSWORD"}
    for variable in sorted(own | both | {PASSWORDS, "DUBAN_KEY", "DUBAN_MAIL_HOST"}):
        assert f"`{variable}`" in MANUALS[name], variable


@pytest.mark.parametrize("name", MANUALS)
def test_every_output_is_described(name: str) -> None:
    made = emitted(compiled(office(), {}))
    tops = {Path(path).parts[0] for path in made}
    files = {"更正说明.docx", BATCH, CALL_LIST, BOUND, PLANBOOK, "考核评分.xlsx"}
    folders = {"协办汇总", "核查反馈", "退改", "邮件", "下发", "会议材料", "函单"}
    for output in sorted(tops | files | folders):
        assert f"{output}/`" in MANUALS[name] or f"{output}`" in MANUALS[name], output
    book = openpyxl.load_workbook(io.BytesIO(made["进展汇总.xlsx"]))
    shown = [sheet.title for sheet in book if sheet.sheet_state == "visible"]
    for sheet in (*shown, LEDGER.sheet):
        assert sheet in MANUALS[name], sheet
        assert f"| {sheet} |" in OFFICE, sheet


def test_every_key_of_the_machine_interface_is_described() -> None:
    text = MANUALS["README.md"]
    lagging = full_month(office(), U01=FULL[SCHOOL].replace("300", "30"))
    machine = json.loads(emitted(compiled(office(), lagging))["compilation.json"])
    for key in sorted(keys(machine)):
        assert re.search(rf"\b{key}\b", text), key


def keys(part: object) -> set[str]:
    """The keys of a JSON object and of all in it; those of ``counts`` are words of their own."""
    if isinstance(part, list):
        return {key for item in part for key in keys(item)}
    if not isinstance(part, dict):
        return set()
    return set(part) | {key for item in part.values() for key in keys(item)}


EXAMPLES = sorted(
    {
        example
        for text in MANUALS.values()
        for example in re.findall(r"`python compile\.py ([a-z][^`\[…]*?) *(?:[\[…][^`]*)?`", text)
    }
)
GIVEN = {
    "import NOTICE": "import 通知.txt",
    "import 通知": "import 通知.txt",
    "import 通知文件": "import 通知.txt",
    "check FILE": "check 通知.txt",
    "check 文件": "check 通知.txt",
    "explain 2023-03 22": "explain 2023-03 2",
    "diff 2023-03": "diff 2023-03 --since 2023-03-28T17:00",
}
"""What the small office has in place of an example's file, task or issued circular."""
SERVERS = ("fetch", "desk")
"""Commands that are tried elsewhere, against a server and a browser."""
AHEAD = ("accept-plan",)
"""Commands whose example asks for a month that the small office has not played."""


@pytest.fixture(scope="module")
def space(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("手册") / "督查室"
    furnish(root)
    for practice in ("rehearse 2023", "rehearse 2023-03", "另一个文件夹"):
        furnish(root / practice)
        shutil.rmtree(root / practice / "inbox" / "2023-03")
    (root / "通知.txt").write_text(
        "2023年重点工作任务分解表\n序号\t重点工作\t牵头单位\t协办单位\n"
        "1\t建设路网。\t市交通局\t市财政局\n2\t抓好粮食生产。\t市农业农村局\t市水利局\n",
        encoding="utf-8",
    )
    return root


def test_the_examples_run(space: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(space)
    monkeypatch.setattr("duban.commands.printing.find_soffice", lambda: None)
    assert len(EXAMPLES) > 15
    for example in sorted(EXAMPLES, key=lambda text: not text.startswith("compile")):
        words = shlex.split(GIVEN.get(example, example))
        if words[0] in SERVERS:
            assert main.commands[words[0]].make_context(words[0], words[1:]), example
            continue
        away = ["--out", f"{example}.xlsx"] if words[0] == "import" else []
        away += ["--force"] if words[0] == "rehearse" else []
        away += ["--workspace", example] if (space / example).is_dir() else []
        at = ["--as-of", "2023-04-03T17:00"] if words[0] not in ("rules", "compile") else []
        shown = CliRunner().invoke(main, [*words, *away, *at])
        expected = (0, 1) if words[0] in AHEAD else (0,)
        assert shown.exit_code in expected, (example, shown.output, shown.exception)


def test_every_setting_is_described_with_its_default_explanation() -> None:
    for field in declared().values():
        assert f"| {field.alias} |" in OFFICE
        assert f"| {field.description} |" in OFFICE, field.alias


def test_every_finding_code_is_described() -> None:
    for rule in CATALOGUE:
        line = f"| `{rule.code}` | {rule.severity.label} | {rule.meaning} | {rule.example} |"
        assert line in OFFICE


def test_every_sheet_and_column_of_the_task_map_is_described() -> None:
    for sheet in schema.SHEETS:
        headers = "、".join(column.header for column in sheet.columns)
        assert f"| {sheet.name} | {sheet.explanation} | {headers} |" in OFFICE


@pytest.mark.parametrize("form", FORMS.values(), ids=lambda form: str(form.kind))
def test_every_field_of_a_form_is_described(form: FormSpec) -> None:
    for field in form.fields:
        if field.edit is not Edit.HIDDEN:
            assert f"| {field.header} |" in OFFICE
            assert field.prompt in OFFICE


@pytest.mark.parametrize("name", MANUALS)
def test_every_picture_and_document_exists(name: str) -> None:
    targets = [part.split(")")[0] for part in MANUALS[name].split("](")[1:]]
    assert targets
    anchors = {anchor(line) for line in MANUALS[name].splitlines() if line.startswith("##")}
    for target in targets:
        assert target in anchors or (ROOT / target).is_file(), target
        assert target in anchors or (ROOT / target).stat().st_size < 150 * 1024, target


def anchor(heading: str) -> str:
    """The address of a heading within its page, as GitHub makes it."""
    words = re.sub(r"[^\w\- ]", "", heading.lstrip("# ").lower())
    return f"#{words.replace(' ', '-')}"


def test_every_event_and_parameter_of_the_rules_is_described() -> None:
    for happening in HAPPENINGS:
        assert f"| {happening.name} | {happening.meaning} |" in OFFICE
    for name, meaning in PARAMETERS.items():
        assert f"| {name} | {meaning} |" in OFFICE


def test_the_default_rules_are_listed_as_they_are() -> None:
    for rule in defaults.LADDER:
        assert f"| {rule.level.label} | {rule.words} | {rule.letter_name} |" in OFFICE
    for row in defaults.SCORES:
        figures = ("" if value is None else plain(value) for value in (row.points, row.cap, row.co))
        assert f"| {row.event} | {' | '.join(figures)} |" in OFFICE
