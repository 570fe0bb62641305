"""The columns of the register's workbook: stable headings, and which stored field is under each.

Written by register_export.py; the own-spreadsheet wizard reads the same headings back.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.vocabulary import (
    ContractType,
    Funding,
    PriceUnit,
    Sector,
    ServiceType,
    Worded,
)
from app.domain.working_days import PeriodUnit
from app.reports.register_workbook import RegisterKind

_TEXT, _ID, _DATE = RegisterKind.TEXT, RegisterKind.IDENTIFIER, RegisterKind.DATE
_COUNT, _MONEY, _FLAG = RegisterKind.COUNT, RegisterKind.MONEY, RegisterKind.FLAG


@dataclass(frozen=True)
class FieldColumn:
    """One column: `field` is the draft's attribute, or a name made for people.

    `words` is the closed list that the cell is worded from.
    """

    heading: str
    field: str
    kind: RegisterKind = _TEXT
    width: float = 18.0
    words: type[Worded] | None = None

    @property
    def choices(self) -> tuple[str, ...]:
        """The words to choose from in the workbook."""
        return tuple(member.words for member in self.words) if self.words else ()


PROVIDER_COLUMNS = (
    FieldColumn("Provider", "name", width=40),
    FieldColumn("CQC provider ID", "cqc_provider_id", _ID),
    FieldColumn("Company number", "company_number", _ID),
    FieldColumn("Charity number", "charity_number", _ID),
    FieldColumn("Brand or group", "brand", width=24),
    FieldColumn("Voluntary sector", "is_vcse", _FLAG),
    FieldColumn("Small or medium-sized", "is_sme", _FLAG),
    FieldColumn("Address", "address", width=40),
    FieldColumn("Postcode", "postcode", _ID, 12),
    FieldColumn("Phone", "phone", _ID),
    FieldColumn("Email", "email", width=30),
    FieldColumn("Website", "website", width=30),
    FieldColumn("Contract manager", "contract_manager", width=24),
    FieldColumn("Notes", "notes", width=50),
    FieldColumn("Archived", "is_archived", _FLAG, 10),
)
SERVICE_COLUMNS = (
    FieldColumn("Service", "name", width=40),
    FieldColumn("Provider", "provider", width=40),
    FieldColumn("Type", "service_type", width=24, words=ServiceType),
    FieldColumn("Sector", "sector", words=Sector),
    FieldColumn("CQC location ID", "cqc_location_id", _ID),
    FieldColumn("Ofsted URN", "ofsted_urn", _ID),
    FieldColumn("Regulated", "is_regulated", _FLAG, 12),
    FieldColumn("Registered", "is_registered", _FLAG, 12),
    FieldColumn("Registered on", "registered_on", _DATE),
    FieldColumn("Deregistered on", "deregistered_on", _DATE),
    FieldColumn("Address", "address", width=40),
    FieldColumn("Postcode", "postcode", _ID, 12),
    FieldColumn("Local authority", "authority", width=24),
    FieldColumn("Region", "region", width=24),
    FieldColumn("Phone", "phone", _ID),
    FieldColumn("Email", "email", width=30),
    FieldColumn("Beds", "beds", _COUNT, 10),
    FieldColumn("People", "people", _COUNT, 10),
    FieldColumn("People placed by us", "people_placed", _COUNT),
    FieldColumn("Registered manager", "manager_name", width=24),
    FieldColumn("Manager in post", "has_manager", _FLAG),
    FieldColumn("Manager in post since", "manager_since", _DATE),
    FieldColumn("Notes", "notes", width=50),
    FieldColumn("Archived", "is_archived", _FLAG, 10),
    FieldColumn("Provider record ID", "provider_id", _ID, 38),
)
CONTRACT_COLUMNS = (
    FieldColumn("Reference", "reference", _ID, 24),
    FieldColumn("Title", "title", width=50),
    FieldColumn("Provider", "provider", width=40),
    FieldColumn("Type", "contract_type", width=24, words=ContractType),
    FieldColumn("Description", "description", width=50),
    FieldColumn("Theme", "theme", width=24),
    FieldColumn("Department", "department", width=24),
    FieldColumn("Starts on", "starts_on", _DATE),
    FieldColumn("Ends on", "ends_on", _DATE),
    FieldColumn("Review on", "review_on", _DATE),
    FieldColumn("Extension options", "extension_options", width=40),
    FieldColumn("Decision on the extension by", "extension_decision_on", _DATE),
    FieldColumn("Notice period", "notice_count", _COUNT),
    FieldColumn("Notice counted in", "notice_unit", words=PeriodUnit),
    FieldColumn("Yearly value (£)", "yearly_value_pence", _MONEY),
    FieldColumn("Irrecoverable VAT (£)", "irrecoverable_vat_pence", _MONEY),
    FieldColumn("Unit price (£)", "unit_price_ten_thousandths", RegisterKind.PRICE),
    FieldColumn("Unit of the price", "price_unit", words=PriceUnit),
    FieldColumn("Funding", "funding", words=Funding),
    FieldColumn("Procurement route", "procurement_route", width=24),
    FieldColumn("Light touch", "is_light_touch", _FLAG, 12),
    FieldColumn("Insurance expires on", "insurance_expires_on", _DATE),
    FieldColumn("Obligations", "obligations", width=50),
    FieldColumn("Contract manager", "contract_manager", width=24),
    FieldColumn("Services covered", "services", width=50),
    FieldColumn("Notes", "notes", width=50),
    FieldColumn("Archived", "is_archived", _FLAG, 10),
    FieldColumn("Provider record ID", "provider_id", _ID, 38),
    FieldColumn("Service record IDs", "service_ids", _ID, 38),
)
CONTACT_COLUMNS = (
    FieldColumn("Contact", "name", width=30),
    FieldColumn("Role", "role", width=24),
    FieldColumn("Phone", "phone", _ID),
    FieldColumn("Email", "email", width=30),
    FieldColumn("Belongs to", "owner", width=40),
    FieldColumn("Notes", "notes", width=50),
    FieldColumn("Archived", "is_archived", _FLAG, 10),
    FieldColumn("Provider record ID", "provider_id", _ID, 38),
    FieldColumn("Service record ID", "service_id", _ID, 38),
    FieldColumn("Contract record ID", "contract_id", _ID, 38),
)
SHEETS = {
    "Providers": PROVIDER_COLUMNS,
    "Services": SERVICE_COLUMNS,
    "Contracts": CONTRACT_COLUMNS,
    "Contacts": CONTACT_COLUMNS,
}
