"""Lets Ibis load the SQL compiler of the database that is used, instead of those of twenty databases at once."""

from __future__ import annotations

import sys
from importlib import import_module
from importlib.util import find_spec, module_from_spec

PACKAGE = "ibis.backends.sql.compilers"


def compile_on_demand() -> None:
    """Stand in for Ibis' package of compilers until somebody asks it for more than a part; then it loads as usual.

    Loading all of them takes a tenth of a short assessment.
    """
    spec = find_spec(PACKAGE) if PACKAGE not in sys.modules else None
    if spec is None or spec.loader is None:
        return
    package, loader = module_from_spec(spec), spec.loader

    def find_part(name: str) -> object:
        if not name.startswith("_") and find_spec(f"{PACKAGE}.{name}"):
            return import_module(f"{PACKAGE}.{name}")
        package.__dict__.pop("__getattr__", None)
        loader.exec_module(package)
        return getattr(package, name)

    package.__dict__["__getattr__"] = find_part
    sys.modules[PACKAGE] = package
