"""What is found in one arrived file, by which name, and what the sender is told about the rest."""

from __future__ import annotations

import hashlib
import importlib
import io
import os
import stat
import struct
import tracemalloc
import zipfile
from datetime import datetime
from functools import cache
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from duban.intake.receipts import Row, reconcile
from duban.model import CHINA
from duban.parcels.unpack import Item, Limits, expand
from tests.parcels import made
from tests.parcels.made import attached, body, mail, multipart, part, raw

BOOK = made.plain_zip(
    {"[Content_Types].xml": b"spreadsheetml.sheet.main+xml", "xl/workbook.xml": b"<workbook/>"}
)
RECEIVED = datetime(2023, 3, 31, 16, 58, 57, tzinfo=CHINA)
RLO = "\u202e"


def names(data: bytes, path: str = "甲.eml") -> list[str]:
    """What stands in the container, below its own path."""
    return [item.path.removeprefix(f"{path}!") for item in expand(path, data)[1:]]


def problems(data: bytes, path: str = "甲.eml", limits: Limits = Limits()) -> list[str]:  # noqa: B008
    return [item.problem for item in expand(path, data, limits) if item.problem]


def test_a_zip_in_a_mail_is_opened_and_every_file_knows_the_mail_that_brought_it():
    archive = made.zipped({"教育局/进展表.xlsx": BOOK})
    whole, inner, book = expand("mail/甲.eml", mail(attached("附件.zip", archive)))
    assert whole.path == "mail/甲.eml"
    assert inner.path == "mail/甲.eml!附件.zip"
    assert book.path == "mail/甲.eml!附件.zip!教育局/进展表.xlsx"
    assert (whole.container, inner.container, book.container) == (True, True, False)
    assert book.data == BOOK
    assert book.sha256 == hashlib.sha256(BOOK).hexdigest()
    assert book.mail == inner.mail == whole.mail
    assert book.mail is not None
    assert book.mail.message_id == "<42.abc@163.com>"
    assert (book.mail.sender, book.mail.subject) == ("jyj@163.com", "3月进展表")
    assert book.mail.received_at == RECEIVED
    assert not whole.problem


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ('filename="=?GB2312?B?vfjVubHtLnhsc3g=?="', "进展表.xlsx"),
        ('filename="=?gbk?B?vfg=?= =?gbk?B?1bmx7S54bHN4?="', "进展表.xlsx"),
        ('filename="=?gb18030?B?vfjV?=\r\n\t=?gb18030?B?ubHtLnhsc3g=?="', "进展表.xlsx"),
        ("filename==?utf-8?Q?=E8=BF=9B=E5=B1=95=E8=A1=A8=2Exlsx?=", "进展表.xlsx"),
        ("filename*=UTF-8''%E8%BF%9B%E5%B1%95%E8%A1%A8.xlsx", "进展表.xlsx"),
        ("filename*=gb2312''%BD%F8%D5%B9%B1%ED%F6%CE.xlsx", "进展表鑫.xlsx"),
        ("filename*0*=GBK''%BD%F8%D5;\r\n filename*1*=%B9%B1%ED.xlsx", "进展表.xlsx"),
        (f'filename="{raw("进展表.xlsx")}"', "进展表.xlsx"),
        (f'filename="{raw("進展表誠.xlsx")}"', "進展表誠.xlsx"),
        ('filename="进展表.xlsx"', "进展表.xlsx"),
        ('filename="%E8%BF%9B%E5%B1%95%E8%A1%A8.xlsx"', "进展表.xlsx"),
        ('filename="=?utf-8?B?4pWi4pWY?=.xlsx"', "对.xlsx"),
        (f'filename="{"进展表".encode("gbk").decode("cp437")}.xlsx"', "进展表.xlsx"),
        ('filename="100%.xlsx"', "100%.xlsx"),
        ('filename="C:\\\\Users\\\\..\\\\进展表.xlsx"', "进展表.xlsx"),
        ('filename="=?gbk?B?!!!?=.xlsx"', "未命名.xlsx"),
        ("filename=", "附件1"),
        ("", "附件1"),
    ],
)
def test_attachments_have_the_name_that_the_sender_saw(header, expected):
    disposition = f"Content-Disposition: attachment; {header}"
    content = part(BOOK, "Content-Type: application/octet-stream", disposition)
    assert names(mail(content)) == [expected]


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (made.RECEIVED, RECEIVED),
        ("by mx; Fri, 31 Mar 2023 08:58:57 +0000", RECEIVED),
        ("by mx; Fri, 31 Mar 2023 08:58:57 -0000 (GMT)", RECEIVED),
        ("by mx; Fri, 31 Mar 2023 16:58:57 CST", RECEIVED),
        ("by mx; Fri, 31 Mar 2023 16:58:57", RECEIVED),
        ("by mx\r\n\tfor <a@b>;\r\n\t31 Mar 2023 16:58:57 +0800", RECEIVED),
        ("by mx (a; b); Mon, 01 Jan 1900 00:00:00 +0000", None),
        ("by mx; Fri, 31 Foo 2023 99:99:99 +0800", None),
        ("by mx; Fri, 31 Mar 2023 16:58:57 +9999999", None),
        ("by mx without a date", None),
    ],
)
def test_only_the_receiving_servers_time_counts(header, expected):
    (item,) = expand("甲.eml", mail(attached("a.xlsx", BOOK), received=header))[1:]
    assert item.mail is not None
    assert item.mail.received_at == expected


