"""Fills an empty installation with made-up people and the real examples, by the actions that people use."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.utils import timezone
from django_scopes import scopes_disabled

import publicvalue
from publicvalue.actions.assessments import load_assessment
from publicvalue.actions.before_go_live.business_cases import WORKBOOK
from publicvalue.actions.publishing import run as publishing
from publicvalue.actions.publishing.report_files import write_report_again
from publicvalue.errors import InputError, PublicValueError
from publicvalue.files.results_file import load_results
from publicvalue.files.stores.bundle import open_bundle
from publicvalue.files.stores.folder import BUNDLE, FILE, REPORT, RESULTS, FolderStore
from publicvalue.interop.record import read_record
from publicvalue.results.model import AssessmentResult
from publicvalue.web.accounts.models import User
from publicvalue.web.assessments.actions import link
from publicvalue.web.assessments.actions import publish as publish_assessment
from publicvalue.web.assessments.beginning import PHASES
from publicvalue.web.business_case.models import BusinessCase
from publicvalue.web.demonstration import people
from publicvalue.web.demonstration.cases import EXAMPLE, bring_case
from publicvalue.web.demonstration.people import Made
from publicvalue.web.jobs.actions import assess
from publicvalue.web.register.actions import Why, declare_none, publish_system, register_system
from publicvalue.web.spaces.actions import Person, Seat, accept, appoint, begin, create_agency, first_run_code, invite
from publicvalue.web.spaces.models import Agency, Country
from publicvalue.web.stores import actions
from publicvalue.web.stores.models import Assessment, Version
from publicvalue.web.stores.opened import open_version
from publicvalue.web.stores.queries import is_outdated
from publicvalue.web.stores.transfer import bring
from publicvalue.words.text import Text
from publicvalue.workflow.roles import LEVELS, Level

EXAMPLES = Path(publicvalue.__file__).resolve().parents[2] / "examples"
"""The examples of a checkout; an installed package brings none."""

WITHOUT = Text(
    "An installed package brings no examples: the made-up people are here, and systems and assessments are those that"
    " you make. The source code of the product has the examples."
)

Tell = Callable[[Text], None]


def load(tell: Tell) -> None:
    """Make people and assessments where there are none; what is there is left alone, and what is missing is added."""
    with scopes_disabled():
        if not User.objects.exists():
            tell(Text("Making up a ministry and its people"))
            make_people()
        found = {user.email: user for user in User.objects.filter(email__endswith=f"@{people.DOMAIN}")}
        known = {one: found[one.email] for one in people.EVERYBODY if one.email in found}
        ministry = Agency.objects.select_related("country").filter(slug=people.MINISTRY).first()
        if ministry is None or len(known) < len(people.EVERYBODY):
            return
        if lacks_examples():
            tell(WITHOUT)
        for slug, after in STORIES.items():
            there = Assessment.objects.filter(agency=ministry, slug=slug).exists()
            if (EXAMPLES / slug / FILE).is_file() and not there:
                tell(Text("Bringing the example {name}", name=slug))
                after(known, bring_example(known[people.ASSESSOR], ministry, slug))
        if (EXAMPLES / EXAMPLE / WORKBOOK).is_file() and not BusinessCase.objects.exists():
            tell(Text("Bringing the example {name}", name=EXAMPLE))
            bring_case(known[people.ASSESSOR], known[people.APPROVER], ministry, EXAMPLES / EXAMPLE)


def make_people() -> dict[Made, User]:
    """Make one person for each role, by invitations as others are made."""
    administrator = begin(_person(people.ADMINISTRATOR), *people.COUNTRY, first_run_code())
    country = Country.objects.get(code=people.COUNTRY[0])
    agencies = {slug: create_agency(administrator, country, name, slug) for slug, name in people.AGENCIES.items()}
    known = {people.ADMINISTRATOR: administrator}
    for one in people.OTHERS:
        seat = Seat(one.role, country, agencies[one.agency] if LEVELS[one.role] is Level.AGENCY else None)
        known[one] = accept(invite(administrator, seat, one.name)[1], _person(one))
    # Its neighbour has said that it uses none, which is another thing than to say nothing.
    declare_none(agencies[people.NEIGHBOUR], Why(known[people.NEIGHBOURING]))
    known[people.ANALYST] = appoint(_person(people.ANALYST), Seat(people.ANALYST.role))
    return known


def _person(one: Made) -> Person:
    # Nobody knows these passwords: they are signed in by the switch of the demonstration.
    return Person(one.name, one.email, secrets.token_urlsafe(24))


def bring_example(by: User, agency: Agency, slug: str) -> Version:
    """Bring an example's folder, with the results in its bundle; a worker computes them where none can be read.

    One that is to be published is computed at once.
    """
    version = bring(by, agency, slug, FolderStore(EXAMPLES / slug))
    register_example(by, version)
    if STORIES.get(slug) is publish:
        # What is published is computed here: of numbers that come from elsewhere nobody knows whom they tell of.
        with open_version(version, by) as opened:
            publishing.publish_assessment(opened, opened.results())
        return version
    try:
        result = results_in(EXAMPLES / slug / BUNDLE)
    except PublicValueError:
        assess(by, version)
        return version
    with open_version(version, by) as opened:
        write_report_again(result, opened.results())
    return version


def register_example(by: User, version: Version) -> None:
    """Register the system that an example is about, and say that the assessment is about it."""
    with open_version(version) as store:
        told = load_assessment(store).assessment.system
    phases = {phase: code for code, phase in PHASES.items()}
    values = {"name": told.name, "summary": told.description, "phase": phases.get(told.phase, "use")}
    values |= {"purpose": told.goal, "risks": told.risks}
    record, problems = read_record({name: one for name, one in values.items() if one}, timezone.localdate())
    if problems:
        raise InputError(problems)
    link(by, version, register_system(version.assessment.agency, record, Why(by)))


def results_in(bundle: Path) -> AssessmentResult:
    """Return the results in a bundle; InputError where there are none that this version reads."""
    with open_bundle(bundle) as store:
        return load_results(store.folder / RESULTS)


def publish(known: dict[Made, User], version: Version) -> None:
    """Take an assessment the whole way."""
    approver = known[people.APPROVER]
    if version.assessment.system:
        publish_system(version.assessment.system, Why(approver))
    actions.submit(known[people.ASSESSOR], version, version.snapshot)
    actions.approve(approver, version, version.snapshot)
    if is_outdated(version, REPORT) is False:
        publish_assessment(approver, version, version.snapshot)


def review(known: dict[Made, User], version: Version) -> None:
    """Hand an assessment over for review; the record of its system is public."""
    if version.assessment.system:
        publish_system(version.assessment.system, Why(known[people.APPROVER]))
    actions.submit(known[people.ASSESSOR], version, version.snapshot)


def leave(known: dict[Made, User], version: Version) -> None:
    """Leave an assessment as a draft; the record of its system is public."""
    if version.assessment.system:
        publish_system(version.assessment.system, Why(known[people.APPROVER]))


STORIES: dict[str, Callable[[dict[Made, User], Version], None]] = {
    "tax-administrations": publish,
    "court-risk-scores": review,
    "food-inspections": leave,
}
"""Example -> how far its assessment has come."""


def lacks_examples() -> bool:
    """Return whether none of the examples is here, as with an installed package."""
    return not any((EXAMPLES / slug / FILE).is_file() for slug in STORIES)


def is_on() -> bool:
    """Return whether this installation is a demonstration."""
    return bool(settings.PUBLICVALUE_DEMONSTRATION)
