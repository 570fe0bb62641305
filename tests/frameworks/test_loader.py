"""What the loader takes, and which files it refuses as a whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.domain.vocabulary import FrameworkStatus, ServiceType
from app.frameworks.loader import FrameworkError, bundled, load_text, references
from app.frameworks.shapes import SectionRole
from tests.frameworks.day_centre import GOOD, broken, complaints_of


def test_a_good_file_becomes_a_framework() -> None:
    framework = load_text(GOOD, "day.toml")
    assert (framework.id, framework.version) == ("day-centre", "2.1")
    assert framework.status is FrameworkStatus.PUBLISHED
    assert framework.scale.maximum == 2
    assert [section.role for section in framework.sections] == [
        SectionRole.PREVIOUS_ACTIONS,
        SectionRole.SCORED,
    ]


def test_numbers_follow_the_order_of_the_file() -> None:
    numbers = [(q.id, q.number) for q in load_text(GOOD, "day.toml").questions()]
    assert numbers == [("P-1", "1.1"), ("M-1", "2.1"), ("M-2", "2.2")]


def test_a_question_takes_the_key_question_of_its_section() -> None:
    charts = load_text(GOOD, "day.toml").sections[1].questions[0]
    assert charts.maps.key_question == "safe"
    assert charts.maps.contract_clause == "Schedule 2, 14.3"


def test_a_question_of_an_unscored_section_can_name_its_key_question() -> None:
    section = load_text(GOOD, "day.toml").sections[0]
    assert section.key_question is None
    assert section.questions[0].maps.key_question == "well_led"


def test_a_question_without_service_types_is_asked_at_all_of_the_framework() -> None:
    charts = load_text(GOOD, "day.toml").sections[1].questions[0]
    assert charts.service_types == (ServiceType.CARE_HOME, ServiceType.NURSING_HOME)


def test_a_mapped_word_is_kept_in_the_wording_of_its_list() -> None:
    charts = load_text(GOOD, "day.toml").sections[1].questions[0]
    assert charts.maps.quality_statement == "Responding to people’s immediate needs"


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "format is missing; this version of the program reads format = 1"),
        ("format = 2", "format is 2; this version of the program reads format = 1"),
        ("format = true", "format is True; this version of the program reads format = 1"),
        ("a = " + "[" * 5000, "the file cannot be read as TOML: lists within lists too deep"),
    ],
)
def test_a_file_of_another_kind_is_refused(text: str, complaint: str) -> None:
    assert complaints_of(text) == (complaint,)


def test_a_slip_in_toml_is_told_with_its_line() -> None:
    (complaint,) = complaints_of(broken('title = "Medicines"', "title Medicines"))
    assert complaint.startswith("the file cannot be read as TOML: ")
    assert "line 39" in complaint


def test_a_framework_without_sections_is_refused() -> None:
    (complaint,) = complaints_of(GOOD.split("[[section]]")[0])
    assert complaint == "there is no section; write at least one as a [[section]] table"


def test_a_missing_framework_table_is_complained_about_once() -> None:
    text = "format = 1\n[[section]]" + GOOD.split("[[section]]", 1)[1]
    assert complaints_of(text) == ("there is no framework; write it as a [framework] table",)


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    (tmp_path / "day.toml").write_text(GOOD, encoding="utf-8")
    (tmp_path / "looks_at.toml").write_text(
        'format = 1\n[[item]]\nid = "medicines-charts"\nwords = "Charts"\n'
        'applies_to = ["care_home"]\n[[item]]\nid = "medicines-gaps"\nwords = "Gaps"\n'
        'applies_to = ["care_home"]\n',
        encoding="utf-8",
    )
    (tmp_path / "maps.toml").write_text(
        'format = 1\n[[map]]\nid = "quality_statement"\ntitle = "statements"\n'
        'words = ["Learning culture", "Medicines optimisation",'
        ' "Responding to people’s immediate needs"]\n'
        '[[map]]\nid = "pamms"\ntitle = "standards"\nwords = ["Medicines", "Monitoring quality"]\n',
        encoding="utf-8",
    )
    return tmp_path


def test_a_file_that_is_not_utf8_is_refused(directory: Path) -> None:
    (directory / "day.toml").write_bytes(GOOD.replace("gaps", "gäps").encode("latin-1"))
    with pytest.raises(FrameworkError, match=r"^day\.toml: the file is not UTF-8 text"):
        bundled(directory)


def test_a_file_saved_with_a_byte_order_mark_is_taken(directory: Path) -> None:
    (directory / "day.toml").write_text(GOOD, encoding="utf-8-sig")
    assert bundled(directory) == (load_text(GOOD, "day.toml", references(directory)),)


def test_a_missing_list_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(FrameworkError, match=r"^looks_at\.toml: the file cannot be read"):
        references(tmp_path)


def test_a_huge_file_is_refused_unread(directory: Path) -> None:
    (directory / "day.toml").write_bytes(b"#" * 2_000_001)
    with pytest.raises(FrameworkError, match="larger than 2 MB"):
        bundled(directory)


def test_bundled_reads_every_framework_of_a_directory(directory: Path) -> None:
    assert [framework.id for framework in bundled(directory)] == ["day-centre"]


def test_bundled_checks_against_the_lists_of_its_own_directory(directory: Path) -> None:
    maps = directory / "maps.toml"
    maps.write_text(maps.read_text("utf-8").replace('"Learning culture", ', ""), "utf-8")
    with pytest.raises(FrameworkError, match="quality_statement is “Learning culture”"):
        bundled(directory)


def test_an_item_listed_twice_is_refused(directory: Path) -> None:
    items = directory / "looks_at.toml"
    items.write_text(items.read_text("utf-8").replace("medicines-gaps", "medicines-charts"))
    with pytest.raises(
        FrameworkError, match="item 2: id “medicines-charts” is taken by an earlier"
    ):
        references(directory)


def test_a_missing_map_is_refused(directory: Path) -> None:
    maps = directory / "maps.toml"
    maps.write_text(maps.read_text("utf-8").replace('id = "pamms"', 'id = "other"'), "utf-8")
    with pytest.raises(FrameworkError, match=r"^maps\.toml: there is no map “pamms”"):
        references(directory)
