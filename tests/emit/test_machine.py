"""compilation.json: exactly the documented keys and words, in order, the same bytes every time."""

import json
from datetime import UTC
from typing import Any

import pytest

from duban.catalogue import CATALOGUE
from tests.emit.read import machine
from tests.office import (
    AFTER,
    FULL,
    SCHOOL,
    compiled,
    emitted,
    full_month,
    issued,
    office,
    returned,
)

OFFICE = office()
TOP = "period as_of cutoff deadline units tasks findings rejected counts inputs scores"
UNIT = "unit status sent_back received_at receipt version file"
TASK = "no subtask title leads cos class light progress pace gap_points values"
VALUE = "indicator target measure reported verified unit source"
FINDING = "code severity unit task message source evidence"
SOURCE = "file sheet cell"
REJECTED = "file sha256 reason advice"
INPUT = "file sha256 unit version used why_not"


@pytest.fixture(scope="module")
def month() -> dict[str, Any]:
    files = {
        **full_month(OFFICE),
        "照片.png": b"\x89PNG\r\n\x1a\n",
        "再报.xlsx": issued(OFFICE, SCHOOL),
    }
    return machine(emitted(compiled(OFFICE, files)))


def has(row: dict[str, Any], keys: str, extra: str = "") -> None:
    assert row.keys() == {*keys.split(), *extra.split()}


def test_the_keys_are_those_of_the_interface(month: dict[str, Any]) -> None:
    has(month, TOP, "deadline_basis steps")
    for unit in month["units"]:
        has(unit, UNIT)
    for task in month["tasks"]:
        has(task, TASK, "why cos_said")
        for value in task["values"]:
            has(value, VALUE, "ruled")
            has(value["source"], SOURCE)
    for finding in month["findings"]:
        has(finding, FINDING, "advice")
        has(finding["source"], SOURCE)
    for rejected in month["rejected"]:
        has(rejected, REJECTED)
    for row in month["inputs"]:
        has(row, INPUT)
    assert [bool(month[key]) for key in TOP.split()] == [True] * len(TOP.split())


def test_the_words_are_those_of_the_interface(month: dict[str, Any]) -> None:
    classes = {"done", "ahead", "on_track", "behind", "not_started", "other"}
    statuses = {"on_time", "late", "empty", "missing", "exempt", "pending"}
    assert set(month["counts"]["classes"]) == classes
    assert set(month["counts"]["units"]) == statuses
    assert set(month["counts"]["lights"]) == {"green", "yellow", "red", "none"}
    assert {task["class"] for task in month["tasks"]} <= classes
    assert {unit["status"] for unit in month["units"]} <= statuses
    assert {unit["receipt"] for unit in month["units"]} <= {"mail", "first_seen", "ruling", None}
    assert {f["code"] for f in month["findings"]} <= {rule.code for rule in CATALOGUE}


def test_moments_are_of_chinese_time_and_numbers_are_numbers(month: dict[str, Any]) -> None:
    assert month["as_of"] == "2023-04-03T17:00:00+08:00"
    assert month["deadline"] == "2023-03-29T17:00:00+08:00"
    assert month["units"][0]["received_at"] == "2023-03-28T17:00:00+08:00"
    first = month["tasks"][0]
    assert (first["progress"], first["pace"], first["gap_points"]) == (30.0, 25.0, 5.0)
    assert first["values"][0]["reported"] == 300


def test_an_as_of_in_another_zone_is_the_same_moment() -> None:
    made = compiled(OFFICE, full_month(OFFICE), as_of=AFTER.astimezone(UTC))
    assert machine(emitted(made))["as_of"] == "2023-04-03T17:00:00+08:00"


def test_every_version_of_every_form_is_listed(month: dict[str, Any]) -> None:
    school = [row for row in month["inputs"] if row["unit"] == "市教育局"]
    assert [(r["version"], r["used"], r["why_not"]) for r in school] == [
        (1, False, "空表"),
        (2, True, ""),
    ]


def test_keys_are_sorted_and_the_same_month_gives_the_same_bytes() -> None:
    one, again = (emitted(compiled(OFFICE, full_month(OFFICE))) for _ in range(2))
    assert one == again
    text = one["compilation.json"].decode()
    assert json.dumps(json.loads(text), ensure_ascii=False, sort_keys=True, indent=1) + "\n" == text


def test_a_file_name_that_is_not_utf_8_breaks_no_output() -> None:
    name = b"\xca\xd0\xbd\xcc\xd3\xfd\xbe\xd6.xlsx".decode("utf-8", "surrogateescape")
    made = compiled(OFFICE, {name: returned(issued(OFFICE, SCHOOL), FULL[SCHOOL])})
    files = emitted(made)
    assert machine(files)["inputs"][0]["file"] == f"inbox/2023-03/{name}"


def test_steps_and_scores_lead_to_their_events() -> None:
    late = {"市教育局.xlsx": AFTER}
    month = machine(emitted(compiled(OFFICE, full_month(OFFICE), moments=late)))
    (step,) = month["steps"]
    assert (step["unit"], step["task"], step["level"]) == ("市教育局", "", "remind")
    assert (step["since"], step["closed"], step["fresh"]) == ("2023-03", None, True)
    (event,) = step["evidence"]
    assert event["period"] == "2023-03"
    assert event["source"]["file"] == "inbox/2023-03/市教育局.xlsx"
    assert month["counts"]["steps"] == {
        **dict.fromkeys(("supervise", "warn", "summon", "account"), 0),
        "remind": 1,
    }
    school = next(row for row in month["scores"] if row["unit"] == "市教育局")
    (tally,) = school["tallies"]
    assert (tally["event"], tally["counted"], school["total"]) == ("逾期报送", -0.5, 99.5)
    (mark,) = tally["marks"]
    assert (mark["points"], mark["role"], mark["source"]) == (-0.5, None, event["source"])
