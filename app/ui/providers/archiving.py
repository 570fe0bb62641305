"""Archiving a provider: asked first, because its services and contracts go with it."""

from __future__ import annotations

from PySide6.QtCore import QObject

from app.services import providers
from app.services.providers import GoesWith
from app.ui import acts
from app.ui.context import Context


def archive_provider(context: Context, owner: QObject, key: str, name: str) -> None:
    """Ask when something goes with it, then archive, with Undo."""

    def go_on(goes_with: GoesWith) -> None:
        words = goes_with.words
        if words and not context.messages.confirm(
            f"Archive {name}?",
            f"{words[:1].upper()}{words[1:]} will be archived with it. Visits, actions and "
            "history stay readable, and you can restore all of it.",
            "Archive the provider",
        ):
            return
        acts.write(context, owner, providers.archive_provider, key, offers_undo=True)

    acts.read(context, owner, providers.goes_with_provider, key, on_result=go_on)
