"""填报说明: one page that says of every cell to fill in what the form itself asks."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
import pytest

from duban.emit.guide import guide, guide_name
from duban.emit.papers import Stationery, print_paper
from duban.forms.fields import FORMS, MONTHS, FormSpec
from duban.gongwen import wording
from tests.office import AFTER, MARCH, settings
from tests.programs import convert

TEMPLATES = Path(__file__).parents[2] / "templates"
SOURCES, _ = wording.load([TEMPLATES])


def printed(form: FormSpec) -> bytes:
    document, problems = print_paper(
        guide(form, settings(), MARCH), Stationery(SOURCES), settings(), AFTER
    )
    assert [str(problem) for problem in problems] == []
    assert document is not None
    return document


@pytest.mark.parametrize("form", FORMS.values(), ids=lambda form: str(form.kind))
def test_a_guide_is_one_page_and_says_what_the_form_asks(form: FormSpec) -> None:
    with pypdfium2.PdfDocument(convert(printed(form), "docx", "pdf")) as paper:
        assert len(paper) == 1, guide_name(form)
        text = "".join(paper[0].get_textpage().get_text_range().split())
    for field in form.entries:
        if (field.required or field.prompt) and field.name not in MONTHS:
            assert field.header in text
            assert "".join(field.prompt.split()) in text
    for line in form.instructions:
        assert "".join(line.rstrip("。").split()) in text
