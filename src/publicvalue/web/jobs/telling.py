"""Tells whoever asked for a job what came of it, once it has ended."""

from __future__ import annotations

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


def _tell(job: Job, text: Text, address: str) -> None:
    """Leave a notice with an address; the page of the job where there is none."""
    Notice.objects.create(user=job.by, text=to_data(text), address=address or f"/jobs/{job.pk}/")


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
