"""A form's identity: it holds only with the office's key, and rubbish is no identity."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from duban.forms.token import Token, digest, open_token

KEY = b"key"
TOKEN = Token("progress", 1, "2023-03", "U007", "某市", digest(["1/U007/lead#0"]))


def test_a_token_signed_here_is_genuine() -> None:
    opened = open_token(TOKEN.sealed(KEY), KEY)
    assert opened is not None
    assert (opened.token, opened.genuine) == (TOKEN, True)


@pytest.mark.parametrize("field", ("form", "period", "unit", "place", "rows"))
def test_a_changed_token_is_not_genuine(field: str) -> None:
    signature = TOKEN.sealed(KEY).rpartition("|")[2]
    forged = replace(TOKEN, **{field: "other"}).sealed(KEY).rpartition("|")[0]
    opened = open_token(f"{forged}|{signature}", KEY)
    assert opened is not None
    assert not opened.genuine


def test_another_office_s_token_is_not_genuine() -> None:
    opened = open_token(TOKEN.sealed(b"another key"), KEY)
    assert opened is not None
    assert not opened.genuine


@pytest.mark.parametrize(
    "text",
    (
        "",
        "|",
        "本表由程序使用",
        "{}|ab",
        "[1]|ab",
        '{"form": 1, "version": 1, "period": "", "unit": "", "place": "", "rows": ""}|ab',
        "[" * 30_000 + "|ab",
        '{"version": ' + "9" * 5000 + "}|ab",
        TOKEN.sealed(KEY)[5:],
    ),
)
def test_rubbish_is_no_token(text: str) -> None:
    assert open_token(text, KEY) is None


@given(st.text())
def test_no_signature_breaks_the_reader(signature: str) -> None:
    body = TOKEN.sealed(KEY).rpartition("|")[0]
    opened = open_token(f"{body}|{signature.replace('|', '')}", KEY)
    assert opened is not None
    assert not opened.genuine


def test_the_digest_tells_order_and_number_of_rows() -> None:
    rows = ["1/U1/lead#0", "2/U1/co#0"]
    assert len({digest(rows), digest(rows[::-1]), digest(rows[:1]), digest([])}) == 4
