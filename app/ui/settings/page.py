"""Settings: the sections at the left, one of them at the right."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QScrollArea, QStackedWidget, QWidget

from app import tokens
from app.services.opening import Cost
from app.ui.context import Context
from app.ui.page import Page
from app.ui.settings.backups_section import BackupsSection
from app.ui.settings.council_section import CouncilSection
from app.ui.settings.frameworks_section import FrameworksSection
from app.ui.settings.history_section import HistorySection
from app.ui.settings.look_sections import AboutSection, AppearanceSection
from app.ui.settings.officers_section import OfficersSection
from app.ui.settings.plain_sections import marking_section, periods_section
from app.ui.settings.protection_section import ProtectionSection
from app.ui.settings.section import Section
from app.ui.settings.security_section import SecuritySection

LIST_WIDTH = 196


class SettingsPage(Page):
    """`key` names the section to show; each is built when it is first seen."""

    changed_kinds: ClassVar[frozenset[str]] = frozenset(
        {"setting", "officer", "framework_version", "erasure", "retention_rule", "backup"}
    ) | {"visit", "quick_note", "attachment", "action", "contract", "contact", "service",
         "provider"}  # what can be past its period  # fmt: skip

    def __init__(self, context: Context, *, cost: Cost | None = None) -> None:
        super().__init__(context, "settings", "Settings")
        self.set_sentence("They belong to this file, but for the colours, which are yours.")
        self._makers: dict[str, tuple[str, Callable[[], Section]]] = {
            "council": ("Council", lambda: CouncilSection(context)),
            "marking": ("Marking of reports", lambda: marking_section(context)),
            "periods": ("Periods", lambda: periods_section(context)),
            "frameworks": ("Frameworks and bands", lambda: FrameworksSection(context)),
            "officers": ("Officers", lambda: OfficersSection(context)),
            "backups": ("Backups", lambda: BackupsSection(context)),
            "security": ("Security", lambda: SecuritySection(context, cost=cost)),
            "protection": ("Data protection", lambda: ProtectionSection(context)),
            "history": ("History", lambda: HistorySection(context)),
            "appearance": ("Appearance", lambda: AppearanceSection(context)),
            "about": ("About", lambda: AboutSection(context, tokens.VERSION)),
        }
        self._sections: dict[str, Section] = {}
        self._areas: dict[str, QScrollArea] = {}
        self.list = QListWidget()
        self.list.setObjectName("settings_list")
        self.list.setAccessibleName("Sections of the settings")
        self.list.setProperty("area", "sections")
        self.list.setFixedWidth(LIST_WIDTH)
        self.list.addItems([words for words, _ in self._makers.values()])
        for place in range(self.list.count()):
            self.list.item(place).setSizeHint(QSize(LIST_WIDTH, tokens.NAV_ITEM))
        self._stack = QStackedWidget()
        content = QWidget()
        row = QHBoxLayout(content)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(24)
        row.addWidget(self.list)
        row.addWidget(self._stack, 1)
        self.set_content(content)
        self.list.currentRowChanged.connect(self._on_row)
        self.list.setCurrentRow(0)

    @property
    def section(self) -> Section:
        """The section that is shown."""
        return self._section(list(self._makers)[max(0, self.list.currentRow())])

    def show_section(self, key: str) -> None:
        """Show another section."""
        self.list.setCurrentRow(list(self._makers).index(key))

    def show_key(self, key: str) -> None:
        if key in self._makers:
            self.show_section(key)
        super().show_key(key)

    def reload(self) -> None:
        """Read the section that is shown."""
        self.section.reload()

    def state(self) -> Mapping[str, Any]:
        return {"section": self.section.key}

    def restore_state(self, state: Mapping[str, Any]) -> None:
        if state.get("section") in self._makers:
            self.show_section(str(state["section"]))

    def may_leave(self) -> bool:
        dirty = [one for one in self._sections.values() if one.is_dirty]
        if not dirty:
            return True
        return self.context.messages.confirm(
            "Leave without saving?",
            f"What you typed under {dirty[0].words} has not been saved yet.",
            "Leave without saving",
        )

    def _section(self, key: str) -> Section:
        if key not in self._sections:
            section = self._makers[key][1]()
            area = QScrollArea()
            area.setObjectName(f"settings_{key}_scroll")
            area.setWidgetResizable(True)
            area.setWidget(section)
            area.viewport().setAutoFillBackground(False)
            section.setAutoFillBackground(False)
            self._sections[key] = section
            self._areas[key] = area
            self._stack.addWidget(area)
        return self._sections[key]

    def _on_row(self, row: int) -> None:
        if row < 0:
            return
        section = self._section(list(self._makers)[row])
        self._stack.setCurrentWidget(self._areas[section.key])
        if self.isVisible():
            section.reload()
