"""What a council's own sheets may hold: our fields, and how councils head the columns for them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.domain.vocabulary import Worded


class Target(Worded):
    """What the rows of a sheet are."""

    PROVIDERS = "providers"
    SERVICES = "services"
    CONTRACTS = "contracts"
    CONTACTS = "contacts"
    VISITS = "visits"
    ACTIONS = "actions"


class Content(Worded):
    """What the cells of a field look like."""

    TEXT = "text"
    DATE = "date"
    NUMBER = "number"
    MONEY = "money"
    POSTCODE = "postcode"
    CQC_ID = "cqc_id", "CQC ID"
    EMAIL = "email", "E-mail"


@dataclass(frozen=True, slots=True)
class FieldGuess:
    """A field that a sheet may fill: our name, and headings that mean it, likeliest first."""

    name: str
    synonyms: tuple[str, ...]
    content: Content = Content.TEXT


def _field(name: str, synonyms: str, content: Content = Content.TEXT) -> FieldGuess:
    return FieldGuess(name, tuple(synonyms.split(", ")), content)


_PHONE = _field(
    "phone",
    "telephone, phone, tel, tel no, telephone no, telephone number, tel number, phone no, "
    "contact number, contact no, phone number, landline, contact tel, main phone, telephone/mobile",
)
_EMAIL = _field(
    "email",
    "email, e-mail, email address, e-mail address, e mail, mail, contact email, manager email",
    content=Content.EMAIL,
)
_ADDRESS = (
    _field(
        "address",
        "address, street, address line 1, street address, addr, full address, "
        "postal address, site address",
    ),
    _field("town", "town, city, town/city, post town"),
    _field(
        "postcode",
        "postcode, post code, postal code, pc, p code, p/code, pcode",
        content=Content.POSTCODE,
    ),
    _PHONE,
    _EMAIL,
)
_SERVICE_NAME = _field(
    "service_name",
    "service name, service, location name, location, home name, care home, home, "
    "name of service, name of home, name of care home, establishment, setting, branch, scheme, "
    "services, care home name, name of establishment, home/service, service/home, scheme name, "
    "site, site name, unit name",
)
_PROVIDER_NAME = _field(
    "provider_name",
    "provider name, provider, organisation, supplier, supplier name, company, "
    "company name, contractor, operator, parent company, name of provider, care provider, prov, "
    "provider/owner, organisation name, org, run by, registered provider",
)
_LOCATION_ID = _field(
    "location_id",
    "cqc location id, location id, cqc id, cqc location, cqc number, cqc ref, cqc "
    "reference, cqc location number, cqc no, cqc loc id, cqc location ref, cqc reg no, "
    "cqc registration number, loc id",
    content=Content.CQC_ID,
)
_PROVIDER_ID = _field(
    "provider_id", "cqc provider id, provider id, cqc provider", content=Content.CQC_ID
)
_NOTES = _field(
    "notes",
    "notes, comments, remarks, additional information, comment, note, "
    "further information, other info, additional comments",
)

FIELDS: Mapping[Target, tuple[FieldGuess, ...]] = {
    Target.PROVIDERS: (
        FieldGuess("name", (*_PROVIDER_NAME.synonyms, "name")),
        _PROVIDER_ID,
        _field("brand", "brand, group, parent group"),
        _field(
            "company_number",
            "company number, companies house number, company no, companies house, "
            "registration number",
        ),
        _field("charity_number", "charity number, charity no, registered charity number"),
        *_ADDRESS,
        _field("website", "website, web address, url"),
        _NOTES,
    ),
    Target.SERVICES: (
        FieldGuess("name", (*_SERVICE_NAME.synonyms, "name")),
        _LOCATION_ID,
        _PROVIDER_NAME,
        _PROVIDER_ID,
        _field(
            "service_type",
            "service type, type of service, type, category, care type, service category, "
            "registration type, home type, type of home, type of care, svc type, "
            "reg type",
        ),
        _field("authority", "local authority, authority, council, la, host authority, host la"),
        _field("area", "area, district, locality, patch, ward, zone"),
        _field(
            "beds",
            "beds, number of beds, registered beds, capacity, no of beds, places, bed "
            "numbers, max occupancy, no beds, nr of beds, num beds, # beds, #beds, beds reg'd, "
            "beds reg’d, beds regd, reg beds, reg'd beds, regd beds, beds registered, total beds, "
            "bed no, bed nos, bed capacity, registered places, no of places, reg places, "
            "number of places, max beds, bed count, cqc beds",
            content=Content.NUMBER,
        ),
        _field(
            "packages",
            "packages, number of packages, clients, service users, people supported, "
            "no of packages, no packages, no of clients, no of service users, no of people, "
            "packages of care, "
            "number of clients",
            content=Content.NUMBER,
        ),
        _field(
            "manager",
            "registered manager, manager, manager name, rm, name of manager, home manager, "
            "service manager, reg manager, regd manager, reg'd manager, reg’d manager, reg mgr, "
            "mgr, manager's name, registered mgr, manager in post, care manager",
        ),
        _field(
            "client_group",
            "client group, user group, user band, specialism, service user group, primary "
            "client group",
        ),
        *_ADDRESS,
        _field(
            "last_visit_on",
            "last visit, date of last visit, last qa visit, last monitoring visit, last "
            "visited, previous visit, last visit date, date last visited, last monitored, "
            "last qa, date of last qa visit, last review visit",
            content=Content.DATE,
        ),
        _field(
            "own_rating",
            "qa rating, council rating, our rating, quality rating, last rating, pamms "
            "rating, local rating, la rating, qa result, qa outcome, result of last visit, "
            "last result",
        ),
        _NOTES,
    ),
    Target.CONTRACTS: (
        _field(
            "reference",
            "contract reference, contract ref, contract number, reference, ref, contract "
            "no, contract id, ref no, contract ref no, agreement ref, contract nr, ref number, "
            "agreement number",
        ),
        _field(
            "title",
            "contract title, title, contract name, contract, description, name of contract, "
            "agreement, agreement name, contract description",
        ),
        _PROVIDER_NAME,
        _SERVICE_NAME,
        _LOCATION_ID,
        _field("contract_type", "contract type, type of contract, type"),
        _field(
            "starts_on",
            "start date, contract start, start, commencement date, commencement, from, date from, "
            "contract start date, commences, begins, date started, starts",
            content=Content.DATE,
        ),
        _field(
            "ends_on",
            "end date, contract end, end, expiry date, expiry, expires, to, date to, contract end "
            "date, ends, contract expiry, contract expiry date, exp date, until, termination date",
            content=Content.DATE,
        ),
        _field(
            "review_on",
            "review date, next review, review, review due, next review date, next review due, "
            "date of next review, review by, contract review date",
            content=Content.DATE,
        ),
        _field(
            "notice_period",
            "notice period, notice, termination notice, notice required, period of notice",
        ),
        _field("extension", "extension, extension options, extension option, option to extend"),
        _field(
            "yearly_value",
            "annual value, yearly value, contract value, value, annual cost, value per "
            "annum, annual spend, value pa, £ pa, annual contract value, yearly cost, value p/a",
            content=Content.MONEY,
        ),
        _field(
            "unit_price",
            "unit price, hourly rate, rate, weekly rate, price, unit cost, weekly fee, fee, "
            "rate per hour, price per hour, fee rate, fee per week, unit rate, bed price",
            content=Content.MONEY,
        ),
        _field("unit", "unit, price unit, per"),
        _field("funding", "funding, funded by, funder, funding source"),
        _field("theme", "theme, service area, lot"),
        _field(
            "manager",
            "contract manager, contract officer, lead officer, owner, responsible officer, "
            "contract lead, contracts officer, contract mgr, commissioner, commissioning officer, "
            "lead commissioner",
        ),
        _field("procurement_route", "procurement route, route, route to market"),
        _NOTES,
    ),
    Target.CONTACTS: (
        _field(
            "name",
            "contact name, name, contact, full name, person, contact person, name of contact",
        ),
        _field("role", "role, job title, position, title, post, job role, job"),
        _PROVIDER_NAME,
        _SERVICE_NAME,
        FieldGuess("phone", (*_PHONE.synonyms, "mobile", "mobile no", "mobile number", "mob")),
        _EMAIL,
        _NOTES,
    ),
    Target.VISITS: (
        _SERVICE_NAME,
        _LOCATION_ID,
        _PROVIDER_NAME,
        _field(
            "visited_on",
            "visit date, date of visit, date visited, last visit, date, visited, visited on, "
            "date of qa visit, monitoring date, date of monitoring visit",
            content=Content.DATE,
        ),
        _field("kind", "visit type, type of visit, kind, type, reason"),
        _field(
            "officer",
            "officer, visited by, visiting officer, assessor, auditor, lead officer, completed by, "
            "monitoring officer, qa officer, undertaken by, carried out by",
        ),
        _field("rating", "rating, overall rating, result, outcome, overall, score band, qa rating"),
        _field("score", "score, percentage, overall score, %", content=Content.NUMBER),
        _field("summary", "summary, findings, report, comments, notes"),
    ),
    Target.ACTIONS: (
        _field(
            "title",
            "action, action required, required action, actions, task, improvement required, "
            "what, recommendation, description",
        ),
        _SERVICE_NAME,
        _LOCATION_ID,
        _PROVIDER_NAME,
        _field(
            "owner",
            "owner, responsible, by whom, responsible person, who, lead, assigned to, "
            "person responsible, action owner, lead person, responsible officer",
        ),
        _field("priority", "priority, rag, risk, severity, urgency"),
        _field(
            "due_on",
            "due date, due, deadline, target date, by when, timescale, complete by, date due, "
            "due by, completion date, target completion date, timescales",
            content=Content.DATE,
        ),
        _field(
            "raised_on",
            "date raised, raised, raised on, date set, opened, date identified, date of action, "
            "date agreed, set on",
            content=Content.DATE,
        ),
        _field("state", "status, state, progress, completed, open/closed"),
        _field("evidence_needed", "evidence, evidence required, evidence needed"),
        _NOTES,
    ),
}
