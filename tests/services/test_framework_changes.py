"""Bands and weights change as a new version; what was started keeps its own."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from app.domain.vocabulary import FrameworkStatus, ServiceType, VisitStatus
from app.errors import RulesError
from app.models import Visit
from app.services import history
from app.services.check import check_file
from app.services.framework_changes import (
    FrameworkChange,
    change_framework,
    find_origin,
    get_changeable,
)
from app.services.frameworks import (
    FrameworkRow,
    add_framework,
    framework_text,
    get_framework,
    keep_bundled_frameworks,
    list_frameworks,
)
from app.services.office import Office
from app.services.visits import plan_visit, start_visit
from tests.office_fixtures import bundled_texts, clock, office
from tests.visit_steps import (
    add_service,
    answer,
    answer_all,
    page_of,
    signed_visit,
    started_visit,
    visit_draft,
)

__all__ = ["clock", "office"]


def care_home(office: Office) -> FrameworkRow:
    return office.read(list_frameworks, service_type=ServiceType.CARE_HOME)[0]


def change(
    office: Office,
    bands: tuple[int | None, ...] = (90, 70, 40),
    weights: Mapping[str, int] | None = None,
    critical: Mapping[str, bool] | None = None,
    reason: str = "Agreed by the quality board",
) -> str:
    wanted = FrameworkChange(care_home(office).id, bands, weights or {}, critical or {}, reason)
    return office.write(change_framework, wanted)


def refused(office: Office, **how: object) -> dict[str, str]:
    with pytest.raises(RulesError) as caught:
        change(office, **how)  # type: ignore[arg-type]
    return {problem.field: str(problem) for problem in caught.value.problems}


def planned(office: Office, service_id: str) -> str:
    return office.write(plan_visit, visit_draft(office, service_id))


def test_new_version_holds_the_changes_and_the_old_one_is_retired(office: Office) -> None:
    old = care_home(office)
    first = next(office.read(get_framework, old.id).questions())
    new_id = change(office, weights={first.id: 1}, critical={first.id: True})
    new = office.read(get_framework, new_id)
    assert new.version == "1.0.1"
    assert new.scale.bands == (90, 70, 40)
    question = next(new.questions())
    assert (question.weight, question.is_critical) == (1, True)
    rows = {row.version: row for row in office.read(list_frameworks, published_only=False)
            if row.key == "care-home"}  # fmt: skip
    assert rows["1.0"].status is FrameworkStatus.RETIRED
    assert rows["1.0.1"].status is FrameworkStatus.PUBLISHED
    assert rows["1.0.1"].published_on == office.today()
    assert care_home(office).version == "1.0.1"


def test_second_change_counts_on_and_the_program_never_takes_its_number(office: Office) -> None:
    change(office)
    change(office, (91, 70, 40))
    assert care_home(office).version == "1.0.2"
    assert office.write(keep_bundled_frameworks, bundled_texts()) == 0


def test_started_visit_keeps_its_bands_weights_and_scores(office: Office) -> None:
    visit_id = started_visit(office)
    answer_all(office, visit_id, 3)
    asked = [question.key for question in page_of(office, visit_id).questions()][:20]
    for key in asked[::3]:
        answer(office, visit_id, key, 2)
    before = page_of(office, visit_id)
    change(office, (99, 98, 97), dict.fromkeys(asked, 1), dict.fromkeys(asked, True))
    after = page_of(office, visit_id)
    assert after.scale == before.scale
    assert after.result == before.result
    assert [q.weight for q in after.questions()] == [q.weight for q in before.questions()]
    assert after.version.framework == before.version.framework


def test_signed_visit_keeps_its_result_and_seal(office: Office) -> None:
    visit_id = signed_visit(office)
    before = page_of(office, visit_id)
    change(office, (99, 98, 97))
    assert page_of(office, visit_id) == before
    assert not [one for one in office.read(check_file) if one.problems]


def test_planned_visit_is_done_against_the_new_version(office: Office) -> None:
    visit_id = planned(office, add_service(office))
    old = care_home(office)
    assert office.read(get_changeable, old.id).planned == 1
    new_id = change(office)
    office.write(start_visit, visit_id)
    page = page_of(office, visit_id)
    assert [band.from_percent for band in page.scale.bands][:3] == [90, 70, 40]
    assert page.version.framework == "Care home 1.0.1"
    assert office.read(lambda r: r.session.get_one(Visit, visit_id).framework_version_id) == new_id


def test_visit_of_another_framework_stays_with_it(office: Office) -> None:
    service_id = add_service(office, "Brindle Homecare", ServiceType.HOMECARE)
    visit_id = planned(office, service_id)
    change(office)
    title = office.read(
        lambda r: (
            get_framework(r, r.session.get_one(Visit, visit_id).framework_version_id or "").title
        )
    )
    assert title.startswith("Homecare")


def test_history_tells_what_changed_who_and_why(office: Office) -> None:
    first = next(office.read(get_framework, care_home(office).id).questions())
    new_id = change(office, weights={first.id: 2}, critical={first.id: True})
    origin = office.read(find_origin, new_id)
    assert origin is not None
    assert origin.what == (
        "Care home 1.0.1: bands 88 / 63 / 39 to 90 / 70 / 40, weight of 1.1 and 1.1 now critical"
    )
    assert (origin.who, origin.reason) == ("Helen Marsh", "Agreed by the quality board")


def test_change_is_undone_whole(office: Office) -> None:
    visit_id = planned(office, add_service(office))
    old = care_home(office)
    change(office)
    act = office.last_outcome
    assert act is not None
    result = office.write(history.undo_act, act.act_id)
    assert result.left == ()
    assert care_home(office).id == old.id
    assert care_home(office).status is FrameworkStatus.PUBLISHED
    status = office.read(lambda r: r.session.get_one(Visit, visit_id).status)
    assert status is VisitStatus.PLANNED


def test_new_version_can_be_saved_changed_and_brought_in_again(office: Office) -> None:
    text = office.read(framework_text, change(office))
    again = text.replace('version = "1.0.1"', 'version = "2.0"')
    assert office.write(add_framework, again, "ours.toml")


@pytest.mark.parametrize(
    ("bands", "field", "said"),
    [
        ((88, 88, 39), "band_2", "Good must start below Excellent: below 88%"),
        ((88, 63, 70), "band_3", "Requires improvement must start below Good: below 63%"),
        ((101, 63, 39), "band_1", "Enter where Excellent starts, from 1 to 100"),
        ((88, 63, 0), "band_3", "Enter where Requires improvement starts, from 1 to 100"),
        ((88, None, 39), "band_2", "Enter where Good starts, from 1 to 100"),
    ],
)
def test_bands_descend_from_100_to_1(
    office: Office, bands: tuple[int | None, ...], field: str, said: str
) -> None:
    assert refused(office, bands=bands) == {field: said}


def test_weight_out_of_range_an_unknown_standard_and_no_reason_are_refused(
    office: Office,
) -> None:
    first = next(office.read(get_framework, care_home(office).id).questions())
    assert refused(office, weights={first.id: 4})["weights"] == "Choose a weight from 1 to 3"
    assert "weights" in refused(office, weights={"X-NONE-01": 2})
    assert refused(office, reason="  ")["reason"].startswith("Say why")


def test_change_that_changes_nothing_is_refused(office: Office) -> None:
    first = next(office.read(get_framework, care_home(office).id).questions())
    same = refused(office, bands=(88, 63, 39), weights={first.id: first.weight})
    assert same == {"band_1": "Change a band, a weight or a critical flag first"}
