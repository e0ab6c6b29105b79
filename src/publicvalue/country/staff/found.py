"""Everything that is found of a country's public servants."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from publicvalue.country.staff.adoption import Expected, Opinion, find_expected, find_opinions
from publicvalue.country.staff.levels import Levels, domain_levels, find_levels
from publicvalue.country.staff.model import StaffAsked, StaffBrought
from publicvalue.country.staff.training import Loss, SystemNeed, TrainingLine, find_losses, find_needs, plan_training
from publicvalue.measures.survey.people.path_result import Interval


@dataclass(frozen=True)
class StaffFound:
    """What is found of public servants.

    Parameters
    ----------
    asked, brought
        What is asked, and what was brought.
    levels
        Levels by agency, role and competency.
    domains
        Domain -> role -> level: the second view.
    plan, needs, losses
        What to train, what coming systems need, and who of the specialists leaves.
    opinions, expected
        What staff think of working with AI, and what they expect of systems.
    """

    asked: StaffAsked = field(repr=False)
    brought: StaffBrought = field(repr=False)
    levels: Levels = field(repr=False)
    domains: Mapping[str, Mapping[str, Interval]] = field(repr=False)
    plan: tuple[TrainingLine, ...]
    needs: tuple[SystemNeed, ...]
    losses: tuple[Loss, ...]
    opinions: tuple[Opinion, ...]
    expected: tuple[Expected, ...]


def find_staff(asked: StaffAsked, brought: StaffBrought) -> StaffFound:
    """Find everything about a country's public servants."""
    levels = find_levels(asked, brought)
    return StaffFound(
        asked=asked,
        brought=brought,
        levels=levels,
        domains=domain_levels(asked, brought),
        plan=plan_training(levels, brought),
        needs=find_needs(asked, levels, brought),
        losses=find_losses(asked, brought),
        opinions=find_opinions(asked, brought),
        expected=find_expected(brought),
    )
