"""Makes the national "Latest ratings" file that `make bench` reads: 320,000 rows x 28 columns.

The layout and the share of each rating follow CQC's file; every name, ID and address is invented.
A fixed seed gives the same bytes each time. Run as a program it measures reading: our `read`
against the fastest reader alone, and the import child's peak memory.
"""

from __future__ import annotations

import csv
import io
import random
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from xml.sax.saxutils import escape

ROWS = 320_000
SEED = 20261122
AUTHORITIES = 152
REGIONS = (
    "East Midlands",
    "East of England",
    "London",
    "North East",
    "North West",
    "South East",
    "South West",
    "West Midlands",
    "Yorkshire and The Humber",
)
HEADINGS = (
    "Location ID",
    "Location ODS Code",
    "Location Name",
    "Care Home?",
    "Location Type",
    "Location Primary Inspection Category",
    "Location Street Address",
    "Location Address Line 2",
    "Location City",
    "Location Post Code",
    "Location Local Authority",
    "Location Region",
    "Location NHS Region",
    "Location ONSPD CCG Code",
    "Location ONSPD CCG",
    "Location Commissioning CCG Code",
    "Location Commissioning CCG Name",
    "Service / Population Group",
    "Domain",
    "Latest Rating",
    "Publication Date",
    "Report Type",
    "Inherited Rating (Y/N)",
    "URL",
    "Provider ID",
    "Provider Name",
    "Brand ID",
    "Brand Name",
)
DOMAINS = ("Overall", "Safe", "Effective", "Caring", "Responsive", "Well-led")
POPULATION_GROUPS = (
    "Older people",
    "People with long term conditions",
    "Families, children and young people",
    "Working age people (including those recently retired and students)",
    "People whose circumstances may make them vulnerable",
    "People experiencing poor mental health (including people with dementia)",
)
_RATINGS = ("Good", "Requires improvement", "Outstanding", "Inadequate", "Not Rated")
_WEIGHTS = (78, 15, 5, 1, 1)
_DATE_AT = HEADINGS.index("Publication Date")


def authority(number: int) -> tuple[str, str]:
    """Invented local authority `number` and the region it lies in."""
    return f"Authority {number:03d}", REGIONS[number % len(REGIONS)]


def rows(count: int = ROWS) -> Iterator[list[str]]:
    """`count` rows of 28 cells; publication dates are ISO."""
    chance = random.Random(SEED)
    made = 0
    number = 0
    while made < count:
        number += 1
        for row in _location_rows(chance, number):
            yield row
            made += 1
            if made == count:
                return


def _location_rows(chance: random.Random, number: int) -> Iterator[list[str]]:
    kind = chance.choices(("home", "community", "practice"), (40, 38, 22))[0]
    name, region = authority(chance.randrange(AUTHORITIES))
    is_home = kind == "home"
    category = {
        "home": "Residential social care",
        "community": "Community based adult social care services",
        "practice": "GP Practices",
    }[kind]
    sector = "Primary Medical Services" if kind == "practice" else "Social Care Org"
    provider = chance.randrange(20_000)
    start = [
        f"1-{1_000_000_000 + number * 7919}",
        f"V{number:05d}",
        f"Invented {kind} {number}",
        "Y" if is_home else "N",
        sector,
        category,
        f"{chance.randrange(1, 200)} Invented Street",
        "Unit 2, Invented Park" if number % 5 == 0 else "",
        f"Town {number % 900}",
        f"ZZ{number % 90 + 1} {number % 9 + 1}AA",
        name,
        region,
        region,
        f"E{38000000 + number % 190}",
        f"NHS Invented CCG {number % 190}",
        "",
        "",
    ]
    url = f"http://www.example.org/location/{start[0]}"
    name_of_provider = f"Invented Provider {provider} Limited"
    end = ["Location", "N", url, f"1-{provider}", name_of_provider, "-", "-"]
    year, month, date_ = chance.randrange(2017, 2026), chance.randrange(12), chance.randrange(28)
    day = f"{year}-{month + 1:02d}-{date_ + 1:02d}"
    for group in ("Overall", *(POPULATION_GROUPS if kind == "practice" else ())):
        for domain in DOMAINS if group == "Overall" else DOMAINS[:1]:
            rating = chance.choices(_RATINGS, _WEIGHTS)[0]
            yield [*start, group, domain, rating, day, *end]


