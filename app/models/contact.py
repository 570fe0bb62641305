"""Contacts: whom to ring at a provider, a service or about a contract."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Record


class Contact(Record):
    """A person or desk, belonging to exactly one provider, service or contract."""

    __tablename__ = "contact"
    __table_args__ = (
        CheckConstraint(
            "(provider_id IS NOT NULL) + (service_id IS NOT NULL) + (contract_id IS NOT NULL) = 1",
            name="one_owner",
        ),
    )

    provider_id: Mapped[str | None] = mapped_column(ForeignKey("provider.id"), index=True)
    service_id: Mapped[str | None] = mapped_column(ForeignKey("service.id"), index=True)
    contract_id: Mapped[str | None] = mapped_column(ForeignKey("contract.id"), index=True)
    name: Mapped[str] = mapped_column(Text)
    role: Mapped[str] = mapped_column(Text, default="")
    phone: Mapped[str] = mapped_column(Text, default="")
    email: Mapped[str] = mapped_column(Text, default="")
    notes: Mapped[str] = mapped_column(Text, default="")
    is_archived: Mapped[bool] = mapped_column(default=False)
