"""Drafts open in mail programs, and the same contents give the same bytes."""

from __future__ import annotations

from datetime import datetime
from email import message_from_bytes
from email.policy import default

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duban.mail.drafts import Draft, build, usable
from duban.model import CHINA
from duban.parcels.unpack import expand

BOOK = bytes(range(256)) * 20
DRAFT = Draft(
    to=("jyj@163.com", "jyj2@qq.com"),
    subject="关于报送3月份重点工作进展情况的提醒",
    text="教育局：\n\n请于4月3日17时前报送。\n.\n此致",
    attachments=(("教育局3月份重点工作进展表.xlsx", BOOK),),
    sender="zgb@gov.cn",
    sender_name="市政府督查室",
)


def test_a_draft_shows_in_a_mail_program_as_it_was_meant():
    message = message_from_bytes(build(DRAFT), policy=default)
    assert message["Subject"] == DRAFT.subject
    assert message["From"].addresses[0].display_name == "市政府督查室"
    assert [address.addr_spec for address in message["To"].addresses] == list(DRAFT.to)
    assert message.get_body().get_content().splitlines() == DRAFT.text.splitlines()
    (attachment,) = message.iter_attachments()
    assert attachment.get_filename() == "教育局3月份重点工作进展表.xlsx"
    assert attachment.get_content() == BOOK
    assert attachment.get_content_type().endswith("spreadsheetml.sheet")
    assert message["X-Unsent"] == "1"
    assert message["Date"] is None


def test_a_draft_that_a_unit_sends_back_gives_the_form_it_came_with():
    assert [item.data for item in expand("a.eml", build(DRAFT))[1:]] == [BOOK]


def test_the_same_draft_has_the_same_bytes_and_another_has_another_identity():
    assert build(DRAFT) == build(DRAFT)
    other = Draft(DRAFT.to, DRAFT.subject, DRAFT.text + "。", DRAFT.attachments)
    ids = {message_from_bytes(build(draft))["Message-ID"] for draft in (DRAFT, other)}
    assert len(ids) == 2


def test_a_mail_to_be_sent_has_a_date_and_is_no_draft():
    sent = build(DRAFT, datetime(2023, 4, 3, 9, 30, tzinfo=CHINA))
    message = message_from_bytes(sent, policy=default)
    assert message["Date"] == "Mon, 03 Apr 2023 09:30:00 +0800"
    assert message["X-Unsent"] is None


@given(subject=st.text(max_size=80), name=st.text(max_size=40), text=st.text(max_size=200))
def test_no_text_from_a_sheet_becomes_a_header(subject, name, text):
    draft = Draft(("a@b.cn",), subject, text, ((name, b"x"),), "z@b.cn", name)
    message = message_from_bytes(build(draft), policy=default)
    assert sorted({key.lower() for key in message.keys()}) == [  # noqa: SIM118
        "content-type",
        "from",
        "message-id",
        "mime-version",
        "subject",
        "to",
        "x-unsent",
    ]
    assert build(draft) == build(draft)


def test_a_line_break_in_a_subject_is_a_blank():
    draft = Draft(("a@b.cn",), "提醒\r\nBcc: all@gov.cn", "x")
    message = message_from_bytes(build(draft), policy=default)
    assert message["Subject"] == "提醒 Bcc: all@gov.cn"
    assert message["Bcc"] is None


@pytest.mark.parametrize(
    "bad",
    [
        "",
        "教育局",
        "教育局@163.com",
        "a@b",
        "a b@163.com",
        "a@163.com>",
        "a@163.com\nb@163.com",
        ".a@163.com",
        "a..b@163.com",
        "a@-",
        "@163.com",
        "a@163.com,b@163.com",
    ],
)
def test_addresses_that_no_mail_reaches_are_told_apart(bad):
    good, others = usable(["a@163.com", bad, " a@163.com ", "B.c+d@mail.gov.cn"])
    assert good == ("a@163.com", "B.c+d@mail.gov.cn")
    assert len(others) == (1 if bad else 0)


def test_a_draft_without_an_address_waits_to_be_filled_in():
    message = message_from_bytes(build(Draft(("未填",), "提醒", "x")), policy=default)
    assert (message["To"], message["From"], message["Subject"]) == (None, None, "提醒")