def write_csv(path: Path, count: int = ROWS) -> None:
    """The file as CSV with dates DD/MM/YYYY."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADINGS)
        for row in rows(count):
            year, month, day = row[_DATE_AT].split("-")
            row[_DATE_AT] = f"{day}/{month}/{year}"
            writer.writerow(row)


_ODS_START = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
    ' office:version="1.2"><office:body><office:spreadsheet>'
    '<table:table table:name="Locations">'
)
_ODS_END = "</table:table></office:spreadsheet></office:body></office:document-content>"
_MANIFEST = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
    '<manifest:file-entry manifest:full-path="/"'
    ' manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
    "</manifest:manifest>"
)


def write_ods(path: Path, count: int = ROWS) -> None:
    """The file as an ODS with real date cells, written the way LibreOffice writes one."""
    mime = "application/vnd.oasis.opendocument.spreadsheet"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", mime, zipfile.ZIP_STORED)
        with archive.open("content.xml", "w", force_zip64=True) as raw:
            content = io.TextIOWrapper(raw, encoding="utf-8", write_through=False)
            content.write(_ODS_START)
            content.write(_ods_row(list(HEADINGS), date_at=-1))
            for row in rows(count):
                content.write(_ods_row(row, date_at=_DATE_AT))
            content.write(_ODS_END)
            content.flush()
            content.detach()
        archive.writestr("META-INF/manifest.xml", _MANIFEST)


def _ods_row(row: list[str], date_at: int) -> str:
    cells = []
    for at, text in enumerate(row):
        if not text:
            cells.append('<table:table-cell table:style-name="ce1"/>')
        elif at == date_at:
            year, month, day = text.split("-")
            cells.append(
                '<table:table-cell table:style-name="ce2" office:value-type="date"'
                f' office:date-value="{text}" calcext:value-type="date">'
                f"<text:p>{day}/{month}/{year}</text:p></table:table-cell>"
            )
        else:
            cells.append(
                '<table:table-cell table:style-name="ce1" office:value-type="string"'
                f' calcext:value-type="string"><text:p>{escape(text)}</text:p></table:table-cell>'
            )
    return f'<table:table-row table:style-name="ro1">{"".join(cells)}</table:table-row>\n'


# --- measuring -------------------------------------------------------------------------------


def read_csv_alone(path: Path) -> int:
    """The fastest reader of a CSV by itself: the standard library's csv."""
    with path.open(encoding="utf-8", newline="") as file:
        return sum(1 for _ in csv.reader(file))


def read_workbook_alone(path: Path) -> int:
    """The fastest reader of a workbook by itself: calamine, every row taken out."""
    from python_calamine import CalamineWorkbook

    sheet = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0)
    return sum(1 for _ in sheet.iter_rows())


def _children_cpu() -> float:
    """CPU seconds of the processes that ended so far: steadier than the wall clock."""
    import resource

    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _alone(path: Path) -> None:
    """The reader alone, in a fresh process as the import child is one."""
    name = "read_csv_alone" if path.suffix == ".csv" else "read_workbook_alone"
    code = (
        "import sys; from pathlib import Path; "
        f"from tests.benchmarks.national_file import {name} as read; read(Path(sys.argv[1]))"
    )
    subprocess.run([sys.executable, "-c", code, str(path)], check=True)


def _measured(work: Callable[[], object]) -> tuple[float, float]:
    """Seconds on the wall and CPU seconds of the processes that `work` starts."""
    wall, cpu = time.perf_counter(), _children_cpu()
    work()
    return time.perf_counter() - wall, _children_cpu() - cpu


def measure(path: Path, runs: int) -> str:
    """One line: our read against the fastest reader alone, medians of `runs`, six authorities."""
    from app.imports import reading
    from app.imports.records import ReadOptions

    options = ReadOptions(authorities=frozenset(authority(number)[0] for number in range(6)))
    alone = [_measured(lambda: _alone(path)) for _ in range(runs)]
    ours = [_measured(lambda: reading.read(path, options).close()) for _ in range(runs)]
    with reading.inspect(path) as inspected:
        peak = inspected.peak_memory
    parts = []
    for at, name in enumerate(("wall", "CPU")):
        fastest, usual = (statistics.median(run[at] for run in times) for times in (alone, ours))
        parts.append(f"{name} {fastest:.2f} s alone, {usual:.2f} s ours ({usual / fastest:.2f} x)")
    size = path.stat().st_size / 1e6
    return f"{path.name}, {size:.0f} MB: {'; '.join(parts)}; child's peak {peak / 1e6:.0f} MB"


def main(runs: int = 3) -> None:
    """Print the figures for CSV and ODS."""
    with tempfile.TemporaryDirectory() as folder:
        for name, write in (("national.csv", write_csv), ("national.ods", write_ods)):
            path = Path(folder) / name
            write(path)
            sys.stdout.write(measure(path, runs) + "\n")


if __name__ == "__main__":
    main()
