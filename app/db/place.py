"""Whether a folder is a safe home for the live database file, and where it could live instead.

A network share or a folder that is copied to the cloud can lose or mix up a database that is
being written. For the live file such places are refused with the reason and the offer of a local
copy; backups and exports may go there. What the machine says (mounts, drive kinds, variables) is
gathered in `Surroundings`, so that each system's rules can be checked on any other.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePath

import psutil

from app.db.durable import copy_whole
from app.db.keys import key_file_path
from app.db.lock import HeldError, live_holder
from app.errors import FileRefusedError

DRIVE_REMOTE = 4  # what GetDriveType says of a mapped drive

_NETWORK_KINDS = re.compile(
    r"nfs4?|cifs|smb\d?|smbfs|ncpfs|ncp|afs|afpfs|webdav|davfs|ceph|glusterfs|lustre|beegfs|gpfs"
    r"|vboxsf|fuse\.(sshfs|rclone|davfs2?|glusterfs|s3fs|gvfsd-fuse|smbnetfs|curlftpfs|vmhgfs-fuse)"
)
_CLOUD_KINDS = re.compile(r"fuse\.(google-drive-ocamlfuse|onedriver?|insync|dropbox)")
_CLOUD_VARIABLES = {
    "OneDrive": "OneDrive",
    "OneDriveCommercial": "OneDrive",
    "OneDriveConsumer": "OneDrive",
    "DROPBOX_HOME": "Dropbox",
}
# Folder names, compared without case: the name itself, or the name and " - " or " (" after it.
_CLOUD_FOLDERS = {
    "onedrive": "OneDrive",
    "dropbox": "Dropbox",
    "google drive": "Google Drive",
    "googledrive": "Google Drive",
    "icloud drive": "iCloud",
    "iclouddrive": "iCloud",
    "mobile documents": "iCloud",
    "com~apple~clouddocs": "iCloud",
    "cloudstorage": "a cloud service",
    "box sync": "Box",
    "sharepoint": "SharePoint",
    "nextcloud": "Nextcloud",
    "owncloud": "ownCloud",
}
_CLOUD_FOLDERS_OF_HOME = {"box": "Box"}  # too common a word to refuse anywhere else
_MARKERS = {
    ".dropbox": "Dropbox",
    ".dropbox.cache": "Dropbox",
    ".shortcut-targets-by-id": "Google Drive",
    ".tmp.drivedownload": "Google Drive",
    ".nextcloudsync.log": "Nextcloud",
    ".owncloudsync.log": "ownCloud",
    ".boxsyncresources": "Box",
}


@dataclass(frozen=True, slots=True)
class Mount:
    """A mounted file system: where, and of which kind (as /proc/mounts names it)."""

    point: str
    kind: str


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the rules need to know of a machine.

    `drive_kind` takes a root such as `Z:\\` and answers as GetDriveType does; `names_in` lists
    the names in a folder; `sync_roots` are folders that a cloud program has registered.
    """

    is_windows: bool
    home: PurePath
    environment: Mapping[str, str]
    mounts: tuple[Mount, ...] = ()
    sync_roots: tuple[str, ...] = ()
    drive_kind: Callable[[str], int] = lambda _: 0
    names_in: Callable[[PurePath], frozenset[str]] = lambda _: frozenset()

    @classmethod
    def of_this_machine(cls) -> Surroundings:
        """What this machine says of itself."""
        return cls(
            is_windows=sys.platform == "win32",
            home=Path.home(),
            environment=os.environ,
            mounts=_mounts_here(),
            sync_roots=_sync_roots_here(),
            drive_kind=_drive_kind_here,
            names_in=_names_here,
        )


@dataclass(frozen=True, slots=True)
class Objection:
    """Why the live file must not lie somewhere; `words` is a sentence for the user."""

    reason: str

    @property
    def words(self) -> str:
        """The refusal and the way out."""
        return (
            f"The database cannot be worked on in this place: {self.reason}. Two programs could "
            "write to it at once and lose what you typed. Make a local copy to work on; backups "
            "and exports may stay there."
        )


def find_objection(path: Path, surroundings: Surroundings | None = None) -> Objection | None:
    """Why the live file must not lie at `path`; None when it may. Links are followed."""
    return judge(Path(os.path.realpath(path)), surroundings or Surroundings.of_this_machine())


def check_place(path: Path, surroundings: Surroundings | None = None) -> None:
    """Raise FileRefusedError when the live file must not lie at `path`."""
    objection = find_objection(path, surroundings)
    if objection is not None:
        raise FileRefusedError(objection.words)


def judge(path: PurePath, around: Surroundings) -> Objection | None:
    """The rules on a full path whose links were followed."""
    reason = _network_reason(path, around) or _cloud_reason(path, around)
    return Objection(reason) if reason else None


