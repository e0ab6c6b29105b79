"""What the choices of a measure's settings are called: the words of files are codes, and pages say them in words."""

from __future__ import annotations

from collections.abc import Mapping

from publicvalue.words.text import Text

TRUTH: Mapping[str, Text] = {"true": Text("yes"), "false": Text("no")}
CHOICES: Mapping[str, Mapping[str, Text]] = {
    "adjustment": {
        "doubly robust": Text("by regression and weighting, doubly robust"),
        "regression": Text("by regression"),
        "weighting": Text("by weighting"),
    },
    "better": {"higher": Text("higher is better"), "lower": Text("lower is better")},
    "controls": {"never": Text("units that never adopt"), "not yet": Text("units that have not adopted yet")},
    "design": {
        "before_after": Text("before and after"),
        "interrupted_series": Text("a series that is interrupted"),
        "randomised_difference": Text("a lot among cases or units"),
        "staggered_adoption": Text("a roll-out one after the other"),
        "synthetic_control": Text("one adopter beside others (synthetic control)"),
        "threshold_discontinuity": Text("a score that decides"),
    },
    "drawn": {
        "all": Text("all of them"),
        "appeals": Text("those that somebody appealed"),
        "random": Text("some, drawn at random"),
    },
    "effect": {"in its unit": Text("in its own unit"), "in percent": Text("in percent")},
    "estimator": {"weighted": Text("weighted")},
    "form": {
        "count": Text("so many of so many"),
        "figure": Text("a figure"),
        "grade": Text("a grade that is described"),
    },
    "period_size": {
        "day": Text("a day"),
        "week": Text("a week"),
        "month": Text("a month"),
        "quarter": Text("a quarter"),
        "year": Text("a year"),
    },
    "rate": {
        "accuracy": Text("accuracy"),
        "balanced_accuracy": Text("balanced accuracy"),
        "false_negative_rate": Text("false negative rate"),
        "false_positive_rate": Text("false positive rate"),
        "negative_predictive_value": Text("negative predictive value"),
        "precision": Text("precision"),
        "sensitivity": Text("sensitivity"),
        "specificity": Text("specificity"),
    },
    "samples": {
        "independent": Text("each group was drawn by itself"),
        "one": Text("they are groups of one sample"),
    },
    "scale": {"as it is": Text("the outcome as it is"), "logarithm": Text("its logarithm")},
    "side": {"at or above": Text("at the threshold or above it"), "below": Text("below the threshold")},
    "signed": {"as measured": Text("as measured"), "better is positive": Text("what is better is positive")},
    "statistic": {"difference": Text("their difference"), "ratio": Text("their ratio")},
    "weigh": {"cases": Text("by their cases"), "units": Text("units count alike")},
}
"""Name of a setting -> what its choices are called, by their codes."""


def choice_name(setting: str, code: str) -> Text:
    """Return what a choice of a setting is called; KeyError for one that nobody has named."""
    return TRUTH.get(code) or CHOICES[setting][code]
