"""The language that a command speaks: `--lang`, else PUBLICVALUE_LANG, else that of the machine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import click

from publicvalue.words.language import ENGLISH, Language
from publicvalue.words.languages import LANGUAGES, language_of

OPTION = "--lang"
VARIABLE = "PUBLICVALUE_LANG"
LOCALE = ("LC_ALL", "LC_MESSAGES", "LANG")
"""Variables by which systems name a language; the first that is set counts."""

if TYPE_CHECKING:
    from publicvalue.files.frameworks import FrameworkFiles

_KEPT = "publicvalue.language"


def find_language(named: str, environment: Mapping[str, str]) -> Language:
    """Return the language that is asked for.

    Parameters
    ----------
    named
        What `--lang` says; empty where it is not there.
    environment
        The variables of the machine.

    Raises
    ------
    InputError
        When `--lang` or PUBLICVALUE_LANG names a language that there is not. A locale that is none is English.
    """
    if asked := named or environment.get(VARIABLE, ""):
        return language_of(asked)
    locale = next((environment[name] for name in LOCALE if environment.get(name)), "")
    return language_of(locale) if locale.replace("-", "_").split("_")[0].split(".")[0] in LANGUAGES else ENGLISH


def take_language(words: Sequence[str]) -> tuple[str, list[str]]:
    """Return what `--lang` says and the other words of a command line: it may stand before or behind the command."""
    named, others, rest = "", [], list(words)
    while rest and rest[0] != "--":
        word = rest.pop(0)
        if word == OPTION and rest:
            named = rest.pop(0)
        elif word.startswith(f"{OPTION}="):
            named = word.partition("=")[2]
        else:
            others.append(word)
    return named, others + rest


def speak(context: click.Context, language: Language) -> None:
    """Let a command and those below it speak a language."""
    context.meta[_KEPT] = language


def spoken() -> Language:
    """Return the language of the running command; English where none runs."""
    context = click.get_current_context(silent=True)
    found = context.meta.get(_KEPT) if context else None
    return found if isinstance(found, Language) else ENGLISH


def speak_own(files: FrameworkFiles) -> None:
    """Let the running command know the sentences of a ministry's own framework too."""
    from publicvalue.files.translations import speak_framework

    if spoken() is not ENGLISH:
        speak(click.get_current_context(), speak_framework(spoken(), files))
