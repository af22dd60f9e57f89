"""Names that contain a separator survive the cell that they are written to."""

from __future__ import annotations

import pytest

from duban.register.cells import split_names


@pytest.mark.parametrize(
    ("text", "names"),
    (
        ("市教育局、市水利局", ("市教育局", "市水利局")),
        ("市教育局\n市水利局；市商务局", ("市教育局", "市水利局", "市商务局")),
        ("各乡镇（街道、场）、市教育局", ("各乡镇（街道、场）", "市教育局")),
        ("市发改委(粮食局、物资局)", ("市发改委(粮食局、物资局)",)),
        ("各县、市、区政府、市教育局", ("各县、市、区政府", "市教育局")),
        ("市教育局\n各县、市、区政府", ("市教育局", "各县、市、区政府")),
        ("、、\n", ()),
        ("（未完、", ("（未完",)),
    ),
)
def test_a_cell_of_names(text: str, names: tuple[str, ...]) -> None:
    assert split_names(text, ("各县、市、区政府", "各银行机构")) == names
