"""Draws every page of the window to a picture, light and dark, also where there is no screen.

Used by the pictures of the README, `make run` without a screen, the self-check of a build, and the
test that renders every page. A page is drawn when it has read what it shows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import QEventLoop, QSize, QTimer

from app.domain.vocabulary import ActionState, VisitStatus
from app.errors import CircumstanceError
from app.services.actions import list_actions
from app.services.contracts import list_contracts
from app.services.visit_page import get_visit_page
from app.services.visits import VisitRow, list_visits
from app.ui.background import Background
from app.ui.main_window import MainWindow
from app.ui.theme import ThemeChoice

SIZE: Final = QSize(1366, 768)
THEMES: Final[tuple[ThemeChoice, ...]] = ("light", "dark")
LONGEST_WAIT_MS: Final = 20_000
_POLL_MS: Final = 15
_QUIET_LOOKS: Final = 3  # layouts of layouts take a few turns of the event loop to come to rest
_FORM_ENDING: Final = "_form"
_SIGNED: Final = frozenset({VisitStatus.FINAL, VisitStatus.AMENDED})


def draw_pages(
    window: MainWindow,
    folder: Path,
    *,
    keys: Mapping[str, str],
    themes: Iterable[ThemeChoice] = THEMES,
    size: QSize = SIZE,
) -> list[Path]:
    """Show each page of the window in turn and write `<page>-<theme>.png` into `folder`.

    `keys` says which record a page is about, by the page's name (`keys_of`). The window is left on
    the last page with the theme that it had. Raises CircumstanceError when a picture cannot be
    written or a page does not come to rest.
    """
    folder.mkdir(parents=True, exist_ok=True)
    theme = window.context.theme
    before = theme.choice
    window.resize(size)
    window.show()
    drawn = []
    try:
        for chosen in themes:
            theme.choose(chosen)
            for name in window.page_names:
                window.go_to(name, keys.get(name, _key_of_form(name)))
                drawn.append(_draw(window, folder / f"{name.replace('_', '-')}-{chosen}.png"))
    finally:
        theme.choose(before)
    return drawn


def settle(background: Background) -> None:
    """Let events run until no job is under way and what it brought is laid out.

    Raises CircumstanceError after 20 seconds.
    """
    loop = QEventLoop()
    waited, quiet = 0, 0

    def look() -> None:
        nonlocal waited, quiet
        waited += _POLL_MS
        quiet = 0 if background.tasks else quiet + 1
        if quiet == _QUIET_LOOKS or waited > LONGEST_WAIT_MS:
            loop.quit()

    timer = QTimer()
    timer.setInterval(_POLL_MS)
    timer.timeout.connect(look)
    timer.start()
    loop.exec()
    if background.tasks:
        raise CircumstanceError("A page did not finish reading within 20 seconds.")


def keys_of(services: Any) -> dict[str, str]:
    """A record worth looking at for each detail page, from what the open file holds.

    Pages about a record that the file lacks are not named, and show what they show then.
    """
    visits: list[VisitRow] = services.read(list_visits)
    actions = services.read(list_actions)
    contracts = services.read(list_contracts, include_archived=False)
    found: dict[str, str] = {}
    signed = _first(visits, lambda row: row.status in _SIGNED and row.overall)
    signed = signed or _first(visits, lambda row: row.status in _SIGNED)
    if signed is not None:
        found |= {"visit": signed.id, "service": signed.service_id, "provider": signed.provider_id}
        found |= {"plan_visit": signed.service_id}
    live = _first(visits, lambda row: row.status is VisitStatus.IN_PROGRESS)
    if live is not None:
        found["visit_mode"] = f"{live.id}#{_telling_question(services, live.id)}"
    contract = _first(contracts, lambda row: not row.has_ended)
    if contract is not None:
        found["contract"] = contract.id
    action = _first(actions, lambda row: row.state is not ActionState.CLOSED)
    if action is not None:
        found["action"] = action.id
    return found


def _telling_question(services: Any, visit_id: str) -> str:
    """The question of a visit that shows most: asked before, and answered with the lowest level."""
    page = services.read(get_visit_page, visit_id)
    rated = [question for question in page.questions() if question.level is not None]
    ordered = sorted(rated, key=lambda question: (not question.last, question.level))
    return ordered[0].key if ordered else ""


def _first(rows: Iterable[Any], is_wanted: Callable[[Any], bool]) -> Any:
    return next((row for row in rows if is_wanted(row)), None)


def _key_of_form(name: str) -> str:
    """A form of the register is drawn as it is for a new record."""
    return "new" if name.endswith(_FORM_ENDING) else ""


def _draw(window: MainWindow, path: Path) -> Path:
    settle(window.context.background)
    settle(window.context.background)  # what was read may ask for more: photos of an answer
    if not window.grab().save(str(path)):
        raise CircumstanceError(f"The picture {path.name} could not be written to {path.parent}.")
    return path
