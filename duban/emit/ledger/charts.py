"""Native charts that tell apart without colour: by pattern, marker, dash and printed figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import Enum
from typing import Any

from msgspec import Struct

_LINE = {"color": "#000000", "width": 0.75}
_FONT = {"name": "宋体", "size": 10, "bold": False, "color": "#000000"}
_TITLE = {"name": "黑体", "size": 12, "bold": False, "color": "#000000"}


class Look(Enum):
    """How a bar is filled; in grey print each is as different as in colour."""

    DARK = "dark"
    STRIPED = "striped"
    DOTTED = "dotted"
    MIDDLE = "middle"
    LIGHT = "light"
    PALE = "pale"
    EMPTY = "empty"


_FILLS: Mapping[Look, Mapping[str, object]] = {
    Look.DARK: {"fill": {"color": "#A61B1B"}},
    Look.STRIPED: {
        "pattern": {
            "pattern": "wide_upward_diagonal",
            "fg_color": "#B7791F",
            "bg_color": "#FFFFFF",
        }
    },
    Look.DOTTED: {
        "pattern": {"pattern": "percent_20", "fg_color": "#404040", "bg_color": "#FFFFFF"}
    },
    Look.MIDDLE: {"fill": {"color": "#6FA84F"}},
    Look.LIGHT: {"fill": {"color": "#D5E8C8"}},
    Look.PALE: {"fill": {"color": "#FFE699"}},
    Look.EMPTY: {"fill": {"color": "#FFFFFF"}},
}


class Area(Struct, frozen=True):
    """Cells of one column of a sheet, 0-based, the last row included."""

    sheet: str
    column: int
    first: int
    last: int
    data: tuple[object, ...] | None = None
    """What stands in them, None for nothing, where XlsxWriter does not write the sheet's rows."""

    @property
    def cells(self) -> list[object]:
        """As XlsxWriter takes it."""
        return [self.sheet, self.first, self.column, self.last, self.column]


class Bars(Struct, frozen=True):
    """One series of bars: its name, figures, and the look of all bars or of each."""

    name: str
    values: Area
    looks: tuple[Look, ...]

    @property
    def label(self) -> dict[str, object]:
        """The figures on the bars: white on a dark one; of stacked bars a 0 is left out."""
        if len(self.looks) > 1:
            return {"value": True, "font": _FONT}
        colour = "#FFFFFF" if self.looks[0] is Look.DARK else "#000000"
        return {"value": True, "font": {**_FONT, "color": colour}, "num_format": "0;;"}


class Trace(Struct, frozen=True):
    """One line of a line chart."""

    name: str
    values: Area
    dash: str
    marker: str


def bars(book: Any, title: str, names: Area, series: Sequence[Bars], *, flat: bool = False) -> Any:
    """Upright bars, or ``flat`` ones, several series stacked; each with its figure on it."""
    kind = {"type": "bar" if flat else "column"}
    chart = book.add_chart({**kind, "subtype": "stacked"} if len(series) > 1 else kind)
    for one in series:
        looks: dict[str, object] = dict(_FILLS[one.looks[0]])
        if len(one.looks) > 1:
            looks = {"points": [{**_FILLS[look], "border": _LINE} for look in one.looks]}
        chart.add_series(
            {
                "name": one.name,
                "categories": names.cells,
                "values": one.values.cells,
                "data_labels": one.label,
                "border": _LINE,
                "gap": 60,
                **looks,
            }
        )
    _finish(chart, title, legend=len(series) > 1)
    if flat:
        chart.set_y_axis({"reverse": True, "num_font": _FONT, "line": _LINE})
        chart.set_x_axis({"visible": False, "major_gridlines": {"visible": False}, "min": 0})
    return chart


def lines(book: Any, title: str, names: Area, series: Sequence[Trace]) -> Any:
    """Lines over the year's months in per cent, told apart by dash and marker."""
    chart = book.add_chart({"type": "line"})
    for place, one in enumerate(series):
        chart.add_series(
            {
                "name": one.name,
                "categories": names.cells,
                "categories_data": names.data,
                "values": one.values.cells,
                "values_data": one.values.data,
                "line": {"color": "#000000", "width": 1.75, "dash_type": one.dash},
                "marker": {
                    "type": one.marker,
                    "size": 7,
                    "fill": {"color": "#FFFFFF" if place else "#000000"},
                    "border": {"color": "#000000"},
                },
                "data_labels": {
                    "value": True,
                    "font": _FONT,
                    "num_format": "0.0",
                    "position": "below" if place else "above",
                },
            }
        )
    _finish(chart, title, legend=True)
    axis = {"min": 0, "max": 100, "num_font": _FONT, "num_format": "0", "line": _LINE}
    chart.set_y_axis({**axis, "major_gridlines": {"visible": True, "line": {"color": "#BFBFBF"}}})
    chart.show_blanks_as("gap")
    return chart


def _finish(chart: Any, title: str, *, legend: bool) -> None:
    chart.set_title({"name": title, "name_font": _TITLE, "overlay": False})
    chart.set_legend({"position": "bottom", "font": _FONT} if legend else {"none": True})
    chart.set_x_axis({"num_font": _FONT, "line": _LINE})
    chart.set_y_axis({"visible": False, "major_gridlines": {"visible": False}, "min": 0})
    chart.set_chartarea({"border": {"color": "#7F7F7F"}, "fill": {"color": "#FFFFFF"}})
    chart.set_plotarea({"fill": {"color": "#FFFFFF"}})
