"""Small CQC files with invented places, written as CQC lays them out."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path

REAL = Path(__file__).parents[1] / "data"
FEBRUARY_2021 = REAL / "2021-02_Latest_ratings_Lincolnshire.csv.gz"
JUNE_2026 = REAL / "2026-06_Latest_ratings_Lincolnshire.csv.gz"
DIRECTORY_2025 = REAL / "2025-03_HSCA_Active_Locations_Oldham.ods"
DEACTIVATED_2025 = REAL / "2025-03_Deactivated_Locations_Oldham.ods"
API_2025 = REAL / "2025-03_API_Oldham_cut.zip"

RATINGS: Mapping[str, str] = {
    "Location ID": "1-100",
    "Location Name": "Invented Lodge",
    "Care Home?": "Y",
    "Location Type": "Social Care Org",
    "Location Primary Inspection Category": "Residential social care",
    "Location Street Address": "1 Invented Street",
    "Location City": "Wexborough",
    "Location Post Code": "ZZ1 1AA",
    "Location Local Authority": "Wexborough",
    "Location Region": "East Midlands",
    "Service / Population Group": "Overall",
    "Domain": "Overall",
    "Latest Rating": "Good",
    "Publication Date": "15/03/2024",
    "Inherited Rating (Y/N)": "N",
    "Provider ID": "1-9",
    "Provider Name": "Invented Care Ltd",
    "Brand Name": "-",
}
DIRECTORY: Mapping[str, str] = {
    "Location ID": "1-100",
    "Location HSCA start date": "15/01/2015",
    "Dormant (Y/N)": "N",
    "Care home?": "Y",
    "Location Name": "Invented Lodge",
    "Registered manager": "Somebody, Invented",
    "Location Type/Sector": "Social Care Org",
    "Location Primary Inspection Category": "Residential social care",
    "Location Latest Overall Rating": "Good",
    "Publication Date": "15/03/2024",
    "Location Street Address": "1 Invented Street",
    "Location City": "Wexborough",
    "Location Postal Code": "ZZ1 1AA",
    "Location Local Authority": "Wexborough",
    "Location Region": "East Midlands",
    "Care homes beds": "30",
    "Provider ID": "1-9",
    "Provider Name": "Invented Care Ltd",
    "Service type - Care home service without nursing": "Y",
    "Service type - Care home service with nursing": "",
}


def ratings_file(path: Path, *rows: Mapping[str, str]) -> Path:
    """A "Latest ratings" file; each row says what differs from the usual one."""
    return _written(path, RATINGS, rows)


def directory_file(path: Path, *rows: Mapping[str, str]) -> Path:
    """A "Care directory with filters"; each row says what differs from the usual one."""
    return _written(path, DIRECTORY, rows)


def _written(path: Path, usual: Mapping[str, str], rows: Sequence[Mapping[str, str]]) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(usual)
        for row in rows:
            assert row.keys() <= usual.keys()
            writer.writerow({**usual, **row}.values())
    return path
