"""Advice under the policy recommendations: what to do, why, who, by when, and what it rests on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from publicvalue.country.advice import CountryAdvice, Gain, Reach
from publicvalue.country.profile import CountryProfile
from publicvalue.framework.terms import Term
from publicvalue.reports.document.blocks import Block, Inline, Item, Items, Paragraph, Section, Span, said
from publicvalue.words.text import Text, counted

IN_FULL, FEWER, MANY, LISTED, FEW_TRACED = 5, 1, 9, 14, 2
"""Pieces of advice that are told in full, by their order: a brief has two pages. Where there are more than `MANY`,
fewer are told in full, and those behind the fifth by title, owner and month, up to `LISTED`; where there are as many,
what they rest on is told of the first `FEW_TRACED`. The page of advice and the table have them all."""

NOTHING, NOT_FIRST = Text("Nothing to advise on what is known."), Text("Nothing of this is among the first to do.")
NO_FIGURE = Text("no index holds what it changes, and nothing of it is counted here")
EFFORT = {"small": Text("little work"), "medium": Text("some work"), "large": Text("much work")}


def advice_blocks(profile: CountryProfile) -> tuple[Block, ...]:
    """Return the advice to a country."""
    names, left = profile.framework.countries, len(profile.advice) - LISTED
    found = policy_blocks(
        profile.framework.policies, profile.advice[:LISTED], names, NOT_FIRST if left > 0 else NOTHING
    )
    if left <= 0:
        return found
    told = counted(
        left,
        "One further piece of advice stands on the page of all advice: {command}",
        "{number:count} further pieces of advice stand on the page of all advice: {command}",
        command=f"publicvalue country advice {profile.member.code}",
    )
    return (*found, Paragraph((told,)))


def policy_blocks(
    policies: Sequence[Term], advice: Sequence[CountryAdvice], names: Mapping[str, str], nothing: Text = NOTHING
) -> tuple[Block, ...]:
    """Return advice under its policy recommendations; numbers tell the order over all of them."""
    if not advice:
        return said(Text("No rule of advice fires on what is known."))
    found: list[Block] = []
    for policy in policies:
        under = [one for one in advice if one.rule.policy == policy.id]
        items = Items(tuple(Item(tuple(_parts(one, advice, names))) for one in under))
        found.append(
            Section(f"policy-{policy.id}", Text(policy.title), (items if under else Paragraph((nothing,)),), "part")
        )
    return tuple(found)


def _parts(one: CountryAdvice, advice: Sequence[CountryAdvice], names: Mapping[str, str]) -> Iterator[Inline]:
    rule = one.rule
    yield Span(Text("{order}. {title}.", order=one.order, title=Text(rule.title)), "strong")
    if one.order > (IN_FULL if len(advice) <= MANY else FEWER):
        yield due_text(one) if one.order <= IN_FULL or len(advice) <= MANY else short_due_text(one)
        traced = len(advice) if len(advice) <= MANY else IN_FULL if len(advice) < LISTED else FEW_TRACED
        if one.trace and one.order <= traced:
            yield Text("Rests on: {trace:parts}.", trace=one.trace)
        return
    yield Text(rule.step)
    yield due_text(one)
    if one.after:
        orders = tuple(str(other.order) for other in advice if other.rule.id in one.after)
        yield Text("After {orders:list}.", orders=orders)
    yield Span(why_text(one), "aside")
    if isinstance(one.gain, Reach):
        yield Span(Text("{reach:sentence}", reach=reach_text(one.gain)), "aside")
    elif one.gain and one.gain.best > 0:
        yield Span(_gain_text(one.gain, names), "aside")


def short_due_text(one: CountryAdvice) -> Text:
    """Say who would do it, and by when, in few words."""
    who = Text(one.rule.who)
    return counted(one.due, "{who:capital}, one month.", "{who:capital}, {number} months.", who=who)


def why_text(one: CountryAdvice) -> Text:
    """Say why, and on what it rests: nothing, where it rests on what is not known."""
    if not one.trace:
        return Text("{why}", why=Text(one.rule.why))
    return Text("{why} Rests on: {trace:parts}.", why=Text(one.rule.why), trace=one.trace)


def due_text(one: CountryAdvice) -> Text:
    """Say who would do it, by when, and how much work it is."""
    return counted(
        one.due,
        "{who:sentence} Within one month; {effort}.",
        "{who:sentence} Within {number} months; {effort}.",
        who=Text(one.rule.who),
        effort=EFFORT[one.rule.effort],
    )


def reach_text(reach: Reach) -> Text:
    """Say how much of what is counted advice concerns: an interval where part of it is not known."""
    told: dict[str, int | Text] = {"does": reach.does, "count": reach.count, "what": reach.what}
    if reach.high is None or reach.all is None:
        return Text("{does} {count} of {known} {what}; how many there are is not known", known=reach.known, **told)
    if reach.high == reach.count:
        return Text("{does} {count} of {all} {what}", all=reach.all, **told)
    told |= {"known": reach.known, "high": reach.high, "all": reach.all}
    return Text("{does} {count} to {high} of {all} {what}: of {known} it is known", **told)


def figure_text(one: CountryAdvice) -> Text:
    """Say in short what advice could gain or concerns, or why no figure tells."""
    if isinstance(one.gain, Reach):
        return reach_text(one.gain)
    if one.gain is None or one.gain.best <= 0:
        return Text("no figure: {why}", why=Text(one.rule.no_figure) if one.rule.no_figure else NO_FIGURE)
    told: dict[str, str | float] = {"index": Text(one.gain.index), "year": str(one.gain.year)}
    return Text(
        "{middle:fixed1} (0 to {best:fixed1}), {index} {year}", middle=one.gain.middle, best=one.gain.best, **told
    )


def _gain_text(gain: Gain, names: Mapping[str, str]) -> Text:
    told: dict[str, str | float] = {
        "index": Text(gain.index),
        "year": str(gain.year),
        "country": Text(names[gain.best_country]),
        "best": gain.best,
    }
    if gain.middle <= 0:
        return Text(
            "Were this pillar as high as in {country}, the {index} {year} would be {best:fixed1} points of 100 higher.",
            **told,
        )
    return Text(
        "Were this pillar in the middle of the region, the {index} {year} would be {middle:fixed1} points of 100 "
        "higher; were it as high as in {country}, {best:fixed1}.",
        middle=gain.middle,
        **told,
    )
