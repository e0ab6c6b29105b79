"""The brief of a country: two printed pages on which a cabinet can act."""

from __future__ import annotations

from collections.abc import Iterator

from publicvalue import __version__
from publicvalue.country.checklists import ChecklistResult
from publicvalue.country.facts import STATUS, status_of
from publicvalue.country.profile import CountryProfile
from publicvalue.country.reference import Step
from publicvalue.country.staff.model import StaffBrought
from publicvalue.reports.country.advice import advice_blocks, due_text
from publicvalue.reports.country.paradigm import paradigm_sections, weakest_text
from publicvalue.reports.country.published import figure_blocks, gap_texts
from publicvalue.reports.country.staff.adoption import adoption_sections, adoption_text
from publicvalue.reports.country.staff.capability import capability_sections, capability_text
from publicvalue.reports.document.blocks import (
    Block,
    Document,
    Item,
    Items,
    Paragraph,
    Section,
    Span,
    said,
)
from publicvalue.words.text import Text, counted, joined, listed

ASSOCIATE = Text("associate member of UN ECLAC's Caribbean committee")
MEMBER = Text("member of UN ECLAC's Caribbean committee")
BEHIND = 5.0
"""Points of 100 from which a country is said to lie behind, as rules of advice do."""
WEAK = Text("The source alone does not carry this.")


def country_brief(profile: CountryProfile) -> Document:
    """Return the brief of a country: what is known, what is not, and what to do next."""
    name, head = Text(profile.name), profile.reference.head
    kind = MEMBER if profile.member.membership == "member" else ASSOCIATE
    return Document(
        id=f"{profile.member.code}-country",
        title=name,
        name=Text("{country}: AI in government", country=name),
        kicker=Text("AI in government · {kind} · figures as of {vintage}", kind=kind, vintage=head.vintage),
        notices=(),
        opening=tuple(_sections(profile)),
        sections=tuple(_at_length(profile)),
        foot=(Paragraph((_foot(profile),), "small"),),
        form="brief",
    )


def _sections(profile: CountryProfile) -> Iterator[Section]:
    yield Section("answer", Text("Where the country stands"), tuple(_answer(profile)), "answer")
    yield Section("figures", Text("What is published of it"), figure_blocks(profile))
    yield Section("strategy", Text("On the way to a strategy"), tuple(_strategy(profile)))
    yield Section("services", Text("Digital government, service by service"), tuple(_services(profile)))
    if told := tuple(_people(profile)):
        yield Section("people", Text("Public servants and public value"), told)
    yield Section("advice", Text("What to do; the numbers tell the order"), advice_blocks(profile))


def _at_length(profile: CountryProfile) -> Iterator[Section]:
    """Yield what stands behind the two pages, of those parts of which the country brought something."""
    if knows_public_value(profile):
        yield from paradigm_sections(profile)
    if profile.staff and profile.staff.brought != StaffBrought():
        yield from capability_sections(profile)
        yield from adoption_sections(profile)


def _people(profile: CountryProfile) -> Iterator[Block]:
    """Tell of public servants and of public value in a few lines, where something is known."""
    if profile.public_value and knows_public_value(profile):
        yield Paragraph((Span(Text("Public value:"), "strong"), weakest_text(profile.public_value)))
    if profile.staff and profile.staff.brought != StaffBrought():
        yield Paragraph((Span(Text("Capability:"), "strong"), capability_text(profile.staff)))
        yield Paragraph((Span(Text("Working with AI:"), "strong"), adoption_text(profile.staff)))


def knows_public_value(profile: CountryProfile) -> bool:
    """Tell whether a question on public value was answered."""
    found = profile.public_value
    return found is not None and len(found.unknown) < len(found.checklist.items)


def _answer(profile: CountryProfile) -> Iterator[Block]:
    status = Text("{status:sentence}", status=STATUS[status_of(profile.steps)])
    yield Paragraph((joined(status, _covered(profile)),), "answer")
    yield from _furthest(profile)
    if unknown := tuple(_unknown(profile)):
        yield Paragraph((Text("Not known here: {parts:parts}.", parts=unknown),))
    if profile.advice:
        first = profile.advice[0]
        title = Text("{title:sentence}", title=Text(first.rule.title))
        yield Paragraph((Span(Text("First:"), "strong"), title, due_text(first)))


def _furthest(profile: CountryProfile) -> Iterator[Block]:
    """Tell at what the country lies furthest behind the middle of the region; nothing where it lies nowhere behind."""
    worst = max(profile.middles.values(), key=lambda one: one.behind, default=None)
    if worst is None or worst.behind < BEHIND:
        return
    titles = {pillar.id: pillar.title for pillar in worst.index.pillars}
    told = {"pillar": Text(titles[worst.pillar]), "index": Text(worst.index.title), "year": str(worst.year)}
    values = {"own": worst.own, "median": worst.median, "count": worst.countries}
    text = Text(
        "{pillar}, {own:fixed1} of 100; the middle of {count} countries is {median:fixed1} ({index} {year}).",
        **told,
        **values,
    )
    yield Paragraph((Span(Text("Furthest behind:"), "strong"), text))


