"""Days, months and quarters in words: English, Spanish, French and Dutch, as 15 mars 2024, T1 2024 or 1er trimestre."""

from __future__ import annotations

MONTHS = (
    "jan january enero ene janvier janv januari",
    "feb february febrero fevrier fevr fev februari",
    "mar march marzo mars maart mrt",
    "apr april abril abr avril avr",
    "may mayo mai mei",
    "jun june junio juin juni",
    "jul july julio juillet juil juli",
    "aug august agosto ago aout augustus",
    "sep sept september septiembre setiembre set septembre",
    "oct october octubre octobre okt oktober",
    "nov november noviembre novembre",
    "dec december diciembre dic decembre",
)
"""The words for each month, without accents."""

WEEKDAYS = (
    "monday tuesday wednesday thursday friday saturday sunday lunes martes miercoles jueves viernes sabado domingo"
    " lundi mardi mercredi jeudi vendredi samedi dimanche"
    " maandag dinsdag woensdag donderdag vrijdag zaterdag zondag"
)
ORDINALS = (
    "1st first primer primero premier premiere eerste 1er 1ere 1ro 1e i",
    "2nd second segundo deuxieme tweede 2e 2eme 2do ii",
    "3rd third tercer tercero troisieme derde 3e 3eme 3er 3ro iii",
    "4th fourth cuarto quatrieme vierde 4e 4eme 4to iv",
)
"""The words for the first to the fourth quarter."""

QUARTER = "(?:t|q|k|kw|qtr|trim|quarter|trimestre|trimester|kwartaal)"
YEAR = "((?:19|20|21)[0-9]{2})"
BETWEEN = "[ /]?"
QUARTERS = (
    (f"{QUARTER} ?([1-4]){BETWEEN}{YEAR}", r"\2q\1"),
    (f"([1-4]) ?{QUARTER}{BETWEEN}{YEAR}", r"\2q\1"),
    (f"{YEAR}{BETWEEN}{QUARTER} ?([1-4])", r"\1q\2"),
    (f"{YEAR} ([1-4]) ?{QUARTER}", r"\1q\2"),
)
"""Ways of writing a quarter, and how its year and number are taken from them."""
BEGINS = {"q1": "-01-01", "q2": "-04-01", "q3": "-07-01", "q4": "-10-01"}


def plain_words(day: str) -> str:
    """Return the expression for a date in small letters, without accents, articles, weekdays, points and dashes."""
    letters = f"translate(strip_accents(lower({day})), 'ºª°', '')"
    words = f"regexp_replace({letters}, '[-,. ]+', ' ', 'g')"
    left_out = "|".join(["de", "del", "of", "the", "le", "el", *WEEKDAYS.split()])
    return f"trim(regexp_replace({words}, '\\b(?:{left_out})\\b ?', '', 'g'))"


def word_day(plain: str) -> str:
    """Read 15 mars 2024 and March 15 2024."""
    shape = f"([0-9]{{1,2}})(?:st|nd|rd|th|er|e)? ([a-z]{{3,}}) {YEAR}"
    turned = rf"regexp_replace({plain}, '^([a-z]{{3,}}) ([0-9]{{1,2}})(?:st|nd|rd|th)? {YEAR}$', '\2 \1 \3')"
    return made(turned, shape, (3, 2, 1))


def word_month(plain: str) -> str:
    """Read the first day of mars 2024 and of 2024 mars."""
    turned = rf"regexp_replace({plain}, '^{YEAR} ([a-z]{{3,}})$', '1 \2 \1')"
    return made(rf"regexp_replace({turned}, '^([a-z]{{3,}} {YEAR})$', '1 \1')", f"(1) ([a-z]{{3,}}) {YEAR}", (3, 2, 1))


def made(words: str, shape: str, places: tuple[int, int, int]) -> str:
    """Make a date of the year, the month's name and the day that stand in the places of a pattern."""
    year, month, day = (f"regexp_extract({words}, '^{shape}$', {place})" for place in places)
    names = {name: f"-{number:02d}-" for number, listed in enumerate(MONTHS, start=1) for name in listed.split()}
    keys, values = (", ".join(f"'{one}'" for one in part) for part in (names, names.values()))
    # A word that is no month leaves nothing, as null does.
    return f"try_cast({year} || map([{keys}], [{values}])[{month}] || lpad({day}, 2, '0') AS DATE)"


def word_quarter(plain: str) -> str:
    """Read the first day of T1 2024, 2024-Q1, K1 2024, 1er trimestre 2024."""
    numbered = plain
    for number, words in enumerate(ORDINALS, start=1):
        numbered = f"regexp_replace({numbered}, '\\b(?:{'|'.join(words.split())})\\b', '{number}')"
    for pattern, taken in QUARTERS:
        numbered = f"regexp_replace({numbered}, '^{pattern}$', '{taken}')"
    found = f"regexp_extract({numbered}, '^[0-9]{{4}}q[1-4]$')"
    for quarter, begins in BEGINS.items():
        found = f"replace({found}, '{quarter}', '{begins}')"
    return f"try_cast({found} AS DATE)"
