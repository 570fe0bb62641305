"""Headings as councils write them, and the field each one means: a golden list."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.imports.own_columns import guess_columns
from app.imports.own_fields import FIELDS, Target
from app.imports.own_table import OwnRow, Value
from app.imports.table import plain_heading

CELLS: dict[str, Value] = {
    "beds": 42, "packages": 30, "phone": "01522 000111", "email": "desk@example.org",
    "postcode": "WX1 1AB", "location_id": "1-1234567890", "provider_id": "1-101662253",
    "last_visit_on": "12/03/2026", "starts_on": "01/04/2024", "ends_on": "31/03/2027",
    "review_on": "30/09/2026", "yearly_value": "£412,000", "unit_price": 21.4,
    "visited_on": "12/03/2026", "due_on": "12/03/2026", "raised_on": "12/03/2026", "score": 88,
}  # fmt: skip
"""A cell as it stands under a heading; any other field holds words."""

GOLDEN: dict[Target, dict[str, str]] = {
    Target.PROVIDERS: {
        "name": "Provider|Provider Name|Organisation|Supplier|Care provider|Name of Provider",
        "phone": "Tel|Tel.|Tel no|Tel. No.|Telephone No|Phone no.|Contact no",
        "email": "E-mail|Email|E-mail address|Email Address",
        "postcode": "Post code|Postcode|Post Code:|PC|P/code",
        "company_number": "Company No|Companies House No.|Company Number",
    },
    Target.SERVICES: {
        "name": "Home|Home Name|Name of home|Care Home Name|Service|Establishment|Scheme name",
        "service_type": "Type|Service Type|Type of home|Type of care|Home type|Reg type",
        "beds": "No. beds|No of beds|No. of Beds|Beds|Beds reg'd|Beds Reg’d|Reg'd beds|"
        "Registered beds|Nr of beds|Max. beds|Total Beds|# beds|Bed capacity|No. of places",
        "manager": "Reg manager|Reg. Manager|Registered Manager|RM|Reg'd manager|Manager's name|"
        "Manager (name)",
        "phone": "Tel|Tel no|Tel. no.|Telephone|Telephone number|Contact No.",
        "email": "E-mail|Email|Manager email|E-mail Address",
        "postcode": "Post code|Postcode|Post Code",
        "location_id": "CQC ID|CQC No.|CQC Location ID|CQC ref|CQC location|CQC Loc ID",
        "last_visit_on": "Last visit|Date of last visit|Last visit date|Date last visited|Last QA",
        "own_rating": "QA rating|Our rating|PAMMS rating|LA rating|QA outcome",
    },
    Target.CONTRACTS: {
        "reference": "Contract ref|Ref|Ref no.|Contract No|Contract Reference|Contract ref no",
        "starts_on": "Start|Start date|Contract start date|Commencement|Date from",
        "ends_on": "End|End date|Contract end date|Expiry|Contract expiry|Date to",
        "review_on": "Next review|Review date|Next Review Date|Review due|Date of next review",
        "notice_period": "Notice|Notice period|Notice required",
        "yearly_value": "Annual value|Annual Value (£)|Value p.a.|Annual contract value",
        "unit_price": "Hourly rate|Weekly fee|Unit price|Rate per hour",
    },
    Target.CONTACTS: {
        "name": "Contact|Contact name|Name|Contact person",
        "phone": "Tel|Tel no|Mobile|Mobile no.|Telephone",
        "email": "E-mail|Email|Email address",
    },
    Target.VISITS: {
        "visited_on": "Date of visit|Visit date|Date visited|Date of QA visit",
        "officer": "Officer|Visited by|QA officer|Carried out by",
    },
    Target.ACTIONS: {
        "title": "Action|Action required|Improvement required",
        "due_on": "By when|Due|Due date|Target date|Timescale|Completion date",
        "owner": "By whom|Responsible|Person responsible|Action owner",
    },
}


@pytest.mark.parametrize(
    ("target", "name", "heading"),
    [
        (target, name, heading)
        for target, fields in GOLDEN.items()
        for name, headings in fields.items()
        for heading in headings.split("|")
    ],
)
def test_heading_of_a_council_is_understood(target: Target, name: str, heading: str) -> None:
    rows = (OwnRow(2, (CELLS.get(name, "Some words"),)),)
    assert guess_columns([heading], rows, target) == {name: 0}


@settings(max_examples=40, deadline=None)
@given(data=st.data(), target=st.sampled_from(list(Target)))
def test_every_synonym_means_its_field_however_it_is_written(
    data: st.DataObject, target: Target
) -> None:
    field = data.draw(st.sampled_from(FIELDS[target]))
    synonym = data.draw(st.sampled_from(field.synonyms))
    assert plain_heading(synonym) == synonym  # else it could never be met
    heading = data.draw(st.sampled_from([synonym, synonym.upper(), f" {synonym}: ", f"{synonym}*"]))
    rows = (OwnRow(2, (CELLS.get(field.name, "Some words"),)),)
    found = guess_columns([heading], rows, target)
    first = {other.name for other in FIELDS[target] if synonym in other.synonyms}
    assert set(found) <= first
    assert found


@settings(max_examples=30, deadline=None)
@given(data=st.data(), target=st.sampled_from(list(Target)))
def test_a_column_is_used_once_whatever_stands_beside_it(
    data: st.DataObject, target: Target
) -> None:
    known = sorted({s for field in FIELDS[target] for s in field.synonyms})
    headings = data.draw(st.lists(st.sampled_from(known), min_size=1, max_size=8, unique=True))
    found = guess_columns(headings, (), target)
    assert len(set(found.values())) == len(found)
