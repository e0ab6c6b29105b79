"""What looks wrong in a whole file of answers, for a person to look at: nothing here changes an answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from publicvalue.framework.questions.model import Instruments, Question
from publicvalue.instruments.answers.construct_scores import turned
from publicvalue.instruments.answers.row_report import RowReport
from publicvalue.instruments.folded_text import clean
from publicvalue.instruments.forms.model import Form
from publicvalue.instruments.submissions import Submission
from publicvalue.words.text import Text

FEW = 10
"""Fewest people with two answers for a correlation to say anything."""

CLEAR = -0.1
"""Correlation of an item with the rest of its construct below which it runs against it."""


def check_answers(
    form: Form, answers: Sequence[Mapping[str, str]], kept: Sequence[Submission], report: RowReport
) -> None:
    """Flag items that run against their construct, constructs of one item, raters all alike, strata of one cluster."""
    for construct in form.instruments.constructs:
        items = [question for question in form.asked if question.construct == construct.id]
        answered = [item for item in items if any(item.id in values for values in answers)]
        if len(answered) == 1:
            report.flag(
                Text(
                    "only one of {items} questions of {name} was answered: no reliability",
                    items=len(items),
                    name=construct.id,
                ),
                answered[0].id,
            )
        _flag_item_rest(form.instruments, answered, answers, report)
    _flag_alike(form.asked, answers, report)
    _flag_lonely_clusters(kept, report)


def _flag_item_rest(
    instruments: Instruments, items: Sequence[Question], answers: Sequence[Mapping[str, str]], report: RowReport
) -> None:
    grid = np.array(
        [[turned(instruments, item, float(v[item.id])) if item.id in v else np.nan for item in items] for v in answers]
    )
    for place, item in enumerate(items if len(items) > 1 else ()):
        rest = np.delete(grid, place, axis=1)
        beside = np.isfinite(rest).sum(axis=1)
        both = np.isfinite(grid[:, place]) & (beside > 0)
        if both.sum() < FEW:
            continue
        mine, others = grid[both, place], np.nansum(rest[both], axis=1) / beside[both]
        if not (np.ptp(mine) and np.ptp(others)):
            continue
        r = float(np.corrcoef(mine, others)[0, 1])
        if r < CLEAR:
            mark = (
                Text("it is marked reversed; perhaps it should not be")
                if item.reversed
                else Text("perhaps it is reversed")
            )
            report.flag(
                Text(
                    "its answers run against the other questions of {construct} (r = {r:.2f}): {mark}",
                    construct=item.construct,
                    r=r,
                    mark=mark,
                ),
                item.id,
            )


def _flag_alike(asked: Sequence[Question], answers: Sequence[Mapping[str, str]], report: RowReport) -> None:
    rated = [question.id for question in asked if question.item]
    patterns = {tuple(values.get(id, "") for id in rated) for values in answers}
    if rated and len(answers) > 1 and len(patterns) == 1:
        report.flag(Text("all raters gave the same ratings: were they independent?"))


def _flag_lonely_clusters(kept: Sequence[Submission], report: RowReport) -> None:
    clusters: dict[str, set[str]] = {}
    for one in kept:
        if "stratum" in one.cells and "cluster" in one.cells:
            clusters.setdefault(clean(one.cells["stratum"]), set()).add(clean(one.cells["cluster"]))
    for stratum, names in sorted(clusters.items()):
        if len(names) == 1:
            why = Text(
                "the stratum '{stratum}' has one cluster only: it gives no sampling error; merge it with another",
                stratum=stratum,
            )
            report.flag(why, "cluster")
