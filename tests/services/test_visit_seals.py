"""The chain of seals shows what somebody changed who had switched every guard off."""

from __future__ import annotations

import pytest

from app.db.engine import connect
from app.services import visit_seals
from app.services.office import Office
from tests import visit_steps as steps

TAMPERINGS = {
    "UPDATE seal SET content = CAST(content || '!' AS BLOB) WHERE position = 1": "was altered",
    "DELETE FROM seal WHERE position = 1": "does not follow",
}


@pytest.fixture
def sealed(office: Office) -> Office:
    """A file with two versions signed off, one after the other on one device."""
    steps.signed_visit(office)
    steps.signed_visit(office, steps.add_service(office, "Plumstow Court"))
    return office


@pytest.mark.parametrize("statement", TAMPERINGS)
def test_tampered_chain_names_the_link_that_does_not_hold(sealed: Office, statement: str) -> None:
    assert sealed.read(visit_seals.chain_problems) == []
    connection = connect(sealed.path, sealed.database.key)
    for (name,) in connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'seal'"
    ).fetchall():
        connection.execute(f'DROP TRIGGER "{name}"')
    connection.execute(statement)
    connection.close()
    (problem,) = sealed.read(visit_seals.chain_problems)
    assert TAMPERINGS[statement] in problem
