"""What narrows a list of systems: questions beside it, and above it what is asked for, to be taken out one by one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Protocol
from urllib.parse import urlencode

from publicvalue.interop.fields import PHASES, TOPICS
from publicvalue.web.design.inputs import Input, Option
from publicvalue.web.register.gates import GATES, NO_GATE
from publicvalue.web.register.queries import ListChoice
from publicvalue.words.text import Text

STATE_NAMES = {"draft": Text("draft"), "public": Text("public"), "withdrawn": Text("withdrawn")}
NO_GATE_NAME = Text("no gate on record")
ORDER_NAMES = {"name": Text("name"), "changed": Text("last changed"), "review": Text("review that is due first")}


class Named(Protocol):
    """An agency or what stands for one in a list."""

    slug: str
    name: str


def filters_of(asked: ListChoice, agencies: Sequence[Named], *, states: bool = False) -> list[Input]:
    """Return the questions beside a list."""
    phases = {code: Text("{word:word}", word=name) for code, name in PHASES.items()}
    topics = {code: Text("{word:word}", word=name) for code, name in TOPICS.items()}
    found = [
        Input("q", Text("Search"), value=asked.text, hint=Text("Words in the record")),
        choice("phase", Text("Phase"), asked.phase, phases),
        choice("topic", Text("Function of government"), asked.topic, topics),
    ]
    if len(agencies) > 1:
        found.append(choice("agency", Text("Agency"), asked.agency, {one.slug: one.name for one in agencies}))
    gates = {**GATES, NO_GATE: NO_GATE_NAME}
    found.append(choice("gate", Text("Last gate on record"), asked.gate, gates))
    if states:
        found.append(choice("state", Text("Who sees it"), asked.state, STATE_NAMES))
    order = tuple(Option(code, name, code == asked.order) for code, name in ORDER_NAMES.items())
    return [*found, Input("order", Text("Order by"), "select", asked.order, options=order)]


def choice(name: str, label: Text, value: str, choices: Mapping[str, str]) -> Input:
    """Return a question of one choice, or any."""
    options = (Option("", Text("any"), not value), *(Option(code, one, code == value) for code, one in choices.items()))
    return Input(name, label, "select", value, options=options)


def chips_of(
    asked: ListChoice, query: Mapping[str, str], names: Mapping[str, str] = MappingProxyType({})
) -> list[tuple[str, str]]:
    """Return what a list is narrowed to, in words, each with the address of the list without it.

    Parameters
    ----------
    asked, query
        What is asked for, and the address that asks for it.
    names
        Code of an agency or a country -> its name.
    """
    said = {
        "q": asked.text and Text("{text:quoted}", text=asked.text),
        "phase": asked.phase and Text("{word:word}", word=PHASES.get(asked.phase, "")),
        "topic": asked.topic and Text("{word:word}", word=TOPICS.get(asked.topic, "")),
        "agency": asked.agency and names.get(asked.agency, asked.agency),
        "country": asked.country and names.get(asked.country, asked.country),
        "state": asked.state and STATE_NAMES[asked.state],
        "gate": asked.gate and Text("gate: {gate}", gate=GATES.get(asked.gate, NO_GATE_NAME)),
        "overdue": asked.overdue and Text("review overdue"),
    }
    return [(text, without(query, name)) for name, text in said.items() if text]


def without(query: Mapping[str, str], name: str) -> str:
    """Return the address of the same list, without one of the things that it asks for."""
    return "?" + urlencode({key: one for key, one in query.items() if key not in (name, "page") and one})
