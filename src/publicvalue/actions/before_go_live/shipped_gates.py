"""The framework of gates that comes with the product."""

from __future__ import annotations

from functools import cache

from publicvalue.business_case.gates.model import Gates
from publicvalue.files.frameworks import SHIPPED
from publicvalue.files.yaml.tree import read_yaml
from publicvalue.schema.reader import read

GATES = "gates/1.0"


@cache
def load_gates(name: str = GATES) -> Gates:
    """Load the framework of gates that comes with the product."""
    return read(read_yaml(SHIPPED / name / "gates.yaml", f"frameworks/{name}/gates.yaml"), Gates)
