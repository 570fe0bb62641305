"""The small log of the program: ids and errors, never notes or names."""

from __future__ import annotations

import logging
from logging.handlers import RotatingFileHandler
from pathlib import Path


def keep_log(folder: Path) -> None:
    """Let what the program logs go to a file in `folder`; nowhere where that cannot be written."""
    log = logging.getLogger("app")
    log.setLevel(logging.INFO)
    log.addHandler(logging.NullHandler())
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(
            folder / "program.log", maxBytes=500_000, backupCount=3, encoding="utf-8", delay=True
        )
    except OSError:
        return
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    log.addHandler(handler)
