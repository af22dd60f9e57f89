"""What is written into a task map comes back as it was, awkward text included."""

from __future__ import annotations

import io
from datetime import date, datetime, time
from decimal import Decimal

import openpyxl
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec import Struct
from msgspec.structs import asdict
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from duban.model import (
    CHINA,
    Direction,
    Doubt,
    Group,
    Indicator,
    Inspection,
    Kind,
    Milestone,
    Period,
    Ruling,
    Task,
    Unit,
)
from duban.register import TaskMap, schema
from duban.register.load import GIVEN
from duban.register.settings import Settings
from duban.register.write import write
from duban.rules import LadderRule, Level, Often, Scope, ScoreRule
from duban.text import EXCEL_CELL_LIMIT, cell_text, clean
from tests.register.drawn import read

MOMENT = datetime(2023, 2, 2, tzinfo=CHINA)

words = st.one_of(
    st.text(max_size=40),
    st.sampled_from(
        ("=1+1", "+86", "-1", "@甲", "'甲", "{=A1}", "http://a.b/", "0012", "1e5", "TRUE", "#REF!")
    ),
    st.sampled_from(("_x0041_甲", "شارع", "甲\u202e乙", "𠀀😀", "甲\t乙\r\n丙\x07", "&<>\"'")),
).map(clean)
filled = words.filter(bool)
# Names are separated by commas and line breaks in a cell, so they cannot contain them.
names = filled.map(lambda text: "".join(c for c in text if c not in "、,，;；\n").strip()).filter(
    bool
)
several = st.lists(names, max_size=3, unique=True).map(tuple)
numbers = st.integers(-(10**14), 10**14).map(lambda n: Decimal(n).scaleb(-4).normalize())
days = st.dates(date(2000, 1, 1), date(2099, 12, 31))
ordinals = st.integers(1, 999)
periods = st.integers(1, 12).map(lambda month: f"2023-{month:02d}")
keys = st.one_of(ordinals.map(str), st.builds("{}-{}".format, ordinals, ordinals))
doubts = st.none() | st.builds(
    Doubt,
    filled,
    st.lists(filled.filter(lambda text: "\n" not in text), max_size=3).map(tuple),
)
plain_doubts = st.none() | st.builds(Doubt, filled)

