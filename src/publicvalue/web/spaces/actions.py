"""What changes countries, agencies and who belongs to them. Each change is permitted first, and recorded with it."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from dataclasses import dataclass, replace

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.core import signing
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django_scopes import scopes_disabled

from publicvalue.errors import InputError, NotPermittedError, Place, Problem
from publicvalue.web.accounts.models import User
from publicvalue.web.audit.writing import Audit, Object, Personal, account_key, writing
from publicvalue.web.spaces.erasing import erase_values
from publicvalue.web.spaces.models import Agency, Country, Invitation, Membership
from publicvalue.web.spaces.permission import check_account, check_may_at
from publicvalue.web.spaces.queries import deciding_place, home_country
from publicvalue.words.text import Text
from publicvalue.workflow.roles import LEVELS, Level, Role
from publicvalue.workflow.subjects import Action, Kind, Subject

VALID = dt.timedelta(days=14)
"""How long an invitation can be accepted."""
RESERVED = frozenset({"new"})
"""Short names that stand for pages beside those of agencies: what begins an assessment lies at /assessments/new/."""
FIRST_RUN = "first run"


@dataclass(frozen=True)
class Person:
    """Somebody who gets an account."""

    name: str
    email: str
    password: str
    language: str = ""


@dataclass(frozen=True)
class Seat:
    """A role, and where it is held: in an agency, in a country, or in the region."""

    role: Role
    country: Country | None = None
    agency: Agency | None = None

    def __post_init__(self) -> None:
        level = LEVELS[self.role]
        fits = {
            Level.AGENCY: self.country is not None and self.agency is not None,
            Level.COUNTRY: self.country is not None and self.agency is None,
            Level.REGION: self.country is None and self.agency is None,
        }
        if not fits.get(level) or (self.agency and self.agency.country_id != getattr(self.country, "pk", None)):
            what, do = Text("this role is not held there"), Text("choose an agency for the roles of agencies alone")
            raise InputError([Problem(Place(field="role"), what, Text("a role and its place"), do)])


def of_country(country: Country) -> Object:
    return Object(Kind.COUNTRY, country.code, country.pk)


def of_agency(agency: Agency) -> Object:
    return Object(Kind.AGENCY, agency.slug, agency.country_id, agency.pk)


def of_membership(one: Membership) -> Object:
    return Object(Kind.MEMBER, str(one.pk), _told_in(one.country_id), one.agency_id)


def of_invitation(one: Invitation) -> Object:
    return Object(Kind.INVITATION, str(one.pk), _told_in(one.country_id), one.agency_id)


def _told_in(country: int | None) -> int | None:
    """Return the country in whose trail an entry stands: of what concerns the region, that of its administrators."""
    home = home_country() if country is None else None
    return home.pk if home else country


def first_run_code() -> str:
    """Return what the first-run page asks for: whoever starts the server is shown it, and nobody else knows it."""
    return signing.Signer(salt=FIRST_RUN).signature(FIRST_RUN)


def begin(person: Person, country_code: str, country_name: str, code: str) -> User:
    """Make the first country and its administrator; InputError where somebody is there already, or the code is wrong.

    The code is that of `first_run_code`: before the first administrator nobody is signed in.
    """
    if not secrets.compare_digest(code.strip().encode(), first_run_code().encode()):
        what, do = Text("this is not the code"), Text("take the one that `publicvalue web` shows when it starts")
        raise InputError([Problem(Place(field="code"), what, Text("the code of this installation"), do)])
    with writing(None) as audit, scopes_disabled():
        if User.objects.exists():
            what, do = Text("this installation has an administrator"), Text("sign in, or ask for an invitation")
            raise InputError([Problem(Place(), what, Text("an installation without accounts"), do)])
        country = Country.objects.create(code=country_code, name=country_name)
        audit.record(Action.CREATE, of_country(country), after={"name": country.name})
        user = _make_account(audit, person, Object(Kind.ACCOUNT, "", country.pk))
        _seat(audit, user, Seat(Role.ADMINISTRATOR, country))
    return user


def _make_account(audit: Audit, person: Person, near: Object) -> User:
    email = person.email.strip().lower()
    if User.objects.filter(email=email).exists():
        what, do = (
            Text("there is an account with this address"),
            Text("sign in with it first, then open the link again"),
        )
        raise InputError([Problem(Place(field="email"), what, Text("an address without an account"), do)])
    user = User.objects.create_user(email, person.password, name=person.name, language=person.language)
    key = account_key(user)
    after = {"name": Personal(person.name, key), "email": Personal(email, key)}
    audit.record(Action.CREATE, Object(Kind.ACCOUNT, key, near.country, near.agency), after=after)
    return user


def _seat(audit: Audit, user: User, seat: Seat, invitation: int | None = None) -> Membership:
    held = Membership.objects.filter(
        user=user, role=seat.role.value, country=seat.country, agency=seat.agency, ended__isnull=True
    ).first()
    if held:
        what, do = Text("this person has this role there already"), Text("choose another role, or leave it")
        raise InputError([Problem(Place(field="role"), what, Text("a role that is new to them"), do)])
    made = Membership.objects.create(user=user, role=seat.role.value, country=seat.country, agency=seat.agency)
    after = {"account": account_key(user), "role": made.role, "invitation": invitation}
    audit.record(Action.CREATE, of_membership(made), after=after)
    return made


def create_country(code: str, name: str) -> Country:
    """Make a country: done by whoever runs the server, as every right is held in a country."""
    with writing(None) as audit:
        country = Country.objects.create(code=code, name=name)
        audit.record(Action.CREATE, of_country(country), after={"name": name})
    return country


def add_country(by: User, code: str, name: str, administrator: str) -> tuple[Country, str]:
    """Make a further country, and return it with what stands in the link that makes somebody its administrator.

    Parameters
    ----------
    by
        An administrator of the home country: those of one country do not decide about another.
    code, name
        ISO 3166 code of three letters, and the name.
    administrator
        How the invited person is called in the list of invitations.

    Raises
    ------
    InputError
        Where the country is here already.
    """
    with writing(by) as audit, scopes_disabled():
        check_may_at(by, Action.CREATE, Subject(Kind.COUNTRY), home_country())
        if Country.objects.filter(code=code).exists():
            what, do = Text("this country is here already"), Text("choose another code, or leave it")
            raise InputError([Problem(Place(field="country_code"), what, Text("a country that is new"), do)])
        country = Country.objects.create(code=code, name=name)
        audit.record(Action.CREATE, of_country(country), after={"name": name})
        _, token = _invite(audit, by, Seat(Role.ADMINISTRATOR, country), administrator)
    return country, token


def appoint(who: User | Person, seat: Seat) -> User:
    """Give somebody a role without an invitation: done by whoever runs the server, above all countries."""
    with writing(None) as audit, scopes_disabled():
        near = Object(Kind.ACCOUNT, "", seat.country.pk if seat.country else None)
        user = who if isinstance(who, User) else _make_account(audit, who, near)
        _seat(audit, user, seat)
    return user


def create_agency(by: User, country: Country, name: str, slug: str) -> Agency:
    """Make an agency in a country."""
    with writing(by) as audit, scopes_disabled():
        check_may_at(by, Action.CREATE, Subject(Kind.AGENCY), country)
        if slug in RESERVED:
            what, do = Text("this short name stands for a page beside those of agencies"), Text("choose another")
            raise InputError([Problem(Place(field="slug"), what, Text("a short name of its own"), do)])
        if Agency.objects.filter(slug=slug).exists():
            what, do = Text("another agency has this short name"), Text("add the code of the country to it")
            raise InputError([Problem(Place(field="slug"), what, Text("a short name of its own"), do)])
        agency = Agency.objects.create(country=country, name=name, slug=slug)
        audit.record(Action.CREATE, of_agency(agency), after={"name": name})
    return agency


def rename_agency(by: User, agency: Agency, name: str, why: str) -> None:
    """Give an agency another name; its address stays."""
    with writing(by) as audit, scopes_disabled():
        check_may_at(by, Action.CHANGE, Subject(Kind.AGENCY), agency)
        now = Agency.objects.get(pk=agency.pk)
        audit.record(Action.CHANGE, of_agency(now), {"name": now.name}, {"name": name}, why)
        now.name = name
        now.save(update_fields=["name"])


def invite(by: User, seat: Seat, name: str) -> tuple[Invitation, str]:
    """Make an invitation, and return it with what stands in its link: it is shown once, and kept nowhere."""
    with writing(by) as audit, scopes_disabled():
        check_may_at(by, Action.CREATE, Subject(Kind.INVITATION), deciding_place(seat))
        return _invite(audit, by, seat, name)


def _invite(audit: Audit, by: User, seat: Seat, name: str) -> tuple[Invitation, str]:
    token = secrets.token_urlsafe(32)
    made = Invitation.objects.create(
        digest=digest_of(token),
        name=name,
        role=seat.role.value,
        country=seat.country,
        agency=seat.agency,
        by=by,
        expires=timezone.now() + VALID,
    )
    after = {"role": made.role, "name": Personal(name, f"invitation {made.pk}"), "expires": made.expires}
    audit.record(Action.CREATE, of_invitation(made), after=after)
    return made, token


def digest_of(token: str) -> str:
    """Return what is kept of a link."""
    return hashlib.sha256(token.encode()).hexdigest()


def revoke(by: User, invitation: Invitation) -> None:
    """Make an invitation worthless."""
    with writing(by) as audit, scopes_disabled():
        check_may_at(by, Action.REMOVE, Subject(Kind.INVITATION), deciding_place(invitation))
        now = Invitation.objects.get(pk=invitation.pk)
        now.revoked = now.revoked or timezone.now()
        now.save(update_fields=["revoked"])
        audit.record(Action.REMOVE, of_invitation(now))


def accept(token: str, who: User | Person) -> User:
    """Accept an invitation, as somebody who has an account or as somebody new; once, and while it is valid.

    The link is the permission: whoever made it could, and gave it to whom they meant.
    """
    with writing(who if isinstance(who, User) else None) as audit, scopes_disabled():
        if isinstance(who, User):
            check_account(who)
        invitation = open_invitation(token)
        near = of_invitation(invitation)
        user = who if isinstance(who, User) else _make_account(audit, who, near)
        invitation.used, invitation.used_by = timezone.now(), user
        invitation.save(update_fields=["used", "used_by"])
        audit.record(Action.CHANGE, near, after={"used": invitation.used, "account": account_key(user)})
        seat = Seat(Role(invitation.role), invitation.country, invitation.agency)
        _seat(audit, user, seat, invitation.pk)
    return user


def open_invitation(token: str) -> Invitation:
    """Return the invitation of a link; InputError where there is none, or it is used, revoked or too old."""
    with scopes_disabled():
        found = Invitation.objects.filter(digest=digest_of(token)).select_related("country", "agency").first()
    valid = found and not found.used and not found.revoked and found.expires > timezone.now()
    if not found or not valid:
        what = Text("this link is not valid: it was used, taken back or is too old")
        do = Text("ask whoever sent it for a new one")
        raise InputError([Problem(Place(), what, Text("a link that nobody has used"), do)])
    return found


def end_membership(by: User, membership: Membership, why: str) -> None:
    """Take a role away; what the person did stays theirs."""
    own = membership.user_id == by.pk
    with writing(by) as audit, scopes_disabled():
        check_may_at(by, Action.REMOVE, Subject(Kind.MEMBER, own=own), deciding_place(membership))
        now = Membership.objects.get(pk=membership.pk)
        now.ended = now.ended or timezone.now()
        now.save(update_fields=["ended"])
        before = {"role": now.role, "account": account_key(now.user)}
        audit.record(Action.REMOVE, of_membership(now), before, {"ended": now.ended}, why)


def erase_account(by: User, user: User, country: Country, why: str) -> None:
    """Erase who somebody is, on order; what they did stays under a key that leads to nobody."""
    with writing(by) as audit, scopes_disabled():
        check_may_at(by, Action.ERASE, Subject(Kind.ACCOUNT, own=user.pk == by.pk), country)
        # Those of the region belong to the home country's administrators.
        here = Q(country=country) | Q(country__isnull=True) if country == home_country() else Q(country=country)
        elsewhere = Membership.objects.filter(user=user, ended__isnull=True).exclude(here)
        if elsewhere.exists() or not Membership.objects.filter(here, user=user).exists():
            what, do = Text("this person belongs to another country too"), Text("ask its administrator")
            raise NotPermittedError([Problem(Place(), what, Text("a person of your country alone"), do)])
        key = account_key(user)
        Membership.objects.filter(user=user, ended__isnull=True).update(ended=timezone.now())
        erase_values(user, key)
        user.erase()
        user.save()
        audit.record(Action.ERASE, Object(Kind.ACCOUNT, key, country.pk), why=why)


def change_profile(by: User, name: str, language: str) -> None:
    """Change one's own name and language."""
    key = account_key(by)
    with writing(by) as audit:
        check_account(by)
        after = {"name": Personal(name, key), "language": language}
        audit.record(Action.CHANGE, Object(Kind.ACCOUNT, key), {"language": by.language}, after)
        by.name, by.language = name, language
        by.save(update_fields=["name", "language"])


def make_password_link(by: User, membership: Membership, why: str) -> str:
    """Return the path at which somebody chooses a new password, once; for whoever has lost theirs."""
    user = membership.user
    with writing(by) as audit:
        check_may_at(by, Action.CREATE, Subject(Kind.INVITATION), deciding_place(membership))
        audit.record(
            Action.CHANGE, replace(of_membership(membership), kind=Kind.ACCOUNT, key=account_key(user)), why=why
        )
    uid, token = user_pk_to_url_str(user), default_token_generator.make_token(user)
    return reverse("account_reset_password_from_key", kwargs={"uidb36": uid, "key": token})
