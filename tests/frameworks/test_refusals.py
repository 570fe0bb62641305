"""The exact words in which a wrong framework is refused: file, place, key, expectation."""

from __future__ import annotations

import pytest

from app.domain.vocabulary import ServiceType
from app.errors import FileRefusedError
from app.frameworks.loader import FrameworkError, load_text
from tests.frameworks.day_centre import broken, complaints_of

M1 = "section 2 (Medicines), question 1: "
M2 = "section 2 (Medicines), question 2: "
KNOWN_TYPES = ", ".join(ServiceType)


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        (
            'id = "day-centre"',
            'id = "Day centre"',
            (
                "framework: id is “Day centre”; it must be small letters, digits and hyphens,"
                " such as care-home"
            ),
        ),
        (
            'version = "2.1"',
            "version = 2.1",
            "framework: version is 2.1; it must be text in quotes",
        ),
        (
            'version = "2.1"',
            'version = "two"',
            'framework: version is “two”; it must be two or three numbers in quotes, such as "1.0"',
        ),
        ('title = "Day centre"', "", "framework: title is missing; it must be text"),
        (
            'title = "Day centre"',
            'title = " "',
            "framework: title is empty; write what people are to read",
        ),
        (
            'status = "published"',
            'status = "final"',
            "framework: status is “final”; it must be one of draft, published, retired",
        ),
        (
            "published_on = 2026-04-01",
            "",
            "framework: published_on is missing; a published framework says since when",
        ),
        (
            "published_on = 2026-04-01",
            'published_on = "1 April"',
            "framework: published_on is “1 April”; it must be a date such as 2026-11-01",
        ),
        (
            'service_types = ["care_home", "nursing_home"]',
            'service_types = ["care_home", "nursing_home", "hotel"]',
            f"framework: service_types 3 is “hotel”; it must be one of {KNOWN_TYPES}",
        ),
        (
            'service_types = ["care_home", "nursing_home"]',
            'service_types = ["care_home", "care_home", "nursing_home"]',
            "framework: service_types has care_home twice; each must be said once",
        ),
        (
            "bands = [95, 78, 65]",
            "bands = [95, 65, 78]",
            "framework.scale: bands are 95, 65, 78; each must be lower than the one before",
        ),
        (
            "bands = [95, 78, 65]",
            "bands = [95, 78]",
            "framework.scale: bands has 2 numbers; there must be 3",
        ),
        (
            "bands = [95, 78, 65]",
            "bands = [195, 78, 65]",
            "framework.scale: bands 1 is 195; it must be a whole number from 1 to 100",
        ),
        (
            "{ score = 0,",
            "{ score = 1,",
            "framework.scale: the levels score 2, 1, 1; each must score less than the one before",
        ),
        (
            'role = "previous_actions"',
            'role = "previous_actions"\nkey_question = "safe"',
            (
                "section 1 (Previous actions): key_question is given; a section with role"
                " previous_actions counts for none"
            ),
        ),
        (
            'key_question = "safe"',
            'key_question = "safety"',
            (
                "section 2 (Medicines): key_question is “safety”; it must be one of"
                " safe, effective, caring, responsive, well_led"
            ),
        ),
        (
            'key_question = "safe"',
            "",
            (
                "section 2 (Medicines): key_question is missing; it must be one of"
                " safe, effective, caring, responsive, well_led"
            ),
        ),
        (
            'id = "medicines"',
            'id = "actions"',
            (
                "section 2 (Medicines): id “actions” is taken by an earlier section;"
                " ids must be unique"
            ),
        ),
        (
            'id = "M-2"',
            'id = "P-1"',
            M2 + "id “P-1” is taken by section 1 (Previous actions), question 1;"
            " ids must be unique",
        ),
        (
            'id = "M-2"',
            'id = "m 2"',
            M2 + "id is “m 2”; it must be capitals, digits and hyphens, such as S-MED-01",
        ),
        (
            '"Count gaps", ',
            "",
            M1 + "prompts has 2; there must be at least 3",
        ),
        (
            '"Count gaps"',
            '"Read 6 charts"',
            M1 + "prompts has “Read 6 charts” twice; each must be said once",
        ),
        (
            '"Count gaps"',
            '""',
            M1 + "prompts 2 is empty; write what people are to read",
        ),
        (
            '"Count gaps"',
            '"Count\\ngaps"',
            M1 + "prompts 2 holds a line break or control character; write it as one line",
        ),
        (
            'evidence = ["Charts"]',
            'evidence = "Charts"',
            M1 + "evidence is “Charts”; it must be a list of texts in quotes",
        ),
        (
            'evidence = ["Charts"]',
            "evidence = []",
            M1 + "evidence has 0; there must be at least 1",
        ),
        (
            "weight = 3",
            "weight = 7",
            M1 + "weight is 7; it must be a whole number from 1 to 3",
        ),
        (
            "weight = 3",
            "weight = true",
            M1 + "weight is true; it must be a whole number from 1 to 3",
        ),
        ("weight = 3", "", M1 + "weight is missing; it must be a whole number from 1 to 3"),
        ("critical = true", "", M1 + "critical is missing; it must be true or false"),
        (
            "critical = true",
            'critical = "yes"',
            M1 + "critical is “yes”; it must be true or false",
        ),
        (
            'service_types = ["nursing_home"]',
            'service_types = ["homecare"]',
            M2 + "service_types has homecare; the framework is for care_home, nursing_home",
        ),
        (
            'service_types = ["nursing_home"]',
            "service_types = []",
            M2 + f"service_types is empty; there must be at least one of {KNOWN_TYPES}",
        ),
        (
            'service_types = ["nursing_home"]',
            'key_question = "caring"',
            M2 + "key_question is “caring”; its section belongs to safe, so move the question"
            " or leave the key out",
        ),
        (
            'quality_statement = "Medicines optimisation"',
            'quality_statement = "Medicines"',
            M2 + "quality_statement is “Medicines”; it must be one of the CQC quality statements"
            " in maps.toml",
        ),
        (
            'quality_statement = "Medicines optimisation"',
            "",
            M2 + "quality_statement is missing; it must be one of the CQC quality statements"
            " in maps.toml",
        ),
        (
            '"medicines-gaps"',
            '"medicine-gaps"',
            M1 + "looks_at has “medicine-gaps”; it must be an id of looks_at.toml",
        ),
        (
            '"medicines-gaps"',
            '"travel-time"',
            M1 + "looks_at has “travel-time”, which does not concern care_home, nursing_home;"
            " ask something else",
        ),
        (
            "Fridges stay between two and eight degrees",
            "No charts have gaps.",
            (
                "questions M-1 and M-2: they say the same (“No charts have gaps.”);"
                " keep one or say what differs"
            ),
        ),
        (
            "Charts have no gaps",
            "Charts " * 30,
            M1 + "text has 209 characters; it may have at most 200",
        ),
    ],
)
def test_a_broken_file_is_refused_in_exact_words(old: str, new: str, complaint: str) -> None:
    assert complaints_of(broken(old, new)) == (complaint,)


