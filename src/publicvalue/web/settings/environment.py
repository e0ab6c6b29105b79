"""What the environment says of an installation: read once, refused with all that is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from publicvalue.errors import InputError, Place, Problem
from publicvalue.schema.spelling import nearest
from publicvalue.words.text import Text

DATA = "PUBLICVALUE_DATA_DIR"
ADDRESS = "PUBLICVALUE_ADDRESS"
DEMONSTRATION = "PUBLICVALUE_DEMONSTRATION"
ALLOW_HTTP = "PUBLICVALUE_ALLOW_HTTP"
KEY, DATABASE, DEBUG = "SECRET_KEY", "DATABASE_URL", "DEBUG"
IDENTITY = ("OIDC_NAME", "OIDC_SERVER_URL", "OIDC_CLIENT_ID", "OIDC_SECRET")
IDENTITY_VERIFIES = "OIDC_EMAILS_VERIFIED"
MAIL = "EMAIL_URL"
PROXIES = "PUBLICVALUE_PROXIES"
QUOTA = "PUBLICVALUE_QUOTA_GB"
ZONE = "PUBLICVALUE_TIME_ZONE"
WORLD_TIME = "UTC"
MOST_OF_AGENCY = 20
"""Gigabytes that the evidence of one agency takes at most, where nothing else is said."""

LOCAL = "http://127.0.0.1:8000"
LOCAL_HOSTS = frozenset({"127.0.0.1", "localhost", "::1"})
KEY_FILE = "secret-key"
SHORTEST_KEY = 50
"""Characters of a key; Django's own check warns below."""
KNOWN_KEYS = ("django-insecure-", "demonstration", "change", "secret")
"""How keys begin that stand in documents and examples, and so are known to everybody."""
YES = frozenset({"1", "yes", "true", "on"})


@dataclass(frozen=True)
class Environment:
    """An installation, as its environment describes it.

    Parameters
    ----------
    key
        What sessions and links are signed with.
    data
        Folder of files: evidence, publications, and the database where none is named.
    database
        Address of the database; empty for SQLite in the data folder.
    address
        Where people reach it, with its scheme.
    demonstration
        Whether it is for trying out: made-up people, and anybody may sign in as one of them.
    debug
        Whether pages of faults show the inside.
    proxies
        Proxies in front, each of which adds the address of whom it serves.
    identity
        Name, address, client and secret of a government's own identity provider; empty where there is none.
    identity_verifies
        Whether every email address that it tells is known to be that person's, though it does not say so itself.
    mail
        Address of a mail server; empty where there is none.
    quota
        Gigabytes that the evidence of one agency takes at most.
    zone
        Time zone in which days begin and times are shown, by its name in the IANA database.
    """

    key: str
    data: Path
    database: str = ""
    address: str = LOCAL
    demonstration: bool = False
    debug: bool = False
    proxies: int = 0
    identity: tuple[str, ...] = ()
    identity_verifies: bool = False
    mail: str = ""
    quota: int = MOST_OF_AGENCY
    zone: str = WORLD_TIME

    @property
    def host(self) -> str:
        return urlsplit(self.address).hostname or ""

    @property
    def is_https(self) -> bool:
        return self.address.startswith("https://")

    @property
    def is_local(self) -> bool:
        return self.host in LOCAL_HOSTS


