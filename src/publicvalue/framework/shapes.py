"""The shapes of the files of a framework and of an extension; what they hold states its own fields."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Annotated, ClassVar

from pydantic import AfterValidator

from publicvalue.errors import Place
from publicvalue.framework.indicators import Component, Indicator
from publicvalue.framework.judgement.advice import Recommendation
from publicvalue.framework.judgement.harms import HarmRule
from publicvalue.framework.judgement.red_lines import RedLine
from publicvalue.framework.judgement.verdict import VerdictRules
from publicvalue.framework.model import Alternatives, Weighting
from publicvalue.framework.profiles import FactQuestion, Profile
from publicvalue.framework.questions.shapes import AddedQuestions, AllQuestions
from publicvalue.framework.terms import Cited, Mean, Policy, Term
from publicvalue.schema.reader import refuse
from publicvalue.schema.shape import Shape
from publicvalue.schema.values import CHOICE, Anything, At, Many, Named, Number, Places, Written, said
from publicvalue.words.text import Text, phrase


def _refuse_floors(_: object) -> object:
    raise refuse(
        Text("floors guard nothing any more"),
        Text("`harms`, each over the measured value of an indicator, or `red_lines`"),
        Text("write what a floor guarded as a harm with its threshold in the indicator's unit, and remove `floors`"),
    )


SomeMean = Annotated[Mean | None, CHOICE]
Means = Many[Annotated[Mean, CHOICE]] | None
NO_CATEGORY: Mapping[str, str] = MappingProxyType(
    {
        "category": phrase(
            "remove the line: components count alike within their dimension, and the mean of `dimension` forms it"
        )
    }
)


@dataclass(frozen=True)
class LevelMeans(Shape):
    """Which mean forms each level."""

    called: ClassVar[str] = phrase("means")
    gone: ClassVar[Mapping[str, str]] = NO_CATEGORY

    component: Annotated[SomeMean, said(phrase("mean that forms a component"))] = None
    dimension: Annotated[SomeMean, said(phrase("mean that forms a dimension"))] = None
    public_value: Annotated[SomeMean, said(phrase("mean that forms the public value"))] = None

    def by_level(self) -> Mapping[str, Mean]:
        """Return level -> mean for the levels that are named."""
        found = {
            "component": self.component,
            "dimension": self.dimension,
            "public_value": self.public_value,
        }
        return {level: mean for level, mean in found.items() if mean is not None}


@dataclass(frozen=True)
class OpenMeans(Shape):
    """Means that may form a level as well."""

    called: ClassVar[str] = phrase("open means")
    gone: ClassVar[Mapping[str, str]] = NO_CATEGORY

    component: Annotated[Means, said(phrase("means that may form a component as well"))] = None
    dimension: Annotated[Means, said(phrase("means that may form a dimension as well"))] = None
    public_value: Annotated[Means, said(phrase("means that may form the public value as well"))] = None

    def by_level(self) -> Mapping[str, tuple[Mean, ...]]:
        """Return level -> means for the levels that are named."""
        found = {
            "component": self.component,
            "dimension": self.dimension,
            "public_value": self.public_value,
        }
        return {level: means for level, means in found.items() if means is not None}


@dataclass(frozen=True)
class OpenChoices(Shape):
    """The choices of the method that a framework leaves open."""

    called: ClassVar[str] = phrase("alternatives")

    means: Annotated[
        OpenMeans, said(phrase("level -> means as defensible as the stated one; each is drawn as often"))
    ] = OpenMeans()
    weights: Annotated[
        Many[Annotated[Weighting, CHOICE]] | None, said(phrase("weightings as defensible as the given weights"))
    ] = None

    def over(self, base: Alternatives) -> Alternatives:
        """Return the open choices: those that are named replace those of the base."""
        means = MappingProxyType({**base.means, **self.means.by_level()})
        return Alternatives(means, base.weights if self.weights is None else self.weights)


Weights = Named[Annotated[Number, said("", ge=0)]]


@dataclass(frozen=True)
class FrameworkHead(Cited):
    """What `framework` in a framework's files says."""

    dimensions: Annotated[Many[Term], said(phrase("the dimensions"), min_length=1)]
    categories: Annotated[Many[Term], said(phrase("the categories"), min_length=1)]
    stages: Annotated[Many[Term], said(phrase("stages of the public value chain, in order"), min_length=1)]
    strengths: Annotated[Many[Term], said(phrase("strength of evidence, 0 to 5"), min_length=6)]
    means: Annotated[LevelMeans, said(phrase("which mean forms each level"))]
    weight_spread: Annotated[Number, said(phrase("relative spread of the weights in the Monte Carlo"), ge=0, le=1)]
    anchor_spread: Annotated[
        Number, said(phrase("spread of judged anchors, in parts of the curve's range"), ge=0, le=0.5)
    ]
    weights: Annotated[Weights, said(phrase("node id -> weight; 1 where it is not named"))] = field(
        default_factory=dict
    )
    alternatives: Annotated[
        OpenChoices, said(phrase("choices of the method that are open; the Monte Carlo draws among them"))
    ] = OpenChoices()
    place: At = field(default=Place(), compare=False)
    places: Places = field(default_factory=dict, compare=False)


