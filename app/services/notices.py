"""The notices of the packages inside: whose work the program is made with."""

from __future__ import annotations

from app.paths import resources


def packages_inside() -> list[tuple[str, ...]]:
    """Name, version and licence of each package, from the notices; none where they are missing."""
    notices = resources().parent / "THIRD-PARTY-NOTICES"
    if not notices.exists():
        return []
    lines = [line.strip() for line in notices.read_text(encoding="utf-8").splitlines()]
    rows = [
        tuple(c.strip() for c in line.strip("|").split("|")) for line in lines if line[:1] == "|"
    ]
    return [row for row in rows if len(row) > 2 and row[0] != "package" and "---" not in row[0]]
