"""Guesses which column of a council's own sheet is which of our fields.

Promises: a pure function on headings and sample rows; each column is used once; a guess is only
ever offered. Synonyms are how councils head their columns, plain and abbreviated.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from app.imports.dates import parse
from app.imports.own_fields import FIELDS, Content, FieldGuess, Target
from app.imports.own_table import OwnRow, Value
from app.imports.records import DateOrder
from app.imports.table import plain_heading

_CLOSE_ENOUGH = 88
_MOSTLY = 0.6
_POSTCODE = re.compile(r"[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}", re.IGNORECASE)
_CQC_ID = re.compile(r"1-\d{6,}|[A-Z0-9]{5}")
_MONEY = re.compile(r"[-£ ]*[\d,]+(?:\.\d{1,2})?")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def guess_columns(
    headings: Sequence[str], samples: Sequence[OwnRow], target: Target
) -> dict[str, int]:
    """Our field's name to the index of the column that most likely fills it.

    A heading that says a field outright wins; then one much like it (rapidfuzz); then, for dates,
    postcodes, CQC IDs and e-mail addresses, what the cells look like. A column whose cells
    contradict the field's content is not taken.
    """
    plain = [plain_heading(heading) for heading in headings]
    contents = [_content([row.values[at] for row in samples]) for at in range(len(plain))]
    scores = [
        (score, -order, -at, field.name, at)
        for order, field in enumerate(FIELDS[target])
        for at, heading in enumerate(plain)
        if (score := _score(field, heading, contents[at])) > 0
    ]
    mapping: dict[str, int] = {}
    for *_rank, name, at in sorted(scores, reverse=True):
        if name not in mapping and at not in mapping.values():
            mapping[name] = at
    return mapping


def guess_target(sheet_name: str, headings: Sequence[str], samples: Sequence[OwnRow]) -> Target:
    """What a sheet's rows most likely are: by its name, else by the fields it fills best."""
    named = sheet_name.casefold()
    for target in Target:
        if target.value.rstrip("s") in named:
            return target
    return max(Target, key=lambda target: _fit(headings, samples, target))


def _fit(headings: Sequence[str], samples: Sequence[OwnRow], target: Target) -> float:
    mapping = guess_columns(headings, samples, target)
    shared = {"notes", "provider_name", "service_name", "location_id", "phone", "email"}
    return sum(0.5 if name in shared else 1.0 for name in mapping)


def _score(field: FieldGuess, heading: str, content: Content | None) -> float:
    """0 for no; higher is likelier."""
    from rapidfuzz import fuzz

    if _contradicts(field.content, content):
        return 0
    if heading in field.synonyms:
        return 200 - field.synonyms.index(heading)
    likeness = max((fuzz.ratio(heading, synonym) for synonym in field.synonyms), default=0.0)
    if likeness >= _CLOSE_ENOUGH:
        return float(likeness)
    whole_words = f" {heading} "
    if any(len(s) > 4 and f" {s} " in whole_words for s in field.synonyms):
        return 70
    tells_by_itself = field.content in {Content.POSTCODE, Content.CQC_ID, Content.EMAIL}
    return 20 if tells_by_itself and content is field.content else 0


def _contradicts(wanted: Content, found: Content | None) -> bool:
    """True when the cells are plainly something else; blank columns contradict nothing."""
    if found is None or wanted is found:
        return False
    if wanted is Content.TEXT:
        return found is Content.DATE
    if wanted in {Content.NUMBER, Content.MONEY}:
        return found not in {Content.NUMBER, Content.MONEY, Content.TEXT}
    if wanted is Content.CQC_ID:
        return found not in {Content.TEXT, Content.NUMBER}
    return wanted is Content.DATE and found is not Content.TEXT


def _content(values: Sequence[Value]) -> Content | None:
    """What most of the filled cells look like; None for a blank column."""
    filled = [v.strip() if isinstance(v, str) else v for v in values if v is not None]
    if not filled:
        return None
    enough = len(filled) * _MOSTLY
    for content, looks in _LOOKS:
        if sum(1 for value in filled if looks(value)) >= enough:
            return content
    return Content.TEXT


def _looks_like_date(value: Value) -> bool:
    if isinstance(value, date):
        return True
    return isinstance(value, str) and parse(value, DateOrder.DAY_FIRST) is not None


def _looks_like_cqc_id(value: Value) -> bool:
    text = str(value)
    return bool(_CQC_ID.fullmatch(text)) and any(letter.isdigit() for letter in text[:3])


_LOOKS = (
    (Content.DATE, _looks_like_date),
    (Content.NUMBER, lambda value: isinstance(value, int | float) or str(value).isdigit()),
    (Content.CQC_ID, _looks_like_cqc_id),
    (Content.POSTCODE, lambda value: bool(_POSTCODE.fullmatch(str(value)))),
    (Content.EMAIL, lambda value: bool(_EMAIL.fullmatch(str(value)))),
    (Content.MONEY, lambda value: "£" in str(value) and bool(_MONEY.fullmatch(str(value)))),
)
