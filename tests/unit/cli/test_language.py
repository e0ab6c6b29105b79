"""A command speaks the language of --lang, of PUBLICVALUE_LANG, or of the machine, in this order."""

from __future__ import annotations

import pytest
from click.testing import CliRunner, Result

from publicvalue.cli.main import main
from publicvalue.cli.terminal.help import first_context, help_texts
from publicvalue.cli.terminal.language import find_language, take_language
from publicvalue.errors import InputError
from publicvalue.words.languages import language_of


def run(*words: str, **environment: str | None) -> Result:
    return CliRunner(env={"PUBLICVALUE_LANG": None, **environment}).invoke(main, list(words), prog_name="publicvalue")


def test_order_is_option_variable_locale() -> None:
    everything = {"PUBLICVALUE_LANG": "es", "LC_ALL": "en_GB.UTF-8", "LANG": "es_DO.UTF-8"}
    assert find_language("en", everything).code == "en"
    assert find_language("", everything).code == "es"
    assert find_language("", everything | {"PUBLICVALUE_LANG": ""}).code == "en"
    assert find_language("", {"LANG": "es_DO.UTF-8"}).code == "es"


@pytest.mark.parametrize("locale", ["", "C", "C.UTF-8", "POSIX", "pt_BR.UTF-8", "essence"])
def test_unknown_locale_is_english(locale: str) -> None:
    assert find_language("", {"LANG": locale}).code == "en"


@pytest.mark.parametrize(("named", "environment"), [("xx", {}), ("", {"PUBLICVALUE_LANG": "xx"})])
def test_unknown_language_that_was_named_is_a_problem(named: str, environment: dict[str, str]) -> None:
    with pytest.raises(InputError, match="there is no language 'xx'"):
        find_language(named, environment)


def test_option_stands_before_or_behind_the_command() -> None:
    assert take_language(["check", "a", "--lang", "es", "b"]) == ("es", ["check", "a", "b"])
    assert take_language(["--lang=es", "check"]) == ("es", ["check"])
    assert take_language(["check", "--", "--lang", "es"]) == ("", ["check", "--", "--lang", "es"])
    assert take_language(["check", "--lang"]) == ("", ["check", "--lang"])


@pytest.mark.parametrize("words", [("--lang", "es", "check", "nowhere"), ("check", "nowhere", "--lang", "es")])
def test_problems_come_in_the_language(words: tuple[str, ...]) -> None:
    result = run(*words)
    assert (result.exit_code, result.output.splitlines()[-1]) == (2, "1 problema.")
    assert "se esperaba: " in result.output


def test_wrong_words_are_told_in_the_language_of_the_machine() -> None:
    result = run("portfolio", "--draws", "many", LC_ALL="es_CR.UTF-8")
    assert (result.exit_code, result.output) == (
        2,
        "este valor de --draws no se puede usar\n"
        "    se esperaba: un número de 1000 a 1000000\n"
        "    qué hacer: `publicvalue portfolio --help` dice qué hay\n"
        "1 problema. No se escribió nada.\n",
    )


@pytest.mark.parametrize(
    ("words", "what", "do"),
    [
        (
            ("check", "--framwork", "x"),
            "there is no option '--framwork'",
            "`publicvalue check --help` tells what there is",
        ),
        (("chek",), "there is no command 'chek'", "did you mean check?"),
        (("check",), "FOLDER is missing", "`publicvalue check --help` tells what there is"),
        (("--lang", "xx", "check"), "there is no language 'xx'", "name one with --lang or PUBLICVALUE_LANG"),
    ],
)
def test_wrong_words_are_problems_like_any_other(words: tuple[str, ...], what: str, do: str) -> None:
    result = run(*words)
    assert result.exit_code == 2
    lines = result.output.splitlines()
    assert (lines[0], lines[-2].strip(), lines[-1]) == (what, f"do: {do}", "1 problem.")


def test_help_comes_in_the_language() -> None:
    found = run("assess", "--help", "--lang", "es").output
    assert found.startswith("Uso: publicvalue assess [OPTIONS] FOLDER\n")
    assert "Muestra este mensaje y termina." in found
    assert "Show" not in found


def test_every_text_of_the_help_is_translated() -> None:
    spanish = language_of("es")
    texts = set(help_texts(main, first_context(main)))
    assert len(texts) > 60
    assert [text for text in texts if spanish.word(text) == text] == []
