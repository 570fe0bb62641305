"""The file that a command works on: opened to read or to write, and what a command answers."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from app.errors import CircumstanceError, FileRefusedError
from app.paths import SUFFIX, Places, framework_texts
from app.services import opening
from app.services.office import Office

EXIT_TROUBLE = 1


class Answer:
    """What a command found: `data` for --json, `words` for people."""

    def __init__(self, data: Any, words: str, exit_code: int = 0) -> None:
        self.data, self.words, self.exit_code = data, words, exit_code


def surroundings() -> opening.Surroundings:
    """This computer as the command line sees it."""
    return opening.Surroundings(device_id=_device_id(), frameworks=framework_texts())


def _device_id() -> str:
    from app.settings import SettingsFile, device_id_of

    return device_id_of(SettingsFile(Places.of_this_user().settings))


def _database(chosen: argparse.Namespace) -> Path:
    if chosen.database is None:
        raise FileRefusedError("Say which file to work on: --database PATH before the command.")
    return Path(chosen.database)


def reading(chosen: argparse.Namespace) -> Office:
    """The file to read from, also beside an open window."""
    path = _database(chosen)
    return opening.open_beside(path, surroundings(), key=_key(chosen, path))


def writing(chosen: argparse.Namespace) -> Office:
    """The file to write to; made when it is not there. Refused while a window has it open."""
    path = _database(chosen)
    if not path.exists():
        needs_folder(path)
        if chosen.key_file is not None:
            return opening.create_with_key_file(path, chosen.key_file, surroundings())
        return opening.create_file(path, surroundings())
    office = opening.open_file(path, surroundings(), key=_key(chosen, path))
    opening.sign_in_as_last(office)
    return office


@contextmanager
def taking_in(chosen: argparse.Namespace) -> Iterator[Office]:
    """The file to import into. A dry run only reads, and a new file is of no use after trouble."""
    path = _database(chosen)
    is_new = not path.exists()
    if chosen.dry_run and is_new:
        with TemporaryDirectory() as folder, closing(_nowhere(Path(folder))) as office:
            yield office
        return
    with closing(reading(chosen) if chosen.dry_run else writing(chosen)) as office:
        try:
            yield office
        except BaseException:
            office.close()
            if is_new:
                opening.remove_file(path)
            raise
    if is_new and chosen.key_file is None:
        _say_not_encrypted(path)


def _say_not_encrypted(path: Path) -> None:
    """Say once, on standard error, that the file just made is plain."""
    sys.stderr.write(
        f"{path.name} is not encrypted. For an encrypted file of your own give --key-file PATH "
        "before the command.\n"
    )


def _nowhere(folder: Path) -> Office:
    return opening.create_file(folder / "dry-run.cqm", surroundings())


def _key(chosen: argparse.Namespace, path: Path) -> bytes | None:
    return opening.key_from_file(chosen.key_file, path) if chosen.key_file else None


# --- what a command writes beside it ---------------------------------------------------------


def spare_databases(chosen: argparse.Namespace, *targets: Path | None) -> None:
    """Refuse to write over the open file, what belongs to it, or another file of the program; or
    into a folder that is not there."""
    own = _database(chosen).resolve()
    for target in filter(None, targets):
        needs_folder(target)
        place = target.resolve()
        belongs = place.parent == own.parent and place.name.startswith(
            (own.name + ".", own.name + "-")
        )
        if place == own or belongs or place.suffix.lower() == SUFFIX:
            raise CircumstanceError(
                f"{target.name} is the name of a database or belongs to one. Nothing was written. "
                "Choose another name."
            )


def needs_folder(target: Path) -> None:
    """Refuse a name in a folder that does not exist: most likely a slip of the pen."""
    folder = target.absolute().parent
    if not folder.is_dir():
        raise CircumstanceError(
            f"There is no folder {folder}. Nothing was written: make the folder first, or give "
            "another name."
        )


def files_written(paths: Sequence[Path]) -> Answer:
    """The answer of a command that wrote files."""
    return Answer(
        {"written": [str(path) for path in paths]},
        "\n".join(f"Written: {path}" for path in paths),
    )