@pytest.mark.parametrize("data", [BOOK, "序号,任务\r\n1,Date:3月\r\n".encode(), b"\xff" * 100])
def test_what_is_no_mail_is_none_for_being_named_so(data):
    (item,) = expand("进展.eml", data)
    assert (item.container, item.problem, item.data) == (False, "", data)


def test_a_mail_whose_beginning_is_spoilt_is_opened_by_its_name():
    assert names(b"\xff\xfe junk\r\n" + mail(attached("a.xlsx", BOOK))) == ["a.xlsx"]


def test_a_mail_without_any_header_of_a_server_has_no_time():
    data = mail(attached("a.xlsx", BOOK)).partition(b"\r\nFrom:")[2]
    (_, item) = expand("甲.eml", b"From:" + data)
    assert item.mail is not None
    assert (item.mail.received_at, item.mail.sender) == (None, "jyj@163.com")


@pytest.mark.parametrize(
    ("sender", "expected"),
    [
        ("教育局 <A@b.cn>", "a@b.cn"),
        ('"张三,李四" <a@b.cn>', "a@b.cn"),
        ("张三,李四 <a@b.cn>", "a@b.cn"),
        ("a@b.cn", "a@b.cn"),
        ('"boss@gov.cn <boss@gov.cn>" <a@b.cn>', "a@b.cn"),
        (raw("教育局") + " <a@b.cn>", "a@b.cn"),
        ("教育局", ""),
    ],
)
def test_the_sender_is_the_address_and_never_the_shown_name(sender, expected):
    data = f"From: {sender}\r\nTo: zgb@gov.cn\r\n\r\nok".encode("utf-8", "surrogateescape")
    (item,) = expand("甲.eml", data)
    assert item.mail is not None
    assert item.mail.sender == expected


def test_a_forwarded_mail_is_kept_byte_for_byte_and_counts_as_the_mail_that_arrived():
    inner = mail(attached("进展表.xlsx", BOOK), headers=["X-Long: " + "长" * 300])
    inner = inner.replace(b"JYJ@163.com", b"other@qq.com")
    forward = part(inner, "Content-Type: message/rfc822", encoding="8bit")
    outer = mail(forward, boundary="outer")
    _, forwarded, book = expand("甲.eml", outer)
    assert forwarded.path == "甲.eml!3月进展表.eml"
    assert forwarded.data == inner
    assert book.path == "甲.eml!3月进展表.eml!进展表.xlsx"
    assert book.mail is not None
    assert book.mail.sender == "jyj@163.com"


def test_a_forwarded_mail_may_be_packed_as_base64_or_given_as_a_file():
    inner = mail(attached("进展表.xlsx", BOOK))
    for kind in ("message/rfc822", "application/octet-stream"):
        outer = mail(part(inner, f'Content-Type: {kind}; name="转发.eml"'))
        assert names(outer) == ["转发.eml", "转发.eml!进展表.xlsx"]


