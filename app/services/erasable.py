"""Which texts can be erased, where one stands, and what replaces it.

A reference, a day, a rating or a key is never erased: the record must still say that something
was done, when and by whom. Source: SAFETY "The change log", lawful erasure.
"""

from __future__ import annotations

import hashlib
import json
import re
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Table, or_, select

from app.db.work import Reading
from app.domain.words import long_date
from app.errors import NotFoundError, RuleError
from app.models import Base, Change
from app.models.base import CompactJson
from app.services.field_labels import RECORD_WORDS, label_of
from app.services.office import LONDON
from app.services.text_owners import owners_of

TEXTS: dict[str, tuple[str, ...]] = {
    "answer": ("note", "sample"),
    "evidence": ("text",),
    "finding": (
        "headline", "text", "requirement", "clause", "reported_to", "reported_by",
        "reported_reference", "others_told",
    ),
    "quick_note": ("text",),
    "visit_version": (
        "judgement", "looked_at", "spoken_to", "told_provider", "summaries", "no_overall_reason",
        "review_note", "reason", "reviewed_by", "signed_by", "signed_role",
    ),
    "result_override": ("reason",),
    "review_check": ("remark",),
    "previous_action_check": ("note",),
    "visit": ("reason",),
    "visit_member": ("name", "role"),
    "action": ("text", "evidence_needed", "owner", "verified_by"),
    "action_event": ("text", "by_whom"),
    "contact": ("name", "role", "phone", "email", "notes"),
    "provider": ("name", "address", "phone", "email", "notes"),
    "service": ("manager_name", "address", "phone", "email", "notes"),
    "service_registration": ("reason", "provider_name"),
    "contract": ("title", "description", "obligations", "notes"),
    "contract_document": ("title",),
    "attachment": ("name", "caption", "taken_at", "sha256", "thumbnail_sha256"),
}  # fmt: skip
FILE_HASHES = frozenset({"sha256", "thumbnail_sha256"})
_LEFT_EMPTY = FILE_HASHES | {"taken_at"}


@dataclass(frozen=True, order=True)
class TextPlace:
    """One text of one record."""

    table: str
    row_id: str
    column: str


@dataclass(frozen=True)
class FoundText:
    """A text that can be erased, as a list shows it."""

    place: TextPlace
    record: str
    field: str
    text: str
    is_past: bool = False  # an earlier wording, or of a record that is gone: only in the history
    owner: str = ""  # what it belongs to: "QA-2026-0139, Maple House"
    around: str = ""  # the words looked for with some words on either side


def texts_of(reading: Reading, table_name: str, row_id: str) -> list[FoundText]:
    """Every text of one record that can be erased and is not empty.

    Raises NotFoundError when there is no such record, RuleError when its kind has none.
    """
    columns = TEXTS.get(table_name)
    if columns is None:
        raise RuleError(f"Nothing of the kind “{table_name}” can be erased")
    row = row_of(reading, table_name, row_id)
    found = [
        _found(TextPlace(table_name, row_id, name), row[name])
        for name in columns
        if row[name] and not is_tombstone(row[name]) and not (row.get("is_erased"))
    ]
    return with_owners(reading, found)


def with_owners(reading: Reading, found: Iterable[FoundText]) -> list[FoundText]:
    """The same texts, each with what it belongs to."""
    listed = list(found)
    owners = owners_of(reading, ((one.place.table, one.place.row_id) for one in listed))
    return [replace(one, owner=owners[one.place.table, one.place.row_id]) for one in listed]


def find_texts(reading: Reading, words: str, limit: int = 200) -> list[FoundText]:
    """Every text that holds these words, whatever the case, then earlier wordings in the history.

    Raises RuleError below 3 letters.
    """
    wanted = words.strip()
    if len(wanted) < 3:
        raise RuleError("Enter at least 3 letters to look for", "words")
    found: list[FoundText] = []
    for table_name, columns in TEXTS.items():
        table = Base.metadata.tables[table_name]
        for name in columns:
            if name in FILE_HASHES:
                continue
            raw = table.c[name].cast(_TEXT)
            query = (
                select(table.c.id, raw)
                .where(raw.icontains(wanted, autoescape=True))
                .limit(limit - len(found))
            )
            for row_id, value in reading.session.execute(query):
                found.append(_found(TextPlace(table_name, row_id, name), value))
    found += _find_past(reading, wanted, {one.place for one in found}, limit - len(found))
    return with_owners(
        reading, (replace(one, around=words_around(one.text, wanted)) for one in found)
    )


_BEFORE, _AFTER = 24, 60  # letters shown on either side of the words found


