"""Row heights: enough lines for the text as office programs wrap it."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duban.rowheight import EXCEL_MAX_HEIGHT, display_width, parts, row_height, wrapped_lines


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


def counted_one_by_one(text: str, width: float) -> int:
    """The lines as a program makes them, a character or a Latin word after the other."""
    usable = max(width - 1.0, 2.0)
    count = 0
    for line in text.split("\n"):
        count, used = count + 1, 0.0
        for piece in re.findall("[!-~]+|.", line):
            wide = display_width(piece)
            if used and used + wide > usable:
                count, used = count + 1, 0.0
            used += wide
            while used > usable:
                count, used = count + 1, used - usable
    return count


@given(
    st.text(st.sampled_from("字督，。“”—…aB9%() \n１é🎉"), max_size=120),
    st.sampled_from([2, 3, 7.5, 9, 20.33, 60]),
)
def test_runs_counted_at_once_give_the_lines_of_single_characters(text: str, width: float) -> None:
    assert wrapped_lines(text, width) == counted_one_by_one(text, width)


@given(
    st.text(st.sampled_from("字督，a9 \n"), max_size=300),
    st.sampled_from([5, 20, 60]),
    st.integers(1, 5),
)
def test_a_text_is_cut_into_parts_that_fit_and_loses_nothing(
    text: str, width: float, lines: int
) -> None:
    cut = list(parts(text, width, lines))
    assert "".join(cut) == text
    assert all(wrapped_lines(part, width) <= max(lines, 1) for part in cut if len(part) > 1)
