"""The data key: wrapped, unwrapped, changed, recovered; mistakes are told."""

from __future__ import annotations

import json
import stat
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from keyring.backend import KeyringBackend
from keyring.backends.chainer import ChainerBackend
from keyring.errors import KeyringLocked

from app.db import keychain as keychain_module
from app.db import keys, recovery_code
from app.db.idle import IdleLock
from app.db.keychain import Keychain
from app.db.keys import Cost, KeyFile, WrongSecretError
from app.errors import FileRefusedError, RuleError

QUICK = Cost(memory_kib=8, passes=1, lanes=1)
PHRASE = "otter lantern Tuesday"
NOW = datetime(2026, 11, 17, 9, 0, tzinfo=UTC)


@pytest.fixture
def stored(tmp_path: Path) -> tuple[Path, bytes, str]:
    """A database's path with its key file beside it, the key, the recovery code."""
    database, key = tmp_path / "own.db", keys.new_key()
    made, code = keys.make_key_file(key, PHRASE, cost=QUICK)
    made.write(keys.key_file_path(database))
    return database, key, code


def read(database: Path) -> KeyFile:
    return KeyFile.read(keys.key_file_path(database))


def test_cost_is_what_safety_asks_for() -> None:
    assert Cost().memory_kib == 64 * 1024


def test_passphrase_and_recovery_code_both_give_the_key(stored: tuple[Path, bytes, str]) -> None:
    database, key, code = stored
    assert read(database).unlock(PHRASE) == key
    assert read(database).recover(code.lower().replace("-", " ")) == key


def test_key_file_holds_neither_key_nor_secrets(stored: tuple[Path, bytes, str]) -> None:
    database, key, code = stored
    text = keys.key_file_path(database).read_text()
    assert not any(secret in text for secret in (key.hex(), PHRASE, code))


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps rights elsewhere")
def test_key_file_is_private(stored: tuple[Path, bytes, str]) -> None:
    mode = keys.key_file_path(stored[0]).stat().st_mode
    assert stat.S_IMODE(mode) == 0o600


def test_same_letters_composed_otherwise_open_it(tmp_path: Path) -> None:
    key = keys.new_key()
    made, _ = keys.make_key_file(key, "t\u0177 mawr llanfair", cost=QUICK)
    assert made.unlock("ty\u0302 mawr llanfair") == key


def test_wrong_passphrase_is_told_plainly(stored: tuple[Path, bytes, str]) -> None:
    with pytest.raises(WrongSecretError, match="does not open this database"):
        read(stored[0]).unlock("otter lantern Monday")


def test_change_of_passphrase_keeps_key_and_recovery_code(stored: tuple[Path, bytes, str]) -> None:
    database, key, code = stored
    changed = read(database).with_passphrase(key, "a wholly new phrase", cost=QUICK)
    changed.write(keys.key_file_path(database))
    assert read(database).unlock("a wholly new phrase") == key
    assert read(database).recover(code) == key
    with pytest.raises(WrongSecretError):
        read(database).unlock(PHRASE)


def test_new_recovery_code_ends_the_old_one(stored: tuple[Path, bytes, str]) -> None:
    database, key, old = stored
    changed, new = read(database).with_recovery_code(key, cost=QUICK)
    assert changed.recover(new) == key
    with pytest.raises(WrongSecretError, match="another database or was replaced"):
        changed.recover(old)


def test_wrap_moved_to_another_key_file_does_not_open(stored: tuple[Path, bytes, str]) -> None:
    other = KeyFile("0" * 32, read(stored[0]).wraps)
    with pytest.raises(WrongSecretError):
        other.unlock(PHRASE)


@pytest.mark.parametrize("passphrase", ["short", "           a", "abababababababab"])
def test_weak_passphrase_is_refused(passphrase: str) -> None:
    with pytest.raises(RuleError) as caught:
        keys.make_key_file(keys.new_key(), passphrase, cost=QUICK)
    assert caught.value.field == "passphrase"


def test_missing_key_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(FileRefusedError, match="is missing"):
        KeyFile.read(tmp_path / "own.db.key.json")


@pytest.mark.parametrize(
    "damage",
    [
        lambda stored: "{",
        lambda stored: "[]",
        lambda stored: json.dumps(stored | {"wraps": [{}]}),
        lambda stored: json.dumps(stored).replace('"memory_kib": 8', '"memory_kib": 99999999'),
        lambda stored: json.dumps(stored).replace('"salt": "', '"salt": "AAAA'),
    ],
)
def test_damaged_key_file_is_told(stored: tuple[Path, bytes, str], damage: object) -> None:
    path = keys.key_file_path(stored[0])
    path.write_text(damage(json.loads(path.read_text())))  # type: ignore[operator]
    with pytest.raises(FileRefusedError, match="is damaged"):
        KeyFile.read(path)


def test_newer_key_file_is_refused(stored: tuple[Path, bytes, str]) -> None:
    path = keys.key_file_path(stored[0])
    path.write_text(json.dumps(json.loads(path.read_text()) | {"format": 2}))
    with pytest.raises(FileRefusedError, match="newer version"):
        KeyFile.read(path)


