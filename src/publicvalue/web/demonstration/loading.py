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
from publicvalue.instruments.appraisal.values import value_of
from publicvalue.interop.record import read_record
from publicvalue.results.model import AssessmentResult
from publicvalue.web.accounts.models import User
from publicvalue.web.assessments.actions import Answer, answer, comment, link, withdraw
from publicvalue.web.assessments.actions import publish as publish_assessment
from publicvalue.web.assessments.beginning import PHASES
from publicvalue.web.assessments.inputs import seen_of
from publicvalue.web.assessments.items import find_question
from publicvalue.web.assessments.records import open_record
from publicvalue.web.business_case.models import BusinessCase
from publicvalue.web.demonstration import people
from publicvalue.web.demonstration.apart import judge_apart
from publicvalue.web.demonstration.cases import bring_case
from publicvalue.web.demonstration.people import Made
from publicvalue.web.demonstration.records import CASE, RECORDS, YEARS
from publicvalue.web.jobs.actions import assess
from publicvalue.web.register.actions import Why, change_system, declare_none, publish_system, register_system, remark
from publicvalue.web.register.models import State, System
from publicvalue.web.spaces.actions import Person, Seat, accept, appoint, begin, create_agency, first_run_code, invite
from publicvalue.web.spaces.models import Agency, Country
from publicvalue.web.stores import actions
from publicvalue.web.stores.models import Assessment, Version
from publicvalue.web.stores.opened import open_version
from publicvalue.web.stores.queries import is_outdated
from publicvalue.web.stores.transfer import bring
from publicvalue.words.text import Text
from publicvalue.workflow.roles import LEVELS, Level

PACKED = Path(__file__).parent / "examples"
"""Where a wheel has its examples: `setup.py` lays them there."""
EXAMPLES = PACKED if PACKED.is_dir() else Path(publicvalue.__file__).resolve().parents[2] / "examples"

