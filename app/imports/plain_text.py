"""Plain text files (CSV, JSON), looked at in bytes before a reader opens them.

Promises: the encoding is found by the byte order mark, then strict UTF-8, then Windows-1252
(never Latin-1); binary content, endless lines and bombs are refused in one plain sentence.
"""

from __future__ import annotations

import codecs
import gzip
import zlib
from collections.abc import Iterator
from pathlib import Path

from app.errors import FileRefusedError

MAX_LINE_BYTES = 2_000_000
_PIECE = 1 << 20
_MARKS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SMALL_BYTES = 20_000_000
_SMALL_RATIO = 1_000
_LARGE_RATIO = 200


def check_text(path: Path, max_bytes: int) -> tuple[str, tuple[str, ...]]:
    """The encoding of a text file and sentences worth telling about it.

    Raises FileRefusedError for binary content, over-long lines and more than `max_bytes`.
    """
    with path.open("rb") as file:
        return _look(path, iter(lambda: file.read(_PIECE), b""), max_bytes, packed=None)


def check_gzip_text(path: Path, max_bytes: int) -> tuple[str, tuple[str, ...]]:
    """The same for a gzip of a text file; also refuses a damaged gzip and a bomb."""
    try:
        with gzip.open(path) as file:
            pieces = iter(lambda: file.read(_PIECE), b"")
            return _look(path, pieces, max_bytes, packed=path.stat().st_size)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise FileRefusedError(
            f"“{path.name}” is damaged or incomplete. "
            "Download or copy it again, then choose it here."
        ) from error


def _look(
    path: Path, pieces: Iterator[bytes], max_bytes: int, *, packed: int | None
) -> tuple[str, tuple[str, ...]]:
    size = since_newline = 0
    encoding = ""
    decoder: codecs.IncrementalDecoder | None = None
    for piece in pieces:
        if not size:
            encoding = next((name for mark, name in _MARKS if piece.startswith(mark)), "utf-8")
            decoder = codecs.getincrementaldecoder(encoding)("strict")
        size += len(piece)
        _refuse_size(path, size, max_bytes, packed)
        since_newline = _line_so_far(path, piece, since_newline)
        if encoding != "utf-16" and b"\x00" in piece:
            raise FileRefusedError(
                f"“{path.name}” holds data that is not text. Choose the XLSX, ODS or CSV file."
            )
        if decoder is not None:
            decoder = _decode(path, decoder, piece, encoding)
    if decoder is not None:
        decoder = _decode(path, decoder, b"", encoding, is_final=True)
    if decoder is not None:
        return encoding, ()
    note = (
        "The file is not UTF-8 and was read as Windows text (Western European). "
        "Check that names with accents or apostrophes look right."
    )
    return "cp1252", (note,)


def _decode(
    path: Path,
    decoder: codecs.IncrementalDecoder,
    piece: bytes,
    encoding: str,
    *,
    is_final: bool = False,
) -> codecs.IncrementalDecoder | None:
    """The decoder, or None when the bytes are not of its encoding."""
    try:
        decoder.decode(piece, final=is_final)
    except UnicodeDecodeError as error:
        if encoding != "utf-8":
            raise FileRefusedError(
                f"The text of “{path.name}” is damaged. Save it again as CSV UTF-8."
            ) from error
        return None
    return decoder


def _line_so_far(path: Path, piece: bytes, carried: int) -> int:
    last = max(piece.rfind(b"\n"), piece.rfind(b"\r"))
    length = carried + len(piece) if last < 0 else len(piece) - last - 1
    if length > MAX_LINE_BYTES:
        raise FileRefusedError(
            f"“{path.name}” has a line of more than {MAX_LINE_BYTES:,} characters and is not a "
            "table. Choose the XLSX, ODS or CSV file."
        )
    return length


def _refuse_size(path: Path, size: int, max_bytes: int, packed: int | None) -> None:
    ratio = _SMALL_RATIO if size < _SMALL_BYTES else _LARGE_RATIO
    is_bomb = packed is not None and size > 1_000_000 and size > ratio * max(packed, 1)
    if size > max_bytes or is_bomb:
        raise FileRefusedError(
            f"“{path.name}” holds far more text than a real table would. "
            "Save only the rows that are needed as a new file."
        )
