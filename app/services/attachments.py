"""Photos and documents as evidence: checked first, stored as a file, then named by a row.

A file from outside is prepared without the database (`prepare_photo`, `prepare_document`), so that
the write lane never waits for a picture. The file is on the disk before the row (SAFETY "Saving").
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from sqlalchemy import ColumnElement, select

from app.db.attachments import AttachmentStore
from app.db.work import Reading, Work
from app.domain.vocabulary import EvidenceKind
from app.domain.words import clean_text
from app.errors import CircumstanceError, NotFoundError, RuleError
from app.imports.intake import Document, Photo, take_document, take_photo
from app.models import Attachment, Evidence
from app.services.visit_answers import add_evidence

# What a copy opened in another program is called: never by the name from outside.
_ENDINGS = {
    "image/jpeg": ".jpg",
    "application/pdf": ".pdf",
    "application/rtf": ".rtf",
    "text/plain": ".txt",
    "text/csv": ".csv",
    "application/msword": ".doc",
    "application/vnd.ms-excel": ".xls",
    "application/vnd.ms-outlook": ".msg",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": ".pptx",
    "application/vnd.oasis.opendocument.text": ".odt",
    "application/vnd.oasis.opendocument.spreadsheet": ".ods",
    "application/vnd.oasis.opendocument.presentation": ".odp",
}


@dataclass(frozen=True)
class AttachmentContent:
    """A stored file: its name as text, what it is, and its bytes."""

    file_name: str
    media_type: str
    content: bytes


def prepare_photo(path: Path) -> Photo:
    """Read and clean a photo (no location, no camera). Raises FileRefusedError."""
    return take_photo(path)


def prepare_document(path: Path) -> Document:
    """Read and recognise a document. Raises FileRefusedError."""
    return take_document(path)


def add_photo(work: Work, photo: Photo, *, caption: str = "") -> str:
    """Store a cleaned photo with its small picture; return the attachment's id.

    Raises NotSavedError when the disk does not take it; no row is written then.
    """
    store = AttachmentStore(work.folder, work.key)
    thumbnail = store.put(photo.thumbnail)
    return _add(work, store.put(photo.data), photo.name, photo.media_type, len(photo.data),
                caption, thumbnail)  # fmt: skip


def add_document(work: Work, document: Document, *, caption: str = "") -> str:
    """Store a document; return the attachment's id. Raises NotSavedError."""
    digest = AttachmentStore(work.folder, work.key).put(document.data)
    size = len(document.data)
    return _add(work, digest, document.name, document.media_type, size, caption, "")


def attach_photo(work: Work, question_id: str, photo: Photo, *, caption: str = "") -> str:
    """Attach a photo to a question as evidence, in one act; return the evidence's id.

    Raises RuleError when the question has it already.
    """
    _refuse_a_second(work, question_id, photo.data, "photo")
    attachment_id = add_photo(work, photo, caption=caption)
    return add_evidence(
        work, question_id, EvidenceKind.PHOTO, text=caption, attachment_id=attachment_id
    )


def attach_document(work: Work, question_id: str, document: Document, *, caption: str = "") -> str:
    """Attach a document to a question as evidence, in one act; return the evidence's id.

    Raises RuleError when the question has it already.
    """
    _refuse_a_second(work, question_id, document.data, "document")
    attachment_id = add_document(work, document, caption=caption)
    return add_evidence(
        work, question_id, EvidenceKind.DOCUMENT, text=caption, attachment_id=attachment_id
    )


def is_same_file(content: bytes) -> ColumnElement[bool]:
    """The condition that an attachment holds just this content, under whatever name."""
    return (Attachment.sha256 == sha256(content).hexdigest()) & Attachment.is_erased.is_(False)


def read_attachment(reading: Reading, attachment_id: str) -> AttachmentContent:
    """Return a stored file, checked against its hash.

    Raises NotFoundError, or DamagedAttachmentError when the stored file was altered.
    """
    row = _attachment(reading, attachment_id)
    content = AttachmentStore(reading.folder, reading.key).get(row.sha256)
    return AttachmentContent(row.name, row.media_type, content)


def read_thumbnails(reading: Reading, attachment_ids: list[str]) -> dict[str, bytes]:
    """Return the small pictures (JPEG) of these photos; one that cannot be read is left out."""
    store = AttachmentStore(reading.folder, reading.key)
    rows = reading.session.execute(
        select(Attachment.id, Attachment.thumbnail_sha256).where(Attachment.id.in_(attachment_ids))
    )
    return {
        attachment_id: store.get(digest)
        for attachment_id, digest in rows
        if digest and store.is_intact(digest)
    }


def open_copy(reading: Reading, attachment_id: str, folder: Path) -> Path:
    """Write a copy into `folder` for another program to open; return its path.

    The copy is named by its hash and kind, readable by this user alone. Raises CircumstanceError.
    """
    row = _attachment(reading, attachment_id)
    found = read_attachment(reading, attachment_id)
    path = folder / f"{row.sha256[:16]}{_ENDINGS.get(row.media_type, '.bin')}"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(found.content)
    except OSError as error:
        raise CircumstanceError(
            f"A copy to look at could not be made ({error.strerror}). Close the document where it "
            "is open, or free some space, then try again."
        ) from error
    return path


def _add(
    work: Work, digest: str, name: str, media_type: str, size: int, caption: str, thumbnail: str
) -> str:
    row = Attachment(
        sha256=digest,
        name=name,
        media_type=media_type,
        size=size,
        caption=clean_text(caption).strip(),
        thumbnail_sha256=thumbnail,
    )
    work.session.add(row)
    work.session.flush()
    work.describe("attachment added", f"Attached “{name}”")
    return row.id


def _refuse_a_second(work: Work, question_id: str, content: bytes, what: str) -> None:
    query = (
        select(Attachment.name)
        .join(Evidence, Evidence.attachment_id == Attachment.id)
        .where(Evidence.question_id == question_id, is_same_file(content))
    )
    name = work.session.scalars(query.limit(1)).first()
    if name is not None:
        raise RuleError(f"This {what} is already attached to this question as “{name}”.")


def _attachment(reading: Reading, attachment_id: str) -> Attachment:
    row = reading.session.get(Attachment, attachment_id)
    if row is None:
        raise NotFoundError("This file is not among the attachments.")
    if row.is_erased:
        raise NotFoundError("This file was erased; the history says when and why.")
    return row
