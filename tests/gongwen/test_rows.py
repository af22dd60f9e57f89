"""The standard, row by row, on the printed page; and each row is able to fail."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from duban.gongwen.document import Format
from tests.gongwen.cases import CASES
from tests.gongwen.measure.printed import Printed
from tests.gongwen.measure.rows import ROWS, broken
from tests.gongwen.mutations import GOOD, MUTATIONS, Mutation


@pytest.mark.parametrize("name", [*(case.name for case in CASES), *GOOD])
def test_every_row_of_the_standard_holds(printer: Mapping[str, Printed], name: str) -> None:
    assert broken(printer[name]) == {}


@pytest.mark.parametrize("mutation", MUTATIONS, ids=[m.name for m in MUTATIONS])
def test_a_rule_broken_on_purpose_is_noticed(
    printer: Mapping[str, Printed], mutation: Mutation
) -> None:
    assert mutation.row in broken(printer[mutation.name])


def test_every_row_has_been_seen_to_fail() -> None:
    assert set(ROWS) == {m.row for m in MUTATIONS}


def test_the_cases_cover_what_they_claim(printer: Mapping[str, Printed]) -> None:
    cases = [(case.document, len(printer[case.name].pages)) for case in CASES]
    assert {document.format for document, _ in cases} == set(Format)
    assert {1, 2, 3, 7} <= {pages for _, pages in cases}
    assert max(pages for _, pages in cases) >= 40
    assert {0, 1, 3} <= {len(d.attachments) for d, _ in cases}
    lengths = [len(d.title) for d, _ in cases]
    assert min(lengths) <= 8
    assert max(lengths) >= 60
    assert {1, 90} <= {len(d.recipients.split("，")) for d, _ in cases if d.recipients}
