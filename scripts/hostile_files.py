"""What files that were made to exhaust a machine have in common: names, and an assessment around them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

HEAD = """\
assessment: {id: a, title: T, framework: public-value/1.0, period: {from: 2024-01-01, to: 2024-12-31}}
system: {name: S, description: d, organisation: o, country: XXX, phase: production}
settings: {seed: 1, draws: 1000}
"""
VALUE = "{value: {column: days, unit: days}}"
LOG, SHEET = "{value: duration}", "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
XES = b'<?xml version="1.0"?>\n<log xmlns="http://www.xes-standard.org/">'
MB = 1024 * 1024


@dataclass(frozen=True)
class Attack:
    """What a file is called, the function that writes it into a folder, and the words of the command."""

    name: str
    make: Callable[[Path], list[str]]


ATTACKS: list[Attack] = []


def attack(name: str) -> Callable[[Callable[[Path], list[str]]], None]:
    return lambda make: ATTACKS.append(Attack(name, make))


def evidence(folder: Path, file: str, content: bytes = b"", more: str = "", columns: str = VALUE) -> list[str]:
    """Write an assessment that rests on one file, and return the command that assesses it."""
    if content:
        (folder / file).write_bytes(content)
    item = f"{{id: e, kind: records, title: T, file: {file}, source: s{', ' + more if more else ''}}}"
    answer = f"{{indicator: administrative.risk.security.repair_time, evidence: e, columns: {columns}}}"
    (folder / "assessment.yaml").write_text(f"{HEAD}evidence: [{item}]\nanswers: [{answer}]\n")
    return ["assess", str(folder)]


def rows(count: int) -> bytes:
    return b"id,days\n" + b"".join(b"%d,%d.5\n" % (i, i % 23) for i in range(count))
