"""Versions, copies, formats and what is set aside: nothing that arrives is lost."""

from datetime import timedelta

import pytest

from duban.intake import receipts
from duban.intake.collect import Intake, collect
from duban.parcels.unpack import Item
from tests.office import (
    AFTER,
    FEBRUARY,
    FULL,
    IN_TIME,
    INBOX,
    SCHOOL,
    UNITS,
    found,
    full_month,
    gathered,
    issued,
    office,
    parsed,
    returned,
)
from tests.parcels.made import attached, mail, zipped

OFFICE = office()
FORM = returned(issued(OFFICE, SCHOOL), FULL[SCHOOL])
NEWER = returned(issued(OFFICE, SCHOOL), FULL[SCHOOL].replace("300", "310"))
LATER = IN_TIME + timedelta(hours=2)


def versions(intake: Intake) -> list[tuple[str, int, bool, str]]:
    return [
        (s.receipt.path.removeprefix(INBOX), s.version, s.used, s.why_not)
        for s in intake.submissions
    ]


def test_the_later_version_counts_whatever_the_names_say() -> None:
    files = {"终稿.xlsx": FORM, "初稿.xlsx": NEWER}
    intake = gathered(OFFICE, files, moments={"初稿.xlsx": LATER})
    assert versions(intake) == [
        ("终稿.xlsx", 1, False, "另有更新的版本"),
        ("初稿.xlsx", 2, True, ""),
    ]
    assert found(intake.findings) == [("superseded", "市教育局", "", "")]
    assert intake.findings[0].message == "第1次报送的填报表未采用：另有更新的版本"


def test_the_same_file_twice_is_one_return() -> None:
    intake = gathered(OFFICE, {"a.xlsx": FORM, "b.xlsx": FORM}, moments={"b.xlsx": LATER})
    assert versions(intake) == [
        ("a.xlsx", 1, False, "与采用的文件完全相同"),
        ("b.xlsx", 2, True, ""),
    ]
    used = intake.used("U01")
    assert used is not None
    assert used.receipt.at == IN_TIME


def test_two_versions_in_one_mail_are_told_apart_by_their_names_only() -> None:
    parcel = mail(attached("a-2.xlsx", NEWER), attached("a-1.xlsx", FORM))
    intake = gathered(OFFICE, {"来信.eml": parcel})
    assert [v[:3] for v in versions(intake)] == [
        ("来信.eml!a-1.xlsx", 1, False),
        ("来信.eml!a-2.xlsx", 2, True),
    ]


def test_a_mailboxes_zip_holds_every_units_form() -> None:
    parcel = zipped(full_month(OFFICE))
    intake = gathered(OFFICE, {"打包下载.zip": parcel})
    assert [s.unit for s in intake.submissions if s.used] == [unit.code for unit in UNITS]
    assert intake.rejected == ()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("照片.png", b"\x89PNG\r\n\x1a\n" + bytes(64)),
        ("说明.txt", "本月无进展。".encode()),
        ("空文件.xlsx", b""),
        ("坏文件.xlsx", FORM[: len(FORM) // 2]),
        ("来信.eml", mail()),
        ("空.zip", zipped({})),
    ],
)
def test_what_is_no_form_is_listed_with_a_reason_and_an_advice(name: str, data: bytes) -> None:
    intake = gathered(OFFICE, {name: data})
    assert intake.submissions == ()
    (rejected,) = intake.rejected
    assert rejected.file.removeprefix(INBOX).startswith(name)
    assert rejected.reason
    assert rejected.advice
    assert [code for code, *_ in found(intake.findings)] == ["unknown_file"]


def test_what_came_after_the_as_of_is_listed_and_not_found_fault_with() -> None:
    wrong = returned(issued(OFFICE, SCHOOL, FEBRUARY), FULL[SCHOOL])
    files = {"a.xlsx": FORM, "b.xlsx": wrong, "c.xlsx": NEWER, "照片.png": b"\x89PNG"}
    moments = dict.fromkeys(("b.xlsx", "c.xlsx", "照片.png"), AFTER)
    intake = gathered(OFFICE, files, as_of=LATER, moments=moments)
    assert intake.findings == ()
    assert sorted(versions(intake)) == [
        ("a.xlsx", 1, True, ""),
        ("b.xlsx", 1, False, "是2023-02期的填报表"),
        ("c.xlsx", 2, False, "在本次编译所述时点之后收到"),
    ]
    assert len(intake.rejected) == 1


def test_the_order_in_which_files_are_read_changes_nothing() -> None:
    files = {**full_month(OFFICE), "x.xlsx": NEWER, "照片.png": b"\x89PNG"}
    moments = {"x.xlsx": LATER}
    backwards = dict(reversed(files.items()))
    assert gathered(OFFICE, files, moments=moments) == gathered(OFFICE, backwards, moments=moments)


def test_a_file_bears_its_own_name_whether_or_not_the_journal_can_hold_it() -> None:
    name = "第一行\n第二行\udcca.xlsx"
    first = gathered(OFFICE, {name: FORM})
    journal = receipts.appended(b"", receipts.reconcile((), arrivals(name), IN_TIME)[1])
    rows, problems = receipts.load(journal)
    again = collect(parsed({name: FORM}), rows, OFFICE, "2023-03", AFTER)
    assert problems == ()
    assert again == first
    assert first.submissions[0].receipt.path == f"{INBOX}{name}"


def arrivals(name: str) -> list[Item]:
    return [item.arrival for item in parsed({name: FORM})]
