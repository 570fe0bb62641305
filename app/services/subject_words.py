"""The records of an export under a reference in words: labels for columns, names for ids."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from app.db.work import Reading
from app.domain.rating_words import KeyQuestion
from app.models import Base
from app.reports.subject_page import SubjectFacts, SubjectRecord
from app.services.field_labels import HIDDEN, RECORD_WORDS, label_of
from app.services.field_words import names_of, refers_to, words_of
from app.services.office import LONDON

_KINDS = {"attachment": "File", "rating": "Rating"}
_LABELS = {
    "media_type": "Kind of file",
    "size": "Size in bytes",
    "caption": "Caption",
    "taken_at": "When it was taken",
    "is_erased": "Erased",
    "regulator": "Regulator",
    "service_group": "Service group",
    "published": "Rating as published",
    "published_on": "Published on",
    "first_seen_on": "First seen on",
    "reaffirmed_on": "Confirmed on",
    "is_inherited": "Taken over from an earlier registration",
    "is_conflicting": "Sources differ",
    "report_url": "Address of the report",
}
# Of the program's own making, or told by another column in words.
_LEFT_OUT = HIDDEN | {"sha256", "thumbnail_sha256", "value", "published_day"}
_NAMED_BY = ("reference", "headline", "name", "title", "number", "area", "question_id", "text")
_LONGEST_NAME = 80
# The order of reading: who and where, then visits and what was found, then the rest.
_ORDER = ("provider", "service", "contract", "contact", "visit", "visit_version")


def subject_facts(
    reading: Reading, document: Mapping[str, Any], files: Mapping[str, str]
) -> SubjectFacts:
    """The exported document in words; `files` gives the name of each file by where it lies."""
    teller = _Teller(reading, document["records"])
    tables = sorted(document["records"], key=lambda one: (_ORDER.index(one) if one in _ORDER
                                                          else len(_ORDER), one))  # fmt: skip
    return SubjectFacts(
        document["reference"],
        document["found_by"],
        _moment(document["made_at"]),
        tuple(teller.record(table, row) for table in tables for row in document["records"][table]),
        tuple(files.items()),
        tuple(line for change in document["history"] for line in teller.lines(change)),
        tuple(
            (_moment(one["erased_at"]), one["officer_name"], one["reason"], one["legal_ground"],
             _label("", one["column_name"]))
            for one in document["erasures"]
        ),
    )  # fmt: skip


class _Teller:
    """Words values of records; names of the ids in all of them are read at once."""

    def __init__(self, reading: Reading, records: Mapping[str, list[dict[str, Any]]]) -> None:
        wanted: dict[str, set[str]] = defaultdict(set)
        for table, rows in records.items():
            for column in Base.metadata.tables[table].columns:
                if to := refers_to(column):
                    wanted[to] |= {str(row[column.name]) for row in rows if row[column.name]}
        self._names = names_of(reading, wanted)
        scales = [row["scale"] for row in records.get("visit_version", ()) if row.get("scale")]
        self._levels = {int(n): str(words) for one in scales for n, words in one["levels"]}
        self._called = {
            row["id"]: self._name(table, row) for table, rows in records.items() for row in rows
        }

    def record(self, table: str, row: Mapping[str, Any]) -> SubjectRecord:
        """One record with its filled fields."""
        return SubjectRecord(_kind(table), self._called[row["id"]], tuple(self._fields(table, row)))

    def lines(self, change: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
        """The fields that one line of the history changed; one line for a record added or gone."""
        table = change["table"]
        before, after = (json.loads(change[side] or "{}") for side in ("before", "after"))
        who, what = change["who"] or "", change["act"] or ""
        called = self._called.get(change["row_id"], "")
        record = f"{_kind(table)}: {called}" if called else _kind(table)
        start = (_moment(change["at"]), who, what, record)
        if change["operation"] == "insert":
            yield (*start, "Added", "", "")
        elif change["operation"] == "delete":
            gone = "\n".join(f"{label}: {words}" for label, words in self._fields(table, before))
            yield (*start, "Removed", gone, "")
        else:
            for name in after:
                if name not in _LEFT_OUT:
                    sides = (self._words(table, name, one.get(name)) for one in (before, after))
                    yield (*start, _label(table, name), *sides)

    def _fields(self, table: str, row: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        for name, value in row.items():
            if name not in _LEFT_OUT and (said := self._words(table, name, value)):
                yield _label(table, name), said

    def _words(self, table: str, name: str, value: Any) -> str:
        if isinstance(value, dict):
            value = {_key_words(key): one for key, one in value.items()}
        if isinstance(value, list | dict):
            value = json.dumps(value, ensure_ascii=False) if value else ""
        try:
            return words_of(table, name, value, self._names, self._levels)
        except (ValueError, TypeError):  # what an erasure left in the place of a list or date
            return str(value)

    def _name(self, table: str, row: Mapping[str, Any]) -> str:
        found = next((name for name in _NAMED_BY if row.get(name)), "")
        said = " ".join(self._words(table, found, row[found]).split()) if found else ""
        return said if len(said) <= _LONGEST_NAME else f"{said[:_LONGEST_NAME]}…"


def _key_words(key: str) -> str:
    """A key question in words; any other key as it is."""
    return KeyQuestion(key).words if key in set(KeyQuestion) else key


def _kind(table: str) -> str:
    return RECORD_WORDS.get(table) or _KINDS[table]


def _label(table: str, name: str) -> str:
    return _LABELS.get(name) or label_of(table, name)


def _moment(text: Any) -> str:
    return f"{datetime.fromisoformat(str(text)).astimezone(LONDON):%d/%m/%Y %H:%M}"
