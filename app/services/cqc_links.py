"""Places of a CQC file that may be one of ours under another ID: offered, never merged.

Source: DOMAIN "CQC ratings", importer's duty 6. Two things speak for it: CQC publishes a tie
between two registrations, or a place of ours is gone from a full list and the file has one with
the same postcode and a similar name. What was offered before is shown again while it still holds,
and is not written again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from app.domain.matching import folded_name, folded_postcode
from app.imports.records import ImportedFile, LocationRecord, Relation
from app.services.cqc_register import Register
from app.services.doubles import Known, likely_matches
from app.services.import_report import OfferedLink, TiedPlace

LIKELY = "likely the same place"
_LIKELY_REASON = "The same postcode and a similar name; the earlier ID is not in the file."


def offered_links(
    imported: ImportedFile,
    new: Sequence[LocationRecord],
    absent: Sequence[tuple[str, str]],
    register: Register,
    names: Mapping[str, str],
) -> list[OfferedLink]:
    """Published ties of services of the register or of `names`, and places under a new ID.

    `new` are the file's places that the register does not hold, `absent` (ID and name) those of
    ours that the file does not name.
    """
    published = [
        one
        for one in imported.relations
        if {one.location_id, one.other_id} & (register.services.keys() | names.keys())
    ]
    gone = {location_id for location_id, _ in absent}
    before = {
        new_id: old_id
        for new_id, old_id, relation in register.links
        if relation == LIKELY and old_id in gone and new_id in imported.location_ids
    }
    wanted = before.keys() | {i for one in published for i in (one.location_id, one.other_id)}
    in_file = {one.location_id: one for one in new}
    if wanted - in_file.keys():
        in_file |= {one.location_id: one for one in imported.locations if one.location_id in wanted}
    found = [
        *(_published(one, register, in_file) for one in published),
        *_likely(new, absent, register),
        *(
            _same_place(in_file[one], old, register)
            for one, old in before.items()
            if one in in_file
        ),
    ]
    unique = {_key(one): one for one in found}
    links = [replace(one, is_known=key in register.links) for key, one in unique.items()]
    shown = (one for one in links if one.relation == LIKELY or not one.is_known)
    return sorted(shown, key=lambda one: one.ours.name.casefold())


def _key(link: OfferedLink) -> tuple[str, str, str]:
    return link.location_id, link.related_location_id, link.relation


def _likely(
    new: Iterable[LocationRecord], absent: Iterable[tuple[str, str]], register: Register
) -> Iterable[OfferedLink]:
    places: dict[str, list[Known]] = {}
    for location_id, name in absent:
        postcode = register.services[location_id][0]["postcode"]
        known = Known(location_id, name, "", postcode)
        places.setdefault(folded_postcode(postcode), []).append(known)
    for location in new:
        postcode = folded_postcode(location.postcode)
        near = places.get(postcode, []) if postcode else []
        for match in likely_matches(location.name, location.postcode, near)[:1]:
            yield _same_place(location, match.id, register)


def _same_place(location: LocationRecord, old_id: str, register: Register) -> OfferedLink:
    ours = _of_register(old_id, register)
    other = _of_file(location)
    is_same = folded_name(ours.name) == folded_name(other.name)
    why = f"Same postcode, {'same' if is_same else 'similar'} name"
    more = ""
    if ours.provider and other.provider:
        is_same = folded_name(ours.provider) == folded_name(other.provider)
        more = f"{'same' if is_same else 'another'} provider"
    return OfferedLink(location.location_id, old_id, LIKELY, _LIKELY_REASON, ours, other, why, more)


def _published(
    relation: Relation, register: Register, in_file: Mapping[str, LocationRecord]
) -> OfferedLink:
    first, second = relation.location_id, relation.other_id
    is_ours = second in register.services
    if is_ours and (first not in register.services or relation.kind == "predecessor"):
        first, second = second, first
    return OfferedLink(
        relation.location_id,
        relation.other_id,
        relation.kind,
        relation.reason,
        _place(first, register, in_file),
        _place(second, register, in_file),
        f"CQC says: {relation.kind}",
        relation.reason,
    )


def _place(
    location_id: str, register: Register, in_file: Mapping[str, LocationRecord]
) -> TiedPlace:
    if location_id in register.services:
        return _of_register(location_id, register)
    if location_id in in_file:
        return _of_file(in_file[location_id])
    return TiedPlace(location_id)


def _of_register(location_id: str, register: Register) -> TiedPlace:
    rows = register.services[location_id]
    row = next((row for row in rows if not row["is_archived"]), rows[0])
    provider = register.provider_of[row["provider_id"]]["name"]
    return TiedPlace(location_id, row["name"], row["postcode"], provider, row["id"])


def _of_file(location: LocationRecord) -> TiedPlace:
    return TiedPlace(location.location_id, location.name, location.postcode, location.provider_name)
