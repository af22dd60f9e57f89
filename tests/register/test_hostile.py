"""Whatever stands in a task map's cells, the checks name cells and never break."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from duban.calendar import Calendar
from duban.register import load, schema, validate
from duban.register.schema import FIRST_ROW, HEADER_ROW
from duban.workbooks.book import CellError

values = st.one_of(
    st.none(),
    st.text(max_size=12),
    st.integers(-(10**20), 10**20),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
    st.dates(),
    st.datetimes(),
    st.just(CellError("#REF!")),
    st.sampled_from(
        (
            *("1", "1", "2", "22-1", "市教育局", "各镇", "U01", "2023-03", "2023-02-30", "9999-12"),
            *("1e999999", "-0", "１", "17:00", "是", "累计量", "免报", "25", "截至日", "报送时点"),
        )
    ),
)


@st.composite
def sheets(draw: st.DrawFn) -> dict[str, dict[tuple[int, int], object]]:
    """The declared sheets, each with its header and up to four rows of anything."""
    made: dict[str, dict[tuple[int, int], object]] = {}
    for spec in schema.SHEETS:
        if draw(st.integers(0, 9)) == 0:
            continue
        cells: dict[tuple[int, int], object] = {
            (HEADER_ROW, place): column.header for place, column in enumerate(spec.columns, 1)
        }
        for row in range(FIRST_ROW, FIRST_ROW + draw(st.integers(0, 4))):
            for place in range(1, len(spec.columns) + 1):
                value = draw(values)
                if value is not None:
                    cells[row, place] = value
        made[spec.name] = cells
    return made


@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(sheets(), st.booleans())
def test_any_cells_give_findings_with_places(
    cells: dict[str, dict[tuple[int, int], object]], assume: bool
) -> None:
    taskmap, findings = load(cells, "taskmap/2023.xlsx", 2023, Calendar(assume))
    for finding in [*findings, *validate(taskmap)]:
        assert finding.source.file
        assert finding.source.sheet
        assert finding.message
        assert finding.advice
    assert taskmap.reporting_units is not None
    missing = {f.source.sheet for f in findings if f.code == "sheet_missing"}
    needed = {spec.name for spec in schema.SHEETS if not spec.optional}
    assert missing == needed - cells.keys()
