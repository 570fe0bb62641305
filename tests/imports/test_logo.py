"""The council's logo is checked by content, bounded, and keeps its pixels alone."""

from __future__ import annotations

import io
import os
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, PngImagePlugin

from app.errors import FileRefusedError
from app.imports.logo import TALLEST, WIDEST, take_logo


def saved(path: Path, picture: Image.Image, **how: object) -> Path:
    picture.save(path, **how)  # type: ignore[arg-type]
    return path


def a_logo(size: tuple[int, int] = (800, 200), mode: str = "RGB") -> Image.Image:
    clear = (0, 0, 0, 0) if mode == "RGBA" else "white"
    picture = Image.new(mode, size, clear)
    ImageDraw.Draw(picture).rectangle((0, 0, size[0] // 3, size[1]), fill="#104a7b")
    return picture


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


def test_large_logo_is_scaled_down_in_proportion(tmp_path: Path) -> None:
    logo = take_logo(saved(tmp_path / "logo.png", a_logo((4000, 1000))))
    assert (logo.width, logo.height) == (WIDEST, 300)
    assert opened(logo.data).size == (WIDEST, 300)
    assert logo.media_type == "image/png"


def test_tall_logo_keeps_its_proportion(tmp_path: Path) -> None:
    logo = take_logo(saved(tmp_path / "logo.png", a_logo((900, 1800))))
    assert (logo.width, logo.height) == (300, TALLEST)


def test_what_a_picture_says_besides_its_pixels_is_dropped(tmp_path: Path) -> None:
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Author", "Ambrose Tiddlewick")
    exif = Image.Exif()
    exif[0x010F] = "Tiddlewick Cameras"
    png = take_logo(saved(tmp_path / "a.png", a_logo(), pnginfo=notes, exif=exif))
    jpeg = take_logo(saved(tmp_path / "b.jpg", a_logo(), exif=exif, comment=b"Tiddlewick"))
    assert b"Tiddlewick" not in png.data + jpeg.data
    assert not opened(jpeg.data).getexif()


def test_transparent_ground_becomes_the_white_of_paper(tmp_path: Path) -> None:
    logo = take_logo(saved(tmp_path / "logo.png", a_logo(mode="RGBA")))
    picture = opened(logo.data)
    assert picture.mode == "RGB"
    assert picture.getpixel((799, 100)) == (255, 255, 255)


def test_picture_of_many_colours_does_not_weigh_down_a_report(tmp_path: Path) -> None:
    noise = Image.frombytes("RGB", (1200, 600), os.urandom(1200 * 600 * 3))
    logo = take_logo(saved(tmp_path / "logo.png", noise))
    assert logo.media_type == "image/jpeg"
    assert len(logo.data) < 900_000


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("logo.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "SVG drawing"),
        ("logo.png", b"<?xml version='1.0'?><SVG onload='x()'/>", "SVG drawing"),
        ("logo.png", b"", "is empty"),
        ("logo.png", b"%PDF-1.7 not a picture", "not a PNG or JPEG"),
        ("logo.png", b"\x89PNG\r\n\x1a\n" + b"\x00" * 40, "not a PNG or JPEG|damaged"),
    ],
)
def test_anything_else_is_refused_in_a_sentence(
    tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(FileRefusedError, match=said):
        take_logo(path)


def test_picture_of_another_kind_is_refused_whatever_its_name(tmp_path: Path) -> None:
    path = saved(tmp_path / "logo.png", a_logo(), format="WEBP")
    with pytest.raises(FileRefusedError, match="not a PNG or JPEG"):
        take_logo(path)


def test_truncated_logo_is_refused(tmp_path: Path) -> None:
    path = saved(tmp_path / "logo.jpg", a_logo((900, 900)))
    path.write_bytes(path.read_bytes()[:900])
    with pytest.raises(FileRefusedError, match="damaged"):
        take_logo(path)


def test_bomb_of_pixels_is_refused(tmp_path: Path) -> None:
    path = saved(tmp_path / "logo.png", Image.new("1", (12_000, 12_000)))
    with pytest.raises(FileRefusedError, match="50 million"):
        take_logo(path)


def test_white_logo_is_refused_because_paper_is_white(tmp_path: Path) -> None:
    picture = Image.new("RGBA", (400, 100), (0, 0, 0, 0))
    ImageDraw.Draw(picture).ellipse((10, 10, 90, 90), fill="white")
    with pytest.raises(FileRefusedError, match="white page"):
        take_logo(saved(tmp_path / "logo.png", picture))


def test_logo_of_a_few_pixels_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileRefusedError, match="12 × 10 pixels: too small"):
        take_logo(saved(tmp_path / "logo.png", Image.new("RGB", (12, 10), "black")))
