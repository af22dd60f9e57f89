"""Printed numbers: rounded one way, percentages that a reader can recompute and add up."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duban.figures import percent, plain, shares, tenth

counts = st.lists(st.integers(0, 10_000), min_size=1, max_size=8)


@pytest.mark.parametrize(
    ("value", "printed"),
    (
        ("20.25", "20.3"),
        ("-20.25", "-20.3"),
        ("-0.04", "0.0"),
        ("24.249", "24.2"),
        ("7", "7.0"),
        ("1e40", "1" + "0" * 40 + ".0"),
    ),
)
def test_tenths_round_halves_away_from_zero_and_never_print_minus_nought(
    value: str, printed: str
) -> None:
    assert str(tenth(Decimal(value))) == printed


def test_percent_of_nothing_is_nought() -> None:
    assert percent(0, 0) == 0
    assert percent(162, 222) == Decimal("73.0")


@given(counts)
def test_shares_sum_to_a_hundred_and_none_is_off_by_a_tenth(numbers: list[int]) -> None:
    found = shares(numbers)
    assert sum(found) == (100 if sum(numbers) else 0)
    for count, share in zip(numbers, found, strict=True):
        exact = Decimal(100) * count / sum(numbers) if sum(numbers) else Decimal(0)
        assert abs(share - exact) < Decimal("0.1")


@given(counts)
def test_no_share_is_printed_for_a_class_that_is_empty(numbers: list[int]) -> None:
    assert all(
        share == 0 for count, share in zip(numbers, shares(numbers), strict=True) if count == 0
    )


@pytest.mark.parametrize(
    ("value", "printed"),
    (("330.00", "330"), ("9.10", "9.1"), ("1E+3", "1000"), ("-0.0", "0"), ("0.000001", "0.000001")),
)
def test_plain_numbers_have_no_exponent_and_no_trailing_noughts(value: str, printed: str) -> None:
    assert plain(Decimal(value)) == printed
