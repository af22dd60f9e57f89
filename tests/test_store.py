"""The store keeps what was worked out; what happens to its file costs time, never a result."""

from __future__ import annotations

import sqlite3
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from duban import store as module
from duban.model import CHINA, Light, Source
from duban.store import Store, key_of


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / ".cache" / "store.sqlite"


def kept(path: Path, key: str = "a", value: bytes = b"one") -> Store:
    store = Store(path)
    store.put(key, value)
    store.close()
    return store


def test_what_was_put_is_there_in_the_next_run(path: Path) -> None:
    kept(path)
    assert Store(path).get("a") == b"one"
    assert Store(path).get("b") is None


def test_without_a_path_nothing_is_kept() -> None:
    store = Store()
    store.put("a", b"one")
    store.keep()
    assert store.get("a") is None


@pytest.mark.parametrize("damage", [b"", b"no database at all" * 400, None])
def test_a_damaged_file_is_replaced_and_used_again(path: Path, damage: bytes | None) -> None:
    kept(path)
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2] if damage is None else damage)
    store = Store(path)
    store.get("a")
    store.put("a", b"two")
    store.close()
    assert Store(path).get("a") == b"two"


def test_a_flipped_bit_in_a_value_is_no_value(path: Path) -> None:
    kept(path, value=b"a value that is told by its sum")
    path.write_bytes(path.read_bytes().replace(b"told by", b"tolf by"))
    assert Store(path).get("a") is None


def test_another_version_of_the_program_starts_anew(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept(path)
    monkeypatch.setattr(module, "program", lambda: "another")
    assert Store(path).get("a") is None


def test_a_store_that_another_process_writes_to_is_left_alone(path: Path) -> None:
    kept(path)
    other = sqlite3.connect(path)
    other.execute("BEGIN EXCLUSIVE")
    store = Store(path)
    assert store.get("a") is None
    store.put("a", b"two")
    store.close()
    other.rollback()
    other.close()
    assert Store(path).get("a") == b"one"


def test_a_folder_that_cannot_be_made_costs_nothing(tmp_path: Path) -> None:
    (tmp_path / ".cache").write_bytes(b"a file in the way")
    store = kept(tmp_path / ".cache" / "store.sqlite")
    assert store.get("a") is None


def test_a_store_that_another_run_is_writing_to_can_be_read(path: Path) -> None:
    kept(path)
    writing = Store(path)
    writing.put("b", b"two")
    assert Store(path).get("a") == b"one"
    writing.close()


def test_what_was_printed_long_ago_gives_way_and_what_was_read_stays(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_NEWEST", 2)
    store = Store(path)
    for key in ("read:a", "paper:a", "read:b", "paper:b"):
        store.put(key, b"one")
    store.close()
    kept_keys = [k for k in ("read:a", "paper:a", "read:b", "paper:b") if Store(path).get(k)]
    assert kept_keys == ["read:a", "read:b", "paper:b"]


VALUES = (
    *(None, True, 1, 1.0, Decimal(1), Decimal("1.0"), "1", b"1", Light.RED, str(Light.RED)),
    *(date(2023, 4, 3), datetime(2023, 4, 3, tzinfo=CHINA), "2023-04-03"),
    *((), [], {}, ("1",), ["1"], {"1": "1"}, (("1",), "1"), ("1", ("1",)), ("1", "1"), ("11",)),
    *(("", "1"), ("1", ""), {"a": 1, "b": 2}, {"b": 2, "a": 1}, {"a": "1b"}, Source("1"), ("a",)),
)


def test_different_values_have_different_keys_and_the_same_the_same() -> None:
    assert len({key_of("x", value) for value in VALUES}) == len(VALUES)
    assert key_of("x", "1", "1") != key_of("x", ("1", "1"))
    assert key_of("x", {"a": [Source("甲"), 1]}) == key_of("x", {"a": [Source("甲"), 1]})


def test_no_key_is_made_of_what_cannot_be_seen() -> None:
    with pytest.raises(TypeError, match="function"):
        key_of("x", {"a": kept})
