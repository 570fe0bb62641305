"""Photos and documents as evidence: cleaned, bounded, named only in text."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from PIL import Image

from app.errors import FileRefusedError
from app.imports.intake import safe_name, take_document, take_photo


def photo(path: Path, size: tuple[int, int] = (400, 200), **options: object) -> Path:
    picture = Image.new("RGB", size, "white")
    picture.paste("red", (0, 0, size[0] // 2, size[1]))
    picture.save(path, **options)
    return path


def test_photo_loses_location_camera_and_comment(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x010F] = "Camera of Q Quill"
    exif.get_ifd(0x8825)[1] = "N"
    path = photo(tmp_path / "a.jpg", exif=exif, comment=b"secret comment")
    assert b"secret comment" in path.read_bytes()
    taken = take_photo(path)
    for data in (taken.data, taken.thumbnail):
        with Image.open(io.BytesIO(data)) as kept:
            assert not dict(kept.getexif())
            assert set(kept.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
        assert b"secret" not in data
        assert b"Quill" not in data


def test_photo_is_turned_upright(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    taken = take_photo(photo(tmp_path / "a.jpg", exif=exif))
    assert (taken.width, taken.height) == (200, 400)


@pytest.mark.parametrize("ending", ["png", "webp", "heic"])
def test_other_pictures_become_jpeg(tmp_path: Path, ending: str) -> None:
    from pillow_heif import register_heif_opener

    register_heif_opener()
    path = photo(tmp_path / f"a.{ending}")
    taken = take_photo(path)
    assert taken.data.startswith(b"\xff\xd8\xff")
    assert (taken.width, taken.height) == (400, 200)


def test_transparent_picture_gets_white_ground(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    Image.new("RGBA", (20, 20), (0, 0, 0, 0)).save(path)
    with Image.open(io.BytesIO(take_photo(path).data)) as kept:
        assert min(kept.getpixel((10, 10))) > 250


def test_large_photo_is_scaled_with_small_thumbnail(tmp_path: Path) -> None:
    taken = take_photo(photo(tmp_path / "a.jpg", (6_000, 3_000)))
    assert (taken.width, taken.height) == (2_400, 1_200)
    with Image.open(io.BytesIO(taken.thumbnail)) as small:
        assert small.size == (320, 160)


def test_too_many_pixels_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    Image.new("1", (10_000, 5_001)).save(path)
    with pytest.raises(FileRefusedError, match="50 million pixels"):
        take_photo(path)


@pytest.mark.parametrize("data", [b"", b"not a picture", b"GIF89a" + bytes(50), b"%!PS-Adobe"])
def test_what_is_no_photo_is_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a.jpg"
    path.write_bytes(data)
    with pytest.raises(FileRefusedError, match=r"a\.jpg"):
        take_photo(path)


def test_cut_photo_is_refused(tmp_path: Path) -> None:
    path = photo(tmp_path / "a.jpg", (2_000, 2_000), quality=95)
    path.write_bytes(path.read_bytes()[:2_000])
    with pytest.raises(FileRefusedError, match="damaged or incomplete"):
        take_photo(path)


def office(path: Path, **parts: str) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), text)
    return path


def test_documents_are_known_by_content(tmp_path: Path) -> None:
    pdf = tmp_path / "a.docx"
    pdf.write_bytes(b"%PDF-1.7 ...")
    assert take_document(pdf).words == "PDF document"
    word = office(tmp_path / "b.pdf", word__document_dot_xml="<a/>")
    assert take_document(word).words == "Word document"
    text = "application/vnd.oasis.opendocument.text"
    assert take_document(office(tmp_path / "c.odt", mimetype=text)).media_type == text
    note = tmp_path / "d.txt"
    note.write_text("Seen on the day.")
    assert take_document(note).media_type == "text/plain"


@pytest.mark.parametrize(
    "data", [b"MZ\x00\x01" + bytes(20), b"#!/bin/sh\n", b"<html>", b"", b"PK\x03\x04cut"]
)
def test_other_types_are_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(data)
    with pytest.raises(FileRefusedError, match=r"a\.pdf"):
        take_document(path)


def test_document_with_macros_is_refused(tmp_path: Path) -> None:
    path = office(tmp_path / "a.docm", word__document_dot_xml="", word__vbaProject_dot_bin="")
    with pytest.raises(FileRefusedError, match="macros"):
        take_document(path)


def test_too_large_document_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    with path.open("wb") as file:
        file.write(b"%PDF-1.7")
        file.truncate(25_000_001)
    with pytest.raises(FileRefusedError, match="larger than 25 MB"):
        take_document(path)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("C:\\Users\\q\\plan.pdf", "plan.pdf"),
        ("../../etc/passwd", "passwd"),
        ("a\x00b\n.pdf", "ab .pdf"),
        ("", "Unnamed"),
        ("x" * 300 + ".jpeg", "x" * 115 + ".jpeg"),
    ],
)
def test_name_from_outside_is_only_text(name: str, shown: str) -> None:
    assert safe_name(name) == shown
