"""The archetypes by name: what was brought in each, as `tests/spec/verdicts/*.yaml` says it in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

import numpy as np

from archetypes import BAD, GOOD, Archetype, Rows, core_indicators, is_outcome, shipped, value_at
from publicvalue.framework.model import Indicator

REVERSED = "economic.risk.economic_harm.reversed_money_decisions"
LOSSES = "economic.risk.economic_harm.losses_change"
WAITING = "economic.benefit.efficiencies.waiting_time_change"
OUTCOME = "citizen.benefit.service_quality.outcome_change"
EASE = "citizen.benefit.accessibility.ease_of_use"
RATIO = "economic.benefit.costs.benefit_cost_ratio"
GAP = "economic.risk.economic_harm.false_positive_gap"
BREACHES = "administrative.risk.security.privacy_breaches"
SAVED = "economic.benefit.efficiencies.staff_time_saved"
LEGAL = "administrative.consideration.legality.legal_controls"
OUTPUTS = ("economic.benefit.efficiencies.within_service_standard", "economic.benefit.automation.without_rework")
STAFF: Mapping[str, Any] = MappingProxyType(
    {
        "id": "staff_assistant",
        "facts": {
            "decides_on_people": False,
            "serves_public": False,
            "moves_money": False,
            "has_contact": False,
            "uses_personal_data": False,
        },
    }
)
JUDGEMENT = "Federal Court, judgement of 27 November 2019"

OUTCOMES = [one for one in core_indicators() if is_outcome(one)]
OTHERS = [one for one in core_indicators() if not is_outcome(one)]


def of(*dimensions: str) -> list[Indicator]:
    """The core indicators of some dimensions."""
    return [one for one in core_indicators() if one.id.split(".")[0] in dimensions]


def good() -> Archetype:
    """Everything good, the red lines answered and proved."""
    return Archetype().lines().core()


def with_line(line: str, **answer: str) -> Archetype:
    made = Archetype().lines(but=[line]).core()
    made.red_lines[line] = answer
    return made


def strong() -> Archetype:
    return good().lots(WAITING, GOOD).lots(OUTCOME, GOOD).survey(EASE, GOOD, 600)


def small_unit() -> Archetype:
    made = Archetype().lines().core(only=OTHERS, n=100)
    for one in OUTCOMES:
        made = made.survey(one.id, GOOD, 60, False) if one.kind == "survey" else made.core(only=[one], n=100)
    return made


def few() -> Archetype:
    made = Archetype().lines().core(only=OTHERS)
    for one in OUTCOMES:
        made = made.survey(one.id, GOOD, 6, False) if one.kind == "survey" else made
    return made


def staff_assistant(stated: bool = True) -> Archetype:
    profile = next(one for one in shipped().profiles if one.id == "staff_assistant")
    off = {one.of for one in profile.not_applicable}
    kept = [one for one in core_indicators() if not {one.id, one.component} & off]
    exempt = [line.id for line in shipped().red_lines if line.exempt] if stated else []
    made = Archetype(profile=dict(STAFF) if stated else {}).lines(but=exempt)
    return made.core(only=kept).survey(SAVED, GOOD, 300)


def office_series(rise: float) -> Rows:
    """Waiting times of a series that rises by so much after adoption, without any office to compare with."""
    rng = np.random.default_rng(3)
    months = [(year, month) for year in range(2019, 2025) for month in range(1, 13)]
    return [
        {
            "value": 20 * (1 + rise * (year >= 2022)) + rng.normal(),
            "period": f"{year}-{month:02d}-01",
            "with_system": "yes" if year >= 2022 else "no",
        }
        for year, month in months
        for _ in range(4)
    ]


def offices(fall: float) -> Rows:
    """Waiting times of 24 offices, half of which adopt in 2022 and fall by so much."""
    rng = np.random.default_rng(3)
    return [
        {
            "value": 20 * (1 - fall * (office < 12 and year >= 2022)) + 0.5 * rng.normal(),
            "adopter": f"office {office}",
            "period": f"{year}-06-01",
            "adopted": "2022-01-01" if office < 12 else "",
        }
        for office in range(24)
        for year in range(2019, 2025)
    ]


def comparison_alone() -> Archetype:
    return good().add("records", WAITING, offices(0.05))


def conflicting() -> Archetype:
    return comparison_alone().add("records", WAITING, office_series(0.2))


def legal_items(**states: str) -> Archetype:
    """Everything good, and the items of the checklist on legality as given; the red lines are not stated."""
    items: Any = shipped().indicator(LEGAL).options["items"]
    rows: Rows = [{"item": one["id"], "state": states.get(one["id"], "yes"), "document": "D 4"} for one in items]
    return Archetype().lines(but=["legal_basis"]).core().add("checklist", LEGAL, rows)


def chosen_reversals() -> Archetype:
    """Everything good; 354 of 600 decisions against people were wrong, of cases that somebody chose."""
    row: dict[str, object] = {"question": REVERSED, "answer": 354, "of": 600, "drawn": "other", "document": "D 6"}
    made = with_line("reversals", answer="unknown").without(REVERSED)
    return made.add("appraisal", REVERSED, [row])


def much_set_aside() -> Archetype:
    """Two dimensions good, and of the two others all set aside that may be."""
    guarded = {item.split("/")[0].rsplit(".", 1)[0] for line in shipped().red_lines for item in line.items}
    others = [one.component for one in of("democratic", "citizen") if one.component not in guarded]
    aside = [{"of": component, "why": "we do not do this"} for component in others[:7]]
    kept = of("economic", "administrative")
    return Archetype(profile={"not_applicable": aside}).lines().core(only=kept).lots(WAITING, GOOD)


def asserted_figures() -> Archetype:
    made = Archetype().lines()
    for one in core_indicators():
        value = value_at(one, GOOD)
        made = made.figure(one.id, value, (value - 1e-9, value + 1e-9), basis="asserted")
    return made


def exempt_and_aside() -> Archetype:
    """A staff assistant of which everything is set aside that may be, and nothing is answered."""
    guarded = {item.split("/")[0].rsplit(".", 1)[0] for line in shipped().red_lines for item in line.items}
    profile = next(one for one in shipped().profiles if one.id == "staff_assistant")
    gone = guarded | {one.of for one in profile.not_applicable}
    left = [one.component for one in core_indicators() if one.component not in gone and one.id != REVERSED]
    return Archetype(profile={**STAFF, "not_applicable": [{"of": one, "why": "not our task"} for one in left]})


def mixed_lines() -> Archetype:
    """Everything good; one red line broken, one partly kept, one not answered."""
    made = Archetype().lines(but=["owner"]).core()
    made.red_lines["legal_basis"] = {"answer": "no", "document": JUDGEMENT}
    made.red_lines["redress"] = {
        "answer": "partly",
        "fact": "Objections take five months",
        "document": "D 9",
        "mend_by": "2025-06-30",
    }
    return made


def expected_harm() -> Archetype:
    """Forecasts of a design, all good but for the losses of those served."""
    return (
        replace(Archetype().lines().forecast(), phase="design")
        .without(LOSSES)
        .add("forecast", LOSSES, [{"low": 45, "likely": 50, "high": 55}])
    )


def old_harm() -> Archetype:
    """Everything good today; losses up 50 % in evidence of seven years ago."""
    made = good().figure(LOSSES, 50, (45, 55))
    return replace(made, days={[*made.evidence][-1]: "2017-12-31"})


BUILT: Mapping[str, Callable[[], Archetype]] = MappingProxyType(
    {
        "forecasts-only": lambda: Archetype(phase="idea").forecast(),
        "claims-only": lambda: Archetype().core(document=""),
        "paper-only": lambda: Archetype().lines().checklists(),
        "unlawful-but-good": lambda: with_line("legal_basis", answer="no", document=JUDGEMENT),
        "unlawful-alone": lambda: Archetype(red_lines={"legal_basis": {"answer": "no"}}),
        "mass-reversal": lambda: (
            with_line("reversals", answer="unknown").without(REVERSED).share(REVERSED, 354, 600, "random")
        ),
        "group-harm": lambda: Archetype().gap(GAP, {"Black": 0.45, "White": 0.23}),
        "harm-to-all-alike": lambda: good().figure(LOSSES, 50, (45, 55)),
        "costs-exceed-benefits": lambda: good().figure(RATIO, 0.86, (0.80, 0.93)),
        "strong-success": strong,
        "small-unit-success": small_unit,
        "one-strong-effect": lambda: Archetype().lots(OUTCOME, GOOD),
        "split": lambda: (
            Archetype().lines().core(only=of("economic", "administrative")).core(BAD, only=of("democratic", "citizen"))
        ),
        "outputs-only": lambda: Archetype().core(only=[shipped().indicator(id) for id in OUTPUTS]),
        "not-applicable-right": staff_assistant,
        "conflicting-ways": conflicting,
        "few-respondents": few,
        "stale": lambda: replace(strong(), collected="2017-12-31"),
        # Our own.
        "nothing-at-all": Archetype,
        "all-bad": lambda: Archetype().lines().core(BAD),
        "forecast-of-harm": lambda: Archetype(phase="design").lines().forecast(15.0),
        "lines-claimed": lambda: Archetype().lines(document="").core(),
        "lines-unanswered": lambda: Archetype().core(),
        "line-partly": lambda: with_line(
            "redress", answer="partly", fact="Objections take five months.", document="D 9", mend_by="2025-06-30"
        ),
        "retired-and-unlawful": lambda: replace(
            with_line("legal_basis", answer="no", fact="The scheme had no basis in law.", document=JUDGEMENT),
            phase="retired",
        ),
        "share-of-appeals": lambda: (
            with_line("reversals", answer="yes", document="D 1").without(REVERSED).share(REVERSED, 354, 600, "appeals")
        ),
        "item-says-no": lambda: legal_items(legal_basis="no"),
        "item-against-stated-yes": lambda: replace(
            legal_items(legal_basis="no"), red_lines=Archetype().lines().red_lines
        ),
        "items-in-place": legal_items,
        "pilot-success": lambda: replace(strong(), phase="pilot"),
        "pilot-without-measurement": lambda: replace(few(), phase="pilot"),
        "outcomes-bad-rest-good": lambda: Archetype().lines().core(only=OTHERS).core(BAD, only=OUTCOMES),
        "middling": lambda: Archetype().lines().core(50.0),
        "half-of-the-core": lambda: Archetype().lines().core(only=core_indicators()[::2]),
        "third-of-the-core": lambda: Archetype().lines().core(only=core_indicators()[::3]),
        "small-gap": lambda: good().gap(GAP, {"north": 0.25, "south": 0.23}),
        "gap-in-a-success": lambda: strong().gap(GAP, {"north": 0.45, "south": 0.23}),
        "benefits-exceed-costs": lambda: good().figure(RATIO, 1.8, (1.5, 2.1)),
        "staff-facts-not-stated": lambda: staff_assistant(stated=False),
        "comparison-alone": comparison_alone,
        "published-success": lambda: (
            Archetype()
            .lines()
            .core(only=OTHERS)
            .figures(GOOD, [one.id for one in OUTCOMES])
            .figure(OUTCOME, 15, (12, 18))
        ),
        "dimension-unknown": lambda: (
            Archetype().lines().core(only=of("economic", "administrative", "democratic")).lots(WAITING, GOOD)
        ),
        "retired-success": lambda: replace(strong(), phase="retired"),
        "harm-claimed": lambda: good().figure(LOSSES, 50, (45, 55), basis="asserted"),
        "harm-beside-a-better-answer": lambda: good().figure(LOSSES, 50, (45, 55)).figure(LOSSES, -20, (-20.1, -19.9)),
        "reversals-of-chosen-cases": chosen_reversals,
        "condition-late": lambda: with_line(
            "redress", answer="partly", fact="Objections take five months", document="D 9", mend_by="2024-03-31"
        ),
        "much-set-aside": much_set_aside,
        "checklists-beside-grades": lambda: small_unit().checklists(),
        "built-not-used": lambda: replace(Archetype().lines().checklists(), phase="development"),
        "staff-worse-off": lambda: staff_assistant().without(SAVED).survey(SAVED, 10, 300),
        "kind-chosen-to-dodge": lambda: (
            replace(with_line("reversals", answer="unknown"), profile=dict(STAFF))
            .without(REVERSED)
            .share(REVERSED, 354, 600, "random")
        ),
        "asserted-to-the-last-digit": asserted_figures,
        "all-unknown": lambda: Archetype().lines("unknown", document=""),
        "costs-alone": lambda: Archetype().figure(RATIO, 0.86, (0.80, 0.93)),
        "survey-of-four": lambda: Archetype().lines().core(only=OTHERS).survey(EASE, GOOD, 4, False),
        "bad-but-claimed": lambda: Archetype().lines().core(BAD, document=""),
        "use-prohibited-before-it-starts": lambda: replace(
            Archetype(red_lines={"not_prohibited": {"answer": "no", "fact": "It scores conduct"}}).forecast(),
            phase="idea",
        ),
        "claims-beside-two-effects": lambda: (
            Archetype().lines().core(document="").without(WAITING, OUTCOME).lots(WAITING, GOOD).lots(OUTCOME, GOOD)
        ),
        "outcomes-good-rest-bad": lambda: Archetype().lines().core(20.0, only=OTHERS).core(only=OUTCOMES),
        "retired-on-promises": lambda: Archetype(phase="retired").lines().forecast(),
        "breach-alone": lambda: Archetype().figure(BREACHES, 30, (26, 34)),
        "pilot-with-harm": lambda: replace(strong().figure(LOSSES, 50, (45, 55)), phase="pilot"),
        "retired-with-harm": lambda: replace(good().figure(LOSSES, 50, (45, 55)), phase="retired"),
        "harm-long-ago": old_harm,
        "gap-of-a-few": lambda: good().gap(GAP, {"north": 0.45, "south": 0.23}, cases=40),
        "harm-within-chance": lambda: good().figure(LOSSES, 15, (-40, 70)),
        "exempt-and-set-aside": exempt_and_aside,
        "every-line-partly": lambda: replace(
            good(),
            red_lines={
                line.id: {"answer": "partly", "fact": f"{line.id} half done", "document": "D", "mend_by": "2025-06-30"}
                for line in shipped().red_lines
            },
        ),
        "lines-of-every-kind": mixed_lines,
        "best-evidence-is-bad": lambda: good().lots(OUTCOME, BAD),
        "old-and-few": lambda: replace(Archetype().lines().core(n=8), collected="2017-12-31"),
        "bad-side-claimed": lambda: (
            Archetype()
            .lines()
            .core(only=of("economic", "administrative", "democratic"))
            .core(BAD, only=of("citizen"), document="")
        ),
        "pilot-that-costs": lambda: replace(good().figure(RATIO, 0.86, (0.80, 0.93)), phase="pilot"),
        "harm-expected-by-design": expected_harm,
        "retired-and-unknown": lambda: Archetype(phase="retired"),
    }
)