def test_winmail_dat_gives_its_attachments_with_their_long_names():
    data = made.winmail({"教育局3月份重点工作进展表.xlsx": BOOK, "b.xls": b"xls"})
    assert names(mail(attached("winmail.dat", data))) == [
        "winmail.dat",
        "winmail.dat!教育局3月份重点工作进展表.xlsx",
        "winmail.dat!b.xls",
    ]
    assert expand("winmail.dat", data)[1].data == BOOK


def test_a_mail_file_of_outlook_is_opened_with_the_messages_in_it():
    inner = made.message({"进展表.xlsx": BOOK})
    large = BOOK + b"\0" * 9000
    tree = made.message({"大.xlsx": large, "小.xls": b"s"}, embedded={"转发：3月": inner})
    items = expand("甲.msg", made.compound(tree))
    assert [i.path for i in items[1:]] == [
        "甲.msg!大.xlsx",
        "甲.msg!小.xls",
        "甲.msg!转发：3月/进展表.xlsx",
    ]
    assert [item.data for item in items[1:]] == [large, b"s", BOOK]
    facts = items[0].mail
    assert facts is not None
    assert (facts.sender, facts.subject, facts.received_at) == ("jyj@163.com", "3月进展", RECEIVED)


def test_a_mail_file_of_outlook_without_server_headers_has_no_time():
    (item, _) = expand("甲.msg", made.compound(made.message({"a.xls": b"x"}, headers="")))
    assert item.mail is not None
    assert item.mail.received_at is None


def test_two_attachments_of_one_name_stay_two():
    data = mail(
        attached("进展表.xlsx", b"1"), attached("进展表.XLSX", b"2"), attached("进展表.xlsx", b"1")
    )
    assert names(data) == ["进展表.xlsx", "进展表(2).XLSX", "进展表(3).xlsx"]


def test_five_hundred_attachments_all_arrive():
    data = mail(*(attached(f"{number}.xlsx", b"%d" % number) for number in range(500)))
    assert [item.data for item in expand("甲.eml", data)[1:]] == [b"%d" % n for n in range(500)]


def test_an_empty_attachment_is_listed_with_its_fault():
    (item,) = expand("甲.eml", mail(attached("进展表.xlsx", b"")))[1:]
    assert (item.problem, item.advice) == ("文件为空（0字节）。", "请检查文件后重新报送。")


@pytest.mark.parametrize(
    "broken",
    [
        lambda data: data.replace(b'boundary="=_b"', b'boundary="other"'),
        lambda data: data.replace(b'boundary="=_b"', b""),
        lambda data: data.replace(b'Content-Type: multipart/mixed; boundary="=_b"\r\n', b""),
        lambda data: data.replace(b"--=_b--\r\n", b""),
        lambda data: b"\r\n\xef\xbb\xbf"[2:] + data,
        lambda data: b"\r\n\r\n" + data,
        lambda data: b"From jyj@163.com Fri Mar 31 16:58:57 2023\r\n" + data,
        lambda data: data.replace(b"\r\n", b"\n"),
        lambda data: data.replace(b"Encoding: base64", b"Encoding:  BASE64 ; x"),
    ],
)
def test_attachments_come_out_of_mails_that_are_not_quite_in_order(broken):
    data = broken(mail(attached("进展表.xlsx", BOOK)))
    assert [(i.path, i.data) for i in expand("甲.eml", data)[1:]] == [("甲.eml!进展表.xlsx", BOOK)]


def test_an_attachment_whose_encoding_was_hurt_is_said_to_be_incomplete():
    data = mail(attached("进展表.xlsx", b"x" * 300)).replace(b"eHh4eHh4", b"eHh4*\x00h4", 1)
    (item,) = expand("甲.eml", data)[1:]
    assert item.problem == "附件的编码在传输中受损，内容不完整。"


