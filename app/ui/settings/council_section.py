"""The council: its name, team, authorities, and the logo that stands on its paper."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.services.council import change_council, get_council
from app.ui.context import Context
from app.ui.settings.logo_block import LogoBlock
from app.ui.settings.section import FormSection
from app.ui.widgets.form_fields import Field, FieldKind

FIELDS = (
    Field("name", "Council", what="the name of your council"),
    Field("team", "Team", is_optional=True, hint="Stands on reports under the council"),
    Field("authorities", "Local authorities you oversee", FieldKind.LONG_TEXT, lines=3,
          is_optional=True, hint="As CQC writes them, one a line. An import offers them"),
    Field("bring_managers_names", "Bring in the names of registered managers",
          FieldKind.YES_NO,
          hint="The files name them, but the open licence does not cover personal data"),
)  # fmt: skip


class CouncilSection(FormSection):
    """A form, and below it the logo, which is stored as soon as it is chosen."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, "council", "Council", FIELDS, read=_read, act=_act)
        self.add_heading("Logo")
        self.logo = LogoBlock(context)
        self.column.addWidget(self.logo)
        self.column.addStretch(1)

    def reload(self) -> None:
        """Read the facts and the logo."""
        super().reload()
        self.logo.reload()


def _read(reading: Any) -> dict[str, Any]:
    council = get_council(reading)
    return {
        "name": council.name,
        "team": council.team,
        "authorities": "\n".join(council.authorities),
        "bring_managers_names": council.bring_managers_names,
    }


def _act(values: Mapping[str, Any]) -> tuple[Any, tuple[Any, ...]]:
    lines = str(values["authorities"]).replace(",", "\n").splitlines()
    names = tuple(dict.fromkeys(line.strip() for line in lines if line.strip()))
    return change_council, ({**values, "authorities": names},)
