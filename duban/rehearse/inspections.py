"""Fills an issued inspection form in as a team would: what it found beside what was reported."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from random import Random

from duban.forms.fields import INSPECTION
from duban.forms.write import HEADER_ROW
from duban.ooxml import normalise

_FACTS = (
    "查阅台账和付款凭证，现场清点。",
    "走访项目现场，与施工单位核对。",
    "抽查档案，电话回访。",
)


def filled_inspection(
    form: bytes, found: Mapping[str, Decimal], moment: datetime, random: Random
) -> bytes:
    """The returned form; every row is confirmed as reported but those of ``found``.

    ``found``: row id ('3/U003/lead#1') → the value that the team found instead.
    """
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(form))
    sheet = book[INSPECTION.sheet]
    column = {field.name: INSPECTION.index(field.name) + 1 for field in INSPECTION.fields}
    for number in range(HEADER_ROW + 1, sheet.max_row + 1):
        row_id = str(sheet.cell(number, column["row_id"]).value)
        reported = sheet.cell(number, column["reported"]).value
        value = found.get(row_id)
        said = float(value) if value is not None else reported
        sheet.cell(number, column["verified"]).value = said
        sheet.cell(number, column["conclusion"]).value = "属实" if value is None else "不属实"
        sheet.cell(number, column["facts"]).value = random.choice(_FACTS)
        for name, known in (("on", f"{moment:%Y-%m-%d}"), ("means", "现场核实")):
            if not sheet.cell(number, column[name]).value:
                sheet.cell(number, column[name]).value = known
    stream = io.BytesIO()
    book.save(stream)
    return normalise(stream.getvalue(), moment)
