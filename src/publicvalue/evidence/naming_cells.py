"""Columns whose cells say that they may tell who somebody is, whatever the column is called.

Only what is certain is told: addresses of e-mail, telephone numbers as people write them, identity numbers whose check
digits hold throughout, and names of people, of which nearly every row has another.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType

from publicvalue.words.text import phrase

LEAST, LEAST_NAMES = 10, 20
"""Different cells from which on a column is judged; names of people need more, as titles look like them."""
NEARLY_ALL, MOST_NAMES = 0.95, 0.9
"""Shares of the different cells that have to be of a kind."""
APART = 0.9
"""Share of the rows that have to differ for names of people: what repeats is a group."""
LONGEST = 80
"""Characters, at most, of a cell that names somebody."""

EMAIL, PHONE, IDENTITY, NAME = (
    phrase("e-mail addresses"),
    phrase("telephone numbers"),
    phrase("identity numbers"),
    phrase("names of people"),
)
"""What cells may hold."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_EMAIL = re.compile(r"[\w.+'-]{1,64}@[\w-]{1,63}(?:\.[\w-]{2,63}){1,4}")
_PHONE = re.compile(
    r"\+[1-9][0-9]{0,2}[ .-]?(?:\([0-9]{1,4}\)[ .-]?)?[0-9]{2,4}(?:[ .-]?[0-9]{2,4}){1,4}"
    r"|\([0-9]{2,4}\) ?[0-9]{3,4}[ .-]?[0-9]{3,4}|[2-9][0-9]{2}[ .-][0-9]{3}[ .-][0-9]{4}"
)
_WORD = re.compile(r"[^\W\d_][^\W\d_'’.-]*(?:['’-][^\W\d_]+)*\.?")
_SMALL = _words("de del della di da das do dos la las los le van von der den ten ter bin al el y e af zu")
_OF_NO_PERSON = _words("""
    agency ministry department office court council commission authority board bureau center centre service services
    school college university institute academy hospital clinic bank company inc llc ltd corp co limited group the and
    of for to in on with by restaurant cafe bar grill pizza food foods market store shop house kitchen hotel club church
    street road avenue ave st rd north south east west central saint island islands republic kingdom united new port
    system systems tool tools data model models assistant analysis project program programme management automated
    detection digital intelligence learning machine ai chatbot bot app portal platform report index survey public
    national federal state county city district region province parish town village total other unknown not no yes
    ministerio departamento oficina tribunal escuela universidad hospital banco calle avenida norte sur este oeste
    sistema servicio nacional ministere ecole universite rue dienst gemeente ministerie
""")
"""Words that names of offices, firms, places and things have, and those of people hardly."""


def naming_cells(columns: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Return the columns whose cells may tell who somebody is, with what they hold.

    Parameters
    ----------
    columns
        Name of a column -> cells of some rows, as text, without the blank ones.

    Returns
    -------
    dict
        Name of a column -> EMAIL, PHONE, IDENTITY or NAME.
    """
    found = {name: _kind([cell.strip() for cell in cells]) for name, cells in columns.items()}
    return {name: kind for name, kind in found.items() if kind}


def _kind(cells: Sequence[str]) -> str:
    different = set(cells)
    if len(different) < LEAST:
        return ""
    for kind, holds in ((EMAIL, _EMAIL.fullmatch), (PHONE, _PHONE.fullmatch)):
        if _share(different, holds) >= NEARLY_ALL:
            return kind
    if any(_share(different, holds) >= NEARLY_ALL for holds in IDENTITIES.values()):
        return IDENTITY
    if len(different) >= max(LEAST_NAMES, APART * len(cells)) and _share(different, _is_name) >= MOST_NAMES:
        return NAME
    return ""


def _share(cells: Iterable[str], holds: Callable[[str], object]) -> float:
    found = [len(cell) <= LONGEST and bool(holds(cell)) for cell in cells]
    return sum(found) / len(found)


def _is_name(cell: str) -> bool:
    """Whether a cell is two to four capitalised words, particles aside; a surname before a comma is one of them."""
    words = cell.replace(",", " ", 1).split()
    parts = [word for word in words if word.casefold() not in _SMALL]
    plain = {"".join(one for one in unicodedata.normalize("NFKD", word.casefold()) if one.isalpha()) for word in parts}
    whole = [word for word in parts if len(word.rstrip(".")) > 1]
    return (
        2 <= len(parts) <= 4
        and len(whole) >= 2
        and all(_WORD.fullmatch(word) and word[0].isupper() for word in parts)
        and not plain & _OF_NO_PERSON
    )


# ---- identity numbers


def _digits(cell: str) -> str:
    return re.sub(r"[ ./-]", "", cell).upper()


def _luhn(digits: str) -> bool:
    doubled = (int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits)))
    return sum(one - 9 if one > 9 else one for one in doubled) % 10 == 0


def _weighed(digits: str, weights: Sequence[int]) -> int:
    return sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=False))


def _is_cpf(number: str) -> bool:
    """Brazil: eleven digits, the last two of which check the others."""
    if not re.fullmatch(r"[0-9]{11}", number) or len(set(number)) == 1:
        return False
    first = _weighed(number, range(10, 1, -1)) * 10 % 11 % 10
    second = _weighed(number, range(11, 1, -1)) * 10 % 11 % 10
    return number[9:] == f"{first}{second}"


def _is_dni(number: str) -> bool:
    """Spain: eight digits, or a letter and seven, and a letter that checks them."""
    if not re.fullmatch(r"[0-9XYZ][0-9]{7}[A-Z]", number):
        return False
    return number[-1] == "TRWAGMYFPDXBNJZSQVHLCKE"[int(number[:-1].translate(str.maketrans("XYZ", "012"))) % 23]


def _is_rut(number: str) -> bool:
    """Chile: seven or eight digits and one, or K, that checks them."""
    if not re.fullmatch(r"[0-9]{7,8}[0-9K]", number):
        return False
    rest = 11 - _weighed(number[-2::-1], [2, 3, 4, 5, 6, 7] * 2) % 11
    return number[-1] == {11: "0", 10: "K"}.get(rest, str(rest))


def _is_bsn(number: str) -> bool:
    """The Netherlands: nine digits that together pass a test by eleven."""
    if not re.fullmatch(r"[0-9]{9}", number) or int(number) == 0:
        return False
    return _weighed(number, [9, 8, 7, 6, 5, 4, 3, 2, -1]) % 11 == 0


def _is_rijksregister(number: str) -> bool:
    """Belgium: eleven digits, the last two of which check the others."""
    if not re.fullmatch(r"[0-9]{11}", number):
        return False
    own = 97 - int(number[9:])
    return own in (int(number[:9]) % 97, int("2" + number[:9]) % 97)


def _is_nir(number: str) -> bool:
    """France: fifteen digits, which begin with 1 or 2 and end with two that check the others."""
    return bool(re.fullmatch(r"[12][0-9]{14}", number)) and int(number[13:]) == 97 - int(number[:13]) % 97


def _is_curp(number: str) -> bool:
    """Mexico: four letters, a day of birth, sex, state, three consonants and two that check."""
    return bool(re.fullmatch(r"[A-Z]{4}[0-9]{6}[HMX][A-Z]{5}[A-Z0-9][0-9]", number))


def _is_iban(number: str) -> bool:
    """An account: country, two digits that check, and up to thirty characters."""
    if not re.fullmatch(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}", number):
        return False
    return int("".join(str(int(one, 36)) for one in number[4:] + number[:4])) % 97 == 1


def _is_ecuadorian(number: str) -> bool:
    """Ecuador: ten digits: a province, and the last by Luhn's test."""
    return bool(re.fullmatch(r"(?:0[1-9]|1[0-9]|2[0-4]|30)[0-5][0-9]{7}", number)) and _luhn(number)


def _is_insurance(number: str) -> bool:
    """Canada: nine digits by Luhn's test; the Dominican Republic: eleven; South Africa: thirteen; cards: sixteen."""
    return bool(re.fullmatch(r"[0-9]{9}|[0-9]{11}|[0-9]{13}|[0-9]{16}", number)) and int(number) > 0 and _luhn(number)


def _is_written_so(cell: str) -> bool:
    """The United States and the United Kingdom: no digit checks the others, but nothing else is written so."""
    return bool(
        re.fullmatch(r"(?!000|666|9)[0-9]{3}-(?!00)[0-9]{2}-(?!0000)[0-9]{4}|[A-Z]{2} ?(?:[0-9]{2} ?){3}[A-D]", cell)
    )


IDENTITIES: Mapping[str, Callable[[str], bool]] = MappingProxyType(
    {
        **{
            name: lambda cell, holds=holds: holds(_digits(cell))  # type: ignore[misc]
            for name, holds in (
                ("CPF", _is_cpf),
                ("DNI", _is_dni),
                ("RUT", _is_rut),
                ("BSN", _is_bsn),
                ("rijksregister", _is_rijksregister),
                ("NIR", _is_nir),
                ("CURP", _is_curp),
                ("IBAN", _is_iban),
                ("cédula", _is_ecuadorian),
                ("Luhn", _is_insurance),
            )
        },
        "SSN": _is_written_so,
    }
)
"""What a number is called -> whether a cell is one."""
