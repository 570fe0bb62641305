"""Frameworks of this file: the bundled ones are kept as text, each version for ever."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from sqlalchemy import select

from app.db.work import Reading, Work
from app.domain.vocabulary import FrameworkStatus, ServiceType
from app.errors import NotFoundError, RuleError
from app.frameworks.loader import load_text
from app.frameworks.shapes import Framework
from app.models import FrameworkVersion


@dataclass(frozen=True)
class FrameworkRow:
    """One version of a framework in the list."""

    id: str
    key: str
    version: str
    title: str
    status: FrameworkStatus
    published_on: date | None
    service_types: tuple[ServiceType, ...]
    questions: int
    is_bundled: bool

    @property
    def name(self) -> str:
        """Title and version as people read them: "Care home 1.0"."""
        return f"{self.title} {self.version}"


@lru_cache(maxsize=32)
def _parsed(content: str, name: str) -> Framework:
    return load_text(content, name)


def keep_bundled_frameworks(work: Work, texts: Mapping[str, str]) -> int:
    """Store each bundled framework (file name -> TOML text) not stored yet; return how many.

    An existing version is never replaced: a changed text needs a new version number.
    """
    known = {
        (key, version)
        for key, version in work.session.execute(
            select(FrameworkVersion.framework_key, FrameworkVersion.version)
        )
    }
    added = 0
    for name, content in sorted(texts.items()):
        framework = _parsed(content, name)
        if (framework.id, framework.version) in known:
            continue
        work.session.add(_row_of(framework, content, is_bundled=True))
        added += 1
    work.describe("frameworks kept", "Kept the bundled frameworks")
    return added


def list_frameworks(
    reading: Reading, *, service_type: ServiceType | None = None, published_only: bool = True
) -> list[FrameworkRow]:
    """Return framework versions, newest first of each, those for one service type or all."""
    rows = []
    query = select(FrameworkVersion).order_by(
        FrameworkVersion.title, FrameworkVersion.published_on.desc(), FrameworkVersion.id.desc()
    )
    for stored in reading.session.scalars(query):
        framework = _parsed(stored.content, stored.framework_key)
        if published_only and stored.status is not FrameworkStatus.PUBLISHED:
            continue
        if service_type is not None and service_type not in framework.service_types:
            continue
        rows.append(_row(stored, framework))
    return rows


def _row(stored: FrameworkVersion, framework: Framework) -> FrameworkRow:
    return FrameworkRow(
        id=stored.id,
        key=stored.framework_key,
        version=stored.version,
        title=stored.title,
        status=stored.status,
        published_on=stored.published_on,
        service_types=framework.service_types,
        questions=sum(1 for _ in framework.questions()),
        is_bundled=stored.is_bundled,
    )


def get_framework(reading: Reading, framework_version_id: str) -> Framework:
    """Return the checked framework. Raises NotFoundError."""
    stored = reading.session.get(FrameworkVersion, framework_version_id)
    if stored is None:
        raise NotFoundError("This framework is not in the file.")
    return _parsed(stored.content, stored.framework_key)


def add_framework(work: Work, content: str, name: str) -> str:
    """Add a framework file of the council's own; return its id.

    Raises FrameworkError with its complaints, RuleError when the version is known already.
    """
    framework = _parsed(content, name)
    known = select(FrameworkVersion.id).where(
        FrameworkVersion.framework_key == framework.id,
        FrameworkVersion.version == framework.version,
    )
    if work.session.scalar(known) is not None:
        raise RuleError(
            f"{framework.title} {framework.version} is in this file already. Give the changed "
            "file a new version number, so that past visits keep theirs"
        )
    stored_id = store_version(work, framework, content)
    work.describe("framework added", f"Added framework {framework.title} {framework.version}")
    return stored_id


def store_version(work: Work, framework: Framework, content: str) -> str:
    """Store a version of the council's own, with its TOML; return its id."""
    stored = _row_of(framework, content, is_bundled=False)
    work.session.add(stored)
    work.session.flush()
    return stored.id


def _row_of(framework: Framework, content: str, *, is_bundled: bool) -> FrameworkVersion:
    return FrameworkVersion(
        framework_key=framework.id,
        version=framework.version,
        title=framework.title,
        status=framework.status,
        published_on=framework.published_on,
        content=content,
        sha256=hashlib.sha256(content.encode()).hexdigest(),
        is_bundled=is_bundled,
    )


def set_framework_status(work: Work, framework_version_id: str, status: FrameworkStatus) -> None:
    """Retire a version, so that no new visit is done against it, or publish it again."""
    stored = work.session.get(FrameworkVersion, framework_version_id)
    if stored is None:
        raise NotFoundError("This framework is not in the file.")
    stored.status = status
    work.describe("framework", f"{stored.title} {stored.version}: {status.words.lower()}")


def framework_text(reading: Reading, framework_version_id: str) -> str:
    """The framework file as it was brought in, to save, change and bring in again."""
    stored = reading.session.get(FrameworkVersion, framework_version_id)
    if stored is None:
        raise NotFoundError("This framework is not in the file.")
    return stored.content
