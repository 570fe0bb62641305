"""The field's closed lists of words: one enum each, one wording for screen, paper and command line.

The value is what is stored and what the command line prints; `words` is what people read.
Sources: DOMAIN "Words", "The visit"; status words are those of the paper standard.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Self


class Worded(StrEnum):
    """A stored code with the words that people read."""

    _words: str

    def __new__(cls, value: str, words: str = "") -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member._words = words or value.replace("_", " ").capitalize()  # noqa: SLF001
        return member

    @property
    def words(self) -> str:
        """The wording shown to people, sentence case."""
        return self._words


class ServiceType(Worded):
    """What kind of care a service delivers."""

    CARE_HOME = "care_home", "Care home"
    NURSING_HOME = "nursing_home", "Nursing home"
    HOMECARE = "homecare", "Homecare"
    SUPPORTED_LIVING = "supported_living", "Supported living"
    EXTRA_CARE = "extra_care", "Extra care"
    SHARED_LIVES = "shared_lives", "Shared lives"
    DAY_OPPORTUNITIES = "day_opportunities", "Day opportunities"
    CHILDRENS_HOME = "childrens_home", "Children’s home"
    SUPPORTED_ACCOMMODATION = "supported_accommodation", "Supported accommodation 16+"
    OTHER = "other", "Other"


class Sector(Worded):
    """CQC's "Location Type/Sector" of a location."""

    SOCIAL_CARE = "social_care", "Social care"
    HEALTH_CARE = "health_care", "Health care"
    PRIMARY_MEDICAL = "primary_medical", "Primary medical services"
    DENTAL = "dental", "Dental"
    OTHER = "other", "Other"


class Regulator(Worded):
    """Who published a rating."""

    CQC = "cqc", "CQC"
    OFSTED = "ofsted", "Ofsted"


class VisitKind(Worded):
    """Why a QA visit is done."""

    SCHEDULED = "scheduled"
    RESPONSIVE = "responsive"
    FOLLOW_UP = "follow_up", "Follow-up"
    JOINT = "joint"


class VisitMode(Worded):
    """How a QA visit is done. Remote reviews count apart from visits in person."""

    ANNOUNCED = "announced", "On site, announced"
    SHORT_NOTICE = "short_notice", "On site, short notice"
    UNANNOUNCED = "unannounced", "On site, unannounced"
    REMOTE = "remote", "Remote monitoring review"

    @property
    def is_in_person(self) -> bool:
        """True when somebody went there."""
        return self is not VisitMode.REMOTE


class VisitStatus(Worded):
    """Life of a visit (DOMAIN "The visit")."""

    PLANNED = "planned"
    IN_PROGRESS = "in_progress"
    DRAFT = "draft"
    WITH_PROVIDER = "with_provider", "With provider (factual accuracy)"
    FINAL = "final"
    AMENDED = "amended"
    CANCELLED = "cancelled"
    ABANDONED = "abandoned"

    @property
    def is_open(self) -> bool:
        """True while work on the visit goes on (started, not yet signed off)."""
        return self in {VisitStatus.IN_PROGRESS, VisitStatus.DRAFT, VisitStatus.WITH_PROVIDER}


class AnswerKind(Worded):
    """Whether a standard was rated at all; only `rated` counts in a score."""

    UNANSWERED = "unanswered", "Not answered"
    RATED = "rated"
    NOT_APPLICABLE = "not_applicable"
    NOT_SEEN = "not_seen"


class FindingKind(Worded):
    """What a finding says."""

    STRENGTH = "strength"
    IMPROVEMENT = "improvement", "Area for improvement"
    BREACH = "breach", "Contract breach"
    SAFEGUARDING = "safeguarding", "Safeguarding concern"


class EvidenceKind(Worded):
    """What supports an answer."""

    DOCUMENT = "document"
    SAMPLE = "sample", "Record sample"
    OBSERVATION = "observation"
    CONVERSATION = "conversation"
    PHOTO = "photo"


class ActionState(Worded):
    """State of an action. Only `closed` is no longer open; overdue is computed, never stored."""

    OPEN = "open"
    IN_PROGRESS = "in_progress"
    REPORTED_COMPLETE = "reported_complete", "Provider reports complete"
    CLOSED = "closed"

    @property
    def is_open(self) -> bool:
        """True until the manager has verified and closed the action."""
        return self is not ActionState.CLOSED


class Verification(Worded):
    """What a visit found of an action of the last plan."""

    DONE = "done", "Done and verified"
    PARTLY = "partly", "Partly"
    NOT_DONE = "not_done", "Not done"
    NOT_CHECKED = "not_checked", "Not checked"


class Priority(Worded):
    """How soon an action matters."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class ContractType(Worded):
    """How a contract buys care."""

    BLOCK = "block"
    SPOT = "spot"
    FRAMEWORK = "framework"
    GRANT = "grant"
    INDIVIDUAL_SERVICE_FUND = "individual_service_fund"


class Funding(Worded):
    """Who pays under a contract."""

    COUNCIL = "council"
    NHS = "nhs", "NHS"
    JOINT = "joint", "Joint or pooled"


class PriceUnit(Worded):
    """The unit of a contract's unit price."""

    HOUR = "hour", "an hour"
    WEEK = "week", "a week"
    DAY = "day", "a day"
    SESSION = "session", "a session"
    PLACE = "place", "a place a year"


class Marking(Worded):
    """Protective marking, printed top and bottom of each page."""

    OFFICIAL = "official", "OFFICIAL"
    OFFICIAL_SENSITIVE = "official_sensitive", "OFFICIAL-SENSITIVE"


class FrameworkStatus(Worded):
    """Life of a framework version; only a published one can be chosen for a new visit."""

    DRAFT = "draft"
    PUBLISHED = "published"
    RETIRED = "retired"
