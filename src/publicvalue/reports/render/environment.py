"""How every page is rendered: its templates, what is escaped, and the filters that all pages share."""

from __future__ import annotations

from jinja2 import Environment, PackageLoader, StrictUndefined

from publicvalue.findings.shares import write_percent
from publicvalue.reports import wording


def template_environment() -> Environment:
    """Return a new environment: everything is escaped, and a name that is not there is an error."""
    environment = Environment(
        loader=PackageLoader("publicvalue.reports", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        whole=wording.write_whole,
        percent=write_percent,
        number=wording.write_number,
        interval=wording.write_interval,
        capital=wording.capitalise,
    )
    return environment
