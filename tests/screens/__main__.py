"""`make pictures`: the pictures of the README, light, of the sample council.

`python -m tests.screens --out FOLDER [--sample FILE] [--all]`; `--all` draws every page, light and
dark, under its own name.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"

SHOWN = ("today", "services", "service", "market", "visit-mode")
"""Pages of the README, by the name of their picture."""


def main() -> None:
    """Draw them into the folder given."""
    parser = argparse.ArgumentParser(prog="python -m tests.screens", description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--sample", type=Path, help="a sample that was made before")
    parser.add_argument("--all", action="store_true", help="every page, light and dark")
    chosen = parser.parse_args()
    chosen.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="pictures-") as name:
        folder = Path(name)
        os.environ["CQM_HOME"] = str(folder / "home")
        for path in _drawn(folder, chosen.sample):
            page, theme = path.stem.rsplit("-", 1)
            if chosen.all:
                shutil.copy(path, chosen.out / path.name)
            elif theme == "light" and page in SHOWN:
                shutil.copy(path, chosen.out / f"{page}.png")
            else:
                continue
            sys.stdout.write(f"{path.name}\n")


def _drawn(folder: Path, sample: Path | None) -> list[Path]:
    from app.bootstrap import make_desk, make_window
    from app.progress import Progress
    from app.services import opening
    from app.ui.pictures import draw_pages, keys_of

    desk = make_desk()
    path = folder / "wexborough.cqm"
    if sample is None:
        from app.services.sample import build_sample

        build_sample(path, desk.around, Progress())
    else:
        shutil.copyfile(sample, path)
    office = opening.open_file(path, desk.around)
    opening.sign_in_as_last(office)
    window = make_window(office, desk)
    try:
        return draw_pages(window, folder / "pages", keys=keys_of(office))
    finally:
        window.hide()
        window.context.background.close()
        office.close()


if __name__ == "__main__":
    main()
