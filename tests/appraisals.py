"""Appraisals for tests: drawn by hypothesis, and one filled in by hand; all of the framework of `core_framework`."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from types import MappingProxyType

from hypothesis import strategies as st

from publicvalue.evidence.stated import RedLineAnswer
from publicvalue.instruments.appraisal.model import SYSTEM_FIELDS, Appraisal, CoreAnswer, Flow, NamedDocument, Rating

CONTROLS, IN_TIME, HOURS = (
    "economic.benefit.costs.controls",
    "citizen.benefit.service.in_time",
    "economic.risk.harm.hours",
)
RATED = "citizen.benefit.service.rated"

ANSWERED = Appraisal(
    title="Licences",
    framework="../fw",
    period_from="2026-01-01",
    period_to="2026-12-31",
    system=MappingProxyType(
        {
            "name": "Licence assistant",
            "description": "Answers questions on licences.",
            "organisation": "Ministry of Trade",
            "phase": "production",
            "country": "BRB",
        }
    ),
    profile="assistant",
    facts=MappingProxyType({"decides": False, "public": True}),
    red_lines=MappingProxyType(
        {
            "legal_basis": RedLineAnswer("yes", "Section 4 of the Licences Act", "Act 12 of 2023"),
            "review": RedLineAnswer("partly", "The desk is open on Mondays", "", "2027-03-31"),
        }
    ),
    answers=MappingProxyType(
        {
            CONTROLS: CoreAnswer("partly", document="Vote 12"),
            IN_TIME: CoreAnswer("14", of="20", drawn="random", document="List of files", answered_on="2026-11-02"),
        }
    ),
    set_aside=MappingProxyType({"economic.risk.harm": "Nothing waits for it."}),
    discount_rate="0.035",
    flows=(
        Flow("2026-02-01", "cost", "Contract", amount="120000"),
        Flow("2027-02-01", "benefit", "Hours", low="10000", likely="20000.5", high="40000"),
    ),
    ratings=(Rating(RATED, "clear", "A", "4"), Rating(RATED, "clear", "B", "3"), Rating(RATED, "kind", "A", "5")),
    documents=(NamedDocument("Vote 12", "Registry, file 7", "2026-04-01"),),
)

# What no settings file or workbook holds is cut away before; a workbook has escapes of its own that begin so.
LETTERS = st.characters(
    codec="utf-8", exclude_categories=("Cc", "Cs", "Cn", "Zl", "Zp"), exclude_characters="\x85\ufeff"
)
TEXTS = st.text(LETTERS | st.just("\n"), max_size=30).map(lambda text: text.replace("_", "").strip())
SOME = TEXTS.map(lambda text: text or "x")
DAYS = st.dates(dt.date(1901, 1, 1)).map(lambda day: day.isoformat())
NUMBERS = st.one_of(
    st.integers(0, 10**9).map(str), st.sampled_from(["0.5", "0.00001", "12.25", "123456.789", "100000000000"])
)


def maybe(strategy: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.just("") | strategy


GRADES = st.builds(
    CoreAnswer,
    st.sampled_from(["proven", "partly", "none", "unknown"]),
    document=TEXTS, note=TEXTS, answered_by=TEXTS, answered_on=maybe(DAYS),
)  # fmt: skip
COUNTS = st.integers(1, 10**6).flatmap(
    lambda of: st.builds(
        CoreAnswer, st.integers(0, of).map(str), of=st.just(str(of)),
        drawn=st.sampled_from(["", "all", "random", "other"]),
        document=TEXTS, note=TEXTS, answered_by=TEXTS, answered_on=maybe(DAYS),
    )
)  # fmt: skip
FIGURES = st.builds(
    lambda figure, more: replace(figure, low="0", high=figure.answer) if more else figure,
    st.builds(CoreAnswer, NUMBERS, basis=st.sampled_from(["", "measured", "asserted"]), document=TEXTS, note=TEXTS),
    st.booleans(),
)
LINES = st.builds(RedLineAnswer, st.sampled_from(["yes", "partly", "no", "unknown"]), TEXTS, TEXTS, maybe(DAYS))
FLOWS = st.one_of(
    st.builds(Flow, DAYS, st.sampled_from(["cost", "benefit"]), TEXTS, NUMBERS),
    st.builds(
        lambda day, flow, label, three: Flow(day, flow, label, "", *sorted(three, key=float)),
        DAYS, st.sampled_from(["cost", "benefit"]), TEXTS, st.lists(NUMBERS, min_size=3, max_size=3),
    ),
)  # fmt: skip


@st.composite
def appraisals(draw: st.DrawFn) -> Appraisal:
    """Any appraisal that a person could have filled in."""
    system = draw(st.dictionaries(st.sampled_from(sorted(set(SYSTEM_FIELDS) - {"phase", "country"})), SOME))
    forms = {CONTROLS: GRADES, IN_TIME: COUNTS, HOURS: FIGURES}
    answers = {id: draw(form) for id, form in forms.items() if draw(st.booleans())}
    open_ones = [id.rsplit(".", 1)[0] for id in forms if id not in answers]
    flows = tuple(draw(st.lists(FLOWS, max_size=3)))
    raters = draw(st.lists(SOME, unique=True, max_size=3))
    ratings = [
        Rating(RATED, item, rater, draw(st.sampled_from(["1", "3", "4.5"])))
        for item in ("clear", "kind")
        for rater in raters
        if draw(st.booleans())
    ]
    return Appraisal(
        title=draw(SOME),
        framework="../fw",
        period_from=draw(DAYS),
        period_to=draw(DAYS),
        system=MappingProxyType({**system, "phase": "pilot", "country": "BRB"} if draw(st.booleans()) else system),
        profile=draw(st.sampled_from(["", "assistant", "decisions"])),
        facts=MappingProxyType(draw(st.dictionaries(st.sampled_from(["decides", "public"]), st.booleans()))),
        red_lines=MappingProxyType(draw(st.dictionaries(st.sampled_from(["legal_basis", "review"]), LINES))),
        answers=MappingProxyType(answers),
        set_aside=MappingProxyType({one: draw(SOME) for one in open_ones if draw(st.booleans())}),
        discount_rate=draw(st.sampled_from(["0.035", "0"])) if flows else "",
        flows=flows,
        ratings=tuple(sorted(ratings)),
        documents=tuple(draw(st.lists(st.builds(NamedDocument, SOME, TEXTS, maybe(DAYS)), max_size=3))),
    )
