"""The store keeps what was worked out; what happens to its file costs time, never a result."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from duban import store as module
from duban.store import Store


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
