"""Tells people something the next time they look: whoever asked for a job what came of it, once it has ended."""

from __future__ import annotations

from collections.abc import Iterable

from publicvalue.web.accounts.models import User
from publicvalue.web.jobs.models import TAKE_REGISTER, TRY, TRY_REGISTER, Job, Notice
from publicvalue.words.stored import to_data
from publicvalue.words.text import Text


def tell_done(job: Job) -> None:
    """Tell that a job was done, in the transaction in which it is marked as done: who asked learns of it once."""
    done, _ = _ends(job)
    _tell(job, done, job.address)


def tell_failed(job: Job) -> None:
    """Tell that a job could not be done."""
    _, failed = _ends(job)
    # What was wrong with a report stands on the page of the job, and nowhere else.
    _tell(job, failed, job.address if job.version else "")


def tell_people(people: Iterable[User], text: Text, address: str, tells_of: User | None = None) -> None:
    """Leave a notice with people, which leads to an address.

    Parameters
    ----------
    people, text, address
        Who is told what, and where it leads, without the language.
    tells_of
        The person whose name stands in the text, as its value `who`.

    Raises
    ------
    ValueError
        When a text names somebody and it is not said whom, or the other way round.
    """
    stored = to_data(text)
    if ("who" in text.values) is not (tells_of is not None):
        raise ValueError(stored)
    Notice.objects.bulk_create(Notice(user=one, text=stored, address=address, tells_of=tells_of) for one in people)


def _tell(job: Job, text: Text, address: str) -> None:
    """Leave a notice with an address; the page of the job where there is none."""
    tell_people([job.by], text, address or f"/jobs/{job.pk}/")


def _ends(job: Job) -> tuple[Text, Text]:
    """Return what is said of a job that was done, and of one that could not be."""
    title = job.called
    if job.kind == TRY_REGISTER:
        return (
            Text("The file {title} was tried: see what would become of its rows.", title=title),
            Text("The file {title} could not be tried.", title=title),
        )
    if job.kind == TAKE_REGISTER:
        return (
            Text("The file {title} was taken into the register.", title=title),
            Text("The file {title} could not be taken into the register.", title=title),
        )
    if job.version is None:
        return (
            Text("The report on {title} is ready.", title=title),
            Text("The report on {title} could not be made.", title=title),
        )
    if job.kind == TRY:
        return (
            Text("The file for {title} was tried: see its number.", title=title),
            Text("The file for {title} could not be tried.", title=title),
        )
    return (
        Text("The assessment {title} was computed.", title=title),
        Text("The assessment {title} could not be computed.", title=title),
    )
