"""Every row of the standard at the edges of pages, as LibreOffice prints them."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from msgspec.structs import replace

from duban.gongwen.fonts import aliases, installed_fonts, needed
from duban.gongwen.pdf import find_soffice, to_pdf
from duban.gongwen.render import render
from duban.gongwen.style import STANDARD
from tests.gongwen.cases import ANNEXES, BASE, MOMENT, Case, body
from tests.gongwen.conftest import STAND_INS, unavailable
from tests.gongwen.edges import EDGES
from tests.gongwen.measure.printed import Printed
from tests.gongwen.measure.rows import broken
from tests.gongwen.test_base import red_head

ALLOWED = {
    "超长行": {"G02": "a row longer than a page has to break"},
    "超长行横": {"G02": "a row longer than a page has to break"},
    "正文以表结尾": {
        "C16": "LibreOffice does not hold a table's last row to what follows; Word does"
    },
    "六个机关": {"A08b": "the rows of six seals are held together"},
    "六个机关主送多": {"A08b": "the rows of six seals are held together"},
    "红头底稿": dict.fromkeys(
        ("A11", "B04", "B05", "B06", "B08", "B10", "C02", "X01"), "the head is the office's own"
    ),
    "一段6行加盖印章": {"C15": "the text is closed up; 0.02 lines under the measure's tolerance"},
}
"""What does not hold, and why: nothing else may break."""

ON_BASE = Case("红头底稿", replace(BASE, body=body(4), attachments=ANNEXES))


@pytest.fixture(scope="module")
def edges(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Printed]:
    soffice, fonts = find_soffice(), installed_fonts()
    if soffice is None or not fonts.issuperset(STAND_INS):
        unavailable("LibreOffice or the fonts of .ci/fonts.sh are not installed")
    folder = tmp_path_factory.mktemp("edges")
    printed, files = {}, []
    for case in (*EDGES, ON_BASE):
        file = folder / f"{case.name}.docx"
        base = red_head(header="") if case is ON_BASE else None
        file.write_bytes(render(case.document, case.style, moment=MOMENT, base=base))
        files.append(file)
        pdf = file.with_suffix(".pdf")
        printed[case.name] = Printed(case.document, case.style, file.read_bytes(), pdf)
    stand_ins = aliases(needed(STANDARD), frozenset(STAND_INS))
    _, problems = to_pdf(files, folder, soffice, 240, stand_ins)
    assert problems == ()
    return printed


@pytest.mark.parametrize("name", [case.name for case in (*EDGES, ON_BASE)])
def test_every_row_holds(edges: Mapping[str, Printed], name: str) -> None:
    found = broken(edges[name])
    assert {row: what for row, what in found.items() if row not in ALLOWED.get(name, {})} == {}
