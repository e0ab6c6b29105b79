"""The reference that comes with the product: the countries of the Caribbean and what is published of them."""

from __future__ import annotations

from functools import cache

from publicvalue.actions.country.readiness import load_readiness
from publicvalue.country.reference import Reference
from publicvalue.country.region.parse import FIGURE_COLUMNS, parse_reference
from publicvalue.errors import Place
from publicvalue.files.frameworks import SHIPPED
from publicvalue.files.tables.small import read_rows
from publicvalue.files.yaml.tree import read_yaml
from publicvalue.schema.node import Node

CARIBBEAN = "caribbean/2026-11"


@cache
def load_reference(name: str = CARIBBEAN) -> Reference:
    """Load a reference that comes with the product; raises InputError."""
    merged: dict[str, Node] = {}
    folder, shown = SHIPPED / name, f"frameworks/{name}"
    for path in sorted(folder.glob("*.yaml")):
        value = read_yaml(path, f"{shown}/{path.name}").value
        merged |= value if isinstance(value, dict) else {}
    framework = load_readiness(str(merged["reference"].value["framework"].value))  # type: ignore[index]
    rows = read_rows(folder / "figures.csv", f"{shown}/figures.csv", FIGURE_COLUMNS)
    return parse_reference(Node(merged, Place(shown)), framework, rows)
