"""What a form asks for, as plain values: the components of `templates/design/parts` show them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.forms import BoundField, widgets

CHOSEN = {"radios", "checkboxes"}
KINDS: tuple[tuple[type, str], ...] = (
    (widgets.RadioSelect, "radios"),
    (widgets.CheckboxSelectMultiple, "checkboxes"),
    (widgets.CheckboxInput, "checkbox"),
    (widgets.Select, "select"),
    (widgets.Textarea, "textarea"),
    (widgets.FileInput, "file"),
    (widgets.PasswordInput, "password"),
    (widgets.EmailInput, "email"),
    (widgets.URLInput, "url"),
    (widgets.HiddenInput, "hidden"),
)


@dataclass(frozen=True)
class Option:
    """One answer of several.

    Parameters
    ----------
    value, label
        What is sent, and what is read.
    chosen
        Whether it is the answer now.
    hint
        What helps to choose.
    as_is
        Whether it begins with a name that is written as it is, such as that of a column.
    """

    value: str
    label: str
    chosen: bool = False
    hint: str = ""
    as_is: bool = False


@dataclass(frozen=True)
class Input:
    """One question of a form.

    Parameters
    ----------
    name
        Under which the answer is sent.
    label, hint
        The question, and what helps to answer it.
    kind
        text, textarea, select, radios, checkboxes, checkbox, date, file, email, url, password, hidden.
    value
        The answer now; of a date, three parts joined by `-`.
    options
        Answers to choose from.
    errors
        What is wrong with the answer.
    needed
        Whether it has to be answered: the others say "optional" behind their question.
    autocomplete
        What a browser may fill in.
    none
        The words of the box that says "there is none"; empty where that is no answer.
    none_chosen
        Whether that box is ticked.
    rows
        Lines of a textarea.
    wide, inline
        Whether a line is as wide as the page; whether a few short answers stand beside each other.
    """

    name: str
    label: str
    kind: str = "text"
    value: str = ""
    hint: str = ""
    options: tuple[Option, ...] = ()
    errors: tuple[str, ...] = ()
    needed: bool = True
    autocomplete: str = ""
    none: str = ""
    none_chosen: bool = False
    rows: int = 5
    wide: bool = True
    inline: bool = False

    @property
    def id(self) -> str:
        """Where a link in the error summary leads: of several answers, the first."""
        return f"id_{self.name}"

    @property
    def first(self) -> str:
        """The id of the element that an error leads to."""
        return f"{self.id}_0" if self.kind in CHOSEN else self.id

    @property
    def described_by(self) -> str:
        parts = [f"{self.id}-hint"] if self.hint else []
        return " ".join(parts + ([f"{self.id}-error"] if self.errors else []))

    @property
    def is_set(self) -> bool:
        """Whether it needs a frame of its own: a question with several parts."""
        return self.kind in CHOSEN


def from_django(field: BoundField) -> Input:
    """Return a field of a Django form as an input."""
    widget: Any = field.field.widget
    kind = next((name for of, name in KINDS if isinstance(widget, of)), "text")
    value = field.value()
    chosen = {str(one) for one in (value if isinstance(value, list | tuple) else [value])}
    choices: Iterable[tuple[Any, Any]] = getattr(field.field, "choices", ())
    options = tuple(
        Option(str(key), label if isinstance(label, str) else str(label), str(key) in chosen)
        for key, label in choices
        if kind != "text"
    )
    return Input(
        name=field.html_name,
        label=str(field.label) if not isinstance(field.label, str) else field.label,
        kind=kind,
        value="" if value is None or kind in {"password", "file"} else str(value),
        hint=str(field.help_text) if not isinstance(field.help_text, str) else field.help_text,
        options=options,
        errors=tuple(map(str, field.errors)),
        needed=field.field.required,
        autocomplete=str(widget.attrs.get("autocomplete", "")),
    )
