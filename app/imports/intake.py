"""Photos and documents attached as evidence: checked by content, photos cleaned and re-encoded.

Promises: a photo keeps its pixels and nothing else (no location, no camera, no comment); a
document is only looked at, never opened; a name from outside is only ever text.
Source: SAFETY "Files from other people", "Images".
"""

from __future__ import annotations

import io
import warnings
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from app.domain.words import clean_line
from app.errors import FileRefusedError

if TYPE_CHECKING:
    from PIL import Image

MAX_PIXELS = 50_000_000
MAX_PHOTO_BYTES = 60_000_000
MAX_DOCUMENT_BYTES = 25_000_000
PHOTO_SIDE = 2_400
THUMBNAIL_SIDE = 320
_PHOTO_QUALITY = 85
_THUMBNAIL_QUALITY = 78
_FORMATS = ("JPEG", "PNG", "WEBP", "HEIF")
_MAX_NAME = 120
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@dataclass(frozen=True, slots=True)
class Photo:
    """A cleaned photo: JPEG bytes, its size in pixels, a small JPEG, and its name as text."""

    name: str
    data: bytes
    width: int
    height: int
    thumbnail: bytes
    media_type: str = "image/jpeg"


@dataclass(frozen=True, slots=True)
class Document:
    """A document as it came: bytes, what it is, and its name as text."""

    name: str
    data: bytes
    media_type: str
    words: str


def take_photo(path: Path) -> Photo:
    """Read a photo, turn it upright, scale it to at most 2,400 pixels a side, re-encode it.

    Raises FileRefusedError for anything that is no JPEG, PNG, WEBP or HEIC picture, is damaged,
    or has more than 50 million pixels.
    """
    data = bytes_of(path, MAX_PHOTO_BYTES)
    from PIL import Image, ImageOps, UnidentifiedImageError
    from pillow_heif import register_heif_opener

    register_heif_opener(thumbnails=False)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=_FORMATS) as opened:
                if opened.width * opened.height > MAX_PIXELS:
                    raise too_many_pixels(path)
                opened.draft("RGB", (PHOTO_SIDE, PHOTO_SIDE))
                upright = ImageOps.exif_transpose(opened)
                clean = pasted_on_white(upright)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise too_many_pixels(path) from error
    except UnidentifiedImageError as error:
        raise FileRefusedError(
            f"“{path.name}” is not a JPEG, PNG, WEBP or HEIC picture. Choose a photo."
        ) from error
    except (OSError, ValueError, SyntaxError, EOFError) as error:
        raise FileRefusedError(
            f"“{path.name}” is damaged or incomplete. Copy it from the camera or phone again."
        ) from error
    clean.thumbnail((PHOTO_SIDE, PHOTO_SIDE))
    small = clean.copy()
    small.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE))
    return Photo(
        name=safe_name(path.name),
        data=_jpeg(clean, _PHOTO_QUALITY),
        width=clean.width,
        height=clean.height,
        thumbnail=_jpeg(small, _THUMBNAIL_QUALITY),
    )


def take_document(path: Path) -> Document:
    """Take a document by what its bytes are: PDF, Word, Excel, OpenDocument, text, CSV, e-mail.

    Raises FileRefusedError when it is empty, over 25 MB, a program, or of another type.
    """
    data = bytes_of(path, MAX_DOCUMENT_BYTES)
    media_type, words = _type_of(path, data)
    return Document(safe_name(path.name), data, media_type, words)


def safe_name(name: str) -> str:
    """A file's name as text to show: no path, no control characters, at most 120 letters."""
    last = clean_line(name.replace("\\", "/").rsplit("/", 1)[-1])
    if len(last) <= _MAX_NAME:
        return last or "Unnamed"
    stem, dot, ending = last.rpartition(".")
    if not dot or len(ending) > 10:
        return last[:_MAX_NAME]
    return f"{stem[: _MAX_NAME - len(ending) - 1]}.{ending}"


