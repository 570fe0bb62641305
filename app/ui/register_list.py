"""The frame of the register's lists: filters, a table with its count, a preview beside it.

Providers, services and contracts each say what their rows are, how they are worded and what the
preview shows of one; adding, bringing in, exporting, archiving and what is remembered is the same.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from PySide6.QtGui import QAction

from app.domain.words import count
from app.services.register_export import RegisterChoice
from app.ui import acts
from app.ui.context import Context
from app.ui.file_views import FileViews
from app.ui.page import Page
from app.ui.register_saving import ask_and_save
from app.ui.widgets.buttons import button
from app.ui.widgets.drawer import SidePane
from app.ui.widgets.empty_state import NextStep, StateOfList
from app.ui.widgets.filter_bar import Filter, FilterBar, Option
from app.ui.widgets.list_panel import ListPanel
from app.ui.widgets.preview_pane import PreviewPane
from app.ui.widgets.table_model import Column
from app.ui.widgets.table_view import TableView


class RegisterRow(Protocol):
    """What a row of the register has, whatever it is about."""

    @property
    def id(self) -> str: ...

    @property
    def is_archived(self) -> bool: ...


R = TypeVar("R", bound=RegisterRow)
Act = tuple[str, Callable[[], object]]


@dataclass(frozen=True, slots=True)
class ListWords:
    """How a list speaks of its rows. `one` is also the name of their page, `many` of the list."""

    one: str
    many: str
    find: str
    order: str
    icon: str

    @property
    def title(self) -> str:
        """ "Services"."""
        return self.many.capitalize()


def archived_filter() -> Filter[R]:
    """Those in use unless archived ones are asked for."""
    return Filter(
        "show", "Show", (Option("in_use", "in use"), Option("archived", "archived"),
                         Option("all", "all")),
        lambda row, value: value == "all" or row.is_archived == (value == "archived"),
        default="in_use", is_always_applied=True,
    )  # fmt: skip


class RegisterListPage(Page, Generic[R]):
    """A list of the register. Subclasses say how to `read`, `sentence`, `show_preview` and more."""

    def __init__(
        self,
        context: Context,
        words: ListWords,
        columns: Sequence[Column[R]],
        filters: Sequence[Filter[R]],
        text_of: Callable[[R], str],
    ) -> None:
        super().__init__(context, words.many, words.title)
        self.words = words
        self._add_actions()
        self.bar: FilterBar[R] = FilterBar(
            f"{words.many}_filters", filters, find=words.find, text_of=text_of,
            settings=context.settings, views=FileViews(context, words.many),
        )  # fmt: skip
        self.add_bar(self.bar)
        self.table: TableView[R] = TableView(
            words.many, words.title, columns, lambda row: row.id, settings=context.settings
        )
        self.table.make_menu = self._menu
        self.panel = ListPanel(
            self.table, thing=words.many, empty=self._empty(), filter_bar=self.bar,
            order=words.order,
            keys=(("Enter", "open"), ("Ctrl+C", "copy"), ("Space", "preview")),
        )  # fmt: skip
        self.preview = PreviewPane(f"{words.many}_preview", f"Choose a {words.one} to see more.")
        is_open = context.settings.current.panes.get(words.many, True)
        self.pane = SidePane(f"{words.many}_pane", self.panel, self.preview, is_open=is_open)
        self.set_content(self.pane, bleeds=True)
        self._connect()

    # --- what subclasses say ----------------------------------------------------------------

    @abstractmethod
    def start_reading(self) -> None:
        """Read the rows and hand them to `show_rows`; `self.on_failed` takes an error."""

    @abstractmethod
    def sentence(self, shown: Sequence[R]) -> str:
        """The state of what is shown, for the line under the title."""

    @abstractmethod
    def show_preview(self, row: R) -> None:
        """Fill the preview with one row."""

    @abstractmethod
    def choice_of(self, keys: list[str], words: str) -> RegisterChoice:
        """What an export of these rows is."""

    def menu_acts(self, row: R) -> Sequence[Act]:
        """What the context menu of a row offers besides Edit and Archive."""
        return ()

    @abstractmethod
    def archive(self, row: R) -> None:
        """Put the row's record away."""

    @abstractmethod
    def restore(self, row: R) -> None:
        """Bring the row's record back."""

    # --- what they use ----------------------------------------------------------------------

    def part_shown(self, shown: Sequence[R]) -> str:
        """ "29 of 130 providers are shown. " where filters are in use, for `sentence`."""
        if not self.bar.is_in_use:
            return ""
        total = count(self.bar.total(self.table.table_model.all_rows), self.words.one)
        return f"{len(shown):,} of {total} {'is' if len(shown) == 1 else 'are'} shown. "

    def show_rows(self, rows: Sequence[R]) -> None:
        """Show what was read; the first row is chosen where none was."""
        self.panel.set_rows(rows)
        if not self.table.current_key() and self.table.shown_rows():
            self.table.select_key(self.table.shown_rows()[0].id)
        self._on_preview(self.table.current_key())

    def on_failed(self, error: Exception) -> None:
        """Say that the rows could not be read."""
        self.panel.set_failed(error, self.reload)

    def write(self, function: Callable[..., Any], key: str) -> None:
        """Run an act on one record, with Undo."""
        acts.write(self.context, self, function, key, offers_undo=True)

    # --- the page ---------------------------------------------------------------------------

    def reload(self) -> None:
        self.panel.set_loading()
        self.start_reading()

    def begin(self) -> bool:
        self.panel.take_focus()
        return True

    def archive_or_restore(self, row: R) -> None:
        """Archive a record in use, restore an archived one."""
        (self.restore if row.is_archived else self.archive)(row)

    def _add_actions(self) -> None:
        many, one = self.words.many, self.words.one
        for action in (
            button("Bring in a file", name=f"{many}_import", icon="ph.download-simple",
                   on_click=self._on_import),
            button("Export", name=f"{many}_export", icon="ph.export", on_click=self._on_export),
            button(f"Add a {one}", "primary", name=f"{many}_add", icon="ph.plus",
                   shortcut="Ctrl+Shift+N", on_click=self._on_add),
        ):  # fmt: skip
            self.add_action(action)

    def _connect(self) -> None:
        self.table.rows_changed.connect(self._on_rows_changed)
        self.table.opened.connect(self._on_opened)
        self.table.current_changed.connect(self.preview.follow)
        self.table.selection_changed.connect(self._on_selection)
        self.table.preview_toggled.connect(self.pane.toggle)
        self.preview.wanted.connect(self._on_preview)
        self.preview.close_requested.connect(self._on_preview_closed)
        self.pane.opened.connect(self._on_pane_opened)

    def _on_rows_changed(self) -> None:
        rows, shown = self.table.table_model.all_rows, self.table.shown_rows()
        if rows and not shown:
            total = self.bar.total(rows)
            self.set_sentence(f"None of {count(total, self.words.one)} is shown." if total else "")
        else:
            self.set_sentence(self.sentence(shown) if rows else "")

    # --- the preview ------------------------------------------------------------------------

    def _on_preview(self, key: str) -> None:
        row = self.table.current_row()
        if row is None or row.id != key:
            self.preview.show_nothing()
        else:
            self.show_preview(row)

    def _on_selection(self) -> None:
        chosen = self.table.selected_rows()
        if len(chosen) > 1:
            self.preview.follow("")
            self._show_many(len(chosen))

    def _show_many(self, number: int) -> None:
        self.preview.show_record(
            f"{number} {self.words.many} selected",
            actions=(
                button("Copy as text", name="preview_copy", icon="ph.copy",
                       on_click=self.table.copy_selected),
                button("Export", name="preview_export", icon="ph.export",
                       on_click=self._on_export_selected),
            ),
        )  # fmt: skip

    def _on_preview_closed(self) -> None:
        self.pane.set_open(False)
        self.table.setFocus()

    def _on_pane_opened(self, is_open: bool) -> None:
        if not self.pane.is_drawer:
            panes = self.context.settings.current.panes
            self.context.settings.change(panes={**panes, self.words.many: is_open})

    # --- acts and going elsewhere -----------------------------------------------------------

    def _on_opened(self, key: str) -> None:
        self.navigate.emit(self.words.one, key)

    def _on_add(self) -> None:
        self.navigate.emit(f"{self.words.one}_form", "new")

    def _on_import(self) -> None:
        self.navigate.emit("import", "")

    def _on_export(self) -> None:
        if not self.bar.is_in_use:
            ask_and_save(self.context, self, RegisterChoice())
            return
        self._export(self.table.shown_rows(), "; ".join(self.bar.words_in_use()))

    def _on_export_selected(self) -> None:
        chosen = self.table.selected_rows()
        self._export(chosen, f"{len(chosen)} {self.words.many} selected")

    def _export(self, rows: Sequence[R], words: str) -> None:
        if not rows:
            self.context.messages.say(
                f"No {self.words.one} is shown, so there is nothing to export."
            )
            return
        ask_and_save(self.context, self, self.choice_of([row.id for row in rows], words))

    def _menu(self, rows: list[R]) -> Sequence[QAction]:
        if len(rows) != 1:
            return ()
        row = rows[0]
        offered: list[Act] = [
            *self.menu_acts(row),
            ("Edit", lambda: self.navigate.emit(f"{self.words.one}_form", row.id)),
            ("Restore" if row.is_archived else "Archive", lambda: self.archive_or_restore(row)),
        ]
        found = []
        for words, do in offered:
            action = QAction(words, self.table)
            action.triggered.connect(lambda _checked=False, do=do: do())
            found.append(action)
        return found

    def _empty(self) -> StateOfList:
        return StateOfList(
            "empty",
            f"No {self.words.many} yet",
            "Add the first one, or bring in the list that you keep.",
            NextStep(f"Add a {self.words.one}", self._on_add),
            NextStep("Bring in a file", self._on_import),
            icon=self.words.icon,
        )
