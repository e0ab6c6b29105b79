"""An instrument as an XLSForm, the workbook that KoboToolbox and ODK turn into a form that also works offline.

Sheets `survey`, `choices` and `settings`. Each section is a group; nothing after the question on consent is shown
unless it was given. An allocation is a group of whole numbers whose last one checks the sum; a best-worst task is a
group of two choices from its own list.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from publicvalue.framework.model import Framework
from publicvalue.framework.questions.model import LANGUAGES, Instruments, Question, QuestionCondition, Texts, text_in
from publicvalue.instruments.forms.sheets import LANGUAGE_NAMES, Row, Sheet, Workbook
from publicvalue.instruments.forms.version import find_audience, form_id, instrument_version
from publicvalue.instruments.forms.words import word

PLAIN = ("type", "name", "required", "relevant", "constraint", "appearance", "calculation")
TRANSLATED = ("label", "hint", "constraint_message")
SELECT = {"scale": "select_one", "choose_one": "select_one", "choose_several": "select_multiple"}

Line = dict[str, object]
"""One row of the sheet `survey`: plain columns hold text, translated ones texts by language."""


def render_xlsform(framework: Framework, audience: str, languages: Sequence[str] = LANGUAGES) -> Workbook:
    """Return the XLSForm of one audience.

    Parameters
    ----------
    framework
        The framework whose questions are asked.
    audience
        Id of the audience.
    languages
        Languages of the form, the default first.

    Raises
    ------
    InputError
        When the framework asks no such audience.
    """
    found = find_audience(framework, audience)
    lines = list(_lines(framework, audience, found.intro))
    choices = list(_choice_rows(framework.instruments, framework.instruments.asked_of(audience)))
    used = [name for name in TRANSLATED if any(name in line for line in lines)]
    header: Row = (*PLAIN, *(f"{name}::{LANGUAGE_NAMES[one]}" for name in used for one in languages))
    labels: Row = ("list_name", "name", *(f"label::{LANGUAGE_NAMES[one]}" for one in languages))
    settings: tuple[Row, ...] = (
        ("form_title", "form_id", "version", "default_language"),
        (
            text_in(found.texts, languages[0]),
            form_id(framework, audience),
            instrument_version(framework, audience),
            LANGUAGE_NAMES[languages[0]],
        ),
    )
    return Workbook(
        (
            Sheet("survey", (header, *(_survey_row(line, used, languages) for line in lines)), widths=(28,)),
            Sheet("choices", (labels, *((a, b, *_in(texts, languages)) for a, b, texts in choices)), widths=(28,)),
            Sheet("settings", settings),
        ),
        languages[0],
    )


def _in(texts: Texts, languages: Sequence[str]) -> tuple[str, ...]:
    return tuple(text_in(texts, language) for language in languages)


def _survey_row(line: Line, used: Sequence[str], languages: Sequence[str]) -> Row:
    plain = tuple(str(line.get(name) or "") or None for name in PLAIN)
    translated: list[str | None] = []
    for name in used:
        texts = line.get(name)
        translated += _in(texts, languages) if isinstance(texts, dict) else [None] * len(languages)
    return (*plain, *translated)


def _lines(framework: Framework, audience: str, intro: Texts) -> Iterator[Line]:
    asked = framework.instruments.asked_of(audience)
    yield {"type": "note", "name": "intro", "label": dict(intro)}
    consents = [question for question in asked if question.use == "consent"]
    for question in consents:
        yield from _question(question, framework.instruments)
    given = " and ".join(f"${{{q.id}}} = '{framework.instruments.choices_of(q)[0].code}'" for q in consents)
    for section in framework.instruments.sections:
        inside = [question for question in asked if question.section == section.id and question.use != "consent"]
        if inside:
            name = f"section_{section.id}"
            yield {"type": "begin_group", "name": name, "label": dict(section.texts), "relevant": given}
            for question in inside:
                yield from _question(question, framework.instruments)
            yield {"type": "end_group"}


def _question(question: Question, instruments: Instruments) -> Iterator[Line]:
    if question.type == "allocation":
        yield from _allocation(question, instruments)
    elif question.type == "best_worst":
        yield from _best_worst(question, instruments)
    else:
        yield {**_common(question, instruments), "type": _type(question), **_constraint(question)}


def _common(question: Question, instruments: Instruments) -> Line:
    line: Line = {"name": question.id, "label": dict(question.texts), "relevant": _relevant(question, instruments)}
    if question.hints:
        line["hint"] = dict(question.hints)
    if question.required:
        line["required"] = "yes"
    return line


def _type(question: Question) -> str:
    if question.type in SELECT:
        return f"{SELECT[question.type]} {question.choices}"
    return "decimal" if question.type == "number" else "text"


def _constraint(question: Question) -> Line:
    if question.most is not None:
        message = word("most", most=question.most)
        return {"constraint": f"count-selected(.) <= {question.most}", "constraint_message": message}
    low, high = question.low, question.high
    tests = [f". {sign} {end:g}" for sign, end in ((">=", low), ("<=", high)) if end is not None]
    if not tests:
        return {}
    name = "between" if len(tests) == 2 else "at_least" if low is not None else "at_most"
    ends = {key: f"{end:g}" for key, end in (("low", low), ("high", high)) if end is not None}
    return {"constraint": " and ".join(tests), "constraint_message": word(name, **ends)}


def _relevant(question: Question, instruments: Instruments) -> str:
    return " and ".join(_test(condition, instruments) for condition in question.relevant)


def _test(condition: QuestionCondition, instruments: Instruments) -> str:
    name = f"${{{condition.question}}}"
    if condition.test in ("at_least", "at_most"):
        return f"{name} {'>=' if condition.test == 'at_least' else '<='} {condition.values[0]}"
    several = instruments.question(condition.question).type == "choose_several"
    tests = [f"selected({name}, '{code}')" if several else f"{name} = '{code}'" for code in condition.values]
    joined = " or ".join(tests)
    if condition.test == "is_not":
        return f"not({joined})"
    return f"({joined})" if len(tests) > 1 else joined


def _allocation(question: Question, instruments: Instruments) -> Iterator[Line]:
    """A group of whole numbers; the last one must complete the total once any was given."""
    choices = [choice for choice in instruments.choices_of(question) if not choice.missing]
    names = question.columns(instruments.choice_lists)
    yield {**_common(question, instruments), "type": "begin_group", "required": "", "appearance": "field-list"}
    range_test, range_words = f". >= 0 and . <= {question.total}", word("between", low=0, high=question.total)
    for name, choice in zip(names[:-1], choices[:-1], strict=True):
        line: Line = {"type": "integer", "name": name, "label": dict(choice.texts)}
        yield {**line, "constraint": range_test, "constraint_message": range_words}
    others = " + ".join(f"coalesce(${{{name}}}, 0)" for name in names[:-1])
    yield {
        "type": "integer",
        "name": names[-1],
        "label": dict(choices[-1].texts),
        "required": f"{others} > 0",
        "constraint": f". >= 0 and . + {others} = {question.total}",
        "constraint_message": word("total", total=question.total),
    }
    yield {"type": "end_group"}


def _best_worst(question: Question, instruments: Instruments) -> Iterator[Line]:
    yield {**_common(question, instruments), "type": "begin_group", "required": ""}
    for n, place in enumerate(instruments.task_places(question), start=1):
        task, list_name = f"{question.id}_{n}", _task_list(question, n)
        heading = word("task", n=place.name, of=place.of)
        shown = f"${{{question.dealt_by}}} = '{place.code}'" if place.code else ""
        yield {"type": "begin_group", "name": task, "label": heading, "relevant": shown, "appearance": "field-list"}
        yield {"type": f"select_one {list_name}", "name": f"{task}_best", "label": word("best")}
        yield {
            "type": f"select_one {list_name}",
            "name": f"{task}_worst",
            "label": word("worst"),
            "constraint": f". != ${{{task}_best}}",
            "constraint_message": word("not_the_same"),
        }
        yield {"type": "end_group"}
    yield {"type": "end_group"}


def _task_list(question: Question, n: int) -> str:
    return f"{question.id}_task_{n}"


def _choice_rows(instruments: Instruments, asked: Sequence[Question]) -> Iterator[tuple[str, str, Texts]]:
    named = [question.choices for question in asked if question.type in SELECT]
    for name in dict.fromkeys(named):
        yield from ((name, choice.code, choice.texts) for choice in instruments.choice_lists[name].choices)
    for question in asked:
        for n, task in enumerate(question.tasks, start=1):
            texts = {choice.code: choice.texts for choice in instruments.choices_of(question)}
            yield from ((_task_list(question, n), code, texts[code]) for code in task)
