"""What an assessment's values say of themselves."""

from __future__ import annotations

from dataclasses import replace

from publicvalue.evidence.model import System


def test_system_of_several_countries_names_no_country() -> None:
    system = System("name", "description", "Tax administrations", "production")
    assert system.run_by() == "Tax administrations"
    assert replace(system, country="JAM").run_by() == "Tax administrations (JAM)"
