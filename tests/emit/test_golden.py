"""Golden files: the outputs of the small office's month, part by part.

After an intended change look at the differences, then write them anew with
``python -m tests.emit.test_golden`` and commit what changed in tests/emit/golden/.

Kept are the parts that the emitters are answerable for: of a document its paragraphs and tables,
of a workbook its sheets, texts and links, of the page its data. How an official document is laid
out is held by tests/gongwen.
"""

import io
import json
import re
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path

import docx
import pytest
from docx.table import Table
from lxml import etree

from tests.office import SCHOOL, compiled, emitted, full_month, issued, office, returned

GOLDEN = Path(__file__).parent / "golden"
_SHEET_PARTS = re.compile(r"xl/(worksheets/|sharedStrings)")
_DIGEST = re.compile("[0-9a-f]{64}")
"""Of a returned workbook: its compression differs between builds of zlib."""


def month() -> dict[str, bytes]:
    """Every output of a month with a lagging unit, an older version and a photograph."""
    taskmap = office()
    lagging = """
        | 序号 | 职责 | 本月累计完成值 | 进展情况        | 状态     | 存在问题   |
        | 1    | 牵头 | 30             | 新增学位30个    | 进展滞后 | 用地未批复 |
        | 4    | 牵头 | 待统计数       | 检查学校12所    | 正常推进 |            |
    """
    files = {
        **full_month(taskmap, U01=lagging),
        "教育局初稿.xlsx": returned(issued(taskmap, SCHOOL)),
        "照片.png": b"\x89PNG\r\n\x1a\n",
    }
    del files["市水利局.xlsx"]
    return emitted(compiled(taskmap, files))


def parts(files: dict[str, bytes]) -> dict[str, list[str]]:
    """Every output, or each of its parts, as lines."""
    made: dict[str, list[str]] = {}
    for name, data in files.items():
        if name.endswith(".docx"):
            made[name] = list(_document(data))
        elif name.endswith(".xlsx"):
            with zipfile.ZipFile(io.BytesIO(data)) as package:
                for member in filter(_SHEET_PARTS.match, package.namelist()):
                    made[f"{name}/{member}"] = _xml(package.read(member))
        elif name.endswith(".html"):
            made[name] = _page(data.decode())
        else:
            made[name] = _DIGEST.sub("…", data.decode()).splitlines()
    return made


def _document(data: bytes) -> Iterator[str]:
    for block in docx.Document(io.BytesIO(data)).iter_inner_content():
        if isinstance(block, Table):
            for row in block.rows:
                yield " | ".join(cell.text.replace("\n", "/") for cell in row.cells)
        elif text := "".join(block.text.split()):
            yield f"[{block.style.name if block.style else ''}] {text}"


def _xml(data: bytes) -> list[str]:
    root = etree.fromstring(data)
    etree.indent(root)
    return str(etree.tostring(root, encoding="unicode")).splitlines()


def _page(text: str) -> list[str]:
    found = re.search(r'<script type="application/json"[^>]*>(.*?)</script>', text, re.DOTALL)
    assert found
    return json.dumps(json.loads(found[1]), ensure_ascii=False, indent=1).splitlines()


def golden() -> dict[str, list[str]]:
    return {
        path.relative_to(GOLDEN).as_posix().removesuffix(".txt"): path.read_text().splitlines()
        for path in sorted(GOLDEN.rglob("*.txt"))
    }


def write() -> None:
    """Writes the golden files anew."""
    shutil.rmtree(GOLDEN, ignore_errors=True)
    for name, lines in parts(month()).items():
        path = GOLDEN / f"{name}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join(lines) + "\n")


@pytest.fixture(scope="module")
def made() -> dict[str, list[str]]:
    return parts(month())


def test_the_parts_are_those_of_the_golden_month(made: dict[str, list[str]]) -> None:
    assert sorted(made) == sorted(golden())


@pytest.mark.parametrize("name", sorted(golden()))
def test_a_part_is_as_it_was(made: dict[str, list[str]], name: str) -> None:
    new, old = made.get(name, []), golden()[name]
    for number, (is_now, was) in enumerate(zip(new, old, strict=False), start=1):
        if is_now != was:
            pytest.fail(f"{name}, line {number}:\n  was {was.strip()}\n  now {is_now.strip()}")
    assert len(new) == len(old)


if __name__ == "__main__":
    write()
