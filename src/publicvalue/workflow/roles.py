"""The roles that people have in the work on assessments."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from publicvalue.words.text import Text


class Role(StrEnum):
    """What somebody is, in an agency, a country or the region; all but the public have an account."""

    CONTRIBUTOR = "contributor"
    ASSESSOR = "assessor"
    REVIEWER = "reviewer"
    APPROVER = "approver"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"
    ANALYST = "analyst"
    PUBLIC = "public"


class Level(StrEnum):
    """Where a role is held."""

    AGENCY = "agency"
    COUNTRY = "country"
    REGION = "region"
    EVERYWHERE = "everywhere"


LEVELS: Mapping[Role, Level] = MappingProxyType(
    {
        Role.CONTRIBUTOR: Level.AGENCY,
        Role.ASSESSOR: Level.AGENCY,
        Role.REVIEWER: Level.AGENCY,
        Role.APPROVER: Level.AGENCY,
        Role.AUDITOR: Level.COUNTRY,
        Role.ADMINISTRATOR: Level.COUNTRY,
        Role.ANALYST: Level.REGION,
        Role.PUBLIC: Level.EVERYWHERE,
    }
)
"""Where each role is held."""

NAMES: Mapping[Role, Text] = MappingProxyType(
    {
        Role.CONTRIBUTOR: Text("contributor"),
        Role.ASSESSOR: Text("assessor"),
        Role.REVIEWER: Text("reviewer"),
        Role.APPROVER: Text("approver"),
        Role.AUDITOR: Text("country auditor"),
        Role.ADMINISTRATOR: Text("country administrator"),
        Role.ANALYST: Text("regional analyst"),
        Role.PUBLIC: Text("the public"),
    }
)
"""What people call each role."""