def test_secret_file_may_hold_key_passphrase_or_code(
    stored: tuple[Path, bytes, str], tmp_path: Path
) -> None:
    database, key, code = stored
    secret = tmp_path / "secret.txt"
    for content in (key.hex(), f"{PHRASE}\r\n", f"\ufeff{code}\n"):
        secret.write_text(content, encoding="utf-8")
        assert keys.read_secret_file(secret, database) == key


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"not the right words", "does not open own.db"),
        (b"\n", "is empty"),
        (b"\xff\xfe", "cannot"),
    ],
)
def test_useless_secret_file_is_told(
    stored: tuple[Path, bytes, str], tmp_path: Path, content: bytes, words: str
) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_bytes(content)
    with pytest.raises((FileRefusedError, WrongSecretError), match=words):
        keys.read_secret_file(secret, stored[0])


def test_missing_secret_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(FileRefusedError, match="There is no key file"):
        keys.read_secret_file(tmp_path / "none.txt", tmp_path / "own.db")


def test_secret_file_makes_the_key_of_a_new_database(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("ab" * 32)
    assert keys.new_key_from_secret_file(secret) == (b"\xab" * 32, None)
    secret.write_text(PHRASE)
    key, made = keys.new_key_from_secret_file(secret, cost=QUICK)
    assert made is not None
    assert made.unlock(PHRASE) == key


def test_recovery_codes_differ_and_read_well() -> None:
    codes = {recovery_code.new_code() for _ in range(50)}
    assert len(codes) == 50
    for code in codes:
        assert [len(group) for group in code.split("-")] == [5] * 6
        assert not set(code) & set("01OIL")


@given(place=st.integers(0, 29), shift=st.integers(1, 30))
@settings(max_examples=60)
def test_any_wrong_character_names_its_group(place: int, shift: int) -> None:
    letters = list(recovery_code.new_code().replace("-", ""))
    alphabet = recovery_code.ALPHABET
    letters[place] = alphabet[(alphabet.index(letters[place]) + shift) % len(alphabet)]
    with pytest.raises(RuleError, match=f"mistake in group {place // 5 + 1}"):
        recovery_code.secret_of("".join(letters))


@given(st.integers(0, 5), st.integers(0, 3))
@settings(max_examples=60)
def test_swapped_neighbours_are_told(group: int, place: int) -> None:
    letters = list(recovery_code.new_code().replace("-", ""))
    first = group * 5 + place
    if letters[first] == letters[first + 1]:
        return
    letters[first], letters[first + 1] = letters[first + 1], letters[first]
    with pytest.raises(RuleError, match="typing mistake"):
        recovery_code.secret_of("".join(letters))


def test_letter_that_no_code_has_is_told() -> None:
    with pytest.raises(RuleError, match=r"Group 1 .* no 0, O, 1, I or L"):
        recovery_code.secret_of("O" + recovery_code.new_code()[1:])


def test_short_code_is_told() -> None:
    with pytest.raises(RuleError, match="25 characters were typed instead of 30"):
        recovery_code.secret_of(recovery_code.new_code()[:-6])


class MemoryKeyring(KeyringBackend):
    """A keychain of the test's own."""

    priority = 1
    is_locked = False

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        if self.is_locked:
            raise KeyringLocked("locked")
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        if self.is_locked:
            raise KeyringLocked("locked")
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[service, username]


def test_keychain_keeps_finds_and_forgets_a_key() -> None:
    keychain, key = Keychain(MemoryKeyring()), keys.new_key()
    assert keychain.keep(key) == ""
    assert keychain.find(keys.key_id(key)) == key
    keychain.forget(keys.key_id(key))
    keychain.forget(keys.key_id(key))
    assert keychain.find(keys.key_id(key)) is None


def test_altered_key_in_the_keychain_is_not_used() -> None:
    backend, key = MemoryKeyring(), keys.new_key()
    for altered in (keys.new_key().hex(), "not hex"):
        backend.kept[keychain_module.SERVICE, keys.key_id(key)] = altered
        assert Keychain(backend).find(keys.key_id(key)) is None


def test_locked_keychain_is_told_and_gives_nothing() -> None:
    backend, key = MemoryKeyring(), keys.new_key()
    backend.is_locked = True
    assert "did not take the key" in Keychain(backend).keep(key)
    assert Keychain(backend).find(keys.key_id(key)) is None


def test_keychain_that_is_not_the_systems_counts_as_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keychain_module.keyring, "get_keyring", MemoryKeyring)
    keychain = Keychain.of_this_computer()
    assert keychain.backend is None
    assert "asked each time" in keychain.words
    assert keychain.keep(keys.new_key()) == keychain.words
    assert keychain.find("0" * 32) is None


def test_trusted_keychain_inside_a_chain_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    class Chain(ChainerBackend):
        backends = (MemoryKeyring(),)

    monkeypatch.setattr(keychain_module, "_TRUSTED", (__name__,))
    monkeypatch.setattr(keychain_module.keyring, "get_keyring", Chain)
    assert Keychain.of_this_computer().backend is Chain.backends[0]


@pytest.mark.parametrize(
    ("idle", "is_due"),
    [
        (timedelta(minutes=9, seconds=59), False),
        (timedelta(minutes=10), True),
        (timedelta(hours=9), True),
        (timedelta(seconds=-30), False),
        (timedelta(minutes=-5), True),
    ],
)
def test_idle_lock_is_due_after_ten_minutes_or_a_clock_set_back(
    idle: timedelta, is_due: bool
) -> None:
    assert IdleLock().is_due(NOW + idle, NOW) is is_due
