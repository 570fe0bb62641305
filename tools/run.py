"""Opens the program where there is a screen; elsewhere does the same job without one.

Without a screen the sample council is made, its reports are written as PDF and workbook, and every
page is drawn light and dark, all into demo-output/, which is emptied first.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.bootstrap import Desk
    from app.services.office import Office

ROOT = Path(__file__).resolve().parents[1]
OUT = ROOT / "demo-output"
sys.path.insert(0, str(ROOT))


def main() -> int:
    from app.screen import has_screen

    if has_screen():
        from app.__main__ import main as run

        return run()
    print("There is no screen here, so the program does its work without one.", flush=True)
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    shutil.rmtree(OUT, ignore_errors=True)
    OUT.mkdir()
    os.environ["CQM_HOME"] = str(OUT / "home")
    made = list(_demonstration())
    print(f"\nWritten to {OUT.name}/:")
    for path in made:
        print(f"  {path.relative_to(OUT)}  ({path.stat().st_size:,} bytes)")
    return 0


def _demonstration() -> Iterator[Path]:
    """Make the sample, its reports and a picture of each page; the files, as they are done."""
    from app.bootstrap import make_desk
    from app.progress import Progress
    from app.services import opening
    from app.services.sample import build_sample

    desk = make_desk()
    sample = OUT / "sample.cqm"
    print("Making the sample council …", flush=True)
    print(build_sample(sample, desk.around, Progress()).words, flush=True)
    yield sample
    office = opening.open_file(sample, desk.around)
    opening.sign_in_as_last(office)
    try:
        print("Writing the reports …", flush=True)
        yield from _reports(office)
        print("Drawing every page, light and dark …", flush=True)
        yield from _pictures(office, desk)
    finally:
        office.close()


def _reports(office: Office) -> Iterator[Path]:
    from app.domain.vocabulary import VisitStatus
    from app.paths import resources
    from app.services.register_export import save_register
    from app.services.reporting import (
        safe_file_name,
        write_market_reports,
        write_visit_reports,
    )
    from app.services.visits import list_visits

    visits = office.read(list_visits)
    for wanted, words in (
        ({VisitStatus.FINAL, VisitStatus.AMENDED}, "signed off"),
        ({VisitStatus.DRAFT, VisitStatus.IN_PROGRESS}, "draft"),
    ):
        found = [row for row in visits if row.status in wanted]
        row = next((row for row in found if row.overall), found[0])
        base = safe_file_name(f"{row.reference} {row.service_name} {words}")
        yield from write_visit_reports(
            office, row.reference, resources(), pdf=OUT / f"{base}.pdf", xlsx=OUT / f"{base}.xlsx"
        )
    yield from write_market_reports(
        office, resources(), pdf=OUT / "Market quality.pdf", xlsx=OUT / "Market quality.xlsx"
    )
    register = OUT / "Register.xlsx"
    office.read(save_register, register)
    yield register


def _pictures(office: Office, desk: Desk) -> list[Path]:
    from app.bootstrap import make_window
    from app.ui.pictures import draw_pages, keys_of

    window = make_window(office, desk)
    drawn = draw_pages(window, OUT / "pages", keys=keys_of(office))
    window.hide()
    window.context.background.close()
    return drawn


if __name__ == "__main__":
    sys.exit(main())
