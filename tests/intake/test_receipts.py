"""收件登记: every file that arrived stands in the journal once, whatever happens to the journal."""

from __future__ import annotations

import csv
import hashlib
import io
import subprocess
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from duban.intake.receipts import Row, appended, load, reconcile, written
from duban.model import CHINA, Receipt, ReceiptSource
from duban.parcels.unpack import Item, MailFacts
from tests.programs import required

NOW = datetime(2023, 4, 3, 9, 30, 15, tzinfo=CHINA)
RECEIVED = datetime(2023, 3, 31, 16, 58, 57, tzinfo=CHINA)
MAIL = MailFacts("<1@163.com>", "jyj@163.com", "3月进展", RECEIVED)


def item(path: str, data: bytes = b"x", mail: MailFacts | None = None, **more: str) -> Item:
    return Item(path, data, hashlib.sha256(data).hexdigest(), mail, **more)


def journal(*items: Item, now: datetime = NOW) -> bytes:
    return appended(b"", reconcile((), items, now)[1])


def keys(rows: Iterable[Row]) -> list[tuple[str, str]]:
    return sorted(row.key for row in rows)


text = st.text(st.characters(), min_size=1, max_size=20)
moments = st.integers(1_500_000_000, 1_900_000_000).map(lambda s: datetime.fromtimestamp(s, UTC))
mails = st.builds(MailFacts, text, text, text, st.none() | moments)
arrivals = st.lists(
    st.builds(item, text, st.binary(max_size=3), st.none() | mails),
    max_size=8,
    unique_by=lambda item: (item.path, item.sha256),
)


@given(arrivals, st.randoms(use_true_random=False))
def test_each_file_has_one_row_with_the_digest_of_what_was_sent(items, random):
    data = journal(*items)
    rows, problems = load(data)
    assert problems == ()
    assert keys(rows) == sorted(
        (hashlib.sha256(i.data).hexdigest(), written(i.path)) for i in items
    )
    random.shuffle(items)
    again, new = reconcile(rows, items, NOW + timedelta(days=1))
    assert new == ()
    assert again == rows
    assert appended(data, new) == data


@given(arrivals, arrivals)
def test_rows_come_back_from_the_journal_as_they_were_written(first, later):
    rows, _ = reconcile((), first, NOW)
    data = appended(b"", rows)
    every, new = reconcile(rows, later, NOW + timedelta(hours=1))
    data = appended(data, new)
    loaded, problems = load(data)
    assert problems == ()
    whole = [Row(row.receipt, row.disposition) for row in every]
    assert sorted(map(repr, loaded)) == sorted(repr(row) for row in map(_to_the_second, whole))


def _to_the_second(row: Row) -> Row:
    """The journal keeps seconds."""
    r = row.receipt
    cut = [moment.astimezone(CHINA).replace(microsecond=0) for moment in (r.at, r.first_seen)]
    words = [written(word) for word in (r.path, r.sender, r.message_id)]
    again = Receipt(r.sha256, words[0], cut[0], r.source, cut[1], *words[1:])
    return Row(again, row.disposition)


@settings(max_examples=300)
@given(arrivals.filter(bool), st.data())
def test_a_journal_cut_at_any_byte_is_mended_without_loss(items, data):
    whole = journal(*items)
    cut = whole[: data.draw(st.integers(0, len(whole)))]
    before, _ = load(cut)
    every, new = reconcile(before, items, NOW + timedelta(days=1))
    mended = appended(cut, new)
    assert mended.startswith(cut)
    rows, problems = load(mended)
    assert keys(rows) == keys(every) == sorted((i.sha256, written(i.path)) for i in items)
    assert len(problems) <= 1
    firsts = {row.key: row.receipt.first_seen for row in rows}
    for row in load(whole)[0]:
        if row.key in {old.key for old in before}:
            assert firsts[row.key] in (row.receipt.first_seen, row.receipt.at)


@given(st.binary(max_size=300))
@example(b"\xfe\xff" + b"\0" * 15)
@example(b"\xff\xfe1\0" + b"2")
def test_a_journal_of_any_bytes_can_be_read_and_continued(data):
    rows, _ = load(data)
    every, new = reconcile(rows, [item("进展表.xlsx")], NOW)
    assert keys(load(appended(data, new))[0]) == keys(every)


def test_a_mail_counts_from_the_servers_time_and_a_file_from_when_it_was_first_seen():
    rows, _ = reconcile((), [item("a.eml", b"m", MAIL), item("b.xlsx")], NOW)
    by_mail, by_folder = (row.receipt for row in rows)
    assert (by_mail.at, by_mail.source) == (RECEIVED, ReceiptSource.MAIL)
    assert (by_mail.sender, by_mail.message_id) == ("jyj@163.com", "<1@163.com>")
    assert (by_folder.at, by_folder.source) == (NOW, ReceiptSource.FIRST_SEEN)


def test_a_file_moved_into_another_folder_is_not_later_for_it():
    rows, _ = reconcile((), [item("进展表.xlsx")], NOW)
    every, new = reconcile(rows, [item("教育局/进展表.xlsx")], NOW + timedelta(days=5))
    assert len(every) == 2
    assert new[0].receipt.at == NOW


