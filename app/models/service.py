"""Services: the places and branches that deliver care, with their registrations over time."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.domain.vocabulary import Sector, ServiceType
from app.models.base import CompactJson, Record, Word


class Service(Record):
    """One place or branch. The same CQC location ID on several services is allowed."""

    __tablename__ = "service"

    provider_id: Mapped[str] = mapped_column(ForeignKey("provider.id"), index=True)
    name: Mapped[str] = mapped_column(Text)
    service_type: Mapped[ServiceType] = mapped_column(Word(ServiceType))
    published_types: Mapped[list[str]] = mapped_column(CompactJson, default=list)
    sector: Mapped[Sector] = mapped_column(Word(Sector), default=Sector.SOCIAL_CARE)
    cqc_location_id: Mapped[str] = mapped_column(Text, default="", index=True)
    ofsted_urn: Mapped[str] = mapped_column(Text, default="", index=True)
    is_regulated: Mapped[bool] = mapped_column(default=True)
    is_registered: Mapped[bool] = mapped_column(default=True)
    registered_on: Mapped[date | None]
    deregistered_on: Mapped[date | None]
    address: Mapped[str] = mapped_column(Text, default="")
    postcode: Mapped[str] = mapped_column(Text, default="")
    authority: Mapped[str] = mapped_column(Text, default="", index=True)
    region: Mapped[str] = mapped_column(Text, default="")
    phone: Mapped[str] = mapped_column(Text, default="")
    email: Mapped[str] = mapped_column(Text, default="")
    beds: Mapped[int | None]
    people: Mapped[int | None]
    people_placed: Mapped[int | None]
    manager_name: Mapped[str | None] = mapped_column(Text)
    manager_source: Mapped[str] = mapped_column(Text, default="")
    manager_hash: Mapped[str] = mapped_column(Text, default="")
    has_manager: Mapped[bool | None]
    manager_since: Mapped[date | None]
    notes: Mapped[str] = mapped_column(Text, default="")
    details_on: Mapped[date | None]
    is_archived: Mapped[bool] = mapped_column(default=False)


class ServiceRegistration(Record):
    """A past registration or owner of a service, kept and marked when it changes."""

    __tablename__ = "service_registration"

    service_id: Mapped[str] = mapped_column(ForeignKey("service.id"), index=True)
    cqc_location_id: Mapped[str] = mapped_column(Text, default="", index=True)
    provider_id: Mapped[str | None] = mapped_column(ForeignKey("provider.id"))
    provider_name: Mapped[str] = mapped_column(Text, default="")
    started_on: Mapped[date | None]
    ended_on: Mapped[date | None]
    reason: Mapped[str] = mapped_column(Text, default="")


class RegistrationLink(Record):
    """A link that CQC publishes between two locations (move, new provider): offered, not merged."""

    __tablename__ = "registration_link"

    location_id: Mapped[str] = mapped_column(Text, index=True)
    related_location_id: Mapped[str] = mapped_column(Text, index=True)
    relation: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[str] = mapped_column(Text, default="offered")


class ManagerChange(Record):
    """A change of registered manager, counted without names (DOMAIN "CQC ratings", duty 10)."""

    __tablename__ = "manager_change"

    service_id: Mapped[str] = mapped_column(ForeignKey("service.id"), index=True)
    seen_on: Mapped[date]
    has_manager: Mapped[bool]
