"""Keeps the data key in the operating system's keychain, where there is one.

Only keychains that the system itself protects are used; a backend that writes plain text to a
file is worse than asking for the passphrase, so it counts as none.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import keyring
from keyring.backends.chainer import ChainerBackend
from keyring.errors import KeyringError

from app.db.keys import key_id

SERVICE = "Contract Quality Monitor"
_TRUSTED = (
    "keyring.backends.Windows",
    "keyring.backends.macOS",
    "keyring.backends.SecretService",
    "keyring.backends.libsecret",
    "keyring.backends.kwallet",
)
NONE_WORDS = (
    "This computer has no keychain that the program can use, so the passphrase is asked each time."
)


@dataclass(frozen=True, slots=True)
class Keychain:
    """The system's keychain; `backend` None means that there is none to use."""

    backend: Any | None

    @classmethod
    def of_this_computer(cls) -> Keychain:
        """The keychain that the system offers, if it is one that can be trusted with a key."""
        backend = keyring.get_keyring()
        inside = backend.backends if isinstance(backend, ChainerBackend) else [backend]
        trusted = [one for one in inside if type(one).__module__.startswith(_TRUSTED)]
        return cls(trusted[0] if trusted else None)

    @property
    def words(self) -> str:
        """Where the key is kept, as a sentence for Settings."""
        if self.backend is None:
            return NONE_WORDS
        return f"The key is kept in the keychain of this computer ({self.backend.name})."

    def keep(self, key: bytes) -> str:
        """Store `key`; returns an empty text, or why it could not be kept (it is then not)."""
        if self.backend is None:
            return NONE_WORDS
        try:
            self.backend.set_password(SERVICE, key_id(key), key.hex())
        except (KeyringError, OSError) as error:
            return f"The keychain did not take the key ({error}). The passphrase is asked instead."
        return ""

    def find(self, named: str) -> bytes | None:
        """The key whose id is `named`, or None: not kept, keychain locked, or altered."""
        if self.backend is None:
            return None
        try:
            stored = self.backend.get_password(SERVICE, named)
        except (KeyringError, OSError):
            return None
        try:
            key = bytes.fromhex(stored or "")
        except ValueError:
            return None
        return key if key_id(key) == named else None

    def forget(self, named: str) -> None:
        """Remove the key whose id is `named`; harmless when it is not there."""
        if self.backend is None or self.find(named) is None:
            return
        self.backend.delete_password(SERVICE, named)
