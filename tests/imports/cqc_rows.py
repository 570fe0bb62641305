"""Rows and names of CQC’s files, as the tests of their readers use them."""

from __future__ import annotations

from pathlib import Path

EARLIER = "2021-02_Latest_ratings_Lincolnshire.csv.gz"
LATER = "2026-06_Latest_ratings_Lincolnshire.csv.gz"
LATER_ODS = "2026-06_Latest_ratings_Lincolnshire_dd-mm-yyyy.ods"
DIRECTORY = "2025-03_HSCA_Active_Locations_Oldham.ods"
HEADINGS = (
    "Location ID,Location Name,Location Type,Location Local Authority,Location Region,"
    "Care Home?,Service / Population Group,Domain,Latest Rating,Publication Date\n"
)


def ratings_csv(folder: Path, *rows: str, name: str = "ratings.csv") -> Path:
    path = folder / name
    path.write_text(HEADINGS + "".join(f"{row}\n" for row in rows), encoding="utf-8")
    return path


def row(
    location: str = "1-100001",
    rating: str = "Good",
    on: str = "2024-05-20",
    group: str = "Overall",
    authority: str = "Wexborough",
) -> str:
    start = f"{location},A home,Social Care Org,{authority},East Midlands,Y"
    return f"{start},{group},Overall,{rating},{on}"
