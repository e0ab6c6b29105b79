"""A country with as many systems as a large one has, for lists that are to stay quick."""

from __future__ import annotations

from django_scopes import scopes_disabled

from publicvalue.web.register.models import State, System
from publicvalue.web.spaces.models import Agency, Country


def fill_country(country: Country, systems: int, agencies: int) -> None:
    """Add agencies to a country, and public systems that are shared out among them."""
    with scopes_disabled():
        first = System.objects.count()
        offices = [
            Agency(country=country, slug=f"office-{first}-{n}", name=f"Office {first} {n}") for n in range(agencies)
        ]
        Agency.objects.bulk_create(offices)
        made = [
            System(
                agency=offices[n % agencies],
                slug=f"system-{first + n}",
                name=f"System {first + n}",
                summary="Sorts claims for help with rent by how soon an official should look at them. " * 3,
                purpose="So that nobody waits who cannot wait. " * 10,
                phase=("use", "pilot", "development")[n % 3],
                topic=("social", "health")[n % 2],
                state=State.PUBLIC,
            )
            for n in range(systems)
        ]
        for one in made:
            one.note_words()
        System.objects.bulk_create(made, batch_size=500)