def words_around(text: str, wanted: str) -> str:
    """The words found with those around them, in one line: "… said that Mrs Quill fell …"."""
    flat = " ".join(text.split())
    hit = re.search(re.escape(" ".join(wanted.split())), flat, re.IGNORECASE)
    start, end = hit.span() if hit else (0, 0)
    first, last = max(0, start - _BEFORE), min(len(flat), end + _AFTER)
    if first:
        first = flat.find(" ", first, start) + 1 or first
    if last < len(flat):
        last = max(flat.rfind(" ", end, last), end) if " " in flat[end:last] else last
    before, after = "… " if first else "", " …" if last < len(flat) else ""
    return f"{before}{flat[first:last].strip()}{after}"


def _find_past(reading: Reading, wanted: str, known: set[TextPlace], limit: int) -> list[FoundText]:
    """Places whose earlier wordings hold the words; each once, with its newest such wording."""
    rows = reading.session.execute(
        select(Change.table_name, Change.row_id, Change.before, Change.after)
        .where(
            Change.table_name.in_(TEXTS),
            or_(
                Change.before.icontains(wanted, autoescape=True),
                Change.after.icontains(wanted, autoescape=True),
            ),
        )
        .order_by(Change.sequence.desc())
    )
    found: dict[TextPlace, FoundText] = {}
    for table_name, row_id, before, after in rows:
        for column in TEXTS[table_name]:
            place = TextPlace(table_name, row_id, column)
            if place in known or place in found or column in FILE_HASHES:
                continue
            for stored in (after, before):
                value = logged_value(place, stored)
                if any(wanted.casefold() in text.casefold() for text in leaves(value)):
                    found[place] = replace(_found(place, value), is_past=True)
                    break
        if len(found) >= limit:
            break
    return list(found.values())


def logged_value(place: TextPlace, stored: str | None) -> Any:
    """What one side of a line of the change log holds for a place; empty for nothing."""
    value = json.loads(stored).get(place.column) if stored else ""
    if value and is_json(Base.metadata.tables[place.table], place.column):
        return json.loads(value)
    return value or ""


def row_of(reading: Reading, table_name: str, row_id: str) -> dict[str, Any]:
    """One row with its values as the columns read them. Raises NotFoundError."""
    table = Base.metadata.tables[table_name]
    row = reading.session.execute(select(table).where(table.c.id == row_id)).mappings().first()
    if row is None:
        raise NotFoundError("This record is not in the file any more.")
    return dict(row)


def is_json(table: Table, column: str) -> bool:
    """True for a column that holds several texts at once."""
    return isinstance(table.c[column].type, CompactJson)


def new_salt() -> str:
    """Sixteen random bytes as hex."""
    return secrets.token_hex(16)


def salted_hash(salt: str, text: str) -> str:
    """Shows that a text was the one erased, to somebody who has it; tells nothing otherwise."""
    return hashlib.sha256(bytes.fromhex(salt) + text.encode("utf-8", "surrogatepass")).hexdigest()


def as_text(value: Any) -> str:
    """A value as one text, for its hash: several texts as canonical JSON."""
    return value if isinstance(value, str) else json.dumps(value, sort_keys=True)


def leaves(value: Any) -> list[str]:
    """The texts in a value: itself, or those of a list or dict."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, Mapping):
        return [text for item in value.values() for text in leaves(item)]
    if isinstance(value, Iterable):
        return [text for item in value for text in leaves(item)]
    return []


_MARK = "[Erased "


def tombstone(column: str, moment: Any, who: str, digest: str) -> str:
    """What stands where the text stood: when, who, and the first digits of the salted hash."""
    if column in _LEFT_EMPTY:
        return ""
    day = long_date(moment.astimezone(LONDON).date())
    return f"{_MARK}{day} by {who or 'an officer'}, {digest[:16]}]"


def is_tombstone(value: Any) -> bool:
    """True when the text was erased before."""
    return all(text.startswith(_MARK) or not text for text in leaves(value))


def replaced(value: Any, mark: str) -> Any:
    """A value with each of its texts replaced by the tombstone."""
    if isinstance(value, str):
        return mark if value else value
    if isinstance(value, Mapping):
        return {key: replaced(item, mark) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [replaced(item, mark) for item in value]
    return value


def _found(place: TextPlace, value: Any) -> FoundText:
    shown = " · ".join(text for text in leaves(value) if text)
    record = RECORD_WORDS.get(place.table, "File" if place.table == "attachment" else place.table)
    label = _LABELS.get(place.column) or label_of(place.table, place.column)
    return FoundText(place, record, label, shown)


_LABELS = {
    "caption": "Caption",
    "taken_at": "When it was taken",
    "sha256": "Content",
    "thumbnail_sha256": "Small picture",
}


_TEXT = Base.metadata.tables["setting"].c.key.type
