"""Row heights: enough lines for the text as office programs wrap it."""

import pytest

from duban.rowheight import EXCEL_MAX_HEIGHT, display_width, row_height, wrapped_lines


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    (
        ("", 10, 1),
        ("一二三四五", 11, 1),
        ("一二三四五六", 11, 2),
        ("一\n\n二", 11, 3),
        # 25 units hold twelve full-width characters and not twelve and a half.
        ("字" * 25, 26, 3),
        ("累计 incubators", 12, 2),
        ("A" * 25, 11, 3),
    ),
)
def test_lines_of_a_wrapped_text(text: str, width: float, lines: int) -> None:
    assert wrapped_lines(text, width) == lines


def test_full_width_characters_are_two_units() -> None:
    assert display_width("督办AB１") == 8


def test_a_row_is_as_high_as_its_longest_cell_up_to_what_excel_takes() -> None:
    assert row_height([(10, "短"), (10, "长" * 20)], 11) > row_height([(10, "短")], 11)
    assert row_height([(10, "长" * 5000)], 11) == EXCEL_MAX_HEIGHT
    assert row_height([], 11) > 11
