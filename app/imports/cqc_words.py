"""CQC's published words for sectors, services, brands and addresses, as our own.

Promises: pure functions on text; what was published is kept beside the result by the caller.
"""

from __future__ import annotations

from collections.abc import Iterable

from app.domain.ratings import SERVICE_GROUPS
from app.domain.vocabulary import Sector, ServiceType
from app.imports.records import MarketGroup

_SECTORS = {
    "social care org": Sector.SOCIAL_CARE,
    "primary medical services": Sector.PRIMARY_MEDICAL,
    "primary dental care": Sector.DENTAL,
    "independent healthcare org": Sector.HEALTH_CARE,
    "nhs healthcare organisation": Sector.HEALTH_CARE,
    "independent ambulance": Sector.HEALTH_CARE,
}
_TYPE_STARTS: tuple[tuple[ServiceType, tuple[str, ...]], ...] = (
    (ServiceType.NURSING_HOME, ("care home service with nursing", "nursing homes")),
    (ServiceType.CARE_HOME, ("care home service without nursing", "residential homes")),
    (ServiceType.SHARED_LIVES, ("shared lives",)),
    (ServiceType.HOMECARE, ("domiciliary care service", "homecare agencies")),
    (ServiceType.EXTRA_CARE, ("extra care housing", "supported housing")),
    (ServiceType.SUPPORTED_LIVING, ("supported living",)),
)
_SECTOR_STARTS: tuple[tuple[Sector, tuple[str, ...]], ...] = (
    (Sector.DENTAL, ("dentist", "dental")),
    (Sector.PRIMARY_MEDICAL, ("doctors/gps", "doctors", "gp")),
)
_GROUPED_TYPES = (
    ServiceType.CARE_HOME,
    ServiceType.HOMECARE,
    ServiceType.SUPPORTED_LIVING,
    ServiceType.EXTRA_CARE,
    ServiceType.SHARED_LIVES,
)
_COMMUNITY = "community based adult social care services"
_RESIDENTIAL = "residential social care"


def sector_of(published: str) -> Sector | None:
    """Our sector of CQC's "Location Type/Sector"; None when the file says nothing."""
    folded = " ".join(published.split()).casefold()
    return _SECTORS.get(folded, Sector.OTHER) if folded else None


def service_type_of(published: Iterable[str]) -> ServiceType | None:
    """Our guess of the main kind of service; None when no name of a service is given."""
    names = [name.casefold() for name in published]
    for service_type, starts in _TYPE_STARTS:
        if any(name.startswith(starts) for name in names):
            return service_type
    return ServiceType.OTHER if names else None


def service_type_of_category(*, is_care_home: bool | None, category: str) -> ServiceType | None:
    """The guess where a file names no services: from the care home flag and CQC's category."""
    if is_care_home:
        return ServiceType.CARE_HOME
    folded = category.casefold()
    if folded == _RESIDENTIAL:
        return ServiceType.CARE_HOME
    if folded == _COMMUNITY:
        return ServiceType.HOMECARE
    return ServiceType.OTHER if folded else None


def service_type_of_groups(
    groups: Iterable[str], *, is_care_home: bool | None
) -> ServiceType | None:
    """The guess from CQC's service groups, so that a service finds its own group's rating."""
    folded = {group.casefold() for group in groups}
    for service_type in _GROUPED_TYPES:
        is_likely = service_type is ServiceType.CARE_HOME or not is_care_home
        if is_likely and SERVICE_GROUPS[service_type].casefold() in folded:
            return service_type
    return None


def sector_of_services(published: Iterable[str]) -> Sector | None:
    """The guess where a file states no sector: from its names of services."""
    names = [name.casefold() for name in published]
    if service_type_of(names) not in {None, ServiceType.OTHER}:
        return Sector.SOCIAL_CARE
    for sector, starts in _SECTOR_STARTS:
        if any(name.startswith(starts) for name in names):
            return sector
    return Sector.OTHER if names else None


def market_group_of(sector: Sector, *, is_care_home: bool, category: str) -> MarketGroup:
    """The kind of service under which a location counts in market figures."""
    if sector is not Sector.SOCIAL_CARE:
        return MarketGroup.OTHER
    folded = category.casefold()
    if is_care_home or folded == _RESIDENTIAL:
        return MarketGroup.CARE_HOMES
    return MarketGroup.COMMUNITY if folded == _COMMUNITY or not folded else MarketGroup.OTHER


def brand_name(published: str) -> str:
    """A brand without CQC's "BRAND " prefix; "-" means none."""
    name = published.strip()
    if name == "-":
        return ""
    return name.removeprefix("BRAND ").strip()


def joined_address(*lines: str) -> str:
    """The lines of an address that say something, one under the other."""
    return "\n".join(line.strip(" ,") for line in lines if line.strip(" ,-"))
