"""The made-up people of a demonstration: one in each role, and a neighbour who must see nothing of their drafts."""

from __future__ import annotations

from dataclasses import dataclass

from publicvalue.workflow.roles import Role

COUNTRY = ("XMU", "Made-up Islands")
MINISTRY, NEIGHBOUR = "made-up-ministry", "made-up-neighbour"
AGENCIES = {MINISTRY: "Ministry of Services (made up)", NEIGHBOUR: "Ministry of Roads (made up)"}
DOMAIN = "demonstration.invalid"


@dataclass(frozen=True)
class Made:
    """A made-up person: a name, a role, and the agency of the role."""

    name: str
    role: Role
    agency: str = ""

    @property
    def email(self) -> str:
        return f"{self.name.lower()}@{DOMAIN}"


ADMINISTRATOR = Made("Alma", Role.ADMINISTRATOR)
CONTRIBUTOR = Made("Carla", Role.CONTRIBUTOR, MINISTRY)
ASSESSOR = Made("Dario", Role.ASSESSOR, MINISTRY)
REVIEWER = Made("Elena", Role.REVIEWER, MINISTRY)
AUDITOR = Made("Bruno", Role.AUDITOR)
APPROVER = Made("Farah", Role.APPROVER, MINISTRY)
NEIGHBOURING = Made("Hugo", Role.ASSESSOR, NEIGHBOUR)
OTHERS = (
    AUDITOR,
    CONTRIBUTOR,
    ASSESSOR,
    REVIEWER,
    APPROVER,
    NEIGHBOURING,
)
ANALYST = Made("Gina", Role.ANALYST)
EVERYBODY = (ADMINISTRATOR, *OTHERS, ANALYST)