taskmaps = st.builds(
    TaskMap,
    year=st.just(2023),
    tasks=st.lists(
        st.builds(
            Task,
            no=ordinals,
            text=filled,
            leads=several,
            cos=several,
            subtask=st.integers(0, 9),
            title=words,
            leader=words,
            due=words,
            excluded=words,
            superior=st.just("") | keys,
            doubt=doubts,
        ),
        min_size=1,
        max_size=3,
    ).map(tuple),
    units=st.lists(
        st.builds(
            Unit,
            code=filled,
            name=filled,
            full_name=words,
            aliases=several,
            kind=words,
            order=st.integers(0, 9999),
            emails=several,
            liaison=words,
            phone=words,
            reports=st.booleans(),
        ),
        max_size=3,
    ).map(tuple),
    groups=st.lists(st.builds(Group, filled, several, words), max_size=2).map(tuple),
    indicators=st.lists(
        st.builds(
            Indicator,
            task=keys,
            seq=ordinals,
            name=filled,
            target=numbers,
            measure=filled,
            direction=st.sampled_from(Direction),
            kind=st.sampled_from(Kind),
            words=words,
            superior=st.none() | st.integers(0, 9),
            doubt=plain_doubts,
        ),
        max_size=3,
    ).map(tuple),
    milestones=st.lists(
        st.builds(
            Milestone,
            task=keys,
            period=periods,
            indicator=st.integers(0, 9),
            value=st.none() | numbers,
            deed=words,
            quality=words,
        ),
        max_size=2,
    ).map(tuple),
    periods=st.lists(
        st.builds(
            Period,
            name=periods,
            cutoff=days,
            deadline=st.builds(
                datetime.combine,
                days,
                st.times(time(0, 1)).map(lambda t: t.replace(second=0, microsecond=0)).filter(bool),
                st.just(CHINA),
            ).filter(lambda moment: moment.time() != time(0, 0)),
            basis=st.just(GIVEN),
        ),
        max_size=2,
    ).map(tuple),
    rulings=st.lists(
        st.builds(
            Ruling,
            period=periods,
            subject=st.sampled_from(schema.RULING_SUBJECTS),
            unit=words,
            task=words,
            target=words,
            value=words,
            reason=filled,
            by=filled,
            on=days,
        ),
        max_size=2,
    ).map(tuple),
    inspections=st.lists(
        st.builds(
            Inspection,
            period=periods,
            task=keys,
            unit=filled,
            indicator=st.integers(0, 9),
            verified=st.none() | numbers,
            means=words,
            by=words,
            on=st.none() | days,
            conclusion=words,
        ),
        max_size=2,
    ).map(tuple),
    ladder=st.lists(
        st.builds(
            LadderRule,
            events=several.filter(bool),
            often=st.sampled_from(Often),
            times=ordinals,
            level=st.sampled_from(Level),
            scope=st.sampled_from(Scope),
            tasks=several,
            letter=words,
            note=words,
        ),
        max_size=2,
    ).map(tuple),
    scores=st.lists(
        st.builds(
            ScoreRule,
            event=filled,
            points=numbers,
            cap=st.none() | numbers,
            co=st.none() | numbers,
            note=words,
        ),
        max_size=2,
    ).map(tuple),
    settings=st.builds(
        lambda place, remark, day, hour, red: Settings(
            place=place,
            remark=remark,
            cutoff_day=day,
            deadline_hour=hour,
            red_points=Decimal(red),
            count_subtasks=day % 2 == 0,
        ),
        words,
        words,
        st.integers(1, 31),
        st.times().map(lambda t: t.replace(second=0, microsecond=0)),
        st.integers(10, 100),
    ),
)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(taskmaps)
def test_a_written_task_map_is_read_back_as_it_was(taskmap: TaskMap) -> None:
    found, _ = read(write(taskmap, MOMENT))
    for part in (
        *("tasks", "units", "groups", "indicators", "milestones", "periods"),
        *("rulings", "inspections", "ladder", "scores"),
    ):
        before, after = getattr(taskmap, part), getattr(found, part)
        assert [_bare(item) for item in after] == [_bare(item) for item in before]
    assert found.settings == taskmap.settings


def _bare(item: Struct) -> dict[str, object]:
    return {name: said for name, said in asdict(item).items() if name != "source"}


def test_the_same_task_map_gives_the_same_bytes() -> None:
    taskmap = TaskMap(2023, tasks=(Task(1, "学位", ("市教育局",)),))
    assert write(taskmap, MOMENT) == write(taskmap, MOMENT)
    assert write(taskmap, MOMENT) != write(taskmap, MOMENT.replace(hour=1))


def test_a_text_longer_than_a_cell_is_cut_where_it_can_be_seen() -> None:
    text = "进" * (EXCEL_CELL_LIMIT + 9)
    found, _ = read(write(TaskMap(2023, tasks=(Task(1, text, ("市教育局",)),)), MOMENT))
    assert found.tasks[0].text == cell_text(text)
    assert found.tasks[0].text.endswith("…")


def test_an_office_finds_frozen_headers_prompts_and_drop_downs() -> None:
    taskmap = TaskMap(2023, tasks=(Task(1, "学位" * 200, ("市教育局",)),))
    book = openpyxl.load_workbook(io.BytesIO(write(taskmap, MOMENT)))
    assert book.sheetnames == [spec.name for spec in schema.SHEETS]
    for spec in schema.SHEETS:
        sheet = book[spec.name]
        assert sheet["A1"].value == spec.explanation
        assert [cell.value for cell in sheet[2]] == [column.header for column in spec.columns]
        assert sheet.freeze_panes.endswith("3")
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
        assert sheet.print_title_rows == "$2:$2"
        lists = {next(iter(rule.sqref.ranges)).min_col for rule in _lists(sheet)}
        assert lists == {
            place
            for place, column in enumerate(spec.columns, start=1)
            if column.choices or column.holds is schema.Holds.YES_NO
        }
    assert book["任务"].row_dimensions[3].height > 100


def _lists(sheet: Worksheet) -> list[DataValidation]:
    return [rule for rule in sheet.data_validations.dataValidation if rule.type == "list"]
