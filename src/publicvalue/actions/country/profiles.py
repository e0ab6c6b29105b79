"""The brief of a country of the region: from what is published alone, or with what the country brought itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from publicvalue.actions.country.readiness import CONTEXT, CountryFolder, load_country, load_readiness
from publicvalue.actions.country.references import load_reference
from publicvalue.actions.country.systems import NO_SYSTEMS, SystemsBrought, tell_brought, tell_states
from publicvalue.actions.store import Results, Store
from publicvalue.country.model import CountryCase, ReadinessFramework
from publicvalue.country.profile import Brought, CountryProfile, check_member, find_profile
from publicvalue.country.region.profile import RegionProfile, find_region
from publicvalue.errors import InputError, Place, Problem, PublicValueError
from publicvalue.reports.country.forms import country_files
from publicvalue.reports.country.outline import outline_files
from publicvalue.reports.country.parts import part_files
from publicvalue.reports.country.region import region_files
from publicvalue.words.language import ENGLISH, Language
from publicvalue.words.text import Text

BRIEF, OUTLINE, REGION = "country brief", "strategy outline", "region report"
"""What the folders are called in their marks."""


def profile_country(
    code: str, store: Store | None = None, before: Store | None = None, systems: SystemsBrought = NO_SYSTEMS
) -> CountryProfile:
    """Find everything that can be said of a country of the region.

    Parameters
    ----------
    code
        ISO 3166-1 alpha-3 code.
    store
        The country's own folder; None without one.
    before
        An earlier folder of the country, against which promises and levels are held; None without one.
    systems
        What was found of its systems.

    Raises
    ------
    InputError
        For a country that is none of the region's, and with every problem of its folder; for another country's folder
        or system,
        or one under a framework that does not know of levels and themes.
    """
    reference, framework = load_reference(), load_readiness(CONTEXT)
    check_member(reference, code)
    if store is None:
        if before:
            what, do = Text("an earlier folder alone shows no change"), Text("name the folder of today too")
            raise InputError([Problem(Place(before.name), what, Text("two folders of one country"), do)])
        return find_profile(framework, reference, code, Brought(told=tell_brought(code, systems)))
    earlier = (before.name, load_own(before, framework, code)) if before else None
    own = load_own(store, framework, code)
    return find_profile(framework, reference, code, Brought(own, earlier, tell_brought(code, systems, own)))


def profile_known(code: str, own: CountryCase | None, systems: SystemsBrought = NO_SYSTEMS) -> CountryProfile:
    """Find what can be said of a country from what it brought, wherever that is kept; as `profile_country`."""
    told = tell_brought(code, systems, own)
    return find_profile(load_readiness(CONTEXT), load_reference(), code, Brought(own, None, told))


def load_own(store: Store, framework: ReadinessFramework, code: str) -> CountryCase:
    """Load a country's own folder, which must be this one's; raises InputError as `profile_country`."""
    loaded = _load_own(store, framework.name)
    if loaded.case.country != code:
        what = Text("this is the folder of {other}", other=loaded.case.country)
        expected = Text("the folder of {code}", code=code)
        raise InputError([Problem(Place(store.name), what, expected, Text("name that folder"))])
    return loaded.case


def _load_own(store: Store, framework: str) -> CountryFolder:
    loaded = load_country(store, load_readiness(framework))
    if loaded.framework.name != framework:
        what = Text("this folder is under {name}", name=loaded.framework.name)
        do = Text("name this framework in its country.yaml: indices are the same, checklists have more items")
        raise InputError([Problem(Place(store.name, field="framework"), what, framework, do)])
    return loaded


def profile_region(stores: Sequence[Store] = (), systems: SystemsBrought = NO_SYSTEMS) -> RegionProfile:
    """Find everything that can be said of the region, with what its countries brought in folders of their own.

    Parameters
    ----------
    stores
        The folders of countries.
    systems
        What was found of systems of its countries.

    Raises
    ------
    InputError
        With the problems of all folders; for a country that is none of the region's, or has two folders; and for a
        system of a country that is none of the region's.
    """
    reference, framework = load_reference(), load_readiness(CONTEXT)
    problems: list[Problem] = []
    own: dict[str, CountryCase] = {}
    for store in stores:
        try:
            case = _load_own(store, framework.name).case
            check_member(reference, case.country)
        except PublicValueError as error:
            problems += [
                replace(one, place=replace(one.place, file=f"{store.name}: {one.place.file}")) for one in error.problems
            ]
            continue
        if case.country in own:
            what, expected = Text("{code} has a second folder", code=case.country), Text("one folder for each country")
            problems.append(Problem(Place(store.name), what, expected, Text("name one of them")))
        own[case.country] = case
    if problems:
        raise InputError(problems)
    return region_known(tuple(own.values()), systems)


def region_known(own: Sequence[CountryCase], systems: SystemsBrought = NO_SYSTEMS) -> RegionProfile:
    """Find what can be said of the region from what its countries brought, wherever that is kept."""
    reference = load_reference()
    told = tell_states([one.code for one in reference.members], systems)
    return find_region(load_readiness(CONTEXT), reference, own, told=told)


def write_outline(profile: CountryProfile, results: Results, language: Language = ENGLISH) -> None:
    """Write the outline of a strategy; a former one in the same place is replaced."""
    results.write(OUTLINE, outline_files(profile, language))


def write_part(profile: CountryProfile, part: str, results: Results, language: Language = ENGLISH) -> None:
    """Write a part of a brief as a page of its own; a former one in the same place is replaced."""
    results.write(part_mark(part), part_files(profile, part, language))


def part_mark(part: str) -> str:
    return f"country {part}"


def write_region(region: RegionProfile, results: Results, language: Language = ENGLISH) -> None:
    """Write the page of a region and its tables; former ones in the same place are replaced."""
    results.write(REGION, region_files(region, language))


def write_country_brief(profile: CountryProfile, results: Results, language: Language = ENGLISH) -> None:
    """Write the brief and its tables; a former brief in the same place is replaced, nothing else ever is."""
    results.write(BRIEF, country_files(profile, language))
