"""A new passphrase or recovery code: the same key wrapped anew, and a line in the history.

No data is written again, and neither secret is ever kept or told.
"""

from __future__ import annotations

from pathlib import Path

from app.db import keys
from app.db.keys import Cost, KeyFile
from app.db.work import Work
from app.errors import FileRefusedError, NotSavedError, RuleError
from app.services import opening
from app.services.council import get_setting, put_setting
from app.services.office import Office


def change_passphrase(office: Office, passphrase: str, *, cost: Cost | None = None) -> None:
    """Re-wrap the data key under a new passphrase, and say so in the history. Raises RuleError."""
    path, key = _key_of(office)
    wrapped = KeyFile.read(path).with_passphrase(key, passphrase, cost=cost)
    office.write(_keep_wrapped, wrapped, path, "passphrase", "Changed the passphrase")


def set_passphrase(path: Path, key: bytes, passphrase: str, *, cost: Cost | None = None) -> None:
    """The same for a file that is closed, as after its recovery code was typed.

    Raises FileRefusedError when nothing may be written beside it, as in a backup.
    """
    if opening.is_for_reading(path):
        raise FileRefusedError(
            f"The passphrase of {path.name} was not changed: it is a backup, or you may not write "
            "to it."
        )
    key_file = keys.key_file_path(path)
    KeyFile.read(key_file).with_passphrase(key, passphrase, cost=cost).write(key_file)


def check_passphrase(passphrase: str, again: str) -> None:
    """Raise RuleError (field passphrase or again) for one that is weak or mistyped."""
    keys.check_passphrase(passphrase)
    if passphrase != again:
        raise RuleError("The two are not the same. Type the passphrase again", "again")


def new_recovery_code(office: Office, *, cost: Cost | None = None) -> str:
    """Make a fresh recovery code, to show once; the earlier one stops working.

    The history says that it was made, never the code.
    """
    path, key = _key_of(office)
    wrapped, code = KeyFile.read(path).with_recovery_code(key, cost=cost)
    office.write(_keep_wrapped, wrapped, path, "recovery_code", "Made a new recovery code")
    return code


def note_passphrase_set(work: Work) -> None:
    """Say in the history that the recovery code unlocked this file and set a new passphrase."""
    _note_secret(work, "passphrase", "Set a new passphrase with the recovery code")


def _keep_wrapped(work: Work, wrapped: KeyFile, path: Path, secret: str, label: str) -> None:
    """Write the key file as the last thing of the act: what is told is what was done."""
    _note_secret(work, secret, label)
    work.session.flush()
    try:
        wrapped.write(path)
    except OSError as error:
        raise NotSavedError(
            f"The key file {path.name} was not written ({error.strerror}). The passphrase and "
            "the recovery code are as they were."
        ) from error


def _note_secret(work: Work, secret: str, label: str) -> None:
    """An act needs a record that it changed: how often this kind of secret was set anew."""
    key = f"{secret}_changes"
    put_setting(work, key, int(get_setting(work, key, 0)) + 1)
    work.describe(f"{secret} changed", label)


def _key_of(office: Office) -> tuple[Path, bytes]:
    office.database.check_writable()
    key = office.database.key
    if key is None:
        raise RuleError("This file is not encrypted, so it has no passphrase to change.")
    return keys.key_file_path(office.path), key
