"""Attachments: documents and photos, kept as files beside the database under their hash."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Record


class Attachment(Record):
    """One stored file; the name from outside is only ever text."""

    __tablename__ = "attachment"

    sha256: Mapped[str] = mapped_column(Text, index=True)
    name: Mapped[str] = mapped_column(Text)
    media_type: Mapped[str] = mapped_column(Text)
    size: Mapped[int]
    caption: Mapped[str] = mapped_column(Text, default="")
    taken_at: Mapped[str] = mapped_column(Text, default="")
    thumbnail_sha256: Mapped[str] = mapped_column(Text, default="")
    is_erased: Mapped[bool] = mapped_column(default=False)


class ContractDocument(Record):
    """A document of a contract."""

    __tablename__ = "contract_document"

    contract_id: Mapped[str] = mapped_column(ForeignKey("contract.id"), index=True)
    attachment_id: Mapped[str] = mapped_column(ForeignKey("attachment.id"))
    title: Mapped[str] = mapped_column(Text)
    is_archived: Mapped[bool] = mapped_column(default=False)
