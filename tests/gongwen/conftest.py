"""Everything that needs LibreOffice is rendered once a session, in a few calls."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import NoReturn

import pytest

from duban.gongwen.fonts import aliases, installed_fonts, needed
from duban.gongwen.pdf import find_soffice, to_pdf
from duban.gongwen.render import render
from duban.gongwen.style import STANDARD
from tests.gongwen.cases import CASES, MOMENT
from tests.gongwen.measure.printed import Printed
from tests.gongwen.mutations import GOOD, MUTATIONS

STAND_INS = ("FandolFang", "FandolKai", "FandolHei", "FandolSong", "AR PL UMing CN")
"""What the measurements were made with; .ci/fonts.sh installs them."""


def unavailable(reason: str) -> NoReturn:
    """Skips locally; a run that calls itself CI must have everything."""
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def printer(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Printed]:
    """Every case and every mutation as printed by LibreOffice, by name."""
    soffice, fonts = find_soffice(), installed_fonts()
    if soffice is None:
        unavailable("LibreOffice is not installed")
    if lacking := [name for name in STAND_INS if name not in fonts]:
        unavailable(f"fonts are not installed: {', '.join(lacking)} (run .ci/fonts.sh)")
    folder = tmp_path_factory.mktemp("gongwen")
    wanted: dict[str, Printed] = {}
    for case in CASES:
        docx = render(case.document, case.style, moment=MOMENT)
        wanted[case.name] = Printed(case.document, case.style, docx, folder / f"{case.name}.pdf")
    for name, document in GOOD.items():
        docx = render(document, moment=MOMENT)
        wanted[name] = Printed(document, STANDARD, docx, folder / f"{name}.pdf")
    for mutation in MUTATIONS:
        document, style, docx = mutation.broken()
        wanted[mutation.name] = Printed(document, style, docx, folder / f"{mutation.name}.pdf")
    files = []
    for name, printed in wanted.items():
        file = folder / f"{name}.docx"
        file.write_bytes(printed.docx)
        files.append(file)
    stand_ins = aliases(needed(STANDARD), frozenset(STAND_INS))
    made, problems = to_pdf(files, folder, soffice, 170, stand_ins)
    assert problems == ()
    assert len(made) == len(wanted)
    return wanted
