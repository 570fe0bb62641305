"""The data key of an encrypted database: made, wrapped, unwrapped, kept in the keychain.

The data key is 256 random bits. Beside the database lies `<file>.key.json` (part of every
backup) with the key wrapped by a passphrase and by a recovery code that is shown once; changing
the passphrase wraps the same key anew and rewrites no data. The wrapping key comes from Argon2id,
the wrapping is AES-256-GCM, bound to the format, the key's id and the kind of secret.

This does not protect against a program that runs as the user while the database is open.
"""

from __future__ import annotations

import json
import os
import unicodedata
from base64 import b64decode, b64encode
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any, Self

from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from app.db import recovery_code
from app.db.durable import write_whole
from app.errors import CircumstanceError, FileRefusedError, RuleError

FORMAT = 1
KEY_BYTES = 32
SHORTEST_PASSPHRASE = 12
PASSPHRASE, RECOVERY_CODE = "passphrase", "recovery_code"


class WrongSecretError(CircumstanceError):
    """The passphrase or recovery code does not open this key file."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What one guess costs: Argon2id memory in KiB, passes, lanes."""

    memory_kib: int = 64 * 1024
    passes: int = 3
    lanes: int = 4


@dataclass(frozen=True, slots=True)
class Wrap:
    """The data key sealed under one secret; `by` is PASSPHRASE or RECOVERY_CODE."""

    by: str
    cost: Cost
    salt: bytes
    nonce: bytes
    sealed: bytes


