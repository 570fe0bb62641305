"""Contracts with providers, the services they cover, and their obligations."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.domain.vocabulary import ContractType, Funding, PriceUnit
from app.models.base import Record, Word


class Contract(Record):
    """An agreement with a provider; carries the Transparency Code fields (DOMAIN "Contracts")."""

    __tablename__ = "contract"

    provider_id: Mapped[str] = mapped_column(ForeignKey("provider.id"), index=True)
    reference: Mapped[str] = mapped_column(Text, index=True)
    title: Mapped[str] = mapped_column(Text)
    description: Mapped[str] = mapped_column(Text, default="")
    contract_type: Mapped[ContractType] = mapped_column(Word(ContractType))
    theme: Mapped[str] = mapped_column(Text, default="")
    department: Mapped[str] = mapped_column(Text, default="")
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    review_on: Mapped[date | None]
    extension_options: Mapped[str] = mapped_column(Text, default="")
    extension_decision_on: Mapped[date | None]
    notice_count: Mapped[int | None]
    notice_unit: Mapped[str] = mapped_column(Text, default="months")
    yearly_value_pence: Mapped[int | None]
    irrecoverable_vat_pence: Mapped[int | None]
    unit_price_ten_thousandths: Mapped[int | None]
    price_unit: Mapped[PriceUnit | None] = mapped_column(Word(PriceUnit))
    funding: Mapped[Funding] = mapped_column(Word(Funding), default=Funding.COUNCIL)
    procurement_route: Mapped[str] = mapped_column(Text, default="")
    is_light_touch: Mapped[bool] = mapped_column(default=True)
    insurance_expires_on: Mapped[date | None]
    obligations: Mapped[str] = mapped_column(Text, default="")
    contract_manager_id: Mapped[str | None] = mapped_column(ForeignKey("officer.id"))
    notes: Mapped[str] = mapped_column(Text, default="")
    is_archived: Mapped[bool] = mapped_column(default=False)


class ContractService(Record):
    """A service covered by a contract."""

    __tablename__ = "contract_service"
    __table_args__ = (UniqueConstraint("contract_id", "service_id"),)

    contract_id: Mapped[str] = mapped_column(ForeignKey("contract.id"), index=True)
    service_id: Mapped[str] = mapped_column(ForeignKey("service.id"), index=True)
