"""Cells as people write them, and mappings that are kept by headings."""

from __future__ import annotations

import random
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.rating_words import OwnRating
from app.domain.vocabulary import (
    ActionState,
    ContractType,
    Funding,
    PriceUnit,
    ServiceType,
    VisitMode,
    Worded,
)
from app.imports.own_table import OwnRow
from app.imports.records import DateOrder
from app.services.office import Office
from app.services.own_import import (
    list_mappings,
    open_own,
    propose_mapping,
    save_mapping,
    use_mapping,
)
from app.services.own_import_fields import OWN_FIELDS, OwnField, Target, guess_fields
from app.services.own_import_mapping import guess_mapping
from app.services.own_import_values import UnreadableError, choose, price_unit_in, read_cell


def field_of(target: Target, name: str) -> OwnField:
    return next(field for field in OWN_FIELDS[target] if field.name == name)


MONEY = field_of(Target.CONTRACTS, "yearly_value_pence")
PRICE = field_of(Target.CONTRACTS, "unit_price_ten_thousandths")
NOTICE = field_of(Target.CONTRACTS, "notice_count")
DUE = field_of(Target.ACTIONS, "due_on")
BEDS = field_of(Target.SERVICES, "beds")
FLAG = field_of(Target.SERVICES, "has_manager")


@pytest.mark.parametrize(
    ("raw", "pence"),
    [
        ("£412,000.00", 41_200_000), (1200.5, 120_050), ("1.2m p.a.", 120_000_000),
        ("£8k", 800_000), ("£ 950 per annum", 95_000), ("12,500/yr", 1_250_000), (0, 0),
    ],
)  # fmt: skip
def test_amount_is_read_as_pence(raw: str | float, pence: int) -> None:
    assert read_cell(MONEY, raw, None) == pence


@pytest.mark.parametrize("raw", ["TBC", "about £5", "£5-£6", "see note"])
def test_what_is_no_amount_is_told(raw: str) -> None:
    with pytest.raises(UnreadableError, match="is no amount"):
        read_cell(MONEY, raw, None)


@given(st.integers(0, 10**11))
def test_pence_survive_as_a_typed_number(pence: int) -> None:
    assert read_cell(MONEY, pence / 100, None) == pence


@given(st.integers(0, 10**9))
def test_price_survives_as_a_typed_number(parts: int) -> None:
    assert read_cell(PRICE, parts / 10_000, None) == parts


@pytest.mark.parametrize(
    ("raw", "period"),
    [
        ("3 months", (3, "months")), ("90 days", (90, "days")), ("six weeks", (6, "weeks")),
        ("28 calendar days", (28, "days")), ("10 working days", (10, "working_days")),
        ("6m", (6, "months")), (3, (3, "")), ("1 month either side", (1, "months")),
    ],
)  # fmt: skip
def test_notice_period_is_read_with_its_unit(raw: str | int, period: tuple[int, str]) -> None:
    assert read_cell(NOTICE, raw, None) == period


@pytest.mark.parametrize(
    ("raw", "on"),
    [
        ("31/03/2027", date(2027, 3, 31)), ("1st April 2026", date(2026, 4, 1)),
        (46_113, date(2026, 4, 1)), (date(2026, 4, 1), date(2026, 4, 1)),
    ],
)  # fmt: skip
def test_date_is_read_however_it_is_kept(raw: str | int | date, on: date) -> None:
    assert read_cell(DUE, raw, DateOrder.DAY_FIRST) == on


def test_numbers_and_flags_are_read() -> None:
    assert read_cell(BEDS, "38 beds", None) == 38
    assert read_cell(BEDS, 1_200, None) == 1_200
    assert [read_cell(FLAG, word, None) for word in ("Y", "yes", "No", "x", "")] == [
        True, True, False, True, None,
    ]  # fmt: skip
    with pytest.raises(UnreadableError):
        read_cell(BEDS, "22/24", None)