def bytes_of(path: Path, limit: int) -> bytes:
    """The content of a file of at most `limit` bytes. Raises FileRefusedError."""
    try:
        if path.stat().st_size > limit:
            raise FileRefusedError(
                f"“{path.name}” is larger than {limit // 1_000_000} MB. Choose a smaller version."
            )
        data = path.read_bytes()
    except OSError as error:
        raise FileRefusedError(
            f"“{path.name}” cannot be read. Close it in other programs and try again."
        ) from error
    if not data:
        raise FileRefusedError(f"“{path.name}” is empty. Choose another file.")
    return data


def too_many_pixels(path: Path) -> FileRefusedError:
    """Why a picture of more than 50 million pixels is not taken."""
    return FileRefusedError(
        f"“{path.name}” has more than {MAX_PIXELS // 1_000_000} million pixels. "
        "Save it at a smaller size and choose that."
    )


def pasted_on_white(picture: Image.Image) -> Image.Image:
    """The pixels alone on a fresh white picture: no EXIF, no comment, no profile."""
    from PIL import Image

    fresh = Image.new("RGB", picture.size, "white")
    if picture.mode in {"RGBA", "LA", "PA"} or "transparency" in picture.info:
        with_alpha = picture.convert("RGBA")
        fresh.paste(with_alpha, mask=with_alpha.getchannel("A"))
    else:
        fresh.paste(picture.convert("RGB"))
    return fresh


def _jpeg(picture: Image.Image, quality: int) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=quality, optimize=True)
    return out.getvalue()


def _type_of(path: Path, data: bytes) -> tuple[str, str]:
    for magic, media_type, words in _MAGIC:
        if data.startswith(magic):
            return media_type, words
    if data.startswith(b"PK"):
        return _type_of_zip(path, data)
    if data.startswith(_OLE):
        return _OLD_OFFICE.get(path.suffix.casefold(), ("application/x-ole-storage", "Document"))
    if b"\x00" not in data[:4096] and not data.startswith((b"#!", b"<")):
        is_table = path.suffix.casefold() == ".csv"
        return ("text/csv", "CSV table") if is_table else ("text/plain", "Text")
    raise _not_a_document(path)


def _type_of_zip(path: Path, data: bytes) -> tuple[str, str]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
            mime = (
                archive.read("mimetype")[:80].decode("ascii", "replace")
                if ("mimetype" in names and archive.getinfo("mimetype").file_size < 200)
                else ""
            )
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError) as error:
        raise FileRefusedError(
            f"“{path.name}” is damaged or incomplete. Copy or save it again, then choose it here."
        ) from error
    if any(name.endswith("vbaProject.bin") for name in names):
        raise FileRefusedError(
            f"“{path.name}” contains macros. Save it without macros, or as a PDF, and choose that."
        )
    for part, media_type, words in _OFFICE_PARTS:
        if part in names:
            return media_type, words
    if mime in _OPEN_DOCUMENTS:
        return mime, _OPEN_DOCUMENTS[mime]
    raise _not_a_document(path)


def _not_a_document(path: Path) -> FileRefusedError:
    return FileRefusedError(
        f"“{path.name}” is of a type that is not kept here. "
        "Choose a PDF, Word, Excel, OpenDocument or text file, or a photo."
    )


_MAGIC = (
    (b"%PDF-", "application/pdf", "PDF document"),
    (b"{\\rtf", "application/rtf", "Rich text"),
)
_OPEN_XML = "application/vnd.openxmlformats-officedocument."
_OFFICE_PARTS = (
    ("word/document.xml", _OPEN_XML + "wordprocessingml.document", "Word document"),
    ("xl/workbook.xml", _OPEN_XML + "spreadsheetml.sheet", "Excel workbook"),
    ("ppt/presentation.xml", _OPEN_XML + "presentationml.presentation", "Presentation"),
)
_OPEN_DOCUMENTS = {
    "application/vnd.oasis.opendocument.text": "OpenDocument text",
    "application/vnd.oasis.opendocument.spreadsheet": "OpenDocument spreadsheet",
    "application/vnd.oasis.opendocument.presentation": "OpenDocument presentation",
}
_OLD_OFFICE = {
    ".doc": ("application/msword", "Word document"),
    ".xls": ("application/vnd.ms-excel", "Excel workbook"),
    ".msg": ("application/vnd.ms-outlook", "E-mail"),
}
