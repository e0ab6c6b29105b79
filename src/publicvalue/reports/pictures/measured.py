"""The pictures that come with a number: event studies, series with what was to be expected, labelled intervals."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from publicvalue.measures.picture import EventStudy, Interval, Intervals, Series
from publicvalue.reports.pictures.drawing import (
    INK,
    INTERVAL,
    MUTED,
    RULE,
    TRACK,
    Box,
    draw,
    draw_line,
    draw_picture,
    draw_point,
    draw_text,
)
from publicvalue.reports.pictures.scale import Scale, draw_across, draw_mark, draw_up, fit_scale
from publicvalue.reports.wording import UNKNOWN
from publicvalue.words.language import Language
from publicvalue.words.text import Text, interval, joined, quantity

WIDTH = 640
PLOT = Box(66, 46, 556, 220)
LABEL = 200
NUMBERS = 190
ROW = 28
MOST = 40
"""Rows that a picture shows; the table has them all."""


def draw_event_study(id: str, picture: EventStudy, language: Language) -> str:
    """Return effects by the time since adoption, with their intervals and a line at adoption."""
    points = picture.points
    scale = fit_scale([0.0, *(end for p in points for end in (p.low, p.high))], PLOT.bottom, PLOT.y)
    first, last = points[0].period, points[-1].period
    across = Scale(first - 0.5, last + 0.5, PLOT.x, PLOT.right, ())
    body = [draw_up(scale, PLOT, picture.unit, language)]
    if first < 0 <= last:
        body.append(draw_mark(across.at(-0.5), PLOT, language.write(Text("adoption"))))
    for point in points:
        x = across.at(point.period)
        body.append(_whisker(x, scale.at(point.low), scale.at(point.high), point.period >= 0))
        body.append(draw_point(x, scale.at(point.estimate), 6))
    labels = [(across.at(p.period), f"{p.period}".replace("-", "−")) for p in points]
    body.append(_labels(labels, max(1, len(points) // 12)))
    body.append(_below(language.write(Text("{periods:word} since adoption", periods=picture.period))))
    effects = (
        Text("{period}: {effect}.", period=p.period, effect=_write(p.estimate, p.low, p.high, picture.unit))
        for p in points
    )
    text = joined(Text("By {periods:word} since adoption.", periods=picture.period), *effects)
    return draw_picture(id, (WIDTH, 320), picture.title, language.write(text), "".join(body))


def _whisker(x: float, low: float, high: float, after: bool) -> str:
    colour, dashes = (INTERVAL, "") if after else (MUTED, "3 2")
    attributes = {"stroke": colour, "stroke_width": 3} | ({"stroke_dasharray": dashes} if dashes else {})
    caps = (draw_line((x - 5, y), (x + 5, y), stroke=colour, stroke_width=2) for y in (low, high))
    return draw_line((x, low), (x, high), **attributes) + "".join(caps)


def _below(text: str) -> str:
    return draw_text(PLOT.x + PLOT.width / 2, PLOT.bottom + 42, text, text_anchor="middle", fill=MUTED, font_size=12)


def _labels(labels: Sequence[tuple[float, str]], every: int) -> str:
    parts = (
        draw_text(x, PLOT.bottom + 20, text, text_anchor="middle", fill=MUTED, font_size=12)
        for place, (x, text) in enumerate(labels)
        if place % every == 0
    )
    return "".join(parts)


def draw_series(id: str, picture: Series, language: Language) -> str:
    """Return observed values beside expected ones with their band, and a line at adoption."""
    values = (*picture.observed, *picture.expected, *picture.low, *picture.high)
    scale = fit_scale((v for v in values if v is not None), PLOT.bottom, PLOT.y)
    across = Scale(0, len(picture.times) - 1, PLOT.x + 8, PLOT.right - 24, ())
    body = [_band(picture, across, scale), draw_up(scale, PLOT, picture.unit, language)]
    body += [_line(part, across, scale, stroke=INTERVAL, stroke_dasharray="6 4") for part in _expected(picture)]
    body.append(_observed(picture, across, scale))
    if picture.adoption is not None:
        body.append(draw_mark(across.at(picture.adoption - 0.5), PLOT, picture.mark))
    every = max(1, -(-len(picture.times) * max(map(len, picture.times)) // 70))
    body.append(_labels([(across.at(i), time) for i, time in enumerate(picture.times)], every))
    body.append(_legend(picture, language))
    return draw_picture(id, (WIDTH, 324), picture.title, language.write(_describe_series(picture)), "".join(body))


def _expected(picture: Series) -> Iterable[tuple[float | None, ...]]:
    """Yield the expected values in one line, or in two when points are fitted on both sides of a mark."""
    if picture.style == "line" or picture.adoption is None:
        yield picture.expected
        return
    nothing = (None,) * len(picture.times)
    yield (*picture.expected[: picture.adoption], *nothing[picture.adoption :])
    yield (*nothing[: picture.adoption], *picture.expected[picture.adoption :])


def _observed(picture: Series, across: Scale, scale: Scale) -> str:
    if picture.style == "line":
        return _line(picture.observed, across, scale, stroke=INK)
    known = ((i, value) for i, value in enumerate(picture.observed) if value is not None)
    return "".join(draw("circle", cx=across.at(i), cy=scale.at(value), r=3.5, fill=INK) for i, value in known)


def _runs(values: Sequence[object]) -> Iterable[tuple[int, ...]]:
    """Yield the places of known values, in unbroken runs."""
    run: list[int] = []
    for place, value in enumerate((*values, None)):
        if value is not None:
            run.append(place)
        elif run:
            yield tuple(run)
            run = []


def _line(values: Sequence[float | None], across: Scale, scale: Scale, **attributes: object) -> str:
    parts = []
    for run in _runs(values):
        points = [(across.at(i), scale.at(value)) for i in run if (value := values[i]) is not None]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        parts.append(draw("polyline", points=path, fill="none", stroke_width=2.5, **attributes))
    return "".join(parts)


def _band(picture: Series, across: Scale, scale: Scale) -> str:
    parts = []
    both = [None if low is None or high is None else (low, high) for low, high in zip(picture.low, picture.high)]  # noqa: B905 - both are checked
    for run in _runs(both):
        ends = [(across.at(i), *map(scale.at, pair)) for i in run if (pair := both[i]) is not None]
        corners = [(x, low) for x, low, _ in ends] + [(x, high) for x, _, high in reversed(ends)]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in corners)
        parts.append(draw("polygon", points=path, fill=TRACK, stroke=RULE))
    return "".join(parts)


def _legend(picture: Series, language: Language) -> str:
    y = PLOT.bottom + 48
    observed, expected = map(language.write, picture.names)
    second = PLOT.x + 60 + 7.5 * len(observed)
    line = draw_line((PLOT.x, y - 4), (PLOT.x + 30, y - 4), stroke=INK, stroke_width=2.5)
    dots = draw("circle", cx=PLOT.x + 15, cy=y - 4, r=3.5, fill=INK)
    dashed = draw_line((second, y - 4), (second + 30, y - 4), stroke=INTERVAL, stroke_width=2.5, stroke_dasharray="6 4")
    if picture.low:
        expected = language.write(Text("{expected}, with its 95 % band", expected=expected))
    names = draw_text(PLOT.x + 38, y, observed) + draw_text(second + 38, y, expected)
    return (line if picture.style == "line" else dots) + dashed + names


def _describe_series(picture: Series) -> Text:
    texts = [Text("From {first} to {last}.", first=picture.times[0], last=picture.times[-1])]
    if picture.adoption is not None:
        texts.append(Text("{mark:capital} at {time}.", mark=picture.mark, time=picture.times[picture.adoption]))
    pairs = [(o, e) for o, e in zip(picture.observed, picture.expected, strict=True) if o is not None and e is not None]
    if pairs:
        observed, expected = (quantity(value, picture.unit) for value in pairs[-1])
        end = Text("At the end {observed} observed and {expected} expected.", observed=observed, expected=expected)
        texts.append(end)
    return joined(*texts)


def draw_intervals(id: str, picture: Intervals, language: Language) -> str:
    """Return labelled estimates with their intervals on one scale, and a line where they are compared with."""
    shown = picture.points[:MOST]
    lines = list(_with_headings(shown))
    plot = Box(LABEL, 24, WIDTH - LABEL - NUMBERS, ROW * len(lines))
    ends = [end for p in shown for end in (p.low, p.high) if end is not None]
    marks = [] if picture.reference is None else [picture.reference]
    scale = fit_scale([*ends, *marks] or [0.0], plot.x, plot.right, 4)
    unit = language.word(picture.unit)
    body = [draw_across(scale, plot, language), draw_text(plot.x, 14, unit, fill=MUTED, font_size=12)]
    body += [
        draw_line((scale.at(x), plot.y), (scale.at(x), plot.bottom), stroke=INK, stroke_dasharray="4 3") for x in marks
    ]
    for place, line in enumerate(lines):
        y = plot.y + ROW * (place + 0.5)
        if isinstance(line, str):
            body.append(draw_text(plot.x - 12, y + 4, _short(line), text_anchor="end", font_weight="bold"))
        else:
            numbers = language.write(_write(line.estimate, line.low, line.high, ""))
            body.append(_row(plot, scale, y, line) + draw_text(plot.right + 14, y + 4, numbers, font_size=12))
    written = (_write(p.estimate, p.low, p.high, picture.unit) for p in shown)
    text = joined(*(Text("{name}: {numbers}.", name=p.label, numbers=n) for p, n in zip(shown, written, strict=True)))
    return draw_picture(id, (WIDTH, plot.bottom + 30), picture.title, language.write(text), "".join(body))


def _with_headings(points: Iterable[Interval]) -> Iterable[str | Interval]:
    group = ""
    for point in points:
        if point.group != group:
            group = point.group
            yield group
        yield point


def _row(plot: Box, scale: Scale, y: float, point: Interval) -> str:
    parts = [draw_text(plot.x - 12, y + 4, _short(point.label), text_anchor="end")]
    if point.estimate is not None and point.low is not None and point.high is not None:
        low, high = scale.at(point.low), scale.at(point.high)
        parts.append(draw("rect", x=low, y=y - 5, width=max(2.0, high - low), height=10, fill=INTERVAL))
        parts.append(draw_point(scale.at(point.estimate), y, 6))
    return "".join(parts)


def _short(text: str) -> str:
    return text if len(text) <= 28 else f"{text[:27]}…"


def _write(estimate: float | None, low: float | None, high: float | None, unit: str) -> Text:
    if estimate is None or low is None or high is None:
        return UNKNOWN
    return Text("{estimate:number} ({interval})", estimate=estimate, interval=interval(low, high, unit))
