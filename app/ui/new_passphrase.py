"""What every form with a new passphrase shares: what the lock protects, and the check of the two.

The first start, the unlock by recovery code and the settings ask for one.
"""

from __future__ import annotations

from typing import Any, Final

from app.errors import RuleError
from app.services import passphrases
from app.ui.widgets.form import Form

PROTECTS: Final = (
    "The lock protects the file when the computer is lost, or when somebody else sits at it. It "
    "does not protect against a program that runs under your name while the file is open."
)
HINT: Final = (
    "At least 12 characters. Three or four words that do not belong together are easy to remember"
)


def submit(form: Form) -> dict[str, Any] | None:
    """What stands in a form with the fields `passphrase` and `again`.

    None when something is missing or the passphrase will not do: the form has said so.
    """
    values = form.submit()
    if values is None:
        return None
    try:
        passphrases.check_passphrase(values["passphrase"], values["again"])
    except RuleError as error:
        form.show_error(error)
        return None
    return values