WITHOUT = Text(
    "There are no examples here: the made-up people are, and systems and assessments are those that you make. The"
    " source code of the product has the examples."
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
        for name, after in STORIES.items():
            there = Assessment.objects.filter(agency=ministry, slug=slug_of(name)).exists()
            if (EXAMPLES / name / FILE).is_file() and not there:
                tell(Text("Bringing the example {name}", name=name))
                after(known, bring_example(known[people.ASSESSOR], ministry, name))
        if (EXAMPLES / CASE / WORKBOOK).is_file() and not BusinessCase.objects.exists():
            tell(Text("Bringing the example {name}", name=CASE))
            case = bring_case(known[people.ASSESSOR], known[people.APPROVER], ministry, EXAMPLES / CASE)
            judge_apart(known[people.ASSESSOR], known[people.CONTRIBUTOR], case.system)


def slug_of(name: str) -> str:
    """Return what an example is called in addresses."""
    return name.replace("/", "-")


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


def bring_example(by: User, agency: Agency, name: str) -> Version:
    """Bring an example's folder, with the results in its bundle; a worker computes them where none can be read.

    One that is to be published is computed at once.
    """
    version = bring(by, agency, slug_of(name), FolderStore(EXAMPLES / name))
    register_example(by, version, name)
    if STORIES.get(name) in PUBLISHED:
        # What is published is computed here: of numbers that come from elsewhere nobody knows whom they tell of.
        compute(by, version)
        return version
    try:
        result = results_in(EXAMPLES / name / BUNDLE)
    except PublicValueError:
        assess(by, version)
        return version
    with open_version(version, by) as opened:
        write_report_again(result, opened.results())
    return version


def compute(by: User, version: Version) -> None:
    """Find the results of a version, as a worker does."""
    with open_version(version, by) as opened:
        publishing.publish_assessment(opened, opened.results())


def register_example(by: User, version: Version, name: str) -> None:
    """Register the system that an example is about, once, and say that the assessment is about it.

    A later assessment of the same system brings its record up to date.
    """
    with open_version(version) as store:
        told = load_assessment(store).assessment.system
    phases = {phase: code for code, phase in PHASES.items()}
    values = {"name": told.name, "summary": told.description, "phase": phases.get(told.phase, "use")}
    values |= {"purpose": told.goal, "risks": told.risks, **RECORDS.get(name.partition("/")[0], {})}
    record, problems = read_record({field: one for field, one in values.items() if one}, timezone.localdate())
    if problems:
        raise InputError(problems)
    system = System.objects.filter(agency=version.assessment.agency, name=values["name"]).first()
    if system is None:
        system = register_system(version.assessment.agency, record, Why(by))
    else:
        change_system(system, record, system.version, Why(by, version.assessment.title))
    link(by, version, system)


def results_in(bundle: Path) -> AssessmentResult:
    """Return the results in a bundle; InputError where there are none that this version reads."""
    with open_bundle(bundle) as store:
        return load_results(store.folder / RESULTS)


def publish(known: dict[Made, User], version: Version) -> None:
    """Take an assessment the whole way."""
    approver = known[people.APPROVER]
    show(known, version)
    actions.submit(known[people.ASSESSOR], version, version.snapshot)
    actions.approve(approver, version, version.snapshot)
    if is_outdated(version, REPORT) is False:
        publish_assessment(approver, version, version.snapshot)


def publish_and_correct(known: dict[Made, User], version: Version) -> None:
    """Publish an assessment, publish a correction of it, and take the first edition back with its reason."""
    publish(known, version)
    author = known[people.ASSESSOR]
    second = actions.correct(author, version)
    with open_record(second) as record:
        question = find_question(record.files.framework, "red_line", "redress")
        if question is None:
            return
        stood = value_of(record.appraisal, question)
    mended = {**stood, "document": "Page of the licence desk, as it stood on 28 August 2025"}
    answer(author, second, Answer(question, mended, seen_of(stood), "The page was changed after it was read."))
    compute(author, second)
    publish(known, second)
    version.refresh_from_db()
    reason = "It rested on a page that was changed since. The correction names the page as it was read."
    withdraw(known[people.APPROVER], version, reason)


def publish_and_hear(known: dict[Made, User], version: Version) -> None:
    """Publish an assessment; somebody who read the record says what is wrong with it."""
    publish(known, version)
    if version.assessment.system:
        told = "The record says that the chat answers day and night. On two Sundays it told me to come back on Monday."
        remark(version.assessment.system, told)


def review(known: dict[Made, User], version: Version) -> None:
    """Hand an assessment over for review; the record of its system is public."""
    show(known, version)
    actions.submit(known[people.ASSESSOR], version, version.snapshot)


def show(known: dict[Made, User], version: Version) -> None:
    """Show the record of its system to the public; the assessment stays as it is."""
    system = version.assessment.system
    if system and system.state != State.PUBLIC:
        publish_system(system, Why(known[people.APPROVER]))


def ask_colleague(known: dict[Made, User], version: Version) -> None:
    """Leave an assessment as a draft in which a colleague was asked about the first question."""
    show(known, version)
    with open_record(version) as record:
        framework = record.files.framework
    question = find_question(framework, "red_line", framework.red_lines[0].id)
    if question:
        asked = "Do you know the section of the law, and who checked it last?"
        comment(known[people.ASSESSOR], version, question, asked, known[people.CONTRIBUTOR])


STORIES: dict[str, Callable[[dict[Made, User], Version], None]] = {
    f"{YEARS}/1-one-day": publish_and_correct,
    f"{YEARS}/2-half-year": publish,
    f"{YEARS}/3-year": publish_and_hear,
    "tax-administrations": publish,
    "court-risk-scores": review,
    "food-inspections": ask_colleague,
}
"""Example -> how far its assessment has come."""
PUBLISHED = (publish, publish_and_correct, publish_and_hear)
"""The stories of those that are published."""


def lacks_examples() -> bool:
    """Return whether none of the examples is here, as with an installed package."""
    return not any((EXAMPLES / name / FILE).is_file() for name in STORIES)


def is_on() -> bool:
    """Return whether this installation is a demonstration."""
    return bool(settings.PUBLICVALUE_DEMONSTRATION)
