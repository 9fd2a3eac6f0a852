"""Which profile a device gets: from its advertisement, then from what it says.

An advertisement is a guess that lets the collector connect; Device Information
settles it. Neither says *which* strap it is: that is `StrapIdentity`.
"""

from collections.abc import Sequence

from pacepipe.domain.identity import StrapIdentity
from pacepipe.domain.profile import DeviceProfile


def recognise(
    profiles: Sequence[DeviceProfile], *, services: frozenset[int], name: str | None
) -> DeviceProfile | None:
    """Profile of an advertisement, or None where no profile fits.

    Parameters
    ----------
    profiles : sequence of DeviceProfile
        The most specific first, as `load_profiles` gives them.
    services : frozenset of int
        Advertised services, by assigned number.
    name : str or None
        Advertised name; None fits only a profile that asks for no name.

    Notes
    -----
    A profile fits where every service it names is advertised and, if it names
    prefixes, the name begins with one of them.
    """
    for profile in profiles:
        if services.issuperset(profile.services) and _has_its_name(profile, name):
            return profile
    return None


def refine(
    profiles: Sequence[DeviceProfile],
    current: DeviceProfile,
    identity: StrapIdentity,
) -> DeviceProfile:
    """Profile of a connected device, now that it has said what it is.

    Parameters
    ----------
    profiles : sequence of DeviceProfile
        The most specific first.
    current : DeviceProfile
        What `recognise` took it for.
    identity : StrapIdentity
        From Device Information.

    Returns
    -------
    DeviceProfile
        The most specific profile that names this maker and model and needs no
        other service; else `current`, unless the device says that it is another
        make or model: then the most specific profile that claims neither a name
        nor a maker. A strap that says nothing contradicts nothing.
    """
    served = [p for p in profiles if set(p.services) <= set(current.services)]
    for profile in served:
        if _claims_a_maker(profile) and _is_it(profile, identity):
            return profile
    if not _contradicts(current, identity):
        return current
    for profile in served:
        if not _claims_a_maker(profile) and not profile.name_prefixes:
            return profile
    return current


def _has_its_name(profile: DeviceProfile, name: str | None) -> bool:
    if not profile.name_prefixes:
        return True
    return name is not None and name.startswith(profile.name_prefixes)


def _claims_a_maker(profile: DeviceProfile) -> bool:
    return profile.manufacturer is not None or profile.model is not None


def _claims(
    profile: DeviceProfile, identity: StrapIdentity
) -> list[tuple[str, str | None]]:
    """Pairs of what the profile claims and what the device says."""
    pairs = (
        (profile.manufacturer, identity.manufacturer),
        (profile.model, identity.model),
    )
    return [(claimed, said) for claimed, said in pairs if claimed is not None]


def _is_it(profile: DeviceProfile, identity: StrapIdentity) -> bool:
    return all(_same(claim, said) for claim, said in _claims(profile, identity))


def _contradicts(profile: DeviceProfile, identity: StrapIdentity) -> bool:
    return any(
        said is not None and not _same(claim, said)
        for claim, said in _claims(profile, identity)
    )


def _same(claim: str, said: str | None) -> bool:
    return said is not None and claim.casefold() == said.strip().casefold()
