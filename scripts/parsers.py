"""Looks for bytes that a parser of ours can neither read nor refuse in words, led by which lines they reach.

    uv run --with atheris python scripts/parsers.py settings -runs=1000000 -max_total_time=600 [FOLDER WITH SEEDS]

The parsers: settings, json, register, signature, ledger. What is found is written to a file, crash-..., which is given
again to see it; other options are those of libFuzzer. atheris is no dependency of the product: see decision 0041.
"""

from __future__ import annotations

import datetime as dt
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import atheris  # type: ignore[import-not-found, unused-ignore]

with atheris.instrument_imports(include=["publicvalue", "yaml"]):
    from publicvalue.errors import PublicValueError
    from publicvalue.evidence.parsing.assessment import read_assessment
    from publicvalue.files.register_files import read_register_file
    from publicvalue.files.signatures.statement import read_signature
    from publicvalue.files.stores.ledgers import parse_ledger
    from publicvalue.files.untrusted.strict_json import UnclearJsonError, read_strict_json
    from publicvalue.files.yaml.tree import parse_yaml
    from publicvalue.interop.reading import read_register

TODAY = dt.date(2026, 1, 1)
PLACE = Path(tempfile.mkdtemp()) / "a.sig"


def read_settings(data: bytes) -> None:
    problems: list = []  # type: ignore[type-arg]
    found = read_assessment(parse_yaml(data.decode("utf-8", "replace"), "a.yaml", problems), problems)
    if not (found or problems):
        raise RuntimeError("neither read nor refused")


def read_rows(data: bytes) -> None:
    table = read_register_file("a.csv", data)
    read_register(table.file, table.header, table.rows, TODAY)


def read_signed(data: bytes) -> None:
    PLACE.write_bytes(data)
    read_signature(PLACE)


PARSERS: dict[str, Callable[[bytes], object]] = {
    "settings": read_settings,
    "json": read_strict_json,
    "register": read_rows,
    "signature": read_signed,
    "ledger": lambda data: parse_ledger(data, "ledger"),
}


def main(arguments: list[str]) -> None:
    program, name, *others = arguments
    read = PARSERS[name]

    def look(data: bytes) -> None:
        try:
            read(data)
        except UnclearJsonError as error:
            told = [error.reason]
        except PublicValueError as error:
            told = [one.what for one in error.problems]
        else:
            return
        if not told or not all(told):
            raise RuntimeError("refused without a reason")

    atheris.Setup([program, "-timeout=20", "-rss_limit_mb=2048", *others], look)
    atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv)
