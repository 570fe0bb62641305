"""Attachments: stored whole under their hash, sealed with a key, checked when read."""

from __future__ import annotations

import os
from hashlib import sha256
from pathlib import Path

import pytest

from app.db import attachments, durable
from app.db.attachments import AttachmentStore, DamagedAttachmentError
from app.errors import NotFoundError, NotSavedError

KEY = bytes(range(32))
LETTER = b"Annwyl reolwr,\n" * 50
HASH = sha256(LETTER).hexdigest()


@pytest.fixture(params=[None, KEY], ids=["plain", "sealed"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> AttachmentStore:
    return AttachmentStore.of(tmp_path / "own.db", request.param)


def test_content_comes_back_by_its_hash(store: AttachmentStore) -> None:
    assert store.put(LETTER) == HASH
    assert store.get(HASH) == LETTER
    assert store.folder.name == "own.db.files"


def test_same_content_is_stored_once(store: AttachmentStore) -> None:
    store.put(LETTER)
    before = store.path_of(HASH).stat().st_ino
    store.put(LETTER)
    assert len(store.names()) == 1
    assert store.path_of(HASH).stat().st_ino == before


def test_plain_file_lies_under_its_own_hash(tmp_path: Path) -> None:
    AttachmentStore.of(tmp_path / "own.db").put(LETTER)
    assert (tmp_path / "own.db.files" / HASH).read_bytes() == LETTER


def test_sealed_file_shows_neither_content_nor_hash(tmp_path: Path) -> None:
    sealed = AttachmentStore.of(tmp_path / "own.db", KEY)
    sealed.put(LETTER)
    (file,) = sealed.folder.iterdir()
    assert file.name != HASH
    assert LETTER[:20] not in file.read_bytes()


def test_file_of_another_key_is_not_opened(tmp_path: Path) -> None:
    AttachmentStore(tmp_path, KEY).put(LETTER)
    other = AttachmentStore(tmp_path, bytes(32))
    AttachmentStore(tmp_path, KEY).path_of(HASH).rename(other.path_of(HASH))
    with pytest.raises(DamagedAttachmentError):
        other.get(HASH)


@pytest.mark.parametrize(
    "damage", [lambda b: b[:-1], lambda b: b"", lambda b: b[:30] + b"#" + b[31:]]
)
def test_altered_file_is_told_and_healed_by_putting_it_again(
    store: AttachmentStore, damage: object
) -> None:
    store.put(LETTER)
    path = store.path_of(HASH)
    path.write_bytes(damage(path.read_bytes()))  # type: ignore[operator]
    with pytest.raises(DamagedAttachmentError, match="Restore it from a backup"):
        store.get(HASH)
    assert store.damaged([HASH]) == (HASH,)
    store.put(LETTER)
    assert store.get(HASH) == LETTER


def test_two_sealed_files_exchanged_are_told(tmp_path: Path) -> None:
    sealed = AttachmentStore(tmp_path, KEY)
    other = sealed.put(b"another")
    sealed.put(LETTER)
    sealed.path_of(HASH).replace(sealed.path_of(other))
    with pytest.raises(DamagedAttachmentError):
        sealed.get(other)


def test_missing_file_is_told(store: AttachmentStore) -> None:
    with pytest.raises(NotFoundError, match="not in its folder"):
        store.get(HASH)
    assert store.missing([HASH]) == (HASH,)
    assert store.orphans([HASH]) == ()


def test_file_that_no_row_names_is_an_orphan(store: AttachmentStore) -> None:
    kept = store.put(b"kept")
    store.put(LETTER)
    assert store.orphans([kept]) == (store.name_of(HASH),)
    assert store.missing([kept]) == ()


@pytest.mark.parametrize("name", ["../own.db", "/etc/passwd", "AB" * 32, "ab", "", HASH + "\n"])
def test_nothing_but_a_hash_names_a_file(store: AttachmentStore, name: str) -> None:
    with pytest.raises(ValueError, match="SHA-256"):
        store.get(name)


def test_erased_file_is_gone(store: AttachmentStore) -> None:
    store.put(LETTER)
    assert store.erase(HASH) is True
    assert store.erase(HASH) is False
    assert not store.is_intact(HASH)


def test_failed_write_is_told_and_leaves_nothing(
    store: AttachmentStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(durable.os, "fsync", full)
    with pytest.raises(NotSavedError, match="No space left on device"):
        store.put(LETTER)
    assert list(store.folder.iterdir()) == []


def test_too_large_a_file_is_refused(
    store: AttachmentStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attachments, "LARGEST", 100)
    with pytest.raises(NotSavedError, match="larger than"):
        store.put(LETTER)
    assert store.names() == frozenset()


def test_leftover_of_a_killed_write_is_no_attachment(store: AttachmentStore) -> None:
    store.put(LETTER)
    (store.folder / f"{HASH}.part").write_bytes(os.urandom(10))
    assert len(store.names()) == 1
    assert store.orphans([HASH]) == ()
    assert store.remove_leftovers() == 1
    assert store.get(HASH) == LETTER
