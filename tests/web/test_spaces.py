"""Countries, agencies and people: by invitation, once, and never beyond one's own country."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.utils import timezone
from django_scopes import ScopeError, scope, scopes_disabled

from publicvalue.errors import InputError, NotPermittedError, PublicValueError
from publicvalue.web.accounts.models import User
from publicvalue.web.audit.models import Entry, PersonalValue
from publicvalue.web.audit.verification import head, verify_trail
from publicvalue.web.jobs.models import Notice
from publicvalue.web.jobs.telling import tell_people
from publicvalue.web.settings.assembled import WEB
from publicvalue.web.spaces.actions import (
    Person,
    Seat,
    accept,
    add_country,
    appoint,
    begin,
    change_profile,
    create_agency,
    create_country,
    end_membership,
    erase_account,
    first_run_code,
    invite,
    open_invitation,
    rename_agency,
    revoke,
)
from publicvalue.web.spaces.forms import AgencyForm
from publicvalue.web.spaces.models import Agency, Country, Invitation, Membership
from publicvalue.web.spaces.permission import may_at, roles_at
from publicvalue.web.spaces.queries import memberships_of, reach_of
from publicvalue.words.stored import to_data
from publicvalue.words.text import Text
from publicvalue.workflow.roles import Role
from publicvalue.workflow.subjects import Action, Kind, Subject

Member = Callable[..., User]

pytestmark = pytest.mark.django_db

ANA = Person("Ana", "Ana@Example.org", "a long password")
PERSONAL = re.compile(r"\bana\b|203[.]0[.]113[.]7", re.IGNORECASE)
"""What tells who she is, or where she was."""


def what(error: pytest.ExceptionInfo[PublicValueError]) -> str:
    return error.value.problems[0].what


def test_the_first_person_administers_the_first_country() -> None:
    user = begin(ANA, "BRB", "Barbados", first_run_code())
    assert (user.email, user.check_password("a long password")) == ("ana@example.org", True)
    (held,) = memberships_of(user)
    assert (held.role, held.country.code) == (Role.ADMINISTRATOR, "BRB")
    assert (head().count, verify_trail().problems) == (3, ())


def test_nobody_begins_a_second_time_or_without_the_code() -> None:
    with pytest.raises(InputError) as wrong:
        begin(ANA, "BRB", "Barbados", "guessed")
    begin(ANA, "BRB", "Barbados", first_run_code())
    with pytest.raises(InputError) as late:
        begin(Person("Eve", "eve@example.org", "x"), "CUB", "Cuba", first_run_code())
    assert (what(wrong), what(late)) == ("this is not the code", "this installation has an administrator")
    assert User.objects.count() == 1


def test_queries_that_do_not_say_whose_data_they_read_are_refused(agency: Agency) -> None:
    with pytest.raises(ScopeError):
        Agency.objects.count()
    with pytest.raises(ScopeError):
        Membership.objects.filter(role="assessor")
    with scope(country=agency.country_id):
        assert Agency.objects.get() == agency
    with scope(country=agency.country_id + 1):
        assert not Agency.objects.exists()


def test_an_invitation_makes_a_member_once(administrator: User, agency: Agency) -> None:
    seat = Seat(Role.ASSESSOR, agency.country, agency)
    invitation, token = invite(administrator, seat, "Ana Lopez")
    assert token not in str(vars(invitation))
    user = accept(token, ANA)
    assert roles_at(user, agency) == {Role.ASSESSOR}
    with pytest.raises(InputError, match="this link is not valid"):
        accept(token, Person("Eve", "eve@example.org", "another password"))
    assert not User.objects.filter(email="eve@example.org").exists()


@pytest.mark.parametrize("spoil", ["old", "revoked", "unknown"])
def test_a_link_that_is_not_valid_is_refused(spoil: str, administrator: User, agency: Agency) -> None:
    invitation, token = invite(administrator, Seat(Role.REVIEWER, agency.country, agency), "Ana")
    assert open_invitation(token) == invitation
    with scopes_disabled():
        if spoil == "old":
            Invitation.objects.update(expires=timezone.now() - dt.timedelta(seconds=1))
        elif spoil == "revoked":
            revoke(administrator, invitation)
    with pytest.raises(InputError, match="this link is not valid"):
        accept("x" if spoil == "unknown" else token, ANA)


def test_whoever_has_an_account_gets_a_further_role(administrator: User, agency: Agency, member: Member) -> None:
    user = member(Role.CONTRIBUTOR)
    seat = Seat(Role.REVIEWER, agency.country, agency)
    accept(invite(administrator, seat, "Ana")[1], user)
    assert roles_at(user, agency) == {Role.CONTRIBUTOR, Role.REVIEWER}
    with pytest.raises(InputError) as twice:
        accept(invite(administrator, seat, "Ana")[1], user)
    assert what(twice) == "this person has this role there already"


def test_an_address_has_one_account(administrator: User, agency: Agency) -> None:
    seat = Seat(Role.ASSESSOR, agency.country, agency)
    accept(invite(administrator, seat, "Ana")[1], ANA)
    with pytest.raises(InputError) as caught:
        accept(invite(administrator, seat, "Ana")[1], Person("Ana", "ANA@example.org", "x"))
    assert what(caught) == "there is an account with this address"


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_only_an_administrator_changes_agencies_and_people(
    role: Role, member: Member, agency: Agency, administrator: User
) -> None:
    user = User.objects.create_user("p@example.org", name="P") if role is Role.PUBLIC else member(role)
    (own,) = memberships_of(administrator)
    before = head()
    for change in (
        lambda: create_agency(user, agency.country, "New", "new"),
        lambda: rename_agency(user, agency, "New", "x"),
        lambda: invite(user, Seat(Role.APPROVER, agency.country, agency), "Friend"),
        lambda: end_membership(user, own, "x"),
        lambda: erase_account(user, administrator, agency.country, "x"),
    ):
        with pytest.raises(NotPermittedError):
            change()
    assert head() == before


def test_an_agency_takes_no_short_name_that_stands_for_a_page(administrator: User, country: Country) -> None:
    with pytest.raises(InputError) as caught:
        create_agency(administrator, country, "New", "new")
    assert what(caught) == "this short name stands for a page beside those of agencies"
    form = AgencyForm({"name": "New"})
    assert form.is_valid()
    assert form.cleaned_data["slug"] == "new-agency"


def test_an_administrator_rules_one_country(administrator: User) -> None:
    elsewhere = create_country("CUB", "Cuba")
    with pytest.raises(NotPermittedError):
        create_agency(administrator, elsewhere, "New", "new")
    with pytest.raises(NotPermittedError):
        invite(administrator, Seat(Role.AUDITOR, elsewhere), "Friend")


def test_a_role_is_held_where_it_belongs(agency: Agency) -> None:
    elsewhere = create_country("CUB", "Cuba")
    for role, country, at in (
        (Role.ASSESSOR, agency.country, None),
        (Role.AUDITOR, agency.country, agency),
        (Role.ANALYST, agency.country, None),
        (Role.ASSESSOR, elsewhere, agency),
        (Role.PUBLIC, None, None),
    ):
        with pytest.raises(InputError, match="this role is not held there"):
            Seat(role, country, at)


def test_nobody_takes_their_own_role_away(administrator: User) -> None:
    (own,) = memberships_of(administrator)
    with pytest.raises(NotPermittedError, match="nobody may remove what is their own"):
        end_membership(administrator, own, "tired")


def test_a_role_that_ended_gives_nothing(administrator: User, agency: Agency, member: Member) -> None:
    user = member(Role.ASSESSOR)
    assert may_at(user, Action.CREATE, Subject(Kind.SYSTEM), agency)
    end_membership(administrator, memberships_of(user)[0], "left")
    assert not may_at(user, Action.CREATE, Subject(Kind.SYSTEM), agency)
    assert memberships_of(user) == []
    assert Entry.objects.first().action == "remove"


def test_reach_is_that_of_the_roles(
    administrator: User, agency: Agency, other_agency: Agency, member: Member, country: Country
) -> None:
    assert reach_of(member(Role.ASSESSOR)).agencies == (agency.pk,)
    assert reach_of(administrator).agencies == (agency.pk, other_agency.pk)
    assert reach_of(member(Role.AUDITOR)).countries == (country.pk,)
    analyst = reach_of(member(Role.ANALYST))
    assert (analyst.countries, analyst.agencies) == ((), ())


def test_erasing_leaves_no_personal_byte_and_the_trail_whole(administrator: User, agency: Agency) -> None:
    seat = Seat(Role.ASSESSOR, agency.country, agency)
    user = accept(invite(administrator, seat, "Ana Lopez")[1], ANA)
    assert PersonalValue.objects.filter(value__in=["Ana", "Ana Lopez", "ana@example.org"]).count() == 3
    asks = Text("{who} asks you about {title}.", who=str(user), title="Permits")
    tell_people([user, administrator], asks, "", user)
    # Told before it was kept of whom a notice tells.
    Notice.objects.create(user=administrator, text=to_data(asks))
    kept = Notice.objects.create(user=administrator, text=to_data(Text("The report is ready.")))
    UserSession.objects.create(user=user, ip="203.0.113.7", user_agent="Ana's phone", session_key="s")
    Authenticator.objects.create(user=user, type=Authenticator.Type.WEBAUTHN, data={"name": "Ana's key"})
    SocialAccount.objects.create(user=user, provider="government", uid="1", extra_data={"name": "Ana Lopez"})
    EmailAddress.objects.create(user=user, email="ana@example.org")
    told = {one._meta.label for one in apps.get_models() if PERSONAL.search(str(list(one._base_manager.values())))}
    assert len(told) == 8
    erase_account(administrator, user, agency.country, "on her order")
    user.refresh_from_db()
    assert (user.name, user.is_active, user.has_usable_password()) == ("", False, False)
    assert (str(user), user.is_erased) == ("a person who was erased", True)
    assert roles_at(user, agency) == frozenset()
    found = {one._meta.label: str(list(one._base_manager.values())) for one in apps.get_models()}
    assert {label: text for label, text in found.items() if PERSONAL.search(text)} == {}
    assert list(Notice.objects.all()) == [kept], "what names nobody stays"
    assert verify_trail().problems == ()


@pytest.mark.parametrize(
    ("name", "email", "called"),
    [
        ("Ana", "erased-5@invalid", "Ana"),
        ("", "ana@example.org", "ana@example.org"),
        ("", "erased-x@invalid", "erased-x@invalid"),
    ],
)
def test_who_was_not_erased_is_called_by_name_or_address(name: str, email: str, called: str) -> None:
    assert (str(User(name=name, email=email)), User(name=name, email=email).is_erased) == (called, False)


def test_with_a_person_go_the_notices_that_tell_of_them_and_not_those_of_a_namesake(
    administrator: User, agency: Agency, member: Member
) -> None:
    ana, namesake = (member(Role.ASSESSOR, agency, "Ana Lopez") for _ in range(2))
    asks = Text("{who} asks you about {title}.", who="Ana Lopez", title="Permits")
    for who in (ana, namesake):
        tell_people([administrator], asks, "", who)
    for who in (ana, namesake):
        change_profile(who, "Ana Diaz", "es")
        tell_people([administrator], Text("{who} asks you about {title}.", who=str(who), title="Roads"), "", who)
    erase_account(administrator, ana, agency.country, "on her order")
    left = {(one.tells_of, one.text["values"]["who"]) for one in Notice.objects.all()}
    assert left == {(namesake, "Ana Lopez"), (namesake, "Ana Diaz")}


def test_a_notice_that_names_a_person_says_whom(administrator: User) -> None:
    asks, done = Text("{who} asks you about {title}.", who="Ana", title="Permits"), Text("The report is ready.")
    for text, who in ((asks, None), (done, administrator)):
        with pytest.raises(ValueError, match=r"asks you|report"):
            tell_people([administrator], text, "", who)
    assert not Notice.objects.exists()
    making = re.compile(r"\bNotice\(|Notice\.objects\.(bulk_)?create")
    made = {path.relative_to(WEB).as_posix() for path in WEB.rglob("*.py") if making.search(path.read_text("utf-8"))}
    assert made == {"jobs/models.py", "jobs/telling.py"}, "notices are made in one place"


def test_who_belongs_to_another_country_too_is_not_erased_by_one(administrator: User, member: Member) -> None:
    user, elsewhere = member(Role.ASSESSOR), create_country("CUB", "Cuba")
    with scopes_disabled():
        Membership.objects.create(user=user, role=Role.AUDITOR, country=elsewhere)
        country = Country.objects.get(code="BRB")
    with pytest.raises(NotPermittedError, match="belongs to another country too"):
        erase_account(administrator, user, country, "on order")


def test_the_home_country_adds_a_country_and_hands_it_over(administrator: User) -> None:
    country, token = add_country(administrator, "CUB", "Cuba", "Raquel")
    raquel = accept(token, Person("Raquel", "raquel@example.org", "three plain words"))
    assert roles_at(raquel, country) == {Role.ADMINISTRATOR}
    assert roles_at(administrator, country) == frozenset()
    with pytest.raises(NotPermittedError):
        add_country(raquel, "JAM", "Jamaica", "Ann")
    with pytest.raises(InputError) as twice:
        add_country(administrator, "CUB", "Cuba", "Raquel")
    assert what(twice) == "this country is here already"


def test_an_analyst_of_the_region_is_invited_taken_leave_of_and_erased_in_the_home_country(
    administrator: User, country: Country
) -> None:
    abroad = appoint(ANA, Seat(Role.ADMINISTRATOR, create_country("CUB", "Cuba")))
    with pytest.raises(NotPermittedError):
        invite(abroad, Seat(Role.ANALYST), "Rosa")
    rosa = accept(
        invite(administrator, Seat(Role.ANALYST), "Rosa")[1], Person("Rosa", "rosa@example.org", "long words")
    )
    (held,) = memberships_of(rosa)
    assert held.role == Role.ANALYST
    assert {one.country for one in Entry.objects.filter(kind__in=("invitation", "member")).order_by("-number")[:3]} == {
        country.pk
    }
    with pytest.raises(NotPermittedError):
        end_membership(abroad, held, "so")
    end_membership(administrator, held, "the year is over")
    with pytest.raises(NotPermittedError):
        erase_account(abroad, rosa, Country.objects.get(code="CUB"), "so")
    erase_account(administrator, rosa, country, "she asked for it")
    rosa.refresh_from_db()
    assert (rosa.name, rosa.is_active, verify_trail().problems) == ("", False, ())