@pytest.mark.parametrize(
    ("words", "text", "member"),
    [
        (ServiceType, "Care home without nursing", ServiceType.CARE_HOME),
        (ServiceType, "Residential/Nursing", ServiceType.NURSING_HOME),
        (ServiceType, "Dom care", ServiceType.HOMECARE),
        (ServiceType, "Supported Living Scheme", ServiceType.SUPPORTED_LIVING),
        (ContractType, "Dynamic Purchasing System", ContractType.FRAMEWORK),
        (Funding, "Better Care Fund", Funding.JOINT),
        (OwnRating, "Requires Improvement to be Good", OwnRating.REQUIRES_IMPROVEMENT),
        (OwnRating, "Inadequate", OwnRating.POOR),
        (ActionState, "Not completed", ActionState.OPEN),
        (ActionState, "Completed", ActionState.CLOSED),
        (VisitMode, "Unannounced visit", VisitMode.UNANNOUNCED),
    ],
)
def test_words_of_councils_are_known(words: type[Worded], text: str, member: Worded) -> None:
    assert choose(words, text, "Type") is member


@pytest.mark.parametrize(
    "words", [one.choices for fields in OWN_FIELDS.values() for one in fields if one.choices]
)
def test_every_word_of_ours_means_itself(words: type[Worded]) -> None:
    assert [choose(words, member.words.upper(), "") for member in words] == list(words)


def test_unit_of_a_price_is_taken_from_cell_or_heading() -> None:
    assert price_unit_in("£21.40/hr", "Rate") is PriceUnit.HOUR
    assert price_unit_in("850", "Weekly fee") is PriceUnit.WEEK
    assert price_unit_in("850", "Rate") is None


# --- mappings --------------------------------------------------------------------------------

REGISTER = (Target.PROVIDERS, Target.SERVICES, Target.CONTRACTS, Target.CONTACTS)
_TARGETS = st.sampled_from(REGISTER)


@settings(max_examples=60)
@given(_TARGETS, st.randoms(use_true_random=False), st.integers(0, 12))
def test_headings_of_our_workbook_are_found_in_any_order(
    target: Target, chance: random.Random, missing: int
) -> None:
    record_id, *others = OWN_FIELDS[target]
    chance.shuffle(others)
    chosen = [record_id, *others[missing:]]
    chance.shuffle(chosen)
    row = OwnRow(2, tuple("abc" for _ in chosen))
    mapping = guess_fields([one.words for one in chosen], [row], target)
    assert mapping == {one.name: at for at, one in enumerate(chosen)}


def csv(folder: Path, name: str, heads: str, row: str) -> Path:
    path = folder / name
    path.write_text(f"{heads}\n{row}\n", encoding="utf-8")
    return path


HEADS = "Setting,Run by,Kind of care,Where,CQC"
ROW = "Saltergarth House,Brindlemere Care Group,Residential,WX1 1AB,1-220000001"


def test_saved_mapping_is_recognised_by_headings(office: Office, tmp_path: Path) -> None:
    with open_own(csv(tmp_path, "january.csv", HEADS, ROW)) as file:
        mapping = guess_mapping(file)
        chosen = mapping.sheets[0].__class__(
            "", Target.SERVICES, {"name": 0, "provider": 1, "service_type": 2, "postcode": 3}
        )
        office.write(save_mapping, "Our list", file, mapping.with_sheet(0, chosen))
    assert office.read(list_mappings) == ["Our list"]
    turned = csv(tmp_path, "february.csv", "CQC,Where,Kind of care,Run by,Setting", ROW)
    with open_own(turned) as file:
        found = office.read(propose_mapping, file)
        assert found.name == "Our list"
        assert found.sheets[0].columns == {
            "name": 4, "provider": 3, "service_type": 2, "postcode": 1,
        }  # fmt: skip
        assert office.read(use_mapping, "our LIST", file) == found


def test_file_with_other_headings_is_not_recognised(office: Office, tmp_path: Path) -> None:
    with open_own(csv(tmp_path, "a.csv", HEADS, ROW)) as file:
        office.write(save_mapping, "Our list", file, guess_mapping(file))
    with open_own(csv(tmp_path, "b.csv", "Home,Supplier,Type", "A,B,Residential")) as file:
        assert office.read(propose_mapping, file).name == ""
