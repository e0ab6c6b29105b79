"""What a few experts, chosen and not drawn, leave open of their weights."""

from __future__ import annotations

import numpy as np

from publicvalue.measures.result import Diagnostic
from publicvalue.measures.survey.constructs.moments import Floats
from publicvalue.words.text import Text


def draw_panel(rows: Floats, replicates: int, rng: np.random.Generator) -> Floats:
    """Return shares that a few experts leave open, shape (replicates, parts): Student's t about their mean log-ratios.

    Drawing a few people again, as of a sample, would make the interval far too narrow.
    """
    members = len(rows)
    away = rng.standard_normal((replicates, members)) @ (rows - rows.mean(axis=0))
    away /= np.sqrt(members * rng.chisquare(members - 1, (replicates, 1)))
    return _closed(rows.mean(axis=0) + away)


def _closed(ratios: Floats) -> Floats:
    shares = np.exp(ratios - ratios.max(axis=1, keepdims=True))
    return np.asarray(shares / shares.sum(axis=1, keepdims=True))


def say_panel(members: int) -> Diagnostic:
    """Say what the interval of a panel's weights tells."""
    text = Text(
        "A panel of {members} was chosen, not drawn: its interval says how far its members part (Student's t with "
        "{freedom} degrees of freedom), not what anybody else would say.",
        members=members,
        freedom=members - 1,
    )
    return Diagnostic(Text("Panel"), None, text)
