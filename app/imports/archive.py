"""Zip containers, unpacked by the standard library in small pieces and measured on the way.

Promises: never more than a few megabytes in memory; sizes are those really unpacked, not those
that the archive claims. Every trouble is a FileRefusedError with one plain sentence.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from app.errors import FileRefusedError

MEGABYTE = 1_000_000
MAX_PARTS = 5_000
MAX_UNPACKED_BYTES = 3_000 * MEGABYTE
SMALL_UNPACKED_BYTES = 20 * MEGABYTE
SMALL_RATIO = 1_000
LARGE_RATIO = 200
_PIECE = 65_536
_MAX_OUT = 2 * MEGABYTE
_LOCAL_HEADER = struct.Struct("<4s5H3I2H")
_IS_ENCRYPTED = 0x1


class Archive:
    """An open zip whose parts can be unpacked safely; get one from `open_archive`."""

    def __init__(self, path: Path, file: BinaryIO, parts: dict[str, zipfile.ZipInfo]) -> None:
        self.label = path.name
        self._file = file
        self._parts = parts
        self._unpacked = 0
        self._packed = max(path.stat().st_size, 1)

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the parts in the order of the archive."""
        return tuple(self._parts)

    def read_small(self, name: str, *, limit: int = _PIECE) -> bytes:
        """The first `limit` bytes of a small part."""
        data = b""
        for piece in self.unpacked(name):
            data += piece
            if len(data) >= limit:
                break
        return data[:limit]

    def measure_all(self) -> None:
        """Unpack every part and throw it away: raises FileRefusedError when one is too large."""
        for name in self.names:
            for _piece in self.unpacked(name):
                pass

    def unpacked(self, name: str) -> Iterator[bytes]:
        """The bytes of one part in pieces of at most 2 MB.

        Raises FileRefusedError when the part is damaged, larger than it claims, or unpacks to
        more than the ratio rule of SAFETY "Files from other people" allows.
        """
        info = self._parts[name]
        self._go_to_data(info)
        produced = 0
        for piece in self._inflate(info):
            produced += len(piece)
            self._unpacked += len(piece)
            self._refuse_bomb(produced, max(info.compress_size, 1))
            self._refuse_bomb(self._unpacked, self._packed)
            yield piece
        if produced != info.file_size:
            raise self._damaged()

    def _go_to_data(self, info: zipfile.ZipInfo) -> None:
        self._file.seek(info.header_offset)
        raw = self._file.read(_LOCAL_HEADER.size)
        if len(raw) < _LOCAL_HEADER.size:
            raise self._damaged()
        fields = _LOCAL_HEADER.unpack(raw)
        name_length, extra_length = fields[-2], fields[-1]
        local_name = self._file.read(name_length)
        encoding = "utf-8" if info.flag_bits & 0x800 else "cp437"
        if (
            fields[0] != b"PK\x03\x04"
            or local_name.decode(encoding, "replace") != info.orig_filename
        ):
            raise self._damaged()
        self._file.seek(extra_length, 1)

    def _inflate(self, info: zipfile.ZipInfo) -> Iterator[bytes]:
        left = info.compress_size
        if info.compress_type == zipfile.ZIP_STORED:
            while left:
                piece = self._take(min(left, _PIECE))
                left -= len(piece)
                yield piece
            return
        inflater = zlib.decompressobj(-15)
        try:
            while left and not inflater.eof:
                piece = self._take(min(left, _PIECE))
                left -= len(piece)
                while piece:
                    out = inflater.decompress(piece, _MAX_OUT)
                    if out:
                        yield out
                    piece = inflater.unconsumed_tail
            rest = inflater.flush()
        except zlib.error as error:
            raise self._damaged() from error
        if rest:
            yield rest

    def _take(self, size: int) -> bytes:
        piece = self._file.read(size)
        if not piece:
            raise self._damaged()
        return piece

    def _refuse_bomb(self, unpacked: int, packed: int) -> None:
        allowed = SMALL_RATIO if unpacked < SMALL_UNPACKED_BYTES else LARGE_RATIO
        if unpacked > MAX_UNPACKED_BYTES or (unpacked > MEGABYTE and unpacked > allowed * packed):
            raise FileRefusedError(
                f"“{self.label}” unpacks to far more than a real table would and may be harmful. "
                "Ask the sender for a fresh copy, or save only the table as a new file."
            )

    def _damaged(self) -> FileRefusedError:
        return _damaged(self.label)


@contextmanager
def open_archive(path: Path) -> Iterator[Archive]:
    """Open a zip container after looking at its list of parts.

    Raises FileRefusedError when it is cut off, encrypted, or lists its parts in an odd way.
    """
    try:
        with zipfile.ZipFile(path) as listing:
            parts = _checked_parts(path.name, listing.infolist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError, struct.error, OSError) as error:
        raise _damaged(path.name) from error
    with path.open("rb") as file:
        yield Archive(path, file, parts)


def _checked_parts(label: str, infos: list[zipfile.ZipInfo]) -> dict[str, zipfile.ZipInfo]:
    if len(infos) > MAX_PARTS:
        raise FileRefusedError(
            f"“{label}” consists of {len(infos):,} parts, more than a real workbook has. "
            "Copy the table to a new workbook, save it and choose that."
        )
    parts: dict[str, zipfile.ZipInfo] = {}
    folded: set[str] = set()
    for info in infos:
        name = info.filename
        if name.casefold() in folded or _is_odd_name(info.orig_filename):
            raise FileRefusedError(
                f"“{label}” is put together in a way that no spreadsheet program does. "
                "It may be harmful: ask the sender for a fresh copy."
            )
        if info.flag_bits & _IS_ENCRYPTED:
            raise FileRefusedError(
                f"“{label}” is protected with a password. Save it without one and choose it again."
            )
        if info.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
            raise FileRefusedError(
                f"“{label}” is packed in an unusual way. "
                "Open it in Excel or LibreOffice and save it again."
            )
        folded.add(name.casefold())
        parts[name] = info
    return parts


def _is_odd_name(name: str) -> bool:
    steps = name.replace("\\", "/").split("/")
    return (
        not name
        or name.startswith(("/", "\\"))
        or ".." in steps
        or ":" in name
        or any(ord(letter) < 32 for letter in name)
    )


def _damaged(label: str) -> FileRefusedError:
    return FileRefusedError(
        f"“{label}” is damaged or incomplete. Download or copy it again, then choose it here."
    )
