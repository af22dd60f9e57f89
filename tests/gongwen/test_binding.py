"""Parts bound into one: all there, each on the front of a sheet, pages numbered through."""

from __future__ import annotations

import io

import pypdfium2
import pytest

from duban.gongwen.binding import bind, first_pages, pages_of

A4, A3_LANDSCAPE = (595.0, 842.0), (1191.0, 842.0)


def blank(pages: int, size: tuple[float, float] = A4) -> bytes:
    document = pypdfium2.PdfDocument.new()
    for _ in range(pages):
        document.new_page(*size).close()
    stream = io.BytesIO()
    document.save(stream)
    document.close()
    return stream.getvalue()


def read(data: bytes) -> list[tuple[tuple[float, float], str]]:
    """(size, text) of each page."""
    with pypdfium2.PdfDocument(data) as document:
        return [(page.get_size(), page.get_textpage().get_text_range()) for page in document]


def test_each_part_begins_a_sheet_and_pages_are_numbered_through() -> None:
    pages = read(bind([blank(1), blank(3, A3_LANDSCAPE), blank(2)]))
    assert [size for size, _ in pages] == [A4, A4, *[A3_LANDSCAPE] * 4, A4, A4]
    assert [text for _, text in pages] == [f"{number}/8" for number in range(1, 9)]


def test_no_blank_page_ends_the_whole() -> None:
    assert pages_of(bind([blank(2), blank(1)])) == 3


@pytest.mark.parametrize(
    ("counts", "firsts"), (((1, 25, 13, 22), (1, 3, 29, 43)), ((2, 2), (1, 3)), ((), ()))
)
def test_the_contents_name_the_page_on_which_each_part_begins(
    counts: tuple[int, ...], firsts: tuple[int, ...]
) -> None:
    assert first_pages(counts) == firsts
    bound = read(
        bind([blank(count, (100.0 + n, 200.0)) for n, count in enumerate(counts)] or [blank(1)])
    )
    for number, first in enumerate(firsts):
        assert bound[first - 1][0] == (100.0 + number, 200.0)


def test_what_is_no_pdf_is_refused() -> None:
    for call in (lambda: bind([blank(1), b"PK"]), lambda: pages_of(b"")):
        with pytest.raises(ValueError, match=r"Failed|load"):
            call()