def test_the_same_path_with_other_contents_is_another_arrival():
    rows, _ = reconcile((), [item("进展表.xlsx", b"1")], NOW)
    _, new = reconcile(rows, [item("进展表.xlsx", b"2")], NOW + timedelta(days=5))
    assert [row.receipt.at for row in new] == [NOW + timedelta(days=5)]


def test_what_became_of_a_file_is_written_down():
    found = [item("a.xlsx"), item("b.zip", problem="压缩包设有密码")]
    rows, _ = reconcile((), found, NOW)
    assert [row.disposition for row in rows] == ["已收存", "压缩包设有密码"]


@pytest.mark.parametrize(
    "path", ["=cmd|' /C calc'!A0.xlsx", "+1.xlsx", "-1.xlsx", "@a.xlsx", " =1", "'=1", "\uff1d1"]
)
def test_excel_never_computes_a_name(path):
    data = journal(item(path))
    cells = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))[1]
    assert cells[1].startswith("'")
    assert load(data)[0][0].receipt.path == path


def test_the_journal_opens_in_excel_as_chinese_with_a_header():
    data = journal(item("进展表.xlsx"))
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.decode("utf-8-sig").splitlines()[0].split(",")[:2] == ["文件指纹", "文件"]


def resaved(data: bytes, *, separator: str = ",", encoding: str = "gb18030") -> bytes:
    """As Excel saves it back after a person moved the columns, added one and changed the dates."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=separator, lineterminator="\r\n")
    for cells in csv.reader(io.StringIO(data.decode("utf-8-sig"))):
        digest, path, source, at, first_seen, *rest = cells
        at, first_seen = (
            t.replace("T", " ").replace("-0", "/").replace("-", "/").replace("+08:00", "")[:-3]
            if "T" in t
            else t
            for t in (at, first_seen)
        )
        writer.writerow(
            [
                path,
                "已电话告知" if "T" in cells[3] else "备注",
                first_seen,
                at,
                source,
                digest,
                *rest,
            ]
        )
    return out.getvalue().encode(encoding)


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["gb18030", "utf-8", "utf-16"])
def test_a_journal_that_a_person_saved_again_keeps_every_row(separator, encoding):
    items = [item("甲,乙;丙.xlsx"), item("教育局.eml", b"m", MAIL)]
    data = resaved(journal(*items), separator=separator, encoding=encoding)
    rows, problems = load(data)
    assert problems == ()
    every, new = reconcile(rows, [*items, item("迟到.xlsx", b"late")], NOW + timedelta(days=1))
    assert [row.receipt.path for row in new] == ["迟到.xlsx"]
    continued = appended(data, new)
    assert continued.startswith(data)
    rows, problems = load(continued)
    assert (keys(rows), problems) == (keys(every), ())
    by_path = {row.receipt.path: row.receipt for row in rows}
    assert by_path["教育局.eml"].at == RECEIVED.replace(second=0)
    assert by_path["甲,乙;丙.xlsx"].first_seen == NOW.replace(second=0)


@pytest.mark.parametrize(
    "written",
    [
        "2023/3/31 16:58:57",
        "2023-3-31 16:58:57",
        "2023年3月31日 16:58:57",
        "2023/3/31 下午 4:58:57",
        "2023/3/31 4:58:57 PM",
        "2023-03-31T16:58:57+08:00",
        "2023-03-31T08:58:57+00:00",
        "45016.7076041667",
    ],
)
def test_times_are_read_however_a_program_writes_them(written):
    data = journal(item("a.eml", mail=MAIL)).replace(b"2023-03-31T16:58:57+08:00", written.encode())
    assert load(data)[0][0].receipt.at == RECEIVED


def test_a_line_that_nobody_can_read_is_named_and_its_file_registered_again():
    data = journal(item("a.xlsx"), item("b.xlsx", b"b")).replace(
        b"2023-04-03T09:30:15+08:00", b"?", 2
    )
    rows, (problem,) = load(data)
    assert (len(rows), problem.source.cell) == (1, "A2")
    assert "第2行" in problem.message
    every, new = reconcile(rows, [item("a.xlsx"), item("b.xlsx", b"b")], NOW)
    assert len(every) == 2
    assert load(appended(data, new))[1] == ()


def test_libreoffice_saves_the_journal_again_and_nothing_is_lost(tmp_path: Path):
    soffice = required("soffice")
    items = [item("甲,乙.xlsx"), item("=1+1.eml", b"m", MAIL)]
    source = tmp_path / "收件登记.csv"
    source.write_bytes(journal(*items))
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = [
        soffice,
        profile,
        "--headless",
        "--convert-to",
        "csv:Text - txt - csv (StarCalc):44,34,76",
    ]
    command += [
        "--infilter=Text - txt - csv (StarCalc):44,34,76",
        "--outdir",
        str(tmp_path / "out"),
        str(source),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    rows, problems = load((tmp_path / "out" / "收件登记.csv").read_bytes())
    assert problems == ()
    assert reconcile(rows, items, NOW)[1] == ()
    assert {row.receipt.at for row in rows} == {NOW, RECEIVED}
