"""Names of countries as publishers write them: one country for all spellings of its name."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping

DROPPED = frozenset({"the", "and"})
WRITTEN_OUT = {"st": "saint"}
CODE = re.compile(r"[A-Z]{3}")


def fold_name(name: str) -> str:
    """Return what is left of a name without accents, case, punctuation and small words.

    A name whose accents were read in another encoding than they were written in is put right first.
    """
    letters = unicodedata.normalize("NFKD", _mended(name).replace("&", " and "))
    plain = "".join(one for one in letters if not unicodedata.combining(one)).casefold()
    words = (WRITTEN_OUT.get(word, word) for word in re.findall(r"[a-z]+", plain))
    return " ".join(word for word in words if word not in DROPPED)


def _mended(name: str) -> str:
    try:
        return name.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return name


class CountryNames:
    """Finds a country's code by its code or by any spelling of its name.

    Parameters
    ----------
    countries
        Code -> name.
    formerly
        Former code -> code.
    also
        Further name -> code.
    """

    def __init__(self, countries: Mapping[str, str], formerly: Mapping[str, str], also: Mapping[str, str]) -> None:
        self._codes = {**{code: code for code in countries}, **formerly}
        self._names = {fold_name(name): code for name, code in _named(countries, also)}

    def find(self, written: str) -> str:
        """Return the code; empty where no country is called so."""
        text = written.strip()
        if CODE.fullmatch(text):
            return self._codes.get(text, "")
        return self._names.get(fold_name(text), "")


def _named(countries: Mapping[str, str], also: Mapping[str, str]) -> Iterable[tuple[str, str]]:
    yield from ((name, code) for code, name in countries.items())
    yield from also.items()
