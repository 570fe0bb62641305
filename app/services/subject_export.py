"""Everything under a reference, as a folder or zip: for a subject access request or a handover.

A reference is that of a visit or a contract, a CQC location or provider ID, the name of a service
or provider, or any code or name that stands in a text. `Records.html` is for people to read;
`records.json` holds the records by kind with every column, their history and the erasures;
attached files lie under `files/`.
"""

from __future__ import annotations

import json
import shutil
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Table, func, or_, select

from app.db.attachments import AttachmentStore
from app.db.durable import part_of, rename_whole
from app.db.work import Reading
from app.domain.words import count
from app.errors import CircumstanceError, NotFoundError, RuleError
from app.models import Act, Attachment, Base, Change, RatingRecord
from app.reports.subject_page import subject_page
from app.services.erasable import find_texts
from app.services.office import Office
from app.services.portions import portions
from app.services.subject_words import subject_facts

FORMAT = 1
_AT_ONCE = 400
# Columns that name a record: a match on one of them takes the record and all below it.
_NAMED_BY = {
    "visit": ("reference",),
    "contract": ("reference",),
    "service": ("cqc_location_id", "ofsted_urn", "name"),
    "provider": ("cqc_provider_id", "company_number", "charity_number", "name"),
}
# Which rows belong to a record: (table, column that points up).
_BELOW = {
    "provider": (("service", "provider_id"), ("contract", "provider_id"),
                 ("contact", "provider_id"), ("service_registration", "provider_id")),
    "service": (("service_registration", "service_id"), ("contact", "service_id"),
                ("visit", "service_id"), ("action", "service_id"), ("manager_change", "service_id"),
                ("contract_service", "service_id")),
    "contract": (("contact", "contract_id"), ("contract_document", "contract_id"),
                 ("contract_service", "contract_id")),
    "visit": (("visit_version", "visit_id"), ("visit_member", "visit_id"), ("action", "visit_id")),
    "visit_version": tuple(
        (name, "version_id")
        for name in ("visit_section", "visit_question", "answer", "evidence", "finding",
                     "quick_note", "result_override", "review_check", "previous_action_check")
    ),
    "action": (("action_event", "action_id"), ("action_question", "action_id")),
}  # fmt: skip
_ATTACHED = {"evidence": "attachment_id", "contract_document": "attachment_id"}


@dataclass(frozen=True)
class ExportDone:
    """Where the export lies and what is in it."""

    path: Path
    records: int
    history: int
    files: int
    missing_files: int

    @property
    def words(self) -> str:
        """What was written, in a sentence."""
        said = (
            f"Written {count(self.records, 'record')}, {count(self.history, 'line')} of history "
            f"and {count(self.files, 'file')}."
        )
        if self.missing_files:
            said += f" {count(self.missing_files, 'attached file')} could not be read."
        return said


@dataclass
class _Gathered:
    rows: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)
    how: str = ""

    def ids(self) -> Iterator[tuple[str, list[str]]]:
        for table, rows in self.rows.items():
            yield table, list(rows)


def export_reference(office: Office, reference: str, target: Path) -> ExportDone:
    """Write everything under `reference` to `target`: a zip when it ends in .zip, else a folder.

    Raises RuleError (field reference), NotFoundError when nothing stands under it, and
    CircumstanceError when the target is there already or the disk does not take it.
    """
    if target.exists():
        raise CircumstanceError(f"{target.name} is there already. Choose another name.")
    document, digests, page = office.read(_whole, reference)
    store = AttachmentStore(office.database.attachments, office.database.key)
    kind = _ZipWriter if target.suffix.lower() == ".zip" else _FolderWriter
    missing = 0
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        _remove(part_of(target))  # of a crash: nothing of it may get into this export
        writer: _ZipWriter | _FolderWriter = kind(target)
        for digest, name in digests.items():
            if store.is_intact(digest):
                writer.add(f"files/{_file_name(digest, name)}", store.get(digest))
            else:
                missing += 1
        text = json.dumps(document, ensure_ascii=False, indent=1, default=str)
        writer.add("records.json", text.encode("utf-8"))
        writer.add("Records.html", page)
        writer.finish()
    except OSError as error:
        raise CircumstanceError(
            f"The export could not be written ({error.strerror}). Choose another folder or free "
            "some space, then try again."
        ) from error
    finally:
        _remove(part_of(target))
    records = sum(len(rows) for rows in document["records"].values())
    return ExportDone(target, records, len(document["history"]), len(digests) - missing, missing)


def _remove(part: Path) -> None:
    """What a failed export left behind; a finished one has its own name by now."""
    if part.is_dir():
        shutil.rmtree(part, ignore_errors=True)
    else:
        with suppress(OSError):
            part.unlink()


def _whole(reading: Reading, reference: str) -> tuple[dict[str, Any], dict[str, str], bytes]:
    """The document, the names of the files by their hash, and the page that tells both."""
    document, digests = _document(reading, reference)
    files = {f"files/{_file_name(digest, name)}": name for digest, name in digests.items()}
    return document, digests, subject_page(subject_facts(reading, document, files))


def _document(reading: Reading, reference: str) -> tuple[dict[str, Any], dict[str, str]]:
    wanted = reference.strip()
    if len(wanted) < 3:
        raise RuleError("Enter at least 3 letters or figures of the reference", "reference")
    found = _gather(reading, wanted)
    if not found.rows:
        raise NotFoundError(f"Nothing in this file stands under “{wanted}”.")
    digests = _digests(reading, found)
    document = {
        "format": FORMAT,
        "reference": wanted,
        "found_by": found.how,
        "made_at": reading.now.isoformat(),
        "records": {table: list(rows.values()) for table, rows in sorted(found.rows.items())},
        "history": _history(reading, found),
        "erasures": _erasures(reading, found),
    }
    return document, digests


