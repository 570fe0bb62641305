"""Words in a text that may identify a person: caught before print, decided by a person.

Promises: advice only; nothing is changed. Says where, what kind, and what to write instead.
Source: DOMAIN "Words", evidence (codes made for the visit, never names or initials); LOOK ("a
finding that may identify a person is caught before print").
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.domain.vocabulary import Worded


class HintKind(Worded):
    """What was recognised; the words say what to do."""

    NAME = "name", "A name: write the role or the visit’s code instead"
    INITIALS = "initials", "Initials: write the visit’s code instead"
    NHS_NUMBER = "nhs_number", "An NHS number: write the visit’s code instead"
    BIRTH_DATE = "birth_date", "A date of birth: leave it out"
    ROOM = "room", "A room number: write the visit’s code instead"


@dataclass(frozen=True, slots=True)
class IdentifyingHint:
    """A place in a text: `text[start:end]` is what was found."""

    kind: HintKind
    start: int
    end: int
    found: str


_ACRONYMS = """
    AED AM AND APP ASC BMI BP BST CAS CBT CCG CD CDS CEO CHC CIC CIO COP CPD CPN CPR CQC CV CVS DBS
    DDA DN DNA DOB DPO DVD ECG ECM EHO EIA EOL ER EU FAQ FLU FOI FTE GP GPS HCA HIV HR HSE ICB ICO
    ID II III IPC IR ISF IT IV KPI LA LAC LD LGA LPA LTD MAR MAY MCA MDT MH ML MSE NA NHS NI NMC NO
    NOT NQ NVQ OCD OK OT OTS PA PAT PC PCN PDF PEG PIR PM PMR PPE PRN PU QA QC QR RAG RCA RGN RI RM
    RMN RN SAR SEN SI SIM SLA SLT SOP SU TB TV UK USB UTI VAT VE VTE WC WHO YES
"""
_FIELD_ACRONYMS = frozenset(_ACRONYMS.split())
"""Capitals that stand for a thing or a job, not for a person."""

_TITLED = re.compile(
    r"\b(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Sir|Dame|Lady|Lord)\.?[ \u00a0]+[A-Z][\w’'-]*"
)
_ROLED = re.compile(
    r"\b(?:[Rr]esident|[Tt]enant|[Cc]lient|[Pp]atient|[Ss]ervice user|[Nn]urse|[Cc]arer)"
    r"[ \u00a0]+([A-Z][a-z]+(?:[ \u00a0][A-Z][a-z]+)?)\b"
)
_DOTTED_INITIALS = re.compile(r"\b[A-Z]\.(?: ?[A-Z]\.){1,2}")
_BARE_INITIALS = re.compile(r"(?<![\w&/-])[A-Z]{2,3}(?![\w&/-]|\.\w)")
_NHS_NUMBER = re.compile(r"(?<!\d)(\d{3})[ \u00a0-]?(\d{3})[ \u00a0-]?(\d{4})(?!\d)")
_DATE = r"\d{1,2}(?:[/.-]\d{1,2}[/.-]|(?:st|nd|rd|th)? [A-Z][a-z]+ )\d{2,4}"
_BORN = re.compile(
    rf"\b(?:d\.?o\.?b\.?|date of birth|born)\b\W{{0,3}}(?:on |is )?({_DATE})", re.IGNORECASE
)
_OLD_DATE = re.compile(r"(?<!\d)\d{1,2}[/.-]\d{1,2}[/.-]19\d\d(?!\d)")
_ROOM = re.compile(
    r"\b(?:bed)?room[ \u00a0]+(?:no\.?[ \u00a0]*|number[ \u00a0]+)?\d{1,3}[a-z]?\b", re.IGNORECASE
)
_SHOUTED_SHARE = 60
_NEAR = 40


def identifying_hints(text: str) -> tuple[IdentifyingHint, ...]:
    """Everything in `text` that may identify a person, in order, without overlaps."""
    found = [
        *_matches(_TITLED, text, HintKind.NAME),
        *_matches(_ROLED, text, HintKind.NAME, group=1),
        *_matches(_DOTTED_INITIALS, text, HintKind.INITIALS),
        *_bare_initials(text),
        *_nhs_numbers(text),
        *_matches(_BORN, text, HintKind.BIRTH_DATE, group=1),
        *_matches(_OLD_DATE, text, HintKind.BIRTH_DATE),
        *_matches(_ROOM, text, HintKind.ROOM),
    ]
    found.sort(key=lambda hint: (hint.start, -hint.end))
    kept: list[IdentifyingHint] = []
    for hint in found:
        if not kept or hint.start >= kept[-1].end:
            kept.append(hint)
    return tuple(kept)


def _matches(
    pattern: re.Pattern[str], text: str, kind: HintKind, group: int = 0
) -> list[IdentifyingHint]:
    return [
        IdentifyingHint(kind, match.start(group), match.end(group), match[group])
        for match in pattern.finditer(text)
    ]


def _bare_initials(text: str) -> list[IdentifyingHint]:
    hints = _matches(_BARE_INITIALS, text, HintKind.INITIALS)
    return [h for h in hints if h.found not in _FIELD_ACRONYMS and not _is_shouted(text, h.start)]


def _is_shouted(text: str, place: int) -> bool:
    """True among words written in capitals, where two letters are no initials."""
    before = text[max(0, place - _NEAR) : place].rsplit("\n", 1)[-1]
    after = text[place : place + _NEAR].split("\n", 1)[0]
    letters = [character for character in before + after if character.isalpha()]
    capitals = sum(character.isupper() for character in letters)
    return len(letters) > len("AB AB") and 100 * capitals >= _SHOUTED_SHARE * len(letters)


def _nhs_numbers(text: str) -> list[IdentifyingHint]:
    hints = _matches(_NHS_NUMBER, text, HintKind.NHS_NUMBER)
    return [hint for hint in hints if is_nhs_number(hint.found)]


def is_nhs_number(text: str) -> bool:
    """True when the ten digits in `text` carry the right check digit (modulus 11)."""
    digits = [int(character) for character in text if character.isdigit()]
    if len(digits) != 10:
        return False
    weighted = sum(digit * (10 - place) for place, digit in enumerate(digits[:9]))
    return (11 - weighted % 11) % 11 == digits[9]
