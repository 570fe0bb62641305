"""Periods by kind of record, what is past them, and everything under a reference."""

from __future__ import annotations

import json
import re
import zipfile
from datetime import date
from pathlib import Path

import pytest

from app.cli import main
from app.errors import CircumstanceError, NotFoundError, RuleError
from app.imports.intake import Document
from app.models import Base
from app.services import (
    attachments,
    contacts,
    protection,
    retention,
    subject_export,
    subject_words,
)
from app.services.office import Office
from app.services.protection import GROUNDS, ErasureDraft
from app.services.subject_export import export_reference
from tests.factory import a_contract, a_provider, a_rating, a_service, a_signed_visit
from tests.office_fixtures import FixedClock, clock, office
from tests.visit_steps import answer, page_of, started_visit

__all__ = ["clock", "office"]


def test_every_kind_has_a_period_with_its_basis(office: Office) -> None:
    rules = office.read(retention.list_rules)
    assert {rule.kind for rule in rules} == set(retention._ENDED)
    assert all(rule.months and rule.basis and not rule.is_own for rule in rules)


def test_visit_is_past_its_period_the_day_after_and_not_before(
    office: Office, clock: FixedClock
) -> None:
    service = a_service(office)
    a_signed_visit(office, service, on=date(2020, 11, 17))  # 72 months before today
    assert office.read(retention.list_past) == []
    clock.move(days=1)
    (row,) = office.read(retention.list_past)
    assert (row.kind, row.kept_until) == ("visit", date(2026, 11, 17))


def test_own_period_goes_before_the_default(office: Office) -> None:
    service = a_service(office)
    a_signed_visit(office, service, on=date(2024, 3, 12))
    office.write(retention.set_rule, "visit", 24, "Our retention schedule, line 12")
    assert [row.kind for row in office.read(retention.list_past)] == ["visit"]
    rule = next(r for r in office.read(retention.list_rules) if r.kind == "visit")
    assert (rule.months, rule.basis, rule.is_own) == (24, "Our retention schedule, line 12", True)


@pytest.mark.parametrize(("months", "basis", "field"), [(0, "x", "months"), (12, " ", "basis")])
def test_period_needs_months_and_a_basis(
    office: Office, months: int, basis: str, field: str
) -> None:
    with pytest.raises(RuleError) as refused:
        office.write(retention.set_rule, "visit", months, basis)
    assert refused.value.field == field


def test_archived_contact_counts_from_its_archiving(office: Office, clock: FixedClock) -> None:
    owner = a_provider(office)
    draft = contacts.ContactDraft("Ambrose Tiddlewick", provider_id=owner)
    contact = office.write(contacts.add_contact, draft)
    office.write(contacts.archive_contact, contact)
    clock.move(days=366)
    (row,) = office.read(retention.list_past)
    assert (row.kind, row.label, row.ended_on) == (
        "contact", "Ambrose Tiddlewick", date(2026, 11, 17),
    )  # fmt: skip
    places = [t.place for t in office.read(retention.texts_under, row.table, row.record_id)]
    protection.erase(office, ErasureDraft(tuple(places), "Past its period", GROUNDS[1]))
    assert office.read(retention.list_past) == []


def test_ended_contract_is_past_its_period(office: Office) -> None:
    a_contract(office, a_provider(office), starts_on=date(2016, 4, 1), ends_on=date(2019, 3, 31))
    assert [row.kind for row in office.read(retention.list_past)] == ["contract"]


def exported(path: Path) -> dict[str, object]:
    with zipfile.ZipFile(path) as archive:
        document: dict[str, object] = json.loads(archive.read("records.json"))
    return document


def test_export_of_a_provider_holds_all_below_it(office: Office, tmp_path: Path) -> None:
    owner = a_provider(office, "Larkhollow Homes")
    service = a_service(office, owner, cqc_location_id="1-101")
    a_rating(office, "1-101", "Good")
    a_signed_visit(office, service)
    a_service(office, name="Somebody else’s")
    done = export_reference(office, "larkhollow homes", tmp_path / "out.zip")
    found = exported(tmp_path / "out.zip")
    records = found["records"]
    assert isinstance(records, dict)
    assert {table: len(rows) for table, rows in records.items()} == {
        "provider": 1, "service": 1, "visit": 1, "rating": 1,
    }  # fmt: skip
    assert done.records == 4
    assert done.history == len(found["history"])  # type: ignore[arg-type]


def test_export_of_a_visit_brings_its_files(office: Office, tmp_path: Path) -> None:
    visit_id = started_visit(office)
    page = page_of(office, visit_id)
    question = next(iter(page.questions()))
    document = Document("plan.txt", b"A care plan", "text/plain", "Text")
    office.write(attachments.attach_document, question.id, document)
    done = export_reference(office, page.visit.reference, tmp_path / "out")
    assert done.files == 1
    (file,) = (tmp_path / "out" / "files").iterdir()
    assert (file.suffix, file.read_bytes()) == (".txt", b"A care plan")


