"""Several PDFs bound into one: each begins a sheet, every page has its number in the whole."""

from __future__ import annotations

import io
from collections.abc import Sequence

_CORNER, _SIZE = 24.0, 9.0
"""Of the number, in points: its distance from the top and the right edge, its size."""
_DIGIT = 0.556
"""Width of a Helvetica digit, in parts of its size (Adobe Core 14 metrics)."""


def pages_of(pdf: bytes) -> int:
    """How many pages ``pdf`` has. Raises ValueError for what is no PDF."""
    import pypdfium2

    try:
        with pypdfium2.PdfDocument(pdf) as document:
            return len(document)
    except pypdfium2.PdfiumError as error:
        raise ValueError(str(error)) from None


def first_pages(counts: Sequence[int]) -> tuple[int, ...]:
    """The number of the first page of each part, if all begin on the front of a sheet."""
    firsts, page = [], 1
    for count in counts:
        firsts.append(page)
        page += count + count % 2
    return tuple(firsts)


def bind(parts: Sequence[bytes]) -> bytes:
    """One PDF of ``parts``, with a blank page after each odd one, numbered at the top right.

    The number tells where in the whole a page stands, beside the part's own page numbers. The
    blank after the last part is left out. Raises ValueError for a part that is no PDF.
    """
    import pypdfium2

    bound = pypdfium2.PdfDocument.new()
    try:
        for place, part in enumerate(parts):
            with pypdfium2.PdfDocument(part) as source:
                count = len(source)
                size = source[count - 1].get_size()
                bound.import_pages(source)
            if count % 2 and place < len(parts) - 1:
                bound.new_page(*size).close()
        total = len(bound)
        for number in range(total):
            _stamp(bound, number, f"{number + 1}/{total}")
        stream = io.BytesIO()
        bound.save(stream)
    except pypdfium2.PdfiumError as error:
        raise ValueError(str(error)) from None
    finally:
        bound.close()
    return stream.getvalue()


def _stamp(document: object, number: int, text: str) -> None:
    """Writes ``text`` at the top right of a page, in a font that every PDF reader has."""
    from pypdfium2 import PdfDocument, raw

    assert isinstance(document, PdfDocument)
    page = document[number]
    width, height = page.get_size()
    words = raw.FPDFPageObj_NewTextObj(document, b"Helvetica", _SIZE)
    encoded = (text + "\0").encode("utf-16-le")
    buffer = (raw.FPDF_WCHAR * (len(encoded) // 2)).from_buffer_copy(encoded)
    raw.FPDFText_SetText(words, buffer)
    left = width - _CORNER - len(text) * _DIGIT * _SIZE
    raw.FPDFPageObj_Transform(words, 1, 0, 0, 1, left, height - _CORNER)
    raw.FPDFPage_InsertObject(page, words)
    page.gen_content()
    page.close()