@pytest.mark.parametrize("encoding", ["quoted-printable", "7bit", "8bit", "binary", "", "unknown"])
def test_attachments_need_not_be_base64(encoding):
    content = part(b"1,2\r\n3,4", "Content-Type: text/csv; name=a.csv", encoding=encoding)
    assert [item.data for item in expand("甲.eml", mail(content))[1:]] == [b"1,2\r\n3,4"]


def test_pictures_of_the_text_and_of_the_signature_are_left_out_and_attached_ones_are_kept():
    html = body('<p>见附件</p><img src="cid:logo@1"><img src="cid:stamp@1">')
    logo = part(b"png", 'Content-Type: image/png; name="image001.png"', "Content-ID: <logo@1>")
    stamp = part(
        *(b"png", 'Content-Type: application/octet-stream; name="章.png"', "Content-ID: <stamp@1>"),
        "Content-Disposition: attachment",
    )
    line = part(b"gif", 'Content-Type: image/gif; name="line.gif"', "Content-ID: <line@1>")
    related = multipart([html, logo, line], "related", "=_r")
    photo = attached("盖章件.jpg", b"jpg")
    data = mail(related, stamp, photo, attached("进展表.xlsx", BOOK))
    assert names(data) == ["盖章件.jpg", "进展表.xlsx"]


def test_a_table_in_the_text_is_a_file_when_no_workbook_came():
    rows = "<table><tr><td>1<td>完成<td>80%</table>"
    (table,) = expand("甲.eml", mail(body(rows), attached("盖章件.jpg", b"jpg")))[2:]
    assert table.path == "甲.eml!正文表格.html"
    assert "完成" in table.data.decode("utf-8-sig")
    assert names(mail(body(rows), attached("进展表.xlsx", BOOK))) == ["进展表.xlsx"]
    assert names(mail(body("<table><tr><td>此致<td>敬礼</table>"))) == []


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>收悉</p>", "邮件中没有附件。"),
        (
            '<a href="https://mail.qq.com/cgi-bin/ftn/download?x">从QQ邮箱发来的超大附件</a>',
            "附件以网盘链接（超大附件、云附件）发送，文件不在邮件内。",
        ),
    ],
)
def test_a_mail_without_attachments_says_so(html, expected):
    (item,) = expand("甲.eml", mail(body(html)))
    assert item.problem == expected
    assert item.advice


@pytest.mark.parametrize("encoding", ["gbk", "utf-8"])
def test_names_in_a_zip_are_chinese_though_it_does_not_say_so(encoding):
    data = made.zipped({"教育局进展表.xlsx": BOOK}, encoding)
    assert names(data, "a.zip") == ["教育局进展表.xlsx"]


def test_names_in_a_zip_that_were_misread_before_are_put_right():
    scrambled = "进展表.xlsx".encode("gbk").decode("cp437")
    assert names(made.plain_zip({scrambled: BOOK}), "a.zip") == ["进展表.xlsx"]
    honest = ["Übersicht é.xlsx", "表═╪.xlsx", "αβγ.xlsx", "進度表.xlsx"]
    assert names(made.plain_zip(dict.fromkeys(honest, BOOK)), "a.zip") == honest


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("../../etc/passwd", "etc/passwd"),
        ("/etc/passwd", "etc/passwd"),
        ("C:\\Windows\\a.xlsx", "Windows/a.xlsx"),
        ("a/./b//c.xlsx", "a/b/c.xlsx"),
        ("甲!乙.xlsx", "甲\uff01乙.xlsx"),
        ("进展\n表\x1b[31m.xlsx", "进展_表[31m.xlsx"),
        (f"进展{RLO}xslx.exe", "进展xslx.exe"),
        ("CON.xlsx", "_CON.xlsx"),
        ('a<b>:"c|?*.xlsx', "a_b___c___.xlsx"),
        ("..", "未命名"),
        ("", "未命名"),
        ("进" * 300 + ".xlsx", "进" * 80 + ".xlsx"),
    ],
)
def test_no_name_leads_out_of_the_archive(name, expected):
    assert names(made.zipped({name: BOOK}, "utf-8", flag=True), "a.zip") == [expected]


