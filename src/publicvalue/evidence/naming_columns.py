"""Columns whose names say that they may tell who somebody is, in the four languages of the product."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


ALONE = _words("name names nombre nombres nom noms naam namen ip gps user usuario")
"""Names that say so where they are the whole name of a column: an `office name` is none."""

WORDS = _words("""
    surname lastname firstname fullname middlename maiden apellido apellidos prenom prenoms voornaam achternaam
    email mail correo courriel phone telephone telefono telefoon telefoonnummer mobile celular portable gsm whatsapp
    address direccion adresse adres street calle rue straat postcode postal
    birth birthday birthdate dob nacimiento naissance geboorte geboortedatum
    passport pasaporte passeport paspoort ssn nin nib trn bsn nif nie dni cedula curp cpf rut sedula
    identity identidad identite identiteit signature firma handtekening username login photo foto latitude longitude
    plate matricula kenteken iban
""")
"""Words that say so wherever they stand in the name of a column."""

TOGETHER = (
    {"first", "name"},
    {"last", "name"},
    {"full", "name"},
    {"family", "name"},
    {"given", "name"},
    {"national", "id"},
    {"id", "number"},
    {"tax", "number"},
    {"ip", "address"},
    {"nom", "famille"},
    {"numero", "fiscal"},
)
"""Words that say so together."""

OF_PERSONS = _words("""
    applicant citizen client person officer employee patient pupil student driver owner claimant taxpayer respondent
    solicitante ciudadano ciudadana cliente persona demandeur citoyen citoyenne personne aanvrager burger klant
""")
"""Words for people, beside which `name` says so too."""


def naming_columns(names: Iterable[str]) -> tuple[str, ...]:
    """Return those names of columns that may tell who somebody is; a name is a hint, and no proof of either.

    Parameters
    ----------
    names
        Names of columns as a file has them, in any of the four languages, with or without accents.
    """
    return tuple(name for name in names if _may_name(name))


def _may_name(name: str) -> bool:
    plain = "".join(one for one in unicodedata.normalize("NFKD", name) if not unicodedata.combining(one))
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", plain)
    words = re.findall(r"[a-z]+", spaced.casefold())
    held = set(words)
    if len(words) == 1 and words[0] in ALONE:
        return True
    if held & WORDS or any(pair <= held for pair in TOGETHER):
        return True
    return bool(held & OF_PERSONS and held & ALONE)
