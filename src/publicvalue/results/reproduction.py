"""Hold a re-run against stored results: equal, equal within rounding, differing as the software is newer, differing.

Two numbers are equal within rounding when they lie within a billionth of the larger one, or within a millionth of a
millionth of their unit: points and shares for scores, and for a measure the size of its number and interval, since what
is zero but for the noise of arithmetic has no digits in common.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

SAME = 1e-9
"""Relative difference up to which numbers count as equal on another machine."""
FLOOR = 1e-12
"""Difference up to which they count as equal whatever their size, in parts of their unit."""
MEASURES = ("measures", "answered")
"""Keys under which the first and the second format hold what each indicator's evidence gave."""
SIZES = ("estimate", "low", "high")
"""Values of a measure that tell the size of its numbers."""
JUDGED = ("verdict.", "advice[", "advice.")
"""How paths begin to what is said of the numbers."""

Difference = tuple[str, object, object]
ABSENT = object()
"""Stands in a difference for what is not there, which is not the same as nothing."""
Status = Literal["equal", "rounding", "newer", "differs"]


class OtherVersion(NamedTuple):
    """A measure with the version of stored results and the present one, as the results have them."""

    measure: object
    stored: object
    present: object


@dataclass(frozen=True)
class Reproduction:
    """How a re-run agrees with stored results.

    Parameters
    ----------
    values
        How many values were compared.
    rounding
        How many differ within rounding.
    largest
        Largest relative difference among those; 0 when every value is identical.
    differences
        Path, stored and new value, where they differ by more.
    versions
        Id of an indicator -> its measure, where the two were made by different versions of it.
    """

    values: int
    rounding: int
    largest: float
    differences: tuple[Difference, ...]
    versions: Mapping[str, OtherVersion]

    @property
    def status(self) -> Status:
        """Whether it is reproduced; newer means that measures of another version give all other numbers of measures."""
        if not self.differences:
            return "rounding" if self.rounding else "equal"
        unexplained = [path for path, *_ in self.differences if _measure_of(path) not in {None, *self.versions}]
        return "newer" if self.versions and not unexplained else "differs"

    @property
    def only_judged(self) -> bool:
        """Whether every measure, score and interval is the same, and what differs is what is said of them."""
        return bool(self.differences) and all(path.startswith(JUDGED) for path, *_ in self.differences)


def compare_results(stored: Mapping[str, object], fresh: Mapping[str, object]) -> Reproduction:
    """Compare results value by value. The software's own version is not compared.

    Parameters
    ----------
    stored, fresh
        Plain data of one format: those of a bundle, and those of a re-run.
    """
    differences: list[Difference] = []
    within: list[float] = []
    for part, old, new in _parts(stored, fresh):
        floor = FLOOR * max([1.0, *_sizes(new)])
        for path, before, now in differing_values(old, new, part):
            apart = relative_difference(before, now)
            is_close = apart <= SAME or abs(_number(before) - _number(now)) <= floor
            # What is counted, or drawn by, is the same or another: no arithmetic rounds it.
            if is_close and not (type(before) is int and type(now) is int):
                within.append(apart if apart <= SAME else 0.0)
            else:
                differences.append((path, before, now))
    versions = dict(_other_versions(stored, fresh))
    return Reproduction(count_values(stored), len(within), max(within, default=0.0), tuple(differences), versions)


def _parts(stored: Mapping[str, object], fresh: Mapping[str, object]) -> Iterator[tuple[str, object, object]]:
    """Yield what is compared on its own, with its path: each measure by its indicator, and all else by its key."""
    for key in dict.fromkeys([*stored, *fresh]):
        old, new = stored.get(key, ABSENT), fresh.get(key, ABSENT)
        if key in ("software", "version") and not (old is ABSENT or new is ABSENT):
            continue
        if key not in MEASURES or type(old) is not type(new):
            yield key, old, new
            continue
        yield key, _indicators(old), _indicators(new)
        before, now = _by_indicator(old), _by_indicator(new)
        for id in dict.fromkeys([*before, *now]):
            yield f"measures[{id}]", before.get(id, ABSENT), now.get(id, ABSENT)


def _by_indicator(measures: object) -> dict[str, Mapping[str, object]]:
    if isinstance(measures, Mapping):
        return {str(id): one for id, one in measures.items() if isinstance(one, Mapping)}
    listed = measures if isinstance(measures, list) else []
    return {str(one.get("indicator")): one for one in listed if isinstance(one, Mapping)}


def _indicators(measures: object) -> list[object]:
    if isinstance(measures, Mapping):
        return list(measures)
    listed = measures if isinstance(measures, list) else []
    return [one.get("indicator") if isinstance(one, Mapping) else one for one in listed]


def _measure_of(path: str) -> str | None:
    """Return the indicator of a measure that a path leads into; None for another path."""
    return path[len("measures[") : path.index("]")] if path.startswith("measures[") else None


def _sizes(part: object) -> Iterator[float]:
    if isinstance(part, Mapping):
        found = part.get("result", part)
        for name in SIZES:
            size = abs(_number(found.get(name))) if isinstance(found, Mapping) else math.nan
            if math.isfinite(size):
                yield size


def _number(value: object) -> float:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if is_number else math.nan  # type: ignore[arg-type]


def _other_versions(stored: Mapping[str, object], fresh: Mapping[str, object]) -> Iterator[tuple[str, OtherVersion]]:
    before, after = (_measures_in(data) for data in (stored, fresh))
    for id, now in after.items():
        old = before.get(id)
        if old is not None and old.get("measure") == now.get("measure") and old.get("version") != now.get("version"):
            yield id, OtherVersion(now.get("measure"), old.get("version"), now.get("version"))


def _measures_in(data: Mapping[str, object]) -> dict[str, Mapping[str, object]]:
    return _by_indicator(next((data[key] for key in MEASURES if key in data), None))


def differing_values(old: object, new: object, path: str = "") -> Iterator[Difference]:
    """Yield every place where two plain values differ, with both values."""
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        for key in dict.fromkeys([*old, *new]):
            yield from differing_values(
                old.get(key, ABSENT), new.get(key, ABSENT), f"{path}.{key}" if path else str(key)
            )
    elif _is_list(old) and _is_list(new) and len(old) == len(new):  # type: ignore[arg-type]
        for position, (a, b) in enumerate(zip(old, new, strict=True)):  # type: ignore[call-overload]
            yield from differing_values(a, b, f"{path}[{position}]")
    elif old != new or isinstance(old, bool) != isinstance(new, bool):
        yield path, old, new


def _is_list(value: object) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str)


def relative_difference(old: object, new: object) -> float:
    """Return how far two values lie apart relative to the larger; infinite when they are not both numbers."""
    before, now = _number(old), _number(new)
    if not (math.isfinite(before) and math.isfinite(now)):
        return math.inf
    scale = max(abs(before), abs(now))
    return abs(before - now) / scale if scale else 0.0


def count_values(data: object) -> int:
    """Count the single values of plain data."""
    if isinstance(data, Mapping):
        return sum(count_values(value) for value in data.values())
    if isinstance(data, list):
        return sum(count_values(value) for value in data)
    return 1
