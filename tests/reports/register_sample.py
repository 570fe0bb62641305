"""An invented register for the workbook tests."""

from __future__ import annotations

from datetime import date

from app.domain.vocabulary import Marking, ServiceType
from app.reports.register_workbook import (
    RegisterColumn,
    RegisterFacts,
    RegisterKind,
    RegisterRow,
    RegisterSheet,
)

_TYPES = tuple(kind.words for kind in ServiceType)


def register(providers: int = 12) -> RegisterFacts:
    """Providers, services of hostile names, and contracts with dates and money."""
    return RegisterFacts(
        council="Eldermoor County Council",
        team="Quality and contracts team",
        marking=Marking.OFFICIAL_SENSITIVE,
        made_on=date(2026, 12, 3),
        sheets=(_providers(providers), _services(), _contracts()),
        contains_cqc_data=True,
    )


def _providers(count: int) -> RegisterSheet:
    columns = (
        RegisterColumn("Provider", width=40),
        RegisterColumn("CQC provider ID", RegisterKind.IDENTIFIER, 18),
        RegisterColumn("Company number", RegisterKind.IDENTIFIER, 18),
        RegisterColumn("Voluntary sector", RegisterKind.FLAG, 16),
        RegisterColumn("Notes", width=60),
    )
    rows = tuple(
        RegisterRow(
            f"0192-{n:04}",
            (f"Varden Lea Care {n} Limited", f"1-{10000 + n}", f"0{7000000 + n}", n % 2 == 0, None),
        )
        for n in range(count)
    )
    return RegisterSheet("Providers", "One row per provider", columns, rows)


def _services() -> RegisterSheet:
    columns = (
        RegisterColumn("Service", width=40),
        RegisterColumn("Type", width=24, choices=_TYPES),
        RegisterColumn("CQC location ID", RegisterKind.IDENTIFIER, 18),
        RegisterColumn("Beds", RegisterKind.COUNT, 10),
        RegisterColumn("Postcode", RegisterKind.IDENTIFIER, 14),
        RegisterColumn("Notes", width=60),
        RegisterColumn("Manager since", RegisterKind.DATE, 16),
        RegisterColumn("Website", width=40),
    )
    rows = (
        RegisterRow(
            "s-1",
            ("Quillbrook", "Nursing home", "1-00417260", 44, "EM4 7QX", "Lift\nnew", None, ""),
        ),
        RegisterRow(
            "s-2",
            ('=HYPERLINK("http://x")', "Homecare", "RX601", None, "1E5", "#N/A",
             date(2024, 2, 29), "+44 1632 960001"),
        ),
    )  # fmt: skip
    return RegisterSheet("Services", "One row per service", columns, rows)


def _contracts() -> RegisterSheet:
    columns = (
        RegisterColumn("Reference", RegisterKind.IDENTIFIER, 24),
        RegisterColumn("Title", width=50),
        RegisterColumn("Starts on", RegisterKind.DATE, 14),
        RegisterColumn("Ends on", RegisterKind.DATE, 14),
        RegisterColumn("Yearly value (£)", RegisterKind.MONEY, 18),
        RegisterColumn("Unit price (£)", RegisterKind.PRICE, 16),
    )
    rows = (
        RegisterRow(
            "c-1",
            ("ECC/ASC/2024/017", "Nursing care, Lot 2", date(2024, 4, 1), date(2028, 3, 31),
             123_456_789, 1_234_567),
        ),
    )  # fmt: skip
    return RegisterSheet("Contracts", "One row per contract", columns, rows)