def _covered(profile: CountryProfile) -> Text:
    covered = [one for one in profile.series if one.covered]
    if not covered:
        return Text("None of the three indices covers the country, which says nothing of how ready it is.")
    return counted(
        len(covered),
        "One of {all} indices covers the country.",
        "{number} of {all} indices cover the country.",
        all=len(profile.series),
    )


def _unknown(profile: CountryProfile) -> Iterator[Text]:
    """Yield what is not known of a country, for one sentence."""
    for found in (profile.strategy, profile.competence, profile.public_value):
        if found and found.unknown:
            count, title = len(found.unknown), Text("{title:lower}", title=Text(found.checklist.title))
            if count == len(found.checklist.items):
                yield Text("{list} (all {count} items)", count=count, list=title)
            else:
                told = {"count": count, "all": len(found.checklist.items)}
                yield Text("{list} ({count} of {all} items)", list=title, **told)
    if left := profile.level.asked - profile.level.known:
        if left == profile.level.asked:
            yield Text("the level of all {count} services", count=left)
        else:
            yield Text("the level of {count} of {all} services", count=left, all=profile.level.asked)
    if profile.facts["systems.assessed"].value is None:
        yield Text("which AI systems decide about people")


def _strategy(profile: CountryProfile) -> Iterator[Block]:
    if profile.steps:
        yield Items(tuple(step_item(one) for one in profile.steps))
    else:
        yield from said(Text("No step towards a strategy for AI is known. That is no proof that there is none."))
    if profile.member.membership == "associate":
        yield from said(
            Text("Whether a strategy of the state that it belongs to or is tied to holds here is not known either.")
        )
    yield from _items_told(profile.strategy)


def step_item(step: Step, name: str = "") -> Item:
    """Return a step towards a strategy with its source, and what is weak about that."""
    source = Text("{kind:word}: {sources:list}", kind=step.kind, sources=step.sources)
    weak = (WEAK, *((Text(step.note),) if step.note else ())) if step.weak else ()
    head = Text("{name}, {date}.", name=name, date=step.date) if name else step.date
    return Item((Span(head, "strong"), Text(step.text), *weak, Span(source, "aside")))


def _items_told(strategy: ChecklistResult) -> Iterator[Block]:
    """Tell by theme what the strategy has, promises and lacks; one sentence where nothing was reviewed."""
    if len(strategy.unknown) == len(strategy.checklist.items):
        text = Text(
            "No document was reviewed against the {all} items of a strategy. The outline lists them by theme, with "
            "owner, indicator and the questions for the first budget.",
            all=len(strategy.checklist.items),
        )
        yield Paragraph((text,))
        return
    lines = []
    for heading, state in (
        (Text("Lacking:"), "lacking"),
        (Text("Promised:"), "promised"),
        (Text("In place:"), "in_place"),
        (Text("Not known:"), "unknown"),
    ):
        named = [
            Text("{item:bare}", item=Text(one.statement))
            for one in strategy.checklist.items
            if strategy.state(one.id) == state
        ]
        if state in ("in_place", "unknown"):
            themes = [one for one in strategy.checklist.themes if strategy.theme_state(one.id) == state]
            named = [Text("{theme:lower}", theme=Text(one.title)) for one in themes]
        if named:
            lines.append(Item((Span(heading, "strong"), Text("{parts:parts}.", parts=tuple(named)))))
    yield Items(tuple(lines))


def _services(profile: CountryProfile) -> Iterator[Block]:
    level = profile.level
    if level.level is None:
        text = Text("The level of no service is known: fill in the list of {count} services.", count=level.asked)
        yield Paragraph((text, Text("No index tells it service by service.")))
        return
    low, high = level.bounds
    text = Text(
        "Mean level {level:fixed1} of 5 over {known} of {all} services; {low:fixed1} to {high:fixed1} with those that "
        "are not known.",
        level=level.level,
        known=level.known,
        all=level.asked,
        low=low,
        high=high,
    )
    titles = {one.value: one.title for one in profile.framework.levels}
    spread = tuple(Text("{title} {count}", title=Text(titles[one]), count=count) for one, count in level.spread.items())
    use = Text("Weighed by users it is {level:fixed1}.", level=level.by_use) if level.by_use is not None else ""
    yield Paragraph((text, Text("Services by level: {parts:list}.", parts=spread), *((use,) if use else ())))
    parts = []
    for one in profile.framework.features:
        count = level.features[one.id]
        if count.share is not None:
            told = {"has": count.has, "all": count.has + count.lacks, "unknown": count.unknown}
            parts.append(Text("{feature:lower} {has} of {all} ({unknown} unknown)", feature=Text(one.title), **told))
    if parts:
        yield Paragraph((Text("{parts:sentence}", parts=listed(parts)),))


def _foot(profile: CountryProfile) -> Text:
    texts = [
        Text(
            "Made with publicvalue {version} from the reference {reference}. What a country has not shown is unknown, "
            "and never low. Advice follows stated rules; a gain is arithmetic and no promise.",
            version=__version__,
            reference=profile.reference.name,
        ),
        *gap_texts(profile),
    ]
    return joined(*texts)
