"""Providers: the organisations that hold contracts."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Record


class Provider(Record):
    """An organisation (CQC provider ID, company or charity number, brand or group)."""

    __tablename__ = "provider"

    name: Mapped[str] = mapped_column(Text)
    cqc_provider_id: Mapped[str] = mapped_column(Text, default="", index=True)
    company_number: Mapped[str] = mapped_column(Text, default="")
    charity_number: Mapped[str] = mapped_column(Text, default="")
    brand: Mapped[str] = mapped_column(Text, default="")
    is_vcse: Mapped[bool] = mapped_column(default=False)
    is_sme: Mapped[bool] = mapped_column(default=False)
    address: Mapped[str] = mapped_column(Text, default="")
    postcode: Mapped[str] = mapped_column(Text, default="")
    phone: Mapped[str] = mapped_column(Text, default="")
    email: Mapped[str] = mapped_column(Text, default="")
    website: Mapped[str] = mapped_column(Text, default="")
    contract_manager_id: Mapped[str | None] = mapped_column(ForeignKey("officer.id"))
    notes: Mapped[str] = mapped_column(Text, default="")
    details_on: Mapped[date | None]
    is_archived: Mapped[bool] = mapped_column(default=False)
