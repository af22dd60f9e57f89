"""A rehearsed year of a small office: found exactly as planted; each story climbs its ladder."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from duban.catalogue import CODES
from duban.commands.rehearsing import rehearse
from duban.emit.ledger import ledger
from duban.escalation import Step, climb
from duban.model import CHINA, Light
from duban.rehearse.stories import Story
from duban.rules import Level
from duban.scoring import score_year
from duban.workspace import Stop
from tests.emit import read
from tests.emit.reread import unlike
from tests.months import PERIODS
from tests.office import office
from tests.rehearse.years import JUDGED, Year, compile_year, furnished, play_year, year_office

UNITS = 20
NEVER = {*JUDGED, "pending", "internal", "merged_cells", "ledger_unmatched", "ledger_unclear"}
"""Not planted: lights are judged, 待报送 is only before the deadline, a crash is nobody's fault;
no rehearsed unit merges cells or has a level below it.
"""


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Year:
    session = furnished(tmp_path_factory.mktemp("year"), year_office(UNITS))
    play_year(session, 1)
    return compile_year(session)


def test_every_month_is_found_exactly_as_planted(year: Year) -> None:
    for month in year.months:
        name = month.period.name
        planted, flagged = year.planted(name), year.flagged(month)
        assert (name, planted - flagged, flagged - planted) == (name, {}, {})


def test_every_kind_of_fault_is_planted_in_a_year(year: Year) -> None:
    codes = {place[0] for month in year.months for place in year.planted(month.period.name)}
    assert set(CODES) - NEVER == codes


def test_every_value_of_the_year_stands_in_the_cell_that_it_cites(year: Year) -> None:
    root = year.session.workspace.root
    for month in (year.months[1], year.last):
        rows = read.ledger({"进展汇总.xlsx": ledger(month)}, "全量数据")
        assert len(rows) > 400
        assert unlike(root, rows) == []
        came = {
            s.receipt.path: f"{s.receipt.at.astimezone(CHINA):%Y-%m-%d %H:%M}"
            for s in month.submissions
        }
        reported = [row for row in rows if row["栏目"] != "核实值"]
        assert [row["收到时间"] for row in reported] == [came[row["文件"]] for row in reported]
        assert month is not year.last or len(reported) < len(rows)


def steps(year: Year, story: Story) -> list[tuple[str, str, str | None]]:
    """(level, since, closed) of the story's own steps; both as months."""
    unit, task = year.stories[story.label]
    return [
        (step.level.label, step.since[5:], step.closed and step.closed[5:])
        for step in year.last.steps
        if (step.unit, step.task) == (unit, task)
    ]


def test_who_reports_as_asked_climbs_no_step(year: Year) -> None:
    assert steps(year, Story.GOOD) == []


def test_two_late_months_are_one_reminder_that_ends(year: Year) -> None:
    assert steps(year, Story.TARDY) == [("提醒", "04", "06")]


def test_three_silent_months_climb_a_step_each_until_the_form_is_in(year: Year) -> None:
    assert steps(year, Story.SILENT) == [
        ("提醒", "05", "06"),
        ("督办", "06", "07"),
        ("预警", "07", "08"),
    ]


def test_a_task_that_stands_still_climbs_to_the_top(year: Year) -> None:
    assert steps(year, Story.STALLED) == [
        ("预警", "06", "07"),
        ("约谈", "07", "09"),
        ("问责", "09", None),
    ]


def test_two_yellows_are_a_warning_that_ends_when_the_task_has_caught_up(year: Year) -> None:
    assert steps(year, Story.RECOVERING) == [("预警", "04", "05")]


def test_a_false_report_is_supervised_until_it_is_put_right(year: Year) -> None:
    assert steps(year, Story.FALSIFIED) == [("督办", "06", "07")]


def test_the_lights_of_a_standstill_follow_from_the_calendar(year: Year) -> None:
    _, task = year.stories[Story.STALLED.label]
    lights = [next(s.light for s in month.standings if s.task.key == task) for month in year.months]
    # A quarter done in March stays; April is 8.3 points behind, May 16.7, July 33.3.
    green, yellow, red = Light.GREEN, Light.YELLOW, Light.RED
    assert lights == [*[green] * 4, *[yellow] * 2, *[red] * 6]


def test_december_remembers_what_each_month_said(year: Year) -> None:
    history = [*(month.facts for month in year.months)]
    assert climb(year.last.taskmap, history) == year.last.steps
    for place, month in enumerate(year.months):
        assert open_then(year.last.steps, month.period.name) == {
            (s.unit, s.task, s.level) for s in month.steps if s.closed is None
        }, place


def open_then(steps: tuple[Step, ...], period: str) -> set[tuple[str, str, Level]]:
    """The steps in force in a period, as a later month tells them."""
    return {
        (s.unit, s.task, s.level)
        for s in steps
        if s.since <= period and (s.closed is None or s.closed > period)
    }


def test_scores_recompute_from_their_marks(year: Year) -> None:
    history = [month.facts for month in year.months]
    scored = score_year(year.last.taskmap, history, year.last.steps)
    assert [s.rows for s in scored.months[-1:]] == [year.last.scores.rows]
    for row in scored.whole.rows:
        total = row.base
        for tally in row.tallies:
            points = sum((mark.points for mark in tally.marks), Decimal(0))
            assert points == tally.total
            cap = tally.rule.cap
            total += points if cap is None else max(-abs(cap), min(abs(cap), points))
        assert row.total == max(total, Decimal(0))
    late = year.stories[Story.TARDY.label][0]
    row = scored.whole.of(late)
    assert row is not None
    assert {t.rule.event: t.total for t in row.tallies}["逾期报送"] == Decimal("-1.0")


def small_year(root: Path, seed: int) -> Year:
    """Three units, six tasks, twelve months."""
    session = furnished(root, office(periods=PERIODS))
    play_year(session, seed)
    return compile_year(session)


def test_the_smallest_office_is_found_exactly_as_planted_too(tmp_path: Path) -> None:
    for seed in (1, 2):
        (tmp_path / str(seed)).mkdir()
        year = small_year(tmp_path / str(seed), seed)
        for month in year.months:
            name = month.period.name
            planted, flagged = year.planted(name), year.flagged(month)
            assert (seed, name, planted - flagged, flagged - planted) == (seed, name, {}, {})


def test_the_same_seed_plays_the_same_year_and_what_was_there_is_set_aside(tmp_path: Path) -> None:
    periods = PERIODS[:3]
    session = furnished(tmp_path, office(periods=periods))
    inbox = session.workspace.inbox("2023-01").parent
    play_year(session, 1)
    first = contents(inbox)
    with pytest.raises(Stop):
        play_year(session, 1)
    assert contents(inbox) == first
    rehearse(session, "2023", 1, force=True)
    again = contents(inbox)
    assert {name: data for name, data in again.items() if "演练前" not in name} == first
    assert len(again) == 2 * len(first) - 2  # the two lists are written anew


def contents(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}
