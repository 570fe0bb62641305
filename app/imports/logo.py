"""The council's logo: checked by content, bounded, and encoded anew so that only its pixels remain.

It lies on white, as it will on paper. Source: SAFETY "Files from other people", "Images".
"""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from app.errors import FileRefusedError
from app.imports.intake import bytes_of, pasted_on_white, safe_name, too_many_pixels

if TYPE_CHECKING:
    from PIL import Image

MAX_BYTES = 10_000_000
MAX_PIXELS = 50_000_000
WIDEST, TALLEST = 1_200, 600  # pixels kept: enough for a fine printer at the size on paper
LEAST_SIDE = 16
_LARGEST_PNG = 300_000
_ALMOST_WHITE = 230
_DRAWING = b"<svg"


@dataclass(frozen=True, slots=True)
class Logo:
    """A cleaned logo: PNG or JPEG bytes, what they are, its size in pixels, its name as text."""

    name: str
    data: bytes
    media_type: str
    width: int
    height: int


def take_logo(path: Path) -> Logo:
    """Read a PNG or JPEG, turn it upright, lay it on white, scale it down, encode it anew.

    Raises FileRefusedError for anything else, an SVG drawing, a damaged picture, one of more than
    50 million pixels, one too small to print, or one of which nothing would be seen on white.
    """
    data = bytes_of(path, MAX_BYTES)
    if path.suffix.casefold() in {".svg", ".svgz"} or _DRAWING in data[:4_096].lower():
        raise FileRefusedError(
            f"“{path.name}” is an SVG drawing, which can carry scripts and links, so it is not "
            "taken. Save it as PNG, about 1,000 pixels wide, and choose that."
        )
    picture = _opened(path, data)
    if min(picture.size) < LEAST_SIDE:
        raise FileRefusedError(
            f"“{path.name}” is {picture.width} × {picture.height} pixels: too small to print. "
            "Choose a larger version."
        )
    picture.thumbnail((WIDEST, TALLEST))
    if _darkest(picture) > _ALMOST_WHITE:
        raise FileRefusedError(
            f"“{path.name}” is white, so nothing of it would be seen on paper. "
            "Choose the version for a white page."
        )
    encoded, media_type = _encoded(picture)
    return Logo(safe_name(path.name), encoded, media_type, picture.width, picture.height)


def _opened(path: Path, data: bytes) -> Image.Image:
    from PIL import Image, ImageOps, UnidentifiedImageError

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=("PNG", "JPEG")) as opened:
                if opened.width * opened.height > MAX_PIXELS:
                    raise too_many_pixels(path)
                return pasted_on_white(ImageOps.exif_transpose(opened))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise too_many_pixels(path) from error
    except UnidentifiedImageError as error:
        raise FileRefusedError(
            f"“{path.name}” is not a PNG or JPEG picture. Save the logo as PNG and choose that."
        ) from error
    except (OSError, ValueError, SyntaxError, EOFError) as error:
        raise FileRefusedError(
            f"“{path.name}” is damaged or incomplete. Ask for the logo again and choose that."
        ) from error


def _darkest(picture: Image.Image) -> int:
    """The lowest value of red, green or blue anywhere."""
    return min(
        next(value for value, pixels in enumerate(band.histogram()) if pixels)
        for band in picture.split()
    )


def _encoded(picture: Image.Image) -> tuple[bytes, str]:
    """Sharp as PNG; as JPEG where a PNG would weigh down every report."""
    out = io.BytesIO()
    picture.save(out, "PNG", optimize=True)
    if out.tell() <= _LARGEST_PNG:
        return out.getvalue(), "image/png"
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=90, optimize=True)
    return out.getvalue(), "image/jpeg"
