"""The manuals say what the code does: commands, settings, sheets, findings, output keys."""

from __future__ import annotations

from pathlib import Path

import pytest

from compile import main
from duban.catalogue import CATALOGUE
from duban.figures import plain
from duban.forms.fields import FORMS, Edit, FormSpec
from duban.register import defaults, schema
from duban.register.settings import Settings
from duban.rules import HAPPENINGS, PARAMETERS

ROOT = Path(__file__).parent.parent
MANUALS = {name: (ROOT / name).read_text() for name in ("README.md", "README.zh-CN.md")}
OFFICE = MANUALS["README.zh-CN.md"]


@pytest.mark.parametrize("name", MANUALS)
def test_every_command_and_option_is_described(name: str) -> None:
    for command in main.commands.values():
        assert f"compile.py {command.name}" in MANUALS[name], command.name
    for option in ("--as-of", "--strict", "--workspace", "--year", "--out", "--seed"):
        assert option in MANUALS[name]


def test_every_setting_is_described_with_its_default_explanation() -> None:
    for field in Settings.model_fields.values():
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
    for target in targets:
        assert (ROOT / target).is_file(), target


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