def copy_to_local(database: Path, folder: Path) -> Path:
    """Copy a closed database with its log, key file and attachments to `folder`.

    Returns the path of the copy. Raises HeldError when it is open somewhere, FileRefusedError when
    the folder already has one of that name or is no better a place, OSError.
    """
    check_place(folder)
    owner = live_holder(database)
    if owner is not None:
        raise HeldError(database, owner)
    target = folder / database.name
    if target.exists():
        raise FileRefusedError(f"{target} exists already. Move it away or choose another folder.")
    folder.mkdir(parents=True, exist_ok=True)
    files = database.with_name(database.name + ".files")
    if files.is_dir():
        local_files = folder / files.name
        local_files.mkdir(exist_ok=True)
        for file in files.iterdir():
            if file.is_file():
                copy_whole(file, local_files / file.name)
    for part in (key_file_path(database), database.with_name(database.name + "-wal"), database):
        if part.exists():
            copy_whole(part, folder / part.name)
    return target


def parse_mounts(text: str) -> tuple[Mount, ...]:
    """The mounts in the text of /proc/mounts, in its order."""
    rows = [line.split(" ") for line in text.splitlines()]
    return tuple(Mount(_unescaped(row[1]), row[2]) for row in rows if len(row) > 2)


def _network_reason(path: PurePath, around: Surroundings) -> str:
    if around.is_windows:
        if path.drive.startswith(("\\\\", "//")):
            return f"{path.drive} is a network share"
        if path.drive and around.drive_kind(f"{path.drive}\\") == DRIVE_REMOTE:
            return f"drive {path.drive} is a network drive"
    mount = _mount_of(path, around.mounts)
    if mount is not None and _NETWORK_KINDS.fullmatch(mount.kind):
        return f"{mount.point} is on the network ({mount.kind})"
    return ""


def _cloud_reason(path: PurePath, around: Surroundings) -> str:
    mount = _mount_of(path, around.mounts)
    service = (
        (mount.point if mount is not None and _CLOUD_KINDS.fullmatch(mount.kind) else "")
        or _registered_service(path, around)
        or _named_service(path, around.home)
        or _marked_service(path, around)
    )
    return f"the folder is kept in step with another place by {service}" if service else ""


def _registered_service(path: PurePath, around: Surroundings) -> str:
    roots = [(around.environment.get(name), words) for name, words in _CLOUD_VARIABLES.items()]
    roots += [(root, "OneDrive or SharePoint") for root in around.sync_roots]
    for root, words in roots:
        if root and path.is_relative_to(type(path)(root)):
            return words
    return ""


def _named_service(path: PurePath, home: PurePath) -> str:
    for folder in (path, *path.parents):
        name = folder.name.casefold()
        if folder.parent == home and name in _CLOUD_FOLDERS_OF_HOME:
            return _CLOUD_FOLDERS_OF_HOME[name]
        for known, words in _CLOUD_FOLDERS.items():
            if name == known or name.startswith((f"{known} - ", f"{known} (", f"{known}-")):
                return words
    return ""


def _marked_service(path: PurePath, around: Surroundings) -> str:
    for folder in path.parents:
        if folder == around.home or folder in around.home.parents:
            break  # .dropbox in the home folder is the program's own settings
        for name in around.names_in(folder):
            if name.casefold() in _MARKERS:
                return _MARKERS[name.casefold()]
    return ""


def _mount_of(path: PurePath, mounts: tuple[Mount, ...]) -> Mount | None:
    over = [mount for mount in mounts if path.is_relative_to(type(path)(mount.point))]
    # of equal points the last mounted lies on top
    return max(enumerate(over), key=lambda one: (len(one[1].point), one[0]))[1] if over else None


def _unescaped(text: str) -> str:
    for code, letter in (("\\040", " "), ("\\011", "\t"), ("\\012", "\n"), ("\\134", "\\")):
        text = text.replace(code, letter)
    return text


def _names_here(folder: PurePath) -> frozenset[str]:
    try:
        return frozenset(entry.name for entry in Path(folder).iterdir())
    except OSError:
        return frozenset()


def _mounts_here() -> tuple[Mount, ...]:
    if sys.platform == "win32":
        return ()
    listed = Path("/proc/self/mounts")
    if listed.exists():
        return parse_mounts(listed.read_text(encoding="utf-8"))
    return tuple(Mount(part.mountpoint, part.fstype) for part in psutil.disk_partitions(all=True))


def _drive_kind_here(root: str) -> int:
    if sys.platform == "win32":
        import ctypes

        return int(ctypes.windll.kernel32.GetDriveTypeW(root))
    return 0


def _sync_roots_here() -> tuple[str, ...]:
    """On Windows: the folders that OneDrive keeps in step, SharePoint libraries among them."""
    roots: list[str] = []
    if sys.platform == "win32":
        import winreg
        from contextlib import suppress

        base = r"Software\SyncEngines\Providers\OneDrive"
        with suppress(OSError), winreg.OpenKey(winreg.HKEY_CURRENT_USER, base) as providers:
            for index in range(winreg.QueryInfoKey(providers)[0]):
                with (
                    suppress(OSError),
                    winreg.OpenKey(providers, winreg.EnumKey(providers, index)) as provider,
                ):
                    roots.append(str(winreg.QueryValueEx(provider, "MountPoint")[0]))
    return tuple(roots)
