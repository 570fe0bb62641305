"""Commands that keep the file right: erasure, retention, everything under a reference, check."""

from __future__ import annotations

import argparse

from app.cli_file import EXIT_TROUBLE, Answer, reading, spare_databases, writing
from app.errors import CircumstanceError, NotFoundError


def erase(chosen: argparse.Namespace) -> Answer:
    """`erase WORDS`: list what holds the words; with a reason, erase it."""
    from app.services import protection

    is_listing = not (chosen.why or chosen.ground)
    if not is_listing and not (chosen.why.strip() and chosen.ground.strip()):
        raise CircumstanceError(
            "Erasing needs a reason and a legal ground: add --why TEXT and --ground TEXT."
        )
    office = reading(chosen) if is_listing else writing(chosen)
    try:
        found = office.read(protection.find_texts, chosen.words, 100_000)
        data = [
            {"kind": one.record, "field": one.field, "id": one.place.row_id, "text": one.text}
            for one in found
        ]
        lines = [f"{one.record}, {one.field}: {one.text}" for one in found]
        if is_listing:
            lines.append(f"{len(found):,} in all. Nothing was erased: add --why and --ground.")
            return Answer({"is_erased": False, "texts": data}, "\n".join(lines))
        if not found:
            raise NotFoundError(f"No text holds “{chosen.words}”. Nothing was erased.")
        places = tuple(one.place for one in found)
        done = protection.erase(office, protection.ErasureDraft(places, chosen.why, chosen.ground))
    finally:
        office.close()
    return Answer({"is_erased": True, "texts": data, "erasure_id": done.erasure_id}, done.words)


def list_retention(chosen: argparse.Namespace) -> Answer:
    """`retention list`: the records past their period."""
    from app.services.retention import list_past

    office = reading(chosen)
    try:
        rows = office.read(list_past)
    finally:
        office.close()
    data = [
        {"kind": row.kind, "id": row.record_id, "label": row.label,
         "ended_on": row.ended_on, "kept_until": row.kept_until}
        for row in rows
    ]  # fmt: skip
    lines = [f"{row.kept_until}  {row.kind_words}: {row.label}" for row in rows]
    return Answer(data, "\n".join([*lines, f"{len(rows):,} past their period"]))


def export_under_reference(chosen: argparse.Namespace) -> Answer:
    """`reference export REF OUT`."""
    from app.services.subject_export import export_reference

    spare_databases(chosen, chosen.out)
    office = reading(chosen)
    try:
        done = export_reference(office, chosen.reference, chosen.out)
    finally:
        office.close()
    data = {"written": str(done.path), "records": done.records, "history": done.history,
            "files": done.files, "missing_files": done.missing_files}  # fmt: skip
    return Answer(data, f"{done.words} It is in {done.path}.")


def check(chosen: argparse.Namespace) -> Answer:
    """`check`: exit code 1 when anything is wrong."""
    from app.services.check import check_file

    office = reading(chosen)
    try:
        results = office.read(check_file)
    finally:
        office.close()
    is_well = not any(result.problems for result in results)
    data = {
        "is_well": is_well,
        "checks": [
            {"name": r.name, "words": r.words, "problems": list(r.problems)} for r in results
        ],
    }
    lines = []
    for result in results:
        lines.append(f"{'problem' if result.problems else 'ok':8} {result.name}: {result.words}")
        lines += [f"         {problem}" for problem in result.problems]
    return Answer(data, "\n".join(lines), 0 if is_well else EXIT_TROUBLE)