@dataclass(frozen=True, slots=True)
class KeyFile:
    """The content of `<file>.key.json`: nothing in it is secret without a passphrase."""

    key_id: str
    wraps: tuple[Wrap, ...]

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read the key file at `path`. Raises FileRefusedError when it cannot be understood."""
        try:
            stored = json.loads(path.read_text(encoding="utf-8"))
            if stored["format"] > FORMAT:
                raise FileRefusedError(
                    f"{path.name} was made by a newer version of this program. "
                    "Install the newer version to open it."
                )
            return cls(str(stored["key_id"]), tuple(_wrap_from(wrap) for wrap in stored["wraps"]))
        except FileNotFoundError:
            raise FileRefusedError(
                f"The key file {path.name} is missing. It belongs beside the database; "
                "each backup has a copy."
            ) from None
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise FileRefusedError(
                f"The key file {path.name} is damaged. Each backup has a copy of it."
            ) from error

    def write(self, path: Path) -> None:
        """Write to `path`: the old key file stays until the new one is whole. Raises OSError."""
        stored = {
            "format": FORMAT,
            "key_id": self.key_id,
            "wraps": [_wrap_to(wrap) for wrap in self.wraps],
        }
        write_whole(path, json.dumps(stored, indent=2).encode("utf-8"), is_private=True)

    def unlock(self, passphrase: str) -> bytes:
        """The data key, by passphrase. Raises WrongSecretError."""
        key = self._unwrap(PASSPHRASE, _passphrase_bytes(passphrase))
        if key is None:
            raise WrongSecretError(
                "That passphrase does not open this database. Try again, minding capital letters "
                "and spaces, or use the recovery code."
            )
        return key

    def recover(self, code: str) -> bytes:
        """The data key, by recovery code as typed.

        Raises RuleError (field recovery_code) for a typing mistake, WrongSecretError otherwise.
        """
        key = self._unwrap(RECOVERY_CODE, recovery_code.secret_of(code))
        if key is None:
            raise WrongSecretError(
                "That recovery code is typed without a mistake, but it belongs to another database "
                "or was replaced by a newer code."
            )
        return key

    def with_passphrase(self, key: bytes, passphrase: str, *, cost: Cost | None = None) -> Self:
        """The same data key under a new passphrase; the recovery code goes on working.

        Raises RuleError (field passphrase) when it is too weak.
        """
        check_passphrase(passphrase)
        return self._with(wrap_key(key, PASSPHRASE, _passphrase_bytes(passphrase), cost or Cost()))

    def with_recovery_code(self, key: bytes, *, cost: Cost | None = None) -> tuple[Self, str]:
        """The same data key under a fresh recovery code, and the code: show it once, keep it not.

        Any earlier code stops working.
        """
        code = recovery_code.new_code()
        secret = recovery_code.secret_of(code)
        return self._with(wrap_key(key, RECOVERY_CODE, secret, cost or Cost())), code

    def _with(self, wrap: Wrap) -> Self:
        others = tuple(kept for kept in self.wraps if kept.by != wrap.by)
        return replace(self, wraps=(*others, wrap))

    def _unwrap(self, by: str, secret: bytes) -> bytes | None:
        for wrap in self.wraps:
            if wrap.by == by:
                cipher = AESGCM(_wrapping_key(secret, wrap.salt, wrap.cost))
                try:
                    return cipher.decrypt(wrap.nonce, wrap.sealed, _bound_to(self.key_id, by))
                except InvalidTag:
                    return None
        return None


def key_file_path(database: Path) -> Path:
    """Where the key file of `database` lies."""
    return database.with_name(database.name + ".key.json")


def new_key() -> bytes:
    """A random 256-bit data key."""
    return os.urandom(KEY_BYTES)


def key_id(key: bytes) -> str:
    """A name for `key` that gives nothing of it away; 32 hex digits."""
    return sha256(b"contract-quality-monitor key id\x00" + key).hexdigest()[:32]


def make_key_file(key: bytes, passphrase: str, *, cost: Cost | None = None) -> tuple[KeyFile, str]:
    """A new key file for `key`, and the recovery code to show once.

    Raises RuleError (field passphrase) when the passphrase is too weak.
    """
    empty = KeyFile(key_id(key), ())
    return empty.with_passphrase(key, passphrase, cost=cost).with_recovery_code(key, cost=cost)


def check_passphrase(passphrase: str) -> None:
    """Raise RuleError (field passphrase) when the passphrase is easy to guess."""
    text = _normal(passphrase)
    if len(text) < SHORTEST_PASSPHRASE:
        raise RuleError(
            f"A passphrase needs at least {SHORTEST_PASSPHRASE} characters. "
            "Three or four words that do not belong together are easy to remember.",
            "passphrase",
        )
    if len(set(text.casefold())) < 5:
        raise RuleError("This passphrase repeats the same few characters.", "passphrase")


def read_secret_file(path: Path, database: Path) -> bytes:
    """The data key from a file given as `--key-file`.

    The file's first line is one of: 64 hex digits (the data key itself), a recovery code, or the
    passphrase. The last two need the key file beside the database.
    Raises FileRefusedError, WrongSecretError.
    """
    secret = _first_line(path)
    raw = _as_raw_key(secret)
    if raw is not None:
        return raw
    stored = KeyFile.read(key_file_path(database))
    try:
        return stored.unlock(secret)
    except WrongSecretError:
        if not recovery_code.looks_like_code(secret):
            raise WrongSecretError(
                f"The passphrase in {path.name} does not open {database.name}."
            ) from None
        return stored.recover(secret)


def new_key_from_secret_file(
    path: Path, *, cost: Cost | None = None
) -> tuple[bytes, KeyFile | None]:
    """The data key for a new database, from a `--key-file`.

    64 hex digits are the key itself and need no key file; a passphrase wraps a new random key, and
    the key file to write comes along. Raises FileRefusedError, RuleError.
    """
    secret = _first_line(path)
    raw = _as_raw_key(secret)
    if raw is not None:
        return raw, None
    key = new_key()
    return key, KeyFile(key_id(key), ()).with_passphrase(key, secret, cost=cost)


def wrap_key(key: bytes, by: str, secret: bytes, cost: Cost) -> Wrap:
    """Seal `key` under `secret`, with fresh salt and nonce."""
    salt, nonce = os.urandom(16), os.urandom(12)
    cipher = AESGCM(_wrapping_key(secret, salt, cost))
    return Wrap(by, cost, salt, nonce, cipher.encrypt(nonce, key, _bound_to(key_id(key), by)))


def _wrapping_key(secret: bytes, salt: bytes, cost: Cost) -> bytes:
    return hash_secret_raw(
        secret, salt, cost.passes, cost.memory_kib, cost.lanes, KEY_BYTES, Type.ID
    )


def _bound_to(named: str, by: str) -> bytes:
    return f"contract-quality-monitor key {FORMAT} {named} {by}".encode()


def _normal(passphrase: str) -> str:
    """The same letters typed on another keyboard give the same bytes."""
    return unicodedata.normalize("NFKC", passphrase).strip()


def _passphrase_bytes(passphrase: str) -> bytes:
    return _normal(passphrase).encode("utf-8")


def _first_line(path: Path) -> str:
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except FileNotFoundError:
        raise FileRefusedError(f"There is no key file {path}.") from None
    except (OSError, UnicodeDecodeError) as error:
        raise FileRefusedError(
            f"{path.name} cannot be read as a key file. It holds one line of text: 64 hex digits, "
            "a passphrase or a recovery code."
        ) from error
    if not lines or not lines[0].strip():
        raise FileRefusedError(f"The key file {path.name} is empty.")
    return lines[0].strip()


def _as_raw_key(secret: str) -> bytes | None:
    if len(secret) != 2 * KEY_BYTES:
        return None
    try:
        return bytes.fromhex(secret)
    except ValueError:
        return None


def _wrap_to(wrap: Wrap) -> dict[str, Any]:
    return {
        "by": wrap.by,
        "argon2id": {
            "memory_kib": wrap.cost.memory_kib,
            "passes": wrap.cost.passes,
            "lanes": wrap.cost.lanes,
        },
        "salt": b64encode(wrap.salt).decode("ascii"),
        "nonce": b64encode(wrap.nonce).decode("ascii"),
        "sealed": b64encode(wrap.sealed).decode("ascii"),
    }


def _wrap_from(stored: dict[str, Any]) -> Wrap:
    cost = Cost(**stored["argon2id"])
    if not (8 <= cost.memory_kib <= 1 << 20 and 1 <= cost.passes <= 32 and 1 <= cost.lanes <= 16):
        raise ValueError("the cost of the key file is out of bounds")
    salt, nonce, sealed = (
        b64decode(stored[name], validate=True) for name in ("salt", "nonce", "sealed")
    )
    if (len(salt), len(nonce), len(sealed)) != (16, 12, KEY_BYTES + 16):
        raise ValueError("a part of the key file has a wrong length")
    return Wrap(str(stored["by"]), cost, salt, nonce, sealed)