def test_traces_of_programs_are_left_out_without_a_word():
    files = ["~$进展表.xlsx", "Thumbs.db", "a/desktop.ini", "a/.DS_Store", "__MACOSX/._进展表.xlsx"]
    assert names(made.plain_zip(dict.fromkeys([*files, "a.xlsx"], BOOK)), "a.zip") == ["a.xlsx"]
    assert expand("教育局/~$进展表.xlsx", b"x") == ()
    assert expand("__MACOSX/a.xlsx", b"x") == ()


def with_flag(data: bytes) -> bytes:
    """The same zip with its members said to be encrypted."""
    data = data.replace(
        struct.pack("<4s2H", b"PK\x03\x04", 20, 0), struct.pack("<4s2H", b"PK\x03\x04", 20, 1)
    )
    entry = struct.pack("<4s3H", b"PK\x01\x02", 20, 20, 0)
    return data.replace(entry, entry[:-2] + b"\x01\x00")


def test_what_stays_in_an_archive_is_named_with_the_reason_and_what_to_do():
    (item,) = expand("a.zip", with_flag(made.zipped({f"{n}.xlsx": BOOK for n in "甲乙丙丁"})))
    assert item.problem == "压缩包内“甲.xlsx”、“乙.xlsx”、“丙.xlsx”等4个文件设有密码，无法打开。"
    assert item.advice == "请去掉压缩包密码后重新报送，或直接报送填报表原件。"


@pytest.mark.parametrize("empty", [made.zipped({}), made.rar({}), made.zipped({"a/": b""})])
def test_an_archive_with_nothing_in_it_says_so(empty):
    assert problems(empty, "a.zip") == ["压缩包内没有文件。"]


def test_links_in_an_archive_are_not_followed():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        link = zipfile.ZipInfo("进展表.xlsx")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
    (item,) = expand("a.zip", out.getvalue())
    assert "链接" in item.problem


def test_bombs_stay_packed():
    bomb = made.plain_zip({"a.xlsx": b"\0" * (80 << 20)})
    assert problems(bomb, "a.zip") == ["压缩包内“a.xlsx”解压后过大，未予解压。"]
    nested = made.plain_zip({"b.zip": made.plain_zip({"a.zip": bomb})})
    assert problems(nested, "a.zip") == ["邮件或压缩包层层嵌套，未再打开。"]


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_bombs_of_other_kinds_are_not_inflated_at_all(method):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        archive.writestr("a.xlsx", b"\0" * (20 << 20))
    tracemalloc.start()
    found = problems(out.getvalue(), "a.zip")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert found == ["压缩包内“a.xlsx”为本机不能解压的格式。"]
    assert peak < 4 << 20


def test_the_limits_hold_for_everything_in_one_file_together():
    inner = made.plain_zip({f"{n}.bin": os.urandom(1000) for n in range(5)})
    data = mail(*(attached(f"{n}.zip", inner) for n in range(4)))
    limits = Limits(total_bytes=len(inner) * 4 + 11_000)
    found = expand("甲.eml", data, limits)
    assert sum(len(item.data) for item in found if ".bin" in item.path) == 11_000
    assert len(problems(data, limits=Limits(members=10))) == 3
    assert problems(inner, "a.zip", Limits(members=3))[0].endswith(
        "超出一次报送的文件数上限，未予解压。"
    )


def test_an_archive_of_countless_entries_is_not_even_listed():
    entry = made.zipped({"a": b""})
    central = entry[entry.index(b"PK\x01\x02") : entry.index(b"PK\x05\x06")]
    directory = central * 60_000
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 60_000, 60_000, len(directory), 0, 0)
    assert len(expand("a.zip", directory + end)) == 1
    data = entry[: entry.index(b"PK\x01\x02")] + directory + end
    assert len(expand("a.zip", data)) == 1


def test_a_mail_within_a_mail_within_a_mail_ends_somewhere():
    data = mail(attached("进展表.xlsx", BOOK))
    for number in range(8):
        forward = part(data, "Content-Type: message/rfc822", encoding="8bit")
        data = mail(forward, boundary=f"b{number}")
    assert problems(data) == ["邮件或压缩包层层嵌套，未再打开。"]


