"""Where data, backups, logs and bundled resources are, installed or frozen."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path

APPLICATION = "Contract Quality Monitor"
SUFFIX = ".cqm"


def resources() -> Path:
    """The folder of bundled fonts, frameworks and icons, also in a frozen build."""
    frozen = getattr(sys, "_MEIPASS", None)
    base = Path(frozen) if frozen else Path(__file__).parents[1]
    return base / "resources"


def framework_texts() -> dict[str, str]:
    """The bundled framework files: name -> TOML text."""
    folder = resources() / "frameworks"
    names = ("care_home.toml", "homecare.toml")
    return {name: (folder / name).read_text(encoding="utf-8") for name in names}


@dataclass(frozen=True)
class Places:
    """The folders of one user on one computer (local, not roaming)."""

    data: Path
    settings: Path
    logs: Path

    @classmethod
    def of_this_user(cls) -> Places:
        """The system's own places; `CQM_HOME` replaces them all (portable use, tests)."""
        home = os.environ.get("CQM_HOME")
        if home:
            base = Path(home)
            return cls(base / "data", base / "settings.json", base / "logs")
        from platformdirs import PlatformDirs

        found = PlatformDirs(APPLICATION, appauthor=False, roaming=False)
        data = Path(found.user_data_dir)
        return cls(data, Path(found.user_config_dir) / "settings.json", Path(found.user_log_dir))

    @property
    def sample(self) -> Path:
        """Where "Explore with a sample council" keeps its file."""
        return self.data / f"sample{SUFFIX}"

    def own_file(self, council: str) -> Path:
        """Where a council's own file is kept unless the user says otherwise."""
        name = "".join(c if c.isalnum() else "-" for c in council.strip().lower()).strip("-")
        return self.data / f"{name or 'council'}{SUFFIX}"


def backups_of(database: Path) -> Path:
    """The folder of a file's backups, beside it."""
    return database.with_name(f"{database.name}.backups")
