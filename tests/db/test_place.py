"""The live file is refused on networks and in cloud folders; a local copy is offered."""

from __future__ import annotations

from pathlib import Path, PurePath, PurePosixPath, PureWindowsPath

import pytest

from app.db import place
from app.db.lock import HeldError
from app.db.place import Mount, Surroundings, judge
from app.errors import FileRefusedError
from tests.db.held import held

WINDOWS = Surroundings(
    is_windows=True,
    home=PureWindowsPath(r"C:\Users\jo"),
    environment={"OneDriveCommercial": r"C:\Users\jo\Work files"},
    sync_roots=(r"C:\Users\jo\Wexborough Council\Care - Documents",),
    drive_kind=lambda root: place.DRIVE_REMOTE if root == "H:\\" else 3,
)
LINUX = Surroundings(
    is_windows=False,
    home=PurePosixPath("/home/jo"),
    environment={},
    mounts=place.parse_mounts(
        "/dev/sda1 / ext4 rw 0 0\n"
        "srv:/export /home/jo/team\\040share nfs4 rw 0 0\n"
        "//srv/x /mnt/x cifs rw 0 0\n"
        "jo@srv: /mnt/ssh fuse.sshfs rw 0 0\n"
        "/dev/sdb1 /mnt/x/stick ext4 rw 0 0\n"
    ),
)


@pytest.mark.parametrize(
    ("path", "words"),
    [
        (r"\\server\share\care\own.db", r"\\server\share is a network share"),
        (r"H:\care\own.db", "drive H: is a network drive"),
        (r"C:\Users\jo\OneDrive - Wexborough\own.db", "by OneDrive"),
        (r"C:\Users\jo\Work files\care\own.db", "by OneDrive"),
        (r"C:\Users\jo\Wexborough Council\Care - Documents\own.db", "OneDrive or SharePoint"),
        (r"C:\Users\jo\Dropbox (Council)\own.db", "by Dropbox"),
        (r"C:\Users\jo\Box\own.db", "by Box"),
        (r"C:\Users\jo\iCloudDrive\own.db", "by iCloud"),
        (r"D:\Google Drive\own.db", "by Google Drive"),
    ],
)
def test_unsafe_place_on_windows_is_refused(path: str, words: str) -> None:
    objection = judge(PureWindowsPath(path), WINDOWS)
    assert objection is not None
    assert words in objection.words
    assert "local copy" in objection.words


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/home/jo/team share/own.db", "/home/jo/team share is on the network (nfs4)"),
        ("/mnt/x/own.db", "on the network (cifs)"),
        ("/mnt/ssh/own.db", "on the network (fuse.sshfs)"),
        ("/home/jo/Library/CloudStorage/GoogleDrive-jo/own.db", "Google Drive"),
        ("/home/jo/Library/Mobile Documents/com~apple~CloudDocs/own.db", "iCloud"),
        ("/home/jo/Nextcloud/own.db", "Nextcloud"),
    ],
)
def test_unsafe_place_on_linux_and_macos_is_refused(path: str, words: str) -> None:
    objection = judge(PurePosixPath(path), LINUX)
    assert objection is not None
    assert words in objection.words


@pytest.mark.parametrize(
    ("path", "around"),
    [
        (PureWindowsPath(r"C:\Users\jo\AppData\Local\Contract Quality Monitor\own.db"), WINDOWS),
        (PureWindowsPath(r"D:\Box\own.db"), WINDOWS),
        (PureWindowsPath(r"C:\Users\jo\Work filesystems\own.db"), WINDOWS),
        (PurePosixPath("/home/jo/.local/share/own.db"), LINUX),
        (PurePosixPath("/mnt/x/stick/own.db"), LINUX),
        (PurePosixPath("/home/jo/Boxes/own.db"), LINUX),
    ],
)
def test_local_place_is_accepted(path: PurePath, around: Surroundings) -> None:
    assert judge(path, around) is None


def test_later_mount_on_the_same_point_counts() -> None:
    around = Surroundings(
        is_windows=False,
        home=PurePosixPath("/home/jo"),
        environment={},
        mounts=(Mount("/mnt/x", "autofs"), Mount("/mnt/x", "nfs4")),
    )
    assert judge(PurePosixPath("/mnt/x/own.db"), around) is not None


def test_marker_of_a_sync_program_is_found_in_a_folder_above(tmp_path: Path) -> None:
    (tmp_path / "work" / "care").mkdir(parents=True)
    (tmp_path / "work" / ".dropbox.cache").mkdir()
    with pytest.raises(FileRefusedError, match="by Dropbox"):
        place.check_place(tmp_path / "work" / "care" / "own.db")
    assert place.find_objection(tmp_path / "own.db") is None


def test_link_into_a_cloud_folder_is_followed(tmp_path: Path) -> None:
    (tmp_path / "OneDrive").mkdir()
    (tmp_path / "care").symlink_to(tmp_path / "OneDrive")
    assert place.find_objection(tmp_path / "care" / "own.db") is not None


def on_cloud(tmp_path: Path) -> Path:
    database = tmp_path / "OneDrive" / "own.db"
    (tmp_path / "OneDrive" / "own.db.files").mkdir(parents=True)
    for name in ("own.db", "own.db-wal", "own.db.key.json", "own.db.files/ab12"):
        (tmp_path / "OneDrive" / name).write_text(name)
    return database


def test_local_copy_has_log_key_file_and_attachments(tmp_path: Path) -> None:
    copy = place.copy_to_local(on_cloud(tmp_path), tmp_path / "local")
    assert copy == tmp_path / "local" / "own.db"
    names = {str(path.relative_to(copy.parent)) for path in copy.parent.rglob("*")}
    assert names == {"own.db", "own.db-wal", "own.db.key.json", "own.db.files", "own.db.files/ab12"}
    assert copy.read_text() == "own.db"


def test_local_copy_never_overwrites(tmp_path: Path) -> None:
    database = on_cloud(tmp_path)
    (tmp_path / "local").mkdir()
    (tmp_path / "local" / "own.db").write_text("mine")
    with pytest.raises(FileRefusedError, match="exists already"):
        place.copy_to_local(database, tmp_path / "local")
    assert (tmp_path / "local" / "own.db").read_text() == "mine"


def test_database_in_use_is_not_copied(tmp_path: Path) -> None:
    database = on_cloud(tmp_path)
    with held(database), pytest.raises(HeldError):
        place.copy_to_local(database, tmp_path / "local")