@pytest.mark.parametrize(
    "data",
    [
        mail(attached("进展表.xlsx", BOOK), headers=["X-Bomb: 1"] * 50_000),
        mail(attached("进展表.xlsx", BOOK), headers=["X-Bomb: " + "a;" * 1_000_000]),
        mail(attached("进展表.xlsx", BOOK), headers=["Subject: " + "=?gbk?B?vfg=?=" * 100_000]),
        mail(attached("进展表.xlsx", BOOK), headers=["To: a", " b" * 200_000]),
        mail(part(BOOK, 'Content-Type: a/b; name="进展表.xlsx"' + "; x=y" * 200_000)),
    ],
    ids=["many headers", "long header", "long subject", "folded header", "many parameters"],
)
def test_headers_without_end_cost_no_time_worth_speaking_of(data):
    assert names(data) == ["进展表.xlsx"]


def test_parts_nested_without_end_are_a_fault_of_the_mail_and_not_of_the_program():
    data = attached("进展表.xlsx", BOOK)
    for number in range(3000):
        data = multipart([data], boundary=f"b{number}")
    (item,) = expand("甲.eml", b"From: a@b.cn\r\nTo: b\r\n" + data)
    assert item.problem == "邮件已损坏，无法打开。"


def test_a_file_cut_in_volumes_is_explained():
    assert "分卷" in expand("进展.7z.002", b"x")[0].problem
    assert "分卷" in expand("进展.part2.rar", b"x")[0].problem


def installed(name: str) -> ModuleType:
    """The optional module; without it the test is skipped, but fails where CI runs it."""
    try:
        return importlib.import_module(name)
    except ImportError:
        assert os.environ.get("CI") != "true", f"{name} is needed"
        pytest.skip(f"{name} is not installed")


def seven_zip(files: dict[str, bytes], password: str | None = None, header: bool = False) -> bytes:
    py7zr = installed("py7zr")
    out = io.BytesIO()
    with py7zr.SevenZipFile(out, "w", password=password, header_encryption=header) as archive:
        for name, content in files.items():
            archive.writestr(content, name)
    return out.getvalue()


def test_a_7z_archive_is_opened():
    data = seven_zip({"教育局/进展表.xlsx": BOOK, "空.xlsx": b"", "~$进展表.xlsx": b"x"})
    assert {item.path: item.data for item in expand("a.7z", data)[1:]} == {
        "a.7z!教育局/进展表.xlsx": BOOK,
        "a.7z!空.xlsx": b"",
    }


@pytest.mark.parametrize("header", [False, True])
def test_a_7z_archive_with_a_password_is_explained(header):
    assert problems(seven_zip({"a.xlsx": BOOK}, "secret", header), "a.7z") == [
        "压缩包设有密码，无法打开。"
    ]


def test_a_7z_bomb_stays_packed():
    data = seven_zip({"a.xlsx": b"\0" * (80 << 20), "b.xlsx": BOOK})
    assert problems(data, "a.7z") == ["压缩包解压后过大，未予解压。"]
    assert (
        len(expand("a.7z", seven_zip({f"{n}.xlsx": BOOK for n in range(9)}), Limits(members=4)))
        == 5
    )


def test_a_rar_archive_is_opened():
    installed("rarfile")
    (item,) = expand("a.rar", made.rar({"教育局\\进展表.xlsx": BOOK}))[1:]
    assert (item.path, item.data) == ("a.rar!教育局/进展表.xlsx", BOOK)
    cut = made.rar({"甲.xlsx": BOOK, "乙.xlsx": BOOK})
    cut = cut.replace("乙".encode("gbk"), b"??")
    assert names(cut, "a.rar") == ["甲.xlsx"]
    assert problems(cut, "a.rar") == ["压缩包已损坏，文件可能不全。"]
    locked = made.rar({"进展表.xlsx": BOOK}, encrypted=True)
    assert problems(locked, "a.rar") == ["压缩包内“进展表.xlsx”设有密码，无法打开。"]


