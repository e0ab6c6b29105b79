"""What the register says of the made-up systems, beside what their examples tell: everything here is made up."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

CASE, YEARS = "complaints-case", "licensing-assistant"
"""The example of a business case, and the one that was assessed three times within a year."""

RECORDS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        CASE: {
            "name": "Sorting of complaints (made up)",
            "summary": "Sorts complaints by how urgent they are, so that clerks answer the most urgent first. "
            "Everything about this system is made up.",
            "topic": "general",
            "phase": "use",
            "used_from": "2024-07",
            "used_from_is": "actual",
            "owner": "Director of complaints",
            "contact": "complaints@demonstration.invalid",
            "built_by": "both",
            "purpose": "Complaints that cannot wait are answered within 30 days.",
            "people": "Everybody who complains: some 48,000 complaints a year.",
            "role": "proposes",
            "technique": "A statistical model that reads the text of a complaint.",
            "personal_data": "yes",
            "oversight": "A clerk reads each complaint and may take another one first. Who answers for it looks at a "
            "hundred sorted complaints each month.",
            "appeal": "Whoever waits longer than 30 days writes to the director, who answers within a week.",
        },
        YEARS: {
            "name": "Licensing assistant (made up)",
            "topic": "economy",
            "used_from": "2025-03",
            "used_from_is": "actual",
            "owner": "Head of the licence desk",
            "contact": "licences@demonstration.invalid",
            "built_by": "own",
            "people": "Citizens and small firms that need a licence: some 9,000 questions a year.",
            "role": "supports",
            "technique": "A hosted language model that answers from the texts of the ministry.",
            "data": "Texts of the ministry on licences; what people write in the chat is kept for 30 days.",
            "personal_data": "yes",
            "oversight": "An officer reads a hundred answers each month, and takes over whenever somebody asks for it.",
            "appeal": "Report the answer in the chat, or write to the licence desk: it is put right within five "
            "working days.",
            "impact_assessment": "yes",
            "cost": "180000",
            "currency": "BBD",
            "cost_basis": "year",
            "review_by": "2027-09-30",
        },
    }
)
"""Example -> fields of its record that its assessment does not tell."""