def _gather(reading: Reading, wanted: str) -> _Gathered:
    found = _Gathered()
    for table_name, columns in _NAMED_BY.items():
        table = Base.metadata.tables[table_name]
        matches = or_(*(func.lower(table.c[name]) == wanted.lower() for name in columns))
        ids = list(reading.session.scalars(select(table.c.id).where(matches)))
        if ids:
            found.how = "a record of that name or reference, with all that belongs to it"
            _take(reading, found, table_name, ids)
    if not found.rows:
        found.how = "texts that hold the words"
        for one in find_texts(reading, wanted, limit=10_000):
            _take(reading, found, one.place.table, [one.place.row_id], is_deep=False)
    _take_ratings(reading, found)
    return found


def _take(
    reading: Reading, found: _Gathered, table_name: str, ids: list[str], *, is_deep: bool = True
) -> None:
    table = Base.metadata.tables[table_name]
    known = found.rows.setdefault(table_name, {})
    new = [row_id for row_id in ids if row_id not in known]
    for row in _rows(reading, table, "id", new):
        known[row["id"]] = row
    attached = _ATTACHED.get(table_name)
    if attached and new:
        files = {known[i][attached] for i in new if i in known} - {None}
        if files:
            _take(reading, found, "attachment", sorted(files))
    if not new or not is_deep:
        return
    for below, column in _BELOW.get(table_name, ()):
        child = Base.metadata.tables[below]
        children = [row["id"] for row in _rows(reading, child, column, new)]
        if children:
            _take(reading, found, below, children)


def _rows(reading: Reading, table: Table, column: str, ids: list[str]) -> Iterator[dict[str, Any]]:
    for some in portions(ids, _AT_ONCE):
        query = select(table).where(table.c[column].in_(some))
        for row in reading.session.execute(query).mappings():
            yield {name: _plain(value) for name, value in row.items()}


def _take_ratings(reading: Reading, found: _Gathered) -> None:
    locations = {r["cqc_location_id"] for r in found.rows.get("service", {}).values()} - {""}
    ratings = list(
        reading.session.scalars(
            select(RatingRecord.id).where(RatingRecord.location_id.in_(locations))
        )
    )
    if ratings:
        _take(reading, found, "rating", ratings)


def _history(reading: Reading, found: _Gathered) -> list[dict[str, Any]]:
    lines = []
    for table, ids in found.ids():
        for some in portions(ids, _AT_ONCE):
            query = (
                select(Change, Act.label, Act.officer_name)
                .outerjoin(Act, Act.id == Change.act_id)
                .where(Change.table_name == table, Change.row_id.in_(some))
            )
            for change, label, who in reading.session.execute(query):
                lines.append(
                    {"sequence": change.sequence, "at": change.at, "who": who, "act": label,
                     "reason": change.reason, "table": table, "row_id": change.row_id,
                     "operation": change.operation, "before": change.before,
                     "after": change.after}
                )  # fmt: skip
    return sorted(lines, key=lambda line: line["sequence"])


def _erasures(reading: Reading, found: _Gathered) -> list[dict[str, Any]]:
    targets = Base.metadata.tables["erasure_target"]
    erasures = Base.metadata.tables["erasure"]
    known = {row_id for _table, ids in found.ids() for row_id in ids}
    query = select(
        targets.c.row_id, targets.c.column_name, erasures.c.erased_at, erasures.c.officer_name,
        erasures.c.reason, erasures.c.legal_ground,
    ).join(erasures, erasures.c.id == targets.c.erasure_id)  # fmt: skip
    return [
        {name: _plain(value) for name, value in row.items()}
        for row in reading.session.execute(query).mappings()
        if row["row_id"] in known
    ]


def _digests(reading: Reading, found: _Gathered) -> dict[str, str]:
    ids = list(found.rows.get("attachment", {}))
    rows = reading.session.execute(
        select(Attachment.sha256, Attachment.name).where(
            Attachment.id.in_(ids), Attachment.is_erased.is_(False)
        )
    )
    return {digest: name for digest, name in rows if digest}


def _plain(value: Any) -> Any:
    if hasattr(value, "value"):
        return value.value
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return value


def _file_name(digest: str, name: str) -> str:
    """Named by the hash; only a plain ending of the outside name is kept."""
    ending = Path(name).suffix.lower()
    return digest + (ending if ending[1:].isalnum() and len(ending) < 7 else "")


class _FolderWriter:
    """Writes beside, then gives the folder its name."""

    def __init__(self, target: Path) -> None:
        self.target = target
        self.part = part_of(target)

    def add(self, name: str, content: bytes) -> None:
        path = self.part / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)

    def finish(self) -> None:
        rename_whole(self.part, self.target)


class _ZipWriter:
    """The same as a zip."""

    def __init__(self, target: Path) -> None:
        self.target = target
        self.part = part_of(target)
        self.zip = zipfile.ZipFile(self.part, "w", zipfile.ZIP_DEFLATED)

    def add(self, name: str, content: bytes) -> None:
        self.zip.writestr(name, content)

    def finish(self) -> None:
        self.zip.close()
        rename_whole(self.part, self.target)