def read_environment(variables: Mapping[str, str]) -> Environment:
    """Return the installation that variables describe; InputError with all that is wrong with them."""
    data = Path(variables.get(DATA, "") or "publicvalue-data").resolve()
    demonstration = _is_on(variables, DEMONSTRATION)
    address = (variables.get(ADDRESS) or LOCAL).rstrip("/")
    problems = [*_address_problems(address, variables), *_identity_problems(variables)]
    key = variables.get(KEY) or _kept_key(data)
    problems += [*_key_problems(key), *([] if demonstration else _debug_problems(variables))]
    proxies = variables.get(PROXIES, "") or ("1" if address.startswith("https://") else "0")
    if not proxies.isdecimal():
        what, expected = Text("{value:quoted} is no number of proxies", value=proxies), Text("a whole number")
        problems.append(Problem(Place(field=PROXIES), what, expected, Text("say how many proxies stand in front")))
    quota = variables.get(QUOTA, "") or str(MOST_OF_AGENCY)
    if not quota.isdecimal() or not int(quota):
        what, expected = (
            Text("{value:quoted} is no number of gigabytes", value=quota),
            Text("a whole number above zero"),
        )
        problems.append(Problem(Place(field=QUOTA), what, expected, Text("say what one agency's evidence may take")))
    zone = variables.get(ZONE, "").strip() or WORLD_TIME
    problems += _zone_problems(zone)
    if problems:
        raise InputError(problems)
    return Environment(
        key=key,
        data=data,
        database=variables.get(DATABASE, ""),
        address=address,
        demonstration=demonstration,
        debug=_is_on(variables, DEBUG),
        proxies=int(proxies),
        identity=tuple(variables.get(name, "") for name in IDENTITY) if variables.get(IDENTITY[1]) else (),
        identity_verifies=_is_on(variables, IDENTITY_VERIFIES),
        mail=variables.get(MAIL, ""),
        quota=int(quota),
        zone=zone,
    )


def _is_on(variables: Mapping[str, str], name: str) -> bool:
    return variables.get(name, "").strip().lower() in YES


def _kept_key(data: Path) -> str:
    """Return the key that was made for the data folder; empty where there is none."""
    path = data / KEY_FILE
    return path.read_text(encoding="ascii").strip() if path.is_file() else ""


def _key_problems(key: str) -> Iterator[Problem]:
    place, expected = Place(field=KEY), Text("at least {least} characters that nobody else knows", least=SHORTEST_KEY)
    do = Text("leave it out, and `publicvalue web` makes one and keeps it in the data folder")
    if not key:
        yield Problem(place, Text("there is no key"), expected, do)
    elif key.lower().startswith(KNOWN_KEYS):
        yield Problem(place, Text("the key is one that stands in documents and examples"), expected, do)
    elif len(key) < SHORTEST_KEY:
        yield Problem(place, Text("the key is too short"), expected, do)


def _debug_problems(variables: Mapping[str, str]) -> Iterator[Problem]:
    if _is_on(variables, DEBUG):
        what = Text("pages of faults would show the inside of the application to everybody")
        yield Problem(Place(field=DEBUG), what, Text("nothing"), Text("take the variable away"))


def _zone_problems(zone: str) -> Iterator[Problem]:
    known = available_timezones()
    if zone != WORLD_TIME and zone not in known:
        what, expected = Text("{zone:quoted} is no time zone", zone=zone), Text("a name such as America/Barbados")
        yield Problem(Place(field=ZONE), what, expected, nearest(zone, sorted(known)))


def _address_problems(address: str, variables: Mapping[str, str]) -> Iterator[Problem]:
    place, parts = Place(field=ADDRESS), urlsplit(address)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path:
        expected = Text("an address such as https://register.example.org")
        yield Problem(
            place, Text("{address:quoted} is no address", address=address), expected, Text("write scheme and host")
        )
    elif parts.scheme == "http" and parts.hostname not in LOCAL_HOSTS and not _is_on(variables, ALLOW_HTTP):
        what = Text("passwords would travel unprotected")
        do = Text(
            "put a proxy with a certificate in front, or set {variable}=yes on a closed network", variable=ALLOW_HTTP
        )
        yield Problem(place, what, Text("an address with https"), do)


def _identity_problems(variables: Mapping[str, str]) -> Iterator[Problem]:
    given = [name for name in IDENTITY if variables.get(name)]
    if given and len(given) < len(IDENTITY):
        for name in IDENTITY:
            if name not in given:
                what = Text("the identity provider is described in part")
                do = Text("set all of {names:list}, or none", names=IDENTITY)
                yield Problem(Place(field=name), what, Text("a value"), do)
