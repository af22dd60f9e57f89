"""Zip packages: the same content gives the same bytes, and text stays text."""

import io
import random
import zipfile
from datetime import UTC, datetime

import openpyxl
import pytest
import xlsxwriter

from duban.model import CHINA
from duban.ooxml import normalise, workbook

NOON = datetime(2023, 4, 3, 12, tzinfo=CHINA)
CORE = (
    '<p><dcterms:created xsi:type="a">{0}</dcterms:created>'
    "<dcterms:modified>{0}</dcterms:modified></p>"
)


def package(names: list[str], written: str, year: int) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as target:
        for name in names:
            info = zipfile.ZipInfo(name, (year, 1, 1, 0, 0, 0))
            info.external_attr = year << 16
            target.writestr(info, CORE.format(written) if name.endswith("core.xml") else name)
    return stream.getvalue()


def test_order_times_and_attributes_of_the_members_leave_no_trace() -> None:
    names = ["xl/a.xml", "[Content_Types].xml", "docProps/core.xml", "word/字.xml"]
    shuffled = random.Random(1).sample(names, len(names))
    one = normalise(package(names, "2023-01-01T00:00:00Z", 2001), NOON)
    other = normalise(package(shuffled, "2024-01-01T00:00:00Z", 2020), NOON)
    assert one == other
    with zipfile.ZipFile(io.BytesIO(one)) as made:
        assert made.namelist()[0] == "[Content_Types].xml"
        assert made.read("docProps/core.xml").count(b"2023-04-03T04:00:00Z") == 2


def test_a_moment_counts_and_its_zone_does_not() -> None:
    content = package(["docProps/core.xml"], "x", 2001)
    assert normalise(content, NOON) == normalise(content, NOON.astimezone(UTC))
    assert normalise(content, NOON) != normalise(content, NOON.replace(hour=13))


@pytest.mark.parametrize("text", ("=1+1", "+1", "-1", "@SUM(A1)", "{=1}", "http://a.b", "0012"))
def test_text_stays_text_however_it_begins(text: str) -> None:
    stream = io.BytesIO()
    with workbook(stream) as book:
        book.add_worksheet().write(0, 0, text)
    cell = openpyxl.load_workbook(stream).active["A1"]  # type: ignore[index]
    assert (cell.value, cell.data_type, cell.hyperlink) == (text, "s", None)


def test_what_excel_would_not_keep_is_an_error() -> None:
    with pytest.raises(UserWarning, match="255"), workbook(io.BytesIO()) as book:
        book.add_worksheet().data_validation(
            0, 0, 9, 0, {"validate": "list", "source": [f"选项{n}" for n in range(99)]}
        )


def test_what_others_write_is_compressed_as_ever() -> None:
    with workbook(io.BytesIO()) as book:
        book.add_worksheet()
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as other:
        other.add_worksheet()
    with zipfile.ZipFile(out) as package:
        kinds = {info.compress_type for info in package.infolist()}
    assert kinds == {zipfile.ZIP_DEFLATED}


def test_text_that_looks_like_the_xml_of_a_rich_text_stays_text() -> None:
    stream = io.BytesIO()
    with workbook(stream) as book:
        sheet = book.add_worksheet("表")
        sheet.write_string(0, 0, "<r><b</r>", book.add_format({"bold": True}))
        sheet.write_string(0, 1, "<r></r>")
        sheet.write_string(0, 2, "<r><t>a</t></r>")
    read = openpyxl.load_workbook(stream)["表"]
    assert [cell.value for cell in read[1]] == ["<r><b</r>", "<r></r>", "<r><t>a</t></r>"]
    assert read["A1"].font.bold
