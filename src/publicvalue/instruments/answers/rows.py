"""Which submissions count: not deleted or rejected, the last edit, with consent, on this version, in the sample."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Literal

from publicvalue.instruments.answers.columns import labels_of
from publicvalue.instruments.answers.row_report import RowReport
from publicvalue.instruments.folded_text import clean
from publicvalue.instruments.forms.model import Form
from publicvalue.instruments.submissions import Submission, TextTable
from publicvalue.measures.privacy.suppression import HIDDEN, hide_cells
from publicvalue.words.choices import check_name
from publicvalue.words.text import Text

OWN_VERSION = re.compile(r"\S+\.[0-9]{8}")
"""How `instrument_version` looks; Kobo writes versions of its own, which say nothing about the questions."""

REVIEW_TEXTS = {
    "on_hold": Text("on hold"),
    "has_issues": Text("marked as having issues"),
    "unknown": Text("in a state that is not known"),
}

Keep = Literal["not_rejected", "approved"]


@dataclass(frozen=True)
class RowRules:
    """Which rows are taken.

    Parameters
    ----------
    keep
        not_rejected: all but rejected ones. approved: only those that a reviewer approved.
    any_version
        Whether answers to another version of the form are taken too.
    wave
        Name of the wave, for a column `wave`; none when empty.

    Raises
    ------
    MethodError
        When there is no such rule for reviewed rows.
    """

    keep: Keep = "not_rejected"
    any_version: bool = False
    wave: str = ""

    def __post_init__(self) -> None:
        """Refuse names that are not known."""
        check_name(self.keep, Keep, "rule for reviewed rows")


@dataclass(frozen=True)
class DrawnPeople:
    """The people who were drawn.

    Parameters
    ----------
    members
        Code of the invitation -> weight, stratum, cluster, population, as far as they are known.
    """

    members: Mapping[str, Mapping[str, str]]

    def response(self, kept: Sequence[Submission]) -> TextTable:
        """Return how many of each stratum were drawn and answered; few answers are not shown."""
        drawn = Counter(member.get("stratum", "") for member in self.members.values())
        answered = Counter(clean(one.cells.get("stratum", "")) for one in kept)
        strata = sorted(drawn)
        hidden = hide_cells([(one,) for one in strata], [answered[one] for one in strata])
        rows = tuple(
            (one, str(drawn[one]), HIDDEN, HIDDEN)
            if away
            else (one, str(drawn[one]), str(answered[one]), f"{100 * answered[one] / drawn[one]:.1f}")
            for one, away in zip(strata, hidden, strict=True)
        )
        return TextTable(("stratum", "sampled", "answered", "response_percent"), rows)


def choose_rows(
    form: Form, submissions: Sequence[Submission], rules: RowRules, sample: DrawnPeople | None, report: RowReport
) -> list[Submission]:
    """Return the submissions that count, with the design of the sample in their cells; note the others' reasons."""
    chooser = _Chooser(form, rules, sample)
    later = later_rows(submissions)
    kept: list[Submission] = []
    for one in submissions:
        why = later.get(one.row) or chooser.reason(one)
        if why:
            report.refuse(one.row, why)
            continue
        found = chooser.designed(one)
        if why := _design_fault(found):
            report.refuse(one.row, why)
            continue
        report.take(one.row)
        kept.append(found)
    chooser.flag(submissions, report)
    return kept


def later_rows(submissions: Sequence[Submission]) -> dict[int, str]:
    """Return row -> why another row stands for it: a later edit of the same form, or the same form once more."""
    newest: dict[str, Submission] = {}
    for one in submissions:
        if one.root and not one.deleted:
            held = newest.get(one.root)
            newest[one.root] = one if held is None or one.sent >= held.sent else held
    edits = {one.replaces: one.row for one in submissions if one.replaces and not one.deleted}
    found: dict[int, str] = {}
    for one in submissions:
        last = newest.get(one.root, one)
        if last.row != one.row and last.key == one.key:
            found[one.row] = Text("row {row} is the same form once more", row=last.row)
        elif last.row != one.row:
            found[one.row] = Text("row {row} is a later edit of the same form", row=last.row)
        elif one.key and edits.get(one.key, one.row) != one.row:
            found[one.row] = Text("row {row} is a later edit of the same form", row=edits[one.key])
    return found