def test_a_misspelt_key_is_not_lost() -> None:
    (complaint,) = complaints_of(broken("contract_clause", "contract_claus"))
    assert complaint.startswith(M1 + "contract_claus is not a known key; the known keys are id, ")


def test_all_complaints_come_at_once_in_the_order_of_the_file() -> None:
    text = broken("weight = 3", "weight = 9").replace("published_on = 2026-04-01", "")
    text = text.replace('pamms = "Monitoring quality"', 'pamms = "Audit"')
    assert complaints_of(text) == (
        "framework: published_on is missing; a published framework says since when",
        (
            "section 1 (Previous actions), question 1: pamms is “Audit”; it must be one of the"
            " PAMMS-style standards in maps.toml"
        ),
        M1 + "weight is 9; it must be a whole number from 1 to 3",
    )


def test_one_complaint_reads_as_a_sentence_that_names_the_file() -> None:
    with pytest.raises(FileRefusedError) as caught:
        load_text(broken("weight = 3", "weight = 7"), "day.toml")
    assert str(caught.value) == (
        "day.toml: section 2 (Medicines), question 1: weight is 7;"
        " it must be a whole number from 1 to 3"
    )


def test_several_complaints_read_as_a_list() -> None:
    with pytest.raises(FrameworkError) as caught:
        load_text(broken("weight = 3", 'weight = 7\nnote = "x"'), "day.toml")
    first, *rest = str(caught.value).splitlines()
    assert first == "day.toml: 2 things to put right"
    assert [line[:2] for line in rest] == ["- ", "- "]
