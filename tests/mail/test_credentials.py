"""Where the mailbox is comes from the environment or the keyring; the password shows nowhere."""

from __future__ import annotations

import logging

import pytest
from msgspec.structs import replace

from duban.mail.credentials import Protocol, Security, server
from duban.workspace import Stop

ENVIRON = {
    "DUBAN_IMAP_HOST": "imap.163.com",
    "DUBAN_SMTP_HOST": "smtp.163.com",
    "DUBAN_MAIL_USER": "zgb@163.com",
    "DUBAN_MAIL_PASSWORD": "geheim-42",
}


def without(name: str, **more: str) -> dict[str, str]:
    return {key: value for key, value in ENVIRON.items() if key != name} | more


def nobody(*_: str) -> None:
    return None


def test_one_account_serves_for_both_ways():
    receiving, sending = server(Protocol.IMAP, ENVIRON), server(Protocol.SMTP, ENVIRON)
    assert (receiving.host, receiving.port, receiving.security) == (
        "imap.163.com",
        993,
        Security.SSL,
    )
    assert (sending.host, sending.port, sending.user) == ("smtp.163.com", 465, "zgb@163.com")
    own = server(Protocol.SMTP, ENVIRON | {"DUBAN_SMTP_USER": "send@163.com"})
    assert own.user == "send@163.com"
    assert server(Protocol.SMTP, ENVIRON | {"DUBAN_SMTP_SECURITY": "STARTTLS"}).port == 587


def test_the_password_may_lie_in_the_keyring():
    found = server(Protocol.IMAP, without("DUBAN_MAIL_PASSWORD"), lambda s, u: f"{s}/{u}")
    assert found.password == "duban/zgb@163.com"


def test_the_password_shows_in_no_representation(caplog):
    account = server(Protocol.IMAP, ENVIRON)
    logging.getLogger("test").warning("%s %r", account, account)
    assert "geheim" not in f"{account} {account!r} {replace(account, port=1)} {caplog.text}"
    assert account.hide("LOGIN geheim-42 failed") == "LOGIN *** failed"


@pytest.mark.parametrize(
    ("environ", "named"),
    [
        (without("DUBAN_IMAP_HOST"), "DUBAN_IMAP_HOST"),
        (without("DUBAN_MAIL_USER"), "DUBAN_MAIL_USER"),
        (without("DUBAN_MAIL_PASSWORD"), "DUBAN_MAIL_PASSWORD"),
        (ENVIRON | {"DUBAN_IMAP_PORT": "993;"}, "DUBAN_IMAP_PORT"),
        (ENVIRON | {"DUBAN_IMAP_PORT": "70000"}, "DUBAN_IMAP_PORT"),
        (ENVIRON | {"DUBAN_IMAP_SECURITY": "none"}, "DUBAN_IMAP_SECURITY"),
    ],
)
def test_what_is_missing_is_named_and_the_password_is_not(environ, named):
    with pytest.raises(Stop) as stopped:
        server(Protocol.IMAP, environ, nobody)
    said = stopped.value.message + stopped.value.advice
    assert named in said
    assert "geheim" not in said


def test_a_password_goes_unencrypted_only_to_this_machine():
    plain = ENVIRON | {"DUBAN_IMAP_SECURITY": "plain"}
    with pytest.raises(Stop):
        server(Protocol.IMAP, plain)
    assert server(Protocol.IMAP, plain | {"DUBAN_IMAP_HOST": "127.0.0.1"}).port == 143
