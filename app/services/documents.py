"""Documents of contracts: kept beside the database under their hash, opened as they were put in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath

from sqlalchemy import func, select

from app.db.work import Reading, Work
from app.domain.words import clean_line
from app.errors import NotFoundError, RuleError
from app.imports.intake import Document
from app.models import Act, Attachment, Change, ContractDocument
from app.services import attachments
from app.services.attachments import is_same_file
from app.services.contracts import find_contract


@dataclass(frozen=True)
class DocumentRow:
    """One document of a contract. `size` in bytes; added by whom and when, from the history."""

    id: str
    attachment_id: str
    title: str
    file_name: str
    media_type: str
    size: int
    added_at: datetime | None
    added_by: str
    is_archived: bool


def add_document(work: Work, contract_id: str, document: Document, *, title: str = "") -> str:
    """Attach a document (see `attachments.prepare_document`) to a contract; return its id.

    Raises RuleError when the contract has it already, and NotSavedError when the disk does not
    take it; no row is written then.
    """
    contract = find_contract(work, contract_id)
    _refuse_a_second(work, contract_id, document)
    stored = ContractDocument(
        contract_id=contract_id,
        attachment_id=attachments.add_document(work, document),
        title=clean_line(title) or PurePath(document.name).stem,
    )
    work.session.add(stored)
    work.session.flush()
    work.describe("document added", f"Added “{stored.title}” to contract {contract.reference}")
    return stored.id


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
            document.id, file.id, document.title, file.name, file.media_type,
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


def _refuse_a_second(work: Work, contract_id: str, document: Document) -> None:
    query = (
        select(ContractDocument.title, ContractDocument.is_archived)
        .join(Attachment, Attachment.id == ContractDocument.attachment_id)
        .where(ContractDocument.contract_id == contract_id, is_same_file(document.data))
        .order_by(ContractDocument.is_archived)
    )
    found = work.session.execute(query).first()
    if found is not None:
        title, is_archived = found
        what = ", which is archived. Restore that one." if is_archived else "."
        raise RuleError(f"This document is already attached as “{title}”{what}")


def _document(reading: Reading, document_id: str) -> ContractDocument:
    document = reading.session.get(ContractDocument, document_id)
    if document is None:
        raise NotFoundError("This document is not in the file.")
    return document
