"""The council's logo: chosen in Settings, kept among the attachments, printed on reports.

A logo replaced or taken away stays among the attachments, so that the act can be undone.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from pathlib import Path

from app.db.work import Reading, Work
from app.errors import CircumstanceError, NotFoundError, RuleError
from app.imports.intake import Document
from app.imports.logo import Logo, take_logo
from app.reports import style
from app.services.attachments import add_document, read_attachment
from app.services.council import get_council, put_setting

log = logging.getLogger("app.services.logo")
KEY = "logo_attachment_id"


@dataclass(frozen=True)
class LogoView:
    """The logo as Settings shows it; `problem` says why it cannot be read, then `content` is empty.

    `content` is PNG or JPEG.
    """

    name: str
    content: bytes
    problem: str = ""


def prepare_logo(path: Path) -> Logo:
    """Read and clean a picture, without the database. Raises FileRefusedError."""
    return take_logo(path)


def set_logo(work: Work, logo: Logo) -> str:
    """Keep the logo and print it from now on; return its attachment's id. Raises NotSavedError."""
    had_one = bool(get_council(work).logo_attachment_id)
    stored = Document(logo.name, logo.data, logo.media_type, "Logo")
    attachment_id = add_document(work, stored, caption="Logo of the council")
    put_setting(work, KEY, attachment_id)
    work.describe("settings", f"{'Changed' if had_one else 'Chose'} the logo: “{logo.name}”")
    return attachment_id


def remove_logo(work: Work) -> None:
    """Print no logo any more. Raises RuleError when there is none."""
    if not get_council(work).logo_attachment_id:
        raise RuleError("No logo is chosen, so there is none to take away.")
    put_setting(work, KEY, "")
    work.describe("settings", "Took the logo away")


def find_logo(reading: Reading) -> LogoView | None:
    """The logo in force; None when none is chosen."""
    attachment_id = get_council(reading).logo_attachment_id
    if not attachment_id:
        return None
    try:
        found = read_attachment(reading, attachment_id)
    except (NotFoundError, CircumstanceError) as error:
        return LogoView("", b"", f"The logo cannot be read. {error} Or choose it again.")
    return LogoView(found.file_name, found.content)


def logo_bytes(reading: Reading) -> bytes:
    """The logo for a report; empty without one. One that cannot be read never stops a report."""
    found = find_logo(reading)
    if found is None:
        return b""
    if found.problem:
        log.warning("the logo cannot be read; the report is made without it")
    return found.content


def printed_millimetres(pixels_wide: int, pixels_tall: int) -> tuple[int, int]:
    """How wide and tall a logo of so many pixels stands on paper, in whole millimetres."""
    wide, tall = style.logo_size(pixels_wide, pixels_tall)
    return max(1, round(wide / style.MM)), max(1, round(tall / style.MM))
