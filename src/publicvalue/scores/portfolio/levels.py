"""Scores climb from systems to agencies, countries and the region, with what is too small to show left out.

An agency is formed from its systems, a country from its agencies, the region from its countries: at public value and at
each dimension apart, by one stated mean. What has no score at a node stays out of it and lowers the coverage; a system
of which nothing is known is neither zero nor the average. At each node the same pooling as for groups decides what may
be shown (see `portfolio_groups`), counted in systems that have a score there: first the countries of the region, then
the agencies of each country that is shown. What is hidden is always so many systems, or none, that taking the shown
from the whole gives no small group.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from publicvalue.framework.model import Mean
from publicvalue.scores.aggregate import SCORE_MEANS
from publicvalue.scores.means import Real, weighted_means
from publicvalue.scores.portfolio.groups import OTHERS, pool_groups
from publicvalue.scores.tree import Floats, Indices

LevelName = Literal["organisation", "country", "region"]
LEVELS: tuple[LevelName, ...] = ("organisation", "country", "region")
"""From the lowest; an organisation in two countries is two agencies."""
REGION = "region"

Label = tuple[str, str]
"""Country and organisation of a system."""


def agency_key(label: Label) -> str:
    """Return the key of an agency: its country and its name, `BRB/Revenue Authority` say."""
    return "/".join(label)


@dataclass(frozen=True)
class Nesting:
    """Which system belongs to which agency, and which agency to which country.

    Parameters
    ----------
    labels
        Country and organisation of each system, in the order of the systems.
    systems
        Weight of each system within its agency, shape (systems,); any scale, zero or more.
    weights
        Key of an agency or country -> its weight among its siblings; 1 where none is given.
    mean
        Mean that forms each level from the one below.
    """

    labels: tuple[Label, ...]
    systems: Floats = field(repr=False, compare=False)
    weights: Mapping[str, float] = field(default_factory=dict)
    mean: Mean = "arithmetic"

    @cached_property
    def agencies(self) -> tuple[Label, ...]:
        """Agencies by country, then by name."""
        return tuple(sorted(set(self.labels)))

    @cached_property
    def countries(self) -> tuple[str, ...]:
        """Countries by code."""
        return tuple(sorted({country for country, _ in self.labels}))

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """Keys of all groups: agencies, countries, the region."""
        return (*(agency_key(agency) for agency in self.agencies), *self.countries, REGION)

    @cached_property
    def levels(self) -> tuple[LevelName, ...]:
        """Level of each group, in the order of `keys`."""
        organisation, country = LEVELS[:2]
        return (*(organisation for _ in self.agencies), *(country for _ in self.countries), LEVELS[-1])

    @cached_property
    def members(self) -> Mapping[str, Indices]:
        """Indices of the systems in each group, by key."""
        found: dict[str, list[int]] = {key: [] for key in self.keys}
        for place, label in enumerate(self.labels):
            for key in (agency_key(label), label[0], REGION):
                found[key].append(place)
        return {key: np.array(places, dtype=np.intp) for key, places in found.items()}

    def climb(self, values: NDArray[Real]) -> NDArray[Real]:
        """Form all groups.

        Parameters
        ----------
        values
            Scores of the systems, shape (systems, ...), NaN where unknown.

        Returns
        -------
        array
            Shape (groups, ...), in the order of `keys`; NaN where nothing in a group is known.
        """
        place = {agency: i for i, agency in enumerate(self.agencies)}
        owner = np.array([place[label] for label in self.labels], dtype=np.intp)
        order = np.argsort(owner, kind="stable")
        agencies = self._form(values[order], self.systems[order], owner[order])
        country = {code: i for i, code in enumerate(self.countries)}
        above = np.array([country[code] for code, _ in self.agencies], dtype=np.intp)
        countries = self._form(agencies, self._weights([agency_key(one) for one in self.agencies]), above)
        top = self._form(countries, self._weights(self.countries), np.zeros(len(countries), dtype=np.intp))
        return np.concatenate([agencies, countries, top])

    def _form(self, values: NDArray[Real], weights: Floats, parents: Indices) -> NDArray[Real]:
        starts = np.flatnonzero(np.diff(parents, prepend=-1))
        shaped = weights.astype(values.dtype).reshape((-1,) + (1,) * (values.ndim - 1))
        return weighted_means(values, shaped, starts, SCORE_MEANS[self.mean])

    def _weights(self, keys: Sequence[str]) -> Floats:
        return np.array([self.weights.get(key, 1.0) for key in keys], dtype=np.float64)

    def coverage(self, shares: Floats) -> Floats:
        """Return the share of each group's weight that is evidenced, from that of each system; what is unknown is 0."""
        plain = Nesting(self.labels, self.systems, self.weights)
        return plain.climb(shares)

    def of(self, systems: Indices) -> Nesting:
        """Return the nesting of some of the systems, in the order given."""
        return Nesting(tuple(self.labels[i] for i in systems), self.systems[systems], self.weights, self.mean)


def find_shown(labels: Sequence[Label], minimum: int) -> frozenset[str]:
    """Return the keys of the groups that may be shown, from the labels of the systems that have a score.

    Parameters
    ----------
    labels
        Country and organisation of each system that has a score.
    minimum
        Fewest systems in a group that is shown.

    Returns
    -------
    frozenset of str
        The region when it is large enough; countries that neither are too small nor give a small one away; agencies, by
        the same rule, of the countries that are shown.

    Raises
    ------
    MethodError
        For a minimum below 2.
    """
    countries = pool_groups([country for country, _ in labels], minimum)
    shown = {REGION} if countries else set()
    for country in countries:
        if country != OTHERS:
            shown.add(country)
            own = [label for label in labels if label[0] == country]
            keys = pool_groups([agency_key(label) for label in own], minimum)
            shown.update(key for key in keys if key != OTHERS)
    return frozenset(shown)
