"""全量数据 on the shipped month: what it prints is what stands in the cell that it cites."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from duban.commands.compiling import compile_quietly
from duban.emit.ledger import ledger
from duban.workspace import Workspace
from tests.emit import read
from tests.emit.reread import unlike
from tests.office import AFTER
from tests.office_on_disk import session

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(scope="module")
def rows() -> list[dict[str, Any]]:
    made = compile_quietly(session(Workspace(ROOT), AFTER), "2023-03")
    return read.ledger({"进展汇总.xlsx": ledger(made)}, "全量数据")


def test_every_value_stands_in_the_cell_that_it_cites(rows: list[dict[str, Any]]) -> None:
    assert len(rows) > 1000
    assert unlike(ROOT, rows) == []
    # A file on its own, a file in a mail, a second version of one.
    assert any("!" in row["文件"] for row in rows)
    assert max(row["版本"] for row in rows) == 2


def test_no_cell_is_listed_twice_and_a_reading_is_in_the_measure(
    rows: list[dict[str, Any]],
) -> None:
    places = Counter((row["文件"], row["工作表"], row["单元格"]) for row in rows)
    assert set(places.values()) == {1}
    for row in rows:
        plain = str(row["内容"]).replace(".", "", 1).isdigit()
        if row["栏目"] == "本月累计完成值" and plain and not row["读法"]:
            assert Decimal(str(row["读数"])) == Decimal(str(row["内容"]))
        elif row["栏目"] != "本月累计完成值":
            assert row["读数"] is None
