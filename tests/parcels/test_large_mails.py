"""A mail of any size gives the same attachments, and a large one within the memory of a worker."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from duban.commands.reading import parse_files
from duban.executor import Lost, Processes
from duban.parcels import eml
from duban.parcels.opening import Enclosed, Limits, Opened
from duban.parcels.windows import Stored, Window
from tests.office import FULL, KEY, SCHOOL, issued, office, returned
from tests.office_on_disk import furnish, session
from tests.parcels.made import attached, body, mail, multipart, part, raw

LIMITS = Limits()
WORDS = [
    b"--=_b",
    b"\r\n",
    b"\n\n",
    b"--outer\r\n",
    b"=",
    b"Content-Type: ",
    b"\xff",
    b"",
]
INNER = mail(attached(raw("表.xls"), b"x" * 99), attached("a.jpg", b"\xff\xd8"))
RELATED = multipart([body("<img src=cid:1>"), attached("签名.png", b"x")], "related", "in")
PLAIN, ATTACHED = "Content-Type: text/plain", "Content-Disposition: attachment"
MAILS = {
    "attachments": INNER,
    "a table": mail(body("<table><tr><td>1<td>2<td>3</table>"), part(b"x", PLAIN)),
    "forwarded": mail(part(INNER, "Content-Type: message/rfc822", encoding="8bit"), boundary="o"),
    "forwarded, encoded": mail(part(INNER, "Content-Type: message/rfc822"), boundary="o"),
    "pictures": mail(RELATED, boundary="o"),
    "quoted": mail(
        part(b"=BD=F8\r\n", PLAIN, "Content-Disposition: attachment", encoding="quoted-printable")
    ),
    "no end": INNER.rpartition(b"\r\n--")[0],
    "another boundary": INNER.replace(b'boundary="=_b"', b'boundary="??"'),
    "an empty boundary": INNER.replace(b'boundary="=_b"', b'boundary=""'),
    "junk before": b"\xff\xfe junk\r\n" + INNER,
    "a line that is no header": INNER.replace(b"MIME-Version", b"no header\r\nMIME-Version"),
    "line feeds": INNER.replace(b"\r\n", b"\n"),
    "no parts": b"From: a@b.cn\r\n\r\n",
    "headers only": b"From: a@b.cn\r\nTo: b",
}


def came_out(opened: Opened) -> tuple[object, ...]:
    """Everything that the mail gave, taken out of where it lay."""

    def whole(member: Enclosed) -> tuple[str, bytes, str]:
        taken = member.later() if member.later else member
        data = b"".join(taken.mail.pieces()) if taken.mail else taken.data
        return taken.name, data, taken.problem

    return (opened.problem, opened.mail, *map(whole, opened.members))


@pytest.mark.parametrize("name", MAILS)
def test_a_mail_left_where_it_lies_gives_what_one_read_whole_does(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.eml"
    path.write_bytes(MAILS[name])
    small = came_out(eml.open_eml(MAILS[name], LIMITS))
    monkeypatch.setattr(eml, "LARGE", 10)
    for buffer in (MAILS[name], Stored.at(path)):
        assert came_out(eml.open_window(Window.over(buffer), LIMITS)) == small


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(sorted(MAILS)), st.data())
def test_of_a_damaged_one_comes_what_there_is(name: str, data: st.DataObject) -> None:
    content = MAILS[name]
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(content)))
        gap = data.draw(st.integers(0, 3))
        content = content[:at] + data.draw(st.sampled_from(WORDS)) + content[at + gap :]
    opened = eml.open_window(Window.over(content), LIMITS)
    assert opened.members or opened.problem
    assert len(came_out(opened)) == 2 + len(opened.members)


def forwarded(*parts: bytes) -> bytes:
    header = "Content-Type: message/rfc822"
    return mail(part(mail(*parts), header, encoding="8bit"), boundary="outer")


@pytest.mark.parametrize("made", [mail, forwarded])
def test_a_mail_of_100_megabytes_gives_its_form_in_half_a_gigabyte(
    tmp_path: Path, made: Callable[..., bytes]
) -> None:
    form = returned(issued(office(), SCHOOL), FULL[SCHOOL])
    photographs = [attached(f"{n}.jpg", b"\xff\xd8" + bytes(24 << 20)) for n in range(3)]
    space = furnish(tmp_path / "督查室")
    path = tmp_path / "来信.eml"
    path.write_bytes(made(*photographs, attached("表.xlsx", form)))
    assert path.stat().st_size > 90 << 20
    pool = Processes(workers=1, memory_mib=512)
    found = list(parse_files(replace(session(space), executor=pool), [("来信.eml", path)], KEY))
    pool.close()
    assert not any(isinstance(item, Lost) or item.unsafe for item in found[:1])
    assert found[-1].path.endswith("表.xlsx")
    assert found[-1].found is not None
    assert len(found[-1].found.tables) == 1
