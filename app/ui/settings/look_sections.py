"""How the window looks, and what the program is."""

from __future__ import annotations

from typing import Any

from app import tokens
from app.services.notices import packages_inside
from app.ui.context import Context
from app.ui.settings.section import Section
from app.ui.widgets.facts_table import FactLine, FactsTable
from app.ui.widgets.form import Form
from app.ui.widgets.form_fields import Field, FieldKind
from app.ui.widgets.table_model import Column
from app.ui.widgets.table_view import TableView

THEMES = (("system", "As the system"), ("light", "Light"), ("dark", "Dark"))


class AppearanceSection(Section):
    """Light, dark, or as the system; holds at once, for this user on this computer."""

    def __init__(self, context: Context) -> None:
        super().__init__(
            context,
            "appearance",
            "Appearance",
            "For you on this computer. High contrast of the system goes before this choice.",
        )
        field = Field("theme", "Colours", FieldKind.RADIO, options=THEMES)
        self.form = Form("appearance", [field], today=context.today())
        self.form.set_values({"theme": context.theme.choice})
        self.form.changed.connect(self._on_chosen)
        self.column.addWidget(self.form)
        self.column.addStretch(1)

    @property
    def is_dirty(self) -> bool:
        return False

    def _on_chosen(self) -> None:
        choice: Any = self.form.values()["theme"]
        self.context.settings.change(theme=choice)
        self.context.theme.choose(choice)


class AboutSection(Section):
    """Version, licence, and the names of those whose work is inside."""

    def __init__(self, context: Context, version: str) -> None:
        super().__init__(context, "about", "About", f"{tokens.PRODUCT_NAME} {version}")
        office = context.services
        facts = FactsTable("about_facts", name_width=150)
        facts.set_facts(
            [
                FactLine("Version", version),
                FactLine("This file", str(office.path)),
                FactLine("Licence", "MIT: use it, change it, pass it on"),
                FactLine("Data of others", "Contains CQC data where a report says so"),
                FactLine("Sent anywhere", "Nothing. The program opens no connection"),
            ]
        )
        self.column.addWidget(facts)
        self.add_heading("Made with the work of others")
        packages: TableView[tuple[str, ...]] = TableView(
            "about_packages", "Packages inside", _PACKAGE_COLUMNS, lambda row: row[0]
        )
        packages.set_rows(packages_inside())
        packages.setFixedHeight(360)
        self.column.addWidget(packages)
        self.column.addStretch(1)


_PACKAGE_COLUMNS: tuple[Column[tuple[str, ...]], ...] = (
    Column("package", "Package", lambda row: row[0], width=170),
    Column("version", "Version", lambda row: row[1], width=90),
    Column("licence", "Licence", lambda row: row[2], width=240, is_stretched=True),
)
