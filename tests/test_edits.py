"""What a person changed in output/ is copied aside before the next compile replaces it."""

from __future__ import annotations

from pathlib import Path

from duban import edits
from duban.workspace import Workspace

FIRST = {"督查通报.docx": b"1", "函单/01.docx": b"a"}
SECOND = {"督查通报.docx": b"2"}


def workspace(root: Path) -> Workspace:
    (root / "output").mkdir()
    return Workspace(root)


def test_an_edited_circular_is_kept_beside_and_replaced(tmp_path: Path) -> None:
    space = workspace(tmp_path)
    space.publish("2023-03", FIRST)
    (tmp_path / "output/2023-03/督查通报.docx").write_bytes(b"touched up")
    published = space.publish("2023-03", SECOND)
    assert published.saved == ("output/改动备份/2023-03/督查通报.docx",)
    assert (tmp_path / published.saved[0]).read_bytes() == b"touched up"
    assert (tmp_path / "output/2023-03/督查通报.docx").read_bytes() == b"2"
    assert "已备份到" in published.notes()[0]


def test_outputs_nobody_touched_leave_no_copy(tmp_path: Path) -> None:
    space = workspace(tmp_path)
    space.publish("2023-03", FIRST)
    assert space.publish("2023-03", SECOND).saved == ()
    assert space.publish("2023-03", FIRST).saved == ()
    assert not (tmp_path / "output" / edits.ASIDE).exists()


def test_a_file_that_a_person_put_there_is_kept(tmp_path: Path) -> None:
    space = workspace(tmp_path)
    space.publish("2023-03", FIRST)
    (tmp_path / "output/2023-03/会议记录.docx").write_bytes(b"minutes")
    saved = space.publish("2023-03", SECOND).saved
    assert saved == ("output/改动备份/2023-03/会议记录.docx",)


def test_two_different_edits_are_two_copies_and_the_same_one_is_one(tmp_path: Path) -> None:
    space = workspace(tmp_path)
    path = tmp_path / "output/2023-03/督查通报.docx"
    for number, edit in enumerate((b"one", b"two", b"one")):
        space.publish("2023-03", FIRST if number % 2 else SECOND)
        path.write_bytes(edit)
        space.publish("2023-03", SECOND if number % 2 else FIRST)
    kept = sorted((tmp_path / "output" / edits.ASIDE / "2023-03").iterdir())
    assert sorted(copy.read_bytes() for copy in kept) == [b"one", b"two"]


def test_a_lost_or_broken_record_stops_nothing(tmp_path: Path) -> None:
    space = workspace(tmp_path)
    space.publish("2023-03", FIRST)
    for broken in (b"", b"{", b"[]", b"\xff"):
        (tmp_path / "output" / edits.RECORD).write_bytes(broken)
        assert space.publish("2023-03", SECOND).changed
        assert space.publish("2023-03", FIRST).changed
