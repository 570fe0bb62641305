"""Documents of contracts: kept beside the database under their hash, opened as they were put in."""

from __future__ import annotations

import mimetypes
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath

from sqlalchemy import func, select

from app.db.attachments import AttachmentStore
from app.db.work import Reading, Work
from app.domain.words import clean_line
from app.errors import FileRefusedError, NotFoundError, RuleError
from app.models import Act, Attachment, Change, ContractDocument
from app.services.contracts import find_contract

# What the program hands to the computer to open; programs and scripts are refused.
ALLOWED = frozenset(
    {
        ".pdf", ".doc", ".docx", ".odt", ".rtf", ".txt", ".xls", ".xlsx", ".ods", ".csv", ".ppt",
        ".pptx", ".odp", ".msg", ".eml", ".jpg", ".jpeg", ".png", ".tif", ".tiff", ".heic",
    }
)  # fmt: skip


@dataclass(frozen=True)
class DocumentRow:
    """One document of a contract. `size` in bytes; added by whom and when, from the history."""

    id: str
    row_version: int
    title: str
    file_name: str
    media_type: str
    size: int
    added_at: datetime | None
    added_by: str
    is_archived: bool


@dataclass(frozen=True)
class DocumentContent:
    """A document to open or save: its name as text and its bytes."""

    file_name: str
    content: bytes


def add_document(
    work: Work, contract_id: str, file_name: str, content: bytes, *, title: str = ""
) -> str:
    """Attach a document to a contract and return its id.

    Raises FileRefusedError for an empty file or a kind that is not a document, NotSavedError when
    the disk does not take it.
    """
    contract = find_contract(work, contract_id)
    name = clean_line(PurePath(file_name.replace("\\", "/")).name)
    _check(name, content)
    digest = AttachmentStore(work.folder, work.key).put(content)
    attachment = Attachment(
        sha256=digest,
        name=name,
        media_type=mimetypes.guess_type(name)[0] or "application/octet-stream",
        size=len(content),
    )
    work.session.add(attachment)
    work.session.flush()
    stem = PurePath(name).stem
    document = ContractDocument(
        contract_id=contract_id,
        attachment_id=attachment.id,
        title=clean_line(title) or stem,
    )
    work.session.add(document)
    work.session.flush()
    work.describe("document added", f"Added “{document.title}” to contract {contract.reference}")
    return document.id


def rename_document(work: Work, document_id: str, title: str) -> None:
    """Give a document another title. Raises RuleError."""
    document = _document(work, document_id)
    if not clean_line(title):
        raise RuleError("Enter a title for the document", "title")
    document.title = clean_line(title)
    work.describe("document renamed", f"Renamed a document to “{document.title}”")


def archive_document(work: Work, document_id: str) -> None:
    """Put a document away; the file stays."""
    document = _document(work, document_id)
    document.is_archived = True
    work.describe("document archived", f"Archived the document “{document.title}”")


def restore_document(work: Work, document_id: str) -> None:
    """Bring an archived document back."""
    document = _document(work, document_id)
    document.is_archived = False
    work.describe("document restored", f"Restored the document “{document.title}”")


def list_documents(
    reading: Reading, contract_id: str, *, include_archived: bool = False
) -> list[DocumentRow]:
    """Return the documents of a contract, the latest first."""
    query = (
        select(ContractDocument, Attachment, Act.at, Act.officer_name)
        .join(Attachment, Attachment.id == ContractDocument.attachment_id)
        .outerjoin(
            Change,
            (Change.table_name == "contract_document")
            & (Change.row_id == ContractDocument.id)
            & (Change.operation == "insert"),
        )
        .outerjoin(Act, Act.id == Change.act_id)
        .where(ContractDocument.contract_id == contract_id)
        .order_by(ContractDocument.id.desc())
    )
    if not include_archived:
        query = query.where(ContractDocument.is_archived.is_(False))
    return [
        DocumentRow(
            document.id, document.row_version, document.title, file.name, file.media_type,
            file.size, at, who or "", document.is_archived,
        )
        for document, file, at, who in reading.session.execute(query)
    ]  # fmt: skip


def count_documents(reading: Reading, contract_id: str) -> int:
    """Return how many documents a contract has that are not archived."""
    query = select(func.count()).where(
        ContractDocument.contract_id == contract_id, ContractDocument.is_archived.is_(False)
    )
    return reading.session.scalar(query) or 0


def read_document(reading: Reading, document_id: str) -> DocumentContent:
    """Return a document's content, checked against its hash.

    Raises NotFoundError, or DamagedAttachmentError when the stored file was altered.
    """
    document = _document(reading, document_id)
    file = reading.session.get_one(Attachment, document.attachment_id)
    if file.is_erased:
        raise NotFoundError("This document was erased; the history says when and why.")
    store = AttachmentStore(reading.folder, reading.key)
    return DocumentContent(file.name, store.get(file.sha256))


def _document(reading: Reading, document_id: str) -> ContractDocument:
    document = reading.session.get(ContractDocument, document_id)
    if document is None:
        raise NotFoundError("This document is not in the file.")
    return document


def _check(name: str, content: bytes) -> None:
    if not content:
        raise FileRefusedError("This file is empty, so it was not attached.")
    if PurePath(name).suffix.lower() not in ALLOWED:
        raise FileRefusedError(
            "This kind of file is not attached. Choose a document, a workbook, a message or a "
            "picture, or save it as PDF first."
        )