class _Chooser:
    """Says why a submission does not count; remembers the codes that were used."""

    def __init__(self, form: Form, rules: RowRules, sample: DrawnPeople | None) -> None:
        self._rules, self._sample = rules, sample
        self._version = form.version
        self._consents = [
            (q.id, choices[0].code, labels_of((choice.code, choice.texts) for choice in choices))
            for q in form.asked
            if q.use == "consent"
            for choices in [form.instruments.choices_of(q)]
        ]
        self._code_question = next((q.id for q in form.asked if q.use == "sample_code"), "")
        self._used: dict[str, int] = {}

    def reason(self, one: Submission) -> str:
        """Return why a submission does not count; empty when it does."""
        return self._state(one) or self._other_version(one) or self._no_consent(one) or self._not_in_sample(one)

    def _state(self, one: Submission) -> str:
        if one.deleted:
            return Text("it was deleted in the collecting tool")
        if one.review == "rejected":
            return Text("it was rejected in review")
        if self._rules.keep == "approved" and one.review != "approved":
            return Text("it is not approved (its review state is {state})", state=one.review.replace("_", " "))
        return ""

    def _other_version(self, one: Submission) -> str:
        foreign = OWN_VERSION.fullmatch(one.version) and one.version != self._version
        if foreign and not self._rules.any_version:
            return Text(
                "it was filled in on version {version} of the form, this is {own}",
                version=one.version,
                own=self._version,
            )
        return ""

    def _no_consent(self, one: Submission) -> str:
        for id, given, labels in self._consents:
            text = clean(one.cells.get(id, ""))
            if id in one.cells and re.sub(r"\.0+$", "", text.casefold()) != given and labels.code(text) != given:
                return Text("no consent was given")
        return ""

    def _not_in_sample(self, one: Submission) -> str:
        if self._sample is None:
            return ""
        code = clean(one.cells.get(self._code_question, ""))
        if code not in self._sample.members:
            return Text("its invitation code is blank or was not drawn")
        first = self._used.setdefault(code, one.row)
        return Text("row {first} already answers this invitation", first=first) if first != one.row else ""

    def designed(self, one: Submission) -> Submission:
        """Return a submission with the design of its member of the sample, and with the wave."""
        member = self._sample.members.get(clean(one.cells.get(self._code_question, "")), {}) if self._sample else {}
        wave = {"wave": self._rules.wave} if self._rules.wave else {}
        return replace(one, cells=MappingProxyType({**one.cells, **member, **wave}))

    def flag(self, submissions: Sequence[Submission], report: RowReport) -> None:
        """Flag consent that was never asked for, and versions that cannot be compared."""
        for id, _, _ in self._consents:
            if not any(id in one.cells for one in submissions):
                report.flag(Text("the file has no column on consent; make sure that it was given"))
        foreign = Counter(one.version for one in submissions if one.version and not OWN_VERSION.fullmatch(one.version))
        if len(foreign) > 1:
            counts = tuple(
                Text("{version} ({rows} rows)", version=version, rows=rows) for version, rows in sorted(foreign.items())
            )
            report.flag(
                Text(
                    "{foreign} versions of the form were in use: {counts:list}; check that questions kept meaning",
                    foreign=len(foreign),
                    counts=counts,
                )
            )
        for state, told in REVIEW_TEXTS.items():
            rows = sum(one.review == state for one in submissions)
            if rows and self._rules.keep == "not_rejected":
                report.flag(Text("{rows} rows are {told} in review and were taken", rows=rows, told=told))


def _design_fault(one: Submission) -> str:
    """Return what is wrong with a submission's weight or population; empty when nothing is."""
    for name in ("weight", "population"):
        if name not in one.cells:
            continue
        text = clean(one.cells[name])
        if not re.fullmatch(r"([0-9]+(\.[0-9]+)?|\.[0-9]+)([eE][-+]?[0-9]+)?", text) or not 0 < float(text) < math.inf:
            shown = text if re.fullmatch(r"-?[0-9.]{1,10}", text) else Text("no number")
            return Text("its {name} is {shown}, not a number above 0", name=name, shown=shown)
    return ""