SAMPLES = {
    "甲.eml": mail(
        body("<table><tr><td>1<td>2<td>3</table>"),
        attached("a.zip", made.zipped({"表.xls": b"x" * 99})),
    ),
    "乙.eml": mail(
        part(mail(attached(raw("表.xls"), b"x")), "Content-Type: message/rfc822", encoding="8bit")
    ),
    "丙.msg": made.compound(
        made.message({"表.xls": b"x"}, embedded={"内": made.message({"表.xls": b"y"})})
    ),
    "winmail.dat": made.winmail({"表.xls": b"x" * 99}),
    "丁.zip": made.zipped({"表.xls": b"x" * 99, "a/b.zip": made.zipped({"c.xls": b"c"})}),
    "己.rar": made.rar({"表.xls": b"x" * 99}),
}


@cache
def sample(path: str) -> bytes:
    """Made once: a 7z archive holds the time of its making."""
    return SAMPLES[path] if path in SAMPLES else seven_zip({"表.xls": b"x" * 99})


@settings(max_examples=400, deadline=None)
@given(st.sampled_from([*sorted(SAMPLES), "戊.7z"]), st.data())
def test_no_damage_brings_the_program_down_or_loses_the_file_itself(path, data):
    content = bytearray(sample(path))
    for _ in range(data.draw(st.integers(0, 6))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    damaged = bytes(content[: data.draw(st.integers(0, len(content)))])
    items = expand(path, damaged)
    assert items == expand(path, damaged)
    check(items, path, damaged)


@settings(max_examples=200)
@given(
    st.binary(max_size=400),
    st.sampled_from(["a.eml", "a.zip", "a.msg", "a.rar", "a.7z", "a", "winmail.dat"]),
)
def test_any_bytes_are_kept(data, path):
    check(expand(path, data), path, data)


def check(items: tuple[Item, ...], path: str, data: bytes) -> None:
    assert items[0].path == path
    assert items[0].data == data
    assert len({item.path for item in items}) == len(items)
    for item in items:
        assert item.sha256 == hashlib.sha256(item.data).hexdigest()
        assert bool(item.problem) == bool(item.advice)
        assert not {"..", ""} & set(item.path.replace("!", "/").split("/"))


def test_packed_rar_archives_need_a_tool_and_say_so_without_it(monkeypatch):
    rarfile = installed("rarfile")
    packed = made.rar({"表.xls": b"x"}, method=0x33)
    for tool in ("UNRAR_TOOL", "UNAR_TOOL", "BSDTAR_TOOL", "SEVENZIP_TOOL", "SEVENZIP2_TOOL"):
        monkeypatch.setattr(rarfile, tool, "no-such-tool")
    monkeypatch.setattr(rarfile, "CURRENT_SETUP", None)
    (item,) = expand("a.rar", packed)
    assert item.problem == "压缩包内“表.xls”为本机不能解压的格式。"
    assert item.advice == "请改用ZIP格式打包，或直接报送填报表原件。"


LEAVES = st.dictionaries(
    st.text("甲乙丙ab", min_size=1, max_size=3), st.binary(max_size=9), max_size=4
)


def as_files(leaves: dict[str, bytes]) -> dict[str, bytes]:
    return {f"{name}.dat": b"\x01" + content for name, content in leaves.items()}


@given(LEAVES, LEAVES, LEAVES, st.randoms(use_true_random=False))
def test_every_file_that_was_sent_is_registered_once_with_its_digest(
    direct, zipped, mailed, random
):
    direct, zipped, mailed = map(as_files, (direct, zipped, mailed))
    archive = made.zipped(zipped)
    inbox = {**direct, "甲.zip": archive}
    inbox["乙.eml"] = mail(
        *(attached(n, d) for n, d in mailed.items()), attached("丙.zip", archive)
    )
    sent = [*inbox.values(), archive, *mailed.values(), *zipped.values(), *zipped.values()]
    rows: tuple[Row, ...] = ()
    for _ in range(2):
        arrivals = list(inbox.items())
        random.shuffle(arrivals)
        for path, data in arrivals:
            rows, _ = reconcile(rows, expand(path, data), RECEIVED)
    digests = sorted(row.receipt.sha256 for row in rows)
    assert digests == sorted(hashlib.sha256(data).hexdigest() for data in sent)
