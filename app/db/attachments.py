"""Documents and photos beside the database, in `<file>.files/`, each under the hash of its content.

A file is written beside, flushed, renamed, and only then may a row name it: a crash leaves at most
a file that no row names. With a data key the content is sealed (AES-256-GCM) and the name on the
disk is a keyed hash, so that nobody without the key can tell whether a known document is there.
Names from outside never reach the disk: callers hand in bytes and hashes.
"""

from __future__ import annotations

import hmac
import os
import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from app.db.durable import PART_SUFFIX, flush_folder, write_whole
from app.errors import CircumstanceError, NotFoundError, NotSavedError

LARGEST = 200 * 1024 * 1024  # bytes; one file is held in memory while it is sealed
_MAGIC = b"CQMF\x01"
_NONCE = 12
_HASH = re.compile(r"[0-9a-f]{64}")


class DamagedAttachmentError(CircumstanceError):
    """The stored file is not what was put in: altered, cut short, or of another key."""


@dataclass(frozen=True, slots=True)
class AttachmentStore:
    """The attachments of one database: their `folder`, and its data `key` if it has one."""

    folder: Path
    key: bytes | None = None

    @classmethod
    def of(cls, database: Path, key: bytes | None = None) -> AttachmentStore:
        """The store that belongs to the database file at `database`."""
        return cls(files_folder(database), key)

    def put(self, content: bytes) -> str:
        """Store `content`; returns its SHA-256 in hex, for the row. Twice the same is stored once.

        Raises NotSavedError with what to do; no row may be written then.
        """
        if len(content) > LARGEST:
            raise NotSavedError(
                f"This file is larger than {LARGEST >> 20} MB, so it was not attached. "
                "Make it smaller, or note where it is kept."
            )
        digest = sha256(content).hexdigest()
        if self.is_intact(digest):
            return digest
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            write_whole(self.path_of(digest), self._sealed(content, digest))
        except OSError as error:
            raise NotSavedError(
                f"The file could not be stored ({error.strerror}). Nothing was attached. "
                "Free some space or check the folder's permissions, then try again."
            ) from error
        return digest

    def get(self, digest: str) -> bytes:
        """The content whose SHA-256 is `digest`, checked.

        Raises NotFoundError when it is not there, DamagedAttachmentError when it was altered.
        """
        try:
            stored = self.path_of(digest).read_bytes()
        except FileNotFoundError:
            raise NotFoundError(
                "The attached file is not in its folder. Restore it from a backup."
            ) from None
        content = self._opened(stored, digest)
        if sha256(content).hexdigest() != digest:
            raise DamagedAttachmentError(_DAMAGED)
        return content

    def is_intact(self, digest: str) -> bool:
        """True when the file is there and is what was put in."""
        try:
            self.get(digest)
        except (NotFoundError, DamagedAttachmentError):
            return False
        return True

    def path_of(self, digest: str) -> Path:
        """Where the content with this SHA-256 lies. Raises ValueError for anything but a hash."""
        return self.folder / self.name_of(digest)

    def name_of(self, digest: str) -> str:
        """The name on the disk: the hash itself, or with a key a keyed hash of it."""
        if not is_digest(digest):
            raise ValueError("an attachment is named by its SHA-256 in small hex digits")
        if self.key is None:
            return digest
        return hmac.new(self._derived(b"name"), digest.encode("ascii"), "sha256").hexdigest()

    def names(self) -> frozenset[str]:
        """The names on the disk, leftovers of interrupted writes not counted."""
        if not self.folder.is_dir():
            return frozenset()
        return frozenset(file.name for file in self.folder.iterdir() if _HASH.fullmatch(file.name))

    def missing(self, known: Iterable[str]) -> tuple[str, ...]:
        """Those of the `known` hashes whose file is not there, sorted."""
        names = self.names()
        return tuple(sorted({digest for digest in known if self.name_of(digest) not in names}))

    def damaged(self, known: Iterable[str]) -> tuple[str, ...]:
        """Those of the `known` hashes whose file is there but not what was put in, sorted."""
        there = {digest for digest in known if self.path_of(digest).exists()}
        return tuple(sorted(digest for digest in there if not self.is_intact(digest)))

    def orphans(self, known: Iterable[str]) -> tuple[str, ...]:
        """Names on the disk that belong to none of the `known` hashes, sorted."""
        return tuple(sorted(self.names() - {self.name_of(digest) for digest in known}))

    def erase(self, digest: str) -> bool:
        """Remove the content with this hash; False when it was not there. Raises OSError.

        Write the tombstone first: a row whose file is gone must already say that it was erased.
        """
        return self._remove(self.name_of(digest))

    def remove_leftovers(self) -> int:
        """Remove what interrupted writes left behind; returns how many files that was."""
        if not self.folder.is_dir():
            return 0
        leftovers = [file for file in self.folder.iterdir() if file.suffix == PART_SUFFIX]
        for file in leftovers:
            with suppress(OSError):  # one that another program holds goes the next time
                file.unlink()
        return len(leftovers)

    def _remove(self, name: str) -> bool:
        path = self.folder / name
        if not path.exists():
            return False
        path.unlink()
        flush_folder(self.folder)
        return True

    def _sealed(self, content: bytes, digest: str) -> bytes:
        if self.key is None:
            return content
        nonce = os.urandom(_NONCE)
        cipher = AESGCM(self._derived(b"content"))
        return _MAGIC + nonce + cipher.encrypt(nonce, content, digest.encode("ascii"))

    def _opened(self, stored: bytes, digest: str) -> bytes:
        if self.key is None:
            return stored
        if not stored.startswith(_MAGIC):
            raise DamagedAttachmentError(_DAMAGED)
        start = len(_MAGIC) + _NONCE
        cipher = AESGCM(self._derived(b"content"))
        try:
            return cipher.decrypt(stored[len(_MAGIC) : start], stored[start:], digest.encode())
        except (InvalidTag, ValueError) as error:
            raise DamagedAttachmentError(_DAMAGED) from error

    def _derived(self, purpose: bytes) -> bytes:
        assert self.key is not None
        info = b"contract-quality-monitor attachment " + purpose
        return HKDF(SHA256(), 32, salt=None, info=info).derive(self.key)


_DAMAGED = "The attached file is damaged. Restore it from a backup."


def is_digest(text: str) -> bool:
    """True for a SHA-256 in small hex digits."""
    return _HASH.fullmatch(text) is not None


def files_folder(database: Path) -> Path:
    """The folder of the attachments of `database`."""
    return database.with_name(database.name + ".files")
