"""Reading a small file as an answer would, in one call."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from publicvalue.actions.bringing.answers import load_form
from publicvalue.errors import EvidenceError, Place
from publicvalue.evidence.model import Answer, Column, Evidence, Scalar
from publicvalue.files.engines.duckdb import open_engine
from publicvalue.files.engines.spark import open_spark
from publicvalue.files.evidence_files import open_evidence
from publicvalue.files.frameworks import load_framework
from publicvalue.files.untrusted.guards import DEFAULT_LIMITS, Limits
from publicvalue.framework.model import Framework
from publicvalue.instruments.forms.model import Form
from publicvalue.measures.definition import COUNT, Definition, Role

ROLES = (
    Role("value", "number", "the value of each case", required=False, measured=True),
    Role("date", "date", "the day of each case", required=False),
    Role("event", "yes_no", "whether it happened", required=False),
    Role("group", "category", "the group of the case", required=False),
    Role("fields", "category", "columns that must be filled", required=False, repeated=True),
    COUNT,
)
PLACE = Place("assessment.yaml", line=7)


@dataclass(frozen=True)
class Rows:
    """What was read, fetched."""

    columns: dict[str, list[Any]]
    rows_read: int
    roles: dict[str, tuple[str, ...]]
    notes: tuple[str, ...]
    """Those on columns that were taken by their own names stand apart, as most tests name none."""
    by_name: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reader:
    folder: Path

    def write(self, content: str | bytes, file: str = "cases.csv") -> str:
        path = self.folder / file
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return file

    def read(
        self,
        file: str,
        columns: dict[str, Column | tuple[Column, ...]] | None = None,
        *,
        roles: tuple[Role, ...] | tuple[tuple[Role, ...], ...] = ROLES,
        where: dict[str, tuple[Scalar, ...]] | None = None,
        options: dict[str, object] | None = None,
        unit: str = "days",
        sheet: str = "",
        kind: str = "records",
        limits: Limits = DEFAULT_LIMITS,
        not_blank: dict[str, tuple[str, ...]] | None = None,
    ) -> Rows:
        mapped = {role: one if isinstance(one, tuple) else (one,) for role, one in (columns or {}).items()}
        answer = Answer("i", "e", mapped, where or {}, options or {}, place=PLACE)
        evidence = Evidence("e", kind, "Cases", file, "the agency", sheet=sheet, not_blank=not_blank or {})
        sets = roles if isinstance(roles[0], tuple) else (roles,)
        definition = Definition("mean", 1, "Mean", ("records",), sets, (), lambda *_: None)  # type: ignore[arg-type,return-value]
        with open_engine(self.folder, limits) as engine:
            table = open_evidence(engine, evidence, answer, definition, unit)
            fetched = table.rows.to_pyarrow().to_pydict()
        notes = tuple(note for note in table.notes if note not in table.by_name)
        return Rows(fetched, table.rows_read, dict(table.roles), notes, table.by_name)

    def refusal(self, file: str, columns: dict[str, Any] | None = None, **options: Any) -> str:
        """Return the whole message with which a file is refused."""
        with pytest.raises(EvidenceError) as caught:
            self.read(file, columns, **options)
        return str(caught.value)


@pytest.fixture
def reader(tmp_path: Path) -> Reader:
    return Reader(tmp_path)


@pytest.fixture
def cells(reader: Reader) -> Callable[..., list[Any]]:
    """Read the cells of one column in one role."""

    def read(role: str, *lines: str, **column: Any) -> list[Any]:
        file = reader.write("x;other\n" + "".join(f'"{line}";o\n' for line in lines))
        return reader.read(file, {role: Column("x", **column)}).columns[role]

    return read


@pytest.fixture
def refused(reader: Reader) -> Callable[..., str]:
    """Return the message with which the cells of one column are refused."""

    def read(role: str, *lines: str, **column: Any) -> str:
        file = reader.write("x;other\n" + "".join(f'"{line}";o\n' for line in lines))
        return reader.refusal(file, {role: Column("x", **column)})

    return read


@pytest.fixture(scope="session")
def java() -> None:
    """Skip where Spark cannot run; fail in CI, where nothing may be missing."""
    if shutil.which("java") is None:
        reason = "No Java is installed (Debian and Ubuntu: apt-get install default-jre-headless)."
        (pytest.fail if os.environ.get("CI", "").lower() == "true" else pytest.skip)(reason)
    pytest.importorskip("pyspark", reason="pyspark is not installed (make test installs it where there is Java).")


@pytest.fixture(scope="session")
def spark(java: None) -> Iterator[Any]:  # noqa: ARG001 - it skips
    """Start Spark on this machine once for all tests."""
    with open_spark(Place()) as backend:
        yield backend


@pytest.fixture(scope="session")
def framework() -> Framework:
    """Return the framework that comes with the product."""
    return load_framework("public-value/1.0").framework


@pytest.fixture(scope="session")
def form() -> Form:
    """Return what that framework asks citizens."""
    return load_form("public-value/1.0", "citizens")