@dataclass(frozen=True)
class FrameworkFile(AllQuestions):
    """The files of a framework, merged into one."""

    called: ClassVar[str] = phrase("framework file")

    framework: Annotated[FrameworkHead, said(phrase("name, terms and method"))]
    components: Annotated[Many[Component], said(phrase("the components with their indicators"), min_length=1)]
    verdict: Annotated[VerdictRules, said(phrase("how scores become words"))]
    policies: Annotated[Many[Policy], said(phrase("headings of the recommendations"), min_length=1)]
    recommendations: Annotated[Many[Recommendation], said(phrase("the advice"))]
    red_lines: Annotated[Many[RedLine], said(phrase("what no benefit makes good, asked first"))] = ()
    harms: Annotated[Many[HarmRule], said(phrase("measured values that are stated first"))] = ()
    facts: Annotated[Many[FactQuestion], said(phrase("yes-or-no questions from which follows what applies"))] = ()
    profiles: Annotated[Many[Profile], said(phrase("kinds of systems, with what does not apply to each"))] = ()


@dataclass(frozen=True)
class ExtensionHead(Shape):
    """What `extension` in a ministry's own file says."""

    called: ClassVar[str] = phrase("extension")

    id: Annotated[Written, said(phrase("name in files"))]
    version: Annotated[Written, said(phrase("version; a result names it"))]
    title: Annotated[Written, said(phrase("name for people"))]
    extends: Annotated[Written, said(phrase("id/version of the framework that is extended"))]
    why: Annotated[Written, said(phrase("who decided this, and why"))]
    weights: Annotated[Weights, said(phrase("node id -> weight; others keep theirs"))] = field(default_factory=dict)
    means: Annotated[LevelMeans, said(phrase("which mean forms each level; others keep theirs"))] = LevelMeans()
    alternatives: Annotated[
        OpenChoices, said(phrase("open choices; what is not named is kept, and an empty list closes one"))
    ] = OpenChoices()
    switch_off: Annotated[
        Many[Written], said(phrase("ids of components, indicators or questions that are not asked"))
    ] = ()
    place: At = field(default=Place(), compare=False)
    places: Places = field(default_factory=dict, compare=False)


@dataclass(frozen=True)
class ExtensionFile(AddedQuestions):
    """A ministry's own file."""

    called: ClassVar[str] = phrase("extension file")

    extension: Annotated[ExtensionHead, said(phrase("name and changes"))]
    components: Annotated[Many[Component], said(phrase("further components"))] = ()
    indicators: Annotated[Many[Indicator], said(phrase("further indicators of components that exist"))] = ()
    floors: Annotated[
        Many[Anything],
        AfterValidator(_refuse_floors),
        said(phrase("no longer: a harm or a red line stands in its place")),
    ] = ()
    red_lines: Annotated[Many[RedLine], said(phrase("further red lines"))] = ()
    harms: Annotated[Many[HarmRule], said(phrase("further measured values that are stated first"))] = ()
    recommendations: Annotated[Many[Recommendation], said(phrase("further advice"))] = ()


def weight_places(head: FrameworkHead | ExtensionHead) -> dict[str, Place]:
    """Return node id -> the line that gives its weight."""
    return {node: head.places[f"weights.{node}"] for node in head.weights}