def test_export_has_a_page_that_people_can_read(office: Office, tmp_path: Path) -> None:
    owner = a_provider(office, "Larkhollow Homes", notes="Ask for <Ambrose> Tiddlewick")
    service = a_service(office, owner, cqc_location_id="1-101")
    a_rating(office, "1-101", "Good", date(2025, 6, 1))
    visit_id = started_visit(office, service)
    page = page_of(office, visit_id)
    question = next(iter(page.questions()))
    answer(office, visit_id, question.key, 4, note="First words")
    answer(office, visit_id, question.key, 1, note="Second words")
    document = Document("plan.txt", b"A care plan", "text/plain", "Text")
    office.write(attachments.attach_document, question.id, document)
    export_reference(office, "Larkhollow Homes", tmp_path / "out")
    told = (tmp_path / "out" / "Records.html").read_text("utf-8")
    assert "Ask for &lt;Ambrose&gt; Tiddlewick" in told
    facts = re.findall(r'<th scope="row">(.*?)</th><td>(.*?)</td>', told, re.DOTALL)
    assert {
        ("Registered", "Yes"), ("CQC location ID", "1-101"), ("Rating as published", "Good"),
        ("Published on", "01/06/2025"), ("Note", "Second words"), ("Rating", "Poor"),
        ("Reference", page.visit.reference),
    } <= set(facts)  # fmt: skip
    assert re.search(r"<td>Note</td><td>First words</td><td>Second words</td>", told)
    (file,) = (tmp_path / "out" / "files").iterdir()
    assert f"<td>files/{file.name}</td><td>plan.txt</td>" in told


def test_every_exported_field_has_a_label() -> None:
    tables = {*subject_export._BELOW, "attachment", "rating"}
    tables |= {name for below in subject_export._BELOW.values() for name, _ in below}
    for table in tables:
        assert subject_words._kind(table)
        for column in Base.metadata.tables[table].columns:
            assert column.name in subject_words._LEFT_OUT or subject_words._label(
                table, column.name
            )


def test_export_finds_a_code_that_stands_in_a_text_only(office: Office, tmp_path: Path) -> None:
    owner = a_provider(office, notes="Complaint C-2026-77 upheld")
    export_reference(office, "C-2026-77", tmp_path / "out.zip")
    records = exported(tmp_path / "out.zip")["records"]
    assert [row["id"] for row in records["provider"]] == [owner]  # type: ignore[index]


@pytest.mark.parametrize("name", ["out", "out.zip"])
def test_export_that_fails_leaves_nothing(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    def full(part: Path, target: Path) -> None:
        raise OSError(28, "No space left on device")

    a_provider(office, "Larkhollow Homes")
    monkeypatch.setattr(subject_export, "rename_whole", full)
    with pytest.raises(CircumstanceError, match="No space left on device"):
        export_reference(office, "Larkhollow Homes", tmp_path / "exports" / name)
    assert list((tmp_path / "exports").iterdir()) == []


def test_export_takes_nothing_of_one_that_a_crash_cut_off(office: Office, tmp_path: Path) -> None:
    a_provider(office, "Larkhollow Homes")
    left = tmp_path / "out.part" / "files" / "of-another.txt"
    left.parent.mkdir(parents=True)
    left.write_text("another person")
    export_reference(office, "Larkhollow Homes", tmp_path / "out")
    assert sorted(path.name for path in (tmp_path / "out").rglob("*")) == [
        "Records.html", "records.json",
    ]  # fmt: skip


def test_export_of_nothing_or_onto_something_is_refused(office: Office, tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match="Nothing in this file stands under"):
        export_reference(office, "QA-1999-0001", tmp_path / "out.zip")
    with pytest.raises(CircumstanceError, match="there already"):
        export_reference(office, "anything", tmp_path)
    assert not (tmp_path / "out.zip").exists()


def run(office: Office, *arguments: str) -> int:
    return main(["--database", str(office.path), *arguments])


def test_command_line_lists_then_erases(
    office: Office, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:  # fmt: skip
    monkeypatch.setenv("CQM_HOME", str(tmp_path / "home"))
    a_provider(office, notes="Ask for Ambrose Tiddlewick")
    office.close()
    assert run(office, "erase", "Tiddlewick", "--json") == 0
    assert json.loads(capsys.readouterr().out)["is_erased"] is False
    assert run(office, "erase", "Tiddlewick", "--why", "He asked", "--ground", GROUNDS[2]) == 0
    assert "Erased 1 text" in capsys.readouterr().out
    assert run(office, "erase", "Tiddlewick", "--json") == 0
    assert json.loads(capsys.readouterr().out)["texts"] == []
    assert run(office, "retention", "list", "--json") == 0
    assert json.loads(capsys.readouterr().out) == []
    out = str(tmp_path / "all.zip")
    assert run(office, "reference", "export", "Brindlemere Care Group", out, "--json") == 0
    assert json.loads(capsys.readouterr().out)["records"] == 1
